"""What two regulations settle besides tiers: questions, labels and measures that must follow, compared case by case."""

from __future__ import annotations

import itertools
import json

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.encoded import as_json
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.proofs.compare.comparison import Comparison, compare
from zeren.proofs.compare.counterparts import counterparts
from zeren.proofs.compare.differences import Difference
from zeren.proofs.lint_report import ComparisonReport
from zeren.proving.compare_text import ComparisonText

TEXT = """
regulation: {id}
title: {{zh: 规定, en: a regulation}}
tiers: {{unranked: [liable]}}
terms:
  matter: {{wrong: {{zh: 错误, en: the decision was wrong}}}}
  person: {{chair: {{zh: 主持, en: chairs}}, objected: {{zh: 反对, en: objected}}}}
  body: {{above: {{zh: 上级, en: stands above}}}}
rules:
  - {{id: liable, article: "1", bears: liable, when: wrong and chair, text: {{zh: 责, en: liable}}}}
"""
QUESTION = 'questions:\n  asked: {{sort: {sort}, article: "{article}", text: {{zh: 问, en: may it be so}}, answer: {answer}}}\n'


def regulation(name: str, rest: str = "") -> Regulation:
    return parse_regulation(TEXT.format(id=name) + rest)


def asking(name: str, answer: str, sort: str = "matter", article: str = "7") -> Regulation:
    flow = answer if answer.startswith("{") else f'"{answer}"'
    return regulation(name, QUESTION.format(sort=sort, article=article, answer=flow))


def of(found: Comparison, subject: str = "question") -> list[Difference]:
    return [one for one in found.differences if one.subject == subject]


def sides(found: Comparison, subject: str = "question") -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(one.first.outcome, one.second.outcome) for one in of(found, subject)}


def test_the_same_question_answered_alike_in_other_words_is_no_difference() -> None:
    found = compare(asking("a", "wrong and some(x, x.chair)"), asking("b", "not (not wrong or every(x, not x.chair))"))
    assert (found.differences, found.complete, found.every_size) == ((), True, True)


def test_the_smallest_case_is_shown_with_the_articles_of_both() -> None:
    found = compare(asking("a", "wrong"), asking("b", "wrong and not every(x, x.chair)", article="9"))
    (one,) = of(found)
    assert (one.id, one.of, one.direction, one.persons) == ("asked", "matter", "differs", 1)
    assert (one.first.outcome, one.second.outcome) == (("yes",), ("no",))
    assert (one.first.articles, one.second.articles) == (("7",), ("9",))
    assert [(each.of, each.term, each.value) for each in one.deciding] == [("", "wrong", "yes"), ("A", "chair", "yes")]


def test_a_difference_that_only_two_persons_make_is_found_with_two() -> None:
    found = compare(asking("a", "count(x, x.chair) >= 2"), asking("b", "no"))
    assert [(one.persons, one.first.outcome, one.second.outcome) for one in of(found)] == [(2, ("yes",), ("no",))]
    assert found.every_size


def test_norms_are_read_in_their_order_and_silence_is_an_answer() -> None:
    first = asking("a", "{obliged: wrong, permitted: above}", "body")
    second = asking("b", "{forbidden: wrong and above, permitted: above}", "body")
    assert sides(compare(first, second)) == {(("obliged",), ("forbidden",)), (("obliged",), ("not_settled",))}


def test_who_it_is_is_asked_of_each_person() -> None:
    found = compare(asking("a", "{bearer: chair}"), asking("b", "{bearer: chair and not objected}"))
    assert [(one.of, one.first.outcome, one.second.outcome) for one in of(found)] == [("person", ("named",), ())]


def test_numbers_differ_by_which_is_greater() -> None:
    found = compare(asking("a", '{number: "2"}'), asking("b", '{number: "count(x, x.chair)"}'))
    assert found.every_size
    assert sides(found) == {(("2",), ("0",)), (("2",), ("3",))}
    assert sides(compare(asking("a", '{number: "2"}'), asking("b", '{number: "2"}'))) == set()


def test_a_count_beside_a_count_is_said_not_to_be_decided_at_every_size() -> None:
    found = compare(asking("a", '{number: "count(x, x.chair)"}'), asking("b", '{number: "count(x, not not x.chair)"}'))
    assert (found.differences, found.every_size) == ((), False)
    assert found.why_not


def test_questions_of_another_kind_or_with_other_options_are_stated_differently() -> None:
    first, second = asking("a", "{one_of: {low: not wrong, high: wrong}}"), asking("b", "{one_of: {low: not wrong, top: wrong}}")
    (one,) = counterparts(first, second).unlike
    assert [(one.what, one.id, each.aspect) for each in one.changes] == [("question", "asked", "options")]
    assert sides(compare(first, second)) == {(("high",), ("top",))}
    kinds = asking("a", "wrong"), asking("b", "{permitted: wrong}")
    assert [each.aspect for one in counterparts(*kinds).unlike for each in one.changes] == ["answer"]
    assert compare(*kinds).differences == ()
    sorts = asking("a", "wrong"), asking("b", "wrong", "body")
    assert [each.aspect for one in counterparts(*sorts).unlike for each in one.changes] == ["of"]


