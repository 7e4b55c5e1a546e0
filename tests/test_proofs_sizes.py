"""Every size: the number of persons that the shape test names decides all larger boards, and quantified formulas agree."""

from __future__ import annotations

from pathlib import Path

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

import zeren.proofs
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs import quantified
from zeren.proofs.boards import Boards
from zeren.proofs.library import library
from zeren.proofs.property import Claim, Property
from zeren.proofs.prove import decide, prove
from zeren.proofs.verdict import Verdict

BROKEN = sorted((Path(zeren.proofs.__file__).parent / "broken").glob("*.yaml"))
BUILT_IN = ("county-bureau", "department", "party-organisations")


def claims_of(regulation: Regulation) -> list[tuple[Property, Claim]]:
    found = []
    for one in library():
        claims = one.claims(regulation)
        found += [] if isinstance(claims, Text) else [(one, claim) for claim in claims]
    return found


def written(text: str) -> Regulation:
    return parse_regulation(
        f"""
regulation: sizes
title: {{zh: 人数, en: sizes}}
tiers: {{unranked: [liable]}}
terms:
  matter: {{m: {{zh: 事, en: m}}}}
  person:
    a: {{zh: 甲, en: a}}
    b: {{zh: 乙, en: b}}
    age: {{zh: 年龄, en: age, type: number}}
{text}
"""
    )


def own(condition: str, kind: str = "possible", background: str = "") -> Regulation:
    lines = [f"  - {{id: own, {kind}: '{condition}', text: {{zh: 性质, en: property}}}}"]
    sentences = [
        f"  - {{id: s{number}, holds: '{one}', text: {{zh: 常, en: always}}}}" for number, one in enumerate(background.split(";")) if one
    ]
    return written("\n".join(["properties:", *lines, *(["background:", *sentences] if sentences else [])]))


def verdict_of(regulation: Regulation, larger: int = 0) -> Verdict:
    boards = Boards(regulation)
    about = next(one for one in prove(regulation, boards) if one.about.id == "own")
    return decide(boards, about.about, about.claim, larger)


def test_the_classical_trap_is_not_fallen_into() -> None:
    """Everybody is the secretary or the deputy: models at 1 and 2, none at 3, where the number of persons named is 3."""
    at_most_two = "every(x, x.a or x.b); count(x, x.a) <= 1; count(x, x.b) <= 1"
    three = "some(x, x.a and not m) or count(x, x.a or x.b) >= 3"
    regulation = own(three, background=at_most_two)
    verdict = verdict_of(regulation)
    boards = Boards(regulation)
    exists = [boards.of(verdict.claim, size).possible([boards.of(verdict.claim, size).sought(verdict.claim)]) for size in (1, 2, 3, 4)]
    assert verdict.scope.persons >= 3
    assert exists == [True, True, False, False]
    assert verdict.status == "holds"
    assert verdict.witnessed[0].witness is not None
    assert verdict.witnessed[0].witness.size == 1


@pytest.mark.parametrize(
    ("condition", "persons"),
    [
        ("m", 1),
        ("some(x, x.a)", 1),
        ("every(x, x.a)", 1),
        ("some(x, x.a) and some(y, y.b)", 2),
        ("some(x, x.a) and some(y, y.a)", 1),  # one and the same sentence
        ("some(x, x.a and some(y, y.b and y != x))", 2),
        ("count(x, x.a) >= 3", 3),
        ("count(x, x.a) < 3", 1),
        ("count(x, x.a) == 2", 2),
        ("every(x, x.a or some(y, y.b))", 1),
        ("every(x, some(y, x.a and y.b or x.b and y.a))", 4),  # one for each way x can be
        ("some(x, x.a) and not every(x, x.a)", 2),  # one who is, and another one who is not
        ("some(x, x.a) and not every(x, not x.a)", 2),  # two ways to say one thing; more than enough
    ],
)
def test_the_shape_test_counts_the_persons_that_are_named(condition: str, persons: int) -> None:
    scope = verdict_of(own(condition)).scope
    assert (scope.persons, scope.every_size) == (persons, True)


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ("every(x, some(y, y != x and y.a))", "somebody is sought for everybody"),
        ("every(x, some(y, y.age > x.age))", "somebody is sought for everybody"),
        ("count(x, x.a) > count(y, y.b)", "a count is compared with something else"),
    ],
)
def test_outside_the_fragment_a_property_says_so_and_gets_a_bound(condition: str, why: str) -> None:
    verdict = verdict_of(own(condition, kind="never"))
    assert not verdict.scope.every_size
    assert verdict.scope.why_not is not None
    assert why in verdict.scope.why_not.en
    assert verdict.status in ("bounded", "fails")
    bounded = verdict_of(own(f"m and not m and {condition}", kind="never"))
    assert bounded.status == "bounded"


