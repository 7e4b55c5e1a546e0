"""Degrees of responsibility for the decisions of large boards."""

from __future__ import annotations

import statistics
from functools import partial
from itertools import product
from typing import Any

from table import Row, median_seconds

from zeren.model.language.composition import composition
from zeren.model.language.voting import RuleShape, StepShape, Threshold, Vote, VotingShape
from zeren.model.meaning.causes import causes
from zeren.model.meaning.votes import degrees

RULES: tuple[Threshold, ...] = ("majority_of_present", "majority_of_all", "two_thirds_of_present", "two_thirds_of_all", "unanimity")


def rows() -> list[Row]:
    """Every figure of this file."""
    return [one_vote(), in_steps()]


def board(people: int, in_favour: int) -> dict[str, Vote]:
    """A board of so many; of those not in favour, a third each is against, abstains and stays away."""
    rest: tuple[Vote, ...] = ("against", "abstained", "absent")
    kinds: list[Vote] = ["in_favour"] * in_favour + [rest[number % 3] for number in range(people - in_favour)]
    return {f"P{number}": kind for number, kind in enumerate(kinds)}


def one_vote() -> Row:
    """Chockler and Halpern's degrees for boards of a hundred, under every rule, with a quorum and with a casting vote."""
    rules = [RuleShape(rule, quorum=quorum) for rule, quorum in product(RULES, (0, 51))]
    rules += [RuleShape(rule, chair="P0", casting_vote=True) for rule in RULES[:2]]
    every = [(rule, board(100, in_favour)) for rule in rules for in_favour in (25, 51, 75, 100)]
    times = [median_seconds(partial(degrees, rule, votes), runs=1) for rule, votes in every]
    median, slowest = statistics.median(times), max(times)
    what = f"degrees of responsibility, one vote of a board of 100 ({len(times)} boards and rules)"
    return Row(what, "< 1 s at the median", f"{median * 1000:.0f} ms (slowest {slowest * 1000:.0f} ms)", median < 1)


def in_steps() -> Row:
    """Causes and degrees of a decision that is proposed, voted on by a hundred, open to a veto, and ratified by 31 others."""
    steps = {
        "proposal": StepShape(by="P0", done="yes"),
        "vote": StepShape(rule="majority_of_present", quorum=60, votes=dict(board(100, 60))),
        "veto": StepShape(by="Q", done="no"),
        "ratification": StepShape(rule="two_thirds_of_all", votes={f"R{number}": "in_favour" for number in range(31)}),
    }
    decision = composition(VotingShape(steps=steps, passes="proposal and vote and not veto and ratification"), [])
    acts: Any = {name: step.stated for name, step in decision.steps.items()}
    seconds = median_seconds(lambda: causes(decision, acts), runs=5)
    found = causes(decision, acts)
    figure = f"{seconds * 1000:.0f} ms, {len(found.found)} kinds of causes"
    return Row("actual causes, a decision of four steps and 132 people", "no bar", figure)
