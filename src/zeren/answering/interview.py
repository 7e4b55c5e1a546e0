"""Asking for what is missing: one unknown fact after another, each person's together, until no other could matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from zeren.answering.interview_steps import Step, taken
from zeren.answering.interview_words import InterviewWords
from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.faults import Refused
from zeren.model.language.house import House
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Value
from zeren.words import Language

if TYPE_CHECKING:
    from zeren.model.solving.find_out import Question
    from zeren.model.solving.problem import Problem


class Interviewed(msgspec.Struct, frozen=True):
    """The case with what was answered, the facts that nobody knew, and whether it was stopped before nothing else mattered."""

    case: Case
    answers: Mapping[FactId, Value]
    unanswered: tuple[FactId, ...]
    stopped: bool


def interview(
    regulation: Regulation,
    case: Case,
    reply: Callable[[str], str],
    tell: Callable[[str], None],
    language: Language = "en",
    *,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
    presume: bool = True,
    steps: Sequence[Step] = (),
    keep: Callable[[Sequence[Step]], None] = lambda steps: None,
    guide: bool = False,
) -> Interviewed:
    """Ask for unknown facts until the rest cannot matter, whatever it is.

    Whoever is asked may answer, say that nobody knows, ask why, go back, take the rest as usual, name somebody else, or stop.

    Args:
        reply: puts a question to somebody and returns the line they answer; raises `EOFError` where nobody is left to.
        tell: shows a line.
        presume: whether what nobody said is taken to be as usual; otherwise it is asked, as far as it matters, after what is open even so.
        steps: what was answered before, which is not asked again.
        keep: is given all steps after each of them.
        guide: whether to say first what can be answered, and to ask at the end for people who are not named yet.

    Raises:
        Refused: if the facts that the case states cannot all hold.
    """
    found = _Interview(regulation, case, reply, tell, language, stance, readings, house, presume)
    found.steps, found.keep, found.guide = [*steps], keep, guide
    return found.run()


class _Interview:
    steps: list[Step]
    keep: Callable[[Sequence[Step]], None]
    guide: bool

    def __init__(
        self,
        regulation: Regulation,
        case: Case,
        reply: Callable[[str], str],
        tell: Callable[[str], None],
        language: Language,
        stance: Stance | None,
        readings: Mapping[str, str] | None,
        house: House | None,
        presume: bool,
    ) -> None:
        from zeren.model.solving.stance import fixed_readings

        self.regulation, self.first, self.reply, self.tell = regulation, case, reply, tell
        self.pinned = fixed_readings(regulation, case, stance, readings, house)[1]
        self.presume = presume
        self.words = InterviewWords(regulation, language)
        self.usual_so_far = not presume  # first what is open even so, then what nobody said
        self.asked = False
        self.owner: tuple[str, str] | None = None

    @property
    def case(self) -> Case:
        """The case with what was answered so far."""
        return taken(self.regulation, self.first, self.steps).case

    def run(self) -> Interviewed:
        """Ask, one question after another."""
        if self.guide:
            self.tell(self.words.say("guide"))
        if self.steps:
            self.tell(self.words.say("resumed", len(self.steps)))
        problem, before = self.problem(), self.certain(self.problem())
        while True:
            question = self.next(problem)
            while question is None and self.more():
                problem = self.problem()
                question = self.next(problem)
            if question is None:
                break
            if not self.put(problem, question):
                self.tell(self.words.say("stopped"))
                return self.done(stopped=True)
            problem = self.problem()
            now = self.certain(problem)
            for name, outcome in now.items():
                if before.get(name) != outcome:
                    self.tell(self.words.say("settled", name, outcome))
            before = now
        self.conclude(problem)
        return self.done(stopped=False)

    def more(self) -> bool:
        """Whether there may be more to ask: what nobody said is as usual so far, and there may be people who are not named yet."""
        if self.usual_so_far:
            self.usual_so_far = False
            problem = self.problem()
            if self.next(problem) is None or not self.asked:
                return True
            try:
                word = self.reply(self.words.say("through", self.left(problem)) + " ").strip()
            except EOFError:
                return self.take(Step(as_usual=True))
            return True if not self.words.is_no(word) and self.words.command(word) is None else self.take(Step(as_usual=True))
        return self.guide and not self.first.closed and self.anybody_else()

    def next(self, problem: Problem) -> Question | None:
        """The next question, if there is one left."""
        from zeren.model.solving.find_out import everything_asked, next_question

        return next_question(problem, everything_asked(problem), None, self.unanswered)

    def conclude(self, problem: Problem) -> None:
        from zeren.model.solving.find_out import everything_asked, still_needed

        unknown = self.unanswered
        if missing := [fact for fact in still_needed(problem, everything_asked(problem)) if fact in unknown]:
            self.tell(self.words.say("unanswered", self.words.say("list").join(self.words.named(self.case, one) for one in missing)))
        else:
            self.tell(self.words.say("done"))

    def done(self, *, stopped: bool) -> Interviewed:
        found = taken(self.regulation, self.first, self.steps)
        return Interviewed(found.case, found.answers, found.unknown, stopped)

    @property
    def unanswered(self) -> tuple[FactId, ...]:
        return taken(self.regulation, self.first, self.steps).unknown

    def problem(self, more: Step | None = None) -> Problem:
        """The case as it is known, or would be after one more step. Raises `Refused` where that cannot be."""
        from zeren.model.solving.problem import Problem

        found = taken(self.regulation, self.first, [*self.steps, *([more] if more is not None else [])])
        return Problem(self.regulation, found.case, self.pinned, presume=self.presume or found.as_usual or self.usual_so_far)

    def put(self, problem: Problem, question: Question) -> bool:
        """Ask until there is an answer that can be; False where nobody wants to be asked any more."""
        fact = question.fact
        term = self.regulation.terms[fact.term]
        usual, self.asked = self.words.usual(self.first, fact, question.values), True
        if self.owner != (fact.sort, fact.of):
            self.owner = (fact.sort, fact.of)
            self.tell(self.words.heading(self.case, fact, len(self.steps) + 1, self.left(problem)))
        while True:
            try:
                word = self.reply(self.words.question(self.case, fact, question.values, usual) + " ").strip()
            except EOFError:
                return False
            match self.words.command(word):
                case "stop":
                    return False
                case "unknown":
                    return self.take(Step(fact))
                case "why":
                    self.tell(self.why(problem, fact))
                    continue
                case "back":
                    return self.back()
                case "rest":
                    return self.take(Step(as_usual=True))
                case "add":
                    name = word.lstrip("+＋").strip()
                    if not name or name in (*self.case.people, *self.case.bodies):
                        self.tell(self.words.say("who"))
                        continue
                    return self.take(Step(person=name))
            value = usual if not word else self.words.read(term, word, question.values)
            if value is None:
                self.tell(self.words.say("expected", self.words.expected(term, question.values, usual), self.words.say("unknown")))
                continue
            try:
                self.problem(Step(fact, value))
            except Refused:
                self.tell(self.words.say("cannot"))
                continue
            return self.take(Step(fact, value))

    def take(self, step: Step) -> bool:
        self.steps.append(step)
        self.keep(self.steps)
        return True

    def back(self) -> bool:
        """Take the last answer back; there may be none."""
        if self.steps:
            self.steps.pop()
            self.keep(self.steps)
        self.owner = None
        return True

    def anybody_else(self) -> bool:
        """Ask for one more person; whether anything changed: somebody was named, or the last answer taken back."""
        while True:
            try:
                name = (
                    self.reply(self.words.say("anybody", self.words.say("list").join(self.case.people)) + " ").strip().lstrip("+＋").strip()
                )
            except EOFError:
                return False
            command = self.words.command(name)
            if not name or self.words.is_no(name) or command in ("stop", "unknown", "rest"):
                return False
            if command == "back":
                return self.back()
            if command is None and name not in (*self.case.people, *self.case.bodies):
                return self.take(Step(person=name))
            self.tell(self.words.say("who"))

    def left(self, problem: Problem) -> int:
        """How many facts could still matter, at most."""
        from zeren.model.solving.find_out import everything_asked

        literals = [literal for one in everything_asked(problem).values() for literal in one.values()]
        case, unknown = self.case, self.unanswered
        keys = {one.key for one in problem.open_variables(literals, None)}
        return sum(isinstance(one, FactId) and one.of in case.entities(one.sort) and one not in unknown for one in keys)

    def why(self, problem: Problem, fact: FactId) -> str:
        """Whose answers turn on a fact, and which provisions look at it."""
        from zeren.model.solving.find_out import everything_asked

        near = problem.near_variable(problem.ground.variables[fact])
        asked = everything_asked(problem)
        names = {f"{sort} {name}": name for sort, name in problem.bearers()}
        names |= {f"circumstance {one.id}": self.words.say("circumstance", one.item, one.subject) for one in self.case.circumstances}
        whose = [names[key] for key, literals in asked.items() if any(problem.circuit.support(one) & near for one in literals.values())]
        return self.words.because(fact, whose)

    def certain(self, problem: Problem) -> dict[str, str]:
        """Those whose answer is certain, by name, with the answer in words."""
        return dict(self._certain(problem))

    def _certain(self, problem: Problem) -> Iterator[tuple[str, str]]:
        for entity in problem.bearers():
            outcomes = problem.outcomes(entity)
            if len(outcomes) == 1:
                yield entity[1], self.words.outcome(tier for tier in problem.ground.tiers(entity) if tier in outcomes[0])
        for one in self.case.circumstances:
            literal = problem.ground.made_out(one.id)
            can = [problem.possible([*problem.base, wanted]) for wanted in (literal, -literal)]
            if not all(can):
                yield self.words.say("circumstance", one.item, one.subject), self.words.say("made out" if can[0] else "not made out")
