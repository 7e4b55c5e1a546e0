"""An answer as a page shows it, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zeren.answering.answered import Answered
from zeren.model.language.statements import Certainty
from zeren.model.meaning.answer import BearerAnswer
from zeren.phrases import Phrases
from zeren.voice.keys import DESK, DeskKey
from zeren.voice.paint import plain
from zeren.voice.tongue import in_tongue
from zeren.words import Language


class AnswerView:
    """What is certain or possible for everybody, why, what it assumes and what to do."""

    def __init__(self, answered: Answered, language: Language) -> None:
        self.answered, self.language = answered, language
        self.phrases = Phrases(answered.regulation, answered.case, answered.answer, language, plain)

    def say(self, key: DeskKey, *values: object) -> str:
        return DESK.say(key, self.language, *values)

    @property
    def is_open(self) -> bool:
        """Whether anybody's outcome is not settled."""
        return any(len(one.outcomes) > 1 for one in self.answered.answer.bearers.values())

    def verdicts(self) -> Iterator[dict[str, Any]]:
        """Each bearer with what is certain or possible, why, what it assumes, and what to do."""
        phrases = self.phrases
        for name, bearer in self.answered.answer.bearers.items():
            outcomes = [
                {
                    "text": phrases.measured(one),
                    "style": "bad" if one.tiers else "good",
                    "articles": phrases.cited(list(dict.fromkeys(rule.article for rule in one.because))) if one.because else "",
                    "under": phrases.under(one.under) if len(bearer.outcomes) > 1 else [],
                    "why": [phrases.text(phrases.regulation.rules[rule.rule][0].text) for rule in one.because],
                    "but": [
                        phrases.text(phrases.regulation.exceptions[defeat.rule][0].text)
                        for miss in one.missed
                        for defeat in miss.defeated_by
                        if not one.tiers
                    ],
                }
                for one in bearer.outcomes
            ]
            yield {
                "name": name,
                "office": phrases.office(name),
                "open": len(outcomes) > 1,
                "outcomes": outcomes,
                "assumed": self._assumed(name),
                "checklists": self._checklists(bearer),
                "risks": [
                    phrases.read_otherwise(risk, [name]) for risk in self.answered.answer.readings.outside_stance if name in risk.changes
                ],
            }

    def _assumed(self, name: str) -> str:
        found = [(one.of, one.term, one.value) for one in self.answered.answer.presumed if name in one.matters_to]
        return self.phrases.together(found) if found else ""

    def _checklists(self, bearer: BearerAnswer) -> list[dict[str, Any]]:
        return [
            {
                "title": in_tongue(one.title, self.language),
                "steps": [
                    {
                        "text": in_tongue(step.text, self.language),
                        "done": step.done,
                        "advice": "" if step.done else in_tongue(step.advice, self.language),
                    }
                    for step in one.steps
                ],
            }
            for one in bearer.checklists
        ]

    def adopted(self) -> Iterator[str]:
        """The adopted readings that the answer follows: by whom, when, under what."""
        return map(self.phrases.as_adopted, self.answered.answer.readings.adopted)

    def alleged(self) -> Iterator[dict[str, str]]:
        """Each alleged circumstance, whether it is made out."""
        keys: dict[Certainty, tuple[DeskKey, str]] = {
            "certain": ("made out", "bad"),
            "possible": ("undetermined", "open"),
            "excluded": ("not made out", "good"),
        }
        phrases = self.phrases
        for one in self.answered.answer.circumstances:
            key, style = keys[one.answer]
            lacks = phrases.facts(one.lacks, everything=True) if one.lacks else ""
            yield {
                "cited": phrases.cited([one.article]),
                "subject": one.subject,
                "text": phrases.text(phrases.regulation.circumstances[one.item][0].text),
                "verdict": self.say(key),
                "style": style,
                "lacks": lacks,
            }
