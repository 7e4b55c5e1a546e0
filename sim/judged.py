"""A judged trace counted as a replication is: what the monitors of a run must equal."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.model.meaning.judge import Judgement
from zeren.sim.monitors import Periods, count_gaps, count_runs
from zeren.sim.program import Program
from zeren.sim.tally import Tally, add


def tally_of(program: Program, judgements: Iterable[Judgement]) -> Tally:
    """Periods, gaps, covered days and the age of information, as `judge` found them."""
    tally: Tally = Tally()
    kind_of = {}
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
            statuses = [(places[(instance.period.first - program.start).days], instance.status) for instance in one.record.instances]
            whole = [gap for gap in one.record.gaps if gap.complete]
            days = [((gap.first - program.start).days, (gap.last - program.start).days) for gap in whole]
            count_gaps(tally, Periods(task), body, days, [] if task.window == "rolling" else list(statuses))
            for gap in one.record.gaps:
                add(tally, "open_gap", body, one.duty, int(not gap.complete), gap.days)
            add(tally, "uncovered", body, one.duty, one.record.uncovered_days)
            add(tally, "assessable", body, one.duty, one.record.assessable_days)
        for chain in judgement.chains:
            source, top = kind_of[chain.bodies[0]], kind_of[chain.bodies[-1]]
            if source not in program.bottom:  # a single body of a higher kind that happens to have nobody below
                continue
            arrivals = [
                ((one.on - program.start).days, None if one.fact is None else (one.fact - program.start).days) for one in chain.arrivals
            ]
            count_runs(tally, program, source, top, arrivals)
    return tally
