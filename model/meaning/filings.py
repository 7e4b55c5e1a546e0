"""Judging what events asked for: each filing, and each duty `within` a time of an event, is met, late, or without performance.

One event gives one *instance* of each. An instance is *not assessable* where nothing can be told: its limit lies after the end of
the observation, its clock began before the observation did, it has no number, or only the day of a moment is known and the hour
would decide; likewise where it is owed, or in time, in some completions of the facts and readings only, where nothing is on record of
one that must have been sent, since a later one was, and where the moments on record cannot be as they are recorded. A filing whose
clocks all wait for something has *not started*: it is not late, and not met.
When anything is due is told by `open_deadlines`, here as everywhere; whatever happened is on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal, NamedTuple

import msgspec

from zeren.model.language.calendar import ONE_DAY, Period
from zeren.model.language.filing import Filing
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import MaybeValue
from zeren.model.language.trace import Act, Event
from zeren.model.meaning.deadlines import FilingAnswer, event_deadline
from zeren.model.meaning.open_deadlines import Place, open_deadlines, recorded_deadlines
from zeren.model.meaning.time_limits import Off

FilingStatus = Literal["met", "late", "no_performance", "not_assessable", "not_started"]
_TICK = dt.timedelta(microseconds=1)
_LATEST = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)
Key = tuple[str, str]  # the body to which an event happened, and its id


def weekend(day: dt.date) -> bool:
    """Whether a day is a Saturday or a Sunday."""
    return day.weekday() >= 5


class Local(msgspec.Struct, frozen=True):
    """Where days begin and end, and on which of them nobody works."""

    zone: dt.tzinfo = dt.UTC
    off: Off = weekend

    def midnight(self, day: dt.date) -> dt.datetime:
        """The moment at which a day begins; one that the clocks skip is moved on."""
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC).astimezone(self.zone)

    def span(self, days: Period) -> Span:
        """The moments from the beginning of the first day to the end of the last."""
        return Span(self.midnight(days.first), self.midnight(days.last + ONE_DAY))


WEEKENDS = Local()


class Span(NamedTuple):
    """The moments from `first` to `end`, the latter not included."""

    first: dt.datetime
    end: dt.datetime


class Moment(NamedTuple):
    """When something was done: between two moments, which are the same where it is known exactly."""

    first: dt.datetime
    last: dt.datetime


class Filed(msgspec.Struct, frozen=True):
    """What became of one filing (or duty) that an event asked for; `by` is who had to file, None if nobody here.

    `answer` takes every moment as late as it can have been, `earliest` as early.
    """

    event: str
    of: str
    by: str | None
    filing: str
    article: str
    status: FilingStatus
    sent: Moment | None
    answer: FilingAnswer
    earliest: FilingAnswer


Filer = Callable[[str | None, str], str | None]  # who files, by what the text names and the body to which the event happened


def judge_events(
    regulation: Regulation,
    events: Iterable[Event],
    acts: Iterable[Act],
    observed: Period,
    local: Local,
    filer: Filer,
    *,
    recorded: bool = True,
) -> Iterator[Filed]:
    """Every instance of every filing and event duty, by the order of the events and of the file.

    Args:
        acts: what was filed, each by who had to file it; one without a reference answers the first event that still needs it.
        observed: the days observed; nothing later is known.
        filer: which body files what an event of another asks for.
        recorded: whether whatever happened is on record; if not, a moment that is not given may have come or may come still.
    """
    span, valid = local.span(observed), regulation.file.valid
    known = [event for event in events if (began := event.began) is not None and began < span.end]
    known = [event for event in known if (valid.from_ or dt.date.min) <= local_day(event, local) <= (valid.to or dt.date.max)]
    sent = _assigned(regulation, known, [act for act in acts if moment_of(act, local).first < span.end], local, filer)
    for event in known:
        yield from judge_event(regulation, event, sent.get((event.of, event.id), {}), span, local, filer, recorded=recorded)


def local_day(event: Event, local: Local) -> dt.date:
    """The day on which an event began."""
    assert event.began is not None
    return event.began.astimezone(local.zone).date()


def moment_of(act: Act, local: Local) -> Moment:
    """When an act was done: at its moment, or at any time of its day."""
    if act.at is not None:
        return Moment(act.at, act.at)
    return Moment(local.midnight(act.on), (local.midnight(act.on + ONE_DAY).astimezone(dt.UTC) - _TICK).astimezone(local.zone))


def judge_event(
    regulation: Regulation,
    event: Event,
    sent: Mapping[str, Moment],
    span: Span,
    local: Local,
    filer: Filer,
    *,
    recorded: bool = True,
) -> Iterator[Filed]:
    """Every instance that one event gives, from when each was sent."""
    answers = [_answers(regulation, event, sent, span, local, last, recorded) for last in (False, True)]
    whose = {one.id: one.who for one in regulation.asked}
    for first, last in zip(*answers, strict=True):
        if first.status == last.status == "not_owed":
            continue
        status = _status(first, last, sent.get(first.filing), span)
        by = filer(whose[first.filing], event.of)
        yield Filed(event.id, event.of, by, first.filing, first.article, status, sent.get(first.filing), last, first)


def _answers(
    regulation: Regulation, event: Event, sent: Mapping[str, Moment], span: Span, local: Local, last: bool, recorded: bool = True
) -> list[FilingAnswer]:
    """The deadlines of an event, with every moment as early as it can have been, or as late."""
    facts: dict[str, MaybeValue] = dict(event.facts)
    for one in regulation.file.filings:
        if one.id in sent:
            facts[one.sent] = sent[one.id][last]
    facts |= {term: event.last[term] for term in event.last if last and term in facts}
    facts = {term: value for term, value in facts.items() if not isinstance(value, dt.datetime) or value < span.end}
    if recorded:
        found = list(recorded_deadlines(regulation, facts, Place(local.zone, local.off, span.end), {}))
    else:
        found = list(open_deadlines(regulation, facts, Place(local.zone, local.off), {}))
    for duty in regulation.event_duties:
        began = event.last.get(duty.id) if last else None
        began = began or event.started.get(duty.id)
        if began is not None and began < span.end:
            done = sent[duty.id][last] if duty.id in sent else None
            found.append(event_deadline(regulation, duty, began.astimezone(local.zone), done, local.zone, local.off, span.end))
    return found


def _status(first: FilingAnswer, last: FilingAnswer, sent: Moment | None, span: Span) -> FilingStatus:
    """How an instance stands, from its answers with every moment as early and as late as can be."""
    if first.status == last.status == "not_started":
        return "not_started"
    if any(one.owed != "certainly" or one.status in ("before_start", "sent", "no_number") for one in (first, last)):
        return "not_assessable"
    if sent is None and first.sent is not None and last.sent is not None:
        sent = Moment(first.sent, last.sent)  # stated among the facts of the event
    sent = None if sent is None else Moment(*(one.astimezone(dt.UTC) for one in sent))  # moments of one zone compare by their clocks
    span = Span(*(one.astimezone(dt.UTC) for one in span))
    limits = [one.limit.astimezone(dt.UTC) for one in (first, last) if one.limit is not None]
    latest = [one.latest.astimezone(dt.UTC) for one in (first, last) if one.latest is not None]
    if len(limits) < 2 or len(latest) < 2:
        return "not_assessable"
    if sent is not None and sent.last <= min(limits):
        return "met"
    began = [clock.started for one in (first, last) for clock in one.clocks if clock.after == one.governed_by]
    if any(one is not None and one < span.first for one in began):
        return "not_assessable"
    if sent is not None:
        return "late" if sent.first > max(latest) else "not_assessable"
    if not {first.status, last.status} <= {"overdue", "due"}:  # one on record comes only after it, so it was sent, whenever that was
        return "not_assessable"
    return "no_performance" if max(latest) <= span.end else "not_assessable"


def _assigned(
    regulation: Regulation, events: Sequence[Event], acts: Sequence[Act], local: Local, filer: Filer
) -> dict[Key, dict[str, Moment]]:
    """When each filing of each event was sent: by its reference, otherwise for the first event that began and still lacks it."""
    found: dict[Key, dict[str, Moment]] = {(event.of, event.id): {} for event in events}
    by_filing: dict[str, list[tuple[Moment, Act]]] = {}
    for act in acts:
        by_filing.setdefault(act.duty, []).append((moment_of(act, local), act))
    ordered = sorted(events, key=lambda event: event.began or _LATEST)
    for one in regulation.asked:
        if one.id not in by_filing:
            continue
        repeats = isinstance(one, Filing) and one.repeats
        named: dict[str, list[tuple[Event, str | None]]] = {}
        owing: dict[str | None, list[Event]] = {}
        for event in ordered:
            by = filer(one.who, event.of)
            named.setdefault(event.id, []).append((event, by))
            owing.setdefault(by, []).append(event)
        for moment, act in sorted(by_filing[one.id], key=lambda pair: pair[0]):
            if act.reference:
                several = named.get(act.reference, [])
                answered = [event for event, by in several if len(several) == 1 or act.by in (by, event.of)][:1]
            else:
                lacking = (event for event in owing.get(act.by, ()) if one.id not in found[event.of, event.id])
                answered = list(islice((e for e in lacking if _asked(regulation, e, found[e.of, e.id], one.id, moment, local)), 1))
            for event in answered:
                if repeats or one.id not in found[event.of, event.id]:
                    found[event.of, event.id][one.id] = moment
    return found


def _asked(regulation: Regulation, event: Event, sent: Mapping[str, Moment], name: str, moment: Moment, local: Local) -> bool:
    """Whether an event that had begun by then asks for a filing."""
    if event.began is None or event.began > moment.last:
        return False
    answers = _answers(regulation, event, sent, Span(moment.first, _LATEST), local, False)
    return any(one.filing == name and one.status != "not_owed" for one in answers)
