"""Completions already found, kept to answer later questions without the solver.

Each completion is one bit: what a gate is worth in all of them is one whole number, computed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from zeren.model.solving.circuit import TRUE, Circuit


class Sample:
    """A growing set of completions of a circuit; an atom that a completion leaves out is false there."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self.size = 0
        self._atoms: dict[int, int] = {}
        self._gates: dict[int, int] = {}

    def add(self, model: Mapping[int, bool]) -> int:
        """Keep one more completion; its number is returned."""
        bit = 1 << self.size
        for atom, value in model.items():
            if value:
                self._atoms[atom] = self._atoms.get(atom, 0) | bit
        self.size += 1
        self._gates.clear()
        return self.size - 1

    def where(self, literals: Iterable[int]) -> int:
        """The completions in which all of these literals hold, as bits."""
        found = (1 << self.size) - 1
        for literal in literals:
            if not found:
                break
            found &= self._worth(literal)
        return found

    def holds(self, literal: int, number: int) -> bool:
        """Whether a literal holds in one completion."""
        return bool(self._worth(literal) >> number & 1)

    def latest(self, literals: Iterable[int]) -> int | None:
        """The number of the newest completion in which these literals hold."""
        found = self.where(literals)
        return found.bit_length() - 1 if found else None

    def _worth(self, literal: int) -> int:
        everywhere = (1 << self.size) - 1
        worth = everywhere if abs(literal) == TRUE else self._gate(abs(literal))
        return worth if literal > 0 else everywhere & ~worth

    def _gate(self, gate: int) -> int:
        """What a gate is worth; the gates that stand one above the other may be more than Python calls inside one another."""
        everywhere = (1 << self.size) - 1
        known = self._known(gate)
        stack: list[tuple[int, Iterator[int], int]] = (
            [] if known is not None else [(gate, iter(self.circuit.gates[gate] or ()), everywhere)]
        )
        while stack:
            top, inputs, found = stack.pop()
            for literal in inputs:
                worth = self._known(abs(literal))
                if worth is None:
                    stack.append((top, chain((literal,), inputs), found))
                    stack.append((abs(literal), iter(self.circuit.gates[abs(literal)] or ()), everywhere))
                    break
                found &= worth if literal > 0 else ~worth
                if not found:
                    self._gates[top] = 0
                    break
            else:
                self._gates[top] = found
        return self._gates[gate] if known is None else known

    def _known(self, gate: int) -> int | None:
        """What an atom is worth, or a gate where that was worked out."""
        if self.circuit.gates[gate] is None:
            return self._atoms.get(gate, 0)
        return self._gates.get(gate)
