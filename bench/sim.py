"""The simulation: draws, both engines, large organisations, and two processes against one."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import simpy
from table import Row

from zeren.model.language.load import load_organisation, parse_organisation
from zeren.sim import reference, vector
from zeren.sim.draws import Key
from zeren.sim.experiment import Job, Plan, _work, _workers
from zeren.sim.plans import compile_program
from zeren.sim.program import Program

ROOT = Path(__file__).parent.parent
ORGANISATIONS = ROOT / "scenarios" / "organisations"
CITY = ORGANISATIONS / "city.organisation.yaml"
PLAIN = "study: {when: random, delay: {exponential: {mean: days(5)}}}"
WHOLE = """study: {when: even, delay: {lognormal: {mean: days(5), cv: 1}}}
  school/report: {when: deadline, delay: {lognormal: {mean: days(5), cv: 1}}, office: chief, skipped: {chance: 0.02}}
  bureau/report: {when: deadline, after: {duty: report, at_most: days(10)}}"""


def rows() -> list[Row]:
    """Every figure of this file."""
    return [draws(), *simpy_engine(), *vector_engine(), *scale(), *growth(), two_processes()]


def organisation(schools: int, years: int, plans: str, reads: str = "") -> Program:
    """Schools below bureaus below one superior."""
    text = f"""
