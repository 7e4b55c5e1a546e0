"""Tables with everything that a case can hold: each row ends as `ask` ends for its case, under every built-in regulation."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time

import msgspec
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyarrow import csv, parquet

from zeren import bulk
from zeren.model.language.faults import Refused
from zeren.model.language.load import built_in, load_regulation
from zeren.model.language.terms import write_value
from zeren.model.solving.ask import ask
from zeren.testing import cases

SLOW = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
COUNTY = load_regulation("county-bureau")


def rows_of(number, case, regulation):
    """A row for each person, body and circumstance of a case."""
    stated = {(fact.of, fact.term): write_value(value) for fact, value in case.facts.items()}
    shared = {"case": f"case {number}", "board": "partial" if case.partial else "complete" if case.closed else None}
    shared |= {f"reading.{name}": option for name, option in case.readings.items()}
    shared |= {term.id: stated.get(("", term.id)) for term in regulation.terms_of["matter"]}

    def own(sort, name):
        return {term.id: stated.get((name, term.id)) for term in regulation.terms_of[sort]}

    for name in case.people:
        yield {**shared, "person": name, **own("person", name)}
    for name in case.bodies:
        yield {**shared, "body": name, "superior": case.superior.get(name), **own("body", name)}
    for one in case.circumstances:
        yield {**shared, "item": one.item, "subject": one.subject, **own("circumstance", one.id)}


def long_table(listed, regulation):
    rows = [row for number, case in enumerate(listed) for row in rows_of(number, case, regulation)]
    columns = dict.fromkeys(name for row in rows for name in row)
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in columns})


def shown(outcomes):
    return " | ".join("+".join(one.tiers) or "none" for one in outcomes)


def asked(regulation, case, **taken):
    answer = ask(regulation, case, **taken)
    rows = [(name, shown(answer.bearers[name].outcomes)) for name in (*case.people, *case.bodies)]
    return rows + [(one.subject, one.answer) for one in answer.circumstances]


@settings(SLOW, max_examples=3)
@given(st.data())
@pytest.mark.parametrize("name", built_in())
def test_every_row_is_answered_as_its_case(name, data):
    regulation = load_regulation(name)
    circumstances = st.integers(0, 2 if regulation.circumstances else 0)
    drawn = st.lists(
        st.tuples(st.integers(0, 2), circumstances, st.booleans()).flatmap(
            lambda more: cases(regulation, people=st.integers(1, 3), bodies=more[0], circumstances=more[1], partial=more[2])
        ),
        min_size=1,
        max_size=3,
    )
    listed = data.draw(drawn)
    if not regulation.terms_of["person"]:
        listed = [msgspec.structs.replace(case, bodies=case.bodies or ("b1",)) for case in listed]
    stance = data.draw(st.sampled_from(["literal", "all"]))
    presume = data.draw(st.booleans())
    found = bulk.ask(long_table(listed, regulation), regulation, stance=stance, presume=presume)
    assert found["reason"].null_count == found.num_rows
    expected = [row for case in listed for row in asked(regulation, case, stance=stance, presume=presume)]
    columns = {name: found[name].to_pylist() for name in found.column_names}
    whose = zip(*(columns.get(word, [None] * found.num_rows) for word in ("person", "body", "subject")), strict=True)
    said = zip(columns["outcomes"], columns.get("made_out", [None] * found.num_rows), strict=True)
    assert [(next(filter(None, names)), one or two) for names, (one, two) in zip(whose, said, strict=True)] == expected


TABLE = {
    "case": ["a", "a", "a", "a", "b"],
    "person": ["Zhou", "Wu", None, None, "Zhou"],
    "body": [None, None, "bureau", None, None],
    "item": [None, None, None, "3", None],
    "subject": [None, None, None, "Zhou", None],
    "role": ["secretary", "member", None, None, "secretary"],
    "body_member": ["yes", "yes", None, None, "yes"],
    "participated": ["yes", "unknown", None, None, "yes"],
    "incident": [None, None, None, "yes", None],
    "caused_by_domain": [None, None, None, "yes", None],
    "in_scope": [None, None, None, "unknown", None],
    "organ": [None, None, "bureau_committee", None, None],
    "collective_responsibility_pursued": ["yes"] * 5,
    "form": ["collective_meeting"] * 5,
}
TAKEN = {"principal_time": "at_decision"}


def test_people_bodies_and_circumstances_stand_in_rows_of_their_own():
    found = bulk.ask(pa.table(TABLE), "county-bureau", readings=TAKEN)
    assert found.column_names == ["case", "person", "body", "item", "subject", "outcomes", "certain", "possible", "made_out", "reason"]
    assert found["outcomes"].to_pylist() == ["primary", "important | none", "none", None, "primary"]
    assert found["made_out"].to_pylist() == [None, None, None, "possible", None]


def test_a_wide_table_with_everything_is_the_long_one():
    wide = {"case": ["b", "a"], "collective_responsibility_pursued": ["yes", "yes"], "form": ["collective_meeting"] * 2}
    wide |= {"Zhou.role": ["secretary"] * 2, "Zhou.body_member": ["yes"] * 2, "Zhou.participated": ["yes"] * 2}
    wide |= {"Wu.role": [None, "member"], "Wu.body_member": [None, "yes"], "Wu.participated": [None, "unknown"]}
    wide |= {"bureau.organ": [None, "bureau_committee"], "3/Zhou.incident": [None, "yes"], "3/Zhou.caused_by_domain": [None, "yes"]}
    wide |= {"3/Zhou.in_scope": [None, "unknown"], "county.organ": [None, "superior_committee"], "bureau.superior": [None, "county"]}
    found = bulk.ask(pa.table(wide), "county-bureau", readings=TAKEN).to_pylist()
    whose = [
        (row["case"], row["person"] or row["body"] or f"{row['item']}/{row['subject']}", row["outcomes"] or row["made_out"])
        for row in found
    ]
    assert whose == [
        ("b", "Zhou", "primary"),
        ("a", "Zhou", "primary"),
        ("a", "Wu", "important | none"),
        ("a", "bureau", "none"),
        ("a", "3/Zhou", "possible"),
        ("a", "county", "none"),
    ]


def test_questions_and_measures_are_answered_where_they_are_asked_for():
    found = bulk.ask(pa.table({**TABLE, "in_scope": [None, None, None, "yes", None]}), "county-bureau", readings=TAKEN, answers=True)
    row = found.to_pylist()[0]
    assert row["answer.reminder_named"] == "yes"
    assert "admonishment" in row["measures.permitted"] or row["measures.permitted"] != "none"
    assert found["answer.may-impose"].to_pylist()[0] is None  # it is asked of bodies
    assert found["answer.may-impose"].to_pylist()[2] is not None
    last = found.to_pylist()[4]
    assert last["measures.permitted"] == "none"  # nothing is alleged there


@settings(SLOW, max_examples=6)
@given(st.sampled_from(["county-bureau", "party-organisations", "department", "uk-smcr", "japan-companies-act-369"]), st.data())
def test_answers_are_those_of_the_cases(name, data):
    regulation = load_regulation(name)
    case = data.draw(cases(regulation, people=2, bodies=1 if regulation.terms_of["body"] else 0))
    found = bulk.ask(long_table([case], regulation), regulation, answers=True)
    answer = ask(regulation, case)
    for question, asked_ in regulation.file.questions.items():
        texts = found[f"answer.{question}"].to_pylist()
        if asked_.sort == "matter":
            assert len(set(texts)) == 1
            assert len(texts[0].split(" | ")) == len(answer.questions[question].answers)
    if regulation.file.sanctions:
        assert set(found["measures.permitted"].to_pylist()) == {"+".join(answer.sanctions.permitted) or "none"}


def test_each_case_may_take_its_own_readings():
    columns = {
        "case": [1, 1, 2, 3, 4],
        "person": ["Zhou", "Wu", "Wu", "Wu", "Wu"],
        "role": ["secretary", *["member"] * 4],
        "body_member": ["yes"] * 5,
    }
    columns |= {
        "participated": ["yes"] * 5,
        "objection_stated": ["no", *["yes"] * 4],
        "objection_adopted": ["no"] * 5,
        "erroneous": ["yes"] * 5,
    }
    columns |= {"collective_responsibility_pursued": ["yes"] * 5, "form": ["collective_meeting"] * 5}
    columns |= {"reading.dissent_record": [None, None, "required", "open", "requird"]}
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN)
    assert found["case"].to_pylist() == [1, 1, 2, 3, 4]
    assert found["outcomes"].to_pylist() == ["primary", "none", "important", "important | none", None]
    assert found["reason"].to_pylist()[4] == "`requird` is no option of `dissent_record`; did you mean `required`?"


def test_the_date_chooses_the_version():
    columns = {"case": [1, 2, 3, 4], "person": ["Wu"] * 4, "arose": [dt.date(2023, 1, 1), dt.date(2025, 1, 1), None, dt.date(1990, 1, 1)]}
    found = bulk.ask(pa.table(columns), "china-company-law")
    assert found["reason"].to_pylist() == [
        None,
        None,
        "the case does not say when it `arose`, and the regulation has several versions",
        None,
    ]
    only = bulk.ask(pa.table(columns), "china-company-law-125")
    assert only["reason"].to_pylist()[0] == "the case arose on 2023-01-01; `china-company-law-125` is in force only from 2024-07-01"
    with pytest.raises(Refused, match="`china-company-law` has several versions; add a column `arose`, or name one"):
        bulk.ask(pa.table({"case": [1], "person": ["Wu"]}), "china-company-law")


def test_a_table_may_speak_chinese():
    terms = COUNTY.terms
    said = {
        "collective_responsibility_pursued": ["是", "是"],
        "form": [terms["form"].options["collective_meeting"].zh] * 2,
        "role": ["书记", terms["role"].options["member"].zh],
        "body_member": ["是", "是"],
        "participated": ["是", "不明"],
    }
    columns = {"案件": ["甲", "甲"], "人员": ["周", "吴"]} | {terms[term].text.zh: values for term, values in said.items()}
    found = bulk.ask(pa.table(columns), "county-bureau", readings=TAKEN)
    assert found["outcomes"].to_pylist() == ["primary", "important | none"]
    assert found["person"].to_pylist() == ["周", "吴"]


def test_a_partial_board_leaves_open_what_the_unlisted_could_change():
    columns = {"case": [1, 2], "person": ["Wu", "Wu"], "participated": ["no", "no"], "form": ["collective_meeting"] * 2}
    found = bulk.ask(pa.table({**columns, "board": ["partial", "complete"]}), "county-bureau")
    assert found["outcomes"].to_pylist()[0] is not None
    assert "a collective decision has somebody who took part" in found["reason"].to_pylist()[1]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"body": ["Zhou", None, "bureau", None, None]}, "a row names one of `person`, `body`, `item`, and one names several"),
        ({"body": [None] * 5}, "a row names one of `person`, `body`, `item`, and one names none"),
        ({"item": [None, None, None, "99", None]}, "no circumstance `99`"),
        ({"subject": [None] * 5}, "circumstance `3` has no `subject`"),
        ({"role": ["secretary", "member", "member", None, "secretary"]}, "`role` is said of a person, not of a body"),
        ({"superior": [None, None, "county", None, None]}, "unknown body `county` as superior"),
        ({"superior": ["bureau", None, None, None, None]}, "a superior is that of a body"),
        ({"body": [None, None, "Wu", None, None]}, "`Wu` is a person and a body"),
        ({"board": ["half", None, None, None, None]}, "`half` as `board`; expected `complete` or `partial`"),
        ({"arose": ["2026-01-01", "2026-01-02", *["2026-01-01"] * 3]}, "`arose` differs between the rows of one case"),
        ({"arose": ["1 May", *["1 May"] * 3, None]}, "`1 May` as `arose`; expected a date such as 2026-03-05"),
    ],
)
def test_what_cannot_be_said_comes_out_with_its_reason(cells, reason):
    found = bulk.ask(pa.table({**TABLE, **cells}), "county-bureau", readings=TAKEN)
    assert found["outcomes"].to_pylist() == [None, None, None, None, "primary"]
    assert all(text.startswith(reason) for text in found["reason"].to_pylist()[:4])


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ({"case": ["a"], "superior": ["x"]}, "a column `superior` and no column `body`"),
        ({"case": ["a"], "item": ["3"]}, "a column `item` and no column `subject`"),
        ({"case": ["a"], "reading.dissent": ["all"]}, "unknown reading `dissent`"),
        ({"case": ["a"], "role": ["member"], "职务": ["member"]}, "columns `role` and `职务` say the same; leave one of them out"),
        ({"case": ["a"], "Wu.role": ["member"], "Wu.organ": ["x"]}, "column `Wu.organ` says of `Wu` what is said of a body"),
        ({"case": ["a"], "99/Wu.incident": ["yes"]}, "no circumstance `99`"),
        ({"case": ["a"], "person": ["Wu"], "Wu.role": ["member"]}, "a column `person` in a table with a row per case"),
    ],
)
def test_columns_that_cannot_be_used_are_refused(columns, problem):
    with pytest.raises(Refused, match=problem.replace("(", r"\(")):
        bulk.ask(pa.table(columns), "county-bureau")


@pytest.mark.parametrize("ending", ["parquet", "csv", "arrow"])
def test_a_run_that_is_killed_goes_on_to_the_same_bytes(tmp_path, ending):
    source = tmp_path / "in.csv"
    many = 400
    columns = {name: [value for _ in range(many) for value in values] for name, values in TABLE.items()}
    columns["case"] = [f"{number:05} {value}" for number in range(many) for value in TABLE["case"]]
    csv.write_csv(pa.table(columns), source)
    whole, broken = tmp_path / f"whole.{ending}", tmp_path / f"broken.{ending}"
    bulk.ask_file(source, whole, "county-bureau", readings=TAKEN, rows=100)
    script = (
        "import sys, time; from zeren import bulk;"
        "bulk.ask_file(sys.argv[1], sys.argv[2], 'county-bureau', readings={'principal_time': 'at_decision'}, rows=100,"
        " progress=lambda rows, bad: time.sleep(0.05))"
    )
    running = subprocess.Popen([sys.executable, "-c", script, str(source), str(broken)])
    parts = tmp_path / f"{broken.name}.parts"
    deadline = time.monotonic() + 60
    while len(list(parts.glob("*.arrow"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not broken.exists()
    kept = len(list(parts.glob("*.arrow")))
    seen = []
    bulk.ask_file(source, broken, "county-bureau", readings=TAKEN, rows=100, progress=lambda rows, bad: seen.append(rows))
    assert len(seen) <= -(-5 * many // 100) - kept + 1
    assert broken.read_bytes() == whole.read_bytes()
    assert not parts.exists()


def test_parts_are_not_mixed_with_those_that_answer_questions_too(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    parquet.write_table(pa.table(TABLE), source)

    def stop(rows, bad):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.ask_file(source, out, "county-bureau", readings=TAKEN, progress=stop)
    assert json.loads((tmp_path / "out.parquet.parts" / "run.json").read_text(encoding="utf-8"))["answers"] is False
    with pytest.raises(Refused, match="the parts of another run"):
        bulk.ask_file(source, out, "county-bureau", readings=TAKEN, answers=True)
    assert os.path.exists(source)


def test_excel_in_and_out(tmp_path):
    import openpyxl

    book, source, out = openpyxl.Workbook(), tmp_path / "案件.xlsx", tmp_path / "结果.xlsx"
    book.active.append(["案件", "人员", "职务", "body_member", "participated", "collective_responsibility_pursued", "form", "arose"])
    member = COUNTY.terms["role"].options["member"].zh
    day = dt.datetime(2026, 3, 5)
    book.active.append(["甲", "=1+1", "书记", True, "是", "是", "collective_meeting", day])
    book.active["B2"].data_type = "s"
    book.active.append(["甲", "吴", member, "是", "不明", "是", "collective_meeting", day])
    book.save(source)
    first = None
    for _ in range(2):
        assert bulk.ask_file(source, out, "county-bureau", readings=TAKEN) == 2
        assert first in (None, out.read_bytes())
        first = out.read_bytes()
    sheet = openpyxl.load_workbook(out).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("case", "person", "outcomes")
    assert [row[:3] for row in rows[1:]] == [("甲", "=1+1", "primary"), ("甲", "吴", "important | none")]
    assert sheet["B2"].data_type == "s"
    assert sorted(path.name for path in tmp_path.iterdir()) == [source.name, out.name]


def test_excel_reads_the_csv_that_is_written(tmp_path):
    source, out = written(tmp_path, "in.csv", "案件,人员,职务\n甲,=吴,书记\n".encode()), tmp_path / "out.csv"
    bulk.ask_file(source, out, "county-bureau")
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert csv.read_csv(out)["person"].to_pylist() == ["'=吴"]
    assert bulk.ask(out, "county-bureau", ignore=["outcomes", "certain", "possible", "reason"])["case"].to_pylist() == ["甲"]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [([], "an empty table"), ([["case", None, "role"]], "a column without a heading"), ([["case", "case"]], "two columns are called")],
)
def test_workbooks_that_are_no_tables_are_refused(tmp_path, rows, problem):
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    with pytest.raises(Refused, match=problem) as refused:
        bulk.ask(tmp_path / "in.xlsx", "county-bureau")
    assert "not a xlsx table" not in str(refused.value)


def written(folder, name, data):
    (folder / name).write_bytes(data)
    return folder / name


@pytest.mark.parametrize("data", ["案件,职务\n甲,书记\n".encode("gb18030"), "\ufeff案件,职务\n甲,书记\n".encode()])
def test_spreadsheets_that_speak_chinese_are_read(tmp_path, data):
    assert bulk.ask(written(tmp_path, "in.csv", data), "county-bureau")["case"].to_pylist() == ["甲"]


@pytest.mark.parametrize(
    ("name", "data", "out", "problem"),
    [
        ("in.csv", b"case,role\na,member\n", "out.txt", "a table in `.txt`; expected .parquet, .csv, .xlsx or .arrow"),
        ("in.csv", b"case,role\na,member\n", "in.csv", "the outcomes would be written over the cases"),
        ("in.csv", b"case,role\na,member\n", ".", "expected .parquet, .csv, .xlsx or .arrow"),
        ("in.csv", b"case,role,role\na,member,member\n", "out.csv", "two columns are called `role`"),
        ("in.csv", b"case,role\na,member\nb,member,1\n", "out.csv", "not a csv table"),
        ("in.csv", b"case,\xff\xff\na,\xff\n", "out.csv", "neither UTF-8 nor GB18030 text"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused_and_leaves_nothing(tmp_path, name, data, out, problem):
    source = written(tmp_path, name, data)
    with pytest.raises(Refused, match=problem.replace(".", r"\.")):
        bulk.ask_file(source, tmp_path / out, "county-bureau")
    assert source.read_bytes() == data
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".parts"] == [name]


def test_the_command_answers_versions_and_questions(tmp_path):
    source, out = written(tmp_path, "in.csv", b"case,person,arose,note\n1,Wu,2023-01-01,x\n2,Wu,2025-01-01,x\n"), tmp_path / "out.csv"
    command = [sys.executable, "-m", "zeren", "ask", "--table", str(source), "--out", str(out), "--regulation", "china-company-law"]
    ran = subprocess.run([*command, "--ignore", "note", "--answers", "--lang", "en"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, f"2 rows answered into {out}; 0 have no answer, see `reason`\n")
    assert set(csv.read_csv(out).column_names) >= {"outcomes", "answer.reached_by_this_article", "reason"}
