"""The explanations of a case's answers: why, why not, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from zeren.model.meaning.defeats import standing
from zeren.model.meaning.evaluate import Meanings
from zeren.model.meaning.explain import Explainer
from zeren.model.meaning.explanations import Alternative, Change, WhatIf, Why
from zeren.model.solving.effects import ToldEffect, effect_of
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.reference import MOST, Reference, Reopened
from zeren.model.solving.what_if import Changes, Endless, alternatives, away
from zeren.model.solving.why import sufficient


class Reasons:
    """Explains the outcomes of one case; its facts are reopened once for all of them."""

    def __init__(self, problem: Problem, meanings: Meanings, presume: bool, why_asked: bool = True, what_if_asked: bool = True) -> None:
        self.problem, self.meanings, self.presume = problem, meanings, presume
        self.why_asked, self.what_if_asked = why_asked, what_if_asked
        self.regulation = problem.regulation

    @cached_property
    def reopened(self) -> Reopened:
        return self._reopened(quantities_given=False)

    @cached_property
    def given(self) -> Reopened:
        """The same with stated numbers and dates taken as they are."""
        return self._reopened(quantities_given=True)

    def _reopened(self, *, quantities_given: bool) -> Reopened:
        problem = self.problem
        return Reopened(
            self.regulation, problem.case, problem.pinned, presume=self.presume, quantities_given=quantities_given, which=problem.which
        )

    def why(self, entity: Entity, outcome: frozenset[str], supposed: Sequence[Chosen], explainer: Explainer) -> Why:
        """Why an outcome holds where `supposed` does, and which rules come nearest otherwise."""
        reference = self.reopened.reference(entity, supposed)
        effect = effect_of(self.problem, entity, outcome, self.problem.base)
        sets, found = sufficient(self.reopened, entity, outcome, reference, effect)
        tiers = self.regulation.tiers_of["body" if entity[0] == "body" else "person"]
        return Why(
            tiers=tuple(tier for tier in tiers if tier in outcome),
            sets=sets,
            rules=tuple(standing(explainer, name, entity, far) for name, far in self._by_distance(entity, explainer, reference)),
            all=found.all,
            smallest=found.smallest,
            most=MOST,
            quantities_given=self.reopened.quantities_given,
            effect=effect,
        )

    def _by_distance(self, entity: Entity, explainer: Explainer, reference: Reference) -> list[tuple[str, int | None]]:
        """The rules that apply, then the others by how few known facts would have to change."""
        situation = explainer.situation
        facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
        found: list[tuple[str, int | None]] = []
        for name, (rule, _) in self.regulation.rules.items():
            if rule.sort == entity[0]:
                found.append((name, 0 if situation.applies(name, facts) else away(self.reopened, name, entity, reference)))
        return sorted(found, key=lambda one: (one[1] is None, one[1] or 0))

    def what_if(self, entity: Entity, outcome: frozenset[str], supposed: Sequence[Chosen]) -> WhatIf:
        """The changes that rule an outcome out."""
        effect = effect_of(self.problem, entity, outcome, self.problem.base)
        reopened, made, changes = self._alternatives(entity, outcome, supposed, effect)
        found = changes.told()
        tiers = self.regulation.tiers_of["body" if entity[0] == "body" else "person"]
        ordered = tuple(tier for tier in tiers if tier in outcome)
        return WhatIf(ordered, made, found.all, found.smallest, MOST, reopened.quantities_given, effect, changes.given_up)

    def each_change(self, entity: Entity, outcome: frozenset[str], supposed: Sequence[Chosen]) -> Iterator[Alternative]:
        """The changes that rule an outcome out, each as soon as it is found."""
        effect = effect_of(self.problem, entity, outcome, self.problem.base)
        told: set[tuple[Change, ...]] = set()
        for reopened, quantities in ((self.reopened, True), (self.given, True), (self.given, False)):
            reference = reopened.reference(entity, supposed)
            try:
                for one in Changes(reopened, self.meanings, entity, outcome, reference, effect, quantities=quantities):
                    if one.changes not in told:
                        told.add(one.changes)
                        yield one
            except Endless:
                continue
            return

    def _alternatives(
        self, entity: Entity, outcome: frozenset[str], supposed: Sequence[Chosen], effect: ToldEffect | None
    ) -> tuple[Reopened, tuple[Alternative, ...], Changes]:
        """What could be changed: every fact; or, where that search may not end, no stated number or date; or none at all."""
        for reopened in (self.reopened, self.given):
            try:
                reference = reopened.reference(entity, supposed)
                return reopened, *alternatives(reopened, self.meanings, entity, outcome, reference, effect)
            except Endless:
                continue
        reference = self.given.reference(entity, supposed)
        return self.given, *alternatives(self.given, self.meanings, entity, outcome, reference, effect, quantities=False)
