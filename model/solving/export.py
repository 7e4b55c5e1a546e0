"""The whole question of a case in SMT-LIB 2, for any solver: who may end with which tier, and what is made out."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.house import House
from zeren.model.language.regulation import Regulation
from zeren.model.solving.find_out import everything_asked
from zeren.model.solving.problem import Problem
from zeren.model.solving.smtlib import Asked, Smtlib
from zeren.model.solving.stance import fixed_readings


def question(
    regulation: Regulation,
    case: Case,
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
) -> str:
    """A script with two questions for each tier of each bearer and each alleged circumstance: can it hold, can it not.

    Both can: *possible*. Only the first can: *certain*. Only the second can: *excluded*.

    Raises:
        Refused: if the stated facts cannot all hold.
    """
    _, fixed = fixed_readings(regulation, case, stance, readings, house)
    problem = Problem(regulation, case, fixed, presume=presume)
    asked = everything_asked(problem)  # builds every gate that is asked about
    always = [literal for _, literal in problem.ground.constraints]
    taken = ", ".join(f"{name}={option}" for name, option in fixed.items()) or "none"
    about = [f"{case.id} under {regulation.id}; readings fixed: {taken}"]
    script = Asked(Smtlib(problem.circuit, problem.kinds, _Names()), [*always, *problem.base], about)
    for name, literals in asked.items():
        for what, literal in literals.items():
            script.ask(f"{name}: {what}", [literal])
            script.ask(f"{name}: not {what}", [-literal])
    return script.text()


class _Names:
    """Names of atoms that tell what these stand for, none of them twice."""

    def __init__(self) -> None:
        self._known: dict[Hashable, str] = {}
        self._taken: set[str] = set()

    def __call__(self, atom: Hashable) -> str:
        if atom not in self._known:
            name = plain = "".join(one if one.isprintable() and one not in "|\\" else "_" for one in _told(atom))
            while name in self._taken:
                name = f"{plain}~{len(self._taken)}"
            self._taken.add(name)
            self._known[atom] = name
        return self._known[atom]


def _told(atom: Hashable) -> str:
    match atom:
        case FactId():
            return f"{atom.sort} {atom.shown}"
        case (key, option):
            return f"{_told(key)} = {option}"
        case _:
            return f"reading {atom}"
