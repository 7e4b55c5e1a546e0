"""Checking that the plans of an organisation fit together: whom each performance waits for, and which office acts."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.language.behaviour import Timed
from zeren.model.language.faults import nearest
from zeren.model.language.organisation import Organisation, Plan
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.statements import Duty
from zeren.model.language.units import Unit, duties_of, filer, first_units, goes_up


def check_plans(source: Source, organisation: Organisation) -> None:
    """Record every plan that waits for an office of another body, or for reports that nobody directly below hands up."""
    _Plans(source, organisation).check()


class _Plans:
    def __init__(self, source: Source, organisation: Organisation) -> None:
        self.source, self.file, self.organisation = source, organisation.file, organisation
        self.units = first_units(organisation)
        self.bodies = {unit.body: unit for unit in self.units.values()}

    def check(self) -> None:
        told: set[tuple[object, ...]] = set()
        for body, duty, key, plan in self.plans():
            path = ("plans", key)
            if plan.office is not None and self.file.offices[plan.office].of != body and (path, "office") not in told:
                told.add((path, "office"))
                self.office((*path, "office"), plan.office, body)
            if plan.after is not None and (path, "after") not in told and (problem := self.waits(body, duty, plan.after.duty)):
                told.add((path, "after"))
                self.source.fault((*path, "after", "duty"), *problem)
        for name, incident in self.file.incidents.items():
            for filing, one in incident.filings.items():
                self.filing(("incidents", name, "filings", filing), incident.of, filing, one)

    def plans(self) -> Iterator[tuple[str, Duty, str, Plan]]:
        """Each body with each of its recurring duties, and the plan for it, if there is one."""
        for name, unit in self.bodies.items():
            if unit.regulation is None:
                continue
            for duty in duties_of(unit, self.regulation(unit)):
                for key in (f"{name}/{duty.id}", duty.id):
                    if key in self.file.plans:
                        yield name, duty, key, self.file.plans[key]
                        break

    def regulation(self, unit: Unit) -> Regulation:
        return self.organisation.regulations[str(unit.regulation)]

    def office(self, path: tuple[str | int, ...], office: str, body: str) -> None:
        own = [name for name, one in self.file.offices.items() if one.of == body]
        advice = nearest(office, own) if own else said("has no office here add one", body)
        self.source.fault(path, said("is an office of and waits", office, self.file.offices[office].of, body), advice)

    def waits(self, body: str, duty: Duty, lower: str) -> tuple[str, str] | None:
        """What is wrong with waiting for a duty of the bodies directly below."""
        below = [unit for unit in self.bodies.values() if unit.regulation and self.file.bodies[unit.body].superior == body]
        theirs = {one.id: (one, unit) for unit in below for one in duties_of(unit, self.regulation(unit))}
        if lower not in theirs:
            return said("waits for a duty of no body below", duty.id, lower, body), nearest(lower, theirs) if theirs else ""
        for unit in below:
            for one in duties_of(unit, self.regulation(unit)):
                if one.id == lower and not goes_up(one, unit, self.bodies[body], self.regulation(unit)):
                    return said("waits for what is not handed up", duty.id, lower, unit.body), said("wait for a report")
        return None

    def filing(self, path: tuple[str | int, ...], body: str, filing: str, one: Timed) -> None:
        unit = self.bodies[body]
        regulation = self.regulation(unit)
        who = next(found.who for found in regulation.asked if found.id == filing)
        files = filer(who, unit, self.units)
        if files is None:
            self.source.fault(path, said("nobody here files", filing), said("say with as which body is", who), key=True)
        elif one.office is not None and self.file.offices[one.office].of != files.body:
            self.office((*path, "office"), one.office, files.body)
