"""A session answers as a fresh question does, whatever was stated and taken back before."""

from __future__ import annotations

from typing import Any

import pytest
from brute_force import MEANINGS, REGULATION, VALUES
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.solving.ask import ask
from zeren.model.solving.session import Session
from zeren.model.solving.undecided import Undecided

PEOPLE = ("A", "B")
FACTS = [(of, term.id) for sort, names in (("matter", (None,)), ("person", PEOPLE)) for of in names for term in REGULATION.terms_of[sort]]


class Stating(RuleBasedStateMachine):
    """Facts of the small regulation stated, left open and taken back."""

    presume = True

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(REGULATION, Case(id="drawn", regulation="small", people=PEOPLE), presume=self.presume)
        self.facts: dict[FactId, Any] = {}

    @rule(fact=st.sampled_from(FACTS), data=st.data())
    def state(self, fact: tuple[str | None, str], data: st.DataObject) -> None:
        value = data.draw(st.sampled_from([*VALUES[fact[1]], UNKNOWN]))
        before = self.session.now()
        try:
            self.session.state(*fact, value)
        except Refused:
            assert self.session.now() == before
            with pytest.raises(Refused):
                self.ask({**self.facts, self.session.fact(*fact): value})
        else:
            self.facts[self.session.fact(*fact)] = value

    @rule(fact=st.sampled_from(FACTS))
    def retract(self, fact: tuple[str | None, str]) -> None:
        try:
            self.session.retract(*fact)
        except Refused:  # without it, what it kept from following follows
            with pytest.raises(Refused):
                self.ask({one: value for one, value in self.facts.items() if one != self.session.fact(*fact)})
        else:
            self.facts.pop(self.session.fact(*fact), None)

    def ask(self, facts: dict[FactId, Any]) -> dict[str, tuple[tuple[str, ...], ...]]:
        case = Case(id="drawn", regulation="small", people=PEOPLE, facts=facts)
        answer = ask(REGULATION, case, meanings=MEANINGS, presume=self.presume)
        return {name: tuple(one.tiers for one in bearer.outcomes) for name, bearer in answer.bearers.items()}

    @invariant()
    def answers_as_a_fresh_question(self) -> None:
        assert dict(self.session.now().bearers) == self.ask(self.facts)
        assert self.session.case.facts == self.facts


class StatingOpenly(Stating):
    """The same, assuming nothing that is not stated."""

    presume = False


slow_start = settings(max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
TestStating = Stating.TestCase
TestStating.settings = slow_start
TestStatingOpenly = StatingOpenly.TestCase
TestStatingOpenly.settings = slow_start


BUREAU = load_regulation("county-bureau")
CASE = """
case: a
regulation: county-bureau
matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
people:
  Wu: {role: member, body_member: yes, participated: yes}
circumstances:
  - {item: "3", subject: Wu, incident: yes, caused_by_domain: yes}
"""


def test_circumstances_are_answered_too() -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    (name,) = session.now().circumstances
    assert session.now().circumstances == {name: "excluded"}
    session.state(name, "in_scope", "yes")
    assert session.now().circumstances == {name: "certain"}
    session.state(name, "in_scope", "unknown")
    assert session.now().circumstances == {name: "possible"}


def test_the_whole_answer_is_that_of_the_case_as_it_stands() -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU), readings={"dissent_record": "required"})
    session.state("Wu", "objection_stated", True)
    assert session.ask(why=True) == ask(BUREAU, session.case, readings={"dissent_record": "required"}, why=True)
    assert session.now().bearers["Wu"] == (("important",),)
    session.state("Wu", "objection_recorded", True)
    assert session.now().bearers["Wu"] == ((),)


