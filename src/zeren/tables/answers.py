"""What a regulation settles besides tiers, as columns of text: its questions and the measures that a case opens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Among, Answer, QuestionAnswer

_MEASURES = ("permitted", "possible", "mandatory", "not_named")


class Answers:
    """The columns of a regulation's answers, each set of texts kept once under a number."""

    def __init__(self, regulation: Regulation) -> None:
        self.questions = dict(regulation.file.questions)
        self.measures = _MEASURES if regulation.file.sanctions is not None else ()
        self.known: dict[tuple[str | None, ...], int] = {}

    @property
    def columns(self) -> list[str]:
        """`answer.QUESTION` for each question, `measures.permitted` and so on where there are measures."""
        return [*(f"answer.{name}" for name in self.questions), *(f"measures.{word}" for word in self.measures)]

    def number(self, answer: Answer, name: str) -> int:
        """The number of the texts in the row of somebody; what is asked of others is empty there."""
        found: list[str | None] = []
        for question, asked in self.questions.items():
            own: Any = answer.questions.get(question)
            if asked.sort != "matter":
                own = (own or {}).get(name)
            found.append(None if own is None else _alternatives(own))
        found += ["+".join(getattr(answer.sanctions, word)) or "none" for word in self.measures]
        return self.known.setdefault(tuple(found), len(self.known))


def _alternatives(answer: QuestionAnswer) -> str:
    if isinstance(answer.among, Among):
        return "among " + "+".join(answer.among.possible)
    return " | ".join(_text(one) for one in answer.answers)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "+".join(map(str, value)) or "none"
    return str(value)


__all__ = ["Answers"]
