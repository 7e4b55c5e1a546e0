"""What can hold of a grounded case: the questions that asking, proving and linting put to a solver, each asked in one way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from zeren.model.language.case import FactId
from zeren.model.language.limits import limits
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.ground import Ground, Variable
from zeren.model.solving.quantities import Comparison, Linear, ranges
from zeren.model.solving.sample import Sample
from zeren.model.solving.solver import Which, solver_for
from zeren.model.solving.undecided import Undecided

Key = FactId | str


class Query:
    """A ground with the solver that answers for it; what always holds is required as it is grounded.

    Args:
        which: which solver is asked.
        effort: the share of the usual budget that one question may cost.
    """

    def __init__(self, ground: Ground, which: Which = "auto", effort: float = 1) -> None:
        self.ground, self.circuit, self.which = ground, ground.circuit, which
        self.kinds = {term.id: term.kind for term in ground.regulation.terms.values()}
        self.solver = solver_for(self.circuit, self.kinds, which, effort)
        self.sample = Sample(self.circuit)
        self._asked = self.solver  # which is asked now
        self._required = 0
        self._questions = 0
        self._in_range: set[FactId] = set()
        self._tied_at = (0, 0, 0)
        self._apart_sets: list[int] = []

    def keep_in_range(self) -> list[int]:
        """Require of new quantities what a case file can say: dates and moments keep to their calendar, no length of time is negative."""
        found: list[int] = []
        for variable in list(self.ground.variables.values()):
            if variable.literals or not isinstance(variable.key, FactId) or variable.key in self._in_range:
                continue
            self._in_range.add(variable.key)
            for bound, sign in zip(self._range(variable.key), (-1, 1), strict=True):
                if bound is not None:
                    found.append(self.ground.compared("<=", Linear(-sign * bound, ((variable.key, Fraction(sign)),))))
        self.ground.constraints += [("range", literal) for literal in found]
        return found

    def _range(self, fact: FactId) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest number of a fact; one counted in days of clocks that change is sought near the case's own."""
        in_days = any(isinstance(one, Comparison) and one.days and fact in dict(one.sum.facts) for one in self.circuit.atoms.values())
        if in_days and (window := self.ground.days.window):
            return Fraction(window[0]), Fraction(window[1])
        return ranges(self.kinds[fact.term])

    # what can hold ----------------------------------------------------------------------------------------

    def possible(self, literals: Iterable[int]) -> bool:
        """Whether these can hold together in some completion."""
        constraints = self.ground.constraints
        if self._required < len(constraints):
            fresh = [literal for _, literal in constraints[self._required :]]
            self._required = len(constraints)
            self._asked.require(literal for literal in fresh if literal != TRUE)
        self._questions += 1
        if self._questions > (most := limits().questions):
            raise Undecided.after(most, "questions")
        return self._asked.holds_somewhere(literals)

    def model(self) -> int:
        """The number under which the last completion found is kept."""
        return self.sample.add(self.solver.atoms(self.circuit.atoms))

    def can(self, literals: Iterable[int]) -> bool:
        """Whether these can hold together with what the background demands."""
        return self.possible(literals)

    def holds(self, literal: int) -> bool:
        """Whether a literal holds in the last completion found."""
        return self._asked.holds(literal)

    def clash(self, literals: Sequence[int]) -> set[int] | None:
        """Some of these literals that cannot hold together; None if all of them can."""
        return None if self.possible(literals) else set(self._asked.core())

    def reduced(self, literals: Sequence[int], against: Sequence[int]) -> tuple[int, ...]:
        """The part of some literals, inclusion-minimal, that excludes `against`; the last ones are dropped first.

        As `shrink`, with what the solver blames telling how many can be dropped at once.
        """
        core = self.clash([*against, *literals])
        assert core is not None, "nothing is excluded"
        needed: list[int] = []
        end = len(literals)
        while True:
            end = max((index + 1 for index in range(end) if literals[index] in core), default=0)
            if not end:
                return tuple(reversed(needed))
            end -= 1
            less = self.clash([*against, *needed, *literals[:end]])
            if less is None:
                needed.append(literals[end])
            else:
                core = less

    def missing(self, items: Sequence[int], chosen: Sequence[int], against: Sequence[int]) -> list[int] | None:
        """None if the chosen items exclude `against`; otherwise items of which every set that excludes it has one."""
        if not self.possible([*against, *chosen]):
            return None
        holds = self._asked.holds
        kept = dict.fromkeys(one for one in items if holds(one))
        lacking = []
        for item in items:
            if item in kept:
                continue
            if self.possible([*against, *kept, item]):
                kept |= dict.fromkeys(one for one in items if one not in kept and holds(one))
            else:
                lacking.append(item)
        return lacking

    def key_of(self, atom: int) -> Key:
        """The fact or reading that an atom, not a comparison, speaks of."""
        name = self.circuit.atoms[atom]
        return name[0] if isinstance(name, tuple) and not isinstance(name, FactId) else name  # type: ignore[return-value]  # atoms are named so

    def near(self, literals: Iterable[int], besides: Iterable[int] = ()) -> int:
        """The atoms that literals depend on, directly or through the background and what is demanded besides, as bits."""
        return self._connected(self.circuit.supports(literals), besides)

    def near_variable(self, variable: Variable) -> int:
        """The atoms that a fact or reading speaks of, or is tied to by the background, as bits."""
        return self._connected(self.atoms_of(variable))

    def keys_in(self, support: int) -> dict[Key, None]:
        """The facts and readings that some atoms speak of, or compare."""
        found: dict[Key, None] = {}
        while support:
            atom = (support & -support).bit_length() - 1
            support &= support - 1
            name = self.circuit.atoms[atom]
            found |= dict.fromkeys(fact for fact, _ in name.sum.facts) if isinstance(name, Comparison) else {self.key_of(atom): None}
        return found

    def _connected(self, support: int, besides: Iterable[int] = ()) -> int:
        rest = [*(self.circuit.support(literal) for literal in besides), *self._tied()]
        while reached := [one for one in rest if one & support]:
            rest = [one for one in rest if not one & support]
            for one in reached:
                support |= one
        return support

    def _tied(self) -> list[int]:
        """Atoms that the background and comparisons tie to one another: sets that share none, each found once."""
        state = len(self.ground.constraints), len(self.ground.variables), len(self.circuit.atoms)
        if self._tied_at != state:
            rest = [self.circuit.support(literal) for _, literal in self.ground.constraints]
            rest += [self.atoms_of(one) for one in self.ground.variables.values() if not one.literals]
            apart: list[int] = []
            for one in rest:
                together = [other for other in apart if other & one]
                if together:
                    apart = [other for other in apart if not other & one]
                    for other in together:
                        one |= other
                if one:
                    apart.append(one)
            self._tied_at, self._apart_sets = state, apart
        return self._apart_sets

    def atoms_of(self, variable: Variable) -> int:
        """The atoms that say which value a fact or reading has, or compare a quantity, as bits."""
        if variable.literals:
            return self.circuit.supports(variable.literals)
        comparisons = [
            atom
            for atom, name in self.circuit.atoms.items()
            if isinstance(name, Comparison) and any(fact == variable.key for fact, _ in name.sum.facts)
        ]
        return sum(1 << atom for atom in comparisons)

    # alternatives -----------------------------------------------------------------------------------------

    def outcome_literal(self, tiers: Mapping[str, int], outcome: frozenset[str]) -> int:
        """The literal that says that somebody ends with exactly these tiers."""
        return self.circuit.both(literal if tier in outcome else -literal for tier, literal in tiers.items())

    def alternatives(self, literals: Mapping[str, int], base: Sequence[int], most: int | None = None) -> list[frozenset[str]]:
        """Every set of names whose literals can be exactly those that hold, in the order of the names; one more than `most` are enough."""
        found: dict[frozenset[str], int] = {}
        supported = [name for name, literal in literals.items() if abs(literal) != 1]
        fixed = frozenset(name for name, literal in literals.items() if literal == TRUE)
        if not supported:
            return [fixed]
        while (most is None or len(found) <= most) and self.possible([*base, *(-literal for literal in found.values())]):
            names = fixed.union(name for name in supported if self.holds(literals[name]))
            found[names] = self.outcome_literal(literals, names)
        order = {name: index for index, name in enumerate(literals)}
        return sorted(found, key=lambda names: (not names, sorted(order[name] for name in names)))
