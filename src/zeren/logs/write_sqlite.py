"""OCEL 2.0 as a SQLite database: tables for events, objects and relations, and one for the attributes of each type."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from zeren.logs.ocel import Type, moment
from zeren.logs.spool import Spool

_TABLES = """
pragma synchronous = off;
pragma journal_mode = off;
create table event_map_type (ocel_type text primary key, ocel_type_map text);
create table object_map_type (ocel_type text primary key, ocel_type_map text);
create table event (ocel_id text primary key, ocel_type text, foreign key (ocel_type) references event_map_type (ocel_type));
create table object (ocel_id text primary key, ocel_type text, foreign key (ocel_type) references object_map_type (ocel_type));
create table event_object (
  ocel_event_id text, ocel_object_id text, ocel_qualifier text, primary key (ocel_event_id, ocel_object_id, ocel_qualifier),
  foreign key (ocel_event_id) references event (ocel_id), foreign key (ocel_object_id) references object (ocel_id));
create table object_object (
  ocel_source_id text, ocel_target_id text, ocel_qualifier text, primary key (ocel_source_id, ocel_target_id, ocel_qualifier),
  foreign key (ocel_source_id) references object (ocel_id), foreign key (ocel_target_id) references object (ocel_id));
begin;
"""
_COLUMNS = {"string": "TEXT", "time": "TIMESTAMP"}


def write_sqlite(spool: Spool, file: Path) -> None:
    """Write a log (https://www.ocel-standard.org, version 2.0, relational) into a file that is not there yet."""
    with closing(sqlite3.connect(file, isolation_level=None)) as base:
        base.executescript(_TABLES)
        events, objects = table_names(spool.event_types), table_names(spool.object_types)
        for name, one in spool.event_types.items():
            base.execute("insert into event_map_type values (?, ?)", (name, events[name]))
            base.execute(_table(f"event_{events[name]}", one, "ocel_id text primary key, ocel_time TIMESTAMP", "event"))
        for name, one in spool.object_types.items():
            base.execute("insert into object_map_type values (?, ?)", (name, objects[name]))
            base.execute(_table(f"object_{objects[name]}", one, "ocel_id text, ocel_time TIMESTAMP, ocel_changed_field text", "object"))
        for thing, changes in spool.objects():
            own = spool.object_types[thing.type]
            base.execute("insert into object values (?, ?)", (thing.id, thing.type))
            rows = [(thing.id, _time(0), None, *_cells(own, dict(thing.values)))]
            rows += [(thing.id, _time(one.time), one.name, *_cells(own, {one.name: one.value})) for one in changes]
            base.executemany(_insert(f"object_{objects[thing.type]}", len(rows[0])), rows)
        for thing, _ in spool.objects():
            base.executemany("insert into object_object values (?, ?, ?)", [(thing.id, *one) for one in thing.objects])
        for number, event in spool.events():
            row = (f"e{number}", _time(event.time), *_cells(spool.event_types[event.type], dict(event.values)))
            base.execute("insert into event values (?, ?)", (row[0], event.type))
            base.execute(_insert(f"event_{events[event.type]}", len(row)), row)
            base.executemany("insert into event_object values (?, ?, ?)", [(row[0], *one) for one in event.objects])
        base.execute("commit")


def table_names(types: Iterable[str]) -> dict[str, str]:
    """The part of a table's name that stands for each type: its words joined, and told apart where case alone would.

    >>> table_names(["report done", "report-done", "报告 完成"])
    {'report done': 'ReportDone', 'report-done': 'ReportDone2', '报告 完成': '报告完成'}
    """
    found: dict[str, str] = {}
    taken = {"object", "map_type"}  # `event_object` and `object_object`, `event_map_type` and `object_map_type` are tables already
    for type_ in types:
        words = re.findall(r"\w+", type_.replace("_", " ")) or ["Type"]
        joined, number = "".join(word[:1].upper() + word[1:] for word in words), 1
        name = joined
        while name.casefold() in taken:
            number += 1
            name = f"{joined}{number}"
        taken.add(name.casefold())
        found[type_] = name
    return found


def _table(name: str, one: Type, columns: str, of: str) -> str:
    own = "".join(f", {_quoted(attribute)} {_COLUMNS[kind]}" for attribute, kind in one.attributes)
    return f"create table {_quoted(name)} ({columns}{own}, foreign key (ocel_id) references {of} (ocel_id))"


def _insert(table: str, many: int) -> str:
    return f"insert into {_quoted(table)} values ({', '.join('?' * many)})"


def _cells(one: Type, values: Mapping[str, str]) -> list[str | None]:
    return [values.get(name) for name, _ in one.attributes]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _time(seconds: int) -> str:
    return str(moment(seconds))
