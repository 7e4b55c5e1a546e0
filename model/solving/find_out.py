"""What to find out: the sets of facts that settle what is open, which fact to ask for next, and which would settle most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    return FindOut(refs, every, bool(sets), MOST_SETS, _shown(best_question(problem, asked, entity)))


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
    """What to ask next of whoever knows the case: all that is asked of the matter, then of one person after another.

    Asked for are the facts of a set that settles everything that is asked and of which none is needless beside the others. People
    come in the order of the case, then bodies and circumstances, and the questions of one of them together; among these first what
    settles most on average, as for `best_question`.

    Args:
        asked: what is to be settled, as `everything_asked` has it.
        entity: whose facts are preferred, where several sets would do.
        passed: facts that nobody knows; they are not asked for again.

    Returns:
        None once no fact that can be asked for, whatever it is, could change anything. To go on, ground the case with the answer
        stated (`Problem` anew) and ask again.
    """
    _, needed = _needed(problem, asked, entity, passed)
    turn = {of: place for place, of in enumerate(_in_turn(problem))}
    if not needed:
        return None
    first = min(turn[one.sort, one.of] for one in needed)
    together = [problem.ground.variables[one] for one in needed if turn[one.sort, one.of] == first]
    return max(_all_scored(problem, asked, together), key=lambda one: (one.settled, one.ruled_out))


def best_question(problem: Problem, asked: Asked, entity: Entity | None = None, passed: Collection[FactId] = ()) -> Question | None:
    """The unknown fact that settles most on average over the values that it can still take, each counted alike.

    Settled are those whose one outcome is then certain; ties go to what rules out more outcomes, then to what stands in
    a smallest set that settles everything, then to the order of people and terms. `passed` are facts that nobody knows.
    None once no fact that can be asked for, whatever it is, could change anything.

    A quantity stands for the values at which conditions compare it, and those next to them.
    """
    known, needed = _needed(problem, asked, entity, passed)
    if not needed:
        return None
    return max(_all_scored(problem, asked, known), key=lambda one: (one.settled, one.ruled_out, one.fact in needed))


def _needed(problem: Problem, asked: Asked, entity: Entity | None, passed: Collection[FactId]) -> tuple[list[Variable], list[FactId]]:
    """The facts that can be asked for, and those of them that settle everything for whoever knows all else."""
    together = [literal for literals in asked.values() for literal in literals.values()]
    known = [one for one in problem.open_variables(together, entity) if _askable(problem, one.key) and one.key not in passed]
    askable = {one.key for one in known}
    needed = settling_beside(problem, together, problem.base, entity, lambda key: key not in askable)
    return known, [key for key in needed if isinstance(key, FactId)]


def _in_turn(problem: Problem) -> list[tuple[str, str]]:
    """Of whom facts are asked for, in turn."""
    return [("matter", ""), *((sort, name) for sort in ("person", "body", "circumstance") for name in problem.case.entities(sort))]


def _all_scored(problem: Problem, asked: Asked, variables: Sequence[Variable]) -> list[Question]:
    now = _Now(problem, asked)
    return [_scored(problem, asked, now, one) for one in variables]


class _Now(dict[str, int]):
    """How many outcomes each of those asked about may still have, counted once somebody wants to know."""

    def __init__(self, problem: Problem, asked: Asked) -> None:
        self.problem, self.asked = problem, asked

    def __missing__(self, name: str) -> int:
        self[name] = len(self.problem.alternatives(self.asked[name], self.problem.base))
        return self[name]


def _scored(problem: Problem, asked: Asked, now: Mapping[str, int], variable: Variable) -> Question:
    assert isinstance(variable.key, FactId)
    choices = [one for one in problem.choices(variable) if problem.possible([*problem.base, one.literal])]
    settled = ruled_out = 0
    support = problem.near_variable(variable)
    for name, literals in asked.items():
        if not any(problem.circuit.support(literal) & support for literal in literals.values()) or now[name] == 1:
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
