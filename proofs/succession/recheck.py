"""Checking the certificates of `zeren succession` again: nothing that stands in them is believed.

Every row is built anew from the regulation's own text, and must be that row. Of what it brings, an invariant is read into
terms and printed again, so that the scripts around it hold no other text; cvc5, which did not write them, must find no
model; histories are put before the definition; and every bearer of a duty must have been answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import fields, replace

from zeren.model.language.calendar import calendar_period
from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty
from zeren.model.meaning.succession import Offices, offices
from zeren.model.solving.script import excluded
from zeren.model.solving.undecided import Undecided
from zeren.proofs.certificates import smt
from zeren.proofs.certificates.files import Folder, RegulationRecord, Wrong, each_once, file_name, read_manifest
from zeren.proofs.certificates.recheck import Recheck
from zeren.proofs.certificates.rejection import Reason, Rejected, reasons_of
from zeren.proofs.succession.certificate import MANIFEST, ROW, SuccessionManifest, row_place, scripts
from zeren.proofs.succession.dated import Story, replay
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import clauses_of, written
from zeren.proofs.succession.history import History
from zeren.proofs.succession.table import Row, asked, bearers, spans_of
from zeren.proofs.succession.told import clause_in_words

MOST_HAPPENINGS = 1_000  # in one history
MOST_DAYS = 100_000  # that pass at once in it


def recheck(folder: Path, *, trust_z3: bool = False) -> Iterator[Recheck]:
    """Check every certificate of a folder again.

    Args:
        trust_z3: whether scripts are decided again by Z3 itself where cvc5 is not installed.
    """
    try:
        manifest: SuccessionManifest = read_manifest(folder, MANIFEST, SuccessionManifest)
    except Wrong as wrong:
        yield Recheck(MANIFEST, reasons_of(wrong))
        return
    files, sound = Folder(folder, manifest.files), True
    for record, twice in each_once(manifest.regulations):
        for one in _regulation(files, record, twice, manifest.sudden, trust_z3):
            sound = sound and one.accepted
            yield one
    if sound and (idle := files.unused()):
        yield Recheck(MANIFEST, tuple(Reason("idle", (name,)) for name in idle))


def _regulation(files: Folder, record: RegulationRecord, twice: Wrong | None, sudden: bool, trust_z3: bool) -> Iterator[Recheck]:
    try:
        if twice is not None:
            raise twice
        regulation = files.regulation(record)
    except (Wrong, Refused) as wrong:
        yield Recheck(file_name(record.id), reasons_of(wrong))
        return
    yield from _Rechecker(files, regulation, record.verdicts, sudden, trust_z3).all()


class _Rechecker:
    """Checks the rows of one regulation, each at its place in the table."""

    def __init__(self, files: Folder, regulation: Regulation, listed: tuple[str, ...], sudden: bool, trust_z3: bool) -> None:
        self.files, self.regulation, self.listed, self.sudden = files, regulation, listed, sudden
        self.again = trust_z3 and not smt.installed()
        self.number, self.places = 0, list[str]()

    def all(self) -> Iterator[Recheck]:
        for name, duties in bearers(self.regulation):
            row = asked(self.regulation, name, duties, self.sudden)
            found, holds = self._row(row, duties)
            yield found
            if name is not None and not holds:  # where every day holds, so does every period
                for per in spans_of(duties):
                    yield self._row(replace(row, question="every_period", per=per), duties)[0]
        if tuple(self.places) != self.listed:
            beside = [one for one in self.listed if one not in self.places] or [file_name(self.regulation.id)]
            yield from (Recheck(file_name(one), (Reason("no_such_question"),)) for one in beside)

    def _row(self, row: Row, duties: tuple[Duty, ...]) -> tuple[Recheck, bool]:
        """What became of the next row, and whether it says that it holds."""
        self.number += 1
        place = row_place(self.regulation.id, self.number)
        if place not in self.listed:
            what = "/".join(filter(None, (file_name(self.regulation.id), file_name(row.bearer or "nobody"), row.question, row.per)))
            return Recheck(what, (Reason("no_answer"),)), False
        self.places.append(place)
        holds = False
        try:
            told: Row = self.files.record(f"{place}/{ROW}", Row)
            holds = told.verdict == "holds"
            proofs = self._check(place, told, replace(row, certificate=place), duties)
        except (Rejected, Undecided) as wrong:
            return Recheck(place, reasons_of(wrong)), holds
        except RecursionError:
            return Recheck(place, (Reason("too_deep"),)), holds
        cases = int(told.story is not None)
        return Recheck(place, (), proofs, cases, repeated=proofs if self.again else 0, orderly=not self.sudden), holds

    def _check(self, place: str, told: Row, row: Row, duties: tuple[Duty, ...]) -> int:
        """How many scripts of a row were decided. Raises if it is not the row that the regulation and its proof give."""
        if told.verdict == "unknown":
            raise Wrong("left_undecided", told.reason or "no reason given")
        if row.bearer is None:
            if told.verdict != "breaks":
                raise Wrong("nobody_named")
            _refuse_other(told, row)
            return 0
        own = offices(self.regulation, row.bearer, self.sudden)
        encoding = Encoding(own, row.per)
        if told.verdict == "holds":
            clauses = clauses_of(told.formula, encoding.variables)
            row = replace(row, verdict="holds", formula=written(clauses))
            decided = self._scripts(place, row)
            words = tuple(clause_in_words(clause, encoding, self.regulation) for clause in clauses)
            _refuse_other(told, replace(row, invariant=words))
            return decided
        row = replace(row, history=_history(told, row, own, duties), story=told.story)
        _refuse_other(told, row)
        return self._scripts(place, row)

    def _scripts(self, place: str, row: Row) -> int:
        wanted = scripts(self.regulation, row, self.sudden)
        for name, text in wanted.items():
            if self.files.read(f"{place}/{name}.smt2") != text:
                raise Wrong("other_script", name)
            if not (excluded(text) if self.again else smt.excluded(text)):
                raise Wrong(name)
        return len(wanted)


def _history(told: Row, row: Row, own: Offices, duties: tuple[Duty, ...]) -> History:
    """The history of a row, which the definition has shown to happen as its story says."""
    history, story = told.history, told.story
    if history is None or story is None:
        raise Wrong("no_history")
    *before, last = history.happenings or (None,)
    if last is None or last.event is not None or len(before) > MOST_HAPPENINGS or not 0 <= history.least <= len(before):
        raise Wrong("other_history")
    if any(not 1 <= one.days <= MOST_DAYS if one.event is None else one.days for one in history.happenings):
        raise Wrong("other_history")
    if row.per is None and last.days != 1:
        raise Wrong("other_history")
    if _happened(history, story, row, own, duties) != story:
        raise Wrong("other_history")
    return history


def _happened(history: History, story: Story, row: Row, own: Offices, duties: tuple[Duty, ...]) -> Story | None:
    """The story of a history that begins on a day, where every period begins with its first; None if the calendar has none."""
    per = row.per or next(iter(spans_of(duties)), None)
    try:
        if row.per is not None and calendar_period(story.begins, row.per).first != story.begins:
            return None
        return replay(own, history, story.begins, row.per is not None, per)
    except (OverflowError, ValueError):  # beyond the years of the calendar
        return None


def _refuse_other(told: Row, row: Row) -> None:
    """Refuse a row that says anything else than this one."""
    for field in fields(Row):
        if getattr(told, field.name) != getattr(row, field.name):
            raise Wrong("other_row", field.name)
