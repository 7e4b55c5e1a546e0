"""How answers refer to facts, readings and rules."""

from __future__ import annotations

from typing import Any

import msgspec

from zeren.model.meaning.part import Part


class Unlisted(Part, frozen=True):
    """A person whom the case does not list, where the board may have more people; numbered from one within one set of facts."""

    unlisted: int


Whose = str | Unlisted | None  # a person, body or circumstance of the case, somebody it does not list, or the matter


class FactRef(Part, frozen=True):
    """A fact by whom it is said of (null for the matter) and its term, or a reading; with the value it has there."""

    of: Whose | msgspec.UnsetType = msgspec.UNSET
    term: str | msgspec.UnsetType = msgspec.UNSET
    reading: str | msgspec.UnsetType = msgspec.UNSET
    value: Any = msgspec.UNSET


class FactValue(Part, frozen=True):
    """A fact with a value, written as in JSON (yes/no as a boolean, all else as in a case file).

    Without a term, the fact is that there is such a person, whom the case does not list; if false, that there is nobody else.
    """

    of: Whose
    term: str | None
    value: Any


class Side(Part, frozen=True):
    """One side of a comparison: what it is worth, and the facts in it with the lengths of time added, as `+ hours(72)`."""

    value: Any
    parts: tuple[FactRef | str, ...] = ()


class Measured(Part, frozen=True):
    """A comparison of stated dates, moments or numbers: whether it holds, and by how much the left side exceeds the right one."""

    left: Side
    right: Side
    operator: str
    holds: bool
    by: int | float
    unit: str


class RuleRef(Part, frozen=True):
    """A rule that applies, its article, and the facts and readings that make it apply; `failed` are exceptions to it not in force."""

    rule: str
    article: str
    grounds: tuple[FactRef, ...] = ()
    measured: tuple[Measured, ...] = ()
    failed: tuple[Miss, ...] = ()


class Miss(Part, frozen=True):
    """A rule or exception that does not apply: what it lacks, by how much, or the exceptions in force that defeat it."""

    rule: str
    article: str
    lacks: tuple[FactRef, ...] = ()
    defeated_by: tuple[RuleRef, ...] = ()
    measured: tuple[Measured, ...] = ()


class Under(Part, frozen=True):
    """An inclusion-minimal set of facts and readings that forces an outcome, together with what the case states."""

    facts: tuple[FactValue, ...] = ()
    readings: dict[str, str] = {}
