"""Filings: what must be sent by a moment, the clocks that lead to it, and how a law counts time."""

from __future__ import annotations

from typing import Literal

import msgspec

from zeren.model.language.provision import Sure
from zeren.model.language.reader import Condition
from zeren.model.language.record import Record
from zeren.model.language.terms import Text


class Clock(Record, frozen=True):
    """A time limit that runs from a moment of the matter, or from when another filing was sent.

    `within` is a duration or `working_days(n)`; a clock with a `wording` instead has no number (“without undue delay”).
    `runs_from` says that it runs from the legal limit of the other filing rather than from when that was sent.
    """

    after: str
    within: str | None = None
    wording: Text | None = None
    article: str | None = None
    when: Condition = Condition("yes")
    sure: Sure | None = None
    runs_from: Literal["sent", "limit"] = "sent"


class Roll(Record, frozen=True):
    """A limit that falls on a day without work moves to the next working day: to its noon or to its end."""

    to: Literal["noon", "end_of_day"]
    article: str
    when: Condition = Condition("yes")
    sure: Sure | None = None


class Filing(Record, frozen=True):
    """Something that must be sent; of its clocks that have started, the earliest limit governs.

    `sent` names the moment of the matter at which it was sent, `when` the condition under which it is owed at all; of one
    that `repeats`, what follows runs from the latest.
    """

    id: str
    article: str
    act: Text
    sent: str
    due: tuple[Clock, ...]
    who: str | None = None
    to: str | None = None
    when: Condition = Condition("yes")
    roll: Roll | None = None
    repeats: bool = False
    note: Text | None = None
    sure: Sure | None = None


class Counting(Record, frozen=True):
    """How a law counts the periods that it sets, where it has a rule on that: the outer legal limit follows from it.

    Periods in hours run from the full hour after the event (`first_hour: not_counted`) or from the event itself; all
    others end with the last day, of which the day of the event is not one. `last_day_off` moves the end of a period
    that is not in hours; `two_working_days` lengthens any period of two days or more until it holds two of them, one in hours only
    if `two_working_days_of_hours` holds, where that is stated. Months end on the day of the same number; with `month_ends: last_day`, those
    that run from the last day of a month end on the last day of one (the day after the event is the first, and the eve of that day in the
    last month the end), so that six months from 30 June end on 31 December.
    """

    article: str
    first_hour: Literal["counted", "not_counted"] = "counted"
    last_day_off: Literal["stays", "next_working_day"] = "stays"
    month_ends: Literal["same_day", "last_day"] = "same_day"
    two_working_days: bool = False
    two_working_days_of_hours: Condition | None = None
    sure: Sure | None = None

    def for_hours(self, reaches: bool) -> Counting:
        """The rules for a period in hours, given whether that on two working days reaches it."""
        return msgspec.structs.replace(self, two_working_days=self.two_working_days and reaches)
