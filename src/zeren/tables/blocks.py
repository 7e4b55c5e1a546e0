"""Blocks: some hundred thousand rows of a table at a time, cut where a case ends, as sheets of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.regulation import Regulation
from zeren.tables.cells import SILENT, Column, read_column


class Layout(msgspec.Struct, frozen=True):
    """Which columns of a table say what: `long` has a row for each person, `wide` one for each case."""

    case: str
    person: str
    matter: tuple[str, ...]
    persons: Mapping[str, Mapping[str, str]]  # for each person's name ("" in a long table) each term's column

    @property
    def wide(self) -> bool:
        return "" not in self.persons


class Block(msgspec.Struct):
    """Some cases: ids, the case of each person's row, names, the cells of the matter and of persons, and what is wrong."""

    cases: int
    case: Any
    ids: Any
    names: Any
    matter: dict[str, Column]
    people: dict[str, Column]
    reasons: dict[int, str]


def layout(columns: Iterable[str], regulation: Regulation, case: str, person: str, ignore: Iterable[str] = ()) -> Layout:
    """What each column of a table is.

    Raises:
        Refused: with every column that is no term of a matter or person, and for a table without cases.
    """
    listed = [name for name in columns if name not in set(ignore) and not name.startswith("__index_level_")]
    terms = regulation.terms
    known = [term.id for term in terms.values() if term.sort in ("matter", "person")]
    matter: list[str] = []
    persons: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for name in listed:
        owner, _, term = name.rpartition(".")
        if name in (case, person):
            continue
        if term not in known or (owner and terms[term].sort == "matter"):
            advice = nearest(term, known) or "leave it out, or name it to be ignored"
            faults.append(Fault("table", 0, 0, f"column `{name}` is no term of `{regulation.id}`", advice))
        elif terms[term].sort == "matter":
            matter.append(name)
        else:
            persons.setdefault(owner, {})[term] = name
    if case not in listed:
        faults.append(Fault("table", 0, 0, f"no column `{case}`", "one column tells the cases apart"))
    if "" in persons and len(persons) > 1:
        faults.append(
            Fault("table", 0, 0, "columns for a row per person and for a row per case", "write `role`, or `Wu.role` for everybody")
        )
    if faults:
        raise Refused(faults)
    return Layout(case, person if person in listed else "", tuple(matter), persons or {"": {}})


def cut(batches: Iterable[Any], column: str, rows: int) -> Iterator[Any]:
    """Arrow tables of about so many rows, each of whole cases; rows of one case stand together."""
    import pyarrow as pa

    kept: list[Any] = []
    size = 0
    for batch in batches:
        kept.append(batch)
        size += batch.num_rows
        if size < rows:
            continue
        whole = pa.Table.from_batches(kept)
        while whole.num_rows >= rows:
            wanted = rows
            while not (end := _last_start(whole.column(column).slice(0, wanted))) and wanted < whole.num_rows:
                wanted *= 2  # a case of more rows than a block
            if not end:
                break
            yield whole.slice(0, end)
            whole = whole.slice(end)
        kept, size = whole.to_batches(), whole.num_rows
    if size:
        yield pa.Table.from_batches(kept)


def _last_start(ids: Any) -> int:
    """The row at which the last case starts."""
    starts = _starts(_plain(ids))
    return int(starts[-1]) if len(starts) else 0


