"""A bare SimPy loop that fires as many events as the reference engine does, with as many waiting at a time."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import simpy

from zeren.sim import reference
from zeren.sim.program import Program


def fired(program: Program) -> tuple[list[int], int]:
    """The seconds of all events of a replication, and how many events wait at a time on average."""
    seconds: list[int] = []
    waiting: list[int] = []

    def noted(self: simpy.Environment, until: Any = None) -> None:
        while self._queue:
            waiting.append(len(self._queue))
            self.step()
            seconds.append(int(self.now))

    with replaced(noted):
        reference.simulate(program, 1, 0)
    return seconds, round(statistics.mean(waiting))


def dealt(seconds: list[int], waiting: int) -> list[list[int]]:
    """The waiting times of a bare loop of so many processes that fires as many events, at the same seconds as far as they go.

    Each process fires two events of its own, at its start and at its end. Seconds are dealt at random: dealt in turn, every new event
    would be the last in the heap, which is less work than any simulation has.
    """
    spare = np.random.default_rng(1)
    fewer = np.sort(spare.choice(np.array(seconds), len(seconds) - 2 * waiting, replace=False))
    owner = spare.integers(waiting, size=len(fewer))
    return [np.diff(fewer[owner == number], prepend=0).tolist() for number in range(waiting)]


def spent(program: Program, delays: list[list[int]]) -> tuple[float, float, float]:
    """Processor time of the bare loop, of the engine from its first event to its tally, and of the engine's whole replication."""
    real, starts = simpy.Environment.run, list[float]()

    def noted(self: simpy.Environment, until: Any = None) -> Any:
        starts.append(time.process_time())
        return real(self, until)

    gc.collect()
    gc.disable()
    try:
        with replaced(noted):
            starts.append(time.process_time())
            reference.simulate(program, 1, 0)
            end = time.process_time()
        return looped(delays), end - starts[1], end - starts[0]
    finally:
        gc.enable()


@contextmanager
def replaced(run: Callable[..., Any]) -> Iterator[None]:
    """SimPy's loop with another in its place."""
    real = simpy.Environment.run
    simpy.Environment.run = run  # type: ignore[method-assign]  # for the length of a measurement
    try:
        yield
    finally:
        simpy.Environment.run = real  # type: ignore[method-assign]


def looped(delays: list[list[int]]) -> float:
    """Processor time of a bare loop: a process for each list of waiting times."""
    env = simpy.Environment()
    for one in delays:
        env.process(_ticks(env, one))
    start = time.process_time()
    env.run()
    return time.process_time() - start


def _ticks(env: simpy.Environment, delays: list[int]) -> Generator[simpy.Event, Any, None]:
    for delay in delays:
        yield env.timeout(delay)
