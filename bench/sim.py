"""The simulation: draws, both engines, large organisations, and two processes against one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from bare import dealt, fired, spent
from large import WHOLE, only_studies, organisation
from table import Row

from zeren.model.language.load import load_organisation
from zeren.sim import vector
from zeren.sim.draws import Key
from zeren.sim.experiment import Job, Plan, _work, _workers
from zeren.sim.plans import compile_program

ROOT = Path(__file__).parent.parent
ORGANISATIONS = ROOT / "scenarios" / "organisations"
CITY = ORGANISATIONS / "city.organisation.yaml"


def rows() -> list[Row]:
    """Every figure of this file."""
    return [draws(), *simpy_engine(), *vector_engine(), *scale(), two_processes()]


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


_SCALE = """
import pathlib, sys, time
sys.path.insert(0, "bench")
from large import WHOLE, organisation
from zeren.sim import vector
program = organisation(int(sys.argv[1]), int(sys.argv[2]), WHOLE, reads=", reads: {per_day: 40}")
start = time.perf_counter()
vector.simulate(program, 1, 0)
spent = time.perf_counter() - start
# not getrusage, whose peak begins with the memory of the process that started this one
peak = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(spent, int(peak.split()[1]) // 1024)
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
