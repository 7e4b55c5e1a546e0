"""Collective decisions: voting rules, and each voter's degree of responsibility for what was decided.

The degree is that of Chockler and Halpern (2004), "Responsibility and blame": 1/(k + 1), where k is the least number of
other votes that would have to be different, the decision being the same all the same, for the decision to turn on one's
own vote; 0 where no such change exists. A vote may be different in any way: another vote, an abstention, or absence.
Votes are counted, never listed: voters who voted alike are alike, so the cost grows with the third power of the board.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zeren.model.language.voting import VOTES, RuleShape, Vote


def adopted(rule: RuleShape, votes: Mapping[str, Vote]) -> bool:
    """Whether a proposal is adopted.

    >>> adopted(RuleShape("majority_of_all"), {"A": "in_favour", "B": "in_favour", "C": "absent"})
    True
    """
    counts = [sum(vote == kind for vote in votes.values()) for kind in VOTES]
    return bool(adopted_by(rule, counts, votes.get(rule.chair or "") == "in_favour"))


def adopted_by(rule: RuleShape, counts: Sequence[Any], chair: Any) -> Any:
    """The same from counts, `chair` telling whether the chair is among those in favour; also on arrays of counts."""
    in_favour, against, abstained, absent = counts
    present = in_favour + against + abstained
    of = present + absent if rule.rule in ("majority_of_all", "two_thirds_of_all") else present
    match rule.rule:
        case "single_decider":
            passes = chair & (in_favour > 0)
        case "unanimity":
            passes = (in_favour > 0) & (against == 0)
        case "majority_of_present" | "majority_of_all":
            passes = 2 * in_favour > of
            if rule.casting_vote:
                passes = passes | ((2 * in_favour == of) & chair & (in_favour > 0))
        case _:
            passes = (in_favour > 0) & (3 * in_favour >= 2 * of)
    return passes & (present >= rule.quorum)


def told_apart(rule: RuleShape) -> dict[Vote, Vote]:
    """For each kind of vote, the first that counts the same under a rule: no result changes if one is taken for the other.

    >>> told_apart(RuleShape("majority_of_all"))
    {'in_favour': 'in_favour', 'against': 'against', 'abstained': 'against', 'absent': 'against'}
    """
    objection_counts = rule.rule == "unanimity"
    presence_counts = rule.quorum > 0 or rule.rule in ("majority_of_present", "two_thirds_of_present")
    abstained: Vote = "abstained" if objection_counts else "against"
    return {"in_favour": "in_favour", "against": "against", "abstained": abstained, "absent": "absent" if presence_counts else abstained}


def degrees(rule: RuleShape, votes: Mapping[str, Vote]) -> dict[str, Fraction]:
    """Each voter's degree of responsibility for what was decided, be it that the proposal was adopted or that it was not.

    >>> degrees(RuleShape("majority_of_all"), {"A": "in_favour", "B": "in_favour", "C": "in_favour"})
    {'A': Fraction(1, 2), 'B': Fraction(1, 2), 'C': Fraction(1, 2)}
    """
    decided = adopted(rule, votes)
    known: dict[tuple[Vote, bool], Fraction] = {}
    for name, vote in votes.items():
        kind = (vote, name == rule.chair)
        if kind not in known:
            changes = _fewest_changes(rule, votes, name, decided)
            known[kind] = Fraction(0) if changes is None else Fraction(1, changes + 1)
    return {name: known[vote, name == rule.chair] for name, vote in votes.items()}


def _fewest_changes(rule: RuleShape, votes: Mapping[str, Vote], name: str, decided: bool) -> int | None:
    """The least number of others' votes to change so that the decision is as it was and turns on somebody's vote."""
    chair = rule.chair if rule.chair in votes and rule.chair != name else None
    others = [sum(vote == kind and one not in (name, chair) for one, vote in votes.items()) for kind in VOTES]
    counts = _counts(sum(others))
    moved = sum((count - now).clip(min=0) for count, now in zip(counts, others, strict=True))
    fewest: int | None = None
    for chairs in (None,) if chair is None else VOTES:
        cost = moved + (chair is not None and chairs != votes[chair])
        same, turned = _outcomes(rule, counts, votes[name], name, chairs), False
        for own in VOTES:
            if own != votes[name]:
                turned = turned | (_outcomes(rule, counts, own, name, chairs) != decided)
        good = (same == decided) & turned
        if good.any():
            least = int(cost[good].min())
            fewest = least if fewest is None else min(fewest, least)
    return fewest


def _outcomes(rule: RuleShape, counts: list[Any], own: Vote, name: str, chairs: Vote | None) -> Any:
    """What is decided for every way in which the others may vote, one's own vote and the chair's being these."""
    added = [count + (kind == own) + (kind == chairs) for count, kind in zip(counts, VOTES, strict=True)]
    return adopted_by(rule, added, (own if name == rule.chair else chairs) == "in_favour")


def _counts(voters: int) -> list[Any]:
    """Every way in which so many voters may split into the kinds of votes: an array for each kind."""
    import numpy as np

    first, second, third = np.indices((voters + 1,) * 3)
    fits = first + second + third <= voters
    three = [one[fits] for one in (first, second, third)]
    return [*three, voters - sum(three)]
