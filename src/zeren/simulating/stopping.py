"""When replications are enough: the headline figures, a value for each replication, and how precise the intervals shown for them are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from zeren.sim.statistics import FEWEST, SAME, Estimate, enough, mean_estimate, share_estimate
from zeren.sim.tally import Tally
from zeren.simulating.tallies import Columns


class Stopping(msgspec.Struct, frozen=True):
    """Why an experiment ended that was to go on until its figures are precise; `imprecise` names those that are not."""

    precision: float
    most: int
    imprecise: tuple[str, ...] = ()


class Share(msgspec.Struct, frozen=True):
    """The share of periods, or events, that were met in time, by replication."""

    hits: list[int]
    trials: list[int]

    def estimate(self, number: int) -> Estimate:
        """The share after so many replications."""
        return share_estimate(self.hits[:number], self.trials[:number])

    def each(self) -> list[float]:
        """A value for each replication; their mean is the share of all, also where replications have unlike numbers of events."""
        total = sum(self.trials)
        share = sum(self.hits) / total
        return [share + (one - share * all_) * len(self.trials) / total for one, all_ in zip(self.hits, self.trials, strict=True)]


class Mean(msgspec.Struct, frozen=True):
    """A mean by replication."""

    means: list[float]

    def estimate(self, number: int) -> Estimate:
        """The mean after so many replications."""
        return mean_estimate(self.means[:number])

    def each(self) -> list[float]:
        """The value of each replication."""
        return self.means


def headline(tallies: Sequence[Tally]) -> dict[str, Share | Mean]:
    """The measures on which a run stops and organisations are compared: the share of periods met for each duty, and the mean age along
    each chain, on the day on which it is renewed.
    """
    columns, found = Columns(tallies), dict[str, Share | Mean]()
    for body, what in columns.keys("met", "late", "no_performance"):
        hits, trials = columns.assessed((body, what))
        if sum(trials):
            found[f"{body}/{what}"] = Share(hits, trials)
    for body, what in columns.keys("age_to"):
        means = columns.means("age_to", (body, what))
        if len(means) == len(tallies):
            found[f"{what} → {body}"] = Mean([one + 1 for one in means])
    return found


def is_precise(one: Estimate, precision: float) -> bool:
    """Whether half an interval is at most such a part of the figure; of a share that never or always came up, such a part of one."""
    if one.half is None:
        return one.reason == SAME
    return one.half <= precision * (abs(one.value) or 1)


def imprecise(tallies: Sequence[Tally], precision: float) -> tuple[str, ...]:
    """The headline measures whose intervals are wider."""
    return tuple(name for name, one in headline(tallies).items() if not is_precise(one.estimate(len(tallies)), precision))


def until_precise(precision: float) -> Callable[[Sequence[Tally]], int | None]:
    """A stopping rule: the means have been precise over the look-ahead, and so is every interval that is shown."""

    def stop(tallies: Sequence[Tally]) -> int | None:
        if len(tallies) < FEWEST:
            return None
        figures = list(headline(tallies).values())
        first = enough([one.each() for one in figures] or [[1.0] * len(tallies)], precision)
        numbers = range(first or len(tallies) + 1, len(tallies) + 1)
        return next((number for number in numbers if all(is_precise(one.estimate(number), precision) for one in figures)), None)

    return stop
