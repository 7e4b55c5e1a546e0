"""The meaning of a regulation over many cases at once: conditions as operations on columns.

Generated from the same typed rules as everything else, for any regulation. Each sort has a sheet: a row for each thing,
a column for each term. What speaks of the matter alone is worked out once for each case; what a quantifier asks is
worked out on the sheet of persons and gathered by case; only what relates two persons looks at pairs.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.conditions import MATTER, ME, SUBJECT, Expr, Order, Sign, walk
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort
from zeren.model.meaning.diagrams import Diagrams
from zeren.model.meaning.semantics import Semantics
from zeren.model.meaning.sheets import Table
from zeren.model.meaning.truth import COMPARE, calculate
from zeren.model.meaning.vectors import Data, Vectors, as_functions


class BeyondColumns(ValueError):
    """A condition that cannot be worked out column by column, such as a count against a count under open readings."""


class Frame(msgspec.Struct, frozen=True):
    """For whom a condition is read: the case of each row, and for each name of the scope a sheet with the row on it."""

    rows: int
    case: Any
    who: Mapping[str, tuple[str, Any]]  # None for the rows of the sheet as they stand


CASES = "cases"  # a value for each case
ROWS = "rows"  # a value for each row of the frame
ONE = "one"  # one value for all
Value = tuple[str, Data]


class Columns(Semantics[Value, Value, str, Frame]):
    """A regulation over one table of complete cases.

    Raises:
        BeyondColumns: from any question that a condition makes too hard.
    """

    def __init__(self, regulation: Regulation, table: Table, vectors: Vectors) -> None:
        self.regulation, self.table, self.vectors, self.nobody = regulation, table, vectors, MATTER
        self._memo: dict[tuple[Any, ...], Value] = {}
        self._matter = Frame(table.cases, None, {})

    def tiers(self, sort: str) -> dict[str, Data]:
        """For each tier that somebody of a sort could bear, whether each row of its sheet ends with it."""
        whose: Sort = "person" if sort == "person" else "body"
        return {tier: self.spread(self.bears(tier, sort, whose), self.frame(sort)) for tier in self.regulation.tiers_of[whose]}

    def frame(self, sort: str) -> Frame:
        """The rows of a sheet as they stand."""
        sheet = self.table.sheets[sort]
        who: dict[str, tuple[str, Any]] = {ME: (sort, None)}
        if sort == "circumstance":
            who[SUBJECT] = ("subject", None)
        return Frame(sheet.rows, sheet.case, who)

    def holds(self, expr: Expr, sort: str) -> Data:
        """What a condition is worth for each row of a sheet, or for each case where it is on the matter."""
        if sort == "matter":
            return self._cases(self.worth(expr, self._matter))
        return self.spread(self.worth(expr, self.frame(sort)), self.frame(sort))

    # the algebra ------------------------------------------------------------------------------------------

    def bearer(self, of: str, scope: Frame) -> str:
        return scope.who[of][0]

    def scope_of(self, bearer: str) -> Frame:
        return self._matter if bearer == MATTER else self.frame(bearer)

    def once(self, kind: str, name: str, bearer: str, build: Callable[[], Value]) -> Value:
        return self._once((kind, name, bearer), build)

    def seen(self, value: Value, of: str, scope: Frame) -> Value:
        level, data = value
        rows = scope.who[of][1]
        return (level, data) if level != ROWS or rows is None else (level, data[rows])

    def constant(self, value: bool) -> Value:
        return ONE, value

    def both(self, parts: Iterable[Value], scope: Frame) -> Value:
        return self._join(list(parts), scope, self.vectors.both)

    def either(self, parts: Iterable[Value], scope: Frame) -> Value:
        return self._join(list(parts), scope, self.vectors.either)

    def negation(self, value: Value) -> Value:
        return value[0], self.vectors.negation(value[1])

    def fact(self, term: str, of: str, scope: Frame) -> Value:
        return self._column(term, of, scope)

    def reads(self, reading: str, options: tuple[str, ...]) -> Value:
        if reading not in self.table.readings:
            return ONE, self.vectors.reading(reading, options)
        known = tuple(self.regulation.readings[reading].one_of)
        return self._once(("reading", reading, options), lambda: (CASES, self._test(self.table.readings[reading], known, options)))

    def made_out_any(self, items: tuple[str, ...]) -> Value:
        return self._once(("made out", items), lambda: self._made_out(items))

    def same(self, left: str, right: str, scope: Frame) -> Value:
        return ROWS, self._person(left, scope) == self._person(right, scope)

    def _column(self, term: str, of: str, frame: Frame) -> Value:
        if of == MATTER:
            return CASES, self.table.matter[term]
        sheet, rows = frame.who[of]
        column = self.table.sheets[sheet].facts[term]
        return ROWS, column if rows is None else column[rows]

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Frame) -> Value:
        def test() -> Value:
            level, column = self._column(term, of, scope)
            return level, self._test(column, tuple(self.regulation.terms[term].options), options)

        if of == MATTER:
            return self._once(("option", MATTER, term, options), test)
        sheet, rows = scope.who[of]
        return self._once(("option", sheet, term, options), test) if rows is None else test()

    def _test(self, column: Any, known: tuple[str, ...], options: tuple[str, ...]) -> Any:
        """Whether a column of numbers of options takes one of some options."""
        if len(options) > 2:
            return np.array([option in options for option in known])[column]
        found = column == known.index(options[0])
        return found if len(options) == 1 else found | (column == known.index(options[1]))

    def _made_out(self, items: tuple[str, ...]) -> Value:
        sheet = self.table.sheets.get("circumstance")
        if sheet is None or not sheet.rows:
            return ONE, False
        frame, parts = self.frame("circumstance"), []
        for number, (item, (_, expr)) in enumerate(self.regulation.circumstances.items()):
            if not items or item in items:
                said = self.vectors.both([self.table.item == number, self.spread(self.worth(expr, frame), frame)])
                parts.append(self._any(said, sheet.case, self.table.cases))
        return CASES, self.vectors.either(parts)

    # quantifiers ------------------------------------------------------------------------------------------

    def some(self, variable: str, body: Expr, scope: Frame) -> Value:
        inner, back = self._over(variable, body, scope)
        value = self.worth(body, inner)
        if back is None:
            people = self.table.sheets["person"].case
            if value[0] == CASES:
                return self.both([value, (CASES, self.table.sizes > 0)], self._matter)
            data = self.spread(value, inner)
            if self.table.each and data.dtype == np.bool_:
                places = range(1, self.table.each)
                return CASES, functools.reduce(operator.or_, (data[place :: self.table.each] for place in places), data[:: self.table.each])
            return CASES, self._any(data, people, self.table.cases)
        return ROWS, self._any(self.spread(value, inner), back, scope.rows)

    def _over(self, variable: str, body: Expr, frame: Frame) -> tuple[Frame, Any]:
        """The frame of everybody whom a quantifier ranges over, and for each of its rows that of the frame outside.

        Without the latter, what is asked does not depend on who asks: once for each case will do.
        """
        used = {
            getattr(part, name) for part in walk(body) for name in ("of", "left", "right") if isinstance(getattr(part, name, None), str)
        }
        people = self.table.sheets["person"]
        if not used & set(frame.who):
            return Frame(people.rows, people.case, {variable: ("person", None)}), None
        case = np.arange(self.table.cases) if frame.case is None else frame.case
        sizes = self.table.sizes[case]
        back = np.repeat(np.arange(frame.rows), sizes)
        firsts = np.concatenate([[0], np.cumsum(sizes)[:-1]]) if frame.rows else np.zeros(0, np.intp)
        row = np.arange(len(back)) - firsts[back] + self.table.starts[case][back]
        who = {name: (sheet, back if rows is None else rows[back]) for name, (sheet, rows) in frame.who.items()}
        return Frame(len(back), case[back], {**who, variable: ("person", row)}), back

    def _any(self, data: Data, group: Any, groups: int) -> Data:
        """For each group whether the data hold in some row of it; groups ascend unless they are circumstances' cases."""
        if isinstance(data, bool):
            found = np.zeros(groups, dtype=bool)
            if data:
                found[group] = True
            return found
        if isinstance(data, np.ndarray) and data.dtype == np.bool_:
            found = np.zeros(groups, dtype=bool)
            found[group[data]] = True
            return found
        functions = as_functions(data, len(group))
        result = np.zeros(groups, dtype=np.int32)
        order = np.argsort(group, kind="stable")
        ordered = group[order]
        place = np.arange(len(order)) - np.searchsorted(ordered, ordered)
        for step in range(int(place.max(initial=-1)) + 1):
            chosen = order[place == step]
            result[group[chosen]] = as_functions(self.vectors.either([result[group[chosen]], functions[chosen]]), len(chosen))
        return result

    # quantities -------------------------------------------------------------------------------------------

    def compare(self, order: Order, left: Expr, right: Expr, scope: Frame) -> Value:
        sides = (self.amount(left, scope), self.amount(right, scope))
        level = _broadest(*sides)
        a, b = (self._level(side, level, scope) for side in sides)
        compare = COMPARE[order]
        if level == ONE:
            return ONE, bool(compare(a, b))
        if _numeric(a) and _numeric(b):
            return level, compare(a, b)
        return level, np.frompyfunc(compare, 2, 1)(_objects(a), _objects(b)).astype(bool)

    def known(self, value: Any) -> Value:
        return ONE, value

    def quantity(self, term: str, of: str, scope: Frame) -> Value:
        return self._column(term, of, scope)

    def calculated(self, sign: Sign, left: Value, right: Value, scope: Frame) -> Value:
        level = _broadest(left, right)
        a, b = self._level(left, level, scope), self._level(right, level, scope)
        if level == ONE:
            return ONE, calculate(sign, a, b)
        return level, np.frompyfunc(lambda x, y: calculate(sign, x, y), 2, 1)(_objects(a), _objects(b))

    def count(self, variable: str, body: Expr, scope: Frame) -> Value:
        inner, back = self._over(variable, body, scope)
        data = self.spread(self.worth(body, inner), inner)
        if data.dtype != np.bool_:
            raise BeyondColumns("a count of what depends on open readings")
        if back is None and self.table.each:
            return CASES, np.add.reduceat(data.view(np.uint8), self.table.starts, dtype=np.intp)
        if back is None:
            return CASES, np.bincount(self.table.sheets["person"].case[data], minlength=self.table.cases)
        return ROWS, np.bincount(back[data], minlength=scope.rows)

    # levels -----------------------------------------------------------------------------------------------

    def _join(self, parts: list[Value], frame: Frame, join: Callable[[list[Data]], Data]) -> Value:
        """Parts put together: those that speak of the case first, and spread over the rows once."""
        level = ONE
        found: list[Data] = []
        for step in (ONE, CASES, ROWS):
            own = [data for at, data in parts if at == step]
            if not own:
                continue
            if found and step != level:
                found = [self._level((level, found[0]), step, frame)]
            found = [join([*found, *own])]
            level = step
            if isinstance(found[0], bool):
                level = ONE
                if found[0] is join([found[0], not found[0]]):
                    return ONE, found[0]  # no in a conjunction, yes in a disjunction
        return (level, found[0]) if found else (ONE, join([]))

    def _level(self, value: Value, level: str, frame: Frame) -> Data:
        own, data = value
        if own in (level, ONE):
            return data
        if frame.case is None:
            return data
        if self.table.each and frame.case is self.table.sheets["person"].case:
            return np.repeat(data, self.table.each)
        return data[frame.case]

    def spread(self, value: Value, frame: Frame) -> Data:
        """A value for each row of a frame, as an array."""
        data = self._level(value, ROWS, frame)
        if isinstance(data, np.ndarray):
            return data
        return np.full(frame.rows, data, dtype=np.bool_ if isinstance(data, bool) else np.int32)

    def _cases(self, value: Value) -> Data:
        data = value[1]
        if isinstance(data, np.ndarray):
            return data
        return np.full(self.table.cases, data, dtype=np.bool_ if isinstance(data, bool) else np.int32)

    def _person(self, name: str, frame: Frame) -> Any:
        sheet, rows = frame.who[name]
        own = self.table.listed if sheet == "subject" else np.arange(self.table.sheets[sheet].rows)
        return own if rows is None else own[rows]

    def _once(self, key: tuple[Any, ...], work: Callable[[], Value]) -> Value:
        if key not in self._memo:
            self._memo[key] = work()
        return self._memo[key]


def columns(regulation: Regulation, table: Table, vectors: Vectors | None = None) -> Columns:
    """A regulation over a table, with every reading open that its conditions still ask about."""
    return Columns(regulation, table, vectors or Vectors(Diagrams({name: tuple(one.one_of) for name, one in regulation.readings.items()})))


def _broadest(left: Value, right: Value) -> str:
    """The level on which two values can stand side by side."""
    return next(level for level in (ROWS, CASES, ONE) if level in (left[0], right[0]))


def _numeric(a: Any) -> bool:
    return isinstance(a, (int, np.integer)) or (isinstance(a, np.ndarray) and a.dtype.kind in "iu")


def _objects(a: Any) -> Any:
    if isinstance(a, np.ndarray):
        return a.astype(object)
    found = np.empty((), dtype=object)
    found[()] = a
    return found
