"""Dates as people write them in registers."""

from __future__ import annotations

import datetime as dt
import re

from zeren.model.language.terms import Mistyped, Text, read_moment
from zeren.model.language.written_dates import EITHER_WAY, Day, day_at_start, plain

FIRST_YEAR, LAST_YEAR = 1949, 2199
EXCEL_DAYS = (18_000, 110_000)  # serial numbers from 1949 to 2201; other numbers are no dates
EXCEL_ORIGIN = dt.date(1899, 12, 30)  # right for every day from March 1900 on


class NoDate(ValueError):
    """A cell that holds no date, and why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.problem = Text(zh=zh, en=en)


def read_day(cell: object) -> dt.date:
    """The day that a cell of a register names: ISO, `2026/3/5`, `2026年3月5日`, `5 March 2026`, 20260305, or a moment.

    A number is taken as an Excel serial number.

    Raises:
        NoDate: if it names none, or one that does not exist.

    >>> read_day("2026年3月5日") == read_day("２０２６/3/5") == read_day("46086") == dt.date(2026, 3, 5)
    True
    """
    if isinstance(cell, dt.datetime):
        return _plausible(cell.date(), cell)
    if isinstance(cell, dt.date):
        return _plausible(cell, cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _serial(float(cell), cell)
    word = plain("" if cell is None else str(cell))
    if not word:
        raise NoDate("没有日期", "no date")
    if found := day_at_start(word):
        return _written(found, word)
    if re.fullmatch(r"(19|2[01])\d{6}", word):
        return _calendar(int(word[:4]), int(word[4:6]), int(word[6:]), word)
    if re.fullmatch(r"\d{5,6}(\.\d+)?", word):
        return _serial(float(word), word)
    if EITHER_WAY.fullmatch(word):
        raise NoDate(f"“{word}”分不清哪个是日、哪个是月", f"`{word}` does not say which is the day and which the month")
    raise NoDate(f"“{word[:40]}”不是日期", f"`{word[:40]}` is no date")


def _written(found: Day, word: str) -> dt.date:
    day = _calendar(found.year, found.month, found.day, word)
    rest = found.rest
    if rest and " " in word and "/" in rest:  # a zone such as Asia/Shanghai: the time must exist there
        try:
            read_moment(f"{day}T{rest.lstrip('T')}")
        except Mistyped as error:
            raise NoDate(f"“{word[:40]}”在该时区不存在", f"{error.problem}: {error.advice}") from None
        except ValueError:
            raise NoDate(f"“{word[:40]}”不是时刻", f"`{word[:40]}` is no moment") from None
    elif rest and not re.fullmatch(r"T?\s*\d{1,2}[:时点]\d{0,2}.*|[(（].*[)）]|(星期|周).*|[上下]午.*", rest):
        raise NoDate(f"“{word[:40]}”不是一个日期", f"`{word[:40]}` is no single date")
    return day


def _calendar(year: int, month: int, day: int, shown: object) -> dt.date:
    try:
        return _plausible(dt.date(year, month, day), shown)
    except ValueError as error:
        if isinstance(error, NoDate):
            raise
        raise NoDate(f"“{shown}”这一天不存在", f"`{shown}` is a day that does not exist") from None


def _serial(number: float, shown: object) -> dt.date:
    if not EXCEL_DAYS[0] <= number <= EXCEL_DAYS[1]:
        raise NoDate(f"“{shown}”不是日期", f"`{shown}` is no date")
    return _plausible(EXCEL_ORIGIN + dt.timedelta(days=int(number)), shown)


def _plausible(day: dt.date, shown: object) -> dt.date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoDate(f"“{shown}”不在{FIRST_YEAR}年至{LAST_YEAR}年之间", f"`{shown}` is not between {FIRST_YEAR} and {LAST_YEAR}")
    return day
