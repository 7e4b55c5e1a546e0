"""The encoding of every condition equals its meaning, over every assignment of what it looks at.

Conditions are cut into parts: what one names or quantifies over is a fact to it, and is exhausted on its own; that the
parts go together as they should is exhausted for each way of putting them together. No condition is sampled.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product

import pytest
from agreement.atoms import Atom, compares_quantities, cut, own_atoms, size
from agreement.exhaust import Board, differs_in_z3, disagreement
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.case import FactId
from zeren.model.language.conditions import MATTER, ME, Applies, Compare, Constant, Count, Fact, Is, MadeOut, Named, Quantified, Reads, walk
from zeren.model.language.load import built_in, load_regulation, parse_regulation
from zeren.model.language.terms import Duration
from zeren.model.meaning.truth import calculate, meaning
from zeren.model.solving.quantities import Linear, quantity
from zeren.model.solving.z3 import Z3
from zeren.testing import values

QUICK = 1 << 13  # assignments of one condition
FULL = 1 << 17


def conditions(regulation):
    """Every condition of a regulation with the sort it speaks of, and every part that a quantifier ranges over."""
    for path, expr in regulation.means.items():
        if path[-1] == "number" or (path[-1] == "bearer" and isinstance(expr, Applies)):
            continue
        sort = regulation.sort_at[path]
        yield path, expr, sort
        for place, part in enumerate(part for part in walk(expr) if isinstance(part, (Quantified, Count))):
            yield (*path, f"part {place + 1}"), part, sort


def check(regulation, path, expr, sort):
    atoms = own_atoms(regulation, [expr], people=(ME,))
    board = Board(regulation, item=next(iter(regulation.circumstances), "") if sort == "circumstance" else "")
    says = meaning(expr, regulation.definitions)
    found = disagreement(board, atoms, sort, board.literal(expr, sort), says)
    assert found is None, f"{regulation.id} {path}: encoding and definition differ at {found}"
    return size(atoms)


@pytest.mark.parametrize("name", built_in())
def test_every_condition_over_its_own_atoms(name):
    regulation = load_regulation(name)
    seen = 0
    for path, expr, sort in conditions(regulation):
        if isinstance(expr, (Quantified, Count)):
            variable, body = expr.variable, expr.body
            turned, part = cut(regulation, body)
            atoms = own_atoms(turned, [part])
            board = Board(turned, people=(ME, variable))
            literal = board.ground.worth(part, {ME: ("person", ME), variable: ("person", variable)})
            found = disagreement(board, atoms, "person", literal, meaning(part, {}))
            assert found is None, f"{name} {path}: encoding and definition differ at {found}"
            seen += size(atoms)
        else:
            turned, part = cut(regulation, expr)
            seen += check(turned, path, part, sort)
    assert seen > len(regulation.means)


def inlined(name, most, least=0):
    regulation = load_regulation(name)
    for path, expr, sort in conditions(regulation):
        if isinstance(expr, (Quantified, Count)) or any(isinstance(part, (MadeOut, Applies)) for part in walk(expr)):
            continue
        if compares_quantities(regulation, expr):
            continue
        if least < size(own_atoms(regulation, [expr], people=(ME,))) <= most:
            yield regulation, path, expr, sort


@pytest.mark.parametrize("name", built_in())
def test_conditions_with_their_definitions_opened(name):
    assert sum(check(*one) for one in inlined(name, QUICK)) > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", built_in())
def test_larger_conditions_with_their_definitions_opened(name):
    for one in inlined(name, FULL, QUICK):
        check(*one)


# how parts go together ---------------------------------------------------------------------------------------

PARTS = parse_regulation(
    """
regulation: parts
title: {zh: 组成, en: parts}
tiers: {unranked: [tier]}
terms:
  matter: {m: {zh: 甲, en: m}}
  person: {p: {zh: 乙, en: p}, q: {zh: 丙, en: q}}
  circumstance: {c: {zh: 丁, en: c}}
definitions: {both: p and q, of_the_matter: not m}
rules:
  - {id: rule, article: "1", bears: tier, when: p, text: {zh: 规则, en: rule}}
exceptions:
  - {id: exception, article: "2", defeats: [rule], when: q, text: {zh: 例外, en: exception}}
circumstances:
  - {item: "1", article: "3", when: c and subject.p, text: {zh: 情形, en: circumstance}}
