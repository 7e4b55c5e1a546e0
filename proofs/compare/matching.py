"""What two regulations are called side by side, and which of their terms are the same."""

from __future__ import annotations

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Term


def labels(first: Regulation, second: Regulation) -> tuple[str, str]:
    """What to call two regulations: their ids, and for two versions of one the id with A or B."""
    if first.id != second.id:
        return first.id, second.id
    return f"{first.id} (A)", f"{second.id} (B)"


def same_term(one: Term | None, other: Term | None) -> bool:
    """Whether two regulations mean the same kind of fact by a term."""
    if one is None or other is None or (one.sort, one.kind) != (other.sort, other.kind):
        return False
    return not one.options or bool(set(one.options) & set(other.options))


def weighed(first: Regulation, second: Regulation) -> frozenset[str]:
    """The terms of both of which it matters whether a case states them: they follow from others, or silence on them is taken differently.

    Amounts are left out: of those a case says what it says.
    """
    return frozenset(
        name
        for name, term in first.terms.items()
        if (other := second.terms.get(name)) is not None
        and same_term(term, other)
        and term.kind in ("yes_no", "one_of")
        and (name in first.follows or name in second.follows or term.unless_stated != other.unless_stated)
    )
