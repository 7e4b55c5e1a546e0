"""What the commands on duties in time do alike: dates on the command line, and the readings that count periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from zeren.commands.common import fail

if TYPE_CHECKING:
    import datetime as dt

    from zeren.model.language.organisation import Organisation
    from zeren.model.language.regulation import Regulation


def days(options: Mapping[str, str]) -> dict[str, dt.date]:
    """The dates stated by options; every one that is none is refused, all at once."""
    from zeren.model.language.calendar import EARLIEST, LATEST
    from zeren.model.language.terms import read_date

    stated: dict[str, dt.date] = {}
    faults: list[str] = []
    for name, word in options.items():
        if not word:
            continue
        try:
            stated[name] = read_date(word)
        except ValueError:
            faults.append(f"{name} {word}: expected a date such as 2026-03-05")
            continue
        if not EARLIEST <= stated[name] <= LATEST:
            faults.append(f"{name} {word}: expected a date from {EARLIEST} to {LATEST}")
    if faults:
        fail(faults)
    return stated


def window_readings(regulation: Regulation, organisation: Organisation | None, pins: Sequence[str]) -> dict[str, str]:
    """The readings that decide how periods are counted: literal ones, those of the organisation, then those pinned here."""
    from zeren.model.language.faults import nearest

    windows = regulation.file.windows
    names = [] if windows is None else [windows.reading, *([windows.same_day.reading] if windows.same_day else [])]
    chosen = {name: regulation.readings[name].literal for name in names}
    chosen |= {name: option for name, option in (organisation.file.readings if organisation is not None else {}).items() if name in names}
    faults = []
    for pin in pins:
        name, _, option = pin.partition("=")
        if name not in names:
            faults.append(f"--reading {pin}: it does not decide how periods are counted; {nearest(name, names)}")
        elif option not in regulation.readings[name].one_of:
            faults.append(f"--reading {pin}: `{option}` is no option of `{name}`; {nearest(option, regulation.readings[name].one_of)}")
        chosen[name] = option
    if faults:
        fail(faults)
    return {name: option for name, option in chosen.items() if option is not None}
