"""Tables as sheets of rows, each with the line on which it stands: CSV, workbooks, Parquet, Arrow."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zeren.logs.files import encodings, ending, read_bytes
from zeren.logs.foreign import readable
from zeren.logs.limits import Limits
from zeren.logs.workbooks import OLDER_BOOKS, read_older_book, read_workbook
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.voice.missing import require

Row = tuple[int, list[Any]]
SAMPLE = 65_536  # characters from which the delimiter is guessed
COLUMNAR = (".parquet", ".pq", ".arrow", ".feather")


class Sheet(NamedTuple):
    """A table of a file; it has a name where the file may hold several.

    A row that cannot be taken apart is given to `broken` with what is wrong, and the next one is read.
    """

    name: str
    rows: Iterator[Row]
    text: bool = False  # lines of text, in which a cell too many has shifted all that follow


Broken = Callable[[int, str, str], None]  # the row, and what is wrong in Chinese and English


def read_table(file: Path, limits: Limits, broken: Broken) -> Iterator[tuple[str, Iterator[Sheet]]]:
    """The sheets of a table with their rows, headings first, each with its line (of a workbook or columns, its row) from 1.

    A text in an encoding before Unicode is read in every one that it may be in, the likeliest first, each with its name.

    Raises:
        Refused: if the file cannot be read as what its name says, or holds more than is read.
    """
    match ending(file):
        case ".xlsx" | ".xlsm":
            yield "", (Sheet(name, rows) for name, rows in _all(file, read_workbook(file, read_bytes(file, limits), limits), limits))
        case one if one in OLDER_BOOKS:
            yield "", (Sheet(name, rows) for name, rows in _all(file, read_older_book(file, read_bytes(file, limits), limits), limits))
        case one if one in COLUMNAR:
            yield "", (Sheet(name, rows) for name, rows in _all(file, iter([("", _columnar(file, limits))]), limits))
        case _:
            content = read_bytes(file, limits)
            for shown, encoding in encodings(content, file):
                lines = iter([("", _lines(file, content, encoding, limits, broken))])
                yield shown, (Sheet(name, rows, text=True) for name, rows in _all(file, lines, limits))


def _all(file: Path, sheets: Iterator[tuple[str, Iterator[Row]]], limits: Limits) -> Iterator[tuple[str, Iterator[Row]]]:
    """The sheets, while they hold no more rows and cells than are read."""
    rows = cells = 0

    def counted(own: Iterator[Row]) -> Iterator[Row]:
        nonlocal rows, cells
        for row in own:
            rows += 1
            cells += len(row[1])
            if rows > limits.rows or cells > limits.cells:
                limits.check("rows", rows, file, "rows")
                limits.check("cells", cells, file, "cells")
            yield row

    for number, (name, own) in enumerate(sheets, start=1):
        limits.check("sheets", number, file, "sheets")
        yield name, counted(own)


def _lines(file: Path, content: bytes, encoding: str, limits: Limits, broken: Broken) -> Iterator[Row]:
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as sample:
        head = sample.read(SAMPLE)
    if "\0" in head or (encoding != "utf-16" and b"\0" in content):
        expected = "expected .csv, .xlsx, .xls, .ods, .parquet, .arrow, .xes, .jsonocel, .xmlocel or .sqlite"
        raise Refused([Fault(str(file), 0, 0, said("not a text file"), expected)])
    delimiter = max(",;\t，", key="\n".join(head.splitlines()[:40]).count)
    csv.field_size_limit(limits.cell)
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=""), delimiter=delimiter)
    width = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            broken(
                line,
                f"无法分成单元格（第{line}至{reader.line_num}行）",
                f"no cells can be made out ({error}); lines {line} to {reader.line_num}",
            )
            continue
        if cells is None:
            return
        width = max(width, len(cells))
        if reader.line_num > line + 1 and _unclosed(cells, delimiter, width):
            broken(
                line,
                f"引号没有闭合，第{line}至{reader.line_num}行未读",
                f"a quotation mark is not closed; lines {line} to {reader.line_num} were not read",
            )
        elif any(cells):
            yield reader.line_num, cells


def _unclosed(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether whole lines of a table stand in one cell."""
    return any(sum(line.count(delimiter) >= max(1, width - 2) for line in cell.splitlines()[1:]) > 1 for cell in cells if "\n" in cell)


def _columnar(file: Path, limits: Limits) -> Iterator[Row]:
    require("tables")
    import pyarrow as pa

    content = read_bytes(file, limits)
    with readable(file, "a Parquet file" if ending(file) in (".parquet", ".pq") else "an Arrow file"):
        source = pa.BufferReader(content)
        if ending(file) in (".parquet", ".pq"):
            import pyarrow.parquet as pq

            stored = pq.ParquetFile(source, read_dictionary=_texts(source, limits, file))
            names, batches = list(stored.schema_arrow.names), stored.iter_batches(batch_size=20_000)
        else:
            opened = pa.ipc.open_file if content[:6] == b"ARROW1" else pa.ipc.open_stream
            reader = opened(source)
            names = list(reader.schema.names)
            batches = (reader.get_batch(place) for place in range(reader.num_record_batches)) if content[:6] == b"ARROW1" else iter(reader)
        yield 0, list(names)
        number = 0
        for batch in batches:
            limits.check("rows", number + batch.num_rows, file, "rows")
            batch.validate(full=True)
            for cells in zip(*[_cells(column) for column in batch.columns], strict=True) if batch.num_columns else ():
                number += 1
                yield number, list(cells)


def _texts(source: Any, limits: Limits, file: Path) -> list[str]:
    """The columns of a Parquet file that hold texts: read as dictionaries, a text that many rows share is kept once."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = pq.read_metadata(source)
    source.seek(0)
    limits.check("rows", about.num_rows, file, "rows")
    limits.check("cells", about.num_rows * about.num_columns, file, "cells")
    limits.check("unpacked", sum(about.row_group(place).total_byte_size for place in range(about.num_row_groups)), file, "bytes unpacked")
    schema = about.schema.to_arrow_schema()
    return [
        one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_large_string(one.type) or pa.types.is_binary(one.type)
    ]


def _cells(column: Any) -> list[Any]:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        found: list[Any] = column.to_pylist()
        return found
    values = [*column.dictionary.to_pylist(), None]
    return [values[-1 if place is None else place] for place in column.indices.to_pylist()]
