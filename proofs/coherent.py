"""A regulation whose cases state nothing that contradicts what follows from the rest.

A fact that follows from others may be stated; then it is what is stated. A case that is made up to show something states it
as it follows, unless that cannot be told: where a circumstance that the case does not list would bring it about, it may hold
all the same, but it is never denied where it follows.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zeren.model.language.conditions import MATTER, ME, And, Compare, Constant, Count, Expr, Fact, MadeOut, Not, Or, walk
from zeren.model.language.reader import Condition
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.language.statements import Background
from zeren.model.language.terms import Sort, Term, Text


def coherent(regulation: Regulation) -> Regulation:
    """The regulation with one more sentence of background for each fact that follows from others."""
    added = list(_sentences(regulation))
    if not added:
        return regulation
    start = len(regulation.file.background)
    paths = [("background", start + number, "holds") for number in range(len(added))]
    return msgspec.structs.replace(
        regulation,
        file=msgspec.structs.replace(regulation.file, background=(*regulation.file.background, *(one for one, _, _ in added))),
        means={**regulation.means, **{path: expr for path, (_, expr, _) in zip(paths, added, strict=True)}},
        sort_at={**regulation.sort_at, **{path: sort for path, (_, _, sort) in zip(paths, added, strict=True)}},
    )


def _sentences(regulation: Regulation) -> Iterator[tuple[Background, Expr, Sort]]:
    weighed = _weighed(regulation)
    for name, expr in regulation.follows.items():
        parts = list(everything_in(expr, regulation))
        if not _amounts(parts, regulation) <= weighed:
            continue  # no case that is made up speaks of these amounts, so nothing can contradict them
        term = regulation.terms[name]
        fact = Fact(name, MATTER if term.sort == "matter" else ME)
        held: Expr = Or((Not(expr), fact))
        if not any(isinstance(part, MadeOut) for part in parts):
            held = And((held, Or((expr, Not(fact)))))
        yield Background(id=f"follows-{name}", holds=Condition(name), text=_text(term)), held, term.sort


def _text(term: Term) -> Text:
    return Text(zh=f"“{term.text.zh}”与其所依据的事实一致", en=f"“{term.text.en}” is as it follows from other facts")


def _weighed(regulation: Regulation) -> set[str]:
    """The numbers, dates, moments and durations at which conditions look otherwise than to say what follows."""
    found: set[str] = set()
    for path, expr in regulation.means.items():
        if path[0] in ("rules", "exceptions", "circumstances", "definitions", "background", "concepts", "properties"):
            found |= _amounts(everything_in(expr, regulation), regulation)
    return found


def _amounts(parts: Iterator[Expr] | list[Expr], regulation: Regulation) -> set[str]:
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Compare) and {type(part.left), type(part.right)} != {Count, Constant}:
            facts = [one.term for one in walk(part) if isinstance(one, Fact)]
            found |= {term for term in facts if regulation.terms[term].kind not in ("yes_no", "one_of")}
    return found
