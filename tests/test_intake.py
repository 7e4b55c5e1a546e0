"""What a log may look like: sheets, covers, wide tables, zones, moments beside dates, broken rows, slips of the pen, signatories."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from terminal import run

import zeren
from zeren.logs.mapping import LogMapping, load_mapping
from zeren.logs.read import Log, explained, read_log
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation, parse_organisation
from zeren.model.language.units import duties_of, units
from zeren.skeletons import skeleton

BUREAU = load_regulation("county-bureau")
SHANGHAI = ZoneInfo("Asia/Shanghai")
WINDOW = {"window": "calendar_aligned"}


def read(file: Path, mapping: LogMapping | None = None, bodies: list[str] | None = None, zone: dt.tzinfo | None = None) -> Log:
    return read_log(file, BUREAU, mapping or LogMapping(), bodies, zone)


def csv(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


# workbooks --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    made.active.title = "封面"
    made.active.append(["填写说明"])
    one = made.create_sheet("局党委")
    for number in range(30):
        one.append([f"说明{number}"])
    one.append(["日期", "事项"])
    one.append([dt.date(2026, 1, 5), "专题研究"])
    one.append([dt.date(2026, 3, 5), "专题学习研讨"])
    wide = made.create_sheet("宽表")
    wide.append(["2026年履行情况"])
    wide.append(["单位", "事项", *[f"{month}月" for month in range(1, 13)]])
    wide.append(["局党委", "专题研究", "8日", "✓", None, "4月5日、4月9日", "5/6", 2, "无", dt.date(2026, 7, 8), "???"])
    made.save(tmp_path / "log.xlsx")
    return tmp_path / "log.xlsx"


def test_every_sheet_is_read_or_told_why_not(book: Path) -> None:
    log = read(book, bodies=["局党委"])
    assert [(one.name, one.rows, one.read) for one in log.sheets] == [("封面", 0, False), ("局党委", 2, True), ("宽表", 1, True)]
    assert log.sheets[0].why is not None
    days = [(one.sheet, str(one.on)) for one in log.entries]
    assert days == [("局党委", "2026-01-05")] + [
        ("宽表", day) for day in ("2026-01-08", "2026-02-28", "2026-04-05", "2026-04-09", "2026-05-06", "2026-06-30", "2026-07-08")
    ]
    assert [(one.sheet, one.field, one.counted) for one in log.unread] == [
        ("局党委", "act", False),
        ("宽表", "date", True),
        ("宽表", "date", True),
        ("宽表", "date", False),
    ]
    assert [text.en[:12] for sheet, _, text in explained(log, {}) if sheet == "局党委"] == ["2026-01-05, ", "not counted:"]


def test_months_without_a_year_are_not_guessed(tmp_path: Path) -> None:
    file = csv(tmp_path / "log.csv", "body,act,1月,2月", "b,study,✓,✓")
    with pytest.raises(Refused, match="months of a year that is named nowhere"):
        read(file)


# text -------------------------------------------------------------------------------------------------------------------


def test_a_row_with_a_cell_too_many_is_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = ("date,body,act,reference", "2026-01-05,b,study,1", "2026-02-05,b,study, of, 2", "2026-03-05,b", "2026-04-05,b,study")
    log = read(csv(tmp_path / "log.csv", *lines))
    assert [str(one.on) for one in log.entries] == ["2026-01-05", "2026-04-05"]
    assert [(one.row, one.problem.en) for one in log.unread] == [(3, "5 cells, where there are 4 headings"), (4, "no act")]


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows_in_silence(tmp_path: Path) -> None:
    lines = ["date,body,act,note", '2026-01-05,b,study,"oh', *[f"2026-02-{day:02},b,study,x" for day in range(1, 9)]]
    log = read(csv(tmp_path / "log.csv", *lines))
    assert [one.problem.en for one in log.unread] == ["a quotation mark is not closed; lines 2 to 10 were not read"]


# zones ------------------------------------------------------------------------------------------------------------------


def xes(file: Path, *moments: str) -> Path:
    events = "".join(
        f'<event><string key="concept:name" value="study"/><date key="time:timestamp" value="{one}"/></event>' for one in moments
    )
    return csv(file, f'<log><trace><string key="concept:name" value="b"/>{events}</trace></log>')


def test_the_zone_says_on_which_day_a_moment_falls(tmp_path: Path) -> None:
    written = xes(tmp_path / "one.xes", "2026-07-01T00:30:00.000+08:00", "2026-12-31T09:00:00+08:00")
    rewritten = xes(tmp_path / "two.xes", "2026-06-30T16:30:00.000Z", "2026-12-31T01:00:00.000+00:00")
    logs = [read(file, zone=SHANGHAI) for file in (written, rewritten)]
    assert [[str(one.on) for one in log.entries] for log in logs] == [["2026-07-01", "2026-12-31"]] * 2
    found = [zeren.audit(BUREAU, file, zone="Asia/Shanghai", readings=WINDOW).audit.covered for file in (written, rewritten)]
    assert found[0] == found[1]
    unknown = zeren.audit(BUREAU, rewritten, readings=WINDOW)
    assert unknown.audit.offsets == ("+0000",)
    assert "no zone is known" in unknown.text("en")
    assert zeren.audit(BUREAU, written, zone="Asia/Shanghai", readings=WINDOW).audit.offsets == ()


def test_a_date_and_a_moment_stand_side_by_side(tmp_path: Path) -> None:
    lines = ("date,moment,body,act", "2026-01-05,2026-01-05T16:30Z,b,study", ",2026-03-31T16:30Z,b,study", "2026-05-05,,b,study")
    log = read(csv(tmp_path / "log.csv", *lines), zone=SHANGHAI)
    assert [str(one.on) for one in log.entries] == ["2026-01-05", "2026-04-01", "2026-05-05"]
    assert [(one.row, one.counted) for one in log.unread] == [(2, True)]


# mapping ----------------------------------------------------------------------------------------------------------------


def test_a_mapping_is_written_in_words_of_either_language(tmp_path: Path) -> None:
    text = "列: {日期: 何时, 组织: 谁, 事项: 什么}\n事项: {学习: 专题研究, talk: thematic report}\n"
    mapping = load_mapping(csv(tmp_path / "m.yaml", text), BUREAU)
    assert mapping == LogMapping({"date": "何时", "body": "谁", "act": "什么"}, {"学习": "study", "talk": "report"})
    csv(tmp_path / "m.yaml", "事项: {学习: 专题硏究}")
    with pytest.raises(Refused, match=r"m\.yaml:1:10: unknown duty `专题硏究`; did you mean `专题研究`"):
        load_mapping(tmp_path / "m.yaml", BUREAU)


def test_any_attribute_of_xes_may_be_the_body(tmp_path: Path) -> None:
    event = '<event><string key="concept:name" value="study"/><string key="dept" value="b"/>'
    event += '<date key="time:timestamp" value="2026-01-05"/></event>'
    file = csv(tmp_path / "log.xes", f'<log><trace><string key="area" value="c"/>{event}</trace></log>')
    assert [one.body for one in read(file, LogMapping(columns={"body": "dept"})).entries] == ["b"]
    assert [one.body for one in read(file, LogMapping(columns={"body": "case:area"})).entries] == ["c"]
    with pytest.raises(Refused, match="nothing in the log is called `depp`, as the mapping file says; did you mean `dept`"):
        read(file, LogMapping(columns={"body": "depp"}))


def test_any_type_of_objects_may_be_the_body(tmp_path: Path) -> None:
    related = [{"objectId": "x", "qualifier": "to"}, {"objectId": "b", "qualifier": "of"}, {"objectId": "c", "qualifier": "by"}]
    events = [{"id": "1", "type": "study", "time": "2026-01-05T00:00:00", "attributes": [], "relationships": related}]
    objects = [{"id": "x", "type": "order"}, {"id": "b", "type": "department"}, {"id": "c", "type": "department"}]
    csv(tmp_path / "log.jsonocel", json.dumps({"events": events, "objects": objects}))
    for name, body in (("department", "b"), ("department/by", "c"), ("order", "x")):
        assert [one.body for one in read(tmp_path / "log.jsonocel", LogMapping(columns={"body": name})).entries] == [body]
    assert [one.problem.en for one in read(tmp_path / "log.jsonocel").unread] == ["no body"]


# silence is no clean bill -----------------------------------------------------------------------------------------------


def test_rows_that_match_no_duty_stand_first_and_are_no_clean_bill(tmp_path: Path) -> None:
    lines = [
        "date,body,act",
        "2026-01-05,b,专题研究",
        "2026-06-05,b,专题研究",
        *[f"2026-0{month}-06,b,党委理论学习" for month in range(1, 6)],
    ]
    found = zeren.audit(BUREAU, csv(tmp_path / "log.csv", *lines), from_="2026-01-01", to="2026-06-30", readings=WINDOW)
    told = found.text("zh").splitlines()
    assert (found.sound, found.audit.not_counted) == (False, 5)
    assert told[3] == "未计入的行（5行）"
    assert "第4、5、6、7、8行，事项：“党委理论学习”对不上任何事项，可在对照文件中写明（最接近的是“" in told[4]
    assert "没有发现空缺；" not in found.text("zh")
    assert "党委理论学习" in found.page("zh")


def test_why_no_row_counts_is_said_with_the_days_to_state(tmp_path: Path) -> None:
    file = csv(tmp_path / "log.csv", "date,body,act", "2026-01-05,b,学习", "2026-02-30,b,study", "2026-03-05,b,学习")
    with pytest.raises(Refused) as refused:
        zeren.audit(BUREAU, file)
    said = str(refused.value)
    assert "log.csv:2:1: `学习` matches no duty" in said
    assert "so do 1 more rows" in said
    assert "`2026-02-30` is a day that does not exist" in said
    assert "state --from and --to" in said


def test_one_date_far_from_all_others_makes_no_holes(tmp_path: Path) -> None:
    lines = ["date,body,act", *[f"2026-{month:02}-05,b,study" for month in range(1, 13)], "2062-03-05,b,study"]
    file = csv(tmp_path / "log.csv", *lines)
    found = zeren.audit(BUREAU, file, readings=WINDOW)
    assert found.audit.observed[1] == dt.date(2026, 12, 5)
    assert [(one.row, str(one.on)) for one in found.audit.left_out] == [(14, "2062-03-05")]
    assert not found.sound
    assert "row 14 is dated 2062-03-05" in found.text("en")
    kept = zeren.audit(BUREAU, file, readings=WINDOW, outliers=True)
    assert (kept.audit.observed[1], kept.audit.left_out) == (dt.date(2062, 3, 5), ())
    assert len(kept.audit.holes) > 30


ORGANISATION = """
organisation: o
from: 2026-01-01
years: 1
bodies:
  top: {outside: yes}
  b: {regulation: county-bureau, superior: top, as: [committee]}
