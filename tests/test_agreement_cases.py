"""Defeat graphs, and every case of boards of one and two: the encoding ends where the definition ends.

Cases are reduced as far as tests here prove that nothing is lost. Definitions that look at one person, or at the matter,
become facts (each is exhausted over its own atoms in `test_agreement_conditions`); values that no condition tells
apart are one; of another person only what is asked of others is varied.
"""

from __future__ import annotations

import random

import msgspec
import pytest
from agreement.atoms import compares_quantities, condition, looks_at_one, own_atoms, ruled, size, standing, with_facts_for
from agreement.exhaust import Board, disagreement
from agreement.random_cases import random_complete
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.model.language.conditions import ME, Applies, Count, Fact, MadeOut, Named, Quantified, walk
from zeren.model.language.load import load_regulation, parse_regulation
from zeren.model.language.terms import SORTS, Term, Text
from zeren.model.meaning.evaluate import Complete, Meanings, Situation, evaluate
from zeren.model.solving.ground import Ground

QUICK = 1 << 15  # assignments of one rule
FULL = 1 << 21


# defeat graphs ------------------------------------------------------------------------------------------------


def every_condition_a_fact(regulation):
    """The regulation whose rules and exceptions each hold by a fact of their own."""
    means, extra = dict(regulation.means), {}
    for kind, listed in (("rules", regulation.file.rules), ("exceptions", regulation.file.exceptions)):
        for index, one in enumerate(listed):
            path = (kind, index, "when")
            name = f"({one.id})"
            extra[name] = Term(name, regulation.sort_at[path], "yes_no", Text(zh=name, en=name))
            means[path] = Fact(name, ME)
    return msgspec.structs.replace(regulation, means=means, terms={**regulation.terms, **extra})


def check_defeat_graph(regulation):
    """Every rule, exception and tier over every truth assignment of all conditions; returns how many there were."""
    bare, checked = every_condition_a_fact(regulation), 0
    for sort in ("person", "body"):
        rules = [name for name, (rule, _) in bare.rules.items() if rule.sort == sort]
        if not rules:
            continue
        nodes = list(dict.fromkeys(node for rule in rules for node in standing(bare, rule)))
        atoms = own_atoms(bare, [condition(bare, node) for node in nodes])
        board = Board(bare)
        entity = board.entity(ME, sort)
        for rule in rules:
            found = disagreement(
                board, atoms, sort, board.ground.applies(rule, entity), lambda at, scope, rule=rule: at.applies(rule, scope[ME])
            )
            assert found is None, f"{regulation.id}: `{rule}` differs at {found}"
        for tier, literal in board.ground.tiers(entity).items():
            found = disagreement(board, atoms, sort, literal, lambda at, scope, tier=tier, sort=sort: tier in at.outcome(scope[ME], sort))
            assert found is None, f"{regulation.id}: tier `{tier}` differs at {found}"
        checked += size(atoms)
    return checked


@pytest.mark.parametrize("name", ruled())
def test_defeat_graph_over_every_truth_assignment_of_its_nodes(name):
    regulation = load_regulation(name)
    assert check_defeat_graph(regulation) >= 2 ** max(sum(rule.sort == sort for rule, _ in regulation.rules.values()) for sort in SORTS)


@st.composite
def defeat_graphs(draw):
    """A regulation of up to four rules and five exceptions, each exception defeating some that stand before it."""
    rules = [f"r{number}" for number in range(draw(st.integers(1, 4)))]
    tiers = ["grave", "light", "other"]
    lines = [f"  - {{id: {rule}, article: '1', bears: {draw(st.sampled_from(tiers))}, when: p, text: {{zh: 规, en: r}}}}" for rule in rules]
    targets, exceptions = list(rules), []
    for number in range(draw(st.integers(0, 5))):
        chosen = draw(st.lists(st.sampled_from(targets), min_size=1, max_size=3, unique=True))
        exceptions.append(f"  - {{id: e{number}, article: '2', defeats: [{', '.join(chosen)}], when: p, text: {{zh: 外, en: e}}}}")
        targets.append(f"e{number}")
    several = draw(st.sampled_from(["highest", "all"]))
    return parse_regulation(
        "\n".join(
            [
                "regulation: graph",
                "title: {zh: 图, en: graph}",
                f"tiers: {{ranked: [grave, light], unranked: [other], when_several: {several}}}",
                "terms: {person: {p: {zh: 甲, en: p}}}",
                "rules:",
                *lines,
                *(["exceptions:", *exceptions] if exceptions else []),
            ]
        )
    )


