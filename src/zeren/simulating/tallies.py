"""Tallies of many replications, read by measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from zeren.sim.tally import Tally


class Columns:
    """Tallies of many replications, read by measure."""

    def __init__(self, tallies: Sequence[Tally]) -> None:
        self.tallies = tallies
        self.by_measure: list[dict[str, dict[tuple[str, str], dict[int, int]]]] = []
        for tally in tallies:
            found: dict[str, dict[tuple[str, str], dict[int, int]]] = {}
            for (measure, body, what, value), number in tally.items():
                name = "gap" if measure.startswith("gap_") else measure
                values = found.setdefault(name, {}).setdefault((body, what), {})
                values[value] = values.get(value, 0) + number
            self.by_measure.append(found)

    def keys(self, *measures: str) -> list[tuple[str, str]]:
        """The bodies and things that occur under some measures."""
        return sorted({key for one in self.by_measure for measure in measures for key in one.get(measure, {})})

    def values(self, measure: str, key: tuple[str, str]) -> list[dict[int, int]]:
        """How often each value occurs, by replication."""
        return [one.get(measure, {}).get(key, {}) for one in self.by_measure]

    def totals(self, measure: str, key: tuple[str, str]) -> list[int]:
        """How many there are, by replication."""
        return [sum(one.values()) for one in self.values(measure, key)]

    def assessed(self, key: tuple[str, str]) -> tuple[list[int], list[int]]:
        """By replication, how many periods were met, and of how many: without those that an end of the observation cuts.

        Of these only the met ones could be assessed, so that a share in which they count would be too high.
        """
        met = [all_ - cut for all_, cut in zip(self.totals("met", key), self.totals("met_cut", key), strict=True)]
        return met, [sum(row) for row in zip(met, self.totals("late", key), self.totals("no_performance", key), strict=True)]

    def pooled(self, measure: str, key: tuple[str, str]) -> dict[int, int]:
        """How often each value occurs, over all replications."""
        found: Counter[int] = Counter()
        for one in self.values(measure, key):
            found.update(one)
        return dict(sorted(found.items()))

    def means(self, measure: str, key: tuple[str, str]) -> list[float]:
        """The mean value of each replication that has any."""
        found = []
        for one in self.values(measure, key):
            number = sum(one.values())
            if number:
                found.append(sum(value * many for value, many in one.items()) / number)
        return found
