"""The vector engine: periodic duties, office-holders and first-come-first-served readers in NumPy, for very large organisations.

It takes the same draws as the reference engine and gives the same tally, bit for bit. Bodies are worked through in pieces that
hold all the bodies below a few superiors, so memory does not grow with the number of bodies. Nor does it with years, but for the reports
that wait for one reader: they are the one thing that a piece holds as a whole. What it cannot do it refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from zeren.sim.draws import Ints
from zeren.sim.program import DAY, NEVER, Program, Task
from zeren.sim.queues import first_come_first_served
from zeren.sim.streams import decisions_at_once, incidents_at_once
from zeren.sim.tally import CAUSES, Piles, Tally, add
from zeren.sim.timing import ready_times
from zeren.sim.vector_ages import LATE, ages_above, ages_below
from zeren.sim.vector_judge import Days, judge_all
from zeren.sim.vector_offices import Offices

PIECE = 1 << 15  # performances worked on at a time
KEPT = 1 << 22  # reports of the lowest bodies that are kept rather than worked out again
BELOW, VACANCY = CAUSES.index("below"), CAUSES.index("vacancy")


class CannotRun(ValueError):
    """What an organisation needs and this engine does not have."""


Lack = Literal["python", "returned", "seeded"]
LACKS: Mapping[Lack, str] = {
    "python": "plans written in Python",
    "returned": "reports that are returned and made again",
    "seeded": "`tie_order: seeded`",
}


def refusals(program: Program) -> list[Lack]:
    """What the vector engine cannot do for an organisation."""
    found: list[Lack] = []
    if any(task.model is not None for task in program.tasks):
        found.append("python")
    if any(task.returned is not None for task in program.tasks):
        found.append("returned")
    if program.tie_order == "seeded":
        found.append("seeded")
    return found


def simulate(program: Program, seed: int, replication: int) -> Tally:
    """Run one replication.

    Raises:
        CannotRun: if the organisation needs something that only the reference engine does.
    """
    if found := refusals(program):
        raise CannotRun(f"the vector engine has no {' and no '.join(LACKS[one] for one in found)}; use the simpy engine")
    return _Vector(program, seed, replication).run()


class _Vector:
    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.tally = Piles()
        self.waited = program.waited
        # by task: when the last report of each slot below a body was read
        self.last_read = {
            place: np.full((self.count_above(place), program.tasks[place].slots.count), -1, np.int64) for place in self.waited
        }
        self.reports: dict[int, tuple[Days, Days]] = {}  # by kind: the days on which reports were handed in, and read

    def count_above(self, place: int) -> int:
        above = self.program.kinds[self.program.tasks[place].kind].superior
        assert above is not None
        return self.program.kinds[above].count

    def run(self) -> Tally:
        program = self.program
        for superior in [*program.bottom_up, None]:
            kinds = [kind for kind, one in enumerate(program.kinds) if one.superior == superior]
            if kinds:
                self.level(superior, kinds)
        for source in program.bottom:
            if len(program.chain(source)) > 2:
                self.ages_at_the_top(source)
        for stream in program.incidents:
            for first, many in self.rows(program.kinds[stream.kind].count, 1):
                incidents_at_once(program, stream, self.seed, self.replication, first, many, self.tally)
        for board in program.decisions:
            for first, many in self.rows(program.kinds[board.kind].count, 8):
                decisions_at_once(program, board, self.seed, self.replication, first, many, self.tally)
        return self.tally.poured()

    def rows(self, bodies: int, width: int) -> list[tuple[int, int]]:
        step = max(1, PIECE // max(1, width))
        return [(first, min(step, bodies - first)) for first in range(0, bodies, step)]

    def row_pieces(self, bodies: dict[int, tuple[int, int]]) -> Iterator[tuple[int, int, slice]]:
        """Some rows at a time of what these bodies report: the kind, its first body here, and the rows."""
        for kind, (begin, number) in bodies.items():
            for first, many in self.rows(number, self.report_count(kind)):
                yield kind, begin, slice(first, first + many)

    # one level ----------------------------------------------------------------------------------------------

    def pieces(self, superior: int | None, kinds: list[int]) -> list[tuple[int, int, dict[int, tuple[int, int]]]]:
        """Which superiors are worked on together, and for each kind the first of the bodies below them and how many."""
        kinds_ = self.program.kinds
        width = {kind: sum(task.slots.count for task in self.program.tasks if task.kind == kind) for kind in kinds}
        if superior is None:
            return [(0, 0, {kind: piece}) for kind in kinds for piece in self.rows(kinds_[kind].count, width[kind])]
        many = kinds_[superior].count
        bounds = {kind: np.searchsorted(self.program.superiors(kind), np.arange(many + 1)) for kind in kinds}
        load = np.cumsum(sum(np.diff(bounds[kind]) * width[kind] for kind in kinds)) if kinds else np.zeros(many)
        found, begin = [], 0
        while begin < many:
            base = load[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(load, base + PIECE, side="right")))
            found.append(
                (begin, end - begin, {kind: (int(bounds[kind][begin]), int(bounds[kind][end] - bounds[kind][begin])) for kind in kinds})
            )
            begin = end
        return found

    def level(self, superior: int | None, kinds: list[int]) -> None:
        """Everything that the bodies below one kind of superiors do, and how it is read."""
        program = self.program
        keep = [kind for kind in kinds if kind not in program.bottom or self.few_reports(kind)]
        for kind in keep:
            shape = (program.kinds[kind].count, self.report_count(kind))
            self.reports[kind] = (np.full(shape, LATE, np.int32), np.full(shape, LATE, np.int32))
        for first, many, bodies in self.pieces(superior, kinds):
            done = self.performed(bodies, count=True)
            read = self.read(superior, first, many, bodies, done, count=True)
            for kind, begin, rows in self.row_pieces(bodies):
                days = self.report_days(kind, rows, done, read)
                here = slice(begin + rows.start, begin + rows.stop)
                if kind in keep and days[0].size:
                    self.reports[kind][0][here], self.reports[kind][1][here] = days
                if kind in program.bottom and days[0].size:
                    ages_below(self.tally, program, kind, *days)

    def few_reports(self, kind: int) -> bool:
        return self.program.kinds[kind].count * self.report_count(kind) <= KEPT

    def report_count(self, kind: int) -> int:
        return sum(task.slots.count for task in self.program.tasks if task.kind == kind and task.informs)

    def performed(self, bodies: dict[int, tuple[int, int]], *, count: bool) -> dict[int, Ints]:
        """The second at which each report of these bodies is handed in, by task; what comes too late for the run never is.

        The bodies below one superior may be many: everything but their reports, which wait for one another, is worked out piece by piece.
        """
        program, found = self.program, {}
        offices = Offices(program, self.seed, self.replication)
        for place, task in enumerate(program.tasks):
            if task.kind not in bodies or not bodies[task.kind][1] or (not count and not task.informs):
                continue
            first, many = bodies[task.kind]
            pieces = self.rows(many, task.slots.count)
            if len(pieces) > 1 and task.informs:
                found[place] = np.empty((many, task.slots.count), np.int64)
            for begin, number in pieces:
                done = self.done(task, offices, first + begin, number, count=count)
                if len(pieces) == 1 and task.informs:
                    found[place] = done
                elif task.informs:
                    found[place][begin : begin + number] = done
        return found

    def done(self, task: Task, offices: Offices, first: int, many: int, *, count: bool) -> Ints:
        """The second at which each performance of a task is done, a row for each body from `first` on."""
        ready = ready_times(self.program, task, self.seed, self.replication, first, many)
        begun = self.waited_for(task, ready, first, many)
        due = ((task.slots.due[task.slots.period] + 1) * DAY)[None, :]
        done, reason = begun, None
        if task.office is not None:
            done, reason = offices.there(task.office, first, many, begun, due)
        if count:
            cause = np.where(ready >= NEVER, CAUSES.index("skipped"), CAUSES.index("own_delay")).astype(np.int8)
            cause[(ready < due) & (begun >= due)] = BELOW
            if reason is not None:
                crossed = (begun < due) & (done >= due)
                cause[crossed] = (VACANCY + reason)[crossed]
            judge_all(self.tally, self.program, task, done, cause)
        return done

    def waited_for(self, task: Task, ready: Ints, first: int, many: int) -> Ints:
        """When each performance can begin, after the reports from below or once that has taken too long."""
        if task.wait is None:
            return ready
        begun = ready
        for place, of in task.wait.below:
            last = self.last_read[place][first : first + many][:, of] if self.last_read[place].shape[1] else np.full(ready.shape, -1)
            begun = np.maximum(begun, np.where(of[None, :] < 0, -1, last))
        begun = np.minimum(begun, ready + task.wait.most)
        return np.where(ready < NEVER, begun, NEVER)

    def read(
        self, superior: int | None, first: int, many: int, bodies: dict[int, tuple[int, int]], done: dict[int, Ints], *, count: bool
    ) -> dict[int, Ints]:
        """The second at which each report has been read, by task."""
        program = self.program
        places = [place for place in done if program.tasks[place].informs]
        if superior is None or not places:
            return {}
        (reading, parts), read = program.kinds[superior].pace, {}
        over = {kind: program.superiors(kind)[begin : begin + number] - first for kind, (begin, number) in bodies.items()}
        if not reading:
            read = {place: np.where(done[place] < program.end, done[place], NEVER) for place in places}
        else:
            arrival = _joined([done[place].ravel() for place in places])
            reader = _joined([np.repeat(over[program.tasks[place].kind].astype(np.int32), done[place].shape[1]) for place in places])
            finished, ahead = first_come_first_served(arrival, reader, reading, program.end, parts)
            if count:
                seen = (arrival < program.end) & (arrival >= program.observed * DAY)
                self.tally.count("ahead", program.kinds[superior].name, "reports", ahead[seen])
            cut = np.cumsum([done[place].size for place in places])[:-1]
            for place, part in zip(places, np.split(finished, cut), strict=True):
                read[place] = part.reshape(done[place].shape)
        for place in places if count else ():
            for begin, number in self.rows(*done[place].shape):
                self.count_reading(place, done[place][begin : begin + number], read[place][begin : begin + number])
            if place in self.waited:
                self.remember(place, first, many, over[program.tasks[place].kind], done[place], read[place])
        return read

    def count_reading(self, place: int, done: Ints, read: Ints) -> None:
        program, task = self.program, self.program.tasks[place]
        seen = (done < program.end) & (done >= program.observed * DAY)
        name = program.kinds[task.kind].name
        self.tally.count("read_after", name, task.duty, read[seen] // DAY - done[seen] // DAY)
        add(self.tally, "unread", name, task.duty, int((read[seen] >= program.end).sum()))

    def remember(self, place: int, first: int, many: int, over: Ints, done: Ints, read: Ints) -> None:
        """When the last report of each slot was read; what was left out is not waited for, what never comes is."""
        task = self.program.tasks[place]
        kind = self.program.kinds[task.kind]
        begin = int(np.searchsorted(self.program.superiors(task.kind), first))
        left_out = np.empty(done.shape, np.bool_)
        for row, number in self.rows(*done.shape):
            left_out[row : row + number] = ready_times(self.program, task, self.seed, self.replication, begin + row, number) >= NEVER
        last = np.where(left_out, -1, np.where(done < self.program.end, read, NEVER))
        starts = np.searchsorted(over, np.arange(many))
        present = np.append(starts, len(over))[1:] > starts
        assert kind.count >= len(over)
        if present.any():
            self.last_read[place][first : first + many][present] = np.maximum.reduceat(last, starts[present], axis=0)

    def report_days(self, kind: int, rows: slice, done: dict[int, Ints], read: dict[int, Ints]) -> tuple[Days, Days]:
        """The days on which these reports of a kind were handed in, and read; `LATE` for those that were not."""
        places = [place for place in done if self.program.tasks[place].kind == kind and place in read]
        if not places:
            return np.empty((0, 0), np.int32), np.empty((0, 0), np.int32)
        handed_in = np.concatenate([done[place][rows] for place in places], axis=1)
        known = np.concatenate([read[place][rows] for place in places], axis=1)
        never, late = handed_in >= self.program.end, LATE * DAY
        days = [np.minimum(part, late) // DAY for part in (handed_in, known)]
        return np.where(never, LATE, days[0]).astype(np.int32), np.where(never, LATE, days[1]).astype(np.int32)

    # the top of long chains ---------------------------------------------------------------------------------

    def ages_at_the_top(self, source: int) -> None:
        """The age, at every level above the first, of what the lowest bodies of a chain report."""
        program = self.program
        superior = program.kinds[source].superior
        assert superior is not None
        kinds = [kind for kind, one in enumerate(program.kinds) if one.superior == superior]
        upper = [self.reports[kind] for kind in program.chain(source)[1:-1]]
        if source in self.reports:
            for first, many in self.rows(program.kinds[source].count, self.report_count(source)):
                handed_in, read_on = (part[first : first + many] for part in self.reports[source])
                ages_above(self.tally, program, source, first, handed_in, read_on, upper)
            return
        for first, many, bodies in self.pieces(superior, kinds):
            done = self.performed(bodies, count=False)
            read = self.read(superior, first, many, bodies, done, count=False)
            for _, begin, rows in self.row_pieces({source: bodies[source]}):
                days = self.report_days(source, rows, done, read)
                if days[0].size:
                    ages_above(self.tally, program, source, begin + rows.start, *days, upper)


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Arrays one after another, without a copy where there is one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
