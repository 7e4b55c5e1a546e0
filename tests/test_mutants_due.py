"""Clocks of which an earlier one always governs: what is proved to change nothing is due alike, whatever is stated and when."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.deadlines import deadlines
from zeren.model.meaning.filings import weekend
from zeren.proofs.mutants.changes import mutants
from zeren.proofs.mutants.due import beats, due_alike

RULES = """
regulation: clocks
title: {{zh: 钟, en: clocks}}
tiers: {{ranked: [some]}}
terms:
  matter:
    a: {{zh: 甲, en: a}}
    b: {{zh: 乙, en: b}}
    one: {{zh: 一, en: one, type: moment}}
    two: {{zh: 二, en: two, type: moment}}
    sent: {{zh: 已送, en: sent, type: moment}}
{counting}
bearers: {{office: {{zh: 局, en: office}}}}
filings:
  - id: notice
    article: "1"
    act: {{zh: 通知, en: notice}}
    who: office
    sent: sent
    due: [{due}]
    {roll}
"""
COUNTING = 'counting: {article: "9", first_hour: not_counted, last_day_off: next_working_day, two_working_days: yes}'
ROLL = 'roll: {to: end_of_day, article: "9"}'
PERIODS = [f"{unit}({amount})" for unit in ("hours", "days", "working_days", "months") for amount in (1, 2, 3)]
CONDITIONS = ["yes", "a", "b", "not a", "a and b", "a or b", "a and not b", "one < two", "not one < two"]
CLOCKS = st.tuples(st.sampled_from(["one", "one", "one", "two"]), st.sampled_from([*PERIODS, ""]), st.sampled_from(CONDITIONS))
MOMENTS = st.none() | st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 5, 31), timezones=st.just(dt.UTC))


def rules(due: list[tuple[str, str, str]], counting: bool, roll: bool) -> Regulation:
    shown = [
        f"{{after: {after}, {f'within: {within}' if within else 'wording: {zh: 及时, en: soon}'}, when: {when}}}"
        for after, within, when in due
    ]
    return parse_regulation(RULES.format(due=", ".join(shown), counting=COUNTING if counting else "", roll=ROLL if roll else ""))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(CLOCKS, min_size=2, max_size=3),
    st.booleans(),
    st.booleans(),
    st.lists(st.tuples(st.booleans() | st.none(), st.booleans() | st.none(), MOMENTS, MOMENTS), min_size=6, max_size=6),
)
def test_what_is_proved_to_change_nothing_is_due_alike(
    due: list[tuple[str, str, str]], counting: bool, roll: bool, stated: list[tuple[object, ...]]
) -> None:
    own = rules(due, counting, roll)
    for mutant in mutants(own):
        if mutant.path[0] != "filings" or not due_alike(own, mutant.regulation, 0):
            continue
        for values in stated:
            facts = {name: value for name, value in zip(("a", "b", "one", "two"), values, strict=True) if value is not None}
            found = [deadlines(one, facts, dt.UTC, weekend)[0] for one in (own, mutant.regulation)]  # type: ignore[arg-type]  # values of terms
            first, second = (msgspec.structs.replace(one, clocks=()) for one in found)
            assert first == second, (mutant.what.en, facts)


def test_an_earlier_clock_from_the_same_moment_beats_a_later_one() -> None:
    own = rules([("one", "days(3)", "b"), ("one", "days(1)", "a"), ("two", "hours(1)", "a"), ("one", "days(3)", "b")], True, False)
    filing = own.file.filings[0]
    assert [(i, j) for i in range(4) for j in range(4) if beats(filing, i, j)] == [(1, 0)]
    rolling = rules([("one", "days(3)", "b"), ("one", "days(1)", "a")], False, True)
    assert not beats(rolling.file.filings[0], 1, 0)


def test_the_reply_is_due_alike_where_a_shorter_time_governs_anyway() -> None:
    """The times of article 32 exclude one another in words; a part of that says no more than that the shortest one governs."""
    own = load_regulation("decree-493")
    place = next(number for number, one in enumerate(own.file.filings) if one.id == "reply")
    changes = [one for one in mutants(own) if one.path[:2] == ("filings", place)]
    proved = [one.what.en for one in changes if due_alike(own, one.regulation, place)]
    assert sorted(proved) == [
        "`and` read as `or`: particularly_major, reply_extended",
        "dropped: particularly_major",
        "dropped: particularly_major",
        "dropped: reply_extended",
    ]
    assert len(changes) > 10
