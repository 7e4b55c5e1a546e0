"""Comparisons that a condition makes of what a case states, with the distance: thirty minutes late, two votes too few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from fractions import Fraction

from zeren.model.language.case import FactId
from zeren.model.language.conditions import MATTER, And, Arithmetic, Compare, Constant, Expr, Fact, Named, Not, Or, walk
from zeren.model.language.terms import Duration, Value
from zeren.model.meaning.explain import Explainer, Keys, Whom, Whose
from zeren.model.meaning.references import FactRef, Measured, Side
from zeren.model.meaning.written import written


def measured(
    explainer: Explainer, stated: Container[FactId], condition: Expr, whom: Whom, among: Keys | None = None, *, failed: bool = False
) -> tuple[Measured, ...]:
    """The comparisons inside a condition, read for somebody, all of whose facts a case states.

    Silent facts that follow from others are looked into as well.

    Args:
        stated: the facts that the case states.
        among: only comparisons that these facts stand in, or follow from.
        failed: only comparisons that do not hold.
    """
    found: dict[tuple[Expr, str], Measured] = {}
    for compare, whose in _compared(explainer, stated, condition, explainer.scope_of(whom), among, set()):
        one = _measured(explainer, compare, whose)
        if one is not None and not (failed and one.holds):
            found.setdefault((compare, repr(sorted(whose.items()))), one)
    return tuple(found.values())


def _compared(
    explainer: Explainer, stated: Container[FactId], expr: Expr, whose: Whose, among: Keys | None, seen: set[tuple[str, Whom | None, bool]]
) -> Iterator[tuple[Compare, Whose]]:
    """Every comparison of stated facts inside a condition, with those of whom it is read; each definition is looked into once."""
    regulation = explainer.regulation
    match expr:
        case Compare():
            facts = [explainer.id_of(one, whose) for one in walk(expr) if isinstance(one, Fact) and (one.of in whose or one.of == MATTER)]
            if facts and all(one in stated for one in facts) and (among is None or any(one in among for one in facts)):
                yield expr, whose
        case Fact(term, of) if (of in whose or of == MATTER) and term in regulation.follows:
            fact = explainer.id_of(expr, whose)
            if fact not in stated and (among is None or fact in among):
                own = {} if fact.sort == "matter" else explainer.scope_of((fact.sort, fact.of))
                yield from _compared(explainer, stated, regulation.follows[term], own, None, seen)
        case Named(name, of) if of in whose or regulation.definition_sorts[name] == "matter":
            whom = None if regulation.definition_sorts[name] == "matter" else whose[of]
            if (name, whom, among is None) not in seen:
                seen.add((name, whom, among is None))
                own = {} if whom is None else explainer.scope_of(whom)
                yield from _compared(explainer, stated, regulation.definitions[name], own, among, seen)
        case Not(part):
            yield from _compared(explainer, stated, part, whose, among, seen)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _compared(explainer, stated, part, whose, among, seen)


def _measured(explainer: Explainer, compare: Compare, whose: Whose) -> Measured | None:
    left, right = (explainer.amount(one, whose) for one in (compare.left, compare.right))
    distance = _distance(left, right)
    if distance is None:
        return None
    holds = explainer.value_in(compare, whose)
    first = Side(written(left), tuple(_parts(explainer, compare.left, whose, 1)))
    second = Side(written(right), tuple(_parts(explainer, compare.right, whose, 1)))
    return Measured(first, second, compare.operator, holds, *distance)


def _distance(left: Value, right: Value) -> tuple[int | float, str] | None:
    """How far the left value lies beyond the right one."""
    match left, right:
        case dt.datetime(), dt.datetime():
            return int((left.astimezone(dt.UTC) - right.astimezone(dt.UTC)).total_seconds()), "seconds"
        case dt.date(), dt.date():
            return (left - right).days, "days"
        case Duration(months=0), Duration(months=0):
            return left.seconds - right.seconds, "seconds"
        case int() | Fraction(), int() | Fraction():
            found = Fraction(left) - Fraction(right)
            return (int(found) if found.denominator == 1 else float(found)), "number"
        case _:
            return None


def _parts(explainer: Explainer, expr: Expr, whose: Whose, sign: int) -> Iterator[FactRef | str]:
    """The facts of a side, and the lengths of time added to them, as `+ hours(72)`."""
    match expr:
        case Fact():
            fact = explainer.id_of(expr, whose)
            yield FactRef(of=fact.of or None, term=fact.term, value=written(explainer.fact(fact)))
        case Constant(value) if isinstance(value, Duration):
            yield f"{'+' if sign > 0 else '-'} {written(value)}"
        case Arithmetic(operator, first, second):
            yield from _parts(explainer, first, whose, sign)
            yield from _parts(explainer, second, whose, -sign if operator == "-" else sign)
