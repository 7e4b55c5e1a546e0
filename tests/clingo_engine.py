"""A regulation as a logic program: rules with default negation, answered by clingo under stable models.

A fourth engine, for tests and benchmarks only. It shares the typed rules with the others and nothing else: an exception
is `not in_force`, a quantifier is a join, and what is not derived is false. Many cases go into one program, each fact
tagged by its case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import clingo

from zeren.model.language.conditions import (
    MATTER,
    ME,
    SUBJECT,
    And,
    Applies,
    Arithmetic,
    Compare,
    Constant,
    Count,
    Expr,
    Fact,
    Is,
    MadeOut,
    Named,
    Not,
    Or,
    Quantified,
    Reads,
    Same,
    walk,
)
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Duration

Literal = tuple[bool, str]  # sign and atom
Scope = Mapping[str, tuple[str, str]]  # the variable and the domain of each name

_DOMAIN = {"person": "being(C,{0})", "body": "body(C,{0})", "circumstance": "listed(C,{0},_)"}
TRUE: Literal = (True, "case(C)")


class Untranslated(ValueError):
    """A condition that has no place in the program, such as a fraction."""


class Program:
    """The text of a regulation's program; facts are added for each batch of cases."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.lines: list[str] = []
        self._number = 0
        self._names: dict[tuple[str, str], str] = {}
        self._definitions()
        self._rules()
        self._circumstances()
        self._background()
        self._tiers()
        self.text = "\n".join(self.lines)

    def ground(self, facts: str) -> Grounded:
        """The program with some facts or choices, grounded once."""
        control = clingo.Control(["--warn=none"])
        control.add("base", [], self.text)
        control.add("base", [], facts)
        control.ground([("base", [])])
        return Grounded(control)

    def solve(self, facts: str) -> dict[str, set[tuple[str, ...]]]:
        """What follows from facts: `ends(case, bearer, tier)`, `made(case, circumstance)`, `broken(case, sentence, whom)`."""
        found: dict[str, set[tuple[str, ...]]] = {"ends": set(), "made": set(), "broken": set()}
        models = 0
        grounded = self.ground(facts)  # kept: clingo's handle does not keep its program alive
        with grounded.control.solve(yield_=True) as handle:
            for model in handle:
                models += 1
                for symbol in model.symbols(shown=True):
                    found[symbol.name].add(tuple(_plain(one) for one in symbol.arguments))
        if models != 1:
            raise AssertionError(f"{models} stable models of a program that should have one")
        return found

    # the parts of a regulation ----------------------------------------------------------------------------

    def _definitions(self) -> None:
        for name in self.regulation.definitions:
            self._names["definition", name] = f"definition_{len(self._names)}"
        for kind, names in (("rule", self.regulation.rules), ("exception", self.regulation.exceptions)):
            for name in names:
                self._names[kind, name] = f"{kind}_{len(self._names)}"
        for name, expr in self.regulation.definitions.items():
            scope = self._scope(self.regulation.definition_sorts[name])
            self._head(self._names["definition", name], scope, self._literal(expr, scope))

    def _scope(self, sort: str) -> Scope:
        if sort == "matter":
            return {}
        scope = {ME: ("Me", _DOMAIN[sort].format("Me"))}
        if sort == "circumstance":
            scope[SUBJECT] = ("Subject", "subject(C,Me,Subject)")
        return scope

    def _rules(self) -> None:
        regulation = self.regulation
        for name, (rule, expr) in regulation.rules.items():
            self._standing("rule", name, expr, rule.sort)
            domain = "person(C,Me)" if rule.sort == "person" else "body(C,Me)"
            self.lines.append(f'bears(C,Me,"{rule.bears}") :- {domain}, {self._names["rule", name]}(C,Me).')
        for index, (name, (_, expr)) in enumerate(regulation.exceptions.items()):
            self._standing("exception", name, expr, regulation.sort_at["exceptions", index, "when"])

    def _standing(self, kind: str, name: str, expr: Expr, sort: str) -> None:
        scope = self._scope(sort)
        body = [_written(self._literal(expr, scope))]
        body += [f"not {self._names['exception', one]}(C,Me)" for one in self.regulation.defeaters[name]]
        self.lines.append(f"{self._names[kind, name]}(C,Me) :- {', '.join([_domains(scope), *body])}.")

    def _circumstances(self) -> None:
        scope = self._scope("circumstance")
        for item, (_, expr) in self.regulation.circumstances.items():
            self.lines.append(f'made(C,Me) :- listed(C,Me,"{item}"), {_domains(scope)}, {_written(self._literal(expr, scope))}.')

    def _background(self) -> None:
        for sentence, expr, sort in self.regulation.background:
            scope = self._scope(sort) if sort != "person" else {ME: ("Me", "person(C,Me)")}
            sign, atom = self._literal(expr, scope)
            whom = "Me" if sort != "matter" else '""'
            self.lines.append(f'broken(C,"{sentence.id}",{whom}) :- {_domains(scope)}, {_written((not sign, atom))}.')

    def _tiers(self) -> None:
        tiers = self.regulation.tiers
        if tiers.when_several == "highest":
            self.lines += [f'rank("{tier}",{place}).' for place, tier in enumerate(tiers.ranked)]
            self.lines.append("absorbed(C,B,T) :- bears(C,B,T), rank(T,N), bears(C,B,G), rank(G,M), M < N.")
        self.lines.append("ends(C,B,T) :- bears(C,B,T), not absorbed(C,B,T).")
        self.lines.append("#defined absorbed/3. #defined bears/3. #defined body/2. #defined listed/3. #defined subject/3.")
        self.lines.append(
            "#defined yes/3. #defined value/4. #defined taken/3. #defined person/2. #defined being/2. #defined number/4. #defined rank/2."
        )
        self.lines.append("#show ends/3. #show made/2. #show broken/3.")

    # conditions -------------------------------------------------------------------------------------------

    def _literal(self, expr: Expr, scope: Scope) -> Literal:
        match expr:
            case Constant(value):
                return bool(value), "case(C)"
            case Fact(term, of):
                return True, f'yes(C,{self._whom(of, scope)},"{term}")'
            case Is(term, of, (option,)):
                return True, f'value(C,{self._whom(of, scope)},"{term}","{option}")'
            case Is(term, of, options):
                return self._any([(True, f'value(C,{self._whom(of, scope)},"{term}","{option}")') for option in options], scope)
            case Reads(reading, options):
                return self._any([(True, f'taken(C,"{reading}","{option}")') for option in options], scope)
            case Named(definition, of):
                whom = {"matter": [], "circumstance": [ME, SUBJECT]}.get(self.regulation.definition_sorts[definition], [of])
                return True, _atom(self._names["definition", definition], {one: scope[one] for one in whom})
            case Applies(rule, of):
                return True, f"{self._names['rule', rule]}(C,{scope[of][0]})"
            case MadeOut(items):
                return self._made_out(items)
            case Not(part):
                sign, atom = self._literal(part, scope)
                return not sign, atom
            case And(parts):
                return self._head(self._fresh(), scope, *[self._literal(part, scope) for part in parts])
            case Or(parts):
                return self._any([self._literal(part, scope) for part in parts], scope)
            case Quantified(which, variable, body):
                inner = {**scope, variable: (f"X{len(scope)}", f"person(C,X{len(scope)})")}
                sign, atom = self._literal(body, inner)
                if which == "every":
                    sign = not sign
                name = self._fresh()
                self.lines.append(f"{_atom(name, scope)} :- {_domains(inner)}, {_written((sign, atom))}.")
                return which == "some", _atom(name, scope)
            case Same(left, right):
                return self._head(self._fresh(), scope, (True, f"{scope[left][0]} = {scope[right][0]}"))
            case Compare(operator, left, right):
                conditions: list[str] = []
                a, b = (self._quantity(side, scope, conditions) for side in (left, right))
                name = self._fresh()
                sign = "=" if operator == "==" else operator
                self.lines.append(f"{_atom(name, scope)} :- {', '.join([_domains(scope), *conditions, f'{a} {sign} {b}'])}.")
                return True, _atom(name, scope)
            case _:
                raise Untranslated(type(expr).__name__)

    def _made_out(self, items: tuple[str, ...]) -> Literal:
        name = self._fresh()
        for item in items or ("",):
            which = f'listed(C,X,"{item}")' if item else "listed(C,X,_)"
            self.lines.append(f"{name}(C) :- made(C,X), {which}.")
        return True, f"{name}(C)"

    def _quantity(self, expr: Expr, scope: Scope, conditions: list[str]) -> str:
        match expr:
            case Constant(value):
                return str(whole(value))
            case Fact(term, of):
                self._number += 1
                conditions.append(f'number(C,{self._whom(of, scope)},"{term}",N{self._number})')
                return f"N{self._number}"
            case Count(variable, body):
                inner = {**scope, variable: (f"X{len(scope)}", f"person(C,X{len(scope)})")}
                literal = _written(self._literal(body, inner))
                self._number += 1
                conditions.append(f"N{self._number} = #count {{ X{len(scope)} : person(C,X{len(scope)}), {literal} }}")
                return f"N{self._number}"
            case Arithmetic(sign, left, right) if not any(self._is_date(side) for side in (left, right)):
                return f"({self._quantity(left, scope, conditions)} {sign} {self._quantity(right, scope, conditions)})"
            case _:
                raise Untranslated(f"a quantity {expr}")

    def _is_date(self, expr: Expr) -> bool:
        """Whether an operand counts days; what else there is counts seconds, so that the two are not mixed here."""
        return any(isinstance(part, Fact) and self.regulation.terms[part.term].kind == "date" for part in walk(expr))

    def _whom(self, of: str, scope: Scope) -> str:
        return '""' if of == MATTER else scope[of][0]

    def _any(self, parts: list[Literal], scope: Scope) -> Literal:
        name = self._fresh()
        for part in parts:
            self._head(name, scope, part)
        if not parts:
            return False, "case(C)"
        return True, _atom(name, scope)

    def _head(self, name: str, scope: Scope, *body: Literal) -> Literal:
        self.lines.append(f"{_atom(name, scope)} :- {', '.join([_domains(scope), *map(_written, body)])}.")
        return True, _atom(name, scope)

    def _fresh(self) -> str:
        self._number += 1
        return f"part_{self._number}"


