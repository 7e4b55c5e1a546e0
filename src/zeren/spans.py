"""Dates that somebody states, and the readings by which periods are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from zeren.model.language.faults import Fault, Refused, nearest
from zeren.model.language.organisation import Organisation
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.terms import EARLIEST, LATEST, read_date


def days(stated: Mapping[str, dt.date | str | None]) -> dict[str, dt.date]:
    """The dates stated, each under its name; those that are left out or empty are absent.

    Raises:
        Refused: with every one that is no date, or that no calendar of zeren reaches.

    >>> days({"--from": "2026-01-01", "--to": ""})
    {'--from': datetime.date(2026, 1, 1)}
    """
    found: dict[str, dt.date] = {}
    faults: list[Fault] = []
    for name, word in stated.items():
        if word is None or word == "":
            continue
        try:
            found[name] = read_date(word) if isinstance(word, str) else word
        except ValueError:
            faults.append(Fault(f"{name} {word}", 0, 0, said("expected date")))
            continue
        if not EARLIEST <= found[name] <= LATEST:
            faults.append(Fault(f"{name} {word}", 0, 0, said("expected a date from to", EARLIEST, LATEST)))
    if faults:
        raise Refused(faults)
    return found


def window_readings(regulation: Regulation, organisation: Organisation | None, pinned: Mapping[str, str]) -> dict[str, str]:
    """The readings that decide how periods are counted: literal ones, those of the organisation, then those pinned.

    Raises:
        Refused: with every pin that names no such reading, or no option of it.
    """
    windows = regulation.file.windows
    names = [] if windows is None else [windows.reading, *([windows.same_day.reading] if windows.same_day else [])]
    chosen = {name: regulation.readings[name].literal for name in names}
    chosen |= {name: option for name, option in (organisation.file.readings if organisation is not None else {}).items() if name in names}
    faults: list[Fault] = []
    for name, option in pinned.items():
        pin = f"--reading {name}={option}"
        if name not in names:
            faults.append(Fault(pin, 0, 0, said("it does not decide how periods"), nearest(name, names)))
        elif option not in regulation.readings[name].one_of:
            faults.append(Fault(pin, 0, 0, said("is no option of", option, name), nearest(option, regulation.readings[name].one_of)))
        chosen[name] = option
    if faults:
        raise Refused(faults)
    return {name: option for name, option in chosen.items() if option is not None}
