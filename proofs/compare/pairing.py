"""Two regulations on one board: the facts and readings that both know are the same ones, matched by id.

The second regulation's formulas are carried over into the circuit of the first. An enumerated fact takes only values
that both know. A fact that only one of them knows is what a silent case would be taken to say, as far as what always holds
leaves room, or open where nothing is usual. A reading that only one of them knows, or that grammar does not decide alike
for both, is each one's own.

Silence is compared too: where a fact follows from others under either regulation, or the two take silence on it
differently, a board says whether the case states it; if not, it is under each regulation what that one's own words make of it.

Where rules rest on circumstances, a board may allege those that both list, paired by what they speak of, against so many of
its persons, and each twice against one person: what makes it out under the one regulation need not do so under the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import msgspec

from zeren.model.language.case import FactId, Listed
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Reading
from zeren.model.language.terms import SORTS, MaybeValue, Value
from zeren.model.solving.circuit import FALSE, TRUE
from zeren.model.solving.ground import Ground, Variable, is_allegation, is_saying, is_silent, linear, spoken_of
from zeren.model.solving.minimal import shrink
from zeren.model.solving.nearest import anchor, nearest
from zeren.model.solving.quantities import Comparison, Linear, value_of
from zeren.model.solving.query import Key
from zeren.model.solving.sample import Sample
from zeren.model.solving.solver import solver_for
from zeren.model.solving.substitute import Substitution, carried
from zeren.proofs.compare.correspondence import corresponding
from zeren.proofs.compare.matching import same_term, weighed
from zeren.proofs.compare.points import FACTS, PERSON, Circumstances, Point
from zeren.proofs.compare.questions import GREATER, NumberOf
from zeren.proofs.open_case import names, open_case

TWIN = "#2"  # marks the second of two circumstances of one item against one person, as a case file does
_OWN = "′"  # marks what only the second regulation knows


class Incomparable(ValueError):
    """No case can be stated under both regulations."""


Levelled = dict[tuple[Key, int], tuple[Value, int]]  # by fact and who asks: a value under which a case comes out alike, and its literal


class Setting(msgspec.Struct, frozen=True):
    """A fact or reading with one value; `only` says which regulation alone knows it, if one does (1 or 2).

    `usual` says that it is the first value in order; `presumed` that a silent case would be taken to say so.

    `discrete` is false of numbers, dates, moments and durations, which have no end of other values.
    """

    key: Key
    value: Value
    literal: int
    usual: bool
    only: int = 0
    discrete: bool = True
    presumed: bool = False


class Choice(msgspec.Struct, frozen=True):
    """Something open: its values, the usual one first, each with the literal that says so."""

    key: Key
    values: tuple[tuple[Value, int], ...]
    only: int = 0


class Pairing:
    """Two regulations on a board of one size.

    Args:
        point: what is compared, and of which two regulations.
        open_readings: whether every reading is open, or those that grammar decides are read so.
        pinned: readings that are fixed, by name; for a regulation that does not have that option it fixes nothing.

    Raises:
        Incomparable: if no case can be stated under both.
    """

    def __init__(
        self,
        point: Point,
        size: int,
        *,
        open_readings: bool = False,
        pinned: Mapping[str, str] | None = None,
    ) -> None:
        first, second = self.regulations = point.regulations
        self.point, self.size, self.open_readings = point, size, open_readings
        listed = _listed(point, size)
        both = weighed(first, second)
        self.cases = tuple(
            open_case(one, size, body=point.sort == "body", listed=listed[number], opened=both)
            for number, one in enumerate(self.regulations)
        )
        perhaps = point.subject != "circumstance"
        self.grounds = tuple(
            Ground(one, case, perhaps=perhaps, weighed=both) for one, case in zip((first, second), self.cases, strict=True)
        )
        self.circuit = self.grounds[0].circuit
        self._carry = Substitution(self.grounds[1].circuit, self.circuit, self._atom)
        self.sample = Sample(self.circuit)
        self._required: set[int] = set()
        self.base: tuple[int, ...] = ()
        self._unasked: tuple[int, ...] = ()  # that what one regulation alone asks is as usual; also in the base
        self._ask()
        self.base = tuple(self._fixed(pinned or {}))
        if not self.can([]):
            raise Incomparable(f"no case can be stated under both `{first.id}` and `{second.id}`")

    # what the two say -------------------------------------------------------------------------------------

    @cached_property
    def outcomes(self) -> tuple[dict[str, int], dict[str, int]]:
        """For each part of what may come out, the literal that it does under the first regulation, and under the second."""
        if isinstance(self.point, NumberOf):
            return self._greater(self.point)
        own, other = (self.point.outcomes(ground) for ground in self.grounds)
        every = list(dict.fromkeys([*own, *other]))
        return {part: own.get(part, FALSE) for part in every}, {part: self._carry.of(other.get(part, FALSE)) for part in every}

    def _greater(self, point: NumberOf) -> tuple[dict[str, int], dict[str, int]]:
        """Which of two numbers is the greater one, if either is."""
        own, other = (linear(point.quantity(ground)) for ground in self.grounds)
        difference = own.plus(carried(Comparison("==", other), self._renamed, self._carry.of).sum, -1)
        return {GREATER: self.grounds[0].compared(">", difference)}, {GREATER: self.grounds[0].compared("<", difference)}

    @cached_property
    def provisions(self) -> tuple[dict[str, int], dict[str, int]]:
        """For each rule (or item of the circumstances), the literal that it applies, under the first and under the second."""
        own, other = (self.point.provisions(ground) for ground in self.grounds)
        return own, {name: self._carry.of(literal) for name, literal in other.items()}

    def _ask(self) -> None:
        """Build what will be asked, so that every fact that matters is known, and require what always holds."""
        self.differ = self.circuit.either(-self.circuit.equal(self.outcomes[0][name], self.outcomes[1][name]) for name in self.outcomes[0])
        kinds = {term.id: term.kind for one in reversed(self.regulations) for term in one.terms.values()}
        self.solver = solver_for(self.circuit, kinds)
        self.require(self._always())
        self.require(self._expressible())
        self.require(self._twins())
        self.require(self._always())

    def _always(self) -> list[int]:
        """What always holds under both: all of it, unless that is what is compared."""
        names = [{one.id for one, _, _ in regulation.background} for regulation in self.regulations]
        kept = [
            [literal for name, literal in ground.constraints if self.point.subject != "possible" or name not in own]
            for ground, own in zip(self.grounds, names, strict=True)
        ]
        return [*kept[0], *map(self._carry.of, kept[1])]

    def require(self, literals: Iterable[int]) -> None:
        fresh = [literal for literal in literals if literal != TRUE and literal not in self._required]
        self._required |= set(fresh)
        self.solver.require(fresh)

    # matching ---------------------------------------------------------------------------------------------

    def _atom(self, atom: int) -> int:
        name = self.grounds[1].circuit.atoms[atom]
        if isinstance(name, Comparison):
            return self.circuit.atom(carried(name, self._renamed, self._carry.of))
        key, value = (name[0], name[1]) if isinstance(name, tuple) and not isinstance(name, FactId) else (name, None)
        assert isinstance(key, (FactId, str))
        variable = self.grounds[1].variables[key]
        if value is None:
            value = next(one for one, literal in zip(variable.values, variable.literals, strict=True) if literal == atom)
        if not self._matched(key):
            return self.circuit.atom((_OWN, name))
        shared = self._shared(key)
        return shared.literal(value) if value in shared.values else FALSE

    def _matched(self, key: Key) -> bool:
        first, second = self.regulations
        if isinstance(key, str):
            if key not in first.readings or key not in second.readings:
                return False
            one, other = first.readings[key], second.readings[key]
            alike = self.open_readings or one.literal == other.literal  # otherwise each text is read its own way
            return alike and bool(set(one.one_of) & set(other.one_of))
        if is_allegation(key) or is_saying(key):
            return True
        return same_term(first.terms.get(key.term), second.terms.get(key.term))  # what silence says is each one's own

    def _shared(self, key: Key) -> Variable:
        if isinstance(key, FactId) and is_allegation(key):
            self.grounds[0].alleged(key.of)
            return self.grounds[0].variables[key]
        if isinstance(key, FactId) and is_saying(key):
            self.grounds[0].stated_of(key)
            return self.grounds[0].variables[key]
        return self.grounds[0].reading(key) if isinstance(key, str) else self.grounds[0].open(key)

    def _renamed(self, fact: FactId) -> FactId:
        shared = same_term(self.regulations[0].terms.get(fact.term), self.regulations[1].terms.get(fact.term))
        return fact if shared else FactId(fact.sort, fact.of + _OWN, fact.term)

    def _expressible(self) -> list[int]:
        """A case that both regulations can state: enumerated facts and readings take values that both know."""
        found = []
        for key in self._keys():
            options = [self._options(one, key) for one in self.regulations]
            if options[0] is not None and options[1] is not None and self._matched(key):
                shared = self._shared(key)
                if shared.literals:
                    found.append(self.circuit.either(shared.literal(value) for value in options[0] if value in options[1]))
        return found

    def _twins(self) -> list[int]:
        """Of two circumstances of one item against one person, the second is alleged only where the first is."""
        if self.point.subject == "circumstance":
            return []
        ground, twins = self.grounds[0], [one.id for one in self.cases[0].circumstances if one.id.endswith(TWIN)]
        return [self.circuit.either([-ground.alleged(one), ground.alleged(one.removesuffix(TWIN))]) for one in twins]

    def _keys(self) -> list[Key]:
        return list(dict.fromkeys([*self.grounds[0].variables, *self.grounds[1].variables]))

    def _options(self, regulation: Regulation, key: Key) -> tuple[Value, ...] | None:
        if isinstance(key, str):
            return tuple(regulation.readings[key].one_of) if key in regulation.readings else None
        if is_allegation(key) or is_saying(key):
            return (False, True)
        term = regulation.terms.get(spoken_of(key).term)
        if term is None:
            return None
        return (False, True) if term.kind == "yes_no" else tuple(term.options)

    def _fixed(self, pinned: Mapping[str, str]) -> Iterable[int]:
        """What is assumed: what silence is taken to say, usual values of what only one knows, and the readings that are not open."""
        unasked: list[int] = []
        for choice in self.choices():
            value, literal = choice.values[0]
            if isinstance(choice.key, str):
                wanted = [own for option, own in choice.values if option == pinned.get(choice.key)]
                if wanted:
                    yield wanted[0]
                elif not self.open_readings and value == self._reading(choice).literal:
                    yield literal
            elif choice.only and self._usual(choice) == value:
                usual = self._as_far_as_possible(choice, literal)
                if not is_silent(choice.key):
                    unasked.append(usual)
                yield usual
        self._unasked = tuple(unasked)

    def _as_far_as_possible(self, choice: Choice, usual: int) -> int:
        """The literal that a fact is as usual, unless what always holds would then be broken."""
        values = {abs(literal): literal > 0 for value, literal in choice.values if literal == usual}
        values |= {abs(literal): literal < 0 for value, literal in choice.values if literal != usual and abs(literal) not in values}
        atoms = self.circuit.supports([literal for _, literal in choice.values])
        touched = [one for one in sorted(self._required) if self.circuit.support(one) & atoms and self._ties(one, atoms)]
        if not touched:
            return usual
        as_usual = Substitution(self.circuit, self.circuit, lambda atom: atom if atom not in values else TRUE if values[atom] else FALSE)
        return self.circuit.either([usual, -self.circuit.both(as_usual.of(one) for one in touched)])

    def _ties(self, literal: int, atoms: int) -> bool:
        """Whether what always holds ties some atoms to others."""
        return bool(self.circuit.support(literal) & ~atoms)

    def _reading(self, choice: Choice) -> Reading:
        return self.regulations[1 if choice.only == 2 else 0].readings[str(choice.key)]

    def _usual(self, choice: Choice) -> MaybeValue:
        assert isinstance(choice.key, FactId)
        if is_allegation(choice.key) or is_saying(choice.key):
            return False
        return self.regulations[1 if choice.only == 2 else 0].terms[spoken_of(choice.key).term].unless_stated

    # cases ------------------------------------------------------------------------------------------------

    def choices(self) -> list[Choice]:
        """Everything open, in the order in which cases are told: the matter, persons, bodies, circumstances, then readings."""
        found: list[Choice] = []
        for number, ground in enumerate(self.grounds, 1):
            for variable in list(ground.variables.values()):
                known = self._options(self.regulations[2 - number], variable.key)
                matched = known is not None and self._matched(variable.key)
                if (matched and number == 2) or not variable.literals:
                    continue
                literals = variable.literals if number == 1 else tuple(self._carry.of(one) for one in variable.literals)
                pairs = [
                    (value, one) for value, one in zip(variable.values, literals, strict=True) if not matched or value in (known or ())
                ]
                if not pairs:
                    continue
                choice = Choice(variable.key, tuple(pairs), 0 if matched else number)
                usual: object = self._reading(choice).literal if isinstance(choice.key, str) else self._usual(choice)
                found.append(msgspec.structs.replace(choice, values=tuple(sorted(pairs, key=lambda pair: pair[0] != usual))))
        return sorted(found, key=self._rank)

    def literal(self, setting: Setting) -> int:
        """The literal of a value found on another board; what this one does not know says nothing."""
        same = (values for key, values, only in map(msgspec.structs.astuple, self.choices()) if (key, only) == (setting.key, setting.only))
        return next((literal for values in same for value, literal in values if value == setting.value), TRUE)

    def _rank(self, choice: Choice) -> tuple[int, str, int, int]:
        regulation = self.regulations[1 if choice.only == 2 else 0]
        if isinstance(choice.key, str):
            return (len(SORTS), "", choice.only, list(regulation.readings).index(choice.key))
        place = -1 if is_allegation(choice.key) else list(regulation.terms).index(spoken_of(choice.key).term)
        return (SORTS.index(choice.key.sort), choice.key.of, choice.only, place)

    def can(self, literals: Sequence[int], *, asking: bool = False) -> bool:
        """Whether these can hold together with what is assumed; if `asking`, whatever one regulation alone asks may be so or not."""
        wanted = [*(one for one in self.base if not asking or one not in self._unasked), *literals]
        if FALSE in wanted:
            return False
        if self.sample.where(wanted):
            return True
        if self.solver.holds_somewhere([one for one in wanted if one != TRUE]):
            self.sample.add(self.solver.atoms(self.circuit.atoms))
            return True
        return False

    def asked_alone(self, setting: Setting) -> bool:
        """Whether a setting is a fact on which one regulation alone turns, so that a case in the words of both cannot state it."""
        return bool(setting.only) and isinstance(setting.key, FactId) and not is_silent(setting.key)

    def levelling(self, settings: Sequence[Setting]) -> Levelled | None:
        """Values of what one regulation alone asks under which a case comes out alike; none if it differs whatever they are."""
        shared = [one.literal for one in settings if not self.asked_alone(one)]
        alone = [one for one in settings if self.asked_alone(one) and one.discrete]
        prefix = [*shared, -self.differ]
        if not alone or not self.can(prefix, asking=True):
            return None
        values = {(choice.key, choice.only): choice.values for choice in self.choices()}
        found: Levelled = {}
        for one in alone:
            value, literal = next(pair for pair in values[one.key, one.only] if self.can([*prefix, pair[1]], asking=True))
            prefix.append(literal)
            found[one.key, one.only] = (value, literal)
        return found

    def whatever_is_asked(self, levelled: Levelled) -> int:
        """The literal that a case differs, or cannot be, where what one regulation alone asks has these values."""
        options = {(choice.key, choice.only): choice.values for choice in self.choices()}
        truth: dict[int, bool] = {}
        for key, (value, _) in levelled.items():
            truth |= {abs(literal): (literal > 0) == (option == value) for option, literal in options[key]}
        so = Substitution(self.circuit, self.circuit, lambda atom: atom if atom not in truth else TRUE if truth[atom] else FALSE)
        touched = [one for one in sorted(self._required) if any(self.circuit.support(one) >> atom & 1 for atom in truth)]
        return self.circuit.either([so.of(self.differ), *(-so.of(one) for one in touched)])

    def smallest(self, wanted: Sequence[int], about: Sequence[int]) -> list[Setting]:
        """The smallest case that is as wanted: as few unusual facts as possible, then the first in a fixed order."""
        support = self._cone([*wanted, *about])
        choices = [one for one in self.choices() if self.circuit.supports([literal for _, literal in one.values]) & support]
        unusual = [literal for literal in (self._unusual(one) for one in choices) if literal != FALSE]
        if not self.can(wanted):
            raise ValueError("no case on this board is like this")
        bound: list[int] = []
        while True:
            model = self.sample.latest([*self.base, *wanted, *bound])
            assert model is not None  # such a case was just found
            count = sum(self.sample.holds(literal, model) for literal in unusual)
            fewer = -self.circuit.at_least(count, unusual) if count else FALSE
            if not self.can([*wanted, fewer]):
                bound = [-self.circuit.at_least(count + 1, unusual)]
                break
            bound = [fewer]
        prefix = [*wanted, *bound]
        found: list[Setting] = []
        for choice in choices:
            value, literal = next(pair for pair in choice.values if self.can([*prefix, pair[1]]))
            prefix.append(literal)
            found.append(self._set(choice, value, literal))
        return [*found, *self._amounts(prefix, support)]

    def _set(self, choice: Choice, value: Value, literal: int) -> Setting:
        presumed = not isinstance(choice.key, str) and self._usual(choice) == value
        return Setting(choice.key, value, literal, value == choice.values[0][0], choice.only, presumed=presumed)

    def rest(self, settings: Sequence[Setting]) -> list[Setting]:
        """Values of all else that is open, so that the whole case is a possible one; usual ones where they can be."""
        done = {(one.key, one.only) for one in settings}
        prefix = [one.literal for one in settings]
        found: list[Setting] = []
        for choice in self.choices():
            if (choice.key, choice.only) not in done:
                value, literal = next(pair for pair in choice.values if self.can([*prefix, pair[1]]))
                prefix.append(literal)
                found.append(self._set(choice, value, literal))
        return found

    def _amounts(self, prefix: Sequence[int], support: int) -> list[Setting]:
        """Values of the quantities that comparisons look at: a bound that they are compared with, or next to one."""
        comparisons = [name for atom, name in self.circuit.atoms.items() if isinstance(name, Comparison) and 1 << atom & support]
        fixed = [*self.base, *prefix]
        found: list[Setting] = []
        for fact in sorted({fact for one in comparisons for fact, _ in one.sum.facts}):
            only = 2 if fact.of.endswith(_OWN) else 0 if self._matched(fact) else 1
            bounds = {-one.sum.constant / one.sum.facts[0][1] for one in comparisons if [named for named, _ in one.sum.facts] == [fact]}
            near = sorted({bound + step for bound in bounds for step in (-1, 0, 1)})
            number = next((one for one in near if self._equal(fixed, fact, one)), None)
            if number is None:
                number = self._other(fixed, fact)
            literal = self.circuit.atom(Comparison("==", Linear(-number, ((fact, Fraction(1)),))))
            fixed.append(literal)
            own = FactId(fact.sort, fact.of.removesuffix(_OWN), fact.term)
            kind = self.regulations[1 if only == 2 else 0].terms[fact.term].kind
            found.append(Setting(own, value_of(number, kind), literal, False, only, False))
        return found

    def _other(self, fixed: Sequence[int], fact: FactId) -> Fraction:
        """A value that no condition names: of a date or moment the one nearest to the usual day."""
        start = anchor(self.cases[0], next(one.terms[fact.term].kind for one in self.regulations if fact.term in one.terms))
        if start is None:
            self.solver.holds_somewhere(fixed)
            return self.solver.quantity(fact)

        def possible(least: Fraction, most: Fraction) -> bool:
            ends = [Linear(least, ((fact, Fraction(-1)),)), Linear(-most, ((fact, Fraction(1)),))]
            between = [self.circuit.atom(Comparison("<=", one)) for one in ends]
            return self.solver.holds_somewhere([*(one for one in fixed if one != TRUE), *between])

        return nearest(start, possible)

    def _equal(self, fixed: Sequence[int], fact: FactId, number: Fraction) -> bool:
        literal = self.circuit.atom(Comparison("==", Linear(-number, ((fact, Fraction(1)),))))
        return self.solver.holds_somewhere([*(one for one in fixed if one != TRUE), literal])

    def _unusual(self, choice: Choice) -> int:
        return -choice.values[0][1]

    def _cone(self, literals: Sequence[int]) -> int:
        """The atoms that literals rest on, and those tied to them by what always holds."""
        support = self.circuit.supports(literals)
        ties = [self.circuit.support(literal) for literal in sorted(self._required)]
        while grown := [tie for tie in ties if tie & support and tie & ~support]:
            for tie in grown:
                support |= tie
        return support

    def deciding(self, wanted: int, settings: Sequence[Setting], *, asking: bool = False) -> list[Setting]:
        """An inclusion-minimal part of a case that decides that it is as wanted; usual facts are dropped first."""
        by_literal = {one.literal: one for one in sorted(settings, key=lambda one: one.usual)}
        kept = shrink(list(by_literal), lambda chosen: not self.can([-wanted, *chosen], asking=asking))
        return [one for one in settings if one.literal in kept]


def boards(point: Point, *, open_readings: bool = False, pinned: Mapping[str, str] | None = None) -> Iterator[Pairing]:
    """The boards that decide a point, smallest first, as far as cases of their size can be stated under both; one where one decides all.

    Raises:
        Incomparable: if no case of any of these sizes can be stated under both.
    """
    none: Incomparable | None = None
    some = False
    for size in range(1, point.persons + 1):
        try:
            board = Pairing(point, size, open_readings=open_readings, pinned=pinned)
        except Incomparable as error:
            none = error
            continue
        some = True
        yield board
        if point.alone:
            return
    if none is not None and not some:
        raise none


def _listed(point: Point, size: int) -> tuple[list[Listed], list[Listed]]:
    """The circumstances of a board: of one that compares circumstances the facts of one, otherwise those that may be alleged."""
    first, second = point.regulations
    if isinstance(point, Circumstances):
        own, other = ([Listed(FACTS, point.item(one), PERSON[1])] for one in (first, second))
        return own, other
    pairs = [(one, other) for one, other in corresponding(first, second).items() if one in point.items[0] or other in point.items[1]]
    against = names(min(size, point.subjects)) if pairs else ()
    alleged = [(f"{pair[0]}/{who}{twin}", pair, who) for who in against for pair in pairs for twin in ("", TWIN)]
    own, others = ([Listed(id_, pair[side], who) for id_, pair, who in alleged] for side in (0, 1))
    return own, others
