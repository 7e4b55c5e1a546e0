"""What an outcome is measured against: the facts that a case states, those assumed, and those supposed for the outcome.

Here the stated facts are assumptions as well, so that each of them can be left out (why) or changed (what if).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.explanations import Basis
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Chosen, Problem
from zeren.model.solving.quantities import BeyondSolver
from zeren.model.solving.query import Key
from zeren.model.solving.solver import Which

MOST = 8  # sets of one kind for one outcome


class Reference(msgspec.Struct, frozen=True):
    """The known and supposed facts and the readings taken, each once, with where each fact comes from."""

    facts: tuple[Chosen, ...]
    readings: tuple[Chosen, ...]
    basis: Mapping[Key, Basis]

    @property
    def all(self) -> tuple[Chosen, ...]:
        return self.facts + self.readings


class Reopened:
    """A case of which nothing is taken for granted but the background.

    Where conditions add calendar months to a stated date, stated numbers and dates are taken for granted as well
    (`quantities_given`): the solver cannot take them as unknown. They are too where that is asked for.
    """

    def __init__(
        self,
        regulation: Regulation,
        case: Case,
        pinned: Mapping[str, str],
        *,
        presume: bool,
        quantities_given: bool = False,
        which: Which = "auto",
    ) -> None:
        self.quantities_given = quantities_given
        if not quantities_given:
            try:
                self.problem = Problem(regulation, case, pinned, presume=presume, opened="everything", which=which)
            except BeyondSolver:
                self.quantities_given = True
        if self.quantities_given:
            self.problem = Problem(regulation, case, pinned, presume=presume, opened="options", which=which)
        self.regulation, self.case = regulation, case

    def reference(self, entity: Entity, supposed: Sequence[Chosen]) -> Reference:
        """What is known, with `supposed` (facts and readings chosen in another grounding of the case) on top."""
        problem = self.problem
        basis: dict[Key, Basis] = {one.key: "stated" for one in problem.stated}
        basis |= dict.fromkeys((one.key for one in problem.presumed), "assumed")
        facts, readings = [*problem.stated, *problem.presumed], list(problem.readings)
        for one in supposed:
            if isinstance(one.key, FactId):
                facts.append(problem.presumption(one.key, one.value))
                basis[one.key] = "supposed"
            else:
                readings.append(Chosen(one.key, one.value, problem.ground.reading(one.key).literal(one.value)))
        facts.sort(key=lambda one: problem._rank(one.key, entity))
        return Reference(tuple(facts), tuple(readings), basis)

    def near(self, chosen: Iterable[Chosen], literals: Iterable[int]) -> list[Chosen]:
        """Those of the facts and readings that literals could depend on."""
        support = self.problem.near(literals)
        variables = self.problem.ground.variables
        return [one for one in chosen if self.problem.atoms_of(variables[one.key]) & support]
