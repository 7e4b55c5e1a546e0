"""What a written log holds, counted from the file itself."""

from __future__ import annotations

import gzip
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

import msgspec

from zeren.logs.spool import Counts


def count_json(file: Path) -> Counts:
    """Count a log that `write_json` wrote, line by line."""
    events, objects = Counter[str](), Counter[str]()
    relations = {"events": 0, "objects": 0}
    section = ""
    with file.open("rb") as stream:
        for line in stream:
            if line.startswith(b'"'):
                section = line.split(b'"')[1].decode()
            elif section in relations and line.startswith(b"{"):
                row: dict[str, Any] = msgspec.json.decode(line.rstrip(b",\n"))
                (events if section == "events" else objects)[row["type"]] += 1
                relations[section] += len(row["relationships"])
    return Counts(dict(events), dict(objects), relations["events"], relations["objects"])


def count_sqlite(file: Path) -> Counts:
    """Count a log in a database; events and objects of a type count if its table has them too."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as base:
        found: list[dict[str, int]] = []
        for table in ("event", "object"):
            own: dict[str, int] = {}
            for type_, name in base.execute(f"select ocel_type, ocel_type_map from {table}_map_type").fetchall():
                quoted = f"{table}_{name}".replace('"', '""')
                query = f'select count(*) from {table} where ocel_type = ? and ocel_id in (select ocel_id from "{quoted}")'
                if many := base.execute(query, (type_,)).fetchone()[0]:
                    own[type_] = many
            found.append(own)
        relations = [int(base.execute(f"select count(*) from {table}_object").fetchone()[0]) for table in ("event", "object")]
    return Counts(found[0], found[1], relations[0], relations[1])


def count_xes(file: Path, *, packed: bool) -> Counts:
    """Count the events of an XES log by activity and transition, and its traces."""
    events: Counter[str] = Counter()
    traces = 0
    stream: IO[bytes]
    with gzip.open(file) if packed else file.open("rb") as stream:  # type: ignore[assignment]  # both read bytes
        steps = ElementTree.iterparse(stream, events=("start", "end"))
        _, root = next(steps)
        for step, element in steps:
            if step == "start":
                continue
            match element.tag.rpartition("}")[2]:
                case "event":
                    known = {child.attrib["key"]: child.attrib["value"] for child in element}
                    events[f"{known['concept:name']} {known['lifecycle:transition']}"] += 1
                    element.clear()
                case "trace":
                    traces += 1
                    root.clear()
    return Counts(dict(events), {"trace": traces}, 0, 0)
