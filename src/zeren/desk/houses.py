"""House files of a folder: which readings an organisation has adopted, and which file a case is answered by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from zeren.desk.folder import HOUSE, Folder
from zeren.desk.texts import Text
from zeren.model.language.faults import Fault, Refused
from zeren.model.language.house import House
from zeren.model.language.load import parse_house
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said


class Adopted(msgspec.Struct, frozen=True):
    """A house file, with its choices for one regulation; of one that cannot be used, why."""

    file: Text
    house: House | None
    faults: tuple[Fault, ...] = ()


def houses_for(folder: Folder, regulation: Regulation) -> Iterator[Adopted]:
    """Every house file of the folder that has adopted something for a regulation, or that cannot be used."""
    for name in folder.names(HOUSE):
        try:
            file = folder.read(name)
            house = parse_house(file.text, regulation, name)
        except Refused as refused:
            yield Adopted(Text(name, ""), None, refused.faults)
            continue
        if house.choices:
            yield Adopted(file, house)


def house_of(folder: Folder, regulation: Regulation, case: str) -> Text:
    """The house file by which a case is answered that asks for what was adopted: the one beside it, or the only one.

    Raises:
        Refused: where there is none, or more than one could be meant.
    """
    found = list(houses_for(folder, regulation))
    place = PurePosixPath(case).parent
    beside = [one for one in found if PurePosixPath(one.file.name).parent == place]
    taken = beside or found
    if faults := [fault for one in taken for fault in one.faults]:
        raise Refused(faults)
    if len(taken) != 1:
        names = ", ".join(one.file.name for one in taken)
        problem = said("several house files have adopted readings", names) if taken else said("no house file of the folder")
        raise Refused([Fault(case, 0, 0, problem, said("put one beside the case as", HOUSE))])
    return taken[0].file
