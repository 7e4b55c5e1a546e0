"""Readers who take reports in the order in which they come, all readers at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from zeren.sim.draws import Ints
from zeren.sim.program import NEVER

PIECE = 1 << 15  # reports worked on at a time, once they are in order

Whole = NDArray[np.integer[Any]]


def first_come_first_served(arrival: Ints, reader: Whole, reading: int, end: int, parts: int = 1) -> tuple[Ints, NDArray[np.int32]]:
    """When each report has been read, and how many its reader still had before it when it came.

    Reports that come at the same second are taken in the order in which they stand here. What comes at `end` or later is never read.
    `reading` is in parts of a second, `parts` to each, so that no pace is rounded; a report has been read at the first whole second then.
    The recursion of a single server with a constant time, finish = max(arrival, finish before) + reading, is a running maximum.

    >>> [part.tolist() for part in first_come_first_served(np.array([0, 5, 5, 40]), np.array([0, 0, 0, 0]), 10, 100)]
    [[10, 20, 30, 50], [0, 1, 2, 0]]
    """
    many = arrival.size
    order = _order(arrival, reader, end) if many else np.empty(0, np.int64)
    finished, ahead = np.full(many, NEVER, np.int64), np.zeros(many, np.int32)
    apart = end * parts + reading * many + 1  # more than any two values of one reader differ by
    size = max(1, min(PIECE, 2**62 // apart))
    start, who_before, begun_before = 0, -1, -1  # what one piece hands on to the next
    for first in range(0, many, size):
        piece = order[first : first + size]
        came, who = np.minimum(arrival[piece], end), reader[piece].astype(np.int64)
        number = np.arange(first, first + piece.size, dtype=np.int64)
        starts = np.maximum.accumulate(np.where(np.diff(who, prepend=who_before) != 0, number, start))
        turn = number - starts
        base, who_last = int(who[0]), int(who[-1])
        who -= base
        came *= parts
        latest = came - reading * turn + who * apart
        latest[0] = max(int(latest[0]), begun_before - base * apart)
        np.maximum.accumulate(latest, out=latest)
        begun = latest - who * apart + reading * turn
        comes = came < end * parts  # what does not come stands after everything of its reader that does
        finished[piece[comes]] = -(-(begun + reading) // parts)[comes]
        ahead[piece[comes]] = -((came - begun) // reading)[comes]
        start, who_before, begun_before = int(starts[-1]), who_last, int(latest[-1]) + base * apart
    return finished, ahead


def _order(arrival: Ints, reader: Whole, end: int) -> Ints:
    """The order by reader, then arrival, then place; packed into single numbers where they fit."""
    place_bits, time_bits = arrival.size.bit_length(), int(end).bit_length()
    if place_bits + time_bits + int(reader.max()).bit_length() <= 62:
        packed: Ints = reader.astype(np.int64)
        packed <<= time_bits
        packed |= np.minimum(arrival, end)
        packed <<= place_bits
        packed |= np.arange(arrival.size)
        packed.sort()
        packed &= (1 << place_bits) - 1
        return packed
    return np.lexsort((np.minimum(arrival, end), reader)).astype(np.int64)
