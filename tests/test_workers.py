"""Work in other processes: the same results whatever runs it, and a worker that dies costs its blocks only."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zeren import workers
from zeren.model.language.faults import Refused
from zeren.workers import Lost, Where, arriving, in_order

SQUARES = [number * number for number in range(40)]


def square(number: int) -> int:
    return number * number


def refusing(number: int) -> int:
    raise ValueError(f"not {number}")


def marked(number: int, folder: Path) -> int:
    """Squares slowly, and leaves a mark for each time it was asked."""
    with (folder / str(number)).open("a", encoding="utf-8") as file:
        file.write("x")
    time.sleep(0.02)
    return number * number


def dying_once(number: int, folder: Path) -> int:
    """Takes its process along the first time that it meets 20."""
    mark = folder / "died"
    if number == 20 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return marked(number, folder)


def dying(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def killed_and_told(number: int, folder: Path) -> int:
    (folder / "pids").mkdir(exist_ok=True)
    (folder / "pids" / str(os.getpid())).touch()
    return marked(number, folder)


@pytest.mark.parametrize("where", [Where(), Where(jobs=2)])
def test_results_are_the_same(where: Where) -> None:
    assert list(in_order(square, ((number,) for number in range(40)), where)) == SQUARES
    assert dict(arriving(square, ((number,) for number in range(40)), where)) == dict(enumerate(SQUARES))


@pytest.mark.parametrize("where", [Where(), Where(jobs=2)])
def test_what_the_work_raises_is_raised(where: Where) -> None:
    with pytest.raises(ValueError, match="not 1"):
        list(in_order(refusing, [(1,)], where))


@pytest.mark.filterwarnings("ignore:.*tasks")  # the rest is not wanted
def test_blocks_are_taken_only_as_there_is_room(tmp_path: Path) -> None:
    taken = 0

    def blocks() -> Iterator[tuple[int, Path]]:
        nonlocal taken
        for number in range(1000):
            taken = number
            yield number, tmp_path

    found = in_order(marked, blocks(), Where(jobs=2))
    assert [next(found) for _ in range(3)] == SQUARES[:3]
    assert taken < 500
    found.close()  # type: ignore[attr-defined]  # a generator


def test_a_dead_worker_costs_its_blocks_only(tmp_path: Path) -> None:
    assert list(in_order(dying_once, ((number, tmp_path) for number in range(40)), Where(jobs=2))) == SQUARES
    again = [number for number in range(40) if len((tmp_path / str(number)).read_text(encoding="utf-8")) > 1]
    assert (tmp_path / "died").exists()
    assert len(again) <= 4  # what was under way


def test_a_block_that_takes_every_worker_along_ends_the_run() -> None:
    found: dict[int, int] = {}
    with pytest.raises(Lost, match="a worker died"):
        found.update(arriving(dying, ((number,) for number in range(12)), Where(jobs=2)))
    assert found == {number: number * number for number in range(12) if number != 5}


# a cluster ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster


def test_a_cluster_gives_the_same(cluster: Any) -> None:
    where = Where(cluster=cluster.scheduler_address)
    assert list(in_order(square, ((number,) for number in range(40)), where)) == SQUARES
    with pytest.raises(ValueError, match="not 1"):
        list(in_order(refusing, [(1,)], where))


def test_a_worker_of_a_cluster_that_is_killed_half_way_costs_its_blocks_only(cluster: Any, tmp_path: Path) -> None:
    where = Where(cluster=cluster.scheduler_address)
    found: list[int] = []
    for result in in_order(killed_and_told, ((number, tmp_path) for number in range(40)), where):
        found.append(result)
        if len(found) == 20:
            os.kill(int(min((tmp_path / "pids").iterdir()).name), signal.SIGKILL)
    assert found == SQUARES
    again = [number for number in range(40) if len((tmp_path / str(number)).read_text(encoding="utf-8")) > 1]
    assert len(again) <= 4


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(workers, "PATIENCE", 1)
    with pytest.raises(Refused, match=r"--cluster tcp://127\.0\.0\.1:9: cannot be reached"):
        list(in_order(square, [(1,)], Where(cluster="tcp://127.0.0.1:9")))


@pytest.mark.slow
def test_ray_gives_the_same() -> None:
    pytest.importorskip("ray", reason="ray is not installed")
    assert list(in_order(pow, ((number, 2) for number in range(100)), Where(cluster="ray"))) == [number**2 for number in range(100)]
