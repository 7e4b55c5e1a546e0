"""Z3's answer on an SMT-LIB script as it stands."""

from __future__ import annotations

from zeren.model.solving.solver import Undecided


def excluded(text: str, seconds: float = 30) -> bool:
    """Whether Z3 finds that a script has no model.

    Raises:
        Undecided: if it gives up, or cannot read the script, with its reason.

    >>> excluded("(declare-const x Int) (assert (and (> x 3) (< x 3)))")
    True
    """
    import z3

    solver = z3.Solver()
    solver.set("timeout", int(seconds * 1000))
    try:
        solver.from_string(text)
    except z3.Z3Exception as error:
        raise Undecided(f"Z3 cannot read the script: {error}") from None
    answer = solver.check()
    if answer == z3.unknown:
        raise Undecided(f"Z3 gives up: {solver.reason_unknown()}")
    return bool(answer == z3.unsat)
