"""A trace: what bodies did and when, over a span in which every act was recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from zeren.model.language.calendar import Period
from zeren.model.language.terms import MaybeValue


class Act(msgspec.Struct, frozen=True):
    """An act that serves a duty, or a filing: `duty` is the id of either, `reference` names the event that it answers, if any.

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


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a body, from which time limits run.

    `facts` are those of the matter, the moments among them; `started` holds the moment at which each duty `within` a time of the
    event began to run. Where only the day of a moment is known, the one given is the first of that day, and `last` has its last.
    """

    id: str
    of: str
    facts: Mapping[str, MaybeValue] = {}
    started: Mapping[str, dt.datetime] = {}
    last: Mapping[str, dt.datetime] = {}

    @property
    def began(self) -> dt.datetime | None:
        """The first moment that is known of it."""
        stated = [one for one in self.facts.values() if isinstance(one, dt.datetime)]
        return min([*stated, *self.started.values()], default=None)


class Trace(msgspec.Struct, frozen=True):
    """The acts and events of an observed span; what is not listed did not happen."""

    observed: Period
    acts: tuple[Act, ...] = ()
    events: tuple[Event, ...] = ()
