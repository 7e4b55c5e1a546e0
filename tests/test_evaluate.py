"""The definition: what follows from complete facts and fixed readings, told as small stories."""

from __future__ import annotations

from typing import Any

import pytest

from zeren.model.language.load import parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, Situation, evaluate

RULES = """
regulation: club
title: {zh: 俱乐部, en: club}
tiers: {ranked: [grave, slight], unranked: [apart], when_several: highest}
terms:
  matter: {wrong: {zh: 错误, en: wrong}, amount: {zh: 金额, en: amount, type: number, unless_stated: "0"}}
  person:
    chair: {zh: 主席, en: chair}
    present: {zh: 到会, en: present}
    objected: {zh: 反对, en: objected}
    paid: {zh: 受贿, en: was paid}
    coerced: {zh: 被胁迫, en: was coerced}
  body: {board: {zh: 董事会, en: board}}
  circumstance: {proved: {zh: 证实, en: proved}}
readings:
  chair_absent: {question: {zh: 问, en: q}, one_of: {spared: {zh: 免, en: spared}, liable: {zh: 责, en: liable}}, cites: ["1"]}
definitions:
  somebody_present: some(x, x.present)
  alone: present and count(x, x.present) == 1
rules:
  - {id: chair, article: "1", bears: grave, when: wrong and chair and (present or chair_absent == liable), text: {zh: 一, en: one}}
  - {id: others, article: "1", bears: slight, when: wrong and present, text: {zh: 二, en: two}}
  - {id: large, article: "2", bears: apart, when: wrong and alone and amount >= 100, text: {zh: 三, en: three}}
  - {id: with-chair, article: "3", bears: apart, when: "objected and some(x, applies(chair, x) and x != me)", text: {zh: 四, en: four}}
  - {id: board, article: "4", sort: body, bears: apart, when: board and made_out(1), text: {zh: 五, en: five}}
exceptions:
  - {id: dissent, article: "5", defeats: [chair, others], when: objected, text: {zh: 六, en: six}}
  - {id: bribed, article: "6", defeats: [dissent], when: paid, text: {zh: 七, en: seven}}
  - {id: forced, article: "7", defeats: [bribed], when: coerced, text: {zh: 八, en: eight}}
  - {id: mild, article: "9", defeats: [others], when: coerced, effect: may_exempt, text: {zh: 十, en: ten}}
circumstances:
  - {item: "1", article: "8", when: proved and subject.chair, text: {zh: 九, en: nine}}
"""

NOBODY = {"chair": False, "present": False, "objected": False, "paid": False, "coerced": False}


@pytest.fixture(scope="module")
def club() -> Regulation:
    return parse_regulation(RULES)


def outcomes(club: Regulation, people: dict[str, dict[str, Any]], chair_absent: str = "spared", **matter: Any) -> dict[str, set[str]]:
    facts = Complete(
        matter={"wrong": True, "amount": 0, **matter},
        people={name: {**NOBODY, **facts} for name, facts in people.items()},
    )
    return {name: set(tiers) for name, tiers in evaluate(Meanings(club), facts, {"chair_absent": chair_absent}).items()}


def test_the_gravest_ranked_tier_absorbs_the_others(club: Regulation) -> None:
    assert outcomes(club, {"Ann": {"chair": True, "present": True}, "Bob": {"present": True}}) == {"Ann": {"grave"}, "Bob": {"slight"}}


def test_a_reading_decides_about_the_absent_chair(club: Regulation) -> None:
    assert outcomes(club, {"Ann": {"chair": True}}) == {"Ann": set()}
    assert outcomes(club, {"Ann": {"chair": True}}, "liable") == {"Ann": {"grave"}}


def test_exceptions_to_exceptions_alternate(club: Regulation) -> None:
    dissent = {"present": True, "objected": True}
    assert outcomes(club, {"Bob": dissent}) == {"Bob": set()}
    assert outcomes(club, {"Bob": {**dissent, "paid": True}}) == {"Bob": {"slight"}}
    assert outcomes(club, {"Bob": {**dissent, "paid": True, "coerced": True}}) == {"Bob": set()}


def test_counting_and_numbers(club: Regulation) -> None:
    one, two = {"Bob": {"present": True}}, {"Bob": {"present": True}, "Cy": {"present": True}}
    assert outcomes(club, one, amount=100) == {"Bob": {"slight", "apart"}}
    assert outcomes(club, one, amount=99) == {"Bob": {"slight"}}
    assert outcomes(club, two, amount=100) == {"Bob": {"slight"}, "Cy": {"slight"}}


def test_a_rule_may_rest_on_another_rule_about_somebody_else(club: Regulation) -> None:
    chair = {"chair": True, "present": True}
    assert outcomes(club, {"Ann": chair, "Bob": {"objected": True}}) == {"Ann": {"grave"}, "Bob": {"apart"}}
    assert outcomes(club, {"Ann": {**chair, "objected": True}, "Bob": {"objected": True}})["Bob"] == set()


def test_bodies_and_circumstances(club: Regulation) -> None:
    ann = {**NOBODY, "chair": True}
    allegation = {"item": "1", "subject": ann, "proved": True}
    facts = Complete({"wrong": False, "amount": 0}, {"Ann": ann}, {"B": {"board": True}}, {"1/Ann": allegation})
    assert evaluate(Meanings(club), facts, {"chair_absent": "spared"})["B"] == {"apart"}
    assert Situation(Meanings(club), facts, {"chair_absent": "spared"}).made_out()


def test_what_is_worth_the_same_for_everybody_and_what_is_not(club: Regulation) -> None:
    found = outcomes(club, {"Bob": {"present": True}, "Cy": {}}, amount=100)
    assert found == {"Bob": {"slight", "apart"}, "Cy": set()}  # Bob is alone, Cy is not


def test_relief_leaves_the_tier_and_names_what_relieves_it(club: Regulation) -> None:
    def relief(**facts: bool) -> dict[str, frozenset[str]]:
        bob = {**NOBODY, "present": True, **facts}
        situation = Situation(Meanings(club), Complete({"wrong": True, "amount": 100}, {"Bob": bob}), {"chair_absent": "spared"})
        assert "slight" in situation.outcome(bob)
        return situation.relief(bob)

    assert relief() == {}
    assert relief(coerced=True) == {"slight": {"mild"}}  # and not the tier apart, which nothing relieves


def test_facts_and_meanings_stay_as_they_are(club: Regulation) -> None:
    with pytest.raises(AttributeError, match="immutable"):
        Complete({}, {}).matter = {}  # type: ignore[misc]  # that is the point
    with pytest.raises(AttributeError, match="immutable"):
        Meanings(club).regulation = club  # type: ignore[misc]
