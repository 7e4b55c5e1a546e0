"""What to find out: the sets of facts that settle what is open, and which single fact to ask for next."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

import msgspec
from msgspec import UNSET

from zeren.model.language.case import FactId
from zeren.model.language.terms import Value
from zeren.model.meaning.explanations import FindOut, NextQuestion
from zeren.model.meaning.references import FactRef
from zeren.model.meaning.written import whose, written
from zeren.model.solving.ground import Entity, Variable
from zeren.model.solving.problem import Problem
from zeren.model.solving.query import Key
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
    refs = tuple(tuple(dict.fromkeys(map(ref_of, one))) for one in sets)
    return FindOut(refs, every, bool(sets), MOST_SETS, _shown(next_question(problem, asked, entity)))


def still_needed(problem: Problem, asked: Asked) -> tuple[FactId, ...]:
    """Facts that, whoever knows how the text is read, would settle everything; none of them needless."""
    together = [literal for literals in asked.values() for literal in literals.values()]
    needed = settling_beside(problem, together, problem.base, None, lambda key: not isinstance(key, FactId))
    return tuple(key for key in needed if isinstance(key, FactId))


class Question(msgspec.Struct, frozen=True):
    """An unknown fact, the values that it can still take, and what its value would settle and rule out on average."""

    fact: FactId
    values: tuple[Value, ...]
    settled: Fraction
    ruled_out: Fraction


def next_question(problem: Problem, asked: Asked, entity: Entity | None = None, passed: Collection[FactId] = ()) -> Question | None:
    """The unknown fact that settles most on average over the values that it can still take, each counted alike.

    Settled are those whose one outcome is then certain; ties go to what rules out more outcomes, then to what stands in
    a smallest set that settles everything, then to the order of people and terms. `passed` are facts that nobody knows.
    None once no fact that can be asked for, whatever it is, could change anything.

    A quantity stands for the values at which conditions compare it, and those next to them.
    """
    together = [literal for literals in asked.values() for literal in literals.values()]
    known = [one for one in problem.open_variables(together, entity) if _askable(problem, one.key) and one.key not in passed]
    askable = {one.key for one in known}
    needed = settling_beside(problem, together, problem.base, entity, lambda key: key not in askable)
    if not needed:
        return None
    now = {name: len(problem.alternatives(literals, problem.base)) for name, literals in asked.items()}
    scored = [_scored(problem, asked, now, one) for one in known]
    return max(scored, key=lambda one: (one.settled, one.ruled_out, one.fact in needed))


def _scored(problem: Problem, asked: Asked, now: Mapping[str, int], variable: Variable) -> Question:
    assert isinstance(variable.key, FactId)
    choices = [one for one in problem.choices(variable) if problem.possible([*problem.base, one.literal])]
    settled = ruled_out = 0
    support = problem.near_variable(variable)
    for name, literals in asked.items():
        if now[name] == 1 or not any(problem.circuit.support(literal) & support for literal in literals.values()):
            continue
        for choice in choices:
            left = len(problem.alternatives(literals, [*problem.base, choice.literal]))
            settled += left == 1
            ruled_out += now[name] - left
    many = max(1, len(choices))
    return Question(variable.key, tuple(one.value for one in choices), Fraction(settled, many), Fraction(ruled_out, many))


def _shown(question: Question | None) -> NextQuestion | None:
    if question is None:
        return None
    fact = question.fact
    return NextQuestion(
        fact.of or None, fact.term, tuple(map(written, question.values)), float(question.settled), float(question.ruled_out)
    )


def _askable(problem: Problem, key: Key) -> bool:
    """Whether somebody could be asked and the case could say it: a reading is no fact, and those unlisted are not there to be asked for."""
    return isinstance(key, FactId) and key.term in problem.regulation.terms and key.of in problem.case.entities(key.sort)


def ref_of(key: Key) -> FactRef:
    """A fact or reading as an answer names it; whoever is not listed is asked about alike, whether she is there without a term."""
    if isinstance(key, str):
        return FactRef(reading=key)
    ((of, term),) = whose([key]).values()
    return FactRef(of=of, term=UNSET if term is None else term)
