"""What can hold of a circuit without unknown quantities: gates as clauses for MiniSat, through python-sat.

A question here costs some tens of microseconds, an order of magnitude less than with Z3. Gate numbers are the solver's
variables; an and-gate becomes its Tseitin clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pysat.solvers import Minisat22

from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.undecided import Undecided

CONFLICTS = 2_000_000  # for one question; a count, so that giving up does not depend on the machine


class Propositional:
    """What can hold of a circuit, asked one question after another, as `Solver` does for circuits with quantities."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.checks = 0
        self._solver: Any = Minisat22(bootstrap_with=[[TRUE]])
        self._size = 2  # gates that the solver knows; gate 1 is true
        self._model: list[int] | None = None
        self._worth: dict[int, bool] = {}  # of newer gates, in the last completion

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        self._read()
        for literal in literals:
            self._solver.add_clause([literal])

    def holds_somewhere(self, literals: Sequence[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required.

        Raises:
            Undecided: if the solver gives up.
        """
        self.checks += 1
        if self._size < len(self.circuit.gates):
            self._read()
        self._model = None
        self._solver.conf_budget(CONFLICTS)
        result = self._solver.solve_limited(assumptions=literals)
        if result is None:
            raise Undecided(f"more than {CONFLICTS} conflicts")
        return bool(result)

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return list(self._solver.get_core() or ())

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""
        gate = abs(literal)
        if self._model is None:
            self._model = self._solver.get_model()
            self._worth = {}
        if gate <= len(self._model):
            return (self._model[gate - 1] > 0) == (literal > 0)
        if gate not in self._worth:
            inputs = self.circuit.gates[gate]
            self._worth[gate] = inputs is not None and all(map(self.holds, inputs))
        return self._worth[gate] == (literal > 0)

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""
        return {atom: self.holds(atom) for atom in wanted}

    def _read(self) -> None:
        """Give the solver the gates that are new."""
        gates, add = self.circuit.gates, self._solver.add_clause
        for gate in range(self._size, len(gates)):
            inputs = gates[gate]
            if inputs is None:
                add([gate, -gate])  # makes the solver know the variable
                continue
            for one in inputs:
                add([-gate, one])
            add([gate, *(-one for one in inputs)])
        self._size = len(gates)
