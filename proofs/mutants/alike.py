"""Whether a changed regulation answers every case as before: proved, or shown otherwise by a smallest case."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zeren.model.language.case import FactId
from zeren.model.language.conditions import ME
from zeren.model.language.regulation import Regulation, everything_in
from zeren.model.solving.circuit import FALSE
from zeren.model.solving.ground import Entity, Ground, is_allegation
from zeren.model.solving.quantities import Comparison
from zeren.model.solving.substitute import Substitution, carried
from zeren.proofs.compare.comparison import compare
from zeren.proofs.endings import ends
from zeren.proofs.lint.sisters import witness_of
from zeren.proofs.lint.stage import MATTER, Board, Stage, Witness
from zeren.proofs.scope import reach

_ANSWERED = ("sanctions", "authority", "labels", "questions", "filings", "duties")


class Unalike(msgspec.Struct, frozen=True):
    """What became of the search: the smallest case that comes out differently, or none on boards of up to `persons` persons.

    `every_size` says that no larger board can differ either.
    """

    witness: Witness | None
    persons: int
    every_size: bool


class Alike:
    """Compares changes of one regulation with it; the regulation is grounded once."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self._stages = [Stage(regulation, denied=True)]
        if regulation.follows:
            self._stages.append(Stage(regulation, follows=True))  # a case may state such a fact, or leave it to follow
        self._answers: dict[int, dict[str, int]] = {}  # by identity of the board, which its stage keeps

    def differs(self, changed: Regulation) -> Unalike:
        """The smallest case that a changed regulation answers otherwise, or that its background no longer allows.

        The two must have the same terms and readings.

        Raises:
            Undecided: if the solver gives up.
        """
        own, other = self._stages[0].reach, reach(changed)
        persons = max(self._stages[0].largest, own.persons + other.persons - 1)
        for size in range(1, persons + 1):
            for stage in self._stages:
                if (witness := self._on(stage.board(size), changed)) is not None:
                    return Unalike(witness, size, True)
        every_size = own.every_size and other.every_size and other.subjects <= own.subjects
        if _follow_otherwise(self.regulation, changed):
            return self._mixed(changed, persons, every_size)
        return Unalike(None, persons, every_size)

    def _mixed(self, changed: Regulation, persons: int, every_size: bool) -> Unalike:
        """A case that states some of what follows from others and is silent on the rest, as a comparison looks at them."""
        found = compare(self.regulation, changed)
        if found.differences:
            first = found.differences[0]
            return Unalike(witness_of(first, first.first), first.persons, True)
        return Unalike(None, min(persons, found.persons), every_size and found.every_size and found.complete)

    def _on(self, board: Board, changed: Regulation) -> Witness | None:
        """A case on one board that comes out differently."""
        if id(board) not in self._answers:
            self._answers[id(board)] = dict(_answers(board.ground, self.regulation, board))
        ground = Ground(changed, board.case, perhaps=True)
        carry = _Carry(board, ground).substitution
        before = self._answers[id(board)]
        after = {name: carry.of(literal) for name, literal in _answers(ground, changed, board)}
        unlike = [-board.circuit.equal(before.get(name, FALSE), after.get(name, FALSE)) for name in {**before, **after}]
        wanted = board.circuit.either(unlike)
        return board.witness([wanted]) if wanted != FALSE and board.can([wanted]) else None


def _follow_otherwise(regulation: Regulation, changed: Regulation) -> bool:
    """Whether what some facts follow is changed, where others follow too: then one may be stated while the other follows."""
    said = [{term: list(everything_in(expr, one)) for term, expr in one.follows.items()} for one in (regulation, changed)]
    return len(said[0]) > 1 and said[0] != said[1]


def _answers(ground: Ground, regulation: Regulation, board: Board) -> Iterator[tuple[str, int]]:
    """Everything that a case asks, by name: the tiers of the first of each sort, and every other condition with an answer."""
    for sort in ("person", "body"):
        for tier, literal in ends(ground, board.one(sort)).items():
            yield f"{sort} {tier}", literal
    stated = {one.id for one in regulation.file.background}  # beside them stand what every case keeps to: one option a term, dates in range
    for number, (_, literal) in enumerate(one for one in ground.constraints if one[0] in stated):
        yield f"background {number}", literal
    for listed in board.case.circumstances:
        yield f"circumstance {listed.id}", ground.made_out(listed.id)
    for path, expr in regulation.means.items():
        if path[0] in _ANSWERED and path[-1] != "number":
            sort = regulation.sort_at[path]
            entity: Entity = board.one(sort) if sort in ("person", "body") else MATTER
            if sort != "circumstance":
                yield str(path), ground.worth(expr, {} if entity == MATTER else {ME: entity})


class _Carry:
    """Takes what a changed regulation says over to the board of the other one."""

    def __init__(self, board: Board, ground: Ground) -> None:
        self.board, self.ground = board, ground
        self.substitution = Substitution(ground.circuit, board.circuit, self._atom)

    def _atom(self, atom: int) -> int:
        name = self.ground.circuit.atoms[atom]
        if isinstance(name, Comparison):
            return self.board.circuit.atom(carried(name, lambda fact: fact, self.substitution.of))
        key, value = (name[0], name[1]) if isinstance(name, tuple) and not isinstance(name, FactId) else (name, None)
        assert isinstance(key, (FactId, str))
        if isinstance(key, FactId) and is_allegation(key):
            return self.board.ground.alleged(key.of)
        variable = self.ground.variables[key]
        if value is None:
            value = next(one for one, literal in zip(variable.values, variable.literals, strict=True) if literal == atom)
        shared = self.board.ground.reading(key) if isinstance(key, str) else self.board.ground.open(key)
        return shared.literal(value)
