"""The meaning of a regulation: what follows from complete facts and fixed readings.

An exception is in force iff its condition holds and no exception to it is in force. A rule applies iff its condition
holds and no exception to it is in force. Somebody's outcome is the set of tiers of the rules that apply to them,
after absorption where the regulation has it. An exception may also only relieve (its `effect`): the rules that it names
apply all the same, and a tier of the outcome is *discretionary* iff each rule that applies and gives it is named by such
an exception in force. This page is that definition; everything else is measured against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

from zeren.model.language.conditions import SUBJECT, Expr, Named
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.truth import Facts, Meaning, Scope, meaning


class Complete(msgspec.Struct, frozen=True):
    """Complete facts: a value for every term of the matter, of each person, body and circumstance.

    A circumstance carries its item under `item` and the facts of its subject under `subject`.
    """

    matter: Facts
    people: Mapping[str, Facts] = {}
    bodies: Mapping[str, Facts] = {}
    circumstances: Mapping[str, Facts] = {}


MOST_BUILT = 4_096  # conditions that are kept as functions: those of a text, and what is asked of it


class Meanings(msgspec.Struct, frozen=True, dict=True):
    """A regulation with its conditions turned into functions, once."""

    regulation: Regulation

    @cached_property
    def rules(self) -> Mapping[str, Meaning]:
        return {name: self.of(expr) for name, (_, expr) in self.regulation.rules.items()}

    @cached_property
    def rules_on(self) -> Mapping[str, tuple[tuple[str, str, Meaning], ...]]:
        return {
            sort: tuple((name, rule.bears, self.rules[name]) for name, (rule, _) in self.regulation.rules.items() if rule.sort == sort)
            for sort in ("person", "body")
        }

    @cached_property
    def exceptions(self) -> Mapping[str, Meaning]:
        return {name: self.of(expr) for name, (_, expr) in self.regulation.exceptions.items()}

    @cached_property
    def circumstances(self) -> Mapping[str, Meaning]:
        return {item: self.of(expr) for item, (_, expr) in self.regulation.circumstances.items()}

    def of(self, expr: Expr | str) -> Meaning:
        """What a condition, or a definition by its id, says; the same condition is turned into a function once."""
        if isinstance(expr, str):
            return meaning(Named(expr, "me"), self.regulation.definitions, self._about_matter)
        if id(expr) not in self._built:
            if len(self._built) == MOST_BUILT:
                self._built.clear()
            self._built[id(expr)] = (expr, meaning(expr, self.regulation.definitions, self._about_matter))
        return self._built[id(expr)][1]

    @cached_property
    def exceptions_to(self) -> Mapping[str, tuple[str, ...]]:
        """The exceptions to each rule or exception, where there are any."""
        return {target: found for target, found in self.regulation.defeaters.items() if found}

    @cached_property
    def _about_matter(self) -> frozenset[str]:
        return frozenset(name for name, sort in self.regulation.definition_sorts.items() if sort == "matter")

    @cached_property
    def _built(self) -> dict[int, tuple[Expr, Meaning]]:
        return {}  # by identity; the condition is kept, so that its identity stays taken


def meanings_of(regulation: Regulation) -> Meanings:
    """The meanings of a regulation, kept with it: whoever asks, its conditions are turned into functions once."""
    kept: dict[str, Any] = regulation.__dict__
    if "meanings" not in kept:
        kept["meanings"] = Meanings(regulation)
    found: Meanings = kept["meanings"]
    return found


class Situation:
    """Complete facts under fixed readings, of which anything may be asked."""

    def __init__(self, meanings: Meanings, facts: Complete, readings: Mapping[str, str]) -> None:
        self.meanings, self.facts, self.readings = meanings, facts, readings
        self.people = tuple(facts.people.values())
        self.shared: dict[Any, bool] = {}

    def in_force(self, exception: str, bearer: Scope) -> bool:
        return self.meanings.exceptions[exception](self, bearer) and not self._defeated(exception, bearer)

    def applies(self, rule: str, bearer: Facts) -> bool:
        scope = self.scope(bearer)
        return bool(self.meanings.rules[rule](self, scope)) and not self._defeated(rule, scope)

    def made_out(self, items: tuple[str, ...] = ()) -> bool:
        listed = self.facts.circumstances.values()
        return any(self.holds(self.meanings.circumstances[one["item"]], one) for one in listed if not items or one["item"] in items)

    def holds(self, condition: Meaning, about: Facts | None = None) -> bool:
        """Whether a condition holds of a bearer, body or circumstance, or of the matter."""
        return bool(condition(self, self.scope(about or {})))

    def outcome(self, bearer: Facts, sort: str = "person") -> frozenset[str]:
        """The exact set of tiers that one bearer ends with."""
        scope: Scope = {"me": bearer, "matter": self.facts.matter}
        tiers = {bears for rule, bears, when in self.meanings.rules_on[sort] if when(self, scope) and not self._defeated(rule, scope)}
        return absorb(self.meanings.regulation, tiers) if len(tiers) > 1 else frozenset(tiers)

    def relief(self, bearer: Facts, sort: str = "person") -> dict[str, frozenset[str]]:
        """The discretionary tiers of one bearer's outcome, each with the exceptions in force that relieve it."""
        found: dict[str, frozenset[str]] = {}
        scope: Scope = {"me": bearer, "matter": self.facts.matter}
        for tier in self.outcome(bearer, sort):
            rules = [rule for rule, bears, _ in self.meanings.rules_on[sort] if bears == tier and self.applies(rule, bearer)]
            by_rule = [{one for one in self.meanings.regulation.relievers[rule] if self.in_force(one, scope)} for rule in rules]
            if all(by_rule):
                found[tier] = frozenset().union(*by_rule)
        return found

    def scope(self, about: Facts) -> Scope:
        scope: Scope = {"me": about, "matter": self.facts.matter}
        if "item" in about:
            scope[SUBJECT] = about[SUBJECT]
        return scope

    def _defeated(self, target: str, bearer: Scope) -> bool:
        return any(self.in_force(one, bearer) for one in self.meanings.exceptions_to.get(target, ()))


def absorb(regulation: Regulation, tiers: set[str]) -> frozenset[str]:
    """The tiers left after the gravest ranked one absorbs the other ranked ones, where the regulation says so."""
    if regulation.tiers.when_several == "all":
        return frozenset(tiers)
    ranked = [tier for tier in regulation.tiers.ranked if tier in tiers]
    return frozenset(tiers - set(ranked[1:]))


def evaluate(meanings: Meanings, facts: Complete, readings: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The outcome of every person and body of a case, from complete facts and fixed readings."""
    situation = Situation(meanings, facts, readings)
    people = {name: situation.outcome(person) for name, person in facts.people.items()}
    return people | {name: situation.outcome(body, "body") for name, body in facts.bodies.items()}