LABEL = 'labels:\n  - {{id: first, sort: person, article: "3", when: "{}", text: {{zh: 第一责任人, en: first person responsible}}}}\n'


def test_a_label_that_the_other_gives_in_fewer_cases_differs_and_is_no_burden() -> None:
    found = compare(regulation("a", LABEL.format("chair")), regulation("b", LABEL.format("chair and wrong")))
    (one,) = of(found, "label")
    assert (one.id, one.direction, one.first.outcome, one.second.outcome) == ("first", "differs", ("first",), ())
    listed = counterparts(regulation("a", LABEL.format("chair")), regulation("b")).only
    assert [(each.what, each.id, each.in_, each.article) for each in listed] == [("label", "first", "a", "3")]


MEASURES = """sanctions:
  article: "5"
  terms: {{talk: {{zh: 谈话, en: a talk}}, notice: {{zh: 通报, en: a notice}}}}
  ladder: [talk, notice]
  measures:
    - {{id: grave, article: "6", when: "{}", mandatory: [{}], text: {{zh: 必须, en: must}}}}
"""


def test_measures_that_must_follow_under_one_of_them_only_are_a_loss() -> None:
    found = compare(regulation("a", MEASURES.format("wrong", "notice")), regulation("b", MEASURES.format("wrong", "talk, notice")))
    (one,) = of(found, "measures")
    assert (one.direction, one.first.outcome, one.second.outcome) == ("loses", ("notice",), ("notice", "talk"))
    assert (one.first.articles, one.second.articles) == (("6",), ("6",))


CONDITIONS = st.recursive(
    st.sampled_from(["wrong", "some(x, x.chair)", "every(x, x.objected)", "count(x, x.chair) <= 1"]),
    lambda inner: st.one_of(st.builds("({} and {})".format, inner, inner), st.builds("not {}".format, inner)),
    max_leaves=4,
)


@settings(max_examples=20, deadline=None)
@given(CONDITIONS, CONDITIONS, CONDITIONS, CONDITIONS)
def test_every_pair_of_answers_on_boards_of_one_and_two_is_found_and_no_other(a: str, b: str, c: str, d: str) -> None:
    """Every case of one and two persons; the answers by the definition alone."""
    rules = asking("a", f'{{obliged: "{a}", permitted: "{b}"}}'), asking("b", f'{{obliged: "{c}", forbidden: "{d}"}}')
    found = compare(*rules)
    differing: dict[tuple[str, ...], int] = {}
    for size in (2, 1):
        for facts in itertools.product((False, True), repeat=1 + 2 * size):
            people = {f"P{n}": {"chair": facts[1 + 2 * n], "objected": facts[2 + 2 * n]} for n in range(size)}
            whole = Complete({"wrong": facts[0]}, people)
            answers = tuple(norm(one, whole) for one in rules)
            if answers[0] != answers[1]:
                differing[answers] = size
    assert found.complete
    assert found.every_size
    assert {(*one.first.outcome, *one.second.outcome): one.persons for one in of(found) if one.persons <= 2} == differing


def norm(rules: Regulation, whole: Complete) -> str:
    meanings = Meanings(rules)
    situation = Situation(meanings, whole, {})
    for one in ("obliged", "forbidden", "permitted"):
        expr = rules.means.get(("questions", "asked", "answer", one))
        if expr is not None and situation.holds(meanings.of(expr)):
            return one
    return "not_settled"


def test_the_cases_shown_are_answered_as_shown() -> None:
    rules = asking("a", "{permitted: above and wrong}", "body"), asking("b", "{permitted: above, forbidden: wrong}", "body")
    found = of(compare(*rules))
    assert len(found) == 3
    for one in found:
        for regulation_, side in zip(rules, (one.first, one.second), strict=True):
            answer = ask(regulation_, parse_case(side.case, regulation_))
            assert answer.questions["asked"]["body"].answers == side.outcome


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["- 问题“问”（组织）：a：可以（第七条） → b：条件不具备（第九条）", "情形：上级 – 是", "### 不同但难分轻重的"]),
        (
            "en",
            [
                "- the question “may it be so”, of a body: a: permitted (article 7) → b: the condition is not met (article 9)",
                "when: stands above – yes",
                "### Different, neither better nor worse",
            ],
        ),
    ],
)
def test_an_answer_is_told_in_words(language: str, told: list[str]) -> None:
    rules = asking("a", "{permitted: above}", "body"), asking("b", "{permitted: above and not above}", "body", article="9")
    text = ComparisonText(*rules, compare(*rules), counterparts(*rules), "zh" if language == "zh" else "en")
    assert {line.strip() for line in text.lines()} >= set(told)


