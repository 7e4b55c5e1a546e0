"""Definitions and exceptions that rest on one another for long: shared, never written out, and no endless recursion."""

from __future__ import annotations

from itertools import product

import pytest

import zeren
from zeren.model.language.limits import raised
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.solving.problem import Problem

HEAD = """
regulation: deep
title: {{zh: 深, en: deep}}
tiers: {{ranked: [bad]}}
terms:
  person:
    p: {{zh: 甲, en: p}}
    q: {{zh: 乙, en: q}}
definitions:
{definitions}
rules:
  - {{id: r, article: "1", text: {{zh: 规则, en: a rule}}, bears: bad, when: {when}}}
exceptions: {exceptions}
"""
CASE = "case: a\nregulation: deep\npeople: {Wu: {p: unknown, q: no}, Lin: {p: yes, q: unknown}}\n"


def doubled(depth: int) -> Regulation:
    """Each definition names the one before twice."""
    lines = ["  d0: p or q", *(f"  d{one}: (d{one - 1} and p) or (not d{one - 1} and q)" for one in range(1, depth + 1))]
    return parse_regulation(HEAD.format(definitions="\n".join(lines), when=f"d{depth}", exceptions="[]"))


def across(depth: int) -> Regulation:
    """Each names the one before twice, for somebody and for everybody."""
    lines = ["  d0: some(x, x.p)"]
    lines += [f"  d{one}: some(x, d{one - 1} and x.p) or every(x, d{one - 1} or x.q)" for one in range(1, depth + 1)]
    return parse_regulation(HEAD.format(definitions="\n".join(lines), when=f"d{depth}", exceptions="[]"))


def chained(depth: int) -> Regulation:
    """Each names the one before."""
    lines = ["  d0: p", *(f"  d{one}: d{one - 1} or q" for one in range(1, depth + 1))]
    return parse_regulation(HEAD.format(definitions="\n".join(lines), when=f"d{depth}", exceptions="[]"))


def excepted(depth: int) -> Regulation:
    """Each exception is one to the exception before."""
    lines = [
        f'  - {{id: e{one}, article: "{one + 2}", defeats: [{f"e{one - 1}" if one else "r"}], when: {"p" if one % 2 else "q"}, '
        "text: {zh: 例外, en: an exception}}"
        for one in range(depth)
    ]
    return parse_regulation(HEAD.format(definitions="  d0: p", when="p", exceptions="\n" + "\n".join(lines)))


def bad(name: str, p: bool, q: bool) -> bool:
    """Whether the rule applies to one alone, worked out by hand."""
    if name == "doubled":
        worth = p or q
        for _ in range(40):
            worth = p if worth else q
        return worth
    if name == "chained":
        return p or q
    force = False
    for one in reversed(range(200)):
        force = (p if one % 2 else q) and not force
    return p and not force


REGULATIONS = {"doubled": lambda: doubled(40), "chained": lambda: chained(200), "excepted": lambda: excepted(200)}


@pytest.mark.parametrize("name", REGULATIONS)
def test_an_answer_is_as_worked_out_by_hand(name: str) -> None:
    """Every reason asked for, too."""
    regulation = REGULATIONS[name]()
    answered = zeren.ask(parse_case(CASE, regulation), regulation, why=True, what_if=True, find_out=True)
    expected = {"Wu": {bad(name, p, False) for p in (False, True)}, "Lin": {bad(name, True, q) for q in (False, True)}}
    assert {person: {bool(one.tiers) for one in bearer.outcomes} for person, bearer in answered.answer.bearers.items()} == expected
    assert answered.text("zh")
    assert answered.text("en")
    for p, q in product((False, True), repeat=2):
        case = parse_case(
            f"case: a\nregulation: deep\npeople: {{Wu: {{p: {'yes' if p else 'no'}, q: {'yes' if q else 'no'}}}}}\n", regulation
        )
        (outcome,) = zeren.ask(case, regulation).answer.bearers["Wu"].outcomes
        assert bool(outcome.tiers) == bad(name, p, q)


@pytest.mark.parametrize("make", [doubled, across])
def test_what_is_shared_stays_shared(make: object) -> None:
    """Twice the depth is twice the gates, not the square of them; and all is proved, linted and compared."""
    assert callable(make)
    sizes = []
    for depth in (20, 40):
        regulation = make(depth)
        sizes.append(len(Problem(regulation, parse_case(CASE, regulation), {}).circuit.gates))
    assert sizes[1] <= 2 * sizes[0]
    assert {one.status for one in zeren.prove(regulation).report.verdicts} <= {"holds", "fails", "not_asked", "bounded"}
    assert not zeren.compare(regulation, regulation).comparison.differences


def test_whether_thirty_facts_are_even_is_proved() -> None:
    """Worked out from the first to the last and from the last to the first, which differ in no case: no table of 2^30 rows."""
    many = 30
    terms = "\n".join(f"    p{one}: {{zh: 甲{one}, en: p{one}}}" for one in range(many))
    ways = {"up": range(many), "down": range(many - 1, -1, -1)}
    definitions = [
        f"  {name}{one}: p{one}" if place == 0 else f"  {name}{one}: ({name}{before} and not p{one}) or (not {name}{before} and p{one})"
        for name, way in ways.items()
        for place, (before, one) in enumerate(zip([0, *way], way, strict=False))
    ]
    text = HEAD.format(definitions="\n".join(definitions), when=f"up{many - 1} and not down0", exceptions="[]")
    regulation = parse_regulation(text.replace("    p: {zh: 甲, en: p}\n    q: {zh: 乙, en: q}", terms))
    with raised(["conflicts=20000", "steps=500000"]):
        report = zeren.prove(regulation).report
    found = {
        one.property: (one.status, one.every_size) for one in report.verdicts if one.property in ("tiers-reachable", "parts-can-apply")
    }
    assert found == {"tiers-reachable": ("fails", True), "parts-can-apply": ("fails", True)}
