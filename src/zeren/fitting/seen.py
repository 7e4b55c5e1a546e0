"""What a log shows of an organisation's numbers: lengths of time, some only between bounds, and how often a chance came true."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from zeren.model.language.lengths import Chance, Delay
from zeren.model.language.organisation import OrganisationShape
from zeren.sim.censored import Length

Place = tuple[str, ...]  # where a number stands in the organisation's file
Why = Literal["nothing", "few", "waits", "random", "no offices", "no members", "no plan", "bounds", "no delay", "none left out"]


class Number(NamedTuple):
    """A number of an organisation that a log may tell: a length of time or a chance, as its file states it, if it does.

    `open` says that nobody has measured it: it is marked as a guess, was fitted before, or is left out of a plan.
    """

    place: Place
    kind: Literal["length", "chance"]
    stated: Delay | str | None
    open: bool


class Seen:
    """What was seen of each number, and why nothing could be seen of others."""

    def __init__(self) -> None:
        self.lengths: dict[Place, list[Length]] = {}
        self.running: dict[Place, list[Length]] = {}  # of which the beginning is not known
        self.hits: dict[Place, Counter[str]] = {}
        self.trials: dict[Place, Counter[str]] = {}
        self.why: dict[Place, Why] = {}
        self.early: Counter[Place] = Counter()  # acts before the moment that was planned for them
        self.events = self.unknown = 0

    def length(self, place: Place, least: float, most: float, body: str, *, running: bool = False) -> None:
        """A length of time in seconds, not seen to end if `most` is infinite; `running` when observation began."""
        (self.running if running else self.lengths).setdefault(place, []).append(Length(max(least, 0.0), most, body))

    def lasted(self, place: Place, begin: int, end: int | None, until: int, body: str, *, running: bool = False) -> None:
        """Something that lasted from one second to another, or was not over at `until`."""
        if end is None:
            if until > begin:
                self.length(place, until - begin, math.inf, body, running=running)
        else:
            self.length(place, end - begin, end - begin, body, running=running)

    def trial(self, place: Place, body: str, happened: int, tried: int = 1) -> None:
        """So many times of those tried, something happened."""
        self.trials.setdefault(place, Counter())[body] += tried
        self.hits.setdefault(place, Counter())[body] += happened


def numbers(file: OrganisationShape) -> Iterator[Number]:
    """Every number of an organisation that a log may tell, in the order of the file's parts."""

    def length(place: Place, stated: Delay | None) -> Number:
        return Number(place, "length", stated, stated is None or stated.guess or stated.measured is not None)

    def chance(place: Place, stated: Chance | None) -> Number:
        open_ = stated is None or stated.guess or stated.measured is not None
        return Number(place, "chance", None if stated is None else stated.chance, open_)

    for name, office in file.offices.items():
        at: Place = ("offices", name)
        if office.turnover is not None:
            yield length((*at, "turnover", "tenure"), office.turnover.tenure)
            yield length((*at, "turnover", "vacancy"), office.turnover.vacancy)
        if office.absence is not None:
            yield length((*at, "absence", "every"), office.absence.every)
            yield length((*at, "absence", "lasts"), office.absence.lasts)
        if office.deputy_after is not None:
            yield length((*at, "deputy_after"), office.deputy_after)
    for name, plan in file.plans.items():
        at = ("plans", name)
        yield length((*at, "delay"), plan.delay)
        yield chance((*at, "skipped"), plan.skipped)
        if plan.returned is not None:
            open_ = plan.returned.guess or plan.returned.measured is not None
            yield Number((*at, "returned"), "chance", plan.returned.chance, open_)
            yield length((*at, "returned", "again"), plan.returned.again)
    for name, incident in file.incidents.items():
        at = ("incidents", name)
        yield length((*at, "every"), incident.every)
        yield length((*at, "detected_after"), incident.detected_after)
        if incident.answered_after is not None:
            yield length((*at, "answered_after"), incident.answered_after)
        for mark, one in incident.marks.items():
            if one.chance is not None:
                yield Number((*at, "marks", mark), "chance", one.chance, one.guess or one.measured is not None)
        for part, timed in (("moments", incident.moments), ("filings", incident.filings)):
            for step, each in timed.items():
                if each.delay is not None:
                    yield length((*at, part, step, "delay"), each.delay)
                if each.skipped is not None:
                    yield chance((*at, part, step, "skipped"), each.skipped)
    for name, board in file.decisions.items():
        at = ("decisions", name)
        yield length((*at, "every"), board.every)
        for part in ("erroneous", "attends", "objects", "recorded", "heeded"):
            yield chance((*at, part), getattr(board, part))


class Act(NamedTuple):
    """A performance in a log: the first and the last second at which it may have been done, and what it says itself to be for."""

    first: int
    last: int
    named: str | None = None  # the period
    slot: int | None = None  # the place of the planned performance
    period: int | None = None  # the place of the period among those planned


def matched(acts: Sequence[Act], bases: Sequence[int], periods: Sequence[int]) -> dict[int, Act]:
    """Each performance by the place of the planned one that it is most likely to be, in the order of time.

    One that names its period is one of that period. Between others, one that comes before it was planned counts as three times as far
    away: what is planned is done late more often than early.
    """
    found: dict[int, Act] = {}
    for act in sorted(acts):
        free = [
            place
            for place, period in enumerate(periods)
            if place not in found and (act.period is None or period == act.period) and (act.slot is None or place == act.slot)
        ]
        if free:
            found[min(free, key=lambda place: (_far(act, bases[place]), place))] = act
    return found


def _far(act: Act, base: int) -> int:
    return max(act.first - base, 0) if act.last >= base else 3 * (base - act.last)
