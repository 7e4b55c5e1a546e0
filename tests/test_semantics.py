"""Norms over an algebra: the simplest carrier there is, plain yes and no, says of complete facts what the definition says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pytest

from zeren.model.language.conditions import MATTER, ME, Expr, Order, Sign
from zeren.model.language.load import parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.evaluate import Complete, Meanings, evaluate
from zeren.model.meaning.semantics import Semantics
from zeren.model.meaning.truth import COMPARE, calculate

RULES = """
regulation: club
title: {zh: 会, en: club}
tiers: {ranked: [grave, slight], unranked: [apart]}
terms:
  matter: {wrong: {zh: 错, en: wrong}, amount: {zh: 数, en: amount, type: number}}
  person: {chair: {zh: 主, en: chair}, objected: {zh: 异, en: objected}, paid: {zh: 付, en: paid}}
readings:
  record: {question: {zh: 问, en: asked}, one_of: {needed: {zh: 须, en: must}, free: {zh: 不, en: free}}, cites: ["1"]}
definitions: {dissents: objected and (record == free or not paid), led: wrong and amount + 1 > 2}
rules:
  - {id: chair, article: "1", bears: grave, when: led and chair, text: {zh: 一, en: one}}
  - {id: others, article: "1", bears: slight, when: wrong, text: {zh: 二, en: two}}
  - id: alone
    article: "2"
    bears: apart
    when: "count(x, x.objected) == 1 and objected and every(x, x == me or not applies(chair, x))"
    text: {zh: 三, en: three}
exceptions:
  - {id: dissent, article: "3", defeats: [chair, others], when: dissents, text: {zh: 四, en: four}}
  - {id: bribed, article: "4", defeats: [dissent], when: "paid and some(x, x != me and x.chair)", text: {zh: 五, en: five}}
"""
Facts = Mapping[str, Any]
Names = Mapping[str, Facts]


class Plain(Semantics[bool, Any, Facts, Names]):
    """Complete facts under fixed readings."""

    def __init__(self, regulation: Regulation, facts: Complete, readings: Mapping[str, str]) -> None:
        self.regulation, self.facts, self.readings, self.nobody = regulation, facts, readings, facts.matter

    def bearer(self, of: str, scope: Names) -> Facts:
        return scope[of]

    def scope_of(self, bearer: Facts) -> Names:
        return {ME: bearer, MATTER: self.facts.matter}

    def constant(self, value: bool) -> bool:
        return value

    def both(self, parts: Iterable[bool], scope: Names) -> bool:
        return all(parts)

    def either(self, parts: Iterable[bool], scope: Names) -> bool:
        return any(parts)

    def negation(self, value: bool) -> bool:
        return not value

    def fact(self, term: str, of: str, scope: Names) -> bool:
        return bool(scope[of][term])

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Names) -> bool:
        return scope[of][term] in options

    def reads(self, reading: str, options: tuple[str, ...]) -> bool:
        return self.readings[reading] in options

    def made_out_any(self, items: tuple[str, ...]) -> bool:
        return False

    def some(self, variable: str, body: Expr, scope: Names) -> bool:
        return any(self.worth(body, {**scope, variable: one}) for one in self.facts.people.values())

    def same(self, left: str, right: str, scope: Names) -> bool:
        return scope[left] is scope[right]

    def compare(self, order: Order, left: Expr, right: Expr, scope: Names) -> bool:
        return bool(COMPARE[order](self.amount(left, scope), self.amount(right, scope)))

    def known(self, value: Any) -> Any:
        return value

    def quantity(self, term: str, of: str, scope: Names) -> Any:
        return scope[of][term]

    def calculated(self, sign: Sign, left: Any, right: Any, scope: Names) -> Any:
        return calculate(sign, left, right)

    def count(self, variable: str, body: Expr, scope: Names) -> int:
        return sum(self.worth(body, {**scope, variable: one}) for one in self.facts.people.values())


@pytest.mark.parametrize("record", ["needed", "free"])
def test_norms_over_plain_truth_are_the_definition(record: str) -> None:
    """Every case of two persons."""
    club, yes_no = parse_regulation(RULES), (False, True)
    meanings = Meanings(club)
    for wrong, amount, *own in product(yes_no, (1, 2), *[yes_no] * 6):
        people = {name: dict(zip(("chair", "objected", "paid"), own[at : at + 3], strict=True)) for name, at in (("Ann", 0), ("Bob", 3))}
        facts = Complete({"wrong": wrong, "amount": amount}, people)
        plain = Plain(club, facts, {"record": record})
        found = {name: {tier for tier in club.tiers.all if plain.bears(tier, person)} for name, person in people.items()}
        assert found == {name: set(tiers) for name, tiers in evaluate(meanings, facts, {"record": record}).items()}
