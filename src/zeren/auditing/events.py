"""The events of a log against the time limits that they start: what was filed in time, and where no record of it was found."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from zeren.logs.happened import Happened, known_facts
from zeren.model.language.calendar import Period
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import MaybeValue
from zeren.model.language.trace import Act, Event
from zeren.model.language.units import Unit, chain_up
from zeren.model.meaning.filings import Filed, Local, Moment, judge_events
from zeren.model.meaning.judge import filer_of

Status = Literal["late", "no_record"]


class Near(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of the log that stands near a hole, and its sheet where there are several."""

    row: int
    on: dt.date
    sheet: str = ""


class FilingCovered(msgspec.Struct, frozen=True):
    """How far the records of one body cover one filing: its instances, one for each event that asked for it."""

    body: str
    filing: str
    article: str
    met: int
    late: int
    no_record: int
    not_assessable: int
    not_started: int
    share: float | None
    next_due: dt.datetime | None
    own_limit: str | None = None


class FilingHole(msgspec.Struct, frozen=True):
    """An event without a record of a filing in time: when it was due, strictly and by law, the nearest rows, and who answers."""

    body: str
    filing: str
    article: str
    status: Status
    event: str
    event_row: int
    strict: dt.datetime
    due: dt.datetime
    sent: dt.datetime | None
    before: Near | None
    after: Near | None
    office: str
    holder: str | msgspec.UnsetType | None = msgspec.UNSET
    own_limit: str | None = None


class EventsAudited(msgspec.Struct, frozen=True):
    """What an audit found of events: by which zone and holidays, what is covered, and where no record was found."""

    zone: str
    holidays: str
    events: int
    covered: tuple[FilingCovered, ...]
    holes: tuple[FilingHole, ...]


Answering = Callable[[str | None, str, dt.date], tuple[str, str | msgspec.UnsetType | None]]  # the office and its holder, by who, body, day


def audit_events(
    regulation: Regulation,
    rows: Sequence[Happened],
    observed: Period,
    local: Local,
    organisation: Organisation | None,
    every: Mapping[str, Unit],
    answering: Answering,
) -> tuple[int, tuple[FilingCovered, ...], tuple[FilingHole, ...]]:
    """How many events there were, how far what they asked for is covered, and every hole."""
    own = {name for name, unit in every.items() if unit.regulation is not None and _under(organisation, unit, regulation)}
    events, told = events_of(regulation, [row for row in rows if row.kind != "filed" and (not every or row.body in own)], every)
    acts = acts_of(rows, local)
    filer = filer_of(every) if every else lambda who, of: of
    found = list(judge_events(regulation, events, acts, observed, local, filer))
    limits = organisation.file.limits if organisation is not None else {}
    filed = sorted((row for row in rows if row.kind == "filed"), key=lambda row: row.first)
    holes = tuple(_holes(regulation, found, filed, told, answering, limits, local.zone))
    return len(events), tuple(_covered(found, regulation, limits)), holes


def _under(organisation: Organisation | None, unit: Unit, regulation: Regulation) -> bool:
    return organisation is not None and organisation.regulations[str(unit.regulation)].id == regulation.id


def acts_of(rows: Iterable[Happened], local: Local) -> list[Act]:
    """What rows say was filed: at a moment, or at any time of a day."""
    return [
        Act(row.id, row.body, row.first.astimezone(local.zone).date(), at=row.first if row.first == row.last else None, reference=row.event)
        for row in rows
        if row.kind == "filed"
    ]


