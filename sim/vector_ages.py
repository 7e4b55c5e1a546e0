"""The age of information along many chains at once."""

from __future__ import annotations

import numpy as np

from zeren.sim.draws import Ints
from zeren.sim.program import NEVER, Program
from zeren.sim.tally import Tally, count_values


def ages_below(tally: Tally, program: Program, source: int, handed_in: Ints, read: Ints) -> None:
    """The age, one level up, of what the lowest bodies report: a row for each body, with the days of its reports."""
    above = program.kinds[source].superior
    assert above is not None
    _runs(tally, program, source, above, read, handed_in)


def ages_above(
    tally: Tally, program: Program, source: int, first: int, handed_in: Ints, read: Ints, upper: list[tuple[Ints, Ints]]
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
        carried = np.full(sent_here.shape, -1, np.int64)
        for place in range(known.shape[1]):
            day, fact = known[:, place : place + 1], facts[:, place : place + 1]
            heard = (day <= sent_here) if program.tie_order == "lower_first" else (day < sent_here)
            np.maximum(carried, np.where(heard & (fact < NEVER), fact, -1), out=carried)
        never = (sent_here >= NEVER) | (carried < 0)
        known, facts = np.where(never, NEVER, arrived_here), np.where(never, NEVER, carried)
        _runs(tally, program, source, chain[level + 1], known, facts)


def _runs(tally: Tally, program: Program, source: int, receiver: int, known: Ints, facts: Ints) -> None:
    """Runs over which the age grows day by day, from the days on which facts became known (a row for each chain)."""
    if not known.size:
        return
    body, what, days = program.kinds[receiver].name, program.kinds[source].name, program.days
    order = np.argsort(known, axis=1, kind="stable") if (known[:, 1:] < known[:, :-1]).any() else None
    if order is not None:
        known, facts = np.take_along_axis(known, order, axis=1), np.take_along_axis(facts, order, axis=1)
    here = known < days
    newest = np.maximum.accumulate(np.where(here, facts, -1), axis=1)
    known = np.where(here, known, days)
    rows, width = known.shape
    # a run starts where the newest fact changes, and ends where it changes next; of one day's changes the last stands
    start = np.empty((rows, width), bool)
    start[:, 0] = here[:, 0]
    start[:, 1:] = here[:, 1:] & (newest[:, 1:] > newest[:, :-1])
    row, place = np.nonzero(start)
    begin, fact = known[row, place], newest[row, place]
    last_of_row = np.append(row[1:] != row[:-1], True) if row.size else np.empty(0, bool)
    end = np.where(last_of_row, days, np.append(begin[1:], days)) if row.size else begin
    begin = np.maximum(begin, program.observed)
    real = begin < end
    count_values(tally, "age_from", body, what, (begin - fact)[real])
    ended = end < days
    count_values(tally, "age_to", body, what, (end - 1 - fact)[real & ended])
    count_values(tally, "age_still", body, what, (end - 1 - fact)[real & ~ended])
