"""Monitors: they watch acts as they happen and keep what `judge` would say of the finished trace."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from zeren.sim.program import Program, Task
from zeren.sim.tally import Tally, add


class Periods:
    """The periods of a task as plain lists, made once for all its bodies."""

    __slots__ = ("due", "end", "first", "planned", "task")

    def __init__(self, task: Task) -> None:
        self.task = task
        self.first: list[int] = task.slots.first.tolist()
        self.due: list[int] = task.slots.due.tolist()
        self.end: list[int] = task.slots.end.tolist()
        self.planned: list[int] = np.bincount(task.slots.period, minlength=len(self.due)).tolist()


class DutyMonitor:
    """Watches one duty of one body; acts come in the order of time."""

    __slots__ = (
        "covered",
        "days",
        "distinct",
        "first",
        "gaps",
        "in_time",
        "last",
        "latest",
        "own",
        "periods",
        "rolling",
        "seen",
        "started",
        "task",
        "uncovered",
    )

    def __init__(self, program: Program, periods: Periods) -> None:
        self.periods, self.task = periods, periods.task
        task = self.task
        self.distinct, self.rolling = task.distinct_days, task.window == "rolling"
        self.first = max(program.observed, program.kinds[task.kind].started)
        self.last = program.days - 1
        self.in_time, self.own = [0] * len(periods.due), [0] * len(periods.due)
        self.started: int | None = None
        self.latest = -1
        self.gaps: list[tuple[int, int]] = []  # from which day to which
        self.days: list[int] = []  # the latest `needed` days, for a rolling window
        self.seen: set[tuple[int, int]] = set()  # periods and days, where several acts of one day count as one
        self.uncovered = self.covered = 0

    def performed(self, day: int, period: int, in_time: bool) -> None:
        """An act on a day, for a period."""
        if day < self.first:
            return
        latest = self.latest
        self.latest = day
        again = self.distinct and day == latest
        if self.started is None:
            self.started = day
        elif not again:
            self.gaps.append((latest, day))
        if not self.distinct:
            self.own[period] += 1
            if in_time:
                self.in_time[period] += 1
        elif (period, day) not in self.seen:
            self.seen.add((period, day))
            self.own[period] += 1
            self.in_time[period] += in_time
        if self.rolling and not again:
            self._cover(day)
            self.days = [*self.days, day][-self.task.slots.needed :]

    def _cover(self, until: int) -> None:
        """Count the days from the latest act to the day before `until`."""
        assert self.task.stretch_last is not None
        begin = self.first if self.started is None or not self.days else self.days[-1]
        enough = len(self.days) >= self.task.slots.needed
        before = self.days[0] + 1 if enough else self.first
        short_from = max(begin, int(self.task.stretch_last[before]))
        short = max(0, until - short_from)
        self.uncovered += short
        self.covered += max(0, until - begin) if enough else short

    def finish(self, tally: Tally, body: str) -> None:
        """Add what was seen to a tally."""
        task, slots = self.task, self.task.slots
        duty = task.duty
        if self.first > self.last:
            return
        if self.started is None:
            add(tally, "open_gap", body, duty, 1, self.last - self.first)
        else:
            if self.started > self.first:
                add(tally, "open_gap", body, duty, 1, self.started - self.first)
            if self.latest < self.last:
                add(tally, "open_gap", body, duty, 1, self.last - self.latest)
        found = [] if self.rolling else self.statuses()
        count_gaps(tally, self.periods, body, self.gaps, found)
        if task.window == "rolling":
            self._cover(self.last + 1)
            add(tally, "uncovered", body, duty, self.uncovered)
            add(tally, "assessable", body, duty, self.covered)
            return
        for period, status in found:
            tally[status, body, duty, 0] += 1
            if status in ("late", "no_performance"):
                add(tally, "not_planned", body, duty, max(0, slots.needed - self.periods.planned[period]))

    def statuses(self) -> list[tuple[int, str]]:
        """Each observed period with how it was met."""
        needed, found = self.task.slots.needed, []
        for period, (first, due, end) in enumerate(zip(self.periods.first, self.periods.due, self.periods.end, strict=True)):
            if end < self.first or first > self.last:
                continue
            if self.in_time[period] >= needed:
                status = "met"
            elif first < self.first or due > self.last:
                status = "not_assessable"
            elif self.own[period] >= needed:
                status = "late"
            else:
                status = "no_performance"
            found.append((period, status))
        return found


def count_gaps(tally: Tally, periods: Periods, body: str, gaps: list[tuple[int, int]], statuses: list[tuple[int, str]]) -> None:
    """Gaps under a measure that says how many periods that were not met they touch: `gap_0`, `gap_1`, …; those of a rolling window
    are all `gap_0`."""
    unmet = {period for period, status in statuses if status != "met"}
    for first, last in gaps:
        touched = 0
        if unmet:
            begin, end = (bisect_right(periods.first, day) - 1 for day in (first, last))
            touched = sum(period in unmet for period in range(begin, end + 1))
        tally[f"gap_{touched}", body, periods.task.duty, last - first] += 1


class AgeMonitor:
    """Watches what comes up one chain of bodies: the age of the newest fact at every level above the lowest.

    Steps of one day are taken in `tie_order` once the day is over, as the definition has it.
    """

    __slots__ = ("arrivals", "carried", "day", "newest", "order", "waiting")

    def __init__(self, levels: int, order: str) -> None:
        self.order = order
        self.newest: list[int | None] = [None] * levels
        self.carried: dict[tuple[int, int], int | None] = {}
        self.waiting: list[tuple[int, int, int, int]] = []  # rank, level, act, and 0 for handing in or 1 for having been read
        self.day = -1
        self.arrivals: list[list[tuple[int, int | None, int | None]]] = [[] for _ in range(levels)]

    def step(self, day: int, level: int, act: int, read: int, seeded: int) -> None:
        """A report of a level is handed in (`read` 0) or has been read by the level above (1)."""
        if day != self.day:
            self.settle()
            self.day = day
        rank = level if self.order == "lower_first" else -level if self.order == "upper_first" else seeded
        self.waiting.append((rank, level, act, read))

    def settle(self) -> None:
        """Take the steps of the day that is over."""
        waiting, day, newest = self.waiting, self.day, self.newest
        if len(waiting) > 1:
            waiting.sort()
        for _, level, act, read in waiting:
            if not read:
                self.carried[level, act] = day if level == 0 else newest[level]
                continue
            fact, before = self.carried.pop((level, act)), newest[level + 1]
            if fact is not None and (before is None or fact > before):
                newest[level + 1] = fact
            self.arrivals[level + 1].append((day, newest[level + 1], None if before is None else day - before))
        waiting.clear()

    def finish(self, tally: Tally, program: Program, chain: tuple[int, ...]) -> None:
        """Add the runs of the age at every level to a tally."""
        self.settle()
        for level in range(1, len(chain)):
            count_runs(tally, program, chain[0], chain[level], [(day, fact) for day, fact, _ in self.arrivals[level]])


def count_runs(tally: Tally, program: Program, source: int, receiver: int, arrivals: list[tuple[int, int | None]]) -> None:
    """The runs over which the age at a receiver grows day by day, from the days of arrival and the newest fact known then."""
    body, what = program.kinds[receiver].name, program.kinds[source].name
    fact, since = None, 0
    for day, newest in [*arrivals, (program.days, None)]:
        if day > program.days:
            continue
        if fact is not None and (day == program.days or newest != fact):
            begin, end = max(since, program.observed), day - 1
            if begin <= end:
                tally["age_from", body, what, begin - fact] += 1
                tally["age_to" if day < program.days else "age_still", body, what, end - fact] += 1
        if day < program.days and newest != fact:
            fact, since = newest, day
        elif day == program.days:
            return
