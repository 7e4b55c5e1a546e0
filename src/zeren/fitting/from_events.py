"""What a log of events shows: every act with its second, who held an office then, what arose, was found, answered and decided.

The words are those of zeren's own logs (`zeren simulate --log`), which any other system can write, too. The clock is the one on the wall.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from zeren.fitting.offices import VERBS as OFFICE_VERBS
from zeren.fitting.offices import OfficeLife
from zeren.fitting.plans import Planned, plans_seen
from zeren.fitting.seen import Act, Place, Seen
from zeren.logs.objects import Occurred
from zeren.logs.ocel import seconds_at
from zeren.logs.vocabulary import VERBS
from zeren.model.language.organisation import Organisation
from zeren.model.language.reporting import steps
from zeren.model.language.units import units
from zeren.sim.program import DAY, Program

STATES = ("absent", "in_favour", "objected", "recorded")
_MOST_RETURNS = 5  # after so many, a report is taken whatever it says
_BY_LENGTH = sorted(VERBS, key=len, reverse=True)


class Told(NamedTuple):
    """An event in zeren's own words: what it is about, what happens, when, in which body, what it says, and the objects beside."""

    about: str
    verb: str
    time: int
    body: str
    known: Mapping[str, Any]
    others: tuple[tuple[str, str], ...]


def told(events: Iterable[Occurred], bodies: Mapping[str, object], zero: int) -> tuple[list[Told], int]:
    """The events that zeren has words for, in the order of time, in seconds after `zero`, and how many are none of these."""
    found: list[Told] = []
    left = 0
    for one in events:
        known = one.known
        verb = next((verb for verb in _BY_LENGTH if one.type.endswith(f" {verb}")), "done" if known.get("act") == one.type else "")
        moment = _moment(one.time)
        if not verb or moment is None:
            left += 1
            continue
        about = one.type.removesuffix(f" {verb}")
        body = _body(one, verb, bodies)
        if body is None:
            left += 1
            continue
        others = tuple((name, how) for name, how in one.related if name not in bodies)
        found.append(Told(about, verb, moment - zero, body, known, others))
    found.sort(key=lambda each: each.time)
    return found, left


def _moment(time: Any) -> int | None:
    try:
        moment = time if isinstance(time, dt.datetime) else dt.datetime.fromisoformat(str(time))
    except ValueError:
        return None
    return seconds_at(moment.date(), moment.hour * 3600 + moment.minute * 60 + moment.second)


def _body(one: Occurred, verb: str, bodies: Mapping[str, object]) -> str | None:
    trace = str(one.known.get("case:concept:name", "")).rpartition("/")[0]
    if trace in bodies and verb != "filed":
        return trace
    wanted = ("from",) if verb in ("returned", "read") else ("by", "of")
    own = [(name, how) for name, how in one.related if name in bodies]
    return next((name for name, how in own if how in wanted), own[0][0] if own else None)


