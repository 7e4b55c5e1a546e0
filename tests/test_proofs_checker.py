"""The checker of clausal proofs: what it accepts is a proof, whatever it is given."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.proofs.certificates import checker
from zeren.proofs.certificates.cnf import dimacs, refutation

Clauses = list[list[int]]

PIGEONS = [[1, 2], [3, 4], [5, 6], [-1, -3], [-1, -5], [-3, -5], [-2, -4], [-2, -6], [-4, -6]]
COLOURS = [[1, 2], [-1, 2], [1, -2], [-1, -2]]
PARITY = [[s1 * 1, s2 * 2, s3 * 3] for s1, s2, s3 in product((1, -1), repeat=3)]


def satisfiable(clauses: Clauses) -> bool:
    """By trying every assignment."""
    most = max((abs(one) for clause in clauses for one in clause), default=0)
    rows = product((False, True), repeat=most)
    return any(all(any((one > 0) == row[abs(one) - 1] for one in clause) for clause in clauses) for row in rows)


def valid(clauses: Clauses, proof: str) -> bool:
    """Whether a proof is one by unit propagation, found the plain way: from scratch for every step, obeying no deletion."""
    known = [list(one) for one in clauses]
    for line in proof.splitlines():
        words = line.split()
        if not words or words[0] == "d":
            continue
        try:
            numbers = [int(word) for word in words]
        except ValueError:
            return False
        if numbers[-1] != 0 or 0 in numbers[:-1]:
            return False
        if not _follows(known, numbers[:-1]):
            return False
        if len(numbers) == 1:
            return True
        known.append(numbers[:-1])
    return False


def _follows(clauses: Clauses, clause: list[int]) -> bool:
    true = {-one for one in clause}
    while True:
        if any(-one in true for one in true):
            return True
        units = set()
        for one in clauses:
            if any(literal in true for literal in one):
                continue
            free = {literal for literal in one if -literal not in true}
            if not free:
                return True
            if len(free) == 1:
                units |= free
        if not units - true:
            return False
        true |= units


@pytest.mark.parametrize("clauses", [PIGEONS, COLOURS, PARITY])
def test_a_solvers_proof_is_accepted(clauses: Clauses) -> None:
    text = dimacs(clauses, 6)
    found = checker.check(text, refutation(text))
    assert found.accepted
    assert valid(clauses, refutation(text))


@pytest.mark.parametrize("clauses", [PIGEONS, COLOURS, PARITY])
def test_every_change_of_one_literal_is_rejected_or_leaves_a_proof(clauses: Clauses) -> None:
    text = dimacs(clauses, 6)
    lines = refutation(text).splitlines()
    changed = rejected = 0
    least = sum(6 for line in lines for word in line.split() if word != "d")
    for place, line in enumerate(lines):
        words = line.split()
        for index, word in enumerate(words):
            if word == "d":
                continue
            for other in {str(-int(word)), "1", "-2", "3", "0", "9", "x", ""} - {word}:
                mutated = [
                    *lines[:place],
                    " ".join([*words[:index], *([other] if other else []), *words[index + 1 :]]),
                    *lines[place + 1 :],
                ]
                proof = "\n".join(mutated) + "\n"
                changed += 1
                found = checker.check(text, proof)
                rejected += not found.accepted
                assert valid(clauses, proof) if found.accepted else found.reason
    assert changed >= least > 0, "each literal and each closing 0 was changed in at least six ways"
    assert rejected > 0


@pytest.mark.parametrize("clauses", [PIGEONS, PARITY])
def test_a_truncated_proof_is_rejected(clauses: Clauses) -> None:
    text = dimacs(clauses, 6)
    lines = refutation(text).splitlines()
    assert checker.check(text, "\n".join(lines[:-1])).reason == "the proof ends before the empty clause"
    assert checker.check(text, "").reason == "the proof ends before the empty clause"
    assert "does not follow" in checker.check(text, "0\n").reason


def test_a_deleted_unit_is_kept_and_counted() -> None:
    text = dimacs([[1], [-1, 2], [-2, 3], [-3, 4], [-4, -1]], 4)
    found = checker.check(text, "d 1 0\nd -1 2 0\nd 7 8 0\n0\n")
    assert (found.accepted, found.ignored) == (True, 3)


def test_a_clause_that_became_a_unit_later_is_kept_too() -> None:
    text = dimacs([[-1, 2], [1], [-2, 3, 4], [-3, 4], [3, -4], [-3, -4]], 4)
    found = checker.check(text, "d -1 2 0\n4 0\n0\n")
    assert (found.accepted, found.ignored) == (True, 1)


def test_a_deleted_clause_is_gone() -> None:
    text = dimacs(COLOURS, 2)
    assert checker.check(text, "2 0\n0\n").accepted
    assert checker.check(text, "2 0\nd 1 2 0\n0\n").ignored == 0
    assert "step 2 does not follow" in checker.check(text, "d 1 2 0\n2 0\n0\n").reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("p cnf 1 2\n1 0\n", "1 clauses, where the header says 2"),
        ("p cnf 1 1\n2 0\n", "a literal beyond those announced"),
        ("1 0\n", "a literal beyond those announced"),
        ("p dnf 1 1\n1 0\n", "a wrong header"),
        ("p cnf 1 1\n1\n", "a clause must end with its only 0"),
        ("", "0 clauses, where the header says nothing"),
        ("p cnf 1\n1 0\n", "a wrong header"),
        ("p cnf 1 1\np cnf 1 1\n1 0\n", "a wrong header"),
        ("p cnf 1 3\n1 0\n2 0\n-1 0\n", "a literal beyond those announced: 2 0"),
        ("p cnf 2 1\n1 0 2 0\n", "a clause must end with its only 0"),
        ("p cnf 2 1\n1 0 0\n", "a clause must end with its only 0"),
        ("p cnf 1 1\n1 0 c\n", "no whole number of up to nine digits: c"),
    ],
)
def test_what_is_no_question_is_rejected(text: str, reason: str) -> None:
    found = checker.check(text, "0\n")
    assert not found.accepted
    assert reason in found.reason
    assert (found.steps, found.ignored) == (0, 0)


def test_comments_and_empty_lines_are_passed_over() -> None:
    question = "c two clauses\n\np cnf 3 2\nc the first\n3 0\n-3 0\n\n"
    assert checker.read_clauses(question) == [[3], [-3]]
    found = checker.check("p cnf 2 4\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n", "c a proof\n\n2 0\nc and its end\n0\n")
    assert (found.accepted, found.steps) == (True, 5)
    assert "no whole number of up to nine digits: c" in checker.check(question, "3 0 c\n").reason


def test_what_is_wrong_is_said_in_words() -> None:
    assert str(checker.Malformed("header", "p dnf")) == "a wrong header: p dnf"
    assert checker.Checked(True) == checker.Checked(True, (), 0, 0)
    with pytest.raises(AttributeError):
        checker.Checked(False).accepted = True  # type: ignore[misc]  # nobody can turn a rejection into acceptance


def test_what_a_deletion_leaves_still_propagates() -> None:
    text = dimacs([[-1, 2], [-1, 3], [-1, -3], [1, 4], [1, -4]], 4)
    assert checker.check(text, "d -1 2 0\n-1 0\n0\n").accepted


def test_a_contradiction_on_the_way_forgets_no_clause() -> None:
    found = checker.check(dimacs([[-1, 4], [-2, -4], [-2, 4]], 4), "4 -1 0\n-1 -2 0\n-2 1 0\n")
    assert found.reason == "the proof ends before the empty clause"


def test_a_clause_that_holds_anyway_can_be_deleted() -> None:
    found = checker.check(dimacs([[1], [1, 2], [-2]], 2), "d 1 2 0\n")
    assert (found.accepted, found.ignored) == (False, 0)


literals = st.integers(1, 4).flatmap(lambda number: st.sampled_from((number, -number)))
clauses = st.lists(st.lists(literals, min_size=1, max_size=4), max_size=12)
steps = st.lists(st.tuples(st.booleans(), st.lists(literals, max_size=3)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(clauses, steps)
def test_nothing_proves_that_clauses_which_can_hold_cannot(question: Clauses, proof: list[tuple[bool, list[int]]]) -> None:
    lines = [" ".join([*(["d"] if deletes else []), *map(str, clause), "0"]) for deletes, clause in proof]
    found = checker.check(dimacs(question, 4), "\n".join([*lines, "0"]))
    assert not (found.accepted and satisfiable(question))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6))
def test_solver_and_checker_agree_on_random_clauses(seed: int) -> None:
    draw = random.Random(seed)
    question = [[draw.choice((1, -1)) * draw.randint(1, 6) for _ in range(draw.randint(1, 3))] for _ in range(draw.randint(4, 30))]
    text = dimacs(question, 6)
    if satisfiable(question):
        with pytest.raises(ValueError, match="can all hold"):
            refutation(text)
    else:
        assert checker.check(text, refutation(text)).accepted


proofs = st.lists(st.lists(literals, min_size=1, max_size=2), min_size=4, max_size=16)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(literals, min_size=2, max_size=3), min_size=3, max_size=9), proofs)
def test_exactly_the_proofs_by_unit_propagation_are_accepted(question: Clauses, steps: Clauses) -> None:
    """The watched literals find what looking at every clause finds, step after step."""
    known: Clauses = []
    for step in [*steps, []]:
        proof = "".join(" ".join([*map(str, one), "0"]) + "\n" for one in [*known, step])
        found = checker.check(dimacs(question, 4), proof)
        follows = _follows([*question, *known], step)
        assert ("does not follow" in found.reason) == (not follows)
        assert found.accepted == (follows and not step)
        if follows:
            known.append(step)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_a_solvers_proof_with_a_line_left_out_or_changed_is_judged_as_by_hand(seed: int) -> None:
    draw = random.Random(seed)
    question = [[draw.choice((1, -1)) * draw.randint(1, 7) for _ in range(3)] for _ in range(60)]
    if satisfiable(question):
        return
    text = dimacs(question, 7)
    lines = [line for line in refutation(text).splitlines() if not line.startswith("d")]
    for place, line in enumerate(lines):
        words = line.split()
        shorter = " ".join(words[1:]) if len(words) > 1 else line
        for changed in ([], [shorter]):
            proof = "\n".join([*lines[:place], *changed, *lines[place + 1 :], "0"]) + "\n"
            assert checker.check(text, proof).accepted == valid(question, proof)


def test_the_checker_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(checker.__file__).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert modules <= {"__future__", "re", "sys", "dataclasses", "pathlib"}


def test_it_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    text = dimacs(PIGEONS, 6)
    (tmp_path / "a.cnf").write_text(text)
    (tmp_path / "a.proof").write_text(refutation(text))
    run = subprocess.run(
        [sys.executable, "-I", checker.__file__, str(tmp_path / "a.cnf"), str(tmp_path / "a.proof")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout[:8]) == (0, "accepted")


def test_it_runs_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = dimacs(PIGEONS, 6)
    (tmp_path / "a.cnf").write_text(text)
    (tmp_path / "a.proof").write_text(refutation(text))
    (tmp_path / "b.proof").write_text("0\n")
    assert checker.main([str(tmp_path / "a.cnf"), str(tmp_path / "a.proof")]) == 0
    assert checker.main([str(tmp_path / "a.cnf"), str(tmp_path / "b.proof")]) == 1
    assert "rejected: step 1 does not follow" in capsys.readouterr().out
