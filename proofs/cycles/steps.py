"""From one performance of a duty to the next: how late it can be, for every day of the calendar's cycle.

Day 0 is 1 January 2026. A table holds, for each of the 146,097 days of a cycle, how many days lie between it and
the answer; the day as many days into the next cycle has the same entry (`repeats` checks that it has).
"""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zeren.model.language.calendar import CYCLE_DAYS, CYCLE_YEARS, MONTHS, day_of_year
from zeren.model.language.statements import Span

Days = NDArray[np.int32]
Kind = Literal["calendar", "anchored", "rolling", "fixed"]

ORIGIN = dt.date(2026, 1, 1)
_KEPT = 48  # tables of each kind that are kept, of a megabyte or more
_MARGIN = 3000  # days before the first cycle and after the second for which there are tables
_ALWAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int32)  # the days that a month has in every year
SHORTEST: dict[Span, int] = {"week": 7, "month": 28, "quarter": 90, "half_year": 181, "year": 365}


class Rule(NamedTuple):
    """A wording: at least `needed` performances per period, `distance` days apart or more; or on fixed days of the year.

    `by` is the day of the year up to which the performances of a year are in time, where that is not its last, and
    `anchor` the day from which a body counts its periods, where that is known.
    """

    needed: int = 1
    per: Span = "year"
    distance: int = 0
    fixed: tuple[str, ...] = ()
    by: str = ""
    anchor: dt.date | None = None

    @property
    def packed(self) -> int:
        """The days from the first to the last of the performances of a period, when they are as close as may be."""
        return (self.needed - 1) * self.distance

    @property
    def possible(self) -> bool:
        """Whether performances so far apart fit into every period."""
        return bool(self.fixed) or self.needed * self.distance <= (day_of(day_of_year(2026, self.by)) if self.by else SHORTEST[self.per])


class Step(NamedTuple):
    """For each day: the best day on or before it to perform, and the latest and the earliest day for the next performance after that one.

    All are differences to the day itself. On an earlier day than `earliest`, fewer periods would be left out between the two.
    """

    act: Days
    following: Days
    earliest: Days


def date_of(day: int) -> dt.date:
    """The date of a day counted from 1 January 2026."""
    return ORIGIN + dt.timedelta(days=int(day))


def day_of(date: dt.date) -> int:
    """The day, counted from 1 January 2026, of a date."""
    return (date - ORIGIN).days


