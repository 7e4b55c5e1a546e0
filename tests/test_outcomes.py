"""Everybody's outcomes: what exchanging names may not change, and what forces each outcome."""

from __future__ import annotations

import msgspec
from brute_force import MEANINGS, REGULATION, cases, known_of, listing_of
from hypothesis import assume, given, settings

import zeren
from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.meaning.answer import Among
from zeren.model.solving.ask import ask
from zeren.model.solving.outcomes import everybody, somebody
from zeren.model.solving.problem import Problem
from zeren.model.solving.stance import fixed_readings


def problem_of(case: Case) -> Problem:
    try:
        return Problem(REGULATION, case, fixed_readings(REGULATION, case, "all")[1])
    except Refused:
        assume(False)
        raise


@settings(max_examples=40, deadline=None)
@given(cases(people=1))
def test_people_of_whom_the_same_is_said_are_answered_as_if_asked_one_by_one(case: Case) -> None:
    """The one person is said three times, with somebody else before, between or after."""
    for names, other in (("ABC", ""), ("ABC", "Z"), ("BCD", "A"), ("ACD", "B")):
        facts = {
            FactId(fact.sort, name, fact.term): value
            for fact, value in case.facts.items()
            for name in (names if fact.sort == "person" else [""])
        }
        several = msgspec.structs.replace(case, people=(*names, *other), facts=facts)
        together, alone = problem_of(several), problem_of(several)
        assert everybody(together, MEANINGS) == {entity: somebody(alone, entity) for entity in alone.bearers()}


@settings(max_examples=40, deadline=None)
@given(cases())
def test_each_outcome_has_an_inclusion_minimal_set_that_forces_it(case: Case) -> None:
    problem = problem_of(case)
    listing, known = listing_of(case), known_of(problem)
    for (_, name), outcomes in everybody(problem, MEANINGS).items():
        assert {one.tiers for one in outcomes} == listing.outcomes(name, listing.where(known))
        for one in outcomes:
            forcing = {chosen.key: chosen.value for chosen in one.forcing}
            assert listing.outcomes(name, listing.where(known | forcing)) == {one.tiers}
            for key in forcing:
                less = {other: value for other, value in forcing.items() if other != key}
                assert len(listing.outcomes(name, listing.where(known | less))) > 1


def test_dates_that_nobody_knows_and_that_are_compared_with_each_other_are_given_values_that_fit() -> None:
    """The definition was once asked of any two dates, and so disagreed with the solver."""
    rules = parse_regulation("""
regulation: two-dates
title: {zh: 两个日期, en: two dates}
tiers: {unranked: [liable]}
terms:
  matter: {exposed_on: {zh: 揭露日, en: exposed, type: date}}
  person:
    director: {zh: 董事, en: director}
    objected_on: {zh: 异议日, en: objected, type: date}
    before: {zh: 在先, en: before, follows: objected_on < exposed_on}
rules:
  - {id: directors, article: "1", bears: liable, when: director, text: {zh: 董事, en: directors}}
exceptions:
  - {id: early, article: "2", defeats: [directors], when: before, text: {zh: 在先, en: one who objected before}}
""")
    answer = ask(rules, parse_case("case: c\nregulation: two-dates\npeople: {Qian: {director: yes}, Sun: {director: yes}}\n", rules))
    assert [{one.tiers for one in answer.bearers[name].outcomes} for name in ("Qian", "Sun")] == [{("liable",), ()}] * 2


def test_too_many_sets_of_people_are_not_listed_and_everybody_in_them_is_told() -> None:
    people = "\n".join(f"  P{number}: {{role: unknown}}" for number in range(12))
    case = f"case: many\nregulation: county-bureau\npeople:\n{people}\n  D: {{role: deputy_in_charge}}\n  S: {{role: member}}\n"
    answered = zeren.ask(case)
    found = answered.answer.questions["small_group_deputy_head"]
    assert found.answers == ()
    assert found.among == Among(("D",), (*(f"P{number}" for number in range(12)), "D"))
    assert found.depends_on
    few = zeren.ask(case.replace("P11: {role: unknown}", "P11: {role: member}")).answer.questions["small_group_head"]
    assert len(few.answers) == 12  # at most one secretary: each of eleven people, or nobody
    assert few.among is msgspec.UNSET
