"""The catalogues: what zeren says, a file for each language, a section for each family of texts or enumeration that is told.

A section is read when something of it is first said. `keys` has the type of each section's keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Generic, TypeVar, cast

K = TypeVar("K", bound=str)
FOLDER: Final = Path(__file__).parent
_HEADING: Final = re.compile(r"^\[([\w.]+)\]\n", re.MULTILINE)


class Words(Generic[K]):
    """The words of one section.

    >>> from zeren.voice.keys import PUNCTUATION
    >>> PUNCTUATION.say("colon", "zh")
    '：'
    """

    def __init__(self, section: str) -> None:
        self.section = section

    def say(self, key: K, language: str, *values: object) -> str:
        """What is said for a key in a language, with values filled in."""
        return section(language, self.section)[key].format(*values)

    def words(self, language: str) -> Mapping[str, str]:
        """Everything of the section in a language."""
        return section(language, self.section)

    def find(self, word: str) -> K | None:
        """A word of a regulation, a file or a program as a key of this section, if it is one."""
        return cast(K, word) if word in section("en", self.section) else None


def languages() -> tuple[str, ...]:
    """The languages in which zeren speaks, those it was written in first.

    >>> languages()
    ('zh', 'en')
    """
    found = sorted(file.stem for file in FOLDER.glob("*.toml"))
    return tuple(sorted(found, key=lambda one: ("zh", "en").index(one) if one in ("zh", "en") else 2))


def sections(language: str) -> Mapping[str, str]:
    """The text of each section of a language's catalogue."""
    return _sections(FOLDER, language)


def section(language: str, name: str) -> Mapping[str, str]:
    """The words of one section in one language."""
    return _section(FOLDER, language, name)


@cache
def _sections(folder: Path, language: str) -> Mapping[str, str]:
    text = (folder / f"{language}.toml").read_text(encoding="utf-8")
    parts = _HEADING.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def _section(folder: Path, language: str, name: str) -> Mapping[str, str]:
    return tomllib.loads(_sections(folder, language)[name])