@pytest.mark.parametrize(
    ("of", "term", "value", "problem"),
    [
        ("Wu", "objected", True, "unknown term `objected`"),
        ("Wo", "role", "member", "`role` cannot be said of `Wo`"),
        ("Wu", "erroneous", True, "`erroneous` cannot be said of `Wu`"),
        ("Wu", "role", "memer", "`memer` as a value of `role`"),
        ("Wu", "participated", 3, "`3` is no value of `participated`"),
        ("Wu", "stance", "absent", "these facts cannot all hold"),
    ],
)
def test_what_cannot_be_stated_is_refused_and_changes_nothing(of: str, term: str, value: object, problem: str) -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    before = session.now()
    with pytest.raises(Refused, match=problem):
        session.state(of, term, value)
    assert session.now() == before
    assert session.case.facts == parse_case(CASE, BUREAU).facts


def test_dates_can_change_too() -> None:
    regulation = parse_regulation("""
regulation: dated
title: {zh: 期, en: dated}
tiers: {unranked: [late]}
terms:
  matter: {due: {zh: 期限, en: due on, type: date}, filed: {zh: 报送日, en: filed on, type: date}}
  person: {reporter: {zh: 报送人, en: files the report}}
rules:
  - {id: late, article: "1", bears: late, when: reporter and filed > due + months(1), text: {zh: 迟, en: filed too late}}
""")
    session = Session(regulation, parse_case("case: a\nregulation: dated\nmatter: {due: 2026-01-31}\npeople: {Wu: {}}", regulation))
    session.state(None, "filed", "2026-03-01")
    assert session.now().bearers["Wu"] == ((),)
    session.state("Wu", "reporter", "yes")
    assert session.now().bearers["Wu"] == (("late",),)
    session.state(None, "filed", "2026-02-28")
    assert session.now().bearers["Wu"] == ((),)


def fresh(session: Session) -> dict[str, tuple[tuple[str, ...], ...]]:
    answer = ask(BUREAU, session.case)
    return {name: tuple(one.tiers for one in own.outcomes) for name, own in answer.bearers.items()}


def test_people_join_and_leave() -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    session.add_person("Zhou", {"role": "secretary", "body_member": True, "participated": "yes"})
    assert session.now().bearers == fresh(session)
    assert session.now().bearers["Zhou"] == (("primary",),)
    session.remove("Wu")  # who stays the subject of what is alleged
    assert session.case.people == ("Zhou",)
    assert not [fact for fact in session.case.facts if fact.of == "Wu"]
    assert list(session.now().circumstances) == ["3/Wu"]
    session.remove("3/Wu")
    assert session.now().circumstances == {}
    assert session.add_circumstance("3", "Zhou", {"incident": "yes"}) == "3/Zhou"
    assert session.add_circumstance("3", "Zhou") == "3/Zhou#2"
    session.add_body("bureau")
    session.add_body("school", superior="bureau")
    assert session.case.superior == {"school": "bureau"}
    group = session.add_circumstance("3", "bureau", {"incident": "yes", "caused_by_domain": "yes", "in_scope": "yes"})
    assert session.now().circumstances[group] == "certain"  # a body as the subject is a leading group


def test_readings_are_pinned_and_opened() -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    session.state("Wu", "objection_stated", True)
    assert session.now().bearers["Wu"] == ((),)
    session.read("dissent_record", "required")
    assert session.now().bearers["Wu"] == (("important",),) == fresh(session)["Wu"]
    session.read("dissent_record", "open")
    assert session.now().bearers["Wu"] == (("important",), ())
    assert session.ask() == ask(BUREAU, session.case)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda session: session.add_person("Wu"), "`Wu` is in the case already; give another name"),
        (lambda session: session.add_person(""), "a name is missing"),
        (lambda session: session.add_person("Lin", {"rol": "member", "participated": "perhaps"}), "`rol` is no term of a person"),
        (lambda session: session.add_person("Lin", {"stance": "absent", "participated": "yes"}), "these facts cannot all hold"),
        (lambda session: session.add_body("school", superior="bureu"), "unknown body `bureu`"),
        (lambda session: session.add_circumstance("99", "Wu"), "no circumstance `99`"),
        (lambda session: session.remove("Wo"), "nobody is called `Wo`; expected one of `Wu`, `3/Wu`"),
        (lambda session: session.read("dissent", "all"), "unknown reading `dissent`"),
        (lambda session: session.read("dissent_scope", "everybody"), "`everybody` is no option of `dissent_scope`"),
    ],
)
def test_who_cannot_join_or_leave_changes_nothing(change: Any, problem: str) -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    before = session.case, session.now()
    with pytest.raises(Refused, match=problem):
        change(session)
    assert (session.case, session.now()) == before


