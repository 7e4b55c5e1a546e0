"""A checker of clausal proofs, on its own: it knows no solver, no encoding and no law.

    python checker.py QUESTION.cnf ANSWER.drat

It accepts a proof iff every clause that the proof adds follows from those before it by unit propagation (reverse unit
propagation, RUP) and one of them is the empty clause. Lines that delete a clause are obeyed, except two kinds, which are
ignored and counted: some solvers delete clauses that have become units, which later steps still need; and some delete
clauses that are not there. To ignore a deletion never makes a wrong proof pass. Steps that need more than unit
propagation (RAT) are not accepted.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

REASONS = {
    "clauses": "the clauses cannot be read",
    "step": "step {} cannot be read",
    "not_follow": "step {} does not follow: {}",
    "no_empty": "the proof ends before the empty clause",
    "header": "a wrong header: {}",
    "beyond": "a literal beyond those announced: {}",
    "count": "{} clauses, where the header says {}",
    "last_zero": "a clause must end with its only 0: {}",
    "no_number": "no whole number of up to nine digits: {}",
}
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
Why = tuple[tuple[str, ...], ...]  # a key of REASONS with its values, and what lies behind it


@dataclass(frozen=True)
class Checked:
    """Whether a proof is accepted, why not, how many steps were checked, and what was ignored."""

    accepted: bool
    why: Why = ()
    steps: int = 0
    ignored: int = 0

    @property
    def reason(self) -> str:
        """Why not, in words."""
        return ": ".join(REASONS[key].format(*values) for key, *values in self.why)


class Malformed(ValueError):
    """Text that is no clause, or no list of clauses: a key of REASONS with its values."""

    def __init__(self, *why: str) -> None:
        super().__init__(REASONS[why[0]].format(*why[1:]))
        self.why = why


def check(question: str, proof: str) -> Checked:
    """Check a proof against the clauses that it refutes; both as text.

    >>> check("p cnf 1 2\\n1 0\\n-1 0\\n", "0\\n").accepted
    True
    >>> check("p cnf 2 1\\n1 2 0\\n", "0\\n").reason
    'step 1 does not follow: 0'
    """
    try:
        clauses = read_clauses(question)
    except Malformed as error:
        return Checked(False, (("clauses",), error.why))
    engine = _Propagation()
    ignored = 0
    for clause in clauses:
        engine.add(clause)
    for step, line in enumerate(_lines(proof), 1):
        words = line.split()
        if not words or words[0] == "c":
            continue
        deleting = words[0] == "d"
        try:
            clause = _literals(words[1:] if deleting else words)
        except Malformed as error:
            return Checked(False, (("step", str(step)), error.why), step, ignored)
        if deleting:
            ignored += not engine.delete(clause)
            continue
        if not engine.follows(clause):
            return Checked(False, (("not_follow", str(step), line.strip()[:200]),), step, ignored)
        if not clause:
            return Checked(True, (), step, ignored)
        engine.add(clause)
    return Checked(False, (("no_empty",),), len(_lines(proof)), ignored)


def read_clauses(text: str) -> list[list[int]]:
    """The clauses of a DIMACS file.

    Raises:
        Malformed: if the file is not one, or holds fewer or more clauses than it says.
    """
    header: tuple[int, int] | None = None
    found: list[list[int]] = []
    for row in _lines(text):
        words = row.split()
        if not words or words[0] == "c":
            continue
        if words[0] == "p":
            if header is not None or len(words) != 4 or words[1] != "cnf":
                raise Malformed("header", row[:200])
            header = (_number(words[2]), _number(words[3]))
            continue
        clause = _literals(words)
        if header is None or any(abs(literal) > header[0] for literal in clause):
            raise Malformed("beyond", row[:200])
        found.append(clause)
    if header is None or len(found) != header[1]:
        raise Malformed("count", str(len(found)), str(header[1]) if header else "nothing")
    return found


def _lines(text: str) -> list[str]:
    """The lines of a text, which end where the field's other programs end them too, and nowhere else."""
    return text.removesuffix("\n").split("\n") if text else []


def _literals(words: list[str]) -> list[int]:
    numbers = [_number(word) for word in words]
    if not numbers or numbers[-1] != 0 or 0 in numbers[:-1]:
        raise Malformed("last_zero", " ".join(words)[:200])
    return numbers[:-1]


