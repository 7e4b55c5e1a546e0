"""Everybody's outcomes in a case, each with one minimal set of facts and readings that forces it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from zeren.model.language.case import FactId
from zeren.model.meaning.evaluate import Meanings
from zeren.model.meaning.exchange import alike, exchange
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.replay import Wanted, replay_all


class Decided(msgspec.Struct, frozen=True):
    """One outcome still possible, and an inclusion-minimal set of choices that forces it."""

    tiers: frozenset[str]
    forcing: tuple[Chosen, ...]


def everybody(problem: Problem, meanings: Meanings) -> dict[Entity, tuple[Decided, ...]]:
    """What each bearer may end with, the gravest outcome first; every outcome is replayed.

    Of people of whom a case says the same, one is answered and the others by exchanging the names.
    """
    found: dict[Entity, tuple[Decided, ...]] = {}
    by_exchange: set[Entity] = set()
    for group in alike(problem.case):
        first: Entity = ("person", group[0])
        found[first] = somebody(problem, first)
        for name in group[1:]:
            found["person", name] = _renamed(problem, found[first], exchange(group, name))
            by_exchange.add(("person", name))
    for entity in problem.bearers():
        if entity not in found:
            found[entity] = somebody(problem, entity)
    answered = {entity: found[entity] for entity in problem.bearers()}
    replay_all(
        problem, meanings, [one for entity in answered if entity not in by_exchange for one in _wanted(problem, entity, answered[entity])]
    )
    return answered


def _wanted(problem: Problem, entity: Entity, outcomes: tuple[Decided, ...]) -> list[Wanted]:
    tiers = problem.ground.tiers(entity)
    return [Wanted(entity, one.tiers, problem.outcome_literal(tiers, one.tiers)) for one in outcomes]


def _renamed(problem: Problem, outcomes: tuple[Decided, ...], names: Mapping[str, str]) -> tuple[Decided, ...]:
    def renamed(one: Chosen) -> Chosen:
        if isinstance(one.key, str) or one.key.sort != "person":
            return one
        key = FactId("person", names.get(one.key.of, one.key.of), one.key.term)
        return problem.presumption(key, one.value)

    return tuple(Decided(one.tiers, tuple(map(renamed, one.forcing))) for one in outcomes)


def somebody(problem: Problem, entity: Entity) -> tuple[Decided, ...]:
    """What one bearer may end with; nothing needs to force an outcome if it is the only one."""
    tiers = problem.ground.tiers(entity)
    with problem.about(tiers.values()):
        outcomes = problem.outcomes(entity)
        if len(outcomes) == 1:
            return (Decided(outcomes[0], ()),)
        variables = problem.open_variables(tiers.values(), entity)
        wanted = ((outcome, problem.outcome_literal(tiers, outcome)) for outcome in outcomes)
        return tuple(Decided(outcome, tuple(problem.forcing(literal, problem.base, variables)[1])) for outcome, literal in wanted)
