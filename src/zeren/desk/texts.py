"""Files as they were read; what they come to is worked out once for each text."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import msgspec

from zeren.model.language.load import parse_regulation
from zeren.model.language.regulation import Regulation


class Text(msgspec.Struct, frozen=True):
    """A file as it was read: what it is called, and what it says."""

    name: str
    text: str

    @property
    def mark(self) -> str:
        """By what the text is known again."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=64)
def regulation_in(text: Text) -> Regulation:
    """The regulation that a file says. Raises `Refused` with every fault."""
    return parse_regulation(text.text, text.name)
