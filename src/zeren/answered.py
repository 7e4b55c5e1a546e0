"""An answered case, as it shows itself in a terminal, as JSON, and in a notebook."""

from __future__ import annotations

import html

import msgspec

from zeren.model.language.case import Case
from zeren.model.language.regulation import Regulation
from zeren.model.meaning.answer import Answer
from zeren.text import render
from zeren.words import Language, default_language

_COLOURS = {"bold": "font-weight:600", "good": "color:#1a7f37", "bad": "color:#b42318", "open": "color:#9a6700", "dim": "opacity:.6"}


class Answered(msgspec.Struct, frozen=True):
    """A case, the regulation it was put under, and the answer."""

    regulation: Regulation
    case: Case
    answer: Answer

    def text(self, language: Language | None = None) -> str:
        """The answer in words."""
        return render(self.regulation, self.case, self.answer, language or default_language())

    def json(self) -> str:
        """The answer in the format `zeren.answer/1`."""
        return msgspec.json.format(msgspec.json.encode(self.answer), indent=2).decode()

    def html(self, language: Language | None = None) -> str:
        """The answer in words, as a piece of HTML."""

        def paint(text: str, style: str) -> str:
            return f"\x01{_COLOURS[style]}\x02{text}\x03"

        said = html.escape(render(self.regulation, self.case, self.answer, language or default_language(), paint))
        for mark, tag in (("\x01", '<span style="'), ("\x02", '">'), ("\x03", "</span>")):
            said = said.replace(mark, tag)
        return f'<div style="white-space:pre-wrap;font-family:system-ui,sans-serif;line-height:1.5">{said}</div>'

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()
