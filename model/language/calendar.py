"""Periods of the calendar: weeks, months, quarters, half-years and years, in exact days.

A period that begins on some day ends the day before the same day so many months later; where that month has no
such day, it ends with that month's last day (Civil Code of China, article 202, has the same rule). Weeks begin
on a Monday.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from zeren.model.language.regulation import Span

MONTHS: dict[Span, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
ONE_DAY = dt.timedelta(days=1)
CYCLE_YEARS = 400
CYCLE_DAYS = 146_097  # the calendar repeats, weekdays included, after so many days
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2999, 12, 31)  # dates outside are taken for slips of the pen


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

    >>> later(dt.date(2026, 3, 1), "half_year"), later(dt.date(2026, 8, 31), "half_year")
    (datetime.date(2026, 9, 1), datetime.date(2027, 3, 1))
    """
    if per == "week":
        return first + dt.timedelta(weeks=periods)
    return months_later(first, MONTHS[per] * periods)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the first of the month after where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return dt.date(year, month + 1, day.day)
    except ValueError:
        if not 1 <= year <= 9999:
            raise
        return dt.date(year, month + 2, 1)  # only days 29 to 31 can be missing, and never in December


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
    last = months_later(dt.date(year, month, 1), 1) - ONE_DAY
    return min(last, last.replace(day=min(number, last.day)))


def stretch(first: dt.date, per: Span) -> Period:
    """The period that begins on any given day."""
    return Period(first, later(first, per) - ONE_DAY)


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
    return stretch(first, per)


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


def read_period(text: str) -> Period | None:
    """The period that a text names (`2026`, `2026-H1`, `2026年上半年`, `2026Q3`, `2026-03`), or None.

    >>> read_period("2026年上半年").name, read_period("2026-Q3").name, read_period("soon")
    ('2026-H1', '2026-Q3', None)
    """
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
