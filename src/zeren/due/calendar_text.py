"""A calendar in words: its days and moments in their order, how much it holds, and what could not enter it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Protocol

from zeren.due.days import Due
from zeren.due.deadline_text import filing_lines, filing_status
from zeren.due.filings import OpenFiling, Waiting
from zeren.logs.read import Unread
from zeren.model.language.calendar import Period
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.time_limits import day_of
from zeren.moments import zone_word
from zeren.named import Names
from zeren.voice.keys import CALENDAR, CalendarKey
from zeren.words import Language, say


class Timetable(Protocol):
    """What is told of a body's calendar: its days and filings, and notes on what could not enter."""

    @property
    def regulation(self) -> Regulation: ...
    @property
    def organisation(self) -> Organisation: ...
    @property
    def body(self) -> str: ...
    @property
    def span(self) -> Period: ...
    @property
    def days(self) -> Sequence[Due]: ...
    @property
    def filings(self) -> Sequence[OpenFiling]: ...
    @property
    def zone(self) -> dt.tzinfo: ...
    def notes(self, language: Language) -> Iterator[str]:
        """What could not enter the calendar, a sentence each."""


def listed(found: Timetable, language: Language) -> Iterator[str]:
    """The days and filings, the earliest first, and what could not enter."""

    def word(key: CalendarKey, *values: object) -> str:
        return CALENDAR.say(key, language, *values)

    yield found.regulation.file.title.in_(language)
    yield word("title", Names(found.organisation, language).heading(found.body), found.span.first, found.span.last)
    yield ""
    rows: list[tuple[dt.date, list[str]]] = []
    for one in found.days:
        act, cited = one.duty.act.in_(language), found.regulation.cited(one.duty.article).in_(language)
        values = (act, one.period.name, *((one.last, one.needed) if one.kind == "due" else ()), cited)
        rows.append((one.on, [word(one.kind, *values)]))
    acts = {one.id: one.act.in_(language) for one in found.regulation.asked}
    for filing in found.filings:
        head = " · ".join(part for part in (filing.event, acts[filing.answer.filing]) if part)
        more = filing_lines(found.regulation, filing.answer, found.zone, language, own=filing.own)
        rows.append((day_of(filing.strict, found.zone), [head, *(f"  {line}" for line in more)]))
    for day, lines in sorted(rows, key=lambda row: row[0]):
        first, *rest = lines
        yield f"  {day}  {first}"
        yield from (f"              {line.strip()}" for line in rest)
    if not rows:
        yield word("nothing")
    if found.filings:
        yield from ("", word("times", zone_word(found.zone)))
    if notes_ := list(found.notes(language)):
        yield from ("", *notes_)
    yield from ("", say("disclaimer", language))


def counted(where: object, days: Sequence[Due], filings: Sequence[OpenFiling], language: Language) -> str:
    """How much a calendar holds."""
    due = sum(one.kind == "due" for one in days)
    return CALENDAR.say("counted", language, where, due, len(days) - due, len(filings))


def notes(
    regulation: Regulation, waiting: Sequence[Waiting], unread: Sequence[Unread], encoding: str, zone: dt.tzinfo, language: Language
) -> Iterator[str]:
    """Each filing that has no moment yet, and why; that rows of the log were left out, and in which older encoding it was read."""
    acts = {one.id: one.act.in_(language) for one in regulation.asked}
    colon = say("colon", language)
    for one in waiting:
        name = f"{one.event} · {acts[one.answer.filing]}" if one.event else acts[one.answer.filing]
        yield CALENDAR.say("waiting", language, f"{name}{colon}{filing_status(regulation, one.answer, zone, language)}")
    if encoding:
        yield CALENDAR.say("encoding", language, encoding)
    if unread:
        yield CALENDAR.say("unread", language, len({row.row for row in unread}))
