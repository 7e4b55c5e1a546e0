"""Tables in Excel's workbooks: the first sheet that says something is read, its first row the headings; outcomes are written as texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from zeren.books import add, saved, sheet
from zeren.logs.limits import Limits
from zeren.logs.workbooks import read_workbook
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.voice.missing import require

_ROWS = 1 << 14  # rows of one batch that is read
_MOST = 1_000_000  # rows of one sheet that is written; Excel holds 1,048,576


def from_book(file: Path) -> Iterator[Any]:
    """The rows of a workbook as Arrow batches of texts.

    Raises:
        Refused: if it is none, is too large, or a column has no heading or that of another.
    """
    import pyarrow as pa

    limits = Limits()
    limits.check("bytes", file.stat().st_size, file, "bytes")
    for _, rows in read_workbook(file, file.read_bytes(), limits):
        first = next(((number, row) for number, row in rows if any(text(one) for one in row)), None)
        if first is None:
            continue
        names = [text(one) or "" for one in first[1]]
        while names and not names[-1]:
            names.pop()
        if "" in names:
            raise Refused(
                [Fault(str(file), first[0], names.index("") + 1, said("a column without a heading"), said("name it in the first row"))]
            )
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise Refused([Fault(str(file), first[0], 0, said("two columns are called", name), said("rename one")) for name in twice])
        full = (row for _, row in rows if any(text(one) for one in row))
        part = list(islice(full, 1))  # at once, since the first batch tells the columns
        while True:
            columns = [[text(row[place]) if place < len(row) else None for row in part] for place in range(len(names))]
            yield pa.RecordBatch.from_arrays([pa.array(one, pa.string()) for one in columns], names=names)
            if not (part := list(islice(full, _ROWS))):
                return
    raise Refused([Fault(str(file), 0, 0, said("an empty table"))])


def text(cell: Any) -> str | None:
    """What a cell says, as a case file would write it; a day's midnight is the day.

    >>> text(3.0), text(True), text(dt.datetime(2026, 3, 5))
    ('3', 'yes', '2026-03-05')
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


class BookWriter:
    """Writes tables into a workbook, a new sheet for each million rows."""

    def __init__(self, file: Path, names: list[str]) -> None:
        require("logs", "openpyxl")
        import openpyxl

        self.file, self.names = file, names
        self._book = openpyxl.Workbook(write_only=True)
        self._start()

    def _start(self) -> None:
        self._sheet, self._rows = sheet(self._book, str(len(self._book.worksheets) + 1), [self.names]), 0

    def write_table(self, table: Any) -> None:
        for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
            if self._rows == _MOST:
                self._start()
            add(self._sheet, row)
            self._rows += 1

    def close(self) -> None:
        self.file.write_bytes(saved(self._book))


__all__ = ["BookWriter", "from_book", "text"]
