"""What excludes a case where numbers, dates or durations are compared: the question of one board in SMT-LIB 2."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from math import lcm

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.quantities import Comparison, Linear
from zeren.model.solving.solver import Undecided
from zeren.proofs.boards import Board
from zeren.proofs.cnf import atom_name, plain
from zeren.proofs.regions import Forbidden
from zeren.proofs.rejection import Reason, Rejected


class NotInstalled(Rejected, Undecided):
    """The solver that decides again is not there."""


def question(board: Board, sought: int, forbidden: Sequence[Forbidden]) -> str:
    """A script that is satisfiable exactly where a board is as sought, with these options of readings forbidden."""
    return _Script(board).text(sought, forbidden)


class _Script:
    def __init__(self, board: Board) -> None:
        self.board, self.circuit = board, board.circuit
        self.kinds = {term.id: term.kind for term in board.regulation.terms.values()}
        self.names: dict[int, str] = {TRUE: "true"}
        self.quantities: set[FactId] = set()
        self.definitions: list[str] = []

    def text(self, sought: int, forbidden: Sequence[Forbidden]) -> str:
        units = [sought, *(self.board.forbids(pair) for pair in forbidden)]
        units += self.board.background()
        units += self.board.one_options(units)
        for gate in self.circuit.below(units):
            self._define(gate)
        declared = [f"(declare-const {_symbol(fact.shown)} {self._sort(fact)})" for fact in sorted(self.quantities)]
        asserted = [f"(assert {self._literal(one)})" for one in units]
        return "\n".join(["(set-logic QF_LIRA)", *declared, *self.definitions, *asserted, "(check-sat)"]) + "\n"

    def _define(self, gate: int) -> None:
        inputs = self.circuit.gates[gate]
        if inputs is not None:
            name = f"g{gate}"
            self.definitions.append(f"(define-fun {name} () Bool (and {' '.join(map(self._literal, inputs))}))")
        elif isinstance(comparison := self.circuit.atoms[gate], Comparison):
            name = f"c{gate}"
            operator = "=" if comparison.operator == "==" else comparison.operator
            self.definitions.append(f"(define-fun {name} () Bool ({operator} {self._sum(comparison.sum)} 0))")
        else:
            name = _symbol(atom_name(comparison))
            self.definitions.append(f"(declare-const {name} Bool)")
        self.names[gate] = name

    def _literal(self, literal: int) -> str:
        name = self.names[abs(literal)]
        return name if literal > 0 else f"(not {name})"

    def _sum(self, linear: Linear) -> str:
        numbers = [linear.constant, *(factor for _, factor in linear.facts), *(factor for _, factor in linear.literals)]
        scale = lcm(*(number.denominator for number in numbers))
        self.quantities |= {fact for fact, _ in linear.facts}
        real = any(self._sort(fact) == "Real" for fact, _ in linear.facts)
        parts = [_whole(linear.constant * scale)]
        for fact, factor in linear.facts:
            one = _symbol(fact.shown)
            parts.append(f"(* {_whole(factor * scale)} {f'(to_real {one})' if real and self._sort(fact) == 'Int' else one})")
        for literal, factor in linear.literals:
            parts.append(f"(ite {self._defined(literal)} {_whole(factor * scale)} 0)")
        return f"(+ {' '.join(parts)})" if len(parts) > 1 else parts[0]

    def _defined(self, literal: int) -> str:
        for gate in self.circuit.below([literal]):
            if gate not in self.names:
                self._define(gate)
        return self._literal(literal)

    def _sort(self, fact: FactId) -> str:
        return "Real" if self.kinds[fact.term] == "number" else "Int"


def _whole(number: Fraction) -> str:
    return str(int(number)) if number >= 0 else f"(- {int(-number)})"


def _symbol(name: str) -> str:
    return f"|{plain(name)}|"


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
