"""Asking for what is missing: one unknown fact after another, the one that settles most first, until no other matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from zeren.model.language.case import Case, FactId, Stance
from zeren.model.language.faults import Refused
from zeren.model.language.house import House
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, Mistyped, Term, Value, read_value
from zeren.voice.keys import INTERVIEW, InterviewKey
from zeren.words import Language

if TYPE_CHECKING:
    from zeren.model.solving.find_out import Question
    from zeren.model.solving.problem import Problem

_YES, _NO = ("yes", "y", "true", "是", "对", "有"), ("no", "n", "false", "否", "不是", "没有")
_UNKNOWN = ("?", "？", "don't know", "dont know", "do not know", "unknown", "不知道", "不清楚", "不明")
_STOP = ("stop", "quit", "q", "退出", "停止")


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
) -> Interviewed:
    """Ask for unknown facts until the rest cannot matter, whatever it is.

    Args:
        reply: puts a question to somebody and returns the line they answer; raises `EOFError` where nobody is left to.
        tell: shows a line.

    Raises:
        Refused: if the facts that the case states cannot all hold.
    """
    return _Interview(regulation, case, reply, tell, language, stance, readings, house, presume).run()


class _Interview:
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

        self.regulation, self.case, self.reply, self.tell, self.language = regulation, case, reply, tell, language
        self.pinned = fixed_readings(regulation, case, stance, readings, house)[1]
        self.presume = presume
        self.answers: dict[FactId, Value] = {}
        self.unanswered: list[FactId] = []

    def say(self, key: InterviewKey, *values: object) -> str:
        return INTERVIEW.say(key, self.language, *values)

    def run(self) -> Interviewed:
        """Ask, one question after another."""
        from zeren.model.solving.find_out import everything_asked, next_question, still_needed

        problem = self.problem(self.case)
        before = self.certain(problem)
        while (question := next_question(problem, everything_asked(problem), None, self.unanswered)) is not None:
            answered = self.put(question)
            if answered is None:
                self.tell(self.say("stopped"))
                return self.done(stopped=True)
            problem = answered
            for name, outcome in self.certain(problem).items():
                if name not in before:
                    self.tell(self.say("settled", name, outcome))
            before = self.certain(problem)
        if missing := [fact for fact in still_needed(problem, everything_asked(problem)) if fact in self.unanswered]:
            self.tell(self.say("unanswered", self.say("list").join(map(self.named, missing))))
        else:
            self.tell(self.say("done"))
        return self.done(stopped=False)

    def done(self, *, stopped: bool) -> Interviewed:
        return Interviewed(self.case, self.answers, tuple(self.unanswered), stopped)

    def problem(self, case: Case) -> Problem:
        from zeren.model.solving.problem import Problem

        return Problem(self.regulation, case, self.pinned, presume=self.presume)

    def put(self, question: Question) -> Problem | None:
        """Ask until there is an answer that can be; None where nobody wants to be asked any more."""
        fact = question.fact
        term = self.regulation.terms[fact.term]
        expected = self.expected(term, question.values)
        while True:
            try:
                word = self.reply(self.say("ask", self.named(fact), expected, self.say("unknown")) + " ").strip()
            except EOFError:
                return None
            if word.lower() in _STOP:
                return None
            if word.lower() in _UNKNOWN:
                self.unanswered.append(fact)
                return self.problem(self.case)
            value = self.read(term, word, question.values)
            if value is None:
                self.tell(self.say("expected", expected, self.say("unknown")))
                continue
            case = msgspec.structs.replace(self.case, facts={**self.case.facts, fact: value})
            try:
                problem = self.problem(case)
            except Refused:
                self.tell(self.say("cannot"))
                continue
            self.case = case
            self.answers[fact] = value
            return problem

    # words ------------------------------------------------------------------------------------------------

    def named(self, fact: FactId) -> str:
        text = self.regulation.terms[fact.term].text.in_(self.language)
        return self.say("whose", self.whose(fact), text) if fact.of else text

    def whose(self, fact: FactId) -> str:
        if fact.sort != "circumstance":
            return fact.of
        one = next(one for one in self.case.circumstances if one.id == fact.of)
        return self.say("circumstance", one.item, one.subject)

    def expected(self, term: Term, values: tuple[Value, ...]) -> str:
        """What can be answered: the options that are still possible, with their numbers, or a form."""
        if term.kind != "one_of":
            return self.say(term.kind)
        options = [option for option in term.options if option in values]
        return self.say("list").join(f"{number} {term.options[one].in_(self.language)}" for number, one in enumerate(options, 1))

    def read(self, term: Term, word: str, values: tuple[Value, ...]) -> Value | None:
        """The value that an answer means; None if it means none."""
        if term.kind == "yes_no":
            return True if word.lower() in _YES else False if word.lower() in _NO else None
        if term.kind == "one_of":
            options = [option for option in term.options if option in values]
            if word.isdecimal() and 1 <= int(word) <= len(options):
                return options[int(word) - 1]
            meant = [one for one, text in term.options.items() if word.lower() in (one.lower(), text.zh.lower(), text.en.lower())]
            return meant[0] if meant else None
        try:
            value = read_value(word, term.kind)
        except Mistyped:
            return None
        return None if value is UNKNOWN else value  # type: ignore[return-value]  # there is one unknown value

    def certain(self, problem: Problem) -> dict[str, str]:
        """Those whose answer is certain, by name, with the answer in words."""
        return dict(self._certain(problem))

    def _certain(self, problem: Problem) -> Iterator[tuple[str, str]]:
        for entity in problem.bearers():
            outcomes = problem.outcomes(entity)
            if len(outcomes) == 1:
                tiers = [tier for tier in problem.ground.tiers(entity) if tier in outcomes[0]]
                yield entity[1], self.say("and").join(self.regulation.name_of(tier, self.language) for tier in tiers) or self.say("none")
        for one in self.case.circumstances:
            literal = problem.ground.made_out(one.id)
            can = [problem.possible([*problem.base, wanted]) for wanted in (literal, -literal)]
            if not all(can):
                yield self.say("circumstance", one.item, one.subject), self.say("made out" if can[0] else "not made out")
