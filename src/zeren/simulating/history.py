"""What happened in one simulated run, as a log of events: every act with its second, and who held an office then.

The objects are bodies, office-holders, duty instances (a period of a duty of a body), reports, incidents and decisions. Each event names
the body that acts, and each object stands in an event, since tools for such logs drop what does not. Years of warm-up are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from functools import cached_property
from pathlib import Path

from zeren.logs.ocel import Thing, seconds_at
from zeren.logs.spool import Counts, Spool
from zeren.logs.tell import Teller
from zeren.logs.write import write_log
from zeren.model.language.calendar import ONE_DAY, Period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.organisation import Organisation
from zeren.model.language.said import said
from zeren.sim import reference
from zeren.sim.filings import Courses
from zeren.sim.program import DAY, IncidentStream, Program, Task, body_name
from zeren.sim.spread import all_series
from zeren.sim.streams import STATES, Incidents, averted, board_keys, moments, wrongly
from zeren.sim.tally import Tally
from zeren.simulating.lived import Lived
from zeren.simulating.tenures import tenures


def write_history(found: Lived, file: Path, replication: int = 0, *, holders: bool = False) -> Counts:
    """Live one replication again, by the reference engine, and write it as a log; gives how much the log holds.

    Raises:
        Refused: if the log cannot be written.
        AssertionError: if it is not what was counted before: a defect of zeren.
    """
    with closing(Spool()) as spool:
        try:
            tally = record(found.organisation, found.program, found.results.seed, replication, spool, holders=holders)
        except sqlite3.Error as error:
            advice = said("it is put together in the")
            raise Refused([Fault(str(file), 0, 0, said("cannot be put together", error), advice)]) from error
        if replication < len(found.tallies) and tally != found.tallies[replication]:
            raise AssertionError(f"replication {replication} of `{found.organisation.id}` did not come out as before")
        return write_log(spool, file)


def record(organisation: Organisation, program: Program, seed: int, replication: int, spool: Spool, *, holders: bool = False) -> Tally:
    """Run one replication and add everything that happens to a log; gives what was counted.

    Args:
        holders: whether office-holders whom the organisation file names are named.
    """
    with closing(_Recorder(organisation, program, (seed, replication), spool, holders)) as recorder:
        recorder.bodies()
        recorder.offices()
        tally = reference.simulate(program, seed, replication, watch=recorder).tally
        recorder.instances()
        recorder.incidents()
        recorder.decisions()
    return tally


class _Recorder(Teller):
    """Hears what happens in a run and adds it to a log."""

    def __init__(self, organisation: Organisation, program: Program, seeds: tuple[int, int], spool: Spool, holders: bool) -> None:
        super().__init__(spool, seconds_at(program.start))
        self.organisation, self.program, self.seeds = organisation, program, seeds
        self.start = program.observed * DAY
        self.tenures = [tenures(organisation, program, place, seeds, named=holders) for place in range(len(program.offices))]
        self.periods = {place: _periods(program, task) for place, task in enumerate(program.tasks)}
        self.done = sqlite3.connect("", isolation_level=None)
        self.done.executescript("pragma journal_mode = off; create table done (place int, body int, period int, time int); begin;")
        days = (program.start + program.observed * ONE_DAY, program.start + (program.days - 1) * ONE_DAY)
        spool.header |= {"concept:name": organisation.id, "from": str(days[0]), "to": str(days[1])}

    def close(self) -> None:
        self.done.close()

    def bodies(self) -> None:
        """Every body, below its superior; its observation begins and ends."""
        program = self.program
        for number, kind in enumerate(program.kinds):
            first = max(program.observed, min(kind.started, program.days - 1)) * DAY
            for body in range(kind.count):
                name = body_name(kind, body)
                above = () if kind.superior is None else ((self.above(number, body), "stands below"),)
                self.spool.thing(Thing(name, "body", (("kind", kind.name),), above))
                self.tell("begins", "observation", first, ((name, "of"),))
                self.tell("ends", "observation", program.end - 1, ((name, "of"),))

    def above(self, kind: int, body: int) -> str:
        """The name of the body above one."""
        superior = self.program.kinds[kind].superior
        assert superior is not None
        return body_name(self.program.kinds[superior], self.program.superior_of(kind, body))

    def body(self, place: int, body: int) -> str:
        return body_name(self.program.kinds[self.program.tasks[place].kind], body)

    # duties and reports -----------------------------------------------------------------------------------

    def performed(self, place: int, body: int, slot: int, now: int) -> None:
        if now < self.start:
            return
        task, name = self.program.tasks[place], self.body(place, body)
        period = task.slots.counts_for(slot, now // DAY)
        self.done.execute("insert into done values (?, ?, ?, ?)", (place, body, period, now))
        objects: list[tuple[str, str]] = [(name, "by")]
        values = {"act": task.duty, "period": self.periods[place][period].name, "reference": f"{name}/{task.duty}/{slot + 1}"}
        if (instance := self.instance(place, body, period)) is not None:
            objects.append((instance, "for"))
        if task.informs:
            report = self.report(place, body, slot)
            self.becomes(report, now, "state", "handed in")
            objects += [(report, "hands in"), (self.above(task.kind, body), "to")]
        if task.office is not None:
            who = self.tenures[task.office]
            self.spool.thing(acting := who.acting(body, now))
            objects.append((acting.id, "acts"))
            values |= who.said_of(acting)
        self.tell("done", task.duty, now, tuple(objects), f"{name}/{task.duty}", **values)

    def returned(self, place: int, body: int, slot: int, now: int) -> None:
        self.passed("returned", "handed back", place, body, slot, now)

    def read(self, place: int, body: int, slot: int, now: int) -> None:
        self.passed("read", "read", place, body, slot, now)

    def passed(self, verb: str, state: str, place: int, body: int, slot: int, now: int) -> None:
        """The body above has read a report, or gives it back."""
        task = self.program.tasks[place]
        if not task.informs or not self.start <= now < self.program.end:
            return
        name, report = self.body(place, body), self.report(place, body, slot)
        self.becomes(report, now, "state", state)
        objects = ((self.above(task.kind, body), "by"), (report, "takes up"), (name, "from"))
        self.tell(verb, task.duty, now, objects, f"{name}/{task.duty}", period=self.periods[place][int(task.slots.period[slot])].name)

    def report(self, place: int, body: int, slot: int) -> str:
        """A report as an object; the same one may be asked for again."""
        task, name = self.program.tasks[place], self.body(place, body)
        period = int(task.slots.period[slot])
        id_, instance = f"report:{name}/{task.duty}/{slot + 1}", self.instance(place, body, period)
        related = [(name, "from"), (self.above(task.kind, body), "to")] + ([] if instance is None else [(instance, "for")])
        self.spool.thing(Thing(id_, "report", (("duty", task.duty), ("period", self.periods[place][period].name)), tuple(related)))
        return id_

    def instance(self, place: int, body: int, period: int) -> str | None:
        """The id of a period of a duty, if it is observed; a rolling window has no periods."""
        task = self.program.tasks[place]
        if task.window == "rolling" or not self.observed(task, period):
            return None
        return f"duty:{self.body(place, body)}/{task.duty}/{self.periods[place][period].name}"

    def observed(self, task: Task, period: int) -> bool:
        first, last = int(task.slots.first[period]), int(task.slots.end[period])
        return last >= self.first_day(task) and first < self.program.days

    def first_day(self, task: Task) -> int:
        return max(self.program.observed, self.program.kinds[task.kind].started)

    def instances(self) -> None:
        """Every duty instance, from when on it was due, and how it was met."""
        for place, task in enumerate(self.program.tasks):
            if task.window == "rolling" or self.first_day(task) >= self.program.days:
                continue
            rows = self.done.execute("select body, period, time from done where place = ? order by body, period, time", (place,))
            acts: dict[int, list[int]] = {}
            row = rows.fetchone()
            for body in range(self.program.kinds[task.kind].count):
                acts.clear()
                while row is not None and row[0] == body:
                    acts.setdefault(row[1], []).append(row[2])
                    row = rows.fetchone()
                for period in range(len(task.slots.due)):
                    if self.observed(task, period):
                        self.one_instance(place, body, period, acts.get(period, []))

    def one_instance(self, place: int, body: int, period: int, acts: list[int]) -> None:
        task, name, named = self.program.tasks[place], self.body(place, body), self.periods[place][period].name
        id_ = self.instance(place, body, period)
        assert id_ is not None
        first, due = int(task.slots.first[period]), int(task.slots.due[period])
        last = str(self.program.start + due * ONE_DAY)
        values = (("duty", task.duty), ("article", self.articles[task.kind, task.duty]), ("period", named), ("last_day", last))
        self.spool.thing(Thing(id_, "duty instance", values, ((name, "owed by"),)))
        begins = max(first, self.first_day(task)) * DAY
        objects, trace = ((name, "of"), (id_, "for")), f"{name}/{task.duty}"
        self.tell("opens", task.duty, begins, objects, trace, period=named, last_day=last)
        self.becomes(id_, begins, "state", "open")
        cut = first < self.first_day(task) or due >= self.program.days
        states = list(self.states(task, acts, due, cut))
        for time, state in states:
            self.becomes(id_, time, "state", state)
        closes = (due + 1) * DAY - 1
        if closes < self.program.end:
            state = next((state for time, state in reversed(states) if time <= closes), "open")
            self.tell("closes", task.duty, closes, objects, trace, period=named, state=state)

    def states(self, task: Task, acts: list[int], due: int, cut: bool) -> Iterator[tuple[int, str]]:
        """When a period becomes met, stays unmet, or is met late, as `judge` has it."""
        if task.distinct_days:
            acts = list({time // DAY: time for time in reversed(acts)}.values())[::-1]
        needed, in_time = task.slots.needed, [time for time in acts if time // DAY <= due]
        if len(in_time) >= needed:
            yield in_time[needed - 1], "met"
            return
        closes = (due + 1) * DAY - 1
        if closes < self.program.end:
            yield closes, "not assessable" if cut else "not met"
            if not cut and len(acts) >= needed:
                yield acts[needed - 1], "late"

    @cached_property
    def articles(self) -> dict[tuple[int, str], str]:
        found: dict[tuple[int, str], str] = {}
        for number, kind in enumerate(self.program.kinds):
            regulation = self.organisation.file.bodies[kind.name].regulation
            if regulation is not None:
                found |= {(number, duty.id): duty.article for duty in self.organisation.regulations[regulation].file.duties}
        return found

    # offices, incidents, decisions ------------------------------------------------------------------------

    def offices(self) -> None:
        """Who takes an office, leaves it, goes away, comes back, and when a deputy acts."""
        for office, who in zip(self.program.offices, self.tenures, strict=True):
            for body in range(self.program.kinds[office.kind].count):
                name = body_name(self.program.kinds[office.kind], body)
                for verb, time, holder in who.steps(body, self.start, self.program.end):
                    self.spool.thing(holder)
                    objects = ((name, "by"), (holder.id, "holder"))
                    self.tell(verb, who.office, time, objects, f"{name}/{who.office}", **who.said_of(holder))

    def incidents(self) -> None:
        """What arose, when it was found and answered, and the marks that it bears."""
        program, end = self.program, self.program.end
        for stream in program.incidents:
            together = Incidents(program, stream, *self.seeds, Tally(), {})
            for body in range(program.kinds[stream.kind].count):
                name = body_name(program.kinds[stream.kind], body)
                for number, arisen in moments(together.every[body], end):
                    if arisen < self.start:
                        continue
                    id_, trace = self.incident(stream, name, number), f"{name}/{stream.name}"
                    objects = ((name, "by"), (id_, "of"))
                    self.tell("arises", stream.name, arisen, objects, trace)
                    self.becomes(id_, arisen, "state", "arisen")
                    found = arisen + together.after[body][number]
                    answered = end if together.answer is None else found + together.answer[body][number]
                    for verb, time in (("found", found), ("answered", answered)):
                        if time < end:
                            marks = "+".join(together.borne(body, number, answered=verb == "answered"))
                            self.tell(verb, stream.name, time, objects, trace, marks=marks)
                            self.becomes(id_, time, "state", verb)
                            self.becomes(id_, time, "marks", marks)

    def incident(self, stream: IncidentStream, body: str, number: int) -> str:
        """An incident as an object; the same one may be asked for again."""
        id_ = f"incident:{body}/{stream.name}/{number + 1}"
        self.spool.thing(Thing(id_, "incident", (("name", stream.name),), ((body, "arose in"),)))
        return id_

    def asked(self, courses: Courses) -> None:
        """The moments of incidents from which clocks run, and what was filed."""
        stream, asks, kinds = courses.stream, courses.asks, self.program.kinds
        for course in courses.found:
            body = body_name(kinds[stream.kind], course.body)
            id_, trace = self.incident(stream, body, course.number), f"{body}/{stream.name}"
            for step in asks.steps:
                if step.name not in course.times:
                    continue
                local = asks.moment(course.times[step.name]).replace(tzinfo=None)  # the clock on the wall, as acts of a trace have it
                time = seconds_at(local.date(), (local - datetime.combine(local.date(), datetime.min.time())).seconds) - self.zero
                kind = asks.filers.get(step.name)
                if not step.filed or kind is None:
                    self.tell("established", step.name, time, ((body, "by"), (id_, "of")), trace)
                    continue
                by, filing = body_name(kinds[kind], courses.filer_index(step, course.body)), f"report:{id_}/{step.name}"
                self.spool.thing(Thing(filing, "report", (("duty", step.name),), ((by, "from"), (id_, "about"))))
                self.becomes(filing, time, "state", "handed in")
                objects: list[tuple[str, str]] = [(by, "by"), (id_, "of"), (filing, "hands in")]
                self.tell("filed", step.name, time, tuple(objects), trace, filing=step.name)

    def decisions(self) -> None:
        """What boards decided, and how each member stood where the decision was about to be wrong."""
        program = self.program
        for board in program.decisions:
            keys = board_keys(program, board, *self.seeds)
            bodies = program.kinds[board.kind].count
            for body, every in enumerate(all_series(board.every, keys["every"], bodies, program.end / board.every.mean)):
                name = body_name(program.kinds[board.kind], body)
                seats = [
                    Thing(
                        f"holder:{name}/{office}/seat {number + 1}",
                        "office-holder",
                        (("office", office), ("number", str(number + 1))),
                        ((name, "sits on the board of"),),
                    )
                    for office, many in board.members
                    for number in range(many)
                ]
                for number, moment in moments(every, program.end):
                    if moment < self.start:
                        continue
                    id_, outcome = f"decision:{name}/{board.name}/{number + 1}", "right"
                    objects = [(name, "by"), (id_, "takes")]
                    if (states := wrongly(board, keys, body, number)) is not None:
                        outcome = "averted" if averted(board, keys, body, number, states) else "wrong"
                        for seat, state in zip(seats, states, strict=True):
                            self.spool.thing(seat)
                            objects.append((seat.id, STATES[state]))
                    self.spool.thing(Thing(id_, "decision", (("name", board.name), ("outcome", outcome)), ((name, "taken by"),)))
                    self.tell("decided", board.name, moment, tuple(objects), f"{name}/{board.name}", outcome=outcome)


def _periods(program: Program, task: Task) -> list[Period]:
    days = zip(task.slots.first.tolist(), task.slots.end.tolist(), strict=True)
    return [Period(program.start + first * ONE_DAY, program.start + last * ONE_DAY) for first, last in days]
