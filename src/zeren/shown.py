"""What was found, as it shows itself: in a terminal, as JSON, in a notebook."""

from __future__ import annotations

import html
from typing import ClassVar

import msgspec

from zeren.encoded import as_json
from zeren.phrases import Paint, plain
from zeren.words import Language, default_language

_COLOURS = {"bold": "font-weight:600", "good": "color:#1a7f37", "bad": "color:#b42318", "open": "color:#9a6700", "dim": "opacity:.6"}


class Shown(msgspec.Struct, frozen=True):
    """A finding with what is needed to tell it in words; each kind says what it tells and what its record is."""

    FONT: ClassVar[str] = "system-ui,sans-serif"

    def told(self, language: Language, paint: Paint) -> str:
        """The finding in words, with its parts painted."""
        raise NotImplementedError

    @property
    def record(self) -> object:
        """The finding as data, in the published format of its kind."""
        raise NotImplementedError

    def text(self, language: Language | None = None) -> str:
        """The finding in words; in the language of the locale unless given."""
        return self.told(language or default_language(), plain)

    def json(self) -> str:
        """The finding in its published format."""
        return as_json(self.record)

    def html(self, language: Language | None = None) -> str:
        """The finding in words, as a piece of HTML."""

        def paint(text: str, style: str) -> str:
            return f"\x01{_COLOURS[style]}\x02{text}\x03"

        said = html.escape(self.told(language or default_language(), paint))
        for mark, tag in (("\x01", '<span style="'), ("\x02", '">'), ("\x03", "</span>")):
            said = said.replace(mark, tag)
        return f'<div style="white-space:pre-wrap;font-family:{self.FONT};line-height:1.5">{said}</div>'

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()
