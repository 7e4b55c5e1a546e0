"""By which zone the days of a case begin and end."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from zeren.model.language.case import Case


def day_zone(case: Case) -> dt.tzinfo:
    """The zone of a case: the one it names, else that of the first moment it states, one with a name before one without; else UTC.

    >>> str(day_zone(Case(id="a", regulation="a-regulation", zone="Europe/Berlin")))
    'Europe/Berlin'
    """
    if case.zone:
        return ZoneInfo(case.zone)
    zones = [one.tzinfo for one in case.facts.values() if isinstance(one, dt.datetime) and one.tzinfo]
    return next((one for one in zones if isinstance(one, ZoneInfo)), zones[0] if zones else dt.UTC)
