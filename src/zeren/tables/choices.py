"""What a table chooses case by case: the version of a regulation by the date when a case arose, and readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from zeren.model.language.faults import nearest
from zeren.model.language.regulation import Regulation
from zeren.model.language.terms import read_date
from zeren.tables.layout import Layout
from zeren.tables.things import texts


class Choice(msgspec.Struct, frozen=True):
    """A version of the regulation (by its place) and readings chosen beside those of the run, or why there is none."""

    version: int
    readings: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def choices(columns: Mapping[str, Any], starts: Any, plan: Layout, versions: Sequence[Regulation]) -> Iterator[tuple[Choice, Any]]:
    """Each choice that some cases make, with the numbers of these cases."""
    differs: dict[int, str] = {}
    found: dict[tuple[str, ...], list[int]] = {}
    listed = [(name, texts(columns[name])) for name in plan.chosen]
    ends = [*starts.tolist()[1:], len(listed[0][1])] if listed else []
    for number, (start, end) in enumerate(zip(starts.tolist(), ends, strict=True)) if listed else ():
        for name, words in listed:
            if any(word != words[start] for word in words[start + 1 : end]):
                differs.setdefault(number, f"`{name}` differs between the rows of one case")
        found.setdefault((differs.get(number, ""), *(words[start] for _, words in listed)), []).append(number)
    for (reason, *words), own in found.items():
        said = dict(zip((name for name, _ in listed), words, strict=True))
        yield Choice(0, (), reason) if reason else _choice(said, plan, versions), np.array(own)


def _choice(said: Mapping[str, str], plan: Layout, versions: Sequence[Regulation]) -> Choice:
    version, reason = _version(said.get(plan.words.get("arose", ""), ""), versions)
    if reason:
        return Choice(0, (), reason)
    taken: list[tuple[str, str]] = []
    for reading, name in plan.readings.items():
        word = said[name]
        if not word:
            continue
        known = versions[version].readings
        if reading not in known:
            return Choice(0, (), f"`{versions[version].id}` has no reading `{reading}`")
        options = {text.in_(language): option for language in ("zh", "en") for option, text in known[reading].one_of.items()}
        option = word if word in known[reading].one_of or word == "open" else options.get(word, "")
        if not option:
            return Choice(0, (), f"`{word}` is no option of `{reading}`; {nearest(word, [*known[reading].one_of, 'open'])}")
        taken.append((reading, option))
    return Choice(version, tuple(taken))


def _version(word: str, versions: Sequence[Regulation]) -> tuple[int, str]:
    """The version in force on a date, by its place."""
    if not word:
        return 0, "" if len(versions) == 1 else "the case does not say when it `arose`, and the regulation has several versions"
    try:
        arose = read_date(word)
    except ValueError:
        return 0, f"`{word}` as `arose`; expected a date such as 2026-03-05"
    for place, one in enumerate(versions):
        if (one.file.valid.from_ or dt.date.min) <= arose <= (one.file.valid.to or dt.date.max):
            return place, ""
    if len(versions) > 1:
        return 0, f"the case arose on {arose}, when no version was in force"
    valid = versions[0].file.valid
    only = f"is in force only from {valid.from_}" if valid.from_ and arose < valid.from_ else f"was in force only until {valid.to}"
    return 0, f"the case arose on {arose}; `{versions[0].id}` {only}"


__all__ = ["Choice", "choices"]
