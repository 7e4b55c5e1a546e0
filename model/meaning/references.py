"""How answers refer to facts, readings and rules."""

from __future__ import annotations

from typing import Any

import msgspec

from zeren.model.meaning.part import Part


class FactRef(Part, frozen=True):
    """A fact by whom it is said of (null for the matter) and its term, or a reading; with the value it has there."""

    of: str | msgspec.UnsetType | None = msgspec.UNSET
    term: str | msgspec.UnsetType = msgspec.UNSET
    reading: str | msgspec.UnsetType = msgspec.UNSET
    value: Any = msgspec.UNSET


class FactValue(Part, frozen=True):
    """A fact with a value, written as in JSON (yes/no as a boolean, all else as in a case file)."""

    of: str | None
    term: str
    value: Any


class RuleRef(Part, frozen=True):
    """A rule that applies, its article, and the facts and readings that make it apply."""

    rule: str
    article: str
    grounds: tuple[FactRef, ...] = ()


class Miss(Part, frozen=True):
    """A rule that does not apply: what it lacks, or the exceptions in force that defeat it."""

    rule: str
    article: str
    lacks: tuple[FactRef, ...] = ()
    defeated_by: tuple[RuleRef, ...] = ()


class Under(Part, frozen=True):
    """An inclusion-minimal set of facts and readings that forces an outcome, together with what the case states."""

    facts: tuple[FactValue, ...] = ()
    readings: dict[str, str] = {}