def _plain(column: Any) -> Any:
    """A column in one piece, its texts in the plain form that every function of Arrow takes."""
    import pyarrow as pa

    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if pa.types.is_dictionary(column.type) and pa.types.is_string_view(column.type.value_type):
        column = column.cast(pa.dictionary(column.type.index_type, pa.string()))
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _starts(ids: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(ids.type):
        ids = ids.indices
    if len(ids) < 2:
        return np.zeros(len(ids), dtype=np.intp)
    if (pa.types.is_integer(ids.type) or pa.types.is_floating(ids.type)) and not ids.null_count:
        plain = ids.to_numpy(zero_copy_only=False)
        changes = plain[1:] != plain[:-1]
    else:
        changes = pc.not_equal(ids.slice(1), ids.slice(0, len(ids) - 1)).fill_null(True).to_numpy(zero_copy_only=False)
    return np.concatenate([[0], np.flatnonzero(changes) + 1])


def block(table: Any, regulation: Regulation, plan: Layout) -> Block:
    """The cells of some rows, and what is wrong with their cases."""
    found = _wide(table, regulation, plan) if plan.wide else _long(table, regulation, plan)
    for columns, case in ((found.matter, np.arange(found.cases)), (found.people, found.case)):
        for column in columns.values():
            for row, reason in column.reasons.items():
                found.reasons.setdefault(int(case[row]), reason)
    return found


def _long(table: Any, regulation: Regulation, plan: Layout) -> Block:
    columns = {name: _plain(table.column(name)) for name in table.column_names}
    ids = columns[plan.case]
    starts = _starts(ids)
    sizes = np.diff(np.append(starts, table.num_rows))
    case = np.repeat(np.arange(len(starts)), sizes)
    reasons: dict[int, str] = {}
    matter: dict[str, Column] = {}
    for name in plan.matter:
        cells = read_column(columns[name], regulation.terms[name])
        changes = np.flatnonzero(cells.codes[1:] != cells.codes[:-1]) + 1
        for number in np.unique(case[changes[case[changes] == case[changes - 1]]]).tolist():
            reasons.setdefault(number, f"`{name}` differs between the rows of one case")
        matter[name] = Column(cells.codes[starts], cells.values, {int(case[row]): reason for row, reason in cells.reasons.items()})
    people = {term: read_column(columns[name], regulation.terms[term]) for term, name in plan.persons[""].items()}
    names = columns[plan.person] if plan.person else None
    if names is not None:
        _twins(names, starts, case, sizes, reasons)
    if ids.null_count:
        for row in np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False)):
            reasons.setdefault(int(case[row]), f"no `{plan.case}`")
    _scattered(ids, starts, reasons, plan.case)
    return Block(len(starts), case, ids, names, matter, people, reasons)


def _twins(names: Any, starts: Any, case: Any, sizes: Any, reasons: dict[int, str]) -> None:
    """A person named twice in one case."""
    import pyarrow as pa

    coded = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    for step in range(1, int(sizes.max(initial=1))):
        equal = np.flatnonzero(codes[step:] == codes[:-step])
        for row in equal[case[equal] == case[equal + step]].tolist():
            reasons.setdefault(int(case[row]), f"`{names[row].as_py()}` is listed twice")


def _scattered(ids: Any, starts: Any, reasons: dict[int, str], column: str) -> None:
    """Cases that come back after another one, as far as they were read together."""
    import pyarrow as pa

    firsts = ids.take(pa.array(starts))
    if pa.types.is_integer(ids.type) and not ids.null_count:
        plain = firsts.to_numpy()
        if (plain[1:] > plain[:-1]).all():
            return  # ascending, as most tables are
    counts = firsts.value_counts()
    if len(counts) == len(starts):
        return
    again = {one["values"].as_py() for one in counts if one["counts"].as_py() > 1}
    for number, value in enumerate(firsts.to_pylist()):
        if value in again:
            reasons.setdefault(number, f"the rows of `{column}` {value} do not stand together")


def _wide(table: Any, regulation: Regulation, plan: Layout) -> Block:
    columns = {name: _plain(table.column(name)) for name in table.column_names}
    rows, names = table.num_rows, list(plan.persons)
    matter = {name: read_column(columns[name], regulation.terms[name]) for name in plan.matter}
    cells = {
        (name, term): read_column(columns[column], regulation.terms[term]) for name in names for term, column in plan.persons[name].items()
    }
    there = np.stack(
        [np.logical_or.reduce([cells[name, term].codes != SILENT for term in plan.persons[name]]) for name in names], axis=1
    ).reshape(-1)
    people: dict[str, Column] = {}
    for term in dict.fromkeys(term for own in plan.persons.values() for term in own):
        values: list[Any] = []
        parts: list[Any] = []
        reasons: dict[int, str] = {}
        for place, name in enumerate(names):
            own = cells.get((name, term))
            if own is None:
                parts.append(np.full(rows, SILENT, dtype=np.int16))
                continue
            values += [value for value in own.values if value not in values]
            moved = np.array([values.index(value) for value in own.values], dtype=np.int16)
            parts.append(np.where(own.codes >= 0, moved[own.codes], own.codes) if own.values else own.codes)
            reasons |= {row * len(names) + place: reason for row, reason in own.reasons.items()}
        kept = np.cumsum(there) - 1
        stacked = np.stack(parts, axis=1).reshape(-1)[there]
        people[term] = Column(stacked, tuple(values), {int(kept[row]): reason for row, reason in reasons.items()})
    import pyarrow as pa

    case = np.repeat(np.arange(rows), len(names))[there]
    shown = pa.DictionaryArray.from_arrays(pa.array(np.tile(np.arange(len(names), dtype=np.int32), rows)[there]), names)
    return Block(rows, case, columns[plan.case].take(pa.array(case)), shown, matter, people, {})


__all__ = ["Block", "Layout", "block", "cut", "layout"]
