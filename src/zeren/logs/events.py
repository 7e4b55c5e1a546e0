"""Event logs as tables: XES, and OCEL 2.0 as JSON, XML or SQLite. Every event that may be an act is a row, in the order of the file.

In a log whose events say in `act` which duty they fulfil, those that do not say it fulfil none. Of the steps of an activity's life
cycle only its completion is an act.
"""

from __future__ import annotations

import contextlib
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from zeren.logs.files import decode, ending, read_bytes
from zeren.logs.mapping import FIELDS
from zeren.logs.tables import Row
from zeren.model.language.faults import Fault, Refused

_XES = {"date": "time:timestamp", "act": "concept:name", "body": "org:group", "office": "org:role", "holder": "org:resource"}
EVENT_LOGS = (".xes", ".xml", ".xmlocel", ".json", ".jsonocel", ".sqlite", ".db")
_OCEL_PARTS = ("event-types", "object-types", "events", "objects")


def read_events(file: Path) -> Iterator[Row]:
    """The acts of an event log, whichever of the forms it has.

    Raises:
        Refused: if it has none of them.
    """
    match ending(file):
        case ".xes" | ".xml" | ".xmlocel":
            return _xml(file)
        case _:
            return read_ocel(file)


def _xml(file: Path) -> Iterator[Row]:
    content = read_bytes(file)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Refused([Fault(str(file), 0, 0, "declares entities", "save the log as plain XML")])
    try:
        steps = ElementTree.iterparse(io.BytesIO(content), events=("start", "end"))
        root, first = next(steps)[1], next(steps, (None, None))[1]
        if first is not None and _tag(first) in _OCEL_PARTS:
            yield from _ocel_xml(file, (ended for step, ended in steps if step == "end"))
        else:
            yield from _xes(root, steps)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Refused([Fault(str(file), line, column + 1, "not XML")]) from None


def _xes(root: ElementTree.Element, steps: Iterable[tuple[str, ElementTree.Element]]) -> Iterator[Row]:
    """The acts of an XES log; an event without `org:group` is one of the body that its trace names."""
    yield 0, list(FIELDS)
    number = 0
    for step, trace in steps:
        if step != "end" or _tag(trace) != "trace":
            continue
        body = _attributes(trace).get("concept:name", "")
        for event in (one for one in trace if _tag(one) == "event"):
            number += 1
            known = _attributes(event)
            if known.get("lifecycle:transition", "complete").lower() != "complete" or known.get("act") == "":
                continue
            row = {field: known.get(field) or known.get(_XES.get(field, ""), "") for field in FIELDS}
            row["body"] = row["body"] or body
            yield number, [row[field] for field in FIELDS]
        root.clear()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib.get("value", "") for child in element if "key" in child.attrib}


def read_ocel(file: Path) -> Iterator[Row]:
    """The acts of an OCEL 2.0 log as JSON or SQLite; the body of an act is the object of type `body` that it relates to as `by`, or
    else the first."""
    if read_bytes(file, 16) == b"SQLite format 3\0":
        return _database(file)
    return _json(file)


class _Acts:
    """Which of the events of an OCEL log are acts, and what their rows say."""

    def __init__(self, declared: Mapping[Any, Iterable[Any]], types: Mapping[Any, Any]) -> None:
        self.types = types
        self.only = {name for name, attributes in declared.items() if "act" in attributes}

    def row(self, time: Any, act: Any, known: Mapping[str, Any], related: Iterable[tuple[Any, Any]]) -> list[Any] | None:
        """The row of an event, or None if it is no act; `related` holds objects and qualifiers."""
        if self.only and act not in self.only:
            return None
        bodies = {qualifier: one for one, qualifier in reversed(list(related)) if self.types.get(one) == "body"}
        row = {field: known.get(field) for field in FIELDS}
        row["date"] = row["date"] or time
        row["act"] = row["act"] or act
        row["body"] = row["body"] or bodies.get("by") or next(reversed(bodies.values()), None)
        return [row[field] for field in FIELDS]


