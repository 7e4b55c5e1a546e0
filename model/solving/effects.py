"""The effect of an outcome: firm, at the discretion of the organ that decides, or unsettled by the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from zeren.model.language.statements import Certainty
from zeren.model.meaning.answer import OutcomeAnswer, Relief
from zeren.model.solving.circuit import FALSE
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Problem
from zeren.model.solving.told_facts import under as told_under

ToldEffect = Literal["firm", "discretionary"]


def with_effect(problem: Problem, entity: Entity, outcome: OutcomeAnswer) -> OutcomeAnswer:
    """An outcome with its effect: what relieves its tiers wherever it holds, or open readings that force or relieve it."""
    regulation, ground = problem.regulation, problem.ground
    relief: list[Relief] = []
    relieved = ground.relieved(entity)
    discretionary = False
    if set(relieved) & set(outcome.tiers):
        here = [*problem.base, problem.outcome_literal(ground.tiers(entity), frozenset(outcome.tiers))]
        relief = _relief(problem, entity, outcome, here)
        discretionary = all(tier in relieved and not problem.can([*here, -relieved[tier]]) for tier in outcome.tiers)
    unders = [outcome.under, *(one.under for one in relief if one.under is not None)]
    opened = dict.fromkeys(name for under in unders for name in under.readings)
    if open_texts := [name for name in opened if regulation.readings[name].literal is None]:
        cites = tuple(dict.fromkeys(cite for name in open_texts for cite in regulation.readings[name].cites))
        return msgspec.structs.replace(outcome, effect="unsettled", provisions=cites, relief=tuple(relief))
    if discretionary:
        articles = tuple(dict.fromkeys(one.article for one in relief if one.answer == "certain")) or tuple(
            dict.fromkeys(one.article for one in relief)
        )
        return msgspec.structs.replace(outcome, effect="discretionary", provisions=articles, relief=tuple(relief))
    return msgspec.structs.replace(outcome, relief=tuple(relief))


def every_tier_relieved(problem: Problem, entity: Entity, outcome: frozenset[str]) -> int:
    """The literal that each tier of an outcome is discretionary; false where there is none."""
    relieved = problem.ground.relieved(entity)
    if not outcome or not outcome <= set(relieved):
        return FALSE
    return problem.circuit.both(relieved[tier] for tier in outcome)


def effect_of(problem: Problem, entity: Entity, outcome: frozenset[str], base: Sequence[int]) -> ToldEffect | None:
    """The effect of an outcome wherever it holds beside `base`; None where that is open or the tiers cannot be relieved."""
    if not outcome or not outcome <= set(problem.ground.relieved(entity)):
        return None
    relieved = every_tier_relieved(problem, entity, outcome)
    here = [*base, problem.outcome_literal(problem.ground.tiers(entity), outcome)]
    if not problem.can([*here, -relieved]):
        return "discretionary"
    return None if problem.can([*here, relieved]) else "firm"


def with_its_effect(problem: Problem, entity: Entity, outcome: frozenset[str], effect: ToldEffect | None) -> int:
    """The literal that somebody ends with exactly these tiers, with this effect where one is given."""
    literal = problem.outcome_literal(problem.ground.tiers(entity), outcome)
    relieved = every_tier_relieved(problem, entity, outcome)
    return literal if effect is None else problem.circuit.both([literal, relieved if effect == "discretionary" else -relieved])


def _relief(problem: Problem, entity: Entity, outcome: OutcomeAnswer, here: list[int]) -> list[Relief]:
    """The exceptions that relieve tiers of an outcome, in some completion with that outcome or in all."""
    regulation, ground = problem.regulation, problem.ground
    found = []
    for name, (exception, _) in regulation.exceptions.items():
        rules = [rule for rule in exception.defeats if rule in regulation.rules and name in regulation.relievers[rule]]
        borne = {regulation.rules[rule][0].bears for rule in rules if regulation.rules[rule][0].sort == entity[0]}
        tiers = tuple(tier for tier in outcome.tiers if tier in borne)
        literal = ground.in_force(name, entity) if tiers else 0
        if not tiers or not problem.can([*here, literal]):
            continue
        answer: Certainty = "possible" if problem.can([*here, -literal]) else "certain"
        under = None
        if answer == "possible":
            variables = problem.open_variables([literal], entity)
            chosen = problem.forcing(literal, here, variables)[1]
            under = told_under(chosen)
        found.append(Relief(name, exception.article, exception.effect, tiers, answer, under))
    return found
