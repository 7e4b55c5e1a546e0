"""What would change an outcome: the smallest sets of known facts that, once changed, rule it out.

A change takes a known fact to another value and leaves every other known fact and every reading taken as they are; the
changed facts must agree with the background. An outcome is ruled out iff it holds in no completion of the changed case.
Candidates come from one completion; each is checked against all of them, and a completion that spares the outcome
becomes one more condition on the candidates (counterexample-guided, as for formulas with two quantifiers).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.terms import MaybeValue
from zeren.model.meaning.answer import Alternative, Change
from zeren.model.meaning.evaluate import Meanings
from zeren.model.meaning.written import written
from zeren.model.solving.fixing import fixing
from zeren.model.solving.ground import Entity
from zeren.model.solving.minimal import Found, Missing, smallest_first
from zeren.model.solving.problem import Chosen, Key, Problem
from zeren.model.solving.reference import MOST, Reference, Reopened
from zeren.model.solving.replay import replay


def alternatives(
    reopened: Reopened, meanings: Meanings, entity: Entity, outcome: frozenset[str], reference: Reference, most: int = MOST
) -> tuple[tuple[Alternative, ...], Found]:
    """The inclusion-minimal changes that rule an outcome out: those of facts that the person controls, then the others."""
    problem = reopened.problem
    wanted = problem.outcome_literal(problem.ground.tiers(entity), outcome)
    facts = reopened.near(reference.facts, [wanted])
    own = [one for one in facts if _own(reopened, entity, one.key)]
    changing = Changing(problem, reference, -wanted, always=True)
    mine, every = [one.literal for one in own], [one.literal for one in facts]
    first = smallest_first(mine, changing.among(mine), most)
    rest = smallest_first(every, changing.among(every), most, besides=first.sets)
    found = Found(first.sets + rest.sets, first.all and rest.all, first.smallest and rest.smallest)
    by_literal = {one.literal: one for one in facts}
    made = [
        _alternative(reopened, meanings, entity, reference, [by_literal[one] for one in chosen], changing.values[chosen])
        for chosen in found.sets
    ]
    return tuple(made), found


def away(reopened: Reopened, rule: str, entity: Entity, reference: Reference) -> int | None:
    """The least number of known facts to change so that a rule may apply; None if there are none, or it was not found."""
    problem = reopened.problem
    wanted = problem.ground.applies(rule, entity)
    items = [one.literal for one in reopened.near(reference.facts, [wanted])]
    found = smallest_first(items, Changing(problem, reference, wanted, always=False).among(items), 1)
    return len(found.sets[0]) if found.sets else None


def _own(reopened: Reopened, entity: Entity, key: Key) -> bool:
    return isinstance(key, FactId) and (key.sort, key.of) == entity and reopened.regulation.terms[key.term].controllable


class Changing:
    """Which sets of known facts can be changed so that a literal holds.

    Args:
        always: in every completion of the changed case; otherwise one completion is enough.
    """

    def __init__(self, problem: Problem, reference: Reference, wanted: int, *, always: bool) -> None:
        self.problem, self.facts, self.wanted, self.always = problem, reference.facts, wanted, always
        self.fixed = [one.literal for one in reference.readings]
        self.demands = [wanted]
        self.values: dict[tuple[int, ...], tuple[Chosen, ...]] = {}
        self._free = {one.key for one in reference.all}
        near = problem.near([wanted])
        self._background = [literal for _, literal in problem.ground.constraints if problem.circuit.support(literal) & near]

    def among(self, items: Sequence[int]) -> Missing:
        """What is missing from a choice of facts to change, where only these may be."""
        return lambda changed: self._missing(items, changed)

    def _missing(self, items: Sequence[int], changed: tuple[int, ...]) -> Sequence[int] | None:
        problem = self.problem
        kept = [one.literal for one in self.facts if one.literal not in changed]
        while True:
            base = [*self.fixed, *self.demands]
            if not problem.possible([*base, *kept]):
                return self._blame(items, changed)
            if not self.always:
                return None
            variables = [problem.ground.variables[one.key] for one in self.facts if one.literal in changed]
            values = tuple(problem.witness([*kept, *base], variables))
            against = [*self.fixed, *kept, *(one.literal for one in values), -self.wanted]
            if not problem.possible(against):
                self.values[changed] = values
                return None
            self.demands.append(-fixing(problem, self._free, [*self._background, -self.wanted]))

    def _blame(self, items: Sequence[int], changed: tuple[int, ...]) -> Sequence[int]:
        """Facts, kept as they are, on which every attempt founders."""
        never = [*self.fixed, *self.demands, *(one.literal for one in self.facts if one.literal not in items)]
        kept = [one for one in items if one not in changed]
        return self.problem.reduced(kept, never)


def _alternative(
    reopened: Reopened, meanings: Meanings, entity: Entity, reference: Reference, chosen: Sequence[Chosen], values: Sequence[Chosen]
) -> Alternative:
    problem = reopened.problem
    was = {one.key: one for one in chosen}
    kept = [one for one in reference.facts if one.key not in was]
    known = [*kept, *values, *reference.readings]
    return Alternative(
        changes=tuple(
            Change(
                one.key.of or None,
                one.key.term,
                written(was[one.key].value),
                written(one.value),
                _own(reopened, entity, one.key),
                reference.basis[one.key],
            )
            for one in values
            if isinstance(one.key, FactId)
        ),
        outcomes=_replayed(problem, meanings, entity, known, {one.key: one.value for one in values if isinstance(one.key, FactId)}),
        own=all(_own(reopened, entity, one.key) for one in chosen),
    )


def _replayed(
    problem: Problem, meanings: Meanings, entity: Entity, known: Sequence[Chosen], changed: Mapping[FactId, MaybeValue]
) -> tuple[tuple[str, ...], ...]:
    """The outcomes of the changed case, each found again by the definition."""
    case = msgspec.structs.replace(problem.case, facts={**problem.case.facts, **changed})
    tiers = problem.ground.tiers(entity)
    base = [one.literal for one in known]
    outcomes = problem.outcomes(entity, base)
    for outcome in outcomes:
        wanted = problem.outcome_literal(tiers, outcome)
        taken = {one.key for one in known}
        variables = [one for one in problem.open_variables(tiers.values(), entity) if one.key not in taken]
        replay(problem, meanings, entity, known, problem.witness([*base, wanted], variables), outcome, case)
    return tuple(tuple(tier for tier in tiers if tier in outcome) for outcome in outcomes)
