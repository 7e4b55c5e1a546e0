"""How a decision is taken: by one vote under a voting rule, or in several steps, as a case states it."""

from __future__ import annotations

from typing import Literal, get_args

from zeren.model.language.record import Record
from zeren.model.language.statements import Threshold
from zeren.model.language.terms import Text

Vote = Literal["in_favour", "against", "abstained", "absent"]
VOTES: tuple[Vote, ...] = get_args(Vote)
StatedVote = Literal["in_favour", "against", "abstained", "absent", "unknown"]

__all__ = ["VOTES", "RuleShape", "StatedVote", "StepShape", "Threshold", "Vote", "VotingShape"]


class RuleShape(Record, frozen=True):
    """A vote: its rule, and who votes.

    `majority_of_present`: more than half of those present (abstentions included) are in favour; `of_all`: of all who may
    vote; `two_thirds`: at least two thirds; `unanimity`: somebody is in favour and nobody present is against;
    `single_decider`: the chair is in favour. With fewer than `quorum` people present nothing is adopted. Where exactly
    half of those who count are in favour, a chair with a `casting_vote` who is in favour decides.

    `members` are those who may vote, everybody in the case unless stated; their votes are facts of the case. `votes`
    states both instead: who may vote, and how they did.
    """

    rule: Threshold | None = None
    quorum: int = 0
    chair: str | None = None
    casting_vote: bool = False
    members: tuple[str, ...] = ()
    votes: dict[str, StatedVote] = {}


class StepShape(RuleShape, frozen=True):
    """One step of a decision: a vote, or what one person or body alone does (`by`) or leaves (`done: no`).

    `when` says, by the names of earlier steps, on what this one waits: where it does not hold, the step is not taken,
    whatever its members would have done. `text` is what the step is called.
    """

    by: str | None = None
    done: Literal["yes", "no", "unknown"] | None = None
    when: str | None = None
    text: Text | None = None


class VotingShape(RuleShape, frozen=True):
    """How the decision of a case was taken: by one vote, or in `steps`.

    `passes` says, by the names of steps, when the decision stands, such as `proposal and vote and not veto`; `others` are
    those who act in a step but of whom the case asks nothing else.
    """

    steps: dict[str, StepShape] = {}
    passes: str | None = None
    others: tuple[str, ...] = ()
