"""The questions behind verdicts in SMT-LIB 2, for any solver: one script for each claim and each number of persons."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.model.solving.smtlib import Asked, Smtlib
from zeren.proofs.boards import Boards
from zeren.proofs.certificates.cnf import atom_name, plain
from zeren.proofs.verdict import Verdict


def questions(boards: Boards, verdict: Verdict) -> Iterator[tuple[int, str]]:
    """For each number of persons that was looked at, a script that asks for each region of readings whether some case is as sought.

    Its comments say what the verdict rests on: that there is such a case, or none.
    """
    for size in range(1, verdict.scope.persons + 1):
        board = boards.of(verdict.claim, size)
        sought = board.sought(verdict.claim)
        units = [sought, *board.background()]
        units += board.one_options(units)
        kinds = {term.id: term.kind for term in boards.regulation.terms.values()}
        about = [
            f"{boards.regulation.id}: {verdict.about.id} {verdict.claim.part}, persons: {size}; {verdict.about.text.en}",
            f"verdict: {verdict.status}; each question: is there a case as sought under these readings?",
        ]
        script = Asked(Smtlib(board.circuit, kinds, lambda name: plain(atom_name(name))), units, about)
        for region in verdict.regions:
            left_out = ", ".join(f"{name} is not {option}" for name, option in region.forbidden) or "any readings"
            known = "none" if region.witness is None else "some" if region.witness.size == size else "not needed for the verdict"
            options = [board.forbids(pair) for pair in region.forbidden]
            script.ask(f"{left_out}: {known}", [*options, *(one for one in board.one_options(options) if one not in units)])
        yield size, script.text()
