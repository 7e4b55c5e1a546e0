"""Readers who take reports in the order in which they come, all readers at once."""

from __future__ import annotations

import numpy as np

from zeren.sim.draws import Ints
from zeren.sim.program import NEVER


def first_come_first_served(arrival: Ints, reader: Ints, reading: int, end: int) -> tuple[Ints, Ints]:
    """When each report has been read, and how many its reader still had before it when it came.

    Reports that come at the same second are taken in the order in which they stand here. What comes at `end` or later is never read.
    The recursion of a single server with a constant time, finish = max(arrival, finish before) + reading, is a running maximum.

    >>> [part.tolist() for part in first_come_first_served(np.array([0, 5, 5, 40]), np.array([0, 0, 0, 0]), 10, 100)]
    [[10, 20, 30, 50], [0, 1, 2, 0]]
    """
    finished, ahead = np.full(arrival.size, NEVER, np.int64), np.zeros(arrival.size, np.int64)
    place = np.flatnonzero(arrival < end)
    if not place.size:
        return finished, ahead
    order = place[_order(arrival[place], reader[place], end)]
    came, who = arrival[order], reader[order]
    number = np.arange(order.size, dtype=np.int64)
    starts = np.flatnonzero(np.diff(who, prepend=who[0] - 1))
    turn = number - np.repeat(starts, np.diff(np.append(starts, order.size)))
    apart = end + reading * order.size + 1  # more than any two values of one reader differ by
    begun = np.maximum.accumulate(came - reading * turn + who * apart) - who * apart + reading * turn
    finished[order] = begun + reading
    ahead[order] = -((came - begun) // reading)
    return finished, ahead


def _order(arrival: Ints, reader: Ints, end: int) -> Ints:
    """The order by reader, then arrival, then place; packed into single numbers where they fit."""
    place_bits, time_bits = arrival.size.bit_length(), int(end).bit_length()
    if place_bits + time_bits + int(reader.max()).bit_length() <= 62:
        packed = ((reader << time_bits | arrival) << place_bits) | np.arange(arrival.size)
        packed.sort()
        found: Ints = packed & ((1 << place_bits) - 1)
        return found
    return np.lexsort((arrival, reader)).astype(np.int64)
