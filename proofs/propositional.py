"""What can hold of a circuit without quantities, asked of a propositional solver: the seam behind which Z3 is not needed.

Ten thousand small questions cost Z3 seconds and a clause-learning solver a fraction of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.quantities import Comparison
from zeren.model.solving.solver import Undecided

CONFLICTS = 200_000  # allowed for one question


class Propositional:
    """Answers questions about a circuit that may still grow.

    Args:
        conflicts: how many conflicts the solver may run into before it gives one question up.
    """

    def __init__(self, circuit: Circuit, conflicts: int = CONFLICTS) -> None:
        from pysat.solvers import Glucose4

        self.circuit, self.conflicts = circuit, conflicts
        self._solver: Any = Glucose4()
        self._solver.add_clause([TRUE])
        self._there: set[int] = {TRUE}
        self._model: list[int] = []

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        for literal in literals:
            self._build(literal)
            self._solver.add_clause([literal])

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the solver gives up.
        """
        wanted = list(literals)
        for literal in wanted:
            self._build(literal)
        if self.conflicts:
            self._solver.conf_budget(self.conflicts)
            result = self._solver.solve_limited(assumptions=wanted)
        else:
            result = None
        if result is None:
            raise Undecided(f"the solver gave up after {self.conflicts:,} conflicts")
        if result:
            self._model = self._solver.get_model()
        return bool(result)

    def holds(self, literal: int) -> bool:
        """Whether a literal, built before, holds in the last completion found."""
        place = abs(literal) - 1
        positive = place < len(self._model) and self._model[place] > 0
        return positive == (literal > 0)

    def close(self) -> None:
        """Free the solver."""
        self._solver.delete()

    def _build(self, literal: int) -> None:
        if abs(literal) in self._there:
            return
        for clause in clauses_of(self.circuit, [literal], self._there):
            self._solver.add_clause(clause)


def clauses_of(circuit: Circuit, literals: Iterable[int], there: set[int]) -> Iterable[list[int]]:
    """The clauses that define the gates below literals (Tseitin 1968), but those already `there`; these are added to it.

    >>> circuit = Circuit()
    >>> both = circuit.both([circuit.atom("a"), circuit.atom("b")])
    >>> list(clauses_of(circuit, [both], set()))
    [[-4, 2], [-4, 3], [4, -2, -3]]
    """
    for gate in circuit.below(literals):
        if gate in there:
            continue
        there.add(gate)
        inputs = circuit.gates[gate]
        if inputs is None:
            if isinstance(circuit.atoms.get(gate), Comparison):
                raise TypeError("a comparison of quantities is no proposition")
            continue
        for one in inputs:
            yield [-gate, one]
        yield [gate, *(-one for one in inputs)]
