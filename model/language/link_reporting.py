"""Checking what an organisation file says of the time limits of its incidents."""

from __future__ import annotations

from graphlib import CycleError

from zeren.model.language.behaviour import Incident, Timed
from zeren.model.language.faults import Path, nearest
from zeren.model.language.lengths import check_chance, check_delay
from zeren.model.language.organisation import OrganisationShape
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.reporting import OWN_MOMENTS, matter_facts, steps
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import Mistyped


def check_reporting(source: Source, shape: OrganisationShape, incident: Incident, regulation: Regulation, path: Path) -> None:
    """Record what is wrong with the moments and filings of an incident of a body under a regulation."""
    if shape.zone is None:
        source.fault(path, said("time limits without a time zone"), said("state the zone in which days"))
    sent = {one.sent for one in regulation.file.filings}
    duties = [one.id for one in regulation.event_duties]
    moments = [term.id for term in regulation.terms_of["matter"] if term.kind == "moment" and term.id not in sent]
    filings = [one.id for one in regulation.asked]
    what = {"moments": "moment", "filings": "filing or duty within a time of an event"}
    for group, known in (("moments", moments), ("filings", filings)):
        for name, one in getattr(incident, group).items():
            place = (*path, group, name)
            if name not in known:
                source.fault(place, said("is no of", name, what[group], regulation.id), nearest(name, known), key=True)
            if one is not MISSING:
                _timed(source, shape, incident, one, place, filed=group == "filings")
                if one.runs_from is not None and name not in duties:
                    advice = said("the text says from when it") if group == "filings" else said("leave it out")
                    source.fault((*place, "runs_from"), said("runs from what the text names", name), advice)
    try:
        steps(incident)
    except CycleError as error:
        shown = " → ".join(f"`{one}`" for one in reversed(error.args[1]))
        source.fault(path, said("moments and filings wait for one", shown))
    except AttributeError:
        pass  # one of them could not be read, which is a fault already
    for place, facts in [(("case", "matter"), incident.case.matter), *((("facts", mark), more) for mark, more in incident.facts.items())]:
        for name, raw in facts.items() if isinstance(facts, dict) else ():
            try:
                matter_facts(regulation, {name: raw})
            except Mistyped as error:
                source.fault((*path, *place, name), said("as a value of", error.problem, name), error.advice)


def _timed(source: Source, shape: OrganisationShape, incident: Incident, one: Timed, path: Path, *, filed: bool) -> None:
    known = [*OWN_MOMENTS, *incident.moments, *incident.filings]
    for field in ("after", "runs_from"):
        name = getattr(one, field)
        if name not in (None, MISSING, *known):
            source.fault((*path, field), said("unknown moment or filing", name), nearest(name, known))
        if name == "answered" and incident.answered_after is None:
            source.fault((*path, field), said("answered without answered_after"), said("state how long an answer takes"))
    check_delay(source, one.delay, (*path, "delay"))
    check_chance(source, one.skipped, (*path, "skipped"))
    if one.office in (None, MISSING):
        return
    if not filed:
        source.fault((*path, "office"), said("a moment that waits for an"), said("only what is filed does"))
    elif one.office not in shape.offices:
        source.fault((*path, "office"), said("unknown office", one.office), nearest(str(one.office), shape.offices))
