"""Columns in which facts are unknown: each condition becomes a function of what is open about its own person and matter.

An unknown fact is a variable of the diagrams, and so is every quantifier and count over the people of a case: what they ask
of each person is one more column, and `meetings` puts the people of a case together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.conditions import (
    ME,
    TURNED,
    Applies,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Named,
    Not,
    Order,
    Quantified,
    children,
    walk,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Term
from zeren.model.meaning.columns import ONE, BeyondColumns, Columns, Frame, Value
from zeren.model.meaning.diagrams import Diagrams
from zeren.model.meaning.sheets import Table
from zeren.model.meaning.truth import COMPARE
from zeren.model.meaning.vectors import Vectors

MOST_COUNTED = 8  # a count is told apart up to so many
MOST_GATHERINGS = 60  # a bit for each in a whole number


class Gathering(msgspec.Struct, frozen=True):
    """What is asked of all people of a case together: how many are such, and for which numbers that holds.

    The last of `holds` stands for that number and every larger one.
    """

    variable: str
    body: Expr
    holds: tuple[bool, ...]

    @property
    def most(self) -> int:
        return len(self.holds) - 1


def gathering(expr: Expr) -> Gathering | None:
    """A quantifier or a comparison of a count with a number as a gathering; None for any other condition.

    Raises:
        BeyondColumns: for a count beside what is no plain number, or a large one.
    """
    match expr:
        case Quantified("some", variable, body):
            return Gathering(variable, body, (False, True))
        case Quantified(_, variable, body):
            return Gathering(variable, Not(body), (False, True))
        case Compare(order, left, right) if any(isinstance(part, Count) for side in (left, right) for part in walk(side)):
            if isinstance(right, Count):
                order, left, right = TURNED[order], right, left
            if not isinstance(left, Count) or not isinstance(right, Constant) or not isinstance(right.value, (int, Fraction)):
                raise BeyondColumns("a count beside another quantity")
            most = max(0, math.floor(right.value) + 1)
            if most > MOST_COUNTED:
                raise BeyondColumns("a count of many")
            return Gathering(left.variable, left.body, tuple(COMPARE[order](count, right.value) for count in range(most + 1)))
    return None


class Opening:
    """The variables of a regulation under some readings, in the order of the diagrams.

    First come the facts of a person, then the gatherings, an outer one before those inside it, then readings and the matter.

    Raises:
        BeyondColumns: where a condition relates two people.
    """

    def __init__(self, regulation: Regulation, terms: Sequence[Term]) -> None:
        self.regulation = regulation
        self.gatherings: list[Gathering] = []
        self._seen: set[Expr] = set()
        for name in [*regulation.rules]:
            self._visit(Applies(name, ME))
        for _, expr, _ in regulation.background:
            self._visit(expr)
        for expr in regulation.follows.values():
            self._visit(expr)
        if len(self.gatherings) > MOST_GATHERINGS:
            raise BeyondColumns("many quantifiers")
        self.gatherings.reverse()  # an inner one was met before the one around it was finished
        known: dict[str, tuple[str, ...]] = {}
        for term in terms:
            if term.sort == "person" and (options := options_of(term)):
                known[variable(term)] = options
        self.own = len(known)
        known |= {gathered(number): ("yes", "no") for number in range(len(self.gatherings))}
        known |= {name: tuple(one.one_of) for name, one in regulation.readings.items()}
        known |= {variable(term): options for term in terms if term.sort == "matter" and (options := options_of(term))}
        self.vectors = Vectors(Diagrams(known))
        self.place = {one: number for number, one in enumerate(self.gatherings)}

    def _visit(self, expr: Expr) -> None:
        """Find the gatherings in an expression and in what it names, inner ones first."""
        if expr in self._seen:
            return
        self._seen.add(expr)
        for part in [*children(expr), *self._named(expr)]:
            self._visit(part)
        if (found := gathering(expr)) is not None:
            used = {getattr(part, name, None) for part in walk(found.body) for name in ("of", "left", "right")}
            if used & {ME, "subject"}:
                raise BeyondColumns("a condition that relates two people")
            if found not in self.gatherings:
                self.gatherings.append(found)

    def _named(self, expr: Expr) -> Iterator[Expr]:
        regulation = self.regulation
        match expr:
            case Named(definition):
                yield regulation.definitions[definition]
            case Fact(term) if term in regulation.follows:
                yield regulation.follows[term]
            case Applies(rule):
                yield from self._standing(regulation.rules[rule][1], rule)

    def _standing(self, condition: Expr, name: str) -> Iterator[Expr]:
        yield condition
        for one in self.regulation.defeaters[name]:
            yield from self._standing(self.regulation.exceptions[one][1], one)


def options_of(term: Term) -> tuple[str, ...]:
    """The values of a term as options; none for a quantity."""
    return ("yes", "no") if term.kind == "yes_no" else tuple(term.options)


def variable(term: Term) -> str:
    """The name under which a term stands in the diagrams, apart from those of readings."""
    return f"({term.sort}) {term.id}"


def gathered(number: int) -> str:
    """The name under which a gathering stands in the diagrams."""
    return f"(gathering) {number}"


class OpenColumns(Columns):
    """A regulation over one table in which facts are open: a yes/no column may hold functions, and in a column of options the
    number after the last says that it is open.
    """

    def __init__(self, regulation: Regulation, table: Table, opening: Opening) -> None:
        super().__init__(regulation, table, opening.vectors)
        self.opening = opening

    def body(self, one: Gathering) -> Any:
        """What a gathering asks, for each person."""
        people = self.table.sheets["person"]
        frame = Frame(people.rows, people.case, {one.variable: ("person", None)})
        return self.spread(self.worth(one.body, frame), frame)

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Frame) -> Value:
        known = self.regulation.terms[term]
        level, column = self._column(term, of, scope)
        if column.max(initial=0) < len(known.options):
            return super().option(term, of, options, scope)
        found = self.vectors.among(variable(known), options)
        return level, np.array([*(int(option in options) for option in known.options), found], dtype=np.int32)[column]

    def some(self, variable: str, body: Expr, scope: Frame) -> Value:
        return ONE, self._gathered(Gathering(variable, body, (False, True)))

    def compare(self, order: Order, left: Expr, right: Expr, scope: Frame) -> Value:
        found = gathering(Compare(order, left, right))
        return super().compare(order, left, right, scope) if found is None else (ONE, self._gathered(found))

    def _gathered(self, one: Gathering) -> Any:
        return self.vectors.reading(gathered(self.opening.place[one]), ["yes"])


__all__ = ["Gathering", "OpenColumns", "Opening", "gathering", "options_of", "variable"]
