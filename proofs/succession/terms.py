"""Formulas in SMT-LIB 2 as text, with the few simplifications that keep them readable."""

from __future__ import annotations

from collections.abc import Iterable

TRUE, FALSE = "true", "false"


def both(*parts: str) -> str:
    """All of these hold.

    >>> both("a", TRUE, "b"), both(), both("a", FALSE)
    ('(and a b)', 'true', 'false')
    """
    return _joined("and", parts, TRUE, FALSE)


def either(*parts: str) -> str:
    """One of these holds."""
    return _joined("or", parts, FALSE, TRUE)


def negated(part: str) -> str:
    """It does not hold.

    >>> negated("(not a)"), negated("a"), negated(TRUE)
    ('a', '(not a)', 'false')
    """
    if part in (TRUE, FALSE):
        return FALSE if part == TRUE else TRUE
    return part[5:-1] if part.startswith("(not ") else f"(not {part})"


def implies(condition: str, then: str) -> str:
    """Where the condition holds, so does the other."""
    return either(negated(condition), then)


def equal(left: str, right: str) -> str:
    """Two terms are worth the same.

    >>> equal("a", TRUE), equal("a", FALSE), equal("n", "0")
    ('a', '(not a)', '(= n 0)')
    """
    if right in (TRUE, FALSE):
        return left if right == TRUE else negated(left)
    return f"(= {left} {right})"


def chosen(condition: str, then: str, otherwise: str) -> str:
    """One of two numbers, by a condition."""
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    return then if then == otherwise else f"(ite {condition} {then} {otherwise})"


def _joined(word: str, parts: Iterable[str], nothing: str, all_of_it: str) -> str:
    kept = [part for part in dict.fromkeys(parts) if part != nothing]
    if all_of_it in kept:
        return all_of_it
    if not kept:
        return nothing
    return kept[0] if len(kept) == 1 else f"({word} {' '.join(kept)})"
