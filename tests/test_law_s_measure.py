"""Lint and compare tell in the law's own measure what comes out, as ask does: five things in five sentences, and distinct in JSON."""

from __future__ import annotations

from typing import get_args

import pytest

import zeren
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Verdict
from zeren.model.meaning.standing import Standing
from zeren.model.solving.ask import ask
from zeren.proofs.endings import without_tier
from zeren.proving.proved import compare
from zeren.words import Language, standing_word

PAIRS = [("department", "county-bureau"), ("maryland-2-410", "mbca-8-24")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_where_somebody_stands_in_a_comparison_is_what_ask_says_of_its_case(first: str, second: str) -> None:
    regulations = load_regulation(first), load_regulation(second)
    looked = 0
    for one in compare(*regulations).comparison.differences:
        for regulation, side in zip(regulations, (one.first, one.second), strict=True):
            if side.standing is None:
                continue
            name = "A" if one.subject == "person" else "body"
            outcomes = ask(regulation, parse_case(side.case, regulation)).bearers[name].outcomes
            assert any((told.verdict, told.looked_at) == (side.standing.verdict, side.standing.looked_at) for told in outcomes), side.case
            looked += 1
    assert looked


def built(when: str, more: str = "") -> Regulation:
    return parse_regulation(f"""
regulation: small
title: {{zh: 小, en: small}}
tiers: {{ranked: [], unranked: [liable], when_several: all, names: {{liable: {{zh: 有责任, en: liable}}}}}}
terms:
  matter:
    wrong: {{zh: 错误, en: it was wrong}}
    elsewhere: {{zh: 另有规定, en: laid down elsewhere}}
rules:
  - id: all
    article: "3"
    bears: liable
    text: {{zh: 责任, en: liability}}
    when: {when}
    see: [{{article: "9", when: elsewhere, text: {{zh: 另条, en: another}}}}]
questions:
  owed:
    sort: matter
    article: "4"
    text: {{zh: 是否应当报告, en: must it be reported}}
    answer: {{obliged: wrong{more}}}
""")


def test_a_question_is_answered_as_not_met_where_the_text_provides_and_as_silent_where_it_does_not() -> None:
    found = compare(built("wrong"), built("wrong", " and elsewhere"))
    question = next(one for one in found.comparison.differences if one.subject == "question")
    assert (question.first.settled, question.second.settled) == ("settled", "condition_not_met")
    assert "the condition is not met (article 4)" in found.text(language="en")
    assert "条件不具备（第四条）" in found.text(language="zh")


def test_not_reached_and_no_tier_are_two_sentences_of_a_comparison() -> None:
    words = compare(built("wrong and not elsewhere"), built("wrong")).text(language="en")
    assert "not reached by article 3: see article 9" in words
    assert "no tier under article 3" in compare(built("wrong and elsewhere"), built("wrong")).text(language="en")


@pytest.mark.parametrize("verdict", ["silent", "no_tier", "not_reached"])
def test_proofs_and_answers_have_the_same_words_for_it(verdict: Verdict) -> None:
    rules, found = load_regulation("county-bureau"), Standing(verdict, ("11",), ("9",))
    for language in get_args(Language):
        assert without_tier(rules, found).in_(language) == standing_word(rules, found, language)


@pytest.mark.parametrize("name", ["county-bureau", "china-company-law-125", "ny-bcl-719"])
def test_lint_says_of_nobody_that_there_is_no_responsibility(name: str) -> None:
    found = zeren.lint(name)
    zh, en = found.text(language="zh"), found.text(language="en")
    assert "→ 不承担责任" not in zh
    assert "no responsibility" not in en
    assert any(one.case is not None and one.case.verdicts for one in found.record.findings)
