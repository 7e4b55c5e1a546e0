"""What to find out: the smallest sets of open facts and readings that settle which alternative holds.

A set settles a question iff no two completions that agree on it differ in the answer. Both completions stand side by
side in one circuit: the second is a copy in which every open variable has a twin.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.unlisted import Apart
from zeren.model.solving.ground import Entity, Variable
from zeren.model.solving.minimal import smallest_first
from zeren.model.solving.problem import Problem
from zeren.model.solving.quantities import Comparison, Linear
from zeren.model.solving.query import Key
from zeren.model.solving.substitute import Substitution, carried

MOST_SETS = 16


def settling(
    problem: Problem, literals: Mapping[str, int], base: Sequence[int], entity: Entity | None
) -> tuple[list[tuple[Key, ...]], bool]:
    """The inclusion-minimal settling sets, smallest first, and whether these are all there are (at most 16 are sought)."""
    agree, differ = _side_by_side(problem, literals.values(), base, entity)
    items = list(agree)
    found = smallest_first(items, lambda chosen: problem.missing(items, chosen, differ), MOST_SETS)
    return [tuple(agree[one] for one in chosen) for chosen in found.sets], found.all


def settling_beside(
    problem: Problem, literals: Iterable[int], base: Sequence[int], entity: Entity | None, given: Callable[[Key], bool]
) -> tuple[Key, ...]:
    """An inclusion-minimal set that settles a question for whoever knows all that is `given`; the last ones are dropped first."""
    agree, differ = _side_by_side(problem, literals, base, entity)
    always = [*differ, *(one for one, key in agree.items() if given(key))]
    items = [one for one, key in agree.items() if not given(key)]
    return tuple(agree[one] for one in problem.reduced(items, always))


def _side_by_side(
    problem: Problem, literals: Iterable[int], base: Sequence[int], entity: Entity | None
) -> tuple[dict[int, Key], list[int]]:
    """For each open fact and reading, the literal that two completions agree on it; and what makes two completions differ."""
    literals = list(literals)
    variables = problem.open_variables(literals, entity)
    twins = _Twins(problem)
    circuit = problem.circuit
    differ = circuit.either(-circuit.equal(literal, twins.of(literal)) for literal in literals)
    constraints = [twins.of(literal) for _, literal in problem.ground.constraints]
    agree = {twins.agree(variable): variable.key for variable in variables}
    return agree, [*base, differ, *constraints]


class _Twins:
    """A copy of gates in which every atom of an open fact or reading is another one."""

    def __init__(self, problem: Problem) -> None:
        self.circuit, self._key_of = problem.circuit, problem.key_of
        self.open = {key for key in problem.ground.variables if key not in problem.settled}
        self._copy = Substitution(self.circuit, self.circuit, self._atom)
        self.of = self._copy.of

    def _atom(self, atom: int) -> int:
        name = self.circuit.atoms[atom]
        if isinstance(name, Comparison):
            return self.circuit.atom(carried(name, self._twin, self.of))
        return self.circuit.atom(Twin(name)) if self._key_of(atom) in self.open else atom

    def _twin(self, fact: FactId) -> FactId:
        return _twin(fact) if fact in self.open else fact

    def agree(self, variable: Variable) -> int:
        """The literal that a variable has the same value in both completions."""
        if variable.literals:
            return self.circuit.both(self.circuit.equal(one, self.of(one)) for one in variable.literals)
        assert isinstance(variable.key, FactId)
        difference = Linear(facts=tuple(sorted([(variable.key, Fraction(1)), (_twin(variable.key), Fraction(-1))])))
        return self.circuit.atom(Comparison("==", difference))


class Twin(msgspec.Struct, frozen=True):
    """An atom that stands for the same as another one, in the second of two completions."""

    of: Hashable


def _twin(fact: FactId) -> FactId:
    return FactId(fact.sort, Apart(fact.of + "'"), fact.term)
