"""The single bodies of an organisation, where a file speaks of many alike, and what stands above each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from zeren.model.language.calendar import ONE_DAY, Period, later
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.statements import Duty


class Unit(msgspec.Struct, frozen=True):
    """One body: `school-17` is the seventeenth of the bodies that the file calls `school`."""

    name: str
    body: str
    superior: str | None
    regulation: str | None
    bears: tuple[str, ...]
    anchor: dt.date
    started: dt.date | None


def units(organisation: Organisation) -> dict[str, Unit]:
    """Every single body by name; bodies alike are spread evenly over superiors alike."""
    found: dict[str, Unit] = {}
    file = organisation.file
    for body, shape in file.bodies.items():
        for index in range(shape.count):
            above = None
            if shape.superior is not None:
                many = file.bodies[shape.superior].count
                above = unit_name(shape.superior, index * many // shape.count, many)
            name = unit_name(body, index, shape.count)
            found[name] = Unit(name, body, above, shape.regulation, shape.as_, shape.started or file.from_, shape.started)
    return found


def first_units(organisation: Organisation) -> dict[str, Unit]:
    """The first single body of every kind, by its name; what stands above it is among them."""
    found: dict[str, Unit] = {}
    file = organisation.file
    for body, shape in file.bodies.items():
        above = None if shape.superior is None else unit_name(shape.superior, 0, file.bodies[shape.superior].count)
        name = unit_name(body, 0, shape.count)
        found[name] = Unit(name, body, above, shape.regulation, shape.as_, shape.started or file.from_, shape.started)
    return found


def unit_name(body: str, index: int, count: int) -> str:
    """The name of one of `count` bodies alike.

    >>> unit_name("school", 0, 200), unit_name("bureau", 0, 1)
    ('school-1', 'bureau')
    """
    return body if count == 1 else f"{body}-{index + 1}"


def chain_up(every: Mapping[str, Unit], name: str) -> tuple[Unit, ...]:
    """A body and all that stand above it, the top last."""
    chain = [every[name]]
    while (above := chain[-1].superior) is not None:
        chain.append(every[above])
    return tuple(chain)


def span(organisation: Organisation) -> Period:
    """The days that an organisation file covers."""
    file = organisation.file
    return Period(file.from_, later(file.from_, "year", file.years) - ONE_DAY)


def duties_of(unit: Unit, regulation: Regulation) -> Iterator[Duty]:
    """The duties of a body that recur and can be counted: those with a number, or with a day of the year."""
    for duty in regulation.file.duties:
        counted = (duty.at_least is not None or duty.by is not None) and duty.within is None
        if counted and (not unit.bears or duty.who in unit.bears) and duty.norm == "obliged":
            yield duty


def filer(who: str | None, unit: Unit, every: Mapping[str, Unit]) -> Unit | None:
    """The body that files what an event of a body asks for: itself, or the nearest above it that is what the text names.

    None where that is nobody under the same regulation, such as an authority outside the organisation.
    """
    for one in chain_up(every, unit.name):
        if one.regulation == unit.regulation and (who is None or not one.bears or who in one.bears):
            return one
    return None


def goes_up(duty: Duty, unit: Unit, above: Unit, regulation: Regulation) -> bool:
    """Whether a duty of a body informs the body above it."""
    return duty.to is not None and (duty.to in regulation.file.above or (duty.to in above.bears and duty.to not in unit.bears))
