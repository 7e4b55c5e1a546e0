"""What an answer says: for each bearer every outcome still possible, with what decides between them.

The records are the JSON format `zeren.answer/1`; readers ignore keys that they do not know.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from zeren.model.language.case import Stance
from zeren.model.language.provision import Effect
from zeren.model.language.statements import Certainty, NormValue
from zeren.model.meaning.explanations import FindOut, Reason, WhatIf, Why
from zeren.model.meaning.part import Part as Part
from zeren.model.meaning.provisions import BurdenAnswer, InForce, LeftOut, ProvisionAnswer, SourceAnswer, TierAnswer
from zeren.model.meaning.references import FactRef, Miss, RuleRef, Under
from zeren.model.meaning.shares import DecisionAnswer

SCHEMA: Literal["zeren.answer/1"] = "zeren.answer/1"
DISCLAIMER = "not legal advice"

Verdict = Literal["tier", "no_tier", "not_reached", "silent"]
Settled = Literal["settled", "condition_not_met", "silent", "two_readings", "facts_open"]


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


class SeeAnswer(Part, frozen=True):
    """Another provision that somebody without a tier is to look at, and how sure it is that it is theirs."""

    article: str
    text: dict[str, str]
    answer: Certainty


class OutcomeAnswer(Part, frozen=True):
    """One outcome still possible for a bearer, its verdict and its effect.

    The verdict is a `tier`; or `no_tier` under the articles `looked_at`; or `not_reached` by them, with the provisions to `see`;
    or `silent`, where the text has no tier for a bearer of this sort. Without a tier, `made_out` are the circumstances certainly
    made out against the bearer all the same. `rests_on` are the silent facts, as they are assumed or follow from others, without
    any one of which what is said of the bearer would no longer be certain.

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
    verdict: Verdict = "tier"
    looked_at: tuple[str, ...] = ()
    see: tuple[SeeAnswer, ...] = ()
    made_out: tuple[str, ...] = ()
    rests_on: tuple[Reason, ...] = ()


class StepAnswer(Part, frozen=True):
    """One line of a checklist: done, not done, or not known; `too_late` says that what is missing can no longer be mended."""

    text: dict[str, str]
    done: bool | None
    advice: dict[str, str]
    too_late: bool = False


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
    rests_on: tuple[Reason, ...] = ()


class BearerAnswer(Part, frozen=True):
    """Everything about one person or body; `settled` says whether the outcome is, or else whether readings or only facts decide it."""

    sort: Literal["person", "body"] = "person"
    certain: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    outcomes: tuple[OutcomeAnswer, ...] = ()
    settled: Settled = "settled"
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
    settled: Settled = "settled"
    rests_on: tuple[Reason, ...] = ()


class SanctionsAnswer(Part, frozen=True):
    """The measures that are open in every completion, those open in some only, and those the ladder does not name.

    `persons_only` are those that cannot fall on the body that is, or may be, the subject of some listed circumstance.
    """

    permitted: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    not_named: tuple[str, ...] = ()
    persons_only: tuple[str, ...] = ()
    article: str | None = None


class ActAnswer(Part, frozen=True):
    """An act of procedure; an organ of null says that the regulation names none."""

    act: str
    organ: str | None
    norm: NormValue
    article: str
    answer: Certainty
    to: tuple[str, ...] = ()
    rests_on: tuple[Reason, ...] = ()


class Among(Part, frozen=True):
    """Who is in every answer to a question that names people, and who is in some: told where there are too many answers to list."""

    certain: tuple[str, ...]
    possible: tuple[str, ...]


class QuestionAnswer(Part, frozen=True):
    """What a question may be answered with; more than one value means that facts or readings decide.

    Of too many answers none is listed, and `among` says who may be in them. `settled` tells apart, where no norm is in force, that
    the condition for one is not met from that the text is silent, and, of several answers, that the text can be read in two ways
    from that only facts are open.
    """

    article: str
    answers: tuple[Any, ...]
    depends_on: tuple[FactRef, ...] = ()
    among: Among | msgspec.UnsetType = msgspec.UNSET
    settled: Settled = "settled"
    rests_on: tuple[Reason, ...] = ()


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


class Answer(Part, frozen=True, kw_only=True):
    """The answer to one case."""

    schema: Literal["zeren.answer/1"] = SCHEMA
    case: str
    regulation: str
    stance: Stance
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
    not_modelled: tuple[LeftOut, ...] = ()
    valid: InForce = InForce()
    presumed: tuple[Presumed, ...] = ()
    notes: tuple[dict[str, str], ...] = ()
    find_out: FindOut | msgspec.UnsetType = msgspec.UNSET
    decision: DecisionAnswer | msgspec.UnsetType = msgspec.UNSET
    disclaimer: str = DISCLAIMER

    @property
    def is_open(self) -> bool:
        """Whether somebody's outcome, or whether a circumstance alleged against somebody is made out, is not settled."""
        return any(len(one.outcomes) > 1 for one in self.bearers.values()) or any(one.answer == "possible" for one in self.circumstances)
