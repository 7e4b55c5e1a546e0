"""Time zones and days without work, for the deadlines of an event."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zeren.model.language.case import Case
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.model.meaning.open_deadlines import Place, open_deadlines
from zeren.model.meaning.time_limits import Off
from zeren.model.solving.stance import fixed_readings


def days_off(holidays: str | None, file: str = "--holidays") -> Off:
    """Whether nobody works on a day: by the weekends and public holidays of a country or a part of it; weekends only for none.

    Raises:
        Refused: if the country or its part is not known; a country whose public holidays differ by part may be named alone.
    """
    if holidays in (None, "none"):
        return lambda day: day.weekday() >= 5
    import holidays as public  # a table for every country; loaded only here

    country, _, part = str(holidays).partition("-")
    known = public.list_supported_countries(include_aliases=False)
    if country not in known:
        raise Refused([Fault(file, 0, 0, said("is no country with known holidays", country), nearest(country, known))])
    if part and part not in known[country]:
        raise Refused([Fault(file, 0, 0, said("is no part of with holidays", part, country), nearest(part, known[country]))])
    calendar = public.country_holidays(country, subdiv=part or None)
    return lambda day: not calendar.is_working_day(day)


def zone_of(name: str | None, holidays: str | None, moments: Iterable[dt.datetime], file: str = "--zone") -> dt.tzinfo:
    """The zone named; else that of the moments, if they name one; else one of the country whose clocks show their offsets.

    Raises:
        Refused: if there is no zone of that name.
    """
    if name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Refused([Fault(file, 0, 0, said("no time zone", name), said("expected a name such as Europe/Berlin"))]) from None
    stated = list(moments)
    for one in stated:
        if isinstance(one.tzinfo, ZoneInfo):
            return one.tzinfo
    country = str(holidays or "").partition("-")[0]
    for candidate in _zones(country):
        zone = ZoneInfo(candidate)
        if stated and all(one.astimezone(zone).utcoffset() == one.utcoffset() for one in stated):
            return zone
    found = stated[0].tzinfo if stated else None
    return found or dt.UTC


def _zones(country: str) -> list[str]:
    """The time zones of a country, the most populous first, by the table that comes with the time-zone database."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    return [row.split("\t")[2] for row in table.splitlines() if re.match(rf"{re.escape(country)}\t", row)] if country else []


def deadlines_of(regulation: Regulation, case: Case) -> tuple[FilingAnswer, ...]:
    """The deadlines of a case, by its own readings, zone, holidays and moment of judgement. Raises `Refused` as above."""
    stated = {fact.term: value for fact, value in case.facts.items() if fact.sort == "matter"}
    moments = [value for value in stated.values() if isinstance(value, dt.datetime)]
    zone = zone_of(case.zone, case.holidays, moments, case.file)
    place = Place(zone, days_off(case.holidays, case.file), case.now)
    return open_deadlines(regulation, stated, place, fixed_readings(regulation, case)[1])
