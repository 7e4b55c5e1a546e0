"""SimPy's environment for whole seconds, and events at a stated second."""

from __future__ import annotations

from heapq import heappush

import simpy
from simpy.events import NORMAL, URGENT, Event, EventPriority

FIRST, THEN, LAST = URGENT, NORMAL, EventPriority(2)  # the order within a second


class Clock(simpy.Environment):
    """An environment whose time is a whole number of seconds."""

    @property
    def now(self) -> int:
        return self._now  # type: ignore[return-value]  # every moment is a whole number


class Alarm(Event):
    """An event that one process waits for again and again, each time at a stated second: `FIRST`, `THEN` or `LAST` within it.

    SimPy's `Timeout` is made anew each time and asks how long from now; here every moment is known as such, and one event for each
    process is enough.

    >>> clock = Clock()
    >>> def act(order):
    ...     alarm = Alarm(clock)
    ...     for minute in (1, 2):
    ...         yield alarm.at(minute * 60, order)
    ...         print(clock.now, order)
    >>> for order in (LAST, THEN):
    ...     _ = clock.process(act(order))
    >>> clock.run()
    60 1
    60 2
    120 1
    120 2
    """

    __slots__ = ("callbacks", "env")
    _ok, _value = True, None

    def __init__(self, clock: simpy.Environment) -> None:
        self.env = clock

    def at(self, second: int, order: EventPriority = THEN) -> Event:
        """This event, to happen at a second that is not over yet."""
        clock = self.env
        self.callbacks = []
        heappush(clock._queue, (second, order, next(clock._eid), self))
        return self
