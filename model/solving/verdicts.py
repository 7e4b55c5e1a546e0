"""Verdicts in the law's own measure: a tier, none under these articles, not reached by them, or nothing said of such a bearer."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from zeren.model.language.conditions import ME
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.meaning.answer import CircumstanceAnswer, OutcomeAnswer, SeeAnswer
from zeren.model.meaning.explanations import Reason
from zeren.model.meaning.standing import Standing, looked_at
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Problem


def with_verdict(
    problem: Problem, entity: Entity, outcome: OutcomeAnswer, circumstances: tuple[CircumstanceAnswer, ...], rests_on: tuple[Reason, ...]
) -> OutcomeAnswer:
    """An outcome with its verdict and what it rests on; without a tier, under which articles and where to look instead."""
    if outcome.tiers:
        return msgspec.structs.replace(outcome, verdict="tier", rests_on=rests_on)
    see = see_also(problem, entity)
    stands = without_tier(problem.regulation, entity, see)
    return msgspec.structs.replace(
        outcome,
        verdict=stands.verdict,
        looked_at=stands.looked_at,
        see=see,
        made_out=tuple(dict.fromkeys(one.article for one in circumstances if one.subject == entity[1] and one.answer == "certain")),
        rests_on=rests_on,
    )


def without_tier(regulation: Regulation, entity: Entity, see: Sequence[SeeAnswer]) -> Standing:
    """Where a bearer without a tier stands, given the other provisions to look at."""
    certainly = tuple(one.article for one in see if one.answer == "certain")
    under = looked_at(regulation, entity[0])
    return Standing("silent" if not under else "not_reached" if certainly else "no_tier", under, certainly)


def see_also(problem: Problem, entity: Entity) -> tuple[SeeAnswer, ...]:
    """The other provisions that a bearer is to look at, certainly or perhaps, where no tier is borne."""
    ground = problem.ground
    none = problem.outcome_literal(ground.tiers(entity), frozenset())
    found: dict[str, SeeAnswer] = {}
    for one, when, rule in problem.regulation.see:
        if (rule.sort if rule else one.sort) != entity[0]:
            continue
        literals = [ground.worth(when, {ME: entity}), *([-ground.applies(rule.id, entity)] if rule else [])]
        literal = problem.circuit.both(literals)
        if not problem.possible([*problem.base, none, literal]):
            continue
        answer: Certainty = "possible" if problem.possible([*problem.base, none, -literal]) else "certain"
        if one.article not in found or answer == "certain":
            found[one.article] = SeeAnswer(one.article, {"zh": one.text.zh, "en": one.text.en}, answer)
    return tuple(found.values())
