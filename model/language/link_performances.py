"""Checking what a case says of the performance of duties."""

from __future__ import annotations

import datetime as dt

from zeren.model.language.calendar import read_period
from zeren.model.language.case import CaseShape
from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import EARLIEST, LATEST

LONGEST = 100  # years that one case may look at


def check_performances(source: Source, shape: CaseShape, regulation: Regulation) -> None:
    """Record every fault of the performances of a case and of the days over which they were observed."""
    duties = [duty.id for duty in regulation.file.duties]
    recipients = {duty.id: duty.to for duty in regulation.file.duties}
    observed = shape.observed if shape.observed is not MISSING else None
    for index, act in enumerate(shape.performances):
        path: Path = ("performances", index)
        if act is MISSING:
            continue
        _known(source, act.duty, duties, (*path, "duty"))
        if act.received is False and act.duty in duties and recipients[act.duty] is None:
            source.fault((*path, "received"), said("goes to nobody", act.duty), said("only an act that has a"))
        if act.for_ not in (None, MISSING) and read_period(str(act.for_)) is None:
            source.fault((*path, "for"), said("it", act.for_), said("expected a period such as 2026"))
        dated = _in_range(source, act.on, (*path, "on")) and observed and _dated(observed.from_, observed.to)
        if dated and observed and not observed.from_ <= act.on <= observed.to:
            source.fault(
                (*path, "on"), said("is not among the observed days", act.on), said("they run from to", observed.from_, observed.to)
            )
    days = [act.on for act in shape.performances if act is not MISSING and isinstance(act.on, dt.date)]
    if observed:
        ordered = _in_range(source, observed.from_, ("observed", "from")) & _in_range(source, observed.to, ("observed", "to"))
        if ordered and observed.from_ > observed.to:
            source.fault(("observed",), said("the observed days end before they"))
        days += [day for day in (observed.from_, observed.to) if isinstance(day, dt.date)]
    if days and max(days).year - min(days).year > LONGEST:
        source.fault(
            ("observed" if observed else "performances",), said("a span of more than years", LONGEST), said("look at fewer years at a")
        )
    if observed:
        for index, duty in enumerate(observed.duties):
            by, _, name = str(duty).rpartition(".")
            place = ("observed", "duties", index)
            _known(source, name, duties, place)
            everybody = [*shape.people, *shape.bodies, *(one.who for one in regulation.file.duties if one.who)]
            if by and by not in everybody:
                source.fault(place, said("unknown person or body", by), nearest(by, everybody))


def check_expected_duty(source: Source, shape: CaseShape, regulation: Regulation, name: str, path: Path) -> None:
    """Record a fault if a case expects something of a duty on which it says nothing; `committee.study` is one body's."""
    listed = [(act.duty, act.by) for act in shape.performances if act is not MISSING]
    observed = shape.observed.duties if shape.observed not in (None, MISSING) else ()
    bearers = {duty.id: duty.who or "" for duty in regulation.file.duties}
    listed += [(duty, by) for by, _, duty in (one.rpartition(".") for one in observed if one is not MISSING) if by and duty in bearers]
    performed = {duty for duty, _ in listed}
    listed += [(duty, bearers[duty]) for duty in observed if duty in bearers and duty not in performed]
    known = list(dict.fromkeys(word for duty, by in listed for word in (duty, f"{by}.{duty}")))
    if name not in known:
        source.fault(path, said("nothing is said of the performance", name), nearest(name, known), key=True)


def _known(source: Source, name: str, known: list[str], path: Path) -> None:
    if name is not MISSING and name not in known:
        source.fault(path, said("unknown duty", name), nearest(name, known))


def _dated(*days: object) -> bool:
    return all(isinstance(day, dt.date) for day in days)


def _in_range(source: Source, day: dt.date, path: Path) -> bool:
    if not isinstance(day, dt.date):
        return False
    if not EARLIEST <= day <= LATEST:
        source.fault(path, said("it", day), said("expected a date from to", EARLIEST, LATEST))
        return False
    return True
