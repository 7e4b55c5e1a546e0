"""Witnesses for people: as a case file, and as a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.conditions import ME, Quantified
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text, Value, write_value
from zeren.model.meaning.evaluate import Meanings, Situation, meanings_of
from zeren.proofs.property import Claim
from zeren.proofs.replay import second_case, situation_of

_ZH, _EN = 0, 1
_MEANS_ITSELF = re.compile(r"[\w./][\w./-]*")
_WORDS: dict[str, tuple[str, str]] = {
    "matter": ("事项：", "The matter: "),
    "if": ("理解如下——", "Read as follows — "),
    "nothing": ("不承担任何责任", "no responsibility"),
    "made out": ("对{}成立的情形：{}", "Made out against {}: {}"),
    "not made out": ("对{}提出而不成立的情形：{}", "Alleged against {} and not made out: {}"),
    "otherwise": ("假如{}的情况是“{}”：", "Were it otherwise for {} ({}): "),
    "unmade": ("假如没有这一情形：", "Without that circumstance: "),
    "without": ("假如没有这一条：", "Without that provision: "),
    "same": ("结果相同", "the same"),
    "textual": ("：条文没有写明由谁承担。", ": the text does not say whose it is."),
    "plain": ("没有其他事实", "nothing else"),
    "not": ("并非", "not: "),
}


def case_text(regulation: Regulation, case: Case, named: str = "") -> str:
    """A case as the text of a case file.

    Args:
        named: how the file names its regulation; by its id unless given.
    """
    lines = [f"case: {_word(case.id)}", f"regulation: {_word(named or regulation.id)}"]
    if isinstance(case.about, Text):
        lines.append(f"about: {{zh: {_quoted(case.about.zh)}, en: {_quoted(case.about.en)}}}")
    lines += ["board: complete", *([f"stance: {case.stance}"] if case.stance else [])]
    if case.readings:
        lines += ["readings:", *(f"  {name}: {_word(option)}" for name, option in case.readings.items())]
    matter = _facts_of(case, "matter", "")
    if matter:
        lines.append(f"matter: {_flow(matter)}")
    lines += ["people:", *(f"  {_word(name)}: {_flow(_facts_of(case, 'person', name))}" for name in case.people)]
    if case.bodies:
        lines += ["bodies:", *(f"  {_word(name)}: {_flow(_facts_of(case, 'body', name))}" for name in case.bodies)]
    if case.circumstances:
        lines.append("circumstances:")
        for one in case.circumstances:
            stated = {"item": _quoted(one.item), "subject": _word(one.subject), **_facts_of(case, "circumstance", one.id)}
            lines.append(f"  - {_flow(stated)}")
    return "\n".join(lines) + "\n"


def _facts_of(case: Case, sort: str, of: str) -> dict[str, str]:
    return {fact.term: write_value(value) for fact, value in case.facts.items() if (fact.sort, fact.of) == (sort, of)}


def _flow(stated: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in stated.items()) + "}"


def _word(text: str) -> str:
    """A text where a plain scalar may stand: as it is if it means itself there, otherwise quoted."""
    return text if _MEANS_ITSELF.fullmatch(text) and text != "null" else _quoted(text)


def _quoted(text: str) -> str:
    """A text as a quoted scalar, with escapes for what YAML would not give back."""
    return '"' + "".join(_escaped(one) for one in text) + '"'


def _escaped(one: str) -> str:
    if one in '"\\':
        return f"\\{one}"
    if one.isprintable():
        return one
    return f"\\x{ord(one):02x}" if ord(one) < 0x100 else f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}"


class Story:
    """What happens in a witness: who did what, who bears what, and what the case that it is compared with would bring."""

    def __init__(self, meanings: Meanings, claim: Claim, case: Case, choices: Mapping[str, Sequence[str]]) -> None:
        self.meanings, self.regulation, self.claim, self.case, self.choices = meanings, meanings.regulation, claim, case, choices
        self.situation = situation_of(self.meanings, case, self._readings())

    def _readings(self) -> dict[str, str]:
        readings = self.regulation.readings
        return {name: self.case.readings.get(name) or one.literal or next(iter(one.one_of)) for name, one in readings.items()}

    def lines(self, language: str) -> list[str]:
        """The story, a line for each thing to say."""
        if self.claim.textual:
            return [self.claim.text.in_(language) + _WORDS["textual"][_ZH if language == "zh" else _EN]]
        return list(_Telling(self, _ZH if language == "zh" else _EN).lines())

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

    def second(self) -> Situation | None:
        """The situation that this one is compared with."""
        if self.claim.without:
            return situation_of(meanings_of(_without(self.regulation, self.claim.without)), self.case, self._readings())
        other = second_case(self.claim, self.case, self.who())
        return None if other is None else situation_of(self.meanings, other, self._readings())


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

    def __init__(self, story: Story, language: int) -> None:
        self.story, self.language = story, language
        self.regulation, self.case = story.regulation, story.case
        self.comma, self.semicolon, self.stop = ("，", "；", "。") if language == _ZH else (", ", "; ", ".")

    def say(self, key: str, *values: str) -> str:
        return _WORDS[key][self.language].format(*values)

    def text(self, text: Text) -> str:
        return text.zh if self.language == _ZH else text.en

    def lines(self) -> Iterator[str]:
        if self.story.choices:
            yield (
                self.say("if")
                + self.semicolon.join(self._choice(name, options) for name, options in self.story.choices.items())
                + self.stop
            )
        matter = self._unusual("matter", "")
        if matter:
            yield self.say("matter") + self.comma.join(matter) + self.stop
        situation = self.story.situation
        for one in self.case.circumstances:
            circumstance, condition = self.regulation.circumstances[one.item]
            holds = situation.holds(self.story.meanings.of(condition), situation.facts.circumstances[one.id])
            yield self.say("made out" if holds else "not made out", one.subject, self.text(circumstance.text)) + self.stop
        for sort, bearers in (("person", situation.facts.people), ("body", situation.facts.bodies)):
            for name in bearers:
                yield f"{name}{self._colon}{self._deeds(sort, name)} → {self._outcome(situation, sort, name)}{self.stop}"
        if (second := self.story.second()) is not None:
            yield self._otherwise(second)

    @property
    def _colon(self) -> str:
        return "：" if self.language == _ZH else ": "

    def _choice(self, name: str, options: Sequence[str]) -> str:
        reading = self.regulation.readings[name]
        either = "或" if self.language == _ZH else " or "
        return f"{self.text(reading.question)}{self._colon}{either.join(self.text(reading.one_of[one]) for one in options)}"

    def _deeds(self, sort: str, name: str) -> str:
        return self.comma.join(self._unusual(sort, name)) or self.say("plain")

    def _unusual(self, sort: str, of: str) -> list[str]:
        """The facts that are not as they usually are."""
        found = []
        for fact, value in self.case.facts.items():
            if (fact.sort, fact.of) == (sort, of) and value != self.regulation.terms[fact.term].unless_stated and value is not False:
                found.append(self._fact(fact, value))  # type: ignore[arg-type]  # a witness leaves nothing unknown
        return found

    def _fact(self, fact: FactId, value: Value) -> str:
        term = self.regulation.terms[fact.term]
        if isinstance(value, bool):
            return self.text(term.text) if value else f"{self.say('not')}{self.text(term.text)}"
        shown = self.text(term.options[value]) if isinstance(value, str) and value in term.options else write_value(value)
        return f"{self.text(term.text)}{self._colon}{shown}"

    def _outcome(self, situation: Situation, sort: str, name: str) -> str:
        facts = (situation.facts.people if sort == "person" else situation.facts.bodies)[name]
        tiers = situation.outcome(facts, sort)
        if not tiers:
            return self.say("nothing")
        language = "zh" if self.language == _ZH else "en"
        shown = []
        for tier in self.regulation.tiers.all:
            if tier in tiers:
                rules = [rule for rule, _ in self.regulation.rules.values() if rule.bears == tier and rule.sort == sort]
                articles = {rule.article: None for rule in rules if situation.applies(rule.id, facts)}
                shown.append(self.regulation.name_of(tier, language) + self._at(articles))
        return self.comma.join(shown)

    def _at(self, articles: Iterable[str]) -> str:
        said = self.text(self.regulation.cited(*articles))
        return f"（{said}）" if self.language == _ZH else f" ({said})"

    def _otherwise(self, second: Situation) -> str:
        claim, who = self.story.claim, self.story.who()
        if claim.changes:
            changed = [self._fact(FactId("person", who, term), value) for term, value in claim.changes.items()]
            opening = self.say("otherwise", who, self.comma.join(changed))
        else:
            opening = self.say("unmade" if claim.unmade else "without")
        ends = []
        for sort, bearers in (("person", second.facts.people), ("body", second.facts.bodies)):
            for name in bearers:
                now, then = self._outcome(self.story.situation, sort, name), self._outcome(second, sort, name)
                if now != then:
                    ends.append(f"{name} → {then}")
        return opening + (self.semicolon.join(ends) or self.say("same")) + self.stop
