"""From an organisation and its regulations to a program: which day each performance is planned for, and what it waits for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

import msgspec
import numpy as np

from zeren.model.language.calendar import ONE_DAY, Period, day_of_year, later, limit
from zeren.model.language.lengths import number, seconds
from zeren.model.language.organisation import BodyShape, Organisation, Plan
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.units import Unit, duties_of, goes_up, span, unit_name
from zeren.model.meaning.filings import weekend
from zeren.model.meaning.fulfilment import Window, deadline
from zeren.model.meaning.judge import window_of
from zeren.model.meaning.time_limits import Off
from zeren.sim.asking import asking
from zeren.sim.draws import Ints
from zeren.sim.program import (
    DAY,
    DecisionStream,
    IncidentStream,
    Kind,
    MarkRule,
    Model,
    Office,
    Program,
    Return,
    Slots,
    Task,
    Wait,
)
from zeren.sim.spread import spread

NOON = DAY // 2


def compile_program(organisation: Organisation, models: Mapping[str, Model] | None = None, off: Off = weekend) -> Program:
    """Make an organisation ready for the engines.

    Args:
        models: one's own plans, by duty or by body and duty; they take the place of those in the file.
        off: whether nobody works on a day, where time limits run.

    Raises:
        ValueError: if an own plan is for no duty.
    """
    return _Compiler(organisation, models or {}, off).program()


class _Compiler:
    def __init__(self, organisation: Organisation, models: Mapping[str, Model], off: Off) -> None:
        self.off = off
        self.organisation, self.file, self.models = organisation, organisation.file, models
        self.whole = span(organisation)
        self.names = list(self.file.bodies)
        self.offices = list(self.file.offices)
        self.places: dict[tuple[str, str], int] = {}

    def program(self) -> Program:
        file = self.file
        tasks: list[Task] = []
        plans: list[tuple[Plan, Duty]] = []
        used: set[str] = set()
        for kind, name in enumerate(self.names):
            for duty in self.duties(name):
                key = next((key for key in (f"{name}/{duty.id}", duty.id) if key in self.models or key in file.plans), duty.id)
                used.add(key)
                plan = file.plans.get(key, Plan())
                self.places[name, duty.id] = len(tasks)
                tasks.append(self.task(kind, name, duty, plan, self.models.get(key)))
                plans.append((plan, duty))
        if unused := set(self.models) - used:
            raise ValueError(f"an own plan for `{min(unused)}`, which is no duty of a body here that can be counted")
        tasks = [self.waiting(task, plan, tasks) for task, (plan, _) in zip(tasks, plans, strict=True)]
        return Program(
            name=file.organisation,
            start=self.whole.first,
            days=self.whole.days,
            observed=(_same_day(self.whole.first, file.warm_up) - self.whole.first).days,
            tie_order=file.tie_order,
            kinds=tuple(self.kind(name) for name in self.names),
            tasks=tuple(tasks),
            offices=tuple(self.office(name) for name in self.offices),
            incidents=self.incidents(),
            decisions=self.decisions(),
        )

    def kind(self, name: str) -> Kind:
        body = self.file.bodies[name]
        return Kind(
            name,
            body.count,
            None if body.superior is None else self.names.index(body.superior),
            pace(body),
            max(0, self.day(body.started)) if body.started else 0,
            body.outside,
        )

    def unit(self, name: str) -> Unit:
        """The first of the bodies that a file calls by one name."""
        body = self.file.bodies[name]
        above = None if body.superior is None else unit_name(body.superior, 0, self.file.bodies[body.superior].count)
        return Unit(unit_name(name, 0, body.count), name, above, body.regulation, body.as_, body.started or self.whole.first, body.started)

    def duties(self, name: str) -> list[Duty]:
        """The duties of a body for which performances can be planned."""
        body = self.file.bodies[name]
        if body.regulation is None:
            return []
        return list(duties_of(self.unit(name), self.regulation(name)))

    def regulation(self, name: str) -> Regulation:
        return self.organisation.regulations[str(self.file.bodies[name].regulation)]

    def day(self, date: dt.date) -> int:
        return (date - self.whole.first).days

    def task(self, kind: int, name: str, duty: Duty, plan: Plan, model: Model | None) -> Task:
        unit, regulation = self.unit(name), self.regulation(name)
        window = window_of(regulation, self.file.readings, unit.anchor)
        rolling = window.kind == "rolling" and duty.by is None
        above = self.file.bodies[name].superior
        informs = above is not None and goes_up(duty, unit, self.unit(above), regulation)
        fixed = Window(distinct_days=window.distinct_days) if window.kind == "rolling" else window
        return Task(
            kind=kind,
            duty=duty.id,
            slots=self.slots(unit, duty, plan, fixed),
            window="rolling" if rolling else "fixed",
            distinct_days=window.distinct_days,
            informs=informs,
            delay=None if plan.delay is None else spread(plan.delay),
            skipped=0.0 if plan.skipped is None else number(plan.skipped.chance),
            office=None if plan.office is None else self.offices.index(plan.office),
            returned=None if plan.returned is None or not informs else Return(number(plan.returned.chance), spread(plan.returned.again)),
            model=model,
            stretch_last=self.stretches(duty) if rolling else None,
        )

    def slots(self, unit: Unit, duty: Duty, plan: Plan, window: Window) -> Slots:
        """Every planned performance from the body's start to the end of the run."""
        per, needed = duty.per or "year", duty.at_least or 1
        begins = max(self.whole.first, unit.started or self.whole.first)
        periods: list[Period] = []
        planned: list[tuple[int, int, int]] = []
        period = window.period(begins, per)
        while period.first <= self.whole.last:
            due = deadline(period, duty.by)
            for base, extra in _moments(plan, self.day(period.first), self.day(due), needed, period):
                opens = max(base, self.day(begins) * DAY)
                if opens < min(base + max(extra, 1), self.whole.days * DAY):
                    planned.append((opens, base + extra - opens if extra else 0, len(periods)))
            periods.append(period)
            period = window.period(period.last + ONE_DAY, per)
        columns = np.array(planned, np.int64).reshape(-1, 3)
        days = [(self.day(one.first), self.day(deadline(one, duty.by)), self.day(one.last)) for one in periods]
        first, due_days, end = np.array(days, np.int64).reshape(-1, 3).T
        return Slots(columns[:, 0].copy(), columns[:, 1].copy(), columns[:, 2].copy(), first.copy(), due_days.copy(), end.copy(), needed)

    def stretches(self, duty: Duty) -> Ints:
        days = [self.day(limit(self.whole.first + dt.timedelta(days=day - 1), duty.per or "year")) for day in range(self.whole.days + 1)]
        return np.array(days, np.int64)

    def waiting(self, task: Task, plan: Plan, tasks: list[Task]) -> Task:
        """A task with what it waits for: of each period, the last performance below that is planned no later than its own."""
        if plan.after is None:
            return task
        below = [
            self.places[name, plan.after.duty]
            for name, body in self.file.bodies.items()
            if body.superior == self.names[task.kind] and (name, plan.after.duty) in self.places
        ]
        own, parts = task.slots, []
        for place in below:
            lower = tasks[place].slots
            parts.append((place, np.searchsorted(lower.due[lower.period], own.due[own.period], side="right") - 1))
        return msgspec.structs.replace(task, wait=Wait(tuple(parts), seconds(plan.after.at_most)))

    def office(self, name: str) -> Office:
        office = self.file.offices[name]
        return Office(
            name=name,
            kind=self.names.index(office.of),
            vacant=tuple(self.vacancies(name)) if office.holders else (),
            tenure=None if office.turnover is None else spread(office.turnover.tenure),
            vacancy=None if office.turnover is None else spread(office.turnover.vacancy),
            between=None if office.absence is None else spread(office.absence.every),
            absence=None if office.absence is None else spread(office.absence.lasts),
            deputy=None if office.deputy_after is None else spread(office.deputy_after),
        )

    def vacancies(self, name: str) -> list[tuple[int, int]]:
        """The seconds over which no stated holder holds an office."""
        held = sorted(
            (self.day(one.from_ or self.whole.first), self.day(one.to) + 1 if one.to else self.whole.days)
            for one in self.file.offices[name].holders
        )
        found, free = [], 0
        for first, last in held:
            if first > free:
                found.append((free * DAY, first * DAY))
            free = max(free, last)
        if free < self.whole.days:
            found.append((free * DAY, self.whole.days * DAY))
        return found

    def incidents(self) -> tuple[IncidentStream, ...]:
        found = []
        for name, one in self.file.incidents.items():
            marks = tuple(
                MarkRule(
                    mark_name,
                    None if mark.chance is None else number(mark.chance),
                    None if mark.detected_later_than is None else seconds(mark.detected_later_than),
                    None if mark.answered_later_than is None else seconds(mark.answered_later_than),
                )
                for mark_name, mark in one.marks.items()
            )
            answered = None if one.answered_after is None else spread(one.answered_after)
            asks = asking(self.organisation, one, self.names, self.offices, self.off) if one.asks else None
            kind = self.names.index(one.of)
            found.append(IncidentStream(name, kind, spread(one.every), spread(one.detected_after), answered, marks, asks))
        return tuple(found)

    def decisions(self) -> tuple[DecisionStream, ...]:
        return tuple(
            DecisionStream(
                name,
                self.names.index(one.of),
                spread(one.every),
                number(one.erroneous.chance),
                tuple(one.members.items()),
                number(one.attends.chance),
                number(one.objects.chance),
                number(one.recorded.chance),
                number(one.heeded.chance),
            )
            for name, one in self.file.decisions.items()
        )


