"""A regulation with some readings pinned: its conditions with those choices made, and what follows from them folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from zeren.model.language.conditions import (
    FALSE,
    TRUE,
    And,
    Constant,
    Expr,
    Named,
    Not,
    Or,
    Reads,
    rebuilt,
)
from zeren.model.language.regulation import Regulation


def pin(regulation: Regulation, readings: Mapping[str, str]) -> Regulation:
    """The regulation as it is once these readings are taken; every outcome under them is the same.

    >>> from zeren.model.language.load import load_regulation
    >>> pinned = pin(load_regulation("county-bureau"), {"dissent_record": "not_required"})
    >>> pinned.definitions["on_record"]
    Constant(value=True)
    """
    settled: dict[str, Expr] = {}

    def fold(expr: Expr) -> Expr:
        match expr:
            case Reads(reading, options) if reading in readings:
                return TRUE if readings[reading] in options else FALSE
            case Named(definition):
                if definition not in settled:
                    settled[definition] = fold(regulation.definitions[definition])
                return settled[definition] if isinstance(settled[definition], Constant) else expr
            case Not(part):
                inner = fold(part)
                return Constant(not inner.value) if isinstance(inner, Constant) else Not(inner)
            case And(parts):
                return _joined(And, parts, FALSE, fold)
            case Or(parts):
                return _joined(Or, parts, TRUE, fold)
            case _:
                return rebuilt(expr, fold)

    return msgspec.structs.replace(regulation, means={path: fold(expr) for path, expr in regulation.means.items()})


def _joined(kind: type[And] | type[Or], parts: tuple[Expr, ...], absorbing: Constant, fold: Callable[[Expr], Expr]) -> Expr:
    kept: list[Expr] = []
    for part in map(fold, parts):
        if not isinstance(part, Constant):
            kept.append(part)
        elif part.value == absorbing.value:
            return absorbing
    if len(kept) == 1:
        return kept[0]
    return kind(tuple(kept)) if kept else Constant(not absorbing.value)
