"""The days of a case's zone, for moments that are not known yet."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, lru_cache

from zeren.model.language.case import Case, FactId
from zeren.model.language.terms import zone_named
from zeren.model.meaning.day_zone import day_zone
from zeren.model.solving.nearest import USUAL_DAY
from zeren.model.solving.quantities import BeyondSolver

_ROUND = 3  # years around the moments of a case in which its clocks change; a moment not known lies within them


class ZoneDays:
    """By which zone the days of moments not known are counted, and when its clocks change near the case's own moments."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def zone(self) -> dt.tzinfo:
        return day_zone(self.case)

    @cached_property
    def offsets(self) -> tuple[tuple[int, int], ...]:
        """Since which second the clocks are how many seconds ahead of UTC."""
        return _offsets(self.zone, *self._years)

    @property
    def window(self) -> tuple[int, int] | None:
        """The first and the last second in which unknown moments are sought; None where the clocks never change, which then is anywhere."""
        if len(self.offsets) == 1:
            return None
        first, last = self._years
        return _second(first), _second(last)

    def zone_of(self, fact: FactId) -> dt.tzinfo:
        """The zone by whose days a length from this moment is counted.

        Raises:
            BeyondSolver: if it is stated in another zone than the case's.
        """
        stated = self.case.facts.get(fact)
        if isinstance(stated, dt.datetime) and zone_named(stated.tzinfo) != zone_named(self.zone):
            raise BeyondSolver("whole days from a moment in a zone of its own")
        return self.zone

    @property
    def _years(self) -> tuple[int, int]:
        stated = [one.year for one in self.case.facts.values() if isinstance(one, dt.date)]
        stated += [one.year for one in (self.case.arose, self.case.now) if one]
        return min(stated, default=USUAL_DAY.year) - _ROUND, max(stated, default=USUAL_DAY.year) + _ROUND


@lru_cache(64)
def _offsets(zone: dt.tzinfo, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Found by looking at each noon of UTC, and between two that differ at halves of what is between."""
    at, found = _second(first), [(_second(first), _ahead(zone, _second(first)))]
    while at < _second(last):
        if (ahead := _ahead(zone, at + 86_400)) != found[-1][1]:
            before, after = at, at + 86_400
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (before, middle) if _ahead(zone, middle) == ahead else (middle, after)
            found.append((after, ahead))
        at += 86_400
    return tuple(found)


def _ahead(zone: dt.tzinfo, second: int) -> int:
    offset = dt.datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def _second(year: int) -> int:
    return int(dt.datetime(year, 1, 1, 12, tzinfo=dt.UTC).timestamp())
