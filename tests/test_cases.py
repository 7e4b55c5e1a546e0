"""Every case of `scenarios/cases` is answered as it expects, and together they leave nothing of the regulations out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
import pytest

from zeren.answering.expect import Difference, check
from zeren.model.language.case import Case, Expectation, ExpectedOutcomes
from zeren.model.language.load import load_organisation, load_regulation, open_case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer, BearerAnswer
from zeren.model.solving.ask import ask

CASES = Path(__file__).resolve().parent.parent / "scenarios" / "cases"
REGULATIONS = ("department", "county-bureau", "party-organisations")
FILES = sorted(path for name in REGULATIONS for path in (CASES / name).glob("*.case.yaml"))


class Told(msgspec.Struct, frozen=True):
    """A case with its answers, one for each set of readings that it asks about."""

    case: Case
    answers: tuple[Answer, ...]
    differences: tuple[Difference, ...]


@cache
def _regulation(name: str) -> Regulation:
    return load_regulation(name)


@cache
def told(file: Path) -> Told:
    regulation, case = open_case(file, lambda name: _regulation(str(name)))
    answers: list[Answer] = []

    def answer(readings: Mapping[str, str], settle: bool) -> Answer:
        answers.append(ask(regulation, case, readings=readings, settle=settle))
        return answers[-1]

    differences = check(regulation, case, answer)
    return Told(case, tuple(answers), tuple(differences))


def of(regulation: str) -> list[Told]:
    return [told(file) for file in FILES if file.parent.name == regulation]


def bearers(regulation: str) -> list[BearerAnswer]:
    return [bearer for one in of(regulation) for answer in one.answers for bearer in answer.bearers.values()]


def expectations(case: Case) -> list[Expectation]:
    return [one for one in [case.expect, *(under.expect for under in case.expect_under)] if one is not None]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name.removesuffix('.case.yaml')}")
def test_a_case_is_answered_as_it_expects(file: Path) -> None:
    one = told(file)
    assert one.case.expect is not None
    assert one.case.id == file.name.removesuffix(".case.yaml")
    assert one.case.regulation == file.parent.name
    assert not one.differences, "\n".join(map(str, one.differences))


def test_there_are_many_cases_of_each_regulation() -> None:
    counts = Counter(file.parent.name for file in FILES)
    assert sum(counts.values()) >= 150
    assert all(counts[name] >= 45 for name in REGULATIONS)


def test_many_cases_say_what_would_settle_them() -> None:
    settled = [
        outcome
        for file in FILES
        for expected in expectations(told(file).case)
        for outcome in [*expected.persons.values(), *expected.bodies.values()]
        if isinstance(outcome, ExpectedOutcomes) and outcome.settled_by is not None
    ]
    assert len(settled) >= 40


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_circumstance_is_made_out_and_not_made_out(name: str) -> None:
    expected = {(one.item, one.answer) for case in of(name) for expectation in expectations(case.case) for one in expectation.circumstances}
    items = _regulation(name).circumstances
    assert {(item, answer) for item in items for answer in ("certain", "excluded")} <= expected


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_term_of_a_circumstance_is_stated_both_ways(name: str) -> None:
    stated = {(fact.term, value) for one in of(name) for fact, value in one.case.facts.items() if fact.sort == "circumstance"}
    terms = [term.id for term in _regulation(name).terms_of["circumstance"]]
    assert {(term, value) for term in terms for value in (True, False)} - stated == set()


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_rule_applies_somewhere_and_misses_somewhere(name: str) -> None:
    outcomes = [outcome for bearer in bearers(name) for outcome in bearer.outcomes]
    rules = set(_regulation(name).rules)
    assert {one.rule for outcome in outcomes for one in outcome.because} == rules
    assert {one.rule for outcome in outcomes for one in outcome.missed} == rules


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_exception_defeats_every_rule_that_it_names(name: str) -> None:
    defeats = {
        (defeat.rule, miss.rule)
        for bearer in bearers(name)
        for outcome in bearer.outcomes
        for miss in outcome.missed
        for defeat in miss.defeated_by
    }
    regulation = _regulation(name)
    assert {(one.id, target) for one, _ in regulation.exceptions.values() for target in one.defeats} <= defeats


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_tier_is_somebodys_whole_outcome_or_part_of_it(name: str) -> None:
    borne = {tier for bearer in bearers(name) for outcome in bearer.outcomes for tier in outcome.tiers}
    assert borne == set(_regulation(name).tiers.all)


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_question_is_asked(name: str) -> None:
    asked = {question for one in of(name) for expected in expectations(one.case) for question in expected.answers}
    assert asked == set(_regulation(name).file.questions)


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_option_of_every_reading_is_looked_at(name: str) -> None:
    """A reading is pinned to each option by some case, or taken literally, or left open where it settles an outcome."""
    regulation = _regulation(name)
    looked = {(name, reading.literal) for name, reading in regulation.readings.items()}
    for one in of(name):
        for readings in [one.case.readings, *(under.readings for under in one.case.expect_under)]:
            for reading, option in readings.items():
                options = regulation.readings[reading].one_of if option == "open" else [option]
                looked |= {(reading, each) for each in options}
        for answer in one.answers:
            for bearer in answer.bearers.values():
                for outcome in bearer.outcomes:
                    looked |= set(outcome.under.readings.items())
    missing = {(name, option) for name, reading in regulation.readings.items() for option in reading.one_of} - looked
    assert missing == set()


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_standing_label_and_checklist_is_somebodys(name: str) -> None:
    regulation = _regulation(name)
    assert {label.label for bearer in bearers(name) for label in bearer.labels} == {label.id for label in regulation.file.labels}
    assert {one.id for bearer in bearers(name) for one in bearer.checklists} == {one.id for one in regulation.file.checklists}


@pytest.mark.parametrize("name", REGULATIONS)
def test_every_act_of_procedure_is_open_somewhere(name: str) -> None:
    acts = {(act.act, act.organ) for one in of(name) for answer in one.answers for act in answer.procedure if act.answer != "excluded"}
    assert {(act.act, act.organ) for act in _regulation(name).file.authority} <= acts


def test_the_organisations_are_sound() -> None:
    files = sorted((CASES.parent / "organisations").glob("*.organisation.yaml"))
    loaded = [load_organisation(file) for file in files]
    assert {"bureau", "college", "city"} <= {one.id for one in loaded}
    assert {name for one in loaded for name in one.regulations} >= set(REGULATIONS)
