"""What two regulations both settle besides tiers, under one id: their questions, their labels, and the measures that must follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from zeren.model.language.conditions import ME, Compare, Constant, Count, Expr, walk
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Label, Question, Sanctions, Settled
from zeren.model.meaning.evaluate import Situation
from zeren.model.meaning.truth import Facts
from zeren.model.solving.alternatives import NOT_SETTLED, alternatives, number
from zeren.model.solving.ground import Ground
from zeren.proofs.compare.points import PERSON, Direction, Point, Possible, always

AnswerKind = Literal["yes_no", "must_or_may", "number", "somebody", "one_of"]
YES, NO, NAMED, GREATER = "yes", "no", "named", "greater"


def kind_of(question: Question) -> AnswerKind:
    """Of what kind a question's answer is."""
    answer = question.answer
    if not isinstance(answer, Settled):
        return "yes_no"
    return (
        "number" if answer.number is not None else "somebody" if answer.bearer is not None else "one_of" if answer.one_of else "must_or_may"
    )


def asked(first: Regulation, second: Regulation) -> Iterator[Point]:
    """Everything of the kind that both have: by id, if it is asked of the same sort and answered in the same kind of words.

    First of all, which cases there can be.
    """
    if always(first) != always(second):
        yield Possible(first, second)
    for name, question in first.file.questions.items():
        same = second.file.questions.get(name)
        if same is None or (kind := kind_of(question)) != kind_of(same):
            continue
        if kind == "somebody":
            yield WhoIs(first, second, "person", name)
        elif question.sort == same.sort:
            yield (NumberOf if kind == "number" else Answer)(first, second, question.sort, name)
    for label in first.file.labels:
        if any((label.id, label.sort) == (one.id, one.sort) for one in second.file.labels):
            yield Labelled(first, second, label.sort, label.id)
    if set(measures(first.file.sanctions)) & set(measures(second.file.sanctions)):
        yield Mandatory(first, second, "matter")


class Answer(Point):
    """The answer to a question: yes or no, a norm, or one of a list."""

    subject = "question"

    def conditions(self, regulation: Regulation) -> list[Expr]:
        return list(regulation.conditions_at("questions", self.id, "answer"))

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return {answer: literal for answer, literal in alternatives(ground, self.id, self.entity).items() if answer != NO}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        return [regulation.file.questions[self.id].article]

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        question = situation.meanings.regulation.file.questions[self.id]
        answer = question.answer
        if not isinstance(answer, Settled):
            return frozenset({YES} if self.says(situation, about) else ())
        if answer.one_of:
            return frozenset(option for option in answer.one_of if self.says(situation, about, "one_of", option))
        norms = [one for one in ("obliged", "forbidden", "permitted") if getattr(answer, one) is not None]
        return frozenset({next((one for one in norms if self.says(situation, about, one)), question.otherwise or NOT_SETTLED)})

    def says(self, situation: Situation, about: Facts, *path: str) -> Any:
        """What a part of the answer is worth in complete facts."""
        meanings = situation.meanings
        return meanings.of(meanings.regulation.means[("questions", self.id, "answer", *path)])(situation, situation.scope(about))

    def ordered(self, regulation: Regulation, outcome: frozenset[str]) -> tuple[str, ...]:
        """Options in the order of the file; what is not yes is no."""
        answer = regulation.file.questions[self.id].answer
        if not isinstance(answer, Settled):
            return (YES if outcome else NO,)
        return tuple(option for option in answer.one_of if option in outcome) if answer.one_of else tuple(outcome)

    def direction(self, first: frozenset[str], second: frozenset[str]) -> Direction:
        """No answer is better or worse than another."""
        return "differs"


class WhoIs(Answer):
    """Whether the answer to a question for somebody names a person."""

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return {NAMED: alternatives(ground, self.id, self.entity)[PERSON[1]]}

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        return frozenset({NAMED} if self.says(situation, about, "bearer") else ())


