"""Damaged logs of every form are read or refused in words: the quick form of `tests/fuzz/logs.py`."""

from __future__ import annotations

import gzip
import io
import sys
import time
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))
import logs

from zeren.logs.limits import Limits, limits
from zeren.logs.mapping import LogMapping
from zeren.logs.read import read_log
from zeren.model.language.faults import Refused
from zeren.model.language.load import load_regulation

MANY = {".xls": 30, ".ods": 30, ".xlsx": 120}  # those are slow: a process for each


@pytest.mark.parametrize("ending", logs.LOADERS)
def test_a_damaged_log_is_read_or_refused(ending: str) -> None:
    assert logs.LOADERS[ending](logs.seed(ending))
    for mutant in logs.mutants(ending, MANY.get(ending, 400)):
        logs.LOADERS[ending](mutant)


def refused(file: Path, own: Limits) -> str:
    with pytest.raises(Refused) as error:
        read_log(file, load_regulation("county-bureau"), LogMapping(), limits=own)
    return str(error.value)


def test_what_unpacks_to_more_than_is_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(b"date,body,act\n" + b"a," * 2_000_000))
    assert "more than 1,000,000 bytes unpacked; raise it with --limit unpacked=NUMBER" in refused(
        tmp_path / "log.csv.gz", limits(["unpacked=1000000"])
    )
    book = io.BytesIO(logs.seed(".xlsx"))
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/bomb.xml", b" " * 3_000_000)
    (tmp_path / "log.xlsx").write_bytes(book.getvalue())
    assert "bytes unpacked" in refused(tmp_path / "log.xlsx", limits(["unpacked=1000000"]))


def test_rows_and_cells_are_counted_over_all_sheets(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("date,body,act\n" + "2026-01-05,b,study\n" * 50, encoding="utf-8")
    assert "more than 20 rows" in refused(tmp_path / "log.csv", limits(["rows=20"]))
    assert "more than 20 cells" in refused(tmp_path / "log.csv", limits(["cells=20"]))


def test_few_cells_of_an_ods_that_fill_a_sheet_are_refused(tmp_path: Path) -> None:
    content = logs.seed(".ods")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            part = old.read(one)
            repeated = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"'
            new.writestr(zipfile.ZipInfo(one.filename), part.replace(b"<table:table-row><table:table-cell", repeated, 1))
    (tmp_path / "log.ods").write_bytes(out.getvalue())
    assert "more than 40,000,000 cells" in refused(tmp_path / "log.ods", Limits())


def test_a_text_that_a_parquet_column_repeats_is_kept_once(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    many = 300_000
    columns = {"date": ["2026-01-05"] * many, "body": ["b" * 50_000] * many, "act": ["study"] * many}
    once = {name: pa.array(values[:1]) for name, values in columns.items()}
    tables = {name: pa.DictionaryArray.from_arrays(pa.array([0] * many, pa.int32()), one) for name, one in once.items()}
    pq.write_table(pa.table(tables), tmp_path / "log.parquet")
    log = read_log(tmp_path / "log.parquet", load_regulation("county-bureau"), LogMapping())
    assert (len(log.entries), log.rows) == (1, many)


def test_a_database_whose_table_never_ends_is_refused(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as base:
        base.execute(
            "create view object as with recursive n(ocel_id, ocel_type) as "
            "(select 1, 'body' union all select 1, 'body' from n) select * from n"
        )
        base.commit()
    assert "thousand steps of the database; raise it with --limit steps=NUMBER" in refused(tmp_path / "log.sqlite", limits(["steps=100"]))


def test_a_long_attribute_of_xes_takes_no_more_time_than_its_length(tmp_path: Path) -> None:
    spent = []
    for megabytes in (4, 16):
        event = f'<event><string key="concept:name" value="study"/><string key="note" value="{"x" * (megabytes << 20)}"/></event>'
        (tmp_path / "log.xes").write_text(f'<log><trace><string key="concept:name" value="b"/>{event}</trace></log>', encoding="utf-8")
        start = time.process_time()
        assert read_log(tmp_path / "log.xes", load_regulation("county-bureau"), LogMapping()).rows == 1
        spent.append(time.process_time() - start)
    assert spent[1] < 12 * spent[0] + 0.3  # quadratic would be sixteen times, and seconds
