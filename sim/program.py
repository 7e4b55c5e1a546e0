"""What an organisation does, made ready for the engines: bodies by kind, tasks with their slots, offices, streams of events.

Everything here is numbers: seconds since the first day, days since the first day, indices. Bodies alike form a *kind*; a *task* is
one duty of one kind; a *slot* is one planned performance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Literal

import msgspec
import numpy as np

from zeren.sim.asking import Asking
from zeren.sim.draws import Ints, Key
from zeren.sim.spread import Spread

DAY = 86_400
NEVER = 1 << 60  # seconds: later than everything


class Slots(msgspec.Struct, frozen=True):
    """The planned performances of a task over the whole run, in the order of their periods.

    `base` is the planned second, to which up to `span` seconds may be drawn. `period` is the place of the period that each counts for
    among `first` and `due`, the first and last days of the periods; `end` holds the periods' own last days.
    """

    base: Ints
    span: Ints
    period: Ints
    first: Ints
    due: Ints
    end: Ints
    needed: int

    @property
    def count(self) -> int:
        return len(self.base)

    def counts_for(self, slot: int, day: int) -> int:
        """The place of the period for which a performance of a slot counts, done on a day: one cannot count ahead of its period."""
        period = int(self.period[slot])
        return period if day >= self.first[period] else max(0, int(np.searchsorted(self.first, day, side="right")) - 1)


class Wait(msgspec.Struct, frozen=True):
    """A performance that waits until tasks below have been read, at most so many seconds.

    `below` holds each of these tasks with the slot of it that each own slot waits for; -1 waits for none.
    """

    below: tuple[tuple[int, Ints], ...]
    most: int


class Return(msgspec.Struct, frozen=True):
    """A report that its reader gives back with this chance, to be handed in again after a while."""

    chance: float
    again: Spread


class Moment(msgspec.Struct, frozen=True):
    """What one's own plan is told: the body, the slot, the days of the period, and a key to draw from."""

    body: str
    slot: int
    first: int
    due: int
    key: Key


Model = Callable[[Moment], int | None]  # the second at which it is ready, or None for never


class Task(msgspec.Struct, frozen=True):
    """One duty of one kind of bodies."""

    kind: int
    duty: str
    slots: Slots
    window: Literal["fixed", "rolling"]
    distinct_days: bool
    informs: bool
    delay: Spread | None = None
    skipped: float = 0.0
    office: int | None = None
    wait: Wait | None = None
    returned: Return | None = None
    model: Model | None = None
    stretch_last: Ints | None = None  # for a rolling window: the last day of the stretch that follows the day before each day


class Office(msgspec.Struct, frozen=True):
    """An office of every body of a kind: when it is vacant, when its holder is away, and when a deputy acts."""

    name: str
    kind: int
    vacant: tuple[tuple[int, int], ...] = ()
    tenure: Spread | None = None
    vacancy: Spread | None = None
    between: Spread | None = None
    absence: Spread | None = None
    deputy: Spread | None = None


class Kind(msgspec.Struct, frozen=True):
    """Bodies alike: how many, what they stand below, how long each needs to read a report (0: no time at all).

    `pace` is that time in parts of a second, and how many of them are a second, so that a number of reports a day is exact.
    """

    name: str
    count: int
    superior: int | None
    pace: tuple[int, int]
    started: int
    outside: bool


class MarkRule(msgspec.Struct, frozen=True):
    """When an incident bears a mark: by chance, or found or answered later than so many seconds."""

    name: str
    chance: float | None = None
    detected: int | None = None
    answered: int | None = None


class IncidentStream(msgspec.Struct, frozen=True):
    """Incidents that arise in every body of a kind."""

    name: str
    kind: int
    every: Spread
    detected: Spread
    answered: Spread | None
    marks: tuple[MarkRule, ...]
    asks: Asking | None = None


class DecisionStream(msgspec.Struct, frozen=True):
    """Decisions that the board of every body of a kind takes."""

    name: str
    kind: int
    every: Spread
    erroneous: float
    members: tuple[tuple[str, int], ...]
    attends: float
    objects: float
    recorded: float
    heeded: float


class Program(msgspec.Struct, frozen=True):
    """An organisation made ready: `days` in all, of which those from `observed` on are counted."""

    name: str
    start: dt.date
    days: int
    observed: int
    tie_order: str
    kinds: tuple[Kind, ...]
    tasks: tuple[Task, ...]
    offices: tuple[Office, ...]
    incidents: tuple[IncidentStream, ...] = ()
    decisions: tuple[DecisionStream, ...] = ()

    @property
    def end(self) -> int:
        """The second at which everything is over."""
        return self.days * DAY

    def superior_of(self, kind: int, index: int) -> int:
        """The body above one of a kind, among those alike."""
        above = self.kinds[kind].superior
        assert above is not None
        return index * self.kinds[above].count // self.kinds[kind].count

    def superiors(self, kind: int) -> Ints:
        """`superior_of` for every body of a kind."""
        above = self.kinds[kind].superior
        assert above is not None
        return np.arange(self.kinds[kind].count, dtype=np.int64) * self.kinds[above].count // self.kinds[kind].count

    def chain(self, kind: int) -> tuple[int, ...]:
        """A kind and those above it, the top last."""
        found = [kind]
        while (above := self.kinds[found[-1]].superior) is not None:
            found.append(above)
        return tuple(found)

    @property
    def bottom(self) -> tuple[int, ...]:
        """The kinds with something above and nothing below."""
        above = {kind.superior for kind in self.kinds}
        return tuple(
            index for index, kind in enumerate(self.kinds) if index not in above and kind.superior is not None and not kind.outside
        )

    @property
    def bottom_up(self) -> tuple[int, ...]:
        """The kinds, those below before those above."""
        return tuple(sorted(range(len(self.kinds)), key=lambda kind: (-len(self.chain(kind)), kind)))

    @property
    def waited(self) -> frozenset[int]:
        """The tasks that others wait for."""
        return frozenset(place for task in self.tasks if task.wait is not None for place, _ in task.wait.below)

    def duty_instances(self) -> int:
        """How many performances are planned in all."""
        return sum(task.slots.count * self.kinds[task.kind].count for task in self.tasks)

    def key(self, seed: int, replication: int, purpose: str) -> Key:
        """The key of the draws for a purpose."""
        return Key(seed, replication, purpose)


def body_name(kind: Kind, index: int) -> str:
    """The name of one body of a kind, as everywhere else."""
    return kind.name if kind.count == 1 else f"{kind.name}-{index + 1}"
