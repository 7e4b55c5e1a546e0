"""The question behind a verdict before anything is grounded: one script with quantifiers over persons, in SMT-LIB 2.

It speaks of boards of every size at once, and of any number of circumstances alleged against anybody.
Solvers need not answer it; where they do, their answer must be ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from zeren.model.language.conditions import MATTER, ME, SUBJECT, TURNED, Constant, Count, Expr, Order, Sign
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Value
from zeren.model.meaning.semantics import Semantics
from zeren.model.solving.quantities import quantity
from zeren.proofs.coherent import coherent
from zeren.proofs.property import Claim
from zeren.proofs.regions import Forbidden

_ONE = "|the circumstance|"  # that a claim is about
_SORTS = {"person": "Person", "circumstance": "Circumstance"}
Scope = Mapping[str, tuple[str, str]]  # for each name a sort, and a symbol where it is a person or a circumstance


def question(regulation: Regulation, claim: Claim, items: Sequence[str], forbidden: Sequence[Forbidden] = ()) -> str:
    """A script that is satisfiable exactly where some board, of whatever size, is as a claim seeks.

    Args:
        items: the circumstances that a board may allege.
        forbidden: options that readings do not take.

    Raises:
        BeyondSolver: for calendar months beside dates that are not known.
    """
    return _Script(coherent(regulation), claim, items).text(forbidden)


class _Script(Semantics[str, str, Scope, Scope]):
    def __init__(self, regulation: Regulation, claim: Claim, items: Sequence[str]) -> None:
        self.regulation, self.claim, self.items = regulation, claim, items
        self.nobody = {}
        self.declared: dict[str, str] = {}
        self.always: dict[str, str] = {}
        self.fresh = 0

    def text(self, forbidden: Sequence[Forbidden]) -> str:
        sought = self.worth(self.claim.sought, self._outer(self.claim.sort))
        asserted = [sought, *(self._sentence(expr, sort) for _, expr, sort in self.regulation.background)]
        asserted += [f"(not {self._reading(reading, option)})" for reading, option in forbidden]
        if self.claim.sort == "circumstance":
            asserted.append(self._is(self.claim.item, _ONE))
        lines = ["(set-logic ALL)", *(f"(declare-sort {sort} 0)" for sort in _SORTS.values()), *self.declared.values()]
        lines += ["(declare-fun subject (Circumstance) Person)", f"(declare-const {_ONE} Circumstance)"]
        lines += [f"(assert {one})" for one in [*asserted, *self.always.values()] if one]
        return "\n".join([*lines, "(check-sat)"]) + "\n"

    def _outer(self, sort: str) -> Scope:
        if sort == "circumstance":
            return _alleged(_ONE)
        return {ME: (sort, "")} if sort == "body" else {}

    def _sentence(self, expr: Expr, sort: str) -> str:
        if sort == "person":
            return f"(forall ((p Person)) {self.worth(expr, {ME: ('person', 'p')})})"
        if sort == "circumstance":
            named = _join("or", [self._is(item, "c") for item in self.items])
            return f"(forall ((c Circumstance)) (=> {named} {self.worth(expr, _alleged('c'))}))"
        return self.worth(expr, self._outer(sort)) if sort in ("matter", self.claim.sort) else ""

    def _is(self, item: str, circumstance: str) -> str:
        """A circumstance is alleged, and under this item."""
        self.declared.setdefault(f"item {item}", f"(declare-fun |item {item}| (Circumstance) Bool)")
        return f"(|item {item}| {circumstance})"

    # the algebra ------------------------------------------------------------------------------------------

    def bearer(self, of: str, scope: Scope) -> Scope:
        if of == MATTER or of not in scope:
            return {}
        return _alleged(scope[of][1]) if scope[of][0] == "circumstance" else {ME: scope[of]}

    def scope_of(self, bearer: Scope) -> Scope:
        return bearer

    def constant(self, value: bool) -> str:
        return "true" if value else "false"

    def both(self, parts: Iterable[str], scope: Scope) -> str:
        return _join("and", list(parts))

    def either(self, parts: Iterable[str], scope: Scope) -> str:
        return _join("or", list(parts))

    def negation(self, value: str) -> str:
        return f"(not {value})"

    def reads(self, reading: str, options: tuple[str, ...]) -> str:
        return _join("or", [self._reading(reading, option) for option in options])

    def made_out_any(self, items: tuple[str, ...]) -> str:
        name = self._name()
        listed = [
            f"(and {self._is(one, name)} {self.worth(self.regulation.circumstances[one][1], _alleged(name))})"
            for one in self.items
            if not items or one in items
        ]
        return f"(exists (({name} Circumstance)) {_join('or', listed)})"

    def some(self, variable: str, body: Expr, scope: Scope) -> str:
        return self._over("exists", variable, body, scope)

    def every(self, variable: str, body: Expr, scope: Scope) -> str:
        return self._over("forall", variable, body, scope)

    def _over(self, which: str, variable: str, body: Expr, scope: Scope) -> str:
        name = self._name()
        return f"({which} (({name} Person)) {self.worth(body, {**scope, variable: ('person', name)})})"

    def same(self, left: str, right: str, scope: Scope) -> str:
        return f"(= {scope[left][1]} {scope[right][1]})"

    # facts ------------------------------------------------------------------------------------------------

    def fact(self, term: str, of: str, scope: Scope) -> str:
        if self.claim.follows and term in self.regulation.follows:
            return self.worth(self.regulation.follows[term], self.bearer(of, scope))
        kind = self.regulation.terms[term].kind
        return self._applied(term, of, scope, {"yes_no": "Bool", "number": "Real"}.get(kind, "Int"))

    def option(self, term: str, of: str, options: tuple[str, ...], scope: Scope) -> str:
        return _join("or", [self._option(term, one, of, scope) for one in options])

    def _option(self, term: str, option: str, of: str, scope: Scope) -> str:
        options = self.regulation.terms[term].options
        if term not in self.always:
            sort = self.regulation.terms[term].sort
            own: Scope = {"own": (sort, "p" if sort in _SORTS else "")}
            one = _exactly_one([self._applied(f"{term}={each}", "own", own, "Bool") for each in options])
            self.always[term] = f"(forall ((p {_SORTS[sort]})) {one})" if sort in _SORTS else one
        return self._applied(f"{term}={option}", of, scope, "Bool")

    def _applied(self, name: str, of: str, scope: Scope, result: str) -> str:
        sort, symbol = ("matter", "") if of == MATTER else scope[of]
        if sort in _SORTS:
            self.declared.setdefault(name, f"(declare-fun |{name}| ({_SORTS[sort]}) {result})")
            return f"(|{name}| {symbol})"
        self.declared.setdefault(name, f"(declare-const |{name}| {result})")
        return f"|{name}|"

    def _reading(self, reading: str, option: str) -> str:
        key = f"reading {reading}"
        if key not in self.always:
            names = [f"|{reading}={one}|" for one in self.regulation.readings[reading].one_of]
            self.declared.update({f"{key} {name}": f"(declare-const {name} Bool)" for name in names})
            self.always[key] = _exactly_one(names)
        return f"|{reading}={option}|"

    # counts and quantities --------------------------------------------------------------------------------

    def compare(self, order: Order, left: Expr, right: Expr, scope: Scope) -> str:
        if isinstance(right, Count) and not isinstance(left, Count):
            return self.compare(TURNED[order], right, left, scope)
        if isinstance(left, Count) and isinstance(right, Constant) and isinstance(right.value, int):
            number = right.value
            at_least, more = self._at_least(number, left, scope), self._at_least(number + 1, left, scope)
            return {
                ">=": at_least,
                ">": more,
                "<": f"(not {at_least})",
                "<=": f"(not {more})",
                "==": f"(and {at_least} (not {more}))",
                "!=": f"(or (not {at_least}) {more})",
            }[order]
        sides = f"{self.amount(left, scope)} {self.amount(right, scope)}"
        return f"(not (= {sides}))" if order == "!=" else f"({'=' if order == '==' else order} {sides})"

    def _at_least(self, number: int, count: Count, scope: Scope) -> str:
        if number <= 0:
            return "true"
        names = [self._name() for _ in range(number)]
        each = [self.worth(count.body, {**scope, count.variable: ("person", name)}) for name in names]
        apart = [f"(distinct {' '.join(names)})"] if number > 1 else []
        return f"(exists ({' '.join(f'({name} Person)' for name in names)}) {_join('and', [*apart, *each])})"

    def known(self, value: Value) -> str:
        return _number(quantity(value))

    def quantity(self, term: str, of: str, scope: Scope) -> str:
        return self.fact(term, of, scope)

    def calculated(self, sign: Sign, left: str, right: str, scope: Scope) -> str:
        return f"({sign} {left} {right})"

    def count(self, variable: str, body: Expr, scope: Scope) -> str:
        raise TypeError("a count beside what is no plain number")

    def _name(self) -> str:
        self.fresh += 1
        return f"x{self.fresh}"


def _alleged(circumstance: str) -> Scope:
    """What a condition on a circumstance speaks of: the circumstance, and its subject."""
    return {ME: ("circumstance", circumstance), SUBJECT: ("person", f"(subject {circumstance})")}


def _join(operator: str, parts: Sequence[str]) -> str:
    if not parts:
        return "true" if operator == "and" else "false"
    return parts[0] if len(parts) == 1 else f"({operator} {' '.join(parts)})"


def _exactly_one(parts: Sequence[str]) -> str:
    pairs = [f"(not (and {a} {b}))" for place, a in enumerate(parts) for b in parts[:place]]
    return _join("and", [_join("or", parts), *pairs])


def _number(number: Fraction) -> str:
    whole = str(abs(number.numerator)) if number.denominator == 1 else f"(/ {abs(number.numerator)} {number.denominator})"
    return whole if number >= 0 else f"(- {whole})"
