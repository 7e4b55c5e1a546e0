"""What an incident asks for, made ready for the engines: its moments and filings in order, and the law by which they are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import msgspec

from zeren.model.language.behaviour import Incident, Timed
from zeren.model.language.lengths import number
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.reporting import matter_facts, steps
from zeren.model.language.terms import MaybeValue
from zeren.model.language.units import filer, first_units, span
from zeren.model.meaning.filings import Local, weekend
from zeren.model.meaning.time_limits import Off
from zeren.sim.spread import Spread, spread

MARGIN = 400  # days after the end of a run for which days off are still told


def asking(organisation: Organisation, incident: Incident, kinds: Sequence[str], offices: Sequence[str], off: Off) -> Asking:
    """What an incident of an organisation asks for."""
    bodies = first_units(organisation)
    unit = next(one for one in bodies.values() if one.body == incident.of)
    regulation = organisation.regulations[str(unit.regulation)]
    filers = {one.id: filer(one.who, unit, bodies) for one in regulation.asked}
    days = span(organisation)
    every = [days.first + dt.timedelta(days=day) for day in range(days.days + MARGIN)]
    return Asking(
        regulation=regulation,
        local=Local(ZoneInfo(str(organisation.file.zone)), DaysOff(frozenset(filter(off, every)), every[-1])),
        start=days.first,
        steps=tuple(_step(name, one, name in incident.filings, offices) for name, one in steps(incident).items()),
        facts=matter_facts(regulation, incident.case.matter),
        added={mark: matter_facts(regulation, facts) for mark, facts in incident.facts.items()},
        started={one.id: incident.filings[one.id].runs_from or "detected" for one in regulation.event_duties if one.id in incident.filings},
        filers={name: None if one is None else kinds.index(one.body) for name, one in filers.items()},
    )


def _step(name: str, one: Timed, filed: bool, offices: Sequence[str]) -> Step:
    return Step(
        name,
        one.after,
        None if one.delay is None else spread(one.delay),
        0.0 if one.skipped is None else number(one.skipped.chance),
        filed,
        None if one.office is None else offices.index(one.office),
    )


class DaysOff(msgspec.Struct, frozen=True):
    """Days on which nobody works, up to `last`; after it only weekends are known."""

    days: frozenset[dt.date]
    last: dt.date

    def __call__(self, day: dt.date) -> bool:
        return day in self.days if day <= self.last else weekend(day)


class Step(msgspec.Struct, frozen=True):
    """A moment of an incident, or a filing: when it comes after another, whether it is left out, and whom it waits for."""

    name: str
    after: str
    delay: Spread | None
    skipped: float
    filed: bool
    office: int | None = None


class Asking(msgspec.Struct, frozen=True):
    """What an incident asks for.

    `facts` are those of the matter, `added` what each mark adds to them. `started` names the moment from which the time of each duty
    runs that has no clocks of its own, `filers` the kind of bodies that files each filing.
    """

    regulation: Regulation
    local: Local
    start: dt.date
    steps: tuple[Step, ...]
    facts: Mapping[str, MaybeValue]
    added: Mapping[str, Mapping[str, MaybeValue]]
    started: Mapping[str, str]
    filers: Mapping[str, int | None]

    def moment(self, second: int) -> dt.datetime:
        """The moment of a second of the run."""
        return (self.local.midnight(self.start).astimezone(dt.UTC) + dt.timedelta(seconds=second)).astimezone(self.local.zone)

    def second(self, moment: dt.datetime) -> int:
        """The second of the run at which a moment falls."""
        return int(moment.timestamp() - self.local.midnight(self.start).timestamp())
