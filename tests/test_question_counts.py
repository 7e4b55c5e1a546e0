"""How much is asked for a fixed set of cases: gates built and questions put to a solver, which no machine makes faster or slower."""

import pytest

from zeren.model.language.load import load_regulation, parse_case, parse_regulation
from zeren.model.meaning.evaluate import Meanings
from zeren.model.solving.outcomes import everybody
from zeren.model.solving.problem import Problem

ONE_BY_ONE = """
regulation: one-by-one
title: {zh: 各人自负, en: each for themselves}
tiers: {ranked: [grave, light], when_several: highest}
terms:
  person:
    signed: {zh: 签字, en: signed}
    knew: {zh: 知情, en: knew}
    warned: {zh: 提醒, en: warned}
rules:
  - {id: both, article: "1", text: {zh: 规则, en: a rule}, bears: grave, when: signed and knew}
  - {id: either, article: "2", text: {zh: 规则, en: a rule}, bears: light, when: signed or knew}
exceptions:
  - {id: warned, article: "3", text: {zh: 例外, en: an exception}, defeats: [both, either], when: warned}
"""
COUNTY = "matter: {collective_responsibility_pursued: yes, erroneous: yes, form: collective_meeting}"


def counted(name: str, people: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    """Gates, questions put to any solver, and those put to the solver of the whole board."""
    regulation = parse_regulation(ONE_BY_ONE) if name == "one-by-one" else load_regulation(name)
    if name == "one-by-one":
        lines = [f"  P{one}: {{signed: unknown, knew: unknown, warned: {'unknown' if one % 2 else 'no'}}}" for one in range(people)]
    else:
        lines = [f"  P{one}: {{role: member, body_member: yes, participated: {'unknown' if one % 2 else 'yes'}}}" for one in range(people)]
    head = [f"case: counted\nregulation: {name}", *([COUNTY] if name != "one-by-one" else []), "people:"]
    problem = Problem(regulation, parse_case("\n".join([*head, *lines]), regulation), {})
    questions = 0
    asked = Problem.possible

    def counting(self: Problem, literals: object) -> bool:
        nonlocal questions
        questions += 1
        return asked(self, literals)  # type: ignore[arg-type]

    whole = problem.solver.checks
    with monkeypatch.context() as patched:
        patched.setattr(Problem, "possible", counting)
        everybody(problem, Meanings(regulation))
    return len(problem.circuit.gates), questions, problem.solver.checks - whole


@pytest.mark.parametrize(
    ("name", "people", "most"),
    [
        ("one-by-one", 9, (95, 200, 6)),
        ("one-by-one", 27, (280, 575, 6)),
        ("county-bureau", 9, (1150, 58, 58)),
        ("county-bureau", 27, (3400, 175, 175)),
    ],
)
def test_a_fixed_board_takes_no_more_gates_and_questions_than_it_did(
    name: str, people: int, most: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = counted(name, people, monkeypatch)
    assert all(one <= bound for one, bound in zip(found, most, strict=True)), f"{found}, at most {most} before"
