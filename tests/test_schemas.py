"""Whatever `--format json` prints fits the schema that is published for it, and says which one that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from zeren.cli import app
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
    tried = {*PRINTED, "recheck", "audit", "answer", "fit", "sensitivity"}  # in tests/test_cli.py and in tests named after the commands
    assert tried == set(KINDS) - set(WRITTEN)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(WRITTEN) - {"answer"}))
def test_a_report_of_another_kind_does_not_fit(kind: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        fits(kind, {"schema": "zeren.other/1"})
