"""The rows of a log that tell of events: when something happened, what was filed, and the facts that decide what is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from zeren.logs.mapping import LogMapping
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import UNKNOWN, MaybeValue, Term, read_value

Kind = Literal["moment", "began", "filed", "no_number"]
_YES_NO = {"是": True, "有": True, "y": True, "true": True, "1": True, "否": False, "无": False, "n": False, "false": False, "0": False}


class Word(NamedTuple):
    """What a word for an act means, where it is no recurring duty: a moment of the matter, the start of duties, or a filing."""

    kind: Kind
    ids: tuple[str, ...]


class Happened(NamedTuple):
    """A row of an event: from `first` to `last`, the same where the time of day is known; `event` is the id that the row names."""

    row: int
    kind: Kind
    id: str
    first: dt.datetime
    last: dt.datetime
    body: str
    event: str
    facts: tuple[tuple[str, MaybeValue], ...] = ()
    sheet: str = ""


def event_words(regulation: Regulation, mapping: LogMapping) -> dict[str, Word]:
    """The words of a log that tell of events; a word for two things means neither, unless the mapping file says which."""
    found: dict[str, list[Word]] = {}

    def means(words: Iterable[str], word: Word) -> None:
        for one in words:
            if word not in found.setdefault(one, []):
                found[one].append(word)

    terms, filings = regulation.terms, {one.id: one for one in regulation.file.filings}
    for filing in filings.values():
        sent = terms[filing.sent]
        means((filing.id, filing.act.zh, filing.act.en, sent.id, sent.text.zh, sent.text.en), Word("filed", (filing.id,)))
    sent_terms = {filing.sent for filing in filings.values()}
    for term in regulation.terms_of["matter"]:
        if term.kind == "moment" and term.id not in sent_terms:
            means((term.id, term.text.zh, term.text.en), Word("moment", (term.id,)))
    starts: dict[tuple[str, str], list[str]] = {}
    for duty in regulation.file.duties:
        words = (duty.id, duty.act.zh, duty.act.en)
        if duty.filing is not None:
            means(words, Word("filed", (duty.filing,)))
        elif duty.within is not None:
            means(words, Word("filed", (duty.id,)))
        if duty.on is not None and duty.filing is None:
            starts.setdefault((duty.on.zh, duty.on.en), []).append(duty.id)
    events = {duty.id for duty in regulation.event_duties}
    for texts, duties in starts.items():
        own = tuple(one for one in duties if one in events)
        means(texts, Word("began", own) if own else Word("no_number", tuple(duties)))
    words_of = {word: several[0] for word, several in found.items() if len(several) == 1}
    asked = {one.id for one in regulation.asked}
    for word, name in mapping.acts.items():
        name = {duty.id: duty.filing for duty in regulation.file.duties if duty.filing}.get(name) or name
        if name in asked:
            words_of[word] = Word("filed", (name,))
    for word, name in mapping.events.items():
        words_of[word] = Word("began" if name in events else "moment", (name,))
    return words_of


def fact_columns(headings: Iterable[object], regulation: Regulation) -> dict[int, Term]:
    """The columns of a table that state facts or moments of the matter: their headings are terms, by id or in words."""
    terms = {word: term for term in regulation.terms_of["matter"] for word in (term.text.en.lower(), term.text.zh, term.id)}
    names = [str(one).strip().removeprefix("\ufeff").lower() if one is not None else "" for one in headings]
    return {place: terms[name] for place, name in enumerate(names) if name in terms}


def read_fact(cell: Any, term: Term) -> MaybeValue:
    """The value of a term that a cell states.

    Raises:
        Mistyped: if it states none.
    """
    if isinstance(cell, bool) and term.kind == "yes_no":
        return cell
    word = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
    if term.kind == "yes_no" and word.lower() in _YES_NO:
        return _YES_NO[word.lower()]
    if term.kind == "one_of":
        shown = {text: option for option, words in term.options.items() for text in (words.zh, words.en)}
        word = shown.get(word, word)
    return read_value(word, term.kind, term.options)


def known_facts(rows: Iterable[Happened]) -> Mapping[str, MaybeValue]:
    """The facts of an event; where rows differ, the last one counts."""
    return {name: value for row in rows for name, value in row.facts if value is not UNKNOWN}