def whole(value: Any) -> int:
    """A quantity as a whole number of its unit: days for a date, seconds for a moment or a duration."""
    match value:
        case dt.datetime():
            return int(value.timestamp())
        case dt.date():
            return value.toordinal()
        case Duration(0, seconds):
            return seconds
        case int() if not isinstance(value, bool):
            return value
        case _:
            raise Untranslated(f"the quantity {value}")


def fact_text(case: str, entity: str, term: str, value: Any) -> str:
    """The atom that a fact has a value; nothing for no, which is what the program takes when it is silent."""
    if isinstance(value, bool):
        return f'yes({case},"{entity}","{term}")' if value else ""
    if isinstance(value, str):
        return f'value({case},"{entity}","{term}","{value}")'
    return f'number({case},"{entity}","{term}",{whole(value)})'


class Grounded:
    """A grounded program, asked whether it has a stable model in which given literals hold."""

    def __init__(self, control: clingo.Control) -> None:
        self.control = control
        self._literals = {str(atom.symbol): atom.literal for atom in control.symbolic_atoms}

    def literal(self, atom: str) -> int:
        """The number of an atom; 0 for one that nothing can derive."""
        return self._literals.get(atom, 0)

    def possible(self, literals: list[int]) -> bool:
        """Whether some stable model has all of these literals."""
        return bool(self.control.solve(assumptions=literals).satisfiable)


def _atom(name: str, scope: Scope) -> str:
    return f"{name}({','.join(['C', *(variable for variable, _ in scope.values())])})"


def _domains(scope: Scope) -> str:
    return ", ".join(["case(C)", *(domain for _, domain in scope.values())])


def _written(literal: Literal) -> str:
    sign, atom = literal
    return atom if sign else f"not {atom}"


def _plain(symbol: clingo.Symbol) -> str:
    return symbol.string if symbol.type is clingo.SymbolType.String else str(symbol)
