"""The reference engine, on SimPy: a generator for each behaviour, office-holders who come and go, readers with finite capacity.

At one second, office-holders come and go first, then everybody acts, then readers choose whom to read next: those who came
first, and of those who came at the same second the one whose duty and body the file names first. Reports that are waiting when
the run ends are still read, so that every act has the day on which it was known.
"""

from __future__ import annotations

import datetime as dt
from heapq import heappop, heappush
from typing import Any

import msgspec
import simpy
from simpy.events import Event, EventPriority, Timeout

from zeren.model.language.calendar import Period
from zeren.model.language.trace import Act, Trace
from zeren.sim.monitors import AgeMonitor, DutyMonitor, Periods
from zeren.sim.program import DAY, NEVER, Program, Return, Task, body_name
from zeren.sim.staff import Behaviour, Holder, staff
from zeren.sim.streams import decisions, incidents
from zeren.sim.tally import Tally, add
from zeren.sim.timing import label, orders, ready_times

_LAST = EventPriority(2)
_MOST_RETURNS = 5


Arrived = tuple[int, int | None, int | None]


class Run(msgspec.Struct, frozen=True):
    """One replication: what was counted, and the trace, if it was kept.

    `ages` holds, by the lowest body of each chain, what reached the top (the day, the newest fact known then, the age before), and
    `next_up` what reached the body next to it.
    """

    tally: Tally
    trace: Trace | None
    ages: dict[str, tuple[Arrived, ...]]
    next_up: dict[str, tuple[Arrived, ...]]
    events: int


def simulate(program: Program, seed: int, replication: int, *, keep_trace: bool = False) -> Run:
    """Run one replication of an organisation."""
    return _World(program, seed, replication, keep_trace).run()


class _Reader:
    """One who reads reports one after another."""

    __slots__ = ("busy", "name", "reading", "waiting")

    def __init__(self, name: str, reading: int) -> None:
        self.name, self.reading = name, reading
        self.waiting: list[tuple[int, int, int, int]] = []  # arrival, task, body, slot
        self.busy = False


class _Clock(simpy.Environment):
    """An environment whose time is a whole number of seconds."""

    @property
    def now(self) -> int:
        return self._now  # type: ignore[return-value]  # every delay is a whole number


