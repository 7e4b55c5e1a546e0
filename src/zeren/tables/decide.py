"""Deciding blocks: all cases whose facts are settled at once, column by column; the others one by one, each pattern once.

A case is settled when every fact that anything could rest on is stated, usual or follows, and the background holds then.
For those the columns give every outcome, under one set of readings or under all that are open. For the rest the answer
is that of `ask`, kept by the pattern of facts, so that equal cases are asked once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, cast

import msgspec
import numpy as np

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.conditions import SUBJECT, Expr, Fact, Is, Named, walk
from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import Duration, Sort, Term, Unknown
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.columns import BeyondColumns, Columns
from zeren.model.meaning.diagrams import NO, Diagrams
from zeren.model.meaning.pin import pin
from zeren.model.meaning.sheets import Sheet, Table
from zeren.model.meaning.vectors import Vectors
from zeren.model.solving.ask import ask
from zeren.model.solving.solver import Undecided
from zeren.tables.answers import Answers
from zeren.tables.blocks import Block
from zeren.tables.cells import SILENT, Column
from zeren.tables.things import Part, value_of

Outcomes = tuple[tuple[str, ...], ...]  # every outcome still possible, each its tiers in the order of the regulation
_ANY: dict[str, Any] = {  # what stands for a quantity that is not known, in cases that are asked one by one
    "number": 0,
    "duration": Duration(),
    "date": dt.date(2000, 1, 1),
    "moment": dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
}
CERTAINTIES: tuple[Certainty, ...] = ("excluded", "certain", "possible")  # as functions of readings: no, yes, any other
_MOST_KEPT = 200_000  # patterns of cases whose answers are kept


class Decided(msgspec.Struct):
    """What a block comes to, row by row: the number of the outcomes in `known`, of the answers, and of what a circumstance is in
    `CERTAINTIES`, each below zero for none; and what is wrong, by case.
    """

    outcomes: Any
    reasons: dict[int, str]
    made_out: Any = None
    answers: Any = None


class Decider:
    """A regulation under some readings, ready to decide blocks; what it learns from one it keeps for the next.

    `fixed` names the readings that are taken; the others are open. With `answers`, questions and measures are answered too.
    """

    def __init__(self, regulation: Regulation, fixed: Mapping[str, str], *, presume: bool = True, answers: bool = False) -> None:
        self.regulation, self.fixed, self.presume = regulation, dict(fixed), presume
        self.pinned = pin(regulation, fixed)
        self.vectors = Vectors(Diagrams({name: tuple(one.one_of) for name, one in regulation.readings.items()}))
        self.tiers = regulation.tiers_of["person"]
        self.known: dict[Outcomes, int] = {}
        self.values: dict[Any, int] = {}  # a number for each quantity met
        self.asked = 0
        self.answers = Answers(regulation) if answers else None
        self._patterns: dict[bytes, tuple[Sequence[int], str]] = {}
        self._answered: dict[tuple[Any, ...], tuple[Answer | None, str]] = {}
        self._functions: dict[tuple[str, tuple[int, ...]], int] = {}
        self._plain = {sort: np.full(1 << len(tiers), -1, dtype=np.int32) for sort, tiers in regulation.tiers_of.items()}
        self._looked_at = _looked_at(self.pinned)
        self._strangers_matter = _asks_of_subjects(self.pinned)
        self._followers = [name for name in _order_of_followers(regulation) if name in self._looked_at]
        self._beyond = False

    def decide(self, block: Block) -> Decided:
        """What everybody in a block ends with."""
        decided = Decided(np.full(block.rows, -1, dtype=np.int32), dict(block.reasons))
        if block.parts:
            decided.made_out = np.full(block.rows, -1, dtype=np.int32)
        if self.answers:
            decided.answers = np.full(block.rows, -1, dtype=np.int32)
        filled = _Filled(self, block)
        settled = filled.settled
        settled[[*decided.reasons, *(range(block.cases) if self.answers else block.partial)]] = False
        if not self._beyond:
            try:
                self._at_once(filled, settled, decided)
            except BeyondColumns:
                self._beyond = True
        rest = np.flatnonzero(~settled) if not self._beyond else np.arange(block.cases)
        for number in rest.tolist():
            if number in decided.reasons:
                continue
            whole = self.answers or number in block.things or number in block.partial
            if reason := (self._whole if whole else self._alone)(filled, number, decided):
                decided.reasons[number] = reason
        return decided

    def number(self, outcomes: Outcomes) -> int:
        """The number under which some outcomes are kept."""
        return self.known.setdefault(outcomes, len(self.known))

    # all at once ------------------------------------------------------------------------------------------

    def _at_once(self, filled: _Filled, settled: Any, decided: Decided) -> None:
        block, sheets = filled.block, filled.case_of
        columns = Columns(self.pinned, filled.table(), self.vectors)
        for _, expr, about in self.pinned.background:
            if about == "matter" or about in sheets:
                data = columns.holds(expr, about)
                fails = ~data if data.dtype == np.bool_ else data != 1
                settled[np.flatnonzero(fails) if about == "matter" else sheets[about][fails]] = False
        everything = bool(settled.all())
        for sort, case in sheets.items():
            rows = block.where if sort == "person" else block.parts[sort].rows
            chosen = slice(None) if everything else settled[case]
            if rows is not None:
                rows = rows[chosen]
            if sort == "circumstance":
                decided.made_out[rows] = self._made_out(columns, block.parts[sort])[chosen]
            else:
                decided.outcomes[chosen if rows is None else rows] = self._outcomes(columns, sort, chosen)

    def _made_out(self, columns: Columns, part: Part) -> Any:
        found = np.zeros(len(part.case), dtype=np.int32)
        for number, (_, expr) in enumerate(self.pinned.circumstances.values()):
            own = part.item == number
            if own.any():
                data = columns.holds(expr, "circumstance")[own]
                found[own] = np.minimum(data.astype(np.int32), 2)
        return found

    def _outcomes(self, columns: Columns, sort: str, chosen: Any) -> Any:
        """The numbers of the outcomes of some rows of a sheet."""
        tiers = self.regulation.tiers_of[cast(Sort, sort)]
        held = columns.tiers(sort)
        data = [held[tier] for tier in tiers]
        if not data:
            return self.number(((),))
        if any(one.dtype != np.bool_ for one in data):
            return self._function_numbers(sort, [one[chosen] for one in data])
        codes: Any = np.zeros(len(data[0]), dtype=np.uint8 if len(data) <= 8 else np.intp)
        for place, one in enumerate(data):
            codes |= one.astype(codes.dtype) << place
        return self._plain_numbers(sort, codes)[chosen]

    def _plain_numbers(self, sort: str, codes: Any) -> Any:
        numbers, tiers = self._plain[cast(Sort, sort)], self.regulation.tiers_of[cast(Sort, sort)]
        for code in np.flatnonzero(numbers < 0).tolist():
            if not (codes == code).any():
                continue
            numbers[code] = self.number((tuple(tier for place, tier in enumerate(tiers) if code >> place & 1),))
        return numbers[codes]

    def _function_numbers(self, sort: str, data: list[Any]) -> Any:
        """Outcomes from functions of the open readings: each combination of functions is worked out once."""
        groups, combinations = np.zeros(len(data[0]), dtype=np.int64), [()]
        for one in data:
            many = len(self.vectors)
            values, groups = np.unique(groups * many + one, return_inverse=True)
            split = [divmod(value, many) for value in values.tolist()]
            combinations = [(*combinations[before], function) for before, function in split]
        return np.array([self._outcomes_of(sort, one) for one in combinations], dtype=np.int32)[groups]

    def _outcomes_of(self, sort: str, functions: tuple[int, ...]) -> int:
        tiers = self.regulation.tiers_of[cast(Sort, sort)]
        if (sort, functions) not in self._functions:
            found: list[tuple[tuple[str, ...], int]] = [((), 1)]
            diagrams = self.vectors.diagrams
            for tier, function in zip(tiers, map(self.vectors.function, functions), strict=True):
                with_it = [((*own, tier), diagrams.both(when, function)) for own, when in found]
                without = [(own, diagrams.both(when, diagrams.negation(function))) for own, when in found]
                found = [one for one in [*with_it, *without] if one[1] != NO]
            self._functions[sort, functions] = self.number(self.ordered((own for own, _ in found), tiers))
        return self._functions[sort, functions]

    def ordered(self, outcomes: Iterable[Sequence[str]], among: Sequence[str] | None = None) -> Outcomes:
        """Outcomes in the order of an answer: the gravest first, none last."""
        tiers = self.tiers if among is None else among
        place = {tier: number for number, tier in enumerate(tiers)}
        sets = [tuple(tier for tier in tiers if tier in one) for one in outcomes]
        return tuple(sorted(set(sets), key=lambda one: (not one, [place[tier] for tier in one])))

    # one by one -------------------------------------------------------------------------------------------

    def _alone(self, filled: _Filled, number: int, decided: Decided) -> str:
        """Answer one case by `ask`, or from an equal one before it; returns what is wrong with it."""
        rows = filled.rows(number)
        pattern = filled.pattern(rows)
        order = np.lexsort(pattern.T[::-1]) if pattern.shape[1] else np.arange(len(rows))
        key = filled.matter_pattern(number).tobytes() + b"|" + pattern[order].tobytes()
        if key not in self._patterns:
            if len(self._patterns) >= _MOST_KEPT:
                self._patterns.clear()
            self._patterns[key] = self._ask(filled, number, rows[order])
        outcomes, reason = self._patterns[key]
        if reason:
            for place, row in enumerate(rows[order].tolist()):
                reason = reason.replace(f"⟨{place + 1}⟩", filled.name(row))
            return reason
        decided.outcomes[filled.places(rows[order])] = outcomes
        return ""

    def _ask(self, filled: _Filled, number: int, rows: Any) -> tuple[Sequence[int], str]:
        names = tuple(f"⟨{place}⟩" for place in range(1, len(rows) + 1))
        facts = dict(filled.facts("matter", "", filled.block.matter, number, self._looked_at))
        for name, row in zip(names, rows.tolist(), strict=True):
            facts |= filled.facts("person", name, filled.block.people, row, self._looked_at)
        answer, reason = self._answer(Case(id="row", regulation=self.regulation.id, people=names, facts=facts))
        if answer is None:
            return (), reason
        return [self.number(self.ordered(one.tiers for one in answer.bearers[name].outcomes)) for name in names], ""

    def _answer(self, case: Case) -> tuple[Answer | None, str]:
        """The answer to a case, or why there is none."""
        self.asked += 1
        readings = {name: self.fixed.get(name, "open") for name in self.regulation.readings}
        try:
            return ask(self.regulation, case, readings=readings, presume=self.presume), ""
        except Refused as refused:
            return None, "; ".join(f"{fault.problem}; {fault.advice}" if fault.advice else fault.problem for fault in refused.faults)
        except Undecided as undecided:
            return None, f"not decided: {undecided}"

    def _whole(self, filled: _Filled, number: int, decided: Decided) -> str:
        """Answer a case with all that is in it; returns what is wrong with it."""
        block, rows = filled.block, filled.rows(number)
        names = tuple(filled.name(row) for row in rows.tolist())
        things = block.things.get(number, [])
        facts = dict(filled.facts("matter", "", block.matter, number))
        for name, row in zip(names, rows.tolist(), strict=True):
            facts |= filled.facts("person", name, block.people, row)
        for one in things:
            facts |= block.parts[one.sort].facts(self.regulation, one)
        bodies = [one for one in things if one.sort == "body"]
        case = Case(
            id="row",
            regulation=self.regulation.id,
            partial=number in block.partial,
            people=names,
            bodies=tuple(one.id for one in bodies),
            superior={one.id: one.superior for one in bodies if one.superior},
            circumstances=tuple(Listed(one.id, one.item, one.subject) for one in things if one.sort == "circumstance"),
            facts=facts,
        )
        key = (case.partial, names, case.bodies, tuple(case.superior.items()), case.circumstances, tuple(sorted(facts.items(), key=repr)))
        if key not in self._answered:
            if len(self._answered) >= _MOST_KEPT // 10:
                self._answered.clear()
            self._answered[key] = self._answer(case)
        answer, reason = self._answered[key]
        if answer is None:
            return reason
        bearing = [*zip(filled.places(rows).tolist(), names, strict=True), *((one.row, one.id) for one in bodies)]
        for row, name in bearing:
            decided.outcomes[row] = self._bearing(answer, name)
        alleged = [one for one in things if one.sort == "circumstance"]
        for one, said in zip(alleged, answer.circumstances, strict=True):
            decided.made_out[one.row] = CERTAINTIES.index(said.answer)
        if self.answers is not None:
            for place, whose in [*bearing, *((one.row, "") for one in alleged)]:
                decided.answers[place] = self.answers.number(answer, whose)
        return ""

    def _bearing(self, answer: Answer, name: str) -> int:
        tiers = self.regulation.tiers_of["person" if answer.bearers[name].sort == "person" else "body"]
        return self.number(self.ordered((one.tiers for one in answer.bearers[name].outcomes), tiers))


class _Filled:
    """A block with what is usual filled in, and the cases that this settles."""

    def __init__(self, decider: Decider, block: Block) -> None:
        self.decider, self.block, self.regulation = decider, block, decider.regulation
        self.settled = np.ones(block.cases, dtype=bool)
        self.case_of: dict[Sort, Any] = {"person": block.case} | {sort: part.case for sort, part in block.parts.items()}
        self.filled: dict[Sort, dict[str, Any]] = {"matter": {}, **{sort: {} for sort in self.case_of}}
        self._starts: Any = None
        if "circumstance" in block.parts and decider._strangers_matter:
            part = block.parts["circumstance"]
            self.settled[part.case[part.subject < 0]] = False
        for name in sorted(decider._looked_at):
            term = self.regulation.terms.get(name)
            if term is not None and term.sort in self.filled:
                self._fill(term)
        for name in decider._followers:
            if (term := self.regulation.terms[name]).sort in self.filled:
                self._follow(term)

    def cells(self, term: Term) -> Column | None:
        block = self.block
        found = block.matter if term.sort == "matter" else block.people if term.sort == "person" else block.parts[term.sort].cells
        return found.get(term.id)

    def _fill(self, term: Term) -> None:
        rows = self.block.cases if term.sort == "matter" else len(self.case_of[term.sort])
        cells, usual = self.cells(term), self._usual(term)
        if cells is None:
            cells = Column(np.full(rows, SILENT, dtype=np.int8))
        codes, values = cells.codes, cells.values
        if codes.min(initial=0) < 0:
            where = np.flatnonzero(codes < 0 if usual is None else codes < SILENT)
            self.settled[where if term.sort == "matter" else self.case_of[term.sort][where]] = False
            codes = np.where(codes < 0, usual or (len(values) if term.kind in _ANY else 0), codes)
        self.filled[term.sort][term.id] = self._typed(term, codes, values)

    def _usual(self, term: Term) -> Any:
        """The code that a silent cell is taken to have; None where it stays open."""
        if term.follows:
            return 0  # filled in afterwards, by what it follows
        if not self.decider.presume or isinstance(term.unless_stated, Unknown):
            return None
        if term.kind == "yes_no":
            return int(bool(term.unless_stated))
        return list(term.options).index(str(term.unless_stated)) if term.kind == "one_of" else None

    def _typed(self, term: Term, codes: Any, values: Sequence[Any]) -> Any:
        if term.kind == "yes_no":
            return codes.view(np.bool_) if codes.dtype == np.int8 else codes != 0
        if term.kind == "one_of":
            return codes if codes.dtype.itemsize == 1 else codes.astype(np.uint8)
        kept = np.empty(len(values) + 1, dtype=object)
        kept[:] = [*values, _ANY[term.kind]]
        return kept[codes]

    def _follow(self, term: Term) -> None:
        """Silent cells of a term that follows a condition."""
        cells = self.cells(term)
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
        sheets = {sort: Sheet(case, self.filled[sort]) for sort, case in self.case_of.items()}
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
        return [(name, one) for name, one in columns.items() if name in self.decider._looked_at]

    def facts(
        self, sort: Any, of: str, columns: Mapping[str, Column], row: int, among: Container[str] | None = None
    ) -> Iterable[tuple[FactId, Any]]:
        """What the cells of one row state, of some terms or of all."""
        for name, column in columns.items():
            if (among is None or name in among) and (code := int(column.codes[row])) != SILENT:
                yield FactId(sort, of, name), value_of(self.regulation.terms[name], column, code)

    def name(self, row: int) -> str:
        return str(self.block.names[row].as_py()) if self.block.names is not None else f"row {row + 1}"


def _looked_at(regulation: Regulation) -> frozenset[str]:
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


def _asks_of_subjects(regulation: Regulation) -> bool:
    """Whether a circumstance asks anything of its subject's own facts."""
    asked = [*(expr for _, expr in regulation.circumstances.values()), *regulation.definitions.values(), *regulation.follows.values()]
    return any(getattr(part, "of", None) == SUBJECT for expr in asked for part in walk(expr))


def _order_of_followers(regulation: Regulation) -> list[str]:
    """The terms that follow conditions, each after those that its condition rests on."""
    graph: dict[str, set[str]] = {}
    for name, expr in regulation.follows.items():
        graph[name] = {other for other in _terms_of(regulation, expr) if other in regulation.follows}
    return list(TopologicalSorter(graph).static_order())


def _terms_of(regulation: Regulation, expr: Expr) -> set[str]:
    found: set[str] = set()
    for part in walk(expr):
        if isinstance(part, (Fact, Is)):
            found.add(part.term)
        elif isinstance(part, Named):
            found |= _terms_of(regulation, regulation.definitions[part.definition])
    return found


__all__ = ["Decided", "Decider", "Outcomes"]
