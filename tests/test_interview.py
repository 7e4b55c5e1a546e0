"""The interview, by transcript and by what it promises; and case files filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import pytest
from brute_force import REGULATION, cases, listing_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from zeren.answering.fill_in import fill_in
from zeren.answering.interview import Interviewed, interview
from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, open_case, parse_case, parse_regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.solving.find_out import everything_asked, next_question
from zeren.model.solving.problem import Problem
from zeren.model.solving.stance import fixed_readings
from zeren.words import Language

OUTVOTED = Path(__file__).parent.parent / "scenarios" / "cases" / "county-bureau" / "outvoted-member.case.yaml"


def transcript(case_file: Path, language: Language, words: Iterable[str], **options: bool) -> tuple[str, Interviewed]:
    """What stands on the terminal, answers after a `>`."""
    regulation, case = open_case(case_file)
    lines: list[str] = []
    answers = iter(words)

    def reply(question: str) -> str:
        word = next(answers, None)
        lines.append(f"{question.rstrip()} > {word or ''}".rstrip())
        if word is None:
            raise EOFError
        return word

    result = interview(regulation, case, reply, lines.append, language, **options)
    return "\n".join(lines), result


def test_one_answer_settles_the_case_in_english() -> None:
    said, result = transcript(OUTVOTED, "en", ["maybe", "yes"])
    assert (
        said
        == """\
Lin: question 1 of at most 1
Lin: took part in the decision? (yes/no, ? if nobody knows) > maybe
Please answer yes/no, or ? if nobody knows.
Lin: took part in the decision? (yes/no, ? if nobody knows) > yes
  settled: Lin: important leadership responsibility
No other fact could change anybody's answer."""
    )
    assert result.answers == {FactId("person", "Lin", "participated"): True}


def test_what_nobody_knows_stays_open_in_chinese() -> None:
    said, result = transcript(OUTVOTED, "zh", ["不知道"])
    assert (
        said
        == """\
Lin：第1问，至多1问
Lin：参与决策？（是/否，不清楚填?） > 不知道
以下各项查清之前，结果仍不能确定：Lin：参与决策。"""
    )
    assert result.unanswered == (FactId("person", "Lin", "participated"),)
    assert result.answers == {}


def test_an_option_is_named_by_number_by_id_or_in_words(tmp_path: Path) -> None:
    file = tmp_path / "vote.case.yaml"
    file.write_text("""
case: vote
regulation: county-bureau
matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}
people:
  Wu: {role: member, body_member: yes, participated: yes, stance: unknown, objection_stated: no}
readings: {objection_form: vote_against_suffices, partial_adoption: counts_as_adopted, withdrawal: first_statement_counts}
""")
    asked = "Wu: position at the vote? (1 in favour, 2 against, 3 abstained, 4 said nothing, ? if nobody knows) > "
    for word in ("2", "against", "反对"):
        said, result = transcript(file, "en", ["5", word])
        assert said.splitlines()[:2] == ["Wu: question 1 of at most 1", asked + "5"]
        assert said.splitlines()[3:] == [
            asked + word,
            "  settled: Wu: no tier",
            "No other fact could change anybody's answer.",
        ]
        assert result.answers == {FactId("person", "Wu", "stance"): "against"}


def test_an_answer_against_the_known_facts_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "two-secretaries.case.yaml"
    file.write_text("""
case: two-secretaries
regulation: department
matter: {collective_responsibility_pursued: yes, erroneous: no, form: collective_meeting}
people:
  Zhou: {role: secretary, body_member: yes, participated: yes, stance: in_favour, in_office_at: both}
  Lin: {role: unknown, body_member: yes, participated: yes, stance: in_favour, in_office_at: both}
readings: {r1_principal: secretary_and_director}
""")
    said, result = transcript(file, "en", ["secretary", "director"])
    asked = (
        "Lin: office? (1 director, 2 deputy in charge, 3 other member, 4 department head, 5 teacher, 6 other staff, ? if nobody knows) > "
    )
    assert said.splitlines() == [
        "Lin: question 1 of at most 1",
        asked + "secretary",
        "That does not agree with what is known; please answer again.",
        asked + "director",
        "  settled: Lin: primary leadership responsibility",
        "No other fact could change anybody's answer.",
    ]
    assert result.answers == {FactId("person", "Lin", "role"): "director"}


def test_the_end_of_the_input_stops_the_interview() -> None:
    said, result = transcript(OUTVOTED, "en", [])
    assert said.endswith("Stopped; the rest stays unknown.")
    assert result.stopped


def test_a_word_stops_it_too() -> None:
    assert transcript(OUTVOTED, "zh", ["退出"])[1].stopped


def test_a_date_is_asked_for_where_a_condition_compares_it() -> None:
    regulation = parse_regulation("""
regulation: dated
title: {zh: 期, en: dated}
tiers: {unranked: [late]}
terms:
  matter: {due: {zh: 期限, en: due on, type: date}, filed: {zh: 报送日, en: filed on, type: date}}
  person: {reporter: {zh: 报送人, en: files the report}}
rules:
  - {id: late, article: "1", bears: late, when: reporter and filed > due + days(3), text: {zh: 迟, en: filed too late}}
""")
    case = parse_case("case: a\nregulation: dated\nmatter: {due: 2026-03-01, filed: unknown}\npeople: {Wu: {reporter: yes}}", regulation)
    lines: list[str] = []
    answers = iter(["tomorrow", "2026-03-05"])
    result = interview(regulation, case, lambda question: lines.append(question) or next(answers), lines.append)
    assert lines == [
        "The matter: question 1 of at most 1",
        "filed on? (a date such as 2026-03-05, ? if nobody knows) ",
        "Please answer a date such as 2026-03-05, or ? if nobody knows.",
        "filed on? (a date such as 2026-03-05, ? if nobody knows) ",
        "  settled: Wu: late",
        "No other fact could change anybody's answer.",
    ]
    assert list(result.answers) == [FactId("matter", "", "filed")]


