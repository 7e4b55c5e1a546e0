"""Incidents that start the clocks of filings: what is filed when, and what `judge` says of it.

A *course* is one incident: the second of every moment and filing that it had. The reference engine lets a course happen, step by
step, with office-holders who may be missing; the vector engine works the same courses out from the same draws.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import simpy
from simpy.events import Event as Signal

from zeren.model.language.calendar import Period
from zeren.model.language.reporting import OWN_MOMENTS
from zeren.model.language.trace import Act, Event
from zeren.model.meaning.filings import Filed, Moment, Span, judge_event
from zeren.sim.asking import Asking, Step
from zeren.sim.draws import Ints
from zeren.sim.program import NEVER, IncidentStream, Program, body_name
from zeren.sim.staff import Holder, wait_for
from zeren.sim.tally import Tally
from zeren.sim.vector_offices import Offices

MINUTE = 60


class Course(msgspec.Struct):
    """One incident of one body: the seconds of its moments and filings, and why a filing was not sent when it was ready."""

    body: int
    number: int
    marks: tuple[str, ...]
    times: dict[str, int]
    ready: dict[str, int] = {}
    reason: dict[str, str] = {}
    skipped: set[str] = set()


class Courses:
    """The incidents of one stream in one replication, and what they asked for."""

    def __init__(self, program: Program, stream: IncidentStream, seed: int, replication: int, label: str) -> None:
        assert stream.asks is not None
        self.program, self.stream, self.asks = program, stream, stream.asks
        self.seeds = (seed, replication)
        self.span = observed_span(program, stream.asks)
        self.over = min(program.end, self.asks.second(self.span.end))
        self.delays = {step.name: program.key(seed, replication, f"delay {step.name}/{label}") for step in self.asks.steps}
        self.skips = {step.name: program.key(seed, replication, f"skip {step.name}/{label}") for step in self.asks.steps}
        self.found: list[Course] = []

    # as it happens --------------------------------------------------------------------------------------------

    def begin(
        self,
        env: simpy.Environment,
        holders: Mapping[int, Sequence[Holder]],
        body: int,
        number: int,
        marks: tuple[str, ...],
        after: int,
        answer: int,
    ) -> None:
        """Let everything follow that an incident asks for, from the second at which it arises."""
        course = Course(body, number, marks, {})
        self.found.append(course)
        signals = {name: env.event() for name in (*OWN_MOMENTS, *(step.name for step in self.asks.steps))}
        env.process(self.own_moments(env, course, signals, after, answer))
        for step in self.asks.steps:
            env.process(self.follow(env, holders, course, step, signals))

    def own_moments(
        self, env: simpy.Environment, course: Course, signals: Mapping[str, Signal], after: int, answer: int
    ) -> Generator[Signal, Any, None]:
        """An incident arises, is found out, and is answered."""
        for name, length in (("arisen", 0), ("detected", after), ("answered", answer)):
            yield env.timeout(length)
            if env.now >= self.over:
                return
            course.times[name] = int(env.now)
            signals[name].succeed()

    def follow(
        self, env: simpy.Environment, holders: Mapping[int, Sequence[Holder]], course: Course, step: Step, signals: Mapping[str, Signal]
    ) -> Generator[Signal, Any, None]:
        """One moment or filing of an incident."""
        if self.skips[step.name].uniform(course.body, course.number) < step.skipped:
            course.skipped.add(step.name)
            return
        yield signals[step.after]
        yield env.timeout(self.delay(step, course))
        course.ready[step.name] = int(env.now)
        if step.office is not None:
            holder = holders[step.office][self.filer_index(step, course.body)]
            while holder.vacant or holder.away:
                course.reason[step.name] = "vacancy" if holder.vacant else "absence"
                yield wait_for(env, holder)
                if env.now >= self.over:
                    return
        if env.now < self.over:
            course.times[step.name] = int(env.now)
            signals[step.name].succeed()

    def delay(self, step: Step, course: Course) -> int:
        return 0 if step.delay is None else step.delay.one(self.delays[step.name], course.body, course.number)

    def filer_index(self, step: Step, body: int) -> int:
        """Which of the bodies alike files, for one of those to which incidents happen."""
        kind, index = self.stream.kind, body
        while kind != self.asks.filers[step.name]:
            index = self.program.superior_of(kind, index)
            above = self.program.kinds[kind].superior
            assert above is not None
            kind = above
        return index

    # all at once ----------------------------------------------------------------------------------------------

    def at_once(self, bodies: Ints, number: int, arisen: Ints, after: Ints, answer: Ints, marks: Sequence[tuple[str, ...]]) -> None:
        """The same courses for incidents that are the `number`-th of their bodies."""
        times: dict[str, Ints] = {"arisen": arisen, "detected": arisen + after, "answered": arisen + after + answer}
        ready: dict[str, Ints] = {}
        reasons: dict[str, list[str]] = {}
        left: dict[str, Any] = {}
        for step in self.asks.steps:
            left[step.name] = self.skips[step.name].uniforms(bodies, number) < step.skipped
            delay = 0 if step.delay is None else step.delay.many(self.delays[step.name], bodies, number)
            before = times[step.after]
            came = np.where(left[step.name] | (before >= NEVER), NEVER, before + delay)
            ready[step.name] = came
            if step.office is not None:
                came, reasons[step.name] = self.there(step, bodies, came)
            times[step.name] = np.where(came < self.over, came, NEVER)
        for row, body in enumerate(bodies.tolist()):
            own = {name: int(times[name][row]) for name in OWN_MOMENTS}
            course = Course(body, number, marks[row], {name: second for name, second in own.items() if second < self.over})
            for step in self.asks.steps:
                name = step.name
                if left[name][row]:
                    course.skipped.add(name)
                if ready[name][row] < NEVER:
                    course.ready[name] = int(ready[name][row])
                if times[name][row] < NEVER:
                    course.times[name] = int(times[name][row])
                if name in reasons and reasons[name][row]:
                    course.reason[name] = reasons[name][row]
            self.found.append(course)

    def there(self, step: Step, bodies: Ints, ready: Ints) -> tuple[Ints, list[str]]:
        """When each filing is sent, once the office acts, and what it last waited for."""
        assert step.office is not None
        offices = Offices(self.program, *self.seeds)
        sent, reasons = ready.copy(), []
        for row, body in enumerate(bodies.tolist()):
            reasons.append("")
            if ready[row] < NEVER:
                one, why = offices.there(step.office, self.filer_index(step, body), 1, ready[row : row + 1, None], np.array([[NEVER]]))
                sent[row] = one[0, 0]
                reasons[-1] = ("vacancy", "absence")[int(why[0, 0])] if one[0, 0] > ready[row] else ""
        return sent, reasons

    # judged ---------------------------------------------------------------------------------------------------

    def name(self, course: Course) -> str:
        return f"{body_name(self.program.kinds[self.stream.kind], course.body)}/{self.stream.name}-{course.number + 1}"

    def event(self, course: Course) -> Event:
        """What happened, as in a trace."""
        facts = dict(self.asks.facts)
        for mark in course.marks:
            facts |= self.asks.added.get(mark, {})
        moments = {step.name: course.times[step.name] for step in self.asks.steps if not step.filed and step.name in course.times}
        facts |= {name: self.asks.moment(second) for name, second in moments.items()}
        runs = {duty: course.times[name] for duty, name in self.asks.started.items() if name in course.times}
        started = {duty: self.asks.moment(second) for duty, second in runs.items()}
        return Event(self.name(course), body_name(self.program.kinds[self.stream.kind], course.body), facts, started)

    def acts(self, course: Course) -> Iterator[Act]:
        """What was filed, as in a trace."""
        for step in self.asks.steps:
            kind = self.asks.filers.get(step.name)
            if step.filed and kind is not None and step.name in course.times:
                at = self.asks.moment(course.times[step.name])
                by = body_name(self.program.kinds[kind], self.filer_index(step, course.body))
                yield Act(step.name, by, at.date(), at=at, reference=self.name(course))

    def events(self) -> Iterator[Event]:
        """Everything that happened."""
        return map(self.event, self.found)

    def all_acts(self) -> Iterator[Act]:
        """Everything that was filed."""
        return (act for course in self.found for act in self.acts(course))

    def finish(self, tally: Tally) -> None:
        """Add what was seen to a tally."""
        for course in self.found:
            event = self.event(course)
            if event.began is None or event.began >= self.span.end:
                continue
            sent = {act.duty: Moment(act.at, act.at) for act in self.acts(course) if act.at is not None}
            filers = {one.who: self.asks.filers[one.id] for one in self.asks.regulation.asked}
            judged = list(judge_event(self.asks.regulation, event, sent, self.span, self.asks.local, self.naming(filers)))
            count_filed(tally, judged, self.span)
            for one in judged:
                if one.by is not None and one.status in ("late", "no_performance"):
                    tally[self.cause(course, one), one.by, one.filing, 0] += 1

    def naming(self, filers: Mapping[str | None, int | None]) -> Any:
        def files(who: str | None, of: str) -> str | None:
            kind = filers[who]
            return None if kind is None else self.program.kinds[kind].name

        return files

    def cause(self, course: Course, one: Filed) -> str:
        """Why a filing was not sent in time."""
        if one.filing not in self.delays:
            return "not_planned"
        if one.filing in course.skipped:
            return "skipped"
        ready, limit = course.ready.get(one.filing), one.answer.limit
        if ready is not None and limit is not None and self.asks.moment(ready) <= limit and one.filing in course.reason:
            return course.reason[one.filing]
        return "own_delay"


def observed_span(program: Program, asks: Asking) -> Span:
    """The observation, from moment to moment."""
    days = Period(program.start + dt.timedelta(days=program.observed), program.start + dt.timedelta(days=program.days - 1))
    return asks.local.span(days)


def cut_off(one: Filed, span: Span) -> bool:
    """Whether an end of the observation cuts the time of a filing: had it not been sent, it could not be assessed."""
    began = (clock.started for clock in one.answer.clocks if clock.after == one.answer.governed_by)
    latest = one.answer.latest
    return any(start is not None and start < span.first for start in began) or (latest is not None and latest > span.end)


def count_filed(tally: Tally, judged: Sequence[Filed], span: Span | None) -> None:
    """Add what became of the filings of one event; `by` names kinds of bodies here."""
    own = {one.filing: one for one in judged}
    for one in judged:
        if one.by is None:
            continue
        tally[one.status, one.by, one.filing, 0] += 1
        if span is not None and one.status == "met" and cut_off(one, span):
            tally["met_cut", one.by, one.filing, 0] += 1
        if one.sent is None:
            continue
        path, began = climbed(own, one)
        running = [clock for clock in one.answer.clocks if clock.started is not None]
        clock = next((clock for clock in running if clock.after == one.answer.governed_by), running[0] if running else None)
        if clock is not None and clock.started is not None:
            tally["filed_after", one.by, one.filing, minutes(clock.started, one.sent.first)] += 1
        if len(path) > 2 and began is not None:
            tally["relay", one.by, ">".join(path), minutes(began, one.sent.first)] += 1


def minutes(first: dt.datetime, last: dt.datetime) -> int:
    """The minutes from one moment to another, a begun one counted; nothing if it lies before."""
    return max(0, -int(-(last.timestamp() - first.timestamp()) // MINUTE))


def climbed(own: Mapping[str, Filed], one: Filed) -> tuple[list[str], dt.datetime | None]:
    """The moment from which a chain of filings began, and the filings on the way, all of them met; nothing where one was not."""
    path: list[str] = []
    current: Filed | None = one
    while current is not None:
        if current.status != "met" or current.answer.governed_by is None or current.filing in path:
            return [], None
        path.insert(0, current.filing)
        before = current.answer.governed_by
        if before not in own or before == current.filing:
            began = next(clock.started for clock in current.answer.clocks if clock.after == before)
            return [before, *path], began
        current = own[before]
    return [], None
