"""Everybody's outcomes in a case, each with one minimal set of facts and readings that forces it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.replay import replay_any


class Decided(msgspec.Struct, frozen=True):
    """One outcome still possible, and an inclusion-minimal set of choices that forces it."""

    tiers: frozenset[str]
    forcing: tuple[Chosen, ...]


def everybody(problem: Problem, meanings: Meanings) -> dict[Entity, tuple[Decided, ...]]:
    """What each bearer may end with, the gravest outcome first; every outcome is replayed.

    Of people of whom a case says the same, one is answered and the others by exchanging the names.
    """
    found: dict[Entity, tuple[Decided, ...]] = {}
    for group in alike(problem.case):
        first: Entity = ("person", group[0])
        found[first] = somebody(problem, meanings, first)
        for name in group[1:]:
            found["person", name] = _renamed(problem, found[first], exchange(group, name))
    for entity in problem.bearers():
        if entity not in found:
            found[entity] = somebody(problem, meanings, entity)
    return {entity: found[entity] for entity in problem.bearers()}


def alike(case: Case) -> list[tuple[str, ...]]:
    """Runs of people, by name, of whom a case says exactly the same, and against whom it alleges nothing.

    No condition names a person, so exchanging two of them changes nothing but names. Only neighbours in the order of
    names count: with somebody else between them the exchange would change the order in which facts are looked at.
    """
    subjects = {one.subject for one in case.circumstances}
    said: dict[str, frozenset[tuple[str, str]]] = {}
    for name in case.people:
        facts = [(fact.term, repr(value)) for fact, value in case.facts.items() if (fact.sort, fact.of) == ("person", name)]
        said[name] = frozenset(facts)
    groups = [tuple(run) for _, run in groupby(sorted(case.people), lambda name: name if name in subjects else said[name])]
    return [group for group in groups if len(group) > 1]


def exchange(group: tuple[str, ...], name: str) -> dict[str, str]:
    """Names for names, so that the first of a group becomes `name` and the others keep their order.

    >>> exchange(("A", "B", "C"), "C")
    {'A': 'C', 'B': 'A', 'C': 'B'}
    """
    return dict(zip(group, [name, *(one for one in group if one != name)], strict=True))


def _renamed(problem: Problem, outcomes: tuple[Decided, ...], names: Mapping[str, str]) -> tuple[Decided, ...]:
    def renamed(one: Chosen) -> Chosen:
        if isinstance(one.key, str) or one.key.sort != "person":
            return one
        key = FactId("person", names.get(one.key.of, one.key.of), one.key.term)
        return problem.presumption(key, one.value)

    return tuple(Decided(one.tiers, tuple(map(renamed, one.forcing))) for one in outcomes)


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
