"""Events at random, a few thousand in all; `make metamorphic` runs two hundred thousand."""

from __future__ import annotations

import pytest
from metamorphic import Tally

from zeren.model.language.load import built_in, load_regulation, parse_regulation

UNMARKED = """
regulation: small
title: {zh: 小, en: small}
tiers: {unranked: [liable]}
terms: {person: {seat: {zh: 席位, en: a seat}, spoke: {zh: 发言, en: spoke}}}
rules: [{id: one, article: "1", bears: liable, when: seat and not spoke, text: {zh: 责任, en: liable}}]
"""


@pytest.mark.parametrize("name", built_in())
def test_no_certain_verdict_turns_into_another_unmarked(name: str) -> None:
    tally = Tally(load_regulation(name), seed=20)
    tally.run(100)
    assert tally.events == 100
    assert tally.found == []


def test_a_verdict_whose_marks_are_lost_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner notices what it is there to notice."""
    monkeypatch.setattr("zeren.model.solving.assumptions.Assumptions.behind", lambda *_: ())
    tally = Tally(parse_regulation(UNMARKED), seed=1)
    tally.run(400)
    assert tally.found
