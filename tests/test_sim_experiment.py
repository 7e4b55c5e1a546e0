"""Experiments: enough replications, the same bytes however they are run, and nothing lost when they are interrupted."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zeren.model.language.load import load_organisation
from zeren.model.language.terms import UNKNOWN
from zeren.sim.experiment import Plan, run
from zeren.sim.plans import compile_program
from zeren.sim.program import Program
from zeren.sim.store import Manifest, Stopped, Store, from_bytes, to_bytes
from zeren.sim.tally import Tally
from zeren.simulating.simulated import vary
from zeren.simulating.stands_on import manifest
from zeren.simulating.stopping import until_precise

ORGANISATION = Path("scenarios/organisations/college.organisation.yaml")
MANIFEST = Manifest("zeren.simulation/1", "college", {}, 1, "test")


@pytest.fixture(scope="module")
def program() -> Program:
    return compile_program(load_organisation(ORGANISATION))


FILED = ["bank", "plants", "opinion-events"]


def filed(name: str) -> Program:
    """A year of an organisation whose incidents ask for filings."""
    return compile_program(vary(ORGANISATION.parent / f"{name}.organisation.yaml", {"years": "1"}))


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_a_tally_survives_its_file() -> None:
    tally = Tally({("met", "学校", "report", 0): 3, ("gap_0", "school", "report", 183): 1 << 40})
    assert from_bytes(to_bytes(tally)) == tally
    assert to_bytes(tally) == to_bytes(Tally(dict(reversed(tally.items()))))
    assert from_bytes(to_bytes(Tally())) == Tally()


def test_results_do_not_depend_on_the_number_of_jobs(program: Program, tmp_path: Path) -> None:
    for jobs in (1, 2):
        run(program, 1, Plan(6, jobs=jobs), Store(tmp_path / str(jobs), MANIFEST, resume=False))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert len(contents(tmp_path / "1")) == 7


@pytest.mark.parametrize("name", FILED)
def test_filings_of_incidents_do_not_depend_on_the_number_of_jobs(name: str, tmp_path: Path) -> None:
    program = filed(name)
    for jobs in (1, 2):
        run(program, 1, Plan(4, jobs=jobs), Store(tmp_path / str(jobs), MANIFEST, resume=False))
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert any(key[0] == "filed_after" for key in from_bytes((tmp_path / "1" / "parts" / "replication-000000.parquet").read_bytes()))


def test_a_run_stops_when_it_is_precise_and_not_before(program: Program, tmp_path: Path) -> None:
    stop = until_precise(0.02)
    tallies = run(program, 1, Plan(1, most=300, stop=stop), Store(tmp_path / "a", MANIFEST, resume=False))
    assert 15 <= len(tallies) < 300
    assert stop(tallies) == len(tallies)
    assert stop(tallies[:-1]) is None
    again = run(program, 1, Plan(1, most=300, stop=stop, jobs=2), Store(tmp_path / "b", MANIFEST, resume=False))
    assert again == tallies
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_results_of_other_inputs_are_refused(program: Program, tmp_path: Path) -> None:
    run(program, 1, Plan(2), Store(tmp_path, MANIFEST, resume=False))
    with pytest.raises(Stopped, match="go on with --resume"):
        Store(tmp_path, MANIFEST, resume=False)
    with pytest.raises(Stopped, match="other inputs"):
        Store(tmp_path, Manifest("zeren.simulation/1", "college", {}, 2, "test"), resume=True)
    assert run(program, 1, Plan(4), Store(tmp_path, MANIFEST, resume=True)) == run(program, 1, Plan(4), Store(None, MANIFEST, resume=False))


def test_the_manifest_changes_with_the_file() -> None:
    organisation = load_organisation(ORGANISATION)
    other = vary(ORGANISATION, {"bodies.branch.count": "9"})
    assert manifest(organisation, 1, {}) == manifest(load_organisation(ORGANISATION), 1, {})
    assert manifest(organisation, 1, {}) != manifest(other, 1, {})
    assert manifest(organisation, 1, {}) != manifest(organisation, 2, {})


_CHILD = """
import sys
from pathlib import Path
from zeren.model.language.load import load_organisation
from zeren.sim.experiment import Plan, run
from zeren.sim.plans import compile_program
from zeren.sim.store import Manifest, Store
program = compile_program(load_organisation(sys.argv[1]))
print("ready", flush=True)
run(program, 1, Plan(int(sys.argv[3])), Store(Path(sys.argv[2]), Manifest("zeren.simulation/1", "college", {}, 1, "test"), resume=True))
"""


def killed_and_resumed(folder: Path, kills: int, replications: int, seed: int) -> int:
    """Kill a run at random moments and go on; how often it was really killed."""
    chance, done = random.Random(seed), 0
    command = [sys.executable, "-c", _CHILD, str(ORGANISATION), str(folder), str(replications)]
    for _ in range(kills):
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.4))
        os.kill(child.pid, signal.SIGKILL)
        done += child.wait() == -signal.SIGKILL
        child.stdout.close()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    return done


@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_a_run_that_is_killed_ends_with_the_same_bytes(program: Program, tmp_path: Path, kills: int) -> None:
    run(program, 1, Plan(60), Store(tmp_path / "whole", MANIFEST, resume=False))
    assert killed_and_resumed(tmp_path / "killed", kills, 60, kills) > 0
    assert contents(tmp_path / "whole") == contents(tmp_path / "killed")


def test_a_full_disk_is_told_and_loses_nothing(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, MANIFEST, resume=False)
    real = Path.replace
    written: list[Path] = []

    def full(self: Path, target: Path) -> Path:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(self)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Stopped, match="no space left on device"):
        run(program, 1, Plan(5), store)
    monkeypatch.undo()
    assert run(program, 1, Plan(5), Store(tmp_path, MANIFEST, resume=True)) == run(program, 1, Plan(5), Store(None, MANIFEST, resume=False))


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_dead_worker_is_told(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.sim.experiment._work", _die)
    with pytest.raises(Stopped, match="a worker died"):
        run(program, 1, Plan(4, jobs=2), Store(tmp_path, MANIFEST, resume=False))


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(program: Program, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        run(program, 1, Plan(6, cluster=cluster.scheduler_address), Store(tmp_path / "cluster", MANIFEST, resume=False))
        for name in FILED:
            run(filed(name), 1, Plan(3, cluster=cluster.scheduler_address), Store(tmp_path / f"{name} there", MANIFEST, resume=False))
    run(program, 1, Plan(6), Store(tmp_path / "here", MANIFEST, resume=False))
    assert contents(tmp_path / "cluster") == contents(tmp_path / "here")
    for name in FILED:
        run(filed(name), 1, Plan(3), Store(tmp_path / f"{name} here", MANIFEST, resume=False))
        assert contents(tmp_path / f"{name} there") == contents(tmp_path / f"{name} here")


def test_a_cluster_that_is_not_there_is_told(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeren.workers.PATIENCE", 1)
    with pytest.raises(Stopped, match="cannot be reached"):
        run(program, 1, Plan(1, cluster="tcp://127.0.0.1:9"), Store(tmp_path, MANIFEST, resume=False))


def test_a_cluster_without_workers_is_told(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr("zeren.workers.PATIENCE", 1)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, protocol="tcp://", dashboard_address=None) as cluster,
        pytest.raises(Stopped, match="has no workers"),
    ):
        run(program, 1, Plan(1, cluster=cluster.scheduler_address), Store(tmp_path, MANIFEST, resume=False))


def test_a_cluster_keeps_each_replication_as_it_comes(program: Program, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

    def breaks_off(done: int, wanted: int | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", dashboard_address=None) as cluster:
        with pytest.raises(KeyboardInterrupt):
            run(program, 1, Plan(5, cluster=cluster.scheduler_address), Store(tmp_path, MANIFEST, resume=False), breaks_off)
        assert len(list((tmp_path / "parts").glob("*.parquet"))) == 2
        found = run(program, 1, Plan(5, cluster=cluster.scheduler_address), Store(tmp_path, MANIFEST, resume=True))
    assert found == run(program, 1, Plan(5), Store(None, MANIFEST, resume=False))


def test_unknown_is_one_in_every_process() -> None:
    """What a worker is sent is compared by identity there."""
    assert pickle.loads(pickle.dumps(UNKNOWN)) is UNKNOWN
    assert copy.deepcopy(UNKNOWN) is UNKNOWN
