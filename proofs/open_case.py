"""The case of a board: so many persons of whom every fact is open, what follows from other facts included."""

from __future__ import annotations

from collections.abc import Container, Sequence

import msgspec

from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.conditions import ME, SUBJECT
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import SORTS, UNKNOWN
from zeren.model.solving.ground import Entity, Ground

BODY = "body"


def names(size: int) -> tuple[str, ...]:
    """The persons of a board: A, B, C, …

    >>> names(2)
    ('A', 'B')
    """
    return tuple(chr(ord("A") + number) for number in range(size))


def open_case(
    regulation: Regulation,
    size: int,
    *,
    body: bool,
    listed: Sequence[Listed] = (),
    name: str = "example",
    follows: bool = False,
    opened: Container[str] | None = None,
) -> Case:
    """A case of so many persons, with one body if asked for, and these circumstances alleged.

    Args:
        follows: whether facts that follow from others do so, or are open like any other.
        opened: the terms of which the latter holds; all of them unless given.
    """
    case = Case(id=name, regulation=regulation.id, people=names(size), bodies=(BODY,) if body else (), circumstances=tuple(listed))
    if follows:
        return case
    following = {
        FactId(sort, name, term.id): UNKNOWN
        for sort in SORTS
        for term in regulation.terms_of[sort]
        if term.follows and (opened is None or term.id in opened)
        for name in case.entities(sort)
    }
    return msgspec.structs.replace(case, facts=following)


def what_follows(ground: Ground, fact: FactId) -> int:
    """The literal of what a fact would be if it followed from others as its term says."""
    scope: dict[str, Entity] = {} if fact.sort == "matter" else {ME: (fact.sort, fact.of)}
    if fact.sort == "circumstance":
        scope[SUBJECT] = ground.subject_of(fact.of)
    return ground.worth(ground.regulation.follows[fact.term], scope)
