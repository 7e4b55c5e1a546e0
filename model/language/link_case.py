"""From a case as its file states it to one whose every fact is typed by the regulation that it is put under."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from zeren.model.language.case import Case, CaseShape, Expectation, ExpectedOutcomes, FactId, Listed, TenureShape
from zeren.model.language.faults import Path, nearest
from zeren.model.language.link_filings import check_calendar, check_expected_filings
from zeren.model.language.link_performances import check_expected_duty, check_performances
from zeren.model.language.link_voting import check_expected_decision, check_voting
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.source import Source
from zeren.model.language.statements import NormValue, Settled
from zeren.model.language.terms import UNKNOWN, MaybeValue, Mistyped, Sort, read_value, said_of

OPEN = "open"
# whether a tenure covers the day of the decision and that of the pursuit (None where the day is not stated)
_IN_OFFICE: dict[tuple[bool | None, bool | None], str] = {
    (True, True): "both",
    (True, False): "decision",
    (None, False): "decision",
    (False, True): "pursuit",
    (False, None): "pursuit",
}


def link_case(source: Source, shape: CaseShape, regulation: Regulation) -> Case:
    """Type a case. Faults go to `source`; the result is sound only if there are none."""
    return _CaseLinker(source, shape, regulation).case()


class _CaseLinker:
    def __init__(self, source: Source, shape: CaseShape, regulation: Regulation) -> None:
        self.source, self.shape, self.regulation = source, shape, regulation
        self.facts: dict[FactId, MaybeValue] = {}
        self.places: dict[FactId, tuple[int, int]] = {}

    def case(self) -> Case:
        shape = self.shape
        self._validity()
        self._readings(shape.readings, ("readings",))
        self._facts("matter", "", shape.matter, ("matter",))
        for name, facts in shape.people.items():
            self._facts("person", name, facts, ("people", name))
        superior = self._bodies()
        circumstances = self._circumstances()
        derived = self._tenures()
        check_performances(self.source, shape, self.regulation)
        check_voting(self.source, shape, self.regulation)
        now = check_calendar(self.source, shape)
        if shape.expect is not None and shape.expect is not MISSING:
            self._expectation(shape.expect, ("expect",))
        for index, under in enumerate(shape.expect_under):
            self._readings(under.readings, ("expect_under", index, "readings"))
            if under.expect is not MISSING:
                self._expectation(under.expect, ("expect_under", index, "expect"))
        return Case(
            id=shape.case,
            regulation=self.regulation.id,
            file=self.source.file,
            about=shape.about,
            arose=shape.arose,
            partial=shape.board == "partial",
            stance=shape.stance,
            readings=shape.readings,
            people=tuple(shape.people),
            bodies=tuple(shape.bodies),
            superior=superior,
            circumstances=circumstances,
            facts=self.facts,
            offices=shape.offices,
            derived=derived,
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

    def _validity(self) -> None:
        arose, valid = self.shape.arose, self.regulation.file.valid
        if not isinstance(arose, dt.date):
            return
        if valid.from_ and arose < valid.from_:
            self.source.fault(("arose",), f"the case arose on {arose}", f"`{self.regulation.id}` is in force only from {valid.from_}")
        if valid.to and arose > valid.to:
            self.source.fault(("arose",), f"the case arose on {arose}", f"`{self.regulation.id}` was in force only until {valid.to}")

    def _readings(self, choices: dict[str, str], path: Path) -> None:
        for name, option in choices.items():
            if name not in self.regulation.readings:
                self.source.fault((*path, name), f"unknown reading `{name}`", nearest(name, self.regulation.readings), key=True)
            elif option is not MISSING and option not in (known := [*self.regulation.readings[name].one_of, OPEN]):
                self.source.fault((*path, name), f"`{option}` is no option of `{name}`", nearest(option, known))

    def _facts(self, sort: Sort, of: str, stated: Any, path: Path) -> None:
        if stated is None:
            return
        if not isinstance(stated, dict):
            self.source.fault(path, "facts are missing", "write {term: value, …}")
            return
        known = {term.id: term for term in self.regulation.terms_of[sort]}
        for name, raw in stated.items():
            place = (*path, name)
            if name not in known:
                other = self.regulation.terms.get(name)
                advice = f"it is said of {said_of(other.sort)}" if other else nearest(name, known)
                problem = f"`{name}` is no term of {said_of(sort)}" if other else f"unknown term `{name}`"
                self.source.fault(place, problem, advice, key=True)
                continue
            fact = FactId(sort, of, name)
            self.places[fact] = self.source.position(place)
            try:
                self.facts[fact] = read_value(raw, known[name].kind, known[name].options)
            except Mistyped as error:
                self.source.fault(place, f"{error.problem} as a value of `{name}`", error.advice)

    def _bodies(self) -> dict[str, str]:
        superior: dict[str, str] = {}
        for name, stated in self.shape.bodies.items():
            facts = dict(stated) if isinstance(stated, dict) else stated
            if isinstance(facts, dict) and "superior" in facts:
                above = facts.pop("superior")
                if not isinstance(above, str):
                    self.source.fault(("bodies", name, "superior"), "the name of a body is missing", "name one of the case")
                else:
                    if above not in self.shape.bodies:
                        self.source.fault(("bodies", name, "superior"), f"unknown body `{above}`", nearest(above, self.shape.bodies))
                    superior[name] = above
            self._facts("body", name, facts, ("bodies", name))
        for name in superior:
            trail = [name]
            while (above := superior.get(trail[-1])) is not None and above not in trail:
                trail.append(above)
            if above == name == min(trail):  # each circle once
                shown = " → ".join(f"`{body}`" for body in [*trail, name])
                self.source.fault(("bodies", name, "superior"), f"a cycle among superiors: {shown}")
        return superior

    def _circumstances(self) -> tuple[Listed, ...]:
        found: list[Listed] = []
        for index, stated in enumerate(self.shape.circumstances):
            path: Path = ("circumstances", index)
            if not isinstance(stated, dict):
                self.source.fault(path, "a circumstance is a mapping", "write {item: …, subject: …, term: value, …}")
                continue
            item, subject = stated.get("item"), stated.get("subject")
            for key, value in (("item", item), ("subject", subject)):
                if not isinstance(value, str):
                    self.source.fault((*path, key), f"`{key}` is missing", "state it")
            if isinstance(item, str) and item not in self.regulation.circumstances:
                self.source.fault((*path, "item"), f"no circumstance `{item}`", nearest(item, self.regulation.circumstances))
            if not (isinstance(item, str) and isinstance(subject, str)):
                continue
            name = f"{item}/{subject}"
            twins = sum(one.item == item and one.subject == subject for one in found)
            listed = Listed(f"{name}#{twins + 1}" if twins else name, item, subject)
            found.append(listed)
            facts = {key: value for key, value in stated.items() if key not in ("item", "subject")}
            self._facts("circumstance", listed.id, facts, path)
        return tuple(found)

    def _tenures(self) -> frozenset[FactId]:
        """Office and time in office, for those whose tenure is given and whose facts are silent on them."""
        tenure = self.regulation.file.tenure
        derived: set[FactId] = set()
        if self.shape.offices and tenure is None:
            self.source.fault(("offices",), f"`{self.regulation.id}` does not say what tenures mean", "state the facts of each person")
        if tenure is None:
            return frozenset()
        moments = {name: self.facts.get(FactId("matter", "", name)) for name in (tenure.decision, tenure.pursuit)}
        offices = self.regulation.terms[tenure.office].options
        for office, holders in self.shape.offices.items():
            if office not in offices:
                self.source.fault(("offices", office), f"unknown office `{office}`", nearest(office, offices), key=True)
                continue
            read = [(index, one) for index, one in enumerate(holders) if MISSING not in (one.holder, one.from_, one.to)]
            self._overlaps(office, read)
            for index, holder in read:
                if holder.holder not in self.shape.people:
                    self.source.fault(
                        ("offices", office, index, "holder"), f"unknown person `{holder.holder}`", nearest(holder.holder, self.shape.people)
                    )
                    continue
                held = [_holds(holder, moments[name]) for name in (tenure.decision, tenure.pursuit)]
                if held == [False, False]:  # an office held at neither time is not the one in question
                    continue
                when = _IN_OFFICE.get((held[0], held[1]))
                for term, value in ((tenure.office, office), (tenure.in_office_at, when)):
                    fact = FactId("person", holder.holder, term)
                    if value is not None and fact not in self.facts:
                        self.facts[fact] = value
                        self.places[fact] = self.source.position(("offices", office, index))
                        derived.add(fact)
        return frozenset(derived)

    def _overlaps(self, office: str, holders: list[tuple[int, TenureShape]]) -> None:
        spans = [(one.from_ or dt.date.min, one.to or dt.date.max, one.holder) for _, one in holders]
        for place, (start, end, holder) in enumerate(spans):
            index = holders[place][0]
            if start > end:
                self.source.fault(("offices", office, index), f"the tenure of `{holder}` ends before it starts")
            for earlier_start, earlier_end, earlier in spans[:place]:
                if start <= earlier_end and earlier_start <= end:
                    self.source.fault(
                        ("offices", office, index),
                        f"`{earlier}` and `{holder}` hold `{office}` on the same day",
                        "one office has one holder at a time",
                    )

    def _expectation(self, expected: Expectation, path: Path) -> None:
        sorts: tuple[tuple[str, Sort, tuple[str, ...]], ...] = (
            ("persons", "person", tuple(self.shape.people)),
            ("bodies", "body", tuple(self.shape.bodies)),
        )
        for field, sort, names in sorts:
            for name, outcome in getattr(expected, field).items():
                place = (*path, field, name)
                if name not in names:
                    self.source.fault(place, f"unknown {sort} `{name}`", nearest(name, names), key=True)
                if outcome is not MISSING:
                    self._tiers(outcome, sort, place)
        for name in expected.effects:
            if name not in (everybody := [*self.shape.people, *self.shape.bodies]):
                self.source.fault((*path, "effects", name), f"unknown person or body `{name}`", nearest(name, everybody), key=True)
        listed = [(one.get("item"), one.get("subject")) for one in self.shape.circumstances if isinstance(one, dict)]
        for index, circumstance in enumerate(expected.circumstances):
            if circumstance is not MISSING and (circumstance.item, circumstance.subject) not in listed:
                self.source.fault(
                    (*path, "circumstances", index),
                    f"circumstance `{circumstance.item}` is not alleged against `{circumstance.subject}` in this case",
                )
        check_expected_filings(self.source, expected, self.regulation, path)
        check_expected_decision(self.source, self.shape, expected, path)
        for name in expected.duties:
            check_expected_duty(self.source, self.shape, self.regulation, name, (*path, "duties", name))
        for name, value in expected.answers.items():
            questions = self.regulation.file.questions
            if name not in questions:
                self.source.fault((*path, "answers", name), f"unknown question `{name}`", nearest(name, questions), key=True)
            else:
                self._answer(name, value, (*path, "answers", name))

    def _answer(self, name: str, value: Any, path: Path) -> None:
        question = self.regulation.file.questions[name]
        if question.sort != "matter":
            if not isinstance(value, dict):
                self.source.fault(path, f"`{name}` is asked of each {question.sort}", "write {name: answer, …}")
                return
            values = [((*path, key), one) for key, one in value.items()]
        else:
            values = [(path, value)]
        known: tuple[str, ...] = ("yes", "no")
        answer = question.answer
        if isinstance(answer, Settled):
            if answer.number is not None or answer.bearer is not None or answer.one_of:
                return
            known = (*get_args(NormValue), "not_settled")
        for place, one in values:
            for word in one if isinstance(one, list) else [one]:
                if word not in known:
                    self.source.fault(place, f"`{word}` is no answer of `{name}`", nearest(str(word), known))

    def _tiers(self, outcome: str | tuple[str, ...] | ExpectedOutcomes, sort: Sort, path: Path) -> None:
        if isinstance(outcome, ExpectedOutcomes):
            words = [tier for tiers in outcome.outcomes for tier in tiers]
        else:
            words = [outcome] if isinstance(outcome, str) else list(outcome)
        known = [*self.regulation.tiers_of[sort], "none"]
        for word in words:
            if word not in known:
                self.source.fault(path, f"unknown tier `{word}`", nearest(str(word), known))


def _holds(tenure: TenureShape, on: object) -> bool | None:
    """Whether a tenure covers a date; None where the date is not stated."""
    if on is None or on is UNKNOWN or not isinstance(on, dt.date):
        return None
    return (tenure.from_ or dt.date.min) <= on <= (tenure.to or dt.date.max)
