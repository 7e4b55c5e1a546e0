"""Outcomes as a table: texts by dictionary, so that a million rows hold each text once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from zeren.tables.blocks import Block
from zeren.tables.decide import CERTAINTIES, Decided, Decider
from zeren.tables.layout import Layout


def outcome_table(cells: Block, decided: Decided, decider: Decider, plan: Layout, answers: Sequence[str] = ()) -> Any:
    """The outcomes of each row, and its `answers` where they are asked for; those of a case with a reason are empty."""
    import pyarrow as pa

    listed, numbers, reasons = list(decider.known), decided.outcomes, decided.reasons
    wrong = np.isin(cells.row_case, np.array(list(reasons), dtype=np.intp)) if reasons else None
    if wrong is not None:
        numbers = np.where(wrong, -1, numbers)
    codes = pa.array(numbers, mask=numbers < 0)
    texts = {
        "outcomes": [" | ".join("+".join(tiers) or "none" for tiers in one) for one in listed],
        "certain": ["+".join(tier for tier in one[0] if all(tier in tiers for tiers in one)) for one in listed],
        "possible": [
            "+".join(dict.fromkeys(tier for tiers in one for tier in tiers if not all(tier in all_ for all_ in one))) for one in listed
        ],
    }
    columns = {"case": cells.ids, **_whose(cells, plan)}
    columns |= {name: _coded(codes, own) for name, own in texts.items()}
    if plan.circumstances:
        made_out = decided.made_out if decided.made_out is not None else np.full(cells.rows, -1, dtype=np.int32)
        made_out = np.where(wrong, -1, made_out) if wrong is not None else made_out
        columns["made_out"] = _coded(pa.array(made_out, mask=made_out < 0), CERTAINTIES)
    if decider.answers is not None:
        own = decided.answers if wrong is None else np.where(wrong, -1, decided.answers)
        places, known, asked = pa.array(own, mask=own < 0), list(decider.answers.known), decider.answers.columns
        for name in answers:
            columns[name] = _coded(places, [one[asked.index(name)] if name in asked else None for one in known])
    columns["reason"] = (
        pa.array([reasons.get(case) for case in cells.row_case.tolist()], pa.string()) if reasons else pa.nulls(len(numbers), pa.string())
    )
    return pa.table(columns)


def _whose(cells: Block, plan: Layout) -> dict[str, Any]:
    """Whose row each is: persons by their place in the case where the table names none."""
    import pyarrow as pa

    found = {word: cells.shown[word] for word in ("person", "body", "item", "subject") if word in cells.shown}
    if not plan.shown:
        return {"person": _numbered(cells)}
    return {word: found[word] if word in found else pa.nulls(cells.rows, pa.string()) for word in plan.shown}


def _coded(codes: Any, texts: Sequence[str | None]) -> Any:
    """Codes as texts; the dictionary holds each text once."""
    import pyarrow as pa

    if not texts:
        return pa.nulls(len(codes), pa.dictionary(pa.int32(), pa.string()))
    if None in texts:  # Arrow puts no dictionaries together that hold an empty text
        empty = np.array([*(text is None for text in texts), True])
        numbers = codes.fill_null(-1).to_numpy(zero_copy_only=False)
        codes = pa.array(numbers, mask=empty[numbers])
    return pa.DictionaryArray.from_arrays(codes.cast(pa.int32()), pa.array([text or "" for text in texts], pa.string()))


def _numbered(cells: Block) -> Any:
    import pyarrow as pa

    starts = np.searchsorted(cells.row_case, np.arange(cells.cases))
    return pa.array((np.arange(cells.rows) - starts[cells.row_case] + 1).astype(str).tolist(), pa.string())


def plain_text(table: Any) -> Any:
    """The same table with texts written out, so that parts with other dictionaries go into one file."""
    import pyarrow as pa

    columns = [column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column for column in table.itercolumns()]
    return pa.table(columns, names=table.column_names)
