"""Bodies and alleged circumstances in a table: what each row says of one, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.case import FactId, Listed
from zeren.model.language.faults import nearest
from zeren.model.language.link_case import body_subject
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, MaybeValue, Sort, Term
from zeren.tables.cells import OPEN, SILENT, Column, text_of

_SORTS: tuple[Sort, ...] = ("body", "circumstance")


class Thing(msgspec.Struct, frozen=True):
    """A body (under its superior) or an alleged circumstance of a case: its row, and its place in the part of its sort."""

    row: int
    sort: Sort
    id: str
    place: int
    superior: str = ""
    item: str = ""
    subject: str = ""


class Part(msgspec.Struct):
    """The bodies or the circumstances of a block: the case and row of each, and their cells.

    Of circumstances, `item` is the number of each one's item in the order of the regulation, and `subject` the place of its
    subject among the persons, or -1 for one who is not among them.
    """

    case: Any
    rows: Any
    cells: dict[str, Column]
    item: Any = None
    subject: Any = None

    def facts(self, regulation: Regulation, one: Thing) -> dict[FactId, MaybeValue]:
        """What is stated of one of them."""
        found: dict[FactId, MaybeValue] = {}
        for term, column in self.cells.items():
            if (code := int(column.codes[one.place])) != SILENT:
                found[FactId(one.sort, one.id, term)] = value_of(regulation.terms[term], column, code)
        return found


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
) -> tuple[dict[int, list[Thing]], dict[Sort, Part]]:
    """The bodies and circumstances by case, and their cells by sort; what is wrong goes to `reasons`.

    Args:
        case: the case of each row.
        sorts: of what each row speaks.
        listed: the names that each row gives as `person`, `body`, `item` and `subject`.
        superior: the superior that each row names.
        cells: what each row says by term.
    """
    found: dict[int, list[Thing]] = {}
    parts: dict[Sort, Part] = {}
    for sort in _SORTS:
        rows = np.flatnonzero(sorts == sort)
        if len(rows):
            own = {term: Column(one.codes[rows], one.values) for term, one in cells.items() if regulation.terms[term].sort == sort}
            parts[sort] = Part(case[rows], rows, own)
        for place, row in enumerate(rows.tolist()):
            there = found.setdefault(int(case[row]), [])
            there.append(_thing(regulation, row, place, sort, listed, superior, there, reasons, int(case[row])))
    if superior is not None:
        for row in np.flatnonzero(sorts != "body").tolist():
            if superior[row]:
                reasons.setdefault(int(case[row]), "a superior is that of a body")
    people: dict[int, dict[str, int]] = {}
    for place, row in enumerate(np.flatnonzero(sorts == "person").tolist() if "person" in listed else ()):
        people.setdefault(int(case[row]), {})[listed["person"][row]] = place
    for number, things in found.items():
        if wrong := _wrong_superior(things):
            reasons.setdefault(number, wrong)
        if both := {one.id for one in things if one.sort == "body"} & set(people.get(number, ())):
            reasons.setdefault(number, f"`{min(both)}` is a person and a body")
    if "circumstance" in parts:
        part, items = parts["circumstance"], list(regulation.circumstances)
        part.item = np.array([items.index(item) if (item := listed["item"][row]) in items else 0 for row in part.rows], dtype=np.intp)
        whose = zip(part.case.tolist(), (listed["subject"][row] for row in part.rows), strict=True)
        part.subject = np.array([people.get(number, {}).get(name, -1) for number, name in whose], dtype=np.intp)
        _say_whose_subject_is_a_body(regulation, found, part)
    return found, parts


def _say_whose_subject_is_a_body(regulation: Regulation, things: Mapping[int, Sequence[Thing]], part: Part) -> None:
    """That the subject of a circumstance is a body of the case, where no cell says anything of it: as in a case file."""
    for there in things.values():
        bodies = [one.id for one in there if one.sort == "body"]
        for one in there if bodies else ():
            if one.sort != "circumstance" or (fact := body_subject(regulation, Listed(one.id, one.item, one.subject), bodies)) is None:
                continue
            if fact.term not in part.cells:
                part.cells[fact.term] = Column(np.full(len(part.case), SILENT, dtype=np.int8))
            codes = part.cells[fact.term].codes
            if codes[one.place] == SILENT:
                codes[one.place] = True


def _thing(
    regulation: Regulation,
    row: int,
    place: int,
    sort: Sort,
    listed: Mapping[str, Sequence[str]],
    superior: Sequence[str] | None,
    there: Sequence[Thing],
    reasons: dict[int, str],
    number: int,
) -> Thing:
    if sort == "body":
        name = listed["body"][row]
        if any(one.id == name for one in there):
            reasons.setdefault(number, f"`{name}` is listed twice")
        return Thing(row, sort, name, place, superior[row] if superior is not None else "")
    item, subject = listed["item"][row], listed["subject"][row]
    twins = sum((one.item, one.subject) == (item, subject) for one in there)
    if item not in regulation.circumstances:
        reasons.setdefault(number, f"no circumstance `{item}`; {nearest(item, regulation.circumstances)}")
    elif not subject:
        reasons.setdefault(number, f"circumstance `{item}` has no `subject`")
    return Thing(row, sort, f"{item}/{subject}" + (f"#{twins + 1}" if twins else ""), place, "", item, subject)


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


__all__ = ["Part", "Thing", "read_things", "texts", "value_of"]
