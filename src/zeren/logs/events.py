"""Event logs as tables: XES, and OCEL 2.0 as XML (`ocel` reads its other forms). Every event that may be an act is a row, in the order
of the file.

In a log whose events say in `act` which duty they fulfil, those that do not say it fulfil none. Of the steps of an activity's life
cycle only its completion is an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from zeren.logs.files import ending, read_bytes
from zeren.logs.limits import Limits
from zeren.logs.mapping import FIELDS
from zeren.logs.objects import Named, Occurred, Occurrences, json_occurrences, read_json_log, read_stored_log, stored_occurrences
from zeren.logs.tables import Row
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said

_XES = {"date": "time:timestamp", "act": "concept:name", "body": "org:group", "office": "org:role", "holder": "org:resource"}
EVENT_LOGS = (".xes", ".xml", ".xmlocel", ".json", ".jsonocel", ".sqlite", ".db")
_OCEL_PARTS = ("event-types", "object-types", "events", "objects")
_PIECE = 8 << 20  # bytes: a value longer than a piece is scanned anew with each, so pieces are long


def read_events(file: Path, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    """The acts of an event log, whichever of the forms it has.

    Args:
        columns: what a field is called in this log: an attribute of an event, of its trace (`case:…`), or a type of objects.

    Raises:
        Refused: if it has none of them, or nothing in it is called as `columns` says.
    """
    match ending(file):
        case ".xes" | ".xml" | ".xmlocel":
            return _xml(file, columns, limits)
        case _ if read_bytes(file, limits, 16) == b"SQLite format 3\0":
            return read_stored_log(file, columns, limits)
        case _:
            return read_json_log(file, columns, limits)


def occurrences(file: Path, limits: Limits) -> Iterator[Occurred]:
    """Every event of an event log, acts and others, whichever of the forms it has.

    An event of an XES log relates to the body of `org:group` and to what `concept:instance` names; its type is the activity, with what
    the life cycle says of it unless it is complete, and `case:concept:name` is that of its trace.

    Raises:
        Refused: if it is no event log.
    """
    match ending(file):
        case ".xes" | ".xml" | ".xmlocel":
            yield from _occurrences_xml(file, limits)
        case _ if read_bytes(file, limits, 16) == b"SQLite format 3\0":
            with stored_occurrences(file, limits) as found:
                yield from found.events
        case _:
            yield from json_occurrences(file, limits).events


def _occurrences_xml(file: Path, limits: Limits) -> Iterator[Occurred]:
    with _parsed(file, limits) as (root, steps, objects):
        if objects:
            yield from _ocel_xml(file, steps).events
        elif root is not None:
            for number, known in _xes_events(root, steps):
                step = known.get("lifecycle:transition", "complete").lower()
                kind = known.get("concept:name", "") + ("" if step == "complete" else f" {step}")
                related = [(known[key], "") for key in ("org:group", "concept:instance") if known.get(key)]
                yield Occurred(number, known.get("time:timestamp"), kind, dict(known), related)


def _xml(file: Path, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    with _parsed(file, limits) as (root, steps, objects):
        if objects:
            yield from _ocel_xml(file, steps).rows(file, columns)
        elif root is not None:
            yield from _xes(file, root, steps, columns)


@contextmanager
def _parsed(file: Path, limits: Limits) -> Iterator[tuple[ElementTree.Element | None, Iterator[tuple[str, ElementTree.Element]], bool]]:
    """The root of a file as XML, what follows, and whether it is an OCEL log."""
    content = read_bytes(file, limits)
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise Refused([Fault(str(file), 0, 0, said("declares entities"), said("save the log as plain XML"))])
    try:
        steps = _steps(content)
        root, first = next(steps, (None, None))[1], next(steps, (None, None))[1]
        yield root, steps, first is not None and _tag(first) in _OCEL_PARTS
    except Refused:
        raise
    except (ElementTree.ParseError, ValueError) as error:
        line, column = getattr(error, "position", (0, -1))
        raise Refused([Fault(str(file), line, column + 1, said("not XML"))]) from None


def _steps(content: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    parser: Any = ElementTree.XMLPullParser(("start", "end"))
    view = memoryview(content)
    for start in range(0, len(content), _PIECE):
        parser.feed(bytes(view[start : start + _PIECE]))
        yield from parser.read_events()
    parser.close()
    yield from parser.read_events()


def _xes(
    file: Path, root: ElementTree.Element, steps: Iterator[tuple[str, ElementTree.Element]], columns: Mapping[str, str]
) -> Iterator[Row]:
    """The acts of an XES log; an event without `org:group` is one of the body that its trace names."""
    yield 0, list(FIELDS)
    named = Named(file, columns)
    for number, known in _xes_events(root, steps):
        named.saw(known)
        if known.get("lifecycle:transition", "complete").lower() != "complete" or known.get("act") == "":
            continue
        row = {field: known.get(field) or known.get(_XES.get(field, ""), "") for field in FIELDS}
        row["body"] = row["body"] or known.get("case:concept:name", "")
        row |= {field: known.get(key, "") for field, key in columns.items()}
        yield number, [row[field] for field in FIELDS]
    named.refuse_if_never_seen()


def _xes_events(root: ElementTree.Element, steps: Iterator[tuple[str, ElementTree.Element]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Every event of an XES log with its number and its attributes, those of its trace as `case:…`."""
    number = 0
    for step, trace in steps:
        if step != "end" or _tag(trace) != "trace":
            continue
        of_trace = {f"case:{key}": value for key, value in _attributes(trace).items()}
        for event in (one for one in trace if _tag(one) == "event"):
            number += 1
            yield number, of_trace | _attributes(event)
        trace.clear()
        root.clear()


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    return {child.attrib["key"]: child.attrib.get("value", "") for child in element if "key" in child.attrib}


def _ocel_xml(file: Path, steps: Iterator[tuple[str, ElementTree.Element]]) -> Occurrences:
    """The acts of an OCEL 2.0 log as XML; objects may stand behind the events."""
    declared: dict[str, list[str]] = {}
    types: dict[str, str] = {}
    events: list[tuple[str, str, dict[str, Any], list[tuple[str, str]]]] = []
    for element in (ended for step, ended in steps if step == "end"):
        match _tag(element):
            case "event-type":
                declared[element.get("name", "")] = [one.get("name", "") for one in element.iter() if _tag(one) == "attribute"]
            case "object" if element.get("id") is not None:
                types[element.get("id", "")] = element.get("type", "")
                element.clear()
            case "event":
                known: dict[str, Any] = {one.get("name", ""): one.text or "" for one in element.iter() if _tag(one) == "attribute"}
                related = [
                    (one.get("object-id", ""), one.get("qualifier") or one.get("relationship") or "")
                    for one in element.iter()
                    if one.get("object-id") is not None
                ]
                events.append((element.get("time", ""), element.get("type", ""), known, related))
                element.clear()
    if not types and not events:
        raise Refused([Fault(str(file), 0, 0, said("no OCEL 2 0 log it"))])
    return Occurrences(declared, types, (Occurred(number, *event) for number, event in enumerate(events, start=1)))
