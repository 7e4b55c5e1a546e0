"""What a simulation found: figures over replications, each with its interval or the reason why it has none."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from zeren.sim.program import DAY
from zeren.sim.statistics import Estimate, Paired, count_estimate, kaplan_meier, mean_estimate, mean_length, share_estimate
from zeren.sim.tally import CAUSES, STATUSES, Tally
from zeren.simulating.filing_figures import FilingFigures, asked_of, filing_figures
from zeren.simulating.liability import Held, Liability
from zeren.simulating.stopping import Stopping
from zeren.simulating.tallies import Columns

DAYS_PER_YEAR = 365.2425


class Coverage(msgspec.Struct, frozen=True):
    """Which share of a duty's periods was covered in time; of its days under a rolling window, of its events where these start it."""

    body: str
    duty: str
    unit: Literal["periods", "days", "events"]
    share: Estimate
    statuses: dict[str, int]
    causes: dict[str, int]


class Spell(msgspec.Struct, frozen=True):
    """A distribution of days from one performance to the next, as counts, with what is only known to be at least so long.

    It begins with the first performance that was observed: how long the gap was that ended with it nobody saw, and the longer a gap,
    the sooner the beginning of an observation cuts it. `up_to`: what is longer counts in the mean as so long, as no longer was observed.
    """

    body: str
    what: str
    mean: Estimate
    longest: int | None
    longest_open: int | None
    ended: dict[int, int]
    still: dict[int, int]
    up_to: int | None = None

    @property
    def beyond(self) -> list[tuple[int, float]]:
        """The share that is longer than each length (Kaplan and Meier 1958)."""
        return kaplan_meier(self.ended, self.still)


class Age(msgspec.Struct, frozen=True):
    """How old, at the end of a day, the newest fact from below is at a receiver."""

    source: str
    receiver: str
    mean: Estimate
    mean_peak: Estimate
    highest: int | None
    days: dict[int, int]
    peaks: dict[int, int]


class Reading(msgspec.Struct, frozen=True):
    """How long reports of a body wait until they have been read, and how many stand before them."""

    body: str
    duty: str
    mean: Estimate
    longest: int | None
    unread: Estimate


class Backlog(msgspec.Struct, frozen=True):
    """How many reports stood before one that came to a reader."""

    reader: str
    mean: Estimate
    most: int
    counts: dict[int, int]


class Incidents(msgspec.Struct, frozen=True):
    """Incidents a year over all bodies, and how long they take to be found: the mean in days, and how many took so many whole days."""

    body: str
    name: str
    a_year: Estimate
    detection: Estimate
    undetected: Estimate
    days: dict[int, int]


class Decisions(msgspec.Struct, frozen=True):
    """Decisions a year, and the share of wrong ones that an objection prevented."""

    body: str
    name: str
    a_year: Estimate
    wrong: Estimate
    averted: Estimate


class LiableRow(msgspec.Struct, frozen=True):
    """How often a year an office is held liable in a tier, and in what share of the `stood` times that it stood so.

    No tier at all: nobody who stood so is held liable.
    """

    held: Held
    a_year: Estimate
    share: Estimate
    stood: int


class BoundCheck(msgspec.Struct, frozen=True):
    """The most that was observed against the most that is possible, in days, and in minutes from an event through its filings."""

    what: Literal["gap", "age", "relay"]
    body: str
    duty: str
    missed: int
    observed: int
    bound: int
    assumes: str


class Results(msgspec.Struct, frozen=True):
    """Everything that a simulation found."""

    schema: str
    organisation: str
    seed: int
    replications: int
    years: float
    warm_up: int
    engine: str
    guesses: tuple[str, ...]
    coverage: tuple[Coverage, ...]
    gaps: tuple[Spell, ...]
    ages: tuple[Age, ...]
    reading: tuple[Reading, ...]
    backlog: tuple[Backlog, ...]
    incidents: tuple[Incidents, ...]
    decisions: tuple[Decisions, ...]
    liable: tuple[LiableRow, ...]
    bounds: tuple[BoundCheck, ...] = ()
    filings: tuple[FilingFigures, ...] = ()
    stopped: Stopping | None = None


