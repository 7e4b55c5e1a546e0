"""A table and the cases in it say the same, whatever the cases hold."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from table_against_case import differences
from test_bulk_things import TABLE, TAKEN

from zeren import bulk
from zeren.model.language.load import load_regulation, parse_case
from zeren.model.solving.ask import ask


@pytest.mark.parametrize("name", ["county-bureau", "department", "party-organisations", "decree-713", "gdpr-33", "uk-smcr"])
def test_every_row_says_what_its_case_says(name):
    found, rows = differences(load_regulation(name), random.Random(f"7 {name}"), 24)
    assert rows > 20
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


def test_questions_are_answered_where_cases_of_one_table_choose_readings():
    columns = {**TABLE, "reading.dissent_record": [None] * 4 + ["required"]}
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN, answers=True)
    assert found["answer.reminder_named"].to_pylist() == ["yes"] * 5
    assert found["answer.may-impose"].null_count == 4
