"""Stated facts that cannot all hold: a smallest set of them, and the background that they run into."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.language.case import Case, FactId
from zeren.model.language.faults import Fault
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import Sentences, Together, said
from zeren.model.language.terms import Unknown, write_value
from zeren.model.meaning.orders import conflicts
from zeren.model.solving.circuit import FALSE
from zeren.model.solving.ground import Ground
from zeren.model.solving.minimal import shrink, smallest
from zeren.model.solving.quantities import BeyondSolver, Linear, quantity
from zeren.model.solving.solver import solver_for


def clash(regulation: Regulation, case: Case) -> list[Fault]:
    """A smallest set of stated facts that no completion has together, as one fault."""
    stated = {fact.term: value for fact, value in case.facts.items() if fact.sort == "matter"}
    for pair in conflicts(regulation, stated):
        line, column = case.places.get(FactId("matter", "", pair[0]), (0, 0))
        named = Together(f"{term}: {write_value(stated[term])}" for term in pair)
        why = said("comes only when has come", pair[0], pair[1])
        return [Fault(case.file or case.id, line, column, said("these facts cannot all hold", named), why)]
    try:
        return _clash(regulation, case, Ground(regulation, case, opened="everything"))
    except BeyondSolver:  # numbers and dates are then taken as they are stated
        return _clash(regulation, case, Ground(regulation, case, opened="options"))


def _clash(regulation: Regulation, case: Case, ground: Ground) -> list[Fault]:
    problem_literals: dict[int, FactId] = {}
    for fact, value in case.facts.items():
        if not isinstance(value, Unknown) and fact not in ground.stated:
            variable = ground.open(fact)
            literal = (
                variable.literal(value) if variable.literals else ground.compared("==", Linear(-quantity(value), ((fact, quantity(1)),)))
            )
            problem_literals[literal] = fact
    solver = solver_for(ground.circuit, _kinds(regulation))
    solver.require(literal for _, literal in ground.constraints)
    chosen, shown = smallest(list(problem_literals), lambda literals: not solver.holds_somewhere(literals))
    facts = [problem_literals[literal] for literal in chosen]
    if not facts:
        return [Fault(case.file or case.id, 0, 0, said("no case can be like this", regulation.id, _violated(ground, regulation)))]
    named = Together(f"{fact.shown}: {write_value(case.facts[fact])}" for fact in facts)
    line, column = case.places.get(facts[-1], (0, 0))
    why = _sentences(ground, regulation, chosen)
    return [
        Fault(
            case.file or case.id,
            line,
            column,
            said("these facts cannot all hold", named),
            why if shown else said("not shown smallest", why),
        )
    ]


def _sentences(ground: Ground, regulation: Regulation, chosen: Sequence[int]) -> str:
    """The background sentences that the chosen facts run into."""
    fresh = solver_for(ground.circuit, _kinds(regulation))
    literals = dict(enumerate(literal for _, literal in ground.constraints))
    kept = shrink(list(literals), lambda indices: not fresh.holds_somewhere([*(literals[i] for i in indices), *chosen]))
    kinds = {ground.constraints[index][0] for index in kept}
    return said("sentences", Sentences(sentence.text for sentence, _, _ in regulation.background if sentence.id in kinds))


def _kinds(regulation: Regulation) -> dict[str, str]:
    return {term.id: term.kind for term in regulation.terms.values()}


def _violated(ground: Ground, regulation: Regulation) -> str:
    texts = {sentence.id: sentence.text for sentence, _, _ in regulation.background}
    found = Sentences(texts[name] for name, literal in ground.constraints if literal == FALSE and name in texts)
    return said("sentences", found) if found else said("its background contradicts itself")
