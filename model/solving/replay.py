"""Replaying: no answer leaves before the definition, applied to one whole case, has said the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.model.language.case import Case, FactId
from zeren.model.language.terms import Value
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.solving.completion import complete
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Key, Problem
from zeren.model.solving.quantities import value_of


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
        every = sorted(problem.ground.variables.values(), key=lambda one: problem._rank(one.key, entity))
        values = {one.key: one.value for one in problem.witness(fixed, every)}
    values |= {one.key: one.value for one in [*known, *witness]}
    return _checked(problem, meanings, entity, values, outcome, case)


def replay_any(problem: Problem, meanings: Meanings, entity: Entity, wanted: Sequence[int], outcome: frozenset[str]) -> None:
    """Check an outcome in whatever completion the solver finds; no answer rests on which one that is.

    Raises:
        Disagreement: if `evaluate` finds another outcome in it.
    """
    if not problem.possible(wanted):
        raise ValueError("no completion has these literals")
    values: dict[Key, Value] = {}
    for one in problem.ground.variables.values():
        if one.literals:
            values[one.key] = next(value for value, literal in zip(one.values, one.literals, strict=True) if problem.holds(literal))
        elif isinstance(one.key, FactId):
            values[one.key] = value_of(problem.solver.quantity(one.key), problem.regulation.terms[one.key.term].kind)
    _checked(problem, meanings, entity, values, outcome, problem.case)


def _checked(
    problem: Problem, meanings: Meanings, entity: Entity, values: Mapping[Key, Value], outcome: frozenset[str], case: Case
) -> Situation:
    """The situation of these values, in which somebody must end with an outcome."""
    unlisted = {name: bool(values.get(FactId("person", name, "(present)"))) for _, name in problem.ground.unlisted}
    whole, readings = complete(meanings, case, values, unlisted)
    situation = Situation(meanings, whole, readings)
    facts = (whole.people if entity[0] == "person" else whole.bodies)[entity[1]]
    if (found := situation.outcome(facts, entity[0])) != outcome:
        raise Disagreement(f"{case.id}: {entity[1]} ends with {sorted(found)}, the solver says {sorted(outcome)}")
    return situation
