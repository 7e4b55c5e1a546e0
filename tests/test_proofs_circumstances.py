"""Named circumstances at every size: which are alleged, and against whom, is open; so many subjects are enough, and no more matter."""

from __future__ import annotations

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.load import parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.proofs import quantified
from zeren.proofs.boards import Boards
from zeren.proofs.prove import decide, prove
from zeren.proofs.verdict import Verdict

RULES = """
regulation: alleged
title: {zh: 情形, en: alleged}
tiers: {unranked: [liable]}
terms:
  matter: {wrong: {zh: 错误, en: wrong}}
  person:
    chair: {zh: 主持, en: chair}
    absent: {zh: 缺席, en: absent}
  circumstance:
    harm: {zh: 后果, en: harm}
    grave: {zh: 严重, en: grave}
circumstances:
  - {item: "1", article: "2", when: wrong, text: {zh: 一, en: whatever is wrong}}
  - {item: "2", article: "2", when: harm and subject.chair, text: {zh: 二, en: harm by a chair}}
  - {item: "3", article: "2", when: harm and not subject.chair, text: {zh: 三, en: harm by another}}
  - {item: "4", article: "2", when: "grave and every(x, x.chair or x.absent)", text: {zh: 四, en: nobody else was there}}
rules:
  - {id: liable, article: "1", bears: liable, when: chair and made_out(2), text: {zh: 责, en: liable}}
"""


def own(condition: str, kind: str = "possible", rules: str = RULES) -> Regulation:
    return parse_regulation(f"{rules}properties:\n  - {{id: own, {kind}: '{condition}', text: {{zh: 性质, en: property}}}}\n")


def verdict_of(regulation: Regulation, larger: int = 0) -> Verdict:
    boards = Boards(regulation)
    about = next(one for one in prove(regulation, boards) if one.about.id == "own")
    return decide(boards, about.about, about.claim, larger)


@pytest.mark.parametrize(
    ("condition", "subjects", "holds"),
    [
        ("wrong and not made_out(1)", 1, True),  # nobody alleges it
        ("made_out(1) and not wrong", 1, False),
        ("made_out(2) and made_out(3)", 2, True),  # against two persons
        ("made_out(2) and made_out(3) and every(x, x.chair)", 2, False),
        ("made_out(2, 3) and every(x, not x.chair)", 1, True),
        ("made_out(2) and made_out(4) and some(x, not x.chair)", 2, True),
        ("made_out(3) and made_out(4) and every(x, not x.absent)", 2, False),
        ("not made_out(4) and every(x, x.chair)", 1, True),
        ("made_out() and not made_out(1, 2, 3, 4)", 1, False),
    ],
)
def test_which_circumstances_are_alleged_and_against_whom_is_open(condition: str, subjects: int, holds: bool) -> None:
    verdict = verdict_of(own(condition))
    assert verdict.scope.every_size
    assert verdict.scope.subjects == subjects
    assert verdict.status == ("holds" if holds else "fails")
    assert answer(verdict, own(condition), seconds=10) == ("sat" if holds else "unsat")


def answer(verdict: Verdict, regulation: Regulation, seconds: int) -> str:
    """Z3's own answer on the quantified formula, where circumstances are a sort of their own with a function to their subject."""
    solver = z3.Solver()
    solver.set("timeout", seconds * 1000)
    solver.from_string(quantified.question(regulation, verdict.claim, Boards(regulation).items(verdict.claim)))
    return str(solver.check())


def test_a_case_alleges_what_it_shows_and_nothing_else() -> None:
    verdict = verdict_of(own("made_out(2) and made_out(3)"))
    witness = verdict.witnessed[0].witness
    assert witness is not None
    assert witness.size == 2
    assert verdict_of(own("wrong and not made_out(1)")).witnessed[0].witness is not None


made_out = st.lists(st.sampled_from("1234"), max_size=2, unique=True).map(lambda items: f"made_out({', '.join(items)})")
facts = st.sampled_from(["wrong", "some(x, x.chair)", "every(x, x.absent)", "some(x, x.chair and not x.absent)", "count(x, x.chair) <= 1"])
signed = st.builds("{}{}".format, st.sampled_from(["", "not "]), st.one_of(made_out, made_out, facts))
sentences = st.lists(signed, min_size=2, max_size=4).map(" and ".join)


@settings(max_examples=40, deadline=None)
@given(sentences)
def test_no_larger_board_shows_anything_new(sentence: str) -> None:
    regulation = own(sentence)
    at = verdict_of(regulation)
    assert at.scope.every_size
    for larger in (1, 2, 3):
        assert verdict_of(regulation, larger).status == at.status
    assert answer(at, regulation, seconds=1) in ("unknown", "sat" if at.status == "holds" else "unsat")