def pace(body: BodyShape) -> tuple[int, int]:
    """How long a body needs for a report: so many parts of a second, and how many of these are a second."""
    if body.reads is None:
        return 0, 1
    common = math.gcd(DAY, body.reads.per_day)
    return DAY // common, body.reads.per_day // common


def _moments(plan: Plan, first: int, due: int, needed: int, period: Period) -> list[tuple[int, int]]:
    """The planned seconds of one period, each with the length over which it is drawn."""
    days = due - first + 1
    match plan.when:
        case "start":
            return [((first + min(number, days - 1)) * DAY + NOON, 0) for number in range(needed)]
        case "deadline":
            return [(max(first, due - needed + 1 + number) * DAY + NOON, 0) for number in range(needed)]
        case "even":
            return [((first + days * (2 * number + 1) // (2 * needed)) * DAY + NOON, 0) for number in range(needed)]
        case "random":
            return [(first * DAY, days * DAY)] * needed
        case _:
            return [((first + (date - period.first).days) * DAY + NOON, 0) for date in _dates(plan, period)]


def _dates(plan: Plan, period: Period) -> list[dt.date]:
    found: list[dt.date] = []
    for text in plan.dates:
        if len(text) == 5:
            found += [day_of_year(year, text) for year in sorted({period.first.year, period.last.year})]
        else:
            found.append(dt.date.fromisoformat(text))
    return sorted(date for date in found if period.holds(date))


def _same_day(date: dt.date, years: int) -> dt.date:
    return later(date, "year", years) if years else date
