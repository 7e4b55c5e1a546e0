"""Tables of cases: every row ends as `ask` ends for its case, whatever the form of the table."""

from __future__ import annotations

import json

import bulk_by_hand
import duckdb
import msgspec
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

from zeren import bulk
from zeren.commands.table import ask_table
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.terms import UNKNOWN, write_value
from zeren.model.solving.ask import ask
from zeren.testing import cases

COUNTY = load_regulation("county-bureau")
SLOW = settings(deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def table_of(listed, form=lambda value: None if value is None else write_value(value)):
    """A long table of cases, a silent fact as an empty cell."""
    columns = {"case": [], "person": []}
    terms = [term for term in listed[0][0].terms.values() if term.sort in ("matter", "person")]
    columns |= {term.id: [] for term in terms}
    for number, (_, case) in enumerate(listed):
        stated = {(fact.of, fact.term): value for fact, value in case.facts.items()}
        for person in case.people:
            columns["case"].append(f"case {number}")
            columns["person"].append(person)
            for term in terms:
                columns[term.id].append(form(stated.get(("" if term.sort == "matter" else person, term.id))))
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def asked(listed, **taken):
    """The outcomes of the same cases, by `ask`."""
    rows = []
    for regulation, case in listed:
        answer = ask(regulation, msgspec.structs.replace(case, closed=False), **taken)  # no column says that a board is complete
        rows += [" | ".join("+".join(one.tiers) or "none" for one in answer.bearers[person].outcomes) for person in case.people]
    return rows


def without_readings(regulation, case):
    return regulation, msgspec.structs.replace(case, readings={})


def drawn(regulation, **more):
    return st.lists(cases(regulation, people=st.integers(1, 4), pinned={}, open_readings=False, **more), min_size=1, max_size=4)


@settings(SLOW, max_examples=12)
@given(st.sampled_from(["county-bureau", "department", "party-organisations"]), st.data())
def test_every_row_is_answered_as_its_case(name, data):
    regulation = load_regulation(name)
    found = [
        (regulation, case.__class__(**{**{f: getattr(case, f) for f in case.__struct_fields__}, "readings": {}}))
        for case in data.draw(drawn(regulation))
    ]
    stance = data.draw(st.sampled_from(["literal", "all"]))
    table = bulk.ask(table_of(found), regulation, stance=stance)
    assert table["reason"].null_count == table.num_rows
    assert table["outcomes"].to_pylist() == asked(found, stance=stance)


@settings(SLOW, max_examples=12)
@given(st.data())
def test_settled_rows_are_answered_as_their_cases_under_one_set_of_readings(data):
    found = [(COUNTY, case) for case in data.draw(drawn(COUNTY, most_unknown=0, silent=data.draw(st.booleans())))]
    readings = found[0][1].readings
    table = bulk.ask(table_of(found), COUNTY, readings=readings)
    assert table["outcomes"].to_pylist() == asked([(COUNTY, case) for _, case in found], readings=readings)


@settings(SLOW, max_examples=8)
@given(st.sampled_from(["mbca-8-24", "maryland-2-410", "quebec-bca-139"]), st.data())
def test_moments_that_facts_follow_from(name, data):
    regulation = load_regulation(name)
    found = [without_readings(regulation, case) for case in data.draw(drawn(regulation, most_unknown=1))]
    assert outcomes(bulk.ask(table_of(found), regulation, stance="all")) == asked(found, stance="all")


PEOPLE = {
    "case": ["a", "a", "b", "b", "c"],
    "person": ["Zhou", "Wu", "Zhou", "Lin", "Zhou"],
    "role": ["secretary", "member", "secretary", "member", "secretary"],
    "body_member": [True, True, True, True, True],
    "participated": [True, True, True, None, True],
    "stance": ["in_favour", "against", "in_favour", "in_favour", "in_favour"],
    "objection_stated": [False, True, False, False, False],
    "collective_responsibility_pursued": [True, True, True, True, False],
    "erroneous": [True, True, True, True, False],
    "form": ["collective_meeting"] * 5,
}
EXPECTED = ["primary", "none", "primary", "important", "none"]
TAKEN = {"principal_time": "at_decision", "individual_vs_collective": "cumulative"}


def outcomes(table):
    return table["outcomes"].to_pylist()


@pytest.mark.parametrize("make", [pa.table, pd.DataFrame, pl.DataFrame, lambda columns: duckdb.from_arrow(pa.table(columns))])
def test_tables_in_memory(make):
    assert outcomes(bulk.ask(make(PEOPLE), "county-bureau", readings=TAKEN)) == EXPECTED


@pytest.mark.parametrize("ending", ["parquet", "csv", "arrow"])
def test_tables_on_disk(tmp_path, ending):
    source, out = tmp_path / f"in.{ending}", tmp_path / f"out.{ending}"
    table = pa.table(PEOPLE)
    if ending == "parquet":
        parquet.write_table(table, source)
    elif ending == "csv":
        csv.write_csv(table, source)
    else:
        with pa.ipc.new_file(str(source), table.schema) as sink:
            sink.write_table(table)
    seen = []
    assert bulk.ask_file(source, out, "county-bureau", readings=TAKEN, rows=2, progress=lambda rows, bad: seen.append(rows)) == 5
    assert sum(seen) == 5
    read = {"parquet": parquet.read_table, "csv": csv.read_csv, "arrow": lambda path: pa.ipc.open_file(str(path)).read_all()}[ending]
    assert outcomes(read(out)) == EXPECTED
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([source.name, out.name])


def test_a_wide_table_is_the_long_one():
    wide = {
        "case": ["a", "b"],
        "collective_responsibility_pursued": ["yes", "yes"],
        "erroneous": ["yes", "yes"],
        "form": ["collective_meeting"] * 2,
        "Zhou.role": ["secretary", "secretary"],
        "Zhou.body_member": ["yes", "yes"],
        "Zhou.participated": ["yes", "yes"],
        "Wu.role": ["member", None],
        "Wu.body_member": ["yes", None],
        "Wu.participated": ["yes", None],
        "Wu.objection_stated": ["yes", None],
    }
    found = bulk.ask(pa.table(wide), "county-bureau", readings=TAKEN)
    assert found.select(["case", "person", "outcomes"]).to_pylist() == [
        {"case": "a", "person": "Zhou", "outcomes": "primary"},
        {"case": "a", "person": "Wu", "outcomes": "none"},
        {"case": "b", "person": "Zhou", "outcomes": "primary"},
    ]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"role": ["secretary", "membr"]}, "`membr` as a value of `role`; did you mean `member`?"),
        ({"person": ["Zhou", "Zhou"]}, "`Zhou` is listed twice"),
        ({"erroneous": ["yes", "no"]}, "`erroneous` differs between the rows of one case"),
        (
            {"stance": ["in_favour", "absent"]},
            "these facts cannot all hold: `Wu.participated: yes` and `Wu.stance: absent`",
        ),
        ({"role": ["secretary", "secretary"]}, "these facts cannot all hold"),
    ],
)
def test_a_bad_case_comes_out_with_its_reason_and_the_others_are_answered(cells, reason):
    good = {"case": ["good"] * 2, "person": ["Zhou", "Wu"], "role": ["secretary", "member"], "body_member": ["yes"] * 2}
    good |= {"participated": ["yes"] * 2, "stance": ["in_favour"] * 2, "in_office_at": ["both"] * 2}
    good |= {"collective_responsibility_pursued": ["yes"] * 2, "erroneous": ["yes"] * 2, "form": ["collective_meeting"] * 2}
    columns = {name: [*values, *cells.get(name, values)] for name, values in good.items()}
    columns["case"] = ["good", "good", "bad", "bad"]
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN)
    assert outcomes(found) == ["primary", "important", None, None]
    assert all(text.startswith(reason) for text in found["reason"].to_pylist()[2:])


