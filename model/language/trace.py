"""A trace: what bodies did and when, over a span in which every act was recorded."""

from __future__ import annotations

import datetime as dt

import msgspec

from zeren.model.language.calendar import Period


class Act(msgspec.Struct, frozen=True):
    """An act that serves a duty.

    `period` is the one that its record names, if any; `reached` is the day on which its recipient had taken it in
    (the same day unless stated); `at` is the moment, where it is recorded, and
    `order` the place among the acts of one day, where they are drawn in an order of their own.
    """

    duty: str
    by: str
    on: dt.date
    period: Period | None = None
    reached: dt.date | None = None
    at: dt.datetime | None = None
    reference: str = ""
    order: int = 0

    @property
    def known(self) -> dt.date:
        """The day on which its recipient knows of it."""
        return self.reached or self.on


class Happening(msgspec.Struct, frozen=True):
    """An event that starts a duty of a body."""

    duty: str
    of: str
    on: dt.date
    at: dt.datetime | None = None
    reference: str = ""


class Trace(msgspec.Struct, frozen=True):
    """The acts and events of an observed span; what is not listed did not happen."""

    observed: Period
    acts: tuple[Act, ...] = ()
    happenings: tuple[Happening, ...] = ()
