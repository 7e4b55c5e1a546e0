"""What a table of acts shows: the days on which duties were done, and the moments of events and of what was filed after them."""

from __future__ import annotations

import datetime as dt
import math

from zeren.fitting.plans import Planned, at_day, plans_seen
from zeren.fitting.seen import Act, Place, Seen
from zeren.logs.happened import Happened
from zeren.logs.read import Log
from zeren.model.language.organisation import Organisation
from zeren.model.language.reporting import steps
from zeren.model.language.units import units
from zeren.sim.program import DAY, Program


def from_rows(organisation: Organisation, program: Program, log: Log, span: tuple[dt.date, dt.date]) -> Seen:
    """What the rows of a log show, of the days from one to another; an act is known to its day only."""
    seen = Seen()
    start, end = at_day(program, span[0])[0], at_day(program, span[1])[1] + 1
    acts: dict[tuple[str, str], list[Act]] = {}
    for entry in log.entries:
        if entry.on <= span[1]:
            seen.events += 1
            named = None if entry.period is None else entry.period.name
            acts.setdefault((entry.body, entry.duty), []).append(Act(*at_day(program, entry.on), named))
    plans_seen(seen, Planned(organisation, program, start, end), acts, {})
    _no_comings_and_goings(seen, organisation)
    _events(seen, organisation, log.happened, span[1])
    return seen


def _no_comings_and_goings(seen: Seen, organisation: Organisation) -> None:
    """A table of acts does not tell when somebody took an office, left it or was away."""
    for name in organisation.file.offices:
        for part in ("turnover", "absence", "deputy_after"):
            seen.why["offices", name, part] = "no offices"


def _events(seen: Seen, organisation: Organisation, happened: tuple[Happened, ...], last: dt.date) -> None:
    """How long after another moment of an event each came."""
    bodies = units(organisation)
    known: dict[tuple[str, str], dict[str, Happened]] = {}
    for row in happened:
        seen.events += 1
        known.setdefault((row.body, row.event), {}).setdefault(row.id, row)
    for name, incident in organisation.file.incidents.items():
        for (body, _), times in known.items():
            if body not in bodies or bodies[body].body != incident.of:
                continue
            for step, timed in steps(incident).items():
                if timed.after not in times:
                    continue
                at: Place = ("incidents", name, "filings" if step in incident.filings else "moments", step, "delay")
                before, came = times[timed.after], times.get(step)
                if came is None:
                    over = dt.datetime.combine(last, dt.time(), before.last.tzinfo) + dt.timedelta(seconds=DAY)
                    seen.length(at, (over - before.last).total_seconds(), math.inf, body)
                    continue
                least, most = (came.first - before.last).total_seconds(), (came.last - before.first).total_seconds()
                if most >= 0:
                    seen.length(at, least, most, body)
                else:
                    seen.early[at] += 1
