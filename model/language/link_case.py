"""From a case as its file states it to one whose every fact is typed by the regulation that it is put under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from zeren.model.language.case import Case, CaseShape, FactId, Listed
from zeren.model.language.faults import Path, nearest
from zeren.model.language.full_width import full_width_advice
from zeren.model.language.limits import how_to_raise, limits
from zeren.model.language.link_expected import check_expectation
from zeren.model.language.link_filings import check_calendar
from zeren.model.language.link_performances import check_performances
from zeren.model.language.link_tenures import read_tenures
from zeren.model.language.link_voting import check_voting
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import MaybeValue, Mistyped, Sort, apart, read_value, said_of
from zeren.model.language.written import names_beside

OPEN = "open"


def link_case(source: Source, shape: CaseShape, regulation: Regulation) -> Case:
    """Type a case. Faults go to `source`; the result is sound only if there are none."""
    return _CaseLinker(source, shape, regulation).case()


class _CaseLinker:
    def __init__(self, source: Source, shape: CaseShape, regulation: Regulation) -> None:
        self.source, self.shape, self.regulation = source, shape, regulation
        self.facts: dict[FactId, MaybeValue] = {}
        self.places: dict[FactId, tuple[int, int]] = {}
        self.derived: set[FactId] = set()

    def case(self) -> Case:
        shape = self.shape
        self._size()
        self._validity()
        self._readings(shape.readings, ("readings",))
        self._facts("matter", "", shape.matter, ("matter",))
        for sort, names in (("people", shape.people), ("bodies", shape.bodies)):
            if any(not name.strip() for name in names):
                self.source.fault((sort,), said("somebody here has no name"), said("write NAME term value"))
        for name, facts in shape.people.items():
            self._facts("person", name, facts, ("people", name))
        superior = self._bodies()
        circumstances = self._circumstances()
        self.derived |= read_tenures(self.source, shape, self.regulation, self.facts, self.places)
        check_performances(self.source, shape, self.regulation)
        check_voting(self.source, shape, self.regulation)
        now = check_calendar(self.source, shape)
        if shape.zone and shape.zone is not MISSING and not self.source.faults:  # conditions count days by the zone of the case
            zone = ZoneInfo(shape.zone)
            moved = {fact: apart(one.astimezone(zone)) for fact, one in self.facts.items() if isinstance(one, dt.datetime)}
            self.facts |= moved
        if shape.expect is not None and shape.expect is not MISSING:
            check_expectation(self.source, shape, self.regulation, shape.expect, ("expect",))
        for index, under in enumerate(shape.expect_under):
            self._readings(under.readings, ("expect_under", index, "readings"))
            if under.expect is not MISSING:
                check_expectation(self.source, shape, self.regulation, under.expect, ("expect_under", index, "expect"))
        return Case(
            id=shape.case,
            regulation=self.regulation.id,
            file=self.source.file,
            about=shape.about,
            arose=shape.arose,
            partial=shape.board == "partial",
            closed=shape.board == "complete",
            stance=shape.stance,
            readings=shape.readings,
            people=tuple(shape.people),
            bodies=tuple(shape.bodies),
            superior=superior,
            circumstances=circumstances,
            facts=self.facts,
            offices=shape.offices,
            derived=frozenset(self.derived),
            places=self.places,
            performances=shape.performances,
            voting=shape.voting,
            observed=shape.observed,
            zone=shape.zone,
            holidays=shape.holidays,
            now=now,
            expect=shape.expect,
            expect_under=shape.expect_under,
        )

    def _size(self) -> None:
        """Refuse at once what would take gigabytes or minutes to type and to ask."""
        sizes = {name: len(getattr(self.shape, name)) for name in ("people", "bodies", "circumstances")}
        large = {name: size for name, size in sizes.items() if size > getattr(limits(), name)}
        for name, size in large.items():
            self.source.fault((name,), said("in one case", size, name), how_to_raise(name, size), key=True)
        if large:
            self.source.refuse_if_faulty()

    def _validity(self) -> None:
        arose, valid = self.shape.arose, self.regulation.file.valid
        if not isinstance(arose, dt.date):
            return
        if valid.from_ and arose < valid.from_:
            self.source.fault(("arose",), said("the case arose on", arose), said("is in force only from", self.regulation.id, valid.from_))
        if valid.to and arose > valid.to:
            self.source.fault(("arose",), said("the case arose on", arose), said("was in force only until", self.regulation.id, valid.to))

    def _readings(self, choices: dict[str, str], path: Path) -> None:
        questions = {name: one.question for name, one in self.regulation.readings.items()}
        for name, option in choices.items():
            if name not in self.regulation.readings:
                self.source.fault((*path, name), said("unknown reading", name), nearest(name, names_beside(name, questions)), key=True)
            elif option is not MISSING and option not in (known := self.regulation.readings[name].one_of) and option != OPEN:
                advice = nearest(option, [*names_beside(option, known), OPEN])
                self.source.fault((*path, name), said("is no option of", option, name), advice)

    def _facts(self, sort: Sort, of: str, stated: Any, path: Path) -> None:
        if stated is None:
            return
        if not isinstance(stated, dict):
            self.source.fault(path, said("facts are missing"), full_width_advice(stated) or said("write term value"))
            return
        known = {term.id: term for term in self.regulation.terms_of[sort]}
        called = {term.id: term.text for term in known.values()}
        for name, raw in stated.items():
            place = (*path, name)
            if name not in known:
                other = self.regulation.terms.get(name)
                advice = said("it is said of", said_of(other.sort)) if other else nearest(name, names_beside(name, called))
                problem = said("is no term of", name, said_of(sort)) if other else said("unknown term", name)
                self.source.fault(place, problem, advice, key=True)
                continue
            fact = FactId(sort, of, name)
            self.places[fact] = self.source.position(place)
            try:
                self.facts[fact] = read_value(raw, known[name].kind, known[name].options)
            except Mistyped as error:
                self.source.fault(place, said("as a value of", error.problem, name), error.advice)

    def _bodies(self) -> dict[str, str]:
        superior: dict[str, str] = {}
        for name, stated in self.shape.bodies.items():
            facts = dict(stated) if isinstance(stated, dict) else stated
            if isinstance(facts, dict) and "superior" in facts:
                above = facts.pop("superior")
                if not isinstance(above, str):
                    self.source.fault(("bodies", name, "superior"), said("the name of a body is"), said("name one of the case"))
                else:
                    if above not in self.shape.bodies:
                        self.source.fault(("bodies", name, "superior"), said("unknown body", above), nearest(above, self.shape.bodies))
                    superior[name] = above
            if name in self.shape.people:
                self.source.fault(("bodies", name), said("is a person and a body", name), said("give one of them another name"), key=True)
            self._facts("body", name, facts, ("bodies", name))
        for name in superior:
            trail = [name]
            while (above := superior.get(trail[-1])) is not None and above not in trail:
                trail.append(above)
            if above == name == min(trail):  # each circle once
                shown = " → ".join(f"`{body}`" for body in [*trail, name])
                self.source.fault(("bodies", name, "superior"), said("a cycle among superiors", shown))
        return superior

    def _circumstances(self) -> tuple[Listed, ...]:
        found: list[Listed] = []
        for index, stated in enumerate(self.shape.circumstances):
            path: Path = ("circumstances", index)
            if not isinstance(stated, dict):
                self.source.fault(path, said("a circumstance is a mapping"), said("write item subject term value"))
                continue
            item, subject = stated.get("item"), stated.get("subject")
            for key, value in (("item", item), ("subject", subject)):
                if not isinstance(value, str):
                    self.source.fault((*path, key), said("is missing", key), said("state it"))
            if isinstance(item, str) and item not in self.regulation.circumstances:
                self.source.fault((*path, "item"), said("no circumstance", item), nearest(item, self.regulation.circumstances))
            if not (isinstance(item, str) and isinstance(subject, str)):
                continue
            name = f"{item}/{subject}"
            twins = sum(one.item == item and one.subject == subject for one in found)
            inner = f"{name}#{twins + 1}" if twins else name
            while any(one.id == inner for one in found):  # somebody may be called as the second circumstance against another is
                inner += "#"
            listed = Listed(inner, item, subject)
            found.append(listed)
            facts = {key: value for key, value in stated.items() if key not in ("item", "subject")}
            self._facts("circumstance", listed.id, facts, path)
            if (fact := body_subject(self.regulation, listed, self.shape.bodies)) is not None and fact not in self.facts:
                self.facts[fact], self.places[fact] = True, self.source.position((*path, "subject"))
                self.derived.add(fact)
        return tuple(found)


def body_subject(regulation: Regulation, listed: Listed, bodies: Iterable[str]) -> FactId | None:
    """The fact that the subject of a circumstance is a body, where it is one and the regulation has a term for that."""
    term = regulation.file.body_subject
    return FactId("circumstance", listed.id, term) if term is not None and listed.subject in bodies else None
