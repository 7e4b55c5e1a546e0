"""Whatever `--format json` prints fits the schema that is published for it, and says which one that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from test_case_words import InWords
from test_cli import Yaml12
from typer.testing import CliRunner

from zeren.cli import app
from zeren.model.language.load import load_regulation, open_text
from zeren.schemas import KINDS, WRITTEN, schema_text

ORGANISATION = "scenarios/organisations/bureau.organisation.yaml"
SPAN = ["--from", "2026-01-01", "--to", "2026-12-31"]
PRINTED = {
    "verdicts": ["prove", "china-company-law-125"],
    "lint": ["lint", "china-company-law-125"],
    "comparison": ["compare", "dgcl-174", "mbca-8-24"],
    "graph": ["graph", "county-bureau", "--about", "dissent_scope"],
    "mutation": ["mutate", "minnesota-302a-559", "--every", "10"],
    "cycles": ["cycles", "county-bureau"],
    "succession": ["succession", "department"],
    "calendar": ["calendar", ORGANISATION, "--body", "bureau", *SPAN],
    "deadlines": ["deadlines", "gdpr-33", "--now", "2026-03-05T09:30+08:00"],
    "simulation": ["simulate", ORGANISATION, "--years", "1", "--replications", "2", "--jobs", "1", "--against", ORGANISATION],
}


def printed(arguments: list[str]) -> Any:
    said = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert said.exit_code in (0, 1), said.output
    return json.loads(said.stdout)


def fits(kind: str, found: Any) -> None:
    schema = json.loads(schema_text(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found)


@pytest.mark.parametrize("kind", PRINTED)
def test_what_a_command_prints_fits_its_schema(kind: str) -> None:
    found = printed(PRINTED[kind])
    assert found["schema"].startswith("zeren.")
    assert found["schema"].endswith("/2" if kind == "deadlines" else "/1")
    fits(kind, found)


def test_a_report_on_certificates_fits_its_schema(tmp_path: Path) -> None:
    verdicts = printed(["prove", "minnesota-302a-559", "--certificates", str(tmp_path)])
    fits("verdicts", verdicts)
    assert verdicts["regulations"][0]["verdicts"][0]["check"]["accepted"]
    found = printed(["check", str(tmp_path)])
    assert (found["schema"], found["accepted"]) == ("zeren.recheck/1", True)
    fits("recheck", found)


def test_a_log_that_was_audited_fits_its_schema(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("date,body,act\n2026-03-05,bureau,study\n", encoding="utf-8")
    found = printed(["audit", "county-bureau", str(log), *SPAN])
    assert found["schema"] == "zeren.audit/1"
    fits("audit", found)


def test_every_schema_that_is_published_is_tried() -> None:
    elsewhere = {"recheck", "audit", "answer", "fit", "sensitivity", "receipt", "trace", "list"}  # and in tests named after the commands
    tried = {*PRINTED, *elsewhere}
    assert tried == set(KINDS) - set(WRITTEN)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(WRITTEN) - {"answer"}))
def test_a_report_of_another_kind_does_not_fit(kind: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        fits(kind, {"schema": "zeren.other/1"})


def test_a_receipt_fits_its_schema(tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    case = "scenarios/cases/county-bureau/outvoted-member.case.yaml"
    assert CliRunner().invoke(app, ["ask", case, "--receipt", str(file)]).exit_code == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["schema"] == "zeren.receipt/1"
    fits("receipt", found)


def test_a_traced_text_fits_its_schema(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("第一条　为了工作，制定本细则。\n第十一条　追究集体责任时，主要负责同志承担主要领导责任。\n", encoding="utf-8")
    found = printed(["trace", "county-bureau", str(text)])
    assert found["schema"] == "zeren.trace/1"
    fits("trace", found)


def test_the_list_of_regulations_fits_its_schema() -> None:
    found = printed(["list"])
    fits("list", found)
    with pytest.raises(jsonschema.ValidationError):
        fits("list", [{"id": "a"}])


# what people write, under one regulation ---------------------------------------------------------------------

CASES = Path(__file__).parent.parent / "scenarios" / "cases"
FOLDERS = sorted(one.name for one in CASES.iterdir() if one.is_dir())


def of_yaml(text: str) -> Any:
    """A file as an editor's checker reads it: by YAML 1.2, in which `yes` is a word and a date is one."""
    return json.loads(json.dumps(yaml.load(text, Loader=Yaml12), default=str))


def faults_of(text: str, regulation: str, kind: str = "case") -> list[str]:
    schema = json.loads(schema_text(kind, load_regulation(regulation)))
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(of_yaml(text))]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_case_fits_the_schema_of_its_regulation(folder: str) -> None:
    """In ids, and in the words of either language."""
    by_regulation: dict[str, Any] = {}
    for file in sorted((CASES / folder).rglob("*.case.yaml")):
        text = file.read_text(encoding="utf-8")
        regulation, _ = open_text(text, load_regulation, str(file))
        if regulation.id not in by_regulation:
            schema = json.loads(schema_text("case", regulation))
            jsonschema.Draft202012Validator.check_schema(schema)
            by_regulation[regulation.id] = jsonschema.Draft202012Validator(schema)
        for said in (text, InWords(text, regulation, "zh").made(), InWords(text, regulation, "en").made()):
            assert not [f"{error.json_path}: {error.message}" for error in by_regulation[regulation.id].iter_errors(of_yaml(said))], (
                file.name
            )


@pytest.mark.parametrize(
    "wrong",
    [
        "matter: {erroneus: yes}",
        "matter: {erroneous: maybe}",
        "people: {Wu: {role: secretry}}",
        "people: {Wu: {职务: 书计}}",
        "人员: {吴: {职物: 书记}}",
        "readings: {dissent_scop: all}",
        "readings: {dissent_scope: al}",
        'circumstances: [{item: "99", subject: Wu}]',
        "board: complet",
        "offices: {secretry: []}",
        "matters: {}",
    ],
)
def test_a_slip_does_not_fit(wrong: str) -> None:
    whole = "case: a\nregulation: county-bureau\n"
    assert not faults_of(whole, "county-bureau")
    assert faults_of(whole + wrong, "county-bureau")


def test_a_case_needs_its_name_in_some_language() -> None:
    assert not faults_of("案件: 甲\n规定: county-bureau\n", "county-bureau")
    assert faults_of("规定: county-bureau\n", "county-bureau")
    assert faults_of("case: a\nregulation: department\n", "county-bureau")


def test_a_house_file_names_readings_and_options_that_there_are() -> None:
    choice = "{regulation: county-bureau, reading: dissent_scope, option: all, adopted_by: us, on: 2026-01-01, under: a}"
    house = f"house: h\nchoices:\n  - {choice}\n"
    assert not faults_of(house, "county-bureau", "house")
    assert faults_of(house.replace("dissent_scope", "dissent_scop"), "county-bureau", "house")
    assert CliRunner().invoke(app, ["schema", "answer", "--regulation", "county-bureau"]).exit_code == 2
    printed_schema = CliRunner().invoke(app, ["schema", "case", "--regulation", "county-bureau"])
    assert json.loads(printed_schema.stdout)["title"] == "zeren case: county-bureau"
