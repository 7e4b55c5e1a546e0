"""What monitors see of many bodies at once: periods, gaps and covered days of one duty."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zeren.sim.draws import Ints
from zeren.sim.monitors import whole_days
from zeren.sim.program import DAY, Program, Task
from zeren.sim.tally import CAUSES, Piles, add

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]


def judge_all(tally: Piles, program: Program, task: Task, done: Ints, cause: NDArray[np.int8]) -> None:
    """Add what the performances of a task (a row for each body) amount to."""
    first, last = max(program.observed, program.kinds[task.kind].started), program.days - 1
    if first > last:
        return
    name = program.kinds[task.kind].name
    day = (np.minimum(done, program.end) // DAY).astype(np.int32)  # the day after the last stands for never
    days = np.where(day < first, np.int32(last + 1), day) if first else day
    unmet = None
    if task.window == "fixed":
        unmet = _periods(tally, task, name, day, days <= last, (first, last), cause)
    if days.shape[1] > 1:
        days = _in_order(days, task.distinct_days, last)
    _gaps(tally, task, name, days, (first, last), unmet)
    if task.window == "rolling":
        _covered(tally, task, name, days.astype(np.int64), (first, last))


def _in_order(days: Days, distinct: bool, last: int) -> Days:
    """Each row in the order of time; where one day counts once, what comes again on a day stands with what never came."""
    astray = (days[:, 1:] < days[:, :-1]).any(axis=1)
    if astray.any():
        days = days.copy()
        days[astray] = np.sort(days[astray], axis=1)
    if distinct:
        again = (days[:, 1:] == days[:, :-1]) & (days[:, 1:] <= last)
        rows = np.flatnonzero(again.any(axis=1))
        if rows.size:
            days = days.copy()
            part = days[rows]
            part[:, 1:][again[rows]] = last + 1
            days[rows] = np.sort(part, axis=1)
    return days


def _periods(tally: Piles, task: Task, name: str, day: Days, seen: Flags, span: tuple[int, int], cause: NDArray[np.int8]) -> Flags | None:
    """Count periods by how they were met; for each body, the periods that were not met, unless there are none."""
    slots, (first, last) = task.slots, span
    due = slots.due[slots.period].astype(np.int32)
    early = day <= due
    counted = _once_a_day(task, day, seen) if task.distinct_days else seen
    planned = np.bincount(slots.period, minlength=len(slots.due))
    in_time = _per_period(counted & early, planned)
    touched = (slots.end >= first) & (slots.first <= last)
    cut = (slots.first < first) | (slots.due > last)
    unmet: Flags = (in_time < slots.needed) & touched
    lacking = unmet & ~cut
    found = {"met": day.shape[0] * int(touched.sum()) - int(np.count_nonzero(unmet)), "late": 0}
    found["met_cut"] = int(np.count_nonzero(~unmet & touched & cut))
    found["not_assessable"] = int(np.count_nonzero(unmet)) - int(np.count_nonzero(lacking))
    rows = np.flatnonzero(lacking.any(axis=1))
    if rows.size:
        own = _per_period(counted[rows], planned)
        found["late"] = int(np.count_nonzero(lacking[rows] & (own >= slots.needed)))
        found["no_performance"] = int(np.count_nonzero(lacking)) - found["late"]
        add(tally, "not_planned", name, task.duty, int((lacking[rows] * np.maximum(0, slots.needed - planned)).sum()))
        if slots.count:
            not_in_time = lacking[rows][:, slots.period] & ~early[rows]  # what never came is not early: these periods are over
            for code, number in enumerate(np.bincount(cause[rows][not_in_time], minlength=len(CAUSES)).tolist()):
                add(tally, CAUSES[code], name, task.duty, number)
    for status, number in found.items():
        add(tally, status, name, task.duty, number)
    return unmet if unmet.any() else None


def _once_a_day(task: Task, day: Days, seen: Flags) -> Flags:
    """What counts where several performances for one period on one day count once."""
    counted, period = seen.copy(), task.slots.period
    for apart in range(1, int(np.bincount(period).max()) if period.size else 1):
        same = (period[apart:] == period[:-apart])[None, :] & (day[:, apart:] == day[:, :-apart])
        counted[:, apart:] &= ~(same & seen[:, :-apart])
    return counted


def _per_period(flags: Flags, planned: Ints) -> NDArray[np.int16]:
    """How many of the slots of each period are marked; the slots of a period stand together."""
    found = np.zeros((flags.shape[0], planned.size), np.int16)
    if not flags.shape[1]:
        return found
    many = int(planned.max())
    if (planned == many).all():
        for place in range(many):
            found += flags[:, place::many]
        return found
    present = np.flatnonzero(planned)
    starts = np.concatenate([[0], np.cumsum(planned[present])[:-1]])
    found[:, present] = np.add.reduceat(flags, starts, axis=1, dtype=np.int16)
    return found


def _gaps(tally: Piles, task: Task, name: str, days: Days, span: tuple[int, int], unmet: Flags | None) -> None:
    """Gaps between the days of each row; the days after the last stand for no performance."""
    first, last = span
    if not days.shape[1]:
        days = np.full((days.shape[0], 1), last + 1, np.int32)
    none = days[:, 0] > last
    add(tally, "open_start", name, task.duty, int(none.sum()), last - first)
    starts = days[:, 0][~none] - first
    tally.count("open_start", name, task.duty, starts[starts > 0])
    valid = days[:, 1:] <= last
    latest = days[np.arange(len(days)), valid.sum(axis=1)][~none]
    tally.count("open_gap", name, task.duty, last - latest[latest < last])
    lengths = np.diff(days, axis=1)
    if unmet is None or not task.slots.first.size:
        tally.count("gap_0", name, task.duty, lengths[valid])
        return
    bare = unmet.any(axis=1)
    tally.count("gap_0", name, task.duty, lengths[~bare][valid[~bare]])
    days, valid, lengths, until = days[bare], valid[bare], lengths[bare], np.cumsum(unmet[bare], axis=1)
    row, place = np.nonzero(valid)
    begin = np.searchsorted(task.slots.first, days[row, place], side="right") - 1
    end = np.searchsorted(task.slots.first, days[row, place + 1], side="right") - 1
    touched: Ints = until[row, end] - np.where(begin > 0, until[row, begin - 1], 0)
    for number in range(int(touched.max(initial=-1)) + 1):
        tally.count(f"gap_{number}", name, task.duty, lengths[valid][touched == number])


def _covered(tally: Piles, task: Task, name: str, days: Ints, span: tuple[int, int]) -> None:
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
    add(tally, "whole", name, task.duty, days.shape[0] * whole_days(task, first, last))
