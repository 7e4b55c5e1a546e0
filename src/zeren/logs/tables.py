"""Tables as lists of cells with the line on which each row stands: CSV, Excel workbooks, Parquet."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zeren.logs.files import ending, read_bytes, texts
from zeren.logs.merged import filled, merged_down
from zeren.model.language.faults import Fault, Refused

Row = tuple[int, list[Any]]
WIDEST_CELL = 100_000  # characters


def read_table(file: Path) -> Iterator[tuple[str, Iterator[Row]]]:
    """The rows of a table, headings first, each with its line (of a workbook or Parquet file, its row) from 1.

    A text in an encoding before Unicode is read in every one that it may be in, the likeliest first, each with its name.

    Raises:
        Refused: if the file cannot be read as what its name says.
    """
    match ending(file):
        case ".xlsx" | ".xlsm":
            yield "", _workbook(file)
        case ".parquet" | ".pq":
            yield "", _parquet(file)
        case _:
            for encoding, text in texts(read_bytes(file), file):
                yield encoding, _lines(file, text)


def _lines(file: Path, text: str) -> Iterator[Row]:
    if "\0" in text:
        raise Refused([Fault(str(file), 0, 0, "not a text file", "expected .csv, .xlsx, .parquet, .xes, .jsonocel, .xmlocel or .sqlite")])
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t，", key=head.count)
    csv.field_size_limit(WIDEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if cells and any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise Refused([Fault(str(file), reader.line_num, 1, f"not a table: {error}")]) from None


def _workbook(file: Path) -> Iterator[Row]:
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    content = read_bytes(file)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        with sheet._get_source() as source:  # a sheet that is read row by row does not tell its merged cells otherwise
            merged = merged_down(source)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, zlib.error):
        raise Refused([Fault(str(file), 0, 0, "not an Excel workbook with a sheet", "save it as .xlsx")]) from None
    yield from filled(sheet.iter_rows(values_only=True), merged)


def _parquet(file: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = read_bytes(file)
    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowInvalid, OSError):
        raise Refused([Fault(str(file), 0, 0, "not a Parquet file")]) from None
    yield 0, list(table.column_names)
    number = 0
    for batch in table.to_batches():
        columns = [column.to_pylist() for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            yield number, list(cells)
