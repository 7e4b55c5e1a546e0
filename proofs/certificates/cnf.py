"""What excludes a case, as clauses: the question of one board in DIMACS form, with what its atoms stand for, and a proof.

The text depends on the question alone, not on what the board was asked before: gates are numbered by what they say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from zeren.model.language.case import FactId
from zeren.model.solving.circuit import TRUE, Circuit
from zeren.proofs.boards import Board
from zeren.proofs.regions import Forbidden, Options


class Order:
    """Gates in an order that depends on what they say and on nothing else."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._known: dict[int, bytes] = {TRUE: b"true"}

    def key(self, literal: int) -> bytes:
        """What a gate says, in few bytes; equal gates have equal keys."""
        gate = abs(literal)
        for one in self.circuit.below([gate]) if gate not in self._known else ():
            if one not in self._known:
                inputs = self.circuit.gates[one]
                said = atom_name(self.circuit.atoms[one]).encode() if inputs is None else b"&".join(sorted(map(self._signed, inputs)))
                self._known[one] = hashlib.blake2b(said, digest_size=12).digest()
        return self._known[gate]

    def name(self, literal: int) -> str:
        """A short name of a literal."""
        return ("-" if literal < 0 else "") + self.key(literal).hex()

    def _signed(self, literal: int) -> bytes:
        return (b"-" if literal < 0 else b"+") + self._known[abs(literal)]

    def numbered(self, roots: Sequence[int]) -> dict[int, int]:
        """A number for each gate below the roots: the truth is 1, then atoms, then gates, each after its inputs."""
        for one in roots:
            self.key(one)
        below = self.circuit.below(roots)
        depth: dict[int, int] = {TRUE: 0}
        for gate in below:
            depth[gate] = 1 + max((depth[abs(one)] for one in self.circuit.gates[gate] or ()), default=0)
        ordered = sorted(below, key=lambda gate: (depth[gate], self._known[gate]))
        return {TRUE: 1, **{gate: number for number, gate in enumerate(ordered, 2)}}


def plain(name: str) -> str:
    """A name on one line and without what ends a symbol, whatever an id of the regulation holds; two names never become the same.

    >>> plain("Wu.objected"), plain("a|b")
    ('Wu.objected', 'a%7c;b')
    """
    return "".join(f"%{ord(one):x};" if one in "%|\\" or not one.isprintable() else one for one in name)


def atom_name(name: Hashable) -> str:
    """What an atom stands for, as people write it: a fact, or a fact or reading with one of its options."""
    match name:
        case FactId():
            return name.shown
        case (key, option):
            return f"{atom_name(key)}={option}"
        case _:
            return str(name)


class Question:
    """What one board is asked: that it is as sought, with some options of readings forbidden, and all that always holds.

    Each of these is a unit, named by what it says, so that a proof can state which units it needs.
    """

    def __init__(self, board: Board, order: Order, sought: int, forbidden: Sequence[Forbidden]) -> None:
        self.circuit, self.order = board.circuit, order
        asked = [sought, *(board.forbids(pair) for pair in forbidden)]
        background = board.background()
        self.own = self._named([*asked, *board.one_options(asked)])
        self.units = self.own | self._named([*background, *board.one_options([*asked, *background])])

    def _named(self, literals: Sequence[int]) -> dict[str, int]:
        return {self.order.name(one): one for one in literals if one != TRUE}

    def needed(self) -> tuple[str, ...]:
        """The names of units that cannot all hold together: few of them, where few are enough.

        Raises:
            ValueError: if all of them can hold together.
        """
        found = self._core(self.own)
        if found is None:
            found = self._core(self.units)
        if found is None:
            raise ValueError("these clauses can all hold")
        return found

    def _core(self, units: dict[str, int]) -> tuple[str, ...] | None:
        """Some of these units that cannot all hold together; None if all of them can."""
        from pysat.solvers import Glucose4

        names = sorted(units)
        clauses, number = self._clauses(names)
        by_number = {_turned(number, units[name]): name for name in names}
        with Glucose4(bootstrap_with=[[1], *clauses]) as solver:
            found: Any = solver
            if found.solve(assumptions=list(by_number)):
                return None
            core: list[int] = found.get_core() or []
        return tuple(sorted(by_number[one] for one in core))

    def text(self, names: Sequence[str]) -> str:
        """Clauses that can all hold exactly where these units can, in DIMACS, with what the atoms stand for.

        Raises:
            KeyError: if a name is that of no unit.
        """
        clauses, number = self._clauses(names)
        firsts = [[1], *sorted([_turned(number, self.units[name])] for name in names)]
        told = [f"c {place} {plain(atom_name(self.circuit.atoms[gate]))}" for gate, place in number.items() if gate in self.circuit.atoms]
        return dimacs([*firsts, *clauses], len(number), told)

    def _clauses(self, names: Sequence[str]) -> tuple[list[list[int]], dict[int, int]]:
        units = [self.units[name] for name in names]
        number = self.order.numbered(units)
        clauses = [[_turned(number, one) for one in clause] for clause in one_sided(self.circuit, units)]
        return sorted(sorted(clause, key=abs) for clause in clauses), number


