"""The due dates of a body, as they show themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar, Literal

import msgspec

from zeren.due.days import Due, due_days, working_days
from zeren.due.filings import OpenFiling, Waiting, open_filings
from zeren.logs.mapping import LogMapping, load_mapping
from zeren.logs.read import Log, Unread, read_log
from zeren.model.language.calendar import Period
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.load import load_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.units import units
from zeren.model.meaning.deadlines import Owed
from zeren.model.meaning.filings import Local
from zeren.named import Names
from zeren.shown import Shown
from zeren.spans import days, window_readings
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.words import Language, default_language
from zeren.working_days import days_off, zone_of

LONGEST_DAYS = 50 * 366


class DueDay(msgspec.Struct, frozen=True):
    """A day on which something is due, or that an even spacing suggests; `last` is the legal last day of the period."""

    on: dt.date
    kind: Literal["due", "suggested"]
    duty: str
    article: str
    period: str
    last: dt.date
    needed: int


class DueFiling(msgspec.Struct, frozen=True):
    """Until when a filing on an event can still be sent, in UTC: by elapsed time (`strict`) and by law, each the earliest possible.

    `started` is null where nobody knows when its clock started. `earliest` says that only the day of a moment is known, so that the
    limit may lie later, `owed` whether it is owed in every completion of what is known.
    """

    event: str
    filing: str
    article: str
    started: dt.datetime | None
    strict: dt.datetime
    limit: dt.datetime
    earliest: bool
    owed: Owed = "certainly"


class CalendarReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a body has to do, by the days and moments until when; `waiting` are filings that no moment is due for yet.

    `encoding` is what the log was taken to be in, where that was a guess.
    """

    schema: Literal["zeren.calendar/1"] = "zeren.calendar/1"
    organisation: str
    body: str
    regulation: str
    span: tuple[dt.date, dt.date]
    zone: str
    days: tuple[DueDay, ...]
    filings: tuple[DueFiling, ...]
    waiting: tuple[Waiting, ...]
    unread: tuple[Unread, ...]
    encoding: str | msgspec.UnsetType = msgspec.UNSET
    disclaimer: str = "not legal advice"


class Scheduled(Shown, frozen=True):
    """The days on which the duties of a body fall due within a span, and the filings that events ask of it."""

    FONT: ClassVar[str] = "ui-monospace,monospace"

    organisation: Organisation
    regulation: Regulation
    body: str
    span: Period
    zone: dt.tzinfo
    days: tuple[Due, ...]
    filings: tuple[OpenFiling, ...]
    waiting: tuple[Waiting, ...]
    unread: tuple[Unread, ...]
    encoding: str = ""

    def told(self, language: Language, paint: Paint) -> str:
        from zeren.due.calendar_text import listed

        return sheet(listed(self, language))

    @property
    def record(self) -> CalendarReport:
        return CalendarReport(
            organisation=self.organisation.id,
            body=self.body,
            regulation=self.regulation.id,
            span=(self.span.first, self.span.last),
            zone=str(self.zone),
            days=tuple(DueDay(one.on, one.kind, one.duty.id, one.duty.article, one.period.name, one.last, one.needed) for one in self.days),
            filings=tuple(
                DueFiling(
                    one.event, one.answer.filing, one.answer.article, one.started, one.strict, one.limit, one.earliest, one.answer.owed
                )
                for one in self.filings
            ),
            waiting=self.waiting,
            unread=self.unread,
            encoding=self.encoding or msgspec.UNSET,
        )

    def ical(self, language: Language | None = None) -> bytes:
        """The days and filings as a file for a calendar program (iCalendar, RFC 5545); the same ones give the same bytes."""
        from zeren.due.ical import ical

        tongue = language or default_language()
        name = Names(self.organisation, tongue).heading(self.body)
        return ical(self.organisation.id, self.body, self.regulation, self.days, self.filings, self.zone, tongue, name)

    def notes(self, language: Language) -> Iterator[str]:
        """What could not enter the calendar, and why."""
        from zeren.due.calendar_text import notes

        return notes(self.regulation, self.waiting, self.unread, self.encoding, self.zone, language)


def scheduled(
    organisation: str | Path | Organisation,
    body: str,
    from_: dt.date | str,
    to: dt.date | str,
    *,
    log: str | Path | None = None,
    mapping: str | Path | None = None,
    country: str = "CN",
    zone: str = "",
    readings: Mapping[str, str] | None = None,
) -> Scheduled:
    """What a body has to do within a span; arguments and faults as in `zeren.calendar`."""
    span = _span(from_, to)
    try:
        works = working_days(country)
    except NotImplementedError:
        advice = said("give a code such as CN")
        raise Refused([Fault(f"--country {country}", 0, 0, said("its holidays are not known"), advice)]) from None
    own = load_organisation(organisation) if isinstance(organisation, (str, Path)) else organisation
    every = units(own)
    if body not in every:
        raise Refused([Fault(f"--body {body}", 0, 0, said("unknown body too"), nearest(body, every))])
    regulation_id = every[body].regulation
    if regulation_id is None:
        raise Refused([Fault(f"--body {body}", 0, 0, said("it has no regulation so no"))])
    regulation = own.regulations[regulation_id]
    free = own.file.holidays or country
    named = zone or own.file.zone
    where = zone_of(named, free, ()) if named else None
    rows = Log("", 0, [], [])
    if log is not None:
        words = load_mapping(Path(mapping), regulation, every) if mapping is not None else LogMapping()
        rows = read_log(Path(log), regulation, words, list(every), where)
    local = Local(where or zone_of(None, free, [row.first for row in rows.happened]), days_off(free, "holidays"))
    found = due_days(regulation, every[body], span, window_readings(regulation, own, readings or {}), works, rows.entries)
    filings, waiting = open_filings(regulation, rows.happened, every, body, span, local, own.file.limits)
    return Scheduled(
        own, regulation, body, span, local.zone, tuple(found), tuple(filings), tuple(waiting), tuple(rows.unread), rows.encoding
    )


def _span(from_: dt.date | str, to: dt.date | str) -> Period:
    stated = days({"--from": from_, "--to": to})
    if len(stated) == 2:
        span = Period(stated["--from"], stated["--to"])
        if 1 <= span.days <= LONGEST_DAYS:
            return span
    raise Refused([Fault(f"--from {from_} --to {to}", 0, 0, said("expected a span of 1 day"))])
