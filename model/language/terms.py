"""Terms: the facts that a case may state, their sorts and types, and the values they take."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from zeren.model.language.faults import nearest

Sort = Literal["matter", "person", "body", "circumstance"]
Kind = Literal["yes_no", "one_of", "number", "date", "moment", "duration"]
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2999, 12, 31)  # dates outside are taken for slips of the pen
SORTS: Final[tuple[Sort, ...]] = ("matter", "person", "body", "circumstance")


def said_of(sort: Sort) -> str:
    """Of what a term of this sort is said.

    >>> said_of("matter"), said_of("person")
    ('the matter', 'a person')
    """
    return "the matter" if sort == "matter" else f"a {sort}"


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for people, in Chinese and in English.

    >>> Text(zh="书记", en="secretary").in_("en")
    'secretary'
    """

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Duration(msgspec.Struct, frozen=True, order=True):
    """A length of time: whole calendar months, and seconds (exact) beyond them.

    One that is `whole`, of months or days beside a moment, is counted as a law counts days: that of the moment is not one of them,
    and the length ends with the last.
    """

    months: int = 0
    seconds: int = 0
    whole: bool = False


class Unknown:
    """The value of a fact that a case leaves open on purpose. There is one: `UNKNOWN`."""

    def __repr__(self) -> str:
        return "unknown"

    def __reduce__(self) -> str:
        return "UNKNOWN"  # the one there is, in another process and in a copy, too


UNKNOWN: Final = Unknown()


class Never:
    """The value of a moment that has not come: no comparison with it holds. There is one: `NEVER`."""

    def __repr__(self) -> str:
        return "no"

    def __reduce__(self) -> str:
        return "NEVER"

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __ge__ = __lt__


NEVER: Final = Never()

Value = bool | str | int | Fraction | dt.date | dt.datetime | Duration | Never
MaybeValue = Value | Unknown


class Term(msgspec.Struct, frozen=True):
    """A fact that a case may state.

    `unless_stated` is what a silent case is taken to say, `follows` that a silent fact takes the truth of a
    condition instead, `controllable` that the person concerned could have made it otherwise, and `not_advised` which of its
    values nobody should aim for. A moment comes only when the one that it is `not_before` has come,
    and never before it.
    """

    id: str
    sort: Sort
    kind: Kind
    text: Text
    options: Mapping[str, Text] = {}
    unless_stated: MaybeValue = UNKNOWN
    follows: bool = False
    controllable: bool = False
    not_advised: tuple[Value, ...] = ()
    not_before: str | None = None


_DURATION = re.compile(r"^\s*(months|weeks|days|hours|minutes)\(\s*(\d{1,6})\s*\)\s*$")
_SECONDS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60}


def duration(unit: str, amount: int) -> Duration:
    """The duration of so many months, weeks, days, hours or minutes.

    >>> duration("hours", 24)
    Duration(months=0, seconds=86400, whole=False)
    """
    return Duration(months=amount) if unit == "months" else Duration(seconds=amount * _SECONDS[unit])


class Mistyped(ValueError):
    """A raw text that is no value of the type asked for; `advice` says what would be."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.problem, self.advice = problem, advice


def read_value(raw: object, kind: Kind, options: Mapping[str, Text] | tuple[str, ...] = ()) -> MaybeValue:
    """Type a raw scalar by the kind of its term.

    Raises:
        Mistyped: if the text is no value of that kind.

    >>> read_value("no", "yes_no"), read_value("unknown", "number"), read_value("1.5", "number")
    (False, unknown, Fraction(3, 2))
    """
    if not isinstance(raw, str):
        raise Mistyped(f"a {'list' if isinstance(raw, list) else 'mapping' if raw else 'missing value'}", _expected(kind))
    word = raw.strip()
    if word == "unknown":
        return UNKNOWN
    try:
        return _READERS[kind](word, options)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        if isinstance(error, Mistyped):
            raise
        raise Mistyped(f"`{word}`", _expected(kind)) from None


def read_date(word: str) -> dt.date:
    """A calendar date as year-month-day.

    Raises:
        ValueError: if it is none.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        raise ValueError(word)
    return dt.date.fromisoformat(word)


