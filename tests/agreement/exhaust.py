"""The encoding against the definition over every assignment: gates as truth tables, and one question to Z3.

A truth table is one whole number, a bit for each assignment. The definition is asked assignment by assignment, in a
world that holds the condition's own facts and readings and nothing else: looking at anything else is a KeyError.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agreement.atoms import READING, Atom, Classes, assignments, size
from zeren.model.language.case import Case, FactId, Listed
from zeren.model.language.conditions import MATTER, ME, SUBJECT, Expr
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Sort, Value
from zeren.model.meaning.evaluate import Complete, Meanings, Situation
from zeren.model.solving.circuit import FALSE, TRUE, Circuit
from zeren.model.solving.ground import Entity, Ground
from zeren.model.solving.z3 import Z3

Ask = Callable[[Situation, dict[str, Any]], bool]


class Board:
    """Persons, a body and a circumstance whose every fact is open, in the encoding and in the definition alike."""

    def __init__(self, regulation: Regulation, people: Sequence[str] = (ME,), item: str = "") -> None:
        self.regulation, self.people = regulation, tuple(people)
        listed = (Listed("(circumstance)", item, "(subject)"),) if item else ()
        entities: list[Entity] = [("matter", ""), *(("person", name) for name in people), ("body", "(body)"), ("person", "(subject)")]
        entities.append(("circumstance", "(circumstance)"))
        facts = {FactId(sort, of, term.id): UNKNOWN for sort, of in entities for term in regulation.terms.values() if term.sort == sort}
        self.case = Case(id="board", regulation=regulation.id, people=self.people, bodies=("(body)",), circumstances=listed, facts=facts)
        self.ground = Ground(regulation, self.case)
        self.meanings = Meanings(regulation)

    def entity(self, of: str, sort: Sort) -> Entity:
        """Whom a name of the scope stands for in a condition on something of this sort."""
        if of == MATTER:
            return ("matter", "")
        if of == SUBJECT:
            return ("person", "(subject)")
        if of == ME and sort in ("body", "circumstance"):
            return (sort, f"({sort})")
        return ("person", of)

    def literal(self, expr: Expr, sort: Sort) -> int:
        """The encoding of a condition."""
        whose = {} if sort == "matter" else {ME: self.entity(ME, sort)}
        if sort == "circumstance":
            whose[SUBJECT] = self.entity(SUBJECT, sort)
        return self.ground.worth(expr, whose)

    def variable(self, atom: Atom, sort: Sort) -> Any:
        """The encoding's variable of an atom."""
        if atom.of == READING:
            return self.ground.reading(atom.name)
        return self.ground.open(FactId(*self.entity(atom.of, sort), atom.name))

    def table(self, atoms: Mapping[Atom, Classes], says: Ask, people: Sequence[str] | None = None) -> int:
        """What the definition says at every assignment, as bits."""
        scope: dict[str, dict[str, Any]] = {}
        readings: dict[str, str] = {}
        names = self.people if people is None else people
        for one in (MATTER, ME, SUBJECT, *names):
            scope.setdefault(one, {})
        cells = [(readings if atom.of == READING else scope[atom.of], atom.name) for atom in atoms]
        whole = Complete(matter=scope[MATTER], people={name: scope[name] for name in names})
        situation = Situation(self.meanings, whole, readings)
        bits = bytearray(size(atoms))
        for number, values in enumerate(assignments(atoms)):
            for (cell, name), value in zip(cells, values, strict=True):
                cell[name] = value
            situation.shared.clear()
            bits[number] = bool(says(situation, scope))
        return _pack(bits)


def encoded(circuit: Circuit, literal: int, columns: Mapping[int, int], everywhere: int) -> int:
    """A literal's truth table, from those of the atoms; an atom without one is a KeyError."""
    worth: dict[int, int] = {TRUE: everywhere}

    def of(one: int) -> int:
        return worth[abs(one)] if one > 0 else everywhere & ~worth[abs(one)]

    for gate in circuit.below([literal]):
        inputs = circuit.gates[gate]
        if inputs is None:
            worth[gate] = columns[gate]
        else:
            table = everywhere
            for one in inputs:
                table &= of(one)
            worth[gate] = table
    return of(literal)


def columns_of(board: Board, atoms: Mapping[Atom, Classes], sort: Sort) -> dict[int, int]:
    """The truth tables of the encoding's atoms."""
    total = block = size(atoms)
    columns: dict[int, int] = {}
    for atom, classes in atoms.items():
        variable = board.variable(atom, sort)
        block //= len(classes)
        period = block * len(classes)
        repeated = ((1 << total) - 1) // ((1 << period) - 1)
        for index, group in enumerate(classes):
            literal = variable.literal(group[0])
            column = (((1 << block) - 1) << (block * index)) * repeated
            if literal > 0:
                columns[literal] = columns.get(literal, 0) | column
            elif -literal not in columns:
                columns[-literal] = 0  # the other option of two, or no
        for value, literal in zip(variable.values, variable.literals, strict=True):
            if literal > 0 and literal not in columns:
                assert any(value in group for group in classes)
                columns[literal] = 0  # a value that stands in a class with another
    return columns


def decided(board: Board, atoms: Mapping[Atom, Classes], sort: Sort, table: int) -> int:
    """A literal that has a given truth table, built as a decision tree over all values of the atoms."""
    circuit = board.ground.circuit
    known: dict[tuple[int, int], int] = {}
    choices = [
        [circuit.either(board.variable(atom, sort).literal(value) for value in group) for group in classes]
        for atom, classes in atoms.items()
    ]

    def build(depth: int, bits: int, width: int) -> int:
        if not bits:
            return FALSE
        if bits == (1 << width) - 1:
            return TRUE
        key = (depth, bits)
        if key not in known:
            step = width // len(choices[depth])
            below = [build(depth + 1, bits >> (step * index) & ((1 << step) - 1), step) for index in range(len(choices[depth]))]
            known[key] = circuit.either(circuit.both([choice, one]) for choice, one in zip(choices[depth], below, strict=True))
        return known[key]

    return build(0, table, size(atoms))


def differs_in_z3(board: Board, literal: int, wanted: int) -> bool:
    """Whether Z3 finds values at which a literal is not worth what the definition says."""
    solver = Z3(board.ground.circuit, {term.id: term.kind for term in board.regulation.terms.values()})
    solver.require(one for name, one in board.ground.constraints if name == "one option")
    return solver.holds_somewhere([-board.ground.circuit.equal(literal, wanted)])


def disagreement(board: Board, atoms: Mapping[Atom, Classes], sort: Sort, literal: int, says: Ask) -> dict[Atom, Value] | None:
    """The first assignment at which encoding and definition differ, or None after all of them and Z3's proof."""
    columns = columns_of(board, atoms, sort)
    everywhere = (1 << size(atoms)) - 1
    meant = board.table(atoms, says)
    if wrong := encoded(board.ground.circuit, literal, columns, everywhere) ^ meant:
        number = (wrong & -wrong).bit_length() - 1
        return dict(zip(atoms, next(values for index, values in enumerate(assignments(atoms)) if index == number), strict=True))
    if differs_in_z3(board, literal, decided(board, atoms, sort, meant)):
        raise AssertionError(f"Z3 tells apart what the truth tables do not: {list(atoms)}")
    return None


def _pack(bits: bytearray) -> int:
    return int(bytes(bits[::-1]).translate(_DIGITS), 2) if bits else 0


_DIGITS = bytes([48, 49, *range(2, 256)])
