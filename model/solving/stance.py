"""Which readings an answer fixes and which it leaves open."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.model.language.case import Case, Stance
from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.house import House
from zeren.model.language.link_case import OPEN
from zeren.model.language.regulation import Regulation


def check_readings(regulation: Regulation, readings: Mapping[str, str], where: str = "readings") -> None:
    """Refuse choices that the regulation does not offer, all at once. Raises `Refused`."""
    faults = []
    for name, option in readings.items():
        if name not in regulation.readings:
            faults.append(Fault(where, 0, 0, f"unknown reading `{name}` of `{regulation.id}`", nearest(name, regulation.readings)))
        elif option not in (known := [*regulation.readings[name].one_of, OPEN]):
            faults.append(Fault(where, 0, 0, f"`{option}` is no option of `{name}`", nearest(str(option), known)))
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
    check_readings(regulation, readings or {})
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
