"""The one place that calls Z3's `check()`.

Gates and questions go to Z3 through its C interface, as `z3core` offers it: for a few hundred small questions the
Python objects of z3py would cost several times the solving. Sums of unknown quantities, which are rare, use z3py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import z3

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import TRUE, Circuit
from zeren.model.solving.quantities import Comparison, Linear
from zeren.model.solving.undecided import Undecided

SEED = 20_160_301
TIMEOUT = 30_000  # milliseconds for one question


__all__ = ["SEED", "TIMEOUT", "Solver", "Undecided"]


class Solver:
    """What can hold of a circuit, asked one question after another.

    Args:
        circuit: the gates; they may still grow afterwards.
        kinds: the kind of each term, by id, so that a number may be a fraction and a date may not.
        timeout: milliseconds allowed for one question.
    """

    def __init__(self, circuit: Circuit, kinds: Mapping[str, str] | None = None, timeout: int = TIMEOUT) -> None:
        self.circuit = circuit
        self.kinds = kinds or {}
        self.checks = 0
        self._context = z3.Context()
        self._solver = z3.SimpleSolver(ctx=self._context)
        self._solver.set("random_seed", SEED)
        self._solver.set("timeout", timeout)
        self._c = _Interface(self._context, self._solver)
        self._positive: dict[int, Any] = {1: self._c.true()}
        self._negative: dict[int, Any] = {}
        self._declarations: dict[int, Any] = {}
        self._quantities: dict[FactId, Any] = {}
        self._alive: list[Any] = []  # comparisons, whose terms z3py would otherwise free
        self._model: z3.ModelRef | None = None
        self._worth: dict[int, bool] = {}
        self._asked: dict[int, int] = {}  # the literals of the last question, by the number of their term

    def require(self, literals: Iterable[int]) -> None:
        """Make literals hold from now on."""
        for literal in literals:
            self._c.add(self._term(literal))

    def holds_somewhere(self, literals: Iterable[int] = ()) -> bool:
        """Whether these literals can hold together with all that is required; the completion found is kept.

        Raises:
            Undecided: if the solver gives up; its reason is the message.
        """
        self.checks += 1
        self._asked = {self._c.number(self._term(literal)): literal for literal in literals if literal != TRUE}
        result = self._c.check([self._term(literal) for literal in self._asked.values()])
        if result == 0:
            raise Undecided(self._solver.reason_unknown())
        self._model = self._solver.model() if result > 0 else None
        self._worth = {1: True}
        return result > 0

    def core(self) -> list[int]:
        """Those of the literals last asked about, found impossible, that are impossible together."""
        return [self._asked[number] for number in self._c.core()]

    def atoms(self, wanted: Iterable[int]) -> dict[int, bool]:
        """What the last completion says of these atoms; one that it leaves free is false."""
        assert self._model is not None
        model = self._model
        return {
            atom: self._c.says(model, self._declarations[atom]) if atom in self._declarations else self._compares(atom, model)
            for atom in wanted
        }

    def _compares(self, atom: int, model: z3.ModelRef) -> bool:
        name = self.circuit.atoms[atom]
        if atom not in self._positive or not isinstance(name, Comparison):
            return False
        return bool(z3.is_true(model.eval(self._comparison(name), model_completion=True)))

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion; an atom that it leaves free is false."""
        gate = abs(literal)
        if gate not in self._worth:
            inputs = self.circuit.gates[gate]
            self._worth[gate] = self.atoms([gate])[gate] if inputs is None else all(map(self.holds, inputs))
        return self._worth[gate] == (literal > 0)

    def quantity(self, fact: FactId) -> Fraction:
        """What the last completion says of an unknown quantity."""
        assert self._model is not None
        value = self._model.eval(self._quantity(fact), model_completion=True)
        if isinstance(value, z3.IntNumRef):
            return Fraction(value.as_long())
        assert isinstance(value, z3.RatNumRef)
        return Fraction(value.numerator_as_long(), value.denominator_as_long())

    # translation ------------------------------------------------------------------------------------------

    def _term(self, literal: int) -> Any:
        gate = abs(literal)
        if gate not in self._positive:
            for one in self.circuit.below([gate]):
                if one not in self._positive:
                    self._positive[one] = self._gate(one)
        if literal > 0:
            return self._positive[gate]
        if gate not in self._negative:
            self._negative[gate] = self._c.negation(self._positive[gate])
        return self._negative[gate]

    def _gate(self, gate: int) -> Any:
        inputs = self.circuit.gates[gate]
        if inputs is not None:
            return self._c.conjunction([self._term(one) for one in inputs])
        name = self.circuit.atoms[gate]
        if isinstance(name, Comparison):
            comparison = self._comparison(name)
            self._alive.append(comparison)
            return comparison.as_ast()
        self._declarations[gate], term = self._c.atom(gate)
        return term

    def _comparison(self, comparison: Comparison) -> Any:
        total = self._linear(comparison.sum)
        if comparison.operator == "<":
            return total < 0
        return total <= 0 if comparison.operator == "<=" else total == 0

    def _linear(self, linear: Linear) -> Any:
        """A sum with whole factors: comparing with zero does not change when all is multiplied by one positive number."""
        numbers = [linear.constant, *(factor for _, factor in linear.facts), *(factor for _, factor in linear.literals)]
        scale = math.lcm(*(number.denominator for number in numbers))
        parts: list[Any] = [z3.IntVal(int(linear.constant * scale), ctx=self._context)]
        parts += [int(factor * scale) * self._quantity(fact) for fact, factor in linear.facts]
        for literal, factor in linear.literals:
            holds = z3.BoolRef(self._term(literal), self._context)
            parts.append(z3.If(holds, z3.IntVal(int(factor * scale), ctx=self._context), z3.IntVal(0, ctx=self._context)))
        return z3.Sum(parts)

    def _quantity(self, fact: FactId) -> Any:
        if fact not in self._quantities:
            make = z3.Real if self.kinds.get(fact.term) == "number" else z3.Int
            self._quantities[fact] = make(f"{fact.sort} {fact.shown}", ctx=self._context)
        return self._quantities[fact]


