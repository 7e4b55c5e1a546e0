"""Monitors: they watch acts as they happen and keep what `judge` would say of the finished trace."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise
from operator import sub

import numpy as np
from numpy.typing import NDArray

from zeren.sim.program import Program, Task
from zeren.sim.tally import CAUSES, Tally, add

DONE = len(CAUSES)
AHEAD = CAUSES.index("not_planned")  # what is done before its period begins is not planned for it


class Periods:
    """The periods of a task, made once for all its bodies, and what is kept for each of these.

    `observed` holds each period that touches the observation, and whether an end of the observation cuts it; `of` and `due_of` are,
    by slot, the period that it counts for and the last day in time.

    What monitors keep lies side by side, the bodies one after another: `missing` says by slot why it is not done in time (a place
    among `tally.CAUSES`, or `DONE`), `in_time` and `late` how many acts count for each period, and `days` when acts were: an engine
    of many small lists would wait for its memory most of the time.
    """

    def __init__(self, program: Program, task: Task, missing: NDArray[np.uint8]) -> None:
        slots, bodies = task.slots, len(missing)
        self.task, self.needed, self.duty, self.name = task, slots.needed, task.duty, program.kinds[task.kind].name
        self.distinct, self.rolling = task.distinct_days, task.window == "rolling"
        self.first, self.last = max(program.observed, program.kinds[task.kind].started), program.days - 1
        self.starts: list[int] = slots.first.tolist()
        self.of: list[int] = slots.period.tolist()
        self.due: list[int] = slots.due.tolist()
        self.due_of: list[int] = slots.due[slots.period].tolist()
        self.alone = [(period,) for period in range(len(self.starts))]
        self.planned: list[int] = np.bincount(slots.period, minlength=len(self.starts)).tolist()
        touched = np.flatnonzero((slots.end >= self.first) & (slots.first <= self.last))
        cut = (slots.first < self.first) | (slots.due > self.last)
        self.observed: list[tuple[int, bool]] = list(zip(touched.tolist(), cut[touched].tolist(), strict=True))
        self.missing = bytearray(missing)
        self.in_time, self.late = [0] * (bodies * len(self.starts)), [0] * (bodies * len(self.starts))
        self.days = array("i", bytes(4 * missing.size))
        self.gaps = array("i")  # the lengths of those that touch only periods that were met

    def finish(self, tally: Tally) -> None:
        """Add to a tally what the monitors left to be counted for all bodies at once."""
        for length, many in Counter(self.gaps).items():
            tally["gap_0", self.name, self.duty, length] += many


class DutyMonitor:
    """Watches one duty of one body; acts come in the order of time."""

    __slots__ = ("acts", "covered", "period", "periods", "slot", "today", "uncovered")

    def __init__(self, periods: Periods, body: int) -> None:
        self.periods = periods
        self.slot, self.period = body * len(periods.of), body * len(periods.starts)  # where its own places begin
        self.acts = 0  # how many days of acts are kept; a day once where several acts of one day count as one
        self.today: tuple[int, ...] = ()  # the periods of the acts of the latest day, where they count once
        self.uncovered = self.covered = 0

    def performed(self, day: int, slot: int) -> None:
        """A planned performance is done."""
        periods, acts = self.periods, self.acts
        in_time, period = day <= periods.due_of[slot], periods.of[slot]
        if day < periods.starts[period]:  # ahead of its period: it counts for the one in which it was done
            period = periods.task.slots.counts_for(slot, day)
            in_time = day <= periods.due[period]
            periods.missing[self.slot + slot] = AHEAD
        elif in_time:
            periods.missing[self.slot + slot] = DONE
        if day < periods.first:
            return
        days, end = periods.days, self.slot + acts
        if periods.distinct and acts and days[end - 1] == day:
            if period in self.today:
                return
            self.today = (*self.today, period)
        else:
            self.today = periods.alone[period]
            if periods.rolling:
                self._cover(day)
            days[end] = day
            self.acts = acts + 1
        (periods.in_time if in_time else periods.late)[self.period + period] += 1

    def blame(self, slot: int, cause: str) -> None:
        """A planned performance is held up, so long that it may not be done in time."""
        self.periods.missing[self.slot + slot] = CAUSES.index(cause)

    def _cover(self, until: int) -> None:
        """Count the days from the latest act to the day before `until`."""
        periods, days, end, needed = self.periods, self.periods.days, self.slot + self.acts, self.periods.needed
        assert periods.task.stretch_last is not None
        begin = days[end - 1] if self.acts else periods.first
        enough = self.acts >= needed
        before = days[end - needed] + 1 if enough else periods.first
        short_from = max(begin, int(periods.task.stretch_last[before]))
        short = max(0, until - short_from)
        self.uncovered += short
        self.covered += max(0, until - begin) if enough else short

    def finish(self, tally: Tally) -> None:
        """Add what was seen to a tally."""
        periods = self.periods
        body, duty, first, last = periods.name, periods.duty, periods.first, periods.last
        days = periods.days[self.slot : self.slot + self.acts]
        if first > last:
            return
        if not days:
            add(tally, "open_start", body, duty, 1, last - first)
        else:
            add(tally, "open_start", body, duty, int(days[0] > first), days[0] - first)
            add(tally, "open_gap", body, duty, int(days[-1] < last), last - days[-1])
        if periods.rolling:
            periods.gaps.extend(map(sub, days[1:], days))
            self._cover(last + 1)
            add(tally, "uncovered", body, duty, self.uncovered)
            add(tally, "assessable", body, duty, self.covered)
            add(tally, "whole", body, duty, whole_days(periods.task, first, last))
            return
        unmet = self._unmet()
        if unmet:
            count_gaps(tally, periods, pairwise(days), unmet)
        else:
            periods.gaps.extend(map(sub, days[1:], days))
        add(tally, "met", body, duty, len(periods.observed) - len(unmet))
        add(tally, "met_cut", body, duty, sum(cut and period not in unmet for period, cut in periods.observed))
        for status in unmet.values():
            tally[status, body, duty, 0] += 1
        self._causes(tally, {period for period, status in unmet.items() if status != "not_assessable"})

    def _unmet(self) -> dict[int, str]:
        """The observed periods that were not met, and how each ended."""
        periods, needed = self.periods, self.periods.needed
        in_time = periods.in_time[self.period : self.period + len(periods.starts)]
        return {
            period: "not_assessable"
            if cut
            else "late"
            if in_time[period] + periods.late[self.period + period] >= needed
            else "no_performance"
            for period, cut in periods.observed
            if in_time[period] < needed
        }

    def _causes(self, tally: Tally, lacking: set[int]) -> None:
        """Why performances are missing in the periods that lack some."""
        periods = self.periods
        for period in lacking:
            add(tally, "not_planned", periods.name, periods.duty, max(0, periods.needed - periods.planned[period]))
        for slot, period in enumerate(periods.of) if lacking else ():
            cause = periods.missing[self.slot + slot]
            if cause != DONE and period in lacking:
                tally[CAUSES[cause], periods.name, periods.duty, 0] += 1


def whole_days(task: Task, first: int, last: int) -> int:
    """On how many days the whole stretch that a rolling window looks back on lies in the observation."""
    assert task.stretch_last is not None
    return max(0, last + 1 - int(task.stretch_last[first]))


def count_gaps(tally: Tally, periods: Periods, gaps: Iterable[tuple[int, int]], unmet: Collection[int]) -> None:
    """Gaps, each from one day to another, under a measure that says how many periods that were not met they touch: `gap_0`, `gap_1`, …;
    those of a rolling window are all `gap_0`."""
    body, duty = periods.name, periods.duty
    for first, last in gaps:
        touched = 0
        if unmet:
            begin, end = bisect_right(periods.starts, first) - 1, bisect_right(periods.starts, last) - 1
            touched = sum(period in unmet for period in range(begin, end + 1))
        tally[f"gap_{touched}", body, duty, last - first] += 1
