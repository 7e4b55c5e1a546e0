"""Formulas with some of their atoms replaced: read otherwise, made a twin of, fixed, or carried over to another circuit."""

from __future__ import annotations

from collections.abc import Callable

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import Circuit
from zeren.model.solving.quantities import Comparison, Linear


class Substitution:
    """Gates of one circuit rebuilt in another, or in the same one.

    Args:
        source: where the literals come from.
        target: where they are rebuilt.
        atom: the literal that an atom of the source becomes in the target.
        known: what gates become below which nobody has to look, by gate; more are added.

    >>> circuit = Circuit()
    >>> a, b = circuit.atom("a"), circuit.atom("b")
    >>> Substitution(circuit, circuit, lambda atom: 1 if atom == a else atom).of(circuit.both([a, -b])) == -b
    True
    """

    def __init__(self, source: Circuit, target: Circuit, atom: Callable[[int], int], known: dict[int, int] | None = None) -> None:
        self.source, self.target, self._atom = source, target, atom
        self._known: dict[int, int] = {} if known is None else known
        self._known[1] = 1

    def of(self, literal: int) -> int:
        """What a literal of the source becomes."""
        if abs(literal) not in self._known:
            for gate in self.source.below([literal], self._known):
                inputs = self.source.gates[gate]
                self._known[gate] = self._atom(gate) if inputs is None else self.target.both([self._turned(one) for one in inputs])
        return self._turned(literal)

    def _turned(self, literal: int) -> int:
        found = self._known[abs(literal)]
        return found if literal > 0 else -found


def carried(comparison: Comparison, rename: Callable[[FactId], FactId], of: Callable[[int], int]) -> Comparison:
    """A comparison whose facts have other names and whose counted literals are replaced."""
    facts = tuple(sorted((rename(fact), factor) for fact, factor in comparison.sum.facts))
    literals = tuple(sorted((of(literal), factor) for literal, factor in comparison.sum.literals))
    return Comparison(comparison.operator, Linear(comparison.sum.constant, facts, literals), comparison.days)