def _json(file: Path) -> Iterator[Row]:
    try:
        data = json.loads(decode(read_bytes(file), file))
    except (json.JSONDecodeError, RecursionError):
        raise Refused([Fault(str(file), 0, 0, "not JSON")]) from None
    if not isinstance(data, dict) or not isinstance(data.get("events"), list) or not isinstance(data.get("objects"), list):
        raise Refused([Fault(str(file), 0, 0, "no OCEL 2.0 log: `events` and `objects` are missing")])
    declared = {one.get("name"): [part.get("name") for part in _dicts(one, "attributes")] for one in _dicts(data, "eventTypes")}
    acts = _Acts(declared, {one.get("id"): one.get("type") for one in _dicts(data, "objects")})
    yield 0, list(FIELDS)
    for number, event in enumerate(data["events"], start=1):
        own = event if isinstance(event, dict) else {}
        known = {str(one.get("name")): one.get("value") for one in _dicts(own, "attributes")}
        related = [(one.get("objectId"), one.get("qualifier")) for one in _dicts(own, "relationships")]
        if (row := acts.row(own.get("time"), own.get("type"), known, related)) is not None:
            yield number, row


def _dicts(node: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = node.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _ocel_xml(file: Path, ended: Iterator[ElementTree.Element]) -> Iterator[Row]:
    """The acts of an OCEL 2.0 log as XML; objects may stand behind the events."""
    declared: dict[str, list[str]] = {}
    types: dict[str, str] = {}
    events: list[tuple[str, str, dict[str, str], list[tuple[str, str]]]] = []
    for element in ended:
        match _tag(element):
            case "event-type":
                declared[element.get("name", "")] = [one.get("name", "") for one in element.iter() if _tag(one) == "attribute"]
            case "object" if element.get("id") is not None:
                types[element.get("id", "")] = element.get("type", "")
                element.clear()
            case "event":
                known = {one.get("name", ""): one.text or "" for one in element.iter() if _tag(one) == "attribute"}
                related = [
                    (one.get("object-id", ""), one.get("qualifier") or one.get("relationship") or "")
                    for one in element.iter()
                    if one.get("object-id") is not None
                ]
                events.append((element.get("time", ""), element.get("type", ""), known, related))
                element.clear()
    if not types and not events:
        raise Refused([Fault(str(file), 0, 0, "no OCEL 2.0 log: it has neither events nor objects")])
    acts = _Acts(declared, types)
    yield 0, list(FIELDS)
    for number, event in enumerate(events, start=1):
        if (row := acts.row(*event)) is not None:
            yield number, row


def _database(file: Path) -> Iterator[Row]:
    try:
        with contextlib.closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as base:
            yield from _stored(base)
    except sqlite3.DatabaseError as error:
        raise Refused([Fault(str(file), 0, 0, f"no OCEL 2.0 database: {error}")]) from None


def _stored(base: sqlite3.Connection) -> Iterator[Row]:
    types = dict(base.execute("select ocel_id, ocel_type from object"))
    related: dict[str, list[tuple[str, str]]] = {}
    for event, one, qualifier in base.execute("select ocel_event_id, ocel_object_id, ocel_qualifier from event_object order by rowid"):
        related.setdefault(event, []).append((one, qualifier))
    attributes: dict[str, dict[str, Any]] = {}
    declared: dict[Any, list[str]] = {}
    for type_, table in base.execute("select ocel_type, ocel_type_map from event_map_type order by ocel_type").fetchall():
        cursor = base.execute('select * from "event_{}"'.format(str(table).replace('"', '""')))
        declared[type_] = [column[0] for column in cursor.description]
        for values in cursor:
            known = dict(zip(declared[type_], values, strict=True))
            attributes[known["ocel_id"]] = known
    acts = _Acts(declared, types)
    yield 0, list(FIELDS)
    for number, (event, kind) in enumerate(base.execute("select ocel_id, ocel_type from event order by rowid"), start=1):
        known = attributes.get(event, {})
        if (row := acts.row(known.get("ocel_time"), kind, known, related.get(event, []))) is not None:
            yield number, row
