"""What can hold of a circuit, asked of a clause-learning solver (MiniSat, through python-sat): gates become clauses once they are needed.

The solver is told of the gates below what is required and asked and of no others, numbered apart: a question about one
person on a large board costs what looks at that person, not what looks at everybody. Comparisons of unknown quantities
are propositions to it; whether those of a completion can be together is asked of Z3, and what cannot is learnt as a clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pysat.solvers import Minisat22, pysolvers

from zeren.model.language.case import FactId
from zeren.model.language.limits import limits
from zeren.model.solving.circuit import FALSE, TRUE, Circuit
from zeren.model.solving.quantities import Comparison
from zeren.model.solving.undecided import Undecided

if TYPE_CHECKING:
    from zeren.model.solving.z3 import Z3


class Sat:
    """Answers questions about a circuit that may still grow.

    Args:
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
        effort: the share of the usual budget that one question may cost.

    >>> circuit = Circuit()
    >>> a, b = circuit.atom("a"), circuit.atom("b")
    >>> sat = Sat(circuit)
    >>> sat.require([circuit.either([a, b])])
    >>> sat.holds_somewhere([-a]), sat.holds(b), sat.holds_somewhere([-a, -b]), sorted(sat.core()) == sorted([-a, -b])
    (True, True, False, True)
    """

    def __init__(self, circuit: Circuit, kinds: Mapping[str, str] | None = None, effort: float = 1) -> None:
        self.circuit, self.kinds, self.conflicts = circuit, kinds or {}, int(limits().conflicts * effort)
        self.checks = 0
        self._effort = effort
        self._solver: Any = Minisat22(bootstrap_with=[[TRUE]])
        self._own: dict[int, int] = {TRUE: TRUE, FALSE: FALSE}  # by literal, what the solver calls it
        self._gate: list[int] = [0, TRUE]  # and back
        self._model: list[int] = []
        self._worth: dict[int, bool] = {}
        self._compared: list[int] = []  # the comparisons that the solver knows
        self._counted: dict[int, None] = {}  # and the gates that these count
        self._arithmetic: Z3 | None = None

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        for literal in self._in(literals):
            self._solver.add_clause([literal])

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the budget is spent.
        """
        self.checks += 1
        assumed, spent = self._in(literals), 0
        while self._solves(assumed):
            self._worth, self._model = {}, self._solver.get_model()
            clash = self._clash() if self._compared else None
            if clash is None:
                return True
            self._solver.add_clause([-one for one in self._in(clash)])
            spent += 1
            if spent > self.conflicts:
                raise Undecided.after(self.conflicts, "conflicts")
        return False

    def _solves(self, assumed: list[int]) -> bool:
        if not self.conflicts:
            raise Undecided.after(0, "conflicts")
        self._solver.conf_budget(self.conflicts)
        try:
            result = self._solver.solve_limited(assumptions=assumed)
        except pysolvers.error as interrupted:  # the only one: somebody pressed Ctrl-C
            raise KeyboardInterrupt from interrupted
        if result is None:
            raise Undecided.after(self.conflicts, "conflicts")
        return bool(result)

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return [self._gate[one] if one > 0 else -self._gate[-one] for one in self._solver.get_core() or ()]

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""
        gate = abs(literal)
        if gate in self._own:
            return self._says(gate) == (literal > 0)
        if gate not in self._worth:
            for one in self.circuit.below([gate], self._worth):
                self._worth[one] = self._found(one)
        return self._worth[gate] == (literal > 0)

    def _found(self, gate: int) -> bool:
        if gate in self._own:
            return self._says(gate)
        inputs = self.circuit.gates[gate]
        if inputs is None:
            return self._arithmetic is not None and isinstance(self.circuit.atoms[gate], Comparison) and self._arithmetic.holds(gate)
        return all((self._worth[abs(one)] if abs(one) != TRUE else True) == (one > 0) for one in inputs)

    def _says(self, gate: int) -> bool:
        place = self._own[gate] - 1
        return place < len(self._model) and self._model[place] > 0

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""
        return {atom: self.holds(atom) for atom in wanted}

    def quantity(self, fact: FactId) -> Fraction:
        """What the last completion says of an unknown quantity."""
        return self._comparing().quantity(fact)

    # clauses ----------------------------------------------------------------------------------------------

    def _in(self, literals: Iterable[int]) -> list[int]:
        """What the solver calls literals; it is told of the gates below that are new, by their clauses (Tseitin 1968)."""
        wanted, own = list(literals), self._own
        for literal in wanted:
            if literal not in own:
                for gate in self.circuit.below([literal], own):
                    own[gate], own[-gate] = len(self._gate), -len(self._gate)
                    self._gate.append(gate)
                    self._define(own[gate], gate)
        return [own[literal] for literal in wanted]

    def _define(self, number: int, gate: int) -> None:
        add, inputs = self._solver.add_clause, self.circuit.gates[gate]
        if inputs is not None:
            parts = [self._own[one] for one in inputs]
            for one in parts:
                add([-number, one])
            add([number, *[-one for one in parts]])
            return
        add([number, -number])  # makes the solver know the variable
        name = self.circuit.atoms[gate]
        if isinstance(name, Comparison):
            self._compared.append(gate)
            self._counted |= dict.fromkeys(abs(literal) for literal, _ in name.sum.literals)

    def _clash(self) -> list[int] | None:
        """Comparisons (and what they count) that cannot be as in the completion; None if all can."""
        taken = [gate if self._says(gate) else -gate for gate in (*self._compared, *self._counted)]
        engine = self._comparing()
        return None if engine.holds_somewhere(taken) else engine.core()

    def _comparing(self) -> Z3:
        if self._arithmetic is None:
            from zeren.model.solving.z3 import Z3

            self._arithmetic = Z3(self.circuit, self.kinds, self._effort)
        return self._arithmetic
