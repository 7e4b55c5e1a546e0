"""Auditing events: rows of incident registers against the time limits that they start."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from zeren.cli import app
from zeren.logs.dates import NoDate
from zeren.logs.moments import read_when
from zeren.model.language.load import load_organisation
from zeren.model.meaning.judge import judge
from zeren.sim import reference
from zeren.sim.plans import compile_program

BERLIN = ZoneInfo("Europe/Berlin")
BANK = Path("scenarios/organisations/bank.organisation.yaml")


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["audit", *map(str, arguments)])
    return result.exit_code, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-03-05 15:40", "2026-03-05T15:40+01:00", "2026-03-05T15:40+01:00"),
        ("2026年3月5日下午3时40分", "2026-03-05T15:40+01:00", "2026-03-05T15:40+01:00"),
        ("2026-03-05T15:40Z", "2026-03-05T15:40+00:00", "2026-03-05T15:40+00:00"),
        (dt.datetime(2026, 3, 5, 15, 40), "2026-03-05T15:40+01:00", "2026-03-05T15:40+01:00"),
        ("2026/3/5", "2026-03-05T00:00+01:00", "2026-03-05T23:59:59.999999+01:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),  # shown twice in that night
    ],
)
def test_moments_as_people_write_them(cell: object, first: str, last: str) -> None:
    found = read_when(cell, BERLIN)
    assert (found.first, found.last) == (dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last))


@pytest.mark.parametrize(
    "cell", ["2026-03-29 02:30", "2026-03-05 25:10", "2026-02-30 10:00", "soon", "", None, "2026-03-29T02:30 Europe/Berlin"]
)
def test_what_is_no_moment_is_told(cell: object) -> None:
    with pytest.raises(NoDate):
        read_when(cell, BERLIN)


def test_a_time_without_a_zone_is_told_where_none_is_known() -> None:
    with pytest.raises(NoDate, match="state --zone"):
        read_when("2026-03-05 15:40", None)


def test_an_audit_of_a_simulated_register_says_what_judge_says(tmp_path: Path) -> None:
    organisation = load_organisation(BANK)
    program = compile_program(organisation)
    trace = reference.simulate(program, 1, 0, keep_trace=True).trace
    assert trace is not None
    asks = program.incidents[0].asks
    assert asks is not None
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["date", "body", "act", "event", "entity_kind", "major"])
        for event in trace.events:
            for name, value in event.facts.items():
                if isinstance(value, dt.datetime):
                    major = "否" if event.facts.get("major") is False else ""
                    rows.writerow([value.isoformat(), event.of, name, event.id, event.facts["entity_kind"], major])
        for act in trace.acts:
            if act.at is not None:
                rows.writerow([act.at.isoformat(), act.by, act.duty, act.reference, "", ""])
    code, out_text = run(
        "dora", tmp_path / "log.csv", "--organisation", BANK, "--to", trace.observed.last, "--holidays", "none", "--format", "json"
    )
    assert code == 1
    found = json.loads(out_text)["events"]
    judged = judge(organisation.regulations["dora"], organisation, trace, {}, asks.local).filings
    wanted = Counter((one.by, one.filing, one.status) for one in judged)
    names = {"met": "met", "late": "late", "no_record": "no_performance", "not_assessable": "not_assessable", "not_started": "not_started"}
    shown = {(one["body"], one["filing"], names[key]): one[key] for one in found["covered"] for key in names if one[key]}
    assert shown == dict(wanted)
    assert len(found["holes"]) == sum(number for (_, _, status), number in wanted.items() if status in ("late", "no_performance"))


def test_a_register_with_a_column_for_each_moment_in_chinese(tmp_path: Path) -> None:
    file, page = tmp_path / "log.csv", tmp_path / "list.html"
    file.write_text(
        "单位,事故编号,死亡人数,单位负责人接到报告,单位向县级部门报告,县级上报\n"
        "化工厂,A-1,1,2026年4月1日8时00分,2026年4月1日8时50分,2026年4月1日10时51分\n"
        "化工厂,A-2,三,2026-05-01 08:00,,\n",
        encoding="utf-8",
    )
    code, out = run("decree-493", file, "--zone", "Asia/Shanghai", "--to", "2026-12-31", "--lang", "zh", "--list", page)
    assert code == 1
    assert "第3行，事实：“三”不是“死亡人数”的值" in out
    assert "记录迟于时限" in out
    assert "法定最晚时限2026-04-01 10:50" in out
    assert "未见记录" in out
    written = page.read_text(encoding="utf-8")
    assert "事件A-2（第3行）" in written
    assert "2026-05-01 09:00" in written


def test_an_organisation_may_set_itself_a_limit_where_the_text_has_a_word(tmp_path: Path) -> None:
    organisation, log, words = (tmp_path / name for name in ("o.organisation.yaml", "log.csv", "words.yaml"))
    text = "organisation: o\nfrom: 2026-01-01\nyears: 2\nzone: Asia/Shanghai\nLIMITSbodies:\n  county: {outside: yes}\n"
    text += "  bureau: {regulation: county-bureau, superior: county, as: [committee]}\n"
    log.write_text("日期,单位,事项\n2026-03-01 09:00,bureau,热点事件\n2026-03-03 09:00,bureau,专题报告重大舆情\n", encoding="utf-8")
    words.write_text("events: {热点事件: report_major_event}\n", encoding="utf-8")
    organisation.write_text(text.replace("LIMITS", "limits: {report_major_event: hours(24)}\n"), encoding="utf-8")
    options = ("--organisation", organisation, "--to", "2026-03-31", "--lang", "en")
    code, out = run("county-bureau", log, *options, "--mapping", words)
    assert (code, "own limit until 2026-03-02 09:00" in out) == (1, True)
    log.write_text("日期,单位,事项\n2026-03-01 09:00,bureau,出现重大舆情\n2026-03-03 09:00,bureau,专题报告重大舆情\n", encoding="utf-8")
    code, out = run("county-bureau", log, *options)
    assert code == 1
    assert "own limit until 2026-03-02 09:00" in out
    organisation.write_text(text.replace("LIMITS", ""), encoding="utf-8")
    assert "the text names no number; an organisation file may set one under `limits`" in run("county-bureau", log, *options)[1]
