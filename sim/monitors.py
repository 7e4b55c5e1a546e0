"""Monitors: they watch acts as they happen and keep what `judge` would say of the finished trace."""

from __future__ import annotations

import numpy as np

from zeren.sim.program import Program, Task
from zeren.sim.tally import Tally, add


class DutyMonitor:
    """Watches one duty of one body; acts come in the order of time."""

    __slots__ = ("covered", "days", "first", "gaps", "in_time", "last", "latest", "own", "seen", "started", "task", "uncovered")

    def __init__(self, program: Program, task: Task) -> None:
        self.task = task
        self.first = max(program.observed, program.kinds[task.kind].started)
        self.last = program.days - 1
        periods = len(task.slots.due)
        self.in_time, self.own = [0] * periods, [0] * periods
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
        again = day == self.latest
        if self.started is None:
            self.started = day
        elif not (again and self.task.distinct_days):
            self.gaps.append((self.latest, day))
        if not self.task.distinct_days or (period, day) not in self.seen:
            self.own[period] += 1
            self.in_time[period] += in_time
        if self.task.distinct_days:
            self.seen.add((period, day))
        if self.task.window == "rolling" and not (again and self.task.distinct_days):
            self._cover(day)
            self.days = [*self.days, day][-self.task.slots.needed :]
        self.latest = day

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
        found = [] if task.window == "rolling" else self.statuses()
        count_gaps(tally, task, body, self.gaps, found)
        if task.window == "rolling":
            self._cover(self.last + 1)
            add(tally, "uncovered", body, duty, self.uncovered)
            add(tally, "assessable", body, duty, self.covered)
            return
        for period, status in found:
            tally[status, body, duty, 0] += 1
            if status in ("late", "no_performance"):
                add(tally, "not_planned", body, duty, max(0, slots.needed - int((slots.period == period).sum())))

    def statuses(self) -> list[tuple[int, str]]:
        """Each observed period with how it was met."""
        slots, found = self.task.slots, []
        for period in range(len(slots.due)):
            if slots.end[period] < self.first or slots.first[period] > self.last:
                continue
            if self.in_time[period] >= slots.needed:
                status = "met"
            elif slots.first[period] < self.first or slots.due[period] > self.last:
                status = "not_assessable"
            elif self.own[period] >= slots.needed:
                status = "late"
            else:
                status = "no_performance"
            found.append((period, status))
        return found


def count_gaps(tally: Tally, task: Task, body: str, gaps: list[tuple[int, int]], statuses: list[tuple[int, str]]) -> None:
    """Gaps under a measure that says how many periods that were not met they touch: `gap_0`, `gap_1`, …; those of a rolling window
    are all `gap_0`."""
    unmet = {period for period, status in statuses if status != "met"}
    for first, last in gaps:
        touched = 0
        if statuses:
            begin, end = (int(place) for place in np.searchsorted(task.slots.first, [first, last], side="right") - 1)
            touched = sum(period in unmet for period in range(begin, end + 1))
        tally[f"gap_{touched}", body, task.duty, last - first] += 1


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
        if len(self.waiting) > 1:
            self.waiting.sort()
        for _, level, act, read in self.waiting:
            if not read:
                self.carried[level, act] = self.day if level == 0 else self.newest[level]
                continue
            fact, before = self.carried.pop((level, act)), self.newest[level + 1]
            if fact is not None and (before is None or fact > before):
                self.newest[level + 1] = fact
            self.arrivals[level + 1].append((self.day, self.newest[level + 1], None if before is None else self.day - before))
        self.waiting.clear()

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
