"""Counting the records of one duty of one body, fast enough for very long logs; a test holds it to `judge`."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from zeren.logs.read import Entry
from zeren.model.language.calendar import ONE_DAY, Period, limit
from zeren.model.language.statements import Duty, Span
from zeren.model.language.trace import Act
from zeren.model.meaning.fulfilment import Window, counts_for, deadline


class Hole(NamedTuple):
    """A period, or a run of days, for which the log holds fewer records in time than needed; `found` counts late ones too."""

    period: Period
    due: dt.date
    found: int
    needed: int
    status: Literal["late", "no_record", "uncovered"]


class Count(NamedTuple):
    """What the log says of one duty of one body; a rolling window counts days where fixed ones count periods."""

    met: int
    late: int
    no_record: int
    not_assessable: int
    covered_days: int
    uncovered_days: int
    holes: tuple[Hole, ...]
    longest_gap: int | None
    open_gap: int
    next_due: dt.date | None


def count(duty: Duty, entries: Sequence[Entry], observed: Period, window: Window) -> Count:
    """Count the records of one duty of one body, given in the order of their dates."""
    per: Span = duty.per or "year"
    needed = duty.at_least or 1
    days = [entry.on for entry in entries]
    if window.distinct_days:
        days = list(dict.fromkeys(days))
    longest = max(((later - earlier).days for earlier, later in pairwise(days)), default=None)
    open_gap = (observed.last - (days[-1] if days else observed.first)).days
    if window.kind == "rolling" and duty.by is None:
        covered, holes = _stretches(days, per, needed, observed)
        short = sum(one.period.days for one in holes)
        due = limit(days[-needed] if len(days) >= needed else observed.first - ONE_DAY, per)
        return Count(0, 0, 0, 0, covered, short, holes, longest, open_gap, due)
    fixed = window if window.kind != "rolling" else Window(distinct_days=window.distinct_days)
    return _fixed(duty, per, needed, entries, observed, fixed)._replace(longest_gap=longest, open_gap=open_gap)


def _fixed(duty: Duty, per: Span, needed: int, entries: Sequence[Entry], observed: Period, window: Window) -> Count:
    fixed = periods_of(observed, per, window, duty.by)
    own: list[list[dt.date]] = [[] for _ in fixed.every]
    for entry in entries:
        if (place := fixed.place(entry.on, entry.period)) is not None:
            own[place].append(entry.on)
    met = not_assessable = late = 0
    holes: list[Hole] = []
    next_due: dt.date | None = None
    for (period, due), days in zip(fixed.every, own, strict=True):
        if window.distinct_days:
            days = list(dict.fromkeys(days))
        in_time = days if not days or days[-1] <= due else [day for day in days if day <= due]
        if len(in_time) >= needed:
            met += 1
            continue
        if due > observed.last and next_due is None:
            next_due = due
        if period.first < observed.first or due > observed.last:
            not_assessable += 1
            continue
        late += len(days) >= needed
        holes.append(Hole(period, due, len(days), needed, "late" if len(days) >= needed else "no_record"))
    if next_due is None:
        next_due = fixed.next_due
    return Count(met, late, len(holes) - late, not_assessable, 0, 0, tuple(holes), None, 0, next_due)


class Periods:
    """Every fixed period that the observation touches, with its last day for a performance, and what falls into which."""

    def __init__(self, observed: Period, per: Span, window: Window, by: str | None) -> None:
        self.per, self.window = per, window
        self.every: list[tuple[Period, dt.date]] = []
        period = window.period(observed.first, per)
        while period.first <= observed.last:
            self.every.append((period, deadline(period, by)))
            period = window.period(period.last + ONE_DAY, per)
        self.next_due = deadline(period, by)
        self.index = {period: place for place, (period, _) in enumerate(self.every)}
        self.places: dict[tuple[dt.date, Period | None], int | None] = {}

    def place(self, day: dt.date, named: Period | None) -> int | None:
        """Which of the periods a record counts for, if any."""
        key = (day, named)
        if key not in self.places:
            self.places[key] = self.index.get(counts_for(Act("", "", day, named), self.per, self.window))
        return self.places[key]


@lru_cache(maxsize=64)
def periods_of(observed: Period, per: Span, window: Window, by: str | None) -> Periods:
    """The fixed periods of an observation, made once."""
    return Periods(observed, per, window, by)


def _stretches(days: Sequence[dt.date], per: Span, needed: int, observed: Period) -> tuple[int, tuple[Hole, ...]]:
    """How many days are covered, and the runs of days that are not."""
    covered, runs = 0, list[Period]()
    for done in range(len(days) + 1):  # between the records numbered `done` and `done + 1`
        first = days[done - 1] if done else observed.first
        last = days[done] - ONE_DAY if done < len(days) else observed.last
        since = days[done - needed] if done >= needed else observed.first - ONE_DAY
        short = max(first, limit(since, per))
        if done >= needed:
            covered += max(0, (min(last + ONE_DAY, short) - first).days)
        if short <= last:
            if runs and runs[-1].last == short - ONE_DAY:
                runs[-1] = Period(runs[-1].first, last)
            else:
                runs.append(Period(short, last))
    holes = []
    for run in runs:
        recent = [
            day for day in days[max(0, bisect_left(days, run.first) - needed) : bisect_left(days, run.first)] if limit(day, per) > run.first
        ]
        holes.append(Hole(run, run.first, len(recent), needed, "uncovered"))
    return covered, tuple(holes)
