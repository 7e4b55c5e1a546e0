"""What no solver can take, or not within its budget, is said in words: exit code 2, and the other cases are answered all the same."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import zeren.model.solving
from zeren.answering.not_decided import _REASONS_ZH, not_decided
from zeren.cli import app
from zeren.model.solving.circuit import Circuit
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.sample import Sample

RULES = """
regulation: months
title: {zh: 月, en: months}
tiers: {unranked: [liable]}
terms:
  matter:
    start: {type: date, zh: 始, en: start}
    end: {type: date, zh: 终, en: end}
  person: {seat: {zh: 席位, en: a seat}}
rules: [{id: one, article: "1", bears: liable, when: "seat and end > start + months(2)", text: {zh: 责任, en: liable}}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "months.yaml").write_text(RULES, encoding="utf-8")
    for name, matter in (("a-open", "start: unknown"), ("b-known", "start: 2026-01-01")):
        text = f"case: {name}\nregulation: months.yaml\nmatter: {{{matter}, end: 2026-09-01}}\npeople: {{Wu: {{seat: yes}}}}\n"
        (tmp_path / f"{name}.case.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("language", "words"), [("en", "not decided: calendar months"), ("zh", "未能判定：条件以若干个月计算")])
@pytest.mark.parametrize("flags", [[], ["--why", "--what-if", "--find-out"], ["--open"]])
def test_a_question_beyond_every_solver_is_told_and_stops_no_other(folder: Path, language: str, words: str, flags: list[str]) -> None:
    found = CliRunner().invoke(app, ["ask", str(folder), "--lang", language, *flags])
    assert found.exit_code == 2
    assert words in found.stderr
    assert "b-known" in found.stdout


@pytest.mark.parametrize("more", [["--interview"], ["--smt2", "question.smt2"]])
def test_wherever_it_arises_it_ends_in_a_sentence(folder: Path, more: list[str]) -> None:
    command = [sys.executable, "-m", "zeren", "ask", "a-open.case.yaml", *more]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, input="", timeout=120, check=False)
    assert (found.returncode, "Traceback" in found.stderr, "fault" in found.stderr) == (2, False, False)
    assert found.stderr.strip()


def test_every_reason_has_its_words_in_chinese() -> None:
    """But of a value that is no quantity, which no regulation that loads can ask for."""
    sources = list(Path(zeren.model.solving.__path__[0]).glob("*.py"))
    calls = (node for file in sources for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call))
    said = {
        call.args[0].value for call in calls if getattr(call.func, "id", "") == "BeyondSolver" and isinstance(call.args[0], ast.Constant)
    }
    assert said == set(_REASONS_ZH)
    assert all(reason not in not_decided("x", BeyondSolver(reason), "zh") for reason in said)


def test_it_is_itself_in_another_process() -> None:
    assert type(pickle.loads(pickle.dumps(BeyondSolver("no")))) is BeyondSolver


def test_gates_may_stand_deeper_than_calls() -> None:
    circuit = Circuit()
    atoms = [circuit.atom(number) for number in range(5_001)]
    gate = atoms[0]
    for number, atom in enumerate(atoms[1:]):
        gate = circuit.both([gate, atom]) if number % 2 else -circuit.both([-gate, atom])
    sample = Sample(circuit)
    for number in range(60):
        sample.add({atom: bool((place * 2_654_435_761 + number) >> 5 & 1) for place, atom in enumerate(atoms)})
    for number in range(60):
        expected = bool(number >> 5 & 1)
        for place in range(5_000):
            value = bool(((place + 1) * 2_654_435_761 + number) >> 5 & 1)
            expected = expected and value if place % 2 else expected or not value
        assert sample.holds(gate, number) == expected
