"""Cells of a workbook that are merged downwards: each of their rows shows what stands in the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})"')
_CHUNK, _LONGEST = 1 << 20, 200  # bytes: read at once, and of one element

Merged = dict[int, list[tuple[int, int]]]  # by first row: the column, from 0, and the last row


def merged_down(sheet: IO[bytes]) -> Merged:
    """The merged cells of more than one row, from the XML of a sheet; of several columns, the first is meant.

    >>> import io
    >>> merged_down(io.BytesIO(b'<mergeCells count="2"><mergeCell ref="B2:B4"/><mergeCell ref="A1:D1"/></mergeCells>'))
    {2: [(1, 4)]}
    """
    found: Merged = {}
    seen = set[bytes]()
    rest = b""
    while chunk := sheet.read(_CHUNK):
        for match in _RANGE.finditer(text := rest + chunk):
            letters, first, last = match[1], int(match[2]), int(match[3])
            if last > first and match[0] not in seen:
                seen.add(match[0])
                found.setdefault(first, []).append((_column(letters), last))
        rest = text[-_LONGEST:]
    return found


def filled(rows: Iterable[tuple[Any, ...]], merged: Merged) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a sheet that have content of their own, each with its number, and merged cells repeated in every row that shows them."""
    standing: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(rows, start=1):
        row = list(cells)
        own = any(cell is not None and str(cell).strip() for cell in row)
        if own:
            for column, (last, value) in standing.items():
                if number <= last:
                    row += [None] * (column + 1 - len(row))
                    row[column] = value
        for column, last in merged.get(number, ()):
            standing[column] = last, row[column] if column < len(row) else None
        if own:
            yield number, row


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1
