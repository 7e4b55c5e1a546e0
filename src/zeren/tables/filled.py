"""Blocks with what is usual filled in, as complete tables, and which cases that settles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, Protocol

import numpy as np

from zeren.model.language.case import FactId
from zeren.model.language.conditions import SUBJECT, Expr, Fact, Is, Named, walk
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.terms import Duration, Sort, Term, Unknown
from zeren.model.meaning.columns import Columns
from zeren.model.meaning.orders import conflicts
from zeren.model.meaning.sheets import Sheet, Table
from zeren.model.meaning.vectors import Vectors
from zeren.tables.blocks import Block
from zeren.tables.cells import SILENT, Column
from zeren.tables.things import value_of

_ANY: dict[str, Any] = {  # what stands for a quantity that is not known, in cases that are asked one by one
    "number": 0,
    "duration": Duration(),
    "date": dt.date(2000, 1, 1),
    "moment": dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
}


class Meant(Protocol):
    """How cells are meant: under which regulation, with its readings taken, and whether silent facts are what is usual."""

    regulation: Regulation
    pinned: Regulation
    presume: bool
    vectors: Vectors
    looked_at: frozenset[str]  # the terms that outcomes could rest on
    followers: list[str]  # those of them that follow conditions, each after what it rests on
    strangers_matter: bool  # whether a circumstance asks anything of a subject whom the case may not list
    values: dict[Any, int]  # a number for each quantity met


class Filled:
    """A block with what is usual filled in, and the cases that this settles."""

    def __init__(self, decider: Meant, block: Block) -> None:
        self.decider, self.block, self.regulation = decider, block, decider.regulation
        self.settled = np.ones(block.cases, dtype=bool)
        self.case_of: dict[Sort, Any] = {"person": block.case, **{sort: part.case for sort, part in block.parts.items()}}
        self.filled: dict[Sort, dict[str, Any]] = {"matter": {}, **{sort: {} for sort in self.case_of}}
        self._starts: Any = None
        if "circumstance" in block.parts and decider.strangers_matter:
            part = block.parts["circumstance"]
            self.settled[part.case[part.subject < 0]] = False
        for name in sorted(decider.looked_at):
            term = self.regulation.terms.get(name)
            if term is not None and term.sort in self.filled:
                self._fill(term)
        for name in decider.followers:
            if (term := self.regulation.terms[name]).sort in self.filled:
                self._follow(term)

    def _fill(self, term: Term) -> None:
        rows = self.block.cases if term.sort == "matter" else len(self.case_of[term.sort])
        cells, usual = cells_of(self.block, term), 0 if term.follows else usual_code(term, presume=self.decider.presume)
        if cells is None:
            cells = Column(np.full(rows, SILENT, dtype=np.int8))
        codes, values = cells.codes, cells.values
        if codes.min(initial=0) < 0:
            where = np.flatnonzero(codes < 0 if usual is None else codes < SILENT)
            self.settled[where if term.sort == "matter" else self.case_of[term.sort][where]] = False
            codes = np.where(codes < 0, usual or (len(values) if term.kind in _ANY else 0), codes)
        self.filled[term.sort][term.id] = typed(term, codes, values)

    def _follow(self, term: Term) -> None:
        """Silent cells of a term that follows a condition."""
        cells = cells_of(self.block, term)
        silent = cells.codes == SILENT if cells is not None else None
        if silent is not None and not silent.any():
            return
        columns = Columns(self.decider.pinned, self.table(), self.decider.vectors)
        data = columns.holds(self.decider.pinned.follows[term.id], term.sort)
        own = self.filled[term.sort][term.id]
        if data.dtype != np.bool_:
            plain = data <= 1
            where = np.flatnonzero(~plain if silent is None else ~plain & silent)
            self.settled[where if term.sort == "matter" else self.case_of[term.sort][where]] = False
            data = data == 1
        self.filled[term.sort][term.id] = data if silent is None else np.where(silent, data, own)

    def table(self) -> Table:
        """The block as a complete table."""
        sheets: dict[str, Sheet] = {sort: Sheet(case, self.filled[sort]) for sort, case in self.case_of.items()}
        part = self.block.parts.get("circumstance")
        if part is None:
            return Table(self.block.cases, self.filled["matter"], sheets)
        there = np.maximum(part.subject, 0)  # a stranger's case is not settled, whatever stands here
        if len(self.block.case):
            sheets["subject"] = Sheet(part.case, {term: column[there] for term, column in self.filled["person"].items()})
        else:
            nobody = {term: np.zeros(len(there), dtype=column.dtype) for term, column in self.filled["person"].items()}
            sheets["subject"] = Sheet(part.case, nobody)
        return Table(self.block.cases, self.filled["matter"], sheets, item=part.item, listed=part.subject)

    # single cases -----------------------------------------------------------------------------------------

    def rows(self, number: int) -> Any:
        """The rows of one case."""
        if self._starts is None:
            self._starts = np.searchsorted(self.block.case, np.arange(self.block.cases + 1))
        return np.arange(self._starts[number], self._starts[number + 1])

    def places(self, rows: Any) -> Any:
        """The rows that come out for some persons."""
        return rows if self.block.where is None else self.block.where[rows]

    def pattern(self, rows: Any) -> Any:
        """What the cells of some rows say, a row of numbers for each."""
        columns = [self._lasting(one, rows) for _, one in sorted(self._asked(self.block.people), key=lambda pair: pair[0])]
        return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0), dtype=np.int32)

    def matter_pattern(self, number: int) -> Any:
        """What the cells of the matter say, as numbers."""
        asked = sorted(self._asked(self.block.matter), key=lambda pair: pair[0])
        return np.array([self._lasting(one, np.array([number]))[0] for _, one in asked], dtype=np.int32)

    def _lasting(self, column: Column, rows: Any) -> Any:
        """Codes that mean the same in every block."""
        codes = np.asarray(column.codes[rows], dtype=np.int32)
        if not column.values:
            return codes
        numbers = self.decider.values
        moved = np.array([numbers.setdefault(value, len(numbers)) for value in column.values], dtype=np.int32)
        return np.where(codes >= 0, moved[np.maximum(codes, 0)], codes)

    def _asked(self, columns: Mapping[str, Column]) -> list[tuple[str, Column]]:
        return [(name, one) for name, one in columns.items() if name in self.decider.looked_at]

    def facts(
        self, sort: Any, of: str, columns: Mapping[str, Column], row: int, among: Container[str] | None = None
    ) -> Iterable[tuple[FactId, Any]]:
        """What the cells of one row state, of some terms or of all."""
        for name, column in columns.items():
            if (among is None or name in among) and (code := int(column.codes[row])) != SILENT:
                yield FactId(sort, of, name), value_of(self.regulation.terms[name], column, code)

    def name(self, row: int) -> str:
        return str(self.block.names[row].as_py()) if self.block.names is not None else f"row {row + 1}"


def out_of_order(regulation: Regulation, block: Block) -> frozenset[int]:
    """The cases that state moments which cannot be as they are stated."""
    found: set[int] = set()
    for pair in regulation.orders:
        cells = [block.matter.get(term) for term in pair]
        if not all(cells):
            continue
        later, earlier = (one for one in cells if one is not None)
        said = np.flatnonzero((later.codes >= 0) & (earlier.codes >= 0))
        stated, back = np.unique(np.stack([later.codes[said], earlier.codes[said]], axis=1), axis=0, return_inverse=True)
        values = [dict(zip(pair, (later.values[a], earlier.values[b]), strict=True)) for a, b in stated.tolist()]
        wrong = np.array([bool(conflicts(regulation, one)) for one in values], dtype=bool)
        found.update(said[wrong[back.reshape(-1)]].tolist())
    return frozenset(found)


def cells_of(block: Block, term: Term) -> Column | None:
    """What a block says by a term; None where it has no column for it."""
    found = block.matter if term.sort == "matter" else block.people if term.sort == "person" else block.parts[term.sort].cells
    return found.get(term.id)


def usual_code(term: Term, *, presume: bool) -> Any:
    """The code that a silent cell is taken to have; None where it stays open, and where it follows from other facts."""
    if term.follows or not presume or isinstance(term.unless_stated, Unknown):
        return None
    if term.kind == "yes_no":
        return int(bool(term.unless_stated))
    return list(term.options).index(str(term.unless_stated)) if term.kind == "one_of" else None


def typed(term: Term, codes: Any, values: Sequence[Any]) -> Any:
    """Codes, none of them open, as a column of what they mean."""
    if term.kind == "yes_no":
        return codes.view(np.bool_) if codes.dtype == np.int8 else codes != 0
    if term.kind == "one_of":
        return codes if codes.dtype.itemsize == 1 else codes.astype(np.uint8)
    kept = np.empty(len(values) + 1, dtype=object)
    kept[:] = [*values, _ANY[term.kind]]
    return kept[codes]


def looked_at(regulation: Regulation) -> frozenset[str]:
    """The terms that rules, exceptions and background look at, and those that these follow from."""
    found: set[str] = set()
    seen: set[str] = set()

    def visit(expr: Expr) -> None:
        for part in walk(expr):
            match part:
                case Fact(term) | Is(term=term):
                    if term not in found:
                        found.add(term)
                        if term in regulation.follows:
                            visit(regulation.follows[term])
                case Named(definition) if definition not in seen:
                    seen.add(definition)
                    visit(regulation.definitions[definition])

    for _, expr in [*regulation.rules.values(), *regulation.exceptions.values(), *regulation.circumstances.values()]:
        visit(expr)
    for _, expr, _ in regulation.background:
        visit(expr)
    return frozenset(found)


def asks_of_subjects(regulation: Regulation) -> bool:
    """Whether a circumstance asks anything of its subject's own facts."""
    asked = [*(expr for _, expr in regulation.circumstances.values()), *regulation.definitions.values(), *regulation.follows.values()]
    return any(getattr(part, "of", None) == SUBJECT for expr in asked for part in walk(expr))


def order_of_followers(regulation: Regulation) -> list[str]:
    """The terms that follow conditions, each after those that its condition rests on."""
    graph = {name: terms_in(expr, regulation) & regulation.follows.keys() for name, expr in regulation.follows.items()}
    return list(TopologicalSorter(graph).static_order())


__all__ = ["Filled", "Meant", "asks_of_subjects", "cells_of", "looked_at", "order_of_followers", "out_of_order", "typed", "usual_code"]
