"""Boards: cases of exactly so many persons of whom every fact is open, on which a claim is looked for.

One board serves every claim of a size, so that what they share is grounded once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction

from zeren.model.language.case import FactId, Listed
from zeren.model.language.conditions import ME, SUBJECT, Compare, Constant, Count, Expr, MadeOut, walk
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text, Value
from zeren.model.meaning.evaluate import meanings_of
from zeren.model.solving.circuit import TRUE
from zeren.model.solving.ground import Entity, Ground, Variable, is_allegation
from zeren.model.solving.quantities import DAY, Comparison, Linear, quantity, value_of
from zeren.model.solving.query import Query
from zeren.model.solving.solver import Which
from zeren.proofs.coherent import coherent
from zeren.proofs.open_case import BODY, names, open_case
from zeren.proofs.property import Claim, Property
from zeren.proofs.sentences import Alleged, count_alike
from zeren.proofs.sizes import Scope, Shapes

Forbidden = tuple[str, str]  # a reading, and an option that it does not take

_USUAL = {"date": quantity(dt.date(2026, 1, 1)), "moment": quantity(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))}


class Board(Query):
    """A board of one size, with the solver that answers for it."""

    def __init__(
        self,
        regulation: Regulation,
        size: int,
        items: tuple[str, ...] = (),
        *,
        subjects: int = 1,
        body: bool = False,
        follows: bool = False,
        arithmetic: bool = False,
        effort: float = 1,
        which: Which = "auto",
    ) -> None:
        self.regulation, self.size, self.items, self.follows = regulation, size, items, follows
        listed = [Listed(f"{item}/{subject}", item, subject) for subject in names(min(size, subjects)) for item in items]
        self.case = open_case(regulation, size, body=body, listed=listed, name=f"board-of-{size}", follows=follows)
        super().__init__(Ground(regulation, self.case, perhaps=True), "z3" if arithmetic and which == "auto" else which, effort)
        self.arithmetic = arithmetic
        self._places = {name: place for names_ in (regulation.readings, regulation.terms) for place, name in enumerate(names_)}
        self._sought: dict[int, tuple[Claim, int]] = {}  # by identity; the claim is kept, so that it stays taken
        self.keep_in_range()

    # what is sought ---------------------------------------------------------------------------------------

    def sought(self, claim: Claim) -> int:
        """The literal that this board, its background included, is as a claim seeks."""
        if id(claim) not in self._sought:
            self._sought[id(claim)] = (claim, self._literal(claim))
        return self._sought[id(claim)][1]

    def _literal(self, claim: Claim) -> int:
        whose: dict[str, Entity] = {}
        spoken_of = TRUE
        if claim.sort == "body":
            whose = {ME: ("body", BODY)}
        elif claim.sort == "circumstance":
            name = next(one.id for one in self.case.circumstances if one.item == claim.item)
            whose = {ME: ("circumstance", name), SUBJECT: self.ground.subject_of(name)}
            spoken_of = self.ground.alleged(name)
        literal = self.circuit.both([spoken_of, self.ground.worth(claim.sought, whose)])
        self.keep_in_range()
        return literal

    def background(self) -> list[int]:
        """What holds on every board, whatever is sought on it."""
        return [literal for name, literal in self.ground.constraints if name != "one option" and literal != TRUE]

    def one_options(self, literals: Iterable[int]) -> list[int]:
        """That each open fact or reading on which literals rest takes one option."""
        support = self.circuit.supports(literals)
        found = [literal for name, literal in self.ground.constraints if name == "one option"]
        return [literal for literal in found if self.circuit.support(literal) & support]

    # readings ---------------------------------------------------------------------------------------------

    def forbids(self, forbidden: Forbidden) -> int:
        """The literal that a reading does not take an option."""
        reading, option = forbidden
        return -self.ground.reading(reading).literal(option)

    def variables(self, literal: int) -> list[Variable]:
        """The readings, then the facts, on which a literal or the background depends, in the order in which cases state them."""
        support = self.circuit.supports([literal, *self.background()])
        found = [variable for variable in self.ground.variables.values() if self.atoms_of(variable) & support]
        return sorted(found, key=lambda variable: self._rank(variable.key))

    def _rank(self, key: FactId | str) -> tuple[int, str, int]:
        if isinstance(key, str):
            return (0, "", self._places[key])
        group = {"matter": 1, "person": 2, "body": 3, "circumstance": 4}[key.sort]
        return (group, key.of, -1 if is_allegation(key) else self._places[key.term])

    def preferred(self, variable: Variable) -> list[Value]:
        """The values of a variable, the usual one first."""
        key = variable.key
        if is_allegation(key):
            return [False, True]
        usual: object = self.regulation.readings[key].literal if isinstance(key, str) else self.regulation.terms[key.term].unless_stated
        return sorted(variable.values, key=lambda value: value != usual)

    # witnesses --------------------------------------------------------------------------------------------

    def witness(self, wanted: Sequence[int], variables: Sequence[Variable]) -> list[tuple[Variable, Value, int]] | None:
        """The first board, in a fixed order, that is as wanted: each variable with its value and the literal that says so."""
        if not self.possible(wanted):
            return None
        found: list[tuple[Variable, Value, int]] = []
        amounts: dict[FactId, Fraction] = {}
        prefix = list(wanted)
        for variable in variables:
            value, literal = self._first(variable, prefix, amounts)
            prefix.append(literal)
            found.append((variable, value, literal))
        return found

    def _first(self, variable: Variable, prefix: list[int], amounts: dict[FactId, Fraction]) -> tuple[Value, int]:
        if not variable.literals:
            return self._amount(variable, prefix, amounts)
        for value in self.preferred(variable):
            literal = variable.literal(value)
            if self.solver.holds(literal) or self.possible([*prefix, literal]):
                return value, literal
        raise AssertionError(f"no value of {variable.key} fits what is possible")

    def _amount(self, variable: Variable, prefix: list[int], amounts: dict[FactId, Fraction]) -> tuple[Value, int]:
        """The amount nearest to the usual one among those that conditions compare it with, and next to them."""
        assert isinstance(variable.key, FactId)
        kind = self.regulation.terms[variable.key.term].kind
        for amount in self._candidates(variable.key, kind, amounts):
            literal = self._equals(variable.key, amount)
            if self.possible([*prefix, literal]):
                amounts[variable.key] = amount
                return value_of(amount, kind), literal
        self.possible(prefix)
        amounts[variable.key] = number = self.solver.quantity(variable.key)
        return value_of(number, kind), self._equals(variable.key, number)

    def _candidates(self, fact: FactId, kind: str, amounts: dict[FactId, Fraction]) -> list[Fraction]:
        usual = _USUAL.get(kind, Fraction(0))
        found = {usual}
        for name in list(self.circuit.atoms.values()):
            if isinstance(name, Comparison) and not name.sum.literals:
                factors = dict(name.sum.facts)
                others = [one for one in factors if one != fact]
                if fact in factors and all(one in amounts for one in others):
                    known = name.sum.constant * (1 if name.days is None else DAY) + sum(
                        (factors[one] * amounts[one] for one in others), Fraction(0)
                    )
                    bound = -known / factors[fact]  # of whole days nearly: what does not fit is not taken
                    found |= {bound, bound - 1, bound + 1}
        if kind != "number":
            found = {one for one in found if one.denominator == 1}
        return sorted(found, key=lambda one: (abs(one - usual), one))

    def _equals(self, fact: FactId, number: Fraction) -> int:
        return self.ground.compared("==", Linear(-number, ((fact, Fraction(1)),)))


class Boards:
    """The boards of one regulation, made when they are first asked for.

    Args:
        effort: the share of the usual budget that a solver may spend on one question.
        which: which solver is asked; the verdicts of all are the same.
    """

    def __init__(self, regulation: Regulation, effort: float = 1, which: Which = "auto") -> None:
        self.which = which
        self.regulation, self.effort = (regulation := coherent(regulation)), effort
        self.shapes = Shapes(regulation)
        self.meanings = meanings_of(regulation)
        self._alike = count_alike(regulation)
        none = Alleged(regulation, ())
        background = [sort == "circumstance" or none.touches(expr) for _, expr, sort in regulation.background]
        self._one_for_all = self._alike and not any(background)  # then a board may allege all, and a claim look at one
        self._bases: tuple[list[MadeOut], bool] = _made_out(_conditions(regulation)), _compares(_conditions(regulation))
        self._of_property: dict[str, list[Claim] | Text] = {}
        self._scopes: dict[int, tuple[Claim, Scope]] = {}
        self._claims: dict[int, tuple[Claim, tuple[str, ...], bool]] = {}  # by identity; the claim is kept, so that it stays taken
        self._made: dict[tuple[int, tuple[str, ...], int, bool, bool, bool], Board] = {}

    def claims(self, about: Property) -> list[Claim] | Text:
        """The claims of a property under this regulation, or why it does not speak of it; the same ones each time."""
        if about.id not in self._of_property:
            self._of_property[about.id] = about.claims(self.regulation)
        return self._of_property[about.id]

    def scope(self, claim: Claim) -> Scope:
        """How large boards must be to decide a claim at every size."""
        if id(claim) not in self._scopes:
            self._scopes[id(claim)] = (claim, self._shape(claim))
        return self._scopes[id(claim)][1]

    def _shape(self, claim: Claim) -> Scope:
        return self.shapes.scope(claim.sought, self.items(claim), claim.follows, about=claim.sort == "circumstance")

    def items(self, claim: Claim) -> tuple[str, ...]:
        """The circumstances that a board may allege: the one that a claim is about, or all on which outcomes rest directly."""
        return self._looked_at(claim)[0]

    def arithmetic(self, claim: Claim) -> bool:
        """Whether numbers, dates, moments or durations of the case are compared."""
        return self._looked_at(claim)[1]

    def _looked_at(self, claim: Claim) -> tuple[tuple[str, ...], bool]:
        if id(claim) not in self._claims:
            items = self._items(claim)
            more = [claim.sought, *(self.regulation.follows.values() if claim.follows else ())]
            more += [self.regulation.circumstances[item][1] for item in items]
            self._claims[id(claim)] = (claim, items, self._bases[1] or _compares(more))
        return self._claims[id(claim)][1:]

    def _items(self, claim: Claim) -> tuple[str, ...]:
        if claim.item and (claim.sort == "circumstance" or self._alike):
            return (claim.item,)  # where all circumstances count alike, another one that is made out would only hide this one
        bases = self._bases[0] + (_made_out(self.regulation.follows.values()) if claim.follows else [])
        named = {item for part in (*bases, *_made_out([claim.sought])) for item in part.items or self.regulation.circumstances}
        others = tuple(item for item in self.regulation.circumstances if item in named and item != claim.item)
        return (claim.item, *others) if claim.item else others

    def of(self, claim: Claim, size: int) -> Board:
        """The board of a size on which a claim is looked for."""
        items, body = self.items(claim), claim.sort == "body"
        if claim.item and self._one_for_all:
            items = tuple(self.regulation.circumstances)
        arithmetic = self.arithmetic(claim)
        subjects = self.scope(claim).subjects
        key = (size, items, subjects, body, claim.follows, arithmetic)
        if key not in self._made:
            self._made[key] = Board(
                self.regulation,
                size,
                items,
                subjects=subjects,
                body=body,
                follows=claim.follows,
                arithmetic=arithmetic,
                effort=self.effort,
                which=self.which,
            )
        return self._made[key]


def _conditions(regulation: Regulation) -> list[Expr]:
    """All on which outcomes rest."""
    found: list[Expr] = [*regulation.definitions.values(), *(expr for _, expr, _ in regulation.background)]
    return found + [expr for _, expr in [*regulation.rules.values(), *regulation.exceptions.values()]]


def _made_out(conditions: Iterable[Expr]) -> list[MadeOut]:
    return [part for expr in conditions for part in walk(expr) if isinstance(part, MadeOut)]


def _compares(conditions: Iterable[Expr]) -> bool:
    """Whether something else is compared than a count with a number."""
    found = [part for expr in conditions for part in walk(expr) if isinstance(part, Compare)]
    return any({type(one.left), type(one.right)} != {Count, Constant} for one in found)
