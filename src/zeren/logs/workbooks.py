"""Workbooks as sheets of rows: Excel's .xlsx through openpyxl; .xls, .xlsb and .ods through calamine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from zeren.logs.foreign import readable
from zeren.logs.limits import Limits
from zeren.logs.merged import Merged, filled, merged_down
from zeren.logs.older_books import read_books
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.said import said
from zeren.voice.missing import require

OLDER_BOOKS = (".xls", ".xlsb", ".ods")
_Sheets = Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]


def read_workbook(file: Path, content: bytes, limits: Limits) -> _Sheets:
    """The sheets of an .xlsx workbook with their rows.

    Raises:
        Refused: if it is none.
    """
    require("logs", "openpyxl")
    import openpyxl

    with _readable(file):
        _check_unpacked(file, content, limits)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = list(book.worksheets)
        if not sheets:
            raise Refused([Fault(str(file), 0, 0, said("a workbook without a sheet"))])
    for sheet in sheets:
        yield str(sheet.title), _sheet(file, sheet)


def _sheet(file: Path, sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    with _readable(file):
        with sheet._get_source() as source:  # a sheet that is read row by row does not tell its merged cells otherwise
            merged = merged_down(source)
        sheet.reset_dimensions()  # what a file says of its size may be anything
        yield from filled(sheet.iter_rows(values_only=True), merged)


def read_older_book(file: Path, content: bytes, limits: Limits) -> _Sheets:
    """The sheets of an .xls, .xlsb or .ods workbook with their rows.

    Raises:
        Refused: if it is none.
        Missing: if the library that reads it is not installed.
    """
    with _readable(file):
        if content[:2] == b"PK":
            _check_unpacked(file, content, limits)
            if "content.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist():
                _check_spread(file, content, limits)
    for one in read_books(file, content, limits):
        merged: Merged = {}
        for (first, column), (last, _) in one.merged:
            if last > first:
                merged.setdefault(first + 1, []).append((column, last + 1))
        rows = (tuple([None] * one.left + row) for row in one.rows)
        yield one.name, filled(chain(((),) * one.top, rows), merged)


def _check_unpacked(file: Path, content: bytes, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        limits.check("unpacked", sum(one.file_size for one in packed.infolist()), file, "bytes unpacked")


def _check_spread(file: Path, content: bytes, limits: Limits) -> None:
    """Refuse an .ods whose few cells, repeated, fill more of a sheet than is read."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open("content.xml") as stream:
        row = width = column = last = 0
        for step, element in ElementTree.iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            if step == "start":
                if tag == "table":
                    row = width = 0
                continue
            many = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            if tag in ("table-cell", "covered-table-cell"):
                column += _number(many.get("number-columns-repeated"))
                if len(element) or "value-type" in many:
                    last = column
            elif tag == "table-row":
                row += _number(many.get("number-rows-repeated"))
                width = max(width, last)
                if last:
                    limits.check("cells", row * width, file, "cells")
                column = last = 0
                element.clear()


def _number(word: str | None) -> int:
    return int(word) if word is not None and word.isdecimal() and len(word) < 10 else 1


def _readable(file: Path) -> AbstractContextManager[None]:
    return readable(file, "a workbook", "save it anew as .xlsx")
