"""Adding to a log in its own words: what happens, to which objects, and what becomes of them."""

from __future__ import annotations

from zeren.logs.ocel import Change, Event, Related, moment
from zeren.logs.spool import Spool
from zeren.logs.vocabulary import OBJECT_TYPES, event_type, rank


class Teller:
    """Adds events to a log whose clock runs from `zero`, a second of the log."""

    def __init__(self, spool: Spool, zero: int) -> None:
        self.spool, self.zero = spool, zero
        for one in OBJECT_TYPES:
            spool.object_type(one)

    def tell(self, verb: str, about: str, time: int, objects: Related, trace: str = "", **values: str) -> None:
        """Add an event, so many seconds after `zero`; the body that acts comes first among its objects."""
        type_ = event_type(about, verb)
        if verb == "done":  # the clock of a log names no zone, and in which period something falls must not hang on one
            values = {"date": str(moment(self.zero + time).date())} | values
        self.spool.event_type(type_)
        self.spool.event(Event(type_.name, self.zero + time, tuple(values.items()), objects, trace), rank(verb))

    def becomes(self, id_: str, time: int, name: str, value: str) -> None:
        """Note that a value of an object changes, so many seconds after `zero`."""
        self.spool.change(Change(id_, self.zero + time, name, value))
