"""A judged trace counted as a replication is: what the monitors of a run must equal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import msgspec
import numpy as np

from zeren.model.meaning.judge import Judgement
from zeren.sim.filings import count_filed, observed_span
from zeren.sim.monitors import Periods, count_gaps, whole_days
from zeren.sim.program import Program
from zeren.sim.tally import Tally, add


def tally_of(program: Program, judgements: Iterable[Judgement]) -> Tally:
    """Periods, gaps, covered days, the age of information, and filings, as `judge` found them."""
    tally: Tally = Tally()
    kind_of = {}
    span = next((observed_span(program, stream.asks) for stream in program.incidents if stream.asks is not None), None)
    for place, kind in enumerate(program.kinds):
        for index in range(kind.count):
            kind_of[kind.name if kind.count == 1 else f"{kind.name}-{index + 1}"] = place
    for judgement in judgements:
        for one in judgement.duties:
            body = program.kinds[kind_of[one.body]].name
            for instance in one.record.instances:
                tally[instance.status, body, one.duty, 0] += 1
            task = next(task for task in program.tasks if (program.kinds[task.kind].name, task.duty) == (body, one.duty))
            places = {int(first): number for number, first in enumerate(task.slots.first)}
            unmet = [places[(instance.period.first - program.start).days] for instance in one.record.instances if instance.status != "met"]
            whole = [gap for gap in one.record.gaps if gap.complete]
            days = [((gap.first - program.start).days, (gap.last - program.start).days) for gap in whole]
            periods = Periods(program, task, np.zeros((0, 0), np.uint8))
            count_gaps(tally, periods, days, [] if task.window == "rolling" else unmet)
            for gap in one.record.gaps:
                add(tally, "open_gap" if gap.begun else "open_start", body, one.duty, int(not gap.complete), gap.days)
            add(tally, "uncovered", body, one.duty, one.record.uncovered_days)
            add(tally, "assessable", body, one.duty, one.record.assessable_days)
            first, last = ((day - program.start).days for day in (one.observed.first, one.observed.last))
            if task.window == "rolling":
                add(tally, "whole", body, one.duty, whole_days(task, first, last))
            for instance in one.record.instances:
                cut = instance.period.first < one.observed.first or instance.due > one.observed.last
                add(tally, "met_cut", body, one.duty, int(cut and instance.status == "met"))
        for chain in judgement.chains:
            source, top = kind_of[chain.bodies[0]], kind_of[chain.bodies[-1]]
            if source not in program.bottom:  # a single body of a higher kind that happens to have nobody below
                continue
            arrivals = [
                ((one.on - program.start).days, None if one.fact is None else (one.fact - program.start).days) for one in chain.arrivals
            ]
            count_runs(tally, program, source, top, arrivals)
        for _, own in groupby(judgement.filings, key=lambda one: (one.of, one.event)):
            named = [msgspec.structs.replace(one, by=one.by and program.kinds[kind_of[one.by]].name) for one in own]
            count_filed(tally, named, span)
    return tally


def count_runs(tally: Tally, program: Program, source: int, receiver: int, arrivals: list[tuple[int, int | None]]) -> None:
    """The runs over which the age at a receiver grows day by day, from the days of arrival and the newest fact known then."""
    body, what = program.kinds[receiver].name, program.kinds[source].name
    fact, since = None, 0
    for day, newest in [*arrivals, (program.days, None)]:
        if day > program.days:
            continue
        if fact is not None and (day == program.days or newest != fact):
            begin, end = max(since, program.observed), day - 1
            if begin <= end:
                tally["age_from", body, what, begin - fact] += 1
                tally["age_to" if day < program.days else "age_still", body, what, end - fact] += 1
        if day < program.days and newest != fact:
            fact, since = newest, day
        elif day == program.days:
            return
