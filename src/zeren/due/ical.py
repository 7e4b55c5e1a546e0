"""Due days and open filings as events of a calendar program (iCalendar, RFC 5545).

The same days and filings give the same bytes, whenever they are written. Days are events of whole days. A filing lasts from its
strict limit to its legal one, in UTC: a local time that the clocks show twice could not be told otherwise (RFC 5545, 3.3.5).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from zeren.due.days import Due
from zeren.due.deadline_text import filing_lines
from zeren.due.filings import OpenFiling
from zeren.model.language.calendar import ONE_DAY
from zeren.model.language.regulation import Regulation
from zeren.moments import zone_word
from zeren.voice.keys import ICAL, IcalKey
from zeren.voice.missing import require
from zeren.words import Language

if TYPE_CHECKING:
    import icalendar

ALARMS = (60, 30, 7)  # days before a due day
HOURS = (720, 168, 72, 24, 4, 1)  # before the limit of a filing, where its clock ran by then


def ical(
    owner: str,
    body: str,
    regulation: Regulation,
    days: Sequence[Due],
    filings: Sequence[OpenFiling],
    zone: dt.tzinfo,
    language: Language,
    name: str = "",
) -> bytes:
    """A calendar of the due days and open filings of a body (or of one event) that belongs to an organisation (or a case).

    Args:
        zone: the one whose local times the description of a filing tells.
        name: what the body is called for people; the name of the regulation stands for it unless given.
    """
    require("logs", "icalendar")
    import icalendar

    writer = _Writer(owner, body, regulation, zone, language)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//zeren//duties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _one_line(writer.say("name", name) if name else regulation.file.title.in_(language)))
    for event in [*map(writer.day, days), *map(writer.filing, filings)]:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _one_line(text: str) -> str:
    """A text without line breaks, which the name of a calendar cannot hold."""
    return " ".join(text.split())


class _Writer:
    def __init__(self, owner: str, body: str, regulation: Regulation, zone: dt.tzinfo, language: Language) -> None:
        self.owner, self.body, self.regulation, self.zone, self.language = owner, body, regulation, zone, language

    def say(self, key: IcalKey, *values: object) -> str:
        return ICAL.say(key, self.language, *values)

    def day(self, one: Due) -> icalendar.Event:
        act = one.duty.act.in_(self.language)
        name = f"{one.duty.id}/{one.period.first}/{one.period.last}/{one.kind}/{one.number}"
        summary = self.say("due", act) if one.kind == "due" else self.say("suggested", act, one.number, one.needed)
        lines = [self.say("last", one.last), self.say("period", one.period.name)]
        lines += [self.say("needed", one.needed)] if one.kind == "due" else [self.say("suggests")]
        stamp = dt.datetime.combine(one.period.first, dt.time(), dt.UTC)  # the format asks for a moment; no clock is read
        title, cited = self.regulation.file.title.in_(self.language), self.regulation.cited(one.duty.article).in_(self.language)
        lines += [self.say("article", title, cited)]
        event = self.event(name, stamp, one.on, one.on + ONE_DAY, summary, lines, one.kind)
        if one.kind == "due":
            before = [dt.timedelta(days=days) for days in ALARMS]
            self.alarms(event, (alarm for alarm in before if one.on - alarm >= one.period.first), summary)
        return event

    def filing(self, one: OpenFiling) -> icalendar.Event:
        act = next(filing.act for filing in self.regulation.asked if filing.id == one.answer.filing).in_(self.language)
        summary = self.say("filing of", act, one.event) if one.event else self.say("filing", act)
        lines = [self.say("event", one.event)] if one.event else []
        lines += filing_lines(self.regulation, one.answer, self.zone, self.language, own=one.own)
        lines += [self.say("times", zone_word(self.zone))]
        lines += [self.say("earliest")] if one.earliest else []
        lines += [self.say("regulation", self.regulation.file.title.in_(self.language))]
        end = one.limit if one.limit > one.strict else None
        name = f"{one.of}/{one.event}/{one.answer.filing}"  # without its moments, so that a changed limit moves the event
        event = self.event(name, one.started or one.strict, one.strict, end, summary, lines, "filing")
        before = [dt.timedelta(hours=hours) for hours in HOURS]
        self.alarms(event, (early for early in before if one.started is None or one.strict - early > one.started), summary)
        return event

    def event(
        self, name: str, stamp: dt.datetime, start: dt.date, end: dt.date | None, summary: str, lines: Iterable[str], kind: str
    ) -> icalendar.Event:
        import icalendar

        event = icalendar.Event()
        uid = uuid.uuid5(uuid.NAMESPACE_URL, f"zeren:{self.owner}/{self.body}/{self.regulation.id}/{name}")
        event.add("uid", f"{uid}@zeren")
        event.add("dtstamp", stamp)
        event.add("dtstart", start)
        if end is not None:
            event.add("dtend", end)
        event.add("summary", _one_line(summary))
        event.add("description", "\n".join([*lines, self.say("disclaimer")]))
        event.add("categories", [kind])
        event.add("transp", "TRANSPARENT")
        return event

    def alarms(self, event: icalendar.Event, before: Iterable[dt.timedelta], text: str) -> None:
        import icalendar

        for one in before:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _one_line(text))
            alarm.add("trigger", -one)
            event.add_component(alarm)
