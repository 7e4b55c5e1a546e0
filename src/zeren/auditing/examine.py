"""A real log against the duties of a regulation: what is covered, where no record was found, and who answers for it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal

import msgspec

from zeren.auditing.coverage import Count, count
from zeren.auditing.events import Answering, EventsAudited, Near, audit_events
from zeren.logs.read import Entry, Log, SheetRead, Unread
from zeren.model.language.calendar import Period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.statements import Duty
from zeren.model.language.trace import Act
from zeren.model.language.units import Unit, chain_up, duties_of, goes_up, units
from zeren.model.meaning.ages import age_on, ages
from zeren.model.meaning.filings import WEEKENDS, Local
from zeren.model.meaning.judge import window_of

SCHEMA: Literal["zeren.audit/1"] = "zeren.audit/1"


class HoleFound(msgspec.Struct, frozen=True):
    """A period without enough records in time: its last day, the nearest rows, and the office that answers for it.

    `holder` is given only where names were asked for; null then says that nobody held the office on the last day.
    """

    body: str
    duty: str
    article: str
    status: Literal["late", "no_record", "uncovered"]
    period: str
    first: dt.date
    last: dt.date
    found: int
    needed: int
    before: Near | None
    after: Near | None
    office: str
    holder: str | msgspec.UnsetType | None = msgspec.UNSET


class Covered(msgspec.Struct, frozen=True):
    """How far the records of one body cover one duty; `share` is of the periods (or days) that can be assessed."""

    body: str
    duty: str
    article: str
    records: int
    met: int
    late: int
    no_record: int
    not_assessable: int
    covered_days: int
    uncovered_days: int
    share: float | None
    longest_gap_days: int | None
    open_gap_days: int
    next_due: dt.date | None


class AgeFound(msgspec.Struct, frozen=True):
    """How old the newest information from the first of these bodies was at the last: the peak, and on the last day."""

    bodies: tuple[str, ...]
    peak_days: int | None
    last_days: int | None


class Total(msgspec.Struct, frozen=True):
    """One duty over all bodies that have it: periods as they were met (days under a rolling window), and how many bodies have a hole."""

    duty: str
    article: str
    bodies: int
    with_holes: int
    met: int
    late: int
    no_record: int
    not_assessable: int
    covered_days: int
    uncovered_days: int
    share: float | None


class LeftOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row whose date stands so far from all others that it does not stretch the observed days, and how many days away it stands."""

    row: int
    on: dt.date
    days_away: int
    sheet: str = ""


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an audit found; `encoding` is what the log was taken to be in, where that was a guess.

    `not_counted` is the number of rows of which nothing was counted, so that what they record may fill a hole. `offsets` are those
    of the log's moments where no zone was known. `left_out` are rows whose dates did not stretch the observed days.
    """

    schema: Literal["zeren.audit/1"] = SCHEMA
    regulation: str
    log: str
    rows: int
    counted: int
    observed: tuple[dt.date, dt.date]
    readings: dict[str, str]
    covered: tuple[Covered, ...]
    holes: tuple[HoleFound, ...]
    ages: tuple[AgeFound, ...]
    outside: int
    unread: tuple[Unread, ...]
    events: EventsAudited | None = None
    encoding: str | msgspec.UnsetType = msgspec.UNSET
    not_counted: int = 0
    totals: tuple[Total, ...] = ()
    sheets: tuple[SheetRead, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    offsets: tuple[str, ...] = ()
    disclaimer: str = "not legal advice"

    @property
    def state(self) -> Literal["holes", "not_known", "nothing_assessed", "whole"]:
        """What the audit comes to: only where every row was counted and something was assessed does no hole say anything."""
        if self.holes or (self.events is not None and self.events.holes):
            return "holes"
        if self.not_counted or self.left_out:
            return "not_known"
        filings = self.events.covered if self.events is not None else ()
        assessed = any(one.share is not None for one in self.covered) or any(one.share is not None for one in filings)
        return "whole" if assessed else "nothing_assessed"


def audit(
    regulation: Regulation,
    log: Log,
    observed: Period,
    readings: Mapping[str, str],
    organisation: Organisation | None = None,
    *,
    holders: bool = False,
    local: Local = WEEKENDS,
    holidays: str = "none",
    left_out: Sequence[LeftOut] = (),
) -> Audit:
    """Audit a log over the observed days.

    Args:
        local: where days begin and end, and on which nobody works, for the time limits that events start.
        holidays: how `local` tells them, to be named in the answer.
        left_out: rows whose dates did not stretch the observed days.

    Raises:
        Refused: if each body's periods are counted from its own start and no organisation file says from when.
    """
    if organisation is None and window_of(regulation, readings, None).kind == "anchored":
        raise Refused([Fault(log.file, 0, 0, said("periods run from each body's own"), said("name the starts in an organisation"))])
    inside = [entry for entry in log.entries if observed.holds(entry.on)]
    records: dict[tuple[str, str], list[Entry]] = {}
    for entry in inside:
        records.setdefault((entry.body, entry.duty), []).append(entry)
    for own in records.values():
        own.sort(key=attrgetter("on"))  # rows of one day stay in the order of the log
    covered: list[Covered] = []
    holes: list[HoleFound] = []
    every = units(organisation) if organisation is not None else {}
    for body, duty, anchor, started in _due(regulation, organisation, every, records):
        span = _within(observed, started, regulation)
        if span is None:
            continue
        own = records.get((body, duty.id), [])
        if span != observed:
            own = [entry for entry in own if span.holds(entry.on)]
        found = count(duty, own, span, window_of(regulation, readings, anchor))
        covered.append(_covered(body, duty, own, found))
        holes += _holes(regulation, body, duty, own, found, organisation, every, holders)
    events = None
    if log.happened:
        answers = _answering_of(organisation, every, holders)
        found_events = audit_events(regulation, log.happened, observed, local, organisation, every, answers)
        events = EventsAudited(getattr(local.zone, "key", None) or str(local.zone), holidays, *found_events)
    return Audit(
        regulation=regulation.id,
        log=log.file,
        rows=log.rows,
        counted=len(inside) + sum(observed.holds(row.first.astimezone(local.zone).date()) for row in log.happened),
        observed=(observed.first, observed.last),
        readings=dict(readings),
        covered=tuple(covered),
        holes=tuple(holes),
        ages=tuple(_ages(organisation, every, regulation, records, observed)) if organisation is not None else (),
        outside=len(log.entries) - len(inside) + sum(not observed.holds(row.first.astimezone(local.zone).date()) for row in log.happened),
        unread=tuple(log.unread),
        events=events,
        encoding=log.encoding or msgspec.UNSET,
        not_counted=len({(one.sheet, one.row) for one in log.unread if not one.counted}),
        totals=tuple(_totals(covered)),
        sheets=log.sheets,
        left_out=tuple(left_out),
        offsets=log.offsets,
    )


def _totals(covered: Sequence[Covered]) -> Iterator[Total]:
    """Every duty over all bodies, in the order in which they are first met."""
    groups: dict[str, list[Covered]] = {}
    for one in covered:
        groups.setdefault(one.duty, []).append(one)
    for duty, own in groups.items():
        met, late, none, open_, short, long = (
            sum(getattr(one, name) for one in own)
            for name in ("met", "late", "no_record", "not_assessable", "covered_days", "uncovered_days")
        )
        good, bad = (short, long) if short + long else (met, late + none)
        yield Total(
            duty=duty,
            article=own[0].article,
            bodies=len(own),
            with_holes=sum(bool(one.late + one.no_record + one.uncovered_days) for one in own),
            met=met,
            late=late,
            no_record=none,
            not_assessable=open_,
            covered_days=short,
            uncovered_days=long,
            share=good / (good + bad) if good + bad else None,
        )


def _answering_of(organisation: Organisation | None, every: Mapping[str, Unit], holders: bool) -> Answering:
    """Which office answers for what a body files, and who holds it on a day, where names were asked for."""

    def answers(who: str | None, body: str, on: dt.date) -> tuple[str, str | msgspec.UnsetType | None]:
        office = _office(who, organisation, every[body].body if body in every else body)
        return office, _holder(organisation, office, on) if holders else msgspec.UNSET

    return answers


def _due(
    regulation: Regulation, organisation: Organisation | None, every: Mapping[str, Unit], records: Mapping[tuple[str, str], Sequence[Entry]]
) -> Iterator[tuple[str, Duty, dt.date | None, dt.date | None]]:
    """Each body with each duty that it has: as its organisation says, otherwise those that whoever did the recorded acts has."""
    if organisation is not None:
        for unit in every.values():
            if unit.regulation is not None and organisation.regulations[unit.regulation].id == regulation.id:
                for duty in duties_of(unit, regulation):
                    yield unit.name, duty, unit.anchor, unit.started
        return
    who = {duty.id: duty.who for duty in regulation.file.duties}
    counted = [duty for duty in regulation.file.duties if (duty.at_least is not None or duty.by is not None) and duty.norm == "obliged"]
    bearers: dict[str, set[str | None]] = {}
    for body, duty_id in records:
        bearers.setdefault(body, set()).add(who[duty_id])
    for body in sorted(bearers):
        for duty in counted:
            if duty.who in bearers[body] and duty.who is not None:
                yield body, duty, None, None


def _within(observed: Period, started: dt.date | None, regulation: Regulation) -> Period | None:
    valid = regulation.file.valid
    first = max(day for day in (observed.first, started, valid.from_) if day is not None)
    last = min(day for day in (observed.last, valid.to) if day is not None)
    return Period(first, last) if first <= last else None


def _covered(body: str, duty: Duty, own: Sequence[Entry], found: Count) -> Covered:
    good, bad = (
        (found.met, found.late + found.no_record)
        if not found.covered_days + found.uncovered_days
        else (
            found.covered_days,
            found.uncovered_days,
        )
    )
    return Covered(
        body=body,
        duty=duty.id,
        article=duty.article,
        records=len(own),
        met=found.met,
        late=found.late,
        no_record=found.no_record,
        not_assessable=found.not_assessable,
        covered_days=found.covered_days,
        uncovered_days=found.uncovered_days,
        share=good / (good + bad) if good + bad else None,
        longest_gap_days=found.longest_gap,
        open_gap_days=found.open_gap,
        next_due=found.next_due,
    )


def _holes(
    regulation: Regulation,
    body: str,
    duty: Duty,
    own: Sequence[Entry],
    found: Count,
    organisation: Organisation | None,
    every: Mapping[str, Unit],
    holders: bool,
) -> Iterator[HoleFound]:
    days = [entry.on for entry in own]
    unit_body = every[body].body if body in every else body
    office = answering(regulation, duty, organisation, unit_body)
    for hole in found.holes:
        before, after = bisect_left(days, hole.period.first), bisect_right(days, hole.period.last)
        yield HoleFound(
            body=body,
            duty=duty.id,
            article=duty.article,
            status=hole.status,
            period=_name(hole.period),
            first=hole.period.first,
            last=hole.due if hole.status != "uncovered" else hole.period.last,
            found=hole.found,
            needed=hole.needed,
            before=_near(own[before - 1]) if before else None,
            after=_near(own[after]) if after < len(own) else None,
            office=office,
            holder=_holder(organisation, office, hole.due) if holders else msgspec.UNSET,
        )


def _near(entry: Entry) -> Near:
    return Near(entry.row, entry.on, entry.sheet)


@lru_cache(maxsize=65_536)
def _name(period: Period) -> str:
    return period.name


def answering(regulation: Regulation, duty: Duty, organisation: Organisation | None, body: str) -> str:
    """The office that answers for a duty of a body: the duty's own, else the first that the organisation lists for the body."""
    return _office(duty.who, organisation, body)


