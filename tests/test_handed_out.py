"""Questions handed out in SMT-LIB 2: Z3 and cvc5 decide them alike, and as zeren does."""

from __future__ import annotations

from pathlib import Path

import pytest
import z3
from terminal import run

import zeren
from zeren.model.language.load import open_case
from zeren.model.solving.export import question

ROOT = Path(__file__).parent.parent
CASES = sorted(ROOT.glob("scenarios/cases/**/*.case.yaml"))[::29]
CERTAINTY = {(True, True): "possible", (True, False): "certain", (False, True): "excluded"}


def by_cvc5(text: str) -> list[str]:
    """What cvc5 answers, question by question."""
    import cvc5

    manager = cvc5.TermManager()
    solver = cvc5.Solver(manager)
    symbols = cvc5.SymbolManager(manager)
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    said = ""
    while not (command := parser.nextCommand()).isNull():
        said += str(command.invoke(solver, symbols))
    return said.split()


def by_z3(text: str) -> list[str]:
    """What Z3 answers, question by question."""
    context = z3.Context()
    return str(z3.Z3_eval_smtlib2_string(context.ref(), text)).split()


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_a_question_about_a_case_is_answered_alike(file: Path) -> None:
    """Every tier of everybody is certain, possible or excluded by Z3, by cvc5, and in the answer."""
    regulation, case = open_case(file)
    text = question(regulation, case)
    said = by_z3(text)
    assert said == by_cvc5(text)
    names = [line.removeprefix("; ") for line in text.splitlines() if line.startswith("; ")][1:]
    pairs = dict(zip(names[::2], zip(said[::2], said[1::2], strict=True), strict=True))
    answer = zeren.ask(case, regulation).answer
    for name, bearer in answer.bearers.items():
        for certainty in ("certain", "possible", "excluded"):
            for tier in getattr(bearer, certainty):
                yes, no = pairs[f"{bearer.sort} {name}: {tier}"]
                assert CERTAINTY[yes == "sat", no == "sat"] == certainty, (name, tier)


@pytest.mark.parametrize("name", ["gdpr-33", "uk-smcr", "minnesota-302a-559"])
def test_the_questions_behind_verdicts_are_answered_alike(name: str, tmp_path: Path) -> None:
    """Each script of each claim: where the verdict shows a case there is one, and where it says none there is none."""
    run(f"zeren prove {name} --jobs 1 --smt2 {tmp_path}")
    scripts = sorted(tmp_path.rglob("*.smt2"))
    assert scripts
    for file in scripts:
        text = file.read_text(encoding="utf-8")
        said = by_z3(text)
        assert said == by_cvc5(text)
        known = [line.rpartition(": ")[2] for line in text.splitlines() if line.startswith("; ")][2:]
        assert all({"some": "sat", "none": "unsat"}.get(one, answer) == answer for one, answer in zip(known, said, strict=True)), file


def test_one_question_is_about_one_case(tmp_path: Path) -> None:
    """Several cases, or none, are refused."""
    assert "[exit 2]" in run(f"zeren ask scenarios/cases/uk-smcr --smt2 {tmp_path / 'x.smt2'}")
