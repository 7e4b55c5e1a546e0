"""A regulation and a case as one circuit: stated facts are constants, all else is open.

What a silent fact is presumed to be is no part of this; presumptions and pinned readings are assumed afterwards, one by
one, so that each can be dropped again.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import (
    MATTER,
    ME,
    SUBJECT,
    TURNED,
    Arithmetic,
    Constant,
    Count,
    Expr,
    Fact,
    Order,
    Quantified,
    Sign,
    walk,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import NEVER, UNKNOWN, Duration, Sort, Term, Value
from zeren.model.language.unlisted import THERE, unlisted
from zeren.model.meaning.orders import conflicts
from zeren.model.meaning.semantics import Semantics
from zeren.model.meaning.truth import COMPARE, calculate, first_start, whole_days
from zeren.model.solving.circuit import FALSE, TRUE, Circuit
from zeren.model.solving.quantities import DAY, BeyondSolver, Comparison, Days, Linear, quantity
from zeren.model.solving.zone_days import ZoneDays

Entity = tuple[Sort, str]
Whose = Mapping[str, Entity]

MATTER_ENTITY: Entity = ("matter", "")


class Variable(msgspec.Struct, frozen=True):
    """Something open: a fact or a reading, its possible values, and the literal that says it takes each of them.

    A quantity has neither values nor literals here; it stands inside comparisons.
    """

    key: FactId | str
    values: tuple[Value, ...] = ()
    literals: tuple[int, ...] = ()

    def literal(self, value: Value) -> int:
        return self.literals[self.values.index(value)]


Opened = Literal["nothing", "options", "everything"]
_ALLEGED = "(alleged)"
_SAID, _SILENT = "(said) ", "(silent) "


def alleged(circumstance: str) -> FactId:
    """That a listed circumstance is alleged, as a fact of a board on which that is open."""
    return FactId("circumstance", circumstance, _ALLEGED)


def is_allegation(key: FactId | str) -> bool:
    """Whether a variable says that a circumstance is alleged, and is no fact that a case states."""
    return isinstance(key, FactId) and key.term == _ALLEGED


def said(fact: FactId) -> FactId:
    """That a case states a fact rather than being silent on it, as a fact of a board on which that is open."""
    return FactId(fact.sort, fact.of, _SAID + fact.term)


def silent(fact: FactId) -> FactId:
    """What a fact is where a case is silent on it, as a fact of a board on which that is open."""
    return FactId(fact.sort, fact.of, _SILENT + fact.term)


def is_saying(key: FactId | str) -> bool:
    """Whether a variable says that a case states some fact."""
    return isinstance(key, FactId) and key.term.startswith(_SAID)


def is_silent(key: FactId | str) -> bool:
    """Whether a variable is what some fact is where a case is silent on it."""
    return isinstance(key, FactId) and key.term.startswith(_SILENT)


def spoken_of(fact: FactId) -> FactId:
    """The fact of which a variable says that it is stated, or what it is in silence; of any other variable its own fact.

    >>> spoken_of(said(FactId("matter", "", "wrong"))).term
    'wrong'
    """
    return FactId(fact.sort, fact.of, fact.term.removeprefix(_SAID).removeprefix(_SILENT))


class Ground(Semantics[int, Any, Entity, Whose]):
    """The circuit of a case: `literal` of any condition about anybody in it, and the constraints that always hold.

    `opened` says which stated facts are open as well: those with options (yes/no is one), or numbers and dates too.
    Where `perhaps`, it is open which of the listed circumstances are alleged at all. Of the terms in `weighed` it is open
    whether the case states them or is silent; then they follow, or are whatever silence is taken to say.
    """

    def __init__(
        self,
        regulation: Regulation,
        case: Case,
        *,
        opened: Opened = "nothing",
        perhaps: bool = False,
        weighed: frozenset[str] = frozenset(),
    ) -> None:
        self.regulation, self.case, self.nobody = regulation, case, MATTER_ENTITY
        self.circuit = Circuit()
        self.variables: dict[FactId | str, Variable] = {}
        self.constraints: list[tuple[str, int]] = []
        self.days = ZoneDays(case)
        self.stated = {fact: value for fact, value in case.facts.items() if value is not UNKNOWN and not self._opens(fact, opened)}
        self._follows_given = case.facts  # a stated or open fact follows nothing
        self._kept: dict[tuple[str, str, Entity], int] = {}
        self.people: list[tuple[Entity, int]] = [(("person", name), TRUE) for name in case.people]
        self.unlisted: list[Entity] = []
        if case.partial:
            self._add_unlisted()
        self._subjects = {one.id: one for one in case.circumstances}
        self._perhaps = perhaps
        self.unless_others: list[int] = []  # sentences on the whole board, where people whom the case does not list may make them true
        self._weighed = weighed
        self._background()

    def _opens(self, fact: FactId, opened: Opened) -> bool:
        return opened == "everything" or (opened == "options" and self.regulation.terms[fact.term].kind in ("yes_no", "one_of"))

    # what a case is made of -------------------------------------------------------------------------------

    def _add_unlisted(self) -> None:
        """As many persons whom the case does not list as the conditions could tell apart."""
        nodes = {part for expr in self.regulation.means.values() for part in walk(expr) if isinstance(part, (Quantified, Count))}
        for number in range(1, len(nodes) + 1):
            entity: Entity = ("person", unlisted(number))
            self.unlisted.append(entity)
            self.people.append((entity, self._yes_no(FactId("person", entity[1], THERE))))

    def _background(self) -> None:
        if conflicts(self.regulation, {fact.term: value for fact, value in self.stated.items() if fact.sort == "matter"}):
            self.constraints.append(("order of moments", FALSE))
        for sentence, expr, sort in self.regulation.background:
            if sentence.whole_board and not self.case.closed:
                self._of_the_listed(expr)
                continue
            if sort == "matter":
                self.constraints.append((sentence.id, self.worth(expr, {})))
                continue
            entities = self.people if sort == "person" else [((sort, name), self._there(sort, name)) for name in self.case.entities(sort)]
            for entity, present in entities:
                holds = self.worth(expr, self.scope_of(entity))
                self.constraints.append((sentence.id, self.circuit.either([-present, holds])))

    def _of_the_listed(self, expr: Expr) -> None:
        """Keep what a sentence on the whole board would say if nobody but the listed were there."""
        people, kept = self.people, self._kept
        self.people, self._kept = [one for one in people if one[0] not in self.unlisted], {}
        self.unless_others.append(self.worth(expr, {}))
        self.people, self._kept = people, kept

    def _there(self, sort: Sort, name: str) -> int:
        return self.alleged(name) if sort == "circumstance" else TRUE

    def alleged(self, circumstance: str) -> int:
        """A listed circumstance is alleged."""
        return self._yes_no(alleged(circumstance)) if self._perhaps else TRUE

    def stated_of(self, saying: FactId) -> int:
        """The case states the fact of which a variable says so."""
        return self._yes_no(saying)

    def subject_of(self, circumstance: str) -> Entity:
        """The person against whom a circumstance is alleged, listed among the people or not."""
        return ("person", self._subjects[circumstance].subject)

    # questions about it -----------------------------------------------------------------------------------

    def tiers(self, entity: Entity) -> dict[str, int]:
        """For each tier that somebody could bear, the literal that says they end with it."""
        tiers, sort = self.regulation.tiers_of[entity[0]], entity[0]
        borne = {tier: self.borne(tier, entity, sort) for tier in tiers}
        return {tier: self.bears(tier, entity, sort) for tier in borne}

    def relieved(self, entity: Entity) -> dict[str, int]:
        """For each tier that may be discretionary, the literal that every rule that gives it to somebody is relieved."""
        rules, relievers = self.regulation.rules, self.regulation.relievers
        tiers = dict.fromkeys(rule.bears for name, (rule, _) in rules.items() if rule.sort == entity[0] and relievers[name])
        return {tier: self.circuit.both(self.reliefs(tier, entity, entity[0])) for tier in tiers}

    def made_out(self, circumstance: str) -> int:
        """A circumstance of the case is made out."""
        expr = self.regulation.circumstances[self._subjects[circumstance].item][1]
        entity: Entity = ("circumstance", circumstance)
        holds = self.once("circumstance", circumstance, entity, lambda: self.worth(expr, self.scope_of(entity)))
        return self.circuit.both([self.alleged(circumstance), holds])

    # the algebra ------------------------------------------------------------------------------------------

    def bearer(self, of: str, scope: Whose) -> Entity:
        return scope[of]

    def scope_of(self, bearer: Entity) -> Whose:
        if bearer[0] == "matter":
            return {}
        return {ME: bearer, SUBJECT: self.subject_of(bearer[1])} if bearer[0] == "circumstance" else {ME: bearer}

    def once(self, kind: str, name: str, bearer: Entity, build: Callable[[], int]) -> int:
        key = (kind, name, bearer)
        if key not in self._kept:
            self._kept[key] = build()
        return self._kept[key]

    def constant(self, value: bool) -> int:
        return TRUE if value else FALSE

    def both(self, parts: Iterable[int], scope: Whose) -> int:
        return self.circuit.both(parts)

    def either(self, parts: Iterable[int], scope: Whose) -> int:
        return self.circuit.either(parts)

    def negation(self, value: int) -> int:
        return -value

    def reads(self, reading: str, options: tuple[str, ...]) -> int:
        variable = self.reading(reading)
        return self.circuit.either(variable.literal(option) for option in options)

    def made_out_any(self, items: tuple[str, ...]) -> int:
        return self.circuit.either(self.made_out(one.id) for one in self.case.circumstances if not items or one.item in items)

    def some(self, variable: str, body: Expr, scope: Whose) -> int:
        return self.circuit.either(self._of_each(variable, body, scope))

    def every(self, variable: str, body: Expr, scope: Whose) -> int:
        circuit = self.circuit
        return circuit.both(circuit.either([-present, self.worth(body, {**scope, variable: one})]) for one, present in self.people)

    def _of_each(self, variable: str, body: Expr, scope: Whose) -> Iterator[int]:
        """For each person: they are there, and are such."""
        return (self.circuit.both([present, self.worth(body, {**scope, variable: one})]) for one, present in self.people)

    def same(self, left: str, right: str, scope: Whose) -> int:
        return self.constant(scope[left] == scope[right])

    # facts ------------------------------------------------------------------------------------------------

    def _id(self, term: str, of: str, whose: Whose) -> FactId:
        sort, name = MATTER_ENTITY if of == MATTER else whose[of]
        return FactId(sort, name, term)

    def fact(self, term: str, of: str, scope: Whose) -> int:
        fact = self._id(term, of, scope)
        if fact in self.stated:
            return TRUE if self.stated[fact] else FALSE
        if term in self.regulation.follows and fact not in self._follows_given:
            return self._following(fact)
        return self._said_or_not(fact, self._yes_no) if term in self._weighed else self._yes_no(fact)

    def _said_or_not(self, fact: FactId, holds: Callable[[FactId], int]) -> int:
        """What is stated where the case states it; otherwise what follows, or what silence is taken to say."""
        stated = self._yes_no(said(fact))
        otherwise = self._following(fact) if fact.term in self.regulation.follows else holds(silent(fact))
        return self.circuit.either([self.circuit.both([stated, holds(fact)]), self.circuit.both([-stated, otherwise])])

    def _following(self, fact: FactId) -> int:
        entity: Entity = (fact.sort, fact.of)
        expr = self.regulation.follows[fact.term]
        return self.once("follows", fact.term, entity, lambda: self.worth(expr, self.scope_of(entity)))

    def _yes_no(self, fact: FactId) -> int:
        if fact not in self.variables:
            atom = self.circuit.atom(fact)
            self.variables[fact] = Variable(fact, (False, True), (-atom, atom))
        return self.variables[fact].literals[1]

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Whose) -> int:
        fact = self._id(term, of, scope)
        if fact in self.stated:
            return TRUE if self.stated[fact] in options else FALSE
        every = tuple(self.regulation.terms[fact.term].options)

        def holds(one: FactId) -> int:
            variable = self._choice(one, every)
            return self.circuit.either(variable.literal(option) for option in options)

        return self._said_or_not(fact, holds) if fact.term in self._weighed else holds(fact)

    def reading(self, name: str) -> Variable:
        """A reading with the literal of each option."""
        return self._choice(name, tuple(self.regulation.readings[name].one_of))

    def _choice(self, key: FactId | str, options: tuple[str, ...]) -> Variable:
        """One of several options: exactly one holds. Two options share one atom."""
        if key not in self.variables:
            if len(options) == 1:
                literals: tuple[int, ...] = (TRUE,)
            elif len(options) == 2:
                atom = self.circuit.atom(key)
                literals = (atom, -atom)
            else:
                literals = tuple(self.circuit.atom((key, option)) for option in options)
                pairs = [self.circuit.either([-a, -b]) for i, a in enumerate(literals) for b in literals[:i]]
                self.constraints.append(("one option", self.circuit.both([self.circuit.either(literals), *pairs])))
            self.variables[key] = Variable(key, options, literals)
        return self.variables[key]

    def open(self, fact: FactId) -> Variable:
        """A fact that the case does not state, as a variable, whether any condition has asked for it or not."""
        if fact.term == THERE:
            self._yes_no(fact)
            return self.variables[fact]
        term: Term = self.regulation.terms[fact.term]
        if term.kind == "yes_no":
            self._yes_no(fact)
        elif term.kind == "one_of":
            self._choice(fact, tuple(term.options))
        else:
            self.variables.setdefault(fact, Variable(fact))
        return self.variables[fact]

    # quantities -------------------------------------------------------------------------------------------

    def compare(self, order: Order, left: Expr, right: Expr, scope: Whose) -> int:
        match left, right:
            case _, Arithmetic("+" | "-" as sign, Fact() as start, Constant(Duration(whole=True) as length)):
                return self._by_days(order, left, start, _forward(length, sign), scope)
            case Arithmetic("+" | "-" as sign, Fact() as start, Constant(Duration(whole=True) as length)), _:
                return self._by_days(TURNED[order], right, start, _forward(length, sign), scope)
        a, b = self.amount(left, scope), self.amount(right, scope)
        if a is NEVER or b is NEVER:
            return FALSE
        if isinstance(a, Linear) or isinstance(b, Linear):
            return self.compared(order, linear(a).plus(linear(b), -1))
        return TRUE if COMPARE[order](a, b) else FALSE

    def _by_days(self, operator: str, left: Expr, start: Expr, length: Duration, whose: Whose) -> int:
        """The literal of a comparison of a moment with the end of so many whole days after another."""
        moment, began = self.amount(left, whose), self.amount(start, whose)
        if moment is NEVER or began is NEVER:
            return FALSE
        if operator in (">", ">="):
            return -self._by_days("<=" if operator == ">" else "<", left, start, length, whose)
        if operator in ("==", "!="):
            raise BeyondSolver("whole days compared for equality")
        if not isinstance(began, Linear):
            end = whole_days(began, length)
            if isinstance(moment, Linear):
                return self.compared(operator, moment.plus(linear(end), -1))
            return TRUE if COMPARE[operator](moment, end) else FALSE
        ((fact, _),) = began.facts
        zone = self.days.zone_of(fact)
        if not isinstance(moment, Linear):  # the first day on which it can have begun
            first = first_start(moment, length, zone, inclusive=operator == "<=")
            return -self.compared("<", began.plus(linear(first), -1))
        if length.months:
            raise BeyondSolver("calendar months after a moment that is not known")
        if len(moment.facts) != 1 or moment.constant or moment.literals:
            raise BeyondSolver("whole days beside a sum")
        apart = moment.plus(began, -1).plus(Linear(Fraction(length.seconds, DAY)), -1)
        return self._in_days(Comparison("<=", apart, Days(self.days.offsets, 1 if operator == "<=" else 0)))

    def _in_days(self, comparison: Comparison) -> int:
        if not comparison.sum.facts:  # a moment beside itself
            return TRUE if comparison.sum.constant <= 0 else FALSE
        return self.circuit.atom(comparison)

    def days_compared(self, comparison: Comparison, known: Mapping[FactId, Fraction]) -> int:
        """The literal of a comparison in whole days, some of whose moments are known."""
        assert comparison.days is not None
        sides = {int(factor): fact for fact, factor in comparison.sum.facts}
        moments = {factor: dt.datetime.fromtimestamp(int(known[fact]), self.days.zone) for factor, fact in sides.items() if fact in known}
        length, operator = Duration(seconds=int(-comparison.sum.constant * DAY), whole=True), "<=" if comparison.days.late else "<"
        if not moments:
            return self._in_days(comparison)
        if -1 not in moments:
            first = first_start(moments[1], length, self.days.zone, inclusive=operator == "<=")
            return -self.compared("<", Linear(-quantity(first), ((sides[-1], Fraction(1)),)))
        end = whole_days(moments[-1], length)
        if 1 in moments:
            return TRUE if COMPARE[operator](moments[1], end) else FALSE
        return self.compared(operator, Linear(-quantity(end), ((sides[1], Fraction(1)),)))

    def compared(self, operator: str, difference: Linear) -> int:
        """The literal of a comparison of a sum with zero."""
        match operator:
            case ">" | ">=":
                return self.compared("<" if operator == ">" else "<=", difference.times(Fraction(-1)))
            case "!=":
                return -self.compared("==", difference)
        if not difference.facts and not difference.literals:
            return TRUE if COMPARE[operator](difference.constant, 0) else FALSE
        if not difference.facts:
            return self._counted(operator, difference)
        for literal, _ in difference.literals:
            if self.circuit.gates[abs(literal)] is not None:
                raise BeyondSolver("a count beside an unknown quantity")
        return self.circuit.atom(Comparison(operator, difference))

    def _counted(self, operator: str, difference: Linear) -> int:
        """Counts against a number: `± count ± count + constant` compared with zero."""
        difference = _one_sided(difference)
        sign = 1 if difference.literals[0][1] > 0 else -1
        literals = [literal for literal, factor in difference.literals for _ in range(abs(int(factor)))]
        holds = [COMPARE[operator](sign * count + difference.constant, 0) for count in range(len(literals) + 1)]
        exactly = [
            self.circuit.both([self.circuit.at_least(count, literals), -self.circuit.at_least(count + 1, literals)])
            for count, good in enumerate(holds)
            if good
        ]
        return self.circuit.either(exactly)

    def known(self, value: Value) -> Any:
        return value

    def quantity(self, term: str, of: str, scope: Whose) -> Any:
        """A concrete value where it is stated, and a linear sum otherwise."""
        fact = self._id(term, of, scope)
        if fact in self.stated:
            return self.stated[fact]
        self.variables.setdefault(fact, Variable(fact))
        return Linear(facts=((fact, Fraction(1)),))

    def calculated(self, sign: Sign, left: Any, right: Any, scope: Whose) -> Any:
        if left is NEVER or right is NEVER:
            return NEVER
        if not isinstance(left, Linear) and not isinstance(right, Linear):
            return calculate(sign, left, right)
        if sign == "*":
            number, sum_ = (left, right) if isinstance(right, Linear) else (right, left)
            return sum_.times(quantity(number))
        return self._sum(left, right, 1 if sign == "+" else -1)

    def count(self, variable: str, body: Expr, scope: Whose) -> Any:
        return _count([(literal, Fraction(1)) for literal in self._of_each(variable, body, scope)])

    def _sum(self, a: Any, b: Any, sign: int) -> Linear:
        left, right = linear(a), linear(b)
        if self._is_date(a) and (isinstance(b, Duration) or self._is_duration(b)):
            right = right.times(Fraction(1, DAY))
        if sign < 0 and self._is_date(a) and self._is_date(b):
            return left.plus(right, sign).times(Fraction(DAY))  # a length of time counts in seconds
        return left.plus(right, sign)

    def _is_date(self, one: Any) -> bool:
        if isinstance(one, Linear):
            return any(self.regulation.terms[fact.term].kind == "date" for fact, _ in one.facts)
        return isinstance(one, dt.date) and not isinstance(one, dt.datetime)

    def _is_duration(self, one: Any) -> bool:
        return isinstance(one, Linear) and all(self.regulation.terms[fact.term].kind == "duration" for fact, _ in one.facts)


def _forward(length: Duration, sign: str) -> Duration:
    """A length in whole days that goes back, as one that goes on: the beginning of a day is the end of the one before."""
    return length if sign == "+" else Duration(-length.months, -length.seconds - DAY, whole=True)


def linear(one: Any) -> Linear:
    """A quantity as a sum, a concrete value too."""
    return one if isinstance(one, Linear) else Linear(quantity(one))


def _one_sided(difference: Linear) -> Linear:
    """The same sum with whole factors of one sign: that many do not hold is counted instead of that they do."""
    literals = difference.literals
    scale = math.lcm(*(factor.denominator for _, factor in literals))
    if scale > 1:
        return _one_sided(difference.times(Fraction(scale)))
    if len({factor > 0 for _, factor in literals}) == 1:
        return difference
    constant = difference.constant + sum(factor for _, factor in literals if factor < 0)
    return Linear(constant, literals=tuple((literal if factor > 0 else -literal, abs(factor)) for literal, factor in literals))


def _count(terms: list[tuple[int, Fraction]]) -> Any:
    certain = sum(literal == TRUE for literal, _ in terms)
    open_ones: dict[int, Fraction] = {}
    for literal, factor in terms:
        if literal not in (TRUE, FALSE):
            open_ones[literal] = open_ones.get(literal, Fraction(0)) + factor
    return Linear(Fraction(certain), literals=tuple(sorted(open_ones.items()))) if open_ones else certain