organisation: large
from: 2026-01-01
years: {years}
bodies:
  top: {{outside: yes{reads}}}
  bureau: {{regulation: county-bureau, superior: top, count: {max(1, schools // 200)}, as: [committee]{reads}}}
  school: {{regulation: county-bureau, superior: bureau, count: {schools}, as: [committee]}}
offices:
  chief: {{of: school, turnover: {{tenure: {{exponential: {{mean: days(1600)}}}}, vacancy: {{lognormal: {{mean: days(60), cv: 1}}}}}}}}
plans:
  {plans}
"""
    return compile_program(parse_organisation(text))


def draws() -> Row:
    """Keyed draws, in pieces that stay in the cache."""
    key, instances = Key(1, 0, "bench"), np.arange(16)
    key.table(0, 1000, instances)
    start = time.process_time()
    for first in range(0, 1_000_000, 1000):
        key.table(first, 1000, instances)
    rate = 16_000_000 / (time.process_time() - start)
    return Row("keyed draws between 0 and 1, one core", "", f"{rate / 1e6:.0f} M/s")


def simpy_engine() -> list[Row]:
    """Events a second against a bare loop that fires as many, with as many waiting at a time; collector off in both, one process.

    The time of the engine is that of the loop and of what monitors count after it; the second row adds the draws and the set-up.
    """
    found = []
    for name, program in (("plain duties", only_studies(2000, 10)), ("city", compile_program(load_organisation(CITY)))):
        seconds, waiting = fired(program)
        delays, events = dealt(seconds, waiting), len(seconds)
        bare, loop, whole = zip(*[spent(program, delays) for _ in range(7)], strict=True)
        ratio, altogether = (statistics.median(b / e for b, e in zip(bare, engine, strict=True)) for engine in (loop, whole))
        rate = f"{events / statistics.median(loop) / 1e3:.0f} k events/s"
        found.append(Row(f"SimPy engine, monitors on, {name}", "≥ 0.5 × a bare simpy loop", f"{ratio:.2f} ×, {rate}", ratio >= 0.5))
        found.append(
            Row("the same, draws and set-up included", "", f"{altogether:.2f} ×, {statistics.median(whole):.2f} s for {events:,} events")
        )
    return found


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
        env = simpy.Environment()
        for one in delays:
            env.process(_ticks(env, one))
        start = time.process_time()
        env.run()
        return time.process_time() - start, end - starts[1], end - starts[0]
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


def _ticks(env: simpy.Environment, delays: list[int]) -> Generator[simpy.Event, Any, None]:
    for delay in delays:
        yield env.timeout(delay)


def vector_engine() -> list[Row]:
    """Duty instances a second of one core: drawn, performed, judged and counted."""
    found = []
    queues = ", reads: {per_day: 40}"
    cases = (
        ("duties at random moments with delays", only_studies(300_000, 10), 1e7),
        ("studies and reports, ages at two levels", organisation(100_000, 10, "study: {when: random}\n  report: {when: random}"), None),
        ("offices, waiting and queues as well", organisation(100_000, 10, WHOLE, reads=queues), None),
    )
    for name, program, bar in cases:
        start = time.process_time()
        vector.simulate(program, 1, 0)
        rate = program.duty_instances() / (time.process_time() - start)
        met = None if bar is None else rate >= bar
        found.append(Row(f"vector engine, {name}", "" if bar is None else "≥ 10 M/s", f"{rate / 1e6:.1f} M duty instances/s", met))
    return found


def only_studies(schools: int, years: int) -> Program:
    """The studies of schools that report to nobody."""
    program = organisation(schools, years, PLAIN)
    return msgspec.structs.replace(program, tasks=tuple(task for task in program.tasks if not task.informs))


_SCALE = """
import resource, sys, time
sys.path.insert(0, "bench")
import sim
from zeren.sim import vector
program = sim.organisation(int(sys.argv[1]), int(sys.argv[2]), sim.WHOLE, reads=", reads: {per_day: 40}")
start = time.perf_counter()
vector.simulate(program, 1, 0)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def scale() -> list[Row]:
    """Half a million bodies, each run a process of its own."""

    def run(bodies: int, years: int) -> tuple[float, int]:
        found = subprocess.run(
            [sys.executable, "-c", _SCALE, str(bodies), str(years)], capture_output=True, text=True, check=True, cwd=ROOT
        )
        seconds, megabytes = found.stdout.split()
        return float(seconds), int(megabytes)

    (seconds, ten), (_, thirty) = run(500_000, 10), run(500_000, 30)
    return [
        Row("500,000 bodies for ten years, one process", "< 120 s", f"{seconds:.0f} s", seconds < 120),
        Row("its memory at 10 and at 30 years", "does not grow", f"{ten} MB, {thirty} MB", thirty < 1.25 * ten),
    ]


def growth() -> list[Row]:
    """Time for each duty instance as bodies and years grow."""
    found = []
    for name, sizes in (("bodies", [(50_000, 10), (100_000, 10), (200_000, 10)]), ("years", [(50_000, 5), (50_000, 10), (50_000, 20)])):
        each = []
        for bodies, years in sizes:
            program = organisation(bodies, years, WHOLE, reads=", reads: {per_day: 40}")
            start = time.process_time()
            vector.simulate(program, 1, 0)
            each.append((time.process_time() - start) / program.duty_instances() * 1e9)
        found.append(Row(f"time for a duty instance while {name} double twice", "linear", ", ".join(f"{one:.0f} ns" for one in each)))
    return found


def two_processes() -> Row:
    """Replications in two warm workers against one, at least thirty seconds of work; the median of five."""
    program = compile_program(load_organisation(CITY))
    start = time.perf_counter()
    _work(program, 1, 0, "simpy")
    number = max(2, int(30 / (time.perf_counter() - start)))
    jobs: list[Job] = [(program, 1, replication, "simpy") for replication in range(number)]
    ratios = []
    with _workers(Plan(jobs=2)) as both, _workers(Plan(jobs=1)) as alone:
        list(both(jobs[:4]))
        for _ in range(5):
            start = time.perf_counter()
            list(alone(jobs))
            one = time.perf_counter() - start
            start = time.perf_counter()
            list(both(jobs))
            ratios.append(one / (time.perf_counter() - start))
    ratio = statistics.median(ratios)
    return Row(f"two processes against one, {number} replications", "≥ 1.8 ×", f"{ratio:.2f} ×", ratio >= 1.8)
