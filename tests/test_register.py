"""A register, or any trace, as a log of events: an audit of the log says what an audit of the register says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sim_organisations import organisation_texts
from test_event_logs import OCEL_JSON
from typer.testing import CliRunner

from zeren.auditing.examine import Audit, audit
from zeren.auditing.register import entries_of, write_register
from zeren.cli import app
from zeren.logs.mapping import LogMapping
from zeren.logs.read import Log, read_log
from zeren.model.language.load import load_organisation
from zeren.sim import reference
from zeren.sim.plans import compile_program

ORGANISATION = """
organisation: o
from: 2026-01-01
years: 2
bodies:
  county: {outside: yes}
  bureau: {regulation: county-bureau, superior: county}
  school: {regulation: county-bureau, superior: bureau, count: 2}
offices:
  secretary: {of: bureau, holders: [{name: Zhang}]}
"""
REGISTER = """日期,单位,事项,职务,姓名,所属期间
2026-02-01,school-1,report,,,
2026-03-01,bureau,report,secretary,Zhang,
2026-05-01,bureau,study,secretary,Zhang,
2026-07-20,school-1,report,,,2026-H1
2026-08-01,school-2,report,,,2026-H1
2026-11-20,bureau,study,secretary,Li,
2026-11-20,bureu,study,secretary,Li,
"""


def told(found: Audit) -> list[Any]:
    """What an audit found, but for rows and ages, which look at the order of rows."""
    covered = [(one.body, one.duty, one.met, one.late, one.no_record, one.not_assessable, one.covered_days) for one in found.covered]
    return [*covered, *((one.body, one.duty, one.status, one.period, one.found) for one in found.holes)]


@given(text=organisation_texts(engine="simpy"), form=st.sampled_from(["json", "sqlite", "xes.gz"]))
@settings(max_examples=20, deadline=None)
def test_any_trace_survives_as_a_log(text: str, form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("o")
    (folder / "random.organisation.yaml").write_text(text, encoding="utf-8")
    organisation = load_organisation(folder / "random.organisation.yaml")
    (regulation,) = organisation.regulations.values()
    trace = reference.simulate(compile_program(organisation), 7, 0, keep_trace=True).trace
    assert trace is not None
    entries, readings = entries_of(trace), organisation.file.readings
    write_register(regulation, organisation, entries, trace.observed, readings, folder / f"log.{form}")
    again = read_log(folder / f"log.{form}", regulation, LogMapping())
    first = audit(regulation, Log("", len(entries), entries, []), trace.observed, readings, organisation)
    assert told(first) == told(audit(regulation, again, trace.observed, readings, organisation))
    if form == "json":
        found = json.loads((folder / "log.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(OCEL_JSON).validate(found)
        last = Counter(one["attributes"][-1]["value"] for one in found["objects"] if one["type"] == "duty instance")
        assert last["met"] == sum(one.met for one in first.covered)
        assert last["late"] == sum(one.late for one in first.covered)
        assert last["not met"] == sum(one.no_record for one in first.covered)
        related = {one["objectId"] for event in found["events"] for one in event["relationships"]}
        assert related == {one["id"] for one in found["objects"]}


def test_the_command_writes_a_register_as_events(tmp_path: Path) -> None:
    (tmp_path / "o.organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    words = ["--organisation", str(tmp_path / "o.organisation.yaml"), "--to", "2026-12-31", "--lang", "en"]
    before = CliRunner().invoke(app, ["audit", "county-bureau", str(tmp_path / "register.csv"), *words])
    for form, holders in (("jsonocel", []), ("sqlite", []), ("xes", ["--holders"])):
        log = tmp_path / f"events.{form}"
        result = CliRunner().invoke(app, ["audit", "county-bureau", str(tmp_path / "register.csv"), *words, *holders, "--events", str(log)])
        assert result.exit_code == 1  # holes
        again = CliRunner().invoke(app, ["audit", "county-bureau", str(log), *words, "--format", "json"])
        assert json.loads(again.stdout)["counted"] == 6
        assert ("Zhang" in log.read_bytes().decode("latin-1")) == bool(holders)
    assert "unknown body `bureu`" in before.stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--events", "log.xes"], "--events goes with --organisation"),
        (["--organisation", "o.organisation.yaml", "--events", "log.doc"], "its name does not say which form"),
        (["--organisation", "o.organisation.yaml", "--events", "no/log.xes"], "cannot be written"),
    ],
)
def test_a_wrong_call_is_refused(words: list[str], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("o.organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    result = CliRunner().invoke(app, ["audit", "county-bureau", "register.csv", *words])
    assert (result.exit_code, result.stdout) == (2, "")
    assert fault in result.stderr
