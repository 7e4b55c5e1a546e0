"""The days on which the duties of a body fall due, with the days that an even spacing suggests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from zeren.auditing.coverage import periods_of
from zeren.logs.read import Entry
from zeren.model.language.calendar import ONE_DAY, Period, limit
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.units import Unit, duties_of
from zeren.model.meaning.fulfilment import Window
from zeren.model.meaning.judge import window_of

Works = Callable[[dt.date], bool]


class Due(NamedTuple):
    """A day to put into a calendar: the last working day of an open period, or an evenly spaced day that is only suggested."""

    on: dt.date
    kind: Literal["due", "suggested"]
    duty: Duty
    period: Period
    last: dt.date
    needed: int
    number: int = 0


def working_days(country: str) -> Works:
    """Which days are worked in a country: its weekends and public holidays are not, working weekends are; `none` knows weekends only.

    Raises:
        NotImplementedError: if the country is not known.
    """
    if country == "none":
        return lambda day: day.weekday() < 5
    import holidays

    known = holidays.country_holidays(country)
    return lambda day: bool(known.is_working_day(day))


def due_days(
    regulation: Regulation,
    unit: Unit,
    span: Period,
    readings: Mapping[str, str],
    works: Works,
    entries: Sequence[Entry] = (),
) -> list[Due]:
    """The days on which the duties of a body fall due within a span, in their order.

    Periods that the records (`entries`) already fill are left out, as are those that began before the body did. Under a
    rolling window the next day follows from the last records, or from the day before the span; the days after it suppose
    that each is used to the full.
    """
    found: list[Due] = []
    for duty in duties_of(unit, regulation):
        if duty.within is not None:
            continue
        own = sorted((entry for entry in entries if (entry.body, entry.duty) == (unit.name, duty.id)), key=lambda entry: entry.on)
        window = window_of(regulation, readings, unit.anchor)
        open_ones = _stretches(duty, own, span) if window.kind == "rolling" and duty.by is None else _periods(duty, unit, own, span, window)
        for period, last, missing in open_ones:
            on = _worked(last, period, works)
            found.append(Due(on, "due", duty, period, last, missing))
            needed = duty.at_least or 1
            for number in range(needed - missing, needed) if needed > 1 else ():
                offset = (2 * number + 1) * ((last - period.first).days + 1) // (2 * needed)
                suggested = _worked(period.first + dt.timedelta(days=offset), period, works)
                if span.holds(suggested):
                    found.append(Due(suggested, "suggested", duty, period, last, needed, number + 1))
    return sorted(found, key=lambda one: (one.on, one.duty.id, one.kind, one.period, one.number))


def _periods(duty: Duty, unit: Unit, own: Sequence[Entry], span: Period, window: Window) -> Iterator[tuple[Period, dt.date, int]]:
    """The fixed periods whose last day lies in the span, with how many performances each still lacks."""
    fixed = periods_of(span, duty.per or "year", window if window.kind != "rolling" else Window(), duty.by)
    counted = [fixed.place(entry.on, entry.period) for entry in own]
    for place, (period, last) in enumerate(fixed.every):
        days = [entry.on for entry, where in zip(own, counted, strict=True) if where == place and entry.on <= last]
        missing = (duty.at_least or 1) - len(set(days) if window.distinct_days else days)
        began = unit.started is None or period.first >= unit.started
        if missing > 0 and began and span.holds(last):
            yield period, last, missing


def _stretches(duty: Duty, own: Sequence[Entry], span: Period) -> Iterator[tuple[Period, dt.date, int]]:
    needed, per = duty.at_least or 1, duty.per or "year"
    days = [entry.on for entry in own if entry.on < span.first]
    since = days[-needed] if len(days) >= needed else span.first - ONE_DAY
    while (last := limit(since, per)) <= span.last:
        if last >= span.first:
            yield Period(since + ONE_DAY, last), last, needed
        since = last


def _worked(day: dt.date, period: Period, works: Works) -> dt.date:
    """The last working day up to a day within its period; the day itself if there is none."""
    found = day
    while not works(found):
        found -= ONE_DAY
        if found < period.first:
            return day
    return found