def _office(who: str | None, organisation: Organisation | None, body: str) -> str:
    offices = organisation.file.offices if organisation is not None else {}
    own = [name for name, office in offices.items() if office.of == body]
    if who in own:
        return str(who)
    return own[0] if own else who or ""


def _holder(organisation: Organisation | None, office: str, on: dt.date) -> str | msgspec.UnsetType | None:
    if organisation is None or office not in organisation.file.offices:
        return msgspec.UNSET
    for one in organisation.file.offices[office].holders:
        if (one.from_ or dt.date.min) <= on <= (one.to or dt.date.max):
            return one.name
    return None


def _ages(
    organisation: Organisation,
    every: Mapping[str, Unit],
    regulation: Regulation,
    records: Mapping[tuple[str, str], Sequence[Entry]],
    observed: Period,
) -> Iterator[AgeFound]:
    superiors = {unit.superior for unit in every.values()}
    reports: dict[tuple[str, str], list[Act]] = {}
    for unit in every.values():
        if unit.regulation is None or unit.name in superiors or unit.superior is None:
            continue
        above = chain_up(dict(every), unit.name)
        chain, informs = [], False
        for lower, upper in pairwise(above):
            if (lower.name, upper.name) not in reports:
                informing = [duty.id for duty in regulation.file.duties if goes_up(duty, lower, upper, regulation)]
                acts = [
                    Act(duty, lower.name, entry.on, order=entry.row) for duty in informing for entry in records.get((lower.name, duty), [])
                ]
                reports[lower.name, upper.name] = sorted(acts, key=lambda act: (act.on, act.order))
            chain.append(reports[lower.name, upper.name])
            informs = informs or any(goes_up(duty, lower, upper, regulation) for duty in regulation.file.duties)
        if not informs:
            continue
        arrivals = ages(chain, organisation.file.tie_order)
        last = age_on(arrivals, observed.last)
        peaks = [one.age_before for one in arrivals if one.age_before is not None] + ([last] if last is not None else [])
        yield AgeFound(tuple(one.name for one in above), max(peaks, default=None), last)
