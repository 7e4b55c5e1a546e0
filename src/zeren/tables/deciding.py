"""What decides the blocks of a table: a regulation with its versions, the readings taken and what the columns mean.

It goes to other processes as it is; what it works out on the way stays behind.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from zeren.model.language.case import Case, Stance
from zeren.model.language.house import House
from zeren.model.language.limits import Limits, in_force
from zeren.model.language.regulation import Regulation
from zeren.tables.layout import Layout

if TYPE_CHECKING:
    import pyarrow as pa

    from zeren.tables.decide import Decider


class Taking(msgspec.Struct, frozen=True):
    """Under which readings and assumptions cases are answered, and whether questions and measures are."""

    stance: Stance
    readings: Mapping[str, str]
    house: House | None
    presume: bool
    answers: bool


class Deciding:
    """Decides cases of a table, each under its version of the regulation and the readings that it chooses."""

    def __init__(self, versions: Sequence[Regulation], taking: Taking, layouts: Sequence[Layout], answers: Sequence[str]) -> None:
        self.versions, self.taking, self.layouts, self.answers = tuple(versions), taking, tuple(layouts), tuple(answers)
        self.layout = self.layouts[0]
        self._deciders: dict[Any, Decider] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Deciding, (self.versions, self.taking, self.layouts, self.answers)

    def decider(self, version: int, readings: tuple[tuple[str, str], ...] = ()) -> Decider:
        """What decides cases under a version of the regulation, with readings chosen by the cases themselves."""
        from zeren.model.solving.stance import fixed_readings
        from zeren.tables.decide import Decider

        if (version, readings) not in self._deciders:
            regulation, taking = self.versions[version], self.taking
            own = {name: option for name, option in taking.readings.items() if name in regulation.readings}
            case = Case(id="table", regulation=regulation.id, readings={**own, **dict(readings)})
            _, fixed = fixed_readings(regulation, case, taking.stance, None, taking.house)
            self._deciders[version, readings] = Decider(regulation, fixed, presume=taking.presume, answers=taking.answers)
        return self._deciders[version, readings]

    def decided(self, table: pa.Table) -> pa.Table:
        """The outcomes of a block."""
        return self._part(table)[0] if not self.layout.chosen else self._chosen(table)

    def _part(self, table: pa.Table, version: int = 0, readings: tuple[tuple[str, str], ...] = (), reason: str = "") -> Any:
        """The outcomes of some cases, and the case of each row."""
        from zeren.tables.blocks import block
        from zeren.tables.outcomes import outcome_table

        plan, decider = self.layouts[version], self.decider(version, readings)
        cells = block(table, self.versions[version], plan)
        if reason:
            cells.reasons = dict.fromkeys(range(cells.cases), reason)
        return outcome_table(cells, decider.decide(cells), decider, plan, self.answers), cells.row_case

    def _chosen(self, table: pa.Table) -> pa.Table:
        """The outcomes of cases that choose versions and readings: those that choose alike are decided together."""
        import numpy as np
        import pyarrow as pa

        from zeren.tables.blocks import columns_of, starts_of
        from zeren.tables.choices import choices

        columns = columns_of(table)
        starts = starts_of(columns, self.layout)
        sizes = np.diff(np.append(starts, table.num_rows))
        row_case = np.repeat(np.arange(len(starts)), sizes)
        parts, order = [], []
        for choice, cases in choices(columns, starts, self.layout, self.versions):
            own = table.take(pa.array(np.flatnonzero(np.isin(row_case, cases))))
            part, back = self._part(own, choice.version, choice.readings, choice.reason)
            parts.append(part)
            order.append(cases[back])
        whole = pa.concat_tables(parts).unify_dictionaries()
        return whole.take(pa.array(np.argsort(np.concatenate(order), kind="stable")))

    def nothing(self) -> pa.Table:
        """The table of no outcomes."""
        import pyarrow as pa

        made_out = ["made_out"] if self.layout.circumstances else []
        names = ["case", *(self.layout.shown or ["person"]), "outcomes", "certain", "possible", *made_out, *self.answers, "reason"]
        return pa.table({name: pa.array([], pa.string()) for name in names})


def elsewhere(pickled: bytes, kept_to: Limits, table: pa.Table) -> pa.Table:
    """The outcomes of a block, in another process, which keeps what it works out for the next block."""
    with in_force(kept_to):
        return _loaded(pickled).decided(table)


@lru_cache(maxsize=2)
def _loaded(pickled: bytes) -> Deciding:
    found = pickle.loads(pickled)
    assert isinstance(found, Deciding)
    return found
