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
from zeren.model.language.said import Names, said
from zeren.model.language.text import Text as Text  # told of beside terms
from zeren.model.language.written import Called, names_beside, words_beside, written
from zeren.model.language.written_dates import EITHER_WAY, day_at_start, iso_moment, plain
from zeren.voice.keys import FaultsKey

Sort = Literal["matter", "person", "body", "circumstance"]
Kind = Literal["yes_no", "one_of", "number", "date", "moment", "duration"]
EARLIEST, LATEST = dt.date(1800, 1, 1), dt.date(2999, 12, 31)  # dates outside are taken for slips of the pen
SORTS: Final[tuple[Sort, ...]] = ("matter", "person", "body", "circumstance")


_SAID_OF: Final[Mapping[Sort, Literal["of matter", "of person", "of body", "of circumstance"]]] = {
    "matter": "of matter",
    "person": "of person",
    "body": "of body",
    "circumstance": "of circumstance",
}


def said_of(sort: Sort) -> str:
    """Of what a term of this sort is said.

    >>> said_of("matter"), said_of("person")
    ('the matter', 'a person')
    """
    return said(_SAID_OF[sort])


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


_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")
_LENGTH = re.compile(r"(\d{1,6})\s*(\D+)")
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
        raise Mistyped(said("a list" if isinstance(raw, list) else "a mapping" if raw else "a missing value"), _expected(kind))
    word = raw.strip()
    if word == "unknown":
        return UNKNOWN
    try:
        return _READERS[kind](word, options)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        if written(word, "value", ["unknown"]):
            return UNKNOWN
        if isinstance(error, Mistyped):
            raise
        raise Mistyped(said("it", word), _expected(kind)) from None


def read_date(word: str) -> dt.date:
    """A calendar date as people write it: year-month-day, `2026年3月5日`, `5 March 2026`.

    Raises:
        ValueError: if it is none; `Mistyped` where it does not say which is the day and which the month.

    >>> read_date("2026-03-05") == read_date("2026年3月5日") == read_date("March 5, 2026")
    True
    """
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return dt.date.fromisoformat(plain(word))
    if EITHER_WAY.fullmatch(plain(word)):
        raise Mistyped(said("it", word), said("it does not say which is"))
    if (found := day_at_start(word)) is None or found.rest:
        raise ValueError(word)
    return dt.date(found.year, found.month, found.day)


def read_moment(word: str) -> dt.datetime:
    """A moment, with an offset (`2026-03-28T23:40+01:00`) or an IANA zone (`2026年3月28日23:40 Europe/Berlin`).

    Raises:
        ValueError: if it is no moment, has no zone, lies in no year from 1800 to 2999, or the clocks of the zone never show it,
            or show it twice.
    """
    stamp, _, zone = word.partition(" ")
    if not _ISO_MOMENT.match(word) and (as_iso := iso_moment(word)) is not None:
        stamp, _, zone = as_iso.partition(" ")
    moment = within_years(dt.datetime.fromisoformat(stamp))
    if not zone:
        if moment.tzinfo is None or "T" not in stamp:
            raise ValueError(word)
        return moment
    try:
        placed = apart(moment.replace(tzinfo=ZoneInfo(zone)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Mistyped(said("it", zone), said("no such time zone expected a name such")) from None
    if placed.astimezone(dt.UTC).astimezone(placed.tzinfo).replace(tzinfo=None) != moment:
        raise Mistyped(said("it", stamp), said("the clocks in skip this time", zone))
    if placed.utcoffset() != placed.replace(fold=1).utcoffset():
        first, second = (placed.replace(fold=fold).isoformat(timespec="minutes") for fold in (0, 1))
        raise Mistyped(said("it", stamp), said("the clocks in show this time", zone, first, second))
    return placed


def within_years(moment: dt.datetime) -> dt.datetime:
    """A moment, if it lies in a year that deadlines can be counted in.

    Raises:
        Mistyped: if it does not.
    """
    if not EARLIEST <= moment.date() <= LATEST:
        raise Mistyped(said("it", moment.isoformat()), said("expected a moment from to", EARLIEST, LATEST))
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
    if (meant := written(word, "value", ["yes", "no"])) is None:
        raise ValueError(word)
    return meant == "yes"


def _option(word: str, options: Mapping[str, Text] | tuple[str, ...]) -> str:
    if word in options:
        return word
    meant = Called(options).meant(word) if isinstance(options, Mapping) else ()
    if len(meant) > 1:
        raise Mistyped(said("means several things", word), said("one of", Names(meant)))
    if not meant:
        named = names_beside(word, options) if isinstance(options, Mapping) else list(options)
        raise Mistyped(said("it", word), nearest(word, [*named, *words_beside(word, ["unknown"], "value")]))
    return meant[0]


def _number(word: str, _: object) -> int | Fraction:
    word = plain(word)
    if not re.fullmatch(r"[-+]?\d{1,30}(\.\d{1,30})?", word):
        raise ValueError(word)
    number = Fraction(word)
    return number.numerator if number.denominator == 1 else number


def _duration(word: str, _: object) -> Duration:
    if match := _DURATION.match(word):
        return duration(match[1], int(match[2]))
    if (match := _LENGTH.fullmatch(plain(word))) and (unit := written(match[2], "unit")):
        return duration(unit, int(match[1]))
    raise ValueError(word)


def _moment(word: str, _: object) -> dt.datetime | Never:
    return NEVER if word == "no" or written(word, "value", ["no"]) else read_moment(word)


_READERS: dict[Kind, Callable[[str, Mapping[str, Text] | tuple[str, ...]], MaybeValue]] = {
    "yes_no": _yes_no,
    "one_of": _option,
    "number": _number,
    "date": lambda word, _: read_date(word),
    "moment": _moment,
    "duration": _duration,
}


def _expected(kind: Kind) -> str:
    return said(_EXPECTED[kind])


_EXPECTED: Final[Mapping[Kind, FaultsKey]] = {
    "yes_no": "expected yes_no",
    "one_of": "expected one_of",
    "number": "expected a number",
    "date": "expected date",
    "moment": "expected moment or no",
    "duration": "expected a duration such as days",
}


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
