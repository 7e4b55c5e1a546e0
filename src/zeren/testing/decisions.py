"""A Hypothesis strategy for how a case says that it was decided: by one vote, or in steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from zeren.model.language.voting import VOTES, StepShape, Threshold, VotingShape

__all__ = ["votings"]

Draw = Callable[[st.SearchStrategy[Any]], Any]
_STEPS = ("proposal", "vote", "veto", "ratification")


@st.composite
def votings(
    draw: Draw, people: Sequence[str], *, bodies: Sequence[str] = (), facts: bool = True, unknown: bool = True, most_acts: int = 12
) -> VotingShape:
    """Voting rules and decisions of up to four steps, the plainest first: one vote by majority.

    Args:
        people: who may vote; at least one.
        bodies: bodies that may take a step alone.
        facts: whether votes may be facts of the case; otherwise they are all stated here.
        unknown: whether what somebody did may be unknown.
        most_acts: how many votes and single acts there are at most.

    Raises:
        ValueError: for a decision of nobody.
    """
    if not people:
        raise ValueError("nobody decides")
    if not draw(st.booleans()):
        return VotingShape(**_vote(draw, people, facts, unknown, most_acts))
    acts: list[str] = ["in_favour", "against", *(["unknown"] if unknown else [])]
    steps: dict[str, StepShape] = {}
    for name in _STEPS[: draw(st.integers(1, len(_STEPS)))]:
        if most_acts < 1:
            break
        when = draw(st.none() | st.sampled_from(_formulas(list(steps)))) if steps else None
        if draw(st.booleans()):
            done = {"in_favour": "yes", "against": "no", "unknown": "unknown"}[draw(st.sampled_from(acts))]
            shape: dict[str, Any] = {"by": draw(st.sampled_from([*people, *bodies])), "done": done}
            most_acts -= 1
        else:
            shape = _vote(draw, people, facts, unknown, most_acts)
            most_acts -= len(shape.get("votes") or shape.get("members") or people)
        steps[name] = StepShape(**shape, when=when)
    named = {name for name in steps if any(name in (step.when or "") for step in steps.values())}
    passes = draw(st.sampled_from(_formulas(list(steps))))
    for name in steps:  # nothing may be without bearing on the decision
        if name not in named and name not in passes:
            passes = f"({passes}) {draw(st.sampled_from(['and', 'or', 'and not']))} {name}"
    return VotingShape(steps=steps, passes=passes)


def _vote(draw: Draw, people: Sequence[str], facts: bool, unknown: bool, most: int) -> dict[str, Any]:
    """The fields of one vote that has no faults."""
    rule = draw(st.sampled_from(get_args(Threshold)))
    everybody = facts and len(people) <= most and draw(st.booleans())
    members = list(people) if everybody else draw(st.lists(st.sampled_from(people), min_size=1, max_size=max(1, most), unique=True))
    shape: dict[str, Any] = {"rule": rule, "quorum": draw(st.integers(0, len(members)))}
    if rule == "single_decider" or draw(st.booleans()):
        shape["chair"] = draw(st.sampled_from(members))
        shape["casting_vote"] = rule.startswith("majority") and draw(st.booleans())
    if everybody:
        return shape
    if facts and draw(st.booleans()):
        return {**shape, "members": tuple(members)}
    kinds = st.sampled_from([*VOTES, *(["unknown"] if unknown else [])])
    return {**shape, "votes": {name: draw(kinds) for name in members}}


def _formulas(names: list[str]) -> list[str]:
    """Formulas of steps: all, any, each alone or denied, one but not another, and nests of these."""
    pairs = [f"{a} and not {b}" for a in names for b in names if a != b]
    nests = [f"not ({a} or {b})" for a in names for b in names if a < b]
    return [" and ".join(names), " or ".join(names), *names, *(f"not {name}" for name in names), *pairs, *nests]
