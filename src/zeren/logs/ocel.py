"""Object-centric event logs in the terms of OCEL 2.0: events, objects, and their types with the attributes that these declare.

Values are texts and moments only: numbers and truth values are written as JSON values by some versions of the standard and as texts by
its published schema, and texts are right under both.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

Values = tuple[tuple[str, str], ...]  # names and values
Related = tuple[tuple[str, str], ...]  # objects, each with its qualifier
ValueType = Literal["string", "time"]
EPOCH = dt.datetime(1970, 1, 1)  # the time of an object's attributes that never change


class Type(NamedTuple):
    """A type of events or of objects, with the attributes that its members may have.

    An XES log has an `activity` with a `transition` of its life cycle in place of a type of events.
    """

    name: str
    attributes: tuple[tuple[str, ValueType], ...] = ()
    activity: str = ""
    transition: str = "complete"


class Event(NamedTuple):
    """Something that happened at a second. `trace` is the one that an XES log tells it in; none holds what only objects tell."""

    type: str
    time: int  # seconds since 1970, in the log's own clock
    values: Values
    objects: Related
    trace: str = ""


class Thing(NamedTuple):
    """An object: values that never change, and relations to others."""

    id: str
    type: str
    values: Values = ()
    objects: Related = ()


class Change(NamedTuple):
    """A value of an object from some second on."""

    id: str
    time: int
    name: str
    value: str


def moment(seconds: int) -> dt.datetime:
    """The moment of a second of the log's clock."""
    return EPOCH + dt.timedelta(seconds=seconds)


def seconds_at(date: dt.date, second: int = 0) -> int:
    """A second of a day in the log's clock.

    >>> seconds_at(dt.date(1970, 1, 2), 5)
    86405
    """
    return (date - EPOCH.date()).days * 86_400 + second
