"""Loaders of logs on damaged files: `fuzz_csv`, `fuzz_xlsx` and so on take bytes, and fail if a log is neither read nor refused."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import random
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from zeren.logs.limits import Limits
from zeren.logs.mapping import LogMapping
from zeren.logs.read import explained, read_log
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation

SMALL = Limits(bytes=20_000_000, unpacked=20_000_000, rows=50_000, cells=1_000_000, steps=2_000)
ROWS = [
    ["日期", "单位", "事项", "所属期间", "编号"],
    ["2026-01-05", "局党委", "专题研究", "", "1"],
    ["2026-06-30T23:30:00Z", "局党委", "专题研究", "2026", "2"],
    ["2026-07-10", "局党委", "专题汇报", "2026年上半年", "3"],
    ["2026-12-31", "一中", "专题汇报", "", "4"],
]


@cache
def _regulation() -> Regulation:
    return load_regulation("county-bureau")


def fuzz_one(content: bytes, ending: str) -> bool:
    """Read a log; tells whether it could be read. Anything but `Refused` is a defect."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"log{ending}"
        file.write_bytes(content)
        try:
            log = read_log(file, _regulation(), LogMapping(), limits=SMALL)
        except Refused as error:
            refused = error
        else:
            refused = None
        if refused is not None:
            assert refused.faults
            assert all(str(fault) for fault in refused.faults)
            return False
        assert all(text.zh and text.en for _, _, text in explained(log, {}))
        return True


def _of(ending: str) -> Callable[[bytes], bool]:
    def fuzz(content: bytes) -> bool:
        return fuzz_one(content, ending)

    fuzz.__doc__ = f"`fuzz_one` for {ending}."
    return fuzz


fuzz_csv, fuzz_gz, fuzz_xlsx, fuzz_xls, fuzz_ods = (_of(one) for one in (".csv", ".csv.gz", ".xlsx", ".xls", ".ods"))
fuzz_parquet, fuzz_arrow, fuzz_stream = _of(".parquet"), _of(".arrow"), _of(".feather")
fuzz_json, fuzz_xmlocel, fuzz_sqlite, fuzz_xes = (_of(one) for one in (".jsonocel", ".xmlocel", ".sqlite", ".xes"))
LOADERS = {
    ".csv": fuzz_csv,
    ".csv.gz": fuzz_gz,
    ".xlsx": fuzz_xlsx,
    ".xls": fuzz_xls,
    ".ods": fuzz_ods,
    ".parquet": fuzz_parquet,
    ".arrow": fuzz_arrow,
    ".feather": fuzz_stream,
    ".jsonocel": fuzz_json,
    ".xmlocel": fuzz_xmlocel,
    ".sqlite": fuzz_sqlite,
    ".xes": fuzz_xes,
}


# seeds ------------------------------------------------------------------------------------------------------------------


@cache
def seed(ending: str) -> bytes:
    """A sound log of a form."""
    return {".csv": _csv, ".csv.gz": lambda: gzip.compress(_csv(), mtime=0), ".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}.get(
        ending, lambda: _other(ending)
    )()


def _csv() -> bytes:
    return "\n".join(",".join(row) for row in ROWS).encode()


def _xlsx() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("B2:B4")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xls() -> bytes:
    return (Path(__file__).parent / "seed.xls").read_bytes()


_MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def _ods() -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row)
        + "</table:table-row>"
        for row in ROWS
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="一">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(zipfile.ZipInfo("META-INF/manifest.xml"), _MANIFEST)
        packed.writestr(zipfile.ZipInfo("content.xml"), content)
    return out.getvalue()


