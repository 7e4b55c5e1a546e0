"""A history with the dates of a real calendar, put before the definition event by event before anybody sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from zeren.model.language.calendar import ONE_DAY, Period, calendar_period, later
from zeren.model.language.statements import Span
from zeren.model.meaning.succession import Offices, State
from zeren.proofs.certificates.rejection import Reason, Rejected
from zeren.proofs.succession.history import History, Search
from zeren.proofs.succession.walk import walk

FIRST = dt.date(2026, 1, 1)
PERIODS, DAYS, WALKS = 60, 1461, 4  # how many places in the calendar are tried


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happens on a day in one office: an event, or that a time limit has run out."""

    on: dt.date
    what: str
    office: str
    to: str | None = None


class Story(msgspec.Struct, frozen=True):
    """A history on real dates, which `begins` with every office held: from the first to the last of some days nobody answers.

    `period` names the period that consists of these days, or that ends with them.
    """

    begins: dt.date
    entries: tuple[Entry, ...]
    first: dt.date
    last: dt.date
    period: str | None = None


class Disagreement(Rejected, AssertionError):
    """A history that the definition does not allow; this is a defect of zeren."""


def dated(offices: Offices, search: Search, every_period: bool, per: Span | None) -> tuple[History, Story] | None:
    """The shortest history, which `search` has reached, on the first dates that fit; None if none of those tried do.

    Args:
        every_period: whether it leaves a whole period without anybody, rather than the last day of one.
        per: the periods, if there are any.
    """
    found: dict[tuple[int, ...], History | None] = {}
    for periods in _periods(per) if every_period else ((),):
        lengths = tuple(period.days for period in periods[: search.depth + 2])
        if lengths not in found:
            found[lengths] = search.first(lengths)
        history = found[lengths]
        if history is None:
            continue
        for start in [periods[0].first] if periods else _starts(history, per):
            story = replay(offices, history, start, every_period, per)
            if story is not None:
                return history, story
    return _walked(offices, per, search.depth) if every_period and per is not None else None


def _walked(offices: Offices, per: Span, least: int) -> tuple[History, Story] | None:
    """Where months at their longest fit no real dates: a history that does."""
    found: list[tuple[History, Story]] = []
    for periods in _periods(per):
        if (history := walk(offices, periods[0].first, per, least)) is not None:
            story = replay(offices, history, periods[0].first, True, per)
            if story is None:
                raise Disagreement(Reason("not_from", (str(history), str(periods[0].first))))
            found.append((history, story))
            if history.shortest or len(found) == WALKS:
                break
    return min(found, key=lambda one: len(one[0].happenings), default=None)


def _periods(per: Span | None) -> Iterator[tuple[Period, ...]]:
    """The periods of the calendar from each of the first ones on."""
    if per is not None:
        first = calendar_period(FIRST, per).first
        every = [calendar_period(later(first, per, number), per) for number in range(2 * PERIODS)]
        yield from (tuple(every[number:]) for number in range(PERIODS))


def _starts(history: History, per: Span | None) -> Iterator[dt.date]:
    """The days on which a history may begin so that it ends with a period, and then any day."""
    before = ONE_DAY * sum(one.days for one in history.happenings[:-1])
    if per is not None:
        first = calendar_period(FIRST, per).first
        lasts = (later(first, per, number + 1) - ONE_DAY for number in range(PERIODS))
        yield from (last - before for last in lasts if last - before >= FIRST)
    yield from (FIRST + ONE_DAY * day for day in range(DAYS))


def replay(offices: Offices, history: History, start: dt.date, every_period: bool, per: Span | None) -> Story | None:
    """The story that begins on a day, or None if the calendar does not allow it there.

    Raises:
        Disagreement: if an event is one that the definition does not know.
    """
    state, today, answered, entries = offices.start, start, False, list[Entry]()
    for one in history.happenings[:-1]:
        answered = answered or offices.answers(state, today=today)
        if one.event is None:
            room, period = offices.room(state, today), _period(today, per) if every_period else None
            if (room is not None and one.days > room) or (period and today + ONE_DAY * one.days > period.last + ONE_DAY):
                return None
            after = offices.passed(state, one.days, today)
            today += ONE_DAY * one.days
            entries += _ended(offices, state, after, today - ONE_DAY * one.days, today)
            state, answered = after, answered and not (period and today > period.last)
            continue
        follows = dict(offices.events(state, today)).get(one.event)
        if follows is None:
            if one.event not in dict(offices.events(state)):
                raise Disagreement(Reason("cannot_happen", (str(one.event), str(state))))
            return None
        state = follows
        entries.append(Entry(today, one.event.kind, one.event.office, one.event.to))
    days, room = history.happenings[-1].days, offices.room(state, today)
    if (answered and every_period) or offices.answers(state, today=today) or (room is not None and days > room):
        return None
    if every_period:
        period = _period(today, per)
        if period is None or today + ONE_DAY * days != period.last + ONE_DAY:
            return None
        return Story(start, tuple(entries), period.first, period.last, period.name)
    ending = _period(today, per)
    return Story(start, tuple(entries), today, today, ending.name if ending and ending.last == today else None)


def _period(today: dt.date, per: Span | None) -> Period | None:
    return None if per is None else calendar_period(today, per)


def _ended(offices: Offices, before: State, after: State, begun: dt.date, today: dt.date) -> Iterator[Entry]:
    """Where a time limit has run out while days passed."""
    for name, was, now in zip(offices.names, before, after, strict=True):
        if was.acting and not now.acting:
            yield Entry(today, "acting_ends", name)
        if was.to is not None and now.to is None:
            yield Entry(today, "delegation_ends", name, was.to)
        for deputy in offices.rules[name].deputies:
            if deputy.at_most and offices.acts(deputy, was, begun) and not offices.acts(deputy, now, today):
                yield Entry(today, "deputy_ends", name, deputy.who)
