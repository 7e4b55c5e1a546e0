"""Proofs: everything proved and checked again, and grounding against solvers that are given the quantified formulas."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable

from table import Row, median_seconds

from zeren.model.language.load import load_regulation
from zeren.model.solving.solver import Undecided

REGULATIONS = ("county-bureau", "department", "party-organisations")
SECONDS = 5  # allowed to a solver for one quantified formula


def rows() -> list[Row]:
    """The bar, and the comparison."""

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "zeren", "prove", "--certificates", folder, "--format", "json"]
            subprocess.run(command, capture_output=True, check=False)

    whole = median_seconds(run, runs=3)
    what = "`zeren prove --certificates`, all built-in regulations, re-check included, whole process"
    bar = Row(what, "< 10 s", f"{whole:.1f} s", whole < 10)
    return [bar, *quantified()]


def quantified() -> list[Row]:
    """Every region of readings of every claim, decided by grounding, by Z3 and by cvc5, each by itself."""
    from zeren.proofs.boards import Boards
    from zeren.proofs.prove import prove
    from zeren.proofs.quantified import question

    start = time.perf_counter()
    questions: list[tuple[str, bool]] = []
    grounded = 0.0
    for name in REGULATIONS:
        regulation = load_regulation(name)
        boards = Boards(regulation)
        verdicts = list(prove(regulation, boards))
        grounded += time.perf_counter() - start
        for verdict in verdicts:
            items = boards.items(verdict.claim)
            questions += [(question(regulation, verdict.claim, items, one.forbidden), one.witness is None) for one in verdict.regions]
        start = time.perf_counter()
    found = [Row(f"every verdict on {', '.join(REGULATIONS)}, grounded at every size, witnesses replayed", "", f"{grounded:.1f} s")]
    for solver, excludes in (("Z3", z3_excludes), ("cvc5", cvc5_excludes)):
        start = time.perf_counter()
        counted = Counter(answered(excludes, text, wanted) for text, wanted in questions)
        seconds = time.perf_counter() - start
        what = f"the same {len(questions)} regions as quantified formulas, {solver}, {SECONDS} s each"
        shown = f"{seconds:.1f} s; agrees on {counted['agrees']}, gives up on {counted['gives up']}, differs on {counted['differs']}"
        found.append(Row(what, "differs on 0", shown, not counted["differs"]))
    return found


def answered(excludes: Callable[[str], bool], text: str, wanted: bool) -> str:
    """How a solver's answer compares with ours."""
    try:
        return "agrees" if excludes(text) == wanted else "differs"
    except Undecided:
        return "gives up"


def z3_excludes(text: str) -> bool:
    """Whether Z3 finds that a script has no model. Raises `Undecided` if it gives up."""
    import z3

    solver = z3.Solver()
    solver.set("timeout", SECONDS * 1000)
    solver.from_string(text)
    answer = str(solver.check())
    if answer == "unknown":
        raise Undecided(solver.reason_unknown())
    return answer == "unsat"


def cvc5_excludes(text: str) -> bool:
    """The same for cvc5, looking for finite models."""
    from zeren.proofs.certificates.smt import excluded

    return excluded(text, SECONDS, finite=True)
