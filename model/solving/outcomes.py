"""Everybody's outcomes in a case, each with one minimal set of facts and readings that forces it, and nothing else."""

from __future__ import annotations

import msgspec

from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.replay import replay_any


class Decided(msgspec.Struct, frozen=True):
    """One outcome still possible, and an inclusion-minimal set of choices that forces it."""

    tiers: frozenset[str]
    forcing: tuple[Chosen, ...]


def everybody(problem: Problem, meanings: Meanings) -> dict[Entity, tuple[Decided, ...]]:
    """What each bearer may end with, the gravest outcome first; every outcome is replayed."""
    return {entity: somebody(problem, meanings, entity) for entity in problem.bearers()}


def somebody(problem: Problem, meanings: Meanings, entity: Entity) -> tuple[Decided, ...]:
    """What one bearer may end with; nothing needs to force an outcome if it is the only one."""
    outcomes = problem.outcomes(entity)
    tiers = problem.ground.tiers(entity)
    variables = problem.open_variables(tiers.values(), entity) if len(outcomes) > 1 else []
    found = []
    for outcome in outcomes:
        wanted = problem.outcome_literal(tiers, outcome)
        forcing = problem.forcing(wanted, problem.base, variables)[1] if len(outcomes) > 1 else []
        replay_any(problem, meanings, entity, [*problem.base, wanted], outcome)
        found.append(Decided(outcome, tuple(forcing)))
    return tuple(found)
