"""Outcomes of a table in words: headings, tiers and findings as people read them, with the articles that give each tier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from zeren.model.language.regulation import Regulation
from zeren.tables.layout import WORDS
from zeren.voice.keys import TABLES, TABLES_FOUND
from zeren.words import Language

_SETS: Final = ("outcomes", "certain", "possible")
_HEADINGS: Final = ("outcomes", "certain", "possible", "made_out", "reason")


class InWords:
    """Tells a table of outcomes in a language.

    >>> import pyarrow as pa
    >>> from zeren.model.language.load import load_regulation
    >>> found = pa.table({"case": ["a"], "person": ["Wu"], "outcomes": ["primary | none"], "reason": pa.nulls(1, pa.string())})
    >>> InWords([load_regulation("county-bureau")], "en").table(found).to_pylist()[0]["outcomes"]
    'primary leadership responsibility, or no responsibility'
    """

    def __init__(self, versions: Sequence[Regulation], language: Language) -> None:
        self.versions, self.language = versions, language
        self._names = {tier: one.name_of(tier, language) for one in reversed(versions) for tier in one.tiers.all}

    def table(self, part: Any) -> Any:
        """A table of outcomes whose texts are written out, in words."""
        import pyarrow as pa

        columns: dict[str, Any] = {}
        for name in part.column_names:
            told = self.outcomes if name == "outcomes" else self.tiers if name in _SETS else self.found if name == "made_out" else None
            columns[self.heading(name)] = _mapped(part.column(name), told) if told else part.column(name)
            if name == "possible":
                columns[TABLES.say("articles", self.language)] = _mapped(part.column("outcomes"), self.articles)
        return pa.table(columns)

    def heading(self, name: str) -> str:
        """What a column is called."""
        if name in WORDS:
            return WORDS[name] if self.language == "zh" else name
        return next((TABLES.say(one, self.language) for one in _HEADINGS if one == name), name)

    def tiers(self, said: str) -> str:
        """Tiers that stand together, by their names."""
        return TABLES.say("and", self.language).join(self._names.get(tier, tier) for tier in said.split("+")) if said else said

    def outcomes(self, said: str) -> str:
        """Every outcome still possible."""
        none = TABLES.say("none", self.language)
        return TABLES.say("or", self.language).join(none if one == "none" else self.tiers(one) for one in said.split(" | "))

    def found(self, said: str) -> str:
        """Whether a circumstance is made out."""
        return next((TABLES_FOUND.say(one, self.language) for one in ("certain", "possible", "excluded") if one == said), said)

    def articles(self, said: str) -> str:
        """The articles of the rules that give these tiers."""
        tiers = {tier for one in said.split(" | ") for tier in one.split("+")}
        told = []
        for regulation in self.versions:
            articles = dict.fromkeys(rule.article for rule, _ in regulation.rules.values() if rule.bears in tiers)
            told += [regulation.cited(*articles).in_(self.language)] if articles else []
        return TABLES.say("list", self.language).join(dict.fromkeys(told))


def _mapped(column: Any, told: Callable[[str], str]) -> Any:
    """Every text of a column told anew, each distinct one once."""
    import pyarrow as pa

    coded = column.combine_chunks().dictionary_encode() if isinstance(column, pa.ChunkedArray) else column.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    return pa.array([told(text) for text in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


__all__ = ["InWords"]
