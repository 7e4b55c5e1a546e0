"""What a log shows of plans: how long after its planned moment each performance came, and which never came."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import msgspec

from zeren.fitting.seen import Act, Place, Seen, matched
from zeren.model.language.calendar import ONE_DAY, Period
from zeren.model.language.organisation import Organisation
from zeren.model.language.units import units
from zeren.sim.plans import compile_program
from zeren.sim.program import DAY, Program, Task, body_name

Idle = Mapping[tuple[str, str], Sequence[tuple[int, int]]]  # by body and office, the seconds over which nobody acted


def program_over(organisation: Organisation, first: dt.date, last: dt.date) -> Program:
    """The program of an organisation over the days of a log, which may lie before those that its file simulates."""
    file = organisation.file
    start = file.from_
    while start > first:
        start = start.replace(year=start.year - 1, day=min(start.day, 28) if start.month == 2 else start.day)
    years = last.year - start.year + 1
    return compile_program(
        msgspec.structs.replace(organisation, file=msgspec.structs.replace(file, from_=start, years=max(years, 1), warm_up=0))
    )


class Planned:
    """The performances that an organisation plans over the seconds that a log tells of."""

    def __init__(self, organisation: Organisation, program: Program, start: int, end: int) -> None:
        self.organisation, self.program, self.start, self.end = organisation, program, start, end

    def periods(self, task: Task) -> list[Period]:
        days = zip(task.slots.first.tolist(), task.slots.end.tolist(), strict=True)
        return [Period(self.program.start + first * ONE_DAY, self.program.start + last * ONE_DAY) for first, last in days]


def plans_seen(seen: Seen, planned: Planned, acts: Mapping[tuple[str, str], Sequence[Act]], idle: Idle) -> None:
    """Put every performance beside its planned moment."""
    program, file = planned.program, planned.organisation.file
    starts = {name: unit.started for name, unit in units(planned.organisation).items()}
    for task in program.tasks:
        kind = program.kinds[task.kind]
        key = f"{kind.name}/{task.duty}"
        name = key if key in file.plans else task.duty
        if name not in file.plans:
            continue
        at: Place = ("plans", name)
        if task.slots.span.any() and task.delay is not None:
            seen.why[*at, "delay"] = seen.why[*at, "skipped"] = "random"
            continue
        if task.wait is not None:
            seen.why[*at, "delay"] = "waits"
        office = file.plans[name].office
        named = {one.name: place for place, one in enumerate(planned.periods(task))}
        for body in range(kind.count):
            own = body_name(kind, body)
            if starts.get(own) is None or (starts[own] or dt.date.min) <= program.start + dt.timedelta(seconds=planned.end):
                _body(seen, planned, task, at, own, acts.get((own, task.duty), ()), idle.get((own, office or ""), ()), named)


def _body(
    seen: Seen,
    planned: Planned,
    task: Task,
    at: Place,
    body: str,
    acts: Sequence[Act],
    idle: Sequence[tuple[int, int]],
    named: Mapping[str, int],
) -> None:
    slots, end = task.slots, planned.end
    bases, periods = slots.base.tolist(), slots.period.tolist()
    found = matched([_settled(act, task, named) for act in acts], bases, periods)
    most = 0 if task.wait is None else task.wait.most
    for place, base in enumerate(bases):
        latest = base + int(slots.span[place]) + most  # without a delay it is done by then, once the office acts
        if base < planned.start or latest >= end:
            continue
        act = found.get(place)
        if task.wait is not None or slots.span[place]:
            if act is not None or not any(begin <= latest and over >= end for begin, over in idle):
                seen.trial((*at, "skipped"), body, act is None)
            continue
        if act is None:
            waits = next((begin for begin, over in idle if over >= end), end)
            if waits > base:
                seen.length((*at, "delay"), waits - base, math.inf, body)
            continue
        if act.last < base:
            seen.early[*at, "delay"] += 1
            seen.trial((*at, "skipped"), body, 0)  # done, though no delay says when
            continue
        since = next((begin for begin, over in idle if over == act.last and act.first == act.last), act.first)
        seen.length((*at, "delay"), since - base, act.last - base, body)


def _settled(act: Act, task: Task, named: Mapping[str, int]) -> Act:
    """An act with the place of its period, and of its planned performance if both say the same."""
    period = named.get(act.named) if act.named is not None else None
    slot = act.slot
    if slot is not None and (slot >= task.slots.count or (period is not None and int(task.slots.period[slot]) != period)):
        slot = None
    return act._replace(period=period, slot=slot)


def at_day(program: Program, day: dt.date) -> tuple[int, int]:
    """The first and the last second of a day of the program."""
    first = (day - program.start).days * DAY
    return first, first + DAY - 1
