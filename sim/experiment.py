"""Experiments: replications on many cores, each kept in one file when it is whole, so that a run can stop and go on.

A replication depends on the program, the seed and its number alone. So the files are the same whatever the number of workers and
however often the run was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from zeren.model.language.faults import Refused
from zeren.sim.program import Program
from zeren.sim.store import Stopped, Store, to_bytes
from zeren.sim.tally import Tally
from zeren.workers import Lost, Where, arriving

if TYPE_CHECKING:
    from zeren.sim.vector import Lack

Engine = Literal["auto", "simpy", "vector"]
VECTOR_FROM = 20_000  # duty instances from which the vector engine is worth its start


class Choice(NamedTuple):
    """An engine, and why this one: it was asked for, the other lacks something, or what it runs is small, or large enough."""

    engine: Literal["simpy", "vector"]
    why: Literal["asked", "lacks", "small", "large"]
    lacks: tuple[Lack, ...] = ()
    instances: int = 0


def choose_engine(program: Program, wanted: Engine) -> Choice:
    """The engine for a program: the one wanted, or the faster one that can run it."""
    from zeren.sim.vector import refusals

    if wanted != "auto":
        return Choice(wanted, "asked")
    instances = program.duty_instances()
    if lacks := refusals(program):
        return Choice("simpy", "lacks", tuple(lacks), instances)
    return Choice("vector", "large", (), instances) if instances >= VECTOR_FROM else Choice("simpy", "small", (), instances)


def replicate(program: Program, seed: int, replication: int, engine: Literal["simpy", "vector"]) -> Tally:
    """One replication by one engine."""
    from zeren.sim import reference, vector

    if engine == "vector":
        return vector.simulate(program, seed, replication)
    return reference.simulate(program, seed, replication).tally


def _work(program: Program, seed: int, replication: int, engine: Literal["simpy", "vector"]) -> bytes:
    return to_bytes(replicate(program, seed, replication, engine))


class Plan(msgspec.Struct, frozen=True):
    """How an experiment is run: so many replications, or until `stop` says how many are enough, at most `most`."""

    replications: int = 30
    most: int = 2000
    stop: Callable[[Sequence[Tally]], int | None] | None = None
    engine: Engine = "auto"
    jobs: int = 1
    cluster: str = ""


def run(
    program: Program, seed: int, plan: Plan, store: Store, progress: Callable[[int, int | None], None] = lambda done, wanted: None
) -> list[Tally]:
    """Run an experiment, or what of it is not in the store yet.

    Raises:
        Stopped: if a worker died, the disk is full or the cluster cannot be reached.
    """
    engine = choose_engine(program, plan.engine).engine
    tallies: list[Tally] = []
    wanted = plan.replications if plan.stop is None else plan.most
    batch = plan.replications if plan.stop is None else max(10, plan.jobs * 2)
    where = Where(plan.jobs, plan.cluster)
    while len(tallies) < wanted:
        numbers = range(len(tallies), min(len(tallies) + batch, wanted))
        todo = [number for number in numbers if not store.has(number)]
        done = len(numbers) - len(todo) + len(tallies)
        try:
            for place, data in arriving(_work, [(program, seed, one, engine) for one in todo], where) if todo else ():
                store.put(todo[place], data)  # as it comes, so that a run that is broken off keeps what is finished
                done += 1
                progress(done, None if plan.stop is not None else wanted)
        except Lost as lost:
            raise Stopped(f"{lost}; go on with --resume") from lost
        except Refused as refused:
            raise Stopped(str(refused)) from refused
        except OSError as error:
            raise Stopped(f"{store.folder}: cannot be written: {(error.strerror or str(error)).lower()}; what is there is whole") from error
        tallies += [store.get(number) for number in numbers]
        if plan.stop is not None and (stop := plan.stop(tallies)) is not None:
            tallies = tallies[:stop]
            break
    store.keep_only(len(tallies))
    return tallies
