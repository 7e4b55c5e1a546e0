"""OCEL 2.0 logs as tables, from JSON and from SQLite: events relate to objects, one of which is the body that acts."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from zeren.logs.files import decode, is_packed, read_bytes
from zeren.logs.foreign import readable
from zeren.logs.limits import Limits
from zeren.logs.mapping import FIELDS
from zeren.logs.tables import Row
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.said import said

BODY = "body"  # the type of objects that are bodies, unless a mapping file names another
_STEPS = 1_000


class Named:
    """What a mapping file calls the fields of an event log, held to what the log has."""

    def __init__(self, file: Path, columns: Mapping[str, str], types: Iterable[str] = ()) -> None:
        self.file, self.columns, self.seen = file, columns, set(types)

    def saw(self, attributes: Iterable[str]) -> None:
        """An event has these attributes."""
        if self.columns:
            self.seen.update(attributes)

    def refuse_if_never_seen(self) -> None:
        """Refuse names that nothing in the log bears."""
        wrong = [name for name in self.columns.values() if name.partition("/")[0] not in self.seen and name not in self.seen]
        if wrong:
            raise Refused(
                [Fault(str(self.file), 0, 0, said("nothing in the log is called", name), nearest(name, self.seen)) for name in wrong]
            )


class Acts:
    """Which of the events of an OCEL log are acts, and what their rows say.

    The body is the object of type `body` that an event relates to as `by`, or else the first; a mapping file may name another type of
    objects for any field (`department`), or a type and a qualifier (`department/by`), or an attribute.
    """

    def __init__(self, file: Path, declared: Mapping[str, Iterable[str]], types: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self.file, self.types, self.columns = file, types, columns
        self.only = {name for name, attributes in declared.items() if "act" in attributes}
        self.kinds = set(types.values())
        self.named = Named(file, columns, self.kinds)

    def row(self, time: Any, act: Any, known: Mapping[str, Any], related: Iterable[tuple[str, str]]) -> list[Any] | None:
        """The row of an event, or None if it is no act; `related` holds objects and qualifiers."""
        if self.only and act not in self.only:
            return None
        objects = list(related)
        row = {field: known.get(field) for field in FIELDS}
        row["date"] = row["date"] or time
        row["act"] = row["act"] or act
        row["body"] = row["body"] or self._object(objects, BODY, "by")
        if self.columns:
            self.named.saw(known)
            for field, name in self.columns.items():
                kind, _, qualifier = name.partition("/")
                row[field] = known[name] if name in known else self._object(objects, kind, qualifier)
        return [row[field] for field in FIELDS]

    def _object(self, objects: Iterable[tuple[str, str]], kind: str, qualifier: str) -> str | None:
        own = [(one, how) for one, how in objects if self.types.get(one) == kind]
        return next((one for one, how in own if how == qualifier), own[0][0] if own else None)


class _Attribute(msgspec.Struct):
    name: str = ""
    value: Any = None


class _Related(msgspec.Struct, rename={"object": "objectId"}):
    object: str | int = ""
    qualifier: str | None = ""


class _Event(msgspec.Struct):
    time: Any = None
    type: str = ""
    attributes: list[_Attribute] = []
    relationships: list[_Related] = []


class _Object(msgspec.Struct):
    id: str | int
    type: str = ""


class _Type(msgspec.Struct):
    name: str = ""
    attributes: list[_Attribute] = []


class _Log(msgspec.Struct, rename={"types": "eventTypes"}):
    """An OCEL log of which each event and object is looked at when its turn comes, so that they do not all lie in memory."""

    events: list[msgspec.Raw]
    objects: list[msgspec.Raw]
    types: list[_Type] = []


class Occurred(NamedTuple):
    """An event as a log has it: its number, time, type, attributes, and the objects that it relates to, with qualifiers."""

    number: int
    time: Any
    type: str
    known: dict[str, Any]
    related: list[tuple[str, str]]


class Occurrences(NamedTuple):
    """The events of an OCEL log, the attributes that each type of events declares, and the type of each object."""

    declared: Mapping[str, list[str]]
    types: Mapping[str, str]
    events: Iterator[Occurred]

    def rows(self, file: Path, columns: Mapping[str, str]) -> Iterator[Row]:
        """The rows of those that are acts."""
        acts = Acts(file, self.declared, self.types, columns)
        yield 0, list(FIELDS)
        for one in self.events:
            if (row := acts.row(one.time, one.type, one.known, one.related)) is not None:
                yield one.number, row
        acts.named.refuse_if_never_seen()


def read_json_log(file: Path, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    """The acts of an OCEL 2.0 log as JSON."""
    yield from json_occurrences(file, limits).rows(file, columns)


def json_occurrences(file: Path, limits: Limits) -> Occurrences:
    """The events of an OCEL 2.0 log as JSON."""
    content = read_bytes(file, limits)
    if content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        content = decode(content, file).encode()
    try:
        log = msgspec.json.decode(content, type=_Log)
        limits.check("rows", len(log.events), file, "events")
        objects = [msgspec.json.decode(raw, type=_Object) for raw in log.objects]
    except msgspec.ValidationError as error:
        raise Refused(
            [Fault(str(file), 0, 0, said("no OCEL 2 0 log", str(error)[:200]), said("expected lists events and objects"))]
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused([Fault(str(file), 0, 0, said("not JSON"))]) from None
    declared = {one.name: [part.name for part in one.attributes] for one in log.types}
    return Occurrences(declared, {str(one.id): one.type for one in objects}, _decoded(file, log.events))


def _decoded(file: Path, events: list[msgspec.Raw]) -> Iterator[Occurred]:
    decoder = msgspec.json.Decoder(_Event)
    for number, raw in enumerate(events, start=1):
        try:
            event = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Refused([Fault(str(file), 0, 0, said("event", number, str(error)[:200]), said("expected an event of OCEL 2"))]) from None
        known = {one.name: one.value for one in event.attributes}
        related = [(str(one.object), one.qualifier or "") for one in event.relationships]
        yield Occurred(number, event.time, event.type, known, related)


def read_stored_log(file: Path, columns: Mapping[str, str], limits: Limits) -> Iterator[Row]:
    """The acts of an OCEL 2.0 log in a SQLite database."""
    with stored_occurrences(file, limits) as found:
        yield from found.rows(file, columns)


@contextlib.contextmanager
def stored_occurrences(file: Path, limits: Limits) -> Iterator[Occurrences]:
    """The events of an OCEL 2.0 log in a SQLite database, while it is open."""
    with readable(file, "an OCEL 2.0 database"), contextlib.closing(_opened(file, limits)) as base:
        left = limits.steps

        def tick() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        base.execute("pragma trusted_schema = off")
        base.set_progress_handler(tick, _STEPS)  # what is asked of may be a view that never ends
        try:
            yield _stored(file, base)
        except sqlite3.DatabaseError as error:
            if left < 0:
                limits.check("steps", limits.steps + 1, file, "thousand steps of the database")
            raise Refused([Fault(str(file), 0, 0, said("no OCEL 2 0 database", str(error)[:200]))]) from None


def _opened(file: Path, limits: Limits) -> sqlite3.Connection:
    if not is_packed(file):
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    base = sqlite3.connect(":memory:")
    base.deserialize(read_bytes(file, limits))
    return base


def _stored(file: Path, base: sqlite3.Connection) -> Occurrences:
    types = {str(one): str(kind) for one, kind in base.execute("select ocel_id, ocel_type from object")}
    related: dict[str, list[tuple[str, str]]] = {}
    for event, one, qualifier in base.execute("select ocel_event_id, ocel_object_id, ocel_qualifier from event_object order by rowid"):
        related.setdefault(str(event), []).append((str(one), str(qualifier or "")))
    attributes: dict[str, dict[str, Any]] = {}
    declared: dict[str, list[str]] = {}
    for type_, table in base.execute("select ocel_type, ocel_type_map from event_map_type order by ocel_type").fetchall():
        cursor = base.execute('select * from "event_{}"'.format(str(table).replace('"', '""')))
        declared[str(type_)] = [column[0] for column in cursor.description]
        if "ocel_id" not in declared[str(type_)]:
            raise Refused([Fault(str(file), 0, 0, said("no OCEL 2 0 database the", type_))])
        for values in cursor:
            known = dict(zip(declared[str(type_)], values, strict=True))
            attributes[str(known["ocel_id"])] = known

    def events() -> Iterator[Occurred]:
        for number, (event, kind) in enumerate(base.execute("select ocel_id, ocel_type from event order by rowid"), start=1):
            known = attributes.get(str(event), {})
            yield Occurred(number, known.get("ocel_time"), str(kind), known, related.get(str(event), []))

    return Occurrences(declared, types, events())
