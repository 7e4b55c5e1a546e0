"""Whoever wants to know what happens in a run as it happens, such as a log of its events."""

from __future__ import annotations

from typing import Protocol

from zeren.sim.filings import Courses


class Watcher(Protocol):
    """Told of single acts in the order of time: which task (its place in the program), which body of its kind, which slot, when."""

    def performed(self, place: int, body: int, slot: int, now: int) -> None:
        """A duty was performed at a second of the run."""

    def returned(self, place: int, body: int, slot: int, now: int) -> None:
        """A report that was handed in is given back, to be made again."""

    def read(self, place: int, body: int, slot: int, now: int) -> None:
        """A report has been read by the body above; what waits at the end of the run is read after it."""

    def asked(self, courses: Courses) -> None:
        """Everything that the incidents of a stream asked to be filed, once the run is over."""
