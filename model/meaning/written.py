"""Values as an answer writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from zeren.model.language.case import FactId
from zeren.model.language.terms import MaybeValue, write_value
from zeren.model.language.unlisted import THERE, number_of
from zeren.model.meaning.explain import Explainer, Keys
from zeren.model.meaning.references import FactRef, Unlisted, Whose


def written(value: MaybeValue) -> Any:
    """A value as in JSON: yes/no as a boolean, numbers as numbers, all else as in a case file.

    >>> written(True), written("secretary"), written(dt.date(2026, 3, 5))
    (True, 'secretary', '2026-03-05')
    """
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else write_value(value)


def whose(facts: Iterable[FactId]) -> dict[FactId, tuple[Whose, str | None]]:
    """Of whom each fact is said, and its term; people whom the case does not list are numbered as they come.

    >>> from zeren.model.language.unlisted import unlisted
    >>> fact = FactId("person", unlisted(7), "absent")
    >>> whose([fact, FactId("matter", "", "form")])[fact]
    (Unlisted(unlisted=1), 'absent')
    """
    numbers: dict[int, int] = {}
    found: dict[FactId, tuple[Whose, str | None]] = {}
    for fact in facts:
        inner = number_of(fact.of)
        of: Whose = fact.of or None if inner is None else Unlisted(numbers.setdefault(inner, len(numbers) + 1))
        found[fact] = (of, None if fact.term == THERE else fact.term)
    return found


def refs(keys: Keys | None, explainer: Explainer) -> tuple[FactRef, ...]:
    """Facts and readings with the values that they have in a situation."""
    named = whose(key for key in keys or () if isinstance(key, FactId))
    return tuple(
        FactRef(reading=key, value=explainer.situation.readings[key])
        if isinstance(key, str)
        else FactRef(of=named[key][0], term=key.term, value=written(explainer.fact(key)))
        for key in keys or ()
    )
