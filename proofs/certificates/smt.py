"""What excludes a case where numbers, dates or durations are compared: the question of one board in SMT-LIB 2."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from zeren.model.solving.smtlib import Smtlib
from zeren.model.solving.undecided import Undecided
from zeren.proofs.boards import Board
from zeren.proofs.certificates.cnf import atom_name, plain
from zeren.proofs.certificates.rejection import Reason, Rejected
from zeren.proofs.regions import Forbidden


class NotInstalled(Rejected, Undecided):
    """The solver that decides again is not there."""


def question(board: Board, sought: int, forbidden: Sequence[Forbidden]) -> str:
    """A script that is satisfiable exactly where a board is as sought, with these options of readings forbidden."""
    script = Smtlib(board.circuit, {term.id: term.kind for term in board.regulation.terms.values()}, lambda name: plain(atom_name(name)))
    units = [sought, *(board.forbids(pair) for pair in forbidden)]
    units += board.background()
    units += board.one_options(units)
    script.define(units)
    asserted = [f"(assert {script.literal(one)})" for one in units]
    return "\n".join(["(set-logic QF_LIRA)", *script.lines(), *asserted, "(check-sat)"]) + "\n"


def installed() -> bool:
    """Whether cvc5 is there."""
    return find_spec("cvc5") is not None


def excluded(text: str, seconds: float = 30, *, finite: bool = False) -> bool:
    """Whether cvc5 finds that a script has no model.

    Args:
        finite: whether to look for models of few persons, which a script with quantifiers needs.

    Raises:
        NotInstalled: if cvc5 is not there.
        Undecided: if it gives up, or cannot read the script, with its reason.
    """
    if not installed():
        raise NotInstalled(Reason("no_cvc5"))
    import cvc5

    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    solver.setOption("tlimit-per", str(int(seconds * 1000)))
    if finite:
        solver.setOption("finite-model-find", "true")
    symbols = cvc5.SymbolManager(manager)
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    answer = ""
    try:
        while not (command := parser.nextCommand()).isNull():
            answer += str(command.invoke(solver, symbols))
    except RuntimeError as error:
        raise Undecided(f"cvc5 cannot read the script: {error}") from None
    found = answer.strip()
    if found not in ("sat", "unsat"):
        raise Undecided(f"cvc5 gives up: {found or 'no answer'}")
    return found == "unsat"