class _Interface:
    """The calls of Z3's C interface that a solver needs, without z3py's objects around every term."""

    def __init__(self, context: z3.Context, solver: z3.Solver) -> None:
        self._z3: Any = z3.z3core
        self._context: Any = context.ref()
        self._solver: Any = solver.solver
        self._bool: Any = self._z3.Z3_mk_bool_sort(self._context)
        self._z3.Z3_inc_ref(self._context, self._bool)

    def _kept(self, term: Any) -> Any:
        self._z3.Z3_inc_ref(self._context, term)
        return term

    def true(self) -> Any:
        return self._kept(self._z3.Z3_mk_true(self._context))

    def atom(self, number: int) -> tuple[Any, Any]:
        """The declaration of a new atom, and the atom."""
        symbol = self._z3.Z3_mk_int_symbol(self._context, number)
        declaration = self._z3.Z3_mk_func_decl(self._context, symbol, 0, None, self._bool)
        self._z3.Z3_inc_ref(self._context, self._z3.Z3_func_decl_to_ast(self._context, declaration))
        return declaration, self._kept(self._z3.Z3_mk_app(self._context, declaration, 0, None))

    def negation(self, term: Any) -> Any:
        return self._kept(self._z3.Z3_mk_not(self._context, term))

    def conjunction(self, terms: list[Any]) -> Any:
        return self._kept(self._z3.Z3_mk_and(self._context, len(terms), _array(terms)))

    def add(self, term: Any) -> None:
        self._z3.Z3_solver_assert(self._context, self._solver, term)

    def check(self, assumptions: list[Any]) -> int:
        """1 if they can hold together, -1 if not, 0 if the solver gives up."""
        return int(self._z3.Z3_solver_check_assumptions(self._context, self._solver, len(assumptions), _array(assumptions)))

    def number(self, term: Any) -> int:
        return int(self._z3.Z3_get_ast_id(self._context, term))

    def core(self) -> list[int]:
        """The numbers of the assumptions of the last check that cannot hold together."""
        found = self._z3.Z3_solver_get_unsat_core(self._context, self._solver)
        self._z3.Z3_ast_vector_inc_ref(self._context, found)
        size = self._z3.Z3_ast_vector_size(self._context, found)
        numbers = [self.number(self._z3.Z3_ast_vector_get(self._context, found, index)) for index in range(size)]
        self._z3.Z3_ast_vector_dec_ref(self._context, found)
        return numbers

    def says(self, model: z3.ModelRef, declaration: Any) -> bool:
        found = self._z3.Z3_model_get_const_interp(self._context, model.model, declaration)
        return bool(found) and self._z3.Z3_get_bool_value(self._context, found) == 1


def _array(terms: list[Any]) -> Any:
    return (z3.z3types.Ast * len(terms))(*terms)
