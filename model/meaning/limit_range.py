"""Between which limits a period can end whose start is known only to lie between two moments.

A later start can give an earlier limit, where the first one falls on a day without work and the second does not. So the ends of
every day are looked at beside the ends of the stretch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import msgspec

from zeren.model.language.filing import Counting, Roll
from zeren.model.meaning.orders import Bounds
from zeren.model.meaning.time_limits import LONGEST_HOLIDAY, Limit, Off, ends

_TICK = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1)


class LimitRange(msgspec.Struct, frozen=True):
    """The earliest limit, the earliest by strict time, and the latest; None where nothing bounds them."""

    first: Limit | None
    strict: dt.datetime | None
    last: dt.datetime | None


def limit_range(start: Bounds, within: str, zone: dt.tzinfo, off: Off, counting: Counting | None, roll: Roll | None) -> LimitRange:
    """Between which limits a period ends that starts within these bounds."""

    def at(moment: dt.datetime) -> Limit:
        return ends(moment.astimezone(zone), within, zone, off, counting, roll)

    if start.exact is not None:
        only = at(start.exact)
        return LimitRange(only, only.strict, only.legal)
    first, strict, last = None, None, None
    if start.first is not None:
        first = at(start.first)
        strict = first.strict
        for moment in _breaks(start.first, first, 1, zone):
            if start.last is not None and moment > start.last:
                break
            found = at(moment)
            if found.strict.timestamp() > first.legal.timestamp():
                break
            first = min(first, found, key=lambda one: one.legal.timestamp())
            strict = min(strict, found.strict, key=dt.datetime.timestamp)
    if start.last is not None:
        found = at(start.last)
        last = found.legal
        for moment in _breaks(start.last, found, -1, zone):
            if moment < start.last - 3 * _DAY or (start.first is not None and moment < start.first):
                break
            last = max(last, at(moment).legal, key=dt.datetime.timestamp)
    return LimitRange(first, strict, last)


def _breaks(start: dt.datetime, found: Limit, direction: int, zone: dt.tzinfo) -> Iterator[dt.datetime]:
    """The starts at which a day of the start, or a day of the strict limit, begins and ends, going away from a start."""
    length = found.strict.astimezone(dt.UTC) - start
    days = [start.astimezone(zone).date(), found.strict.astimezone(zone).date()]
    moments: list[dt.datetime] = []
    for number in range(LONGEST_HOLIDAY):
        for day, back in zip(days, (dt.timedelta(0), length), strict=True):
            for one in (day + direction * number * _DAY, day + (direction * number + 1) * _DAY):
                begins = dt.datetime.combine(one, dt.time(), zone).astimezone(dt.UTC) - back
                moments += [begins - _TICK, begins, begins + _TICK]
        if number % 4 == 3:
            yield from sorted({one for one in moments if (one - start) * direction > dt.timedelta(0)}, reverse=direction < 0)
            start = max(moments) if direction > 0 else min(moments)
            moments = []