@settings(max_examples=25, deadline=None)
@given(defeat_graphs())
def test_any_defeat_graph_over_every_truth_assignment_of_its_nodes(regulation):
    check_defeat_graph(regulation)


# rules look at nothing else -----------------------------------------------------------------------------------


class Watched(dict):
    """Facts that keep a record of what is read from them."""

    def __init__(self, facts, of, seen):
        super().__init__(facts)
        self.of, self.seen = of, seen

    def __getitem__(self, term):
        self.seen.add((self.of, term))
        return super().__getitem__(term)


def looked_at(regulation):
    """The terms that conditions of rules and exceptions name, with definitions opened, and the readings."""
    exprs = [condition(regulation, name) for name in [*regulation.rules, *regulation.exceptions]]
    if any(isinstance(part, MadeOut) for expr in exprs for part in walk(expr)):
        exprs += [expr for _, expr in regulation.circumstances.values()]
    return {atom.name for atom in own_atoms(regulation, exprs, people=("x",))}


@pytest.mark.parametrize("name", ruled())
def test_rules_look_at_nothing_but_the_atoms_of_their_conditions(name):
    """Whatever is read while 300 random cases are decided, and whatever changes when all else is drawn anew."""
    regulation, source = load_regulation(name), random.Random(20_160_301)
    meanings, known = Meanings(regulation), looked_at(load_regulation(name))
    for _ in range(300):
        facts, readings = random_complete(regulation, source, people=source.randint(1, 5), bodies=source.randint(0, 2))
        seen = set()
        watched = Complete(
            Watched(facts.matter, "matter", seen),
            {one: Watched(own, "person", seen) for one, own in facts.people.items()},
            {one: Watched(own, "body", seen) for one, own in facts.bodies.items()},
        )
        pinned = Watched(readings, "reading", seen)
        outcome = evaluate(meanings, watched, pinned)
        assert {term for _, term in seen} <= known
        other, other_readings = random_complete(regulation, source, people=len(facts.people), bodies=len(facts.bodies))
        mixed = Complete(
            _mixed(facts.matter, other.matter, known),
            {one: _mixed(own, other.people[one], known) for one, own in facts.people.items()},
            {one: _mixed(own, other.bodies[one], known) for one, own in facts.bodies.items()},
        )
        assert evaluate(meanings, mixed, _mixed(readings, other_readings, known)) == outcome


def _mixed(facts, other, kept):
    return {term: value if term in kept else other[term] for term, value in facts.items()}


@pytest.mark.parametrize("name", ruled())
def test_the_encoding_rests_on_nothing_but_the_atoms_of_conditions(name):
    regulation = load_regulation(name)
    board = Board(regulation, people=("a", "b"))
    known = looked_at(regulation)
    for sort, entity in (("person", ("person", "a")), ("body", ("body", "(body)"))):
        if not any(rule.sort == sort for rule, _ in regulation.rules.values()):
            continue
        for literal in board.ground.tiers(entity).values():
            for gate in board.ground.circuit.below([literal]):
                if board.ground.circuit.gates[gate] is None and gate in board.ground.circuit.atoms:
                    key = board.ground.circuit.atoms[gate]
                    key = key[0] if isinstance(key, tuple) and len(key) == 2 else key
                    assert (key if isinstance(key, str) else key.term) in known


# every case of boards of one and two --------------------------------------------------------------------------


def reduced(regulation):
    """The regulation in which every definition that looks at nobody else is a fact."""
    return with_facts_for(regulation, [name for name in regulation.definitions if looks_at_one(regulation, name)])


