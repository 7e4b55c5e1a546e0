"""Checking what a case says of the deadlines of its filings."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zeren.model.language.case import CaseShape, Expectation
from zeren.model.language.faults import Path, nearest
from zeren.model.language.reader import MISSING
from zeren.model.language.regulation import Regulation
from zeren.model.language.said import said
from zeren.model.language.source import Source
from zeren.model.language.terms import Mistyped, read_moment

STATUSES = (
    "in_time",
    "late",
    "due",
    "overdue",
    "sent",
    "before_start",
    "not_started",
    "no_number",
    "not_owed",
    "open",
    "inconsistent",
)
OWED = ("certainly", "possibly", "no")


def check_calendar(source: Source, shape: CaseShape) -> dt.datetime | None:
    """Record every fault of the zone, holidays and moment of judgement of a case, and give that moment."""
    check_zone(source, shape.zone, shape.holidays)
    return _moment(source, shape.now, ("now",)) if shape.now is not None else None


def check_zone(source: Source, zone: str | None, holidays: str | None) -> None:
    """Record every fault of a time zone and of the holidays that a file names."""
    if zone is not None and zone is not MISSING:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            source.fault(("zone",), said("it", zone), said("no such time zone expected a"))
    if holidays is not None and holidays is not MISSING and not re.fullmatch(r"none|[A-Z]{2}(-[A-Z0-9]{1,3})?", holidays):
        source.fault(("holidays",), said("it", holidays), said("expected a country such as DE"))


def check_expected_filings(source: Source, expected: Expectation, regulation: Regulation, path: Path) -> None:
    """Record every fault of what a case expects of its filings."""
    filings = [one.id for one in regulation.file.filings]
    for name, filing in expected.filings.items():
        place = (*path, "filings", name)
        if name not in filings:
            source.fault(place, said("unknown filing", name), nearest(name, filings), key=True)
        if filing is MISSING:
            continue
        if filing.status not in (None, MISSING, *STATUSES):
            source.fault((*place, "status"), said("it", filing.status), nearest(str(filing.status), STATUSES))
        if filing.owed not in (None, MISSING, *OWED):
            source.fault((*place, "owed"), said("it", filing.owed), nearest(str(filing.owed), OWED))
        for field in ("strict", "limit", "latest"):
            if getattr(filing, field) is not None:
                _moment(source, getattr(filing, field), (*place, field))


def _moment(source: Source, text: str, path: Path) -> dt.datetime | None:
    if text is MISSING:
        return None
    try:
        return read_moment(text)
    except (ValueError, OverflowError) as error:
        advice = error.advice if isinstance(error, Mistyped) else said("expected a moment such as 2026-03-05T09")
        source.fault(path, said("it", text), advice)
        return None
