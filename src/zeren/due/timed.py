"""The filings that an event asks for, each with its due moment, as they show themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import msgspec

from zeren.due.deadline_text import DeadlinesReport, render_deadlines
from zeren.due.filings import OpenFiling, open_of
from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.edit_case import typed
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.link_case import OPEN
from zeren.model.language.load import load_regulation, open_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import Mistyped, read_moment, read_value, within_years
from zeren.model.language.written import Called
from zeren.model.meaning.deadlines import FilingAnswer
from zeren.model.meaning.filing_provisions import provisions_of
from zeren.model.meaning.open_deadlines import Place, open_deadlines
from zeren.model.meaning.provisions import sources
from zeren.model.solving.stance import fixed_readings
from zeren.shown import Shown
from zeren.voice.paint import Paint
from zeren.words import Language, default_language
from zeren.working_days import days_off, zone_of

Stated = Mapping[str, str | bool | int | dt.date]


class Timed(Shown, frozen=True):
    """Every filing of an event, judged at a moment; `holidays` names the days off that were counted, if any.

    `whenever` says what holds whatever the moment is, for calendars.
    """

    FONT: ClassVar[str] = "ui-monospace,monospace"

    regulation: Regulation
    case: Case
    filings: tuple[FilingAnswer, ...]
    zone: dt.tzinfo
    holidays: str | None
    now: dt.datetime
    readings: Mapping[str, str] = {}
    whenever: tuple[FilingAnswer, ...] = ()

    def told(self, language: Language, paint: Paint) -> str:
        return render_deadlines(self.regulation, self.filings, self.zone, self.holidays, self.now, language)

    @property
    def record(self) -> DeadlinesReport:
        return DeadlinesReport(
            regulation=self.regulation.id,
            zone=str(self.zone),
            holidays=self.holidays or "none",
            now=self.now,
            readings=dict(self.readings),
            filings=self.filings,
            provisions=provisions_of(self.regulation, self.filings),
            sources=sources(self.regulation),
        )

    def ical(self, language: Language | None = None) -> bytes:
        """What is still to be sent, as a file for a calendar program (iCalendar, RFC 5545)."""
        from zeren.due.ical import ical

        named = self.case.id if self.case.file else ""
        # the first moment tells one event without a name from another
        owner = named or str(min((one.astimezone(dt.UTC) for one in _moments(self.case)), default=""))
        due = [one for filing in self.whenever for one in open_of(named, "", filing) if isinstance(one, OpenFiling)]
        return ical(owner, "", self.regulation, [], due, self.zone, language or default_language())


def timed(
    what: str | Path | Regulation,
    at: Stated | None = None,
    facts: Stated | None = None,
    *,
    holidays: str = "",
    zone: str = "",
    now: dt.datetime | str | None = None,
    readings: Mapping[str, str] | None = None,
    stance: Stance | None = None,
    presume: bool = True,
    find_out: bool = False,
) -> Timed:
    """Judge the filings of an event; arguments and faults as in `zeren.deadlines`."""
    regulation, case = _event(what, at or {}, facts or {})
    judged_at = _now(now) or case.now or dt.datetime.now(dt.UTC)
    if not regulation.file.filings:
        raise Refused([Fault(case.file or str(what), 0, 0, said("has no filings", regulation.id))])
    stated = {one.term: value for one, value in case.facts.items() if one.sort == "matter"}
    off = holidays or case.holidays
    where = zone_of(zone or case.zone, off, _moments(case))
    try:
        place = Place(where, days_off(off), judged_at)
        fixed = _readings(regulation, case, stance, readings or {})
        found = open_deadlines(regulation, stated, place, fixed, presume=presume, find_out=find_out)
        whenever = open_deadlines(regulation, stated, place._replace(now=None), fixed, presume=presume)
    except Refused:
        raise
    except (ValueError, OverflowError) as error:
        raise Refused([Fault(case.file or str(what), 0, 0, said("a limit cannot be counted", error))]) from error
    return Timed(regulation, case, found, where, off, judged_at, fixed, whenever)


def _readings(regulation: Regulation, case: Case, stance: Stance | None, stated: Mapping[str, str]) -> Mapping[str, str]:
    """The option of every reading that is fixed: by what is asked for, by the case, or by grammar alone."""
    faults = [
        Fault(f"--reading {name}={option}", 0, 0, said("no reading", name), nearest(name, regulation.readings))
        if name not in regulation.readings
        else Fault(
            f"--reading {name}={option}", 0, 0, said("is no option", option), nearest(option, [*regulation.readings[name].one_of, OPEN])
        )
        for name, option in stated.items()
        if name not in regulation.readings or option not in (*regulation.readings[name].one_of, OPEN)
    ]
    if faults:
        raise Refused(faults)
    return fixed_readings(regulation, case, stance, stated)[1]


def _now(stated: dt.datetime | str | None) -> dt.datetime | None:
    """The moment of judgement that was stated, if any."""
    try:
        found = read_moment(stated) if isinstance(stated, str) and stated else stated or None
        found = within_years(found) if isinstance(found, dt.datetime) else found
    except Mistyped as error:
        raise Refused([Fault(f"--now {stated}", 0, 0, error.problem, error.advice)]) from None
    except ValueError:
        found = None
    if isinstance(found, dt.datetime) and found.tzinfo is not None:
        return found
    if stated:
        raise Refused([Fault(f"--now {stated}", 0, 0, said("expected a moment such as 2026-03-05T09"))])
    return None


def _moments(case: Case) -> Iterator[dt.datetime]:
    return (value for fact, value in case.facts.items() if fact.sort == "matter" and isinstance(value, dt.datetime))


def _event(what: str | Path | Regulation, at: Stated, facts: Stated) -> tuple[Regulation, Case]:
    """The regulation and the facts of an event: those of a case file, and over them those stated beside it."""
    if isinstance(what, Regulation):
        regulation, case = what, Case(id=what.id, regulation=what.id)
    elif str(what).endswith(".case.yaml"):
        regulation, case = open_case(Path(what))
    else:
        regulation = load_regulation(what)
        case = Case(id=regulation.id, regulation=regulation.id)
    sent = {one.id: one.sent for one in regulation.file.filings}
    known = {term.id: term for term in regulation.terms_of["matter"]}
    called = Called({term.id: term.text for term in known.values()})
    found, faults = dict(case.facts), []
    for flag, stated in (("--at", at), ("--fact", facts)):
        for name, value in stated.items():
            (meant, *others) = called.meant(sent.get(name, name) if flag == "--at" else name) or ("",)
            term = None if others else known.get(meant)
            place = f"{flag} {name}={value}"
            if term is None or (flag == "--at") != (term.kind == "moment"):
                names = [one.id for one in known.values() if (one.kind == "moment") == (flag == "--at")]
                kind = "moment" if flag == "--at" else "fact"
                faults.append(Fault(place, 0, 0, said("is no of", name, kind, regulation.id), nearest(name, names)))
                continue
            try:
                read = read_value(value, term.kind, term.options) if isinstance(value, str) else typed(case, term, value)
                found[FactId("matter", "", term.id)] = read
            except Mistyped as error:
                faults.append(Fault(place, 0, 0, error.problem, error.advice))
            except Refused as refused:
                faults += refused.faults
    if faults:
        raise Refused(faults)
    return regulation, msgspec.structs.replace(case, facts=found)
