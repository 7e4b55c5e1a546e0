"""Receipts: on what an answer stands, so that anybody can have the same bytes again or be told what differs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any, Literal

import msgspec

from zeren.answering.fill_in import named_in
from zeren.encoded import as_json
from zeren.model.language.case import Stance
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.load import parse_case, parse_house, parse_regulation
from zeren.model.language.said import said
from zeren.model.language.source import parse_source
from zeren.model.meaning.answer import Answer

SCHEMA: Literal["zeren.receipt/1"] = "zeren.receipt/1"


class TextUsed(msgspec.Struct, frozen=True):
    """A text that an answer stands on, with its hash (SHA-256 of its UTF-8), whole."""

    name: str
    sha256: str
    text: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How a case was asked: the stance and the readings pinned, whether what is usual was presumed, and what was sought besides."""

    stance: Stance | None = None
    readings: dict[str, str] = {}
    presume: bool = True
    why: bool = False
    what_if: bool = False
    find_out: bool = False
    settle: bool = False


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt of one answer; `number` is derived from all the rest but the engine's version."""

    schema: Literal["zeren.receipt/1"] = SCHEMA
    number: str
    zeren: str
    regulation: TextUsed
    case: TextUsed
    house: TextUsed | None = None
    asked: Asked = Asked()
    answer: dict[str, Any]


def used(name: str, text: str) -> TextUsed:
    """A text with its hash.

    >>> used("a", "").sha256[:8]
    'e3b0c442'
    """
    return TextUsed(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text)


def receipt(regulation: TextUsed, case: TextUsed, house: TextUsed | None, asked: Asked, answer: Answer) -> Receipt:
    """The receipt of an answer."""
    plain = msgspec.json.decode(as_json(answer))
    number = _number(regulation, case, house, asked, plain)
    return Receipt(number=number, zeren=version("zeren"), regulation=regulation, case=case, house=house, asked=asked, answer=plain)


def read_receipt(text: bytes, name: str) -> Receipt:
    """A receipt from JSON. Raises `Refused` where it is none, or where it does not agree with itself."""
    try:
        found = msgspec.json.decode(text, type=Receipt)
    except msgspec.DecodeError as error:
        raise Refused([Fault(name, 0, 0, said("no receipt", error))]) from None
    parts = [("regulation", found.regulation), ("case", found.case), *([("house", found.house)] if found.house else [])]
    faults = [
        Fault(name, 0, 0, said("the text of is not the", key), said("somebody has changed this receipt"))
        for key, one in parts
        if used(one.name, one.text) != one
    ]
    if _number(found.regulation, found.case, found.house, found.asked, found.answer) != found.number:
        faults.append(Fault(name, 0, 0, said("is not the number of what", found.number), said("somebody has changed this receipt")))
    if faults:
        raise Refused(faults)
    return found


def replayed(found: Receipt) -> Answer:
    """The answer of this engine to what a receipt holds.

    Raises:
        Refused: where this engine refuses a text of the receipt.
        Undecided: if the solver gives up.
    """
    from zeren.model.solving.ask import ask

    regulation = parse_regulation(found.regulation.text, found.regulation.name)
    case = parse_case(found.case.text, regulation, found.case.name, named=_named(found.case))
    house = parse_house(found.house.text, regulation, found.house.name) if found.house is not None else None
    return ask(regulation, case, house=house, **msgspec.structs.asdict(found.asked))


def differences(before: Any, after: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two plain values differ: the place, what one says and what the other says; `None` for what is not there.

    >>> list(differences({"a": [1, 2]}, {"a": [1, 3]}))
    [('a.1', 2, 3)]
    """
    if type(before) is type(after) and isinstance(before, (dict, list)):
        one = before if isinstance(before, dict) else dict(enumerate(before))
        other = after if isinstance(after, dict) else dict(enumerate(after))
        for key in [*one, *(key for key in other if key not in one)]:
            yield from differences(one.get(key), other.get(key), f"{place}.{key}" if place else str(key))
    elif before != after:
        yield place, before, after


def _named(case: TextUsed) -> str:
    """What a case calls its regulation."""
    data = parse_source(case.text, case.name).data
    return named_in(data) if isinstance(data, dict) else ""


def _number(regulation: TextUsed, case: TextUsed, house: TextUsed | None, asked: Asked, answer: Mapping[str, Any]) -> str:
    """A short name that what an answer says and stands on has, and hardly anything else."""
    whole = {"texts": [one.sha256 if one else "" for one in (regulation, case, house)], "asked": asked, "answer": answer}
    return hashlib.sha256(msgspec.json.encode(whole, order="sorted")).hexdigest()[:16]
