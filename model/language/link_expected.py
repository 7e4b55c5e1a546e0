"""Checking what a case expects: that everything it names exists, and that each answer is one that could be given."""

from __future__ import annotations

from typing import Any, get_args

from zeren.model.language.case import CaseShape, Expectation, ExpectedOutcomes
from zeren.model.language.faults import Path, nearest
from zeren.model.language.link_filings import check_expected_filings
from zeren.model.language.link_performances import check_expected_duty
from zeren.model.language.link_voting import check_expected_decision
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.statements import NormValue, Settled
from zeren.model.language.terms import Sort


def check_expectation(source: Source, shape: CaseShape, regulation: Regulation, expected: Expectation, path: Path) -> None:
    """Record every fault of what a case expects."""
    sorts: tuple[tuple[str, Sort, tuple[str, ...]], ...] = (
        ("persons", "person", tuple(shape.people)),
        ("bodies", "body", tuple(shape.bodies)),
    )
    for field, sort, names in sorts:
        for name, outcome in getattr(expected, field).items():
            place = (*path, field, name)
            if name not in names:
                source.fault(place, said("unknown what", sort, name), nearest(name, names), key=True)
            if outcome is not MISSING:
                _tiers(source, regulation, outcome, sort, place)
    for name in expected.effects:
        if name not in (everybody := [*shape.people, *shape.bodies]):
            source.fault((*path, "effects", name), said("unknown person or body", name), nearest(name, everybody), key=True)
    listed = [(one.get("item"), one.get("subject")) for one in shape.circumstances if isinstance(one, dict)]
    for index, circumstance in enumerate(expected.circumstances):
        if circumstance is not MISSING and (circumstance.item, circumstance.subject) not in listed:
            source.fault(
                (*path, "circumstances", index),
                said("circumstance is not alleged against in", circumstance.item, circumstance.subject),
            )
    check_expected_filings(source, expected, regulation, path)
    check_expected_decision(source, shape, expected, path)
    for name in expected.duties:
        check_expected_duty(source, shape, regulation, name, (*path, "duties", name))
    for name, value in expected.answers.items():
        questions = regulation.file.questions
        if name not in questions:
            source.fault((*path, "answers", name), said("unknown question", name), nearest(name, questions), key=True)
        else:
            _answer(source, regulation, name, value, (*path, "answers", name))
    _labels(source, shape, regulation, expected, path)
    _procedure(source, regulation, expected, path)
    _bounds(source, regulation, expected, path)


def _labels(source: Source, shape: CaseShape, regulation: Regulation, expected: Expectation, path: Path) -> None:
    for name, labels in expected.labels.items():
        place = (*path, "labels", name)
        if name not in (everybody := [*shape.people, *shape.bodies]):
            source.fault(place, said("unknown person or body", name), nearest(name, everybody), key=True)
            continue
        sort = "person" if name in shape.people else "body"
        known = [label.id for label in regulation.file.labels if label.sort == sort]
        for label in labels if labels is not MISSING else ():
            if label not in known:
                source.fault((*place, label), said("unknown label of a", label, sort), nearest(label, known), key=True)


def _procedure(source: Source, regulation: Regulation, expected: Expectation, path: Path) -> None:
    acts = [(act.act, act.organ) for act in regulation.file.authority]
    for index, one in enumerate(expected.procedure):
        if one is MISSING or MISSING in (one.act, one.organ):
            continue
        place = (*path, "procedure", index)
        if one.act not in (known := [act for act, _ in acts]):
            source.fault((*place, "act"), said("unknown act", one.act), nearest(one.act, known))
        elif (one.act, one.organ) not in acts:
            organs = [organ or "null" for act, organ in acts if act == one.act]
            source.fault((*place, "organ"), said("is not said of", one.act, one.organ or "null"), nearest(one.organ or "null", organs))


def _bounds(source: Source, regulation: Regulation, expected: Expectation, path: Path) -> None:
    duties = [duty.id for duty in regulation.file.duties]
    for index, bound in enumerate(expected.bounds):
        if bound is MISSING or bound.of is MISSING:
            continue
        place = (*path, "bounds", index)
        for one in bound.chain:
            if one is not MISSING and one not in duties:
                source.fault((*place, "of"), said("unknown duty", one), nearest(one, duties))
        fields = ("age_days", "age_days_common_year")
        if len(bound.chain) > 1:
            fields = ("gap_days", "gap_days_common_year")
        for field in fields:
            if getattr(bound, field) not in (None, MISSING):
                source.fault((*place, field), said("is not said of too", field, "a chain" if len(bound.chain) > 1 else "a single duty"))


def _answer(source: Source, regulation: Regulation, name: str, value: Any, path: Path) -> None:
    question = regulation.file.questions[name]
    if question.sort != "matter":
        if not isinstance(value, dict):
            source.fault(path, said("is asked of each", name, question.sort), said("write name answer"))
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
                source.fault(place, said("is no answer of", word, name), nearest(str(word), known))


def _tiers(source: Source, regulation: Regulation, outcome: str | tuple[str, ...] | ExpectedOutcomes, sort: Sort, path: Path) -> None:
    if isinstance(outcome, ExpectedOutcomes):
        words = [tier for tiers in outcome.outcomes for tier in tiers]
    else:
        words = [outcome] if isinstance(outcome, str) else list(outcome)
    known = [*regulation.tiers_of[sort], "none"]
    for word in words:
        if word not in known:
            source.fault(path, said("unknown tier", word), nearest(str(word), known))
