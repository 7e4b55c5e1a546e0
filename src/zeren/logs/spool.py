"""Where a log waits until it is written: a private file that SQLite removes by itself, so that memory does not grow with the log."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from zeren.logs.ocel import Change, Event, Related, Thing, Type, Values

_TABLES = """
pragma synchronous = off;
pragma journal_mode = off;
pragma temp_store = file;
create table happened (time integer, rank integer, type text, attributes text, related text, trace text);
create table thing (id text primary key, type text, attributes text, related text) without rowid;
create table listed (number integer primary key, id text);
create table changed (id text, time integer, name text, value text);
"""


class Counts(NamedTuple):
    """How much a log holds, event types and object types apart."""

    events: dict[str, int]
    objects: dict[str, int]
    event_objects: int
    object_objects: int


class Spool:
    """A log while it is put together: events in any order, objects in the order in which a log shall list them.

    Events of one second come in the order of their `rank`, then as they were added.
    """

    def __init__(self) -> None:
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(_TABLES)
        self.base.execute("begin")
        self.event_types: dict[str, Type] = {}
        self.object_types: dict[str, Type] = {}
        self.header: dict[str, str] = {}
        self.happened, self.things = Counter[str](), Counter[str]()
        self.event_objects = self.object_objects = 0

    def event_type(self, one: Type) -> None:
        """Declare a type of events; the same one may be declared again."""
        self.event_types.setdefault(one.name, one)

    def object_type(self, one: Type) -> None:
        """Declare a type of objects."""
        self.object_types.setdefault(one.name, one)

    def event(self, one: Event, rank: int = 0) -> None:
        """Add an event of a declared type."""
        related = tuple(dict.fromkeys(one.objects))
        self.base.execute(
            "insert into happened values (?, ?, ?, ?, ?, ?)", (one.time, rank, one.type, _text(one.values), _text(related), one.trace)
        )
        self.happened[one.type] += 1
        self.event_objects += len(related)

    def thing(self, one: Thing) -> bool:
        """Add an object of a declared type, unless one of its id is there; tells whether it is new."""
        related = tuple(dict.fromkeys(one.objects))
        row = (one.id, one.type, _text(one.values), _text(related))
        if not self.base.execute("insert or ignore into thing values (?, ?, ?, ?)", row).rowcount:
            return False
        self.base.execute("insert into listed (id) values (?)", (one.id,))
        self.things[one.type] += 1
        self.object_objects += len(related)
        return True

    def change(self, one: Change) -> None:
        """Add a value that an object has from some second on."""
        self.base.execute("insert into changed values (?, ?, ?, ?)", one)

    def counts(self) -> Counts:
        """How much was added."""
        return Counts(dict(self.happened), dict(self.things), self.event_objects, self.object_objects)

    def trace_counts(self) -> Counts:
        """How much of it traces tell: events by activity and transition, and traces."""
        found: Counter[str] = Counter()
        for type_, many in self.base.execute("select type, count(*) from happened where trace <> '' group by type"):
            own = self.event_types[type_]
            found[f"{own.activity or own.name} {own.transition}"] += many
        traces = self.base.execute("select count(distinct trace) from happened where trace <> ''").fetchone()[0]
        return Counts(dict(found), {"trace": traces}, 0, 0)

    def events(self) -> Iterator[tuple[int, Event]]:
        """Every event with its number from 1, in the order of time."""
        rows = self.base.execute("select type, time, attributes, related, trace from happened order by time, rank, rowid")
        for number, row in enumerate(rows, start=1):
            yield number, _event(row)

    def traces(self) -> Iterator[Event]:
        """The events that a trace tells, trace by trace, each in the order of time; traces come in the order of their first events."""
        self.base.execute("create index if not exists happened_in on happened (trace, time, rank)")
        for (trace,) in self.base.execute("select trace from happened where trace <> '' group by trace order by min(rowid)"):
            own = "select type, time, attributes, related, trace from happened where trace = ? order by time, rank, rowid"
            yield from map(_event, self.base.execute(own, (trace,)))

    def objects(self) -> Iterator[tuple[Thing, list[Change]]]:
        """Every object in the order of adding, with the changes of its values in the order of time."""
        self.base.execute("create index if not exists changed_id on changed (id, time)")
        for id_, type_, attributes, related in self.base.execute("select thing.* from listed join thing using (id) order by number"):
            changes = self.base.execute("select * from changed where id = ? order by time, rowid", (id_,))
            yield Thing(id_, type_, _pairs(attributes), _pairs(related)), [Change(*row) for row in changes]

    def unknown(self) -> str | None:
        """An object that is related to and was never added, if there is one."""
        for table in ("happened", "thing"):
            found = self.base.execute(
                f"select json_extract(value, '$[0]') from {table}, json_each({table}.related) "
                "where json_extract(value, '$[0]') not in (select id from thing) limit 1"
            ).fetchone()
            if found is not None:
                return str(found[0])
        return None

    def close(self) -> None:
        self.base.close()


def _text(pairs: Iterable[tuple[str, str]]) -> str:
    return msgspec.json.encode(tuple(pairs)).decode()


_decoder = msgspec.json.Decoder(tuple[tuple[str, str], ...])


def _pairs(text: str) -> Values | Related:
    return _decoder.decode(text)


def _event(row: tuple[str, int, str, str, str]) -> Event:
    return Event(row[0], row[1], _pairs(row[2]), _pairs(row[3]), row[4])
