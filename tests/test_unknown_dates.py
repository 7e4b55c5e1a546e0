"""Dates and moments that are not known: where an answer names an example of one, it lies near the case's own dates."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.answering.text import render
from zeren.model.language.case import Case
from zeren.model.language.load import parse_case, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.model.solving import what_if
from zeren.model.solving.ask import ask
from zeren.proofs.compare.comparison import compare

RULES = """
regulation: late
title: {{zh: 迟报, en: late}}
tiers: {{unranked: [liable]}}
terms:
  matter:
    due_on: {{zh: 应报日, en: the day on which it was due, type: date}}
    filed_on: {{zh: 报送日, en: the day on which it was filed, type: date}}
    seen_at: {{zh: 知悉, en: when it was seen, type: moment}}
    sent_at: {{zh: 发出, en: when it was sent, type: moment}}
  person:
    head: {{zh: 负责人, en: head}}
rules:
  - {{id: late, article: "1", bears: liable, when: "{}", text: {{zh: 迟报, en: filed late}}}}
"""


def answered(condition: str, matter: str = "{}", arose: str = "arose: 2026-03-05\n", **more: bool) -> Answer:
    return ask(*asked(condition, matter, arose), **more)  # type: ignore[arg-type]  # what it takes


def asked(condition: str, matter: str = "{}", arose: str = "arose: 2026-03-05\n") -> tuple[Regulation, Case]:
    regulation = parse_regulation(RULES.format(condition))
    return regulation, parse_case(f"case: c\nregulation: late\n{arose}matter: {matter}\npeople:\n  Zhou: {{head: yes}}\n", regulation)


def named(condition: str, matter: str = "{}", arose: str = "arose: 2026-03-05\n", **more: bool) -> set[dt.date]:
    """Every day in the text of an answer below its heading, which is the same in both languages."""
    regulation, case = asked(condition, matter, arose)
    answer = ask(regulation, case, **more)  # type: ignore[arg-type]  # what it takes
    shown = [render(regulation, case, answer, language).partition("\n")[2] for language in ("zh", "en")]
    days = [{dt.date.fromisoformat(one) for one in re.findall(r"\d{4}-\d\d-\d\d", text)} for text in shown]
    assert days[0] == days[1]
    assert days[0]
    return days[0]


CONDITIONS = (
    "head and filed_on > due_on",
    "head and filed_on > due_on + days(30)",
    "head and sent_at > seen_at + hours(24)",
    "head and filed_on < due_on",
)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_two_unknown_dates_are_shown_near_the_day_of_the_case(condition: str) -> None:
    shown = named(condition, why=True, find_out=True)
    assert all(abs((one - dt.date(2026, 3, 5)).days) <= 31 for one in shown)


def test_without_a_day_of_its_own_a_stated_date_is_what_others_are_near_to() -> None:
    both = "head and filed_on > due_on and sent_at > seen_at"
    assert {one.year for one in named(both, "{seen_at: 2019-05-01T10:00+08:00}", arose="", why=True)} == {2019}


def test_a_case_without_any_date_is_not_told_in_the_year_1() -> None:
    assert all(one.year in (2025, 2026) for one in named("head and filed_on > due_on", arose="", why=True))


def test_dates_that_conditions_name_go_before_dates_near_the_case() -> None:
    assert {one.year for one in named("head and filed_on > due_on", "{due_on: 2021-07-01}")} == {2021}


@settings(max_examples=15, deadline=None)
@given(st.integers(-400, 400), st.sampled_from(["<", "<=", ">", ">="]))
def test_what_is_shown_is_as_near_as_can_be(days: int, sign: str) -> None:
    """The day of the case is taken for the one, and the nearest day on the right side for the other."""
    shift = f"+ days({days})" if days >= 0 else f"- days({-days})"
    bound = dt.date(2026, 3, 5) + dt.timedelta(days)
    assert named(f"head and filed_on {sign} due_on {shift}") <= {bound + dt.timedelta(one) for one in (-1, 0, 1)} | {dt.date(2026, 3, 5)}


def test_a_search_that_may_not_end_leaves_numbers_and_dates_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where suppositions outrun each other for ever, what else could be changed is told, and that they were taken as given."""
    monkeypatch.setattr(what_if, "MOST_ROUNDS", 0)
    found = answered("head and filed_on > due_on or head and sent_at > seen_at + hours(24)", what_if=True)
    for one in found.bearers["Zhou"].what_if or ():
        assert [change.term for alternative in one.alternatives for change in alternative.changes] == (["head"] if one.tiers else [])
        assert one.quantities_given


def test_cases_that_two_regulations_decide_differently_are_told_near_the_usual_day() -> None:
    regulations = [parse_regulation(RULES.format(f"head and filed_on {sign} due_on")) for sign in (">", ">=")]
    found = compare(*regulations).differences
    assert {one.value for each in found for one in each.deciding if one.term.endswith("_on")} == {"2026-01-01"}
