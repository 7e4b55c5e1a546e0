"""Lengths of time and chances as an organisation file states them, each marked where it is a guess."""

from __future__ import annotations

from fractions import Fraction

from zeren.model.language.faults import Path
from zeren.model.language.reader import MISSING
from zeren.model.language.record import Record
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import Duration, Mistyped, read_value

MONTH_SECONDS = 2_629_746  # a twelfth of the mean year of the calendar, for lengths that are drawn


class MeanSpread(Record, frozen=True):
    """A distribution by its mean and its coefficient of variation."""

    mean: str
    cv: str


class Mean(Record, frozen=True):
    """A distribution by its mean alone."""

    mean: str


class Between(Record, frozen=True):
    """A distribution between two lengths of time."""

    low: str
    high: str


class Measured(Record, frozen=True):
    """Where a number was measured: in which log, from how many observations, and within which ends its parts lie (95 %)."""

    log: str
    observations: int
    within: dict[str, tuple[str, ...]] = {}


class Delay(Record, frozen=True):
    """A length of time, fixed or drawn; `guess` marks a number that nobody has measured, `measured` says where it was."""

    fixed: str | None = None
    uniform: Between | None = None
    exponential: Mean | None = None
    lognormal: MeanSpread | None = None
    guess: bool = False
    measured: Measured | None = None


class Chance(Record, frozen=True):
    """A probability, from 0 to 1; `guess` marks a number that nobody has measured, `measured` says where it was."""

    chance: str
    guess: bool = False
    measured: Measured | None = None


def seconds(text: str) -> int:
    """A length of time in seconds, a month taken at its mean length.

    >>> seconds("days(2)")
    172800
    """
    value = read_value(text, "duration")
    assert isinstance(value, Duration)
    return value.months * MONTH_SECONDS + value.seconds


def length_of(seconds: float) -> str:
    """A length of time as a file states it, to a quarter of a hundredth and in whole minutes at least.

    >>> length_of(9.004 * 86_400), length_of(4 * 3_600), length_of(500 * 86_400)
    ('hours(216)', 'minutes(240)', 'days(500)')
    """
    for unit, size in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 200 * size:
            return f"{unit}({min(round(seconds / size), 999_999)})"
    return f"minutes({max(round(seconds / 60), 1 if seconds > 0 else 0)})"


def number(text: str) -> float:
    """A number that a file states."""
    value = read_value(text, "number")
    assert isinstance(value, (int, Fraction))
    return float(value)


def check_delay(source: Source, delay: Delay | None, path: Path, *, positive: bool = False) -> None:
    """Record what is wrong with a length of time that may be drawn; `positive` says that it cannot always be nothing."""
    if delay is None or delay is MISSING:
        return
    stated = [name for name in ("fixed", "uniform", "exponential", "lognormal") if getattr(delay, name) is not None]
    if len(stated) != 1:
        source.fault(path, said("a delay of no kind or"), said("state one of fixed uniform exponential"))
    if delay.fixed not in (None, MISSING):
        fixed = check_length(source, delay.fixed, (*path, "fixed"))
        if positive and fixed == Duration():
            source.fault((*path, "fixed"), said("it", delay.fixed), said("it would happen without end on"))
    if delay.uniform not in (None, MISSING):
        low = check_length(source, delay.uniform.low, (*path, "uniform", "low"))
        high = check_length(source, delay.uniform.high, (*path, "uniform", "high"))
        if low and high and low > high:
            source.fault((*path, "uniform"), said("low is longer than high"))
        if positive and high == Duration():
            source.fault((*path, "uniform", "high"), said("it", delay.uniform.high), said("it would happen without end on"))
    for name in ("exponential", "lognormal"):
        spread = getattr(delay, name)
        if spread not in (None, MISSING):
            mean = check_length(source, spread.mean, (*path, name, "mean"))
            if mean == Duration():
                source.fault((*path, name, "mean"), said("it", spread.mean), said("expected a mean above 0"))
            if isinstance(spread, MeanSpread) and spread.cv is not MISSING:
                _positive(source, spread.cv, (*path, name, "cv"))


def check_length(source: Source, raw: object, path: Path) -> Duration | None:
    """A length of time, or None with its fault recorded."""
    if raw is MISSING or raw is None:
        return None
    try:
        value = read_value(raw, "duration")
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)
        return None
    if not isinstance(value, Duration):
        source.fault(path, said("unknown"), said("expected a duration such as days"))
        return None
    return value


def check_chance(source: Source, raw: object, path: Path) -> None:
    """Record what is wrong with a probability."""
    raw = raw.chance if isinstance(raw, Chance) else raw
    if raw is None or raw is MISSING:
        return
    value = _number(source, raw, path)
    if value is not None and not 0 <= value <= 1:
        source.fault(path, said("it", raw), said("a chance lies between 0 and"))


def _positive(source: Source, raw: object, path: Path) -> None:
    value = _number(source, raw, path)
    if value is not None and value <= 0:
        source.fault(path, said("it", raw), said("expected a number above 0"))


def _number(source: Source, raw: object, path: Path) -> int | Fraction | None:
    try:
        value = read_value(raw, "number")
    except Mistyped as error:
        source.fault(path, error.problem, error.advice)
        return None
    if not isinstance(value, (int, Fraction)):
        source.fault(path, said("it", raw), said("expected a number"))
        return None
    return value
