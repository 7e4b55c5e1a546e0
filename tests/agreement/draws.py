"""What random cases are made of: their shapes, and the values that are drawn for each term."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import msgspec
import numpy as np

from agreement.atoms import condition, own_atoms
from zeren.model.language.conditions import Constant, walk
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Duration, Term


class Shape(msgspec.Struct, frozen=True):
    """How many persons and bodies a case has, and its circumstances: the item, and a person's number (0: a stranger)."""

    people: int
    bodies: int = 0
    circumstances: tuple[tuple[str, int], ...] = ()


def random_shape(regulation: Regulation, source: random.Random, most: int = 5) -> Shape:
    """A small board, sometimes with a body and a circumstance."""
    people = source.choice([one for one in (1, 2, 2, 3, 3, 4, 5, 9) if one <= most])
    items = list(regulation.circumstances)
    listed = tuple((source.choice(items), source.randint(0, people)) for _ in range(source.choice([0, 0, 1, 2]))) if items else ()
    on_bodies = any(rule.sort == "body" for rule, _ in regulation.rules.values())
    return Shape(people, source.choice([1, 2] if on_bodies else [0, 1]), listed)


def looked_at(regulation: Regulation) -> frozenset[str]:
    """The terms and readings that rules, exceptions, circumstances or the background look at."""
    exprs = [condition(regulation, name) for name in [*regulation.rules, *regulation.exceptions]]
    exprs += [expr for _, expr in regulation.circumstances.values()] + [expr for _, expr, _ in regulation.background]
    return frozenset(atom.name for atom in own_atoms(regulation, exprs, people=("x",)))


def pool(regulation: Regulation, term: Term) -> tuple[Any, ...]:
    """The values that are drawn for a term: all there are, or for a quantity those at and beside the bounds of conditions."""
    if term.kind in ("yes_no", "one_of"):
        return tuple(term.options) or (False, True)
    bounds = [part.value for expr in regulation.means.values() for part in walk(expr) if isinstance(part, Constant)]
    lengths = sorted({one.seconds for one in bounds if isinstance(one, Duration)})[:20]
    match term.kind:
        case "number":
            numbers = {one for one in bounds if isinstance(one, int) and not isinstance(one, bool)}
            return tuple(sorted({0, *(one + step for one in numbers for step in (-1, 0, 1))}))[:200]
        case "duration":
            return tuple(Duration(seconds=one) for one in sorted({0, *(one + step for one in lengths for step in (-1, 0, 1))}))
        case "date":
            return tuple(dt.date(2024, 2, 28) + dt.timedelta(days=days) for days in (0, 1, 2, 30, 366))
        case _:
            start = dt.datetime(2024, 2, 28, tzinfo=dt.UTC)
            return tuple(
                start + dt.timedelta(seconds=one) for one in sorted({0, 1, *(one + step for one in lengths for step in (-1, 0, 1))})
            )


def drawn(draw: np.random.Generator, many: int, size: int) -> Any:
    """The places of values in the pool of their term."""
    if many == 2:
        return (draw.random(size) < draw.choice([0.5, 0.8])).astype(np.uint8)
    return np.asarray(draw.integers(0, many, size), dtype=np.uint8)
