"""What a condition looks at: its own facts and readings, each with the classes of values that it tells apart.

Found from the condition's text alone, without any engine, so that engines can be measured against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from math import prod

import msgspec

from zeren.model.language.conditions import (
    MATTER,
    ME,
    And,
    Applies,
    Compare,
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
    rebuilt,
    walk,
)
from zeren.model.language.load import built_in, load_regulation
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, Term, Text, Value


class Atom(msgspec.Struct, frozen=True, order=True):
    """A fact of somebody in the scope (`of`), or a reading (`of` is empty)."""

    of: str
    name: str


READING = ""
Classes = tuple[tuple[Value, ...], ...]  # values that no condition tells apart stand together


def ruled(*sorts: Sort) -> tuple[str, ...]:
    """The regulations that come with zeren and give a tier to somebody, of these sorts if any are named."""
    return tuple(name for name in built_in() if any(not sorts or rule.sort in sorts for rule, _ in load_regulation(name).rules.values()))


def own_atoms(regulation: Regulation, exprs: Iterable[Expr], people: tuple[str, ...] = ()) -> dict[Atom, Classes]:
    """The atoms of conditions with definitions opened; quantified variables range over the names in `people`."""
    tests: dict[Atom, set[frozenset[str]]] = {}

    def visit(expr: Expr, scope: Mapping[str, tuple[str, ...]]) -> None:
        match expr:
            case Fact(term, of):
                for one in scope.get(of, (of,)):
                    tests.setdefault(Atom(one, term), set())
            case Is(term, of, options):
                for one in scope.get(of, (of,)):
                    tests.setdefault(Atom(one, term), set()).add(frozenset(options))
            case Reads(reading, options):
                tests.setdefault(Atom(READING, reading), set()).add(frozenset(options))
            case Named(definition, of):
                inner = {ME: scope.get(of, (of,))} if of != MATTER else {}
                visit(regulation.definitions[definition], inner)
            case Applies(rule, of):
                for name in standing(regulation, rule):
                    visit(condition(regulation, name), {ME: scope.get(of, (of,))})
            case Quantified(_, variable, body) | Count(variable, body):
                visit(body, {**scope, variable: people})
            case Not(part):
                visit(part, scope)
            case And(parts) | Or(parts):
                for part in parts:
                    visit(part, scope)
            case Compare(left=left, right=right):
                visit(left, scope)
                visit(right, scope)

    for expr in exprs:
        visit(expr, {ME: (ME,)})
    return {atom: _classes(_values(regulation, atom), tests[atom]) for atom in sorted(tests)}


def condition(regulation: Regulation, name: str) -> Expr:
    """The condition of a rule or exception."""
    return regulation.rules[name][1] if name in regulation.rules else regulation.exceptions[name][1]


def standing(regulation: Regulation, name: str) -> list[str]:
    """A rule or exception, and everything that defeats it directly or through others."""
    found = [name]
    for one in found:
        found += [other for other in regulation.defeaters[one] if other not in found]
    return found


def _values(regulation: Regulation, atom: Atom) -> tuple[Value, ...]:
    if atom.of == READING:
        return tuple(regulation.readings[atom.name].one_of)
    term = regulation.terms[atom.name]
    return tuple(term.options) if term.kind == "one_of" else (False, True)


def _classes(values: tuple[Value, ...], tests: set[frozenset[str]]) -> Classes:
    groups: dict[tuple[bool, ...], list[Value]] = {}
    ordered = sorted(tests, key=sorted)
    for value in values:
        key = tuple(value in test for test in ordered) if isinstance(value, str) else (bool(value),)
        groups.setdefault(key, []).append(value)
    return tuple(tuple(group) for group in groups.values())


def size(atoms: Mapping[Atom, Classes]) -> int:
    """How many assignments there are."""
    return prod(len(classes) for classes in atoms.values())


def assignments(atoms: Mapping[Atom, Classes]) -> Iterable[tuple[Value, ...]]:
    """Every assignment of a first value of a class to each atom, in a fixed order, the last atom changing fastest."""
    return product(*([group[0] for group in classes] for classes in atoms.values()))


# cutting: parts of a condition become facts of their own ---------------------------------------------------


def cut(regulation: Regulation, expr: Expr) -> tuple[Regulation, Expr]:
    """A condition over its own facts and readings only: whatever it names or quantifies over becomes a fact.

    Returns the regulation extended by those facts, and the condition.
    """
    extra: dict[str, Term] = {}

    def fact(name: str, sort: Sort, of: str) -> Fact:
        extra[name] = Term(name, sort, "yes_no", Text(zh=name, en=name))
        return Fact(name, of)

    def turn(part: Expr) -> Expr:
        match part:
            case Named(definition, of):
                return fact(f"({definition})", regulation.definition_sorts[definition], of)
            case Applies() | Quantified() | MadeOut():
                return fact(f"({_number(part)})", "matter", MATTER)
            case Compare():
                return fact(f"({_number(part)})", "matter", MATTER)
            case _:
                return rebuilt(part, turn)

    numbers: list[Expr] = []

    def _number(part: Expr) -> int:
        if part not in numbers:
            numbers.append(part)
        return numbers.index(part)

    turned = turn(expr)
    return msgspec.structs.replace(regulation, terms={**regulation.terms, **extra}), turned


def with_facts_for(regulation: Regulation, definitions: Iterable[str]) -> Regulation:
    """The regulation in which some definitions are facts that a case states, wherever conditions use them."""
    chosen = set(definitions)
    extra = {f"({name})": Term(f"({name})", regulation.definition_sorts[name], "yes_no", Text(zh=name, en=name)) for name in sorted(chosen)}

    def turn(part: Expr) -> Expr:
        match part:
            case Named(definition, of) if definition in chosen:
                return Fact(f"({definition})", of)
            case _:
                return rebuilt(part, turn)

    means = {path: turn(expr) for path, expr in regulation.means.items()}
    return msgspec.structs.replace(regulation, terms={**regulation.terms, **extra}, means=means)


def compares_quantities(regulation: Regulation, expr: Expr) -> bool:
    """Whether a condition, with its definitions opened, compares numbers, dates, moments or durations that a case states."""
    return any(
        compares_quantities(regulation, regulation.definitions[part.definition])
        if isinstance(part, Named)
        else isinstance(part, Fact) and regulation.terms[part.term].kind not in ("yes_no", "one_of")
        for part in walk(expr)
    )


def looks_at_one(regulation: Regulation, definition: str) -> bool:
    """Whether a definition speaks of one person (or of the matter) alone: nothing in it asks about others."""
    expr = regulation.definitions[definition]
    return all(
        looks_at_one(regulation, part.definition)
        if isinstance(part, Named)
        else not isinstance(part, (Quantified, Count, Applies, MadeOut))
        for part in walk(expr)
    )
