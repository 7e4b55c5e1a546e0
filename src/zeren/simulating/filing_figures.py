"""What a simulation found of filings and duties within a time of an event, beside the share that was in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from zeren.model.language.organisation import Organisation
from zeren.sim.statistics import Estimate, mean_estimate
from zeren.simulating.tallies import Columns


class FilingFigures(msgspec.Struct, frozen=True):
    """How long a body takes to file, in hours from when the clock that governs started; clocks that never did; and what stayed open.

    `own_limit` is the time limit that the organisation has set itself where the text has a word and no number.
    """

    body: str
    filing: str
    hours: Estimate
    longest_minutes: int | None
    not_started: int
    not_assessable: int
    own_limit: str | None = None


def asked_of(organisation: Organisation) -> dict[tuple[str, str], str | None]:
    """Every filing and event duty of every body, with the organisation's own limit where it has one."""
    found: dict[tuple[str, str], str | None] = {}
    for body, shape in organisation.file.bodies.items():
        if shape.regulation is not None:
            for one in organisation.regulations[shape.regulation].asked:
                found[body, one.id] = organisation.file.limits.get(one.id)
    return found


def filing_figures(columns: Columns, asked: Mapping[tuple[str, str], str | None]) -> Iterator[FilingFigures]:
    """The figures of everything that an event asked for in some replication."""
    for key in columns.keys("met", "late", "no_performance", "not_started", "not_assessable"):
        if key in asked:
            longest = max(columns.pooled("filed_after", key), default=None)
            hours = mean_estimate([mean / 60 for mean in columns.means("filed_after", key)])
            open_ones = sum(columns.totals("not_assessable", key))
            yield FilingFigures(*key, hours, longest, sum(columns.totals("not_started", key)), open_ones, asked[key])
