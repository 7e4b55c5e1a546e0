"""Conditions: the typed expressions of which definitions, rules, exceptions and questions are made.

`of` says whose fact is meant: `me` (the bearer, or the body or circumstance in question), `matter`, `subject`
(of a circumstance), or the variable of an enclosing `some`, `every` or `count`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import msgspec

from zeren.model.language.terms import Value

ME = "me"
MATTER = "matter"
SUBJECT = "subject"


class Constant(msgspec.Struct, frozen=True):
    """A number, date, moment, duration, or yes/no."""

    value: Value


class Fact(msgspec.Struct, frozen=True):
    """The value of a term: a yes/no fact as a condition, any other as an operand."""

    term: str
    of: str


class Is(msgspec.Struct, frozen=True):
    """An enumerated fact takes one of these options."""

    term: str
    of: str
    options: tuple[str, ...]


class Reads(msgspec.Struct, frozen=True):
    """A reading is taken in one of these options."""

    reading: str
    options: tuple[str, ...]


class Named(msgspec.Struct, frozen=True):
    """A definition, read for somebody."""

    definition: str
    of: str


class Applies(msgspec.Struct, frozen=True):
    """A rule applies to somebody: its condition holds and nothing in force defeats it."""

    rule: str
    of: str


class MadeOut(msgspec.Struct, frozen=True):
    """Some circumstance of the case is made out; of these items only, where any are named."""

    items: tuple[str, ...] = ()


class Not(msgspec.Struct, frozen=True):
    """Negation."""

    part: Expr


class And(msgspec.Struct, frozen=True):
    """Conjunction; empty means true."""

    parts: tuple[Expr, ...]


class Or(msgspec.Struct, frozen=True):
    """Disjunction; empty means false."""

    parts: tuple[Expr, ...]


class Quantified(msgspec.Struct, frozen=True):
    """Some person of the case, or every one, is such."""

    which: Literal["some", "every"]
    variable: str
    body: Expr


class Same(msgspec.Struct, frozen=True):
    """Two names stand for one and the same person."""

    left: str
    right: str


class Count(msgspec.Struct, frozen=True):
    """How many persons of the case are such: a number."""

    variable: str
    body: Expr


Sign = Literal["+", "-", "*"]
Order = Literal["==", "!=", "<", "<=", ">", ">="]
TURNED: Mapping[Order, Order] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}  # with the sides changed over


class Arithmetic(msgspec.Struct, frozen=True):
    """Sum, difference or product of numbers, dates and durations."""

    operator: Sign
    left: Expr
    right: Expr


class Compare(msgspec.Struct, frozen=True):
    """Comparison of two numbers, dates, moments or durations."""

    operator: Order
    left: Expr
    right: Expr


Expr = Constant | Fact | Is | Reads | Named | Applies | MadeOut | Not | And | Or | Quantified | Same | Count | Arithmetic | Compare

TRUE = Constant(True)
FALSE = Constant(False)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The conditions directly inside a condition."""
    match expr:
        case Not(part):
            return (part,)
        case And(parts) | Or(parts):
            return parts
        case Quantified(body=body) | Count(body=body):
            return (body,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case _:
            return ()


def rebuilt(expr: Expr, turn: Callable[[Expr], Expr]) -> Expr:
    """A condition with each condition directly inside it turned; one that holds none is given back as it is.

    >>> rebuilt(Not(Fact("erroneous", "matter")), lambda part: TRUE)
    Not(part=Constant(value=True))
    """
    match expr:
        case Not(part):
            return Not(turn(part))
        case And(parts):
            return And(tuple(map(turn, parts)))
        case Or(parts):
            return Or(tuple(map(turn, parts)))
        case Quantified(which, variable, body):
            return Quantified(which, variable, turn(body))
        case Count(variable, body):
            return Count(variable, turn(body))
        case Compare(operator, left, right):
            return Compare(operator, turn(left), turn(right))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, turn(left), turn(right))
        case _:
            return expr


def walk(expr: Expr) -> Iterator[Expr]:
    """A condition and everything inside it, outermost first; definitions are not opened.

    >>> [type(part).__name__ for part in walk(Not(Fact("erroneous", "matter")))]
    ['Not', 'Fact']
    """
    yield expr
    for part in children(expr):
        yield from walk(part)
