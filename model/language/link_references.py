"""Checking the names that parts of a regulation's file use of one another, and that ids are given once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zeren.model.language.calendar import is_day_of_year
from zeren.model.language.faults import Path, nearest
from zeren.model.language.limits import how_to_raise, limits
from zeren.model.language.link_provisions import check_provisions
from zeren.model.language.link_succession import check_succession
from zeren.model.language.link_voting import check_votes
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import RegulationShape
from zeren.model.language.said import names, said
from zeren.model.language.source import Source
from zeren.model.language.statements import Duty, Tenure
from zeren.model.language.terms import UNKNOWN, Mistyped, Term, read_value

_RULE_ID = re.compile(r"[^\W\d]\w*(-\w+)*")


def check_references(source: Source, shape: RegulationShape, terms: Mapping[str, Term]) -> None:
    """Check every name that one part of the file uses of another. Faults go to `source`."""
    _References(source, shape, terms).check()


def known_name(source: Source, name: Any, known: Iterable[str], path: Path, what: str) -> None:
    """Record a fault unless a name is one of those known; one that is missing has its fault already."""
    if name is not MISSING and name not in (names := list(known)):
        source.fault(path, said("unknown what", what, name), nearest(name, names))


def _plural(what: str) -> str:
    """The plural of a kind of thing, as faults name it."""
    return " or ".join(f"{one.removesuffix('y')}ies" if one.endswith("y") else f"{one}s" for one in what.split(" or "))


class _References:
    def __init__(self, source: Source, shape: RegulationShape, terms: Mapping[str, Term]) -> None:
        self.source, self.shape, self.terms = source, shape, terms

    def check(self) -> None:
        """Every name that one part of the file uses of another."""
        shape, tiers = self.shape, self.shape.tiers
        if (many := len(shape.readings)) > limits().readings:
            self.source.fault(("readings",), said("readings", many), how_to_raise("readings", many), key=True)
        check_votes(self.source, shape)
        self._unique(
            [(rule.id, ("rules", i, "id")) for i, rule in enumerate(shape.rules)]
            + [(one.id, ("exceptions", i, "id")) for i, one in enumerate(shape.exceptions)],
            "rule or exception",
        )
        self._unique([(one.item, ("circumstances", i, "item")) for i, one in enumerate(shape.circumstances)], "circumstance")
        self._unique([(one.id, ("duties", i, "id")) for i, one in enumerate(shape.duties)], "duty")
        self._unique([(one.id, ("labels", i, "id")) for i, one in enumerate(shape.labels)], "label")
        self._unique([(one.id, ("background", i, "id")) for i, one in enumerate(shape.background)], "background sentence")
        self._unique([(one.id, ("properties", i, "id")) for i, one in enumerate(shape.properties)], "property")
        if tiers is not MISSING:
            self._unique([(tier, ("tiers",)) for tier in tiers.all], "tier")
            for index, rule in enumerate(shape.rules):
                known_name(self.source, rule.bears, tiers.all, ("rules", index, "bears"), "tier")
        for index, rule in enumerate(shape.rules):
            if rule.sort not in ("person", "body"):
                self.source.fault(
                    ("rules", index, "sort"), said("a rule that bears on a", rule.sort), said("only persons and bodies bear a")
                )
        self._elsewhere()
        targets = [one.id for one in shape.rules] + [one.id for one in shape.exceptions]
        for index, one in enumerate(shape.exceptions):
            for place, target in enumerate(one.defeats):
                known_name(self.source, target, targets, ("exceptions", index, "defeats", place), "rule or exception")
        for index, act in enumerate(shape.authority):
            if act.organ is not None:
                known_name(self.source, act.organ, shape.organs, ("authority", index, "organ"), "organ")
            for place, organ in enumerate(act.to):
                known_name(self.source, organ, shape.organs, ("authority", index, "to", place), "organ")
        for index, duty in enumerate(shape.duties):
            for field in ("who", "to", "of"):
                if (name := getattr(duty, field)) is not None:
                    known_name(self.source, name, shape.bearers, ("duties", index, field), "bearer")
            if (duty.at_least is None) != (duty.per is None):
                self.source.fault(("duties", index), said("at_least and per go together"), said("state both or neither"))
            if duty.at_least is not None and duty.at_least is not MISSING and duty.at_least < 1:
                self.source.fault(("duties", index, "at_least"), said("it", duty.at_least), said("expected 1 or more"))
            self._if_read(duty, ("duties", index))
            self._time_limits(duty, ("duties", index))
            self._filing(duty, ("duties", index))
        for name, bearer in shape.above.items():
            for known in [name] if bearer is None else [name, bearer]:
                known_name(self.source, known, shape.bearers, ("above", name), "bearer")
        if (ladder := shape.sanctions) not in (None, MISSING):
            for place, rung in enumerate(ladder.ladder):
                known_name(self.source, rung, ladder.terms, ("sanctions", "ladder", place), "measure")
            if ladder.persons_only not in (None, MISSING):
                for place, rung in enumerate(ladder.persons_only.measures):
                    known_name(self.source, rung, ladder.ladder, ("sanctions", "persons_only", "measures", place), "measure of the ladder")
            for index, measure in enumerate(ladder.measures):
                for place, rung in enumerate(measure.mandatory):
                    known_name(self.source, rung, ladder.terms, ("sanctions", "measures", index, "mandatory", place), "measure")
        if (windows := shape.windows) not in (None, MISSING):
            known_name(self.source, windows.reading, shape.readings, ("windows", "reading"), "reading")
            if windows.reading in shape.readings and shape.readings[windows.reading] is not MISSING:
                for field in ("calendar", "rolling", "anchored"):
                    known_name(self.source, getattr(windows, field), shape.readings[windows.reading].one_of, ("windows", field), "option")
            if (same := windows.same_day) not in (None, MISSING):
                known_name(self.source, same.reading, shape.readings, ("windows", "same_day", "reading"), "reading")
                if same.reading in shape.readings and shape.readings[same.reading] is not MISSING:
                    options = shape.readings[same.reading].one_of
                    for field in ("distinct", "allowed"):
                        known_name(self.source, getattr(same, field), options, ("windows", "same_day", field), "option")
        if (term := shape.body_subject) not in (None, MISSING):
            facts = [one.id for one in self.terms.values() if (one.sort, one.kind) == ("circumstance", "yes_no")]
            known_name(self.source, term, facts, ("body_subject",), "yes/no term of a circumstance")
        if (tenure := shape.tenure) not in (None, MISSING):
            for field in ("office", "in_office_at", "decision", "pursuit"):
                known_name(self.source, getattr(tenure, field), self.terms, ("tenure", field), "term")
            self._offices(tenure)
        self._not_modelled()
        check_provisions(self.source, shape, self.terms)
        check_succession(self.source, shape)

    def _elsewhere(self) -> None:
        """Who is told to look elsewhere, and until when a step can be mended."""
        for index, rule in enumerate(self.shape.rules):
            for place, see in enumerate(rule.see):
                if see.sort not in (MISSING, "person", rule.sort):
                    problem = said("a beside a rule on a", see.sort, rule.sort)
                    self.source.fault(("rules", index, "see", place, "sort"), problem, said("leave it out"))
        for index, see in enumerate(self.shape.see):
            if see.sort not in (MISSING, "person", "body"):
                self.source.fault(
                    ("see", index, "sort"), said("a that is to look elsewhere", see.sort), said("only persons and bodies bear a")
                )
        kinds = ("yes_no", "moment", "date")
        until = [one.id for one in self.terms.values() if one.sort in ("matter", "person") and one.kind in kinds]
        for index, checklist in enumerate(self.shape.checklists):
            for place, step in enumerate(checklist.steps):
                if step.until is not None:
                    what = "yes/no term or moment of the matter or of a person"
                    known_name(self.source, step.until, until, ("checklists", index, "steps", place, "until"), what)

    def _offices(self, tenure: Tenure) -> None:
        """Every office of the one term must be one of the other, and those that are shared must exist."""
        if tenure.office not in self.terms or tenure.office is MISSING:
            return
        offices = self.terms[tenure.office].options
        for index, office in enumerate(tenure.shared):
            known_name(self.source, office, offices, ("tenure", "shared", index), "office")
        if tenure.later_office in (None, MISSING):
            return
        known_name(self.source, tenure.later_office, self.terms, ("tenure", "later_office"), "term")
        if (later := self.terms.get(tenure.later_office)) is not None and (lacking := [one for one in offices if one not in later.options]):
            self.source.fault(
                ("tenure", "later_office"),
                said("lacks", tenure.later_office, names(lacking)),
                said("it must offer every option of", tenure.office),
            )

    def _if_read(self, duty: Duty, path: Path) -> None:
        """A number that rests on a reading names an option of it, and stands in for a number that the text gives."""
        read = duty.if_read
        if read in (None, MISSING):
            return
        known_name(self.source, read.reading, self.shape.readings, (*path, "if_read", "reading"), "reading")
        reading: Any = self.shape.readings.get(read.reading, MISSING)
        if reading is not MISSING:
            known_name(self.source, read.option, reading.one_of, (*path, "if_read", "option"), "option")
        if duty.at_least is not None:
            self.source.fault((*path, "if_read"), said("a number of the text beside"), said("leave one of them out"))
        if read.at_least is not MISSING and read.at_least < 1:
            self.source.fault((*path, "if_read", "at_least"), said("it", read.at_least), said("expected 1 or more"))

    def _not_modelled(self) -> None:
        """What is left out touches parts of the file that exist."""
        shape = self.shape
        listed: list[Any] = [*shape.rules, *shape.exceptions, *shape.duties, *shape.filings, *shape.labels]
        parts = [one.id for one in listed if one is not MISSING] + [one.item for one in shape.circumstances if one is not MISSING]
        for index, left in enumerate(shape.not_modelled):
            for place, name in enumerate(left.touches if left is not MISSING else ()):
                what = "rule, exception, item, duty, filing, label or question"
                known_name(self.source, name, [*parts, *shape.questions], ("not_modelled", index, "touches", place), what)

    def _time_limits(self, duty: Duty, path: Path) -> None:
        if duty.within not in (None, MISSING):
            try:
                if read_value(duty.within, "duration") is UNKNOWN:
                    self.source.fault((*path, "within"), said("unknown"), said("expected a duration such as days"))
            except Mistyped as error:
                self.source.fault((*path, "within"), error.problem, error.advice)
        if isinstance(duty.by, str) and not is_day_of_year(duty.by):
            self.source.fault((*path, "by"), said("it", duty.by), said("expected a day of the year such as"))

    def _filing(self, duty: Duty, path: Path) -> None:
        """A duty that a filing fulfils says so; one that only bears the name of a filing would be counted twice."""
        filings = [one.id for one in self.shape.filings if one is not MISSING]
        if duty.filing is not None:
            known_name(self.source, duty.filing, filings, (*path, "filing"), "filing")
        elif duty.id is not MISSING and duty.id in filings:
            self.source.fault((*path, "id"), said("is a filing too", duty.id), said("say filing here or rename one", duty.id))

    def _unique(self, ids: Iterable[tuple[Any, Path]], what: str) -> None:
        seen: set[str] = set()
        for name, path in ids:
            if name is MISSING:
                continue
            if name in seen:
                self.source.fault(path, said("two have the id", _plural(what), name), said("rename one"))
            elif what == "rule or exception" and not _RULE_ID.fullmatch(name):
                self.source.fault(path, said("cannot be the id of a", name), said("use words joined by - or"))
            seen.add(name)
