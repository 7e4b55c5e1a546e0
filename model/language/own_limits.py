"""Time limits that an organisation has set itself where a text has a word and no number (及时, without undue delay)."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from zeren.model.language.faults import nearest
from zeren.model.language.filing import Filing
from zeren.model.language.lengths import check_length
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.statements import Duty


def without_number(regulation: Regulation) -> list[str]:
    """The duties that an event starts and the filings for which a regulation names no number."""
    duties = [one.id for one in regulation.file.duties if one.on is not None and one.within is None and one.filing is None]
    return duties + [one.id for one in regulation.file.filings if any(clock.within is None for clock in one.due)]


def check_limits(source: Source, limits: Mapping[str, str], regulations: Mapping[str, Regulation]) -> None:
    """Record what is wrong with an organisation's own time limits."""
    known = [name for regulation in regulations.values() for name in without_number(regulation)]
    every = {one.id for regulation in regulations.values() for one in regulation.file.duties}
    every |= {one.id for regulation in regulations.values() for one in regulation.file.filings}
    for name, within in limits.items():
        if name in every and name not in known:
            source.fault(("limits", name), said("has a number in the text", name), said("leave it out"), key=True)
        elif regulations and name not in known:
            source.fault(("limits", name), said("is nothing that the text leaves", name), nearest(name, known), key=True)
        if within is not MISSING:
            check_length(source, within, ("limits", name))


def with_limits(regulation: Regulation, limits: Mapping[str, str]) -> Regulation:
    """A regulation as an organisation lives by it: its own limits stand where the text has only a word, which is kept beside them."""
    if not set(limits) & set(without_number(regulation)):
        return regulation
    duties = tuple(_duty(one, limits) for one in regulation.file.duties)
    filings = tuple(_filing(one, limits) for one in regulation.file.filings)
    return replace(regulation, file=replace(regulation.file, duties=duties, filings=filings))


def _duty(duty: Duty, limits: Mapping[str, str]) -> Duty:
    own = duty.on is not None and duty.within is None and duty.filing is None and duty.id in limits
    return replace(duty, within=limits[duty.id]) if own else duty


def _filing(filing: Filing, limits: Mapping[str, str]) -> Filing:
    if filing.id not in limits:
        return filing
    return replace(filing, due=tuple(one if one.within is not None else replace(one, within=limits[filing.id]) for one in filing.due))
