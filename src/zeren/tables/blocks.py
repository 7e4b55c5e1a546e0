"""Blocks: some hundred thousand rows of a table at a time, cut where a case ends, as sheets of cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.faults import Fault, Refused
from zeren.model.language.limits import how_to_raise, limits
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, said_of
from zeren.tables.cells import SILENT, Column, read_column
from zeren.tables.layout import NAMING, Layout
from zeren.tables.things import Part, Thing, read_things, texts

_PARTIAL = {"complete": False, "完整": False, "partial": True, "部分": True}


class Block(msgspec.Struct):
    """Some cases, and what comes out for them: a row for each person, body and alleged circumstance.

    `case` is that of each person, `where` the row of each (None where every row is a person's), `row_case` the case of each
    row, `shown` the columns that say whose row it is. `matter` and `people` are cells, `things` the bodies and circumstances by
    case and `parts` their cells by sort, `partial` the cases whose board is partial, `reasons` what is wrong, by case.
    """

    cases: int
    case: Any
    ids: Any
    names: Any
    matter: dict[str, Column]
    people: dict[str, Column]
    reasons: dict[int, str]
    shown: dict[str, Any]
    row_case: Any
    where: Any = None
    things: dict[int, list[Thing]] = {}
    parts: dict[Sort, Part] = {}
    partial: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """How many rows come out."""
        return len(self.row_case)


def cut(batches: Iterable[Any], column: str, rows: int) -> Iterator[Any]:
    """Arrow tables of about so many rows, each of whole cases; rows of one case stand together.

    Raises:
        Refused: where a case has more rows than a block and than any case may list, before more of it is kept.
    """
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
                if whole.num_rows > max(rows, most_rows()):
                    told = f"case `{whole.column(column)[0]}`: more than {most_rows():,} rows"
                    raise Refused([Fault("table", 0, 0, told, how_to_raise("people", 2 * limits().people))])
                break
            yield whole.slice(0, end)
            whole = whole.slice(end)
        kept, size = whole.to_batches(), whole.num_rows
    if size:
        yield pa.Table.from_batches(kept)


def most_rows() -> int:
    """The rows that a case may have: one for each person, body and circumstance that a case may list."""
    stated = limits()
    return stated.people + stated.bodies + stated.circumstances


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


def columns_of(table: Any) -> dict[str, Any]:
    """The columns of a table, each in one piece."""
    return {name: _plain(table.column(name)) for name in table.column_names}


def starts_of(columns: Mapping[str, Any], plan: Layout) -> Any:
    """The first row of each case."""
    return np.arange(len(columns[plan.case])) if plan.wide else _starts(columns[plan.case])


def block(table: Any, regulation: Regulation, plan: Layout) -> Block:
    """The cells of some rows, and what is wrong with their cases."""
    columns = columns_of(table)
    starts = starts_of(columns, plan)
    found = _wide(columns, regulation, plan) if plan.wide else _long(columns, starts, regulation, plan)
    for cells, case in ((found.matter, np.arange(found.cases)), (found.people, found.case)):
        for column in cells.values():
            for row, reason in column.reasons.items():
                found.reasons.setdefault(int(case[row]), reason)
    if "board" in plan.words:
        _boards(found, columns[plan.words["board"]], starts, plan.words["board"])
    for name in plan.others:
        for row in np.flatnonzero(_said(columns[name])).tolist():
            number = int(np.searchsorted(starts, row, side="right")) - 1
            found.reasons.setdefault(number, f"`{name}` is no term of `{regulation.id}`, the version in force")
    return found


def _said(column: Any) -> Any:
    """Which cells of a column say something."""
    return np.array([text != "" for text in texts(column)], dtype=bool)


def _boards(found: Block, column: Any, starts: Any, name: str) -> None:
    words = texts(column)
    partial: set[int] = set()
    closed: set[int] = set()
    for number, (start, end) in enumerate(zip(starts.tolist(), [*starts.tolist()[1:], len(words)], strict=True)):
        said = set(words[start:end]) - {""}
        if not said <= set(_PARTIAL):
            found.reasons.setdefault(number, f"`{min(said - set(_PARTIAL))}` as `{name}`; expected `complete` or `partial`")
        elif len({_PARTIAL[one] for one in said}) > 1:
            found.reasons.setdefault(number, f"`{name}` differs between the rows of one case")
        elif said:
            (partial if _PARTIAL[said.pop()] else closed).add(number)
    found.partial, found.closed = frozenset(partial), frozenset(closed)


def _long(columns: Mapping[str, Any], starts: Any, regulation: Regulation, plan: Layout) -> Block:
    ids = columns[plan.case]
    rows = len(ids)
    sizes = np.diff(np.append(starts, rows))
    case = np.repeat(np.arange(len(starts)), sizes)
    reasons: dict[int, str] = {}
    matter: dict[str, Column] = {}
    for term, name in plan.matter.items():
        column = read_column(columns[name], regulation.terms[term])
        changes = np.flatnonzero(column.codes[1:] != column.codes[:-1]) + 1
        for number in np.unique(case[changes[case[changes] == case[changes - 1]]]).tolist():
            reasons.setdefault(number, f"`{name}` differs between the rows of one case")
        matter[term] = Column(column.codes[starts], column.values, {int(case[row]): reason for row, reason in column.reasons.items()})
    shown = {word: columns[plan.words[word]] for word in plan.shown}
    if ids.null_count:
        for row in np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False)):
            reasons.setdefault(int(case[row]), f"no `{plan.case}`")
    _scattered(ids, starts, reasons, plan.case)
    for number in np.flatnonzero(sizes > most_rows()).tolist():
        reasons.setdefault(number, f"{int(sizes[number]):,} rows; {how_to_raise('people', int(sizes[number]))}")
    if not plan.things:
        people = {term: read_column(columns[name], regulation.terms[term]) for term, name in plan.owners[""].items()}
        names = shown.get("person")
        if names is not None:
            _twins(names, starts, case, sizes, reasons)
        return Block(len(starts), case, ids, names, matter, people, reasons, shown, case)
    sorts = _sorts_of_rows(shown, case, reasons)
    cells = {term: read_column(columns[name], regulation.terms[term]) for term, name in plan.owners[""].items() if term in regulation.terms}
    _misplaced(cells, sorts, case, regulation, reasons)
    where = np.flatnonzero(sorts == "person")
    people = {term: Column(one.codes[where], one.values) for term, one in cells.items() if regulation.terms[term].sort == "person"}
    names = None
    if "person" in shown:
        names = shown["person"].take(where)
        own = np.bincount(case[where], minlength=len(starts))
        filled = np.flatnonzero(own)
        _twins(names, np.concatenate([[0], np.cumsum(own[filled])[:-1]]).astype(np.intp), case[where], own, reasons)
    superior = texts(columns[plan.words["superior"]]) if "superior" in plan.words else None
    listed = {word: texts(column) for word, column in shown.items()}
    things, parts = read_things(regulation, case, sorts, listed, superior, cells, reasons)
    return Block(len(starts), case[where], ids, names, matter, people, reasons, shown, case, where, things, parts)


def _sorts_of_rows(shown: Mapping[str, Any], case: Any, reasons: dict[int, str]) -> Any:
    """Of what each row speaks: the one of `person`, `body` and `item` that it names."""
    sorts = np.full(len(case), "person", dtype="<U12")
    named = np.zeros(len(case), dtype=int)
    for word, sort in NAMING.items():
        if word in shown:
            said = _said(shown[word])
            named += said
            sorts[said] = sort
    for row in np.flatnonzero(named != 1 if "person" in shown else named > 1).tolist():
        listed = ", ".join(f"`{word}`" for word in NAMING if word in shown)
        reasons.setdefault(int(case[row]), f"a row names one of {listed}, and one names {'several' if named[row] else 'none'}")
    return sorts


def _misplaced(cells: Mapping[str, Column], sorts: Any, case: Any, regulation: Regulation, reasons: dict[int, str]) -> None:
    """Cells that are wrong, or say of one thing what is said of another."""
    for term, column in cells.items():
        sort: Sort = regulation.terms[term].sort
        for row in np.flatnonzero((column.codes != SILENT) & (sorts != sort)).tolist():
            reasons.setdefault(int(case[row]), f"`{term}` is said of {said_of(sort)}, not of {said_of(str(sorts[row]))}")  # type: ignore[arg-type]  # a sort
        for row, reason in column.reasons.items():
            reasons.setdefault(int(case[row]), reason)


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


def _wide(columns: Mapping[str, Any], regulation: Regulation, plan: Layout) -> Block:
    import pyarrow as pa

    ids = columns[plan.case]
    rows = len(ids)
    matter = {term: read_column(columns[name], regulation.terms[term]) for term, name in plan.matter.items()}
    cells = {
        (owner, term): read_column(columns[name], regulation.terms[term])
        for owner, own in plan.owners.items()
        for term, name in own.items()
        if term in regulation.terms
    }
    names = [owner for owner in plan.owners if plan.sorts[owner] == "person"]
    case, place, people = _stacked(names, cells, rows)
    everybody = pa.array(names, pa.string())
    shown = pa.DictionaryArray.from_arrays(pa.array(place.astype(np.int32)), everybody)
    if not plan.things:
        return Block(rows, case, ids.take(pa.array(case)), shown, matter, people, {}, {"person": shown}, case)
    others = [owner for owner in plan.owners if plan.sorts[owner] != "person"]
    said = np.zeros((rows, len(others)), dtype=bool)
    above = {owner: texts(columns[plan.owners[owner]["superior"]]) for owner in others if "superior" in plan.owners[owner]}
    for number, owner in enumerate(others):
        for (of, _), column in cells.items():
            if of == owner:
                said[:, number] |= column.codes != SILENT
        said[:, number] |= np.array([text != "" for text in above.get(owner, [""] * rows)], dtype=bool)
    found, which = np.nonzero(said)
    order = np.argsort(np.concatenate([case, found]), kind="stable")
    row_case = np.concatenate([case, found])[order]
    back = np.argsort(order, kind="stable")
    where = back[: len(case)]
    sorts = np.array([*["person"] * len(case), *[plan.sorts[others[one]] for one in which]], dtype="<U12")[order]
    owners = [*[names[one] for one in place], *[others[one] for one in which]]
    listed: dict[str, list[str]] = {word: [""] * len(row_case) for word in ("person", "body", "item", "subject")}
    for row, at in enumerate(order.tolist()):
        if sorts[row] == "circumstance":
            listed["item"][row], _, listed["subject"][row] = owners[at].partition("/")
        else:
            listed[str(sorts[row])][row] = owners[at]
    reasons: dict[int, str] = {}
    spread: dict[str, Column] = {}
    for (owner, _), column in cells.items():
        if owner in others:
            for row, reason in column.reasons.items():
                reasons.setdefault(row, reason)
    for term in dict.fromkeys(term for owner, term in cells if owner in others):
        _, _, one = _stacked(others, {key: column for key, column in cells.items() if key[1] == term}, rows, said)
        codes = np.full(len(row_case), SILENT, dtype=np.int32)
        codes[back[len(case) :]] = one[term].codes
        spread[term] = Column(codes, one[term].values)
    superior = [above[owner][found[at - len(case)]] if (owner := owners[at]) in above else "" for at in order.tolist()]
    things, parts = read_things(regulation, row_case, sorts, listed, superior, spread, reasons)
    kept = {word: pa.array([text or None for text in own], pa.string()) for word, own in listed.items() if any(own)}
    return Block(
        rows,
        case,
        ids.take(pa.array(row_case)),
        shown,
        matter,
        people,
        reasons,
        {"person": kept.get("person", shown)} | kept,
        row_case,
        where,
        things,
        parts,
    )


def _stacked(names: list[str], cells: Mapping[tuple[str, str], Column], rows: int, said: Any = None) -> tuple[Any, Any, dict[str, Column]]:
    """The cells of some owners one below the other, case by case, for those of whom a case says something."""
    own = [[column for (of, _), column in cells.items() if of == name] for name in names]
    if said is None:
        none = np.zeros(rows, dtype=bool)
        there = [np.logical_or.reduce([column.codes != SILENT for column in some]) if some else none for some in own]
        said = np.stack(there, axis=1) if there else np.zeros((rows, 0), dtype=bool)
    case, place = np.nonzero(said)
    there = said.reshape(-1)
    kept = np.cumsum(there) - 1
    people: dict[str, Column] = {}
    for term in dict.fromkeys(term for owner, term in cells if owner in names):
        values: list[Any] = []
        parts: list[Any] = []
        reasons: dict[int, str] = {}
        for number, name in enumerate(names):
            column = cells.get((name, term))
            if column is None:
                parts.append(np.full(rows, SILENT, dtype=np.int16))
                continue
            values += [value for value in column.values if value not in values]
            moved = np.array([values.index(value) for value in column.values], dtype=np.int16)
            parts.append(np.where(column.codes >= 0, moved[np.maximum(column.codes, 0)], column.codes) if column.values else column.codes)
            reasons |= {row * len(names) + number: reason for row, reason in column.reasons.items()}
        stacked = np.stack(parts, axis=1).reshape(-1)[there]
        people[term] = Column(stacked, tuple(values), {int(kept[row]): reason for row, reason in reasons.items()})
    return case, place, people


__all__ = ["Block", "block", "columns_of", "cut", "starts_of"]