class LogCounts(msgspec.Struct, frozen=True):
    """How much a log of events holds: events and objects by type (in an XES log, by activity and step, and its traces), and relations."""

    events: dict[str, int]
    objects: dict[str, int]
    event_objects: int
    object_objects: int


class SimulationReport(msgspec.Struct, frozen=True):
    """What `zeren simulate` prints: an organisation, others that it is compared with, and the paired differences."""

    simulation: Results
    others: dict[str, Results]
    differences: dict[str, dict[str, Paired]]
    log: LogCounts | None = None  # how much the log of one replication holds, where it was asked for
    schema: Literal["zeren.simulations/1"] = "zeren.simulations/1"


def summarise(
    tallies: Sequence[Tally],
    liability: Liability,
    *,
    seed: int,
    years: float,
    engine: str,
    guesses: Sequence[str],
    bounds: Sequence[BoundCheck] = (),
    stopped: Stopping | None = None,
) -> Results:
    """All figures of an experiment."""
    columns, asked = Columns(tallies), asked_of(liability.organisation)
    return Results(
        schema="zeren.simulation/1",
        organisation=liability.organisation.id,
        seed=seed,
        replications=len(tallies),
        years=years,
        warm_up=liability.file.warm_up,
        engine=engine,
        guesses=tuple(guesses),
        coverage=tuple(_coverage(columns, asked)),
        gaps=tuple(_spell(columns, key) for key in columns.keys("gap", "open_gap", "open_start")),
        ages=tuple(_age(columns, key) for key in columns.keys("age_from")),
        reading=tuple(_reading(columns, key) for key in columns.keys("read_after")),
        backlog=tuple(_backlog(columns, key) for key in columns.keys("ahead")),
        incidents=tuple(_incidents(columns, key, years) for key in columns.keys("arisen")),
        decisions=tuple(_decisions(columns, key, years) for key in columns.keys("taken")),
        liable=tuple(_liable(tallies, liability, years)),
        bounds=tuple(bounds),
        filings=tuple(filing_figures(columns, asked)),
        stopped=stopped,
    )


def _coverage(columns: Columns, asked: Collection[tuple[str, str]]) -> Iterable[Coverage]:
    for key in columns.keys("met", "late", "no_performance"):
        counts = {status: columns.totals(status, key) for status in STATUSES}
        causes = {cause: sum(columns.totals(cause, key)) for cause in CAUSES}
        statuses = {status: sum(column) for status, column in counts.items()}
        share, because = share_estimate(*columns.assessed(key)), {name: many for name, many in causes.items() if many}
        yield Coverage(*key, "events" if key in asked else "periods", share, statuses, because)
    for key in columns.keys("assessable"):
        days, uncovered = columns.totals("assessable", key), columns.totals("uncovered", key)
        whole = columns.totals("whole", key)  # on the others what came before the observation decides, or else covers alone
        covered = [all_ - bare for all_, bare in zip(whole, uncovered, strict=True)]
        yield Coverage(*key, "days", share_estimate(covered, whole), {"assessable": sum(days), "uncovered": sum(uncovered)}, {})


def _spell(columns: Columns, key: tuple[str, str]) -> Spell:
    ended, still = columns.pooled("gap", key), columns.pooled("open_gap", key)
    mean, up_to = mean_length(columns.values("gap", key), columns.values("open_gap", key))
    longest_open = max((*still, *columns.pooled("open_start", key)), default=None)
    return Spell(*key, mean, max(ended, default=None), longest_open, ended, still, up_to)


def _age(columns: Columns, key: tuple[str, str]) -> Age:
    receiver, source = key
    means, peaks = [], []
    days: Counter[int] = Counter()
    ends = [columns.values(measure, key) for measure in ("age_to", "age_still")]
    for starts, ended, still in zip(columns.values("age_from", key), *ends, strict=True):
        own = days_at_each_age(starts, ended, still)
        days.update(own)
        if number := sum(own.values()):
            means.append(sum(age * many for age, many in own.items()) / number)
        if number := sum(ended.values()):
            peaks.append(sum((age + 1) * many for age, many in ended.items()) / number)
    highest = max((age + 1 for age in columns.pooled("age_to", key)), default=None)
    pooled = {age + 1: many for age, many in columns.pooled("age_to", key).items()}
    return Age(source, receiver, mean_estimate(means), mean_estimate(peaks), highest, dict(sorted(days.items())), pooled)


