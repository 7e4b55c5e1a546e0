"""The pieces of which an answer in words is made: tiers, articles, facts, readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.lengths_text import is_length, length, within
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text
from zeren.model.meaning.answer import Adopted, Answer, OutcomeAnswer, Outside
from zeren.model.meaning.day_zone import day_zone
from zeren.model.meaning.references import FactRef, FactValue, Measured, RuleRef, Side, Under, Unlisted, Whose
from zeren.model.meaning.standing import Standing
from zeren.moments import moment_word, read_moment
from zeren.voice.keys import AnswerKey
from zeren.voice.paint import Paint
from zeren.words import Language, answer_word, say, standing_word


class Phrases:
    """The words for the parts of one answer, in one language."""

    def __init__(self, regulation: Regulation, case: Case, answer: Answer, language: Language, paint: Paint) -> None:
        self.regulation, self.case, self.answer = regulation, case, answer
        self.language: Language = language
        self.paint = paint

    def say(self, key: AnswerKey, *values: object) -> str:
        return say(key, self.language, *values)

    def verdict(self, outcome: OutcomeAnswer) -> str:
        return self.paint(self.measured(outcome), "bad" if outcome.tiers else "open" if outcome.made_out else "good")

    def measured(self, outcome: OutcomeAnswer) -> str:
        """A verdict in the law's own measure: a tier, none under these articles, or not reached by them."""
        if outcome.verdict == "tier":
            return self.tiers(outcome.tiers)
        see = tuple(one.article for one in outcome.see if one.answer == "certain")
        return standing_word(self.regulation, Standing(outcome.verdict, outcome.looked_at, see, outcome.made_out), self.language)

    @property
    def pause(self) -> str:
        return "，" if self.language == "zh" else ", "

    @property
    def gap(self) -> str:
        return "" if self.language == "zh" else " "

    @property
    def dash(self) -> str:
        return "——" if self.language == "zh" else " — "

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    def row(self, key: AnswerKey | None, text: str, indent: str = "  ") -> str:
        title = self.say(key) if key else ""
        wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in title)
        return f"{indent}{self.paint(title, 'dim')}{' ' * max(1, 12 - wide)}{text}"

    def office(self, name: str) -> str:
        tenure = self.regulation.file.tenure
        if name in self.case.bodies:
            organ = self.case.facts.get(FactId("body", name, "organ"))
            term = self.regulation.terms.get("organ")
            return self.text(term.options[organ]) if term and isinstance(organ, str) and organ in term.options else ""
        term_id = tenure.office if tenure else "role"
        value = self.case.facts.get(FactId("person", name, term_id))
        return self.value_word(term_id, value) if isinstance(value, str) else ""

    def tiers(self, tiers: Sequence[str]) -> str:
        return self.say("and").join(self.regulation.name_of(tier, self.language) for tier in tiers) or self.say("none")

    def articles(self, rules: Sequence[RuleRef]) -> str:
        """The articles of the rules that apply, in brackets."""
        found = list(dict.fromkeys(rule.article for rule in rules))
        return self.in_article(*found) if found else ""

    def in_article(self, *articles: str) -> str:
        return self.say("in brackets", self.cited(articles))

    def cites(self, reading: str) -> str:
        return self.cited(self.regulation.readings[reading].cites)

    def cited(self, articles: Sequence[str]) -> str:
        """Articles as this regulation's are cited."""
        return self.regulation.cited(*articles).in_(self.language)

    def named(self, names: Iterable[str], texts: dict[str, Text]) -> str:
        return self.say("list").join(self.text(texts[name]) for name in names)

    def read_otherwise(self, other: Outside, names: Sequence[str]) -> str:
        """What another option of a reading would make of these people's answers."""
        one = self.regulation.readings[other.reading]
        then = []
        for name in names:
            if name in other.outcomes:
                choices = self.say("or").join(self.tiers(tiers) for tiers in other.outcomes[name])
                then.append(self.say("would bear", name, choices))
            else:
                then.append(self.say("changes", name))
        return self.say(
            "if read", self.cites(other.reading), self.text(one.question), self.text(one.one_of[other.option]), self.say("facts").join(then)
        )

    def as_adopted(self, one: Adopted) -> str:
        """A reading that the organisation has adopted: by whom, when, under what."""
        reading = self.regulation.readings[one.reading]
        when = f"{one.on}{self.say('adopted after') if one.after_the_case else ''}"
        option = self.text(reading.one_of[one.option])
        return self.say("adopted by", self.cites(one.reading), self.text(reading.question), option, one.adopted_by, when, one.under)

    def facts(self, refs: Sequence[FactRef], *, everything: bool = False) -> str:
        """Facts in words; those merely assumed, and readings, only where everything is asked for."""
        assumed = {(one.of, one.term) for one in self.answer.presumed}
        shown = []
        for ref in refs:
            if ref.reading is not msgspec.UNSET:
                if everything:
                    question = self.text(self.regulation.readings[str(ref.reading)].question)
                    shown.append(self.say("depends among facts", self.cites(str(ref.reading)), question))
            elif everything or ((ref.of, ref.term) not in assumed and (self.stated(ref) or ref.term in self.regulation.follows)):
                shown.append(self.fact(str(ref.term), ref.value, None if everything else ref.value))
        return self.say("facts").join(dict.fromkeys(shown))

    def distances(self, found: Sequence[Measured], indent: str) -> Iterator[str]:
        """Comparisons of what is stated, each with its distance."""
        for one in found:
            yield self.row(None, self.distance(one), indent)

    def distance(self, one: Measured) -> str:
        """Two values side by side and how far apart they are."""
        order: AnswerKey
        if one.unit == "number":
            order = "same number" if not one.by else "beyond number" if one.by > 0 else "before number"
        else:
            order = "same time" if not one.by else "beyond time" if one.by > 0 else "before time"
        apart = {"seconds": lambda: length_of(abs(one.by), self.language), "days": lambda: within(f"days({abs(one.by)})", self.language)}
        said = apart[one.unit]() if one.unit in apart else str(abs(one.by))
        return self.say(order, self.side(one.left), self.side(one.right), said)

    def side(self, side: Side) -> str:
        """What one side of a comparison is called, and what it is worth."""
        names = []
        for part in side.parts:
            if isinstance(part, str):
                sign, _, amount = part.partition(" ")
                names.append(f"{'+' if sign == '+' else '−'} {within(amount, self.language)}")
            else:
                whose = f"{part.of}{self.say('colon')}" if isinstance(part.of, str) else ""
                names.append(f"{whose}{self.text(self.regulation.terms[str(part.term)].text)}")
        value = self.plain_value(side.value)
        return f"{' '.join(names)} {value}" if names else self.say("limit", value)

    def stated(self, ref: FactRef) -> bool:
        return any(fact.term == ref.term and (fact.of or None) == ref.of for fact in self.case.facts)

    def together(self, facts: Iterable[tuple[Whose, str, Any]]) -> str:
        """Facts, each once with everybody of whom it is said."""
        groups: dict[tuple[str, str], list[str]] = {}
        for of, term, value in facts:
            groups.setdefault((term, self.value_word(term, value)), []).append(self.name(of))
        shown = []
        for (term, value), names in groups.items():
            said = f"{self.text(self.regulation.terms[term].text)}{self.say('colon')}{value}"
            people = self.say("list").join(name for name in names if name)
            shown.append(f"{said}（{people}）" if people and self.language == "zh" else f"{said} ({people})" if people else said)
        return self.say("facts").join(shown)

    def fact(self, term: str, value: Any, shown: Any) -> str:
        """A fact with its value; one that holds, and is no reason against anything, by its name alone."""
        text = self.text(self.regulation.terms[term].text)
        if value is True and shown is not None:
            return text
        return f"{text}{self.say('colon')}{self.value_word(term, value)}"

    def value_word(self, term: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        options = self.regulation.terms[term].options
        return self.text(options[value]) if isinstance(value, str) and value in options else self.plain_value(value)

    def plain_value(self, value: Any) -> str:
        """A moment by the clock of the case's zone, a length of time in words, anything else as it stands."""
        if isinstance(value, str):
            if (moment := read_moment(value)) is not None:
                return moment_word(moment, self.zone)
            if is_length(value):
                return within(value, self.language)
        return str(value)

    @cached_property
    def zone(self) -> dt.tzinfo:
        """The one zone by whose clock the times of an answer are told."""
        return day_zone(self.case)

    def under(self, under: Under) -> list[str]:
        """Each fact and reading of a set that forces something, in words."""
        parts = [self.forced(one) for one in under.facts]
        for name, option in under.readings.items():
            reading = self.regulation.readings[name]
            parts.append(self.say("so read", self.cites(name), self.text(reading.question), self.text(reading.one_of[option])))
        return parts

    def forced(self, one: FactValue) -> str:
        return self.said_of(one.of, one.term, one.value)

    def said_of(self, of: Whose, term: str | None, value: Any) -> str:
        """A fact with whose it is and its value; without a value, what is asked."""
        if term is None:
            if isinstance(of, Unlisted) and of.unlisted > 1:
                return self.say("nobody there else" if value is False else "somebody there else")
            return self.say("nobody there" if value is False else "somebody there")
        said = self.text(self.regulation.terms[term].text)
        if value is not msgspec.UNSET:
            said = f"{said}{self.say('colon')}{self.value_word(term, value)}"
        return f"{self.name(of)}{self.say('colon')}{said}" if of else said

    def name(self, of: Whose) -> str:
        """Of whom a fact is said: somebody the case names, or somebody it does not list; nothing for the matter."""
        if isinstance(of, Unlisted):
            return self.say("somebody") if of.unlisted == 1 else self.say("somebody else", of.unlisted)
        return of or ""

    def answer_word(self, answer: Any) -> str:
        if isinstance(answer, bool):
            return self.say("yes" if answer else "no")
        if isinstance(answer, (list, tuple)):
            return self.say("list").join(map(str, answer)) or self.say("nobody")
        return answer_word(str(answer), self.language)


def length_of(seconds: float, language: Language) -> str:
    """A length of time in days, hours and minutes, and in seconds where it is shorter than a minute.

    >>> length_of(90_000, "en"), length_of(1_800, "zh")
    ('1 day 1 h', '30分')
    """
    days, rest = divmod(int(seconds), 86_400)
    parts = [within(f"days({days})", language)] if days else []
    if rest >= 60:
        parts.append(length(rest // 60, language))
    if rest % 60:
        parts.append(f"{rest % 60}{'秒' if language == 'zh' else ' s'}")
    return ("" if language == "zh" else " ").join(parts)
