"""The reference engine, on SimPy: a generator for each behaviour, office-holders who come and go, readers with finite capacity.

At one second, office-holders come and go first, then everybody acts, then readers choose whom to read next: those who came
first, and of those who came at the same second the one whose duty and body the file names first. Reports that are waiting when
the run ends are still read, so that every act has the day on which it was known.
"""

from __future__ import annotations

import datetime as dt
import gc
from array import array
from collections import Counter
from heapq import heappop, heappush
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.calendar import Period
from zeren.model.language.trace import Act, Trace
from zeren.sim.ages import AgeMonitor, Arrived, Link
from zeren.sim.clock import LAST, Alarm, Clock
from zeren.sim.draws import Ints
from zeren.sim.filings import Courses
from zeren.sim.monitors import DutyMonitor, Periods
from zeren.sim.program import DAY, NEVER, Program, Task, body_name
from zeren.sim.staff import Behaviour, Holder, staff, wait_for
from zeren.sim.streams import decisions, incidents
from zeren.sim.tally import CAUSES, Tally, add
from zeren.sim.timing import label, orders, ready_times
from zeren.sim.watch import Watcher

_MOST_RETURNS = 5


class Run(msgspec.Struct, frozen=True):
    """One replication: what was counted, and, if the trace was kept, the trace and what arrived.

    `ages` holds, by the lowest body of each chain, what reached the top (the day, the newest fact known then, the age before), and
    `next_up` what reached the body next to it.
    """

    tally: Tally
    trace: Trace | None
    ages: dict[str, tuple[Arrived, ...]]
    next_up: dict[str, tuple[Arrived, ...]]
    events: int