offices:
  secretary: {of: b, holders: [{name: A, from: 2026-01-01, to: 2026-06-30}, {name: B, from: 2026-07-01, to: 2026-11-30}]}
"""


def test_whoever_signed_is_held_to_the_tenures(tmp_path: Path) -> None:
    csv(tmp_path / "o.organisation.yaml", ORGANISATION)
    signed = [("2026-03-05", "A"), ("2026-08-05", "A"), ("2026-12-05", "B")]
    file = csv(tmp_path / "log.csv", "date,body,act,office,holder", *[f"{day},b,study,secretary,{who}" for day, who in signed])
    found = zeren.audit(
        "county-bureau", file, organisation=tmp_path / "o.organisation.yaml", holders=True, to="2026-12-31", readings=WINDOW
    )
    told = [(one.row, one.counted, one.problem.en) for one in found.audit.unread]
    assert told == [
        (3, True, "signed by A; by the organisation's file B held secretary on 2026-08-05"),
        (4, True, "signed by B; by the organisation's file nobody held secretary on 2026-12-05"),
    ]
    quiet = zeren.audit("county-bureau", file, organisation=tmp_path / "o.organisation.yaml", to="2026-12-31", readings=WINDOW)
    assert [one.problem.en.partition(";")[0] for one in quiet.audit.unread] == ["the signatory differs"] * 2


# telling ----------------------------------------------------------------------------------------------------------------


def test_many_bodies_are_told_by_totals_and_written_in_full(tmp_path: Path) -> None:
    lines = ["date,body,act", *[f"2026-0{1 + number % 9}-05,=body{number},study" for number in range(500)]]
    found = zeren.audit(BUREAU, csv(tmp_path / "log.csv", *lines), from_="2025-01-01", to="2026-12-31", readings=WINDOW)
    assert len(found.text("en").splitlines()) < 20
    assert [one.bodies for one in found.audit.totals] == [500, 500]
    content = found.workbook("en")
    assert content == found.workbook("en")
    (tmp_path / "out.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["In short", "Holes", "Coverage", "Rows not counted"]
    assert book["Coverage"].max_row == 1001
    assert {cell.data_type for cell in book["Coverage"]["A"]} == {"s"}  # a body called =… is no formula


# to start from ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "xes"])
def test_a_mapping_to_start_from_has_the_words_of_the_log(tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    csv(tmp_path / "log.csv", "登记表", "履行日期,单位,事项", "2026-01-05,b,专题研究", *["2026-02-05,b,专题学习"] * 2)
    xes(tmp_path / "log.xes", "2026-01-05")
    assert run(f"zeren new mapping log.{ending}") == "log.mapping.yaml\n"
    text = (tmp_path / "log.mapping.yaml").read_text(encoding="utf-8")
    load_mapping(tmp_path / "log.mapping.yaml", BUREAU)
    if ending == "csv":
        assert '  date: "履行日期"\n  body: "单位"\n  act: "事项"\n' in text
        assert '  # "专题学习": study   # ×2, nearest: 专题研究\n' in text
        assert '  # "专题研究": study   # ×1, understood as it stands\n' in text
        taken = text.replace('# "专题学习"', '"专题学习"')
        assert load_mapping(csv(tmp_path / "m.yaml", taken), BUREAU).acts == {"专题学习": "study"}


@pytest.mark.parametrize("name", ["county-bureau", "department", "party-organisations", "dora"])
def test_the_skeleton_of_an_organisation_charges_no_body_with_the_duty_of_another(name: str) -> None:
    organisation = parse_organisation(skeleton("organisation", "o", load_regulation(name)))
    (what,) = organisation.file.bodies["committee"].as_
    duties = {duty.who for duty in duties_of(units(organisation)["committee"], organisation.regulations[name])}
    assert duties <= {what}
