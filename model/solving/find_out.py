"""What to find out: the sets of facts that settle what is open, and which single fact to ask for next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from zeren.model.language.case import FactId
from zeren.model.language.terms import Value
from zeren.model.meaning.answer import FactRef, FindOut, NextQuestion
from zeren.model.meaning.written import written
from zeren.model.solving.ground import Entity, Variable
from zeren.model.solving.problem import Chosen, Key, Problem
from zeren.model.solving.settle import MOST_SETS, settling, settling_beside

Asked = Mapping[str, Mapping[str, int]]  # for each bearer or alleged circumstance, the literal of each tier, or of being made out


def everything_asked(problem: Problem) -> dict[str, dict[str, int]]:
    """What a case is asked: the tiers of each bearer, and whether each alleged circumstance is made out."""
    asked = {f"{sort} {name}": problem.ground.tiers((sort, name)) for sort, name in problem.bearers()}
    return asked | {f"circumstance {one.id}": {"made out": problem.ground.made_out(one.id)} for one in problem.case.circumstances}


def to_find_out(problem: Problem, asked: Asked, entity: Entity | None = None) -> FindOut:
    """The smallest sets of unknown facts and open readings that settle all that is asked, and the best next question."""
    together = {f"{name} {tier}": literal for name, literals in asked.items() for tier, literal in literals.items()}
    sets, every = settling(problem, together, problem.base, entity)
    if sets == [()]:
        return FindOut((), True, True, MOST_SETS)
    refs = tuple(tuple(_ref(key) for key in one) for one in sets)
    return FindOut(refs, every, bool(sets), MOST_SETS, next_question(problem, asked, entity))


def next_question(problem: Problem, asked: Asked, entity: Entity | None = None, passed: Sequence[FactId] = ()) -> NextQuestion | None:
    """The unknown fact that settles most on average over the values that it can still take, each counted alike.

    Settled are those whose one outcome is then certain; ties go to what rules out more outcomes, then to what stands in
    a smallest set that settles everything, then to the order of the regulation. `passed` are facts that nobody knows.
    """
    together = [literal for literals in asked.values() for literal in literals.values()]
    known = [one for one in problem.open_variables(together, entity) if _askable(problem, one.key) and one.key not in passed]
    now = {name: len(problem.alternatives(literals, problem.base)) for name, literals in asked.items()}
    askable = {one.key for one in known}
    needed = settling_beside(problem, together, problem.base, entity, lambda key: key not in askable)
    if not needed:
        return None
    scored = [(_worth(problem, asked, now, one), one) for one in known]
    (settled, ruled_out, values), best = max(scored, key=lambda pair: (*pair[0][:2], pair[1].key in needed))
    assert isinstance(best.key, FactId)
    return NextQuestion(best.key.of or None, best.key.term, tuple(map(written, values)), float(settled), float(ruled_out))


def _worth(problem: Problem, asked: Asked, now: Mapping[str, int], variable: Variable) -> tuple[Fraction, Fraction, tuple[Value, ...]]:
    """How many answers become certain, and how many outcomes drop out, on average; and the values that are possible."""
    choices = [one for one in _choices(problem, variable) if problem.can([*problem.base, one.literal])]
    settled = ruled_out = 0
    support = problem.near([variable.literals[0]]) if variable.literals else -1
    for name, literals in asked.items():
        if now[name] == 1 or not any(problem.circuit.support(literal) & support for literal in literals.values()):
            continue
        for choice in choices:
            left = len(problem.alternatives(literals, [*problem.base, choice.literal]))
            settled += left == 1
            ruled_out += now[name] - left
    return Fraction(settled, len(choices)), Fraction(ruled_out, len(choices)), tuple(one.value for one in choices)


def _askable(problem: Problem, key: Key) -> bool:
    """Whether somebody could be asked: a reading is no fact, and nobody knows whom the case does not list."""
    return isinstance(key, FactId) and key.term in problem.regulation.terms and ("person", key.of) not in problem.ground.unlisted


def _choices(problem: Problem, variable: Variable) -> list[Chosen]:
    return [Chosen(variable.key, value, variable.literal(value)) for value in problem.preferred(variable)]


def _ref(key: Key) -> FactRef:
    return FactRef(reading=key) if isinstance(key, str) else FactRef(of=key.of or None, term=key.term)
