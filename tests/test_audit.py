"""Auditing logs: whatever form they come in, held to `judge`, row by row."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import io
import json
import sqlite3
from pathlib import Path

import jsonschema
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import zeren
from zeren.auditing.coverage import count
from zeren.auditing.examine import audit
from zeren.commands import audit as command
from zeren.logs.dates import NoDate, read_day
from zeren.logs.limits import limits
from zeren.logs.mapping import LogMapping, load_mapping
from zeren.logs.merged import merged_down
from zeren.logs.read import Entry, Log, read_log
from zeren.model.language.calendar import Period, calendar_period
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_organisation, load_regulation
from zeren.model.language.statements import Duty
from zeren.model.language.terms import Text
from zeren.model.language.trace import Act
from zeren.model.meaning.fulfilment import Window, judge_duty
from zeren.schemas import schema_text
from zeren.words import Language

BUREAU = load_regulation("county-bureau")
HEADINGS = ["日期", "单位", "事项", "所属期间", "编号"]
ROWS = [
    ["2026-01-05", "局党委", "专题研究", "", "1"],
    ["2026-06-30", "局党委", "专题研究", "2026", "2"],
    ["2026-07-10", "局党委", "专题汇报", "2026年上半年", "3"],
    ["2026-12-31", "局党委", "专题汇报", "", "4"],
]
ENTRIES = [
    ("2026-01-05", "study", None),
    ("2026-06-30", "study", "2026"),
    ("2026-07-10", "report", "2026-H1"),
    ("2026-12-31", "report", None),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def lines(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def read(file: Path, mapping: LogMapping | None = None, bodies: list[str] | None = None) -> Log:
    return read_log(file, BUREAU, mapping or LogMapping(), bodies)


def shown(log: Log) -> list[tuple[str, str, str | None]]:
    return [(str(one.on), one.duty, one.period.name if one.period else None) for one in log.entries]


# forms ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(lines([HEADINGS, *ROWS], delimiter).encode(encoding))
    log = read(file)
    assert (shown(log), log.unread, {one.body for one in log.entries}) == (ENTRIES, [], {"局党委"})


TRADITIONAL = [["日期", "單位", "事項", "所屬期", "文號"], *([row[0], "秘書處", *row[2:]] for row in ROWS)]


@pytest.mark.parametrize(
    ("encoding", "taken"),
    [("utf-8", ""), ("utf-16", ""), ("gb18030", "GB18030"), ("big5", "Big5"), ("cp950", "Big5"), ("big5hkscs", "Big5")],
)
def test_a_log_before_unicode_is_read_in_the_encoding_in_which_its_headings_say_something(
    tmp_path: Path, encoding: str, taken: str
) -> None:
    rows = [[cell.replace("专题研究", "study").replace("专题汇报", "report") for cell in row] for row in TRADITIONAL]
    (tmp_path / "log.csv").write_bytes(lines(rows).encode(encoding))
    log = read(tmp_path / "log.csv")
    assert (shown(log), log.unread, {one.body for one in log.entries}, log.encoding) == (ENTRIES, [], {"秘書處"}, taken)


def test_headings_that_say_nothing_in_any_encoding_are_refused_with_those_that_were_tried(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes("何時,誰,什麼\n2026-01-05,秘書處,study\n".encode("big5"))
    advice = r"its encoding may not have been understood; it is not in UTF-8 and was read as GB18030 and as Big5; save it as CSV in UTF-8"
    with pytest.raises(Refused, match=advice):
        read(file)
    mapping = LogMapping(columns={"date": "何時", "body": "誰", "act": "什麼"})
    assert (read(file, mapping).encoding, [one.body for one in read(file, mapping).entries]) == ("Big5", ["秘書處"])
    file.write_bytes("何時,誰,什麼\n".encode())
    with pytest.raises(Refused) as refused:
        read(file)
    assert "encoding" not in str(refused.value)
    file.write_bytes(b"date,body,act\n2026-01-05,\xff\xff,study\n")
    with pytest.raises(Refused, match="neither UTF-8 nor GB18030 nor Big5 text"):
        read(file)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "日志不是UTF-8编码，按Big5读取"), ("en", "the log is not in UTF-8 and was read as Big5")]
)
def test_the_encoding_that_was_taken_is_said(tmp_path: Path, language: Language, words: str) -> None:
    (tmp_path / "o.organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    text = "日期,單位,事項\n2026-01-05,bureau,study\n2026-06-05,中,study\n"
    for name, encoding in (("old.csv", "big5"), ("new.csv", "utf-8")):
        (tmp_path / name).write_bytes(text.encode(encoding))
    old, new = (zeren.audit("county-bureau", tmp_path / name, readings={"window": "calendar_aligned"}) for name in ("old.csv", "new.csv"))
    assert words in old.text(language)
    assert '"encoding": "Big5"' in old.json()
    assert '"encoding"' not in new.json()
    assert words not in new.text(language)
    due = zeren.calendar(
        tmp_path / "o.organisation.yaml",
        "bureau",
        "2026-01-01",
        "2026-12-31",
        log=tmp_path / "old.csv",
        readings={"window": "calendar_aligned"},
    )
    assert words in due.text(language)
    assert '"encoding": "Big5"' in due.json()


def test_a_workbook_with_a_title_dates_and_serial_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年履行情况登记表"])
    sheet.append([])
    sheet.append(HEADINGS)
    cells = [dt.datetime(2026, 1, 5), "2026年6月30日", 46213, dt.date(2026, 12, 31)]
    for cell, row in zip(cells, ROWS, strict=True):
        sheet.append([cell, *row[1:]])
    book.save(tmp_path / "log.xlsx")
    log = read(tmp_path / "log.xlsx")
    assert (shown(log), log.unread) == (ENTRIES, [])
    assert [one.row for one in log.entries] == [4, 5, 6, 7]


def test_cells_merged_over_several_rows_of_a_workbook_stand_for_each(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows: list[list[object]] = [
        ["2026年履行情况登记表"],
        ["组织", "日期", "事项", "编号"],
        ["局党委", "2026-01-05", "专题研究", "1"],
        [None, "2026-06-30", "专题汇报", "2"],
        [None, "2026-07-01", None, "3"],
        [None, None, None, None],
        ["一中支部", "2026-08-01", "专题研究", "4"],
        [None, "2026-08-02", None, "5"],
        [None, "2026-08-03", "专题汇报"],
    ]
    for row in rows:
        sheet.append(row)
    for merged in ("A1:D1", "A3:A6", "C4:C6", "A7:A8", "C7:C8"):
        sheet.merge_cells(merged)
    book.save(tmp_path / "log.xlsx")
    log = read(tmp_path / "log.xlsx")
    assert [(one.row, one.body, str(one.on), one.duty, one.reference) for one in log.entries] == [
        (3, "局党委", "2026-01-05", "study", "1"),
        (4, "局党委", "2026-06-30", "report", "2"),
        (5, "局党委", "2026-07-01", "report", "3"),
        (7, "一中支部", "2026-08-01", "study", "4"),
        (8, "一中支部", "2026-08-02", "study", "5"),
    ]
    assert [(one.row, one.field) for one in log.unread] == [(9, "body")]  # where nothing is merged, an empty cell stays empty


def test_merged_cells_are_found_wherever_a_sheet_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = b"<sheetData/><mergeCells>" + b"".join(b'<x:mergeCell ref="AB%d:AC%d"/>' % (n, n + 1) for n in range(1, 400, 2))
    whole = merged_down(io.BytesIO(sheet))
    assert whole == {n: [(27, n + 1)] for n in range(1, 400, 2)}
    monkeypatch.setattr("zeren.logs.merged._CHUNK", 37)
    assert merged_down(io.BytesIO(sheet)) == whole


def test_a_parquet_file(tmp_path: Path) -> None:
    columns = {"date": [day(row[0]) for row in ROWS]} | {
        name: [row[place] for row in ROWS] for place, name in ((1, "body"), (2, "act"), (3, "period"))
    }
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    assert shown(read(tmp_path / "log.parquet")) == ENTRIES


def test_an_xes_log(tmp_path: Path) -> None:
    events = "".join(
        f'<event><string key="concept:name" value="{act}"/><date key="time:timestamp" value="{date}T09:30:00.000+08:00"/>'
        f'<string key="period" value="{period}"/></event>'
        for date, _, act, period, _ in ROWS
    )
    text = f'<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="局党委"/>{events}</trace></log>'
    (tmp_path / "log.xes").write_text(text, encoding="utf-8")
    log = read(tmp_path / "log.xes")
    assert (shown(log), {one.body for one in log.entries}) == (ENTRIES, {"局党委"})


def test_an_ocel_log_as_json(tmp_path: Path) -> None:
    events = [
        {
            "id": number,
            "type": act,
            "time": f"{date}T09:30:00Z",
            "attributes": [{"name": "period", "value": period}],
            "relationships": [{"objectId": "secretary", "qualifier": "by"}, {"objectId": "局党委", "qualifier": "of"}],
        }
        for date, _, act, period, number in ROWS
    ]
    objects = [{"id": "局党委", "type": "body"}, {"id": "secretary", "type": "office"}]
    (tmp_path / "log.jsonocel").write_text(json.dumps({"events": events, "objects": objects}), encoding="utf-8")
    log = read(tmp_path / "log.jsonocel")
    assert (shown(log), {one.body for one in log.entries}) == (ENTRIES, {"局党委"})


def test_an_ocel_log_as_a_database(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "log.sqlite")) as base:
        base.executescript(
            "create table event (ocel_id, ocel_type); create table event_map_type (ocel_type, ocel_type_map);"
            "create table object (ocel_id, ocel_type); create table event_object (ocel_event_id, ocel_object_id, ocel_qualifier);"
            "create table event_act (ocel_id, ocel_time, period);"
            "insert into object values ('局党委', 'body');"
        )
        for date, body, act, period, number in ROWS:
            base.execute("insert into event values (?, ?)", (number, act))
            base.execute("insert into event_act values (?, ?, ?)", (number, f"{date} 09:30:00", period))
            base.execute("insert into event_object values (?, ?, '')", (number, body))
        base.execute("insert into event_map_type values ('专题研究', 'act')")
        base.commit()
    log = read(tmp_path / "log.sqlite")
    assert (shown(log), {one.body for one in log.entries}) == (ENTRIES, {"局党委"})


def test_an_ocel_log_as_xml_with_its_objects_behind_the_events(tmp_path: Path) -> None:
    events = "".join(
        f'<event id="e{number}" type="{act}" time="{date}T09:30:00Z"><attributes><attribute name="period">{period}</attribute></attributes>'
        f'<objects><relationship object-id="secretary" qualifier="signs"/><relationship object-id="县委" qualifier="to"/>'
        f'<relationship object-id="{body}" qualifier="by"/></objects></event>'
        for date, body, act, period, number in ROWS
    )
    objects = "".join(
        f'<object id="{one}" type="{kind}"><objects/></object>'
        for one, kind in (("县委", "body"), ("局党委", "body"), ("secretary", "office"))
    )
    text = f"<log><event-types/><object-types/><events>{events}</events><objects>{objects}</objects></log>"
    for name in ("log.xml", "log.xmlocel"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        log = read(tmp_path / name)
        assert (shown(log), log.unread, {one.body for one in log.entries}) == (ENTRIES, [], {"局党委"})


def test_xes_under_the_name_of_plain_xml(tmp_path: Path) -> None:
    text = '<log><trace><string key="concept:name" value="b"/><event><string key="concept:name" value="study"/>'
    text += '<date key="time:timestamp" value="2026-03-05T00:00:00Z"/></event></trace></log>'
    (tmp_path / "log.xml").write_text(text, encoding="utf-8")
    assert [(one.body, one.duty) for one in read(tmp_path / "log.xml").entries] == [("b", "study")]


def test_logs_packed_with_gzip(tmp_path: Path) -> None:
    for name in ("log.csv", "log.xes"):
        content = lines([HEADINGS, *ROWS]).encode()
        if name == "log.xes":
            content = "".join(
                f'<trace><string key="concept:name" value="局党委"/><event><string key="concept:name" value="{act}"/>'
                f'<date key="time:timestamp" value="{date}T00:00:00Z"/><string key="period" value="{period}"/></event></trace>'
                for date, _, act, period, _ in ROWS
            ).encode()
            content = b"<log>" + content + b"</log>"
        packed = gzip.compress(content)
        (tmp_path / f"{name}.gz").write_bytes(packed)
        assert shown(read(tmp_path / f"{name}.gz")) == ENTRIES
        for broken in (packed[:-9], b"no gzip at all", packed[:20] + b"\0" + packed[21:]):
            (tmp_path / f"{name}.gz").write_bytes(broken)
            with pytest.raises(Refused, match="not a whole gzip file"):
                read(tmp_path / f"{name}.gz")


def test_what_is_packed_is_not_unpacked_without_end(tmp_path: Path) -> None:
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(b"date,body,act\n" + b"2026-01-05,b,study\n" * 100))
    with pytest.raises(Refused, match="more than 1,000 bytes unpacked; raise it with --limit unpacked=NUMBER"):
        read_log(tmp_path / "log.csv.gz", BUREAU, LogMapping(), limits=limits(["unpacked=1000"]))


def test_only_what_an_event_log_calls_an_act_is_one(tmp_path: Path) -> None:
    time = '<date key="time:timestamp" value="2026-03-05T00:00:00Z"/><string key="org:group" value="b"/>'
    kinds = [("complete", "study"), ("COMPLETE", None), ("schedule", "study"), ("complete", ""), (None, None)]
    events = ""
    for transition, act in kinds:
        events += f'<event>{time}<string key="concept:name" value="study"/><string key="reference" value="{transition} {act}"/>'
        events += "" if transition is None else f'<string key="lifecycle:transition" value="{transition}"/>'
        events += ("" if act is None else f'<string key="act" value="{act}"/>') + "</event>"
    (tmp_path / "log.xes").write_text(f"<log><trace>{events}</trace></log>", encoding="utf-8")
    log = read(tmp_path / "log.xes")
    assert ([one.reference for one in log.entries], log.rows) == (["complete study", "COMPLETE None", "None None"], 3)
    types = [{"name": "study", "attributes": [{"name": "act", "type": "string"}]}, {"name": "report", "attributes": []}]
    found = [
        {
            "type": kind,
            "time": "2026-03-05T00:00:00Z",
            "attributes": [{"name": "act", "value": "study"}],
            "relationships": [{"objectId": "b"}],
        }
        for kind in ("study", "report")
    ]
    data = {"eventTypes": types, "objectTypes": [], "events": found, "objects": [{"id": "b", "type": "body"}]}
    (tmp_path / "log.json").write_text(json.dumps(data), encoding="utf-8")
    assert [(one.row, one.duty) for one in read(tmp_path / "log.json").entries] == [(1, "study")]


ANY_NAME = ["log.csv", "log.xlsx", "log.parquet", "log.xes", "log.jsonocel", "log.sqlite", "log.xml", "log.xes.gz"]


@pytest.mark.parametrize("name", ANY_NAME)
@settings(max_examples=25, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: ("date,body,act\n" + text).encode())))
def test_whatever_is_in_a_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str, content: bytes) -> None:
    file = tmp_path_factory.mktemp("any") / name
    file.write_bytes(content)
    with contextlib.suppress(Refused):
        read(file)


def test_entities_in_xml_are_refused(tmp_path: Path) -> None:
    (tmp_path / "log.xes").write_text('<!DOCTYPE log [<!ENTITY a "aaaa">]><log>&a;</log>')
    with pytest.raises(Refused, match="declares entities"):
        read(tmp_path / "log.xes")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "the log is empty"),
        ("when,who,what\n2026-01-01,a,b\n", "no column for date among `when`, `who`, `what`"),
    ],
)
def test_a_log_that_is_none_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "log.csv").write_text(content)
    with pytest.raises(Refused, match=fault):
        read(tmp_path / "log.csv")


# rows -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "２０２６年３月５日",
        "2026年3月5日（星期四）",
        "二〇二六年三月五日",
        "20260305",
        "46086",
        46086,
        46086.4,
        "2026-03-05 14:30",
        "2026-03-05T00:30:00+08:00",
        dt.datetime(2026, 3, 5, 8),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: object) -> None:
    assert read_day(cell) == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("2026-02-30", "does not exist"),
        ("2026-13-01", "does not exist"),
        ("3/5/2026", "which is the day"),
        ("2026年3月5日至6日", "no single date"),
        ("1026-03-05", "not between"),
        ("2026-03-29 02:30 Europe/Berlin", "the clocks in Europe/Berlin skip this time"),
        ("", "no date"),
        (None, "no date"),
        (True, "is no date"),
    ],
)
def test_what_is_no_day_says_why(cell: object, problem: str) -> None:
    with pytest.raises(NoDate) as error:
        read_day(cell)
    assert problem in error.value.problem.en


@given(st.dates(dt.date(1950, 1, 1), dt.date(2190, 1, 1)))
def test_every_day_is_read_back_from_every_form(one: dt.date) -> None:
    serial = (one - dt.date(1899, 12, 30)).days
    for cell in (one, str(one), f"{one.year}年{one.month}月{one.day}日", f"{one:%Y%m%d}", serial, str(serial)):
        assert read_day(cell) == one


def test_each_row_that_does_not_count_is_named(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "date,body,act,period\n2026-01-05,bureau,study,\n2026-02-30,bureau,study,\n2026-03-01,burau,report,\n"
        "2026-03-02,bureau,lunch,\n2026-01-05,bureau,study,\n2026-03-03,bureau,report,soon\n,,,x\n",
        encoding="utf-8",
    )
    log = read(tmp_path / "log.csv", bodies=["bureau", "school"])
    assert [(one.row, one.field, one.problem.en.split(";")[0]) for one in log.unread] == [
        (3, "date", "`2026-02-30` is a day that does not exist"),
        (4, "body", "unknown body `burau` (did you mean `bureau`?)"),
        (5, "act", "`lunch` matches no duty"),
        (6, "row", "the same as row 2, counted once"),
        (7, "period", "`soon` names no period, so the day decides"),
        (8, "date", "no date"),
        (8, "body", "no body"),
        (8, "act", "no act"),
    ]
    assert log.rows == 7
    assert [one.row for one in log.entries] == [2, 7]


def test_suggestions_end_before_they_take_long(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "date,body,act\n" + "".join(f"2026-01-05,skool-{one},study\n" for one in range(300)), encoding="utf-8"
    )
    log = read(tmp_path / "log.csv", bodies=[f"school-{one}" for one in range(1000)])
    assert len(log.unread) == 300
    assert sum("did you mean" in one.problem.en for one in log.unread) == 30


def test_a_mapping_file_says_what_words_mean(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "columns: {date: 开会那天, act: 干什么}\nacts: {开大会: study}\nbodies: {局里: bureau}\n", encoding="utf-8"
    )
    (tmp_path / "log.csv").write_text("开会那天,单位,干什么\n2026-01-05,局里,开大会\n2026-01-06,局里,开大 会\n", encoding="utf-8")
    log = read(tmp_path / "log.csv", load_mapping(tmp_path / "m.yaml", BUREAU))
    assert [(one.body, one.duty) for one in log.entries] == [("bureau", "study")]
    assert [one.field for one in log.unread] == ["act"]  # exactly, not nearly
    (tmp_path / "m.yaml").write_text("columns: {dat: x}\nacts: {开大会: studdy}\n", encoding="utf-8")
    with pytest.raises(Refused, match="unknown column `dat`; did you mean `date`") as error:
        load_mapping(tmp_path / "m.yaml", BUREAU)
    assert "unknown duty `studdy`" in str(error.value)


def test_headings_may_stand_in_two_rows_with_merged_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["2026年履责台账"],
        ["日期", "单位", "工作"],
        [None, None, "工作事项", "职务"],
        ["2026-03-05", "局党委", "专题研究", "书记"],
    ):
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:B3", "C2:D2"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "log.xlsx")
    log = read(tmp_path / "log.xlsx")
    assert [(one.row, str(one.on), one.body, one.duty, one.office) for one in log.entries] == [(4, "2026-03-05", "局党委", "study", "书记")]
    assert not log.unread


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("colums: {date: 日期}", "m.yaml:1:1: unknown key `colums`; did you mean `columns`?"),
        ("zone: Europe/Berlin", "m.yaml:1:1: unknown key `zone`; expected one of `columns`, `acts`, `events`, `bodies`"),
        ("columns: {dat: 日期}", "m.yaml:1:11: unknown column `dat`; did you mean `date`?"),
        ("columns: {act: [事项]}", "m.yaml:1:16: a list, where one value was expected"),
        ("events:\n  发现: awre", "m.yaml:2:7: unknown moment or duty `awre`; did you mean `aware`?"),
        ("events:\n  发现: initial", "m.yaml:2:7: unknown moment or duty `initial`; did you mean `initial_sent`?"),
        ("acts: {报送: intial}", "m.yaml:1:12: unknown duty `intial`; did you mean `initial`?"),
        ("bodies: {本行: bnk}", "m.yaml:1:14: unknown body `bnk`; did you mean `bank`?"),
        (
            "columns: {office: 岗位名, act: 事项, body: 单位, date: 时间}",
            "log.csv:1:1: no column for office among `时间`, `单位`, `事项`, `岗位`; the mapping file says `岗位名`; did you mean `岗位`?",
        ),
        (
            "columns: {date: 报送日}",
            "log.csv:1:1: no column for date among `时间`, `单位`, `事项`, `岗位`; the mapping file says `报送日`",
        ),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said_with_its_place(tmp_path: Path, written: str, message: str) -> None:
    """Nothing that a mapping file says is passed over in silence."""
    (tmp_path / "m.yaml").write_text(written + "\n", encoding="utf-8")
    (tmp_path / "log.csv").write_text("时间,单位,事项,岗位\n2026-03-05T09:00+01:00,bank,aware,x\n", encoding="utf-8")
    bank = "scenarios/organisations/bank.organisation.yaml"
    code, _, err = run("dora", tmp_path / "log.csv", "--mapping", tmp_path / "m.yaml", "--organisation", bank)
    assert (code, err.replace(f"{tmp_path}/", "").strip()) == (2, message)


# coverage ---------------------------------------------------------------------------------------------------

OBSERVED = Period(day("2027-02-10"), day("2029-03-20"))
RECORDS = st.lists(st.tuples(st.dates(*OBSERVED), st.one_of(st.none(), st.dates(day("2026-12-01"), day("2029-06-30")))), max_size=10)
WINDOWS = st.sampled_from([Window(), Window("rolling"), Window("anchored", day("2024-02-29")), Window("anchored", day("2020-10-31"))])


@settings(max_examples=200, deadline=None)
@given(
    RECORDS, st.integers(1, 3), st.sampled_from(["month", "half_year", "year"]), WINDOWS, st.booleans(), st.sampled_from([None, "11-30"])
)
def test_coverage_equals_judge(records: list, needed: int, per: str, window: Window, distinct: bool, by: str | None) -> None:
    window = Window(window.kind, window.anchor, distinct)
    rule = Duty(id="d", article="1", act=Text("", ""), at_least=needed, per=per, by=by if per == "year" else None)  # type: ignore[arg-type]  # a span
    named = [(on, calendar_period(of, per) if of else None) for on, of in sorted(records, key=lambda one: one[0])]  # type: ignore[arg-type]  # a span
    entries = [Entry(row, on, "b", "d", period=period) for row, (on, period) in enumerate(named)]
    found = count(rule, entries, OBSERVED, window)
    record = judge_duty(rule, [Act("d", "b", on, period) for on, period in named], OBSERVED, window)
    statuses = [one.status for one in record.instances]
    assert (found.met, found.late, found.no_record, found.not_assessable) == tuple(
        statuses.count(one) for one in ("met", "late", "no_performance", "not_assessable")
    )
    assert found.uncovered_days == record.uncovered_days
    assert found.covered_days == record.assessable_days - record.uncovered_days
    assert [hole.period for hole in found.holes if hole.status == "uncovered"] == list(record.uncovered)
    assert [hole.period for hole in found.holes if hole.status != "uncovered"] == [
        one.period for one in record.instances if one.status in ("late", "no_performance")
    ]
    assert found.longest_gap == record.longest_gap


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(*OBSERVED), max_size=6), st.integers(1, 2), WINDOWS)
def test_what_is_done_on_the_next_due_day_is_in_time(days: list[dt.date], needed: int, window: Window) -> None:
    rule = Duty(id="d", article="1", act=Text("", ""), at_least=needed, per="half_year")
    entries = [Entry(row, on, "b", "d") for row, on in enumerate(sorted(days))]
    found = count(rule, entries, OBSERVED, window)
    due = found.next_due
    assert due is not None
    if due <= OBSERVED.last:  # overdue already
        assert found.holes[-1].period.last == OBSERVED.last
        return
    done = [Act("d", "b", entry.on) for entry in entries]
    without, within = (
        judge_duty(rule, acts, Period(OBSERVED.first, due), window) for acts in (done, [*done, *[Act("d", "b", due)] * needed])
    )
    if window.kind == "rolling":
        assert any(run.holds(due) for run in without.uncovered)
        assert not any(run.holds(due) for run in within.uncovered)
    else:
        assert without.instances[-1].status != "met"
        assert within.instances[-1].status == "met"


ORGANISATION = """
organisation: o
from: 2026-01-01
years: 2
bodies:
  county: {outside: yes}
  bureau: {regulation: county-bureau, superior: county}
  school: {regulation: county-bureau, superior: bureau, count: 2}
