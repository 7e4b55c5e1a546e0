"""Boards of a regulation with every fact open, and the smallest cases that show something about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from zeren.model.language.case import FactId, Listed
from zeren.model.language.conditions import ME, SUBJECT, Expr
from zeren.model.language.load import parse_case
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text, Unknown, Value
from zeren.model.meaning.evaluate import Meanings, meanings_of
from zeren.model.meaning.standing import Standing, standing
from zeren.model.solving.circuit import FALSE
from zeren.model.solving.ground import Entity, Variable, is_allegation
from zeren.model.solving.minimal import shrink
from zeren.model.solving.problem import Chosen, Problem
from zeren.proofs.coherent import coherent
from zeren.proofs.endings import ended, in_order
from zeren.proofs.open_case import BODY, names, open_case, what_follows
from zeren.proofs.scope import reach
from zeren.proofs.settled import unsettled
from zeren.proofs.short_case import told

MATTER: Entity = ("matter", "")
SEVERAL = 3  # persons looked at even where questions about one of them need fewer
ONE_SUBJECT = Text(zh="同一对象的全部事实", en="all facts about one subject")


Answers = Literal["yes_no", "condition", "circumstance"]


class Asked(msgspec.Struct, frozen=True):
    """A condition of the regulation, asked of somebody, of the matter, or of a circumstance, and in what words it is answered."""

    name: str
    text: Text
    expr: Expr
    of: Entity = MATTER
    kind: Answers = "yes_no"


class Answered(msgspec.Struct, frozen=True):
    """The answer to such a condition in a case, with the words for it: yes or no, that it is met, or that a circumstance is made out."""

    name: str
    text: Text
    holds: bool
    kind: Answers = "yes_no"


class Witness(msgspec.Struct, frozen=True):
    """A smallest case that shows something, as a case file, with the outcome and verdict of each bearer and the answers asked for."""

    case: str
    readings: Mapping[str, str]
    outcomes: Mapping[str, tuple[str, ...]]
    answers: tuple[Answered, ...] = ()
    verdicts: Mapping[str, Standing] = {}


class Board:
    """So many persons, one body and perhaps every listed circumstance against the first persons, with every fact open."""

    def __init__(
        self, regulation: Regulation, size: int, meanings: Meanings, subjects: int = 1, *, follows: bool = False, denied: bool = False
    ) -> None:
        self.regulation, self.size, self.meanings = regulation, size, meanings
        against = names(min(size, subjects))
        listed = [Listed(f"{item}/{subject}", item, subject) for subject in against for item in regulation.circumstances]
        self.case = open_case(regulation, size, body=True, listed=listed, follows=follows)
        self.problem = Problem(regulation if denied else coherent(regulation), self.case, {}, presume=False, perhaps=True)
        self.ground, self.circuit = self.problem.ground, self.problem.circuit

    @property
    def person(self) -> Entity:
        """The first person: all are alike, so what can be said of anybody can be said of this one."""
        return ("person", self.case.people[0])

    @property
    def body(self) -> Entity:
        return ("body", BODY)

    @property
    def people(self) -> list[Entity]:
        return [("person", name) for name in self.case.people]

    def one(self, sort: str) -> Entity:
        """The first bearer of a sort."""
        return self.body if sort == "body" else self.person

    @cached_property
    def literal_readings(self) -> tuple[int, ...]:
        """The readings that grammar alone favours, as assumptions."""
        stated = [(name, one.literal) for name, one in self.regulation.readings.items() if one.literal is not None]
        return tuple(self.ground.reading(name).literal(option) for name, option in stated)

    def can(self, literals: Sequence[int]) -> bool:
        """Whether these can hold together on this board."""
        return self.problem.can(list(literals))

    def ask(self, one: Asked) -> int:
        """The literal of a condition asked on this board."""
        if one.of == MATTER:
            return self.ground.worth(one.expr, {})
        if one.of[0] == "circumstance":
            return self.of_circumstance(one.expr, one.of[1])
        return self.ground.worth(one.expr, {ME: one.of})

    def of_circumstance(self, expr: Expr, name: str) -> int:
        """A circumstance is alleged, and this holds of it."""
        holds = self.ground.worth(expr, {ME: ("circumstance", name), SUBJECT: self.ground.subject_of(name)})
        return self.circuit.both([self.ground.alleged(name), holds])

    def witness(self, wanted: Sequence[int], about: Sequence[int] = ()) -> Witness:
        """The smallest case in which these literals hold, read as grammar favours where it can be; it also states what `about` rests on."""
        if self.can([*wanted, *self.literal_readings]):
            wanted = [*wanted, *self.literal_readings]
        chosen = self.values(wanted, about)
        return self.shown(chosen)

    def values(self, wanted: Sequence[int], about: Sequence[int] = ()) -> list[Chosen]:
        """The facts and readings of that smallest case; readings that change nothing in it are left out."""
        return self._needed(self._fewest(wanted, [*wanted, *about]), wanted)

    def _needed(self, chosen: list[Chosen], wanted: Sequence[int]) -> list[Chosen]:
        """Without the readings that change nothing here, and those that are read as grammar favours anyway."""
        circuit, goal = self.circuit, -self.circuit.both(wanted)
        facts = [one.literal for one in chosen if not isinstance(one.key, str)]
        literal = [one for one in chosen if isinstance(one.key, str) and one.value == self.regulation.readings[one.key].literal]
        others = [one for one in chosen if isinstance(one.key, str) and one not in literal]
        fixed = [*facts, *(one.literal for one in literal), goal]
        kept = shrink(
            [one.literal for one in others if circuit.support(goal) & self.problem.atoms_of(self.ground.variables[one.key])],
            lambda some: not self.can([*fixed, *some]),
        )
        return [one for one in chosen if not isinstance(one.key, str) or one.literal in kept]

    def _fewest(self, wanted: Sequence[int], about: Sequence[int]) -> list[Chosen]:
        """A value for every fact that matters: as few unusual ones as possible, then the first in a fixed order."""
        problem = self.problem
        support = self._cone(about)
        variables = [one for one in self.ground.variables.values() if problem.atoms_of(one) & support]
        variables.sort(key=lambda one: problem._rank(one.key, None))
        unusual = [self._unusual(one) for one in variables if one.literals]
        unusual = [literal for literal in unusual if literal != -1]
        model = problem.sample.latest(wanted)
        if model is None:
            if not problem.possible(wanted):
                raise ValueError("no case on this board is like this")
            model = problem.model()
        while True:
            count = sum(problem.sample.holds(literal, model) for literal in unusual)
            fewer = -self.circuit.at_least(count, unusual) if count else FALSE
            if fewer == FALSE or not problem.possible([*wanted, fewer]):
                return problem.witness([*wanted, -self.circuit.at_least(count + 1, unusual)], variables)
            model = problem.model()

    def _unusual(self, variable: Variable) -> int:
        """The literal that a fact is not what a case that is silent on it would be taken to say."""
        key = variable.key
        if isinstance(key, FactId) and key.term in self.regulation.follows:
            return -self.circuit.equal(variable.literal(True), what_follows(self.ground, key))
        return -variable.literal(self.problem.preferred(variable)[0])

    def _cone(self, literals: Sequence[int]) -> int:
        """The atoms that literals rest on, and those tied to them by what always holds."""
        support = self.circuit.supports(literals)
        ties = [self.circuit.support(literal) for _, literal in self.ground.constraints]
        while grown := [tie for tie in ties if tie & support and tie & ~support]:
            for tie in grown:
                support |= tie
        return support

    def shown(self, chosen: Sequence[Chosen], asked: Sequence[Asked] = ()) -> Witness:
        """These facts and readings as a case file, replayed through the definition."""
        facts = {one.key: one.value for one in chosen if isinstance(one.key, FactId)}
        readings = {one.key: str(one.value) for one in chosen if isinstance(one.key, str)}
        rest = self._rest(chosen)
        text, situation = told(self.meanings, self.case, facts, readings, rest)
        more = unsettled(self.regulation, parse_case(text, self.regulation, "witness"), situation)
        if more:
            readings |= {key: str(value) for key, value in more.items() if isinstance(key, str)}
            stated = {key: value for key, value in more.items() if isinstance(key, FactId) and key.sort != "circumstance"}
            text, situation = told(self.meanings, self.case, facts | stated, readings, rest, always=stated.keys())
        whole = situation.facts
        outcomes = {name: ended(situation, one, "person") for name, one in whole.people.items()}
        outcomes |= {name: ended(situation, one, "body") for name, one in whole.bodies.items()}
        named = {"matter": {"": {}}, "person": whole.people, "body": whole.bodies, "circumstance": whole.circumstances}
        answers = tuple(
            Answered(one.name, one.text, situation.holds(self.meanings.of(one.expr), named[one.of[0]].get(one.of[1], {})), one.kind)
            for one in asked
        )
        borne = {name: in_order(self.regulation, tiers) for name, tiers in outcomes.items()}
        verdicts = {name: standing(situation, one, "person") for name, one in whole.people.items()}
        verdicts |= {name: standing(situation, one, "body") for name, one in whole.bodies.items()}
        return Witness(text, readings, borne, answers, verdicts)

    def _rest(self, chosen: Sequence[Chosen]) -> dict[FactId | str, Value]:
        """Values of facts that nothing here turns on and that have no usual value, so that the whole case is a possible one."""
        done = {one.key for one in chosen}
        fixed = [one.literal for one in chosen]
        unknown: list[Variable] = []
        for variable in self.ground.variables.values():
            if variable.key in done or isinstance(variable.key, str) or not variable.literals:
                continue
            if is_allegation(variable.key):
                fixed.append(variable.literal(False))
                continue
            term = self.regulation.terms[variable.key.term]
            if not isinstance(term.unless_stated, Unknown):
                fixed.append(variable.literal(term.unless_stated))
            elif not term.follows:
                unknown.append(variable)
        return {one.key: one.value for one in self.problem.witness(fixed, unknown)}


class Stage:
    """A regulation on boards of every size up to the largest that has to be looked at.

    Args:
        follows: whether facts that follow from others do so, or are open like any other.
        denied: whether a case may deny what follows from it, as somebody may state it.
    """

    def __init__(self, regulation: Regulation, *, follows: bool = False, denied: bool = False) -> None:
        self.regulation, self._follows, self._denied = regulation, follows, denied
        self.reach = reach(regulation)
        self.largest = max(self.reach.persons, SEVERAL)
        self.meanings = meanings_of(regulation)
        self._boards: dict[int, Board] = {}

    @property
    def scope(self) -> Text:
        """Over which cases a claim about one person's tiers in every case was proved."""
        looked = f"1–{self.largest}"
        if self.reach.every_size:
            return Text(zh=f"任意人数（逐一检验{looked}人）", en=f"any number of persons (boards of {looked} looked at)")
        return self.boards_only

    @property
    def boards_only(self) -> Text:
        """The boards looked at, where larger ones are not decided by them."""
        return Text(zh=f"{self.largest}人以内", en=f"boards of 1–{self.largest} persons")

    def board(self, size: int) -> Board:
        if size not in self._boards:
            self._boards[size] = Board(
                self.regulation, size, self.meanings, self.reach.subjects, follows=self._follows, denied=self._denied
            )
        return self._boards[size]

    def boards(self) -> Iterator[Board]:
        """The boards, smallest first."""
        for size in range(1, self.largest + 1):
            yield self.board(size)

    def smallest(self, wanted: Callable[[Board], Sequence[int]]) -> Board | None:
        """The smallest board on which this can hold, or none."""
        return next((board for board in self.boards() if board.can(wanted(board))), None)
