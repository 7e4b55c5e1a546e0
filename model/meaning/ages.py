"""Age of information: how old the newest fact is that has come up a chain of reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from zeren.model.language.organisation import TieOrder
from zeren.model.language.trace import Act


class Arrival(msgspec.Struct, frozen=True):
    """A report that reaches the top of a chain: the day, the newest fact known there by then, and the age until just before."""

    on: dt.date
    fact: dt.date | None
    age_before: int | None


def ages(chain: Sequence[Sequence[Act]], tie_order: TieOrder) -> tuple[Arrival, ...]:
    """How old the information at the top of a chain of reports is, from the reports of each level, lowest first.

    A report of the lowest level carries the facts of its own day, one of a higher level the newest facts that have
    reached it. On one day the lower levels act first, or the upper ones, or (`seeded`) all act in the `order` that their records give.
    """
    steps: list[tuple[dt.date, tuple[int, ...], int, Act, bool]] = []
    for level, acts in enumerate(chain):
        for index, act in enumerate(acts):
            rank = {"lower_first": level, "upper_first": -level, "seeded": act.order}[tie_order]
            steps.append((act.on, (rank, level, index, 0), level, act, False))
            steps.append((act.known, (rank, level, index, 1), level, act, True))
    newest: list[dt.date | None] = [None] * (len(chain) + 1)
    carried: dict[tuple[int, int], dt.date | None] = {}
    arrivals: list[Arrival] = []
    for day, _, level, act, arrives in sorted(steps, key=lambda step: step[:2]):
        if not arrives:
            carried[level, id(act)] = day if level == 0 else newest[level]
            continue
        fact, before = carried[level, id(act)], newest[level + 1]
        newest[level + 1] = max((one for one in (fact, before) if one is not None), default=None)
        if level == len(chain) - 1:
            arrivals.append(Arrival(day, newest[level + 1], None if before is None else (day - before).days))
    return tuple(arrivals)


def age_on(arrivals: Sequence[Arrival], day: dt.date) -> int | None:
    """The age at the end of a day, in days; None before anything has arrived."""
    facts = [one.fact for one in arrivals if one.on <= day and one.fact is not None]
    return (day - facts[-1]).days if facts else None
