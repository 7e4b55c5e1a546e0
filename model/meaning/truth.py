"""What a condition says of complete facts: each condition becomes a function from a world to its value.

A scope names whose facts are meant (`me`, `matter`, `subject`, or a quantified variable). Turning conditions into
functions once, rather than walking them for every case, is what makes a board of nine cost microseconds.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from zeren.model.language.conditions import (
    MATTER,
    ME,
    And,
    Applies,
    Arithmetic,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Is,
    MadeOut,
    Named,
    Not,
    Or,
    Quantified,
    Reads,
    Same,
)
from zeren.model.language.terms import Duration

Facts = Mapping[str, Any]
Scope = dict[str, Facts]


class World(Protocol):
    """What a condition may look at besides the facts in its scope."""

    readings: Mapping[str, str]
    people: tuple[Facts, ...]

    def applies(self, rule: str, bearer: Facts) -> bool: ...
    def made_out(self, items: tuple[str, ...]) -> bool: ...


Meaning = Callable[[Any, Scope], Any]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def meaning(expr: Expr, definitions: Mapping[str, Expr]) -> Meaning:
    """The function that says what a condition is worth in a world and a scope.

    >>> says = meaning(Not(Fact("erroneous", "matter")), {})
    >>> says(None, {"matter": {"erroneous": False}})
    True
    """
    built: dict[str, Meaning] = {}

    def of(expr: Expr) -> Meaning:
        match expr:
            case Constant(value):
                return lambda world, scope: value
            case Fact(term, whose):
                return lambda world, scope: scope[whose][term]
            case Is(term, whose, (option,)):
                return lambda world, scope: scope[whose][term] == option
            case Is(term, whose, options):
                return lambda world, scope: scope[whose][term] in options
            case Reads(reading, options):
                return lambda world, scope: world.readings[reading] in options
            case Named(name, whose):
                return named(name, whose)
            case Applies(rule, whose):
                return lambda world, scope: world.applies(rule, scope[whose])
            case MadeOut(items):
                return lambda world, scope: world.made_out(items)
            case Not(part):
                inner = of(part)
                return lambda world, scope: not inner(world, scope)
            case And(parts):
                return _all(tuple(map(of, parts)))
            case Or(parts):
                return _any(tuple(map(of, parts)))
            case Quantified(which, variable, body):
                inner, fold = of(body), any if which == "some" else all
                return lambda world, scope: fold(inner(world, {**scope, variable: one}) for one in world.people)
            case Count(variable, body):
                inner = of(body)
                return lambda world, scope: sum(inner(world, {**scope, variable: one}) for one in world.people)
            case Same(first, second):
                return lambda world, scope: scope[first] is scope[second]
            case Compare(order, left, right):
                a, compare, b = of(left), _COMPARE[order], of(right)
                return lambda world, scope: compare(a(world, scope), b(world, scope))
            case Arithmetic(sign, left, right):
                a, b = of(left), of(right)
                return lambda world, scope: calculate(sign, a(world, scope), b(world, scope))

    def named(definition: str, whose: str) -> Meaning:
        if definition not in built:
            built[definition] = of(definitions[definition])
        inner = built[definition]
        if whose in (ME, MATTER):
            return inner
        return lambda world, scope: inner(world, {**scope, ME: scope[whose]})

    return of(expr)


def _all(parts: tuple[Meaning, ...]) -> Meaning:
    match parts:
        case (a, b):
            return lambda world, scope: a(world, scope) and b(world, scope)
        case (a, b, c):
            return lambda world, scope: a(world, scope) and b(world, scope) and c(world, scope)
        case _:
            return lambda world, scope: all(part(world, scope) for part in parts)


def _any(parts: tuple[Meaning, ...]) -> Meaning:
    match parts:
        case (a, b):
            return lambda world, scope: a(world, scope) or b(world, scope)
        case (a, b, c):
            return lambda world, scope: a(world, scope) or b(world, scope) or c(world, scope)
        case _:
            return lambda world, scope: any(part(world, scope) for part in parts)


def calculate(sign: str, a: Any, b: Any) -> Any:
    """Sum, difference or product of numbers, durations, dates and moments, in the calendar.

    >>> calculate("+", dt.date(2028, 1, 31), Duration(months=1))
    datetime.date(2028, 2, 29)
    """
    if sign == "*":
        if isinstance(a, Duration) or isinstance(b, Duration):
            length, times = (a, b) if isinstance(a, Duration) else (b, a)
            return Duration(int(length.months * times), int(length.seconds * times))
        return a * b
    direction = 1 if sign == "+" else -1
    if isinstance(a, Duration):
        return Duration(a.months + direction * b.months, a.seconds + direction * b.seconds)
    if isinstance(a, dt.date):
        return _shift(a, b, direction) if isinstance(b, Duration) else _between(b, a)
    return a + direction * b


def _shift(start: dt.date, length: Duration, direction: int) -> dt.date:
    """A date or moment moved by whole months (held to the last day of a shorter month), then by exact seconds."""
    if length.months:
        index = start.year * 12 + start.month - 1 + direction * length.months
        year, month = divmod(index, 12)
        day = start.day
        while True:
            try:
                start = start.replace(year=year, month=month + 1, day=day)
                break
            except ValueError:
                day -= 1
    seconds = dt.timedelta(seconds=direction * length.seconds)
    if isinstance(start, dt.datetime):
        return (start.astimezone(dt.UTC) + seconds).astimezone(start.tzinfo)
    return start + seconds


def _between(a: dt.date, b: dt.date) -> Duration:
    return Duration(seconds=int((b - a).total_seconds()))