def test_unknown_cells_are_answered_over_every_completion():
    columns = {**PEOPLE, "participated": ["yes", "yes", "yes", "unknown", "yes"], "stance": [None] * 5, "case": ["a", "a", "b", "b", "c"]}
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN)
    assert outcomes(found) == ["primary", "none", "primary", "important | none", "none"]
    assert found["certain"].to_pylist()[3] == ""
    assert found["possible"].to_pylist()[3] == "important"


def test_equal_cases_are_asked_once():
    from zeren.tables.decide import Decider

    asked_, whole = [], Decider._ask
    columns = {"case": np.repeat(np.arange(40), 2), "person": ["Zhou", "Wu"] * 40, "role": ["secretary", "unknown"] * 40}
    columns |= {"body_member": ["yes"] * 80, "collective_responsibility_pursued": ["yes"] * 80, "form": ["collective_meeting"] * 80}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Decider, "_ask", lambda self, *rest: asked_.append(1) or whole(self, *rest))
        found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN)
    assert len(asked_) == 1
    assert len(set(outcomes(found))) == 2


def test_columns_that_are_no_terms_are_refused_all_at_once():
    with pytest.raises(Refused) as refused:
        bulk.ask(pa.table({"case": ["a"], "rol": ["member"], "weather": ["fine"]}), "county-bureau")
    assert [str(fault) for fault in refused.value.faults] == [
        "table: column `rol` is no term of `county-bureau`; did you mean `role`?",
        "table: column `weather` is no term of `county-bureau`; leave it out, or name it to be ignored",
    ]
    assert bulk.ask(pa.table({"case": ["a"], "role": ["member"], "weather": ["fine"]}), "county-bureau", ignore=["weather"]).num_rows == 1


