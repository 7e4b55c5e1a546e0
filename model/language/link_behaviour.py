"""Checking what an organisation file says of its offices' comings and goings, its incidents, decisions and missed duties."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.model.language.behaviour import MOST_MARKS, MOST_MEMBERS, POSITIONS, Decision, Incident
from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import check_chance, check_delay, check_length
from zeren.model.language.link_reporting import check_reporting
from zeren.model.language.organisation import OrganisationShape
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source


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
                source.fault(path, said("both holders and turnover"), said("name the holders or draw them"))
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
                source.fault(("missed", name, "duties", index), said("has no duty", missed.of, duty), nearest(duty, duties[missed.of]))


def _body(source: Source, shape: OrganisationShape, name: str, path: Path) -> None:
    if name is MISSING:
        return
    body = shape.bodies.get(name)
    if body is None:
        source.fault(path, said("unknown body", name), nearest(name, shape.bodies))
    elif body is not MISSING and body.regulation is None:
        source.fault(path, said("is under no regulation", name), said("name a body with a regulation"))


def _incident(source: Source, shape: OrganisationShape, incident: Incident, path: Path) -> None:
    _body(source, shape, incident.of, (*path, "of"))
    for part in ("every", "detected_after", "answered_after"):
        check_delay(source, getattr(incident, part), (*path, part), positive=part == "every")
    if len(incident.marks) > MOST_MARKS:
        source.fault((*path, "marks"), said("marks", len(incident.marks)), said("expected at most", MOST_MARKS))
    for name, mark in incident.marks.items():
        if mark is MISSING:
            continue
        stated = [part for part in ("chance", "detected_later_than", "answered_later_than") if getattr(mark, part) is not None]
        if len(stated) != 1:
            source.fault(
                (*path, "marks", name),
                said("a mark of no kind or"),
                said("state one of chance detected_later_than answered_later_than"),
            )
        if mark.answered_later_than is not None and incident.answered_after is None:
            source.fault((*path, "marks", name), said("answered_later_than without answered_after"), said("state how long an answer takes"))
        check_chance(source, mark.chance, (*path, "marks", name, "chance"))
        check_length(source, mark.detected_later_than, (*path, "marks", name, "detected_later_than"))
        check_length(source, mark.answered_later_than, (*path, "marks", name, "answered_later_than"))
    for name in incident.facts:
        if name not in incident.marks:
            source.fault((*path, "facts", name), said("unknown mark", name), nearest(name, incident.marks), key=True)


def _decision(source: Source, shape: OrganisationShape, decision: Decision, path: Path) -> None:
    _body(source, shape, decision.of, (*path, "of"))
    check_delay(source, decision.every, (*path, "every"), positive=True)
    for part in ("erroneous", "attends", "objects", "recorded", "heeded"):
        check_chance(source, getattr(decision, part), (*path, part))
    counts = [one for one in decision.members.values() if one is not MISSING]
    if any(one < 1 for one in counts) or not 1 <= sum(counts) <= MOST_MEMBERS:
        source.fault((*path, "members"), said("members", sum(counts)), said("expected 1 to at least one", MOST_MEMBERS))
    if decision.case is not MISSING:
        for name in decision.members:
            if name not in decision.case.people:
                source.fault(
                    (*path, "members", name), said("is not among the people of", name), nearest(name, decision.case.people), key=True
                )
    for name in decision.facts:
        if name not in POSITIONS:
            source.fault((*path, "facts", name), said("unknown position", name), nearest(name, POSITIONS), key=True)