def read_moment(word: str) -> dt.datetime:
    """A moment, with an offset (`2026-03-28T23:40+01:00`) or an IANA zone (`2026-03-28T23:40 Europe/Berlin`).

    Raises:
        ValueError: if it is no moment, has no zone, lies in no year from 1800 to 2999, or the clocks of the zone never show it,
            or show it twice.
    """
    stamp, _, zone = word.partition(" ")
    moment = within_years(dt.datetime.fromisoformat(stamp))
    if not zone:
        if moment.tzinfo is None or "T" not in stamp:
            raise ValueError(word)
        return moment
    try:
        placed = apart(moment.replace(tzinfo=ZoneInfo(zone)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Mistyped(f"`{zone}`", "no such time zone; expected a name such as `Asia/Shanghai`") from None
    if placed.astimezone(dt.UTC).astimezone(placed.tzinfo).replace(tzinfo=None) != moment:
        raise Mistyped(f"`{stamp}`", f"the clocks in {zone} skip this time")
    if placed.utcoffset() != placed.replace(fold=1).utcoffset():
        first, second = (placed.replace(fold=fold).isoformat(timespec="minutes") for fold in (0, 1))
        raise Mistyped(f"`{stamp}`", f"the clocks in {zone} show this time twice; expected `{first}` or `{second}`")
    return placed


def within_years(moment: dt.datetime) -> dt.datetime:
    """A moment, if it lies in a year that deadlines can be counted in.

    Raises:
        Mistyped: if it does not.
    """
    if not EARLIEST <= moment.date() <= LATEST:
        raise Mistyped(f"`{moment.isoformat()}`", f"expected a moment from {EARLIEST} to {LATEST}")
    return moment


def zone_named(zone: dt.tzinfo | None) -> str:
    """What two zones share that are the same: the name, or the offset."""
    return str(zone.key if isinstance(zone, ZoneInfo) else zone)


def apart(moment: dt.datetime) -> dt.datetime:
    """The same moment with a zone object of its own.

    Python compares and subtracts two moments that share one by the clock's face, which is wrong where the clocks change between.

    >>> late, early = (dt.datetime(2026, 10, 25, hour, tzinfo=ZoneInfo("Europe/Berlin")) for hour in (4, 1))
    >>> str(late - early), str(apart(late) - early)
    ('3:00:00', '4:00:00')
    """
    return (
        moment.replace(tzinfo=ZoneInfo.no_cache(moment.tzinfo.key)) if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key else moment
    )


def _yes_no(word: str, _: object) -> bool:
    if word in ("yes", "true"):
        return True
    if word in ("no", "false"):
        return False
    raise ValueError(word)


def _option(word: str, options: Mapping[str, Text] | tuple[str, ...]) -> str:
    if word not in options:
        raise Mistyped(f"`{word}`", nearest(word, [*options, "unknown"]))
    return word


def _number(word: str, _: object) -> int | Fraction:
    if not re.fullmatch(r"[-+]?\d{1,30}(\.\d{1,30})?", word):
        raise ValueError(word)
    number = Fraction(word)
    return number.numerator if number.denominator == 1 else number


def _duration(word: str, _: object) -> Duration:
    if not (match := _DURATION.match(word)):
        raise ValueError(word)
    return duration(match[1], int(match[2]))


_READERS: dict[Kind, Callable[[str, Mapping[str, Text] | tuple[str, ...]], MaybeValue]] = {
    "yes_no": _yes_no,
    "one_of": _option,
    "number": _number,
    "date": lambda word, _: read_date(word),
    "moment": lambda word, _: NEVER if word == "no" else read_moment(word),
    "duration": _duration,
}


def _expected(kind: Kind) -> str:
    return (
        "expected "
        + {
            "yes_no": "yes, no or unknown",
            "one_of": "one of its options",
            "number": "a number",
            "date": "a date such as 2026-03-05",
            "moment": "a moment such as 2026-03-05T09:30+08:00, or no for one that has not come",
            "duration": "a duration such as days(7)",
        }[kind]
    )


def write_value(value: MaybeValue) -> str:
    """The text that `read_value` reads back as this value.

    >>> write_value(True), write_value(duration("days", 7))
    ('yes', 'days(7)')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return str(float(value))
    if isinstance(value, Duration):
        if value.months:
            return f"months({value.months})"
        unit = next(unit for unit, size in _SECONDS.items() if unit != "weeks" and value.seconds % size == 0)
        return f"{unit}({value.seconds // _SECONDS[unit]})"
    if isinstance(value, (dt.date, dt.datetime)):
        zone = getattr(getattr(value, "tzinfo", None), "key", None)
        return f"{value.replace(tzinfo=None).isoformat()} {zone}" if zone and isinstance(value, dt.datetime) else value.isoformat()
    return str(value)