class _World:
    def __init__(self, program: Program, seed: int, replication: int, keep_trace: bool) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.env = _Clock()
        self.tally: Tally = Tally()
        self.acts: list[tuple[int, int, int, int, Act]] | None = [] if keep_trace else None
        self.end = program.end
        self.period = [task.slots.period.tolist() for task in program.tasks]
        self.due = [task.slots.due[task.slots.period].tolist() for task in program.tasks]  # the last day in time, by slot
        self.readers = {kind: [_Reader(one.name, one.reading) for _ in range(one.count)] for kind, one in enumerate(program.kinds)}
        self.holders = staff(self.env, program, seed, replication)
        self.below: dict[tuple[int, int, int], list[Any]] = {}  # task, body above, slot: reports still to come, and the event of the last
        self.monitors: dict[tuple[int, int], DutyMonitor] = {}
        self.missing: dict[tuple[int, int], list[str]] = {}
        self.chains: list[tuple[tuple[int, ...], int, AgeMonitor]] = []
        self.listeners: dict[tuple[int, int], list[tuple[AgeMonitor, int]]] = {}
        self.numbers: dict[tuple[int, int], int] = {}
        self.orders = (
            {place: orders(program, task, seed, replication) for place, task in enumerate(program.tasks)}
            if program.tie_order == "seeded"
            else {}
        )

    def run(self) -> Run:
        program = self.program
        for kind in program.bottom:
            chain = program.chain(kind)
            for body in range(program.kinds[kind].count):
                monitor, index = AgeMonitor(len(chain), program.tie_order), body
                self.chains.append((chain, body, monitor))
                for level, one in enumerate(chain[:-1]):
                    self.listeners.setdefault((one, index), []).append((monitor, level))
                    index = program.superior_of(one, index)
        ready = [
            ready_times(program, task, self.seed, self.replication, 0, program.kinds[task.kind].count).tolist() for task in program.tasks
        ]
        waited = program.waited
        for place in waited:
            self.expect(place, ready[place])
        for place, task in enumerate(program.tasks):
            periods = Periods(task)
            for body in range(program.kinds[task.kind].count):
                self.monitors[place, body] = DutyMonitor(program, periods)
                self.missing[place, body] = ["own_delay" if moment < NEVER else "skipped" for moment in ready[place][body]]
                moments = sorted((moment, slot) for slot, moment in enumerate(ready[place][body]) if moment < self.end)
                if moments:
                    self.env.process(self.perform(place, task, body, moments, place in waited))
        for stream in program.incidents:
            incidents(self.env, program, stream, self.seed, self.replication, self.tally)
        for board in program.decisions:
            decisions(self.env, program, board, self.seed, self.replication, self.tally)
        self.env.run()
        return self.finished()

    def finished(self) -> Run:
        program = self.program
        for (place, body), monitor in self.monitors.items():
            task = program.tasks[place]
            name = program.kinds[task.kind].name
            monitor.finish(self.tally, name)
            if task.window == "fixed":
                lacking = {period for period, status in monitor.statuses() if status in ("late", "no_performance")}
                for slot, cause in enumerate(self.missing[place, body]) if lacking else ():
                    if cause and self.period[place][slot] in lacking:
                        self.tally[cause, name, task.duty, 0] += 1
        ages, next_up = {}, {}
        for chain, body, age in self.chains:
            age.finish(self.tally, program, chain)
            name = body_name(program.kinds[chain[0]], body)
            ages[name], next_up[name] = tuple(age.arrivals[-1]), tuple(age.arrivals[1])
        trace = None
        if self.acts is not None:
            observed = Period(self.date(program.observed), self.date(program.days - 1))
            trace = Trace(observed, tuple(act for *_, act in sorted(self.acts, key=lambda row: row[:4])))
        return Run(self.tally, trace, ages, next_up, next(self.env._eid))

    def date(self, day: int) -> dt.date:
        return self.program.start + dt.timedelta(days=day)

    # behaviours -------------------------------------------------------------------------------------------

    def perform(self, place: int, task: Task, body: int, moments: list[tuple[int, int]], waited: bool) -> Behaviour:
        """A body performs a duty whenever a performance is ready; one that must wait does so on its own."""
        env = self.env
        if task.wait is not None or task.office is not None:
            for moment, slot in moments:
                yield env.timeout(moment - env.now)
                env.process(self.prepare(place, task, body, slot, waited))
        elif task.informs or self.acts is not None:
            for moment, slot in moments:
                yield env.timeout(moment - env.now)
                self.done(place, task, body, slot, waited)
        else:  # nobody waits for it and nobody hears of it
            due, period, missing, monitor = self.due[place], self.period[place], self.missing[place, body], self.monitors[place, body]
            clock = env.now
            for moment, slot in moments:
                yield Timeout(env, moment - clock)
                clock = moment
                day = moment // DAY
                in_time = day <= due[slot]
                if in_time:
                    missing[slot] = ""
                monitor.performed(day, period[slot], in_time)

    def prepare(self, place: int, task: Task, body: int, slot: int, waited: bool) -> Behaviour:
        """One performance waits for the reports below, then for the office-holder."""
        env, due = self.env, (self.due[place][slot] + 1) * DAY
        ready, cause = self.env.now, self.missing[place, body]
        if task.wait is not None:
            entries = [self.below.get((lower, body, int(of[slot]))) for lower, of in task.wait.below]
            coming = [entry[1] for entry in entries if entry is not None and entry[0] > 0]
            if coming:
                yield env.all_of(coming) | env.timeout(task.wait.most)
        if ready < due:
            cause[slot] = "below"
        if task.office is not None:
            holder = self.holders[task.office][body]
            while holder.vacant or holder.away:
                reason = "vacancy" if holder.vacant else "absence"
                if self.env.now < due:
                    cause[slot] = reason
                yield self.back(holder)
        if self.env.now < self.end:
            self.done(place, task, body, slot, waited)

    def back(self, holder: Holder) -> Event:
        """The event at which what keeps an office from acting now is over."""
        if holder.vacant:
            if holder.filled is None:
                holder.filled = self.env.event()
            return holder.filled
        if holder.returned is None:
            holder.returned = self.env.event()
        return holder.returned

    def done(self, place: int, task: Task, body: int, slot: int, waited: bool) -> None:
        """A performance is done; a report goes to the body above."""
        if task.returned is not None:
            self.env.process(self.handed_in(place, task, body, slot, waited))
            return
        self.count(place, task, body, slot, self.env.now)
        if task.informs:
            self.send(place, task, body, slot, waited)
        else:
            self.keep(place, task, body, slot, self.env.now, self.env.now)

    def count(self, place: int, task: Task, body: int, slot: int, now: int) -> None:
        day = now // DAY
        in_time = day <= self.due[place][slot]
        if in_time:
            self.missing[place, body][slot] = ""
        self.monitors[place, body].performed(day, self.period[place][slot], in_time)

    def send(self, place: int, task: Task, body: int, slot: int, waited: bool) -> None:
        program = self.program
        above = program.kinds[task.kind].superior
        assert above is not None
        over = program.superior_of(task.kind, body)
        now, reader = self.env.now, self.readers[above][over]
        self.heard(place, task, body, slot, now, 0)
        if not reader.reading:
            self.known(place, task, body, slot, over, now, waited)
            return
        heappush(reader.waiting, (now, place, body, slot))
        if not reader.busy:
            reader.busy = True
            self.env.process(self.read(reader, over))

    def read(self, reader: _Reader, index: int) -> Behaviour:
        """A reader reads what waits, one report after another."""
        env, waits = self.env, self.program.waited
        while True:
            choice = Event(env)
            choice._ok, choice._value = True, None
            env.schedule(choice, priority=_LAST)
            yield choice
            if not reader.waiting:
                reader.busy = False
                return
            arrived, place, body, slot = heappop(reader.waiting)
            if arrived >= self.program.observed * DAY:
                self.tally["ahead", reader.name, "reports", -(-(self.env.now - arrived) // reader.reading)] += 1
            yield env.timeout(reader.reading)
            self.known(place, self.program.tasks[place], body, slot, index, arrived, place in waits)

    def known(self, place: int, task: Task, body: int, slot: int, over: int, handed_in: int, waited: bool) -> None:
        """A report has been read."""
        now = self.env.now
        day, since = now // DAY, handed_in // DAY
        if since >= self.program.observed:
            name = self.program.kinds[task.kind].name
            self.tally["read_after", name, task.duty, day - since] += 1
            add(self.tally, "unread", name, task.duty, int(now >= self.end))
        self.heard(place, task, body, slot, handed_in, 1)
        self.keep(place, task, body, slot, handed_in, now)
        if waited:
            entry = self.below[place, over, slot]
            entry[0] -= 1
            if not entry[0]:
                entry[1].succeed()

    def keep(self, place: int, task: Task, body: int, slot: int, done: int, known: int) -> None:
        """Keep an act for the trace."""
        if self.acts is not None:
            period = self.period[place][slot]
            named = Period(self.date(int(task.slots.first[period])), self.date(int(task.slots.end[period])))
            order = int(self.orders[place][body, slot]) if self.orders else 0
            by = body_name(self.program.kinds[task.kind], body)
            act = Act(task.duty, by, self.date(done // DAY), named, self.date(known // DAY), order=order)
            self.acts.append((done // DAY, place, body, slot, act))

    def heard(self, place: int, task: Task, body: int, slot: int, handed_in: int, read: int) -> None:
        """Tell those who watch the chains above a body that a report was handed in, or has been read."""
        listeners = self.listeners.get((task.kind, body))
        if listeners is None:
            return
        number, day = handed_in // DAY << 40 | place << 20 | slot, self.env.now // DAY
        seeded = int(self.orders[place][body, slot]) if self.orders else 0
        for monitor, level in listeners:
            monitor.step(day, level, number, read, seeded)

    def expect(self, place: int, ready: list[list[int]]) -> None:
        """How many reports of each slot are still to come to each body above."""
        task = self.program.tasks[place]
        for body, moments in enumerate(ready):
            over = self.program.superior_of(task.kind, body)
            for slot, moment in enumerate(moments):
                if moment < NEVER:
                    self.below.setdefault((place, over, slot), [0, self.env.event()])[0] += 1

    # reports given back -----------------------------------------------------------------------------------

    def handed_in(self, place: int, task: Task, body: int, slot: int, waited: bool) -> Behaviour:
        """A report is handed in until its reader takes it; only what is taken is a performance."""
        assert task.returned is not None
        rule: Return = task.returned
        name = label(self.program, task)
        again, chance = (self.program.key(self.seed, self.replication, f"{purpose}/{name}") for purpose in ("again", "returned"))
        due = (self.due[place][slot] + 1) * DAY
        for time in range(_MOST_RETURNS):
            if chance.uniform(body, slot * _MOST_RETURNS + time) >= rule.chance:
                break
            if self.env.now < due:
                self.missing[place, body][slot] = "returned"
            add(self.tally, "returned_reports", self.program.kinds[task.kind].name, task.duty, 1)
            yield self.env.timeout(rule.again.one(again, body, slot * _MOST_RETURNS + time))
            if self.env.now >= self.end:
                return
        self.count(place, task, body, slot, self.env.now)
        self.send(place, task, body, slot, waited)
