"""What an answer says: for each bearer every outcome still possible, with what decides between them.

The records are the JSON format `zeren.answer/1`; readers ignore keys that they do not know.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from zeren.model.language.provision import Effect
from zeren.model.language.statements import Certainty
from zeren.model.language.voting import Vote
from zeren.model.meaning.part import Part as Part
from zeren.model.meaning.provisions import BurdenAnswer, InForce, ProvisionAnswer, SourceAnswer, TierAnswer

SCHEMA: Literal["zeren.answer/1"] = "zeren.answer/1"
DISCLAIMER = "not legal advice"


class FactRef(Part, frozen=True):
    """A fact by whom it is said of (null for the matter) and its term, or a reading; with the value it has there."""

    of: str | msgspec.UnsetType | None = msgspec.UNSET
    term: str | msgspec.UnsetType = msgspec.UNSET
    reading: str | msgspec.UnsetType = msgspec.UNSET
    value: Any = msgspec.UNSET


class FactValue(Part, frozen=True):
    """A fact with a value, written as in JSON (yes/no as a boolean, all else as in a case file)."""

    of: str | None
    term: str
    value: Any


class RuleRef(Part, frozen=True):
    """A rule that applies, its article, and the facts and readings that make it apply."""

    rule: str
    article: str
    grounds: tuple[FactRef, ...] = ()


class Miss(Part, frozen=True):
    """A rule that does not apply: what it lacks, or the exceptions in force that defeat it."""

    rule: str
    article: str
    lacks: tuple[FactRef, ...] = ()
    defeated_by: tuple[RuleRef, ...] = ()


class Under(Part, frozen=True):
    """An inclusion-minimal set of facts and readings that forces an outcome, together with what the case states."""

    facts: tuple[FactValue, ...] = ()
    readings: dict[str, str] = {}


class Relief(Part, frozen=True):
    """An exception that leaves tiers of an outcome to the discretion of the organ that decides, and whether it is in force.

    `under` is what puts it in force, where that is open.
    """

    rule: str
    article: str
    effect: Effect
    tiers: tuple[str, ...]
    answer: Certainty
    under: Under | None = None


class OutcomeAnswer(Part, frozen=True):
    """One outcome still possible for a bearer, and its effect.

    An outcome is *discretionary* if, wherever it holds, each of its tiers is (see `evaluate`), and *unsettled* if what
    forces or relieves it includes a reading for which the text has no literal option; otherwise it is firm, and `effect`
    is null.
    `provisions` are the articles that make it so.
    """

    tiers: tuple[str, ...]
    because: tuple[RuleRef, ...] = ()
    missed: tuple[Miss, ...] = ()
    under: Under = Under()
    effect: Literal["discretionary", "unsettled"] | None = None
    provisions: tuple[str, ...] = ()
    relief: tuple[Relief, ...] = ()


class StepAnswer(Part, frozen=True):
    """One line of a checklist: done, not done, or not known."""

    text: dict[str, str]
    done: bool | None
    advice: dict[str, str]


class ChecklistAnswer(Part, frozen=True):
    """What a bearer should make sure of."""

    id: str
    title: dict[str, str]
    steps: tuple[StepAnswer, ...]


class LabelAnswer(Part, frozen=True):
    """A standing label of an office or body."""

    label: str
    article: str
    answer: Certainty


Basis = Literal["stated", "assumed", "supposed"]


class Reason(Part, frozen=True):
    """A fact that an outcome rests on: stated in the case, assumed because it is silent, or supposed for this outcome."""

    of: str | None
    term: str
    value: Any
    basis: Basis


class Sufficient(Part, frozen=True):
    """An inclusion-minimal set of facts and readings that is enough for an outcome, whatever the rest.

    `by` are the rules that give its tiers, and the exceptions that are in force whatever the rest.
    """

    facts: tuple[Reason, ...]
    readings: dict[str, str]
    by: tuple[RuleRef, ...] = ()


class Standing(Part, frozen=True):
    """A rule or exception, whether it stands (applies, is in force), and the exceptions to it, each in the same way.

    `grounds` are the facts that meet its condition, `lacks` those that would have to change for it to be met; `away` is
    how many known facts would have to change for it to stand (null if no change of known facts is enough).
    """

    id: str
    article: str
    stands: bool
    met: bool
    grounds: tuple[FactRef, ...] = ()
    lacks: tuple[FactRef, ...] = ()
    exceptions: tuple[Standing, ...] = ()
    away: int | None = None


class Why(Part, frozen=True):
    """Why an outcome holds and why no other: the sets that are enough, the rules that apply, and the nearest that do not.

    `all` says that there are no other sets, `smallest` that the first are shown to be the smallest; at most `most` are sought.
    `quantities_given` says that stated numbers and dates are in no set, but taken as they are. Where a tier may be lifted
    or reduced, `effect` says with which effect the outcome is meant; null where it is not certain.
    """

    tiers: tuple[str, ...]
    sets: tuple[Sufficient, ...]
    rules: tuple[Standing, ...]
    all: bool
    smallest: bool
    most: int
    quantities_given: bool = False
    effect: Literal["firm", "discretionary"] | None = None


class Change(Part, frozen=True):
    """A fact as it is and as it would be; `own` says that the person concerned controls it."""

    of: str | None
    term: str
    was: Any
    becomes: Any
    own: bool
    basis: Basis = "stated"


class Way(Part, frozen=True):
    """Values for changed facts, in their order, and the outcomes then possible, each with its effect (null: firm, or open)."""

    becomes: tuple[Any, ...]
    outcomes: tuple[tuple[str, ...], ...]
    effects: tuple[Literal["discretionary"] | None, ...]


class Alternative(Part, frozen=True):
    """Changes that together rule an outcome out, none of them needless, and the outcomes then possible, replayed.

    `changes`, `outcomes` and `effects` are for the first values that do it; `ways` are all of them, where one of the facts
    has more than two values and there are not too many to try.
    """

    changes: tuple[Change, ...]
    outcomes: tuple[tuple[str, ...], ...]
    own: bool
    effects: tuple[Literal["discretionary"] | None, ...] = ()
    ways: tuple[Way, ...] = ()


class WhatIf(Part, frozen=True):
    """What would change an outcome: what the person controls first, then by the number of facts; as in `Why` for the rest."""

    tiers: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    all: bool
    smallest: bool
    most: int
    quantities_given: bool = False
    effect: Literal["firm", "discretionary"] | None = None


class NextQuestion(Part, frozen=True):
    """The unknown fact to ask for next.

    On average over the values that it can still take, each counted alike, `settled` answers become certain that are not
    yet, and `ruled_out` outcomes are no longer possible.
    """

    of: str | None
    term: str
    values: tuple[Any, ...]
    settled: float
    ruled_out: float


class FindOut(Part, frozen=True):
    """The inclusion-minimal sets of unknown facts and open readings that settle what is open; no set settles what is certain."""

    sets: tuple[tuple[FactRef, ...], ...]
    all: bool
    smallest: bool
    most: int
    next: NextQuestion | None = None


class BearerAnswer(Part, frozen=True):
    """Everything about one person or body."""

    sort: Literal["person", "body"] = "person"
    certain: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    outcomes: tuple[OutcomeAnswer, ...] = ()
    settled_by: tuple[tuple[str, ...], ...] = ()
    settled_by_all: bool = True
    labels: tuple[LabelAnswer, ...] = ()
    checklists: tuple[ChecklistAnswer, ...] = ()
    why: tuple[Why, ...] | msgspec.UnsetType = msgspec.UNSET
    what_if: tuple[WhatIf, ...] | msgspec.UnsetType = msgspec.UNSET
    find_out: FindOut | msgspec.UnsetType = msgspec.UNSET


class CircumstanceAnswer(Part, frozen=True):
    """Whether a listed circumstance is made out against a subject, and what decides it."""

    item: str
    subject: str
    article: str
    answer: Certainty
    lacks: tuple[FactRef, ...] = ()
    yes_under: Under | None = None
    no_under: Under | None = None


class SanctionsAnswer(Part, frozen=True):
    """The measures that are open in every completion, those open in some only, and those the ladder does not name."""

    permitted: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    not_named: tuple[str, ...] = ()
    article: str | None = None


class ActAnswer(Part, frozen=True):
    """An act of procedure; an organ of null says that the regulation names none."""

    act: str
    organ: str | None
    norm: str
    article: str
    answer: Certainty
    to: tuple[str, ...] = ()


class QuestionAnswer(Part, frozen=True):
    """What a question may be answered with; more than one value means that facts or readings decide."""

    article: str
    answers: tuple[Any, ...]
    depends_on: tuple[FactRef, ...] = ()


class PeriodAnswer(Part, frozen=True):
    """One period of a duty: how it was met, by how many performances of how many needed, and the last day for them."""

    period: str
    due: dt.date
    status: Literal["met", "late", "no_performance", "not_assessable"]
    performances: int
    needed: int


class DutyUnder(Part, frozen=True):
    """Whether a duty was fulfilled once these readings are fixed; every stretch of a length has uncovered days, not periods."""

    readings: dict[str, str]
    complies: Certainty
    periods: tuple[PeriodAnswer, ...] = ()
    uncovered_days: int | None = None


class DutyAnswer(Part, frozen=True):
    """Whether somebody fulfilled a duty over the observed days, and the days between performances.

    `gap_days` is the longest gap between two performances, `open_gap_days` the days since the last one at the end.
    `under` holds the readings left open, `outside_stance` those that are fixed otherwise and would change the verdict.
    """

    duty: str
    by: str
    article: str
    observed: tuple[dt.date, dt.date]
    complies: Certainty
    gap_days: int | None
    open_gap_days: int
    gaps: tuple[int, ...]
    under: tuple[DutyUnder, ...] = ()
    outside_stance: tuple[DutyUnder, ...] = ()


class Outside(Part, frozen=True):
    """A reading whose other option, outside the stance, would change somebody's answer, and the outcomes then possible."""

    reading: str
    option: str
    changes: tuple[str, ...]
    outcomes: dict[str, tuple[tuple[str, ...], ...]] = {}


