"""Event logs as tables: XES, and OCEL 2.0 as JSON or SQLite. Every event becomes a row in the order of the file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from zeren.logs.mapping import FIELDS
from zeren.logs.tables import Row, decode, read_bytes
from zeren.model.language.faults import Fault, Refused

_XES = {"date": "time:timestamp", "act": "concept:name", "body": "org:group", "office": "org:role", "holder": "org:resource"}


def read_xes(file: Path) -> Iterator[Row]:
    """The events of an XES log; an event without `org:group` is one of the body that its trace names."""
    content = read_bytes(file)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Refused([Fault(str(file), 0, 0, "declares entities", "save the log as plain XES")])
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Refused([Fault(str(file), line, column + 1, "not XML")]) from None
    yield 0, list(FIELDS)
    number = 0
    for trace in (one for one in root.iter() if _tag(one) == "trace"):
        body = _attributes(trace).get("concept:name", "")
        for event in (one for one in trace if _tag(one) == "event"):
            number += 1
            known = _attributes(event)
            row = {field: known.get(field) or known.get(_XES.get(field, ""), "") for field in FIELDS}
            row["body"] = row["body"] or body
            yield number, [row[field] for field in FIELDS]


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib.get("value", "") for child in element if "key" in child.attrib}


def read_ocel(file: Path) -> Iterator[Row]:
    """The events of an OCEL 2.0 log, as JSON or SQLite; the body of an event is the object of type `body` that it relates to."""
    if read_bytes(file)[:16] == b"SQLite format 3\0":
        return _database(file)
    return _json(file)


def _json(file: Path) -> Iterator[Row]:
    try:
        data = json.loads(decode(read_bytes(file), file))
    except (json.JSONDecodeError, RecursionError):
        raise Refused([Fault(str(file), 0, 0, "not JSON")]) from None
    if not isinstance(data, dict) or not isinstance(data.get("events"), list) or not isinstance(data.get("objects"), list):
        raise Refused([Fault(str(file), 0, 0, "no OCEL 2.0 log: `events` and `objects` are missing")])
    types = {one.get("id"): one.get("type") for one in data["objects"] if isinstance(one, dict)}
    yield 0, list(FIELDS)
    for number, event in enumerate(data["events"], start=1):
        own = event if isinstance(event, dict) else {}
        known = {str(one.get("name")): one.get("value") for one in own.get("attributes") or () if isinstance(one, dict)}
        related = [one.get("objectId") for one in own.get("relationships") or () if isinstance(one, dict)]
        yield number, _row(own.get("time"), own.get("type"), known, related, types)


def _database(file: Path) -> Iterator[Row]:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
            yield from _stored(base)
    except sqlite3.DatabaseError as error:
        raise Refused([Fault(str(file), 0, 0, f"no OCEL 2.0 database: {error}")]) from None


def _stored(base: sqlite3.Connection) -> Iterator[Row]:
    types = dict(base.execute("select ocel_id, ocel_type from object"))
    related: dict[str, list[str]] = {}
    for event, one in base.execute("select ocel_event_id, ocel_object_id from event_object order by rowid"):
        related.setdefault(event, []).append(one)
    attributes: dict[str, dict[str, Any]] = {}
    for _, table in base.execute("select ocel_type, ocel_type_map from event_map_type order by ocel_type").fetchall():
        cursor = base.execute('select * from "event_{}"'.format(str(table).replace('"', '""')))
        names = [column[0] for column in cursor.description]
        for values in cursor:
            known = dict(zip(names, values, strict=True))
            attributes[known["ocel_id"]] = known
    yield 0, list(FIELDS)
    for number, (event, kind) in enumerate(base.execute("select ocel_id, ocel_type from event order by rowid"), start=1):
        known = attributes.get(event, {})
        yield number, _row(known.get("ocel_time"), kind, known, related.get(event, []), types)


def _row(time: Any, act: Any, known: dict[str, Any], related: list[Any], types: dict[Any, Any]) -> list[Any]:
    bodies = [one for one in related if types.get(one) == "body"]
    row = {field: known.get(field) for field in FIELDS}
    row["date"] = row["date"] or time
    row["act"] = row["act"] or act
    row["body"] = row["body"] or next(iter(bodies), None)
    return [row[field] for field in FIELDS]
