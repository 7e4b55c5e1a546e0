"""Certificates of `zeren succession`: the scripts around each invariant, and each history, to be checked without trusting us.

An invariant comes with three scripts that must have no model. A history is put before the definition again, and a
script that must have no model says that there is none shorter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.meaning.succession import offices
from zeren.proofs.certificates.files import RegulationRecord, Stored, Version, Writing, file_name, in_order, written
from zeren.proofs.succession.encoding import Encoding
from zeren.proofs.succession.induction import checks, declarations, steps
from zeren.proofs.succession.table import Row
from zeren.proofs.succession.terms import either

MANIFEST = "succession.json"
ROW = "row.json"


class SuccessionManifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a folder holds of `zeren succession`; the verdicts of each regulation are the folders of its rows."""

    schema: Literal["zeren.succession-certificates/1"] = "zeren.succession-certificates/1"
    zeren: Version
    sudden: bool
    regulations: tuple[RegulationRecord, ...]
    files: tuple[Stored, ...]


class Writer(Writing):
    """Writes certificates into a folder; the list of them comes last. Raises `OSError` if the folder cannot be written."""

    def __init__(self, folder: Path, sudden: bool) -> None:
        super().__init__(folder)
        self.sudden = sudden
        self.records: list[RegulationRecord] = []

    def regulation(self, regulation: Regulation, rows: Sequence[Row], text: str, file: str = "") -> tuple[Row, ...]:
        """Write the certificates of one regulation; its rows are returned, each with the place of its own.

        Args:
            text: the regulation's text.
            file: where it comes from, unless it is built in.
        """
        placed = tuple(self._row(regulation, row, number) for number, row in enumerate(rows, 1))
        self.records.append(self.write_regulation(regulation.id, text, file, tuple(row.certificate for row in placed)))
        return placed

    def finish(self, version: str) -> None:
        """Write the list of all that was written."""
        found = SuccessionManifest(zeren=version, sudden=self.sudden, regulations=tuple(self.records), files=in_order(self.files))
        (self.folder / MANIFEST).write_bytes(written(found).encode())

    def _row(self, regulation: Regulation, row: Row, number: int) -> Row:
        row = msgspec.structs.replace(row, certificate=row_place(regulation.id, number))
        self.write(f"{row.certificate}/{ROW}", written(row))
        for name, text in scripts(regulation, row, self.sudden).items():
            self.write(f"{row.certificate}/{name}.smt2", text)
        return row


def row_place(regulation: str, number: int) -> str:
    """The folder of a row, by its number in the table."""
    return f"{file_name(regulation)}/succession/{number}"


def scripts(regulation: Regulation, row: Row, sudden: bool) -> Mapping[str, str]:
    """The scripts that must have no model if a row is right, by name."""
    if row.bearer is None:
        return {}
    encoding = Encoding(offices(regulation, row.bearer, sudden), row.per)
    if row.verdict == "holds":
        return checks(encoding, row.formula)
    return {"shorter": shorter(encoding, row.history.least)} if row.history is not None else {}


def shorter(encoding: Encoding, number: int) -> str:
    """A script that has a model exactly where some history has fewer than so many events before the last days."""
    sentences = [encoding.at("0").starts()]
    bad = [encoding.at(str(moment)).bad() for moment in range(number)]
    declared = declarations(encoding, *(str(moment) for moment in range(max(number, 1))))
    for moment in range(number - 1):
        days = f"|days@{moment}|"
        declared += f"(declare-const {days} Int)\n"
        onward = steps(encoding.at(str(moment)), encoding.at(str(moment + 1)), days)
        sentences.append(either(*bad[: moment + 1], *onward))  # once it is bad, what follows does not matter
    sentences.append(either(*bad))
    return "(set-logic QF_LIA)\n" + declared + "".join(f"(assert {one})\n" for one in sentences) + "(check-sat)\n"
