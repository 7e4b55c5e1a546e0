"""A case as a question to the solver: what may hold, what must, and which smallest sets of facts decide it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import groupby
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Certainty
from zeren.model.language.terms import SORTS, Never, Unknown, Value
from zeren.model.language.unlisted import THERE
from zeren.model.meaning.day_zone import day_zone, in_zone
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.clash import clash
from zeren.model.solving.ground import Entity, Ground, Opened, Variable
from zeren.model.solving.minimal import smallest_first
from zeren.model.solving.nearest import anchor, nearest
from zeren.model.solving.quantities import Comparison, Linear, quantity, value_of
from zeren.model.solving.query import Key, Query
from zeren.model.solving.sat import Sat
from zeren.model.solving.solver import Which

_ASKED_TOO = ("sanctions", "authority", "labels", "questions", "checklists", "tiers")
_MOST_CLASHES = 32  # of presumptions, that are sought at once
_FEW = 4  # a part of the circuit is asked about by itself where it has at most one of so many atoms
Assignment = dict[Key, Value]


class Chosen(msgspec.Struct, frozen=True):
    """A fact or reading with one value, and the literal that says so."""

    key: Key
    value: Value
    literal: int


class Problem(Query):
    """A case under a regulation, with some readings pinned.

    Silent facts are presumed as their terms say, as far as what is stated leaves room; `presumed` holds those, and
    `dropped` the ones that could not all hold together and were left open instead. Stated facts that are `opened` are
    assumptions too, in `stated`, so that each can be dropped or changed. Where `perhaps`, it is open which circumstances are alleged.

    Raises:
        BeyondSolver: if a stated quantity is opened that the solver cannot take as an unknown.
        Refused: if the stated facts have no completion, with a smallest set of them that clash.
    """

    def __init__(
        self,
        regulation: Regulation,
        case: Case,
        pinned: Mapping[str, str],
        *,
        presume: bool = True,
        opened: Opened = "nothing",
        perhaps: bool = False,
        which: Which = "auto",
    ) -> None:
        self.regulation, self.case, self.pinned, self.presume = regulation, case, dict(pinned), presume
        self.ground = Ground(regulation, case, opened=opened, perhaps=perhaps)
        self._touch()
        super().__init__(self.ground, which)
        self._whole: bool | None = None  # whether parts of the circuit may be asked about by themselves
        self._place = {name: index for names in (regulation.readings, regulation.terms) for index, name in enumerate(names)}
        self._preferred: dict[Key, list[Chosen]] = {}
        self._guesses: set[int] = set()  # atoms that say that a quantity has a value, made here and not by a condition
        self._guesses.update(abs(one) for one in self.keep_in_range())
        self.stated = self._stated() if opened != "nothing" else []
        if not self.possible(one.literal for one in self.stated):
            raise Refused(clash(regulation, case))
        self.readings = [Chosen(name, option, self.ground.reading(name).literal(option)) for name, option in pinned.items()]
        self.presumed, self.dropped = self._presumptions() if presume else ([], [])
        known = [*self.stated, *self.presumed, *self.readings]
        self.base = [one.literal for one in known]
        self.settled: dict[Key, Chosen] = {one.key: one for one in known}

    def _touch(self) -> None:
        """Build what will be asked, so that every fact that matters is a variable."""
        for entity in self.bearers():
            self.ground.tiers(entity)
            self.ground.relieved(entity)
        for one in self.case.circumstances:
            self.ground.made_out(one.id)
        for path, expr in self.regulation.means.items():
            if path[0] in _ASKED_TOO:
                sort = "person" if path[-1] == "bearer" else self.regulation.sort_at[path]
                read = self.ground.amount if path[-1] == "number" else self.ground.worth
                for name in self.case.entities(sort):
                    read(expr, self.ground.scope_of((sort, name)))

    def bearers(self) -> list[Entity]:
        """Everybody whom the case lists: persons, then bodies."""
        found: list[Entity] = [("person", name) for name in self.case.people]
        return found + [("body", name) for name in self.case.bodies]

    # asking -----------------------------------------------------------------------------------------------

    @contextmanager
    def about(self, literals: Iterable[int]) -> Iterator[None]:
        """Ask only what these literals tell, where little depends on them: the solver is given that part of the circuit alone.

        What nothing ties to that part cannot exclude anything there, since it has a completion of its own.
        """
        near = self._part(literals) if self.which != "z3" else None
        if near is None:
            yield
            return
        required, base = self._required, self.base
        self._asked, self._required = Sat(self.circuit), len(self.ground.constraints)
        self._asked.require(one for _, one in self.ground.constraints if self.circuit.support(one) & near)
        self.base = [one for one in base if self.circuit.support(one) & near]
        try:
            yield
        finally:
            self._asked, self._required, self.base = self.solver, required, base

    def _part(self, literals: Iterable[int]) -> int | None:
        """The atoms near to literals, where these are few, without quantities, and the rest has a completion."""
        if self._whole is None:
            self._whole = self.possible(self.base) and not any(isinstance(name, Comparison) for name in self.circuit.atoms.values())
        near = self.near(literals) if self._whole else 0
        return near if self._whole and near.bit_count() * _FEW < len(self.circuit.atoms) else None

    def certainty(self, literal: int) -> Certainty:
        """Whether a literal holds in every completion, in some, or in none."""
        if not self.possible([*self.base, literal]):
            return "excluded"
        return "possible" if self.possible([*self.base, -literal]) else "certain"

    def outcomes(self, entity: Entity, base: Sequence[int] | None = None) -> list[frozenset[str]]:
        """Every outcome possible for somebody, the gravest first."""
        tiers = self.ground.tiers(entity)
        return self.alternatives(tiers, self.base if base is None else base)

    # smallest sets ----------------------------------------------------------------------------------------

    def open_variables(self, literals: Iterable[int], entity: Entity | None = None) -> list[Variable]:
        """The open facts and readings that literals depend on: somebody's own, the matter's, others', then readings."""
        keys = self.keys_in(self.circuit.supports(literals))
        found = [self.ground.variables[key] for key in keys if key in self.ground.variables and key not in self.settled]
        return sorted(found, key=lambda one: self._rank(one.key, entity))

    def _rank(self, key: Key, entity: Entity | None) -> tuple[Any, ...]:
        if isinstance(key, str):
            return (3, self._place[key])
        if key.term == THERE:  # before what else is said of somebody who may not be there
            return (2, key.sort, key.of, -1)
        if key.term not in self._place:
            return (2, "~", key.of, 0)
        group = 0 if entity == (key.sort, key.of) else 1 if key.sort == "matter" else 2
        return (group, key.sort, key.of, self._place[key.term])

    def preferred(self, variable: Variable) -> list[Value]:
        """The values of a variable, what it is usually taken to be first."""
        key = variable.key
        if isinstance(key, str):
            usual: object = self.regulation.readings[key].literal
        else:
            term = self.regulation.terms.get(key.term)
            usual = term.unless_stated if term else False
        values = list(variable.values)
        return sorted(values, key=lambda value: value != usual)

    def choices(self, variable: Variable) -> list[Chosen]:
        """Each value of a variable as a choice, the usual one first; of a quantity, the values that conditions tell apart."""
        if not variable.literals:
            assert isinstance(variable.key, FactId)
            kind = self.regulation.terms[variable.key.term].kind
            numbers = self._bounds(variable.key)
            return [Chosen(variable.key, self._value(number, kind), self._equals(variable.key, number)) for number in numbers]
        if variable.key not in self._preferred:
            self._preferred[variable.key] = [Chosen(variable.key, one, variable.literal(one)) for one in self.preferred(variable)]
        return self._preferred[variable.key]

    def witness(self, wanted: Sequence[int], variables: Sequence[Variable]) -> list[Chosen]:
        """The first completion, in a fixed order, in which some literals hold: one value for each variable.

        Raises:
            ValueError: if they hold in none.
        """
        prefix: list[Chosen] = []
        for numeric, group in groupby(variables, lambda one: not one.literals):
            for variable in group if numeric else ():
                prefix.append(self._quantity(variable, [*wanted, *(one.literal for one in prefix)]))
            prefix += self._first([*wanted, *(one.literal for one in prefix)], [self.choices(one) for one in group])
        return prefix

    def _first(self, fixed: Sequence[int], choices: Sequence[Sequence[Chosen]]) -> list[Chosen]:
        """The first possible choice for each, where earlier ones go before later ones.

        What the solver blames has a last choice in it, which the earlier ones exclude: the next one there is tried.
        """
        # the last of several choices is not asked for: it remains once the earlier choices have excluded the others
        tries = [[*(one.literal for one in some[:-1]), TRUE] for some in choices]
        taken = [0] * len(choices)
        tried = [some[0] for some in tries]
        while (core := self.clash([*fixed, *tried])) is not None:
            core.difference_update(fixed)
            last = max((index for index, literal in enumerate(tried) if literal in core), default=None)
            if last is None:
                raise ValueError("no completion has these literals")
            taken[last] += 1
            tried[last] = tries[last][taken[last]]
            for index in range(last + 1, len(taken)):
                if taken[index]:
                    taken[index] = 0
                    tried[index] = tries[index][0]
        return [one[at] for one, at in zip(choices, taken, strict=True)]

    def _quantity(self, variable: Variable, fixed: Sequence[int]) -> Chosen:
        """A value of an open quantity: the first of the bounds that conditions compare it with, or next to one.

        Where none of them will do, a date or moment is the one nearest to the case's own.
        """
        assert isinstance(variable.key, FactId)
        for chosen in self.choices(variable):
            if self.possible([*fixed, chosen.literal]):
                return chosen
        if not self.possible(fixed):
            raise ValueError("no completion has these literals")
        kind, fact = self.regulation.terms[variable.key.term].kind, variable.key
        start = anchor(self.case, kind)
        if start is None:
            number = self.solver.quantity(fact)
        else:
            number = nearest(start, lambda least, most: self.possible([*fixed, *self._between(fact, least, most)]))
        return Chosen(fact, self._value(number, kind), self._equals(fact, number))

    def _value(self, number: Fraction, kind: str) -> Value:
        """What a number of a term of this kind stands for; a moment in the zone of the case."""
        value = value_of(number, kind)
        return in_zone(value, day_zone(self.case)) if isinstance(value, dt.datetime) else value

    def _bounds(self, fact: FactId) -> list[Any]:
        """The numbers that conditions compare a fact with, and those next to them."""
        bounds: set[Any] = set()
        for atom, name in self.circuit.atoms.items():
            if atom in self._guesses or not isinstance(name, Comparison) or name.sum.literals or len(name.sum.facts) > 1:
                continue
            compared, factor = name.sum.facts[0]
            if compared == fact:
                bound = -name.sum.constant / factor
                bounds |= {bound, bound - 1, bound + 1}
        return sorted(bounds)

    def _equals(self, fact: FactId, number: Any) -> int:
        return self._compares(fact, "==", number)

    def _between(self, fact: FactId, least: Fraction, most: Fraction) -> list[int]:
        return [self._equals(fact, least)] if least == most else [self._compares(fact, ">=", least), self._compares(fact, "<=", most)]

    def _compares(self, fact: FactId, sign: str, number: Any) -> int:
        size = len(self.circuit.gates)
        literal = self.ground.compared(sign, Linear(-Fraction(number), ((fact, Fraction(1)),)))
        if len(self.circuit.gates) > size:
            self._guesses.add(abs(literal))
        return literal

    def forcing(self, wanted: int, base: Sequence[int], variables: Sequence[Variable]) -> tuple[list[Chosen], list[Chosen]]:
        """A completion in which a literal holds, and an inclusion-minimal part of it that forces the literal."""
        witness = self.witness([*base, wanted], variables)
        by_literal = {one.literal: one for one in witness}
        kept = self.reduced(list(by_literal), [*base, -wanted])
        return witness, [by_literal[literal] for literal in kept]

    # presumptions -----------------------------------------------------------------------------------------

    def presumption(self, fact: FactId, value: Value) -> Chosen:
        """The literal that a fact has this value."""
        variable = self.ground.open(fact)
        if variable.literals:
            return Chosen(fact, value, variable.literal(value))
        return Chosen(fact, value, self._equals(fact, quantity(value)))

    def _stated(self) -> list[Chosen]:
        facts = [(fact, value) for fact, value in self.case.facts.items() if fact in self.ground.variables]
        stated = [self.presumption(fact, value) for fact, value in facts if not isinstance(value, Unknown)]
        return sorted(stated, key=lambda one: self._rank(one.key, None))

    def _presumptions(self) -> tuple[list[Chosen], list[Chosen]]:
        return self.presumable(self.silent(self.case.facts), [one.literal for one in self.stated])

    def silent(self, said: Container[FactId]) -> list[Chosen]:
        """What the facts that a case does not speak of are usually taken to be; `said` are those it does."""
        listed = {(sort, name) for sort in SORTS for name in self.case.entities(sort)}
        found: list[Chosen] = []
        for key in list(self.ground.variables):
            if isinstance(key, str) or key in said or key.term not in self.regulation.terms or (key.sort, key.of) not in listed:
                continue
            usual = self.regulation.terms[key.term].unless_stated
            if not isinstance(usual, (Unknown, Never)):
                found.append(self.presumption(key, usual))
        return sorted(found, key=lambda one: self._rank(one.key, None))

    def presumable(self, silent: Sequence[Chosen], given: Sequence[int]) -> tuple[list[Chosen], list[Chosen]]:
        """Which of some presumptions are made beside what is given, and which are left open because they clash.

        One that what is given excludes is decided by that, and is neither. Nothing is presumed of all who are listed that
        would leave what was done without anybody who did it.
        """
        if self.ground.unless_others and self.possible([*given, *self.ground.unless_others]):
            given = [*given, *self.ground.unless_others]
        if self.possible([*given, *(one.literal for one in silent)]):
            return list(silent), []
        fits: set[int] = set()
        for one in silent:
            if one.literal not in fits and self.possible([*given, one.literal]):
                fits.update(other.literal for other in silent if self.holds(other.literal))
        fitting = [one for one in silent if one.literal in fits]
        if self.possible([*given, *(one.literal for one in fitting)]):
            return fitting, []
        clashing: set[int] = set()
        while (left := [one.literal for one in fitting if one.literal not in clashing]) and not self.possible([*given, *left]):
            found = smallest_first(left, lambda chosen, left=left: self.missing(left, chosen, given), _MOST_CLASHES)  # type: ignore[misc]
            clashing.update(literal for one in found.sets for literal in one)
        return [one for one in fitting if one.literal not in clashing], [one for one in fitting if one.literal in clashing]
