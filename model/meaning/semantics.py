"""What a regulation says, over whatever a condition can be worth: the one walk through conditions and the one recursion of norms.

A rule applies iff its condition holds and no exception to it is in force; an exception likewise; somebody ends with the tiers
of the rules that apply, after absorption. Literals of a circuit, columns of a table, text of a script and conditions read in
another world are carriers of it: each says what a fact, a quantifier and a comparison are worth to it, and nothing of norms.
`evaluate` stands apart, as the definition to which all of them are held.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from zeren.model.language.conditions import (
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
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, Value

Worth = TypeVar("Worth")  # what a condition is worth
Amount = TypeVar("Amount")  # what a quantity is worth
Bearer = TypeVar("Bearer")  # of whom a norm is asked
Scope = TypeVar("Scope")  # for whom the names in a condition stand


class Semantics(ABC, Generic[Worth, Amount, Bearer, Scope]):
    """The meaning of a regulation over an algebra, which a carrier gives by the abstract methods below."""

    regulation: Regulation
    nobody: Bearer  # of whom what speaks of the matter alone is asked

    # norms ------------------------------------------------------------------------------------------------

    def applies(self, rule: str, bearer: Bearer) -> Worth:
        """A rule applies to a bearer."""
        condition = self.regulation.rules[rule][1]
        return self.once("rule", rule, bearer, lambda: self._standing(condition, rule, bearer))

    def in_force(self, exception: str, bearer: Bearer) -> Worth:
        """An exception is in force for a bearer."""
        return self.once(
            "exception", exception, bearer, lambda: self._standing(self.regulation.exceptions[exception][1], exception, bearer)
        )

    def _standing(self, condition: Expr, name: str, bearer: Bearer) -> Worth:
        """A norm's condition holds, and no exception to it is in force."""
        scope = self.scope_of(bearer)

        def parts() -> Iterator[Worth]:
            yield self.worth(condition, scope)
            for one in self.regulation.defeaters[name]:
                yield self.negation(self.in_force(one, bearer))

        return self.both(parts(), scope)

    def borne(self, tier: str, bearer: Bearer, sort: Sort = "person") -> Worth:
        """Some rule gives a bearer a tier, whether or not a graver one absorbs it."""
        giving = (self.applies(rule, bearer) for rule in self._giving(tier, sort))
        return self.once("tier", tier, bearer, lambda: self.either(giving, self.scope_of(bearer)))

    def bears(self, tier: str, bearer: Bearer, sort: Sort = "person") -> Worth:
        """A bearer ends with a tier, after absorption where the regulation has it."""
        tiers, own = self.regulation.tiers, self.borne(tier, bearer, sort)
        if tiers.when_several == "all" or tier not in tiers.ranked:
            return own
        graver = tiers.ranked[: tiers.ranked.index(tier)]
        return self.both([own, *(self.negation(self.borne(one, bearer, sort)) for one in graver)], self.scope_of(bearer))

    def reliefs(self, tier: str, bearer: Bearer, sort: Sort = "person") -> Iterator[Worth]:
        """For each rule that gives a tier: it does not apply to a bearer, or some exception in force relieves it."""
        for rule in self._giving(tier, sort):
            relievers = self.regulation.relievers[rule]
            parts = [self.negation(self.applies(rule, bearer)), *(self.in_force(one, bearer) for one in relievers)]
            yield self.either(parts, self.scope_of(bearer))

    def _giving(self, tier: str, sort: Sort) -> Iterator[str]:
        return (name for name, (rule, _) in self.regulation.rules.items() if rule.bears == tier and rule.sort == sort)

    # conditions -------------------------------------------------------------------------------------------

    def worth(self, expr: Expr, scope: Scope) -> Worth:
        """A condition, read for those for whom its names stand."""
        match expr:
            case Constant(value):
                return self.constant(bool(value))
            case Fact(term, of):
                return self.fact(term, of, scope)
            case Is(term, of, options):
                return self.option(term, of, options, scope)
            case Reads(reading, options):
                return self.reads(reading, options)
            case Named(definition, of):
                return self.named(definition, of, scope)
            case Applies(rule, of):
                return self.seen(self.applies(rule, self.bearer(of, scope)), of, scope)
            case MadeOut(items):
                return self.made_out_any(items)
            case Not(part):
                return self.negation(self.worth(part, scope))
            case And(parts):
                return self.both((self.worth(part, scope) for part in parts), scope)
            case Or(parts):
                return self.either((self.worth(part, scope) for part in parts), scope)
            case Quantified("some", variable, body):
                return self.some(variable, body, scope)
            case Quantified(_, variable, body):
                return self.every(variable, body, scope)
            case Same(left, right):
                return self.same(left, right, scope)
            case Compare(order, left, right):
                return self.compare(order, left, right, scope)
            case _:
                raise TypeError(f"{type(expr).__name__} is no condition")

    def amount(self, expr: Expr, scope: Scope) -> Amount:
        """A quantity, read likewise."""
        match expr:
            case Constant(value):
                return self.known(value)
            case Fact(term, of):
                return self.quantity(term, of, scope)
            case Arithmetic(sign, left, right):
                return self.calculated(sign, self.amount(left, scope), self.amount(right, scope), scope)
            case Count(variable, body):
                return self.count(variable, body, scope)
            case _:
                raise TypeError(f"{type(expr).__name__} is no quantity")

    def named(self, definition: str, of: str, scope: Scope) -> Worth:
        """A definition, read for whoever is named."""
        expr = self.regulation.definitions[definition]
        if self.regulation.definition_sorts[definition] == "matter":
            return self.once("definition", definition, self.nobody, lambda: self.worth(expr, self.scope_of(self.nobody)))
        bearer = self.bearer(of, scope)
        return self.seen(self.once("definition", definition, bearer, lambda: self.worth(expr, self.scope_of(bearer))), of, scope)

    # the algebra: what a carrier says ---------------------------------------------------------------------

    @abstractmethod
    def bearer(self, of: str, scope: Scope) -> Bearer:
        """Whoever a name stands for."""

    @abstractmethod
    def scope_of(self, bearer: Bearer) -> Scope:
        """For whom names stand in a condition that is read for a bearer."""

    def once(self, kind: str, name: str, bearer: Bearer, build: Callable[[], Worth]) -> Worth:
        """What a norm or definition is worth for a bearer; a carrier may keep it."""
        return build()

    def seen(self, value: Worth, of: str, scope: Scope) -> Worth:
        """What was worked out for a bearer, where the scope stands."""
        return value

    @abstractmethod
    def constant(self, value: bool) -> Worth: ...
    @abstractmethod
    def both(self, parts: Iterable[Worth], scope: Scope) -> Worth: ...
    @abstractmethod
    def either(self, parts: Iterable[Worth], scope: Scope) -> Worth: ...
    @abstractmethod
    def negation(self, value: Worth) -> Worth: ...
    @abstractmethod
    def fact(self, term: str, of: str, scope: Scope) -> Worth: ...
    @abstractmethod
    def option(self, term: str, of: str, options: tuple[str, ...], scope: Scope) -> Worth: ...
    @abstractmethod
    def reads(self, reading: str, options: tuple[str, ...]) -> Worth: ...
    @abstractmethod
    def made_out_any(self, items: tuple[str, ...]) -> Worth: ...
    @abstractmethod
    def some(self, variable: str, body: Expr, scope: Scope) -> Worth: ...

    def every(self, variable: str, body: Expr, scope: Scope) -> Worth:
        return self.negation(self.some(variable, Not(body), scope))

    @abstractmethod
    def same(self, left: str, right: str, scope: Scope) -> Worth: ...
    @abstractmethod
    def compare(self, order: Order, left: Expr, right: Expr, scope: Scope) -> Worth: ...
    @abstractmethod
    def known(self, value: Value) -> Amount: ...
    @abstractmethod
    def quantity(self, term: str, of: str, scope: Scope) -> Amount: ...
    @abstractmethod
    def calculated(self, sign: Sign, left: Amount, right: Amount, scope: Scope) -> Amount: ...
    @abstractmethod
    def count(self, variable: str, body: Expr, scope: Scope) -> Amount: ...
