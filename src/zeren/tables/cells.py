"""Cells: a column of a table typed by its term, each distinct value read once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.terms import Mistyped, Term, Unknown, read_value

SILENT = -1  # the table says nothing
OPEN = -2  # the table says that it is not known
BAD = -3  # the cell is no value of the term


class Column(msgspec.Struct, frozen=True):
    """The cells of one term: what each row says, and for a quantity the values that the numbers stand for.

    `codes` holds 0 and 1 for yes/no, the number of an option, or the place in `values`; below zero it is silent, open or
    bad, and `reasons` tells by row what is wrong with a bad one.
    """

    codes: Any
    values: tuple[Any, ...] = ()
    reasons: dict[int, str] = {}


def read_column(column: Any, term: Term) -> Column:
    """Read an Arrow array as the cells of a term."""
    import pyarrow as pa

    if pa.types.is_boolean(column.type) and term.kind == "yes_no":
        if not column.null_count:
            return Column(_bits(column))
        return Column(column.cast(pa.int8()).fill_null(SILENT).to_numpy(zero_copy_only=False))
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    indices = (
        coded.indices.fill_null(-1).to_numpy(zero_copy_only=False) if coded.null_count else coded.indices.to_numpy(zero_copy_only=False)
    )
    codes, values, wrong = _read_distinct(coded.dictionary.to_pylist(), term)
    if _in_order(codes) and not coded.null_count:
        return Column(indices if indices.dtype.itemsize < 4 else indices.astype(codes.dtype), tuple(values))
    found = np.append(codes, codes.dtype.type(SILENT))[indices]
    reasons = {int(row): wrong[int(indices[row])] for row in np.flatnonzero(found == BAD)} if wrong else {}
    return Column(found, tuple(values), reasons)


def _bits(column: Any) -> Any:
    """A yes/no column without gaps as 0 and 1."""
    packed = np.frombuffer(column.buffers()[1], dtype=np.uint8)[column.offset // 8 :]
    first = column.offset % 8
    return np.unpackbits(packed, count=first + len(column), bitorder="little")[first:].view(np.int8)


def _in_order(codes: Any) -> bool:
    return bool((codes == np.arange(len(codes))).all())


def _read_distinct(texts: list[Any], term: Term) -> tuple[Any, list[Any], dict[int, str]]:
    """For each distinct value of a column its code, the values behind the codes of a quantity, and what is wrong."""
    options = list(term.options)
    codes = np.empty(len(texts), dtype=np.int16 if len(texts) < 30_000 else np.int32)
    values: list[Any] = []
    wrong: dict[int, str] = {}
    for place, raw in enumerate(texts):
        text = text_of(raw)
        if text == "":
            codes[place] = SILENT
            continue
        try:
            value = read_value(text, term.kind, term.options)
        except Mistyped as error:
            codes[place], wrong[place] = BAD, f"{error.problem} as a value of `{term.id}`; {error.advice}"
            continue
        if isinstance(value, Unknown):
            codes[place] = OPEN
        elif term.kind == "yes_no":
            codes[place] = bool(value)
        elif term.kind == "one_of":
            codes[place] = options.index(str(value))
        else:
            if value not in values:
                values.append(value)
            codes[place] = values.index(value)
    return codes, values, wrong


def text_of(raw: Any) -> str:
    """What stands in a cell, as a case file would write it."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, (dt.date, dt.datetime)):
        return raw.isoformat()
    return str(raw).strip()