@lru_cache(maxsize=_KEPT)
def step(rule: Rule, kind: Kind, missed: int = 0, turn: int = 0) -> Step:
    """The table of a wording, with so many whole periods left out between the two performances.

    Calendar and anchored: a last performance as early in its period as the others allow, the next as late in the
    period after as the others allow. Rolling: of the last `needed` performances each must have its successor so many
    performances later before its stretch has passed. `turn` computes it for a later cycle.
    """
    if (whole := (missed - 1) // _periods_of_cycle(rule)) > 0:  # as many periods as a cycle has are one cycle of days
        one = step(rule, kind, missed - whole * _periods_of_cycle(rule), turn)
        return Step(one.act, one.following + whole * CYCLE_DAYS, one.earliest + whole * CYCLE_DAYS)
    days = cycle() + turn * CYCLE_DAYS
    here = np.zeros(CYCLE_DAYS, dtype=np.int32)
    soon = np.full(CYCLE_DAYS, max(1, rule.distance), dtype=np.int32)
    packed, needed, distance = rule.packed, rule.needed, rule.distance
    if kind == "fixed":
        return _fixed(rule, days, missed)
    if kind == "anchored" and rule.anchor is not None:
        return _anchored(rule, days, missed, rule.anchor)
    if kind == "anchored":
        starts = days - packed
        starts -= np.isin(starts, leap_days() + (turn - 1) * CYCLE_DAYS)  # no period starts on a 29 February
        earliest = later(starts, rule.per, missed + 1) - days if missed else soon
        return Step(here, later(starts, rule.per, missed + 2) - 1 - packed - days, earliest)
    if kind == "rolling":
        latest = [limit(days - packed + place * distance, rule.per) - place * distance for place in range(needed)]
        return Step(here, np.minimum.reduce(latest) - days, soon)
    first = period_start(days, rule.per)
    done = np.minimum((days - first) // distance + 1, needed) if distance else np.full(CYCLE_DAYS, needed, dtype=np.int32)
    within = _last(first, rule, 0) - (needed - done - 1) * distance
    beyond = _last(first, rule, missed + 1) - packed
    if missed:  # early in a period that must still be met, the end of the period before is better
        before = first - 1
        act = np.where(done >= needed, here, before - days)
        earliest = np.where(done >= needed, later(first, rule.per, missed + 1), later(first, rule.per, missed)) - days
        return Step(act, np.where(done >= needed, beyond, _last(first, rule, missed) - packed) - days, earliest)
    return Step(here, np.where(done >= needed, beyond, within) - days, soon)


def _anchored(rule: Rule, days: Days, missed: int, anchor: dt.date) -> Step:
    """Periods counted from a known day, as those of the calendar are from its first."""
    starts = _starts(anchor, rule.per)
    place = np.searchsorted(starts, days, side="right") - 1
    first, needed, distance = starts[place], rule.needed, rule.distance
    done = np.minimum((days - first) // distance + 1, needed) if distance else np.full(CYCLE_DAYS, needed, dtype=np.int32)
    early = done < needed
    if missed:  # the end of the period before is better than a day on which this one is not met yet
        act = np.where(early, first - 1 - days, 0)
        next_one = place + missed + np.where(early, 0, 1)
        return Step(act, starts[next_one + 1] - 1 - rule.packed - days, starts[next_one] - days)
    within, beyond = starts[place + 1] - 1 - (needed - done - 1) * distance, starts[place + 2] - 1 - rule.packed
    soon = np.full(CYCLE_DAYS, max(1, distance), dtype=np.int32)
    return Step(np.zeros(CYCLE_DAYS, dtype=np.int32), np.where(early, within, beyond) - days, soon)


def _starts(anchor: dt.date, per: Span) -> Days:
    """The first days of all periods counted from a day, from before the first cycle to after the third."""
    if per == "week":
        return np.arange(day_of(anchor) % 7 - _MARGIN // 7 * 7, 3 * CYCLE_DAYS + _MARGIN, 7, dtype=np.int32)
    firsts, _, _ = _months()
    months = np.arange((anchor.month - 1) % MONTHS[per], len(firsts) - 1, MONTHS[per])
    into = anchor.day - 1
    return np.asarray(np.where(into < _ALWAYS[months % 12], firsts[months] + into, firsts[months + 1]))


def _last(first: Days, rule: Rule, periods: int) -> Days:
    """The last day in time of the period so many periods after the one that begins on each day."""
    if not rule.by:
        return later(first, rule.per, periods + 1) - 1
    firsts, month, _ = _months()
    named, day = (int(part) for part in rule.by.split("-"))
    begins = later(first, "year", periods)
    whole = begins // CYCLE_DAYS
    wanted = month[begins - whole * CYCLE_DAYS + _MARGIN] + 12 * CYCLE_YEARS * whole + named - 1
    return np.asarray(np.minimum(firsts[wanted] + day, firsts[wanted + 1]) - 1)


def _fixed(rule: Rule, days: Days, missed: int) -> Step:
    """Performances on the same days of every year."""
    years = range(ORIGIN.year - 2, ORIGIN.year + 4 * CYCLE_YEARS)
    dates = np.array(sorted(day_of(day_of_year(year, one)) for year in years for one in rule.fixed), dtype=np.int32)
    place = np.searchsorted(dates, days, side="right") - 1
    following = dates[place + 1 + missed] - days
    return Step(dates[place] - days, following, following)


def _periods_of_cycle(rule: Rule) -> int:
    """How many periods, or fixed days, a cycle of the calendar has."""
    if rule.fixed:
        return len(rule.fixed) * CYCLE_YEARS
    return CYCLE_DAYS // 7 if rule.per == "week" else 12 * CYCLE_YEARS // MONTHS[rule.per]


def later(days: Days, per: Span, periods: int) -> Days:
    """For each day, the first day after so many periods that begin on it (`later` of the calendar)."""
    return days + 7 * periods if per == "week" else np.asarray(_later(MONTHS[per] * periods)[days + _MARGIN])


def limit(days: Days, per: Span) -> Days:
    """For each day, the last day of the stretch that runs from it (`limit` of the calendar)."""
    return days + 7 if per == "week" else np.asarray(_limit(MONTHS[per])[days + _MARGIN])


def period_start(days: Days, per: Span) -> Days:
    """For each day, the first day of its period of the calendar; weeks begin on a Monday."""
    if per == "week":
        return days - (days + ORIGIN.weekday()) % 7
    firsts, months, _ = _months()
    return np.asarray(firsts[(months // MONTHS[per] * MONTHS[per])[days + _MARGIN]])


@lru_cache(maxsize=_KEPT)
def _later(months: int) -> Days:
    firsts, month, into = _months()
    wanted = month + months
    return np.asarray(np.where(into < _ALWAYS[wanted % 12], firsts[wanted] + into, firsts[wanted + 1]))


@lru_cache(maxsize=_KEPT)
def _limit(months: int) -> Days:
    firsts, month, into = _months()
    wanted = month + months
    return np.asarray(np.minimum(firsts[wanted] + into, firsts[wanted + 1] - 1))


@cache
def _months() -> tuple[Days, Days, Days]:
    """The first day of every month from January 2006, the month of every day, and how many days of it have passed."""
    years = range(ORIGIN.year - 20, ORIGIN.year + 4 * CYCLE_YEARS)
    firsts = np.array([day_of(dt.date(year, month, 1)) for year in years for month in range(1, 13)], dtype=np.int32)
    days = np.arange(-_MARGIN, 2 * CYCLE_DAYS + _MARGIN, dtype=np.int32)
    month = (np.searchsorted(firsts, days, side="right") - 1).astype(np.int32)
    return firsts, month, np.asarray(days - firsts[month])


@cache
def leap_days() -> Days:
    """The 29 Februaries of three cycles, as days."""
    years = range(ORIGIN.year, ORIGIN.year + 3 * CYCLE_YEARS)
    return np.array([day_of(dt.date(year, 2, 29)) for year in years if isleap(year)], dtype=np.int32)


@cache
def before_leap_day() -> Days:
    """For each day of a cycle, the last day of the stretch of days from it that hold no 29 February."""
    leaps = leap_days()
    return np.asarray(leaps[np.searchsorted(leaps, cycle())] - 1)


@cache
def cycle() -> Days:
    """The days of one cycle."""
    return np.arange(CYCLE_DAYS, dtype=np.int32)


@lru_cache(maxsize=4_096)
def repeats(rule: Rule, kind: Kind, missed: int = 0) -> bool:
    """Whether the next cycle of the calendar has the same table, entry by entry; then so has every cycle.

    The length of a month depends on its year modulo 400, and 146,097 days are whole weeks, so a table is a function
    of the day's place in its cycle; this checks that it is.
    """
    one, other = step(rule, kind, missed), step(rule, kind, missed, 1)
    return all(bool(np.array_equal(own, next_one)) for own, next_one in zip(one, other, strict=True))
