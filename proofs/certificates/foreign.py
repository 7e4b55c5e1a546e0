"""Checkers of clausal proofs by others, asked beside ours: they know neither us nor each other, and all must agree.

Questions and proofs stand in the field's own forms, DIMACS and DRAT as text, so that any other checker takes the files too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

from zeren.proofs.certificates.checker import Checked
from zeren.proofs.certificates.rejection import Reason, Rejected


class Foreign(NamedTuple):
    """A checker by others: its name, which is that of its package, and whether it accepts a proof of a question, both as text."""

    name: str
    accepts: Callable[[str, str], bool]


class Disagree(Rejected, ValueError):
    """Another checker does not say what ours says."""


class Unavailable(ValueError):
    """A checker that is not known, or not installed; the message says which could be asked."""


def foreign(names: Sequence[str]) -> tuple[Foreign, ...]:
    """The checkers of these names, each once.

    Raises:
        Unavailable: naming all that are not known or not installed.
    """
    faults = [_fault(name) for name in dict.fromkeys(names)]
    if any(faults):
        raise Unavailable("\n".join(filter(None, faults)))
    return tuple(Foreign(name, CHECKERS[name]) for name in dict.fromkeys(names))


def _fault(name: str) -> str:
    if name not in CHECKERS:
        return f"{name}: no checker of this name is known; known are {', '.join(CHECKERS)}"
    return "" if find_spec(name) is not None else f"{name}: not installed: pip install {name}"


def agree(other: Foreign, name: str, question: str, proof: str, ours: Checked) -> None:
    """Ask another checker. Raises `Disagree` if it does not say of a proof what ours says."""
    if other.accepts(question, proof) != ours.accepted:
        raise Disagree(Reason("accepted_by_us" if ours.accepted else "accepted_by_other", (name, other.name)))


def by_dratify(question: str, proof: str) -> bool:
    """Whether dratify accepts a proof by unit propagation alone."""
    dratify: Any = __import__("dratify")
    try:
        return bool(dratify.check_proof(dratify.parse_dimacs(question), proof, check_rat=False, engine="python").ok)
    except ValueError:
        return False


def by_drup(question: str, proof: str) -> bool:
    """Whether drup, extracted from a development verified in Why3, accepts a proof; it obeys no deletion, and accepts RAT steps too."""
    drup: Any = __import__("drup")
    try:
        return bool(drup.check_proof(_rows(question), [one for one in _rows(proof) if one]).outcome == drup.Outcome.VALID)
    except ValueError:
        return False


def _rows(text: str) -> list[list[int]]:
    """The clauses of a text, a line each; what is not added is left out. The reader that comes with drup takes an empty clause for none."""
    rows = [row.split() for row in text.splitlines() if row.strip() and row.split()[0] not in ("c", "p", "d")]
    if any(row.pop() != "0" for row in rows):
        raise ValueError("a clause without its end")
    return [[int(word) for word in row] for row in rows]


CHECKERS: Mapping[str, Callable[[str, str], bool]] = {"dratify": by_dratify, "drup": by_drup}
