"""Which readings an answer fixes and which it leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.model.language.case import Case, Stance
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.house import House
from zeren.model.language.link_case import OPEN
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.statements import Reading


def check_readings(known: Mapping[str, Reading], readings: Mapping[str, str], of: str = "") -> None:
    """Refuse choices that are not among the known readings, all at once; `of` names the regulation. Raises `Refused`."""
    whose = said("of", of) if of else ""
    faults = []
    for name, option in readings.items():
        if name not in known:
            faults.append(Fault("readings", 0, 0, said("unknown reading too", name, whose), nearest(name, known)))
        elif option not in (options := [*known[name].one_of, OPEN]):
            faults.append(Fault("readings", 0, 0, said("is no option of", option, name), nearest(str(option), options)))
    if faults:
        raise Refused(faults)


def fixed_readings(
    regulation: Regulation,
    case: Case,
    stance: Stance | None = None,
    readings: Mapping[str, str] | None = None,
    house: House | None = None,
) -> tuple[Stance, dict[str, str]]:
    """The stance taken, and the option of every reading that is not left open.

    What is asked for (`stance`, `readings`) goes before what the case file says, and that before the literal options.

    Raises:
        Refused: with every reading asked for that the regulation does not have, and every option that a reading does not have.
    """
    check_readings(regulation.readings, readings or {}, regulation.id)
    taken: Stance = stance or case.stance or "literal"
    fixed = {} if taken == "all" else {name: one.literal for name, one in regulation.readings.items() if one.literal is not None}
    if taken == "adopted" and house is not None:
        fixed |= {name: choice.option for name, choice in house.choices.items()}
    for name, option in {**case.readings, **(readings or {})}.items():
        if option == OPEN:
            fixed.pop(name, None)
        else:
            fixed[name] = option
    return taken, {name: fixed[name] for name in regulation.readings if name in fixed}
