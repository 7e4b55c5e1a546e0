"""The deadlines of an event: which filings are owed, by when, under which clock, and which have not started.

A moment that is not stated has not happened (yet): a clock that runs from it has not started, and no comparison with it
holds. Of the clocks of a filing that apply and have started, the one that ends first governs, by strict time; the legal
limit is likewise the earliest of theirs. A filing is *late* only after its legal limit; one whose clocks all wait for
something, such as a filing that must be sent first, has *not started* and is not late.
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
from zeren.model.language.terms import UNKNOWN, MaybeValue, Value
from zeren.model.meaning.part import Part
from zeren.model.meaning.time_limits import Off, Step, ends
from zeren.model.meaning.truth import meaning

Status = Literal["in_time", "late", "due", "overdue", "not_started", "no_number", "not_owed"]


class ClockAnswer(Part, frozen=True):
    """One clock of a filing: what it runs from, whether it has started, when it ends, and by which provision on counting."""

    after: str
    within: str | None
    article: str
    started: dt.datetime | None = None
    strict: dt.datetime | None = None
    limit: dt.datetime | None = None
    steps: tuple[Step, ...] = ()
    counted_by: str | None = None


class FilingAnswer(Part, frozen=True):
    """What is to be said of one filing.

    `strict` is the limit by elapsed time, `limit` the outer legal one, `governed_by` the clock that ends first.
    `waits_for` are the moments and filings whose clocks apply and have not started.
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


def deadlines(
    regulation: Regulation, stated: Mapping[str, MaybeValue], zone: dt.tzinfo, off: Off, now: dt.datetime | None = None
) -> tuple[FilingAnswer, ...]:
    """Every filing of a regulation, in the order of its file.

    Args:
        stated: the facts of the matter, by term; a moment that is missing or unknown has not happened.
        zone: where days begin and end, and in which moments are given back.
        off: whether nobody works on a day.
        now: the moment at which what is not sent is judged; without it nothing is overdue.
    """
    event = _Event(regulation, {name: value for name, value in stated.items() if value is not UNKNOWN}, zone, off)  # type: ignore[misc]  # unknown ones are gone
    return tuple(event.filing(index, one, now) for index, one in enumerate(regulation.file.filings))


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
    status = status_of(sent, found.legal, True, now)
    return FilingAnswer(duty.id, duty.article, status, sent, found.strict, found.legal, duty.id, (), (clock,))


def clocks_from(regulation: Regulation, index: int, start: dt.datetime, zone: dt.tzinfo, off: Off) -> tuple[ClockAnswer, ...]:
    """The clocks of a filing, the one at this place of the file, if all of them started at one moment and nothing else is stated."""
    filing = regulation.file.filings[index]
    sent = {one.id: one.sent for one in regulation.file.filings}
    event = _Event(regulation, {sent.get(clock.after, clock.after): start for clock in filing.due}, zone, off)
    return event.clocks(index, filing)


def status_of(sent: dt.datetime | None, limit: dt.datetime | None, started: bool, now: dt.datetime | None) -> Status:
    """How a filing stands, once it is owed."""
    if limit is None:
        return "in_time" if sent is not None else "no_number" if started else "not_started"
    if sent is not None:
        return "in_time" if _instant(sent) <= _instant(limit) else "late"
    return "overdue" if now is not None and _instant(now) > _instant(limit) else "due"


def _instant(moment: dt.datetime | None) -> float:
    """A moment as something to compare: two moments of one zone are compared by the clock's face otherwise."""
    assert moment is not None
    return moment.timestamp()


class _Event:
    def __init__(self, regulation: Regulation, stated: Mapping[str, Value], zone: dt.tzinfo, off: Off) -> None:
        self.regulation, self.stated, self.zone, self.off = regulation, stated, zone, off
        self.sent = {one.id: one.sent for one in regulation.file.filings}

    def filing(self, index: int, filing: Filing, now: dt.datetime | None) -> FilingAnswer:
        sent = self.moment(filing.sent)
        if not self.holds("filings", index, "when"):
            return FilingAnswer(filing.id, filing.article, "not_owed", sent)
        clocks = self.clocks(index, filing)
        running = [one for one in clocks if one.strict is not None and one.limit is not None]
        strict, limit, governed = None, None, None
        if running:
            first = min(running, key=lambda one: _instant(one.strict))
            strict, governed = first.strict, first.after
            limit = min((one.limit for one in running), key=_instant)
        waits = tuple(dict.fromkeys(one.after for one in clocks if one.started is None))
        status = status_of(sent, limit, any(one.started is not None for one in clocks), now)
        return FilingAnswer(filing.id, filing.article, status, sent, strict, limit, governed, waits, clocks)

    def clocks(self, index: int, filing: Filing) -> tuple[ClockAnswer, ...]:
        """The clocks that apply, whether they have started or not."""
        roll = filing.roll if filing.roll is not None and self.holds("filings", index, "roll", "when") else None
        applying = [one for place, one in enumerate(filing.due) if self.holds("filings", index, "due", place, "when")]
        return tuple(self.clock(one, msgspec.structs.replace(filing, roll=roll)) for one in applying)

    def clock(self, clock: Clock, filing: Filing) -> ClockAnswer:
        article = clock.article or filing.article
        started = self.moment(self.sent.get(clock.after, clock.after))
        if started is None or clock.within is None:
            return ClockAnswer(clock.after, clock.within, article, started)
        found = ends(started, clock.within, self.zone, self.off, self.regulation.file.counting, filing.roll)
        return ClockAnswer(clock.after, clock.within, article, started, found.strict, found.legal, found.steps, found.article)

    def moment(self, term: str) -> dt.datetime | None:
        value = self.stated.get(term)
        return value.astimezone(self.zone) if isinstance(value, dt.datetime) else None

    # conditions: what is not stated has not happened --------------------------------------------------------

    def holds(self, *path: str | int) -> bool:
        expr = self.settled(self.regulation.means[path])
        matter = {term.id: self.value(term.id) for term in self.regulation.terms_of["matter"]}
        return bool(meaning(expr, {})(None, {"me": matter, MATTER: matter}))

    def value(self, term: str) -> object:
        usual = self.regulation.terms[term].unless_stated
        return self.stated.get(term, None if usual is UNKNOWN else usual)

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


__all__ = ["ClockAnswer", "FilingAnswer", "Status", "deadlines", "event_deadline", "status_of"]
