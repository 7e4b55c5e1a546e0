"""When a period ends: by strict elapsed time, and by the way in which a law counts it.

Strict time is what has passed on a stopwatch: hours and days are exact, months run to the same time of day on the
corresponding day (the last of the month where there is none), working days to the same time of day. The legal limit is
never before it: a day by law ends with its date, so where the clocks go forward, strict time ends there too. It follows
the law's own rules of counting, where the regulation states them, for instance Regulation
(EEC, Euratom) 1182/71, article 3, or articles 201 to 203 of the Civil Code of China.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Literal

import msgspec

from zeren.model.language.calendar import months_on, months_to_the_eve
from zeren.model.language.filing import Counting, Roll

Off = Callable[[dt.date], bool]  # whether nobody works on a day
Step = Literal["first_hour", "end_of_day", "two_working_days", "next_working_day", "noon"]

_PERIOD = re.compile(r"\s*(minutes|hours|days|weeks|months|working_days)\(\s*(\d{1,6})\s*\)\s*")
_SECONDS = {"minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
_TICK = dt.timedelta(microseconds=1)
_DAY = dt.timedelta(days=1)
TWO_DAYS = 48  # hours
LONGEST_HOLIDAY = 60  # days without a working day; a calendar with more is taken for a mistake


class Limit(msgspec.Struct, frozen=True):
    """When a period ends, strictly and by law, the steps of counting that lead from the one to the other, and who says so."""

    strict: dt.datetime
    legal: dt.datetime
    steps: tuple[Step, ...] = ()
    article: str | None = None  # the provision on counting that these steps follow


def ends(start: dt.datetime, within: str, zone: dt.tzinfo, off: Off, counting: Counting | None = None, roll: Roll | None = None) -> Limit:
    """When a period that starts at a moment ends.

    Args:
        within: the period as in a regulation file, such as `hours(72)`, `months(1)` or `working_days(5)`.
        zone: where days begin and end.
        counting: the law's rules of counting; without them the legal limit is the strict one.
        roll: the rule of this filing for a limit that falls on a day without work; it goes before that of `counting`.

    Raises:
        ValueError: if `within` is no period, or the calendar has no working day for months.

    >>> from zoneinfo import ZoneInfo
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> aware = dt.datetime(2026, 3, 28, 23, 40, tzinfo=berlin)
    >>> str(ends(aware, "hours(24)", berlin, lambda day: day.weekday() >= 5).strict)  # the clocks go forward in the night
    '2026-03-30 00:40:00+02:00'
    """
    unit, amount = unit_and_amount(within)
    strict = _strict(start, unit, amount, zone, off)
    legal, steps, article = strict, list[Step](), counting.article if counting is not None else None
    if counting is not None:
        if unit not in ("hours", "minutes"):
            to_the_eve = unit == "months" and counting.month_ends == "last_day"
            first_day = start.astimezone(zone).date()
            last_day = months_to_the_eve(first_day, amount) if to_the_eve else _last_day(start, unit, amount, zone, off)
            legal = _midnight_after(last_day, zone)
            steps.append("end_of_day")
        elif counting.first_hour == "not_counted" and unit == "hours":
            legal = _full_hour_after(start, zone) + dt.timedelta(hours=amount)
            legal = legal.astimezone(dt.UTC).astimezone(zone)
            steps.append("first_hour")
        long = {"hours": amount >= TWO_DAYS, "minutes": False}.get(unit, amount >= 2 or unit not in ("days", "working_days"))
        if counting.two_working_days and long:
            second = _working_day(start.astimezone(zone).date(), 2, off)
            if second > day_of(legal, zone):
                legal = _midnight_after(second, zone)
                steps.append("two_working_days")
    if roll is not None:
        idle = [day for day in (day_of(strict, zone), day_of(legal, zone)) if off(day)]
        moved = [_rolled(_next_working_day(day, off), roll, zone) for day in idle]
        latest = max([legal, *moved], key=dt.datetime.timestamp)  # moments of one zone are compared by the clock's face otherwise
        if latest is not legal:
            legal = latest
            steps, article = ["noon" if roll.to == "noon" else "next_working_day"], roll.article
    elif "end_of_day" in steps and counting is not None and counting.last_day_off != "stays" and off(day_of(legal, zone)):
        legal = _midnight_after(_next_working_day(day_of(legal, zone), off), zone)
        steps.append("next_working_day")
    first = min(strict, legal, key=dt.datetime.timestamp)  # where the clocks go forward, a day by law is shorter than 24 hours
    return Limit(first, legal, tuple(steps), article if steps else None)


def unit_and_amount(within: str) -> tuple[str, int]:
    """What a period is counted in, and how many of them it has.

    Raises:
        ValueError: if `within` is no period.

    >>> unit_and_amount("working_days(5)")
    ('working_days', 5)
    """
    if not (match := _PERIOD.fullmatch(within)):
        raise ValueError(f"`{within}` is no period")
    return match[1], int(match[2])


def day_of(limit: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """The day that a limit belongs to: midnight is the end of the day before, also where the clocks skip it."""
    return (limit.astimezone(dt.UTC) - _TICK).astimezone(zone).date()


def _strict(start: dt.datetime, unit: str, amount: int, zone: dt.tzinfo, off: Off) -> dt.datetime:
    if unit in _SECONDS:
        return (start.astimezone(dt.UTC) + dt.timedelta(seconds=amount * _SECONDS[unit])).astimezone(zone)
    return _at(_last_day(start, unit, amount, zone, off), start.astimezone(zone).time(), zone)


def _last_day(start: dt.datetime, unit: str, amount: int, zone: dt.tzinfo, off: Off) -> dt.date:
    """The last day of a period, of which the day of the event is not one."""
    first = start.astimezone(zone).date()
    match unit:
        case "months":
            return months_on(first, amount)
        case "working_days":
            return _working_day(first, amount, off)
        case _:
            return first + dt.timedelta(seconds=amount * _SECONDS[unit])


def _working_day(day: dt.date, number: int, off: Off) -> dt.date:
    """The so-many-th working day after a day."""
    for _ in range(number):
        day = _next_working_day(day, off)
    return day


def _next_working_day(day: dt.date, off: Off) -> dt.date:
    for _ in range(LONGEST_HOLIDAY):
        day += _DAY
        if not off(day):
            return day
    raise ValueError(f"no working day in the {LONGEST_HOLIDAY} days before {day}")


def _full_hour_after(start: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The beginning of the hour after the one in which something happened."""
    local = start.astimezone(zone)
    past = dt.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return (start.astimezone(dt.UTC) + dt.timedelta(hours=1) - past).astimezone(dt.UTC)


def _rolled(day: dt.date, roll: Roll, zone: dt.tzinfo) -> dt.datetime:
    return _at(day, dt.time(12), zone) if roll.to == "noon" else _midnight_after(day, zone)


def _midnight_after(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return _at(day + _DAY, dt.time(0), zone)


def _at(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """A time of a day; one that the clocks skip is moved on by as much, of one that they show twice the first is meant."""
    return dt.datetime.combine(day, time.replace(tzinfo=None, fold=0), zone).astimezone(dt.UTC).astimezone(zone)
