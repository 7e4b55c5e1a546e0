"""Cases with unknown facts, many at once: what is open about each person is a function, and people of a kind are answered once.

This answers where all that silent cases are taken to say can be so together; whatever does not fit is left to `ask`: quantities
that are not known, conditions that relate two people, and boards on which too much is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from zeren.model.language.terms import Sort, Term
from zeren.model.meaning.columns import BeyondColumns
from zeren.model.meaning.diagrams import NO
from zeren.model.meaning.meetings import Meetings
from zeren.model.meaning.open_columns import OpenColumns, Opening, options_of, variable
from zeren.model.meaning.sheets import Sheet, Table
from zeren.model.meaning.vectors import as_functions
from zeren.tables.blocks import Block
from zeren.tables.cells import SILENT, Column
from zeren.tables.filled import Meant, cells_of, typed, usual_code

_TOGETHER = 1 << 11  # cases whose columns are worked out together
_MOST_KEPT = 3_000_000  # functions, pairs and answers that are kept


class OpenCases:
    """Answers cases under one regulation and its readings; what it learns from some it keeps for the next.

    Raises:
        BeyondColumns: where the regulation's conditions do not fit.
    """

    def __init__(self, meant: Meant) -> None:
        self.meant, self.regulation = meant, meant.pinned
        self.terms = [
            term
            for name in sorted(meant.looked_at)
            if (term := self.regulation.terms.get(name)) is not None and term.sort in ("matter", "person")
        ]
        self._start()

    def _start(self) -> None:
        self.opening = Opening(self.regulation, self.terms)
        self.vectors = self.opening.vectors
        self.meetings = Meetings(self.vectors.diagrams, self.opening.own, self.opening.gatherings)

    def answer(self, block: Block, numbers: Any) -> Iterator[tuple[Any, list[tuple[int, ...]], Any]]:
        """Some cases, part by part: the rows of the people in those that can be answered, what each may end with, and these cases.

        What somebody may end with are codes with a bit for each tier.
        """
        numbers = numbers[self._known_quantities(block, numbers)]
        for start in range(0, len(numbers), _TOGETHER):
            if len(self.meetings) + len(self.vectors) > _MOST_KEPT:
                self._start()
            yield self._part(block, numbers[start : start + _TOGETHER])

    def _known_quantities(self, block: Block, numbers: Any) -> Any:
        """Which of some cases state every number and date that anything could rest on."""
        open_ = np.zeros(block.cases, dtype=bool)
        for term in self.terms:
            if not options_of(term):
                column = cells_of(block, term)
                if column is None:
                    open_[:] = True
                elif term.sort == "matter":
                    open_ |= column.codes < 0
                else:
                    open_[block.case[column.codes < 0]] = True
        return ~open_[numbers]

    # columns ----------------------------------------------------------------------------------------------

    def _table(self, block: Block, numbers: Any, rows: Any) -> Table:
        case = np.searchsorted(numbers, block.case[rows])
        facts: dict[Sort, dict[str, Any]] = {"matter": {}, "person": {}}
        sheets = {"person": Sheet(case, facts["person"])}
        silent: dict[str, Any] = {}
        for term in self.terms:
            at = numbers if term.sort == "matter" else rows
            cells = cells_of(block, term)
            codes = np.full(len(at), SILENT, dtype=np.int32) if cells is None else cells.codes[at].astype(np.int32)
            if term.follows:
                silent[term.id] = codes == SILENT
            elif (usual := usual_code(term, presume=self.meant.presume)) is not None:
                codes = np.where(codes == SILENT, usual, codes)
            facts[term.sort][term.id] = self._open(term, codes, cells)
        for name in self.meant.followers:
            term = self.regulation.terms[name]
            if name in silent and silent[name].any():
                columns = OpenColumns(self.regulation, Table(len(numbers), facts["matter"], sheets), self.opening)
                data = columns.holds(self.regulation.follows[name], term.sort)
                own = facts[term.sort][name]
                if data.dtype != np.bool_ or own.dtype != np.bool_:
                    data, own = as_functions(data, len(data)), as_functions(own, len(own))
                facts[term.sort][name] = np.where(silent[name], data, own)
        return Table(len(numbers), facts["matter"], sheets)

    def _open(self, term: Term, codes: Any, cells: Column | None) -> Any:
        """The column of a term, open where its codes are below zero."""
        if not options_of(term):
            return typed(term, codes, cells.values if cells is not None else ())
        if (codes >= 0).all():
            return typed(term, codes, ())
        if term.kind == "one_of":
            return np.where(codes < 0, len(term.options), codes).astype(np.int32)
        return np.where(codes < 0, np.int32(self.vectors.among(variable(term), ["yes"])), codes.astype(np.int32))

    # people -----------------------------------------------------------------------------------------------

    def _part(self, block: Block, numbers: Any) -> tuple[Any, list[tuple[int, ...]], Any]:
        rows = np.flatnonzero(np.isin(block.case, numbers))
        table = self._table(block, numbers, rows)
        columns = OpenColumns(self.regulation, table, self.opening)
        case, gatherings = table.sheets["person"].case, self.opening.gatherings
        asked = [as_functions(columns.body(one), len(rows)) for one in gatherings]
        tiers = [as_functions(one, len(rows)) for one in columns.tiers("person").values()]
        own, usual, answers = self._background(columns, len(numbers), len(rows), np.isin(numbers, sorted(block.closed)))
        wanted = self._wanted(case, [own, *tiers], [usual, answers], asked)
        asked = [np.where(wanted[case] >> place & 1, one, NO).astype(np.int32) for place, one in enumerate(asked)]
        kinds = self._kinds([own, *asked, *tiers], len(tiers))
        return self._met(numbers, rows, case, kinds, usual, answers)

    def _background(self, columns: OpenColumns, cases: int, rows: int, closed: Any) -> tuple[Any, Any, Any]:
        """What must hold of each person; and of each matter, for what is usual and for what is answered."""
        vectors = self.vectors
        own: Any = True
        usual: Any = True
        answers: Any = True
        for sentence, expr, about in self.regulation.background:
            if about == "person":
                own = vectors.both([own, columns.holds(expr, "person")])
            elif about == "matter":
                data = columns.holds(expr, "matter")
                usual = vectors.both([usual, data])
                answers = vectors.both([answers, vectors.either([~closed, data]) if sentence.whole_board else data])
        if not self.meant.presume:
            usual = answers
        return as_functions(own, rows), as_functions(usual, cases), as_functions(answers, cases)

    def _wanted(self, case: Any, of_people: list[Any], of_matters: list[Any], asked: list[Any]) -> Any:
        """The gatherings that anything in each case could rest on, as bits."""
        wanted = np.zeros(len(of_matters[0]), dtype=np.int64)
        for one in of_people:
            np.bitwise_or.at(wanted, case, self._supports(one))
        for one in of_matters:
            wanted |= self._supports(one)
        for place, one in enumerate(asked):  # an outer gathering comes before those inside it
            inner = np.zeros(len(wanted), dtype=np.int64)
            np.bitwise_or.at(inner, case, self._supports(one))
            wanted |= np.where(wanted >> place & 1, inner, 0)
        return wanted

    def _supports(self, functions: Any) -> Any:
        found, back = np.unique(functions, return_inverse=True)
        masks = [self.meetings.support(self.vectors.function(one)) for one in found.tolist()]
        return np.array(masks, dtype=np.int64)[back]

    def _kinds(self, functions: list[Any], tiers: int) -> list[int]:
        """The kind of each person, or -1 where too much is open."""
        stacked = np.ascontiguousarray(np.stack(functions, axis=1))
        packed = stacked.view([("", stacked.dtype)] * stacked.shape[1]).reshape(-1)
        _, first, back = np.unique(packed, return_index=True, return_inverse=True)
        kinds = []
        for one in stacked[first].tolist():
            try:
                kinds.append(self.meetings.kind(tuple(map(self.vectors.function, one)), tiers))
            except BeyondColumns:
                kinds.append(-1)
        return np.array(kinds)[back].tolist()  # type: ignore[no-any-return]  # a list of numbers

    def _met(self, numbers: Any, rows: Any, case: Any, kinds: list[int], usual: Any, answers: Any) -> tuple[Any, list[Any], Any]:
        starts = np.searchsorted(case, np.arange(len(numbers) + 1)).tolist()
        kept, found, answered = [], [], []
        for number, (start, end) in enumerate(pairwise(starts)):
            try:
                own = self._case(kinds[start:end], self.vectors.function(int(usual[number])), self.vectors.function(int(answers[number])))
            except BeyondColumns:
                continue
            if own is not None:
                answered.append(number)
                found += own
                kept.append(rows[start:end])
        return np.concatenate(kept) if kept else rows[:0], found, numbers[answered]

    def _case(self, kinds: list[int], usual: int, background: int) -> list[tuple[int, ...]] | None:
        """What each person of a case may end with; None where not all that is usual can be so."""
        if -1 in kinds:
            return None
        meetings = self.meetings
        adds = [meetings.adds(kind) for kind in kinds]
        before = [meetings.nobody]
        for one in adds:
            before.append(meetings.together(before[-1], one))
        if not meetings.stands(before[-1], usual):
            return None
        found: list[tuple[int, ...]] = []
        after = meetings.nobody
        for place in range(len(kinds) - 1, -1, -1):
            found.append(meetings.outcomes(kinds[place], meetings.together(before[place], after), background))
            after = meetings.together(after, adds[place])
        return found[::-1]


__all__ = ["OpenCases"]
