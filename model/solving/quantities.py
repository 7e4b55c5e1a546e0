"""Numbers, dates, moments and durations that are not known yet, as linear sums over exact fractions.

Days count for dates and seconds for moments and durations, so that every comparison is one of whole units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.terms import Duration, Never, Value
from zeren.model.solving.undecided import Undecided

DAY = 86_400  # seconds
K = TypeVar("K", int, FactId)


class BeyondSolver(Undecided):
    """A condition that no solver can take, such as calendar months added to a date that is not known: no budget would help."""


class Linear(msgspec.Struct, frozen=True):
    """A sum of unknown quantities and of counted literals, with a constant."""

    constant: Fraction = Fraction(0)
    facts: tuple[tuple[FactId, Fraction], ...] = ()
    literals: tuple[tuple[int, Fraction], ...] = ()

    def plus(self, other: Linear, sign: int = 1) -> Linear:
        facts: dict[FactId, Fraction] = dict(self.facts)
        for fact, factor in other.facts:
            facts[fact] = facts.get(fact, Fraction(0)) + sign * factor
        literals: dict[int, Fraction] = dict(self.literals)
        for literal, factor in other.literals:
            literals[literal] = literals.get(literal, Fraction(0)) + sign * factor
        return Linear(self.constant + sign * other.constant, _sorted(facts), _sorted(literals))

    def times(self, factor: Fraction) -> Linear:
        return Linear(
            self.constant * factor,
            tuple((fact, one * factor) for fact, one in self.facts),
            tuple((literal, one * factor) for literal, one in self.literals),
        )


class Days(msgspec.Struct, frozen=True):
    """How a comparison counts its moments in days of a zone: since which second the clocks are how many seconds ahead of UTC.

    The moment that is compared (factor 1) counts `late` seconds earlier: where midnight is the end of the day before, one.
    """

    offsets: tuple[tuple[int, int], ...]
    late: int = 0

    def lateness(self, factor: Fraction) -> int:
        return self.late if factor > 0 else 0


class Comparison(msgspec.Struct, frozen=True):
    """An atom that says that a sum is below zero (`<`), at most zero (`<=`), or zero (`==`).

    With `days`, each fact of the sum is a moment, and stands for the number of its day.
    """

    operator: str
    sum: Linear
    days: Days | None = None


def quantity(value: Value) -> Fraction:
    """A value as an exact number of its unit.

    Raises:
        BeyondSolver: for calendar months, which have no fixed length.

    >>> quantity(dt.date(1, 1, 2)), quantity(Duration(seconds=60))
    (Fraction(2, 1), Fraction(60, 1))
    """
    match value:
        case dt.datetime():
            return Fraction(int(value.timestamp()))
        case dt.date():
            return Fraction(value.toordinal())
        case Duration(months, seconds):
            if value.whole:
                raise BeyondSolver("whole days in a sum of several lengths of time, or before a moment that is not known")
            if months:
                raise BeyondSolver("calendar months beside a date that is not known")
            return Fraction(seconds)
        case Never():
            raise BeyondSolver("a moment that has not come, where it could have")
        case bool() | str():
            raise BeyondSolver(f"`{value}` is no quantity")
        case _:
            return Fraction(value)


def value_of(number: Fraction, kind: str) -> Value:
    """The value of a term of this kind that a number of its unit stands for."""
    match kind:
        case "date":
            return dt.date.fromordinal(max(1, min(int(number), dt.date.max.toordinal())))
        case "moment":
            return dt.datetime.fromtimestamp(int(number), dt.UTC)
        case "duration":
            return Duration(seconds=int(number))
        case _:
            return number.numerator if number.denominator == 1 else number


def ranges(kind: str) -> tuple[Fraction | None, Fraction | None]:
    """The least and the greatest number of a term of this kind, as case files can say: years 1 to 9999, no negative length of time.

    >>> ranges("duration"), ranges("number")
    ((Fraction(0, 1), None), (None, None))
    """
    match kind:
        case "date":
            return quantity(dt.date.min), quantity(dt.date.max)
        case "moment":
            return quantity(dt.datetime(1, 1, 2, tzinfo=dt.UTC)), quantity(dt.datetime(9999, 12, 30, tzinfo=dt.UTC))
        case "duration":
            return Fraction(0), None
        case _:
            return None, None


def _sorted(parts: Mapping[K, Fraction]) -> tuple[tuple[K, Fraction], ...]:
    return tuple(sorted((key, factor) for key, factor in parts.items() if factor))