def _number(word: str) -> int:
    """A number as DIMACS writes it, and in no other way that Python would also read."""
    if not _NUMBER.fullmatch(word):
        raise Malformed("no_number", word[:40])
    return int(word)


class _Propagation:
    """Clauses with two watched literals each, and what follows from them alone."""

    def __init__(self) -> None:
        self.clauses: list[list[int] | None] = []
        self.places: dict[tuple[int, ...], list[int]] | None = None  # where clauses stand, once one is to be deleted
        self.watched: dict[int, list[int]] = {}
        self.true: set[int] = set()
        self.trail: list[int] = []
        self.reasons: set[int] = set()
        self.contradiction = False

    def add(self, clause: list[int]) -> None:
        """Add a clause, and all that now follows by unit propagation."""
        literals = list(dict.fromkeys(clause))
        place = len(self.clauses)
        self.clauses.append(literals)
        if self.places is not None:
            self.places.setdefault(tuple(sorted(literals)), []).append(place)
        true = self.true
        if true:
            literals.sort(key=lambda one: -one in true)  # literals that are not false come first
        for literal in literals[:2]:
            self.watched.setdefault(literal, []).append(place)
        if self.contradiction or any(literal in self.true for literal in literals):
            return
        free = [literal for literal in literals if -literal not in self.true]
        if not free:
            self.contradiction = True
        elif len(free) == 1:
            self.reasons.add(place)
            self.contradiction = self._propagate(free, lasting=True)

    def delete(self, clause: list[int]) -> bool:
        """Delete a clause; False if it is not there or has become a unit, and is kept."""
        if self.places is None:
            self.places = {}
            for place, one in enumerate(self.clauses):
                self.places.setdefault(tuple(sorted(one or ())), []).append(place)
        places = self.places.get(tuple(sorted(dict.fromkeys(clause))), [])
        for index, place in enumerate(places):
            if place not in self.reasons:
                self.clauses[place] = None
                del places[index]
                return True
        return False

    def follows(self, clause: list[int]) -> bool:
        """Whether denying every literal of a clause runs into a contradiction by unit propagation."""
        if self.contradiction:
            return True
        start = len(self.trail)
        conflict = self._propagate([-literal for literal in clause], lasting=False)
        for literal in self.trail[start:]:
            self.true.discard(literal)
        del self.trail[start:]
        return conflict

    def _propagate(self, literals: list[int], lasting: bool) -> bool:
        """Make literals true, and all that follows; True if that is a contradiction."""
        head = len(self.trail)
        for literal in literals:
            if -literal in self.true:
                return True
            self._set(literal)
        while head < len(self.trail):
            falsified = -self.trail[head]
            head += 1
            kept: list[int] = []
            watchers = self.watched.get(falsified, [])
            for index, place in enumerate(watchers):
                clause = self.clauses[place]
                if clause is None:
                    continue
                if clause[0] == falsified:
                    clause[0], clause[1] = clause[1], clause[0]
                kept.append(place)
                if clause[0] in self.true:
                    continue
                for other in range(2, len(clause)):
                    if -clause[other] not in self.true:
                        clause[1], clause[other] = clause[other], clause[1]
                        self.watched.setdefault(clause[1], []).append(place)
                        kept.pop()
                        break
                else:
                    if -clause[0] in self.true:
                        self.watched[falsified] = kept + watchers[index + 1 :]
                        return True
                    if lasting:
                        self.reasons.add(place)
                    self._set(clause[0])
            self.watched[falsified] = kept
        return False

    def _set(self, literal: int) -> None:
        if literal not in self.true:
            self.true.add(literal)
            self.trail.append(literal)


def main(arguments: list[str]) -> int:
    """Check one proof from files; 0 if it is accepted, 1 if not, 2 if it cannot be read."""
    try:
        question, proof = (Path(name).read_text(encoding="utf-8") for name in arguments)
    except (OSError, ValueError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    found = check(question, proof)
    print("accepted" if found.accepted else f"rejected: {found.reason}", f"({found.steps} steps, {found.ignored} deletions ignored)")
    return 0 if found.accepted else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:3]))
