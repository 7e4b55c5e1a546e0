"""A simulation in words: the summary in the terminal, and the words of its report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from zeren.model.language.lengths import seconds
from zeren.model.language.lengths_text import length, within
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.named import Names
from zeren.sim.experiment import VECTOR_FROM
from zeren.sim.statistics import SAME, Estimate, Paired
from zeren.simulating.filing_figures import FilingFigures
from zeren.simulating.in_short import in_short
from zeren.simulating.results import Age, Backlog, BoundCheck, Coverage, LiableRow, Reading, Results, Spell, shown
from zeren.simulating.stopping import Stopping
from zeren.voice.keys import SIMULATION, SIMULATION_ENGINE, SIMULATION_FOUND, SIMULATION_LACKS, SimulationKey

if TYPE_CHECKING:
    from zeren.logs.spool import Counts
    from zeren.sim.experiment import Choice
    from zeren.words import Language

_REASONS: dict[str, SimulationKey] = {"fewer": "few", "one": "one", "nothing": "nothing", "the same": "same"}
MOST_GUESSES = 6
Kind = Literal["plain", "share", "points", "days", "hours", "minutes"]


def is_share(measure: str) -> bool:
    """Whether a headline measure is a share of periods, and not an age in days."""
    return " → " not in measure


class SimulationText:
    """The words of one simulation in one language."""

    def __init__(self, organisation: Organisation, language: Language, choice: Choice | None = None) -> None:
        self.choice = choice
        self.organisation, self.language, self.names = organisation, language, Names(organisation, language)
        self.regulations = organisation.regulations
        self.acts = {duty.id: duty.act.in_(language) for one in self.regulations.values() for duty in one.file.duties}
        self.acts |= {filing.id: filing.act.in_(language) for one in self.regulations.values() for filing in one.file.filings}

    def say(self, key: SimulationKey, *values: object) -> str:
        return SIMULATION.say(key, self.language, *values)

    @property
    def title(self) -> str:
        """What the results are of."""
        return self.say("title", self.names.title)

    def name(self, of: str) -> str:
        """What a body, office, incident, mark or board is called for people: as its file says, otherwise by its id."""
        return self.names.of(of)

    def unit(self, kind: str, index: int) -> str:
        """One of several bodies alike."""
        return self.names.unit(kind, index)

    def of(self, body: str, duty: str) -> str:
        """A duty of a body."""
        return f"{self.name(body)} · {self.duty(duty)}"

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def duty(self, name: str) -> str:
        """A duty in the regulation's words."""
        return self.acts.get(name, name)

    def tier(self, body: str, tier: str) -> str:
        """A tier, or a listed circumstance, in words."""
        if tier.startswith("item:"):
            return self.say("item", tier.removeprefix("item:"))
        regulation = self.regulation_of(body)
        return regulation.name_of(tier, self.language) if regulation else tier

    def regulation_of(self, body: str) -> Regulation | None:
        """What a body lives under."""
        return self.regulations.get(str(self.organisation.file.bodies[body].regulation))

    def body_of(self, source: str, name: str) -> str:
        """The body in which something happened."""
        file = self.organisation.file
        if source == "incident":
            return file.incidents[name].of
        if source == "decision":
            return file.decisions[name].of
        return next(one.of for one in file.missed.values() if not one.duties or name in one.duties)

    def position(self, source: str, name: str) -> str:
        """How somebody stood: a vote, or the marks of an incident."""
        if source == "decision":
            return self.called(name)
        return ("、" if self.language == "zh" else ", ").join(self.name(mark) for mark in name.split("+") if mark not in ("-", ""))

    def called(self, word: str) -> str:
        """A vote or a cause in words."""
        key = SIMULATION.find(word)
        return word if key is None else self.say(key)

    def number(self, one: Estimate, kind: Kind = "plain", *, brief: bool = False) -> str:
        """A figure with its interval, and no digit that it cannot support; `brief` puts them on two lines, without a reason.

        A figure in days is told without a unit in `hours` or `minutes`.
        """
        scale, unit = {
            "plain": (1, ""),
            "share": (100, " %"),
            "points": (100, self.say("points")),
            "days": (1, self.say("of days")),
            "hours": (24, ""),
            "minutes": (1_440, ""),
        }[kind]
        half = None if one.half is None else one.half * scale
        text = shown(one.value * scale, 0 if one.reason == SAME else half)
        if brief and half != 0:
            between = "" if one.low is None or one.high is None else f"[{shown(one.low * scale, half)}, {shown(one.high * scale, half)}]"
            return f"{text}{unit}\n{between or self.say('none')}"
        if one.low is None or one.high is None:
            return f"{text}{unit} ({self.say('no interval', self.reason(one))})"
        if half == 0:
            return f"{text}{unit}"
        return f"{text}{unit} [{shown(one.low * scale, half)}, {shown(one.high * scale, half)}]"

    def reason(self, one: Estimate) -> str:
        """Why a figure has no interval."""
        key = next((key for start, key in _REASONS.items() if one.reason.startswith(start)), None)
        return self.say(key, 10) if key else one.reason

    def scope(self, found: Results) -> str:
        """What was run."""
        warm_up = self.say("warm-up", found.warm_up) if found.warm_up else ""
        return self.say("scope", found.replications, round(found.years), warm_up, found.seed, self.engine(found))

    def stopping(self, stopped: Stopping) -> str:
        """Why there are no more replications."""
        wanted = shown(100 * stopped.precision, 0)
        if not stopped.imprecise:
            return self.say("precise", wanted)
        return self.say("imprecise", f"{stopped.most:,}", wanted, self.comma.join(map(self.measure, stopped.imprecise)))

    def engine(self, found: Results) -> str:
        """Which engine ran, and why where nobody asked for it."""
        if self.choice is None or self.choice.why == "asked":
            return found.engine
        lacks = (self.say("and no")).join(SIMULATION_LACKS.say(one, self.language) for one in self.choice.lacks)
        return found.engine + SIMULATION_ENGINE.say(self.choice.why, self.language, lacks, f"{self.choice.instances:,}", f"{VECTOR_FROM:,}")

    def lines(self, found: Results) -> Iterator[str]:
        """All of it, line by line: in short, then what was run, then every figure."""
        yield self.title
        yield from in_short(found, self)
        yield ""
        yield self.scope(found)
        if found.stopped is not None:
            yield self.stopping(found.stopped)
        if found.guesses:
            yield self.say("guesses", len(found.guesses))
            yield (
                "  "
                + ", ".join(found.guesses[:MOST_GUESSES])
                + (" " + self.say("and more", len(found.guesses) - MOST_GUESSES) if len(found.guesses) > MOST_GUESSES else "")
            )
        yield ""
        yield self.say("coverage")
        for one in found.coverage:
            yield f"  {self.of(one.body, one.duty)}{self.colon}{self.number(one.share, 'share')} {self.say(one.unit)}"
            if one.causes:
                yield "    " + self.causes(one)
        yield from self.filed(found)
        if found.gaps:
            yield self.say("gaps")
        for gap in found.gaps:
            yield f"  {self.of(gap.body, gap.what)}{self.colon}{self.gap_row(gap)}"
        yield from self.flows(found)
        yield from self.happenings(found)
        yield from self.bounds(found)
        yield ""
        yield self.say("interval t")
        yield self.say("interval exact")
        yield self.say("disclaimer")

    def bounds(self, found: Results) -> Iterator[str]:
        """What was observed against what is proved, as lines."""
        days = [one for one in found.bounds if one.what != "relay"]
        if days:
            yield self.say("bounds")
        for bound in days:
            yield f"  {self.bound_name(bound)}{self.colon}{self.bound_row(bound)}"
        relays = [one for one in found.bounds if one.what == "relay"]
        if relays:
            yield self.say("relays")
        for bound in relays:
            yield f"  {self.bound_name(bound)}{self.colon}{self.bound_row(bound)}"

    def bound_name(self, bound: BoundCheck) -> str:
        """What a bound is on."""
        if bound.what == "relay":
            moment, *filings = bound.duty.split(">")
            terms = self.regulations[str(self.organisation.file.bodies[bound.body].regulation)].terms
            began = terms[moment].text.in_(self.language) if moment in terms else moment
            return " → ".join([began, *map(self.duty, filings)])
        return f"{self.say(bound.what)} · {self.name(bound.body)} · {' + '.join(self.duty(name) for name in bound.duty.split('+'))}"

    def bound_row(self, bound: BoundCheck) -> str:
        """The most that was observed, and the most that is possible."""
        if bound.what == "relay":
            return self.say("relay row", length(bound.observed, self.language), length(bound.bound, self.language))
        return self.say("bound row", bound.observed, bound.missed, bound.bound)

    def filed(self, found: Results) -> Iterator[str]:
        """How long filings took, and which clocks never started."""
        if not found.filings:
            return
        file = self.organisation.file
        yield self.say("filings", file.zone, file.holidays if file.holidays not in (None, "none") else self.say("weekends"))
        for one in found.filings:
            yield f"  {self.of(one.body, one.filing)}{self.colon}{self.filing_row(one)}"

    def filing_row(self, one: FilingFigures) -> str:
        """One filing of one body, in a line."""
        parts = [
            self.say("filing never")
            if one.longest_minutes is None
            else self.say("filing row", self.number(one.hours), length(one.longest_minutes, self.language))
        ]
        parts += [self.say("filing waits", one.not_started)] if one.not_started else []
        parts += [self.say("filing open", one.not_assessable)] if one.not_assessable else []
        if one.own_limit is not None:
            parts.append(self.say("own limit", within(one.own_limit, self.language), self.wording(one)))
        return ("；" if self.language == "zh" else "; ").join(parts)

    def wording(self, one: FilingFigures) -> str:
        """The word that stands in the text where the organisation has set itself a limit."""
        regulation = self.regulations[str(self.organisation.file.bodies[one.body].regulation)]
        asked = next(known for known in regulation.asked if known.id == one.filing)
        words = [asked.wording] if isinstance(asked, Duty) else [clock.wording for clock in asked.due]
        return next((word.in_(self.language) for word in words if word is not None), "–")

    def limits(self, one: FilingFigures) -> list[float]:
        """The time limits of a filing that are lengths of elapsed time, in minutes, those of the text and the organisation's own."""
        regulation = self.regulations[str(self.organisation.file.bodies[one.body].regulation)]
        asked = next(known for known in regulation.asked if known.id == one.filing)
        stated = [asked.within] if isinstance(asked, Duty) else [clock.within for clock in asked.due]
        lengths = {one.own_limit, *stated} - {None}
        return sorted({seconds(text) / 60 for text in map(str, lengths) if not text.startswith(("working_days", "months"))})

    def causes(self, one: Coverage) -> str:
        """Why performances were not in time, as shares."""
        total = sum(one.causes.values())
        shares = {cause: 100 * many / total for cause, many in one.causes.items()}
        parts = [f"{self.called(cause)} {f'{share:.0f}' if share >= 1 else '<1'} %" for cause, share in shares.items()]
        return self.say("because") + ("、" if self.language == "zh" else ", ").join(parts)

    def gap_row(self, gap: Spell) -> str:
        """How long gaps are."""
        mean = self.number(gap.mean) + ("" if gap.up_to is None else self.say("gap up to", gap.up_to))
        text = self.say("gap row", mean, "–" if gap.longest is None else gap.longest)
        return text if gap.longest_open is None else text + self.say("gap open", gap.longest_open)

    def reading_row(self, one: Reading) -> str:
        """How long reports wait until they have been read."""
        return self.say("reading row", self.number(one.mean), one.longest, self.number(one.unread, "share"))

    def backlog_row(self, queue: Backlog) -> str:
        """How many reports stand before one that comes."""
        return self.say("backlog row", self.name(queue.reader), self.number(queue.mean), queue.most)

    def age_row(self, age: Age) -> str:
        """How old what one body knows of another is."""
        highest = "–" if age.highest is None else age.highest
        return self.say(
            "age row", self.name(age.receiver), self.name(age.source), self.number(age.mean), self.number(age.mean_peak), highest
        )

    def flows(self, found: Results) -> Iterator[str]:
        """What reaches whom, and how late."""
        if found.ages:
            yield self.say("ages")
        for age in found.ages:
            yield "  " + self.age_row(age)
        if found.reading:
            yield self.say("reading")
        for one in found.reading:
            yield f"  {self.of(one.body, one.duty)}{self.colon}{self.reading_row(one)}"
        for queue in found.backlog:
            yield "  " + self.backlog_row(queue)

    def happenings(self, found: Results) -> Iterator[str]:
        """Incidents, decisions, and who becomes liable."""
        if found.incidents:
            yield self.say("incidents")
        for one in found.incidents:
            row = self.say("incident row", self.number(one.a_year), self.detection(one.detection), self.number(one.undetected, "share"))
            yield f"  {self.name(one.body)} · {self.name(one.name)}{self.colon}{row}"
        if found.decisions:
            yield self.say("decisions")
        for board in found.decisions:
            row = self.say(
                "decision row", self.number(board.a_year), self.number(board.wrong, "share"), self.number(board.averted, "share")
            )
            yield f"  {self.name(board.body)} · {self.name(board.name)}{self.colon}{row}"
        if found.liable:
            yield self.say("liable")
        for liable in found.liable:
            yield f"  {self.who(liable)}{self.colon}{self.often(liable)}"

    def detection(self, mean: Estimate) -> str:
        """How long it takes until something is found: in days, below a day in hours, below an hour in minutes."""
        if math.isnan(mean.value):
            return SIMULATION_FOUND.say("none", self.language)
        if mean.value == 0 and mean.high in (None, 0):
            return SIMULATION_FOUND.say("at once", self.language)
        unit: Literal["days", "hours", "minutes"] = "days" if mean.value >= 1 else "hours" if mean.value >= 1 / 24 else "minutes"
        figure, note, why = self.number(mean, "plain" if unit == "days" else unit).partition(" (")  # why it has no interval comes last
        return SIMULATION_FOUND.say(unit, self.language, figure) + note + why

    def who(self, liable: LiableRow) -> str:
        """In what, which office, how it stood, and which tier it bears."""
        held = liable.held
        tier = self.say("free") if not held.tier else self.tier(self.body_of(held.source, held.name), held.tier)
        surety = self.say("possible") if held.surety == "possible" else ""
        name = self.duty(held.name) if held.source == "missed" else self.name(held.name)
        parts = (name, self.name(held.office), self.position(held.source, held.position), f"{surety}{tier}")
        return " · ".join(part for part in parts if part)

    def often(self, liable: LiableRow) -> str:
        """How often, under which article, and in what share of the times that somebody stood so."""
        if not liable.held.tier:
            return self.say("stood", liable.stood)
        comma, semicolon = ("，", "；") if self.language == "zh" else (", ", "; ")
        # where the facts of a position settle it, the share is no estimate
        share = self.say("always") if liable.share.value == 1 else self.number(liable.share, "share")
        return f"{self.cited(liable)}{comma}{self.number(liable.a_year)}{semicolon}{share}"

    def cited(self, liable: LiableRow) -> str:
        """The articles behind a tier, as its regulation is cited."""
        regulation = self.regulation_of(self.body_of(liable.held.source, liable.held.name))
        assert regulation is not None, "a tier comes from a regulation"
        return regulation.cited(*liable.held.article.split(", ")).in_(self.language)

    def log(self, file: Path, replication: int, counts: Counts) -> str:
        """What was written into a log of events."""
        key: SimulationKey = "log of traces" if set(counts.objects) == {"trace"} else "log"
        return self.say(key, file, replication, f"{sum(counts.events.values()):,}", f"{sum(counts.objects.values()):,}")

    def measure(self, key: str) -> str:
        """A headline measure in words."""
        if " → " in key:
            return self.say("renewed", " → ".join(self.name(body) for body in key.split(" → ")))
        return self.of(*key.split("/", 1))

    def way(self, age: Age) -> str:
        """Whose news reaches whom."""
        return f"{self.name(age.source)} → {self.name(age.receiver)}"

    def stated_duty(self, body: str, duty: str) -> Duty | None:
        """A duty of a body as its regulation states it."""
        regulation = self.regulation_of(body)
        return next((one for one in regulation.file.duties if one.id == duty), None) if regulation else None

    def sentences(self, parts: Iterable[str]) -> str:
        """Sentences one after another."""
        return ("" if self.language == "zh" else " ").join(parts)

    @property
    def comma_of_sentence(self) -> str:
        return "，" if self.language == "zh" else ", "

    @property
    def comma(self) -> str:
        return "、" if self.language == "zh" else ", "

    def difference_row(self, key: str, one: Paired) -> str:
        """A paired difference, whether it is better, and what pairing left of its variance."""
        verdict = f"{self.difference(key, one)} · {self.verdict(key, one)}"
        return verdict + ("" if one.variance_ratio is None else f" · {self.variance(one)}")

    def verdict(self, key: str, one: Paired) -> str:
        """Whether a difference is for the better: more in time is, older news is not; none can be told where its interval holds both."""
        apart = one.difference
        low, high = (apart.value if end is None else end for end in (apart.low, apart.high))
        if apart.value == 0 and apart.reason == SAME:
            return self.say("no change")
        if apart.low is None or low <= 0 <= high:
            return self.say("undecided") if apart.reason != SAME else self.say("better" if (low > 0) == is_share(key) else "worse")
        return self.say("better" if (low > 0) == is_share(key) else "worse")

    def difference(self, key: str, one: Paired) -> str:
        """A paired difference: of a share in percentage points, of an age in days."""
        return self.number(one.difference, "points" if is_share(key) else "days")

    def variance(self, one: Paired) -> str:
        """What pairing left of the variance."""
        return "" if one.variance_ratio is None else self.say("variance", shown(100 / one.variance_ratio, None))

    def compared(self, other: str, found: Mapping[str, Paired]) -> Iterator[str]:
        """Paired differences, measure by measure."""
        yield self.say("compared", other)
        for name, one in found.items():
            ratio = "" if one.variance_ratio is None else f" ({self.variance(one)})"
            yield f"  {self.measure(name)}{self.colon}{self.verdict(name, one)}{self.comma_of_sentence}{self.difference(name, one)}{ratio}"
