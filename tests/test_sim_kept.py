"""What a sweep and a comparison keep: every replication of every point, in a folder of its own, and none is run twice."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from zeren.commands import simulate as command
from zeren.sim import experiment
from zeren.sim.program import Program
from zeren.sim.store import point_folder

COLLEGE = Path("scenarios/organisations/college.organisation.yaml")
COUNT, AGAIN = "bodies.branch.count", "plans.branch_report.returned.chance"
POINTS = [f"points/{COUNT}={count}/{AGAIN}=0.5" for count in (2, 3)]


def zeren(*arguments: object) -> Result:
    app = typer.Typer(pretty_exceptions_enable=False)
    command.register(app)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["simulate", *map(str, arguments), "--years", "1", "--lang", "en"])


def swept(out: Path, *more: object, counts: str = "2,3", replications: int = 3) -> Result:
    sweep = ["--sweep", f"{COUNT}={counts}", "--sweep", f"{AGAIN}=0.5"]
    return zeren(COLLEGE, *sweep, "--replications", replications, "--out", out, *more)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The replications that are really run, from here on."""
    real, seen = experiment._work, list[int]()

    def work(program: Program, seed: int, replication: int, engine: experiment.Engine) -> tuple[int, bytes]:
        seen.append(replication)
        return real(program, seed, replication, engine)  # type: ignore[arg-type]  # it is picked by now

    monkeypatch.setattr(experiment, "_work", work)
    return seen


def test_every_point_is_kept_and_only_what_is_missing_is_run_again(tmp_path: Path, runs: list[int]) -> None:
    out = tmp_path / "out"
    straight = swept(out, "--against", COLLEGE)
    assert straight.exit_code == 0, straight.output
    assert runs == [0, 1, 2] * 4
    parts = {str(file.parent.parent.relative_to(out)) for file in out.rglob("*.parquet")}
    assert parts == {".", "against", *POINTS}
    assert all(len(list((out / one / "parts").iterdir())) == 3 for one in parts)
    hashes = {one: json.loads((out / one / "manifest.json").read_text())["inputs"]["organisation"] for one in parts}
    assert hashes["."] == hashes["against"]
    assert len(set(hashes.values())) == 3
    before = contents(out)
    runs.clear()
    for gone in (f"{POINTS[1]}/parts/replication-000002.parquet", "against/parts/replication-000001.parquet", "figures.json"):
        (out / gone).unlink()
    resumed = swept(out, "--against", COLLEGE, "--resume")
    assert runs == [2, 1]
    assert resumed.output == straight.output
    assert contents(out) == before


def test_more_values_and_more_replications_go_on_with_what_is_there(tmp_path: Path, runs: list[int]) -> None:
    swept(tmp_path / "grown", counts="2")
    runs.clear()
    swept(tmp_path / "grown", "--resume", counts="2,3", replications=4)
    assert runs == [3, 3, 0, 1, 2, 3]
    swept(tmp_path / "whole", counts="2,3", replications=4)
    assert contents(tmp_path / "grown") == contents(tmp_path / "whole")


def test_other_inputs_are_refused_by_name_before_anything_is_run(tmp_path: Path, runs: list[int]) -> None:
    changed, out = tmp_path / "changed.yaml", tmp_path / "out"
    shutil.copy(COLLEGE, changed)
    zeren(COLLEGE, "--replications", 2, "--out", out, "--against", changed)
    before = contents(out)
    runs.clear()
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("organisation: college", "organisation: other", 1), encoding="utf-8")
    for more, told in (
        (("--against", changed), f"{out / 'against'}: the results there were made from other inputs; name another folder; "),
        (("--against", changed), "what differs: organisation (college, now other), the organisation file\n"),
        (("--seed", 2), "what differs: seed (1, now 2)\n"),
    ):
        refused = zeren(COLLEGE, "--replications", 9, "--out", out, "--resume", *more)
        assert (refused.exit_code, told in refused.output) == (2, True), refused.output
    again = zeren(COLLEGE, "--replications", 2, "--out", out, "--against", COLLEGE)
    assert (again.exit_code, "go on with --resume" in again.output) == (2, True)
    assert (runs, contents(out)) == ([], before)


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    swept(tmp_path, counts="2")
    (tmp_path / POINTS[0] / "manifest.json").write_bytes(b'{"schema": 1')
    refused = swept(tmp_path, "--resume", counts="2")
    assert (refused.exit_code, "manifest.json, which cannot be read" in refused.output) == (2, True)


def test_a_file_whose_path_looks_like_a_point_is_no_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / f"{COUNT}=2"
    shutil.copy(COLLEGE, other)
    college = COLLEGE.absolute()
    monkeypatch.chdir(tmp_path)
    alone = zeren(college, "--replications", 2, "--against", other, "--out", "alone")
    page = Path("alone/report.en.html").read_text(encoding="utf-8")
    assert (alone.exit_code, "<h2>Over" in page, f"<h2>Against {other} " in page) == (0, False, True)
    both = zeren(college, "--replications", 2, "--against", other.name, "--sweep", f"{COUNT}=2", "--out", "both")
    assert f"Against {other.name} (" in both.output
    assert f"Against ./{other.name} (" in both.output
    page = Path("both/report.en.html").read_text(encoding="utf-8")
    assert f"<details><summary>Against {COUNT}=2 " in page
    assert f"<h2>Against ./{COUNT}=2 " in page


def test_organisations_that_need_unlike_numbers_of_replications_are_compared_over_the_common_ones(tmp_path: Path) -> None:
    result = zeren(COLLEGE, "--precision", 0.1, "--sweep", f"{COUNT}=1,12", "--format", "json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    first, points = found["simulation"]["replications"], {label: one["replications"] for label, one in found["others"].items()}
    assert any(number != first for number in points.values())
    for label, differences in found["differences"].items():
        assert {one["difference"]["replications"] for one in differences.values()} == {min(first, points[label])}


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=2, max_size=2, unique=True))
def test_no_two_points_share_a_folder_and_every_name_is_safe(points: list[tuple[str, str]]) -> None:
    names = [point_folder(Path("out"), dict([one])).relative_to("out/points").as_posix() for one in points]
    assert len({name.casefold() for name in names}) == 2
    for name in names:
        assert re.fullmatch(r"[0-9a-z._%\-\u4e00-\u9fff]+=[0-9a-z._%\-\u4e00-\u9fff]+", name)
        assert len(name.encode()) <= 255
