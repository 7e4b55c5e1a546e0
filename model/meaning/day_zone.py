"""By which zone the days of a case begin and end."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from zeren.model.language.case import Case
from zeren.model.language.terms import apart


def day_zone(case: Case) -> dt.tzinfo:
    """The zone of a case: the one it names, else that of the first moment it states, one with a name before one without; else UTC.

    >>> str(day_zone(Case(id="a", regulation="a-regulation", zone="Europe/Berlin")))
    'Europe/Berlin'
    """
    if case.zone:
        return ZoneInfo(case.zone)
    zones = [one.tzinfo for one in case.facts.values() if isinstance(one, dt.datetime) and one.tzinfo]
    return next((one for one in zones if isinstance(one, ZoneInfo)), zones[0] if zones else dt.UTC)


def in_zone(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """A moment by the clock of a zone; by its offset alone where the clock shows that time twice, so that it can be written and read back.

    >>> str(in_zone(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC), ZoneInfo("Europe/Berlin")).tzinfo)
    'UTC+02:00'
    """
    local = moment.astimezone(zone)
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return local.astimezone(dt.timezone(local.utcoffset() or dt.timedelta())) if twice else apart(local)
