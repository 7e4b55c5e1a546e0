"""The questions that a regulation settles besides tiers, answered over every completion of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import UNSET

from zeren.model.language import statements
from zeren.model.language.statements import Question
from zeren.model.meaning.answer import Among, QuestionAnswer, Settled
from zeren.model.meaning.exchange import groups
from zeren.model.meaning.references import FactRef
from zeren.model.meaning.standing import without_norm
from zeren.model.solving.alternatives import NOT_SETTLED, alternatives, number
from zeren.model.solving.assumptions import Assumptions, Claim
from zeren.model.solving.find_out import ref_of
from zeren.model.solving.ground import Entity
from zeren.model.solving.problem import Problem

MOST_SETS = 64  # sets of people listed as answers to one question


def questions(problem: Problem, assumptions: Assumptions) -> dict[str, Any]:
    """The answer to each question, or to each for everybody of whom it is asked."""
    return _Questions(problem, assumptions).questions()


class _Questions:
    def __init__(self, problem: Problem, assumptions: Assumptions) -> None:
        self.assumptions = assumptions
        self.problem, self.regulation, self.case = problem, problem.regulation, problem.case

    def questions(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, question in self.regulation.file.questions.items():
            if question.sort == "matter":
                found[name] = self.question(name, question, None)
            elif names := self.case.entities(question.sort):
                found[name] = {one: self.question(name, question, (question.sort, one)) for one in names}
        return found

    def question(self, name: str, question: Question, entity: Entity | None) -> QuestionAnswer:
        problem = self.problem
        literals, single = self._alternatives(name, question, entity)
        if literals is None:
            return QuestionAnswer(question.article, (single,))
        several = isinstance(question.answer, statements.Settled) and question.answer.bearer is not None
        sets = problem.alternatives(literals, problem.base, MOST_SETS if several else None)
        if len(sets) > MOST_SETS:
            return self._among(question, entity, literals)
        answers = tuple(self._answer(one, literals, several) for one in sets)
        depends: tuple[FactRef, ...] = ()
        if len(answers) > 1:
            variables = problem.open_variables(literals.values(), entity)
            depends = tuple(ref_of(one.key) for one in variables)
        rests_on = self.assumptions.behind(self._one_of(name, question, entity, sets), entity)
        return QuestionAnswer(question.article, answers, depends, settled=self._settled(name, answers, depends), rests_on=rests_on)

    def _one_of(self, name: str, question: Question, entity: Entity | None, sets: Sequence[frozenset[str]]) -> Claim:
        """That the answer is one of these."""

        def literal(problem: Problem) -> int:
            literals, _ = _Questions(problem, self.assumptions)._alternatives(name, question, entity)
            assert literals is not None
            return problem.circuit.either(problem.outcome_literal(literals, one) for one in sets)

        return literal

    def _settled(self, name: str, answers: Sequence[Any], depends: Sequence[FactRef]) -> Settled:
        if len(answers) > 1:
            return "facts_open" if any(one.reading is UNSET for one in depends) else "two_readings"
        if answers[0] != NOT_SETTLED:
            return "settled"
        return without_norm(self.regulation, name)

    def _among(self, question: Question, entity: Entity | None, literals: Mapping[str, int]) -> QuestionAnswer:
        """Who is in every answer, and who in some; how many answers there are grows with each person who may be in them."""
        problem = self.problem
        like = groups(self.case)
        firsts = {
            name: name if entity == ("person", name) else next(one for one in like[name] if entity != ("person", one)) for name in literals
        }
        can = {name: problem.possible([*problem.base, literals[name]]) for name in dict.fromkeys(firsts.values())}
        must = {name: can[name] and not problem.possible([*problem.base, -literals[name]]) for name in can}
        possible = tuple(name for name in literals if can[firsts[name]])
        certain = tuple(name for name in literals if must[firsts[name]])
        depends = tuple(ref_of(one.key) for one in problem.open_variables(literals.values(), entity))
        return QuestionAnswer(question.article, (), depends, Among(certain, possible))

    def _alternatives(self, name: str, question: Question, entity: Entity | None) -> tuple[dict[str, int] | None, Any]:
        """The literal of each possible answer, or the one answer that there is."""
        ground, answer = self.problem.ground, question.answer
        if not isinstance(answer, statements.Settled) or answer.number is None:
            return alternatives(ground, name, entity), None
        found = number(ground, name, entity)
        if isinstance(found, (int, Fraction)):
            return None, found
        size = len(found.literals)
        return {str(count): ground.compared("==", found.plus(type(found)(Fraction(count)), -1)) for count in range(size + 1)}, None

    def _answer(self, names: frozenset[str], literals: Mapping[str, int], several: bool) -> Any:
        ordered = [name for name in literals if name in names]
        if several:
            return ordered
        if len(ordered) == 1:
            only = ordered[0]
            return (
                {"yes": True, "no": False}.get(only, int(only) if only.isdecimal() else only)
                if set(literals) <= {"yes", "no"} or only.isdecimal()
                else only
            )
        return ordered
