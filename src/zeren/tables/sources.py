"""Where tables come from and go to: files and tables in memory, read and written in batches."""

from __future__ import annotations

from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.tables.books import BookWriter, from_book

_ROWS = 1 << 16  # rows of one batch that is read


class Source:
    """A table to read: its columns, and its rows in batches."""

    def __init__(self, table: Any) -> None:
        self.file = Path(table) if isinstance(table, (str, Path)) else None
        self.table = table
        if self.file is not None:
            self.columns = self._file_columns(self.file)
        else:
            self._reader = _in_memory(table)
            self.columns = list(self._reader.schema.names)
        if twice := sorted({name for name in self.columns if self.columns.count(name) > 1}):
            raise Refused(
                [Fault(str(self.file or "table"), 0, 0, said("two columns are called", name), said("rename one")) for name in twice]
            )

    def batches(self) -> Iterator[Any]:
        """The rows, as Arrow batches; of a file no more than one part is in memory."""
        if self.file is None:
            yield from self._reader
        else:
            yield from _from_file(self.file)

    def _file_columns(self, file: Path) -> list[str]:
        for batch in _from_file(file):
            return list(batch.schema.names)
        raise Refused([Fault(str(file), 0, 0, said("an empty table"))])

    def fingerprint(self) -> str:
        """What tells this file from another, or from itself once changed."""
        assert self.file is not None
        stat = self.file.stat()
        return f"{self.file.resolve()} {stat.st_size} {stat.st_mtime_ns}"


def _in_memory(table: Any) -> Any:
    import pyarrow as pa

    if isinstance(table, pa.RecordBatchReader):
        return table
    if isinstance(table, pa.RecordBatch):
        table = pa.Table.from_batches([table])
    if isinstance(table, pa.Table):
        return pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table)
    raise TypeError(f"a {type(table).__name__} is no table; give a file, or an Arrow, pandas, polars or duckdb table")


def _from_file(file: Path) -> Iterator[Any]:
    import pyarrow as pa

    if not file.is_file():
        raise Refused([Fault(str(file), 0, 0, said("no such file"))])
    try:
        if file.suffix == ".parquet":
            from pyarrow import parquet

            with parquet.ParquetFile(file) as opened:
                for group in range(opened.num_row_groups):  # a reader over all of them keeps what it has read
                    yield from map(_sound, opened.iter_batches(_ROWS, row_groups=[group]))
        elif file.suffix == ".csv":
            yield from _from_csv(file)
        elif file.suffix == ".xlsx":
            yield from from_book(file)
        elif file.suffix in (".arrow", ".feather", ".ipc"):
            with pa.memory_map(str(file)) as mapped, pa.ipc.open_file(mapped) as opened:
                for number in range(opened.num_record_batches):
                    yield _sound(opened.get_batch(number))
        else:
            raise Refused(
                [Fault(str(file), 0, 0, said("a table in", file.suffix or file.name), said("expected parquet csv xlsx or arrow"))]
            )
    except Refused:
        raise
    except (pa.ArrowException, OSError, ValueError, LookupError, TypeError, MemoryError) as error:  # what Arrow says of damaged files
        raise Refused([Fault(str(file), 0, 0, said("not a table", file.suffix.removeprefix("."), _first_line(error)))]) from None


def _sound(batch: Any) -> Any:
    """A batch whose lengths, places and texts are what they say; Arrow believes a file, and would read outside the memory it has."""
    batch.validate(full=True)
    batch.schema.names  # noqa: B018  # which need not be text either
    return batch


def _from_csv(file: Path) -> Iterator[Any]:
    """A CSV file with every cell as text: its terms type it, not a guess."""
    import pyarrow as pa
    from pyarrow import csv

    encoding = _encoding(file)
    try:
        with file.open("rb") as opened:
            names = csv.open_csv(opened, csv.ReadOptions(block_size=1 << 20, encoding=encoding)).schema.names
        convert = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""])
        with csv.open_csv(file, csv.ReadOptions(block_size=1 << 23, encoding=encoding), convert_options=convert) as reader:
            yield from reader
    except UnicodeDecodeError:
        raise Refused([Fault(str(file), 0, 0, said("neither UTF-8 nor GB18030 text"), said("write it as UTF-8"))]) from None


def _encoding(file: Path) -> str:
    """UTF-8, or GB18030 where the start of a file is no UTF-8."""
    with file.open("rb") as opened:
        start = opened.read(1 << 20)
    try:
        getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf8"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["unknown reason"])[0]


def check_target(file: Path, source: Path | None) -> None:
    """Refuse to write a table where it cannot be written, before anything is answered."""
    if file.suffix not in (".parquet", ".csv", ".xlsx", ".arrow", ".feather", ".ipc"):
        raise Refused([Fault(str(file), 0, 0, said("a table in", file.suffix or file.name), said("expected parquet csv xlsx or arrow"))])
    if source is not None and file.resolve() == source.resolve():
        raise Refused([Fault(str(file), 0, 0, said("the outcomes would be written over"), said("name another file"))])
    if file.is_dir():
        raise Refused([Fault(str(file), 0, 0, said("a folder"), said("name a file"))])


def writer(file: Path, schema: Any) -> Any:
    """A writer of batches for a file: Parquet, CSV, Excel or Arrow by its ending."""
    import pyarrow as pa

    if file.suffix == ".parquet":
        from pyarrow import parquet

        return parquet.ParquetWriter(file, schema, compression="zstd")
    if file.suffix == ".csv":
        return _Csv(file, schema)
    if file.suffix == ".xlsx":
        return BookWriter(file, list(schema.names))
    return pa.ipc.new_file(str(file), schema)


class _Csv:
    """Writes tables as CSV in which no cell is a formula: a text that a spreadsheet would take for one begins with an apostrophe."""

    FORMULA = r"^([=+\-@\t\r])"
    NUMBER = r"^[+\-]?[0-9]+(\.[0-9]+)?$"

    def __init__(self, file: Path, schema: Any) -> None:
        from pyarrow import csv

        self.sink = file.open("wb")
        self.sink.write(BOM_UTF8)  # by which Excel knows UTF-8
        self.stream = csv.CSVWriter(self.sink, schema)

    def write_table(self, table: Any) -> None:
        import pyarrow as pa
        from pyarrow import compute as pc

        for place, column in enumerate(table.columns):
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                risky = pc.and_(pc.match_substring_regex(column, self.FORMULA), pc.invert(pc.match_substring_regex(column, self.NUMBER)))
                safe = pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
                table = table.set_column(place, table.schema.field(place), safe)
        self.stream.write_table(table)

    def close(self) -> None:
        self.stream.close()
        self.sink.close()
