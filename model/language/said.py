"""What is wrong with a file, said in English as it stands and in every other language on request."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Any, Final

from zeren.model.language.text import Text
from zeren.voice.keys import FAULTS, FAULTS_WORD, FaultsKey

_QUOTES: Final = ("`", "“")


class Said(str):
    """A sentence of the catalogue with its values: English to whoever takes it as text, and any language to whoever asks.

    >>> one = said("unknown term", "rol")
    >>> str(one), one.in_("zh")
    ('unknown term `rol`', '没有术语“rol”')
    """

    __slots__ = ("key", "values")
    key: FaultsKey
    values: tuple[Any, ...]

    def __new__(cls, key: FaultsKey, *values: Any) -> Said:
        found = super().__new__(cls, FAULTS.say(key, "en", *(_shown(one, "en") for one in values)))
        found.key, found.values = key, values
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Said, (self.key, *self.values)

    def in_(self, language: str) -> str:
        """The sentence in a language."""
        words = FAULTS.words(language)[self.key]
        quoted = [text.endswith(_QUOTES) for text, field, _, _ in Formatter().parse(words) if field is not None]
        places = [int(field) if field else index for index, field in enumerate(_fields(words))]
        own = dict(zip(places, quoted, strict=True))
        return words.format(*(_shown(one, language, word=not own.get(place, True)) for place, one in enumerate(self.values)))


class Names(tuple[str, ...]):
    """Names that stand in a sentence one after another, each as it is quoted in the language; sentences stand as they are."""


class Together(Names):
    """Names of things that only together are what the sentence speaks of."""


class Phrases(tuple[str, ...]):
    """What a parser says, in phrases, of which the catalogue has those that are usual."""


class Sentences(tuple[Text, ...]):
    """Sentences of a regulation, one after another."""


def said(key: FaultsKey, *values: Any) -> Said:
    """What the catalogue says for a key, with values filled in."""
    return Said(key, *values)


def in_language(text: str, language: str) -> str:
    """A text in a language, if it is one that the catalogue has; as it stands otherwise."""
    return text.in_(language) if isinstance(text, Said) else text


def names(found: Iterable[object]) -> Names:
    """Names for a sentence."""
    return Names(one if isinstance(one, Said) else str(one) for one in found)


def _fields(words: str) -> list[str]:
    return [field for _, field, _, _ in Formatter().parse(words) if field is not None]


def _shown(value: Any, language: str, *, word: bool = False) -> Any:
    """A value as it stands in a sentence of a language; a plain `word` of zeren's own (a term, a rule) is told in it."""
    if isinstance(value, Said):
        return value.in_(language) if language != "en" else str(value)
    if isinstance(value, Names):
        quoted = FAULTS.say("quoted", language, "{}")
        told = (_shown(one, language) if isinstance(one, Said) else quoted.format(one) for one in value)
        return FAULTS.say("together" if isinstance(value, Together) else "list", language).join(told)
    if isinstance(value, Phrases):
        return FAULTS.say("phrases", language).join(_word(one, language) for one in value)
    if isinstance(value, Sentences):
        return FAULTS.say("join", language).join(one.in_(language) for one in value)
    return _word(value, language) if word and isinstance(value, str) else value


def _word(word: str, language: str) -> str:
    """A kind of thing, one or several of them, or kinds joined by `or` and `and`, in a language; other words as they are."""
    if (key := FAULTS_WORD.find(word)) is not None:
        return FAULTS_WORD.say(key, language)
    for joint in (", ", " or ", " and "):
        first, found, rest = word.partition(joint)
        if found and (known := FAULTS_WORD.find(joint)) is not None and language != "en":
            return _word(first, language) + FAULTS_WORD.say(known, language) + _word(rest, language)
    for ending, one in (("ies", "y"), ("s", "")):
        if word.endswith(ending) and (key := FAULTS_WORD.find(word.removesuffix(ending) + one)) is not None and language != "en":
            return FAULTS_WORD.say(key, language)
    return word