@settings(max_examples=20, deadline=None)
@given(cases(), st.randoms(use_true_random=False), st.booleans())
def test_it_stops_exactly_when_no_fact_matters(case: Case, source: object, knows_all: bool) -> None:
    """Whoever answers from one completion ends with the outcomes of the case in which all of it is stated."""
    pinned = fixed_readings(REGULATION, case)[1]
    try:
        problem = Problem(REGULATION, case, pinned)
    except Refused:
        assume(False)
    listing = listing_of(case)
    known = {fact: value for fact, value in case.facts.items() if value is not UNKNOWN}
    known |= {one.key: one.value for one in problem.presumed}
    possible = listing.where(known)
    number = source.choice([bit for bit in range(possible.bit_length()) if possible >> bit & 1])  # type: ignore[attr-defined]  # a Random
    truth = {key: next(value for value, bits in values.items() if bits >> number & 1) for key, values in listing.holds.items()}
    asked: list[FactId] = []

    def reply_of(unknown: Callable[[FactId], bool]) -> Callable[[str], str]:
        def reply(question: str) -> str:
            now = msgspec.structs.replace(case, facts={**case.facts, **{fact: truth[fact] for fact in asked if not unknown(fact)}})
            here = Problem(REGULATION, now, pinned)
            best = next_question(here, everything_asked(here), None, [fact for fact in asked if unknown(fact)])
            assert best is not None
            assert best.fact not in asked
            asked.append(best.fact)
            value = truth[best.fact]
            return "?" if unknown(best.fact) else {True: "yes", False: "no"}.get(value, value)

        return reply

    result = interview(REGULATION, case, reply_of(lambda fact: not knows_all and fact.term == "recorded"), lambda line: None)
    if not result.unanswered:
        whole = {**case.facts, **{key: value for key, value in truth.items() if isinstance(key, FactId)}}
        settled = Problem(REGULATION, msgspec.structs.replace(case, facts=whole), pinned)
        ended = Problem(REGULATION, result.case, pinned)
        for entity in ended.bearers():
            assert ended.outcomes(entity) == settled.outcomes(entity)
    assert all(REGULATION.terms[fact.term].id == "recorded" for fact in result.unanswered)


def test_people_are_asked_about_in_the_order_of_the_case_each_at_once() -> None:
    regulation = load_regulation("county-bureau")
    case = parse_case(
        "case: order\nregulation: county-bureau\n"
        "matter: {collective_responsibility_pursued: unknown, erroneous: yes, form: collective_meeting}\n"
        "people:\n" + "".join(f"  {name}: {{role: unknown, participated: unknown, stance: unknown}}\n" for name in ("Wu", "Lin", "An")),
        regulation,
    )
    asked: list[FactId] = []
    values = {"role": "member", "participated": True, "stance": "in_favour", "collective_responsibility_pursued": True}
    while True:
        facts = {fact: values.get(fact.term, False) for fact in asked}
        problem = Problem(regulation, msgspec.structs.replace(case, facts={**case.facts, **facts}), {})
        question = next_question(problem, everything_asked(problem))
        if question is None:
            break
        assert question.fact not in asked
        asked.append(question.fact)
    assert [fact.of for fact in asked] == sorted((fact.of for fact in asked), key=["", "Wu", "Lin", "An"].index)
    assert {fact.of for fact in asked} == {"", "Wu", "Lin", "An"}


# case files filled in ---------------------------------------------------------------------------------------

FILES = [
    "case: a\nregulation: small\npeople: {A: {vote: silent}, B: {}}\n",
    "case: a\nregulation: small\nmatter:\n  wrong: unknown  # ask\npeople:\n  A:\n    vote: against  # minutes, page 2\n\n  B:\n"
    "board: complete\n",
    'case: a\nregulation: small\npeople:\n  A: {"vote": unknown,\n      took_part: yes}\n  B: {chief: no}\nexpect: {persons: {A: none}}\n',
    "case: a\nregulation: small\npeople:\n  A: {}\n  B:\n    chief: unknown",
]


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize(
    "facts",
    [
        {FactId("person", "A", "vote"): "against", FactId("person", "A", "took_part"): True},
        {FactId("person", "B", "chief"): True, FactId("matter", "", "wrong"): False},
        {FactId("matter", "", "wrong"): True, FactId("matter", "", "opened"): False, FactId("person", "B", "recorded"): False},
    ],
)
def test_a_filled_in_file_says_what_it_said_and_the_answers(text: str, facts: dict[FactId, object]) -> None:
    case = parse_case(text, REGULATION)
    filled = fill_in(text, case, facts, REGULATION)  # type: ignore[arg-type]  # values of the terms
    read = parse_case(filled, REGULATION)
    assert read.facts == {**case.facts, **facts}
    assert read.people == case.people
    assert read.expect is None
    for comment in ("# ask", "# minutes, page 2"):
        assert (comment in text) == (comment in filled)


def test_a_circumstance_is_filled_in_where_it_stands() -> None:
    regulation, _ = open_case(OUTVOTED)
    text = 'case: a\nregulation: county-bureau\ncircumstances:\n  - {item: "3", subject: Zhou, incident: unknown}\n'
    text += '  - item: "3"\n    subject: Wu\n'
    case = parse_case(text, regulation)
    facts = {FactId("circumstance", one.id, "incident"): True for one in case.circumstances}
    assert parse_case(fill_in(text, case, facts, regulation), regulation).facts == facts
