"""What `zeren.testing` draws is sound, and what it finds is as small as a person would have written it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test

import zeren
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, parse_case, parse_organisation, parse_regulation
from zeren.model.language.terms import UNKNOWN, read_value, write_value
from zeren.model.language.units import duties_of, units
from zeren.model.meaning.judge import judge
from zeren.model.solving.problem import Problem
from zeren.model.solving.session import Session
from zeren.testing import (
    boards,
    case_text,
    cases,
    complete_facts,
    organisations,
    readings,
    regulations,
    session_machine,
    terms,
    traces,
    values,
)

BUREAU, MARYLAND = zeren.regulation("county-bureau"), zeren.regulation("maryland-2-410")
SMALL = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
SLOW = settings(SMALL, phases=[Phase.generate], derandomize=True)


# sound ------------------------------------------------------------------------------------------------


@settings(SLOW, max_examples=60)
@given(st.data(), st.sampled_from(built_in()), st.booleans())
def test_a_drawn_case_is_never_refused_and_is_read_back_as_it_was(data, name, partial):
    regulation = zeren.regulation(name)
    circumstances = data.draw(st.integers(0, 2 if regulation.circumstances else 0))
    case = data.draw(cases(regulation, bodies=data.draw(st.integers(0, 2)), circumstances=circumstances, partial=partial))
    Problem(regulation, case, {})
    again = parse_case(case_text(case), regulation)
    assert (again.people, again.bodies, again.circumstances) == (case.people, case.bodies, case.circumstances)
    assert (again.facts, again.readings, again.partial) == (case.facts, case.readings, partial)


@settings(SLOW, max_examples=40)
@given(st.data(), st.sampled_from(built_in()))
def test_facts_that_are_fixed_stay_fixed(data, name):
    regulation = zeren.regulation(name)
    matter = {term.id: False for term in regulation.terms_of["matter"] if term.kind == "yes_no"}
    everybody = {term.id: False for term in regulation.terms_of["person"] if term.kind == "yes_no"}
    try:
        Problem(
            regulation,
            parse_case(
                f"case: a\nregulation: {regulation.id}\nmatter: {_inline(matter)}\npeople: {{p1: {_inline(everybody)}}}", regulation
            ),
            {},
        )
    except Refused:
        return  # these cannot hold together
    case = data.draw(cases(regulation, people=1, matter=matter, everybody=everybody))
    for fact, value in case.facts.items():
        if fact.term in ({"matter": matter, "person": everybody}.get(fact.sort) or {}):
            assert value is False
    assert {fact.term for fact in case.facts if fact.sort == "matter"} >= set(matter)


def _inline(facts):
    return "{" + ", ".join(f"{term}: {write_value(value)}" for term, value in facts.items()) + "}"


@settings(SLOW, max_examples=60)
@given(st.data())
def test_a_value_of_a_term_is_written_and_read_back(data):
    term = data.draw(terms())
    value = data.draw(values(term))
    assert read_value(write_value(value), term.kind, term.options) == value


@settings(SLOW, max_examples=40)
@given(regulations())
def test_every_regulation_drawn_loads(text):
    assert parse_regulation(text).rules


@settings(SLOW, max_examples=40)
@given(st.data(), st.sampled_from(["county-bureau", "department", "party-organisations", "decree-713"]))
def test_organisations_load_and_their_traces_can_be_judged(data, name):
    regulation = zeren.regulation(name)
    organisation = parse_organisation(data.draw(organisations(regulation)), lambda _: regulation)
    trace = data.draw(traces(organisation))
    owed = {(unit.name, duty.id) for unit in units(organisation).values() if unit.regulation for duty in duties_of(unit, regulation)}
    assert {(act.by, act.duty) for act in trace.acts} <= owed
    assert all(trace.observed.holds(act.on) for act in trace.acts)
    assert [act.on for act in trace.acts] == sorted(act.on for act in trace.acts)
    assert len(judge(regulation, organisation, trace, data.draw(readings(regulation))).duties) == len(owed)


# small ------------------------------------------------------------------------------------------------


def smallest(strategy, wanted):
    return find(strategy, wanted, settings=settings(SMALL, derandomize=True, max_examples=2_000))


def test_the_smallest_board_has_nobody_it_does_not_need():
    board = smallest(boards(BUREAU), lambda people: any(own["objection_stated"] for own in people.values()))
    (only,) = board.values()
    assert [term for term, value in only.items() if value is True and term != "participated"] == ["objection_stated"]


def test_the_smallest_facts_are_plain_beside_what_is_wanted():
    facts = smallest(complete_facts(MARYLAND), lambda facts: any(own["director"] for own in facts.people.values()))
    (only,) = facts.people.values()
    assert [term for term, value in only.items() if value is True] == ["director"]


def test_the_smallest_case_leaves_one_fact_open():
    case = smallest(cases(MARYLAND, silent=False), lambda case: UNKNOWN in case.facts.values())
    assert (len(case.people), list(case.facts.values()).count(UNKNOWN)) == (1, 1)


def test_the_smallest_organisation_and_trace():
    text = smallest(organisations(BUREAU), lambda text: "skipped" in text)
    assert text.count("level") == 1
    organisation = parse_organisation(text, lambda _: BUREAU)
    trace = smallest(traces(organisation), lambda trace: any(act.reached for act in trace.acts))
    assert len(trace.acts) == 1


@pytest.mark.slow
def test_the_smallest_exception_to_an_exception():
    regulation = parse_regulation(smallest(regulations(), lambda text: "defeats: [e0]" in text))
    assert len(regulation.rules) <= 2
    assert len(regulation.exceptions) == 2


# the machine ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("county-bureau", {"circumstances": 2, "bodies": 1}),
        ("party-organisations", {"circumstances": 1, "bodies": 2, "presume": False}),
        ("cpc-accountability-2019", {"bodies": 2}),
        ("decree-713", {"bodies": 1}),
        ("maryland-2-410", {}),
        ("dora", {"people": 0, "bodies": 1}),
    ],
)
def test_sessions_answer_as_fresh_questions_do(name, more):
    machine = session_machine(zeren.regulation(name), **more)
    run_state_machine_as_test(machine, settings=settings(SLOW, max_examples=3, stateful_step_count=12))


def test_a_broken_promise_is_told_in_the_fewest_steps():
    class Objecting(
        session_machine(
            BUREAU,
            matter={"collective_responsibility_pursued": "yes", "erroneous": "yes", "form": "collective_meeting"},
            everybody={"body_member": "yes"},
            terms=["role", "objection_stated"],
            readings=[],
            compared=False,
        )
    ):
        @invariant()
        def objectors_bear_nothing(self):
            for fact, value in self.session.case.facts.items():
                assert not (fact.term == "objection_stated" and value is True)

    with pytest.raises(AssertionError) as failed:
        run_state_machine_as_test(Objecting, settings=settings(SMALL, derandomize=True, max_examples=50, print_blob=False))
    steps = [line.strip() for line in failed.value.__notes__ if "state." in line]
    steps = [line.strip() for note in steps for line in note.splitlines() if "(said=" in line or "(name=" in line or "(fact=" in line]
    assert steps == ["state.state(said=('p1', 'objection_stated', 'yes'))"]


def test_what_never_changes_is_checked_before_any_test_runs():
    with pytest.raises(Refused, match="these facts cannot all hold"):
        session_machine(BUREAU, people=1, everybody={"participated": "yes", "stance": "absent"})
    with pytest.raises(Refused, match="did you mean `secretary`"):
        session_machine(BUREAU, people=1, fixed={"p1": {"role": "secretry"}})
    with pytest.raises(ValueError, match="`county-bureau` has no term `rolle`"):
        session_machine(BUREAU, terms=["rolle"])
    with pytest.raises(ValueError, match="`county-bureau` has no reading `scope`"):
        session_machine(BUREAU, readings=["scope"])
    with pytest.raises(ValueError, match="`maryland-2-410` lists no circumstances"):
        session_machine(zeren.regulation("maryland-2-410"), circumstances=1)


def test_a_machine_checks_what_a_session_tells():
    class Lying(session_machine(BUREAU, people=1, terms=["role"], readings=[])):
        def __init__(self):
            super().__init__()
            self.session.now = lambda: Session(BUREAU, self.start).now()  # what held at the start

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Lying, settings=settings(SLOW, max_examples=20, print_blob=False))
