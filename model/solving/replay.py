"""Replaying: no answer leaves before the definition, applied to one whole case, has said the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.terms import Value
from zeren.model.language.unlisted import THERE
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.completion import complete
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.quantities import value_of
from zeren.model.solving.query import Key

_TRIES = 64  # to join outcomes in one completion


class Disagreement(AssertionError):
    """The solver's witness does not replay through `evaluate`; this is a defect of zeren, never of the case."""


def replay(
    problem: Problem,
    meanings: Meanings,
    entity: Entity,
    known: Sequence[Chosen],
    witness: Sequence[Chosen],
    outcome: frozenset[str],
    case: Case | None = None,
) -> Situation:
    """The situation that a witness describes beside what is known, with every other open fact at its usual value where it may be.

    Args:
        case: the case that states the known facts, where it is not the problem's own.

    Raises:
        Disagreement: if `evaluate` finds another outcome in it.
    """
    case = case or problem.case
    taken = {chosen.key for chosen in [*known, *witness]}
    rest = [one for one in problem.ground.variables.values() if one.key not in taken]
    fixed = [one.literal for one in [*known, *witness]]
    usual = [one.literal(problem.preferred(one)[0]) for one in rest if one.literals]
    if all(one.literals for one in rest) and problem.possible([*fixed, *usual]):  # quantities need values that fit one another
        values: dict[Key, Value] = {one.key: next(v for v in one.values if problem.holds(one.literal(v))) for one in rest if one.literals}
    else:
        rest.sort(key=lambda one: problem._rank(one.key, entity))
        values = {one.key: one.value for one in problem.witness(fixed, rest)}
    values |= {one.key: one.value for one in [*known, *witness]}
    return _checked(problem, meanings, entity, values, outcome, case)


class Wanted(msgspec.Struct, frozen=True):
    """An outcome that the solver holds possible for somebody, and the literal that says so."""

    entity: Entity
    outcome: frozenset[str]
    literal: int


def replay_all(problem: Problem, meanings: Meanings, wanted: Sequence[Wanted]) -> None:
    """Check outcomes in completions that the solver finds, as many at once as it can join; no answer rests on which they are.

    Raises:
        Disagreement: if `evaluate` finds another outcome in one of them.
    """
    left = list(wanted)
    while left:
        joined = _joined(problem, left)
        situation = _situation(problem, meanings, problem.case, _values(problem))
        for one in joined:
            _check(situation, problem.case, one.entity, one.outcome)
        checked = set(joined)
        left = [one for one in left if one not in checked and _found(situation, one.entity) != one.outcome]


def _joined(problem: Problem, left: Sequence[Wanted]) -> list[Wanted]:
    """The first outcome, with one of everybody else as far as these can hold together, in the completion found last.

    Raises:
        ValueError: if the first outcome holds in no completion.
    """
    by_entity = {one.entity: one for one in reversed(left)}
    first, *others = reversed(by_entity.values())
    for _ in range(_TRIES):
        core = problem.clash([*problem.base, first.literal, *(one.literal for one in others)])
        if core is None:
            return [first, *others]
        clashing = [one for one in others if one.literal in core]
        if not clashing:
            break
        others.remove(clashing[-1])
    if not problem.possible([*problem.base, first.literal]):
        raise ValueError("no completion has these literals")
    return [first]


def _values(problem: Problem) -> dict[Key, Value]:
    """What the last completion found says of every open fact and reading."""
    values: dict[Key, Value] = {}
    for one in problem.ground.variables.values():
        if one.literals:
            values[one.key] = next(value for value, literal in zip(one.values, one.literals, strict=True) if problem.holds(literal))
        elif isinstance(one.key, FactId):
            values[one.key] = value_of(problem.solver.quantity(one.key), problem.regulation.terms[one.key.term].kind)
    return values


def _checked(
    problem: Problem, meanings: Meanings, entity: Entity, values: Mapping[Key, Value], outcome: frozenset[str], case: Case
) -> Situation:
    """The situation of these values, in which somebody must end with an outcome."""
    situation = _situation(problem, meanings, case, values)
    _check(situation, case, entity, outcome)
    return situation


def _situation(problem: Problem, meanings: Meanings, case: Case, values: Mapping[Key, Value]) -> Situation:
    unlisted = {name: bool(values.get(FactId("person", name, THERE))) for _, name in problem.ground.unlisted}
    return Situation(meanings, *complete(meanings, case, values, unlisted))


def _check(situation: Situation, case: Case, entity: Entity, outcome: frozenset[str]) -> None:
    if (found := _found(situation, entity)) != outcome:
        raise Disagreement(f"{case.id}: {entity[1]} ends with {sorted(found)}, the solver says {sorted(outcome)}")


def _found(situation: Situation, entity: Entity) -> frozenset[str]:
    facts = (situation.facts.people if entity[0] == "person" else situation.facts.bodies)[entity[1]]
    return situation.outcome(facts, entity[0])
