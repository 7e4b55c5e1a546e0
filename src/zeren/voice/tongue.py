"""Languages: which one is spoken unless somebody asks for another, and what there is of something in one."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TypeVar

from zeren.voice.catalogue import languages

Language = str  # one of `languages()`: a catalogue makes a language
T = TypeVar("T")


def in_tongue(texts: Mapping[str, T], language: str) -> T:
    """What there is in a language: in English where there is nothing in it, and in any where there is no English.

    >>> in_tongue({"zh": "甲", "en": "a"}, "fr"), in_tongue({"zh": "甲"}, "fr")
    ('a', '甲')
    """
    return texts[language if language in texts else "en" if "en" in texts else next(iter(texts))]


def default_language() -> Language:
    """The language of `ZEREN_LANG`, or else of the locale, where zeren has a catalogue of it; English otherwise."""
    stated = (os.environ.get(name) for name in ("ZEREN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((one for one in stated if one), "").lower()
    return next((one for one in languages() if re.match(rf"{one}\b|{one}_", locale)), "en")
