"""The regulations that come with zeren, as a list."""

from __future__ import annotations

import datetime as dt

import msgspec

from zeren.model.language.load import built_in, load_regulation
from zeren.model.language.text import Text


class ListedRegulation(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """A built-in regulation: its id, its title, and from when to when it is in force (open where null)."""

    id: str
    title: Text
    from_: dt.date | None
    to: dt.date | None


def listed() -> tuple[ListedRegulation, ...]:
    """Every built-in regulation, by id."""
    found = [load_regulation(name).file for name in built_in()]
    return tuple(ListedRegulation(one.regulation, one.title, one.valid.from_, one.valid.to) for one in found)