class NumberOf(Answer):
    """The number that answers a question; cases are told apart by which of the two regulations gives the greater one."""

    def conditions(self, regulation: Regulation) -> list[Expr]:
        """Comparisons as hard as that of the two numbers: a count with a number, or with another count."""
        own, other = self.formula(regulation), self.formula(self.regulations[1 if regulation is self.regulations[0] else 0])
        if not isinstance(own, Count) or _counts(other):
            return [Compare("==", own, own if _counts(own) else Constant(0))]
        return [Compare(">", own, other), Compare("<", own, other)]

    def formula(self, regulation: Regulation) -> Expr:
        return regulation.means["questions", self.id, "answer", "number"]

    def quantity(self, ground: Ground) -> Any:
        """The number: concrete, or a linear sum."""
        return number(ground, self.id, self.entity)

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        return frozenset({str(self.says(situation, about, "number"))})


def _counts(expr: Expr) -> bool:
    return any(isinstance(part, Count) for part in walk(expr))


class Labelled(Point):
    """Whether somebody has a label; a label is no burden, so to have it is neither better nor worse."""

    subject = "label"

    def label(self, regulation: Regulation) -> tuple[Label, Expr]:
        index, label = next((index, one) for index, one in enumerate(regulation.file.labels) if one.id == self.id)
        return label, regulation.means["labels", index, "when"]

    def conditions(self, regulation: Regulation) -> list[Expr]:
        return [self.label(regulation)[1]]

    def outcomes(self, ground: Ground) -> dict[str, int]:
        return {self.id: ground.worth(self.label(ground.regulation)[1], {ME: self.entity})}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        return [self.label(regulation)[0].article]

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        meanings = situation.meanings
        holds = situation.holds(meanings.of(self.label(meanings.regulation)[1]), about)
        return frozenset({self.id} if holds else ())

    def direction(self, first: frozenset[str], second: frozenset[str]) -> Direction:
        return "differs"


class Mandatory(Point):
    """Which of the measures that both name must follow, by which provisions; what may follow is for the circumstances to open."""

    subject = "measures"

    @property
    def shared(self) -> list[str]:
        first, second = (measures(one.file.sanctions) for one in self.regulations)
        return [one for one in first if one in second]

    def _provisions(self, regulation: Regulation) -> dict[str, tuple[tuple[str, ...], Expr]]:
        """The provisions on measures that both name, by id: which these are, and when they must follow."""
        sanctions, shared = regulation.file.sanctions, self.shared
        measures = sanctions.measures if sanctions else ()
        found = {
            one.id: (tuple(each for each in one.mandatory if each in shared), regulation.means["sanctions", "measures", index, "when"])
            for index, one in enumerate(measures)
        }
        return {name: one for name, one in found.items() if one[0]}

    def conditions(self, regulation: Regulation) -> list[Expr]:
        return [expr for _, expr in self._provisions(regulation).values()]

    def provisions(self, ground: Ground) -> dict[str, int]:
        return {name: ground.worth(expr, {}) for name, (_, expr) in self._provisions(ground.regulation).items()}

    def outcomes(self, ground: Ground) -> dict[str, int]:
        applying = self.provisions(ground)
        by_provision = self._provisions(ground.regulation)
        return {one: ground.circuit.either(applying[name] for name in applying if one in by_provision[name][0]) for one in self.shared}

    def articles(self, regulation: Regulation, applying: Sequence[str]) -> Iterable[str]:
        sanctions = regulation.file.sanctions
        return [one.article for one in (sanctions.measures if sanctions else ()) if one.id in applying]

    def ended(self, situation: Situation, about: Facts) -> frozenset[str]:
        meanings = situation.meanings
        provisions = self._provisions(meanings.regulation).values()
        return frozenset(one for rungs, expr in provisions if situation.holds(meanings.of(expr), about) for one in rungs)


def measures(sanctions: Sanctions | None) -> tuple[str, ...]:
    """The measures that a regulation names: on its ladder, or as one that must follow."""
    if sanctions is None:
        return ()
    return tuple(dict.fromkeys([*sanctions.ladder, *(one for measure in sanctions.measures for one in measure.mandatory)]))