def days_at_each_age(starts: Mapping[int, int], *ends: Mapping[int, int]) -> dict[int, int]:
    """On how many days each age stood, from the ages at which runs start and end.

    >>> days_at_each_age({0: 1, 2: 1}, {3: 2})
    {0: 1, 1: 1, 2: 2, 3: 2}
    """
    change: Counter[int] = Counter(starts)
    for one in ends:
        for age, many in one.items():
            change[age + 1] -= many
    found, running = {}, 0
    for age in range(min(change, default=0), max(change, default=0)):
        running += change[age]
        if running:
            found[age] = running
    return found


def _reading(columns: Columns, key: tuple[str, str]) -> Reading:
    unread, all_ = columns.totals("unread", key), columns.totals("read_after", key)
    return Reading(
        *key,
        mean_estimate(columns.means("read_after", key)),
        max(columns.pooled("read_after", key), default=None),
        share_estimate(unread, all_),
    )


def _backlog(columns: Columns, key: tuple[str, str]) -> Backlog:
    counts = columns.pooled("ahead", key)
    return Backlog(key[0], mean_estimate(columns.means("ahead", key)), max(counts), counts)


def _incidents(columns: Columns, key: tuple[str, str], years: float) -> Incidents:
    arisen = columns.totals("arisen", key)
    return Incidents(
        *key,
        count_estimate(arisen, years),
        mean_estimate(list(_detection(columns, key))),
        share_estimate(columns.totals("undetected", key), arisen),
        columns.pooled("detected_after", key),
    )


def _detection(columns: Columns, key: tuple[str, str]) -> Iterator[float]:
    """The mean time until incidents were found, in days, of each replication in which any was."""
    for seconds, found in zip(columns.totals("detected_seconds", key), columns.totals("detected_after", key), strict=True):
        if found:
            yield seconds / found / DAY


def _decisions(columns: Columns, key: tuple[str, str], years: float) -> Decisions:
    taken, wrong = columns.totals("taken", key), columns.totals("wrong", key)
    averted = share_estimate(columns.totals("averted", key), wrong)
    return Decisions(*key, count_estimate(taken, years), share_estimate(wrong, taken), averted)


def _liable(tallies: Sequence[Tally], liability: Liability, years: float) -> Iterable[LiableRow]:
    """Who is held liable; of those who took a wrong decision, also who is not, so that the worth of an objection shows."""
    found = [liability.of_tally(tally) for tally in tallies]
    held = {one for row, _ in found for one in row}
    stood_so = {one for _, row in found for one in row}
    free = {key for key in stood_so if key[0] == "decision"} - {(one.source, one.name, one.office, one.position) for one in held}
    for one in sorted(held | {Held(*key, "", "", "certain") for key in free}):
        stood = [row.get((one.source, one.name, one.office, one.position), 0) for _, row in found]
        counts = [row.get(one, 0) for row, _ in found]
        yield LiableRow(one, count_estimate(counts, years), share_estimate(counts, stood), sum(stood))


def shown(value: float, half: float | None) -> str:
    """A number with no digit that its interval cannot support; without an interval, with two significant digits.

    >>> shown(12.3456, 0.21), shown(12.3456, 3), shown(12.3456, None), shown(1234.5, 40)
    ('12.3', '12', '12', '1230')
    """
    if math.isnan(value):
        return "–"
    if half == 0:
        return f"{value:.10g}" if value == int(value) else f"{value:.4g}"
    scale = half if half is not None else abs(value) / 10
    if scale <= 0:
        return f"{value:.3g}"
    places = -math.floor(math.log10(scale))
    rounded = round(value, places) + 0.0  # no negative zero
    return f"{rounded:.{max(0, places)}f}"
