"""Random pairs of regulations, and random case files in the words of both, to hold *no difference* against.

A pair is a regulation, or a small change of it, and the same with further changes, of its conditions, of what holds in every
case and of what facts follow; some changes only say the same otherwise. A case leaves facts silent, and states others; it is
answered under both by `zeren.bulk`, which is exact for such cases and knows nothing of boards or comparisons.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from zeren.model.language.conditions import And, Expr, Not, Or
from zeren.model.language.load import load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Unknown
from zeren.proofs.mutants.changes import mutants, small_changes

CHANGED = ("rules", "exceptions", "circumstances", "definitions", "background", "terms", "questions", "labels")
SILENT = 0.7  # of the facts of a case that silence has a word for


def pairs(names: Sequence[str], seed: int, number: int) -> Iterator[tuple[Regulation, Regulation]]:
    """So many random pairs; the same for the same seed."""
    draw = random.Random(seed)
    found = {name: [load_regulation(name), *(one.regulation for one in mutants(load_regulation(name)))] for name in names}
    for _ in range(number):
        first = draw.choice(found[draw.choice(names)])
        if draw.random() < 0.3:
            first = found[first.id][0]
        second = first
        for _ in range(draw.choice((1, 1, 1, 2, 3))):
            second = said_otherwise(second, draw) if draw.random() < 0.5 else changed(second, draw)
        yield first, second


def changed(regulation: Regulation, draw: random.Random) -> Regulation:
    """One small change of one condition."""
    paths = [path for path in regulation.means if path[0] in CHANGED and path[-1] != "number"]
    path = draw.choice(paths)
    options = [expr for expr, _ in small_changes(regulation.means[path])]
    return _with(regulation, path, draw.choice(options)) if options else regulation


def said_otherwise(regulation: Regulation, draw: random.Random) -> Regulation:
    """A condition that says the same in another way."""
    path = draw.choice([path for path in regulation.means if path[0] in CHANGED and path[-1] != "number"])
    expr = regulation.means[path]
    if isinstance(expr, And):
        same: Expr = draw.choice(
            [And(tuple(reversed(expr.parts))), Not(Or(tuple(map(Not, expr.parts)))), And((*expr.parts, expr.parts[0]))]
        )
    elif isinstance(expr, Or):
        same = draw.choice([Or(tuple(reversed(expr.parts))), Not(And(tuple(map(Not, expr.parts)))), Or((*expr.parts, expr.parts[-1]))])
    else:
        same = draw.choice([Not(Not(expr)), And((expr, expr)), Or((expr, expr))])
    return _with(regulation, path, same)


def _with(regulation: Regulation, path: tuple[str | int, ...], expr: Expr) -> Regulation:
    return msgspec.structs.replace(regulation, means={**regulation.means, path: expr})


def table(regulation: Regulation, seed: int, cases: int) -> pa.Table:
    """Random cases: a row for each of one to three persons, and for a circumstance of about every second case where there are any."""
    draw = random.Random(seed)
    terms = {sort: regulation.terms_of[sort] for sort in ("matter", "person", "circumstance")}  # type: ignore[index]  # sorts
    values = {one.id: _values(one) for sort in terms.values() for one in sort}
    items = list(regulation.circumstances)
    columns: dict[str, list[Any]] = {name: [] for name in ("case", "board", "person", "item", "subject", *values)}
    rows = 0

    def row(**own: Any) -> None:
        nonlocal rows
        rows += 1
        for name, column in columns.items():
            column.append(own.get(name))

    def facts(sort: str) -> dict[str, Any]:
        """Facts that nothing is presumed of are mostly stated, since silence on them leaves everything open."""
        rate = {one.id: 0.02 if isinstance(one.unless_stated, Unknown) and not one.follows else SILENT for one in terms[sort]}
        return {one.id: draw.choice(values[one.id]) for one in terms[sort] if values[one.id] and draw.random() > rate[one.id]}

    for number in range(cases):
        shared = {"case": f"c{number}", "board": "complete", **facts("matter")}
        people = "ABC"[: draw.choice((1, 1, 2, 2, 3))]
        for name in people:
            row(**shared, person=name, **facts("person"))
        if items and draw.random() < 0.5:
            row(**shared, item=draw.choice(items), subject=draw.choice(people), **facts("circumstance"))
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items() if any(column)})


def _values(term: Any) -> list[str]:
    if term.kind == "yes_no":
        return ["yes", "no"]
    if term.kind == "one_of":
        return list(term.options)
    if term.kind == "number":
        return [str(one) for one in range(4)]
    if term.kind == "date":
        return [f"2026-01-{day:02}" for day in range(1, 29, 3)]
    if term.kind == "moment":
        return [f"2026-01-05T{hour:02}:00+00:00" for hour in range(0, 24, 3)]
    return []


def answers(regulation: Regulation, cases: pa.Table) -> list[tuple[Any, ...]]:
    """What comes out of each row: outcomes, or whether made out, and whether there is an answer at all."""
    from zeren import bulk

    found = bulk.ask(cases, regulation)
    columns = [found[name].to_pylist() for name in ("outcomes", "made_out", "reason") if name in found.column_names]
    return [(*one[:-1], bool(one[-1])) if "reason" in found.column_names else one for one in zip(*columns, strict=True)]
