"""People of whom a case says the same are asked about once: the answer is the one that each would have had alone."""

from __future__ import annotations

import random

import msgspec
import pytest

from zeren.model.language.case import Case, FactId
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.meaning.answer import Answer
from zeren.model.solving.ask import ask
from zeren.model.solving.problem import Problem

ASKED = [{}, {"settle": True, "find_out": True}, {"why": True, "what_if": True}, {"presume": False}]


def one_by_one(monkeypatch: pytest.MonkeyPatch, case: Case, **options: object) -> Answer:
    with monkeypatch.context() as patched:
        for module in ("ask", "premises", "assumptions", "questions"):
            patched.setattr(f"zeren.model.solving.{module}.groups", lambda case: {name: (name,) for name in case.people})
        return ask(load_regulation(case.regulation), case, **options)  # type: ignore[arg-type]


def unordered(part: object) -> object:
    """An answer as data, without the order in which a reason goes through the people: it begins with who is asked about."""
    if isinstance(part, dict):
        return {key: unordered(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        listed = [unordered(one) for one in part]
        return sorted(listed, key=repr) if part and isinstance(part[0], dict) and "of" in part[0] else listed
    return part if isinstance(part, (str, int, float, type(None))) else unordered(msgspec.to_builtins(part))


def board(name: str, seed: int) -> Case:
    """Four people, two or three of whom are alike, with little stated."""
    regulation, source = load_regulation(name), random.Random(seed)
    names = ("A", "B", "C", "D")
    facts = {}
    for term in source.sample(regulation.terms_of["matter"], min(4, len(regulation.terms_of["matter"]))):
        if term.kind == "yes_no":
            facts[FactId("matter", "", term.id)] = source.choice((True, True, UNKNOWN))
    asked = [term for term in regulation.terms_of["person"] if term.kind in ("yes_no", "one_of")]
    kinds = [{term.id: source.choice((*(term.options or (True, False)), UNKNOWN)) for term in source.sample(asked, 3)} for _ in range(2)]
    for person, kind in zip(names, sorted(source.choices((0, 1), k=4)), strict=True):
        facts |= {FactId("person", person, term): value for term, value in kinds[kind].items()}
    return Case(id="board", regulation=name, people=names, facts=facts)


@pytest.mark.parametrize("options", ASKED, ids=lambda one: "-".join(one) or "plain")
@pytest.mark.parametrize("name", ["county-bureau", "department"])
def test_the_answer_is_the_one_that_each_would_have_had_alone(name: str, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    for seed in range(8):
        case = board(name, seed)
        try:
            alone = one_by_one(monkeypatch, case, **options)
        except ValueError:  # what was drawn cannot be together
            continue
        assert unordered(ask(load_regulation(name), case, **options)) == unordered(alone)  # type: ignore[arg-type]
        compared += 1
    assert compared >= 3


PAIRS = """
regulation: pairs
title: {zh: 对, en: pairs}
tiers: {ranked: [grave]}
terms:
  matter: {wrong: {zh: 错, en: wrong, unless_stated: no}}
  person: {signed: {zh: 签, en: signed, unless_stated: yes}, kept_out: {zh: 未参与, en: kept out, unless_stated: yes}}
background:
  - {id: either, holds: not (signed and kept_out), text: {zh: 不并存, en: not both}}
rules:
  - {id: signing, article: "1", bears: grave, when: wrong and signed, text: {zh: 签, en: signed}}
"""


def test_presumptions_that_clash_are_all_left_open_however_many_clash() -> None:
    rules = parse_regulation(PAIRS)
    people = "\n".join(f"  P{number}: {{}}" for number in range(40))
    case = parse_case(f"case: many\nregulation: pairs\nmatter: {{wrong: yes}}\npeople:\n{people}\n", rules)
    problem = Problem(rules, case, {})
    assert problem.possible(problem.base)
    assert len(problem.dropped) == 80
    assert {one.of for one in problem.case.facts} == {""}
    answer = ask(rules, case)
    assert all([one.tiers for one in bearer.outcomes] == [("grave",), ()] for bearer in answer.bearers.values())
    assert msgspec.json.encode(answer) == msgspec.json.encode(ask(rules, case))
