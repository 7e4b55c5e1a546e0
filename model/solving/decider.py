"""Which solver a circuit goes to: MiniSat while it is propositional, Z3 from the first unknown quantity on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import Circuit
from zeren.model.solving.propositional import Propositional
from zeren.model.solving.quantities import Comparison

if TYPE_CHECKING:
    from zeren.model.solving.solver import Solver


class Decider:
    """What can hold of a circuit, asked one question after another.

    Args:
        circuit: the gates; they may still grow afterwards.
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
    """

    def __init__(self, circuit: Circuit, kinds: Mapping[str, str] | None = None) -> None:
        self.circuit, self.kinds = circuit, kinds or {}
        self._engine: Propositional | Solver = Propositional(circuit)
        self._required: list[int] = []
        self._looked_at = 0

    @property
    def checks(self) -> int:
        """How many questions the present solver has answered."""
        return self._engine.checks

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        fresh = list(literals)
        self._choose()
        self._required += fresh
        self._engine.require(fresh)

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the solver gives up; its reason is the message.
        """
        self._choose()
        return self._engine.holds_somewhere(literals if isinstance(literals, Sequence) else list(literals))

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return self._engine.core()

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""
        return self._engine.holds(literal)

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""
        return self._engine.atoms(wanted)

    def quantity(self, fact: FactId) -> Fraction:
        """What the last completion says of an unknown quantity."""
        from zeren.model.solving.solver import Solver

        assert isinstance(self._engine, Solver), "a circuit without comparisons has no quantities"
        return self._engine.quantity(fact)

    def _choose(self) -> None:
        """Go over to Z3 once there is a comparison."""
        if self._looked_at == len(self.circuit.gates):
            return
        fresh = range(self._looked_at, len(self.circuit.gates))
        self._looked_at = len(self.circuit.gates)
        if isinstance(self._engine, Propositional) and any(isinstance(self.circuit.atoms.get(gate), Comparison) for gate in fresh):
            from zeren.model.solving.solver import Solver

            self._engine = Solver(self.circuit, self.kinds)
            self._engine.require(self._required)
