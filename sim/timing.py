"""When each planned performance is ready: the plan, the draw of its moment, its delay, and whether it is left out."""

from __future__ import annotations

import numpy as np

from zeren.sim.draws import Ints
from zeren.sim.program import NEVER, Moment, Program, Task, body_name


def label(program: Program, task: Task) -> str:
    """What tells the draws of a task from those of others; adding bodies or duties does not change it."""
    return f"{program.kinds[task.kind].name}/{task.duty}"


def ready_times(program: Program, task: Task, seed: int, replication: int, first: int, bodies: int) -> Ints:
    """The second at which each performance is ready, a row for each body from `first` on; `NEVER` where it is left out."""
    if task.model is not None:
        return modelled(program, task, seed, replication, first, bodies)
    name, slots = label(program, task), task.slots
    rows, places = np.arange(first, first + bodies, dtype=np.uint64)[:, None], np.arange(slots.count, dtype=np.uint64)[None, :]
    ready = np.empty((bodies, slots.count), np.int64)
    ready[:] = slots.base
    if slots.span.any():
        ready += (program.key(seed, replication, f"moment/{name}").uniforms(rows, places) * slots.span).astype(np.int64)
    if task.delay is not None:
        ready += task.delay.many(program.key(seed, replication, f"delay/{name}"), rows, places)
    if task.skipped > 0:
        ready[program.key(seed, replication, f"skip/{name}").uniforms(rows, places) < task.skipped] = NEVER
    return ready


def modelled(program: Program, task: Task, seed: int, replication: int, first: int, bodies: int) -> Ints:
    """`ready_times` from one's own plan."""
    assert task.model is not None
    key = program.key(seed, replication, f"own/{label(program, task)}")
    slots = task.slots
    ready = np.full((bodies, slots.count), NEVER, np.int64)
    for row in range(bodies):
        name = body_name(program.kinds[task.kind], first + row)
        for slot in range(slots.count):
            period = int(slots.period[slot])
            moment = task.model(Moment(name, slot, int(slots.first[period]), int(slots.due[period]), key))
            if moment is not None:
                if moment < 0:
                    raise ValueError(f"the own plan for `{task.duty}` gave {moment} seconds for `{name}`; expected 0 or more")
                ready[row, slot] = moment
    return ready


def orders(program: Program, task: Task, seed: int, replication: int) -> Ints:
    """For `tie_order: seeded`, the place of each performance among those of one day."""
    key = program.key(seed, replication, f"order/{label(program, task)}")
    return (key.table(0, program.kinds[task.kind].count, np.arange(task.slots.count)) * (1 << 31)).astype(np.int64)