class Adopted(Part, frozen=True):
    """A reading on which somebody's answer stands, as the house has adopted it: by whom, when, under which document."""

    reading: str
    option: str
    adopted_by: str
    on: dt.date
    under: str
    after_the_case: bool


class Readings(Part, frozen=True):
    """The readings that the answer fixes, those it leaves open, what a house has adopted, and what lies outside."""

    fixed: dict[str, str]
    open: tuple[str, ...]
    adopted: tuple[Adopted, ...] = ()
    outside_stance: tuple[Outside, ...] = ()


class Presumed(Part, frozen=True):
    """A silent fact, what it was taken to be, and whose answer that mattered to."""

    of: str | None
    term: str
    value: Any
    matters_to: tuple[str, ...]


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


class Answer(Part, frozen=True, kw_only=True):
    """The answer to one case."""

    schema: Literal["zeren.answer/1"] = SCHEMA
    case: str
    regulation: str
    stance: str
    readings: Readings
    bearers: dict[str, BearerAnswer]
    circumstances: tuple[CircumstanceAnswer, ...] = ()
    sanctions: SanctionsAnswer = SanctionsAnswer()
    procedure: tuple[ActAnswer, ...] = ()
    questions: dict[str, Any] = {}
    duties: tuple[DutyAnswer, ...] = ()
    tiers: tuple[TierAnswer, ...] = ()
    burdens: tuple[BurdenAnswer, ...] = ()
    provisions: tuple[ProvisionAnswer, ...] = ()
    sources: tuple[SourceAnswer, ...] = ()
    valid: InForce = InForce()
    presumed: tuple[Presumed, ...] = ()
    notes: tuple[dict[str, str], ...] = ()
    find_out: FindOut | msgspec.UnsetType = msgspec.UNSET
    decision: DecisionAnswer | msgspec.UnsetType = msgspec.UNSET
    disclaimer: str = DISCLAIMER
