"""The age of information along many chains at once."""

from __future__ import annotations

from typing import Literal

import numpy as np

from zeren.sim.program import Program
from zeren.sim.tally import Piles
from zeren.sim.vector_judge import Days

LATE = 1 << 30  # a day later than every other: what never came


def ages_below(tally: Piles, program: Program, source: int, handed_in: Days, read: Days) -> None:
    """The age, one level up, of what the lowest bodies report: a row for each body, with the days of its reports."""
    above = program.kinds[source].superior
    assert above is not None
    _runs(tally, program, source, above, read, handed_in)


def ages_above(
    tally: Piles, program: Program, source: int, first: int, handed_in: Days, read: Days, upper: list[tuple[Days, Days]]
) -> None:
    """The age, at every level above the first, of what the bodies from `first` on report.

    `upper` holds the reports of each level between.
    """
    chain = program.chain(source)
    known, facts = read, handed_in
    body = np.arange(first, first + len(read), dtype=np.int64)
    kind = source
    for level, (sent, arrived) in enumerate(upper, start=1):
        body = body * program.kinds[chain[level]].count // program.kinds[kind].count
        kind = chain[level]
        sent_here, arrived_here = sent[body], arrived[body]
        carried = _newest(known, facts, sent_here, "right" if program.tie_order == "lower_first" else "left")
        never = (sent_here >= LATE) | (carried < 0)
        known, facts = np.where(never, np.int32(LATE), arrived_here), np.where(never, np.int32(LATE), carried)
        _runs(tally, program, source, chain[level + 1], known, facts)


def _newest(known: Days, facts: Days, asked: Days, side: Literal["left", "right"]) -> Days:
    """For each row, the newest fact known on each of the days asked for, -1 where there is none; `left` leaves out what became known on
    that day itself."""
    rows, width = known.shape
    if not width:
        return np.full(asked.shape, -1, np.int32)
    if (known[:, 1:] < known[:, :-1]).any():
        order = np.argsort(known, axis=1, kind="stable")
        known, facts = np.take_along_axis(known, order, axis=1), np.take_along_axis(facts, order, axis=1)
    newest = np.full((rows, width + 1), -1, np.int32)
    np.maximum.accumulate(np.where(facts < LATE, facts, np.int32(-1)), axis=1, out=newest[:, 1:])
    row = np.arange(rows, dtype=np.int64)[:, None]
    apart = LATE + 1  # more than any two days differ by
    place = np.searchsorted((known + row * apart).ravel(), (asked + row * apart).ravel(), side=side).reshape(asked.shape)
    found: Days = np.take_along_axis(newest, place - row * width, axis=1)
    return found


def _runs(tally: Piles, program: Program, source: int, receiver: int, known: Days, facts: Days) -> None:
    """Runs over which the age grows day by day, from the days on which facts became known (a row for each chain)."""
    if not known.size:
        return
    body, what, days = program.kinds[receiver].name, program.kinds[source].name, program.days
    if (known[:, 1:] < known[:, :-1]).any():
        order = np.argsort(known, axis=1, kind="stable")
        known, facts = np.take_along_axis(known, order, axis=1), np.take_along_axis(facts, order, axis=1)
    here = known < days
    plain = here.all(axis=1) & (facts[:, 1:] > facts[:, :-1]).all(axis=1)  # every report brings news, and all of them come
    if plain.any():
        begin, fact = known[plain], facts[plain]
        end = np.concatenate([begin[:, 1:], np.full((len(begin), 1), days, np.int32)], axis=1)
        begin = np.maximum(begin, program.observed)
        real = begin < end
        tally.count("age_from", body, what, (begin - fact)[real])
        oldest = end - 1 - fact
        tally.count("age_to", body, what, oldest[:, :-1][real[:, :-1]])
        tally.count("age_still", body, what, oldest[:, -1][real[:, -1]])
    _odd_runs(tally, program, (body, what), known[~plain], facts[~plain])


def _odd_runs(tally: Piles, program: Program, key: tuple[str, str], known: Days, facts: Days) -> None:
    """`_runs` where some reports never come or bring nothing new."""
    if not known.size:
        return
    days, here = program.days, known < program.days
    newest = np.maximum.accumulate(np.where(here, facts, -1), axis=1)
    known = np.where(here, known, days)
    # a run starts where the newest fact changes, and ends where it changes next; of one day's changes the last stands
    start = np.empty(known.shape, bool)
    start[:, 0] = here[:, 0]
    start[:, 1:] = here[:, 1:] & (newest[:, 1:] > newest[:, :-1])
    row, place = np.nonzero(start)
    if not row.size:
        return
    begin, fact = known[row, place], newest[row, place]
    end = np.where(np.append(row[1:] != row[:-1], True), days, np.append(begin[1:], days))
    begin = np.maximum(begin, program.observed)
    real, ended = begin < end, end < days
    tally.count("age_from", *key, (begin - fact)[real])
    tally.count("age_to", *key, (end - 1 - fact)[real & ended])
    tally.count("age_still", *key, (end - 1 - fact)[real & ~ended])