offices:
  secretary: {of: bureau, holders: [{name: Zhang, from: 2026-01-01, to: 2026-11-30}]}
"""
LOG = """date,body,act
2026-02-01,school-1,report
2026-03-01,bureau,report
2026-05-01,bureau,study
2026-08-01,school-1,report
2026-11-20,bureau,study
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "o.organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str, str]:
    app = typer.Typer()
    command.register(app)
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_hole_names_its_period_its_neighbours_and_who_answers(files: Path) -> None:
    organisation = load_organisation(files / "o.organisation.yaml")
    log = read(files / "log.csv")
    found = audit(BUREAU, log, Period(day("2026-01-01"), day("2026-12-31")), {"window": "calendar_aligned"}, organisation, holders=True)
    (hole,) = [one for one in found.holes if (one.body, one.duty) == ("bureau", "report")]
    assert (hole.period, hole.last, hole.status, hole.found, hole.needed) == ("2026-H2", day("2026-12-31"), "no_record", 0, 1)
    assert hole.before is not None
    assert (hole.before.row, hole.before.on, hole.after) == (3, day("2026-03-01"), None)
    assert (hole.office, hole.holder) == ("secretary", None)  # nobody in December
    (first, second) = found.ages
    assert (first.bodies, first.peak_days, first.last_days) == (("school-1", "bureau", "county"), 333, 333)
    assert second.peak_days is None
    assert {one.body for one in found.covered} == {"bureau", "school-1", "school-2"}


