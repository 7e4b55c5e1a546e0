"""One solver or the other: the answers and verdicts are the same, and none is needed that is not asked."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from terminal import run

import zeren
from zeren.model.language.limits import raised
from zeren.model.language.load import open_case
from zeren.model.solving.circuit import Circuit
from zeren.model.solving.sat import Sat
from zeren.model.solving.undecided import Undecided
from zeren.model.solving.z3 import Z3

ROOT = Path(__file__).parent.parent
CASES = sorted(ROOT.glob("scenarios/cases/**/*.case.yaml"))
SOME = 8  # every so-manieth case is asked in each run of the tests, all of them in the long one
OPEN = "scenarios/cases/county-bureau/error-and-approval-unknown.case.yaml"


def in_the_long_run(place: int, file: Path) -> Any:
    """A case as a parameter."""
    return pytest.param(file, id=f"{file.parent.name}-{file.stem}", marks=pytest.mark.slow if place % SOME else ())


@pytest.mark.parametrize("file", [in_the_long_run(*one) for one in enumerate(CASES)])
def test_an_answer_is_the_same_whichever_solver_is_asked(file: Path) -> None:
    """Every shipped case, by clause learning and by Z3."""
    regulation, case = open_case(file)
    assert zeren.ask(case, regulation, solver="sat").answer == zeren.ask(case, regulation, solver="z3").answer


@pytest.mark.parametrize("name", ["china-securities-law-82", "cra", "decree-713", "gdpr-33", "uk-smcr", "minnesota-302a-559"])
def test_a_verdict_is_the_same_whichever_solver_is_asked(name: str) -> None:
    """Verdicts, regions of readings and smallest cases."""
    by_sat, by_z3 = (zeren.prove(name, solver=which).report for which in ("sat", "z3"))
    assert by_sat == by_z3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["county-bureau", "department", "party-organisations"])
def test_a_verdict_on_a_large_regulation_is_the_same_too(name: str) -> None:
    """The regulations with the most questions."""
    by_sat, by_z3 = (zeren.prove(name, solver=which).report for which in ("sat", "z3"))
    assert by_sat == by_z3


def test_an_open_case_without_quantities_does_not_import_z3() -> None:
    """Z3 takes longer to import than such a case takes to answer."""
    program = "import sys; from zeren.cli import app; app(['ask', sys.argv[1]], standalone_mode=False); print('z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, OPEN], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def pigeons(circuit: Circuit, number: int) -> list[int]:
    """That so many pigeons sit in one hole less, no two together: hard for clause learning, and impossible."""
    sits = [[circuit.atom((pigeon, hole)) for hole in range(number - 1)] for pigeon in range(number)]
    apart = [circuit.either([-a[hole], -b[hole]]) for place, a in enumerate(sits) for b in sits[:place] for hole in range(number - 1)]
    return [*map(circuit.either, sits), *apart]


@pytest.mark.parametrize(("make", "unit", "limit"), [(Sat, "conflicts", "conflicts=50"), (Z3, "steps", "steps=5000")])
def test_a_budget_is_counted_in_steps(make: type[Sat] | type[Z3], unit: str, limit: str) -> None:
    """A question that costs more is not decided, which says how many steps were allowed; more of them decide it."""
    circuit = Circuit()
    literals = pigeons(circuit, 7)
    with raised([limit]):
        solver = make(circuit)
        with pytest.raises(Undecided) as gave_up:
            solver.holds_somewhere(literals)
    assert (gave_up.value.unit, gave_up.value.steps) == (unit, int(limit.partition("=")[2]))
    assert not make(circuit).holds_somewhere(literals)


def test_an_answer_that_costs_more_than_is_allowed_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback: what was allowed, and how to allow more."""
    monkeypatch.chdir(ROOT)
    assert run(f"zeren --limit questions=3 ask {OPEN} --lang en") == (
        f"{OPEN}: not decided within 3 questions; raise it with `zeren --limit questions=30`\n[exit 2]\n"
    )
    assert "未能判定" in run(f"zeren --limit questions=3 ask {OPEN} --lang zh")


@pytest.mark.parametrize("make", ["Sat", "Z3"])
def test_an_interrupt_while_a_solver_works_is_an_interrupt(make: str) -> None:
    """Ctrl-C reaches whoever asked, as it does anywhere else."""
    program = (
        "import sys\n"
        "sys.path.insert(0, 'tests')\n"
        f"from test_solvers import {make} as make, Circuit, pigeons, raised\n"
        "circuit = Circuit()\n"
        "literals = pigeons(circuit, 13)\n"
        "with raised(['conflicts=1000000000', 'steps=100000000000']):\n"
        "    solver = make(circuit)\n"
        "solver.holds_somewhere()\n"
        "print('asking', flush=True)\n"
        "try:\n"
        "    solver.holds_somewhere(literals)\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline() == "asking\n"
        time.sleep(0.5)  # so that the solver is at work; had it not begun, the interrupt would come before it
        asking.send_signal(signal.SIGINT)
        assert asking.stdout.read() == "interrupted\n"


@pytest.mark.parametrize(
    "command",
    [
        "ask {open} --smt2 {folder}/x.smt2",
        "ask {open} --interview --out {folder}/x.case.yaml",
        "lint uk-smcr",
        "compare quebec-bca-139 quebec-ca-123",
    ],
)
@pytest.mark.parametrize(("language", "words"), [("en", "not decided within 1"), ("zh", "未能判定")])
def test_a_spent_budget_is_told_by_every_command(command: str, language: str, words: str, tmp_path: Path) -> None:
    """In the language asked for, with exit code 2."""
    told = run(f"zeren --limit questions=1 --limit steps=1 {command.format(open=ROOT / OPEN, folder=tmp_path)} --lang {language}")
    assert words in told
    assert "[exit 2]" in told
