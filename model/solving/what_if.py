"""What would change an outcome: the smallest sets of known facts that, once changed, rule it out.

A change takes a known fact to another value and leaves every other known fact and every reading taken as they are; the
changed facts must agree with the background, and none of them takes a value that nobody should aim for, such as having stayed
away. An outcome is ruled out iff it holds in no completion of the changed case;
where it is certain whether it is firm or discretionary, an outcome of the same tiers with the other effect is another one.
Candidates come from one completion; each is checked against all of them, and a completion that spares the outcome
becomes one more condition on the candidates (counterexample-guided, as for formulas with two quantifiers).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import permutations, product
from math import perm, prod
from typing import Literal

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.limits import limits
from zeren.model.language.terms import MaybeValue
from zeren.model.meaning.evaluate import Meanings
from zeren.model.meaning.explanations import Alternative, Change, Way
from zeren.model.meaning.written import whose, written
from zeren.model.solving.effects import ToldEffect, effect_of, with_its_effect
from zeren.model.solving.fixing import fixing
from zeren.model.solving.ground import Entity
from zeren.model.solving.minimal import Found, Missing, Smallest, smallest_first
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.query import Key
from zeren.model.solving.reference import MOST, Reference, Reopened
from zeren.model.solving.replay import replay

STEPS_EACH = 10  # of the search for sets to try, for each set that may be tried
MOST_IMAGES = 1_000  # exchanges of people alike that are looked through for one set of changes
MOST_WAYS = 64  # choices of values for one set of changed facts
MOST_ROUNDS = 40  # values tried of a number or date that is changed


class Endless(ValueError):
    """Of a number or date that is changed, each value is refuted by one of a quantity not known, so that the search may not end."""


def alternatives(
    reopened: Reopened,
    meanings: Meanings,
    entity: Entity,
    outcome: frozenset[str],
    reference: Reference,
    effect: ToldEffect | None = None,
    most: int = MOST,
    *,
    quantities: bool = True,
) -> tuple[tuple[Alternative, ...], Changes]:
    """The inclusion-minimal changes that rule an outcome out: those of facts that the person controls, then the others.

    Args:
        quantities: whether numbers and dates may be changed too.

    Raises:
        Endless: if the search for one of them may not end; never where they may not be changed.
    """
    sought = Changes(reopened, meanings, entity, outcome, reference, effect, most, quantities=quantities)
    return tuple(sought), sought


class Changes:
    """The changes that `alternatives` tells, each as soon as it is found: those of facts that the person controls, then the others.

    The first is there long before all are known. Of changes that differ only in which of several people alike they concern, one is
    told, with how many others there are. As many sets are tried for an outcome as the limit `changes` allows; `looked_at` counts them.
    """

    def __init__(
        self,
        reopened: Reopened,
        meanings: Meanings,
        entity: Entity,
        outcome: frozenset[str],
        reference: Reference,
        effect: ToldEffect | None = None,
        most: int = MOST,
        *,
        quantities: bool = True,
    ) -> None:
        problem = reopened.problem
        wanted = with_its_effect(problem, entity, outcome, effect)
        every = reopened.near(reference.facts, [wanted])
        self._facts = [one for one in every if quantities or problem.ground.variables[one.key].literals]
        self._own = [one for one in self._facts if _own(reopened, entity, one.key)]
        self._changing = Changing(problem, reference, -wanted, always=True)
        self._making = _Making(reopened, meanings, entity, reference, wanted)
        self._alike = _Alike(problem, reference, entity)
        self._most, self._tries = most, limits().changes
        self._searches: list[Smallest] = []

    def __iter__(self) -> Iterator[Alternative]:
        by_literal = {one.literal: one for one in self._facts}
        told: set[tuple[Change, ...]] = set()  # people whom the case does not list are alike
        found: tuple[tuple[int, ...], ...] = ()
        for facts in (self._own, self._facts):
            items = [one.literal for one in facts]
            left = self._tries - sum(one.looked_at for one in self._searches)
            search = Smallest(
                items,
                self._changing.among(items),
                self._most,
                tries=left,
                steps=STEPS_EACH * self._tries,
                besides=found,
                images=lambda one: self._alike.images(one)[1:],
            )
            self._searches.append(search)
            for chosen in search:
                others = len(self._alike.images(chosen)) - 1
                one = self._making.alternative([by_literal[literal] for literal in chosen], self._changing.values[chosen])
                if one.changes not in told:
                    told.add(one.changes)
                    yield msgspec.structs.replace(one, others=others) if others else one
            found = tuple(search.found)

    def told(self) -> Found:
        """What is known of the rest, with the changes found so far."""
        every = self._searches
        return Found(
            tuple(one for search in every for one in search.found),
            all(one.all for one in every),
            all(one.smallest for one in every),
        )

    @property
    def looked_at(self) -> int:
        """How many sets of changes were tried so far."""
        return sum(one.looked_at for one in self._searches)

    @property
    def given_up(self) -> int:
        """After how many sets the search was given up; 0 if it was not."""
        return self._tries if any(one.given_up for one in self._searches) else 0


class _Alike:
    """People of whom the same is known and supposed, but for the one whose outcome is looked at."""

    def __init__(self, problem: Problem, reference: Reference, entity: Entity) -> None:
        case = problem.case
        known: dict[str, dict[str, Chosen]] = {name: {} for name in case.people}
        for one in reference.facts:
            if isinstance(one.key, FactId) and one.key.sort == "person" and one.key.of in known:
                known[one.key.of][one.key.term] = one
        subjects = {one.subject for one in case.circumstances} | {entity[1]}
        same: dict[Hashable, list[str]] = {}
        for name, facts in known.items():
            silent = frozenset(fact.term for fact in case.facts if (fact.sort, fact.of) == ("person", name))
            values = frozenset((term, repr(one.value), reference.basis[one.key]) for term, one in facts.items())
            same.setdefault(name if name in subjects else (silent, values), []).append(name)
        self._known = known
        self._group = {name: group for group in same.values() for name in group}
        self._of = {one.literal: (name, term) for name, facts in known.items() for term, one in facts.items()}

    def images(self, chosen: tuple[int, ...]) -> list[tuple[int, ...]]:
        """A set of facts and those that come from it by exchanging people alike; itself alone where these would be too many."""
        names = list(dict.fromkeys(self._of[one][0] for one in chosen if one in self._of))
        groups = list(dict.fromkeys(tuple(self._group[name]) for name in names if len(self._group[name]) > 1))
        moved = [[name for name in names if name in group] for group in groups]
        if prod(perm(len(group), len(own)) for group, own in zip(groups, moved, strict=True)) > MOST_IMAGES:
            return [chosen]
        found = {frozenset(chosen): chosen}
        for taken in product(*(permutations(group, len(own)) for group, own in zip(groups, moved, strict=True))):
            turned = {old: new for own, others in zip(moved, taken, strict=True) for old, new in zip(own, others, strict=True)}
            image = tuple(self._turned(one, turned) for one in chosen)
            found.setdefault(frozenset(image), image)
        return list(found.values())

    def _turned(self, literal: int, names: Mapping[str, str]) -> int:
        if literal not in self._of:
            return literal
        name, term = self._of[literal]
        return self._known[names.get(name, name)][term].literal


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
        if always:
            self.fixed += [-literal for one in reference.facts for literal in self._not_advised(one)]
        self.demands = [wanted]
        self.values: dict[tuple[int, ...], tuple[Chosen, ...]] = {}
        self._free = {one.key for one in reference.all}
        near = problem.near([wanted])
        self._background = [literal for _, literal in problem.ground.constraints if problem.circuit.support(literal) & near]

    def _not_advised(self, known: Chosen) -> list[int]:
        """The literals of the values that a fact is not to be changed to."""
        variable = self.problem.ground.variables[known.key]
        if not isinstance(known.key, FactId):
            return []
        never = self.problem.regulation.not_advised.get(known.key.term, ())
        return [variable.literal(value) for value in never if value != known.value and variable.literals]

    def among(self, items: Sequence[int]) -> Missing:
        """What is missing from a choice of facts to change, where only these may be."""
        return lambda changed: self._missing(items, changed)

    def _missing(self, items: Sequence[int], changed: tuple[int, ...]) -> Sequence[int] | None:
        problem = self.problem
        kept = [one.literal for one in self.facts if one.literal not in changed]
        variables = [problem.ground.variables[one.key] for one in self.facts if one.literal in changed]
        rounds = 0
        while True:
            if rounds == MOST_ROUNDS and not all(one.literals for one in variables):
                raise Endless
            rounds += 1
            base = [*self.fixed, *self.demands]
            if not problem.possible([*base, *kept]):
                return self._blame(items, changed)
            if not self.always:
                return None
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


class _Making:
    """Tells what follows from changes, each outcome found again by the definition."""

    def __init__(self, reopened: Reopened, meanings: Meanings, entity: Entity, reference: Reference, wanted: int) -> None:
        self.reopened, self.problem, self.meanings = reopened, reopened.problem, meanings
        self.entity, self.reference, self.wanted = entity, reference, wanted

    def alternative(self, chosen: Sequence[Chosen], values: Sequence[Chosen]) -> Alternative:
        """What follows if these facts are changed: first to these values, then to any others that do it."""
        was = {one.key: one for one in chosen}
        first = self.way(values)
        named = whose(one.key for one in values if isinstance(one.key, FactId))
        return Alternative(
            changes=tuple(
                Change(
                    *named[one.key],
                    written(was[one.key].value),
                    written(one.value),
                    _own(self.reopened, self.entity, one.key),
                    self.reference.basis[one.key],
                )
                for one in values
                if isinstance(one.key, FactId)
            ),
            outcomes=first.outcomes,
            own=all(_own(self.reopened, self.entity, one.key) for one in chosen),
            effects=first.effects,
            ways=self.ways(was, [one.key for one in values]),
        )

    def ways(self, was: Mapping[Key, Chosen], keys: Sequence[Key]) -> tuple[Way, ...]:
        """Every choice of other values that rules the outcome out, where one of the facts has several to choose from."""
        variables = [self.problem.ground.variables[key] for key in keys]
        if not all(one.literals for one in variables):
            return ()
        never = self.problem.regulation.not_advised
        choices = [
            [
                one
                for one in self.problem.choices(variable)
                if one.value != was[variable.key].value and not (isinstance(one.key, FactId) and one.value in never.get(one.key.term, ()))
            ]
            for variable in variables
        ]
        if prod(map(len, choices)) > MOST_WAYS or all(len(one) < 2 for one in choices):
            return ()
        found = []
        for values in product(*choices):
            base = [one.literal for one in self.known(values)]
            if self.problem.possible(base) and not self.problem.possible([*base, self.wanted]):
                found.append(self.way(values))
        return tuple(found)

    def known(self, values: Sequence[Chosen]) -> list[Chosen]:
        """What is known once facts have these values."""
        changed = {one.key for one in values}
        return [*(one for one in self.reference.facts if one.key not in changed), *values, *self.reference.readings]

    def way(self, values: Sequence[Chosen]) -> Way:
        """The outcomes of the changed case."""
        problem, entity, known = self.problem, self.entity, self.known(values)
        changed: Mapping[FactId, MaybeValue] = {one.key: one.value for one in values if isinstance(one.key, FactId)}
        case = msgspec.structs.replace(problem.case, facts={**problem.case.facts, **changed})
        tiers = problem.ground.tiers(entity)
        base = [one.literal for one in known]
        outcomes = problem.outcomes(entity, base)
        effects: list[Literal["discretionary"] | None] = []
        for outcome in outcomes:
            wanted = problem.outcome_literal(tiers, outcome)
            taken = {one.key for one in known}
            variables = [one for one in problem.open_variables(tiers.values(), entity) if one.key not in taken]
            replay(problem, self.meanings, entity, known, problem.witness([*base, wanted], variables), outcome, case)
            effects.append("discretionary" if effect_of(problem, entity, outcome, base) == "discretionary" else None)
        return Way(
            becomes=tuple(written(one.value) for one in values),
            outcomes=tuple(tuple(tier for tier in tiers if tier in outcome) for outcome in outcomes),
            effects=tuple(effects),
        )
