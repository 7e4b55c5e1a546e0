"""What is counted in one replication: whole numbers under a measure, a kind of bodies, what it is about, and a value.

A tally is one long table, the same from both engines. Its measures:

met, late, no_performance, not_assessable   periods, by duty
met_cut             periods among those met that an end of the observation cuts: the others that it cuts are not assessable
cause of a period's missing performances: not_planned, skipped, own_delay, below, vacancy, absence, returned
gap_0, gap_1, …     days from one performance to the next, by how many periods that were not met they touch; the value is the number of days
open_start          days from the beginning of the observation to the first performance, or to the end where there is none
open_gap            days from the last performance to the end of the observation, so at least so many
uncovered, assessable                       days under a rolling window
whole               days under a rolling window on which the whole stretch that they look back on was observed
age_from, age_to, age_still                 runs of the age of information at a receiver: its first and its last day; the value is the age
read_after, ahead   days until a report has been read, and how many were ahead of it; the value is that number
unread              reports that nobody had read at the end
not_started         filings whose clocks all waited for something; what became of the others is counted as of periods
filed_after         minutes from when a clock of a filing started until it was sent; the value is that number
relay               minutes from a moment to the end of a chain of filings that were all in time; the value is that number
detected_after      whole days until an incident was found; the value is that number
detected_seconds    seconds until incidents were found, all together
arisen, undetected, incident                          incidents; what they look like is a pattern
taken, wrong, averted, decision                       decisions; how the board voted on the wrong ones is a pattern
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

Key = tuple[str, str, str, int]
Tally = Counter[Key]

STATUSES = ("met", "late", "no_performance", "not_assessable")
CAUSES = ("not_planned", "skipped", "own_delay", "below", "vacancy", "absence", "returned")


class Piles(Tally):
    """A tally to which many values are added at once; `poured` gives it as a plain one."""

    def __init__(self) -> None:
        super().__init__()
        self.piles: dict[tuple[str, str, str], NDArray[np.int64]] = {}

    def count(self, measure: str, body: str, what: str, values: NDArray[np.integer[Any]]) -> None:
        """Add how often each value occurs; values are days or numbers of reports, hence small."""
        if not values.size:
            return
        counts = np.bincount(values.ravel())
        pile = self.piles.get((measure, body, what))
        if pile is None or pile.size < counts.size:
            grown = np.zeros(max(counts.size, 256 if pile is None else 2 * pile.size), np.int64)
            if pile is not None:
                grown[: pile.size] = pile
            pile = self.piles[measure, body, what] = grown
        pile[: counts.size] += counts

    def poured(self) -> Tally:
        """Everything that was counted."""
        tally = Tally(self)
        for key, pile in self.piles.items():
            for value in np.flatnonzero(pile).tolist():
                tally[(*key, value)] += int(pile[value])
        return tally


def add(tally: Tally, measure: str, body: str, what: str, number: int, value: int = 0) -> None:
    """Add a number, unless it is nothing."""
    if number:
        tally[measure, body, what, value] += number
