"""Many complete cases as columns: a sheet for each sort, a row for each thing, a column for each term."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
import numpy as np


class Sheet(msgspec.Struct, frozen=True, dict=True):
    """The things of one sort in many cases: the case of each row (ascending) and a column for each term.

    Columns hold yes/no (bool), the number of an option (in the order of the term), or values (objects).
    """

    case: Any
    facts: Mapping[str, Any]

    @property
    def rows(self) -> int:
        return len(self.case)


class Table(msgspec.Struct, frozen=True, dict=True):
    """Many complete cases: how many, the facts of each matter, and the sheets of persons, bodies and circumstances.

    The sheet `subject` goes row by row with `circumstance`; `item` numbers each circumstance's item in the order of the
    regulation, and `listed` the subject's row among the persons, or -1 for one who is not among them. `readings` holds
    the number of the option that each case takes; a reading without a column is open.
    """

    cases: int
    matter: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    readings: Mapping[str, Any] = {}
    item: Any = None
    listed: Any = None

    @cached_property
    def sizes(self) -> Any:
        """How many persons each case has."""
        return np.bincount(self.sheets["person"].case, minlength=self.cases)

    @cached_property
    def each(self) -> int:
        """How many persons every case has, or 0 where cases differ."""
        return int(self.sizes[0]) if self.cases and (self.sizes == self.sizes[0]).all() else 0

    @cached_property
    def starts(self) -> Any:
        """The first row of each case on the sheet of persons."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.intp) if self.cases else np.zeros(0, np.intp)
