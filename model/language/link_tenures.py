"""From the tenures of a case to facts: the office that each held when the decision was taken, and when accountability is pursued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from zeren.model.language.case import CaseShape, FactId, TenureShape
from zeren.model.language.faults import nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.statements import Tenure
from zeren.model.language.terms import UNKNOWN, MaybeValue

# whether a tenure covers the day of the decision and that of the pursuit (None where the day is not stated)
_IN_OFFICE: dict[tuple[bool | None, bool | None], str] = {
    (True, True): "both",
    (True, False): "decision",
    (None, False): "decision",
    (False, True): "pursuit",
    (False, None): "pursuit",
}


def read_tenures(
    source: Source,
    shape: CaseShape,
    regulation: Regulation,
    facts: dict[FactId, MaybeValue],
    places: dict[FactId, tuple[int, int]],
) -> frozenset[FactId]:
    """Office and time in office, for those whose tenure is given and whose facts are silent on them."""
    tenure = regulation.file.tenure
    derived: set[FactId] = set()
    if shape.offices and tenure is None:
        source.fault(("offices",), said("does not say what tenures mean", regulation.id), said("state the facts of each person"))
    if tenure is None:
        return frozenset()
    moments = {name: facts.get(FactId("matter", "", name)) for name in (tenure.decision, tenure.pursuit)}
    offices = regulation.terms[tenure.office].options
    serving: dict[str, list[_Served]] = {}
    for office, holders in shape.offices.items():
        if office not in offices:
            source.fault(("offices", office), said("unknown office", office), nearest(office, offices), key=True)
            continue
        read = [(index, one) for index, one in enumerate(holders) if MISSING not in (one.holder, one.from_, one.to)]
        _overlaps(source, office, read, office in tenure.shared)
        for index, holder in read:
            if holder.holder not in shape.people:
                source.fault(
                    ("offices", office, index, "holder"), said("unknown person", holder.holder), nearest(holder.holder, shape.people)
                )
                continue
            held = [_holds(holder, moments[name]) for name in (tenure.decision, tenure.pursuit)]
            if held != [False, False]:  # an office held at neither time is not the one in question
                serving.setdefault(holder.holder, []).append(_Served(office, index, *held))
    for person, served in serving.items():
        for term, value, one in _in_office(served, tenure):
            fact = FactId("person", person, term)
            if fact not in facts:
                facts[fact] = value
                places[fact] = source.position(("offices", one.office, one.place))
                derived.add(fact)
    return frozenset(derived)


def _overlaps(source: Source, office: str, holders: list[tuple[int, TenureShape]], shared: bool) -> None:
    spans = [(one.from_ or dt.date.min, one.to or dt.date.max, one.holder) for _, one in holders]
    for place, (start, end, holder) in enumerate(spans):
        index = holders[place][0]
        if start > end:
            source.fault(("offices", office, index), said("the tenure of ends before it", holder))
        for earlier_start, earlier_end, earlier in () if shared else spans[:place]:
            if start <= earlier_end and earlier_start <= end:
                source.fault(
                    ("offices", office, index),
                    said("and hold on the same day", earlier, holder, office),
                    said("one office has one holder at"),
                )


class _Served(NamedTuple):
    """An office of somebody, the place of its tenure in the file, and whether it was held at either time."""

    office: str
    place: int
    at_decision: bool | None
    at_pursuit: bool | None


def _in_office(served: list[_Served], tenure: Tenure) -> Iterator[tuple[str, str, _Served]]:
    """The facts that somebody's tenures tell: the office when the decision was taken, when it was held, and another one held later."""
    before = next((one for one in served if one.at_decision), None)
    later = [one for one in served if one.at_pursuit]
    after = next((one for one in later if before and one.office == before.office), later[0] if later else None)
    one = before or served[0]
    yield tenure.office, one.office, one
    if before and after and before.office == after.office:
        yield tenure.in_office_at, "both", one
    elif before and after and tenure.later_office:
        yield tenure.in_office_at, "decision", one
        yield tenure.later_office, after.office, after
    elif (when := _IN_OFFICE.get((one.at_decision, one.at_pursuit))) is not None:
        yield tenure.in_office_at, when, one


def _holds(tenure: TenureShape, on: object) -> bool | None:
    """Whether a tenure covers a date; None where the date is not stated."""
    if on is None or on is UNKNOWN or not isinstance(on, dt.date):
        return None
    return (tenure.from_ or dt.date.min) <= on <= (tenure.to or dt.date.max)
