"""`zeren simulate` killed at random moments and resumed, through the real command: nothing is run twice, and the same bytes come out."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ORGANISATION = Path("scenarios/organisations/college.organisation.yaml")
REPLICATIONS = 16
TOTAL = 3 * REPLICATIONS  # of the organisation itself, of a point of a sweep, and of the one that is compared with
PATIENCE = 120  # seconds after which a run that should go on is taken to hang


def command(out: Path, jobs: int, *more: str) -> list[str]:
    run = [
        "--replications",
        str(REPLICATIONS),
        "--seed",
        "5",
        "--lang",
        "en",
        "--sweep",
        "bodies.branch.count=3",
        "--against",
        str(ORGANISATION),
    ]
    return [sys.executable, "-m", "zeren", "simulate", str(ORGANISATION), *run, "--jobs", str(jobs), "--out", str(out), *more]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def whole_parts(out: Path) -> dict[Path, tuple[int, int]]:
    """Every replication that is there, of every point, with what would change if it were written again."""
    return {file: ((is_ := file.stat()).st_ino, is_.st_mtime_ns) for file in out.rglob("*.parquet")}


def killed(out: Path, jobs: int, at: int, after: float) -> bool:
    """Start or resume a run, and kill it with its workers so many seconds after so many replications were there; whether it still ran."""
    child = subprocess.Popen(
        command(out, jobs, "--resume"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert child.stderr is not None
    limit = time.monotonic() + PATIENCE
    while child.poll() is None and len(whole_parts(out)) < at:
        assert time.monotonic() < limit, "no progress"
        time.sleep(0.01)
    time.sleep(after)
    running = child.poll() is None
    if running:
        os.killpg(child.pid, signal.SIGKILL)
    told = child.communicate()[1]
    assert running or child.returncode == 0, told
    return running


@pytest.mark.parametrize(
    ("moments", "jobs"),
    [(2, (1, 2)), pytest.param(20, (1,), marks=pytest.mark.slow), pytest.param(20, (2,), marks=pytest.mark.slow)],
)
def test_a_command_that_is_killed_and_resumed_ends_with_the_same_bytes(tmp_path: Path, moments: int, jobs: tuple[int, ...]) -> None:
    whole, out = tmp_path / "whole", tmp_path / "killed"
    straight = subprocess.run(command(whole, 1), capture_output=True, text=True, check=True)
    chance = random.Random(f"{moments} {jobs}")
    # from before the first replication to the writing of the report, in the order in which a run gets there
    points = [int((place + chance.random()) * (TOTAL + 1) / moments) for place in range(moments)]
    kills, torn, amid = 0, 0, 0
    for place, point in enumerate(points):
        before = whole_parts(out)
        kills += killed(out, jobs[place % len(jobs)], point, chance.uniform(0, 1.5 if point in (0, TOTAL) else 0.05))
        assert whole_parts(out).items() >= before.items(), "what was whole stays, and is not run again"
        amid += REPLICATIONS < len(whole_parts(out)) < TOTAL
        torn += contents(out) != contents(whole)
    before = whole_parts(out)
    resumed = subprocess.run(command(out, jobs[-1], "--resume"), capture_output=True, text=True, check=True)
    assert resumed.stdout == straight.stdout.replace(str(whole), str(out))
    assert contents(out) == contents(whole)
    assert whole_parts(out).items() >= before.items()
    assert len(whole_parts(out)) == TOTAL
    assert amid >= moments // 3, "a run is killed among its points, too"
    assert kills >= 0.8 * moments, "moments at which the run was over already prove nothing"
    assert torn >= 0.5 * moments
