"""What an answer says of how it was decided: who brought it about, and where that and the law part."""

from __future__ import annotations

from zeren.model.language.voting import Vote
from zeren.model.meaning.part import Part


class Share(Part, frozen=True):
    """What somebody did in a decision, and their degree of responsibility for it, as a fraction such as `1/2`.

    `vote` is how they voted where the decision was one vote, `acts` what they did in each step where there were several; to
    do what one does alone is to be in favour, to leave it to be absent. A degree of null says that it was not counted.
    """

    vote: Vote | None
    degree: str | None
    acts: dict[str, Vote] = {}


class StageAnswer(Part, frozen=True):
    """One step of a decision: whether it was taken at all, and whether it carried."""

    step: str
    taken: bool
    carried: bool


class SomeOf(Part, frozen=True):
    """Any so many of these people, who are alike."""

    any: int
    of: tuple[str, ...]


class CauseAnswer(Part, frozen=True):
    """A cause of a decision by the modified Halpern-Pearl definition: people, and the steps held as they were."""

    people: tuple[SomeOf, ...]
    held: tuple[str, ...] = ()


class DecisionAnswer(Part, frozen=True):
    """What was decided as the case says that it was, who answers for it causally, and where that and the law part.

    Acts that are not known leave all shares open, and the decision too (null) unless it is the same whatever they were.
    Degrees are those of Chockler and Halpern (2004) where the decision was one vote; where it was taken in steps, those of
    Halpern (2016) over the `causes` of Halpern (2015), of which `causes_all` says that none is left out. `unneeded` are
    those who certainly bear something though nobody's act alone was needed; `spared` those whose act was needed (degree
    1) and who certainly bear nothing; `no_part` those who certainly bear something though the decision never turned on
    anything that they did.
    """

    adopted: bool | None
    unknown_votes: tuple[str, ...] = ()
    shares: dict[str, Share] = {}
    unneeded: tuple[str, ...] = ()
    spared: tuple[str, ...] = ()
    no_part: tuple[str, ...] = ()
    steps: tuple[StageAnswer, ...] = ()
    causes: tuple[CauseAnswer, ...] = ()
    causes_all: bool = True
