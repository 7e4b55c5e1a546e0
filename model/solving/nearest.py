"""Values of unknown dates and moments near a case's own: what is shown as an example should be one that could be true of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from zeren.model.language.case import Case
from zeren.model.solving.quantities import quantity

USUAL_DAY = dt.date(2026, 1, 1)  # of a case that names no day


def anchor(case: Case, kind: str) -> Fraction | None:
    """The date or moment near which examples are sought: the case's own day, or else the latest that it states.

    For a moment a stated one goes first, since it has an hour. None for what is no point in time.
    """
    stated = case.facts.values()
    moments = [one for one in stated if isinstance(one, dt.datetime)]
    days = [one for one in stated if isinstance(one, dt.date) and not isinstance(one, dt.datetime)]
    if kind == "moment":
        if moments:
            return quantity(max(moments))
        day = case.arose or max(days, default=USUAL_DAY)
        return quantity(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC))
    if kind == "date":
        return quantity(case.arose or max([*days, *(one.date() for one in moments)], default=USUAL_DAY))
    return None


def nearest(start: Fraction, possible: Callable[[Fraction, Fraction], bool]) -> Fraction:
    """The whole number nearest to `start` that is possible; of two as near the greater one.

    Args:
        possible: whether some number from the first to the second is; for numbers far enough apart it must be true.

    >>> nearest(Fraction(10), lambda least, most: least <= 3 <= most)
    Fraction(3, 1)
    """
    if possible(start, start):
        return start
    far = 1
    while not possible(start - far, start + far):
        far *= 2
    near = far // 2  # not possible
    while far - near > 1:
        middle = (near + far) // 2
        if possible(start - middle, start + middle):
            far = middle
        else:
            near = middle
    return start + far if possible(start + far, start + far) else start - far
