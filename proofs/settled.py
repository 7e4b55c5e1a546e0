"""What a case must state besides, so that it is answered as it is told and in no other way."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Value
from zeren.model.meaning.evaluate import Complete, Situation
from zeren.model.solving.ground import Entity
from zeren.model.solving.minimal import shrink
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key
from zeren.model.solving.stance import fixed_readings


def unsettled(regulation: Regulation, case: Case, situation: Situation) -> dict[Key, Value]:
    """Readings and facts, with their values in a situation, without which a case would leave open what everybody bears in it.

    Args:
        case: what is told of the situation.
    """
    problem = Problem(regulation, case, fixed_readings(regulation, case)[1])
    whole = situation.facts
    wrong: list[int] = []
    bearers: list[tuple[Entity, frozenset[str]]] = [(("person", name), situation.outcome(one)) for name, one in whole.people.items()]
    bearers += [(("body", name), situation.outcome(one, "body")) for name, one in whole.bodies.items()]
    for entity, outcome in bearers:
        wrong.append(-problem.outcome_literal(problem.ground.tiers(entity), outcome))
    other = problem.circuit.either(wrong)
    if not problem.possible([*problem.base, other]):
        return {}
    candidates: dict[int, tuple[Key, Value]] = {}
    for variable in problem.open_variables([other]):
        value = _value(variable.key, whole, situation.readings)
        if variable.literals and value is not None:
            candidates[variable.literal(value)] = (variable.key, value)
    by_kind = sorted(candidates, key=lambda literal: not isinstance(candidates[literal][0], str))  # facts are dropped first
    needed = shrink(by_kind, lambda some: not problem.possible([*problem.base, other, *some]))
    return {candidates[literal][0]: candidates[literal][1] for literal in needed}


def _value(key: Key, whole: Complete, readings: Mapping[str, str]) -> Value | None:
    if isinstance(key, str):
        return readings.get(key)
    named = {"matter": {"": whole.matter}, "person": whole.people, "body": whole.bodies, "circumstance": whole.circumstances}
    value: Value | None = named.get(key.sort, {}).get(key.of, {}).get(key.term)
    return value
