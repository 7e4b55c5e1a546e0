"""A case: one matter, the people in it and the bodies around it, with the facts that somebody states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from zeren.model.language.record import Record
from zeren.model.language.statements import Certainty, NormValue
from zeren.model.language.terms import MaybeValue, Sort, Text
from zeren.model.language.voting import VotingShape

EffectName = Literal["firm", "discretionary", "unsettled"]
Stance = Literal["literal", "all", "adopted"]


class FactId(NamedTuple):
    """Which fact: a term, said of the matter (`of` is empty), a person, a body, or a circumstance of the case.

    >>> FactId("person", "Wu", "participated").shown
    'Wu.participated'
    """

    sort: Sort
    of: str
    term: str

    @property
    def shown(self) -> str:
        return f"{self.of}.{self.term}" if self.of else self.term


class Listed(msgspec.Struct, frozen=True):
    """A circumstance that the case alleges against a subject, with the facts on it; `id` tells it from the others."""

    id: str
    item: str
    subject: str


class TenureShape(Record, frozen=True, rename={"from_": "from"}):
    """Who holds an office over which dates; nobody between two tenures is a vacancy."""

    holder: str
    from_: dt.date | None = None
    to: dt.date | None = None


class PerformanceShape(Record, frozen=True, rename={"for_": "for"}):
    """An act that serves a duty: by whom, on which day, and for which period where that is named.

    An act that had to go to somebody and was not `received` there does not count.
    """

    duty: str
    by: str
    on: dt.date
    for_: str | None = None
    received: bool = True


class ObservedShape(Record, frozen=True, rename={"from_": "from"}):
    """The days, and the duties, of which the case lists every performance; `Lin.report` is the duty of one who performed none."""

    from_: dt.date
    to: dt.date
    duties: tuple[str, ...] = ()


class ExpectedDuty(Record, frozen=True):
    """Whether a duty was fulfilled, and the most days between two performances."""

    complies: Certainty | None = None
    gap_days: int | None = None


class ExpectedOutcomes(Record, frozen=True):
    """The outcomes still possible for somebody, and the sets of facts that settle which it is."""

    outcomes: tuple[tuple[str, ...], ...]
    settled_by: tuple[tuple[str, ...], ...] | None = None


class ExpectedCircumstance(Record, frozen=True):
    """Whether a circumstance is made out against a subject."""

    item: str
    subject: str
    answer: Certainty


class ExpectedSanctions(Record, frozen=True):
    """The measures that the case opens."""

    permitted: tuple[str, ...] | None = None
    mandatory: tuple[str, ...] | None = None
    not_named: tuple[str, ...] | None = None
    persons_only: tuple[str, ...] | None = None


class ExpectedFiling(Record, frozen=True):
    """How a filing stands, when it is due strictly and by law, at the latest, the clock that governs, and what it waits for."""

    status: str | None = None
    owed: str | None = None
    strict: str | None = None
    limit: str | None = None
    latest: str | None = None
    governed_by: str | None = None
    waits_for: tuple[str, ...] | None = None


class ExpectedDecision(Record, frozen=True):
    """What was decided, degrees of responsibility for it such as `1/2`, and where law and causation part."""

    adopted: bool | None = None
    shares: dict[str, str] = {}
    unneeded: tuple[str, ...] | None = None
    spared: tuple[str, ...] | None = None
    no_part: tuple[str, ...] | None = None


class ExpectedAct(Record, frozen=True):
    """An act of procedure, and how sure it is; an organ of null is one that the text does not name."""

    act: str
    answer: Certainty
    organ: str | None = None
    norm: NormValue | None = None


class ExpectedBound(Record, frozen=True):
    """The longest gap that a duty allows, or the oldest information that a chain of duties does, in days.

    `of` is a duty, or a chain of them from the lowest level up. Each number is one, or one for each way of reading that
    is left open; without `tie_order` it is that of the worse order. The ages are those on the day of the next report at the top.
    """

    of: str | tuple[str, ...]
    unbounded: bool | None = None
    gap_days: int | tuple[int, ...] | None = None
    gap_days_common_year: int | tuple[int, ...] | None = None
    age_days: int | tuple[int, ...] | None = None
    age_days_common_year: int | tuple[int, ...] | None = None
    tie_order: Literal["lower_first", "upper_first"] | None = None
    missed: int = 0

    @property
    def chain(self) -> tuple[str, ...]:
        return (self.of,) if isinstance(self.of, str) else self.of


class Expectation(Record, frozen=True):
    """What a case is expected to answer; a case with expectations is a test.

    `effects` names the effect of each person's or body's outcomes, every one that occurs; `labels` how sure each of their
    labels is; `bounds` what the duties of the regulation allow at worst, which `zeren cycles` tells.
    """

    persons: dict[str, str | tuple[str, ...] | ExpectedOutcomes] = {}
    bodies: dict[str, str | tuple[str, ...] | ExpectedOutcomes] = {}
    effects: dict[str, EffectName | tuple[EffectName, ...]] = {}
    circumstances: tuple[ExpectedCircumstance, ...] = ()
    sanctions: ExpectedSanctions = ExpectedSanctions()
    answers: dict[str, Any] = {}
    duties: dict[str, ExpectedDuty] = {}
    labels: dict[str, dict[str, Certainty]] = {}
    procedure: tuple[ExpectedAct, ...] = ()
    bounds: tuple[ExpectedBound, ...] = ()
    filings: dict[str, ExpectedFiling] = {}
    decision: ExpectedDecision | None = None


class ExpectationUnder(Record, frozen=True):
    """What a case is expected to answer once these readings are pinned or opened too."""

    readings: dict[str, str]
    expect: Expectation


class CaseShape(Record, frozen=True):
    """A case file; `zone` and `holidays` are those by which the deadlines of its filings are counted, `now` when they are judged."""

    case: str
    regulation: str
    arose: dt.date | None = None
    about: str | Text | None = None
    board: Literal["complete", "partial"] | None = None
    stance: Stance | None = None
    readings: dict[str, str] = {}
    matter: dict[str, Any] = {}
    people: dict[str, Any] = {}
    bodies: dict[str, Any] = {}
    circumstances: tuple[Any, ...] = ()
    offices: dict[str, tuple[TenureShape, ...]] = {}
    performances: tuple[PerformanceShape, ...] = ()
    voting: VotingShape | None = None
    observed: ObservedShape | None = None
    zone: str | None = None
    holidays: str | None = None
    now: str | None = None
    expect: Expectation | None = None
    expect_under: tuple[ExpectationUnder, ...] = ()


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case whose every fact is typed.

    `facts` holds what is stated (`UNKNOWN` where it is left open on purpose); what is missing there is silent.
    `partial` says that there may be people whom it does not list, `closed` that there are none: a file may say neither.
    `derived` are those that follow from tenures and from who is a body, `places` the lines where facts stand.
    """

    id: str
    regulation: str
    file: str = ""
    about: str | Text | None = None
    arose: dt.date | None = None
    partial: bool = False
    closed: bool = True
    stance: Stance | None = None
    readings: Mapping[str, str] = {}
    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    superior: Mapping[str, str] = {}
    circumstances: tuple[Listed, ...] = ()
    facts: Mapping[FactId, MaybeValue] = {}
    offices: Mapping[str, tuple[TenureShape, ...]] = {}
    derived: frozenset[FactId] = frozenset()
    places: Mapping[FactId, tuple[int, int]] = {}
    performances: tuple[PerformanceShape, ...] = ()
    voting: VotingShape | None = None
    observed: ObservedShape | None = None
    zone: str | None = None
    holidays: str | None = None
    now: dt.datetime | None = None
    expect: Expectation | None = None
    expect_under: tuple[ExpectationUnder, ...] = ()

    def entities(self, sort: Sort) -> tuple[str, ...]:
        """The names of everything of a sort that the case lists; the matter's is empty."""
        match sort:
            case "matter":
                return ("",)
            case "person":
                return self.people
            case "body":
                return self.bodies
            case _:
                return tuple(one.id for one in self.circumstances)
