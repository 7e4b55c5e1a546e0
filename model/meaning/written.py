"""Values as an answer writes them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from zeren.model.language.terms import MaybeValue, write_value
from zeren.model.meaning.explain import Explainer, Keys
from zeren.model.meaning.references import FactRef


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


def refs(keys: Keys | None, explainer: Explainer) -> tuple[FactRef, ...]:
    """Facts and readings with the values that they have in a situation."""
    return tuple(
        FactRef(reading=key, value=explainer.situation.readings[key])
        if isinstance(key, str)
        else FactRef(of=key.of or None, term=key.term, value=written(explainer.fact(key)))
        for key in keys or ()
    )
