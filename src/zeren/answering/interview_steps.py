"""What was answered in an interview, step by step, and how it is kept beside the case until the interview is over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from zeren.model.language.case import Case, FactId
from zeren.model.language.edit_case import with_person
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import UNKNOWN, Value, read_value, write_value
from zeren.model.language.whole import write_whole


class Step(NamedTuple):
    """An answer: a fact with its value (None: nobody knows), somebody who is added, or the rest taken to be as usual."""

    fact: FactId | None = None
    value: Value | None = None
    person: str = ""
    as_usual: bool = False


class Taken(NamedTuple):
    """The case after some steps, what they stated, what nobody knew, and whether the rest is as usual."""

    case: Case
    answers: Mapping[FactId, Value]
    unknown: tuple[FactId, ...]
    as_usual: bool


def taken(regulation: Regulation, case: Case, steps: Sequence[Step]) -> Taken:
    """The case after these steps."""
    answers: dict[FactId, Value] = {}
    unknown: list[FactId] = []
    for one in steps:
        if one.person:
            case = with_person(regulation, case, one.person, {})
        if one.fact is not None and one.value is None:
            unknown.append(one.fact)
        elif one.fact is not None and one.value is not None:
            answers[one.fact] = one.value
    stated = {**case.facts, **dict.fromkeys(unknown, UNKNOWN), **answers}
    return Taken(msgspec.structs.replace(case, facts=stated), answers, tuple(unknown), any(one.as_usual for one in steps))


class _Written(msgspec.Struct, omit_defaults=True):
    """A step as it stands in a file."""

    of: list[str] = []
    value: str = ""
    person: str = ""
    as_usual: bool = False


class _File(msgspec.Struct):
    of: str  # the text of the case, by its hash
    steps: list[_Written]


def unfinished(target: Path) -> Path:
    """Where answers are kept until everything is asked."""
    return target.with_name(target.name + ".unfinished")


def keep(target: Path, text: str, steps: Sequence[Step]) -> None:
    """Keep what was answered about a case of this text, whole."""
    written = [
        _Written([*one.fact] if one.fact else [], "" if one.value is None else write_value(one.value), one.person, one.as_usual)
        for one in steps
    ]
    write_whole(unfinished(target), msgspec.json.format(msgspec.json.encode(_File(_hash(text), written)), indent=1).decode() + "\n")


def kept(target: Path, text: str, regulation: Regulation) -> list[Step]:
    """What was answered before an interview was broken off; nothing if none was.

    Raises:
        Refused: where it cannot be read, or the case is another one by now.
    """
    place = unfinished(target)
    if not place.exists():
        return []
    try:
        found = msgspec.json.decode(place.read_bytes(), type=_File)
        if found.of != _hash(text):
            raise Refused([Fault(str(place), 0, 0, said("answers to another text"), said("take it away to begin anew"))])
        return [_read(one, regulation) for one in found.steps]
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused([Fault(str(place), 0, 0, said("no answers of an interview"), said("take it away to begin anew"))]) from None


def _read(one: _Written, regulation: Regulation) -> Step:
    if not one.of:
        return Step(person=one.person, as_usual=one.as_usual)
    sort, of, name = one.of
    term = regulation.terms[name]
    if sort != term.sort:
        raise ValueError(sort)
    value = read_value(one.value, term.kind, term.options) if one.value else None
    return Step(FactId(term.sort, of, name), value)  # type: ignore[arg-type]  # what is not known is kept as nothing


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