def test_all_that_is_wrong_with_a_newcomer_is_told_at_once() -> None:
    session = Session(BUREAU, parse_case(CASE, BUREAU))
    with pytest.raises(Refused) as refused:
        session.add_person("Lin", {"rol": "member", "participated": "perhaps", "stance": True})
    assert {fault.problem for fault in refused.value.faults} == {
        "`rol` is no term of a person",
        "`perhaps` as a value of `participated`",
        "`True` is no value of `stance`",
    }


def test_whom_the_case_needs_elsewhere_stays() -> None:
    text = """
case: a
regulation: county-bureau
matter: {form: collective_meeting}
voting: {rule: majority_of_present, chair: Zhou}
people: {Zhou: {role: secretary, participated: yes}, Wu: {}}
bodies: {county: {}, bureau: {superior: county}}
offices: {secretary: [{holder: Zhou, from: 2020-01-01}]}
performances: [{duty: study, by: bureau, on: 2026-01-03}]
"""
    session = Session(BUREAU, parse_case(text, BUREAU))
    for name, why in (("Zhou", "one whom `voting` names"), ("county", "the superior of `bureau`"), ("bureau", "who performed `study`")):
        with pytest.raises(Refused, match=f"`{name}` cannot be taken out; the case names it as {why}"):
            session.remove(name)
    with pytest.raises(Refused, match="`decided_on` decides who held an office"):
        session.state(None, "decided_on", "2026-01-01")


def test_a_partial_board_leaves_open_what_the_unlisted_could_change() -> None:
    text = "case: a\nregulation: county-bureau\nboard: {board}\nmatter: {{form: collective_meeting}}\npeople: {{Zhou: {{}}}}"
    partial, complete = (Session(BUREAU, parse_case(text.format(board=board), BUREAU)) for board in ("partial", "complete"))
    for session in (partial, complete):
        session.state("Zhou", "body_member", "yes")
        assert session.now().bearers == fresh(session)
    partial.state("Zhou", "participated", "no")  # somebody else may have taken part
    with pytest.raises(Refused, match="a collective decision has somebody who took part"):
        complete.state("Zhou", "participated", "no")


MONTHS = """
regulation: months
title: {zh: 月, en: months}
tiers: {unranked: [liable]}
terms:
  matter:
    start: {type: date, zh: 始, en: start}
    end: {type: date, zh: 终, en: end}
  person: {seat: {zh: 席位, en: a seat}}
rules: [{id: one, article: "1", bears: liable, when: "seat and end > start + months(2)", text: {zh: 责任, en: liable}}]
"""


def test_what_no_solver_can_take_is_told_as_undecided_and_leaves_the_session_as_it_was() -> None:
    rules = parse_regulation(MONTHS)
    text = "case: a\nregulation: months\nmatter: {start: 2026-01-01, end: 2026-09-01}\npeople: {Wu: {seat: yes}}\n"
    session = Session(rules, parse_case(text, rules))
    before = session.now()
    for change in (lambda: session.state(None, "start", "unknown"), lambda: session.retract(None, "start")):
        with pytest.raises(Undecided, match="months") as told:
            change()
        assert type(told.value) is Undecided
        assert session.now() == before
    session.state(None, "start", "2026-08-01")
    assert session.now().bearers["Wu"] == ((),)
    with pytest.raises(Undecided, match="months"):
        Session(rules, parse_case(text.replace("start: 2026-01-01, ", ""), rules))
