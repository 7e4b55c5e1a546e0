"""Fitting the numbers of an organisation to a log, as the finding shows itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.auditing.span import observed
from zeren.fitting.from_events import FromEvents, observed_seconds, told
from zeren.fitting.from_rows import from_rows
from zeren.fitting.measure import measure
from zeren.fitting.plans import program_over
from zeren.fitting.report import FitReport
from zeren.fitting.seen import Seen
from zeren.fitting.written import written
from zeren.logs.events import EVENT_LOGS, occurrences
from zeren.logs.files import ending
from zeren.logs.happened import Happened
from zeren.logs.limits import Limits
from zeren.logs.mapping import LogMapping, load_mapping
from zeren.logs.objects import Occurred
from zeren.logs.ocel import moment, seconds_at
from zeren.logs.read import Entry, read_log
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import load_organisation
from zeren.model.language.organisation import Organisation
from zeren.model.language.said import said
from zeren.model.language.source import read_source
from zeren.model.language.units import units
from zeren.model.language.whole import write_whole
from zeren.model.meaning.filings import Local
from zeren.shown import Shown
from zeren.sim.program import DAY
from zeren.spans import days
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.words import Language
from zeren.working_days import days_off, zone_of

if TYPE_CHECKING:
    from zeren.fitting.text import FitText


class Fit(Shown, frozen=True):
    """What a log says of an organisation's numbers, and the file with them in it."""

    organisation: Organisation
    report: FitReport
    before: str  # the text of the file

    def told(self, language: Language, paint: Paint) -> str:
        return sheet(self._words(language).lines())

    def _words(self, language: Language) -> FitText:
        from zeren.fitting.text import FitText

        return FitText(self.organisation, self.report, language)

    @property
    def record(self) -> FitReport:
        return self.report

    @property
    def whole(self) -> bool:
        """Whether every number that was asked for was fitted."""
        return all(one.reason in (None, "no delay", "none left out") for one in self.report.numbers)

    def file(self) -> str:
        """The organisation's file with what was fitted, each number with its interval and its source."""
        return written(self.before, Path(self.report.log).name, self.report.numbers)

    def write(self, file: str | Path) -> None:
        """Write the file with what was fitted, whole or not at all.

        Raises:
            OSError: if it cannot be written.
        """
        write_whole(file, self.file())


def fitted(
    organisation: str | Path,
    log: str | Path,
    *,
    mapping: str | Path | None = None,
    from_: dt.date | str | None = None,
    to: dt.date | str | None = None,
    everything: bool = False,
    limits: Limits = Limits(),  # noqa: B008  # a tuple
    progress: Callable[[int], None] = lambda rows: None,
) -> Fit:
    """Fit the numbers of an organisation; arguments and faults as in `zeren.fit`."""
    text, own = read_source(organisation).text, load_organisation(organisation)
    stated = days({"--from": from_, "--to": to})
    seen, span = None, None
    if ending(Path(log)) in EVENT_LOGS and mapping is None:
        seen, span = _of_events(own, Path(log), stated, limits, progress)
    if seen is None or span is None:
        seen, span = _of_rows(own, Path(log), mapping, stated, limits, progress)
    report = FitReport(
        organisation=own.id,
        log=str(log),
        observed=span,
        events=seen.events,
        not_used=seen.unknown,
        numbers=tuple(measure(own.file, seen, everything=everything)),
    )
    return Fit(own, report, text)


def _of_events(
    organisation: Organisation, log: Path, stated: Mapping[str, dt.date], limits: Limits, progress: Callable[[int], None]
) -> tuple[Seen | None, tuple[dt.date, dt.date] | None]:
    """What a log in zeren's own words shows; nothing if it is in others."""
    zero = seconds_at(organisation.file.from_)

    def counted() -> Iterator[Occurred]:
        for number, one in enumerate(occurrences(log, limits), start=1):
            if not number % 20_000:
                progress(number)
            yield one

    events, left = told(counted(), units(organisation), zero)
    whole = observed_seconds(events)
    if whole is None or not any(one.verb not in ("done", "filed") for one in events):
        return None, None
    first = seconds_at(stated["--from"]) - zero if "--from" in stated else whole[0]
    end = seconds_at(stated["--to"]) - zero + DAY if "--to" in stated else whole[1]
    if first >= end:
        raise Refused([Fault(str(log), 0, 0, said("observed ends first"))])
    span = moment(zero + first).date(), moment(zero + end - 1).date()
    program = program_over(organisation, *span)
    moved = (organisation.file.from_ - program.start).days * DAY  # the program may begin years before
    events = [one._replace(time=one.time + moved) for one in events]
    seen = FromEvents(organisation, program, (first + moved, end + moved)).gather(events)
    seen.unknown = left
    return seen, span


def _of_rows(
    organisation: Organisation,
    log: Path,
    mapping: str | Path | None,
    stated: Mapping[str, dt.date],
    limits: Limits,
    progress: Callable[[int], None],
) -> tuple[Seen, tuple[dt.date, dt.date]]:
    """What a table of acts shows, under the regulation that most of its rows are acts of."""
    file, bodies = organisation.file, list(units(organisation))
    zone = zone_of(file.zone, file.holidays or "none", ()) if file.zone else None
    read = []
    for rules in organisation.regulations.values():
        words = load_mapping(Path(mapping), rules, bodies) if mapping is not None else LogMapping()
        read.append(read_log(log, rules, words, bodies, zone, limits, progress))
    rows = max(read, key=lambda one: len(one.entries) + len(one.happened))
    local = Local(zone or zone_of(None, "none", [row.first for row in rows.happened]), days_off(file.holidays or "none"))
    period, _ = observed(rows, local, {"--from": _first(rows.entries, rows.happened, file.from_), **stated}, organisation)
    span = (period.first, period.last)
    seen = from_rows(organisation, program_over(organisation, *span), rows, span)
    seen.unknown = rows.rows - seen.events
    return seen, span


def _first(entries: list[Entry], happened: tuple[Happened, ...], otherwise: dt.date) -> dt.date:
    """The first day of a log that may be older than what the organisation's file simulates."""
    return min([*(one.on for one in entries), *(one.first.date() for one in happened)], default=otherwise)
