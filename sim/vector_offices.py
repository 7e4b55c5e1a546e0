"""When office-holders are there, for many bodies at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from zeren.sim.draws import Ints
from zeren.sim.program import Office, Program
from zeren.sim.spread import Spread

_ROW = 1 << 36  # seconds set apart for each body, over two thousand years


class Offices:
    """The spans over which the offices of a piece of an organisation are vacant, or their holders away."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.known: dict[tuple[int, int, int], list[tuple[Ints, Ints]]] = {}

    def there(self, place: int, first: int, many: int, moments: Ints, due: Ints) -> tuple[Ints, NDArray[np.int8]]:
        """The first second, from each moment on, at which the office acts; and whether an absence (1) or a vacancy (0) outlasted `due`."""
        if (place, first, many) not in self.known:
            self.known[place, first, many] = self.spans(self.program.offices[place], first, many)
        vacant, away = self.known[place, first, many]
        now, reason = moments.copy(), np.zeros(moments.shape, np.int8)
        rows = np.broadcast_to(np.arange(many)[:, None], moments.shape)
        due = np.broadcast_to(due, moments.shape)
        waiting = np.flatnonzero(now.ravel() < self.program.end)
        flat, flat_rows, flat_due, flat_reason = now.ravel(), rows.ravel(), due.ravel(), reason.ravel()
        while waiting.size:
            moment, row = flat[waiting], flat_rows[waiting]
            until = _until(vacant, row, moment)
            left = until == moment
            until_back = _until(away, row[left], moment[left])
            why = np.zeros(waiting.size, np.int8)
            why[left] = 1
            until[left] = until_back
            blocked = until > moment
            before = blocked & (moment < flat_due[waiting])
            flat_reason[waiting[before]] = why[before]
            flat[waiting] = until
            waiting = waiting[blocked]
            waiting = waiting[flat[waiting] < self.program.end]
        return now, reason

    def spans(self, office: Office, first: int, many: int) -> list[tuple[Ints, Ints]]:
        name = f"{self.program.kinds[office.kind].name}/{office.name}"
        if office.tenure is not None and office.vacancy is not None:
            vacant = self.renewals(name, "tenure", office.tenure, "vacancy", office.vacancy, "deputy_vacancy", office.deputy, first, many)
        else:
            vacant = self.stated(office, name, first, many)
        if office.between is not None and office.absence is not None:
            away = self.renewals(name, "between", office.between, "absence", office.absence, "deputy_absence", office.deputy, first, many)
        else:
            away = (np.empty(0, np.int64), np.empty(0, np.int64))
        return [vacant, away]

    def stated(self, office: Office, name: str, first: int, many: int) -> tuple[Ints, Ints]:
        begins, ends = [], []
        rows = np.arange(many, dtype=np.int64)
        for number, (begin, end) in enumerate(office.vacant):
            over = np.full(many, end, np.int64)
            if office.deputy is not None:
                key = self.program.key(self.seed, self.replication, f"deputy_vacancy/{name}")
                over = np.minimum(over, begin + office.deputy.many(key, rows + first, number))
            begins.append(rows * _ROW + begin)
            ends.append(rows * _ROW + over)
        return _sorted(begins, ends)

    def renewals(
        self, name: str, there: str, up: Spread, gone: str, down: Spread, acting: str, deputy: Spread | None, first: int, many: int
    ) -> tuple[Ints, Ints]:
        """Spans that begin after a draw of `up` and last a draw of `down`, again and again, or until a deputy acts."""
        keys = {part: self.program.key(self.seed, self.replication, f"{part}/{name}") for part in (there, gone, acting)}
        rows, clock, number = np.arange(many, dtype=np.int64), np.zeros(many, np.int64), 0
        begins, ends = [], []
        while rows.size:
            begin = clock + up.many(keys[there], rows + first, number)
            clock = begin + down.many(keys[gone], rows + first, number)
            end = clock if deputy is None else np.minimum(clock, begin + deputy.many(keys[acting], rows + first, number))
            kept = begin < self.program.end
            begins.append((rows * _ROW + begin)[kept])
            ends.append((rows * _ROW + np.minimum(end, _ROW - 1))[kept])
            going_on = clock < self.program.end
            rows, clock, number = rows[going_on], clock[going_on], number + 1
        return _sorted(begins, ends)


def _sorted(begins: list[Ints], ends: list[Ints]) -> tuple[Ints, Ints]:
    if not begins:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    begin, end = np.concatenate(begins), np.concatenate(ends)
    real = end > begin
    begin, end = begin[real], end[real]
    order = np.argsort(begin, kind="stable")
    return begin[order], end[order]


def _until(spans: tuple[Ints, Ints], row: Ints, moment: Ints) -> Ints:
    """The end of the span of a body that holds a moment, or the moment itself."""
    begins, ends = spans
    if not begins.size:
        return moment.copy()
    at = row * _ROW + moment
    place = np.searchsorted(begins, at, side="right") - 1
    end = np.where(place >= 0, ends[place], -1)
    return np.where(end > at, end - row * _ROW, moment)
