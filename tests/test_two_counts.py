"""Counts compared with counts, while some of what is counted is unknown: as trying every completion has it."""

from __future__ import annotations

from itertools import product

import pytest

from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.meaning.evaluate import Complete, Meanings, evaluate
from zeren.model.solving.ask import ask
from zeren.proofs.compare.comparison import compare
from zeren.proofs.lint.run import lint_all

RULES = """
regulation: two-counts
title: {{zh: 两个计数, en: two counts}}
tiers: {{ranked: [bad]}}
terms:
  matter:
    large: {{type: number, zh: 数, en: a number}}
  person:
    ayes: {{zh: 赞成, en: in favour}}
    noes: {{zh: 反对, en: against}}
rules:
  - {{id: more, article: "1", text: {{zh: 规则, en: a rule}}, bears: bad, when: "{when}"}}
"""
CONDITIONS = [
    "count(x, x.ayes) > count(x, x.noes)",
    "count(x, x.ayes) == count(x, x.noes)",
    "count(x, x.ayes) != count(x, x.noes) and ayes",
    "count(x, x.ayes) * 2 >= count(x, x.noes) + 1",
    "count(x, x.ayes) - count(x, x.noes) < count(x, x.ayes and x.noes)",
    "count(x, x.ayes and not x.noes) <= count(x, x.noes)",
    "not (count(x, x.ayes) > count(x, x.noes)) or count(x, x.noes) >= 2",
]
STATED = [
    ("unknown", "unknown", "unknown", "unknown"),
    ("yes", "unknown", "unknown", "no"),
    ("unknown", "yes", "unknown", "yes"),
    ("unknown", "unknown", "yes", "unknown"),
    ("no", "yes", "unknown", "unknown"),
]


@pytest.mark.parametrize("when", CONDITIONS)
@pytest.mark.parametrize("stated", STATED)
def test_an_answer_is_what_every_completion_says(when: str, stated: tuple[str, ...]) -> None:
    """The outcomes of two people of whom some facts are unknown, and their reasons, are those of brute force."""
    regulation = parse_regulation(RULES.format(when=when))
    people = {"Wu": dict(zip(("ayes", "noes"), stated[:2], strict=True)), "Lin": dict(zip(("ayes", "noes"), stated[2:], strict=True))}
    lines = [f"  {name}: {{ayes: {one['ayes']}, noes: {one['noes']}}}" for name, one in people.items()]
    case = parse_case("\n".join(["case: counted", "regulation: two-counts", "people:", *lines]), regulation)
    meanings, expected = Meanings(regulation), {name: set[frozenset[str]]() for name in people}
    for values in product((False, True), repeat=4):
        if all(said == "unknown" or (said == "yes") == value for said, value in zip(stated, values, strict=True)):
            facts = {"Wu": {"ayes": values[0], "noes": values[1]}, "Lin": {"ayes": values[2], "noes": values[3]}}
            for name, outcome in evaluate(meanings, Complete({"large": 0}, facts), {}).items():
                expected[name].add(frozenset(outcome))
    found = ask(regulation, case, why=True, what_if=True, find_out=True)
    assert {name: {frozenset(one.tiers) for one in bearer.outcomes} for name, bearer in found.bearers.items()} == expected


def test_lint_and_compare_decide_two_counts_as_they_are() -> None:
    """A rule on two counts applies somewhere and not everywhere, and is not the rule with the counts exchanged."""
    rules, turned = (parse_regulation(RULES.format(when=one)) for one in (CONDITIONS[0], "count(x, x.noes) > count(x, x.ayes)"))
    assert not [one for one in lint_all([rules]) if one.kind.code != "Z304"]  # the number that these rules do not use
    assert compare(rules, turned).differences
    assert not compare(rules, rules).differences