def events_of(
    regulation: Regulation, rows: Iterable[Happened], every: Mapping[str, Unit]
) -> tuple[list[Event], dict[tuple[str, str], int]]:
    """The events that rows tell of, and the first row of each.

    Rows with one id are one event, of the lowest body that names it. A row without an id tells more of the latest event of its body
    that does not have that moment yet, otherwise of a new one.
    """
    groups: dict[tuple[str, str], list[Happened]] = {}
    loose: dict[str, list[tuple[str, str]]] = {}
    for row in sorted(rows, key=lambda one: (one.first, one.row)):
        key = (row.body, row.event)
        if row.event:
            key = next((old for old in groups if old[1] == row.event and _akin(old[0], row.body, every)), key) if every else key
            if key != (row.body, row.event) and row.body not in _above(key[0], every):  # the lower body is the one to which it happened
                groups[row.body, row.event] = groups.pop(key)
                key = (row.body, row.event)
        else:
            known = loose.setdefault(row.body, [])
            open_ones = [one for one in known if row.id not in {old.id for old in groups[one]}]
            if not open_ones or row.kind == "began":
                known.append((row.body, f"row {row.row}"))
                open_ones = known[-1:]
            key = open_ones[-1]
        groups.setdefault(key, []).append(row)
    found, told = [], {}
    for (body, name), own in groups.items():
        facts: dict[str, MaybeValue] = dict(known_facts(sorted(own, key=lambda one: one.row)))
        started: dict[str, dt.datetime] = {}
        last: dict[str, dt.datetime] = {}
        for row in own:
            place = started if row.kind == "began" else facts
            place.setdefault(row.id, row.first)
            if row.last != row.first:
                last.setdefault(row.id, row.last)
        found.append(Event(name, body, facts, started, last))
        told[body, name] = min(row.row for row in own)
    return found, told


def _above(body: str, every: Mapping[str, Unit]) -> set[str]:
    return {unit.name for unit in chain_up(every, body)[1:]}


def _akin(body: str, other: str, every: Mapping[str, Unit]) -> bool:
    return body == other or other in _above(body, every) or body in _above(other, every)


def _covered(found: Sequence[Filed], regulation: Regulation, limits: Mapping[str, str]) -> Iterator[FilingCovered]:
    order = {one.id: place for place, one in enumerate(regulation.asked)}
    groups: dict[tuple[str, str], list[Filed]] = {}
    for one in found:
        if one.by is not None:
            groups.setdefault((one.by, one.filing), []).append(one)
    for (body, filing), own in sorted(groups.items(), key=lambda item: (item[0][0], order[item[0][1]])):
        counts = {
            status: sum(one.status == status for one in own)
            for status in ("met", "late", "no_performance", "not_assessable", "not_started")
        }
        assessed = counts["met"] + counts["late"] + counts["no_performance"]
        waiting = [one.answer for one in own if one.status == "not_assessable" and one.sent is None and one.answer.status != "open"]
        due = [one.limit for one in waiting if one.limit is not None]
        yield FilingCovered(
            body=body,
            filing=filing,
            article=own[0].article,
            met=counts["met"],
            late=counts["late"],
            no_record=counts["no_performance"],
            not_assessable=counts["not_assessable"],
            not_started=counts["not_started"],
            share=counts["met"] / assessed if assessed else None,
            next_due=min(due, default=None),
            own_limit=limits.get(filing),
        )


def _holes(
    regulation: Regulation,
    found: Sequence[Filed],
    filed: Sequence[Happened],
    told: Mapping[tuple[str, str], int],
    answering: Answering,
    limits: Mapping[str, str],
    zone: dt.tzinfo,
) -> Iterator[FilingHole]:
    whose = {one.id: one.who for one in regulation.asked}
    near: dict[tuple[str, str], list[Happened]] = {}
    for row in filed:
        near.setdefault((row.body, row.id), []).append(row)
    for one in found:
        if one.by is None or one.status not in ("late", "no_performance") or one.answer.limit is None or one.answer.strict is None:
            continue
        due = one.answer.limit
        rows = near.get((one.by, one.filing), [])
        moments = [row.first for row in rows]
        before, after = bisect_right(moments, due), bisect_left(moments, due)
        office, holder = answering(whose[one.filing], one.by, due.date())
        yield FilingHole(
            body=one.by,
            filing=one.filing,
            article=one.article,
            status="late" if one.status == "late" else "no_record",
            event=one.event,
            event_row=told[one.of, one.event],
            strict=one.answer.strict,
            due=due,
            sent=_sent(one.sent, zone),
            before=_near(rows[before - 1], zone) if before else None,
            after=_near(rows[after], zone) if after < len(rows) else None,
            office=office,
            holder=holder,
            own_limit=limits.get(one.filing),
        )


def _sent(sent: Moment | None, zone: dt.tzinfo) -> dt.datetime | None:
    return None if sent is None else sent.first.astimezone(zone)


def _near(row: Happened, zone: dt.tzinfo) -> Near:
    return Near(row.row, row.first.astimezone(zone).date(), row.sheet)