def observed_seconds(events: Iterable[Told]) -> tuple[int, int] | None:
    """From when to when a log tells what happened: as it says itself, or else its whole days."""
    begins = ends = first = last = None
    for one in events:
        if one.about == "observation":
            begins = min(one.time, begins) if begins is not None and one.verb == "begins" else begins if one.verb == "ends" else one.time
            ends = max(one.time + 1, ends or 0) if one.verb == "ends" else ends
        first, last = min(one.time, first if first is not None else one.time), max(one.time, last if last is not None else one.time)
    if first is None or last is None:
        return None
    return (begins if begins is not None else first // DAY * DAY), (ends if ends is not None else (last // DAY + 1) * DAY)


class FromEvents:
    """Gathers what the events of a log show, from one second of the program to another."""

    def __init__(self, organisation: Organisation, program: Program, span: tuple[int, int]) -> None:
        self.organisation, self.file, self.program = organisation, organisation.file, program
        self.start, self.end = span
        self.seen = Seen()
        self.bodies = units(organisation)
        self.lives: dict[tuple[str, str], OfficeLife] = {}
        self.acts: dict[tuple[str, str], list[Act]] = {}
        self.handed: dict[tuple[str, str, str], list[tuple[int, bool]]] = {}  # each time a report was handed in, and whether it came back
        self.arisen: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.moments: dict[tuple[str, str, str], dict[str, tuple[int, str]]] = {}  # of an incident: when, and by whom
        self.marks: dict[tuple[str, str, str], str] = {}
        self.boards: dict[tuple[str, str], list[Told]] = {}

    def gather(self, events: Iterable[Told]) -> Seen:
        """Everything that is shown."""
        for one in events:
            if self.start <= one.time < self.end:
                self.seen.events += 1
                self.take(one)
        for life in self.lives.values():
            life.over(self.end)
        self.returned()
        idle = {key: life.idle for key, life in self.lives.items()}
        offices = {office for _, office in self.lives}
        for name in self.file.offices.keys() - offices:
            self.no_office(name)
        plans_seen(self.seen, Planned(self.organisation, self.program, self.start, self.end), self.acts, idle)
        self.incidents(idle)
        self.decisions()
        return self.seen

    def take(self, one: Told) -> None:
        if one.verb in OFFICE_VERBS and one.about in self.file.offices:
            key = (one.body, one.about)
            if key not in self.lives:
                self.lives[key] = OfficeLife(self.seen, one.about, one.body, self.start)
            self.lives[key].happens(one.verb, one.time)
        elif one.verb in ("done", "returned"):
            report = next((name for name, how in one.others if how in ("hands in", "takes up") or name.startswith("report:")), "")
            if report:
                self.handed.setdefault((one.body, one.about, report), []).append((one.time, one.verb == "returned"))
            if one.verb == "done" and not (report and len(self.handed[one.body, one.about, report]) > 1):
                self.act(one, one.time)
            elif one.verb == "returned" and len(self.handed[one.body, one.about, report]) == 1:
                self.act(one, one.time)  # it was ready when it was first handed in
        elif one.verb in ("arises", "found", "answered", "established", "filed"):
            self.incident(one)
        elif one.verb == "decided" and one.about in self.file.decisions:
            self.boards.setdefault((one.body, one.about), []).append(one)

    def act(self, one: Told, now: int) -> None:
        reference = str(one.known.get("reference") or next((name for name, _ in one.others if name.startswith("report:")), ""))
        last = reference.rpartition("/")[2]
        slot = int(last) - 1 if last.isdecimal() and reference.endswith(f"{one.body}/{one.about}/{last}") else None
        self.acts.setdefault((one.body, one.about), []).append(Act(now, now, named=str(one.known.get("period") or "") or None, slot=slot))

    def no_office(self, name: str) -> None:
        office, at = self.file.offices[name], ("offices", name)
        for part, there in (("turnover", office.turnover), ("absence", office.absence), ("deputy_after", office.deputy_after)):
            if there is not None:
                self.seen.why[*at, part] = "no offices"

    def returned(self) -> None:
        """How often a report came back, and how soon it was handed in again."""
        for (body, duty, _), times in self.handed.items():
            at = self.plan(body, duty)
            plan = self.file.plans.get(at[-1])
            if plan is None or plan.returned is None:
                continue
            back = sum(came_back for _, came_back in times)
            self.seen.trial((*at, "returned"), body, back, min(len(times), _MOST_RETURNS))
            for (first, came_back), later in zip(times, [*(time for time, _ in times[1:]), None], strict=True):
                if came_back:
                    self.seen.lasted((*at, "returned", "again"), first, later, self.end, body)

    def plan(self, body: str, duty: str) -> Place:
        key = f"{self.bodies[body].body}/{duty}"
        return ("plans", key if key in self.file.plans else duty)

    # incidents --------------------------------------------------------------------------------------------

    def incident(self, one: Told) -> None:
        own = next((name for name, how in one.others if how == "of"), one.others[0][0] if one.others else "")
        name = one.about
        if one.verb in ("established", "filed"):
            name = own.rpartition("/")[0].rpartition("/")[2] or str(one.known.get("case:concept:name", "")).rpartition("/")[2]
        body = own.removeprefix("incident:").rpartition("/")[0].rpartition("/")[0] or one.body
        if name not in self.file.incidents:
            return
        step = {"arises": "arisen", "found": "detected"}.get(one.verb, one.verb if one.verb == "answered" else one.about)
        key = (body, name, own)
        self.moments.setdefault(key, {}).setdefault(step, (one.time, one.body))
        if one.verb == "arises":
            self.arisen.setdefault((body, name), []).append((one.time, own))
        if one.verb in ("found", "answered") and "marks" in one.known:
            self.marks[key] = str(one.known["marks"])

    def incidents(self, idle: Mapping[tuple[str, str], list[tuple[int, int]]]) -> None:
        """How often incidents arise, how soon they are found and answered, what they bear, and what follows them."""
        for name, incident in self.file.incidents.items():
            at: Place = ("incidents", name)
            own = [body for body, unit in self.bodies.items() if unit.body == incident.of]
            if not any(key[1] == name for key in self.moments):
                continue
            for body in own:
                self.recurring((*at, "every"), body, [time for time, _ in self.arisen.get((body, name), [])])
            follows = {"detected_after": ("arisen", "detected"), "answered_after": ("detected", "answered")}
            for (body, which, own_id), times in self.moments.items():
                if which != name:
                    continue
                for part, (before, after) in follows.items():
                    if before in times:
                        end = times[after][0] if after in times else None
                        self.seen.lasted((*at, part), times[before][0], end, self.end, body)
                if (marks := self.marks.get((body, name, own_id))) is not None:
                    for mark, rule in incident.marks.items():
                        if rule.chance is not None:
                            self.seen.trial((*at, "marks", mark), body, mark in marks.split("+"))
                for step, timed in steps(incident).items():
                    part = "filings" if step in incident.filings else "moments"
                    if timed.after in times:
                        self.follows((*at, part, step), body, times[timed.after][0], times.get(step), timed.office, idle)

    def follows(
        self,
        at: Place,
        body: str,
        since: int,
        came: tuple[int, str] | None,
        office: str | None,
        idle: Mapping[tuple[str, str], list[tuple[int, int]]],
    ) -> None:
        """A moment or filing that comes a while after another, once the holder of its office is there."""
        if came is None:
            self.seen.length((*at, "delay"), self.end - since, float("inf"), body)
            return
        time, by = came
        waited = next((begin for begin, over in idle.get((by, office or ""), ()) if over == time), None)
        self.seen.length((*at, "delay"), (time if waited is None else max(waited, since)) - since, time - since, body)

    def recurring(self, at: Place, body: str, times: list[int]) -> None:
        """The lengths between things that happen again and again; the first has been running since before observation began."""
        since, running = self.start, True
        for time in times:
            self.seen.lasted(at, since, time, time, body, running=running)
            since, running = time, False
        self.seen.lasted(at, since, None, self.end, body, running=running)

    # decisions --------------------------------------------------------------------------------------------

    def decisions(self) -> None:
        """How often a board decides, how often wrongly, and how its members then stood."""
        for name, board in self.file.decisions.items():
            at: Place = ("decisions", name)
            own = [body for body, unit in self.bodies.items() if unit.body == board.of]
            if not any(key[1] == name for key in self.boards):
                continue
            for body in own:
                taken = self.boards.get((body, name), [])
                self.recurring((*at, "every"), body, [one.time for one in taken])
                for one in taken:
                    outcome = str(one.known.get("outcome", ""))
                    self.seen.trial((*at, "erroneous"), body, outcome in ("wrong", "averted"))
                    if outcome in ("wrong", "averted"):
                        self.stood(at, body, [how for _, how in one.others if how in STATES], averted=outcome == "averted")

    def stood(self, at: Place, body: str, states: list[str], *, averted: bool) -> None:
        if not states:
            for part in ("attends", "objects", "recorded", "heeded"):
                self.seen.why[*at, part] = "no members"
            return
        many = {state: states.count(state) for state in STATES}
        attended = len(states) - many["absent"]
        against = many["objected"] + many["recorded"]
        self.seen.trial((*at, "attends"), body, attended, len(states))
        self.seen.trial((*at, "objects"), body, against, attended)
        self.seen.trial((*at, "recorded"), body, many["recorded"], against)
        if against:
            self.seen.trial((*at, "heeded"), body, averted)
