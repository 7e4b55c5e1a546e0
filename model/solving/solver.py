"""What every solver can be asked, and which one is: a clause-learning one, Z3, or the one that is faster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal, Protocol

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import Circuit
from zeren.model.solving.quantities import Comparison
from zeren.model.solving.sat import Sat
from zeren.model.solving.undecided import Undecided

Which = Literal["auto", "sat", "z3"]

__all__ = ["Solver", "Undecided", "Which", "solver_for"]


class Solver(Protocol):
    """What can hold of a circuit, asked one question after another; the circuit may grow between them."""

    @property
    def checks(self) -> int:
        """How many questions have been answered."""

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the budget of one question is spent, or the solver gives up.
        """

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""

    def quantity(self, fact: FactId) -> Fraction:
        """What the last completion says of an unknown quantity."""


def solver_for(circuit: Circuit, kinds: Mapping[str, str], which: Which = "auto", effort: float = 1) -> Solver:
    """The solver of that name; `auto` is Z3 where the circuit compares unknown quantities by now, and otherwise the clause-learning one.

    Args:
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
        effort: the share of the usual budget that one question may cost.
    """
    if which == "z3" or (which == "auto" and any(isinstance(name, Comparison) for name in circuit.atoms.values())):
        from zeren.model.solving.z3 import Z3

        return Z3(circuit, kinds, effort)
    return Sat(circuit, kinds, effort)