def _other(ending: str) -> bytes:
    if ending in (".parquet", ".arrow", ".feather"):
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.table({name: [row[place] for row in ROWS[1:]] for place, name in enumerate(ROWS[0])})
        out = io.BytesIO()
        if ending == ".parquet":
            pq.write_table(table, out)
        else:
            with (pa.ipc.new_file if ending == ".arrow" else pa.ipc.new_stream)(out, table.schema) as writer:
                writer.write_table(table)
        return out.getvalue()
    if ending == ".sqlite":
        return _sqlite()
    if ending == ".jsonocel":
        events = [
            {
                "id": row[4],
                "type": row[2],
                "time": row[0],
                "attributes": [{"name": "period", "value": row[3]}],
                "relationships": [{"objectId": row[1], "qualifier": "by"}],
            }
            for row in ROWS[1:]
        ]
        objects = [{"id": one, "type": "body"} for one in ("局党委", "一中")]
        return json.dumps({"eventTypes": [], "objectTypes": [], "events": events, "objects": objects}, ensure_ascii=False).encode()
    if ending == ".xmlocel":
        text = "".join(
            f'<event id="{row[4]}" type="{row[2]}" time="{row[0]}"><objects><relationship object-id="{row[1]}" qualifier="by"/></objects>'
            "</event>"
            for row in ROWS[1:]
        )
        return f'<log><event-types/><events>{text}</events><objects><object id="局党委" type="body"/></objects></log>'.encode()
    text = "".join(
        f'<event><string key="concept:name" value="{row[2]}"/><date key="time:timestamp" value="{row[0]}"/></event>' for row in ROWS[1:]
    )
    return f'<log><trace><string key="concept:name" value="局党委"/>{text}</trace></log>'.encode()


def _sqlite() -> bytes:
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.executescript(
            "create table event (ocel_id, ocel_type); create table event_map_type (ocel_type, ocel_type_map);"
            "create table object (ocel_id, ocel_type); create table event_object (ocel_event_id, ocel_object_id, ocel_qualifier);"
            "create table event_act (ocel_id, ocel_time, period); insert into object values ('局党委', 'body');"
            "insert into event_map_type values ('专题研究', 'act')"
        )
        for row in ROWS[1:]:
            base.execute("insert into event values (?, ?)", (row[4], row[2]))
            base.execute("insert into event_act values (?, ?, ?)", (row[4], row[0], row[3]))
            base.execute("insert into event_object values (?, ?, '')", (row[4], row[1]))
        base.commit()
        return base.serialize()


# mutations --------------------------------------------------------------------------------------------------------------


def mutants(ending: str, many: int, start: int = 0) -> Iterator[bytes]:
    """Damaged copies of a sound log: bits turned, ends cut off, pieces doubled, taken out or put elsewhere, words changed inside."""
    for number in range(start, start + many):
        chance = random.Random(f"{ending}/{number}")
        whole = seed(ending)
        inner = chance.random() < 0.5
        if inner and ending in (".xlsx", ".ods"):
            yield _inside(whole, chance)
        elif inner and ending == ".csv.gz":
            yield gzip.compress(_damaged(gzip.decompress(whole), chance), mtime=0)
        elif inner and ending == ".jsonocel":
            yield json.dumps(_altered(json.loads(whole), chance)).encode()
        else:
            yield _damaged(whole, chance)


def _damaged(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if not changed:
            break
        at, length = chance.randrange(len(changed)), chance.choice((1, 2, 4, 16, 100))
        match chance.randrange(6):
            case 0:
                changed[at] ^= 1 << chance.randrange(8)
            case 1:
                changed[at] = chance.choice((0, 255, 34, 39, 60, 44, 10))
            case 2:
                del changed[at:]
            case 3:
                del changed[at : at + length]
            case 4:
                changed[at:at] = changed[at : at + length]
            case _:
                changed[at : at + 4] = chance.choice((b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x80\0\0\0", b"9999"))
    return bytes(changed)


def _inside(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == chosen and chance.random() < 0.1:
                continue
            new.writestr(zipfile.ZipInfo(name), _damaged(part, chance) if name == chosen else part)
    return out.getvalue()


_VALUES = (None, True, 0, -1, 1e308, "", "x", [], {}, [[]], {"id": []}, "2026-13-01", "\ud800", 10**30)


def _altered(node: object, chance: random.Random) -> object:
    if chance.random() < 0.05:
        return chance.choice(_VALUES)
    if isinstance(node, dict):
        return {key if chance.random() > 0.02 else "x": _altered(value, chance) for key, value in node.items()}
    if isinstance(node, list):
        return [_altered(one, chance) for one in node]
    return node
