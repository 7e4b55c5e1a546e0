"""Decisions in case files: what is drawn is written, read back and answered, and what is wrong is refused."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.answering.text import render
from zeren.model.language.case import Case
from zeren.model.language.composition import composition
from zeren.model.language.load import load_regulation, parse_case
from zeren.model.language.voting import VOTES, Vote, VotingShape
from zeren.model.meaning.causes import passed
from zeren.model.meaning.shares import DecisionAnswer
from zeren.model.solving.ask import ask
from zeren.testing import case_text, cases, votings

BUREAU = load_regulation("county-bureau")
GDPR = load_regulation("gdpr-33")  # a regulation that counts no votes, so that the case states them


@pytest.mark.parametrize("regulation", [BUREAU, GDPR], ids=lambda one: one.id)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_drawn_decision_is_written_and_read_back(regulation, data):
    case = data.draw(cases(regulation, bodies=1, voting=True))
    assert parse_case(case_text(case), regulation).voting == case.voting


def test_what_the_page_on_decisions_shows_can_be_written() -> None:
    page = (Path(__file__).parent.parent / "docs" / "decisions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        text = f"case: page\nregulation: county-bureau\npeople: {{Lin: {{}}, Wu: {{}}, Sun: {{}}}}\nbodies: {{Superior: {{}}}}\n{block}"
        assert parse_case(text, BUREAU).voting is not None


@settings(max_examples=100, deadline=None)
@given(votings(["Ada", "Ben", "Cleo"], facts=False, most_acts=6))
def test_a_result_is_told_exactly_where_every_unknown_act_leaves_it_the_same(voting: VotingShape) -> None:
    decision = composition(voting, ["Ada", "Ben", "Cleo"])
    stated = [(name, who, one) for name, step in decision.steps.items() for who, one in (step.stated or {}).items()]
    ways = set()
    for kinds in product(*(VOTES if one == "unknown" else [one] for *_, one in stated)):
        acts: dict[str, dict[str, Vote]] = {name: {} for name in decision.steps}
        for (name, who, _), kind in zip(stated, kinds, strict=True):
            acts[name][who] = kind
        ways.add(passed(decision, acts))
    found = ask(GDPR, Case(id="drawn", regulation=GDPR.id, people=("Ada", "Ben", "Cleo"), voting=voting)).decision
    assert isinstance(found, DecisionAnswer)
    assert found.adopted == (ways.pop() if len(ways) == 1 else None)


@settings(max_examples=25, deadline=None)
@given(cases(BUREAU, people=3, bodies=1, voting=True, open_readings=False))
def test_a_drawn_decision_is_answered_and_told(case: Case) -> None:
    answer = ask(BUREAU, case)
    found = answer.decision
    assert isinstance(found, DecisionAnswer)
    assert bool(found.shares) != bool(found.unknown_votes)
    assert found.adopted is not None or found.unknown_votes
    assert set(found.spared) <= {name for name, share in found.shares.items() if share.degree == "1"}
    in_causes = {name for cause in found.causes for some in cause.people for name in some.of}
    if found.causes_all and found.steps:
        assert in_causes == {name for name, share in found.shares.items() if share.degree != "0"}
    for language, title in (("zh", "如何作出决定"), ("en", "How it was decided")):
        assert title in render(BUREAU, case, answer, language)