def simulate(program: Program, seed: int, replication: int, *, keep_trace: bool = False, watch: Watcher | None = None) -> Run:
    """Run one replication of an organisation; `watch` is told of everything that is done, handed back and read.

    Python's collector of cycles rests meanwhile: it would look through every waiting process again and again, and finds next to nothing.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _World(program, seed, replication, keep_trace, watch).run()
    finally:
        if collecting:
            gc.enable()


class _Reader:
    """One who reads reports one after another, in a certain time for each."""

    __slots__ = ("ahead", "busy", "parts", "reading", "waiting")

    def __init__(self, pace: tuple[int, int], ahead: list[int]) -> None:
        (self.reading, self.parts), self.ahead = pace, ahead
        self.waiting: list[tuple[int, int, int, int, _Duty]] = []  # arrival, task, body, slot
        self.busy = False


class _Duty:
    """One duty of one body: who acts, who watches, and who reads."""

    __slots__ = ("body", "holder", "link", "monitor", "over", "place", "reader", "task", "waited")

    def __init__(self, place: int, task: Task, body: int, monitor: DutyMonitor) -> None:
        self.place, self.task, self.body, self.monitor = place, task, body, monitor
        self.holder: Holder | None = None
        self.reader: _Reader | None = None  # of its reports
        self.over = -1  # the body above that reads them
        self.link: Link | None = None
        self.waited = False  # whether somebody waits for them


class _World:
    def __init__(self, program: Program, seed: int, replication: int, keep_trace: bool, watch: Watcher | None) -> None:
        self.program, self.seed, self.replication, self.watch = program, seed, replication, watch
        self.env = Clock()
        self.tally: Tally = Tally()
        self.acts: list[tuple[int, int, int, int, Act]] | None = [] if keep_trace else None
        self.end, self.observed = program.end, program.observed * DAY
        self.ahead: dict[str, list[int]] = {kind.name: [] for kind in program.kinds}  # by reader: how many were ahead of each report
        self.read_after: list[list[int]] = [[] for _ in program.tasks]  # by task: the days until each report was read
        self.readers = [[_Reader(one.pace, self.ahead[one.name]) for _ in range(one.count)] for one in program.kinds]
        self.holders = staff(self.env, program, seed, replication)
        self.below: dict[tuple[int, int, int], list[Any]] = {}  # task, body above, slot: reports still to come, and the event of the last
        self.duties: list[_Duty] = []
        self.periods: list[Periods] = []
        self.ages = AgeMonitor(program, keep=keep_trace)
        self.courses: list[Courses] = []
        self.orders = (
            {place: orders(program, task, seed, replication) for place, task in enumerate(program.tasks)}
            if program.tie_order == "seeded"
            else {}
        )

    def run(self) -> Run:
        program = self.program
        for place, task in enumerate(program.tasks):
            self.plan(place, task)
        for stream in program.incidents:
            courses = incidents(self.env, program, stream, self.seed, self.replication, self.tally, self.holders)
            if courses is not None:
                self.courses.append(courses)
        for board in program.decisions:
            decisions(self.env, program, board, self.seed, self.replication, self.tally)
        self.env.run()
        return self.finished()

    def plan(self, place: int, task: Task) -> None:
        """Every body performs a duty in the order in which its performances are ready."""
        program, waited, kind = self.program, place in self.program.waited, self.program.kinds[task.kind]
        ready = ready_times(program, task, self.seed, self.replication, 0, kind.count)
        periods = Periods(program, task, np.where(ready < NEVER, CAUSES.index("own_delay"), CAUSES.index("skipped")).astype(np.uint8))
        self.periods.append(periods)
        order = np.argsort(ready, axis=1, kind="stable")
        moments = array("q", np.take_along_axis(ready, order, axis=1).tobytes())
        slots = array("i", order.astype(np.int32).tobytes())
        for body, many in enumerate((ready < self.end).sum(axis=1).tolist()):
            duty = _Duty(place, task, body, DutyMonitor(periods, body))
            self.duties.append(duty)
            duty.holder = None if task.office is None else self.holders[task.office][body]
            if task.informs and kind.superior is not None:
                duty.over = program.superior_of(task.kind, body)
                duty.reader, duty.link, duty.waited = self.readers[kind.superior][duty.over], self.ages.of.get((task.kind, body)), waited
            if waited:
                self.expect(duty, ready[body])
            if many:
                places = range(body * task.slots.count, body * task.slots.count + many)
                self.env.process(self.perform(duty, places, moments, slots))

    def expect(self, duty: _Duty, ready: Ints) -> None:
        """How many reports of each slot are still to come to the body above."""
        for slot in np.flatnonzero(ready < NEVER).tolist():
            self.below.setdefault((duty.place, duty.over, slot), [0, self.env.event()])[0] += 1

    def finished(self) -> Run:
        program, tally = self.program, self.tally
        for duty in self.duties:
            duty.monitor.finish(tally)
        for periods in self.periods:
            periods.finish(tally)
        for reader, ahead in self.ahead.items():
            for number, many in Counter(ahead).items():
                tally["ahead", reader, "reports", number] += many
        for task, days in zip(program.tasks, self.read_after, strict=True):
            for number, many in Counter(days).items():
                tally["read_after", program.kinds[task.kind].name, task.duty, number] += many
        self.ages.finish(tally)
        for courses in self.courses:
            courses.finish(tally)
            if self.watch is not None:
                self.watch.asked(courses)
        ages, next_up, trace = {}, {}, None
        if self.acts is not None:
            ages, next_up = self.ages.arrived(-1), self.ages.arrived(1)
            observed = Period(self.date(program.observed), self.date(program.days - 1))
            acts = [act for *_, act in sorted(self.acts, key=lambda row: row[:4])]
            acts += [act for courses in self.courses for act in courses.all_acts()]
            trace = Trace(observed, tuple(acts), tuple(event for courses in self.courses for event in courses.events()))
        return Run(tally, trace, ages, next_up, next(self.env._eid))

    def date(self, day: int) -> dt.date:
        return self.program.start + dt.timedelta(days=day)

    # behaviours -------------------------------------------------------------------------------------------

    def perform(self, duty: _Duty, places: range, moments: array[int], slots: array[int]) -> Behaviour:
        """A body performs a duty whenever a performance is ready; one that must wait does so on its own.

        Its performances stand, in the order of time, at `places` of the task's.
        """
        env, holder, waits = self.env, duty.holder, duty.task.wait is not None
        alarm = Alarm(env)
        for place in places:
            moment, slot = moments[place], slots[place]
            yield alarm.at(moment)
            if waits or (holder is not None and (holder.vacant or holder.away)):
                env.process(self.prepare(duty, slot))
            else:
                self.done(duty, slot, moment)

    def prepare(self, duty: _Duty, slot: int) -> Behaviour:
        """One performance waits for the reports below, then for the office-holder."""
        env, task, monitor, holder = self.env, duty.task, duty.monitor, duty.holder
        ready, due = env.now, (monitor.periods.due_of[slot] + 1) * DAY
        if task.wait is not None:
            entries = [self.below.get((lower, duty.body, int(of[slot]))) for lower, of in task.wait.below]
            coming = [entry[1] for entry in entries if entry is not None and entry[0] > 0]
            if coming:
                yield env.all_of(coming) | env.timeout(task.wait.most)
        if ready < due:
            monitor.blame(slot, "below")
        while holder is not None and (holder.vacant or holder.away):
            if env.now < due:
                monitor.blame(slot, "vacancy" if holder.vacant else "absence")
            yield wait_for(self.env, holder)
        if env.now < self.end:
            self.done(duty, slot, env.now)

    def done(self, duty: _Duty, slot: int, now: int) -> None:
        """A performance is done; a report goes to the body above."""
        if duty.task.returned is not None:
            self.env.process(self.handed_in(duty, slot))
            return
        duty.monitor.performed(now // DAY, slot)
        if self.watch is not None:
            self.watch.performed(duty.place, duty.body, slot, now)
        if duty.reader is not None:
            self.send(duty, slot, now, duty.reader)
        elif self.acts is not None:
            self.keep(duty, slot, now, now)

    def send(self, duty: _Duty, slot: int, now: int, reader: _Reader) -> None:
        """A report is handed in; one who takes no time to read has read it at once."""
        if duty.link is not None and duty.link.lower:  # what the lowest bodies report is as new as the report
            self.heard(duty, slot, now // DAY, now // DAY, read=False)
        if not reader.reading:
            self.known(duty, slot, now, now)
            return
        heappush(reader.waiting, (now, duty.place, duty.body, slot, duty))
        if not reader.busy:
            reader.busy = True
            self.env.process(self.read(reader, now))

    def read(self, reader: _Reader, now: int) -> Behaviour:
        """A reader reads what waits, one report after another."""
        alarm, waiting, reading, parts = Alarm(self.env), reader.waiting, reader.reading, reader.parts
        free = 0  # from when on the reader can begin, in parts of a second
        while waiting:
            if waiting[0][0] == now:  # another that comes at this second may go first
                yield alarm.at(now, LAST)
            arrived, _, _, slot, duty = heappop(waiting)
            free = max(free, arrived * parts)
            if arrived >= self.observed:
                reader.ahead.append(-(-(free - arrived * parts) // reading))
            free += reading
            now = -(-free // parts)
            yield alarm.at(now)
            self.known(duty, slot, arrived, now)
        reader.busy = False

    def known(self, duty: _Duty, slot: int, handed_in: int, now: int) -> None:
        """A report has been read."""
        sent, day = handed_in // DAY, now // DAY
        if handed_in >= self.observed:
            self.read_after[duty.place].append(day - sent)
            if now >= self.end:
                add(self.tally, "unread", self.program.kinds[duty.task.kind].name, duty.task.duty, 1)
        if duty.link is not None:
            self.heard(duty, slot, sent, day, read=True)
        if self.acts is not None:
            self.keep(duty, slot, handed_in, now)
        if self.watch is not None:
            self.watch.read(duty.place, duty.body, slot, now)
        if duty.waited:
            entry = self.below[duty.place, duty.over, slot]
            entry[0] -= 1
            if not entry[0]:
                entry[1].succeed()

    def keep(self, duty: _Duty, slot: int, done: int, known: int) -> None:
        """Keep an act for the trace."""
        assert self.acts is not None
        slots, kind = duty.task.slots, self.program.kinds[duty.task.kind]
        period = slots.period[slot]
        named = Period(self.date(int(slots.first[period])), self.date(int(slots.end[period])))
        order = int(self.orders[duty.place][duty.body, slot]) if self.orders else 0
        act = Act(duty.task.duty, body_name(kind, duty.body), self.date(done // DAY), named, self.date(known // DAY), order=order)
        self.acts.append((done // DAY, duty.place, duty.body, slot, act))

    def heard(self, duty: _Duty, slot: int, sent: int, day: int, read: bool) -> None:
        """Tell the monitor of the chains that a report was handed in, or has been read."""
        assert duty.link is not None
        seeded = int(self.orders[duty.place][duty.body, slot]) if self.orders else 0
        self.ages.step(duty.link, day, (sent, duty.place, slot), read, seeded)

    def handed_in(self, duty: _Duty, slot: int) -> Behaviour:
        """A report is handed in until its reader takes it; only what is taken is a performance."""
        task, rule, env = duty.task, duty.task.returned, self.env
        assert rule is not None
        assert duty.reader is not None
        name = label(self.program, task)
        again, chance = (self.program.key(self.seed, self.replication, f"{purpose}/{name}") for purpose in ("again", "returned"))
        due = (duty.monitor.periods.due_of[slot] + 1) * DAY
        for time in range(_MOST_RETURNS):
            if chance.uniform(duty.body, slot * _MOST_RETURNS + time) >= rule.chance:
                break
            if env.now < due:
                duty.monitor.blame(slot, "returned")
            add(self.tally, "returned_reports", self.program.kinds[task.kind].name, task.duty, 1)
            if self.watch is not None:
                self.watch.returned(duty.place, duty.body, slot, env.now)
            yield env.timeout(rule.again.one(again, duty.body, slot * _MOST_RETURNS + time))
            if env.now >= self.end:
                return
        duty.monitor.performed(env.now // DAY, slot)
        if self.watch is not None:
            self.watch.performed(duty.place, duty.body, slot, env.now)
        self.send(duty, slot, env.now, duty.reader)