def answer(regulation: Regulation, verdict: Verdict, place: int, seconds: int = 5) -> str:
    """Z3's own answer on the quantified formula of one region."""
    items = Boards(regulation).items(verdict.claim)
    text = quantified.question(regulation, verdict.claim, items, verdict.regions[place].forbidden)
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.from_string(text)
    return str(solver.check())


def agreed(regulation: Regulation) -> int:
    """How many regions Z3 decides without grounding, all of them as we do."""
    decided = 0
    for verdict in prove(regulation):
        if not verdict.scope.every_size:
            continue
        for place, region in enumerate(verdict.regions):
            found = answer(regulation, verdict, place)
            assert found in ("unknown", "sat" if region.witness else "unsat"), (verdict.about.id, verdict.claim.part)
            decided += found != "unknown"
    return decided


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_z3_agrees_on_the_quantified_formulas_of_broken_regulations(path: Path) -> None:
    assert agreed(load_regulation(path)) > 0


def test_z3_agrees_on_the_quantified_formulas_of_a_regulation() -> None:
    assert agreed(load_regulation("county-bureau")) > 40


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_three_more_persons_change_no_verdict_of_broken_regulations(path: Path) -> None:
    no_change(load_regulation(path))


def test_three_more_persons_change_no_verdict() -> None:
    no_change(load_regulation("county-bureau"), circumstances=("1", "10"))


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT_IN)
def test_three_more_persons_change_no_verdict_of_any_part(name: str) -> None:
    no_change(load_regulation(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT_IN[1:])
def test_z3_agrees_on_all_quantified_formulas(name: str) -> None:
    assert agreed(load_regulation(name)) > 40


def no_change(regulation: Regulation, circumstances: tuple[str, ...] | None = None) -> None:
    boards = Boards(regulation)
    for about, claim in claims_of(regulation):
        if claim.item and circumstances is not None and claim.item not in circumstances:
            continue
        at, beyond = decide(boards, about, claim), decide(boards, about, claim, larger=3)
        assert (at.status, at.holds_under(), at.fails_under()) == (beyond.status, beyond.holds_under(), beyond.fails_under())


atoms = st.sampled_from(["x.a", "x.b", "not x.a", "m", "not x.b"])
inner = st.sampled_from(["y.a", "y.b", "not y.a", "y != x", "y == x", "x.a"])
second = st.builds("{}(y, {} {} {})".format, st.sampled_from(["some", "every"]), inner, st.sampled_from(["and", "or"]), inner)
first = st.builds(
    "{}(x, {} {} {})".format, st.sampled_from(["some", "every"]), atoms, st.sampled_from(["and", "or"]), st.one_of(atoms, second)
)
counts = st.builds("count(x, {}) {} {}".format, atoms, st.sampled_from(["<=", ">=", "==", "!=", "<", ">"]), st.integers(0, 3))
signed = st.builds("{}({})".format, st.sampled_from(["", "not "]), st.one_of(first, counts))
sentences = st.lists(signed, min_size=1, max_size=3).map(" and ".join)


@settings(max_examples=60, deadline=None)
@given(sentences)
def test_no_larger_board_shows_anything_new(sentence: str) -> None:
    regulation = own(sentence.replace("'", ""))
    at, beyond = verdict_of(regulation), verdict_of(regulation, larger=3)
    if at.scope.every_size:
        assert at.status == beyond.status
        assert answer(regulation, at, 0, seconds=1) in ("unknown", "sat" if at.status == "holds" else "unsat")
