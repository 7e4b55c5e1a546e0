"""Dates, times and lengths of time as people write them, as parts; whoever reads them says what is wrong with them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

ISO = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})\s*[日号]?")
_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
CHINESE = re.compile(r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH = "|".join(f"{one[:3]}(?:{one[3:]})?" if len(one) > 3 else one for one in _MONTHS)
ENGLISH = re.compile(
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\.?|(?P<first>{_MONTH})\.?\s+(?P<second>\d{{1,2}})(?:st|nd|rd|th)?)"
    r",?\s+(?P<year>\d{4})",
    re.IGNORECASE,
)
EITHER_WAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")  # 10/03/2026: in March for some, in October for others
TIME = re.compile(
    r"(?P<part>上午|下午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?(?:\s*[:]?\s*(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?"
    r"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?\s*(?P<offset>Z|[-+]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


class Day(NamedTuple):
    """The parts of a date, and what of the text stands behind it."""

    year: int
    month: int
    day: int
    rest: str


def plain(word: str) -> str:
    """A text with full-width digits, letters and signs as the usual ones."""
    return unicodedata.normalize("NFKC", word).strip()


def day_at_start(word: str) -> Day | None:
    """The date with which a text begins, whether there is such a day or not; None where it begins with none.

    >>> day_at_start("10 March 2026") == day_at_start("２０２６年３月１０日") == day_at_start("二〇二六年三月十日") == (2026, 3, 10, "")
    True
    """
    word = plain(word)
    if match := ISO.match(word):
        return Day(int(match[1]), int(match[2]), int(match[3]), word[match.end() :].strip())
    if match := CHINESE.match(word):
        year = "".join(_DIGITS[one] for one in match[1])
        return Day(int(year), chinese_number(match[2]), chinese_number(match[3]), word[match.end() :].strip())
    if match := ENGLISH.match(word):
        month = (match["month"] or match["first"]).lower()[:3]
        number = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(month))
        return Day(int(match["year"]), number, int(match["day"] or match["second"]), word[match.end() :].lstrip(" ,").strip())
    return None


def chinese_number(word: str) -> int:
    """A Chinese number below one hundred.

    >>> chinese_number("三"), chinese_number("十二"), chinese_number("二十"), chinese_number("三十一")
    (3, 12, 20, 31)
    """
    if "十" not in word:
        return int("".join(_DIGITS[one] for one in word))
    tens, _, ones = word.partition("十")
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


def iso_moment(word: str) -> str | None:
    """A date with a time of day, and an offset or a zone behind it, as the standard writes it; None where it is nothing of the kind.

    >>> iso_moment("2026年3月28日下午11时40分 Europe/Berlin"), iso_moment("28 March 2026, 23:40+01:00")
    ('2026-03-28T23:40:00 Europe/Berlin', '2026-03-28T23:40:00+01:00')
    """
    found = day_at_start(word)
    if found is None:
        return None
    clock, _, zone = found.rest.removeprefix("T").rpartition(" ")
    if "/" not in zone and zone != "UTC":
        clock, zone = found.rest.removeprefix("T"), ""
    if not (time := TIME.fullmatch(clock.strip())):
        return None
    hour, later = int(time["hour"]), time["part"] in ("下午", "晚上", "晚") or (time["after"] or "").lower().startswith("p")
    if (time["after"] or "").lower().startswith("a") and hour == 12:
        hour = 0
    try:
        moment = dt.datetime(found.year, found.month, found.day, hour + 12 if later and hour < 12 else hour, int(time["minute"] or 0))
    except ValueError:
        return None
    moment = moment.replace(second=min(int(time["second"] or 0), 59))
    offset = (time["offset"] or "").replace("Z", "+00:00")
    return moment.isoformat() + offset + (f" {zone}" if zone else "")
