"""What happens in an organisation beside its plans: office-holders come and go, incidents arise, boards decide.

Everything that the rules decide about it is a *pattern*: facts, in the words of the regulation, of which a case is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import Chance, Delay, check_chance, check_delay, check_length
from zeren.model.language.reader import MISSING
from zeren.model.language.record import Record
from zeren.model.language.reporting import Timed, check_reporting
from zeren.model.language.source import Source

if TYPE_CHECKING:
    from zeren.model.language.organisation import OrganisationShape
    from zeren.model.language.regulation import Regulation


class Turnover(Record, frozen=True):
    """How long somebody holds an office, and how long it then stands vacant."""

    tenure: Delay
    vacancy: Delay


class Absence(Record, frozen=True):
    """How long an office-holder is there between two absences, and how long each lasts."""

    every: Delay
    lasts: Delay


class After(Record, frozen=True):
    """A performance that waits for what the bodies directly below hand up, but no longer than `at_most`."""

    duty: str
    at_most: str


class Returned(Record, frozen=True):
    """A report that its reader gives back, to be made `again`."""

    chance: str
    again: Delay
    guess: bool = False


class Pattern(Record, frozen=True):
    """The facts of a case, as a case file states them."""

    matter: dict[str, Any] = {}
    people: dict[str, Any] = {}
    bodies: dict[str, Any] = {}
    circumstances: tuple[Any, ...] = ()


class Mark(Record, frozen=True):
    """Something about an incident that the rules look at: found or answered late, or so by chance."""

    chance: str | None = None
    detected_later_than: str | None = None
    answered_later_than: str | None = None
    guess: bool = False


class Incident(Record, frozen=True):
    """What arises in a body now and then, is found out, and is answered.

    `facts` are what each mark adds to the facts of the matter, or to those of its circumstances. `moments` are those of the matter
    from which time limits run, `filings` say when each is sent, or when a duty `within` a time of an event is done.
    """

    of: str
    every: Delay
    detected_after: Delay
    case: Pattern
    answered_after: Delay | None = None
    marks: dict[str, Mark] = {}
    facts: dict[str, dict[str, Any]] = {}
    moments: dict[str, Timed] = {}
    filings: dict[str, Timed] = {}

    @property
    def asks(self) -> bool:
        """Whether time limits run from it."""
        return bool(self.moments or self.filings)


class Decision(Record, frozen=True):
    """A board that decides now and then, sometimes wrongly.

    `members` says how many hold each office of the board. Of those who attend, some object to what is wrong; an objection may be
    recorded, and may be heeded, so that the wrong decision is not taken. `facts` are what each position adds to a member's facts.
    """

    of: str
    every: Delay
    erroneous: Chance
    members: dict[str, int]
    attends: Chance
    objects: Chance
    recorded: Chance
    heeded: Chance
    case: Pattern
    facts: dict[str, dict[str, Any]] = {}


class Missed(Record, frozen=True):
    """What becomes of periods that a body left without enough performances in time, and of filings that it did not send in time.

    `status` tells those done late from those not done at all.
    """

    of: str
    case: Pattern
    duties: tuple[str, ...] = ()
    status: Literal["late", "no_performance"] | None = None


POSITIONS = ("absent", "in_favour", "objected", "recorded")  # of a member of a board that decides wrongly
MOST_MARKS, MOST_MEMBERS = 8, 60


def check_behaviour(
    source: Source, shape: OrganisationShape, duties: Mapping[str, tuple[str, ...]], regulations: Mapping[str, Regulation]
) -> None:
    """Record what is wrong with offices' comings and goings, incidents, decisions and missed duties.

    `duties` holds, by body, the duties and filings that it has.
    """
    for name, office in shape.offices.items():
        if office is MISSING:
            continue
        path: Path = ("offices", name)
        check_delay(source, office.deputy_after, (*path, "deputy_after"))
        if office.turnover not in (None, MISSING):
            if office.holders:
                source.fault(path, "both `holders` and `turnover`", "name the holders or draw them, not both")
            check_delay(source, office.turnover.tenure, (*path, "turnover", "tenure"), positive=True)
            check_delay(source, office.turnover.vacancy, (*path, "turnover", "vacancy"))
        if office.absence not in (None, MISSING):
            check_delay(source, office.absence.every, (*path, "absence", "every"), positive=True)
            check_delay(source, office.absence.lasts, (*path, "absence", "lasts"))
    for name, incident in shape.incidents.items():
        if incident is not MISSING:
            _incident(source, shape, incident, ("incidents", name))
            body = shape.bodies.get(incident.of) if incident.of is not MISSING else None
            if incident.asks and incident.case is not MISSING and body not in (None, MISSING) and str(body.regulation) in regulations:
                check_reporting(source, shape, incident, regulations[str(body.regulation)], ("incidents", name))
    for name, decision in shape.decisions.items():
        if decision is not MISSING:
            _decision(source, shape, decision, ("decisions", name))
    for name, missed in shape.missed.items():
        if missed is MISSING:
            continue
        _body(source, shape, missed.of, ("missed", name, "of"))
        for index, duty in enumerate(missed.duties):
            if duty is not MISSING and missed.of in duties and duty not in duties[missed.of]:
                source.fault(("missed", name, "duties", index), f"`{missed.of}` has no duty `{duty}`", nearest(duty, duties[missed.of]))


def _body(source: Source, shape: OrganisationShape, name: str, path: Path) -> None:
    if name is MISSING:
        return
    body = shape.bodies.get(name)
    if body is None:
        source.fault(path, f"unknown body `{name}`", nearest(name, shape.bodies))
    elif body is not MISSING and body.regulation is None:
        source.fault(path, f"`{name}` is under no regulation", "name a body with a regulation")


def _incident(source: Source, shape: OrganisationShape, incident: Incident, path: Path) -> None:
    _body(source, shape, incident.of, (*path, "of"))
    for part in ("every", "detected_after", "answered_after"):
        check_delay(source, getattr(incident, part), (*path, part), positive=part == "every")
    if len(incident.marks) > MOST_MARKS:
        source.fault((*path, "marks"), f"{len(incident.marks)} marks", f"expected at most {MOST_MARKS}")
    for name, mark in incident.marks.items():
        if mark is MISSING:
            continue
        stated = [part for part in ("chance", "detected_later_than", "answered_later_than") if getattr(mark, part) is not None]
        if len(stated) != 1:
            source.fault(
                (*path, "marks", name),
                "a mark of no kind or of several",
                "state one of `chance`, `detected_later_than`, `answered_later_than`",
            )
        if mark.answered_later_than is not None and incident.answered_after is None:
            source.fault((*path, "marks", name), "`answered_later_than` without `answered_after`", "state how long an answer takes")
        check_chance(source, mark.chance, (*path, "marks", name, "chance"))
        check_length(source, mark.detected_later_than, (*path, "marks", name, "detected_later_than"))
        check_length(source, mark.answered_later_than, (*path, "marks", name, "answered_later_than"))
    for name in incident.facts:
        if name not in incident.marks:
            source.fault((*path, "facts", name), f"unknown mark `{name}`", nearest(name, incident.marks), key=True)


def _decision(source: Source, shape: OrganisationShape, decision: Decision, path: Path) -> None:
    _body(source, shape, decision.of, (*path, "of"))
    check_delay(source, decision.every, (*path, "every"), positive=True)
    for part in ("erroneous", "attends", "objects", "recorded", "heeded"):
        check_chance(source, getattr(decision, part), (*path, part))
    counts = [one for one in decision.members.values() if one is not MISSING]
    if any(one < 1 for one in counts) or not 1 <= sum(counts) <= MOST_MEMBERS:
        source.fault((*path, "members"), f"{sum(counts)} members", f"expected 1 to {MOST_MEMBERS}, at least one for each office")
    if decision.case is not MISSING:
        for name in decision.members:
            if name not in decision.case.people:
                source.fault(
                    (*path, "members", name), f"`{name}` is not among the people of the case", nearest(name, decision.case.people), key=True
                )
    for name in decision.facts:
        if name not in POSITIONS:
            source.fault((*path, "facts", name), f"unknown position `{name}`", nearest(name, POSITIONS), key=True)
