"""The words of an interview: questions, what can be answered, why something is asked, and what an answer means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Literal

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import Expr
from zeren.model.language.regulation import Regulation, terms_in
from zeren.model.language.statements import Circumstance, ExceptionRule, Rule
from zeren.model.language.terms import UNKNOWN, Mistyped, Term, Unknown, Value, read_value
from zeren.model.language.written import folded, written
from zeren.voice.catalogue import languages
from zeren.voice.keys import INTERVIEW, InterviewKey
from zeren.words import Language

Command = Literal["stop", "unknown", "why", "back", "rest", "add"]
COMMANDS: tuple[Command, ...] = ("stop", "why", "back", "rest")
MOST_PROVISIONS = 3  # that are named as what looks at a fact


class InterviewWords:
    """What is said in an interview under one regulation, in one language."""

    def __init__(self, regulation: Regulation, language: Language) -> None:
        self.regulation, self.language = regulation, language

    def say(self, key: InterviewKey, *values: object) -> str:
        return INTERVIEW.say(key, self.language, *values)

    def named(self, case: Case, fact: FactId) -> str:
        text = self.regulation.terms[fact.term].text.in_(self.language)
        return self.say("whose", self.whose(case, fact), text) if fact.of else text

    def whose(self, case: Case, fact: FactId) -> str:
        if fact.sort != "circumstance":
            return fact.of
        one = next(one for one in case.circumstances if one.id == fact.of)
        return self.say("circumstance", one.item, one.subject)

    def heading(self, case: Case, fact: FactId, number: int, left: int) -> str:
        """Of whom the next questions are, and how many there may be."""
        return self.say("heading", self.whose(case, fact) if fact.of else self.say("matter"), number, number + left - 1)

    def question(self, case: Case, fact: FactId, values: tuple[Value, ...], usual: Value | None) -> str:
        term = self.regulation.terms[fact.term]
        return self.say("ask", self.named(case, fact), self.expected(term, values, usual), self.say("unknown"))

    def expected(self, term: Term, values: tuple[Value, ...], usual: Value | None) -> str:
        """What can be answered: the options that are still possible, with their numbers, or a form; and what is usual."""
        if term.kind != "one_of":
            said = self.say(term.kind)
        else:
            options = [option for option in term.options if option in values]
            said = self.say("list").join(f"{number} {term.options[one].in_(self.language)}" for number, one in enumerate(options, 1))
        return said if usual is None else said + self.say("usual", self.value(term, usual))

    def value(self, term: Term, value: Value) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        return term.options[str(value)].in_(self.language) if term.kind == "one_of" else str(value)

    def usual(self, case: Case, fact: FactId, values: tuple[Value, ...]) -> Value | None:
        """What a fact is usually taken to be of which the case says nothing, where that can still be."""
        value = self.regulation.terms[fact.term].unless_stated
        if fact in case.facts or isinstance(value, Unknown) or value not in values:
            return None
        return value

    def command(self, word: str) -> Command | None:
        """What somebody asks for instead of answering."""
        if written(word, "value", ["unknown"]) or word in ("？", "?"):
            return "unknown"
        if word.startswith(("+", "＋")):
            return "add"
        meant = folded(word.strip("?？！!。"))
        for one in COMMANDS:
            if meant and any(meant in map(folded, INTERVIEW.words(language)[f"say {one}"].split(" | ")) for language in languages()):
                return one
        return None

    def is_no(self, word: str) -> bool:
        return written(word, "value", ["yes", "no"]) == "no"

    def read(self, term: Term, word: str, values: tuple[Value, ...]) -> Value | None:
        """The value that an answer means; None if it means none."""
        if term.kind == "one_of":
            options = [option for option in term.options if option in values]
            if word.isdecimal() and 1 <= int(word) <= len(options):
                return options[int(word) - 1]
        try:
            value = read_value(word, term.kind, term.options)
        except Mistyped:
            return None
        return None if value is UNKNOWN else value  # type: ignore[return-value]  # there is one unknown value

    def outcome(self, tiers: Iterable[str]) -> str:
        return self.say("and").join(self.regulation.name_of(tier, self.language) for tier in tiers) or self.say("none")

    def because(self, fact: FactId, whose: Sequence[str]) -> str:
        """Whose answers turn on a fact, and the provisions that look at it."""
        provisions = list(islice(self._provisions(fact.term), MOST_PROVISIONS))
        told = self.say("because", self.say("list").join(dict.fromkeys(whose)))
        return told + (self.say("looked at", self.say("or").join(provisions)) if provisions else self.say("follows"))

    def _provisions(self, term: str) -> Iterable[str]:
        regulation = self.regulation
        found: list[tuple[Rule | ExceptionRule | Circumstance, Expr]] = [*regulation.rules.values(), *regulation.exceptions.values()]
        for one, condition in [*found, *regulation.circumstances.values()]:
            if term in terms_in(condition, regulation):
                yield self.say("provision", regulation.cited(one.article).in_(self.language), one.text.in_(self.language))
