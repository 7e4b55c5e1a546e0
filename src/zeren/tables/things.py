"""Bodies and alleged circumstances in a table: what each row says of one, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
import numpy as np

from zeren.model.language.case import FactId
from zeren.model.language.faults import nearest
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, MaybeValue, Sort, Term
from zeren.tables.cells import OPEN, SILENT, Column, text_of


class Thing(msgspec.Struct, frozen=True):
    """A body (under its superior) or an alleged circumstance of a case, with its row and what is stated of it."""

    row: int
    sort: Sort
    id: str
    facts: Mapping[FactId, MaybeValue]
    superior: str = ""
    item: str = ""
    subject: str = ""


def texts(column: Any) -> list[str]:
    """What the cells of a column say, empty where they say nothing."""
    return [text_of(one) for one in column.to_pylist()]


def value_of(term: Term, column: Column, code: int) -> MaybeValue:
    """What a cell states."""
    if code == OPEN:
        return UNKNOWN
    if term.kind == "yes_no":
        return bool(code)
    return tuple(term.options)[code] if term.options else column.values[code]


def read_things(
    regulation: Regulation,
    case: Any,
    sorts: Any,
    listed: Mapping[str, Sequence[str]],
    superior: Sequence[str] | None,
    cells: Mapping[str, Column],
    reasons: dict[int, str],
) -> dict[int, list[Thing]]:
    """The bodies and circumstances of each case; what is wrong goes to `reasons`.

    Args:
        case: the case of each row.
        sorts: of what each row speaks.
        listed: the names that each row gives as `person`, `body`, `item` and `subject`.
        superior: the superior that each row names.
        cells: what each row says by term.
    """
    found: dict[int, list[Thing]] = {}
    for row in np.flatnonzero(sorts != "person").tolist():
        number, sort = int(case[row]), cast(Sort, str(sorts[row]))
        own = found.setdefault(number, [])
        item = listed["item"][row] if sort == "circumstance" else ""
        subject = listed["subject"][row] if item else ""
        name = f"{item}/{subject}" if item else listed["body"][row]
        if item:
            twins = sum((one.item, one.subject) == (item, subject) for one in own)
            name += f"#{twins + 1}" if twins else ""
            if item not in regulation.circumstances:
                reasons.setdefault(number, f"no circumstance `{item}`; {nearest(item, regulation.circumstances)}")
            if not subject:
                reasons.setdefault(number, f"circumstance `{item}` has no `subject`")
        elif any(one.id == name for one in own):
            reasons.setdefault(number, f"`{name}` is listed twice")
        facts = {
            FactId(sort, name, term): value_of(regulation.terms[term], column, int(column.codes[row]))
            for term, column in cells.items()
            if column.codes[row] >= OPEN and column.codes[row] != SILENT and regulation.terms[term].sort == sort
        }
        above = superior[row] if superior is not None else ""
        own.append(Thing(row, sort, name, facts, above, item, subject))
    if superior is not None:
        for row in np.flatnonzero(sorts != "body").tolist():
            if superior[row]:
                reasons.setdefault(int(case[row]), "a superior is that of a body")
    for number, own in found.items():
        if wrong := _wrong_superior(own):
            reasons.setdefault(number, wrong)
    people: dict[int, set[str]] = {}
    for row in np.flatnonzero(sorts == "person").tolist() if "person" in listed else ():
        people.setdefault(int(case[row]), set()).add(listed["person"][row])
    for number, own in found.items():
        if both := {one.id for one in own if one.sort == "body"} & people.get(number, set()):
            reasons.setdefault(number, f"`{min(both)}` is a person and a body")
    return found


def _wrong_superior(things: Sequence[Thing]) -> str:
    above = {one.id: one.superior for one in things if one.sort == "body"}
    for name, superior in above.items():
        if superior and superior not in above:
            return f"unknown body `{superior}` as superior; {nearest(superior, above)}"
        trail = [name]
        while (superior := above[trail[-1]]) and superior in above:
            if superior in trail:
                return f"a cycle among superiors: {' → '.join(f'`{one}`' for one in [*trail, superior])}"
            trail.append(superior)
    return ""


__all__ = ["Thing", "read_things", "texts", "value_of"]
