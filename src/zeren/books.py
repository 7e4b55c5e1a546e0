"""Workbooks as they are written: cells are texts, numbers and dates, never formulas, and the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)  # no clock stands in the bytes
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def sheet(book: Any, title: str, rows: Iterable[Sequence[Any]]) -> Any:
    """A new sheet of an openpyxl book that is written only, with these rows."""
    new = book.create_sheet(title)
    for row in rows:
        add(new, row)
    return new


def add(to: Any, row: Sequence[Any]) -> None:
    """One more row of a sheet."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cells = []
    for value in row:
        shown = value if value is None or isinstance(value, (int, float, dt.date)) else ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
        cell = WriteOnlyCell(to, shown)
        if isinstance(shown, str):
            cell.data_type = "s"  # a text that begins with = is no formula
        cells.append(cell)
    to.append(cells)


def saved(book: Any) -> bytes:
    """The bytes of a book."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(one)) if one.filename == "docProps/core.xml" else old.read(one)
            new.writestr(zipfile.ZipInfo(one.filename, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
