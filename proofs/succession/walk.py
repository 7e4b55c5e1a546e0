"""Histories sought on real dates, where the shortest one, with months at their longest, fits none.

Days pass up to where something is due, where a period ends, or up to its last day: other days are not tried. So what is
found here is a history, and need not be the shortest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from zeren.model.language.calendar import ONE_DAY, Period, calendar_period
from zeren.model.language.statements import Span
from zeren.model.meaning.succession import Offices, State
from zeren.proofs.succession.history import Happening, History

MOST_EVENTS, MOST_NODES = 9, 20_000


class Node(NamedTuple):
    """Where a walk stands: the state of the offices, the date, and whether somebody has answered in the period."""

    state: State
    today: dt.date
    answered: bool


def walk(offices: Offices, start: dt.date, per: Span, least: int) -> History | None:
    """A history from the first day of a period on that leaves a whole period without anybody, with as few events as such walks have.

    Args:
        least: how many events every history has before the last days.
    """
    here: dict[Node, tuple[Happening, ...]] = {Node(offices.start, start, False): ()}
    seen: set[Node] = set()
    for _ in range(MOST_EVENTS):
        for node, told in here.items():
            period = calendar_period(node.today, per)
            left, room = _left(node.today, period), offices.room(node.state, node.today)
            answered = node.answered or offices.answers(node.state, today=node.today)
            if not answered and (room is None or room >= left):
                return History((*told, Happening(None, left)), least)
        seen |= here.keys()
        if len(seen) > MOST_NODES:
            return None
        after: dict[Node, tuple[Happening, ...]] = {}
        for node, told in here.items():
            for one, then in _steps(offices, node, per):
                if then not in seen:
                    after.setdefault(then, (*told, one))
        here = after
    return None


def _steps(offices: Offices, node: Node, per: Span) -> Iterator[tuple[Happening, Node]]:
    answered = node.answered or offices.answers(node.state, today=node.today)
    for event, after in offices.events(node.state, node.today):
        yield Happening(event), Node(after, node.today, answered)
    left, room = _left(node.today, calendar_period(node.today, per)), offices.room(node.state, node.today)
    most = left if room is None else min(room, left)
    for days in sorted({most, min(most, left - 1), 1} - {0}):
        if days <= most:
            after = offices.passed(node.state, days, node.today)
            yield Happening(None, days), Node(after, node.today + ONE_DAY * days, answered and days < left)


def _left(today: dt.date, period: Period) -> int:
    """The days of a period that are left, today included."""
    return (period.last - today).days + 1
