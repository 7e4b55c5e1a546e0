"""What two regulations' duties and filings come to in time: the longest gap, the oldest information, the moment when something is due.

The bounds are those of `cycles` and `relays`, under each regulation; the moments are those of one and the same event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.meaning.deadlines import clocks_from, event_deadline
from zeren.model.meaning.filings import weekend
from zeren.proofs.cycles.relays import Relay, relays
from zeren.proofs.cycles.rows import Row, table

EVENT = dt.datetime(2026, 3, 6, 16, 30, tzinfo=dt.UTC)  # a Friday afternoon, so that days off and full hours show


class Spans(msgspec.Struct, frozen=True):
    """The tightest bounds on the gap of a duty, or on the age of what a chain of duties reports; no rows where there is no such duty."""

    what: Literal["gap", "age"]
    subject: str | tuple[str, ...]
    first: tuple[Row, ...]
    second: tuple[Row, ...]


class Relays(msgspec.Struct, frozen=True):
    """The longest time from a moment through filings, if each is in time; several where a filing has several limits from one moment."""

    moment: str
    filings: tuple[str, ...]
    first: tuple[Relay, ...]
    second: tuple[Relay, ...]


class Due(msgspec.Struct, frozen=True):
    """The last moment for a filing, or for a duty `within` a time, of one and the same event; weekends are off, and no other day.

    `after` is what the time runs from; a side is null where no number says when.
    """

    subject: str
    after: str
    event: dt.datetime
    first: dt.datetime | None
    second: dt.datetime | None


class InTime(msgspec.Struct, frozen=True):
    """All that comes out differently in time."""

    spans: tuple[Spans, ...] = ()
    relays: tuple[Relays, ...] = ()
    due: tuple[Due, ...] = ()


def in_time(first: Regulation, second: Regulation) -> InTime:
    """What differs in time: of duties and filings that both have, and of chains of either."""
    return InTime(tuple(_spans(first, second)), tuple(_relays(first, second)), tuple(_due(first, second)))


def _spans(first: Regulation, second: Regulation) -> Iterator[Spans]:
    sides = [_by_subject(one) for one in (first, second)]
    shared = {duty.id for duty in first.file.duties} & {duty.id for duty in second.file.duties}
    for subject in dict.fromkeys([*sides[0], *sides[1]]):
        rows = sides[0].get(subject, ()), sides[1].get(subject, ())
        if (subject in shared or not isinstance(subject, str)) and _bounds(rows[0]) != _bounds(rows[1]):
            yield Spans("gap" if isinstance(subject, str) else "age", subject, *rows)


def _by_subject(regulation: Regulation) -> Mapping[str | tuple[str, ...], tuple[Row, ...]]:
    return {subject: tuple(rows) for subject, rows in groupby(table(regulation), key=lambda row: row.subject)}


def _bounds(rows: tuple[Row, ...]) -> list[object]:
    return [(row.kind, row.tie_order, row.unbounded, row.gap_days, row.age_days) for row in rows]


def _relays(first: Regulation, second: Regulation) -> Iterator[Relays]:
    """Of the filings that both have."""
    sides: list[dict[tuple[str, tuple[str, ...]], tuple[Relay, ...]]] = [{}, {}]
    shared = {filing.id for filing in first.file.filings} & {filing.id for filing in second.file.filings}
    for side, regulation in zip(sides, (first, second), strict=True):
        for one in relays(regulation):
            if one.filings[-1] in shared:
                side[one.moment, one.filings] = (*side.get((one.moment, one.filings), ()), one)
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        found = [side.get(key, ()) for side in sides]
        if len({tuple((one.minutes, one.why, one.just_under) for one in side) for side in found}) > 1:
            yield Relays(*key, *found)


def _due(first: Regulation, second: Regulation) -> Iterator[Due]:
    sides = [{**_filings(one), **_duties(one)} for one in (first, second)]
    for subject, after in sides[0]:
        if (subject, after) in sides[1] and (found := [side[subject, after] for side in sides])[0] != found[1]:
            yield Due(subject, after, EVENT, *found)


def _filings(regulation: Regulation) -> dict[tuple[str, str], dt.datetime | None]:
    """For each filing and what its time runs from, the earliest limit in a case that states nothing else."""
    found: dict[tuple[str, str], dt.datetime | None] = {}
    for index, filing in enumerate(regulation.file.filings):
        for clock in clocks_from(regulation, index, EVENT, dt.UTC, weekend):
            earlier = found.get((filing.id, clock.after))
            found[filing.id, clock.after] = min((one for one in (earlier, clock.limit) if one), default=None)
    return found


def _duties(regulation: Regulation) -> dict[tuple[str, str], dt.datetime | None]:
    every = {one.id: event_deadline(regulation, one, EVENT, None, dt.UTC, weekend, None).limit for one in regulation.event_duties}
    return {(id_, id_): limit for id_, limit in every.items()}
