"""The filings that known events ask for and that nobody has sent: until when they are due, or what they wait for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from zeren.auditing.events import acts_of, events_of
from zeren.logs.happened import Happened
from zeren.model.language.calendar import Period
from zeren.model.language.regulation import Regulation
from zeren.model.language.units import Unit
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.model.meaning.filings import Local, judge_events
from zeren.model.meaning.judge import filer_of


class OpenFiling(NamedTuple):
    """A filing of an event of a body (`of`), from the start of its clock to its strict and its legal limit, all in UTC.

    `started` is None where nobody knows when the clock started. `earliest` says that only the day of a moment is known, so that the
    limit may lie later; `own` that the organisation has set the limit itself, where the text names no number.
    """

    of: str
    event: str
    answer: FilingAnswer
    started: dt.datetime | None
    strict: dt.datetime
    limit: dt.datetime
    earliest: bool = False
    own: bool = False


class Waiting(NamedTuple):
    """A filing of an event that no moment is due for: its clocks wait for something, or the text names no number."""

    event: str
    answer: FilingAnswer


def open_filings(
    regulation: Regulation,
    rows: Sequence[Happened],
    every: Mapping[str, Unit],
    body: str,
    span: Period,
    local: Local,
    limits: Collection[str] = (),
) -> tuple[list[OpenFiling], list[Waiting]]:
    """What a body has still to file within a span, by what a log tells of events and filings up to its end.

    Args:
        limits: the filings and duties whose limits the organisation has set itself.
    """
    own = {name for name, unit in every.items() if unit.regulation is not None}
    events, _ = events_of(regulation, [row for row in rows if row.kind != "filed" and row.body in own], every)
    first = min((event.began for event in events if event.began is not None), default=None)
    if first is None:
        return [], []
    seen = Period(min(first.astimezone(local.zone).date(), span.first), span.last)
    due: list[OpenFiling] = []
    waiting: list[Waiting] = []
    for one in judge_events(regulation, events, acts_of(rows, local), seen, local, filer_of(every), recorded=False):
        if one.by != body or one.sent is not None or one.answer.sent is not None:
            continue
        for found in open_of(one.event, one.of, one.earliest, earliest=one.earliest.limit != one.answer.limit):
            if isinstance(found, Waiting):
                waiting.append(found)
            elif span.holds(found.limit.astimezone(local.zone).date()) or span.holds(found.strict.astimezone(local.zone).date()):
                due.append(found._replace(own=found.answer.filing in limits))
    return sorted(due, key=lambda one: (one.strict, one.event, one.answer.filing)), waiting


def open_of(event: str, of: str, answer: FilingAnswer, *, earliest: bool = False) -> Iterator[OpenFiling | Waiting]:
    """What is, or may be, still to be filed by one answer: nothing if it was sent or is not owed."""
    if answer.sent is not None or answer.status == "not_owed":
        return
    if answer.limit is None or answer.strict is None:
        yield Waiting(event, answer)
        return
    starts = (one.started for one in answer.clocks if one.after == answer.governed_by)
    started = next((one.astimezone(dt.UTC) for one in starts if one is not None), None)
    yield OpenFiling(of, event, answer, started, answer.strict.astimezone(dt.UTC), answer.limit.astimezone(dt.UTC), earliest)
