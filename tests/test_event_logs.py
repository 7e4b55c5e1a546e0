"""Event logs of simulated runs: they say what happened, whole or not at all, and an audit of them says what `judge` says of the run."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sim_organisations import organisation_texts
from test_sim_filings import banks
from typer.testing import CliRunner, Result

from zeren.auditing.examine import audit
from zeren.cli import app
from zeren.logs.mapping import LogMapping
from zeren.logs.ocel import moment
from zeren.logs.read import read_log
from zeren.logs.spool import Counts, Spool
from zeren.logs.write import write_log
from zeren.model.language.load import load_organisation, parse_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.units import units
from zeren.model.meaning.judge import judge
from zeren.schemas import schema_text
from zeren.sim import reference
from zeren.sim.plans import compile_program
from zeren.simulating.history import record
from zeren.simulating.simulated import vary

FOLDER = Path("scenarios/organisations")
WORKED = sorted(FOLDER.glob("*.organisation.yaml"))
FORMS = ["jsonocel", "sqlite", "xes", "xes.gz"]
BUREAU = FOLDER / "bureau.organisation.yaml"

NAMED = {"type": "object", "required": ["name", "attributes"], "properties": {"name": {"type": "string"}}, "additionalProperties": True}
TYPES = {
    "type": "array",
    "items": {
        **NAMED,
        "properties": {
            "name": {"type": "string", "minLength": 1},
            "attributes": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "type"],
                    "properties": {"name": {"type": "string"}, "type": {"enum": ["string", "time", "integer", "float", "boolean"]}},
                },
            },
        },
    },
}
RELATED = {
    "type": "array",
    "uniqueItems": True,
    "items": {
        "type": "object",
        "required": ["objectId", "qualifier"],
        "properties": {"objectId": {"type": "string"}, "qualifier": {"type": "string"}},
    },
}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def valued(*needed: str) -> dict[str, Any]:
    own = {"name": {"type": "string"}, "value": {"type": "string"}, "time": TIME}
    return {"type": "array", "items": {"type": "object", "required": list(needed), "properties": own, "additionalProperties": False}}


OCEL_JSON = {  # what the OCEL 2.0 specification asks of JSON
    "type": "object",
    "required": ["eventTypes", "objectTypes", "events", "objects"],
    "additionalProperties": False,
    "properties": {
        "eventTypes": TYPES,
        "objectTypes": TYPES,
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "time"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string"},
                    "type": {"type": "string"},
                    "time": TIME,
                    "attributes": valued("name", "value"),
                    "relationships": {**RELATED, "minItems": 1},
                },
            },
        },
        "objects": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string"},
                    "type": {"type": "string"},
                    "attributes": valued("name", "value", "time"),
                    "relationships": RELATED,
                },
            },
        },
    },
}


def written(organisation: Organisation, file: Path, replication: int = 0, *, holders: bool = False) -> Counts:
    """Write one replication, seed 7, of an organisation."""
    with contextlib.closing(Spool()) as spool:
        record(organisation, compile_program(organisation), 7, replication, spool, holders=holders)
        return write_log(spool, file)


def zeren(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words], env={"LANG": "en_GB.UTF-8", "LC_ALL": None})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def assert_audits_say_what_judge_says(organisation: Organisation, files: list[Path], replication: int = 0) -> None:
    run = reference.simulate(compile_program(organisation), 7, replication, keep_trace=True)
    assert run.trace is not None
    for regulation in organisation.regulations.values():
        judged = judge(regulation, organisation, run.trace, organisation.file.readings)
        for file in files:
            log = read_log(file, regulation, LogMapping(), list(units(organisation)))
            assert {one.field for one in log.unread} <= {"act"}  # duties of other regulations
            found = audit(regulation, log, run.trace.observed, organisation.file.readings, organisation)
            covered = {(one.body, one.duty): one for one in found.covered}
            assert covered.keys() == {(one.body, one.duty) for one in judged.duties}
            for one in judged.duties:
                own, statuses = covered[one.body, one.duty], Counter(instance.status for instance in one.record.instances)
                assert (own.met, own.late, own.no_record, own.not_assessable) == tuple(
                    statuses[status] for status in ("met", "late", "no_performance", "not_assessable")
                )
                assert own.uncovered_days == one.record.uncovered_days
                assert own.covered_days == one.record.assessable_days - one.record.uncovered_days
                assert own.longest_gap_days == one.record.longest_gap


# the round trip -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", WORKED, ids=lambda file: file.name.split(".")[0])
def test_an_audit_of_the_log_says_what_judge_says_of_the_run(file: Path, tmp_path: Path) -> None:
    years = {"city": "1", "city-in-crisis": "1", "bureau": "3"}.get(file.name.split(".")[0])
    organisation = load_organisation(file) if years is None else vary(file, {"years": years})
    with contextlib.closing(Spool()) as spool:
        record(organisation, compile_program(organisation), 7, 0, spool)
        for form in FORMS:
            write_log(spool, tmp_path / f"log.{form}")
    assert_audits_say_what_judge_says(organisation, [tmp_path / f"log.{form}" for form in FORMS])


@given(text=organisation_texts(engine="simpy"), replication=st.integers(0, 3), form=st.sampled_from(FORMS), warm_up=st.integers(0, 1))
@settings(max_examples=40, deadline=None)
def test_any_organisation_survives_the_round_trip(
    text: str, replication: int, form: str, warm_up: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("o")
    if warm_up and "years: 1\n" not in text:
        text += "warm_up: 1\n"
    (folder / "random.organisation.yaml").write_text(text, encoding="utf-8")
    organisation = load_organisation(folder / "random.organisation.yaml")
    written(organisation, folder / f"log.{form}", replication)
    assert_audits_say_what_judge_says(organisation, [folder / f"log.{form}"], replication)


# what a log holds ---------------------------------------------------------------------------------------------


@given(text=st.one_of(organisation_texts(engine="simpy"), banks()), replication=st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_nothing_in_a_log_is_such_that_tools_would_drop_it(text: str, replication: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("o")
    (folder / "random.organisation.yaml").write_text(text, encoding="utf-8")
    written(load_organisation(folder / "random.organisation.yaml"), folder / "log.json", replication)
    found = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(OCEL_JSON).validate(found)
    types = {one["id"]: one["type"] for one in found["objects"]}
    declared = {one["name"]: {part["name"] for part in one["attributes"]} for one in [*found["eventTypes"], *found["objectTypes"]]}
    assert len(types) == len(found["objects"])
    assert len({one["id"] for one in found["events"]}) == len(found["events"])
    told: set[str] = set()
    for event in found["events"]:
        related = [one["objectId"] for one in event["relationships"]]
        assert types[related[0]] == "body"
        assert {one["name"] for one in event["attributes"]} <= declared[event["type"]]
        told |= set(related)
    assert told == set(types)
    for one in found["objects"]:
        assert {part["objectId"] for part in one["relationships"]} <= types.keys()
        assert {part["name"] for part in one["attributes"]} <= declared[one["type"]]
    assert [event["time"] for event in found["events"]] == sorted(event["time"] for event in found["events"])


@given(text=organisation_texts(engine="simpy"), replication=st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_duty_instances_end_as_they_were_counted(text: str, replication: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("o")
    (folder / "random.organisation.yaml").write_text(text, encoding="utf-8")
    organisation = load_organisation(folder / "random.organisation.yaml")
    with contextlib.closing(Spool()) as spool:
        program = compile_program(organisation)
        tally = record(organisation, program, 7, replication, spool)
        last: Counter[tuple[str, str]] = Counter()
        for thing, changes in spool.objects():
            if thing.type == "duty instance":
                state = changes[-1].value
                last[thing.objects[0][0].partition("-")[0], "not assessable" if state == "open" else state] += 1
        acts = sum(many for type_, many in spool.happened.items() if type_.endswith(" done"))
    words = {"met": "met", "late": "late", "no_performance": "not met", "not_assessable": "not assessable"}
    expected: Counter[tuple[str, str]] = Counter()
    for (measure, body, _, _), many in tally.items():
        if measure in words:
            expected[body, words[measure]] += many
    rolling = {program.kinds[task.kind].name for task in program.tasks if task.window == "rolling"}
    assert {key: many for key, many in expected.items() if key[0] not in rolling} == dict(last)
    assert acts > 0 or not any(measure == "met" for measure, *_ in tally)


def test_incidents_and_decisions_are_those_that_were_counted(tmp_path: Path) -> None:
    organisation = load_organisation(BUREAU)
    with contextlib.closing(Spool()) as spool:
        tally = record(organisation, compile_program(organisation), 7, 0, spool)
        outcomes = Counter(dict(thing.values)["outcome"] for thing, _ in spool.objects() if thing.type == "decision")
        assert spool.happened["opinion_event arises"] == tally["arisen", "school", "opinion_event", 0]
        found = sum(many for (measure, *_), many in tally.items() if measure == "detected_after")
        assert spool.happened["opinion_event found"] == found > 0
        assert sum(outcomes.values()) == tally["taken", "bureau", "resolution", 0]
        assert outcomes["averted"] == tally["averted", "bureau", "resolution", 0]
        assert outcomes["wrong"] + outcomes["averted"] == tally["wrong", "bureau", "resolution", 0]
        patterns: Counter[str] = Counter()
        for _, event in spool.events():
            if event.type == "resolution decided" and ("outcome", "wrong") in event.values:
                seats = Counter((one.split("/")[1], how) for one, how in event.objects if one.startswith("holder:"))
                states = ("absent", "in_favour", "objected", "recorded")
                parts = [
                    f"{office}=" + ",".join(str(seats[office, state]) for state in states) for office in ("secretary", "deputy", "member")
                ]
                patterns[";".join(parts)] += 1
        assert patterns == {what.partition(":")[2]: many for (measure, _, what, _), many in tally.items() if measure == "decision" and many}


@given(text=banks(), replication=st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_filings_are_those_of_the_trace(text: str, replication: int) -> None:
    organisation = parse_organisation(text, name=str(FOLDER / "x.organisation.yaml"))
    program = compile_program(organisation)
    trace = reference.simulate(program, 7, replication, keep_trace=True).trace
    assert trace is not None
    with contextlib.closing(Spool()) as spool:
        record(organisation, program, 7, replication, spool)
        filed = Counter(
            (dict(event.values)["filing"], event.objects[0][0], str(moment(event.time)))
            for _, event in spool.events()
            if event.type.endswith(" filed")
        )
    assert filed == Counter((act.duty, act.by, str(act.at.replace(tzinfo=None))) for act in trace.acts if act.at is not None)


def test_whoever_does_something_holds_the_office_then_or_is_the_deputy(tmp_path: Path) -> None:
    written(vary(BUREAU, {"years": "4"}), tmp_path / "log.json")
    found = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    there: dict[str, bool] = {}
    acts: Counter[bool] = Counter()
    for event in found["events"]:
        for one in event["relationships"]:
            verb = event["type"].partition(" ")[2]
            if one["qualifier"] == "holder":
                there[one["objectId"]] = verb in ("takes office", "comes back", "deputy steps in")
            elif one["qualifier"] == "acts":
                assert there[one["objectId"]], event
                acts[one["objectId"].endswith("/deputy")] += 1
    assert min(acts[True], acts[False]) > 0


def test_office_holders_are_named_only_where_asked(tmp_path: Path) -> None:
    organisation = vary(BUREAU, {"years": "3"})
    for form in FORMS[:3]:
        written(organisation, tmp_path / f"plain.{form}")
        written(organisation, tmp_path / f"named.{form}", holders=True)
    names = {one["value"] for one in _values(tmp_path / "named.jsonocel", "name", "office-holder")}
    assert names == {"A", "B"}
    assert not _values(tmp_path / "plain.jsonocel", "name", "office-holder")
    with contextlib.closing(sqlite3.connect(tmp_path / "plain.sqlite")) as base:
        assert base.execute("select count(name) from object_OfficeHolder").fetchone() == (0,)
    assert "org:resource" not in (tmp_path / "plain.xes").read_text(encoding="utf-8")
    assert '<string key="org:resource" value="A"/>' in (tmp_path / "named.xes").read_text(encoding="utf-8")


def _values(file: Path, name: str, type_: str) -> list[dict[str, str]]:
    found = json.loads(file.read_text(encoding="utf-8"))
    return [one for thing in found["objects"] if thing["type"] == type_ for one in thing["attributes"] if one["name"] == name]


def test_the_tables_of_a_database_hold_what_the_json_holds(tmp_path: Path) -> None:
    organisation = load_organisation(FOLDER / "college.organisation.yaml")
    for form in ("json", "sqlite"):
        written(organisation, tmp_path / f"log.{form}")
    found = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    with contextlib.closing(sqlite3.connect(tmp_path / "log.sqlite")) as base:
        base.execute("pragma foreign_keys = on")
        assert base.execute("pragma foreign_key_check").fetchall() == []
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)
        for kind, listed in (("event", found["events"]), ("object", found["objects"])):
            names = dict(base.execute(f"select ocel_type, ocel_type_map from {kind}_map_type"))
            assert sorted(names) == sorted(one["name"] for one in found[f"{kind}Types"])
            assert base.execute(f"select * from {kind} order by rowid").fetchall() == [(one["id"], one["type"]) for one in listed]
            stored: dict[tuple[str, str, str | None], dict[str, str]] = {}
            for name in names.values():
                cursor = base.execute(f'select * from "{kind}_{name}"')
                columns = [column[0] for column in cursor.description]
                for row in cursor:
                    values = dict(zip(columns, row, strict=True))
                    key = values.pop("ocel_id"), values.pop("ocel_time"), values.pop("ocel_changed_field", None)
                    stored[key] = {own: value for own, value in values.items() if value is not None}
            expected: dict[tuple[str, str, str | None], dict[str, str]] = {}
            for one in listed:
                if kind == "event":
                    expected[one["id"], _sql(one["time"]), None] = {part["name"]: part["value"] for part in one["attributes"]}
                    continue
                expected[one["id"], "1970-01-01 00:00:00", None] = {}
                for part in one["attributes"]:
                    still = part["time"].startswith("1970")
                    expected.setdefault((one["id"], _sql(part["time"]), None if still else part["name"]), {})[part["name"]] = part["value"]
            assert stored == expected


def _sql(time: str) -> str:
    return time.replace("T", " ").removesuffix("Z")


def test_an_xes_log_keeps_the_order_that_the_standard_asks_for(tmp_path: Path) -> None:
    written(load_organisation(FOLDER / "college.organisation.yaml"), tmp_path / "log.xes")
    root = ElementTree.parse(tmp_path / "log.xes").getroot()
    assert root.attrib == {"xes.version": "1849.2016", "xes.features": ""}
    tags = [one.tag.rpartition("}")[2] for one in root]
    assert re.fullmatch(r"(extension )+(global )+(classifier )+(string |date )*(trace )+", " ".join(tags) + " ")
    prefixes = {one.attrib["prefix"] for one in root if one.tag.endswith("extension")}
    wanted = {one.attrib["scope"]: {part.attrib["key"] for part in one} for one in root if one.tag.endswith("global")}
    names = Counter()
    for trace in (one for one in root if one.tag.endswith("trace")):
        names[trace[0].attrib["value"]] += 1
        times = []
        for event in trace[1:]:
            keys = [one.attrib["key"] for one in event]
            assert wanted["event"] <= set(keys)
            assert len(set(keys)) == len(keys)
            assert {key.partition(":")[0] for key in keys if ":" in key} <= prefixes
            times += [one.attrib["value"] for one in event if one.attrib["key"] == "time:timestamp"]
        assert times == sorted(times)
    assert set(names.values()) == {1}


# whole or not at all, and the same bytes ------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_the_same_seed_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    script = "import sys; from test_event_logs import *;written(vary(BUREAU, {'years': '2'}), Path(sys.argv[1]), 1)"
    for number in "01":
        environment = os.environ | {"PYTHONHASHSEED": number, "PYTHONPATH": os.pathsep.join([*sys.path, "tests"])}
        subprocess.run([sys.executable, "-c", script, str(tmp_path / f"{number}.{form}")], check=True, env=environment)
    assert (tmp_path / f"0.{form}").read_bytes() == (tmp_path / f"1.{form}").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_leaves_what_was_there(form: str, tmp_path: Path) -> None:
    (tmp_path / f"log.{form}").write_text("before")
    script = (
        "import resource, sys; from test_event_logs import *; organisation = load_organisation(BUREAU);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000));"
        "from zeren.commands import simulate; sys.argv[0] = 'zeren'; app()"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, "tests"])}
    words = ["simulate", BUREAU, "--years", "4", "--replications", "1", "--log", tmp_path / f"log.{form}"]
    done = subprocess.run([sys.executable, "-c", script, *map(str, words)], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "cannot be" in done.stderr
    assert "Traceback" not in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == [f"log.{form}"]
    assert (tmp_path / f"log.{form}").read_text() == "before"


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--log", "log.txt"], "log.txt: its name does not say which form; expected one of .json, .jsonocel, .sqlite, .xes, .xes.gz"),
        (["--log", "nowhere/log.xes"], "nowhere/log.xes: cannot be written: no such file or directory"),
        (["--log", "folder.xes"], "folder.xes: a folder, where a file was expected"),
        (["--holders"], "--holders and --log-replication go with --log"),
        (["--log", "log.xes", "--log-replication", "-1"], "--log-replication -1: expected 0 or more"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_runs(
    words: list[str], fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = BUREAU.absolute()
    monkeypatch.chdir(tmp_path)
    Path("folder.xes").mkdir()
    result = zeren("simulate", file, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fault in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["folder.xes"]


def test_the_command_writes_the_log_of_the_replication_that_it_counted(tmp_path: Path) -> None:
    file = FOLDER / "college.organisation.yaml"
    plain, named = tmp_path / "1.jsonocel", tmp_path / "2.jsonocel"
    words = ["simulate", file, "--years", "2", "--replications", "2", "--seed", "7", "--lang", "en"]
    result = zeren(*words, "--log", plain, "--log-replication", "1")
    assert result.exit_code == 0
    events = len(json.loads(plain.read_text(encoding="utf-8"))["events"])
    assert f"{plain}: replication 1 as {events} events and " in result.stdout
    found: dict[str, Any] = json.loads(zeren(*words, "--log", named, "--log-replication", "5", "--holders", "--format", "json").stdout)
    assert sum(found["log"]["events"].values()) == len(json.loads(named.read_text(encoding="utf-8"))["events"])
    jsonschema.Draft202012Validator(json.loads(schema_text("simulation"))).validate(found)
    assert plain.read_bytes() != named.read_bytes()
    written(vary(file, {"years": "2"}), tmp_path / "own.jsonocel", 1)
    assert plain.read_bytes() == (tmp_path / "own.jsonocel").read_bytes()
