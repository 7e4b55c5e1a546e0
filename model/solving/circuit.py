"""Propositional formulas as shared and-gates: what conditions become once the people of a case are known.

A literal is a whole number: a gate or its negation. Equal formulas get the same literal, and constants vanish while a
formula is built, so that most of a concrete case is decided before any solver is asked.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable

from zeren.model.solving.quantities import Comparison

TRUE = 1
FALSE = -1


class Circuit:
    """A growing set of gates over named atoms.

    >>> circuit = Circuit()
    >>> a, b = circuit.atom("a"), circuit.atom("b")
    >>> circuit.either([a, -a]) == TRUE, circuit.both([a, b]) == circuit.both([b, a])
    (True, True)
    """

    def __init__(self) -> None:
        self.gates: list[tuple[int, ...] | None] = [None, None]  # an atom has no inputs; gate 1 is true
        self.atoms: dict[int, Hashable] = {}
        self._atom_of: dict[Hashable, int] = {}
        self._gate_of: dict[tuple[int, ...], int] = {}
        self._supports: list[int] = [0, 0]  # atoms below each gate, as bits
        self._counted: dict[int, tuple[int, ...]] = {}  # the literals that a comparison counts

    def atom(self, name: Hashable) -> int:
        """The atom of this name."""
        found = self._atom_of.get(name)
        if found is None:
            found = len(self.gates)
            self._atom_of[name] = found
            self.atoms[found] = name
            self.gates.append(None)
            self._supports.append(1 << found)
            if isinstance(name, Comparison) and name.sum.literals:
                self._counted[found] = tuple(literal for literal, _ in name.sum.literals)
                for literal in self._counted[found]:
                    self._supports[found] |= self._supports[abs(literal)]
        return found

    def both(self, literals: Iterable[int]) -> int:
        """The conjunction of literals."""
        inputs: set[int] = set()
        for literal in literals:
            if literal == FALSE or -literal in inputs:
                return FALSE
            if literal != TRUE:
                inputs.add(literal)
        if len(inputs) < 2:
            return next(iter(inputs), TRUE)
        key = tuple(sorted(inputs))
        found = self._gate_of.get(key)
        if found is None:
            found = len(self.gates)
            self._gate_of[key] = found
            self.gates.append(key)
            support = 0
            for literal in key:
                support |= self._supports[abs(literal)]
            self._supports.append(support)
        return found

    def either(self, literals: Iterable[int]) -> int:
        """The disjunction of literals."""
        return -self.both(-literal for literal in literals)

    def equal(self, a: int, b: int) -> int:
        """Both or neither."""
        return self.either([self.both([a, b]), self.both([-a, -b])])

    def at_least(self, number: int, literals: Iterable[int]) -> int:
        """At least so many of the literals hold."""
        rows = [TRUE, *[FALSE] * max(0, number)]
        for literal in literals:
            for count in range(number, 0, -1):
                rows[count] = self.either([rows[count], self.both([literal, rows[count - 1]])])
        return rows[number] if number > 0 else TRUE

    def support(self, literal: int) -> int:
        """The atoms that a literal depends on, those that a comparison counts included, as bits by their number."""
        return self._supports[abs(literal)]

    def supports(self, literals: Iterable[int]) -> int:
        """The atoms that any of these literals depends on, as bits."""
        found = 0
        for literal in literals:
            found |= self._supports[abs(literal)]
        return found

    def below(self, literals: Iterable[int], known: Container[int] = ()) -> list[int]:
        """Every gate and atom that these literals rest on, inputs first, but those known and what is only below these."""
        seen: set[int] = {1}
        order: list[int] = []
        stack = [(abs(literal), False) for literal in literals]
        while stack:
            gate, done = stack.pop()
            if done:
                order.append(gate)
                continue
            if gate in seen or gate in known:
                continue
            seen.add(gate)
            stack.append((gate, True))
            stack.extend((abs(one), False) for one in self.gates[gate] or self._counted.get(gate, ()))
        return order
