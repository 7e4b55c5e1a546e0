"""Names are data: what people are called, and in which order they stand, changes nothing but the names in an answer."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

import zeren
from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.load import open_case, parse_regulation

ROOT = Path(__file__).parent.parent
CASES = sorted(ROOT.glob("scenarios/cases/**/*.case.yaml"))[4::17]
HEAD = "case: a\nregulation: county-bureau\nmatter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}\n"
MEMBER = "{role: member, body_member: yes, participated: unknown}"
AT_MOST_ONE = """
regulation: at-most-one
title: {zh: 至多一人, en: at most one}
tiers: {ranked: [bad]}
terms:
  person:
    p: {unless_stated: no, zh: 甲, en: p}
    q: {zh: 乙, en: q}
rules:
  - {id: r, article: "1", text: {zh: 规则, en: a rule}, bears: bad, when: "q and count(x, x.p) <= 1"}
"""


def renamed(case: Case, names: dict[str, str]) -> Case:
    """The same case with other names of people, bodies and circumstances, in which all of them stand the other way round."""

    def new(name: str) -> str:
        return names.get(name, name)

    facts = {FactId(one.sort, new(one.of), one.term): value for one, value in reversed(case.facts.items())}
    return msgspec.structs.replace(
        case,
        people=tuple(map(new, reversed(case.people))),
        bodies=tuple(map(new, reversed(case.bodies))),
        superior={new(lower): new(upper) for lower, upper in case.superior.items()},
        circumstances=tuple(msgspec.structs.replace(one, id=new(one.id), subject=new(one.subject)) for one in reversed(case.circumstances)),
        facts=facts,
        derived=frozenset(FactId(one.sort, new(one.of), one.term) for one in case.derived),
    )


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_other_names_in_another_order_change_names_only(file: Path) -> None:
    """Outcomes, circumstances, answers to questions and what was presumed of a shipped case, and of the same case under other names."""
    regulation, case = open_case(file)
    if case.voting is not None or case.offices or case.performances or not case.people:
        pytest.skip("names of others stand in it, or of nobody")
    everybody = [*case.people, *case.bodies, *{one.subject for one in case.circumstances} - {*case.people}]
    names = {name: f"{chr(ord('z') - place)} {name}" for place, name in enumerate(everybody)}
    names |= {one.id: f"{chr(ord('Z') - place)} {one.id}" for place, one in enumerate(case.circumstances)}
    one, other = zeren.ask(case, regulation).answer, zeren.ask(renamed(case, names), regulation).answer
    for name in [*case.people, *case.bodies]:
        assert {frozenset(found.tiers) for found in one.bearers[name].outcomes} == {
            frozenset(found.tiers) for found in other.bearers[names[name]].outcomes
        }
    made_out = sorted((found.item, found.answer) for found in one.circumstances)
    assert made_out == sorted((found.item, found.answer) for found in other.circumstances)

    def new(name: str | None) -> str:
        return names.get(name or "", name or "")

    presumed = {(new(fact.of), fact.term, str(fact.value), frozenset(map(new, fact.matters_to))) for fact in one.presumed}
    assert presumed == {(fact.of or "", fact.term, str(fact.value), frozenset(fact.matters_to)) for fact in other.presumed}


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_another_stated_fact_opens_no_outcome(file: Path) -> None:
    """Where nothing is presumed, whatever else is stated leaves fewer outcomes or as many; what follows from others is not among it."""
    regulation, case = open_case(file)
    session = zeren.Session(regulation, case, presume=False)
    before = session.now()
    silent = [
        FactId(sort, name, term.id)
        for sort, named in (("matter", ("",)), ("person", case.people), ("body", case.bodies))
        for name in named
        for term in regulation.terms.values()
        if term.sort == sort and term.kind == "yes_no" and not term.follows and FactId(sort, name, term.id) not in case.facts  # type: ignore[arg-type]
    ]
    for fact in silent[:: max(1, len(silent) // 6)]:
        for value in (True, False):
            try:
                session.state(fact.of or None, fact.term, value)
            except Refused:  # it cannot be so, as what always holds says
                continue
            for name, outcomes in session.now().bearers.items():
                assert set(outcomes) <= set(before.bearers[name]), (fact, value)
            session.retract(fact.of or None, fact.term)


def test_what_is_presumed_of_one_is_listed_of_all_who_are_alike() -> None:
    """That at most one of three is p needs it to be presumed of two: of which two is nobody's to choose."""
    regulation = parse_regulation(AT_MOST_ONE)
    people = "people: {Wu: {q: yes}, Lin: {q: no}, Zhou: {q: no}}\n"
    answered = zeren.ask(f"case: a\nregulation: at-most-one\n{people}", regulation)
    assert {fact.of for fact in answered.answer.presumed if "Wu" in fact.matters_to} >= {"Lin", "Zhou"}


def test_a_person_may_be_called_as_somebody_inside_is() -> None:
    """People whom a case does not list, and second circumstances against somebody, are told from everybody by what they are."""
    plain, odd = (
        zeren.ask(f"{HEAD}board: partial\npeople: {{{name}: {MEMBER}}}\n", find_out=True).answer.bearers
        for name in ("Wu", "'(unlisted 1)'")
    )
    assert plain["Wu"].possible == odd["(unlisted 1)"].possible
    circumstances = "circumstances: [{item: '1', subject: Wu}, {item: '1', subject: Wu}, {item: '1', subject: 'Wu#2'}]\n"
    regulation, case = zeren.case(f"{HEAD}people: {{Wu: {MEMBER}, 'Wu#2': {MEMBER}}}\n{circumstances}")
    assert len({one.id for one in case.circumstances}) == 3
    assert len(zeren.ask(case, regulation).answer.circumstances) == 3


@pytest.mark.parametrize(
    ("people", "problem"),
    [
        ("people: {Wu: {role: member}}\nbodies: {Wu: {}}\n", "`Wu` is a person and a body"),
        ("people: {'': {role: member}}\n", "has no name"),
        ("people: {Wu: {role: member}}\nbodies: {' ': {}}\n", "has no name"),
    ],
)
def test_names_that_tell_nobody_from_another_are_refused(people: str, problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        zeren.case(HEAD + people)
