"""A register of acts as a log of events, with the periods that were due and how each was met: what process-mining tools read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from zeren.logs.ocel import Thing, seconds_at
from zeren.logs.read import Entry
from zeren.logs.spool import Counts, Spool
from zeren.logs.tell import Teller
from zeren.logs.write import write_log
from zeren.model.language.calendar import Period
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.language.trace import Act, Trace
from zeren.model.language.units import Unit, duties_of, goes_up, units
from zeren.model.meaning.fulfilment import Instance, judge_duty
from zeren.model.meaning.judge import window_of

DAY = 86_400
STATES = {"met": "met", "late": "late", "no_performance": "not met", "not_assessable": "not assessable"}


def entries_of(trace: Trace) -> list[Entry]:
    """The acts of a trace as rows of a register."""
    return [
        Entry(row, act.on, act.by, act.duty, period=act.period, reference=act.reference or str(row))
        for row, act in enumerate(trace.acts, start=1)
    ]


def write_register(
    regulation: Regulation,
    organisation: Organisation,
    entries: Sequence[Entry],
    observed: Period,
    readings: Mapping[str, str],
    file: Path,
    *,
    holders: bool = False,
) -> Counts:
    """Write what a register says of the observed days as a log; gives how much the log holds.

    Args:
        holders: whether office-holders whom the register names are named.

    Raises:
        Refused: if the log cannot be written.
    """
    with closing(Spool()) as spool:
        _Register(regulation, organisation, observed, readings, spool, holders).tell_all(entries)
        return write_log(spool, file)


class _Register(Teller):
    def __init__(
        self,
        regulation: Regulation,
        organisation: Organisation,
        observed: Period,
        readings: Mapping[str, str],
        spool: Spool,
        holders: bool,
    ) -> None:
        super().__init__(spool, 0)
        self.regulation, self.readings, self.observed, self.holders = regulation, readings, observed, holders
        self.every = units(organisation)
        self.own = {
            unit.name: unit
            for unit in self.every.values()
            if unit.regulation is not None and organisation.regulations[unit.regulation].id == regulation.id
        }
        self.duties = {duty.id: duty for duty in regulation.file.duties}
        spool.header |= {"concept:name": organisation.id, "from": str(observed.first), "to": str(observed.last)}

    def tell_all(self, entries: Sequence[Entry]) -> None:
        """Every body, every period that was due, and every act."""
        first, last = seconds_at(self.observed.first), seconds_at(self.observed.last, DAY - 1)
        for unit in self.every.values():
            above = () if unit.superior is None else ((unit.superior, "stands below"),)
            self.spool.thing(Thing(unit.name, "body", (("kind", unit.body),), above))
            self.tell("begins", "observation", first, ((unit.name, "of"),))
            self.tell("ends", "observation", last, ((unit.name, "of"),))
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            if self.observed.holds(entry.on) and entry.body in self.every:
                groups.setdefault((entry.body, entry.duty), []).append(entry)
        for unit in self.own.values():
            for duty in duties_of(unit, self.regulation):
                self.fulfilled(unit, duty, groups.pop((unit.name, duty.id), []))
        for rest in groups.values():
            for entry in rest:
                self.act(entry, None)

    def fulfilled(self, unit: Unit, duty: Duty, entries: Sequence[Entry]) -> None:
        """One duty of one body: its periods, and the acts for it."""
        valid = self.regulation.file.valid
        span = Period(
            max(day for day in (self.observed.first, unit.started, valid.from_) if day is not None),
            min(day for day in (self.observed.last, valid.to) if day is not None),
        )
        ids: dict[int, str] = {}
        if span.first <= span.last:
            acts = [Act(duty.id, unit.name, entry.on, entry.period, order=place) for place, entry in enumerate(entries)]
            window = window_of(self.regulation, self.readings, unit.anchor)
            for one in judge_duty(duty, acts, span, window).instances:
                ids |= dict.fromkeys((act.order for act in one.acts), self.instance(unit, duty, one, span, distinct=window.distinct_days))
        for place, entry in enumerate(entries):
            self.act(entry, ids.get(place))

    def instance(self, unit: Unit, duty: Duty, one: Instance, span: Period, *, distinct: bool) -> str:
        """A period of a duty, from when on it was due, and how it was met."""
        named = one.period.name
        id_, trace = f"duty:{unit.name}/{duty.id}/{named}", f"{unit.name}/{duty.id}"
        values = (("duty", duty.id), ("article", duty.article), ("period", named), ("last_day", str(one.due)))
        self.spool.thing(Thing(id_, "duty instance", values, ((unit.name, "owed by"),)))
        objects = ((unit.name, "of"), (id_, "for"))
        begins, closes = seconds_at(max(one.period.first, span.first)), seconds_at(one.due, DAY - 1)
        self.tell("opens", duty.id, begins, objects, trace, period=named, last_day=str(one.due))
        self.becomes(id_, begins, "state", "open")
        if one.status == "late" or (one.status != "met" and one.due <= self.observed.last):
            self.becomes(id_, closes, "state", "not met" if one.status == "late" else STATES[one.status])
        if one.status in ("met", "late"):
            days = sorted(act.on for act in one.acts if one.status == "late" or act.on <= one.due)
            enough = (sorted(set(days)) if distinct else days)[one.needed - 1]
            self.becomes(id_, seconds_at(enough), "state", STATES[one.status])
        if one.due <= self.observed.last:
            state = "not met" if one.status == "late" else STATES[one.status]
            self.tell("closes", duty.id, closes, objects, trace, period=named, state=state)
        return id_

    def act(self, entry: Entry, instance: str | None) -> None:
        """One row of the register."""
        reference = entry.reference or str(entry.row)
        objects = [(entry.body, "by")] + ([] if instance is None else [(instance, "for")])
        values = {"act": entry.duty, "reference": reference} | ({} if entry.period is None else {"period": entry.period.name})
        unit, duty, time = self.every[entry.body], self.duties[entry.duty], seconds_at(entry.on)
        if unit.superior is not None and goes_up(duty, unit, self.every[unit.superior], self.regulation):
            report = f"report:{entry.body}/{entry.duty}/{entry.row}"
            related = [(entry.body, "from"), (unit.superior, "to")] + ([] if instance is None else [(instance, "for")])
            self.spool.thing(Thing(report, "report", (("duty", entry.duty),), tuple(related)))
            self.becomes(report, time, "state", "handed in")
            objects += [(report, "hands in"), (unit.superior, "to")]
        if entry.office:
            values["office"] = entry.office
            named = [("name", entry.holder)] if self.holders and entry.holder else []
            values |= {"holder": entry.holder} if named else {}
            who = "/".join([entry.body, entry.office, *(value for _, value in named)])
            known = (("office", entry.office), *named)
            self.spool.thing(Thing(f"holder:{who}", "office-holder", known, ((entry.body, "holds an office of"),)))
            objects.append((f"holder:{who}", "acts"))
        self.tell("done", entry.duty, time, tuple(objects), f"{entry.body}/{entry.duty}", **values)
