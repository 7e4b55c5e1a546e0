"""The completions of an event, grouped: conditions of the matter are read over what is known, and split only where they must be.

A *branch* says, of what is not known, as much as decides a condition: the value of a fact, the option of a reading, whether a moment
has happened, and how two moments lie to one another. Branches exclude one another and leave no completion out. What a condition asks
of people, and comparisons of unknown numbers beside one another, are split as if both answers could always be: that can only make an
answer less sure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from zeren.model.language.conditions import (
    MATTER,
    And,
    Arithmetic,
    Compare,
    Constant,
    Expr,
    Fact,
    Is,
    Named,
    Not,
    Or,
    Reads,
    walk,
)
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.language.terms import NEVER, UNKNOWN, Duration, MaybeValue, Value
from zeren.model.meaning.orders import ORIGIN, Bounds, Difference, solved, ticks
from zeren.model.meaning.truth import COMPARE, calculate

MOST = 4_096  # branches of one filing
_SECOND = 1_000_000


class Split(NamedTuple):
    """Something that decides a condition and is not known."""

    kind: Literal["fact", "number", "reading", "happened", "order", "other"]
    about: Any


class TooOpen(ValueError):
    """More is unknown than can be gone through."""


Branch = Mapping[Split, Any]


class Known(NamedTuple):
    """What is known of an event: values by term, `NEVER` for a moment that has not come, and the options of readings that are fixed.

    What is in `presumed` has its value only because nobody said otherwise.
    """

    facts: Mapping[str, Value]
    readings: Mapping[str, str]
    presumed: frozenset[str] = frozenset()


class Branching:
    """Goes through the completions of one event; `used` are the presumptions that were looked at."""

    def __init__(self, regulation: Regulation, known: Known, now: dt.datetime | None) -> None:
        self.regulation, self.known = regulation, known
        stated = [ticks(one) for one in known.facts.values() if isinstance(one, dt.datetime)]
        self.until = None if now is None else max([ticks(now), *stated])  # where a later moment is stated, others may have come by then
        self.used: set[str] = set()
        self.happened = self._forced()
        self._values: dict[str, tuple[Value, ...]] = {}
        self._bounds: dict[frozenset[tuple[Split, Any]], Mapping[str, Bounds] | None] = {}  # by what a branch says of moments

    def leaves(self, read: Callable[[Branch], Any], taken: Branch | None = None) -> Iterator[tuple[Branch, Any]]:
        """Every branch on which `read` finds something rather than asks for a split, and what it finds there.

        Raises:
            TooOpen: if there are too many.
        """
        waiting: list[Branch] = [dict(taken or {})]
        for _ in range(MOST):
            if not waiting:
                return
            branch = waiting.pop()
            found = read(branch)
            if not isinstance(found, Split):
                yield branch, found
                continue
            more = [{**branch, found: value} for value in self._choices(found)]
            waiting += [one for one in reversed(more) if self.bounds(one) is not None]
        raise TooOpen(f"more than {MOST} ways in which what is unknown could turn out")

    def _choices(self, split: Split) -> Sequence[Any]:
        match split.kind:
            case "fact":
                options = tuple(self.regulation.terms[split.about].options)
                return options or (True, False)
            case "reading":
                return tuple(self.regulation.readings[split.about].one_of)
            case "number":
                return self._numbers(split.about)
            case _:
                return (True, False)

    def _numbers(self, term: str) -> tuple[Value, ...]:
        """A value for each stretch of numbers that no condition tells apart."""
        if term not in self._values:
            found: set[Fraction] = set()
            for expr in self.regulation.means.values():
                for part in walk(expr):
                    if isinstance(part, Compare) and (bound := _bound(part, term)) is not None:
                        found.add(bound)
            marks = sorted(found) or [Fraction(0)]
            between = [(low + high) / 2 for low, high in pairwise(marks)]
            self._values[term] = tuple(sorted([marks[0] - 1, *marks, *between, marks[-1] + 1]))
        return self._values[term]

    # moments --------------------------------------------------------------------------------------------------

    def moment(self, term: str, branch: Branch) -> dt.datetime | Split | str | None:
        """A moment: itself, None if it has not come, its own name if it came and nobody says when, or what would tell."""
        value = self._value(term)
        if isinstance(value, dt.datetime):
            return value
        if value is NEVER:
            return None
        split = Split("happened", term)
        came = True if term in self.happened else branch.get(split)
        return split if came is None else term if came else None

    def bounds(self, branch: Branch) -> Mapping[str, Bounds] | None:
        """Between what the moments lie that came and that nobody dated; None if such a branch cannot be."""
        key = frozenset((split, value) for split, value in branch.items() if split.kind in ("order", "happened"))
        if key not in self._bounds:
            self._bounds[key] = self._bounded(branch)
        return self._bounds[key]

    def _bounded(self, branch: Branch) -> Mapping[str, Bounds] | None:
        came = set(self.happened)
        orders = [split.about if value else split.about.opposite for split, value in branch.items() if split.kind == "order"]
        waiting = [split.about for split, value in branch.items() if split.kind == "happened" and value]
        absent = {split.about for split, value in branch.items() if split.kind == "happened" and not value}
        known: list[Difference] = list(orders)
        came |= set(waiting)
        waiting += self.happened
        while waiting:
            one = waiting.pop()
            before = self.regulation.terms[one].not_before
            if before is None:
                continue
            value = self.known.facts.get(before)
            if value is NEVER or before in absent:
                return None
            if isinstance(value, dt.datetime):
                known.append(Difference(ORIGIN, one, -ticks(value)))
            else:
                known.append(Difference(before, one, 0))
                if before not in came:
                    came.add(before)
                    waiting.append(before)
        for one in self.regulation.terms_of["matter"]:
            value, before = self.known.facts.get(one.id), one.not_before
            if before in came and isinstance(value, dt.datetime):
                known.append(Difference(before, ORIGIN, ticks(value)))
        if absent & came:
            return None
        if self.until is not None:
            known += [Difference(one, ORIGIN, self.until) for one in came]
        return solved(sorted(came), known)

    def _forced(self) -> tuple[str, ...]:
        """Moments that nobody dated and that came, since another came that is never before them."""
        found: list[str] = []
        for term in self.regulation.terms_of["matter"]:
            one, came = term, isinstance(self.known.facts.get(term.id), dt.datetime)
            while came and one.not_before is not None:
                one = self.regulation.terms[one.not_before]
                if one.id not in self.known.facts and one.id not in found:
                    found.append(one.id)
                came = one.id not in self.known.facts
        return tuple(found)

    # conditions -----------------------------------------------------------------------------------------------

    def holds(self, expr: Expr, branch: Branch) -> bool | Split:
        """Whether a condition of the matter holds on a branch, or what would tell."""
        match expr:
            case Constant(value):
                return bool(value)
            case Fact(term):
                return self._fact(term, branch)
            case Is(term, _, options):
                known = self._value(term)
                option = branch.get(Split("fact", term)) if known is UNKNOWN else known
                return Split("fact", term) if option is None else option in options
            case Reads(reading, options):
                option = self.known.readings.get(reading) or branch.get(Split("reading", reading))
                return Split("reading", reading) if option is None else option in options
            case Named(definition):
                return self.holds(self.regulation.definitions[definition], branch)
            case Not(part):
                found = self.holds(part, branch)
                return found if isinstance(found, Split) else not found
            case And(parts):
                return self._several(parts, branch, False)
            case Or(parts):
                return self._several(parts, branch, True)
            case Compare():
                return self._compare(expr, branch)
            case _:
                return self._taken(Split("other", expr), branch)

    def _several(self, parts: Sequence[Expr], branch: Branch, decides: bool) -> bool | Split:
        first: Split | None = None
        for part in parts:
            found = self.holds(part, branch)
            if found is decides:
                return decides
            if isinstance(found, Split):
                first = first or found
        return first or not decides

    def _fact(self, term: str, branch: Branch) -> bool | Split:
        value = self._value(term)
        if value is not UNKNOWN:
            return bool(value)
        if term in self.regulation.follows and term not in self.known.facts:
            return self.holds(self.regulation.follows[term], branch)
        return self._taken(Split("fact", term), branch)

    def _taken(self, split: Split, branch: Branch) -> bool | Split:
        found = branch.get(split)
        return split if found is None else bool(found)

    def _value(self, term: str) -> MaybeValue:
        if term in self.known.presumed:
            self.used.add(term)
        return self.known.facts.get(term, UNKNOWN)

    # comparisons ----------------------------------------------------------------------------------------------

    def _compare(self, expr: Compare, branch: Branch) -> bool | Split:
        moments = [part.term for part in walk(expr) if isinstance(part, Fact) and self.regulation.terms[part.term].kind == "moment"]
        for term in moments:
            found = self.moment(term, branch)
            if found is None:
                return False  # what has not come is neither before nor after anything
            if isinstance(found, Split):
                return found
        numbers = {part.term for part in walk(expr) if isinstance(part, Fact) and self._value(part.term) is UNKNOWN} - set(moments)
        if any(_bound(expr, term) is None for term in numbers):  # beside another unknown, no one value stands for others
            return self._taken(Split("other", expr), branch)
        left, right = self._quantity(expr.left, branch), self._quantity(expr.right, branch)
        for one in (left, right):
            if isinstance(one, Split):
                return one
        if left is None or right is None:
            return self._taken(Split("other", expr), branch)
        if not isinstance(left, _Shifted) and not isinstance(right, _Shifted):
            return bool(COMPARE[expr.operator](left, right))
        a, b = _shifted(left), _shifted(right)
        if a is None or b is None:
            return self._taken(Split("other", expr), branch)
        return self._ordered(expr.operator, a, b, branch)

    def _ordered(self, operator: str, a: _Shifted, b: _Shifted, branch: Branch) -> bool | Split:
        """Two sums of a moment and a length of time compared, by orders of the moments alone."""
        gap = b.by - a.by
        if a.name == b.name:
            return bool(COMPARE[operator](0, gap))
        at_most, below = Difference(a.name, b.name, gap), Difference(a.name, b.name, gap - 1)
        if operator in ("<=", ">"):
            found = self._order(at_most, branch)
            return found if isinstance(found, Split) or operator == "<=" else not found
        if operator in ("<", ">="):
            found = self._order(below, branch)
            return found if isinstance(found, Split) or operator == "<" else not found
        upper, lower = self._order(at_most, branch), self._order(below, branch)
        if upper is False or lower is True:
            return operator == "!="
        return upper if isinstance(upper, Split) else lower if isinstance(lower, Split) else operator == "=="

    def _order(self, order: Difference, branch: Branch) -> bool | Split:
        split = Split("order", order)
        if split in branch:
            return bool(branch[split])
        if self.bounds({**branch, split: False}) is None:
            return True
        return False if self.bounds({**branch, split: True}) is None else split

    def _quantity(self, expr: Expr, branch: Branch) -> Any:
        """A value, a moment with a length of time beside it, what would tell, or None where that cannot be said so."""
        match expr:
            case Constant(value):
                return value
            case Fact(term):
                return self._quantity_of(term, branch)
            case Arithmetic(operator, left, right):
                a, b = self._quantity(left, branch), self._quantity(right, branch)
                for one in (a, b):
                    if isinstance(one, Split) or one is None:
                        return one
                return _summed(operator, a, b)
            case _:
                return None

    def _quantity_of(self, term: str, branch: Branch) -> Any:
        if self.regulation.terms[term].kind == "moment":
            found = self.moment(term, branch)
            return _Shifted(found, 0) if isinstance(found, str) else found
        value = self._value(term)
        if value is not UNKNOWN:
            return value
        if self.regulation.terms[term].kind == "number":
            split = Split("number", term)
            return branch.get(split, split)
        return None


class _Shifted(NamedTuple):
    """A moment that nobody dated, so many microseconds later."""

    name: str
    by: int


def _shifted(one: Any) -> _Shifted | None:
    if isinstance(one, _Shifted):
        return one
    return _Shifted(ORIGIN, ticks(one)) if isinstance(one, dt.datetime) else None


def _summed(operator: str, a: Any, b: Any) -> Any:
    if not isinstance(a, _Shifted) and not isinstance(b, _Shifted):
        return calculate(operator, a, b)
    if isinstance(b, _Shifted) and operator == "+":
        a, b = b, a
    if not isinstance(a, _Shifted) or not isinstance(b, Duration) or b.whole or b.months or operator == "*":
        return None
    return _Shifted(a.name, a.by + (1 if operator == "+" else -1) * b.seconds * _SECOND)


def _bound(part: Compare, term: str) -> Fraction | None:
    """The number with which a condition compares a term."""
    for one, other in ((part.left, part.right), (part.right, part.left)):
        if one == Fact(term, MATTER) and isinstance(other, Constant) and isinstance(other.value, (int, Fraction)):
            return Fraction(other.value)
    return None


def terms_of(split: Split, regulation: Regulation) -> tuple[str, ...]:
    """The facts that would tell how a split turns out; none for a reading."""
    if split.kind == "order":
        return tuple(one for one in (split.about.one, split.about.other) if one != ORIGIN)
    if split.kind == "other":
        return tuple(dict.fromkeys(part.term for part in everything_in(split.about, regulation) if isinstance(part, (Fact, Is))))
    return () if split.kind == "reading" else (split.about,)
