"""What a log says of an organisation's numbers, as data."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from zeren.fitting.measure import Fitted


class FitReport(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of an organisation that a log tells, and those that it does not.

    `events` counts what was used of the log, `not_used` what said nothing of any number.
    """

    schema: Literal["zeren.fit/1"] = "zeren.fit/1"
    organisation: str
    log: str
    observed: tuple[dt.date, dt.date]
    events: int
    not_used: int
    level: float = 0.95
    numbers: tuple[Fitted, ...]
    disclaimer: str = "not legal advice"
