"""What a case says of duties in time: whether each was fulfilled, under every reading that is left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import pairwise, product

import msgspec

from zeren.model.language.calendar import Period, read_period
from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty, Duty
from zeren.model.language.trace import Act
from zeren.model.meaning.answer import DutyAnswer, DutyUnder, PeriodAnswer
from zeren.model.meaning.fulfilment import Instance, Record, Window, count, judge_duty
from zeren.model.meaning.judge import window_of

_VERDICTS: dict[bool | None, Certainty] = {True: "certain", False: "excluded", None: "possible"}
# The starts from which periods can be counted; a leap year holds one of every kind.
STARTS = tuple(dt.date(2024, 1, 1) + dt.timedelta(days=day) for day in range(366))


def judge_case(regulation: Regulation, case: Case, fixed: Mapping[str, str]) -> tuple[DutyAnswer, ...]:
    """Whether each duty of which the case lists the performances was fulfilled by each who performed it."""
    if (observed := observed_days(case)) is None:
        return ()
    named = case.observed.duties if case.observed else ()
    found: list[DutyAnswer] = []
    for duty in regulation.file.duties:
        acts = [act for act in case.performances if act.duty == duty.id]
        idle = [by for by, _, name in (one.rpartition(".") for one in named) if by and name == duty.id]
        performers = list(dict.fromkeys([*(act.by for act in acts), *idle])) or ([duty.who or ""] if duty.id in named else [])
        for by in performers:
            counted = [act for act in acts if act.by == by and act.received]
            own = [Act(duty.id, by, act.on, read_period(act.for_) if act.for_ else None) for act in counted]
            found.append(_judged(regulation, duty, by, own, observed, fixed))
    return tuple(found)


def observed_days(case: Case) -> Period | None:
    """The days over which a case lists performances: as stated, otherwise the whole years up to the day on which it arose."""
    if case.observed is not None:
        return Period(case.observed.from_, case.observed.to)
    if not case.performances:
        return None
    days = [act.on for act in case.performances]
    last = dt.date(max(days).year, 12, 31) if case.arose is None else max(case.arose, *days)
    return Period(dt.date(min(days).year, 1, 1), last)


def _judged(regulation: Regulation, duty: Duty, by: str, acts: list[Act], observed: Period, fixed: Mapping[str, str]) -> DutyAnswer:
    rows = _merged(regulation, [_under(regulation, duty, acts, observed, readings) for readings in _readings(regulation, duty)])
    inside = [row for row in rows if all(fixed.get(name, option) == option for name, option in row.readings.items())]
    verdicts = {row.complies for row in inside}
    complies: Certainty = verdicts.pop() if len(verdicts) == 1 else "possible"
    days = sorted(act.on for act in acts)
    gaps = tuple((last - first).days for first, last in pairwise(days))
    return DutyAnswer(
        duty=duty.id,
        by=by,
        article=duty.article,
        observed=(observed.first, observed.last),
        complies=complies,
        gap_days=max(gaps, default=None),
        open_gap_days=(observed.last - (days[-1] if days else observed.first)).days,
        gaps=gaps,
        under=tuple(inside),
        outside_stance=tuple(row for row in rows if row not in inside and row.complies != complies),
    )


def _merged(regulation: Regulation, rows: list[DutyUnder]) -> list[DutyUnder]:
    """The rows without the reading on acts of one day, under each window where it makes no difference."""
    windows = regulation.file.windows
    if windows is None or windows.same_day is None:
        return rows
    found: list[DutyUnder] = []
    for row in rows:
        rest = {name: option for name, option in row.readings.items() if name != windows.same_day.reading}
        alike = [one for one in rows if one.readings.get(windows.reading) == row.readings.get(windows.reading)]
        if any(msgspec.structs.replace(one, readings=rest) != msgspec.structs.replace(row, readings=rest) for one in alike):
            found.append(row)
        elif row is alike[0]:
            found.append(msgspec.structs.replace(row, readings=rest))
    return found


def _readings(regulation: Regulation, duty: Duty) -> Iterator[dict[str, str]]:
    """Every combination of the readings that decide how the performances of a duty are counted."""
    windows = regulation.file.windows
    choices: list[list[tuple[str, str]]] = []
    if duty.if_read is not None:
        choices.append([(duty.if_read.reading, option) for option in regulation.readings[duty.if_read.reading].one_of])
    if windows is not None and duty.within is None:
        choices.append([(windows.reading, option) for option in (windows.calendar, windows.rolling, windows.anchored)])
        if windows.same_day is not None and (duty.at_least or 1) > 1:
            choices.append([(windows.same_day.reading, option) for option in (windows.same_day.distinct, windows.same_day.allowed)])
    for chosen in product(*choices):
        yield dict(chosen)


def _under(regulation: Regulation, duty: Duty, acts: list[Act], observed: Period, readings: dict[str, str]) -> DutyUnder:
    """A duty once its readings are fixed; where nobody says from when a body counts its periods, from any day."""
    duty = as_read(duty, readings)
    if duty.at_least is None and duty.by is None:
        return DutyUnder(readings, "possible")  # no number to measure by
    window = window_of(regulation, readings, None)
    if window.kind != "anchored":
        record = judge_duty(duty, acts, observed, window)
        complies = _VERDICTS[record.complies]
        periods = tuple(_period(one, window) for one in record.instances)
        return DutyUnder(readings, complies, periods, record.uncovered_days if window.kind == "rolling" else None)
    verdicts: set[bool | None] = set()
    for start in STARTS:
        verdicts.add(_from(start, duty, acts, observed, window).complies)
        if len(verdicts) > 1:
            return DutyUnder(readings, "possible")
    return DutyUnder(readings, _VERDICTS[verdicts.pop()])


def as_read(duty: Duty, readings: Mapping[str, str]) -> Duty:
    """A duty with the number that it has under these readings, if one of them gives it one."""
    read = duty.if_read
    if read is None or readings.get(read.reading) != read.option:
        return duty
    return msgspec.structs.replace(duty, at_least=read.at_least, per=read.per)


def _from(start: dt.date, duty: Duty, acts: list[Act], observed: Period, window: Window) -> Record:
    return judge_duty(duty, acts, observed, Window("anchored", start, window.distinct_days))


def _period(one: Instance, window: Window) -> PeriodAnswer:
    return PeriodAnswer(one.period.name, one.due, one.status, count(one.acts, window), one.needed)
