"""What monitors see of many bodies at once: periods, gaps and covered days of one duty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zeren.sim.draws import Ints
from zeren.sim.program import DAY, Program, Task
from zeren.sim.tally import CAUSES, Tally, add, count_values


def judge_all(tally: Tally, program: Program, task: Task, done: Ints, cause: NDArray[np.int8]) -> None:
    """Add what the performances of a task (a row for each body) amount to."""
    first, last = max(program.observed, program.kinds[task.kind].started), program.days - 1
    if first > last:
        return
    name = program.kinds[task.kind].name
    day = done // DAY
    seen = (done < program.end) & (day >= first)
    unmet = None
    if task.window == "fixed":
        unmet = _periods(tally, task, name, day, seen, (first, last), cause, done < program.end)
    days = np.where(seen, day, last + 1)
    if days.shape[1] > 1 and (days[:, 1:] < days[:, :-1]).any():
        days.sort(axis=1)
    if task.distinct_days and days.shape[1] > 1:
        again = days[:, 1:] == days[:, :-1]
        if again.any():
            days[:, 1:][again] = last + 1
            days.sort(axis=1)
    _gaps(tally, task, name, days, (first, last), unmet)
    if task.window == "rolling":
        _covered(tally, task, name, days, (first, last))


def _periods(
    tally: Tally,
    task: Task,
    name: str,
    day: Ints,
    seen: NDArray[np.bool_],
    span: tuple[int, int],
    cause: NDArray[np.int8],
    ever: NDArray[np.bool_],
) -> Ints:
    """Count periods by how they were met; for each body, how many periods up to each were not met."""
    slots, bodies = task.slots, day.shape[0]
    due = slots.due[slots.period]
    early = day <= due
    counted = seen
    if task.distinct_days:
        counted = seen.copy()
        for apart in range(1, slots.needed if slots.count else 0):
            same = (slots.period[apart:] == slots.period[:-apart])[None, :] & (day[:, apart:] == day[:, :-apart])
            counted[:, apart:] &= ~(same & seen[:, :-apart])
    planned = np.bincount(slots.period, minlength=len(slots.due))
    in_time, own = np.zeros((bodies, len(slots.due)), np.int64), np.zeros((bodies, len(slots.due)), np.int64)
    present = np.flatnonzero(planned)
    if slots.count:
        starts = np.searchsorted(slots.period, present)
        in_time[:, present] = np.add.reduceat(counted & early, starts, axis=1, dtype=np.int64)
        own[:, present] = np.add.reduceat(counted, starts, axis=1, dtype=np.int64)
    first, last = span
    touched = (slots.end >= first) & (slots.first <= last)
    cut = (slots.first < first) | (slots.due > last)
    met = in_time >= slots.needed
    late = ~met & ~cut & (own >= slots.needed)
    missed = ~met & ~cut & ~late
    for status, found in (("met", met), ("not_assessable", ~met & cut), ("late", late), ("no_performance", missed)):
        add(tally, status, name, task.duty, int(found[:, touched].sum()))
    lacking = (late | missed) & touched
    add(tally, "not_planned", name, task.duty, int((lacking * np.maximum(0, slots.needed - planned)).sum()))
    if slots.count and lacking.any():
        not_in_time = lacking[:, slots.period] & ~(ever & early)
        for code, number in enumerate(np.bincount(cause[not_in_time], minlength=len(CAUSES)).tolist()):
            add(tally, CAUSES[code], name, task.duty, number)
    unmet: Ints = np.cumsum(~met & touched, axis=1)
    return unmet


def _gaps(tally: Tally, task: Task, name: str, days: Ints, span: tuple[int, int], unmet: Ints | None) -> None:
    """Gaps between the days of each row; the days after the last stand for no performance."""
    first, last = span
    if not days.shape[1]:
        days = np.full((days.shape[0], 1), last + 1)
    none = days[:, 0] > last
    add(tally, "open_gap", name, task.duty, int(none.sum()), last - first)
    starts = days[:, 0][~none] - first
    count_values(tally, "open_gap", name, task.duty, starts[starts > 0])
    valid = days[:, 1:] <= last
    lengths = np.diff(days, axis=1)[valid]
    if unmet is None or not unmet.shape[1] or not unmet[:, -1].any():
        count_values(tally, "gap_0", name, task.duty, lengths)
    else:
        row, place = np.nonzero(valid)
        begin = np.searchsorted(task.slots.first, days[row, place], side="right") - 1
        end = np.searchsorted(task.slots.first, days[row, place + 1], side="right") - 1
        touched = unmet[row, end] - np.where(begin > 0, unmet[row, begin - 1], 0)
        for number in np.unique(touched).tolist():
            count_values(tally, f"gap_{number}", name, task.duty, lengths[touched == number])
    latest = np.where(days <= last, days, -1).max(axis=1)[~none]
    count_values(tally, "open_gap", name, task.duty, last - latest[latest < last])


def _covered(tally: Tally, task: Task, name: str, days: Ints, span: tuple[int, int]) -> None:
    """Days that a rolling window leaves uncovered, and days that can be assessed."""
    assert task.stretch_last is not None
    first, last = span
    table = np.append(task.stretch_last, task.stretch_last[-1] + 1)
    needed, width = task.slots.needed, days.shape[1]
    uncovered = assessable = 0
    for place in range(width + 1):
        begin = days[:, place - 1] if place else np.full(days.shape[0], first)
        until = days[:, place] if place < width else np.full(days.shape[0], last + 1)
        enough = place >= needed
        before = days[:, place - needed] + 1 if enough else np.full(days.shape[0], first)
        short = np.maximum(0, until - np.maximum(begin, table[before]))
        uncovered += int(short.sum())
        assessable += int((until - begin).sum()) if enough else int(short.sum())
    add(tally, "uncovered", name, task.duty, uncovered)
    add(tally, "assessable", name, task.duty, assessable)
