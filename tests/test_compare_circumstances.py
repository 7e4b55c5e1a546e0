"""Persons' outcomes where rules rest on circumstances: which are alleged, and against whom, is open in a comparison too."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.ask import ask
from zeren.proofs.compare.comparison import Comparison, compare
from zeren.proofs.compare.counterparts import counterparts
from zeren.proving.compare_text import ComparisonText

RULES = """
regulation: {id}
title: {{zh: 规定, en: a regulation}}
tiers: {{unranked: [liable]}}
terms:
  person: {{chair: {{zh: 主持, en: chair}}}}
  circumstance: {{harm: {{zh: 后果, en: harm}}}}
circumstances:
  - {{item: "1", article: "3", when: "{one}", text: {{zh: 一, en: one}}}}
  - {{item: "2", article: "3", when: "{two}", text: {{zh: 二, en: two}}}}
rules:
  - {{id: liable, article: "1", bears: liable, when: "{when}", text: {{zh: 责, en: liable}}}}
"""


def regulation(name: str, when: str, one: str = "harm", two: str = "harm and subject.chair") -> Regulation:
    return parse_regulation(RULES.format(id=name, when=when, one=one, two=two))


def outcomes(found: Comparison) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    return {(one.first.outcome, one.second.outcome) for one in found.differences if one.subject == "person"}


def test_rules_that_rest_on_different_circumstances_differ() -> None:
    found = compare(regulation("a", "chair and made_out(1)"), regulation("b", "chair and made_out(2)"))
    assert found.complete
    assert found.every_size
    assert outcomes(found) == {(("liable",), ()), ((), ("liable",))}
    loss = next(one for one in found.differences if one.second.outcome == ())
    assert [(one.of, one.term, one.value, one.alleged) for one in loss.deciding if not one.usual] == [
        ("A", "chair", "yes", False),
        ("1/A", "alleged", "yes", True),
        ("1/A", "harm", "yes", False),
    ]


def test_rules_that_rest_on_the_same_circumstances_are_proved_the_same() -> None:
    found = compare(regulation("a", "chair and made_out(1, 2)"), regulation("b", "chair and (made_out(2) or made_out(1))"))
    assert (found.differences, found.complete, found.every_size) == ((), True, True)


def test_a_circumstance_that_says_otherwise_changes_who_is_liable() -> None:
    found = compare(regulation("a", "made_out(1)"), regulation("b", "made_out(1)", one="harm and subject.chair"))
    assert outcomes(found) == {(("liable",), ())}


def test_two_circumstances_of_one_item_against_one_person_may_be_needed() -> None:
    """Under the one regulation harm makes it out, under the other one its absence: only two allegations make out both."""
    tiers = "tiers: {unranked: [liable, other]}"
    more = '  - {{id: more, article: "2", bears: other, when: "{}", text: {{zh: 又, en: more}}}}\n'
    first = parse_regulation(RULES.format(id="a", when="made_out(1)", one="harm", two="harm").replace("tiers: {unranked: [liable]}", tiers))
    text = RULES.format(id="b", when="chair and not chair", one="not harm", two="harm").replace("tiers: {unranked: [liable]}", tiers)
    second = parse_regulation(text + more.format("made_out(1) and every(x, x.chair)"))
    found = compare(first, second)
    assert (("liable",), ("other",)) in outcomes(found)
    assert min(one.persons for one in found.differences if one.second.outcome == ("other",)) == 1


def test_an_item_that_only_one_knows_is_not_alleged_and_its_rule_is_listed() -> None:
    first = regulation("a", "chair and made_out(1)")
    third = '  - {{item: "3", article: "3", when: "harm", text: {{zh: 三, en: three}}}}\n'
    text = (
        RULES.replace("rules:", third + "rules:")
        + '  - {{id: more, article: "2", bears: liable, when: "made_out(3)", text: {{zh: 又, en: more}}}}\n'
    )
    second = parse_regulation(text.format(id="b", when="chair and made_out(1)", one="harm", two="harm and subject.chair"))
    assert outcomes(compare(first, second)) == set()
    assert ("rule", "more", "b") in [(one.what, one.id, one.in_) for one in counterparts(first, second).only]


CONDITIONS = st.recursive(
    st.sampled_from(["chair", "made_out(1)", "made_out(2)", "made_out()", "some(x, x.chair)"]),
    lambda inner: st.one_of(st.builds("({} and {})".format, inner, inner), st.builds("not {}".format, inner)),
    max_leaves=3,
)
ITEMS = st.sampled_from(["harm", "not harm", "harm and subject.chair", "every(x, x.chair)"])


@settings(max_examples=20, deadline=None)
@given(CONDITIONS, CONDITIONS, ITEMS, ITEMS, ITEMS)
def test_whatever_a_search_of_boards_of_two_finds_is_of_a_kind_found(a: str, b: str, one: str, other: str, two: str) -> None:
    """Every case of one and two persons with every set of allegations, evaluated under both."""
    first, second = regulation("a", a, one, two), regulation("b", b, other, two)
    found = compare(first, second)
    meanings = (Meanings(first), Meanings(second))
    differing = set()
    for whole in cases():
        sides = tuple(tuple(Situation(one, whole, {}).outcome(whole.people["A"])) for one in meanings)
        if sides[0] != sides[1]:
            differing.add(sides)
    assert found.complete
    assert differing <= outcomes(found)
    assert {
        (each.first.outcome, each.second.outcome) for each in found.differences if each.subject == "person" and each.persons < 3
    } <= differing


def cases() -> Iterator[Complete]:
    for size in (1, 2):
        for chairs in itertools.product((False, True), repeat=size):
            people = {name: {"chair": chair} for name, chair in zip("AB", chairs, strict=False)}
            slots = list(itertools.product("12", people, (False, True)))
            for chosen in itertools.product((False, True), repeat=len(slots)):
                alleged = {
                    f"{item}/{who}/{harm}": {"item": item, "subject": people[who], "harm": harm}
                    for (item, who, harm), there in zip(slots, chosen, strict=True)
                    if there
                }
                yield Complete({}, people, {}, alleged)


def test_the_cases_shown_are_answered_as_shown() -> None:
    first, second = regulation("a", "chair and made_out(1)"), regulation("b", "made_out(2) and not chair")
    found = compare(first, second)
    assert len(outcomes(found)) == 2
    for one in found.differences:
        if one.subject == "person":
            for rules, side in ((first, one.first), (second, one.second)):
                case = parse_case(side.case, rules)
                assert case.circumstances
                assert [outcome.tiers for outcome in ask(rules, case).bearers["A"].outcomes] == [side.outcome]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", "情形：A, 主持 – 是；第三条第（一）项的情形，对象A – 提出；第三条第（一）项的情形（对象A），后果 – 是"),
        ("en", "when: A, chair – yes; the circumstance of article 3(1) against A – alleged; article 3(1) against A, harm – yes"),
    ],
)
def test_an_allegation_is_told_in_words(language: str, told: str) -> None:
    first, second = regulation("a", "chair and made_out(1)"), regulation("b", "chair and made_out(2)", two="harm and not subject.chair")
    lines = list(
        ComparisonText(first, second, compare(first, second), counterparts(first, second), "zh" if language == "zh" else "en").lines()
    )
    assert any(line.strip() == told for line in lines), lines


def test_the_sisters_rest_on_no_circumstance() -> None:
    """A built-in rule asks only whether accountability is established, which a case may state in either way."""
    from zeren.proofs.scope import rests_on_circumstances

    assert not any(rests_on_circumstances(load_regulation(name)) for name in ("department", "county-bureau", "party-organisations"))
