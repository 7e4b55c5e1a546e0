"""What was found, as it shows itself: in a terminal, as JSON, in a notebook."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from zeren.encoded import as_json
from zeren.voice.leaving import as_html, visible
from zeren.voice.paint import CLOSE, OPEN, Paint, marked, plain
from zeren.words import Language, default_language


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
        return visible(self.told(language or default_language(), plain))

    def json(self) -> str:
        """The finding in its published format."""
        return as_json(self.record)

    def html(self, language: Language | None = None) -> str:
        """The finding in words, as a piece of HTML."""

        said = as_html(self.painted(language))
        return f'<div style="white-space:pre-wrap;font-family:{self.FONT};line-height:1.5">{said}</div>'

    def painted(self, language: Language | None = None) -> str:
        """The finding in words with marks for its paint; without them where what it tells brings such marks along."""
        tongue = language or default_language()
        plainly = self.told(tongue, plain)
        return plainly if OPEN in plainly or CLOSE in plainly else self.told(tongue, marked)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return self.html()
