"""The decision of a case under its voting rule: causal responsibility beside the legal one."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.model.language.case import FactId
from zeren.model.language.terms import UNKNOWN
from zeren.model.language.voting import VOTES, Vote
from zeren.model.meaning.answer import BearerAnswer, DecisionAnswer, Share
from zeren.model.meaning.votes import adopted, degrees
from zeren.model.solving.problem import Problem


def decision(problem: Problem, bearers: Mapping[str, BearerAnswer]) -> DecisionAnswer:
    """What was decided, each voter's degree of responsibility for it, and where law and causation part."""
    rule = problem.case.voting
    assert rule is not None
    cast = {name: votes_of(problem, name) for name in problem.case.people}
    unknown = tuple(name for name, votes in cast.items() if len(votes) > 1)
    if unknown:
        return DecisionAnswer(None, unknown)
    votes = {name: vote for name, (vote,) in cast.items()}
    found = degrees(rule, votes)
    needed = any(degree == 1 for degree in found.values())
    return DecisionAnswer(
        adopted=adopted(rule, votes),
        shares={name: Share(votes[name], str(degree)) for name, degree in found.items()},
        unneeded=() if needed else tuple(name for name in votes if all(one.tiers for one in bearers[name].outcomes)),
        spared=tuple(name for name, degree in found.items() if degree == 1 and not any(one.tiers for one in bearers[name].outcomes)),
    )


def votes_of(problem: Problem, name: str) -> list[Vote]:
    """The votes that somebody may have cast: one, if the case, what is assumed, or the background says which."""
    counted = problem.regulation.file.votes
    assert counted is not None
    kind_of: dict[str, Vote] = {option: kind for kind in VOTES for option in getattr(counted, kind)}
    fact = FactId("person", name, counted.term)
    term = problem.regulation.terms[counted.term]
    stated = problem.case.facts.get(fact, UNKNOWN)
    if stated is not UNKNOWN:
        return [kind_of[str(stated)]]
    if fact in problem.ground.variables:
        variable = problem.ground.variables[fact]
        possible = [str(value) for value in variable.values if problem.possible([*problem.base, variable.literal(value)])]
    elif fact in problem.case.facts or term.unless_stated is UNKNOWN:
        possible = list(term.options)
    else:  # nothing asks for it, so what is usual may be assumed
        possible = [str(term.unless_stated)]
    return [kind for kind in VOTES if kind in {kind_of[option] for option in possible}]
