"""Witnesses for people: as a case file, and as a story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import ME, Quantified
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Sort, Text, Value, write_value
from zeren.model.meaning.evaluate import Meanings
from zeren.proofs.endings import without_tier
from zeren.proofs.property import Claim
from zeren.proofs.replay import second_case, situation_of
from zeren.proofs.retold import Retold, as_told
from zeren.voice.keys import PUNCTUATION, STORY, StoryKey

_MADE_OUT: Mapping[str, StoryKey] = {"certain": "made out", "possible": "perhaps made out", "excluded": "not made out"}


class Story:
    """What happens in a witness: who did what, who bears what, and what the case that it is compared with would bring."""

    def __init__(self, meanings: Meanings, claim: Claim, case: Case, choices: Mapping[str, Sequence[str]]) -> None:
        self.meanings, self.regulation, self.claim, self.case, self.choices = meanings, meanings.regulation, claim, case, choices
        self.situation = situation_of(self.meanings, case, self._readings())
        self.told = as_told(meanings, case, self.situation, choices)
        self.answered = Retold(self.regulation, self.told)

    def _readings(self) -> dict[str, str]:
        readings = self.regulation.readings
        return {name: self.case.readings.get(name) or one.literal or next(iter(one.one_of)) for name, one in readings.items()}

    def lines(self, language: str) -> list[str]:
        """The story, a line for each thing to say."""
        if self.claim.textual:
            return [self.claim.text.in_(language) + STORY.say("textual", language)]
        return list(_Telling(self, language).lines())

    def who(self) -> str:
        """The person whom the claim is about: the first who fits it."""
        sought = self.claim.sought
        if not isinstance(sought, Quantified) or not self.claim.roles:
            return self.case.people[0]
        says = self.meanings.of(sought.body)
        people = self.situation.facts.people
        matter = self.situation.facts.matter
        fits = [name for name, facts in people.items() if says(self.situation, {sought.variable: facts, "matter": matter, ME: facts})]
        return (fits or list(people))[0]

    def second(self) -> Retold | None:
        """What the case that this one is compared with answers."""
        if self.claim.without:
            return Retold(_without(self.regulation, self.claim.without), self.told)
        other = second_case(self.claim, self.case, self.who(), self.regulation)
        if other is None:
            return None
        return Retold(self.regulation, as_told(self.meanings, other, situation_of(self.meanings, other, self._readings()), self.choices))


def _without(regulation: Regulation, name: str) -> Regulation:
    """A regulation that lacks a rule or exception: its condition never holds."""
    from zeren.model.language.conditions import FALSE

    means = dict(regulation.means)
    for index, rule in enumerate(regulation.file.rules):
        if rule.id == name:
            means["rules", index, "when"] = FALSE
    for index, one in enumerate(regulation.file.exceptions):
        if one.id == name:
            means["exceptions", index, "when"] = FALSE
    return msgspec.structs.replace(regulation, means=means)


class _Telling:
    """A story in one language."""

    def __init__(self, story: Story, language: str) -> None:
        self.story, self.language = story, language
        self.regulation, self.case = story.regulation, story.told
        self.comma, self.semicolon, self.stop, self.colon = (
            PUNCTUATION.say(mark, language) for mark in ("comma", "semicolon", "stop", "colon")
        )

    def say(self, key: StoryKey, *values: str) -> str:
        return STORY.say(key, self.language, *values)

    def text(self, text: Text) -> str:
        return text.in_(self.language)

    def lines(self) -> Iterator[str]:
        if self.case.readings:
            yield (
                self.say("if") + self.semicolon.join(self._choice(name, option) for name, option in self.case.readings.items()) + self.stop
            )
        matter = self._unusual("matter", "")
        if matter:
            yield self.say("matter") + self.comma.join(matter) + self.stop
        answered = self.story.answered
        for one in self.case.circumstances:
            said = _MADE_OUT[answered.made_out(one.id)]
            facts = self._unusual("circumstance", one.id)
            with_facts = f"{self.aside(self.comma.join(facts))}" if facts else ""
            yield self.say(said, one.subject, self.text(self.regulation.circumstances[one.item][0].text)) + with_facts + self.stop
        bearers: tuple[tuple[Sort, tuple[str, ...]], ...] = (("person", self.case.people), ("body", self.case.bodies))
        for sort, names in bearers:
            for name in names:
                yield f"{name}{self.colon}{self._deeds(sort, name)} → {self._outcome(answered, sort, name)}{self.stop}"
        if (second := self.story.second()) is not None:
            yield self._otherwise(second)

    def aside(self, words: str) -> str:
        return PUNCTUATION.say("brackets", self.language, words)

    def _choice(self, name: str, option: str) -> str:
        reading = self.regulation.readings[name]
        return f"{self.text(reading.question)}{self.colon}{self.text(reading.one_of[option])}"

    def _deeds(self, sort: str, name: str) -> str:
        return self.comma.join(self._unusual(sort, name)) or self.say("plain")

    def _unusual(self, sort: str, of: str) -> list[str]:
        """The facts that are told."""
        return [self._fact(fact, value) for fact, value in self.case.facts.items() if (fact.sort, fact.of) == (sort, of)]  # type: ignore[arg-type]  # a witness leaves nothing unknown

    def _fact(self, fact: FactId, value: Value) -> str:
        term = self.regulation.terms[fact.term]
        if isinstance(value, bool):
            return self.text(term.text) if value else f"{self.say('not')}{self.text(term.text)}"
        shown = self.text(term.options[value]) if isinstance(value, str) and value in term.options else write_value(value)
        return f"{self.text(term.text)}{self.colon}{shown}"

    def _outcome(self, answered: Retold, sort: Sort, name: str) -> str:
        """Every outcome that what is told leaves open, usually one."""
        either = []
        for outcome in answered.outcomes(sort, name):
            shown = [self.regulation.name_of(tier, self.language) + self._at(articles) for tier, articles in outcome.items()]
            either.append(self.comma.join(shown) or self.text(without_tier(self.regulation, answered.without_tier(sort, name))))
        return self.say("or").join(either)

    def _at(self, articles: Iterable[str]) -> str:
        return self.aside(self.text(self.regulation.cited(*articles)))

    def _otherwise(self, second: Retold) -> str:
        claim, who = self.story.claim, self.story.who()
        if claim.changes:
            changed = [self._fact(FactId("person", who, term), value) for term, value in claim.changes.items()]
            opening = self.say("otherwise", who, self.comma.join(changed))
        else:
            opening = self.say("unmade" if claim.unmade else "without")
        ends = []
        bearers: tuple[tuple[Sort, tuple[str, ...]], ...] = (("person", self.case.people), ("body", self.case.bodies))
        for sort, names in bearers:
            for name in names:
                now, then = self._outcome(self.story.answered, sort, name), self._outcome(second, sort, name)
                if now != then:
                    ends.append(f"{name} → {then}")
        return opening + (self.semicolon.join(ends) or self.say("same")) + self.stop
