"""Deciding blocks: settled cases at once, column by column; open ones by kinds of people; the others one by one, each pattern once.

A case is settled when every fact that anything could rest on is stated, usual or follows, and the background holds then.
For those the columns give every outcome, under one set of readings or under all that are open. What is open about the people of
other cases is answered by `open_cases`. For the rest the answer is that of `ask`, kept by the pattern of facts, so that equal cases
are asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec
import numpy as np

from zeren.model.language.case import Case, Listed
from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import Sort
from zeren.model.meaning.answer import Answer
from zeren.model.meaning.columns import BeyondColumns, Columns
from zeren.model.meaning.diagrams import NO, Diagrams
from zeren.model.meaning.pin import pin
from zeren.model.meaning.vectors import Vectors
from zeren.model.solving.ask import ask
from zeren.model.solving.solver import Undecided
from zeren.tables.answers import Answers
from zeren.tables.blocks import Block
from zeren.tables.filled import Filled, asks_of_subjects, looked_at, order_of_followers, out_of_order
from zeren.tables.open_cases import OpenCases
from zeren.tables.things import Part

Outcomes = tuple[tuple[str, ...], ...]  # every outcome still possible, each its tiers in the order of the regulation
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
        self.looked_at = looked_at(self.pinned)
        self.strangers_matter = asks_of_subjects(self.pinned)
        self.followers = [name for name in order_of_followers(regulation) if name in self.looked_at]
        self._beyond = False
        self._open: OpenCases | None = None
        self._open_fits = not answers
        self._codes: dict[tuple[int, ...], int] = {}

    def decide(self, block: Block) -> Decided:
        """What everybody in a block ends with."""
        decided = Decided(np.full(block.rows, -1, dtype=np.int32), dict(block.reasons))
        if block.parts:
            decided.made_out = np.full(block.rows, -1, dtype=np.int32)
        if self.answers:
            decided.answers = np.full(block.rows, -1, dtype=np.int32)
        filled = Filled(self, block)
        settled = filled.settled
        disordered = out_of_order(self.regulation, block)
        settled[[*decided.reasons, *disordered, *(range(block.cases) if self.answers else block.partial)]] = False
        if not self._beyond:
            try:
                self._at_once(filled, settled, decided)
            except BeyondColumns:
                self._beyond = True
        rest = np.flatnonzero(~settled) if not self._beyond else np.arange(block.cases)
        rest = self._open_at_once(block, rest, decided, disordered)
        for number in rest.tolist():
            if number in decided.reasons:
                continue
            whole = self.answers or number in block.things or number in block.partial or number in disordered
            if reason := (self._whole if whole else self._alone)(filled, number, decided):
                decided.reasons[number] = reason
        return decided

    def number(self, outcomes: Outcomes) -> int:
        """The number under which some outcomes are kept."""
        return self.known.setdefault(outcomes, len(self.known))

    # all at once ------------------------------------------------------------------------------------------

    def _at_once(self, filled: Filled, settled: Any, decided: Decided) -> None:
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

    def _open_at_once(self, block: Block, rest: Any, decided: Decided, disordered: frozenset[int]) -> Any:
        """Answer what can be of the cases with open facts; returns those that are left."""
        apart = {*decided.reasons, *block.things, *block.partial, *disordered}
        mine = np.array([number for number in rest.tolist() if number not in apart], dtype=np.intp)
        if not self._open_fits or not len(mine):
            return rest
        answered: list[Any] = []
        try:
            self._open = self._open or OpenCases(self)
            for rows, found, cases in self._open.answer(block, mine):
                decided.outcomes[rows if block.where is None else block.where[rows]] = [self._of_codes(one) for one in found]
                answered.append(cases)
        except BeyondColumns:
            self._open_fits = False
        return rest[~np.isin(rest, np.concatenate(answered))] if answered else rest

    def _of_codes(self, codes: tuple[int, ...]) -> int:
        """The number of the outcomes that some codes stand for."""
        if codes not in self._codes:
            sets = ([tier for place, tier in enumerate(self.tiers) if code >> place & 1] for code in codes)
            self._codes[codes] = self.number(self.ordered(sets))
        return self._codes[codes]

    # one by one -------------------------------------------------------------------------------------------

    def _alone(self, filled: Filled, number: int, decided: Decided) -> str:
        """Answer one case by `ask`, or from an equal one before it; returns what is wrong with it."""
        rows = filled.rows(number)
        pattern = filled.pattern(rows)
        order = np.lexsort(pattern.T[::-1]) if pattern.shape[1] else np.arange(len(rows))
        closed = b"=" if number in filled.block.closed else b"|"
        key = filled.matter_pattern(number).tobytes() + closed + pattern[order].tobytes()
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

    def _ask(self, filled: Filled, number: int, rows: Any) -> tuple[Sequence[int], str]:
        names = tuple(f"⟨{place}⟩" for place in range(1, len(rows) + 1))
        facts = dict(filled.facts("matter", "", filled.block.matter, number, self.looked_at))
        for name, row in zip(names, rows.tolist(), strict=True):
            facts |= filled.facts("person", name, filled.block.people, row, self.looked_at)
        closed = number in filled.block.closed
        answer, reason = self._answer(Case(id="row", regulation=self.regulation.id, closed=closed, people=names, facts=facts))
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

    def _whole(self, filled: Filled, number: int, decided: Decided) -> str:
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
            closed=number in block.closed,
            people=names,
            bodies=tuple(one.id for one in bodies),
            superior={one.id: one.superior for one in bodies if one.superior},
            circumstances=tuple(Listed(one.id, one.item, one.subject) for one in things if one.sort == "circumstance"),
            facts=facts,
        )
        board = (case.partial, case.closed, names, case.bodies, tuple(case.superior.items()), case.circumstances)
        key = (*board, tuple(sorted(facts.items(), key=repr)))
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


__all__ = ["Decided", "Decider", "Outcomes"]
