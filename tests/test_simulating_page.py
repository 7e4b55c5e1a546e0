"""The page on simulating says what is so: its queries and its Python run, and it names every key of the format."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from zeren.cli import app
from zeren.logs.vocabulary import OBJECT_TYPES
from zeren.model.language.behaviour import Absence, Turnover
from zeren.model.language.organisation import OfficeShape, OrganisationShape, Plan
from zeren.sim.tally import CAUSES

PAGE = Path("docs/simulating.md").read_text(encoding="utf-8")
BUREAU = Path("scenarios/organisations/bureau.organisation.yaml")


def test_the_queries_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb", reason="a development tool")
    sweep = ["--sweep", "bodies.bureau.reads.per_day=1,3", "--sweep", "plans.study.skipped.chance=0.1"]
    kept = CliRunner().invoke(
        app, ["simulate", str(BUREAU), "--years", "1", "--replications", "2", *sweep, "--out", str(tmp_path / "results")]
    )
    assert kept.exit_code == 0, kept.output
    monkeypatch.chdir(tmp_path)
    named = re.search(r"`(results/points/\S+)`", PAGE)
    assert named is not None
    assert Path(named[1]).is_dir(), "a point is where the page says"
    (block,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    queries = [query for query in block.split(";") if query.strip()]
    assert len(queries) == 4
    assert all(len(duckdb.sql(query).fetchall()) > 0 for query in queries)
    assert [reads for reads, _ in duckdb.sql(queries[-1]).fetchall()] == [1, 3]


def test_the_commands_on_logs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = PAGE.partition("## A run as a log of events")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    (tmp_path / "scenarios").symlink_to(Path("scenarios").absolute())
    monkeypatch.chdir(tmp_path)
    for line in block.splitlines():
        result = CliRunner().invoke(app, shlex.split(line.removeprefix("$ zeren ")))
        assert result.exit_code in (0, 1), result.output  # 1: the audit found holes
    assert "A county education bureau with 200 schools" in result.output
    assert "No record found does not mean not done" in result.output


def test_the_objects_of_a_log_are_named_with_their_values() -> None:
    rows = re.findall(r"^\| ([a-z -]+) \| .* \| (.*) \|$", PAGE, re.MULTILINE)
    described = {name: tuple(re.findall(r"`(\w+)`", values)) for name, values in rows}
    assert {one.name: tuple(name for name, _ in one.attributes) for one in OBJECT_TYPES}.items() <= described.items()


def test_the_python_runs() -> None:
    (block,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    shorter = block.replace("replications=10", "replications=1").replace("print(found.results.coverage)", "")
    names: dict[str, object] = {}
    exec(shorter, names)
    coverage = names["found"].results.coverage  # type: ignore[attr-defined]  # a simulation
    report = next(one for one in coverage if (one.body, one.duty) == ("school", "report"))
    assert 0.7 < report.share.value < 0.9


def test_every_key_is_named() -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    for shape in (OrganisationShape, Plan, Turnover, Absence, OfficeShape):
        names = set(shape.__struct_encode_fields__)
        assert names <= described | {"organisation", "from", "years", "of", "holders", "tie_order"}, names - described
    assert "returned" in CAUSES
