"""Workbooks in .xls, .xlsb and .ods through calamine, in a process of its own.

On damaged files that library panics, or asks for any amount of memory, which nothing within one process can stop: the child may have
so much memory and time and no more, and what it prints on the way is dropped.
"""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from zeren.logs.limits import Limits
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.voice.missing import require

MEMORY = 2 * 1024**3  # bytes of address space
SECONDS = 60  # of computing


class Book(msgspec.Struct):
    """A sheet as the library sees it: where its first cell stands, its merged cells, its rows; `fault` in their place if there is one."""

    name: str = ""
    top: int = 0
    left: int = 0
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
    rows: list[list[Any]] = []
    fault: str = ""


def read_books(file: Path, content: bytes, limits: Limits) -> list[Book]:
    """The sheets of a workbook.

    Raises:
        Refused: if it is none, or needs more than it may have.
        Missing: if the library that reads it is not installed.
    """
    require("logs", "python_calamine")
    script = "from zeren.logs.older_books import serve; serve()"
    command = [sys.executable, "-c", script, str(limits.cells)]
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    advice = said("save it anew as xlsx")
    try:
        found = msgspec.msgpack.decode(done.stdout, type=list[Book])
    except msgspec.DecodeError:
        raise Refused([Fault(str(file), 0, 0, said("not a workbook that can be"), advice)]) from None
    for one in found:
        if one.fault == "cells":
            limits.check("cells", limits.cells + 1, file, "cells")
        if one.fault:
            raise Refused([Fault(str(file), 0, 0, said("not a workbook that can be read", one.fault), advice)])
    return found


def serve() -> None:
    """The child: a workbook in, its sheets out."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = list(_sheets(sys.stdin.buffer.read(), int(sys.argv[1])))
    except BaseException as error:  # a panic is no Exception
        found = [Book(fault=type(error).__name__)]
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


def _sheets(content: bytes, most: int) -> Iterator[Book]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        cells += (sheet.height + top) * (sheet.width + left)
        if cells > most:
            yield Book(fault="cells")
            return
        rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
        yield Book(str(name), top, left, [*(sheet.merged_cell_ranges or ())], rows)


def _cell(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return str(cell.date()) if cell.time() == dt.time() else str(cell)
    return None if cell == "" else cell if isinstance(cell, (str, int, float, bool)) else str(cell)
