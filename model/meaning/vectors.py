"""Columns of truth values and what is done with them: plain yes/no where it is known, functions of the readings elsewhere.

A value is Python's `True` or `False`, a yes/no array, or (a number or an array of numbers) functions of open readings.
Functions are combined through a table that is filled as pairs turn up, so that a million rows cost a look-up each, however
many readings are open.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from zeren.model.meaning.diagrams import NO, YES, Diagrams

_SLOTS = 18  # the table of pairs has 2 to this power places, each for the pair that came there last
_SPREAD = np.int64(-7046029254386353131)  # an odd number whose products spread pairs over the places (Knuth 1973)

Data = Any  # True, False, a function's number, or an array of yes/no (bool) or of functions (int32)


class Vectors:
    """The logic of columns over the functions of some open readings.

    The functions that stand in columns are numbered as they turn up, 0 for no and 1 for yes. Pairs of them are kept, and
    those met last also stand in a table where a whole column is looked up at once.
    """

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._functions = [NO, YES]
        self._numbers = {NO: NO, YES: YES}
        self._opposites = np.array([YES, NO], dtype=np.int32)
        self._pairs: dict[str, dict[tuple[int, int], int]] = {"both": {}, "either": {}}
        self._tables = {name: (np.full(1 << _SLOTS, -1, dtype=np.int64), np.zeros(1 << _SLOTS, dtype=np.int32)) for name in self._pairs}

    def __len__(self) -> int:
        return len(self._functions)

    def reading(self, name: str, options: Sequence[str]) -> Data:
        """A reading is taken in one of these options."""
        return _scalar(self._number(self.diagrams.reading(name, options)))

    def among(self, name: str, options: Sequence[str]) -> int:
        """The number under which it stands in columns that something is one of these options."""
        return self._number(self.diagrams.reading(name, options))

    def function(self, number: int) -> int:
        """The diagram of a function that stands in columns under a number."""
        return self._functions[number]

    def negation(self, a: Data) -> Data:
        """The opposite, row by row."""
        if isinstance(a, bool):
            return not a
        if isinstance(a, int):
            return self._number(self.diagrams.negation(self._functions[a]))
        if a.dtype == np.bool_:
            return ~a
        while len(self._opposites) < len(self._functions):
            rest = self._functions[len(self._opposites) :]
            self._opposites = np.append(self._opposites, [np.int32(self._number(self.diagrams.negation(one))) for one in rest])
        return self._opposites[a]

    def both(self, parts: Iterable[Data]) -> Data:
        """The conjunction, row by row."""
        return functools.reduce(self._both, parts, True)

    def either(self, parts: Iterable[Data]) -> Data:
        """The disjunction, row by row."""
        return functools.reduce(self._either, parts, False)

    def _both(self, a: Data, b: Data) -> Data:
        if isinstance(a, bool):
            return b if a else False
        if isinstance(b, bool):
            return a if b else False
        if _plain(a) and _plain(b):
            return a & b
        if _plain(a) or _plain(b):
            where, functions = (a, b) if _plain(a) else (b, a)
            return np.where(where, functions, np.int32(NO))
        return self._looked_up("both", a, b)

    def _either(self, a: Data, b: Data) -> Data:
        if isinstance(a, bool):
            return True if a else b
        if isinstance(b, bool):
            return True if b else a
        if _plain(a) and _plain(b):
            return a | b
        if _plain(a) or _plain(b):
            where, functions = (a, b) if _plain(a) else (b, a)
            return np.where(where, np.int32(YES), functions)
        return self._looked_up("either", a, b)

    def _looked_up(self, name: str, a: Data, b: Data) -> Data:
        """Two functions, row by row, from a table of pairs; pairs that are new are worked out once."""
        if isinstance(a, int) and isinstance(b, int):
            return _scalar(self._pair(name, a, b))
        keys, found = self._tables[name]
        pairs = np.asarray(a, dtype=np.int64) << 32 | np.asarray(b, dtype=np.int64)
        slots = (pairs * _SPREAD).view(np.uint64) >> np.uint64(64 - _SLOTS)
        result = found[slots]
        other = keys[slots] != pairs
        if other.any():
            new, back = np.unique(pairs[other], return_inverse=True)
            worked_out = np.array([self._pair(name, pair >> 32, pair & 0xFFFFFFFF) for pair in new.tolist()], dtype=np.int32)
            result[other] = worked_out[back]
            keys[slots[other]], found[slots[other]] = pairs[other], result[other]
        return result

    def _pair(self, name: str, a: int, b: int) -> int:
        known = self._pairs[name]
        if (a, b) not in known:
            work = self.diagrams.both if name == "both" else self.diagrams.either
            known[a, b] = self._number(work(self._functions[a], self._functions[b]))
        return known[a, b]

    def _number(self, diagram: int) -> int:
        if diagram not in self._numbers:
            self._numbers[diagram] = len(self._functions)
            self._functions.append(diagram)
        return self._numbers[diagram]


def _plain(a: Data) -> bool:
    return isinstance(a, np.ndarray) and a.dtype == np.bool_


def _scalar(function: int) -> Data:
    return function == YES if function in (NO, YES) else function


def as_functions(a: Data, rows: int) -> Any:
    """A value as an array of functions, one a row."""
    if isinstance(a, np.ndarray):
        return a.astype(np.int32, copy=False)
    return np.full(rows, int(a), dtype=np.int32)
