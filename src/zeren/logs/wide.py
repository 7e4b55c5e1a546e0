"""Wide tables: a column for each month, quarter or half-year, whose cells say when, or that, something was done in it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zeren.logs.dates import FIRST_YEAR, LAST_YEAR, NoDate, read_day
from zeren.model.language.calendar import Period, read_period
from zeren.model.language.terms import Text

FEWEST = 2  # columns of periods that make a table a wide one
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无", "否", "未", "未开展", "×", "✗", "✘", "no", "n", "none", "0"})
_DONE = frozenset({"✓", "✔", "√", "v", "是", "有", "已", "已完成", "完成", "已开展", "y", "yes", "done", "o", "○", "●"})
_MONTHS = dict(zip(["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], range(1, 13), strict=True))
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月份?|([a-z]{3,9})\.?")
_QUARTER = re.compile(r"第?([一二三四1-4])季度?|q([1-4])")
_DAY = re.compile(r"(?:(\d{1,2})\s*[月/.-]\s*)?(\d{1,2})\s*[日号]?")


class Marked(NamedTuple):
    """What a cell of a wide table says: the day, and a doubt about it; no day where it cannot be understood."""

    day: dt.date | None
    problem: Text | None = None


def periods_of(headings: Sequence[Any], titles: Iterable[str]) -> dict[int, Period]:
    """The columns whose headings are periods; a year that a heading lacks is taken from a title above, or the name of the sheet."""
    years = [int(one) for title in titles for one in re.findall(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)", title)]
    year = years[0] if years else None
    found = {place: period for place, one in enumerate(headings) if (period := _period(one, year)) is not None}
    return found if len(found) >= FEWEST else {}


def lacks_year(headings: Sequence[Any]) -> bool:
    """Whether headings are periods of a year that none of them names."""
    return len(periods_of(headings, ())) < FEWEST <= len(periods_of(headings, ("2024",)))


def _period(heading: Any, year: int | None) -> Period | None:
    if isinstance(heading, (dt.date, dt.datetime)):
        return read_period(f"{heading.year}-{heading.month:02}") if heading.day == 1 else None
    word = unicodedata.normalize("NFKC", "" if heading is None else str(heading)).strip().lower()
    if re.match(r"\d{4}", word):
        named = read_period(word)
        return named if named is not None and named.days < 200 else None  # a whole year is no column of a wide table
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if match := _MONTH.fullmatch(word):
        month = (
            _ENGLISH.index(match[2][:3]) + 1
            if match[2] and match[2][:3] in _ENGLISH
            else _MONTHS.get(match[1] or "") or int(match[1] if match[1] and match[1].isdecimal() else 0)
        )
        return read_period(f"{year}-{month:02}") if 1 <= month <= 12 else None
    if match := _QUARTER.fullmatch(word):
        number = {"一": 1, "二": 2, "三": 3, "四": 4}.get(match[1] or "") or int(match[1] or match[2])
        return read_period(f"{year}-Q{number}")
    half = {"上半年": 1, "下半年": 2, "h1": 1, "h2": 2}.get(word)
    return None if half is None else read_period(f"{year}-H{half}")


def unfolded(rows: Iterable[tuple[int, list[Any]]], columns: Mapping[int, Period], width: int) -> Iterator[tuple[int, list[Any]]]:
    """A row for each thing that a row of a wide table says was done: its cells, then what is known of the day, and the period's name."""
    for number, cells in rows:
        base = [*cells[:width], *[None] * (width - len(cells))]
        for place, period in columns.items():
            for mark in marks(base[place], period):
                yield number, [*base, mark, period.name]


def marks(cell: Any, period: Period) -> Iterator[Marked]:
    """What a cell in the column of a period says.

    >>> [one.day.day for one in marks("3日、2026年3月20日", read_period("2026-03"))]
    [3, 20]
    """
    if isinstance(cell, (dt.datetime, dt.date)):
        yield Marked(cell.date() if isinstance(cell, dt.datetime) else cell)
        return
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell <= 31:
        english = f"`{cell:g}` may be a day or a number of times; counted once, on the last day of {period.name}"
        yield Marked(period.last, Text(f"“{cell:g}”可能是日，也可能是次数；只计一次，按{period.name}最后一日计", english))
        return
    for word in re.split(r"[、;；\n]", unicodedata.normalize("NFKC", "" if cell is None else str(cell))):
        said = word.strip().lower()
        if said in _NOTHING:
            continue
        if said in _DONE or cell is True:
            english = f"`{word.strip()}` names no day; counted on the last day of {period.name}"
            yield Marked(period.last, Text(f"“{word.strip()}”没有写明哪一天，按{period.name}最后一日计", english))
        else:
            yield _day(said, period)


def _day(word: str, period: Period) -> Marked:
    match = _DAY.fullmatch(word)
    month = int(match[1]) if match and match[1] else period.first.month if period.days < 32 else 0
    if match and month:
        try:
            return Marked(dt.date(period.first.year, month, int(match[2])))
        except ValueError:
            pass
    try:
        return Marked(read_day(word))
    except NoDate as error:
        return Marked(None, error.problem)
