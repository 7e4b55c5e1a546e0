"""From values of the open facts to a complete case that `evaluate` takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import SUBJECT
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Sort, Term, Value, apart, duration
from zeren.model.meaning.day_zone import day_zone
from zeren.model.meaning.evaluate import Complete, Meanings, Situation

_PLAIN: dict[str, Any] = {"yes_no": False, "number": 0, "duration": duration("days", 0)}


def complete(
    meanings: Meanings, case: Case, values: Mapping[FactId | str, Value], people: Mapping[str, bool] | None = None
) -> tuple[Complete, dict[str, str]]:
    """The case with every fact valued, and its readings: stated facts, then `values`, then what follows, then any value.

    `people` names persons whom the case does not list, with whether they are there.
    """
    regulation = meanings.regulation
    readings = {
        name: str(values.get(name) or reading.literal or next(iter(reading.one_of))) for name, reading in regulation.readings.items()
    }
    zone = day_zone(case)

    def placed(value: Value) -> Value:
        return apart(value.astimezone(zone)) if isinstance(value, dt.datetime) else value

    pending: list[tuple[dict[str, Any], FactId]] = []

    def facts(sort: Sort, name: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = more
        for term in regulation.terms_of[sort]:
            fact = FactId(sort, name, term.id)
            stated = case.facts.get(fact, UNKNOWN)
            if stated is not UNKNOWN:
                found[term.id] = stated
            elif fact in values:
                found[term.id] = placed(values[fact])
            elif term.follows and fact not in case.facts:
                pending.append((found, fact))
            else:
                found[term.id] = _any_value(term)
        return found

    matter = facts("matter", "")
    listed = [*case.people, *(name for name, present in (people or {}).items() if present)]
    persons = {name: facts("person", name) for name in listed}
    bodies = {name: facts("body", name) for name in case.bodies}
    circumstances: dict[str, dict[str, Any]] = {}
    strangers: dict[str, dict[str, Any]] = {}
    for one in case.circumstances:
        subject = persons.get(one.subject) or strangers.get(one.subject)
        if subject is None:
            subject = strangers[one.subject] = facts("person", one.subject)
        circumstances[one.id] = facts("circumstance", one.id, item=one.item, **{SUBJECT: subject})
    whole = Complete(matter, persons, bodies, circumstances)
    _fill(meanings, whole, readings, pending)
    return whole, readings


def _fill(meanings: Meanings, whole: Complete, readings: dict[str, str], pending: list[tuple[dict[str, Any], FactId]]) -> None:
    """Give the facts that follow from others their values, each once what it needs is there."""
    regulation: Regulation = meanings.regulation
    situation = Situation(meanings, whole, readings)
    while pending:
        waiting = []
        for found, fact in pending:
            condition = meanings.of(regulation.follows[fact.term])
            try:
                found[fact.term] = situation.holds(condition, {} if fact.sort == "matter" else found)
            except KeyError:
                waiting.append((found, fact))
        if len(waiting) == len(pending):
            raise AssertionError(f"silent facts follow one another in a circle: {[fact.shown for _, fact in waiting]}")
        pending = waiting


def _any_value(term: Term) -> Any:
    if term.unless_stated is not UNKNOWN:
        return term.unless_stated
    if term.kind == "one_of":
        return next(iter(term.options))
    if term.kind in _PLAIN:
        return _PLAIN[term.kind]
    return dt.date(2000, 1, 1) if term.kind == "date" else dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
