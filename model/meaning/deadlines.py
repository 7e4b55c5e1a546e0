"""The deadlines of an event of which everything is known: which filings are owed, by when, under which clock, and which wait.

This is the definition. Facts are complete: a moment that is not given has not come, so a clock that runs from it has not
started, and no comparison with it holds. Of the clocks of a filing that apply and have started, the one that ends first governs,
by strict time; the legal limit is likewise the earliest of theirs. A filing is *late* only after its legal limit, and *in time* only
where it has one; one whose clocks all wait for something, such as a filing that must be sent first, has *not started* and is not
late. Of an event of which not everything is known, `open_deadlines` says what holds in every completion, and what in some.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import msgspec

from zeren.model.language.conditions import FALSE, MATTER, And, Compare, Expr, Fact, Named, Not, Or, walk
from zeren.model.language.filing import Clock, Counting, Filing
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import NEVER, UNKNOWN, MaybeValue, Value, apart
from zeren.model.meaning.part import Part
from zeren.model.meaning.references import FactRef
from zeren.model.meaning.time_limits import Off, Step, ends
from zeren.model.meaning.truth import meaning

Status = Literal[
    "in_time",
    "late",
    "due",
    "overdue",
    "sent",
    "before_start",
    "not_started",
    "no_number",
    "not_owed",
    "open",
    "inconsistent",
]
Owed = Literal["certainly", "possibly", "no"]
Begun = Literal["yes", "no", "open"]


class ClockAnswer(Part, frozen=True):
    """One clock of a filing: what it runs from, whether it has started, when it ends, and by which provision on counting.

    `applies` says whether it does in every completion of what is known, `begun` whether it has started where it applies; if that is
    open, or nobody says when, the limits are the earliest that it can lead to.
    """

    after: str
    within: str | None
    article: str
    started: dt.datetime | None = None
    strict: dt.datetime | None = None
    limit: dt.datetime | None = None
    steps: tuple[Step, ...] = ()
    counted_by: str | None = None
    applies: Literal["certainly", "possibly"] = "certainly"
    begun: Begun = "yes"


class UnderReading(Part, frozen=True):
    """What a filing comes to under one option of a reading: every status that it can have, the earliest legal limit and the latest."""

    reading: str
    option: str
    possible: tuple[Status, ...]
    limit: dt.datetime | None = None
    latest: dt.datetime | None = None


class FilingAnswer(Part, frozen=True):
    """What is to be said of one filing.

    `owed` says whether it is owed by now in every completion of what is known, in some, or in none, and `status` how it stands, if
    that is the same in all; otherwise it is `open`, and `possible` lists every status. `strict` is the limit by elapsed time, `limit`
    the outer legal one, each the earliest still possible, and `latest` the latest legal one; `unbounded` says that nothing bounds how
    early it was. `governed_by` is the clock that ends first, `waits_for` are the moments and filings whose clocks apply and have not
    started. `presumed` are the terms whose usual values the answer rests on, `earliest` is a limit that is possible without them and
    earlier, `depends` names what is open and matters, `under` what each reading comes to, `find_out` the smallest sets of facts that
    would settle it, and `conflicts` pairs of moments of which the first came without, or before, the second, which it cannot.
    """

    filing: str
    article: str
    status: Status
    sent: dt.datetime | None = None
    strict: dt.datetime | None = None
    limit: dt.datetime | None = None
    governed_by: str | None = None
    waits_for: tuple[str, ...] = ()
    clocks: tuple[ClockAnswer, ...] = ()
    owed: Owed = "certainly"
    possible: tuple[Status, ...] = ()
    latest: dt.datetime | None = None
    unbounded: bool = False
    earliest: dt.datetime | None = None
    presumed: tuple[str, ...] = ()
    depends: tuple[FactRef, ...] = ()
    under: tuple[UnderReading, ...] = ()
    find_out: tuple[tuple[FactRef, ...], ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()


def deadlines(
    regulation: Regulation,
    stated: Mapping[str, MaybeValue],
    zone: dt.tzinfo,
    off: Off,
    now: dt.datetime | None = None,
    readings: Mapping[str, str] | None = None,
) -> tuple[FilingAnswer, ...]:
    """Every filing of a regulation, in the order of its file.

    Args:
        stated: the facts of the matter, by term; a moment that is missing or unknown has not come.
        zone: where days begin and end, and in which moments are given back.
        off: whether nobody works on a day.
        now: the moment at which what is not sent is judged; without it nothing is overdue.
        readings: the option of each reading that a filing depends on; the first one unless given.
    """
    known = {name: value for name, value in in_zone(stated, zone).items() if value is not UNKNOWN and value is not NEVER}
    event = _Event(regulation, known, zone, off, readings)  # type: ignore[arg-type]  # unknown ones are gone
    return tuple(event.filing(index, one, now) for index, one in enumerate(regulation.file.filings))


def in_zone(stated: Mapping[str, MaybeValue], zone: dt.tzinfo) -> dict[str, MaybeValue]:
    """Facts with every moment in a zone, by whose days conditions count."""
    return {name: apart(value.astimezone(zone)) if isinstance(value, dt.datetime) else value for name, value in stated.items()}


def event_deadline(
    regulation: Regulation, duty: Duty, began: dt.datetime, sent: dt.datetime | None, zone: dt.tzinfo, off: Off, now: dt.datetime | None
) -> FilingAnswer:
    """When a duty that an event starts (`within` a time of it) is due, and how it stands.

    Where the regulation has no rules of counting, the day of the event is not counted, and whole days end with the last of them.
    """
    assert duty.within is not None
    counting = regulation.file.counting or Counting(article=duty.article)
    found = ends(began, duty.within, zone, off, counting)
    counted_by = found.article if regulation.file.counting is not None else None  # of its own, the text does not say how to count
    clock = ClockAnswer(duty.id, duty.within, duty.article, began, found.strict, found.legal, found.steps, counted_by)
    status = status_of(sent, found.legal, began, now)
    return FilingAnswer(duty.id, duty.article, status, sent, found.strict, found.legal, duty.id, (), (clock,), latest=found.legal)


def clocks_from(regulation: Regulation, index: int, start: dt.datetime, zone: dt.tzinfo, off: Off) -> tuple[ClockAnswer, ...]:
    """The clocks of a filing, the one at this place of the file, if all of them started at one moment and nothing else is stated."""
    filing = regulation.file.filings[index]
    sent = {one.id: one.sent for one in regulation.file.filings}
    event = _Event(regulation, {sent.get(clock.after, clock.after): start for clock in filing.due}, zone, off)
    return event.clocks(index, filing)


def status_of(sent: dt.datetime | None, limit: dt.datetime | None, started: dt.datetime | None, now: dt.datetime | None) -> Status:
    """How a filing stands, once it is owed: `started` is when its first clock did."""
    if sent is not None and started is not None and _instant(sent) < _instant(started):
        return "before_start"
    if limit is None:
        return "sent" if sent is not None else "no_number" if started is not None else "not_started"
    if sent is not None:
        return "in_time" if _instant(sent) <= _instant(limit) else "late"
    return "overdue" if now is not None and _instant(now) > _instant(limit) else "due"


def _instant(moment: dt.datetime | None) -> float:
    """A moment as something to compare: two moments of one zone are compared by the clock's face otherwise."""
    assert moment is not None
    return moment.timestamp()