def test_what_differs_in_every_case_says_so() -> None:
    rules = asking("a", "yes"), asking("b", "no")
    assert "  in every case" in list(ComparisonText(*rules, compare(*rules), counterparts(*rules), "en").lines())


def test_answers_are_in_the_report_for_programs_and_its_schema() -> None:
    rules = asking("a", "wrong"), asking("b", "not wrong")
    report = json.loads(as_json(ComparisonReport(comparison=compare(*rules), counterparts=counterparts(*rules))))
    jsonschema.validate(report, msgspec.json.schema(ComparisonReport))
    told = {(one["subject"], one["id"], one["of"]) for one in report["comparison"]["differences"]}
    assert told == {("question", "asked", "matter")}


# bodies, at every size ----------------------------------------------------------------------------------------

BODIES = """  circumstance: {{harm: {{zh: 后果, en: harm}}}}
circumstances:
  - {{item: "1", article: "3", when: "harm", text: {{zh: 一, en: one}}}}
  - {{item: "2", article: "3", when: "harm and subject.chair", text: {{zh: 二, en: two}}}}
rules:
  - {{id: duty, sort: body, article: "2", bears: liable, when: "{}", text: {{zh: 责, en: liable}}}}
"""


def bodies(name: str, when: str, background: str = "") -> Regulation:
    return parse_regulation(TEXT.format(id=name).partition("rules:")[0] + BODIES.format(when) + background)


@pytest.mark.parametrize("same", ["above and made_out(1)", "some(x, x.chair) and made_out()", "count(x, x.chair) >= 2"])
def test_bodies_whose_rules_speak_of_persons_and_circumstances_are_decided_at_every_size(same: str) -> None:
    found = compare(bodies("a", same), bodies("b", f"not not ({same})"))
    assert (found.differences, found.complete, found.every_size) == ((), True, True)


BODY_CONDITIONS = st.recursive(
    st.sampled_from(["above", "made_out(1)", "made_out(2)", "made_out()", "some(x, x.chair)", "every(x, x.chair)"]),
    lambda inner: st.one_of(st.builds("({} and {})".format, inner, inner), st.builds("not {}".format, inner)),
    max_leaves=3,
)


@settings(max_examples=20, deadline=None)
@given(BODY_CONDITIONS, BODY_CONDITIONS)
def test_what_bodies_bear_differs_exactly_where_some_small_case_differs(a: str, b: str) -> None:
    """Every case of up to three persons, with every set of allegations of which each counts once: brute force over the definition."""
    first, second = bodies("a", a), bodies("b", b)
    found = compare(first, second)
    differing: dict[bool, int] = {}
    for size in (3, 2, 1):
        for chairs in itertools.product((False, True), repeat=size):
            people = {f"P{n}": {"chair": chair, "objected": False} for n, chair in enumerate(chairs)}
            slots = [(item, who, harm) for item in "12" for who in people for harm in (False, True) if harm or who == "P0"]
            for chosen in itertools.product((False, True), repeat=len(slots)):
                alleged = {
                    f"{item}/{who}/{harm}": {"item": item, "subject": people[who], "harm": harm}
                    for (item, who, harm), there in zip(slots, chosen, strict=True)
                    if there
                }
                for above in (False, True):
                    body = {"above": above}
                    whole = Complete({"wrong": False}, people, {"body": body}, alleged)
                    outcomes = [bool(Situation(Meanings(one), whole, {}).outcome(body, "body")) for one in (first, second)]
                    if outcomes[0] != outcomes[1]:
                        differing[outcomes[0]] = size
    assert (found.complete, found.every_size) == (True, True)
    assert {bool(one.first.outcome): one.persons for one in of(found, "body")} == differing


def test_what_always_holds_may_call_for_more_persons_than_the_rules_on_bodies_name() -> None:
    """A matter that needs two persons, and rules that name none."""
    two = 'background:\n  - {id: two, holds: "not wrong or count(x, x.chair) >= 2", text: {zh: 二人, en: two}}\n'
    found = compare(bodies("a", "wrong", background=two), bodies("b", "wrong and above", background=two))
    assert [(one.persons, one.first.outcome, one.second.outcome) for one in of(found, "body")] == [(2, ("liable",), ())]


def test_regulations_that_need_two_persons_in_every_case_can_be_compared() -> None:
    two = 'background:\n  - {id: two, holds: "count(x, x.chair) >= 2", text: {zh: 二人, en: two}}\n'
    found = compare(bodies("a", "above", background=two), bodies("b", "wrong", background=two))
    assert {one.persons for one in of(found, "body")} == {2}
    assert counterparts(bodies("a", "above", background=two), bodies("b", "above", background=two)).only == ()
