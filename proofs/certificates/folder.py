"""Certificates: a folder from which every verdict can be checked again without trusting who wrote it.

For each regulation its text; for each verdict the property, and for each set of readings either a case or, for each size,
the clauses and a proof that they cannot all hold; and a proof that the sets of readings leave none out.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.proofs.boards import Board, Boards
from zeren.proofs.case_text import case_text
from zeren.proofs.certificates import cnf, smt
from zeren.proofs.certificates.files import RegulationRecord, Stored, Version, Writing, file_name, in_order, written
from zeren.proofs.property import Claim
from zeren.proofs.replay import case_of
from zeren.proofs.verdict import Region, Verdict

SCHEMA: Literal["zeren.certificates/1"] = "zeren.certificates/1"
MANIFEST = "manifest.json"
VERDICT = "verdict.json"


class SizeProof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That no board of a size is as sought: clauses and their proof, or a script for an arithmetic solver.

    `needs` names what the clauses state, of all that the property asks of the board: often a small part is enough.
    """

    size: int
    question: str
    proof: str = ""
    needs: tuple[str, ...] = ()


class RegionRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Readings, by the options that they leave out, with the case or the proofs for them."""

    forbidden: tuple[tuple[str, str], ...]
    case: str = ""
    none: tuple[SizeProof, ...] = ()


class VerdictRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A verdict as it is kept."""

    property: str
    part: str
    text: Text
    formal: str
    polarity: str
    status: str
    persons: int
    every_size: bool
    options: dict[str, tuple[str, ...]]
    regions: tuple[RegionRecord, ...]
    cover: tuple[str, ...] = ()
    reason: Text | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a folder of certificates holds."""

    schema: Literal["zeren.certificates/1"] = SCHEMA
    zeren: Version
    regulations: tuple[RegulationRecord, ...]
    files: tuple[Stored, ...]


def write_manifest(folder: Path, regulations: Iterable[RegulationRecord], files: Iterable[Stored], version: str) -> None:
    """Write what a folder of certificates holds. Raises `OSError` if it cannot be written."""
    manifest = Manifest(zeren=version, regulations=tuple(regulations), files=in_order(files))
    (folder / MANIFEST).write_bytes(written(manifest).encode())


class Writer(Writing):
    """Writes the certificates of one regulation into a folder; `files` lists what it wrote.

    Raises:
        OSError: if the folder cannot be written.
    """

    def __init__(self, folder: Path, regulation: Regulation, boards: Boards) -> None:
        super().__init__(folder)
        self.regulation, self.boards = regulation, boards
        self.verdicts: list[str] = []
        self._orders: dict[int, cnf.Order] = {}
        self._places = Places(regulation.id)

    def verdict(self, verdict: Verdict) -> str:
        """Write one verdict; the name of its folder is returned."""
        self.verdicts.append(self._places.next(verdict.about.id, verdict.claim.part))
        self._verdict(self.verdicts[-1], self.regulation, verdict, self.boards, self._orders)
        return self.verdicts[-1]

    def finish(self, text: str, file: str = "") -> RegulationRecord:
        """Write the text of the regulation, and list its verdicts.

        Args:
            file: where the text comes from, unless it is built in.
        """
        return self.write_regulation(self.regulation.id, text, file, tuple(self.verdicts))

    def _verdict(self, folder: str, regulation: Regulation, verdict: Verdict, boards: Boards, orders: dict[int, cnf.Order]) -> None:
        regions = []
        for number, region in enumerate(verdict.regions, 1):
            if region.witness is None:
                regions.append(RegionRecord(region.forbidden, none=self._none(folder, number, region, verdict, boards, orders)))
            else:
                regions.append(RegionRecord(region.forbidden, case=self._case(folder, number, region, verdict, boards, regulation)))
        record = VerdictRecord(
            property=verdict.about.id,
            part=verdict.claim.part,
            text=verdict.about.text,
            formal=verdict.about.formal,
            polarity=verdict.claim.polarity,
            status=verdict.status,
            persons=verdict.scope.persons,
            every_size=verdict.scope.every_size,
            options=dict(verdict.options),
            regions=tuple(regions),
            cover=self._cover(folder, verdict),
            reason=verdict.reason,
        )
        self.write(f"{folder}/{VERDICT}", written(record))

    def _none(
        self, folder: str, number: int, region: Region, verdict: Verdict, boards: Boards, orders: dict[int, cnf.Order]
    ) -> tuple[SizeProof, ...]:
        found = []
        for size in range(1, verdict.scope.persons + 1):
            board = boards.of(verdict.claim, size)
            if board.arithmetic:
                found.append(none := size_proof(folder, number, size))
                self.write(none.question, script(verdict.claim, size, region.forbidden, boards))
            else:
                asked = question(board, verdict.claim, region.forbidden, orders)
                found.append(none := size_proof(folder, number, size, asked.needed()))
                self.write(none.question, text := asked.text(none.needs))
                self.write(none.proof, cnf.refutation(text))
        return tuple(found)

    def _case(self, folder: str, number: int, region: Region, verdict: Verdict, boards: Boards, regulation: Regulation) -> str:
        assert region.witness is not None
        board = boards.of(verdict.claim, region.witness.size)
        case = case_of(verdict.claim, board.case, region.witness.facts, region.witness.readings, case_name(verdict, number))
        name = case_file(folder, number)
        self.write(name, stored_case(regulation, case, name))
        return name

    def _cover(self, folder: str, verdict: Verdict) -> tuple[str, ...]:
        if not verdict.regions or any(not one.forbidden for one in verdict.regions):
            return ()
        text = cnf.cover([one.forbidden for one in verdict.regions], verdict.options)
        question, proof = cover_files(folder)
        self.write(question, text)
        self.write(proof, cnf.refutation(text))
        return question, proof


class Places:
    """The folders of the verdicts on one regulation, each after its property and part, and none twice."""

    def __init__(self, regulation: str) -> None:
        self.base = file_name(regulation)
        self._taken: set[str] = set()

    def next(self, about: str, part: str) -> str:
        """The folder of the next verdict."""
        folder = f"{self.base}/{folder_name(about, part)}"
        while folder in self._taken:
            folder += "+"
        self._taken.add(folder)
        return folder


def size_proof(folder: str, number: int, size: int, needs: tuple[str, ...] | None = None) -> SizeProof:
    """The files of what no board of a size is: clauses and their proof, or a script where no units are named."""
    name = f"{folder}/none-{number}-size-{size}"
    return SizeProof(size, f"{name}.smt2") if needs is None else SizeProof(size, f"{name}.cnf", f"{name}.drat", needs)


def case_file(folder: str, number: int) -> str:
    """The file of a witness."""
    return f"{folder}/case-{number}.case.yaml"


def cover_files(folder: str) -> tuple[str, str]:
    """The clauses that no choice of readings is left out, and their proof."""
    return f"{folder}/cover.cnf", f"{folder}/cover.drat"


def stored_case(regulation: Regulation, case: Case, name: str) -> str:
    """The text of a witness in a file of that name, which reaches the regulation's text in the same folder."""
    own = file_name(regulation.id)
    return case_text(regulation, case, "../" * (name.count("/") - 1) + f"{own}.yaml")


def question(board: Board, claim: Claim, forbidden: tuple[tuple[str, str], ...], orders: dict[int, cnf.Order]) -> cnf.Question:
    """What a board is asked about a claim under some readings."""
    order = orders.setdefault(id(board), cnf.Order(board.circuit))
    return cnf.Question(board, order, board.sought(claim), forbidden)


def script(claim: Claim, size: int, forbidden: tuple[tuple[str, str], ...], boards: Boards) -> str:
    """The same for an arithmetic solver, on a fresh board, so that the text does not tell what else was asked."""
    board = Boards(boards.regulation).of(claim, size)
    return smt.question(board, board.sought(claim), forbidden)


def folder_name(about: str, part: str) -> str:
    """The folder of a verdict, from its property and part; `Places` tells apart what is called alike."""
    return f"{file_name(about)}/{file_name(part.replace(' ', '-'))}" if part else file_name(about)


def case_name(verdict: Verdict, number: int) -> str:
    """The id of a witness."""
    return witness_name(verdict.about.id, verdict.claim.part, number)


def witness_name(about: str, part: str, number: int) -> str:
    """The id of a witness of a property's part."""
    return f"{folder_name(about, part).replace('/', '-')}-{number}"