class _Event:
    people: tuple[()] = ()  # a filing asks of the matter alone

    def __init__(
        self, regulation: Regulation, stated: Mapping[str, Value], zone: dt.tzinfo, off: Off, readings: Mapping[str, str] | None = None
    ) -> None:
        self.regulation, self.stated, self.zone, self.off = regulation, stated, zone, off
        self.readings = {name: next(iter(one.one_of)) for name, one in regulation.readings.items()} | dict(readings or {})
        self.shared: dict[str, bool] = {}
        self.sent = {one.id: one.sent for one in regulation.file.filings}

    def filing(self, index: int, filing: Filing, now: dt.datetime | None) -> FilingAnswer:
        sent = self.moment(filing.sent)
        if not self.holds("filings", index, "when"):
            return FilingAnswer(filing.id, filing.article, "not_owed", sent, owed="no")
        clocks = self.clocks(index, filing)
        running = [one for one in clocks if one.strict is not None and one.limit is not None]
        strict, limit, governed = None, None, None
        if running:
            first = min(running, key=lambda one: _instant(one.strict))
            strict, governed = first.strict, first.after
            limit = min((one.limit for one in running), key=_instant)
        waits = tuple(dict.fromkeys(one.after for one in clocks if one.started is None))
        started = min((one.started for one in clocks if one.started is not None), key=_instant, default=None)
        status = status_of(sent, limit, started, now)
        owed: Owed = "no" if status == "not_started" else "certainly"
        return FilingAnswer(filing.id, filing.article, status, sent, strict, limit, governed, waits, clocks, owed, latest=limit)

    def clocks(self, index: int, filing: Filing) -> tuple[ClockAnswer, ...]:
        """The clocks that apply, whether they have started or not."""
        roll = filing.roll if filing.roll is not None and self.holds("filings", index, "roll", "when") else None
        applying = [one for place, one in enumerate(filing.due) if self.holds("filings", index, "due", place, "when")]
        return tuple(self.clock(one, msgspec.structs.replace(filing, roll=roll)) for one in applying)

    def clock(self, clock: Clock, filing: Filing) -> ClockAnswer:
        article = clock.article or filing.article
        started = self.moment(self.sent.get(clock.after, clock.after)) if clock.runs_from == "sent" else self.limit_of(clock.after)
        if started is None or clock.within is None:
            return ClockAnswer(clock.after, clock.within, article, started, begun="no" if started is None else "yes")
        found = ends(started, clock.within, self.zone, self.off, self.counting(clock.within), filing.roll)
        return ClockAnswer(clock.after, clock.within, article, started, found.strict, found.legal, found.steps, found.article)

    def limit_of(self, name: str) -> dt.datetime | None:
        """The legal limit of another filing."""
        index = next(place for place, one in enumerate(self.regulation.file.filings) if one.id == name)
        return self.filing(index, self.regulation.file.filings[index], None).limit

    def counting(self, within: str) -> Counting | None:
        """The law's rules of counting for a period."""
        rules = self.regulation.file.counting
        path = ("counting", "two_working_days_of_hours")
        return rules.for_hours(self.holds(*path)) if rules is not None and "hours" in within and path in self.regulation.means else rules

    def moment(self, term: str) -> dt.datetime | None:
        value = self.stated.get(term)
        return value.astimezone(self.zone) if isinstance(value, dt.datetime) else None

    # conditions: what is not given has not come --------------------------------------------------------------

    def holds(self, *path: str | int) -> bool:
        expr = self.settled(self.regulation.means[path])
        matter = {term.id: self.value(term.id) for term in self.regulation.terms_of["matter"]}
        return bool(meaning(expr, {})(self, {"me": matter, MATTER: matter}))

    def value(self, term: str) -> object:
        usual = self.regulation.terms[term].unless_stated
        return self.stated.get(term, None if usual is UNKNOWN or usual is NEVER else usual)

    def settled(self, expr: Expr) -> Expr:
        """A condition of the matter with definitions opened, and no comparison with what has not happened."""
        match expr:
            case Named(definition):
                return self.settled(self.regulation.definitions[definition])
            case Fact(term) if term not in self.stated and term in self.regulation.follows:
                return self.settled(self.regulation.follows[term])
            case Not(part):
                return Not(self.settled(part))
            case And(parts):
                return And(tuple(map(self.settled, parts)))
            case Or(parts):
                return Or(tuple(map(self.settled, parts)))
            case Compare() if any(isinstance(one, Fact) and self.value(one.term) is None for one in walk(expr)):
                return FALSE
            case _:
                return expr


__all__ = ["Begun", "ClockAnswer", "FilingAnswer", "Owed", "Status", "UnderReading", "deadlines", "event_deadline", "in_zone", "status_of"]
