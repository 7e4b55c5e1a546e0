"""A smallest case as it is told: only what a silent case would not be taken to say, and what that answers when it is asked.

Whatever is told about a case, typed in exactly as told, must be answered as told. So what comes out is not read off the
facts that a solver found but asked anew of what is told; where that leaves more than one outcome, each is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import MaybeValue, Sort
from zeren.model.meaning.evaluate import Meanings, Situation
from zeren.model.meaning.standing import Standing
from zeren.model.solving.problem import Problem
from zeren.model.solving.verdicts import see_also, without_tier
from zeren.proofs.short_case import left_open


def as_told(meanings: Meanings, case: Case, situation: Situation, choices: Mapping[str, Sequence[str]]) -> Case:
    """The case with only those facts that silence would not say, read as it was found in what `choices` leaves open.

    Args:
        situation: what the case describes, with every fact valued.
    """
    regulation = meanings.regulation
    unusual = {fact: value for fact, value in case.facts.items() if not _silence_says(meanings, situation, fact, value)}
    readings = {name: _read(case.readings.get(name), options) for name, options in choices.items()}
    plain = {fact for fact in unusual if fact.term not in regulation.follows}
    open_ = {
        fact: value for fact, value in case.facts.items() if fact.term in regulation.follows and left_open(regulation, fact.term, plain)
    }
    stated = {fact: value for fact, value in case.facts.items() if fact in unusual or fact in open_}
    return msgspec.structs.replace(case, facts=stated, readings=readings)


def _read(found: str | None, options: Sequence[str]) -> str:
    return found if found in options and found is not None else options[0]


def _silence_says(meanings: Meanings, situation: Situation, fact: FactId, value: MaybeValue) -> bool:
    follows = meanings.regulation.follows.get(fact.term)
    if follows is None:
        return meanings.regulation.terms[fact.term].unless_stated == value
    whole = situation.facts
    named = {"person": whole.people, "body": whole.bodies, "circumstance": whole.circumstances}
    about = named[fact.sort][fact.of] if fact.sort in named else {}
    return situation.holds(meanings.of(follows), about) == value


class Retold:
    """What a case that is told answers: every outcome of each bearer, and whether its circumstances are made out."""

    def __init__(self, regulation: Regulation, case: Case) -> None:
        self.regulation = regulation
        self.problem = Problem(regulation, case, case.readings)

    def outcomes(self, sort: Sort, name: str) -> list[dict[str, tuple[str, ...]]]:
        """Every outcome of a bearer, as its tiers, each with the articles that may give it."""
        problem, entity = self.problem, (sort, name)
        tiers = problem.ground.tiers(entity)
        found = []
        for outcome in problem.outcomes(entity):
            exactly = problem.outcome_literal(tiers, outcome)
            found.append({tier: self._articles(entity, tier, exactly) for tier in self.regulation.tiers.all if tier in outcome})
        return found

    def without_tier(self, sort: Sort, name: str) -> Standing:
        """Where a bearer stands where no tier is borne."""
        return without_tier(self.regulation, (sort, name), see_also(self.problem, (sort, name)))

    def _articles(self, entity: tuple[Sort, str], tier: str, exactly: int) -> tuple[str, ...]:
        problem = self.problem
        rules = [rule for rule, _ in self.regulation.rules.values() if rule.bears == tier and rule.sort == entity[0]]
        giving = [rule for rule in rules if problem.possible([*problem.base, exactly, problem.ground.applies(rule.id, entity)])]
        return tuple(dict.fromkeys(rule.article for rule in giving))

    def made_out(self, circumstance: str) -> Certainty:
        """Whether a circumstance is made out."""
        return self.problem.certainty(self.problem.ground.made_out(circumstance))
