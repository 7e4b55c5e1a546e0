"""Sentences about a whole regulation, in its own condition language: who bears what, and what a changed fact would change.

A second world, in which one person did otherwise, is a rewriting of the first: every condition that looks at a changed
fact asks first whether that person is meant. So one board of persons is enough, and all stays in one language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren.model.language.conditions import (
    FALSE,
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
    Order,
    Quantified,
    Reads,
    Same,
    Sign,
    walk,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, Value
from zeren.model.meaning.semantics import Semantics

X, Y = "somebody", "another"  # variables of a file are renamed to end in a number, so none can be these


def somebody(variable: str, *parts: Expr) -> Expr:
    """There is a person of whom all of this holds."""
    return Quantified("some", variable, And(parts))


class World(Semantics[Expr, Expr, str, Mapping[str, str]]):
    """What a regulation says, as the facts are.

    Args:
        without: a rule or exception taken out of the regulation.
    """

    def __init__(self, regulation: Regulation, without: str = "") -> None:
        self.regulation, self.without, self.nobody = regulation, without, MATTER
        self._touched: dict[int, tuple[Expr, bool]] = {}  # by identity; the condition is kept, so that it stays taken

    def says(self, expr: Expr, whom: str = ME) -> Expr:
        """A condition of the regulation, read for somebody."""
        return self.worth(expr, {ME: whom})

    def applies(self, rule: str, bearer: str) -> Expr:
        """A rule applies to somebody."""
        if rule == self.without:
            return FALSE
        return Applies(rule, bearer) if self._untouched_rule(rule) else super().applies(rule, bearer)

    def in_force(self, exception: str, bearer: str) -> Expr:
        """An exception is in force for somebody."""
        return FALSE if exception == self.without else super().in_force(exception, bearer)

    def discretionary(self, tier: str, whom: str, sort: Sort = "person") -> Expr:
        """Somebody ends with a tier, and every rule that gives it is relieved by some exception in force."""
        return And((self.bears(tier, whom, sort), *self.reliefs(tier, whom, sort)))

    def bears_any(self, whom: str, tiers: Iterable[str] | None = None, sort: Sort = "person") -> Expr:
        """Somebody ends with some tier, of these where they are named."""
        named = self.regulation.tiers.all if tiers is None else tiers
        return Or(tuple(self.borne(tier, whom, sort) for tier in named))

    def turned(self, expr: Fact | Is | MadeOut, whom: str) -> Expr | None:
        """What stands in this world where a condition looks at a fact; None where it is the same."""
        return None

    # the algebra: the condition itself, with a definition opened only where this world touches it ----------

    def bearer(self, of: str, scope: Mapping[str, str]) -> str:
        return scope.get(of, of)

    def scope_of(self, bearer: str) -> Mapping[str, str]:
        return {} if bearer == MATTER else {ME: bearer}

    def named(self, definition: str, of: str, scope: Mapping[str, str]) -> Expr:
        if self.touches(self.regulation.definitions[definition]):
            return super().named(definition, of, scope)
        return Named(definition, self.bearer(of, scope))

    def constant(self, value: bool) -> Expr:
        return Constant(value)

    def both(self, parts: Iterable[Expr], scope: Mapping[str, str]) -> Expr:
        return And(tuple(parts))

    def either(self, parts: Iterable[Expr], scope: Mapping[str, str]) -> Expr:
        return Or(tuple(parts))

    def negation(self, value: Expr) -> Expr:
        return Not(value)

    def fact(self, term: str, of: str, scope: Mapping[str, str]) -> Expr:
        whom = self.bearer(of, scope)
        return self.turned(Fact(term, of), whom) or Fact(term, whom)

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Mapping[str, str]) -> Expr:
        whom = self.bearer(of, scope)
        return self.turned(Is(term, of, options), whom) or Is(term, whom, options)

    def reads(self, reading: str, options: tuple[str, ...]) -> Expr:
        return Reads(reading, options)

    def made_out_any(self, items: tuple[str, ...]) -> Expr:
        return self.turned(MadeOut(items), ME) or MadeOut(items)

    def some(self, variable: str, body: Expr, scope: Mapping[str, str]) -> Expr:
        return Quantified("some", *self._bound(variable, body, scope))

    def every(self, variable: str, body: Expr, scope: Mapping[str, str]) -> Expr:
        return Quantified("every", *self._bound(variable, body, scope))

    def same(self, left: str, right: str, scope: Mapping[str, str]) -> Expr:
        return Same(self.bearer(left, scope), self.bearer(right, scope))

    def compare(self, order: Order, left: Expr, right: Expr, scope: Mapping[str, str]) -> Expr:
        return Compare(order, self.amount(left, scope), self.amount(right, scope))

    def known(self, value: Value) -> Expr:
        return Constant(value)

    def quantity(self, term: str, of: str, scope: Mapping[str, str]) -> Expr:
        return self.fact(term, of, scope)

    def calculated(self, sign: Sign, left: Expr, right: Expr, scope: Mapping[str, str]) -> Expr:
        return Arithmetic(sign, left, right)

    def count(self, variable: str, body: Expr, scope: Mapping[str, str]) -> Expr:
        return Count(*self._bound(variable, body, scope))

    def _bound(self, variable: str, body: Expr, scope: Mapping[str, str]) -> tuple[str, Expr]:
        taken = set(scope.values())
        fresh = next(name for number in range(1, len(taken) + 2) if (name := f"{variable}_{number}") not in taken)
        return fresh, self.worth(body, {**scope, variable: fresh})

    # what other worlds change -----------------------------------------------------------------------------

    def _untouched_rule(self, rule: str) -> bool:
        names = [rule, *self.regulation.defeaters[rule]]
        return not self.without or not any(self._rests_on(name) for name in names)

    def _rests_on(self, name: str) -> bool:
        return name == self.without or any(self._rests_on(one) for one in self.regulation.defeaters[name])

    def touches(self, expr: Expr) -> bool:
        """Whether this world reads a condition otherwise than the first one does."""
        if id(expr) not in self._touched:
            self._touched[id(expr)] = (expr, self._touches(expr, set()))
        return self._touched[id(expr)][1]

    def _touches(self, expr: Expr, seen: set[str]) -> bool:
        for part in walk(expr):
            match part:
                case Fact() | Is() | MadeOut():
                    if self.turned(part, part.of if not isinstance(part, MadeOut) else ME) is not None:
                        return True
                case Named(definition):
                    if definition not in seen:
                        seen.add(definition)
                        if self._touches(self.regulation.definitions[definition], seen):
                            return True
                case Applies(rule):
                    if self.applies(rule, ME) != Applies(rule, ME):
                        return True
                case _:
                    pass
        return False


class Otherwise(World):
    """The world in which one person's facts are changed."""

    def __init__(self, regulation: Regulation, who: str, changes: Mapping[str, Value]) -> None:
        super().__init__(regulation)
        self.who, self.changes = who, changes

    def turned(self, expr: Fact | Is | MadeOut, whom: str) -> Expr | None:
        if isinstance(expr, MadeOut):
            return None
        if expr.term not in self.changes or self.regulation.terms[expr.term].sort != "person":
            return self.following(expr, whom)
        value = self.changes[expr.term]
        holds = bool(value) if isinstance(expr, Fact) else value in expr.options
        same: Expr = Constant(True) if whom == self.who else Same(whom, self.who)
        as_was: Expr = Fact(expr.term, whom) if isinstance(expr, Fact) else Is(expr.term, whom, expr.options)
        return Or((as_was, same)) if holds else And((as_was, Not(same)))

    def following(self, expr: Fact | Is, whom: str) -> Expr | None:
        """What a fact that follows from changed ones is in this world; None where it is the same."""
        follows = self.regulation.follows.get(expr.term)
        if follows is None or not self.touches(follows):
            return None
        return self.says(follows, whom)

    def _untouched_rule(self, rule: str) -> bool:
        conditions = [self.regulation.rules[rule][1], *(self.regulation.exceptions[one][1] for one in _below(self.regulation, rule))]
        return not any(self.touches(one) for one in conditions)

    def background(self) -> Expr:
        """What holds in every case holds in this world too."""
        found: list[Expr] = []
        for _, expr, sort in self.regulation.background:
            if self.touches(expr) and sort in ("matter", "person"):
                found.append(Quantified("every", Y, self.says(expr, Y)) if sort == "person" else self.says(expr))
        return And(tuple(found))


