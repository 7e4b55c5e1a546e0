"""Many processes, here or on a cluster: the one place where work leaves this process.

What is worked out is the same whatever runs it: a block is a function of its arguments, and is told by its number. A worker that
dies costs the blocks it had, which are worked out again; a block that takes its workers along every time ends the run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec

from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.voice.missing import require

PATIENCE = 10  # seconds to wait for a cluster and its first worker
_KEPT = "what is finished is kept"
_FATAL = 3  # blocks that took their workers along twice, after which a run ends
_AHEAD = 2  # blocks under way for each worker, so that what waits does not fill the memory

R = TypeVar("R")
Work = Callable[..., R]
Jobs = Iterable[tuple[Any, ...]]  # the arguments of each block


class Where(msgspec.Struct, frozen=True):
    """Where blocks are worked out.

    Args:
        jobs: how many processes of this machine; 1 is this process itself, 0 as many as there are cores.
        cluster: the address of a Dask scheduler, such as `tcp://host:8786`; or `ray`, or `ray://host:10001`, for Ray through joblib.

    >>> Where(cluster="ray").here, Where().here
    (False, True)
    """

    jobs: int = 1
    cluster: str = ""

    @property
    def here(self) -> bool:
        """Whether this process works alone."""
        return not self.cluster and self.processes == 1

    @property
    def processes(self) -> int:
        """How many processes of this machine."""
        return self.jobs or os.cpu_count() or 1


HERE = Where()


class Lost(Refused):
    """A block took every worker along that tried it, or the cluster went away; what arrived before is whole."""


def arriving(work: Work[R], jobs: Jobs, where: Where) -> Iterator[tuple[int, R]]:
    """Each block's number and result, as soon as it is there, in whatever order they come.

    Blocks are taken from `jobs` only as there is room for them. What `work` raises is raised here.

    Args:
        work: a function that other processes can import.
        jobs: the arguments of each block, which are counted from 0.

    Raises:
        Refused: if the cluster cannot be reached.
        Missing: if what it needs is not installed.
        Lost: if a block takes its workers along, or the cluster goes away.

    >>> sorted(arriving(divmod, [(7, 2), (9, 4)], Where()))
    [(0, (3, 1)), (1, (2, 1))]
    """
    if where.here:
        return ((number, work(*job)) for number, job in enumerate(jobs))
    if where.cluster and not where.cluster.startswith("ray"):
        return _on_dask(work, jobs, where.cluster)
    return _by_joblib(work, jobs, where)


def in_order(work: Work[R], jobs: Jobs, where: Where) -> Iterator[R]:
    """Each block's result, in the order of the blocks; arguments and errors as for `arriving`.

    >>> list(in_order(divmod, [(7, 2), (9, 4)], Where()))
    [(3, 1), (2, 1)]
    """
    waiting: dict[int, R] = {}
    turn = 0
    for number, result in arriving(work, jobs, where):
        waiting[number] = result
        while turn in waiting:
            yield waiting.pop(turn)
            turn += 1


# joblib: the processes of this machine, or Ray ----------------------------------------------------------------


def _by_joblib(work: Work[R], jobs: Jobs, where: Where) -> Iterator[tuple[int, R]]:
    backend = _ray(where) if where.cluster else _loky(where)
    fresh = enumerate(jobs)
    under_way: dict[int, tuple[Any, ...]] = {}
    fatal: list[int] = []

    def handed_out() -> Iterator[tuple[int, tuple[Any, ...]]]:
        for number, job in islice(fresh, backend.round):
            under_way[number] = job
            yield number, job

    came: int | None = -1
    while came is not None:
        came = None
        try:
            for came, result in backend.run(work, handed_out()):
                del under_way[came]
                yield came, result
            came = came if backend.round else None
        except backend.deaths:
            # each of what was under way is tried by itself, so that no other block suffers from one that takes its worker along
            came = -1
            for number in sorted(under_way):
                try:
                    yield from backend.run(work, iter([(number, under_way[number])]))
                except backend.deaths:
                    fatal.append(number)
                del under_way[number]
            if len(fatal) > _FATAL:
                break
    if fatal:
        raise Lost([Fault("a worker died", 0, 0, said("each time at of the blocks", len(fatal)), _KEPT)])


def _numbered(number: int, work: Work[R], job: tuple[Any, ...]) -> tuple[int, R]:
    return number, work(*job)


class _Backend(msgspec.Struct, frozen=True):
    """What joblib is told, what it raises when a worker dies, and how many blocks make a round where results come only together."""

    config: dict[str, Any]
    deaths: tuple[type[Exception], ...]
    order: str = "generator_unordered"
    round: int | None = None

    def run(self, work: Work[R], jobs: Iterator[tuple[int, tuple[Any, ...]]]) -> Iterator[tuple[int, R]]:
        """Each block's number and result; joblib asks for a block when a worker has room."""
        import joblib

        with joblib.parallel_config(**self.config):
            parallel = joblib.Parallel(return_as=self.order, pre_dispatch=f"{_AHEAD}*n_jobs", batch_size=1)
            yield from parallel(joblib.delayed(_numbered)(number, work, job) for number, job in jobs)


def _loky(where: Where) -> _Backend:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    return _Backend({"backend": "loky", "n_jobs": where.processes}, (TerminatedWorkerError,))


def _ray(where: Where) -> _Backend:
    require("ray")
    import ray
    from ray.util.joblib import register_ray

    try:
        if not ray.is_initialized():
            ray.init(where.cluster if where.cluster != "ray" else None, log_to_driver=False, configure_logging=False)
    except (OSError, ValueError) as error:
        raise _unreached(where.cluster, error) from error
    register_ray()
    processes = max(1, int(ray.cluster_resources().get("CPU", 1)))
    return _Backend(
        {"backend": "ray", "n_jobs": processes},
        (ray.exceptions.RayActorError, ray.exceptions.WorkerCrashedError),
        "list",
        4 * _AHEAD * processes,
    )


# Dask ---------------------------------------------------------------------------------------------------------


def _on_dask(work: Work[R], jobs: Jobs, address: str) -> Iterator[tuple[int, R]]:
    require("cluster")
    from distributed import Client, as_completed
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise _unreached(address, error) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise Refused([Fault(f"--cluster {address}", 0, 0, said("has no workers"))]) from error
        fresh = enumerate(jobs)
        numbers: dict[str, int] = {}
        results = as_completed([], loop=client.loop, with_results=True)

        def fill() -> None:
            room = _AHEAD * max(1, sum(client.nthreads().values())) - len(numbers)
            for number, job in islice(fresh, max(0, room)):
                future = client.submit(work, *job, pure=False)
                numbers[future.key] = number
                results.add(future)

        try:
            fill()
            for future, result in results:
                yield numbers.pop(future.key), result
                future.release()
                fill()
        except KilledWorker as error:
            raise Lost([Fault(f"--cluster {address}", 0, 0, said("a block took every worker along"), _KEPT)]) from error
        except (FutureCancelledError, OSError) as error:
            if isinstance(error, OSError) and client.status == "running":
                raise  # of the work itself
            raise Lost([Fault(f"--cluster {address}", 0, 0, said("went away"), _KEPT)]) from error


def _unreached(address: str, error: Exception) -> Refused:
    return Refused([Fault(f"--cluster {address}", 0, 0, said("cannot be reached", str(error).lower()))])


__all__ = ["HERE", "Lost", "Where", "arriving", "in_order"]