@pytest.mark.parametrize("name", ruled())
def test_a_definition_may_be_replaced_by_a_fact_that_has_its_value(name):
    regulation, source = load_regulation(name), random.Random(7)
    bare = reduced(regulation)
    meanings, bare_meanings = Meanings(regulation), Meanings(bare)
    cut = {sort: {} for sort in SORTS}
    for one, sort in regulation.definition_sorts.items():
        if looks_at_one(regulation, one):
            cut[sort][one] = meanings.of(Named(one, ME))
    for _ in range(300):
        facts, readings = random_complete(regulation, source, people=source.randint(1, 4), bodies=1)
        situation = Situation(meanings, facts, readings)

        def extended(own, sort, situation=situation):
            return {**own, **{f"({one})": situation.holds(says, own) for one, says in cut[sort].items()}}

        replaced = Complete(
            extended(facts.matter, "matter"),
            {one: extended(own, "person") for one, own in facts.people.items()},
            {one: extended(own, "body") for one, own in facts.bodies.items()},
        )
        assert evaluate(bare_meanings, replaced, readings) == evaluate(meanings, facts, readings)


def asked_of_others(regulation, exprs):
    """The atoms that conditions ask of a quantified person."""
    found = set()

    def visit(expr):
        for part in walk(expr):
            if isinstance(part, Named):
                visit(regulation.definitions[part.definition])
            if isinstance(part, (Quantified, Count)):
                found.update(atom for atom in own_atoms(regulation, [part], people=("x",)) if atom.of == "x")
            if isinstance(part, Applies):
                for name in standing(regulation, part.rule):
                    visit(condition(regulation, name))

    for expr in exprs:
        visit(expr)
    return {atom.name for atom in found}


def boards(name, people, most, least=0):
    """Each rule with all cases of a board of so many: the bearer and what is asked of the others."""
    regulation = reduced(load_regulation(name))
    for rule, (stated, _) in regulation.rules.items():
        if stated.sort == "body" and people > 1:
            continue
        exprs = [condition(regulation, one) for one in standing(regulation, rule)]
        assert not any(compares_quantities(regulation, expr) for expr in exprs), f"`{rule}` compares quantities"
        atoms = own_atoms(regulation, exprs, people=(ME, "other")[:people] if stated.sort == "person" else ())
        asked = asked_of_others(regulation, exprs)
        assert {atom.name for atom in atoms if atom.of == "other"} <= asked
        if least < size(atoms) <= most:
            yield regulation, rule, stated.sort, atoms


def check_board(regulation, rule, sort, atoms, people):
    board = Board(regulation, people=(ME, "other")[:people] if sort == "person" else ())
    literal = board.ground.applies(rule, board.entity(ME, sort))
    found = disagreement(board, atoms, sort, literal, lambda at, scope: at.applies(rule, scope[ME]))
    assert found is None, f"{regulation.id}: `{rule}` on a board of {people} differs at {found}"
    return size(atoms)


@pytest.mark.parametrize("name", ruled())
def test_every_case_of_a_board_of_one(name):
    cases = list(boards(name, 1, FULL))
    assert [rule for _, rule, _, _ in cases] == list(load_regulation(name).rules)
    assert sum(check_board(*case, 1) for case in cases) > 2


@pytest.mark.parametrize("name", ruled())
def test_every_case_of_a_board_of_two_where_there_are_few(name):
    for case in boards(name, 2, QUICK):
        check_board(*case, 2)


@pytest.mark.slow
@pytest.mark.parametrize("name", ruled("person"))
def test_every_case_of_a_board_of_two(name):
    cases = list(boards(name, 2, FULL))
    assert [rule for _, rule, _, _ in cases] == [
        rule for rule, (stated, _) in load_regulation(name).rules.items() if stated.sort == "person"
    ]
    assert sum(check_board(*case, 2) for case in cases) > 2


def test_an_encoding_that_drops_a_part_is_found(monkeypatch):
    """The comparison can fail: an encoder that forgets the last part of every conjunction does not pass."""
    whole = Ground.both
    monkeypatch.setattr(Ground, "both", lambda self, parts, scope: whole(self, tuple(parts)[:-1], scope))
    cases = list(boards("county-bureau", 1, FULL))
    with pytest.raises(AssertionError, match="`personal-decision` on a board of 1 differs at"):
        check_board(*next(case for case in cases if case[1] == "personal-decision"), 1)
