"""A log that was audited, as the audit shows itself."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from zeren.auditing.examine import Audit, audit
from zeren.auditing.signatories import signatories
from zeren.auditing.span import observed
from zeren.logs.limits import Limits
from zeren.logs.mapping import LogMapping, load_mapping
from zeren.logs.read import Log, explained, read_log
from zeren.model.language.calendar import Period
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import load_organisation, load_regulation
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.units import units
from zeren.model.meaning.filings import Local
from zeren.shown import Shown
from zeren.spans import days, window_readings
from zeren.voice.leaving import sheet
from zeren.voice.paint import Paint
from zeren.words import Language, default_language
from zeren.working_days import days_off, zone_of

if TYPE_CHECKING:
    from zeren.auditing.text import AuditText


class Audited(Shown, frozen=True):
    """A real log put beside the duties of a regulation: the rows as they were read, and what the audit found."""

    FONT: ClassVar[str] = "ui-monospace,monospace"

    regulation: Regulation
    organisation: Organisation | None
    log: Log
    audit: Audit
    details: bool | None = None

    def told(self, language: Language, paint: Paint) -> str:
        return sheet(self._words(language).lines(details=self.details))

    def _words(self, language: Language | None) -> AuditText:
        from zeren.auditing.text import AuditText

        return AuditText(self.regulation, self.audit, language or default_language(), self.organisation)

    @property
    def record(self) -> Audit:
        return self.audit

    @property
    def sound(self) -> bool:
        """Whether every row was counted and there is a record for everything that was due: silence is no clean bill."""
        return self.audit.state == "whole"

    def page(self, language: Language | None = None) -> str:
        """The list for putting things right: a page that needs nothing else, and prints on paper."""
        from zeren.auditing.page import page

        return page(self._words(language))

    def workbook(self, language: Language | None = None) -> bytes:
        """Everything that was found as an .xlsx workbook: totals, holes, coverage, and rows not counted; the same bytes every time."""
        from zeren.auditing.workbook import workbook

        return workbook(self._words(language))

    def preview(self, language: Language | None = None) -> str:
        """Row by row, what was understood and why a row was not counted."""
        words = self._words(language)
        names = words.names_of_acts()
        rows = explained(self.log, names)
        return "".join(f"{words.place(row, sheet)}{words.colon}{text.in_(words.language)}\n" for sheet, row, text in rows)

    def events(self, file: str | Path, *, holders: bool = False) -> None:
        """Write the log as one of events (OCEL 2.0 or XES, by the ending of the file's name), with the periods that were due.

        Raises:
            zeren.model.language.faults.Refused: if no organisation says what bodies there are, or the file cannot be written.
        """
        from zeren.auditing.register import write_register
        from zeren.logs.write import check_place

        if self.organisation is None:
            raise Refused([Fault(str(file), 0, 0, said("a log of events needs the"))])
        check_place(Path(file))
        period = Period(*self.audit.observed)
        write_register(self.regulation, self.organisation, self.log.entries, period, self.audit.readings, Path(file), holders=holders)


def audited(
    regulation: str | Path | Regulation,
    log: str | Path,
    *,
    organisation: str | Path | Organisation | None = None,
    mapping: str | Path | None = None,
    from_: dt.date | str | None = None,
    to: dt.date | str | None = None,
    as_of: dt.date | str | None = None,
    holders: bool = False,
    readings: Mapping[str, str] | None = None,
    zone: str = "",
    holidays: str = "",
    outliers: bool = False,
    details: bool | None = None,
    limits: Limits = Limits(),  # noqa: B008  # a tuple
    progress: Callable[[int], None] = lambda rows: None,
) -> Audited:
    """Read a log and audit it; arguments and faults as in `zeren.audit`."""
    stated = days({"--from": from_, "--to": to, "--as-of": as_of})
    with _collector_paused():
        rules = load_regulation(regulation) if isinstance(regulation, (str, Path)) else regulation
        own = load_organisation(organisation) if isinstance(organisation, (str, Path)) else organisation
        if own is not None:
            rules = next((one for one in own.regulations.values() if one.id == rules.id), rules)  # with its own limits
        every = list(units(own)) if own is not None else None
        words = load_mapping(Path(mapping), rules, every) if mapping is not None else LogMapping()
        named = zone or (own.file.zone if own is not None else None)
        free = holidays or (own.file.holidays if own is not None else None) or "none"
        off = days_off(free)
        where = zone_of(named, free, ()) if named else None
        rows = read_log(Path(log), rules, words, every, where, limits, progress)
        if own is not None:
            rows = rows._replace(unread=rows.unread + list(signatories(rows, own, units(own), holders=holders)))
        local = Local(where or zone_of(None, free, [row.first for row in rows.happened]), off)
        span, left_out = observed(rows, local, stated, own, keep=outliers)
        counted = window_readings(rules, own, readings or {})
        found = audit(rules, rows, span, counted, own, holders=holders, local=local, holidays=free, left_out=left_out)
    return Audited(rules, own, rows, found, details)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the garbage collector: among millions of rows there are no cycles, and it would take half of the time."""
    runs = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if runs:
            gc.enable()
