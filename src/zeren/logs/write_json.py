"""OCEL 2.0 as JSON: an event or an object a line, so that a log of any length is written, and read line by line, in little memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import msgspec

from zeren.logs.ocel import Change, Event, Related, Thing, Type, moment
from zeren.logs.spool import Spool


def write_json(spool: Spool, stream: IO[bytes]) -> None:
    """Write a log (https://www.ocel-standard.org, version 2.0, JSON)."""
    lists: list[tuple[str, Iterator[Any]]] = [
        ("objectTypes", map(_type, spool.object_types.values())),
        ("eventTypes", map(_type, spool.event_types.values())),
        ("objects", (_thing(thing, changes) for thing, changes in spool.objects())),
        ("events", (_event(number, event) for number, event in spool.events())),
    ]
    for place, (name, rows) in enumerate(lists):
        stream.write(b',\n"' if place else b'{\n"')
        stream.write(name.encode() + b'": [')
        for number, row in enumerate(rows):
            stream.write((b",\n" if number else b"\n") + msgspec.json.encode(row))
        stream.write(b"\n]")
    stream.write(b"\n}\n")


def _type(one: Type) -> dict[str, Any]:
    return {"name": one.name, "attributes": [{"name": name, "type": kind} for name, kind in one.attributes]}


def _event(number: int, one: Event) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "type": one.type,
        "time": _time(one.time),
        "attributes": [{"name": name, "value": value} for name, value in one.values],
        "relationships": _related(one.objects),
    }


def _thing(one: Thing, changes: list[Change]) -> dict[str, Any]:
    values = [{"name": name, "time": _time(0), "value": value} for name, value in one.values]
    values += [{"name": change.name, "time": _time(change.time), "value": change.value} for change in changes]
    return {"id": one.id, "type": one.type, "attributes": values, "relationships": _related(one.objects)}


def _related(objects: Related) -> list[dict[str, str]]:
    return [{"objectId": one, "qualifier": qualifier} for one, qualifier in objects]


def _time(seconds: int) -> str:
    return moment(seconds).isoformat() + "Z"