@pytest.mark.parametrize(("name", "content"), [("no.parquet", None), ("bad.parquet", b"junk"), ("bad.txt", b"x"), ("bad.csv", b"")])
def test_files_that_are_no_tables_are_refused(tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused):
        bulk.ask(tmp_path / name, "county-bureau")


def test_a_run_that_was_broken_off_goes_on(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    many = 500
    columns = {name: [value for _ in range(many) for value in values] for name, values in PEOPLE.items()}
    columns["case"] = [f"{number} {value}" for number in range(many) for value in PEOPLE["case"]]
    parquet.write_table(pa.table(columns), source)

    class BrokenOff(Exception):
        pass

    blocks = []

    def stop(rows, without_answer):
        blocks.append(rows)
        if len(blocks) == 3:
            raise BrokenOff

    with pytest.raises(BrokenOff):
        bulk.ask_file(source, out, "county-bureau", readings=TAKEN, rows=300, progress=stop)
    assert not out.exists()
    rows = []
    assert bulk.ask_file(source, out, "county-bureau", readings=TAKEN, rows=300, progress=lambda more, bad: rows.append(more)) == 5 * many
    assert sum(rows) < 5 * many
    assert outcomes(parquet.read_table(out)) == EXPECTED * many


def test_the_command_answers_a_table_and_counts_what_has_no_answer(tmp_path, capsys):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    columns = {**PEOPLE, "role": ["secretary", "membr", "secretary", "member", "secretary"]}
    csv.write_csv(pa.table(columns), source)
    assert ask_table(source, out, "county-bureau", "en", readings=TAKEN) == 0
    assert capsys.readouterr().err == f"5 rows answered into {out}; 2 have no answer, see `reason`\n"
    assert ask_table(tmp_path / "no.csv", out, "county-bureau", "en") == 2
    assert capsys.readouterr().err == f"{tmp_path / 'no.csv'}: no such file\n"


def test_parts_of_another_run_are_not_mixed_in(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(pa.table(PEOPLE), source)
    folder = tmp_path / "out.parquet.parts"
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps({"source": "another"}), encoding="utf-8")
    with pytest.raises(Refused, match="the parts of another run; delete this folder to start anew"):
        bulk.ask_file(source, out, "county-bureau", readings=TAKEN)


def test_rules_that_relate_two_persons():
    regulation = parse_regulation(
        """
regulation: pairs
title: {zh: 二人, en: pairs}
tiers: {unranked: [alone]}
terms: {person: {p: {zh: 甲, en: p}}}
rules:
  - id: alone
    article: "1"
    bears: alone
    when: p and not some(x, x.p and x != me) and count(x, x.p) == 1
    text: {zh: 唯一, en: the only one}
"""
    )
    table = pa.table({"case": [1, 1, 1, 2, 2, 3], "p": [True, False, False, True, True, True]})
    assert outcomes(bulk.ask(table, regulation)) == ["alone", "none", "none", "none", "none", "alone"]


def test_unknown_is_the_word_of_case_files():
    assert write_value(UNKNOWN) == "unknown"


def test_memory_does_not_grow_with_the_table(tmp_path):
    """What Arrow holds while the last blocks are decided is what it held at the first."""
    source, draw, held = tmp_path / "in.parquet", np.random.default_rng(1), []
    schema = pa.schema([("case", pa.int64()), ("person", pa.string()), ("body_member", pa.bool_())])
    with parquet.ParquetWriter(source, schema, compression="none") as writer:
        for group in range(40):
            case = np.arange(5_000) + 5_000 * group
            writer.write_table(pa.table([case, draw.random(5_000).astype(str), case % 2 == 0], schema=schema))
    size = source.stat().st_size
    bulk.ask_file(
        source,
        tmp_path / "out.parquet",
        "county-bureau",
        stance="all",
        rows=5_000,
        progress=lambda rows, bad: held.append(pa.total_allocated_bytes()),
    )
    assert len(held) > 35
    assert max(held[-5:]) < max(held[:5]) + size / 4


def test_article_11_written_by_hand_in_numpy_says_the_same() -> None:
    """The rules that `make bench` measures against are the same rules."""
    table = bulk_by_hand.cases(3_000, seed=3)
    found = bulk.ask(table, COUNTY, readings=bulk_by_hand.READINGS)
    assert bulk_by_hand.same(bulk_by_hand.by_hand(table), found)
    assert set(found.column("outcomes").to_pylist()) == {"none", "primary", "important", "individual"}
