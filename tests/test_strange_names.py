"""Ids and words with quotes, backslashes, line breaks and marks: what zeren writes can be read back, and what means nothing is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.faults import Refused
from zeren.model.language.load import parse_case, parse_regulation
from zeren.testing import case_text

RULES = """
regulation: small
title: {zh: 小, en: small}
tiers: {unranked: [liable]}
terms: {person: {seat: {zh: 席位, en: a seat}}}
rules: [{id: one, article: "1", bears: liable, when: seat, text: {zh: 责任, en: liable}}]
"""
SMALL = parse_regulation(RULES)
STRANGE = [
    *("A b", "A'b", 'A"b', "A\\b", "A\nb", "A#2", "somebody", "me", "\u202ex", "yes", "null", "1", "~", "a: b", "[x]", "- x", "２"),
    *(
        "é\u0085b",
        "a\u2028b",
        "<<",
        "=",
        "\x7f",
        "\x1b[31m",
        "{",
        "&a",
        "*a",
        "!x",
        "#",
        "a #b",
        "? a",
        "|",
        "%",
        "@",
        "`",
        "a\tb",
        "---",
        "...",
    ),
]
NAMES = st.sampled_from(STRANGE) | st.text(st.characters(exclude_categories=["Cs", "Cn"]), min_size=1, max_size=8)


@settings(deadline=None, max_examples=200)
@given(st.lists(NAMES, min_size=1, max_size=3, unique=True), NAMES)
def test_a_case_that_is_written_is_read_back(people: list[str], own: str) -> None:
    said = ", ".join(f"{json.dumps(name)}: {{seat: yes}}" for name in people)
    try:
        case = parse_case(f"case: {json.dumps(own)}\nregulation: small\npeople: {{{said}}}\n", SMALL)
    except Refused:  # such as names of blanks alone
        return
    back = parse_case(case_text(case, about=own), SMALL)
    assert (back.id, back.people, back.facts) == (case.id, case.people, case.facts)


@pytest.mark.parametrize("name", STRANGE)
def test_each_strange_name_is_read_and_written(name: str) -> None:
    case = parse_case(f"case: a\nregulation: small\npeople: {{{json.dumps(name)}: {{seat: yes}}}}\n", SMALL)
    assert case.people == (name,)
    assert parse_case(case_text(case), SMALL).people == (name,)


@pytest.mark.parametrize("condition", ["some(x, x == me)", "some(x, me == x)", "every(x, x != me)", "count(x, x == me) > 1"])
def test_nobody_is_meant_by_me_in_a_condition_on_the_matter(condition: str) -> None:
    background = f'background: [{{id: b, holds: "{condition}", text: {{zh: 背景, en: background}}}}]\n'
    with pytest.raises(Refused, match=r"<text>:\d+:\d+: .*`me` is nobody in a condition on the matter"):
        parse_regulation(RULES + background)
    parse_regulation(RULES + background.replace(condition, f"seat or {condition}"))


@pytest.mark.parametrize("quorum", ["--5", "---5", "-", "+-3", "5-", "1e5", "½"])
def test_a_number_that_is_none_is_refused_at_its_place(quorum: str) -> None:
    folder = Path(__file__).parent.parent / "scenarios" / "cases" / "county-bureau"
    text = next(text for text in (file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.yaml"))) if "quorum: " in text)
    from zeren.model.language.load import load_regulation

    with pytest.raises(Refused, match=f"`{re.escape(quorum)}`; expected a whole number"):
        parse_case(re.sub(r"quorum: [^,}\n]+", f"quorum: {quorum}", text), load_regulation("county-bureau"))
