"""The words for what two regulations do not share or state differently, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.model.language.regulation import Regulation
from zeren.proofs.compare.counterparts import Counterparts
from zeren.proofs.compare.matching import labels
from zeren.proving.cycle_text import CycleText
from zeren.voice.keys import COUNTERPARTS, CounterpartsKey
from zeren.words import Language


class Compared:
    """Two regulations and what they do not share, to be told in one language."""

    def __init__(self, first: Regulation, second: Regulation, rest: Counterparts, language: Language) -> None:
        self.regulations, self.names, self.rest = (first, second), labels(first, second), rest
        self.language: Language = language
        self.cycles = tuple(CycleText(one, language) for one in self.regulations)
        self.zh = language == "zh"
        self.colon, self.comma, self.semicolon = ("：", "，", "；") if self.zh else (": ", ", ", "; ")

    def say(self, key: CounterpartsKey, *values: object) -> str:
        return COUNTERPARTS.say(key, self.language, *values)

    def called(self, word: str, *values: object) -> str:
        """A word of the comparison itself, where it has one for it; the word as it stands otherwise."""
        key = COUNTERPARTS.find(word)
        return word if key is None else self.say(key, *values)

    def aside(self, words: str) -> str:
        return f"（{words}）" if self.zh else f" ({words})"

    def arrow(self, what: str, first: str, second: str) -> str:
        return f"{what}{self.colon}{first} → {second}"

    def either(self, found: Sequence[str]) -> str:
        return ("或" if self.zh else " or ").join(dict.fromkeys(found))
