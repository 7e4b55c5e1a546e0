"""Checking the certificates of `zeren succession` again: nothing that stands in them is believed.

The scripts must be the ones that the regulation's own text asks for, and cvc5, which did not write them, must find no
model; histories are put before the definition; and every bearer of a duty must have been answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.succession import offices
from zeren.model.solving.script import excluded
from zeren.model.solving.undecided import Undecided
from zeren.proofs import smt
from zeren.proofs.recheck import Recheck
from zeren.proofs.rejection import Reason, reasons_of
from zeren.proofs.stored import Folder, RegulationRecord, Stored, Wrong, read_manifest, read_record
from zeren.proofs.succession.certificate import MANIFEST, SuccessionManifest, scripts
from zeren.proofs.succession.dated import Disagreement, replay
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.formula import Unreadable, clauses_of
from zeren.proofs.succession.table import Row, bearers, spans_of


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
    stored = {one.file: one for one in manifest.files}
    for record in manifest.regulations:
        yield from _regulation(folder, record, stored, manifest.sudden, trust_z3)


def _regulation(folder: Path, record: RegulationRecord, stored: Mapping[str, Stored], sudden: bool, trust_z3: bool) -> Iterator[Recheck]:
    files = Folder(folder, stored)
    try:
        regulation = files.regulation(record)
    except (Wrong, Refused) as wrong:
        yield Recheck(record.id, reasons_of(wrong))
        return
    rows: list[Row] = []
    for name in record.verdicts:
        try:
            row: Row = read_record(files.read(f"{name}/row.json").encode(), Row)
            if _key(row) in map(_key, rows):
                raise Wrong("same_question")
            rows.append(row)
            yield _row(files, name, regulation, row, sudden, trust_z3)
        except ValueError as wrong:
            yield Recheck(name, reasons_of(wrong))
    yield from (Recheck(f"{record.id}/{what}", (Reason("no_answer"),)) for what in _missing(regulation, rows))


def _key(row: Row) -> tuple[str | None, str, str | None]:
    return row.bearer, row.question, row.per


def _missing(regulation: Regulation, rows: list[Row]) -> Iterator[str]:
    """The questions without a certificate; where every day holds, so does every period."""
    found = {_key(row): row for row in rows}
    for bearer, duties in bearers(regulation):
        name = bearer or "nobody"
        day = found.get((bearer, "every_day", None))
        if day is None:
            yield f"{name}/every_day"
        if bearer is not None and (day is None or day.verdict != "holds"):
            yield from (f"{name}/every_period/{per}" for per in spans_of(duties) if (bearer, "every_period", per) not in found)


def _row(files: Folder, place: str, regulation: Regulation, row: Row, sudden: bool, trust_z3: bool) -> Recheck:
    try:
        again = trust_z3 and not smt.installed()
        proofs = _check(files, place, regulation, row, sudden, excluded if again else smt.excluded)
    except (Wrong, Disagreement, Undecided, Unreadable) as wrong:
        return Recheck(place, reasons_of(wrong))
    return Recheck(place, (), proofs, int(row.story is not None), repeated=proofs if again else 0)


def _check(files: Folder, place: str, regulation: Regulation, row: Row, sudden: bool, excludes: Callable[[str], bool]) -> int:
    """How many scripts of a row were decided. Raises if it is wrong."""
    duties = dict(bearers(regulation)).get(row.bearer)
    if duties is None or row.duties != tuple(duty.id for duty in duties) or (row.per is not None and row.per not in spans_of(duties)):
        raise Wrong("other_duties")
    if row.wording != "as_written" or (row.question == "every_period") != (row.per is not None):
        raise Wrong("other_wording")
    if row.verdict == "unknown":
        raise Wrong("left_undecided", row.reason or "no reason given")
    if row.bearer is None:
        if row.verdict != "breaks":
            raise Wrong("nobody_named")
        return 0
    own = offices(regulation, row.bearer, sudden)
    encoding = Encoding(own, row.per)
    if row.verdict == "holds":
        clauses_of(row.formula, encoding.variables)  # nothing but a formula over the state
    elif row.history is None or row.story is None:
        raise Wrong("no_history")
    else:
        per = row.per or next(iter(spans_of(duties)), None)
        if replay(own, row.history, row.story.begins, row.per is not None, per) != row.story:
            raise Wrong("other_history")
    asked = scripts(regulation, row, sudden)
    for name, text in asked.items():
        if files.read(f"{place}/{name}.smt2") != text:
            raise Wrong("other_script", name)
        if not excludes(text):
            raise Wrong(name)
    return len(asked)
