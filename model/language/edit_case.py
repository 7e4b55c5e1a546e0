"""A case with something more or less in it: a fact, a reading, a person, a body, an alleged circumstance.

Each function returns another case. What cannot be said is refused with what was expected, as in a case file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import count
from typing import Any, cast

from msgspec.structs import replace

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.link_case import OPEN, body_subject
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import (
    NEVER,
    Duration,
    Kind,
    MaybeValue,
    Mistyped,
    Never,
    Sort,
    Term,
    Unknown,
    apart,
    read_value,
    said_of,
    within_years,
)
from zeren.model.language.voting import VotingShape

Stated = Mapping[str, Any]  # facts by their terms, as a case file writes them or as values


def fact_of(regulation: Regulation, case: Case, of: str | None, term: str) -> FactId:
    """The fact that a term says of somebody in the case, or of the matter (None).

    Raises:
        Refused: if the regulation has no such term, or the case nobody of that name.
    """
    if term not in regulation.terms:
        raise _refused(case, said("unknown term", term), nearest(term, regulation.terms))
    sort = regulation.terms[term].sort
    if (of or "") not in (names := case.entities(sort)):
        advice = said("it is said of the matter") if sort == "matter" else nearest(str(of), names)
        raise _refused(case, said("cannot be said of", term, of), advice)
    return FactId(sort, of or "", term)


def with_fact(regulation: Regulation, case: Case, of: str | None, term: str, value: Any) -> Case:
    """The case with a fact stated, in place of what it stated before."""
    fact = fact_of(regulation, case, of, term)
    _check_tenures(regulation, case, term)
    stated = {**case.facts, fact: typed(case, regulation.terms[term], value)}
    return replace(case, facts=stated, derived=case.derived - {fact})


def without_fact(regulation: Regulation, case: Case, of: str | None, term: str) -> Case:
    """The case silent on a fact."""
    fact = fact_of(regulation, case, of, term)
    _check_tenures(regulation, case, term)
    return replace(case, facts={one: value for one, value in case.facts.items() if one != fact}, derived=case.derived - {fact})


def with_readings(regulation: Regulation, case: Case, readings: Mapping[str, str]) -> Case:
    """The case with readings pinned to an option each, or opened by the word `open`."""
    for name, option in readings.items():
        if name not in regulation.readings:
            raise _refused(case, said("unknown reading", name), nearest(name, regulation.readings))
        if option not in (options := [*regulation.readings[name].one_of, OPEN]):
            raise _refused(case, said("is no option of", option, name), nearest(option, options))
    return replace(case, readings={**case.readings, **readings})


def with_person(regulation: Regulation, case: Case, name: str, facts: Stated) -> Case:
    """The case with one more person."""
    _check_new(case, name)
    return replace(case, people=(*case.people, name), facts={**case.facts, **_facts(regulation, case, "person", name, facts)})


def with_body(regulation: Regulation, case: Case, name: str, facts: Stated, superior: str | None = None) -> Case:
    """The case with one more body, under a superior that is there already."""
    _check_new(case, name)
    if superior is not None and superior not in case.bodies:
        raise _refused(case, said("unknown body", superior), nearest(superior, case.bodies))
    above = case.superior if superior is None else {**case.superior, name: superior}
    stated = _facts(regulation, case, "body", name, facts)
    return replace(case, bodies=(*case.bodies, name), superior=above, facts={**case.facts, **stated})


def with_circumstance(regulation: Regulation, case: Case, item: str, subject: str, facts: Stated) -> tuple[Case, str]:
    """The case with a listed circumstance alleged against a subject, who need not be in it, and its id."""
    if item not in regulation.circumstances:
        raise _refused(case, said("no circumstance", item), nearest(item, regulation.circumstances))
    known = {one.id for one in case.circumstances}
    ids = (f"{item}/{subject}" + (f"#{number}" if number > 1 else "") for number in count(1))
    name = next(one for one in ids if one not in known)
    stated = _facts(regulation, case, "circumstance", name, facts)
    listed = Listed(name, item, subject)
    derived = case.derived
    if (fact := body_subject(regulation, listed, case.bodies)) is not None and fact not in stated:
        stated, derived = {**stated, fact: True}, derived | {fact}
    return replace(case, circumstances=(*case.circumstances, listed), facts={**case.facts, **stated}, derived=derived), name


def without(case: Case, name: str) -> Case:
    """The case without a person, a body or an alleged circumstance, and without all that is stated of it.

    Raises:
        Refused: if there is none of that name, or if the case names it elsewhere: in how it was decided, as somebody's
            superior, as one who performed a duty.
    """
    listed = [*case.people, *case.bodies, *case.entities("circumstance")]
    if name not in listed:
        raise _refused(case, said("nobody is called", name), nearest(name, listed))
    needed = [f"the superior of `{below}`" for below, above in case.superior.items() if above == name]
    needed += ["one whom `voting` names"] if case.voting is not None and name in _named(case.voting) else []
    needed += [f"who performed `{one.duty}`" for one in case.performances if one.by == name]
    if needed:
        raise _refused(case, said("cannot be taken out", name), said("the case names it as", needed[0]))
    return replace(
        case,
        people=_less(case.people, name),
        bodies=_less(case.bodies, name),
        superior={below: above for below, above in case.superior.items() if below != name},
        circumstances=tuple(one for one in case.circumstances if one.id != name),
        facts={fact: value for fact, value in case.facts.items() if fact.of != name},
        derived=frozenset(fact for fact in case.derived if fact.of != name),
    )


def _check_tenures(regulation: Regulation, case: Case, term: str) -> None:
    """Who held an office at a date was worked out when the case was read; another date would leave that behind."""
    tenure = regulation.file.tenure
    if tenure is not None and case.offices and term in (tenure.decision, tenure.pursuit):
        raise _refused(case, said("decides who held an office", term), said("change the date in the case"))


def _named(voting: VotingShape) -> set[str | None]:
    """Everybody of whom the statement of how a case was decided speaks."""
    found: set[str | None] = set(voting.others)
    for one in (voting, *voting.steps.values()):
        found |= {one.chair, *one.members, *one.votes}
    return found | {step.by for step in voting.steps.values()}


def _less(names: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(one for one in names if one != name)


def _check_new(case: Case, name: str) -> None:
    if not name:
        raise _refused(case, said("a name is missing"), said("give one"))
    if name in (*case.people, *case.bodies):
        raise _refused(case, said("is in the case already", name), said("give another name"))


def _facts(regulation: Regulation, case: Case, sort: Sort, name: str, facts: Stated) -> dict[FactId, MaybeValue]:
    known = {term.id: term for term in regulation.terms_of[sort]}
    stated: dict[FactId, MaybeValue] = {}
    faults: list[Fault] = []
    for word, value in facts.items():
        try:
            if word not in known:
                raise _refused(case, said("is no term of", word, said_of(sort)), nearest(word, known))
            stated[FactId(sort, name, word)] = typed(case, known[word], value)
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(faults)
    return stated


def typed(case: Case, term: Term, value: Any) -> MaybeValue:
    """The value of a term, from what a case file would say or from a value of Python.

    Raises:
        Refused: if it is no value of that term.
    """
    if isinstance(value, str):
        try:
            return read_value(value, term.kind, term.options)
        except Mistyped as error:
            raise _refused(case, said("as a value of", error.problem, term.id), error.advice) from None
    if value is False and term.kind == "moment":
        return NEVER
    if not isinstance(value, (Unknown, Never)) and not _is_of_kind(value, term.kind):
        raise _refused(case, said("is no value of", value, term.id), said("write it as in a case"))
    try:
        return cast(MaybeValue, apart(within_years(value)) if isinstance(value, dt.datetime) else value)
    except Mistyped as error:
        raise _refused(case, error.problem, error.advice) from None


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    "yes_no": (bool,),
    "number": (int, Fraction),
    "date": (dt.date,),
    "moment": (dt.datetime, Never),
    "duration": (Duration,),
    "one_of": (),
}


def _is_of_kind(value: object, kind: Kind) -> bool:
    """Whether something that is no text is a value of a term: a yes is no number, and a moment, which has a zone, no date."""
    if isinstance(value, bool):
        return kind == "yes_no"
    if isinstance(value, dt.datetime):
        return kind == "moment" and value.tzinfo is not None
    return isinstance(value, _TYPES[kind])


def _refused(case: Case, problem: str, advice: str) -> Refused:
    return Refused([Fault(case.file or case.id, 0, 0, problem, advice)])
