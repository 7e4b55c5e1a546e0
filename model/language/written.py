"""Words that people write in files, in any language that zeren has a catalogue of, and what each of them means there."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from typing import Literal

from zeren.model.language.text import Text
from zeren.voice import catalogue

Family = Literal["value", "unit", "key", "word"]


def folded(word: str) -> str:
    """A word as it is compared with others: whatever its width, its capitals and its spaces.

    >>> folded("ＹＥＳ ") == folded("yes")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def written(word: str, family: Family, among: Collection[str] | None = None) -> str | None:
    """What a word means among the keys of files, their fixed words, their units or yes, no and unknown; None if nothing or several.

    >>> written("是", "value"), written("人员", "key", ["people", "bodies"]), written("人们", "key")
    ('yes', 'people', None)
    """
    found = [one for one in _meanings(catalogue.FOLDER, family).get(folded(word), ()) if among is None or one in among]
    return found[0] if len(found) == 1 else None


def in_words(name: str, family: Family, language: str) -> str:
    """The first of the words for something in a language; its own name where there is none."""
    return catalogue.section(language, f"written.{family}").get(name, name).partition(" | ")[0]


def is_chinese(word: str) -> bool:
    """Whether a word has a Chinese character in it, so that whoever wrote it is helped by names in Chinese."""
    return any("\u4e00" <= one <= "\u9fff" for one in word)


def names_beside(word: str, things: Mapping[str, Text]) -> list[str]:
    """What things are called where a word that means none of them was written: in Chinese beside Chinese, otherwise their ids.

    >>> offices = {"secretary": Text(zh="书记", en="secretary of the committee"), "member": Text(zh="委员", en="member")}
    >>> names_beside("副书记", offices), names_beside("secretry", offices)
    (['书记', '委员'], ['secretary', 'member'])
    """
    return [text.zh for text in things.values()] if is_chinese(word) else list(things)


def words_beside(word: str, names: Collection[str], family: Family) -> list[str]:
    """Keys and fixed words likewise."""
    return [in_words(name, family, "zh") for name in names] if is_chinese(word) else list(names)


@cache
def _meanings(folder: object, family: Family) -> Mapping[str, tuple[str, ...]]:
    """By word in any language what it may mean; `folder` is that of the catalogues, which tests change."""
    found: dict[str, dict[str, None]] = {}
    for language in catalogue.languages():
        for name, words in catalogue.section(language, f"written.{family}").items():
            for word in words.split(" | "):
                found.setdefault(folded(word), {})[name] = None
    return {word: tuple(names) for word, names in found.items()}


class Called:
    """Things that have an id and are called something in Chinese and in English; any of the three names one.

    >>> offices = Called({"secretary": Text(zh="书记", en="secretary of the committee"), "member": Text(zh="委员", en="member")})
    >>> offices.meant("书记"), offices.meant("Member"), offices.meant("x")
    (('secretary',), ('member',), ())
    """

    def __init__(self, things: Mapping[str, Text]) -> None:
        self._things = things
        self._words: dict[str, dict[str, None]] | None = None

    def __contains__(self, name: object) -> bool:
        return name in self._things

    def meant(self, word: str) -> tuple[str, ...]:
        """The ids that a word may mean: an id means itself and nothing else."""
        if word in self._things:
            return (word,)
        if self._words is None:
            self._words = {}
            for name, text in self._things.items():
                for said in (text.zh, text.en):
                    self._words.setdefault(folded(said), {})[name] = None
        return tuple(self._words.get(folded(word), ()))
