"""Literals with some of what they depend on fixed at the values of the last completion found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from zeren.model.solving.circuit import FALSE, TRUE
from zeren.model.solving.problem import Problem
from zeren.model.solving.quantities import Comparison, Linear
from zeren.model.solving.query import Key
from zeren.model.solving.substitute import Substitution


def fixing(problem: Problem, free: Collection[Key], literals: Sequence[int]) -> int:
    """The conjunction of literals, all that is not `free` being as in the completion that the solver found last."""
    circuit = problem.circuit
    known = _Known(problem, free)
    quantities = {
        fact: problem.solver.quantity(fact)
        for name in known.comparisons(circuit.supports(literals))
        for fact, _ in name.sum.facts
        if fact not in free
    }

    def rest(sum_: Linear) -> Linear:
        """What is left of a sum of quantities and counted atoms."""
        found = Linear(sum_.constant, tuple((fact, factor) for fact, factor in sum_.facts if fact in free))
        found = found.plus(Linear(sum((factor * quantities[fact] for fact, factor in sum_.facts if fact not in free), Fraction(0))))
        counted = [(literal, factor) for literal, factor in sum_.literals if problem.key_of(abs(literal)) in free]
        holds = [factor for literal, factor in sum_.literals if (literal, factor) not in counted and problem.holds(literal)]
        return found.plus(Linear(sum(holds, Fraction(0)), literals=tuple(counted)))

    def fixed(atom: int) -> int:
        name = circuit.atoms[atom]
        if isinstance(name, Comparison) and name.days is not None:
            return problem.ground.days_compared(name, {fact: quantities[fact] for fact, _ in name.sum.facts if fact not in free})
        if isinstance(name, Comparison):
            return problem.ground.compared(name.operator, rest(name.sum))
        if problem.key_of(atom) in free:
            return atom
        return TRUE if problem.holds(atom) else FALSE

    return circuit.both(map(Substitution(circuit, circuit, fixed, known).of, literals))


class _Known(dict[int, int]):
    """What gates become that rest on free facts alone, which stay as they are, or on none, which the completion decides."""

    def __init__(self, problem: Problem, free: Collection[Key]) -> None:
        self._problem = problem
        self._free = self._compared = 0
        for atom, name in problem.circuit.atoms.items():
            if isinstance(name, Comparison):
                self._compared |= 1 << atom
            elif problem.key_of(atom) in free:
                self._free |= 1 << atom

    def comparisons(self, support: int) -> list[Comparison]:
        """The comparisons among these atoms."""
        atoms = self._problem.circuit.atoms if support & self._compared else {}
        return [name for atom, name in atoms.items() if support >> atom & 1 and isinstance(name, Comparison)]

    def __contains__(self, gate: object) -> bool:
        assert isinstance(gate, int)
        if not super().__contains__(gate):
            support = self._problem.circuit.support(gate)
            if not support & ~self._free:
                self[gate] = gate
            elif not support & (self._free | self._compared):
                self[gate] = TRUE if self._problem.holds(gate) else FALSE
            else:
                return False
        return True
