"""The decision of a case as it says that it was taken: causal responsibility beside the legal one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any

from zeren.model.language.case import FactId
from zeren.model.language.composition import ALONE, Composition, Step, composition, holds
from zeren.model.language.terms import UNKNOWN
from zeren.model.language.voting import VOTES, Vote
from zeren.model.meaning.answer import BearerAnswer
from zeren.model.meaning.causes import Acts, Cause, TooMany, carried, causes, passed
from zeren.model.meaning.shares import CauseAnswer, DecisionAnswer, Share, SomeOf, StageAnswer
from zeren.model.meaning.votes import adopted, degrees
from zeren.model.solving.problem import Problem

MOST_CAUSES = 20


def decision(problem: Problem, bearers: Mapping[str, BearerAnswer]) -> DecisionAnswer:
    """What was decided, each person's degree of responsibility for it, and where law and causation part."""
    voting = problem.case.voting
    assert voting is not None
    found = composition(voting, problem.case.people)
    cast = {name: _cast(problem, step) for name, step in found.steps.items()}
    unknown = dict.fromkeys(who for votes in cast.values() for who, kinds in votes.items() if len(kinds) > 1)
    if unknown:
        return DecisionAnswer(_certainly(found, cast), tuple(unknown))
    acts = {name: {who: vote for who, (vote,) in votes.items()} for name, votes in cast.items()}
    if not voting.steps:
        votes = acts[ALONE]
        own = degrees(found.steps[ALONE].rule, votes)
        shares = {who: Share(vote, str(own[who])) for who, vote in votes.items()}
        return DecisionAnswer(passed(found, acts), shares=shares, **_parting(own, bearers))
    return _of_steps(found, acts, bearers)


def _of_steps(found: Composition, acts: Acts, bearers: Mapping[str, BearerAnswer]) -> DecisionAnswer:
    went = carried(found, acts)
    stages = tuple(StageAnswer(name, holds(step.when, went), went[name]) for name, step in found.steps.items())
    people = dict.fromkeys(who for votes in acts.values() for who in votes)
    done = {who: {step: votes[who] for step, votes in acts.items() if who in votes} for who in people}
    stands = passed(found, acts)
    try:
        why = causes(found, acts)
    except TooMany:
        shares = {who: Share(None, None, own) for who, own in done.items()}
        return DecisionAnswer(stands, shares=shares, steps=stages, causes_all=False)
    return DecisionAnswer(
        stands,
        shares={who: Share(None, str(why.degrees[who]), own) for who, own in done.items()},
        steps=stages,
        causes=tuple(_answer(cause) for cause in why.found[:MOST_CAUSES]),
        causes_all=len(why.found) <= MOST_CAUSES,
        **_parting(why.degrees, bearers),
    )


def _certainly(found: Composition, cast: Mapping[str, Mapping[str, Sequence[Vote]]]) -> bool | None:
    """What is decided whatever those did of whom it is not known; None if that is open.

    The steps are taken as independent, so that a vote that is one unknown fact in two steps may leave it open.
    """
    may = {name: _may_carry(step, cast[name]) for name, step in found.steps.items()}
    decided = set()
    for votes in product(*may.values()):
        went: dict[str, bool] = {}
        for (name, step), carries in zip(found.steps.items(), votes, strict=True):
            went[name] = holds(step.when, went) and carries
        decided.add(holds(found.passes, went))
    return decided.pop() if len(decided) == 1 else None


def _may_carry(step: Step, cast: Mapping[str, Sequence[Vote]]) -> set[bool]:
    """Which results a vote may have; those of whom the same is open are alike."""
    alike: dict[tuple[tuple[Vote, ...], bool], list[str]] = {}
    for who, kinds in cast.items():
        alike.setdefault((tuple(kinds), who == step.rule.chair), []).append(who)
    found: set[bool] = set()
    for chosen in product(*(combinations_with_replacement(kinds, len(names)) for (kinds, _), names in alike.items())):
        votes = {who: vote for names, kinds in zip(alike.values(), chosen, strict=True) for who, vote in zip(names, kinds, strict=True)}
        found.add(adopted(step.rule, votes))
        if len(found) > 1:
            break
    return found


def _answer(cause: Cause) -> CauseAnswer:
    return CauseAnswer(tuple(SomeOf(number, names) for number, names in cause.groups), cause.held)


def _parting(found: Mapping[str, Fraction], bearers: Mapping[str, BearerAnswer]) -> dict[str, Any]:
    """Where the law and causation part: names for `DecisionAnswer`; a body counts where it acts in the decision."""
    bearers = {name: one for name, one in bearers.items() if one.sort == "person" or name in found}
    liable = [name for name, one in bearers.items() if all(outcome.tiers for outcome in one.outcomes)]
    free = [name for name, one in bearers.items() if not any(outcome.tiers for outcome in one.outcomes)]
    needed = [name for name, degree in found.items() if degree == 1]
    return {
        "unneeded": () if needed else tuple(name for name in found if name in liable),
        "spared": tuple(name for name in needed if name in free),
        "no_part": tuple(name for name in liable if not found.get(name)),
    }


def _cast(problem: Problem, step: Step) -> dict[str, list[Vote]]:
    """What each member of a step may have done: one thing, where that is known."""
    if step.stated is None:
        return {name: votes_of(problem, name) for name in step.members}
    return {name: list(VOTES) if vote == "unknown" else [vote] for name, vote in step.stated.items()}


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
    elif fact in problem.case.facts or term.unless_stated is UNKNOWN or not problem.presume:
        possible = list(term.options)
    else:  # nothing asks for it, so what is usual may be assumed
        possible = [str(term.unless_stated)]
    return [kind for kind in VOTES if kind in {kind_of[option] for option in possible}]
