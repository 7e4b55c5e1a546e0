"""Moments as people write them in registers: with a time of day, or the whole day where there is none."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from zeren.logs.dates import EXCEL_DAYS, EXCEL_ORIGIN, FIRST_YEAR, LAST_YEAR, NoDate, read_day
from zeren.model.language.terms import Mistyped, read_moment
from zeren.model.language.written_dates import TIME

_TICK, _DAY = dt.timedelta(microseconds=1), dt.timedelta(days=1)
_DATE = re.compile(r"^(\d{4}\s*(?:[-/.]|年)\s*\d{1,2}\s*(?:[-/.]|月)\s*\d{1,2}\s*[日号]?|\d{8}(?=[T\s]))\s*T?\s*")


class When(NamedTuple):
    """When something happened: between two moments, the same where the time of day is known."""

    first: dt.datetime
    last: dt.datetime


def read_when(cell: object, zone: dt.tzinfo | None) -> When:
    """The moment that a cell names, or the day if it names no time; a time without an offset is one of the zone.

    A time that the clocks show twice in a night may be either.

    Raises:
        NoDate: if it names none, one that does not exist, or one without an offset where no zone is known.

    >>> from zoneinfo import ZoneInfo
    >>> str(read_when("2026年3月5日下午3时40分", ZoneInfo("Asia/Shanghai")).first)
    '2026-03-05 07:40:00+00:00'
    """
    if isinstance(cell, dt.datetime):
        if cell.tzinfo is not None:
            return _exact(cell)
        return _day(cell.date(), zone) if cell.time() == dt.time() else _local(cell, zone, cell.isoformat(" "))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and EXCEL_DAYS[0] <= cell <= EXCEL_DAYS[1] and cell % 1:
        minutes = round(cell * 1440)
        return _local(dt.datetime.combine(EXCEL_ORIGIN, dt.time()) + dt.timedelta(minutes=minutes), zone, str(cell))
    word = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).strip()
    if re.search(r"\s\w+/\w+$", word):
        try:
            return _exact(read_moment(word))
        except Mistyped as error:
            raise NoDate(f"“{word[:40]}”在该时区不存在", f"{error.problem}: {error.advice}") from None
        except ValueError:
            pass
    date = _DATE.match(word)
    rest = word[date.end() :] if date else ""
    if date is None or not rest or not (time := TIME.fullmatch(rest.strip())):
        return _day(read_day(cell), zone)
    day = read_day(date[1].strip())
    hour = int(time["hour"]) + (12 if time["part"] in ("下午", "晚上", "晚") and int(time["hour"]) < 12 else 0)
    try:
        naive = dt.datetime.combine(day, dt.time(hour % 24, int(time["minute"] or 0), int(time["second"] or 0)))
    except ValueError:
        raise NoDate(f"“{word[:40]}”没有这个时刻", f"`{word[:40]}` is a time that does not exist") from None
    if hour > 24 or (hour == 24 and naive.time() != dt.time()):
        raise NoDate(f"“{word[:40]}”没有这个时刻", f"`{word[:40]}` is a time that does not exist")
    naive += _DAY if hour == 24 else dt.timedelta(0)
    if time["offset"]:
        return _exact(dt.datetime.fromisoformat(f"{naive.isoformat()}{time['offset'].replace('Z', '+00:00')}"))
    return _local(naive, zone, word)


def _exact(moment: dt.datetime) -> When:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise NoDate(f"“{moment}”不在{FIRST_YEAR}年至{LAST_YEAR}年之间", f"`{moment}` is not between {FIRST_YEAR} and {LAST_YEAR}")
    return When(moment, moment)


def _local(naive: dt.datetime, zone: dt.tzinfo | None, word: str) -> When:
    if zone is None:
        raise NoDate(f"“{word[:40]}”没有时区，可用--zone指明", f"`{word[:40]}` has no time zone; state --zone")
    found = [naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [one for one in found if one.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == naive]
    if not real:
        raise NoDate(f"“{word[:40]}”在该时区不存在", f"`{word[:40]}`: the clocks skip this time")
    first, last = (one.astimezone(dt.UTC) for one in (real[0], real[-1]))  # two moments of one zone compare by their clocks
    return When(_exact(first).first, last)


def _day(day: dt.date, zone: dt.tzinfo | None) -> When:
    if zone is None:
        raise NoDate(f"“{day}”没有时区，可用--zone指明", f"`{day}` has no time zone; state --zone")
    first, after = (dt.datetime.combine(one, dt.time(), zone).astimezone(dt.UTC).astimezone(zone) for one in (day, day + _DAY))
    return When(first, after - _TICK)
