"""Periods of the calendar: weeks, months, quarters, half-years and years, in exact days.

A stretch of time that runs from a day ends on the same day so many months later, or on that month's last day where it
has no such day; the day from which it runs is not counted (Civil Code of China, articles 201 and 202). Weeks begin on
a Monday.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from typing import NamedTuple

from zeren.model.language.statements import Span
from zeren.model.language.terms import EARLIEST, LATEST

MONTHS: dict[Span, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_ALWAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # the days that a month has in every year
ONE_DAY = dt.timedelta(days=1)
CYCLE_YEARS = 400
CYCLE_DAYS = 146_097  # the calendar repeats, weekdays included, after so many days


class Period(NamedTuple):
    """The days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    @property
    def name(self) -> str:
        """The period in short: `2026`, `2026-H1`, `2026-Q3`, `2026-03`, or its first and last day.

        >>> Period(dt.date(2026, 7, 1), dt.date(2026, 12, 31)).name
        '2026-H2'
        """
        year, month = self.first.year, self.first.month
        for per, months in MONTHS.items():
            if self == calendar_period(self.first, per):
                part = (month - 1) // months + 1
                return {"month": f"{year}-{month:02}", "quarter": f"{year}-Q{part}", "half_year": f"{year}-H{part}", "year": f"{year}"}[per]
        return f"{self.first} to {self.last}"


def later(first: dt.date, per: Span, periods: int = 1) -> dt.date:
    """The first day after so many periods that begin on `first`; before it, if `periods` is negative.

    A day that not every year has in that month gives way to the first of the next month, so no period starts on a 29
    February and a year of periods is as long as the year.

    >>> later(dt.date(2026, 3, 1), "half_year"), later(dt.date(2027, 8, 31), "half_year")
    (datetime.date(2026, 9, 1), datetime.date(2028, 3, 1))
    """
    if per == "week":
        return first + dt.timedelta(weeks=periods)
    year, month = divmod(first.year * 12 + first.month - 1 + MONTHS[per] * periods, 12)
    if first.day > _ALWAYS[month]:
        return dt.date(year, month + 2, 1)
    return dt.date(year, month + 1, first.day)


def limit(day: dt.date, per: Span) -> dt.date:
    """The last day of the stretch of that length that runs from a day, which is not counted itself.

    >>> limit(dt.date(2026, 8, 31), "half_year"), limit(dt.date(2027, 2, 28), "half_year")
    (datetime.date(2027, 2, 28), datetime.date(2027, 8, 28))
    """
    return day + dt.timedelta(weeks=1) if per == "week" else months_on(day, MONTHS[per])


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def months_to_the_eve(day: dt.date, months: int) -> dt.date:
    """The eve of the day that corresponds to the day after this one, so many months later: from the end of a month to the end of one.

    >>> months_to_the_eve(dt.date(2026, 6, 30), 6), months_to_the_eve(dt.date(2026, 6, 29), 6)
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 29))
    """
    found = months_on(day, months)
    last = monthrange(found.year, found.month)[1]
    return found.replace(day=last) if day.day == monthrange(day.year, day.month)[1] else found


def is_day_of_year(text: str) -> bool:
    """Whether a text names a day of the year, such as `12-20`.

    >>> is_day_of_year("02-29"), is_day_of_year("02-30")
    (True, False)
    """
    try:
        return bool(re.fullmatch(r"\d{2}-\d{2}", text)) and dt.date.fromisoformat(f"2000-{text}") is not None
    except ValueError:
        return False


def day_of_year(year: int, day: str) -> dt.date:
    """The date of a day of the year such as `12-20`; in a year without it, the last day of that month.

    >>> day_of_year(2027, "02-29")
    datetime.date(2027, 2, 28)
    """
    month, number = (int(part) for part in day.split("-"))
    return dt.date(year, month, min(number, monthrange(year, month)[1]))


def calendar_period(day: dt.date, per: Span) -> Period:
    """The fixed period of the calendar that a day falls in.

    >>> calendar_period(dt.date(2028, 2, 29), "half_year").days
    182
    """
    if per == "week":
        first = day - dt.timedelta(days=day.weekday())
    else:
        months = MONTHS[per]
        first = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, later(first, per) - ONE_DAY)


def anchored_period(day: dt.date, per: Span, anchor: dt.date) -> Period:
    """The period that a day falls in, of those counted from `anchor` in both directions.

    >>> anchored_period(dt.date(2026, 3, 1), "half_year", dt.date(2020, 9, 15)).first
    datetime.date(2025, 9, 15)
    """
    if per == "week":
        number = (day - anchor).days // 7
    else:
        number = ((day.year - anchor.year) * 12 + day.month - anchor.month) // MONTHS[per]
    while later(anchor, per, number) > day:
        number -= 1
    while later(anchor, per, number + 1) <= day:
        number += 1
    return Period(later(anchor, per, number), later(anchor, per, number + 1) - ONE_DAY)


_NAMED = re.compile(
    r"(?P<year>\d{4})\s*年?\s*(?:度|全年)?\s*-?\s*(?:(?P<half>[Hh][12]|上半年|下半年)|第?(?:[Qq](?P<quarter>[1-4])|(?P<zh>[一二三四1-4])季度)|(?P<month>\d{1,2})\s*月?)?"
)


_FROM_TO = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:to|至)\s*(\d{4}-\d{2}-\d{2})")


def read_period(text: str) -> Period | None:
    """The period that a text names (`2026`, `2026-H1`, `2026年上半年`, `2026Q3`, `2026-03`, `2026-03-15 to 2026-09-14`), or None.

    >>> read_period("2026年上半年").name, read_period("2026-Q3").name, read_period("soon")
    ('2026-H1', '2026-Q3', None)
    >>> read_period("2026-03-15至2026-09-14").name
    '2026-03-15 to 2026-09-14'
    """
    if match := _FROM_TO.fullmatch(text.strip()):
        try:
            first, last = (dt.date.fromisoformat(one) for one in match.groups())
        except ValueError:
            return None
        return Period(first, last) if EARLIEST <= first <= last <= LATEST else None
    if not (match := _NAMED.fullmatch(text.strip())):
        return None
    year = int(match["year"])
    if not EARLIEST.year <= year <= LATEST.year:
        return None
    if match["half"]:
        return calendar_period(dt.date(year, 1 if match["half"] in ("H1", "h1", "上半年") else 7, 1), "half_year")
    if quarter := match["quarter"] or match["zh"]:
        number = int(quarter) if quarter.isascii() else "一二三四".index(quarter) + 1
        return calendar_period(dt.date(year, 3 * number - 2, 1), "quarter")
    if match["month"]:
        month = int(match["month"])
        return calendar_period(dt.date(year, month, 1), "month") if 1 <= month <= 12 else None
    return calendar_period(dt.date(year, 1, 1), "year")


def leap_days(first: dt.date, last: dt.date) -> int:
    """How many 29 Februaries lie between two days, both included.

    >>> leap_days(dt.date(2028, 2, 29), dt.date(2032, 2, 28))
    1
    """
    return _leap_days_before(last + ONE_DAY) - _leap_days_before(first)


def _leap_days_before(day: dt.date) -> int:
    years = day.year if day > dt.date(day.year, 2, 28) + ONE_DAY or day.month > 2 else day.year - 1
    return years // 4 - years // 100 + years // 400
