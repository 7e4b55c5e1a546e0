"""What the same open cases cost other ways: a fresh Z3 solver for each question, and clingo's brave and cautious consequences.

Both answer less than zeren does: Z3 here the outcomes without what forces them, clingo the tiers that are possible and
those that are certain.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN
from zeren.model.solving.problem import Problem
from zeren.model.solving.z3 import Z3

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from clingo_engine import Program  # the tests' own engine


def with_fresh_z3(problem: Problem) -> dict[str, set[frozenset[str]]]:
    """Everybody's outcomes, a new solver for each question."""
    constraints = [literal for _, literal in problem.ground.constraints]
    kinds = {term.id: term.kind for term in problem.regulation.terms.values()}
    found: dict[str, set[frozenset[str]]] = {}
    for entity in problem.bearers():
        tiers = problem.ground.tiers(entity)
        outcomes: set[frozenset[str]] = set()
        while True:
            solver = Z3(problem.circuit, kinds)
            solver.require([*constraints, *(-problem.outcome_literal(tiers, one) for one in outcomes)])
            if not solver.holds_somewhere(problem.base):
                break
            outcomes.add(frozenset(tier for tier, literal in tiers.items() if solver.holds(literal)))
        found[entity[1]] = outcomes
    return found


class Clingo:
    """A regulation's logic program, asked about one case after another; every reading is a choice."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.program = Program(regulation)

    def tiers(self, case: Case) -> dict[str, tuple[set[str], set[str]]]:
        """For each person, the tiers that are certain and those that are possible."""
        grounded = self.program.ground(self._facts(case))
        certain, possible = (self._ends(grounded.control, mode) for mode in ("cautious", "brave"))
        return {name: (certain.get(name, set()), possible.get(name, set())) for name in case.people}

    def _ends(self, control: Any, mode: str) -> dict[str, set[str]]:
        control.configuration.solve.enum_mode = mode
        control.configuration.solve.models = 0
        last: list[Any] = []
        with control.solve(yield_=True) as handle:
            for model in handle:  # each model narrows (or widens) the consequences; the last has them all
                last = model.symbols(shown=True)
        ends: dict[str, set[str]] = {}
        for symbol in last:
            if symbol.name == "ends":
                ends.setdefault(symbol.arguments[1].string, set()).add(symbol.arguments[2].string)
        return ends

    def _facts(self, case: Case) -> str:
        lines = ["case(0).", ":- broken(0,_,_)."]
        lines += [f'person(0,"{name}"). being(0,"{name}").' for name in case.people]
        for fact, value in case.facts.items():
            options = self.regulation.terms[fact.term].options
            if value is UNKNOWN:
                shown = "; ".join(f'value(0,"{fact.of}","{fact.term}","{option}")' for option in options)
                lines.append(f"1 {{{shown}}} 1." if options else f'{{yes(0,"{fact.of}","{fact.term}")}}.')
            elif options:
                lines.append(f'value(0,"{fact.of}","{fact.term}","{value}").')
            elif value:
                lines.append(f'yes(0,"{fact.of}","{fact.term}").')
        for name, reading in self.regulation.readings.items():
            shown = "; ".join(f'taken(0,"{name}","{option}")' for option in reading.one_of)
            lines.append(f"1 {{{shown}}} 1.")
        return "\n".join(lines)
