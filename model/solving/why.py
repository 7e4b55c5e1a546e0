"""Why somebody ends with an outcome: the smallest sets of facts and readings that are enough for it."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.meaning.explanations import Reason, Sufficient
from zeren.model.meaning.references import RuleRef
from zeren.model.meaning.written import whose, written
from zeren.model.solving.effects import ToldEffect, with_its_effect
from zeren.model.solving.ground import Entity
from zeren.model.solving.minimal import Found, smallest_first
from zeren.model.solving.problem import Chosen
from zeren.model.solving.reference import MOST, Reference, Reopened
from zeren.model.solving.told_facts import worth_telling


def sufficient(
    reopened: Reopened, entity: Entity, outcome: frozenset[str], reference: Reference, effect: ToldEffect | None = None, most: int = MOST
) -> tuple[tuple[Sufficient, ...], Found]:
    """The inclusion-minimal sets of what is known that force an outcome with its effect under the background, smallest first."""
    problem = reopened.problem
    wanted = with_its_effect(problem, entity, outcome, effect)
    by_literal = {one.literal: one for one in reopened.near(reference.all, [wanted])}
    items = list(by_literal)
    found = smallest_first(items, lambda chosen: problem.missing(items, chosen, [-wanted]), most)
    if not found.sets:  # the search was given up before the first
        found = Found((problem.reduced(items, [-wanted]),), False, False)
    sets = tuple(_sufficient(reopened, entity, outcome, reference, [by_literal[literal] for literal in chosen]) for chosen in found.sets)
    return sets, found


def _sufficient(reopened: Reopened, entity: Entity, outcome: frozenset[str], reference: Reference, chosen: Sequence[Chosen]) -> Sufficient:
    told = dict(worth_telling(chosen))
    named = whose(told)
    return Sufficient(
        facts=tuple(Reason(*named[key], written(one.value), reference.basis[key]) for key, one in told.items()),
        readings={one.key: str(one.value) for one in chosen if isinstance(one.key, str)},
        by=_norms(reopened, entity, outcome, [one.literal for one in chosen]),
    )


def _norms(reopened: Reopened, entity: Entity, outcome: frozenset[str], given: Sequence[int]) -> tuple[RuleRef, ...]:
    """The rules that may give the outcome its tiers, and the exceptions that are certainly in force and hold off a rule."""
    problem, regulation = reopened.problem, reopened.regulation
    ground = problem.ground
    found = [
        RuleRef(name, rule.article)
        for name, (rule, _) in regulation.rules.items()
        if rule.sort == entity[0] and rule.bears in outcome and problem.can([*given, ground.applies(name, entity)])
    ]
    held_off = [name for name, (rule, _) in regulation.rules.items() if rule.sort == entity[0] and rule.bears not in outcome]
    for name, (exception, _) in regulation.exceptions.items():
        against = any(target in held_off for target in exception.defeats)
        if against and not problem.can([*given, -ground.in_force(name, entity)]):
            found.append(RuleRef(name, exception.article))
    return tuple(found)
