"""How one body fulfilled one duty: which periods it met, which days it left uncovered, how long the gaps were."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from zeren.model.language.calendar import ONE_DAY, Period, anchored_period, calendar_period, day_of_year, limit
from zeren.model.language.statements import Duty, Span
from zeren.model.language.trace import Act

Kind = Literal["calendar", "anchored", "rolling"]
Status = Literal["met", "late", "no_performance", "not_assessable"]


class Window(msgspec.Struct, frozen=True):
    """How periods are counted: fixed ones of the calendar or from a body's own start (`anchor`), or every stretch of that length.

    `distinct_days` says that several acts of one day count as one.
    """

    kind: Kind = "calendar"
    anchor: dt.date | None = None
    distinct_days: bool = False

    def period(self, day: dt.date, per: Span) -> Period:
        """The fixed period that a day falls in."""
        if self.kind == "calendar":
            return calendar_period(day, per)
        if self.kind == "anchored" and self.anchor is not None:
            return anchored_period(day, per, self.anchor)
        raise ValueError(f"a {self.kind} window has no fixed periods" if self.kind == "rolling" else "an anchored window needs its anchor")


class Instance(msgspec.Struct, frozen=True):
    """One period in which a duty was due, with the acts that count for it, and how it was met."""

    period: Period
    due: dt.date
    status: Status
    needed: int
    acts: tuple[Act, ...] = ()


class Gap(msgspec.Struct, frozen=True):
    """The days from one act to the next; where an end of the observation takes the place of an act, at least so many.

    `begun`: whether it begins with an act, and not with the observation.
    """

    first: dt.date
    last: dt.date
    complete: bool = True
    begun: bool = True

    @property
    def days(self) -> int:
        return (self.last - self.first).days


class Record(msgspec.Struct, frozen=True):
    """How one body fulfilled one duty over an observed span; a rolling window has uncovered days in place of instances."""

    instances: tuple[Instance, ...] = ()
    uncovered: tuple[Period, ...] = ()
    assessable_days: int = 0
    gaps: tuple[Gap, ...] = ()

    @property
    def uncovered_days(self) -> int:
        return sum(one.days for one in self.uncovered)

    @property
    def complies(self) -> bool | None:
        """Whether everything that can be assessed was met in time; None where nothing can be."""
        statuses = {one.status for one in self.instances}
        if self.uncovered or statuses & {"late", "no_performance"}:
            return False
        return True if "met" in statuses or self.assessable_days else None

    @property
    def longest_gap(self) -> int | None:
        """The most days between two consecutive acts."""
        return max((gap.days for gap in self.gaps if gap.complete), default=None)


def judge_duty(duty: Duty, acts: Sequence[Act], observed: Period, window: Window) -> Record:
    """How one body fulfilled one duty that recurs, from its acts for this duty; `filings` judges those that an event starts.

    Raises:
        ValueError: if the duty has neither a number nor a day of the year, so that no periods can be counted.
    """
    acts = sorted((act for act in acts if observed.holds(act.on)), key=lambda act: act.on)
    gaps = tuple(gaps_between(acts, observed, window))
    per, needed = duty.per or ("year" if duty.by is not None else None), duty.at_least or 1
    if per is None or duty.within is not None:
        raise ValueError(f"`{duty.id}` names no number and no period")
    if window.kind == "rolling" and duty.by is None:
        days, uncovered = uncovered_days(per, needed, acts, observed, window)
        return Record(uncovered=uncovered, assessable_days=days, gaps=gaps)
    fixed = window if window.kind != "rolling" else Window(distinct_days=window.distinct_days)
    return Record(instances=tuple(instances(per, needed, acts, observed, fixed, duty.by)), gaps=gaps)


# periods ----------------------------------------------------------------------------------------------------


def instances(per: Span, needed: int, acts: Sequence[Act], observed: Period, window: Window, by: str | None = None) -> Iterator[Instance]:
    """Every fixed period that the observation touches, and how it was met."""
    period = window.period(observed.first, per)
    counted = [(counts_for(act, per, window), act) for act in acts]
    while period.first <= observed.last:
        due = deadline(period, by)
        own = tuple(act for belongs_to, act in counted if belongs_to == period)
        in_time = tuple(act for act in own if act.on <= due)
        cut = period.first < observed.first or due > observed.last
        status: Status
        if count(in_time, window) >= needed:
            status = "met"
        elif cut:
            status = "not_assessable"
        elif count(own, window) >= needed:
            status = "late"
        else:
            status = "no_performance"
        yield Instance(period, due, status, needed, own)
        period = window.period(period.last + ONE_DAY, per)


def counts_for(act: Act, per: Span, window: Window) -> Period:
    """The fixed period for which an act counts: the one that its record names, otherwise the one it falls in.

    A record names the period that holds the middle day of what it names; the name of a longer period names none, and neither does
    that of a period which has not begun: what is due in every period is done in each, so no act counts ahead of its period.
    """
    fallen = window.period(act.on, per)
    if act.period is None or act.period.days > fallen.days + 4:  # half-years differ by up to four days
        return fallen
    named = window.period(act.period.first + dt.timedelta(days=act.period.days // 2), per)
    return min(named, fallen)


def deadline(period: Period, by: str | None) -> dt.date:
    """The last day on which a performance is in time: that of the period, or the day of the year (`12-20`) that the duty names."""
    if by is None:
        return period.last
    for year in (period.first.year, period.last.year):
        if period.holds(last := day_of_year(year, by)):
            return last
    return period.last


def count(acts: Sequence[Act], window: Window) -> int:
    """How often acts count: once each, or once a day."""
    return len({act.on for act in acts}) if window.distinct_days else len(acts)


# every stretch ----------------------------------------------------------------------------------------------


def uncovered_days(per: Span, needed: int, acts: Sequence[Act], observed: Period, window: Window) -> tuple[int, tuple[Period, ...]]:
    """How many days can be assessed, and the runs of days that are not covered.

    A day is uncovered if, looking back from its end, a whole stretch of that length holds fewer acts than needed.
    """
    days = sorted({act.on for act in acts}) if window.distinct_days else [act.on for act in acts]
    assessable, runs = 0, list[Period]()
    day = observed.first
    while day <= observed.last:
        so_far = bisect_right(days, day)
        since = days[so_far - needed] if so_far >= needed else observed.first - ONE_DAY
        short = limit(since, per) <= day
        if so_far >= needed or short:
            assessable += 1
        if short:
            if runs and runs[-1].last == day - ONE_DAY:
                runs[-1] = Period(runs[-1].first, day)
            else:
                runs.append(Period(day, day))
        day += ONE_DAY
    return assessable, tuple(runs)


# gaps -------------------------------------------------------------------------------------------------------


def gaps_between(acts: Sequence[Act], observed: Period, window: Window) -> Iterator[Gap]:
    """The gaps between consecutive acts, and the open ones at both ends of the observation."""
    days = sorted({act.on for act in acts}) if window.distinct_days else sorted(act.on for act in acts)
    if not days:
        yield Gap(observed.first, observed.last, complete=False, begun=False)
        return
    if days[0] > observed.first:
        yield Gap(observed.first, days[0], complete=False, begun=False)
    for first, last in pairwise(days):
        yield Gap(first, last)
    if days[-1] < observed.last:
        yield Gap(days[-1], observed.last, complete=False)