def one_sided(circuit: Circuit, literals: Iterable[int]) -> Iterator[list[int]]:
    """Clauses that say of the gates below literals what these need, and no more (Plaisted and Greenbaum 1986).

    All can hold together with the literals exactly where these can.

    >>> circuit = Circuit()
    >>> both = circuit.both([circuit.atom("a"), circuit.atom("b")])
    >>> list(one_sided(circuit, [both])), list(one_sided(circuit, [-both]))
    ([[-4, 2], [-4, 3]], [[4, -2, -3]])
    """
    seen: set[int] = set()
    waiting = list(literals)
    while waiting:
        literal = waiting.pop()
        inputs = circuit.gates[abs(literal)]
        if literal in seen or inputs is None:
            continue
        seen.add(literal)
        if literal > 0:
            yield from ([-literal, one] for one in inputs)
            waiting += inputs
        else:
            denied = [-one for one in inputs]
            yield [-literal, *denied]
            waiting += denied


def _turned(number: dict[int, int], literal: int) -> int:
    return number[literal] if literal > 0 else -number[-literal]


def cover(regions: Sequence[Sequence[Forbidden]], options: Options) -> str:
    """The clauses that hold of a choice of readings exactly where no region holds it, in DIMACS."""
    number = {pair: place for place, pair in enumerate(((name, option) for name, values in options.items() for option in values), 1)}
    clauses: list[list[int]] = []
    for name, values in options.items():
        clauses.append([number[name, option] for option in values])
        clauses += [[-number[name, a], -number[name, b]] for place, a in enumerate(values) for b in values[place + 1 :]]
    clauses += [sorted(number[pair] for pair in region) for region in regions]
    return dimacs(clauses, len(number), [f"c {place} {plain(f'{name}={option}')}" for (name, option), place in number.items()])


def dimacs(clauses: Sequence[Sequence[int]], variables: int, comments: Sequence[str] = ()) -> str:
    """Clauses as a DIMACS file."""
    lines = [*comments, f"p cnf {variables} {len(clauses)}", *(" ".join(map(str, [*clause, 0])) for clause in clauses)]
    return "\n".join(lines) + "\n"


def refutation(text: str) -> str:
    """A clausal proof (DRUP) that the clauses of a DIMACS file cannot all hold.

    Raises:
        ValueError: if they can.
    """
    from pysat.solvers import Glucose4

    rows = [row for row in text.splitlines() if row[0] not in "cp"]
    with Glucose4(bootstrap_with=[[int(word) for word in row.split()[:-1]] for row in rows], with_proof=True) as solver:
        found: Any = solver
        if found.solve():
            raise ValueError("these clauses can all hold")
        lines: list[str] = found.get_proof() or []
    if not lines or lines[-1].split() != ["0"]:
        lines.append("0")
    return "\n".join(lines) + "\n"
