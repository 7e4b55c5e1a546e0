"""A house file: the readings that an organisation has adopted, each with who adopted it, when and under which document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from zeren.model.language.faults import nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.record import Record
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source


class Choice(Record, frozen=True):
    """One adopted reading."""

    regulation: str
    reading: str
    option: str
    adopted_by: str
    on: dt.date
    under: str


class HouseShape(Record, frozen=True):
    """A house file."""

    house: str
    choices: tuple[Choice, ...]


class House(msgspec.Struct, frozen=True):
    """The choices of a house for one regulation, by reading."""

    id: str
    choices: Mapping[str, Choice]


def link_house(source: Source, shape: HouseShape, regulation: Regulation) -> House:
    """Check a house's choices for a regulation; those for other regulations are left aside. Faults go to `source`."""
    choices: dict[str, Choice] = {}
    for index, choice in enumerate(shape.choices):
        if choice.regulation != regulation.id or MISSING in (choice.reading, choice.option):
            continue
        path = ("choices", index)
        if choice.reading not in regulation.readings:
            source.fault((*path, "reading"), said("unknown reading", choice.reading), nearest(choice.reading, regulation.readings))
        elif choice.option not in (options := regulation.readings[choice.reading].one_of):
            source.fault((*path, "option"), said("is no option of", choice.option, choice.reading), nearest(choice.option, options))
        if choice.reading in choices:
            source.fault(path, said("is adopted twice", choice.reading), said("keep the choice in force"))
        choices[choice.reading] = choice
    return House(shape.house, choices)