def test_names_are_given_only_where_asked_for(files: Path) -> None:
    arguments = [
        "county-bureau",
        files / "log.csv",
        "--organisation",
        files / "o.organisation.yaml",
        "--to",
        "2026-06-30",
        "--format",
        "json",
    ]
    assert "Zhang" not in run(*arguments)[1]
    assert '"holder"' not in run(*arguments)[1]
    code, out, _ = run(*arguments, "--from", "2026-04-01", "--to", "2026-12-31", "--holders")
    assert code == 1
    jsonschema.Draft202012Validator(json.loads(schema_text("audit"))).validate(json.loads(out))
    assert '"holder": null' in out


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["未见记录", "责任岗位：书记", "第七条"]),
        ("en", ["no record found", "answers: secretary", "article 7"]),
    ],
)
def test_the_command_prints_holes_and_the_list(files: Path, language: str, words: list[str]) -> None:
    page = files / "list.html"
    code, out, _ = run(
        "county-bureau",
        files / "log.csv",
        "--organisation",
        files / "o.organisation.yaml",
        "--to",
        "2026-12-31",
        "--lang",
        language,
        "--list",
        page,
    )
    assert code == 1
    assert all(word in out for word in words)
    assert "missed" not in out
    written = page.read_text(encoding="utf-8")
    assert ("整改清单" if language == "zh" else "List for putting things right") in written
    assert written.count("<tr>") == 1 + out.count("2026-H") + sum(line.endswith("  2026") for line in out.splitlines())


def test_a_log_without_holes_ends_well(files: Path) -> None:
    code, out, _ = run("county-bureau", files / "log.csv", "--from", "2026-01-01", "--to", "2026-06-30", "--lang", "en")
    assert (code, "No hole was found, and every row was counted." in out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--from", "2026-13-01"], "--from 2026-13-01: expected a date"),
        (["--from", "2027-01-01"], "before they start"),
        (["--reading", "dissent_scope=all"], "it does not decide how periods are counted"),
        (["--reading", "window=anchored_by_body"], "name the starts in an organisation file"),
        (["--mapping", "none.yaml"], "no such file"),
        (["--list", "/nowhere/at/all.html"], "cannot be written"),
    ],
)
def test_a_wrong_call_is_refused(files: Path, arguments: list[str], fault: str) -> None:
    code, _, err = run("county-bureau", files / "log.csv", *arguments)
    assert code == 2
    assert fault in err
