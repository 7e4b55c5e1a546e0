"""What is counted in one replication: whole numbers under a measure, a kind of bodies, what it is about, and a value.

A tally is one long table, the same from both engines. Its measures:

met, late, no_performance, not_assessable   periods, by duty
cause of a period's missing performances: not_planned, skipped, own_delay, below, vacancy, absence, returned
gap_0, gap_1, …     days from one performance to the next, by how many periods that were not met they touch; the value is the number of days
open_gap            days at either end of the observation, so at least so many
uncovered, assessable                       days under a rolling window
age_from, age_to, age_still                 runs of the age of information at a receiver: its first and its last day; the value is the age
read_after, ahead   days until a report has been read, and how many were ahead of it; the value is that number
unread              reports that nobody had read at the end
arisen, detected_after, undetected, incident          incidents; what they look like is a pattern
taken, wrong, averted, decision                       decisions; how the board voted on the wrong ones is a pattern
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, str, str, int]
Tally = Counter[Key]

STATUSES = ("met", "late", "no_performance", "not_assessable")
CAUSES = ("not_planned", "skipped", "own_delay", "below", "vacancy", "absence", "returned")


def count_values(tally: Tally, measure: str, body: str, what: str, values: NDArray[np.integer[Any]]) -> None:
    """Add how often each value occurs."""
    if not values.size:
        return
    if values.size > 64 and int(values.max()) < 1 << 20:
        counts = np.bincount(values.ravel())
        found: Iterable[int] = np.flatnonzero(counts).tolist()
        for value in found:
            tally[measure, body, what, value] += int(counts[value])
        return
    different, often = np.unique(values, return_counts=True)
    for value, number in zip(different.tolist(), often.tolist(), strict=True):
        tally[measure, body, what, value] += number


def add(tally: Tally, measure: str, body: str, what: str, number: int, value: int = 0) -> None:
    """Add a number, unless it is nothing."""
    if number:
        tally[measure, body, what, value] += number
