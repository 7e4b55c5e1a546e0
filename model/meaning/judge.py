"""Judging a trace: how every body of an organisation fulfilled its duties, and how old information was at the top.

`judge` is to a trace what `evaluate` is to a case: the definition, plain and slow, without a solver; the monitors of
a simulation and the audit of a real log are measured against it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise

import msgspec

from zeren.model.language.calendar import Period
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.trace import Act, Trace
from zeren.model.language.units import Unit, chain_up, duties_of, filer, goes_up, units
from zeren.model.meaning.ages import Arrival, ages
from zeren.model.meaning.filings import WEEKENDS, Filed, Filer, Local, judge_events
from zeren.model.meaning.fulfilment import Kind, Record, Window, judge_duty


class Judged(msgspec.Struct, frozen=True):
    """How one body of an organisation fulfilled one duty."""

    body: str
    duty: str
    article: str
    observed: Period
    record: Record


class Chain(msgspec.Struct, frozen=True):
    """What reached the top of a chain of bodies, the lowest named first."""

    bodies: tuple[str, ...]
    arrivals: tuple[Arrival, ...]


class Judgement(msgspec.Struct, frozen=True):
    """A trace under the duties of a regulation: every recurring duty of every body, every chain of reports from the bottom up,
    and every filing and duty that an event asked for.
    """

    duties: tuple[Judged, ...]
    chains: tuple[Chain, ...]
    filings: tuple[Filed, ...] = ()


def judge(
    regulation: Regulation, organisation: Organisation, trace: Trace, readings: Mapping[str, str], local: Local = WEEKENDS
) -> Judgement:
    """Judge what the bodies of an organisation under one regulation did, with these readings fixed.

    Args:
        local: where days begin and end, and on which nobody works; by these, filings are due.
    """
    every = units(organisation)
    own = [unit for unit in every.values() if unit.regulation is not None and organisation.regulations[unit.regulation] is regulation]
    duties: list[Judged] = []
    for unit in own:
        for duty in duties_of(unit, regulation):
            observed = Period(
                max(trace.observed.first, unit.started or trace.observed.first, regulation.file.valid.from_ or trace.observed.first),
                min(trace.observed.last, regulation.file.valid.to or trace.observed.last),
            )
            if observed.first > observed.last:
                continue
            acts = [act for act in trace.acts if (act.by, act.duty) == (unit.name, duty.id)]
            window = window_of(regulation, readings, unit.anchor)
            duties.append(Judged(unit.name, duty.id, duty.article, observed, judge_duty(duty, acts, observed, window)))
    superiors = {unit.superior for unit in every.values()}
    chains: list[Chain] = []
    for unit in own:
        if unit.name not in superiors and unit.superior is not None:
            above = chain_up(every, unit.name)
            reports = [reports_up(lower, upper, organisation, trace) for lower, upper in pairwise(above)]
            chains.append(Chain(tuple(one.name for one in above), ages(reports, organisation.file.tie_order)))
    own_names = {unit.name for unit in own}
    events = [event for event in trace.events if event.of in own_names]
    filings = judge_events(regulation, events, trace.acts, trace.observed, local, filer_of(every))
    return Judgement(tuple(duties), tuple(chains), tuple(filings))


def filer_of(every: Mapping[str, Unit]) -> Filer:
    """Which body of an organisation files what an event of another asks for."""

    def files(who: str | None, body: str) -> str | None:
        found = filer(who, every[body], every)
        return None if found is None else found.name

    return files


def reports_up(unit: Unit, above: Unit, organisation: Organisation, trace: Trace) -> list[Act]:
    """The acts by which a body informs the one above it."""
    if unit.regulation is None:
        return []
    regulation = organisation.regulations[unit.regulation]
    informing = {duty.id for duty in regulation.file.duties if goes_up(duty, unit, above, regulation)}
    return [act for act in trace.acts if act.by == unit.name and act.duty in informing]


def window_of(regulation: Regulation, readings: Mapping[str, str], anchor: dt.date | None) -> Window:
    """How periods are counted under fixed readings; calendar periods, and every act counted, where nothing is fixed."""
    windows = regulation.file.windows
    if windows is None:
        return Window()
    kinds: dict[str | None, Kind] = {windows.calendar: "calendar", windows.rolling: "rolling", windows.anchored: "anchored"}
    same = windows.same_day
    distinct = same is not None and readings.get(same.reading) == same.distinct
    kind = kinds.get(readings.get(windows.reading), "calendar")
    return Window(kind, anchor if kind == "anchored" else None, distinct)
