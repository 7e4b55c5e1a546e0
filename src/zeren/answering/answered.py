"""An answered case."""

from __future__ import annotations

from zeren.answering.text import render
from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.shown import Shown
from zeren.voice.paint import Paint
from zeren.words import Language


class Answered(Shown, frozen=True):
    """A case, the regulation it was put under, and the answer."""

    regulation: Regulation
    case: Case
    answer: Answer

    def told(self, language: Language, paint: Paint) -> str:
        return render(self.regulation, self.case, self.answer, language, paint)

    @property
    def record(self) -> Answer:
        return self.answer
