"""Everything that a regulation's file states with an article: what it is, and the places of the text that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import Text

Place = tuple[str, tuple[str, ...]]  # an article, and the items inside it


class Statement(msgspec.Struct, frozen=True):
    """One statement: the section of the file, its name there, its words, and the places that it cites."""

    section: str
    name: str
    text: Text | None
    places: tuple[Place, ...]


def statements(regulation: Regulation) -> Iterator[Statement]:
    """Every statement that cites something, in the order of the file; what is stated to be left out is one of `not_modelled`."""
    for section in regulation.file.__struct_fields__:
        yield from _inside(section, section, getattr(regulation.file, section))


def _inside(section: str, name: str, found: Any) -> Iterator[Statement]:
    if isinstance(found, dict):
        for key, one in found.items():
            yield from _inside(section, str(key), one)
    elif isinstance(found, list | tuple):
        for index, one in enumerate(found, 1):
            yield from _inside(section, f"{name} {index}" if name == section else name, one)
    elif isinstance(found, msgspec.Struct):
        name = str(getattr(found, "id", "") or getattr(found, "item", "") or name)
        article = getattr(found, "article", "")
        cited = [*([article] if isinstance(article, str) and article else []), *(getattr(found, "cites", None) or ())]
        if cited:
            item = str(getattr(found, "item", ""))
            places = tuple(_with_item(place, item) for one in cited for place in places_of(one))
            yield Statement(section, name, _words(found), tuple(dict.fromkeys(places)))
        for field in found.__struct_fields__:
            yield from _inside(section, name, getattr(found, field))


def _words(found: Any) -> Text | None:
    """What a statement says of itself."""
    for field in ("text", "act", "question", "what", "title", "note"):
        said = getattr(found, field, None)
        if isinstance(said, Text):
            return said
    zh, en = getattr(found, "zh", None), getattr(found, "en", None)
    return Text(zh=zh, en=en) if isinstance(zh, str) and isinstance(en, str) else None


def _with_item(place: Place, item: str) -> Place:
    """A listed circumstance cites its article, and is an item of it by its own number."""
    article, items = place
    return (article, (item,)) if item.isdecimal() and not items else place


def places_of(cited: str) -> Iterator[Place]:
    """The places that a citation names.

    >>> list(places_of("6(4), 6(5)")), list(places_of("174(a)(2)"))
    ([('6', ('4',)), ('6', ('5',))], [('174', ('a', '2'))])
    """
    for one in re.split(r"[,;]\s*", cited):
        if one.strip():
            yield re.split(r"[（(]", one.strip())[0].strip(), tuple(re.findall(r"[（(]([^）)]*)[）)]", one))
