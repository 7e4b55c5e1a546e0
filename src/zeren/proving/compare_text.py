"""Comparisons of two regulations as text: who loses, who gains, under which articles, by the smallest cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from zeren.model.language.regulation import Regulation
from zeren.model.solving.alternatives import NOT_SETTLED
from zeren.proofs.compare.comparison import Comparison
from zeren.proofs.compare.counterparts import Counterparts
from zeren.proofs.compare.differences import Deciding, Difference, Side
from zeren.proofs.compare.matching import labels
from zeren.proofs.compare.points import PERSON, Subject
from zeren.proofs.compare.questions import kind_of
from zeren.proofs.endings import shown
from zeren.proving.counterpart_text import CounterpartText
from zeren.voice.keys import COMPARE, COMPARE_OF, PUNCTUATION, CompareKey
from zeren.words import Language, answer_word, standing_word


class ComparisonText:
    """The words of one comparison in one language."""

    def __init__(self, first: Regulation, second: Regulation, comparison: Comparison, rest: Counterparts, language: Language) -> None:
        self.regulations, self.names = (first, second), labels(first, second)
        self.comparison, self.rest, self.language = comparison, rest, language

    def say(self, key: CompareKey, *values: object) -> str:
        return COMPARE.say(key, self.language, *values)

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def in_brackets(self, words: str) -> str:
        return PUNCTUATION.say("brackets", self.language, words)

    def lines(self, *, cases: bool = False) -> Iterator[str]:
        """The whole comparison in Markdown that reads well as plain text; with the case files where asked for."""
        yield f"## {self.say('title', *self.names)}"
        yield ""
        for name, regulation in zip(self.names, self.regulations, strict=True):
            yield f"- {name}{self.colon}{regulation.file.title.in_(self.language)}"
        yield ""
        yield self.verdict()
        for direction in ("loses", "gains", "differs"):
            found = [one for one in self.comparison.differences if one.direction == direction]
            if found:
                yield ""
                yield f"### {self.say(direction, self.names[1])}"
                yield ""
                for one in sorted(found, key=self._articles):
                    yield from self.difference(one, cases)
        if self.comparison.unasked:
            yield ""
            yield f"### {self.say('unasked')}"
            yield ""
            for one in sorted(self.comparison.unasked, key=self._articles):
                yield from self.difference(one, cases)
        yield from CounterpartText(*self.regulations, self.rest, self.language).lines()

    def verdict(self) -> str:
        one = self.comparison
        separator = "；" if self.language == "zh" else "; "
        why = separator.join(reason.in_(self.language) for reason in one.why_not)
        scope = self.say("every", f"1–{one.persons}" if one.persons > 1 else "1") if one.every_size else self.say("up to", one.persons, why)
        unasked = self.say("also unasked", len(one.unasked)) if one.unasked else ""
        if not one.differences and one.complete:
            apart = self.say("apart") if self.rest.only else ""
            return self.say("none" if one.every_size else "none found", scope) + unasked + apart
        found: CompareKey = "limit" if not one.complete else "all" if one.every_size else "all found"
        return self.say(found, len(one.differences), scope) + unasked

    def _articles(self, one: Difference) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        return (get_args(Subject).index(one.subject), one.first.articles, one.second.articles)

    def difference(self, one: Difference, cases: bool) -> Iterator[str]:
        sides = " → ".join(
            f"{name}{self.colon}{self.side(one, side)}" for name, side in zip(self.names, (one.first, one.second), strict=True)
        )
        yield f"- {self.subject(one)}{self.colon}{sides}"
        facts = [self.fact(each) for each in one.deciding if not each.reading and not each.usual and not each.silent]
        silent = [self.fact(each) for each in one.deciding if each.silent]
        usual = [self.fact(each) for each in one.deciding if not each.reading and each.usual and not each.silent]
        readings = [self.fact(each) for each in one.deciding if each.reading]
        besides = [self.fact(each) for each in one.unasked]
        told: tuple[tuple[CompareKey, list[str]], ...] = (
            ("when", facts),
            ("silent", silent),
            ("not stated", usual),
            ("read", readings),
            ("alike if", besides),
        )
        for key, words in told:
            if words:
                yield f"  {self.say(key)}{('；' if self.language == 'zh' else '; ').join(words)}"
        if not one.deciding:
            yield f"  {self.say('always')}"
        if cases:
            for side in (one.first, one.second):
                yield ""
                yield "  ```yaml"
                yield from (f"  {line}" for line in side.case.splitlines())
                yield "  ```"

    def subject(self, one: Difference) -> str:
        """What comes out differently; a question or label in the first regulation's words."""
        file = self.regulations[0].file
        if one.subject == "question":
            text = file.questions[one.id].text
        elif one.subject == "label":
            text = next(each.text for each in file.labels if each.id == one.id)
        else:
            return self.say(one.subject)
        return self.say(one.subject, text.in_(self.language)) + ("" if one.of is None else COMPARE_OF.say(one.of, self.language))

    def side(self, one: Difference, side: Side) -> str:
        regulation = self.regulations[0] if side is one.first else self.regulations[1]
        word = self.outcome(regulation, one, side)
        return word + self.in_brackets(regulation.cited(*side.articles).in_(self.language)) if side.articles else word

    def outcome(self, regulation: Regulation, one: Difference, side: Side) -> str:
        """What comes out under one regulation."""
        joint = "、" if self.language == "zh" else " and "
        match one.subject:
            case "possible":
                broken = [text.text.in_(self.language) for text in regulation.file.background if text.id in side.provisions]
                return self.say("can be") if side.outcome else self.say("cannot be", ("；" if self.language == "zh" else "; ").join(broken))
            case "circumstance":
                return self.say("made_out" if side.outcome else "not made out")
            case "question" if kind_of(regulation.file.questions[one.id]) == "somebody":
                return self.say("named" if side.outcome else "not named", PERSON[1])
            case "question":
                words = (
                    "condition_not_met" if each == NOT_SETTLED and side.settled == "condition_not_met" else each for each in side.outcome
                )
                return joint.join(answer_word(each, self.language) for each in words) or self.say("no answer")
            case "label":
                return self.say("labelled" if side.outcome else "not labelled")
            case "measures":
                terms = regulation.file.sanctions.terms if regulation.file.sanctions else {}
                return joint.join(terms[each].in_(self.language) for each in side.outcome) or self.say("no measure")
            case _:
                assert side.standing is not None, "whoever may bear something stands somewhere"
                return joint.join(shown(regulation, side.outcome, self.language)) or standing_word(regulation, side.standing, self.language)

    def fact(self, one: Deciding) -> str:
        """A fact or reading in the words of the regulation that knows it."""
        regulation = self.regulations[1] if one.only == self.names[1] else self.regulations[0]
        if one.reading:
            reading = regulation.readings[one.term]
            words = f"{reading.question.in_(self.language)} – {reading.one_of[one.value].in_(self.language)}"
        elif one.alleged:
            whether = self.say("alleged" if one.value == "yes" else "not alleged")
            words = f"{self.say('against', *self.circumstance(regulation, one.of))} – {whether}"
        else:
            term = regulation.terms[one.term]
            value = term.options[one.value].in_(self.language) if one.value in term.options else _yes_no(one.value, self.language)
            of = f"{one.of}, " if one.of and one.of not in ("facts", "body") else ""
            if of and term.sort == "circumstance":
                of = COMPARE_OF.say("circumstance", self.language, *self.circumstance(regulation, one.of))
            words = f"{of}{term.text.in_(self.language)}"
            words += f" – {value}" if one.value else ""
            words += self.say("stated") if one.stated else ""
        return words + self.in_brackets(self.say("only", one.only)) if one.only else words

    def circumstance(self, regulation: Regulation, of: str) -> tuple[str, str]:
        """A circumstance by its place in the text and its subject; the second of two alike says so."""
        item, _, subject = of.rpartition("/")
        if regulation is not self.regulations[0]:
            item = self.rest.paired[item]
        place = regulation.cited(f"{regulation.circumstances[item][0].article}({item})").in_(self.language)
        who, twin, _ = subject.partition("#")
        return place, who + (self.say("second") if twin else "")


def _yes_no(value: str, language: Language) -> str:
    return COMPARE.say("yes" if value == "yes" else "no", language) if value in ("yes", "no") else value
