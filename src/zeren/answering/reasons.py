"""Reasons in words, where they are asked for: what is enough, what would change it, what to find out; and duties over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

from msgspec import UNSET

from zeren.model.language.statements import ExceptionRule, Rule
from zeren.model.meaning.answer import BearerAnswer, DutyAnswer
from zeren.model.meaning.explanations import Alternative, Change, FindOut, Standing, Sufficient, Way, WhatIf
from zeren.model.meaning.references import FactRef, Unlisted
from zeren.phrases import Phrases
from zeren.voice.keys import ANSWER_EFFECT, AnswerKey
from zeren.voice.paint import Style

MOST_SHOWN = 4  # sets of changes, or of facts to find out
MOST_SUFFICIENT = 2  # sets that are enough


class ReasonPhrases(Phrases):
    """Words for the reasons of one answer."""

    def why(self, name: str, bearer: BearerAnswer) -> Iterator[str]:
        """The smallest sets of facts that are enough for each outcome, and the rules that come nearest."""
        for one in bearer.why or ():
            for found in one.sets[:MOST_SUFFICIENT]:
                yield self.row("enough", f"{self.tiers(one.tiers)}{self.say('colon')}{self.sufficient(name, found)}")
            yield from self.rest(len(one.sets) - MOST_SUFFICIENT, one.all, one.smallest)
            for rule in one.rules:
                yield from self.standing(rule, "  ")

    def sufficient(self, name: str, found: Sufficient) -> str:
        """What is known or supposed, then what is assumed, then how the text is read."""
        parts = [
            self.said_of(None if fact.of == name else fact.of, fact.term, fact.value) + self.supposed(fact.basis)
            for fact in found.facts
            if fact.basis != "assumed"
        ]
        assumed = self.together((fact.of, fact.term, fact.value) for fact in found.facts if fact.basis == "assumed" and fact.term)
        parts += [f"{self.say('assuming')}{assumed}"] if assumed else []
        for reading, option in found.readings.items():
            one = self.regulation.readings[reading]
            parts.append(self.say("so read", self.cites(reading), self.text(one.question), self.text(one.one_of[option])))
        return self.say("facts").join(dict.fromkeys(parts)) or self.say("whatever the facts")

    def supposed(self, basis: str) -> str:
        return self.say("supposed") if basis == "supposed" else ""

    def standing(self, rule: Standing, indent: str) -> Iterator[str]:
        """A rule or exception with the exceptions to it, one below the other."""
        known: Rule | ExceptionRule = (self.regulation.rules.get(rule.id) or self.regulation.exceptions[rule.id])[0]
        sign = self.paint("✓", "bad") if rule.stands else self.paint("✗", "dim")
        facts = self.facts(rule.grounds) if rule.met else f"{self.say('lacks')}{self.facts(rule.lacks, everything=True)}"
        yield f"{indent}{sign} {self.text(known.text)}{self.in_article(rule.article)}" + (f"{self.dash}{facts}" if facts else "")
        if rule.met:
            for exception in rule.exceptions:
                yield from self.standing(exception, indent + "    ")

    def what_if(self, name: str, bearer: BearerAnswer) -> Iterator[str]:
        """The smallest sets of changed facts that rule each outcome out, those in the person's own hands first."""
        several = len(bearer.outcomes) > 1
        for one in bearer.what_if or ():
            before = f"{self.tiers(one.tiers)}{self.say('colon')}" if several else ""
            if not one.alternatives:
                yield self.row("what if", f"{self.tiers(one.tiers)}{self.say('colon')}{self.say('nothing would')}")
            for found in one.alternatives[:MOST_SHOWN]:
                for line in self.alternative(name, found, one):
                    yield self.row("what if", before + line)
            yield from self.rest(len(one.alternatives) - MOST_SHOWN, one.all, one.smallest)

    def alternative(self, name: str, found: Alternative, of: WhatIf) -> Iterator[str]:
        """Changed facts and what follows: a line for each answer to which some of their values lead."""
        own = self.say("own hands", name) if found.own else ""
        own += self.say("others alike", found.others) if found.others else ""
        first = Way(tuple(one.becomes for one in found.changes), found.outcomes, found.effects)
        groups: dict[tuple[Any, ...], list[Way]] = {}
        for way in [first, *found.ways]:
            groups.setdefault((way.outcomes, way.effects), []).append(way)
        for ways in groups.values():
            columns = [list(dict.fromkeys(column)) for column in zip(*(way.becomes for way in ways), strict=True)]
            if prod(map(len, columns)) != len({way.becomes for way in ways}):  # not every value goes with every other
                columns = [[value] for value in ways[0].becomes]
            changes = self.say("facts").join(self.change(one, values) for one, values in zip(found.changes, columns, strict=True))
            then = self.say("or").join(self.ended(*outcome, of) for outcome in zip(ways[0].outcomes, ways[0].effects, strict=True))
            yield f"{changes}{own} → {then}"

    def ended(self, tiers: Sequence[str], effect: str | None, of: WhatIf) -> str:
        """An outcome, with its effect where that is what has changed or may be lifted."""
        if effect is None and tiers == of.tiers and of.effect == "discretionary":
            return f"{self.tiers(tiers)}{ANSWER_EFFECT.say('firm', self.language)}"
        return f"{self.tiers(tiers)}{ANSWER_EFFECT.say('discretionary', self.language) if effect else ''}"

    def change(self, one: Change, values: Sequence[Any]) -> str:
        if one.term is None:
            return self.said_of(one.of, None, values[0])
        *others, last = (self.value_word(one.term, value) for value in values)
        becomes = f"{self.say('list').join(others)}{self.say('or value')}{last}" if others else last
        said = f"{self.said_of(one.of, one.term, UNSET)}{self.say('colon')}{becomes}"
        return f"{said}{self.say('instead of', self.value_word(one.term, one.was))}"

    def find_out(self, found: FindOut | Any, key: AnswerKey = "find out") -> Iterator[str]:
        """The smallest sets of unknown facts that settle what is open, and the best question to ask next."""
        if found is UNSET or not found.sets:
            return
        for one in found.sets[:MOST_SHOWN]:
            yield self.row(key, self.say("facts").join(self.to_settle(ref) for ref in one))
        yield from self.rest(len(found.sets) - MOST_SHOWN, found.all, found.smallest)
        if found.next is not None:
            yield self.row("ask next", self.said_of(found.next.of, found.next.term, UNSET) + self.say("question mark"))

    def to_settle(self, ref: FactRef) -> str:
        if ref.reading is not UNSET:
            return self.text(self.regulation.readings[str(ref.reading)].question)
        if ref.term is UNSET:
            return self.say("whoever else")
        asked = self.said_of(None, str(ref.term), UNSET)
        of = self.say("of each") if isinstance(ref.of, Unlisted) else "" if ref.of is UNSET else ref.of
        return f"{of}{self.say('colon')}{asked}" if of else asked

    def rest(self, more: int, everything: bool, smallest: bool) -> Iterator[str]:
        """What the list leaves out or does not promise."""
        notes = []
        if more > 0:
            notes.append(self.say("more sets", more))
        if not everything:
            notes.append(self.say("not all"))
        if not smallest:
            notes.append(self.say("not smallest"))
        if notes:
            yield self.row(None, self.paint(self.say("facts").join(notes), "dim"))

    def duties(self, duties: Sequence[DutyAnswer]) -> Iterator[str]:
        """Whether duties were fulfilled over the observed days."""
        if duties:
            yield self.paint(self.say("duties"), "bold")
        texts = {one.id: one for one in self.regulation.file.duties}
        bearers = self.regulation.file.bearers
        verdicts: dict[str, tuple[AnswerKey, Style]] = {
            "certain": ("fulfilled", "good"),
            "possible": ("undetermined", "open"),
            "excluded": ("not fulfilled", "bad"),
        }
        for one in duties:
            key, style = verdicts[one.complies]
            by = self.text(bearers[one.by]) if one.by in bearers else one.by
            span = self.say("observed", *one.observed)
            head = f"{by}{self.say('colon')}{self.text(texts[one.duty].act)}{self.in_article(one.article)}"
            yield f"  {head}{self.say('colon')}{self.paint(self.say(key), style)}{self.dash}{span}"
            gap = "" if one.gap_days is None else self.say("longest gap", one.gap_days)
            yield f"      {self.say('facts').join(part for part in (gap, self.say('open gap', one.open_gap_days)) if part)}"
            for under in one.under:
                shown = [
                    self.say("so read", self.cites(name), self.text(self.regulation.readings[name].question), self.text(reading))
                    for name, option in under.readings.items()
                    for reading in [self.regulation.readings[name].one_of[option]]
                ]
                yield f"      · {self.say('facts').join(shown)}{self.say('colon')}{self.say(verdicts[under.complies][0])}"