"""
)


def agrees(expr, people):
    atoms = own_atoms(PARTS, [expr], people=people)
    board = Board(PARTS, people=people)
    found = disagreement(board, atoms, "matter", board.literal(expr, "matter"), meaning(expr, PARTS.definitions))
    assert found is None, f"{expr} differs at {found}"


@pytest.mark.parametrize("people", [(), ("a",), ("a", "b"), ("a", "b", "c")])
@pytest.mark.parametrize("which", ["some", "every"])
def test_quantifiers_over_every_board_up_to_three(which, people):
    agrees(Quantified(which, "x", Fact("p", "x")), people)
    agrees(Quantified(which, "x", Named("both", "x")), people)
    agrees(Quantified(which, "x", Applies("rule", "x")), people)


@pytest.mark.parametrize("people", [(), ("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_counts_over_every_board_up_to_four(people):
    for operator, number in product(("==", "!=", "<", "<=", ">", ">="), range(-1, 6)):
        agrees(Compare(operator, Count("x", Fact("p", "x")), Constant(number)), people)
        agrees(Compare(operator, Constant(number), Count("x", Fact("p", "x"))), people)


def test_a_definition_of_the_matter_is_the_same_for_everybody():
    agrees(Quantified("some", "x", Named("of_the_matter", MATTER)), ("a", "b"))


@pytest.mark.parametrize("p", [False, True])
@pytest.mark.parametrize("c", [False, True])
@pytest.mark.parametrize("items", [(), ("1",)])
def test_circumstances_made_out(p, c, items):
    board = Board(PARTS, people=(), item="1")
    literal = board.literal(MadeOut(items), "matter")
    subject, listed = {"p": p}, {"c": c, "item": "1"}
    listed["subject"] = subject
    from zeren.model.meaning.evaluate import Complete, Situation

    situation = Situation(board.meanings, Complete({}, circumstances={"(circumstance)": listed}), {})
    chosen = [board.variable(Atom("me", "c"), "circumstance").literal(c), board.variable(Atom("subject", "p"), "circumstance").literal(p)]
    circuit = board.ground.circuit
    said = 1 if situation.made_out(items) else -1
    assert not differs_in_z3(board, circuit.either([-circuit.both(chosen), literal if said > 0 else -literal]), 1)


@pytest.mark.parametrize("name", built_in())
def test_values_that_no_condition_tells_apart_are_one(name):
    """Every test of an option, over every value of its term: the ground on which values are merged elsewhere."""
    regulation = load_regulation(name)
    tests = {part for expr in regulation.means.values() for part in walk(expr) if isinstance(part, (Is, Reads))}
    board = Board(regulation)
    for test in sorted(tests, key=str):
        values = tuple(regulation.terms[test.term].options if isinstance(test, Is) else regulation.readings[test.reading].one_of)
        says = meaning(test, {})
        sort = regulation.terms[test.term].sort if isinstance(test, Is) else "matter"
        atom = Atom(test.of, test.term) if isinstance(test, Is) else Atom("", test.reading)
        if atom.of not in ("", ME, MATTER, "subject"):
            atom = Atom(ME, atom.name)
            test = Is(test.term, ME, test.options)
            says = meaning(test, {})
        every = {atom: tuple((value,) for value in values)}
        where = "circumstance" if atom.of == "subject" else sort
        assert disagreement(board, every, where, board.literal(test, where), says) is None


# quantities --------------------------------------------------------------------------------------------------


def quantity_terms(expr):
    """The facts of a comparison that are numbers, dates, moments or durations; counts of people are exhausted elsewhere."""
    if any(isinstance(part, Count) for part in walk(expr)):
        return []
    return sorted({(part.of, part.term) for part in walk(expr) if isinstance(part, Fact)})


@pytest.mark.parametrize("name", built_in())
@settings(max_examples=12, deadline=None, derandomize=True)
@given(data=st.data())
def test_comparisons_of_quantities_in_z3_equal_their_meaning(name, data):
    """Each comparison of quantities with its facts unknown to the encoding and given to Z3 as numbers, bounds included."""
    regulation = load_regulation(name)
    compared = {part for expr in regulation.means.values() for part in walk(expr) if isinstance(part, Compare) and quantity_terms(part)}
    for expr in sorted(compared, key=str):
        board = Board(regulation)
        literal = board.literal(expr, "person")
        base = data.draw(values(regulation.terms[quantity_terms(expr)[0][1]]))
        scope, given_ = {ME: {}, MATTER: {}}, []
        for of, term in quantity_terms(expr):
            apart = data.draw(st.sampled_from([0, 1, -1, 86_400, 86_399, 86_401, 604_800, 604_801]) | st.integers(-900_000, 900_000))
            value = calculate("+", base, Duration(seconds=apart)) if isinstance(base, (dt.date, Duration)) else base + apart
            scope[of][term] = value
            fact = FactId(*board.entity(of, "person"), term)
            given_.append(board.ground.compared("==", Linear(-quantity(value), ((fact, Fraction(1)),))))
        meant = meaning(expr, regulation.definitions)(None, scope)
        solver = Z3(board.ground.circuit, {term.id: term.kind for term in regulation.terms.values()})
        assert solver.holds_somewhere([*given_, literal if meant else -literal])
        assert not solver.holds_somewhere([*given_, -literal if meant else literal])


def test_some_regulation_compares_quantities():
    conditions_ = [expr for name in built_in() for expr in load_regulation(name).means.values()]
    assert any(isinstance(part, Compare) and quantity_terms(part) for expr in conditions_ for part in walk(expr))
