"""Chains of filings: how long it takes at most from a moment to the last of them, if each is sent in time.

Every filing is in time up to its limit, and the next clock starts only when it is sent, so the bound of a chain is the sum of the
longest that each link can take. That is a number only where no link depends on the calendar: hours and minutes, and no limit that
moves off days without work. Where the hour of an event is not counted, a link of hours can take just under an hour more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

import msgspec

from zeren.model.language.filing import Clock, Filing
from zeren.model.language.regulation import Regulation

Why = Literal["wording", "calendar", "days_off"]
MOST = 100  # chains that end with one filing
_EXACT = re.compile(r"\s*(hours|minutes)\(\s*(\d+)\s*\)\s*")


class Relay(msgspec.Struct, frozen=True, omit_defaults=True):
    """From a moment through filings, each of which starts the clock of the next: the most minutes, or why there is no number."""

    regulation: str
    moment: str
    filings: tuple[str, ...]
    minutes: int | None
    why: Why | None = None
    just_under: bool = False  # the bound is approached and not reached


def relays(regulation: Regulation) -> tuple[Relay, ...]:
    """Every chain of filings of a regulation, from the moment at which its first clock starts.

    >>> from zeren.model.language.load import load_regulation
    >>> relays(load_regulation("county-bureau"))  # it has no filings
    ()
    """
    every = (one for filing in regulation.file.filings for one in islice(_to(regulation, filing, ()), MOST))
    return tuple(dict.fromkeys(every))


def _to(regulation: Regulation, filing: Filing, rest: tuple[tuple[Filing, Clock], ...]) -> Iterator[Relay]:
    filings = {one.id: one for one in regulation.file.filings}
    told: set[tuple[str, str | None]] = set()
    for clock in filing.due:
        if (clock.after, clock.within) in told:
            continue
        told.add((clock.after, clock.within))
        links = ((filing, clock), *rest)
        if clock.after in filings:
            yield from _to(regulation, filings[clock.after], links)
        else:
            yield _bounded(regulation, clock.after, links)


def _bounded(regulation: Regulation, moment: str, links: tuple[tuple[Filing, Clock], ...]) -> Relay:
    counting, total, under = regulation.file.counting, 0, False
    names = tuple(filing.id for filing, _ in links)
    for filing, clock in links:
        if clock.within is None:
            return Relay(regulation.id, moment, names, None, "wording")
        match = _EXACT.fullmatch(clock.within)
        if match is None:
            return Relay(regulation.id, moment, names, None, "calendar")
        hours = match[1] == "hours"
        if filing.roll is not None or (counting is not None and counting.two_working_days and hours and int(match[2]) >= 48):
            return Relay(regulation.id, moment, names, None, "days_off")
        total += int(match[2]) * (60 if hours else 1)
        if hours and counting is not None and counting.first_hour == "not_counted":
            total, under = total + 60, True
    return Relay(regulation.id, moment, names, total, just_under=under)
