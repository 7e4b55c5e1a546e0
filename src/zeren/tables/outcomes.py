"""Outcomes as a table: texts by dictionary, so that a million rows hold each text once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from zeren.tables.blocks import Block, Layout
from zeren.tables.decide import Outcomes


def outcome_table(cells: Block, numbers: Any, reasons: Mapping[int, str], known: Mapping[Outcomes, int], plan: Layout) -> Any:
    """The outcomes of each row; `numbers` are those of `known`, below zero for a row of a case in `reasons`."""
    import pyarrow as pa

    listed = list(known)
    if reasons:
        wrong = np.isin(cells.case, np.array(list(reasons), dtype=np.intp))
        numbers = np.where(wrong, -1, numbers)
    codes = pa.array(numbers, mask=numbers < 0)
    texts = {
        "outcomes": [" | ".join("+".join(tiers) or "none" for tiers in one) for one in listed],
        "certain": ["+".join(tier for tier in one[0] if all(tier in tiers for tiers in one)) for one in listed],
        "possible": [
            "+".join(dict.fromkeys(tier for tiers in one for tier in tiers if not all(tier in all_ for all_ in one))) for one in listed
        ],
    }
    columns = {"case": cells.ids, "person": cells.names if cells.names is not None else _numbered(cells)}
    columns |= {name: _coded(codes, own) for name, own in texts.items()}
    columns["reason"] = (
        pa.array([reasons.get(case) for case in cells.case.tolist()], pa.string()) if reasons else pa.nulls(len(numbers), pa.string())
    )
    return pa.table(columns)


def _coded(codes: Any, texts: list[str]) -> Any:
    """Codes as texts; the dictionary holds each text once."""
    import pyarrow as pa

    return (
        pa.DictionaryArray.from_arrays(codes, pa.array(texts, pa.string()))
        if texts
        else pa.nulls(len(codes), pa.dictionary(pa.int32(), pa.string()))
    )


def _numbered(cells: Block) -> Any:
    """Persons by their place in the case, where the table names none."""
    import pyarrow as pa

    starts = np.searchsorted(cells.case, np.arange(cells.cases))
    return pa.array((np.arange(len(cells.case)) - starts[cells.case] + 1).astype(str).tolist(), pa.string())


def plain_text(table: Any) -> Any:
    """The same table with texts written out, so that parts with other dictionaries go into one file."""
    import pyarrow as pa

    columns = [column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column for column in table.itercolumns()]
    return pa.table(columns, names=table.column_names)