class Alleged(Otherwise):
    """The world in which only these circumstances can be made out; silent facts that follow from others follow in it too."""

    def __init__(self, regulation: Regulation, only: tuple[str, ...]) -> None:
        super().__init__(regulation, ME, {})
        self.only = only

    def turned(self, expr: Fact | Is | MadeOut, whom: str) -> Expr | None:
        if isinstance(expr, MadeOut):
            left = tuple(item for item in expr.items or self.regulation.circumstances if item in self.only)
            if not left:
                return FALSE
            return None if left == expr.items else MadeOut(left)
        return self.following(expr, whom)


def count_alike(regulation: Regulation) -> bool:
    """Whether no condition asks for one circumstance rather than another, so that one alone shows what any does."""
    conditions = [
        *regulation.definitions.values(),
        *regulation.follows.values(),
        *(expr for _, expr, _ in regulation.background),
        *(expr for _, expr in [*regulation.rules.values(), *regulation.exceptions.values()]),
    ]
    return not any(isinstance(part, MadeOut) and part.items for expr in conditions for part in walk(expr))


def _below(regulation: Regulation, name: str) -> list[str]:
    found: list[str] = []
    queue = list(regulation.defeaters[name])
    while queue:
        one = queue.pop()
        if one not in found:
            found.append(one)
            queue += regulation.defeaters[one]
    return found
