"""A table and the cases in it say the same, whatever the cases hold."""

from __future__ import annotations

import random

import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_against_case import differences, drawn, long_table
from test_bulk_things import TABLE, TAKEN

from zeren import bulk
from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.solving.ask import ask
from zeren.tables.decide import Decider
from zeren.testing import regulations


def test_open_cases_are_answered_without_a_search(monkeypatch):
    """Boards of people with unknown facts do not reach the solver, except where what is usual cannot all be so."""
    regulation, draw = parse_regulation(MEETING), random.Random(6)
    cases = [msgspec.structs.replace(drawn(regulation, draw, number), partial=False, readings={}) for number in range(60)]
    searched = []
    monkeypatch.setattr(Decider, "_answer", lambda self, case: searched.append(case) or (None, "searched"))
    found = bulk.ask(long_table(cases, regulation), regulation, stance="all", presume=False)
    assert found.num_rows > 100
    assert not searched


MEETING = """
regulation: meeting
title: {zh: 会, en: meeting}
tiers: {ranked: [grave, light], unranked: [other], when_several: highest}
terms:
  matter: {wrong: {zh: 错, en: wrong}}
  person:
    voted: {zh: 票, en: voted, one_of: {yea: {zh: 赞, en: yea}, nay: {zh: 反, en: nay}, none: {zh: 无, en: none}}, unless_stated: unknown}
    chair: {zh: 主, en: chair}
    spoke: {zh: 言, en: spoke, follows: voted == nay and chair}
readings:
  heard: {question: {zh: 问, en: heard}, one_of: {any: {zh: 任, en: any}, chairs: {zh: 主, en: chairs}}}
definitions:
  carried: count(x, x.voted == yea) >= 2
  led: some(x, x.chair and (carried or x.voted == yea))
background:
  - {id: one, holds: "count(x, x.chair) <= 1", text: {zh: 一, en: one}}
  - {id: all, holds: "not wrong or some(x, x.voted != none)", whole_board: yes, text: {zh: 全, en: all}}
rules:
  - {id: a, article: "1", bears: grave, when: "wrong and led and voted == yea", text: {zh: 甲, en: a}}
  - {id: b, article: "2", bears: light, when: "carried and every(x, x.spoke or x.voted != nay)", text: {zh: 乙, en: b}}
  - {id: c, article: "3", bears: other, when: "3 > count(x, x.voted == nay) and not spoke", text: {zh: 丙, en: c}}
exceptions:
  - {id: d, article: "4", defeats: [b], when: "some(x, x.spoke and (heard == any or x.chair))", text: {zh: 丁, en: d}}
"""


@pytest.mark.parametrize("name", ["county-bureau", "department", "party-organisations", "decree-713", "gdpr-33", "uk-smcr"])
def test_every_row_says_what_its_case_says(name):
    found, rows = differences(load_regulation(name), random.Random(f"7 {name}"), 24)
    assert rows > 20
    assert not found


@settings(deadline=None, derandomize=True, database=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(regulations(), st.integers(0, 10_000))
def test_rules_that_nobody_has_seen_say_of_a_row_what_they_say_of_its_case(text, seed):
    regulation = parse_regulation(text)
    found, _ = differences(regulation, random.Random(seed), 6)
    assert not found


def test_people_meet_in_counts_and_quantifiers_alone():
    """What is open of one person reaches another through how many are such: each count, and one inside another."""
    regulation = parse_regulation(MEETING)
    found, rows = differences(regulation, random.Random(5), 120)
    assert rows > 200
    assert not found


@pytest.mark.slow
def test_every_row_of_many_cases_says_what_its_case_says():
    for name in ("county-bureau", "department", "party-organisations", "cpc-accountability-2019"):
        assert not differences(load_regulation(name), random.Random(f"8 {name}"), 1_300)[0]


@pytest.mark.parametrize("name", ["county-bureau", "department"])
@pytest.mark.parametrize("said", [None, "no", "unknown"])
def test_a_circumstance_against_a_body_is_what_it_is_in_a_case(name, said):
    regulation = load_regulation(name)
    about = [term for term in regulation.terms_of["circumstance"] if term.kind == "yes_no" and not term.id.startswith("subject")]
    facts = {term.id: "yes" for term in about} | ({"subject_is_leading_group": said} if said else {})
    written = "".join(f", {term}: {value}" for term, value in facts.items())
    listed = "".join(f'  - {{item: "{item}", subject: bureau{written}}}\n' for item in regulation.circumstances)
    text = f"case: a\nregulation: {name}\nbodies: {{bureau: {{}}}}\ncircumstances:\n{listed}"
    items = [None, *regulation.circumstances]
    table = {"case": ["a"] * len(items), "body": [None if item else "bureau" for item in items], "item": items}
    table |= {"subject": [item and "bureau" for item in items]}
    table |= {term: [item and value for item in items] for term, value in facts.items()}
    expected = [one.answer for one in ask(regulation, parse_case(text, regulation)).circumstances]
    assert bulk.ask(pa.table(table), regulation)["made_out"].to_pylist() == [None, *expected]


@pytest.mark.parametrize(
    ("name", "sort", "first", "then"),
    [
        ("decree-493", "person", "accident_at", "head_informed"),
        ("dora", "body", "aware", "classified"),
        ("gdpr-33", "body", "processor_aware", "processor_sent"),
        ("nis2", "body", "aware", "requested"),
    ],
)
def test_moments_out_of_order_are_refused_in_a_table_too(name, sort, first, then):
    table = {"case": ["a", "b"], sort: ["p", "p"], first: ["2026-03-05T00:00+00:00"] * 2}
    table[then] = ["2026-03-04T00:00+00:00", "2026-03-06T00:00+00:00"]
    reasons = bulk.ask(pa.table(table), name)["reason"].to_pylist()
    assert reasons[0].startswith("these facts cannot all hold: ")
    assert reasons[1] is None


def test_questions_are_answered_where_cases_of_one_table_choose_readings():
    columns = {**TABLE, "reading.dissent_record": [None] * 4 + ["required"]}
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN, answers=True)
    assert found["answer.reminder_named"].to_pylist() == ["yes"] * 5
    assert found["answer.may-impose"].null_count == 4
