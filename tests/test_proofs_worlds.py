"""A second world by rewriting conditions is the world with other facts: both are asked of random boards and must agree."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import zeren.proofs
from zeren.model.language.case import Case, FactId
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Term, Text, Value
from zeren.model.meaning.evaluate import Meanings, Situation, evaluate
from zeren.proofs.library import library
from zeren.proofs.open_case import names
from zeren.proofs.property import Claim
from zeren.proofs.replay import situation_of

BROKEN = Path(zeren.proofs.__file__).parent / "broken"
BOARDS = 150
COMPARED = ("objecting-never-hurts", "objection-is-personal", "absence-never-hurts")


def claim_of(regulation: Regulation, name: str) -> Claim:
    claims = next(one for one in library() if one.id == name).claims(regulation)
    assert not isinstance(claims, Text)
    return claims[0]


def drawn(draw: random.Random, term: Term) -> Value:
    return draw.choice(tuple(term.options)) if term.kind == "one_of" else draw.random() < 0.5


def board(draw: random.Random, regulation: Regulation, size: int) -> Case:
    facts: dict[FactId, Any] = {}
    for term in regulation.terms.values():
        if term.kind in ("yes_no", "one_of") and term.sort in ("matter", "person"):
            for of in names(size) if term.sort == "person" else ("",):
                facts[FactId(term.sort, of, term.id)] = drawn(draw, term)
    return Case(id="random", regulation=regulation.id, people=names(size), facts=facts)


def with_facts(case: Case, who: str, changes: Mapping[str, Value]) -> Case:
    facts = {**case.facts, **{FactId("person", who, term): value for term, value in changes.items()}}
    return Case(id=case.id, regulation=case.regulation, people=case.people, facts=facts)


def possible(meanings: Meanings, situation: Situation) -> bool:
    people = list(situation.facts.people.values())
    return all(
        situation.holds(meanings.of(expr), one)
        for _, expr, sort in meanings.regulation.background
        for one in (people if sort == "person" else [{}] if sort == "matter" else [])
    )


def by_hand(regulation: Regulation, meanings: Meanings, name: str, claim: Claim, case: Case, readings: Mapping[str, str]) -> bool:
    """What the property forbids, found by evaluating two cases for each person."""
    ranked = regulation.tiers.ranked
    first = situation_of(meanings, case, readings)
    for who in case.people:
        stated = {"objecting-never-hurts": "objecting", "objection-is-personal": "objecting", "absence-never-hurts": "absent"}[name]
        wanted: Mapping[str, str] = getattr(regulation.file.concepts, stated)
        now = {term: case.facts[FactId("person", who, term)] for term in wanted}
        if any({True: "yes", False: "no"}.get(value, value) != wanted[term] for term, value in now.items()):  # type: ignore[call-overload]  # yes/no or an option
            continue
        second = situation_of(meanings, with_facts(case, who, claim.changes), readings)
        if not possible(meanings, second):
            continue
        before, after = evaluate(meanings, first.facts, readings), evaluate(meanings, second.facts, readings)
        if name == "objection-is-personal":
            if any(before[other] != after[other] for other in case.people if other != who):
                return True
            continue
        for tier in before[who]:
            graver = ranked[: ranked.index(tier) + 1] if tier in ranked else (tier,)
            if not set(graver) & after[who]:
                return True
    return False


def agreed(regulation: Regulation, name: str) -> int:
    """How many random boards show what the property forbids; both ways of telling agree on each."""
    meanings, claim = Meanings(regulation), claim_of(regulation, name)
    draw = random.Random(f"{regulation.id} {name}")
    found = 0
    for _ in range(BOARDS):
        case = board(draw, regulation, draw.randint(1, 3))
        readings = {reading: draw.choice(tuple(one.one_of)) for reading, one in regulation.readings.items()}
        shows = situation_of(meanings, case, readings).holds(meanings.of(claim.sought))
        assert shows == by_hand(regulation, meanings, name, claim, case, readings)
        found += shows
    return found


@pytest.mark.parametrize("name", COMPARED)
@pytest.mark.parametrize("regulation", ["county-bureau", "department", "dgcl-174", "ny-bcl-719"])
def test_rewriting_conditions_is_changing_facts(regulation: str, name: str) -> None:
    agreed(load_regulation(regulation), name)


@pytest.mark.parametrize("name", COMPARED)
def test_it_is_so_where_boards_do_show_what_is_forbidden(name: str) -> None:
    assert 20 < agreed(load_regulation(BROKEN / f"{name}.yaml"), name) < BOARDS
