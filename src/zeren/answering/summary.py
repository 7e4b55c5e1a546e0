"""What stands first in an answer: who bears what, people alike told once, what to do until when, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from zeren.answering.around import AroundPhrases
from zeren.answering.still_in_time import still_in_time
from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer, BearerAnswer, OutcomeAnswer
from zeren.voice.keys import MEMO, MemoKey
from zeren.voice.leaving import visible
from zeren.voice.paint import plain
from zeren.voice.tongue import in_tongue
from zeren.words import Language
from zeren.words import say as answer_says

COLUMNS: tuple[MemoKey, ...] = ("who", "verdict", "to do")
MOST_ASKED = 6  # questions that a summary names; the others are counted


class Outcome(msgspec.Struct, frozen=True):
    """One outcome: in words, under which articles, and given what where there are several; `style` is bad, good or open."""

    text: str
    articles: str
    style: str
    given: tuple[str, ...] = ()


class Row(msgspec.Struct, frozen=True):
    """People of whom the same is told: their office, outcomes, what was assumed of them, and what they should do."""

    names: tuple[str, ...]
    office: str
    outcomes: tuple[Outcome, ...]
    assumed: str
    to_do: tuple[str, ...]


class Summary:
    """What stands first: of one answer, in one language."""

    def __init__(self, regulation: Regulation, case: Case, answer: Answer, language: Language) -> None:
        self.regulation, self.case, self.answer, self.language = regulation, case, answer, language
        self.phrases = AroundPhrases(regulation, case, answer, language, plain)

    def say(self, key: MemoKey, *values: object) -> str:
        return MEMO.say(key, self.language, *values)

    def rows(self) -> Iterator[Row]:
        """Everybody, those together of whom the same is told, in the order of the case."""
        groups: dict[Row, list[str]] = {}
        for name, bearer in self.answer.bearers.items():
            groups.setdefault(self._row(name, bearer), []).append(name)
        for row, names in groups.items():
            yield msgspec.structs.replace(row, names=tuple(map(visible, names)))

    def _row(self, name: str, bearer: BearerAnswer) -> Row:
        several = len(bearer.outcomes) > 1
        found = [(one.of, one.term, one.value) for one in self.answer.presumed if name in one.matters_to]
        shared = {(term, str(value)) for of, term, value in found if of != name}  # told with all the names, so that it reads alike for each
        own = [(None, term, value) for of, term, value in found if (term, str(value)) not in shared]
        others = [one for one in found if (one[1], str(one[2])) in shared]
        assumed = [self.phrases.together(some) for some in (own, others) if some]
        return Row(
            names=(),
            office=self.phrases.office(name),
            outcomes=tuple(self._outcome(name, one, several=several) for one in bearer.outcomes),
            assumed=self.say("facts").join(assumed),
            to_do=tuple(self._to_do(bearer)),
        )

    def _outcome(self, name: str, outcome: OutcomeAnswer, *, several: bool) -> Outcome:
        phrases, under = self.phrases, outcome.under
        given: list[str] = []
        if several:
            given = [phrases.said_of(None if one.of == name else one.of, one.term, one.value) for one in under.facts]
            given += phrases.under(msgspec.structs.replace(under, facts=()))
        return Outcome(
            text=phrases.measured(outcome) + phrases.effect(outcome),
            articles=phrases.cited(list(dict.fromkeys(rule.article for rule in outcome.because))) if outcome.because else "",
            style="open" if several else "bad" if outcome.tiers else "good",
            given=tuple(given),
        )

    def _to_do(self, bearer: BearerAnswer) -> Iterator[str]:
        """The steps that are not done and can be mended."""
        for one in bearer.checklists:
            for step in one.steps:
                if not step.done and not step.too_late:
                    yield self.say("step", in_tongue(step.text, self.language), in_tongue(step.advice, self.language))

    def in_time(self) -> Iterator[str]:
        """For everybody who may bear something, until when what would excuse them counts."""
        for name, bearer in self.answer.bearers.items():
            if name in self.case.people and (bearer.certain or bearer.possible):
                for one in still_in_time(self.regulation, self.case, name, self.language):
                    yield visible(one.told(self.language, self.phrases.zone))

    def asked(self) -> Iterator[str]:
        """What decides where somebody's outcome is open: whose fact it is, and which reading of the text."""
        facts: dict[tuple[str, str], None] = {}
        readings: dict[str, None] = {}
        for bearer in self.answer.bearers.values():
            for one in bearer.outcomes if len(bearer.outcomes) > 1 else ():
                for fact in one.under.facts:
                    what = self.phrases.said_of(None, fact.term, msgspec.UNSET) if fact.term else self._others
                    facts[self.phrases.name(fact.of), what] = None
                readings.update(dict.fromkeys(one.under.readings))
        questions = [self.say("ask of", whose, what) if whose else self.say("ask of matter", what) for whose, what in facts]
        asked = self.regulation.readings
        questions += [self.say("ask text", self.phrases.cites(one), asked[one].question.in_(self.language)) for one in readings]
        return map(visible, questions)

    @property
    def _others(self) -> str:
        return answer_says("whoever else", self.language)

    # as lines of a terminal -------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """The summary as it stands above the reasons: a line or two for each group, then dates and questions."""
        for row in self.rows():
            yield f"  {self._who(row)}{self.say('colon')}{self._verdict(row)}"
            if row.to_do:
                yield f"      {self.say('to do')}{self.say('colon')}{self.say('facts').join(row.to_do)}"
        parts: tuple[tuple[MemoKey, list[str]], ...] = (("in time", list(self.in_time())), ("ask", list(self.asked())))
        for key, found in parts:
            if found:
                yield f"  {self.say(key)}{self.say('colon').rstrip()}"
                yield from (f"    · {one}" for one in found[:MOST_ASKED])
                if len(found) > MOST_ASKED:
                    yield f"    · {self.say('more', len(found) - MOST_ASKED)}"

    def _who(self, row: Row) -> str:
        names = self.say("list").join(row.names)
        return f"{names}{answer_says('in brackets', self.language, row.office)}" if row.office else names

    def _verdict(self, row: Row) -> str:
        said = [
            f"{one.text}{answer_says('in brackets', self.language, one.articles)}" if one.articles else one.text for one in row.outcomes
        ]
        open_ = answer_says("open", self.language) if len(said) > 1 else ""
        mark = answer_says("on assumptions", self.language) if row.assumed else ""
        return f"{open_}{answer_says('or', self.language).join(said)}{mark}"
