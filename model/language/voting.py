"""How a collective decides: the voting rule of a case, and what a regulation's own word for a vote counts as."""

from __future__ import annotations

from typing import Literal, get_args

from zeren.model.language.case import CaseShape, VotingShape
from zeren.model.language.faults import nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation, RegulationShape
from zeren.model.language.source import Source
from zeren.model.language.statements import Threshold

Vote = Literal["in_favour", "against", "abstained", "absent"]
VOTES: tuple[Vote, ...] = get_args(Vote)

__all__ = ["VOTES", "Threshold", "Vote", "VotingShape", "check_votes", "check_voting"]


def check_votes(source: Source, shape: RegulationShape) -> None:
    """Check which term a regulation takes for the vote, and that each of its options counts once. Faults go to `source`."""
    votes = shape.votes
    if votes is None or votes is MISSING or shape.terms is MISSING:
        return
    if votes.term not in shape.terms.person:
        source.fault(("votes", "term"), f"unknown term of a person `{votes.term}`", nearest(str(votes.term), shape.terms.person))
        return
    options = list(shape.terms.person[votes.term].one_of or ())
    counted: list[str] = []
    for kind in VOTES:
        for index, option in enumerate(getattr(votes, kind)):
            if option not in options:
                source.fault(("votes", kind, index), f"`{option}` is no option of `{votes.term}`", nearest(str(option), options))
            elif option in counted:
                source.fault(("votes", kind, index), f"`{option}` counts twice", "an option counts as one kind of vote")
            counted.append(option)
    for option in options:
        if option not in counted:
            source.fault(("votes",), f"`{option}` counts as no vote", f"list it under {', '.join(VOTES)}")


def check_voting(source: Source, shape: CaseShape, regulation: Regulation) -> None:
    """Check the voting rule that a case states. Faults go to `source`."""
    voting = shape.voting
    if voting is None or voting is MISSING:
        return
    if regulation.file.votes is None:
        source.fault(("voting",), f"`{regulation.id}` does not say what counts as a vote", "leave the voting rule out")
    if voting.chair not in (None, MISSING) and voting.chair not in shape.people:
        source.fault(("voting", "chair"), f"unknown person `{voting.chair}`", nearest(str(voting.chair), shape.people))
    if voting.chair is None and (voting.rule == "single_decider" or voting.casting_vote is True):
        who = "who decides alone" if voting.rule == "single_decider" else "whose vote is the casting one"
        source.fault(("voting",), "`chair` is missing", f"name {who}")
    if voting.quorum is not MISSING and not 0 <= voting.quorum <= len(shape.people):
        source.fault(("voting", "quorum"), f"a quorum of {voting.quorum}", f"the case lists {len(shape.people)} people")
