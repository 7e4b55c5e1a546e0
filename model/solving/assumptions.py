"""What a verdict rests on: the assumptions of which each, were it stated otherwise, would leave the verdict no longer certain.

Assumed is what silent facts are presumed to be, and that silent facts follow from others. To state one of them otherwise takes
back whatever else cannot be assumed beside it, as in a case that states it; so each is tried with each of its other values.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.exchange import groups
from zeren.model.meaning.explanations import Reason
from zeren.model.meaning.written import written
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem

Claim = Callable[[Problem], int]  # the literal, in a grounding of the case, of what is certain


class Assumptions:
    """A case in which whatever is assumed can be taken back.

    Args:
        given: the literals of what is stated and of the readings taken, beyond what the grounding states itself.
        following: silent facts that follow from others, each with the literal that it does.
        presumed: what the other silent facts are presumed to be.
    """

    def __init__(self, problem: Problem, given: Sequence[int], following: Mapping[FactId, int], presumed: Sequence[Chosen]) -> None:
        self.problem, self.given, self.following, self.presumed = problem, list(given), following, list(presumed)
        self._groups = groups(problem.case)

    @classmethod
    def of(cls, problem: Problem) -> Assumptions:
        """The assumptions of a problem whose stated facts are part of its grounding."""
        following, readings = silent_followers(problem), problem.readings
        if not following:
            return cls(problem, [one.literal for one in readings], {}, problem.presumed)
        case = msgspec.structs.replace(problem.case, facts={**dict.fromkeys(following, UNKNOWN), **problem.case.facts})
        opened = Problem(problem.regulation, case, problem.pinned, presume=False, which=problem.which)
        follow = follows(opened, following)
        silent = opened.silent(case.facts) if problem.presume else []
        presumed, _ = opened.presumable(silent, list(follow.values()))
        return cls(opened, [one.literal for one in opened.readings], follow, presumed)

    def behind(self, claim: Claim, about: Entity | None = None) -> tuple[Reason, ...]:
        """The assumptions behind something certain, those of the bearer's own sort of fact in the order of the file.

        Args:
            about: of whom it is certain; of all others who are alike, one is asked about.
        """
        found = self.resting(claim(self.problem), about)
        return tuple(self._reason(key) for key in found)

    def resting(self, claim: int, about: Entity | None) -> tuple[FactId, ...]:
        """The facts assumed that a certain literal rests on; what it rests on of one person, it rests on of all who are alike."""
        problem = self.problem
        near = problem.near([claim], self.following.values())
        following = {key: one for key, one in self.following.items() if problem.circuit.support(one) & near}
        presumed = [one for one in self.presumed if problem.circuit.support(one.literal) & near]
        literals = [*following.values(), *(one.literal for one in presumed)]
        if not literals:
            return ()
        core = problem.clash([*self.given, *literals, -claim])
        if core is None:
            return ()
        needed = [one for one in literals if one in core]
        if not needed:
            return ()
        keys = dict(following) | {one.key: one.literal for one in presumed if isinstance(one.key, FactId)}
        alike: dict[Hashable, list[FactId]] = {}
        for key in keys:
            alike.setdefault(self._unnamed(key, about), []).append(key)
        firsts = [next((key for key in some if keys[key] in needed), some[0]) for some in alike.values()]
        waiting = [(key, other) for key in firsts for other in self._others(key, keys)]
        close = []  # values that go against something needed
        while waiting:
            key, other = waiting[0]
            if keys[key] in needed or not problem.possible([*self.given, *needed, other]):
                close.append(waiting.pop(0))
            else:
                waiting = [one for one in waiting if keys[one[0]] in needed or not problem.holds(one[1])]
        found = dict.fromkeys(key for key, other in close if self._changes(key, other, following, presumed, claim))
        every = [key for some in alike.values() if any(one in found for one in some) for key in some]
        return tuple(sorted(every, key=lambda key: problem._rank(key, None)))

    def _unnamed(self, key: FactId, about: Entity | None) -> Hashable:
        """A fact of somebody as a fact of any of those who are alike."""
        return (key.term, self._groups[key.of]) if key.sort == "person" and about != ("person", key.of) and key.of in self._groups else key

    def _others(self, key: FactId, keys: Mapping[FactId, int]) -> list[int]:
        """The literals of every value that a fact could be stated to have instead."""
        variable = self.problem.ground.variables[key]
        if not variable.literals:
            return [-keys[key]]
        return [one for one in variable.literals if one != keys[key]]

    def _changes(self, key: FactId, other: int, following: Mapping[FactId, int], presumed: Sequence[Chosen], claim: int) -> bool:
        """Whether something is no longer certain once a fact is stated to have another value."""
        problem = self.problem
        here = [*self.given, *(one for name, one in following.items() if name != key), other]
        if not problem.possible([*here, -claim]):
            return False  # no case can state it, or the claim does not look at it: whatever is presumed beside it
        left, _ = problem.presumable([one for one in presumed if one.key != key], here)
        return problem.possible([*here, *(one.literal for one in left), -claim])

    def _reason(self, key: FactId) -> Reason:
        if key not in self.following:
            value = next(one.value for one in self.presumed if one.key == key)
            return Reason(key.of or None, key.term, written(value), "assumed")
        true = self.problem.ground.variables[key].literals[1]
        base = [*self.given, *self.following.values(), *(one.literal for one in self.presumed)]
        holds = {value for value, literal in ((True, true), (False, -true)) if self.problem.possible([*base, literal])}
        return Reason(key.of or None, key.term, holds.pop() if len(holds) == 1 else None, "follows")


class Unasked(Assumptions):
    """Assumptions of a case of which nobody asks what rests on them."""

    def resting(self, claim: int, about: Entity | None) -> tuple[FactId, ...]:
        return ()

    def behind(self, claim: Claim, about: Entity | None = None) -> tuple[Reason, ...]:
        return ()


def silent_followers(problem: Problem) -> list[FactId]:
    """The facts on which a case is silent and that follow from others."""
    regulation, case = problem.regulation, problem.case
    every = (FactId(sort, of, term) for term in regulation.follows for sort in [regulation.terms[term].sort] for of in case.entities(sort))
    return [one for one in every if one not in case.facts]


def follows(problem: Problem, facts: Iterable[FactId]) -> dict[FactId, int]:
    """For each of some facts that are open in a grounding, the literal that it is as what it follows from."""
    ground = problem.ground
    return {
        fact: problem.circuit.equal(ground.open(fact).literals[1], ground._following(fact)) for fact in facts if fact in ground.variables
    }


def one_of(entity: Entity, outcomes: Iterable[frozenset[str]]) -> Claim:
    """That somebody ends with one of these outcomes."""

    def literal(problem: Problem) -> int:
        tiers = problem.ground.tiers(entity)
        return problem.circuit.either(problem.outcome_literal(tiers, one) for one in outcomes)

    return literal
