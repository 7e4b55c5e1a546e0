"""What can hold of a circuit, asked of Z3: the one place that asks it about circuits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import z3

from zeren.model.language.case import FactId
from zeren.model.language.limits import limits
from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.quantities import DAY, Comparison, Days, Linear
from zeren.model.solving.undecided import Undecided

SEED = 20_160_301


def gave_up(solver: z3.Solver, steps: int) -> Undecided:
    """Why a solver gave up: its budget of steps is spent, or another reason of its own.

    Raises:
        KeyboardInterrupt: where it was somebody who pressed Ctrl-C, for which Z3 gives the same reason.
    """
    reason = solver.reason_unknown()
    if reason != "canceled" and "resource" not in reason:
        return Undecided(reason)
    if solver.statistics().get_key_value("rlimit count") < steps:
        raise KeyboardInterrupt
    return Undecided.after(steps, "steps")


class Z3:
    """Answers questions about a circuit that may still grow, unknown quantities included.

    Args:
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
        effort: the share of the usual budget that one question may cost.
    """

    def __init__(self, circuit: Circuit, kinds: Mapping[str, str] | None = None, effort: float = 1) -> None:
        self.circuit, self.kinds, self.steps = circuit, kinds or {}, max(1, int(limits().steps * effort))
        self.checks = 0
        self._context = z3.Context()
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set("random_seed", SEED)
        self._solver.set("rlimit", self.steps)
        self._terms: dict[int, Any] = {TRUE: z3.BoolVal(True, self._context)}
        self._denied: dict[int, Any] = {}
        self._quantities: dict[FactId, Any] = {}
        self._asked: dict[int, int] = {}  # the literals of the last question, by the number of their term
        self._model: z3.ModelRef | None = None
        self._worth: dict[int, bool] = {}

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        self._solver.add(*map(self._term, literals))

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the budget is spent, or Z3 gives up.
        """
        self.checks += 1
        terms = {literal: self._term(literal) for literal in literals if literal != TRUE}
        self._asked = {term.get_id(): literal for literal, term in terms.items()}
        result = self._solver.check(*terms.values())
        if result == z3.unknown:
            raise gave_up(self._solver, self.steps)
        if result == z3.unsat:
            return False
        self._model, self._worth = self._solver.model(), {TRUE: True}
        return True

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return [self._asked[term.get_id()] for term in self._solver.unsat_core()]

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""
        return {atom: self.holds(atom) for atom in wanted}

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""
        gate = abs(literal)
        for one in self.circuit.below([gate], self._worth):
            inputs = self.circuit.gates[one]
            self._worth[one] = self._says(one) if inputs is None else all(self._worth[abs(part)] == (part > 0) for part in inputs)
        return self._worth[gate] == (literal > 0)

    def _says(self, atom: int) -> bool:
        if atom not in self._terms and not isinstance(self.circuit.atoms[atom], Comparison):
            return False
        assert self._model is not None
        return bool(z3.is_true(self._model.eval(self._term(atom), model_completion=True)))

    def quantity(self, fact: FactId) -> Fraction:
        """What the last completion says of an unknown quantity."""
        assert self._model is not None
        value = self._model.eval(self._quantity(fact), model_completion=True)
        return Fraction(value.as_long()) if z3.is_int(value) else Fraction(value.as_fraction())

    # translation ------------------------------------------------------------------------------------------

    def _term(self, literal: int) -> Any:
        gate = abs(literal)
        if gate not in self._terms:
            for one in self.circuit.below([gate], self._terms):
                self._terms[one] = self._gate(one)
        if literal > 0:
            return self._terms[gate]
        if gate not in self._denied:
            self._denied[gate] = z3.Not(self._terms[gate])
        return self._denied[gate]

    def _gate(self, gate: int) -> Any:
        inputs = self.circuit.gates[gate]
        if inputs is not None:
            return z3.And([self._term(one) for one in inputs])
        name = self.circuit.atoms[gate]
        return self._comparison(name) if isinstance(name, Comparison) else z3.Bool(f"atom {gate}", self._context)

    def _comparison(self, comparison: Comparison) -> Any:
        total = self._linear(comparison.sum) if comparison.days is None else self._in_days(comparison.sum, comparison.days)
        if comparison.operator == "<":
            return total < 0
        return total <= 0 if comparison.operator == "<=" else total == 0

    def _linear(self, linear: Linear) -> Any:
        """A sum with whole factors: comparing with zero does not change when all is multiplied by one positive number."""
        numbers = [linear.constant, *(factor for _, factor in linear.facts), *(factor for _, factor in linear.literals)]
        scale = math.lcm(*(number.denominator for number in numbers))
        whole = self._whole
        parts: list[Any] = [whole(linear.constant * scale)]
        parts += [int(factor * scale) * self._quantity(fact) for fact, factor in linear.facts]
        parts += [z3.If(self._term(literal), whole(factor * scale), whole(Fraction(0))) for literal, factor in linear.literals]
        return z3.Sum(parts)

    def _in_days(self, linear: Linear, days: Days) -> Any:
        """A sum whose facts are moments, each counted by the number of its day."""
        parts: list[Any] = [self._whole(linear.constant)]
        for fact, factor in linear.facts:
            moment = self._quantity(fact) - days.lateness(factor)
            (_, ahead), *later = days.offsets
            offset: Any = z3.IntVal(ahead, self._context)
            for since, ahead in later:
                offset = z3.If(moment >= since, z3.IntVal(ahead, self._context), offset)
            parts.append(int(factor) * ((moment + offset) / DAY))
        return z3.Sum(parts)

    def _whole(self, number: Fraction) -> Any:
        return z3.IntVal(int(number), self._context)

    def _quantity(self, fact: FactId) -> Any:
        if fact not in self._quantities:
            make = z3.Real if self.kinds.get(fact.term) == "number" else z3.Int
            self._quantities[fact] = make(f"quantity {len(self._quantities)}", self._context)
        return self._quantities[fact]
