"""What replications say, and how surely: intervals, exact shares, open durations, and when there are enough replications.

Means get a t-interval on replication means, and only where these look near normal. Shares get an exact binomial interval whose
sample size is that of as many independent trials (Korn and Graubard 1998), since bodies that share a superior, and periods
of one body, go together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np

Method = Literal["t", "exact", "none"]
FEWEST = 10  # replications below which no t-interval is shown
SKEWED = 1.0  # skewness of replication means above which they do not pass for normal


class Estimate(msgspec.Struct, frozen=True):
    """A figure with its interval; without one, `reason` says why."""

    value: float
    low: float | None
    high: float | None
    method: Method
    replications: int
    reason: str = ""

    @property
    def half(self) -> float | None:
        """Half the width of the interval."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2


def t_interval(means: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """The t-interval of the mean of independent, near normal values.

    Raises:
        ValueError: from fewer than two values.
    """
    from scipy import stats

    if len(means) < 2:
        raise ValueError("an interval needs two values at least")
    half = float(stats.t.ppf((1 + level) / 2, len(means) - 1)) * float(np.std(means, ddof=1)) / math.sqrt(len(means))
    centre = float(np.mean(means))
    return centre - half, centre + half


def mean_estimate(means: Sequence[float], level: float = 0.95) -> Estimate:
    """A mean over replications, with a t-interval where that is right."""
    number, centre = len(means), float(np.mean(means)) if means else math.nan
    if number < FEWEST:
        return Estimate(centre, None, None, "none", number, f"fewer than {FEWEST} replications")
    spread = float(np.std(means, ddof=1))
    if spread <= 1e-12 * abs(centre):  # what is left is rounding
        return Estimate(centre, centre, centre, "t", number, "the same in every replication")
    if abs(skewness(means)) > SKEWED:
        return Estimate(centre, None, None, "none", number, "replication means are too skewed for an interval")
    low, high = t_interval(means, level)
    return Estimate(centre, low, high, "t", number)


def skewness(values: Sequence[float]) -> float:
    """The third standardised moment."""
    column = np.asarray(values, float)
    apart = column - column.mean()
    spread = math.sqrt(float((apart**2).mean()))
    return 0.0 if spread == 0 else float((apart**3).mean()) / spread**3


def clopper_pearson(hits: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """The exact binomial interval of a share (Clopper and Pearson 1934); counts may be effective ones, hence not whole.

    >>> [round(end, 4) for end in clopper_pearson(0, 10)]
    [0.0, 0.3085]
    """
    from scipy import stats

    tail = (1 - level) / 2
    low = 0.0 if hits <= 0 else float(stats.beta.ppf(tail, hits, trials - hits + 1))
    high = 1.0 if hits >= trials else float(stats.beta.ppf(1 - tail, hits + 1, trials - hits))
    return low, high


def share_estimate(hits: Sequence[int], trials: Sequence[int], level: float = 0.95) -> Estimate:
    """A share, from its numerator and denominator in each replication; what one replication holds goes together."""
    from scipy import stats

    number, total = len(trials), int(sum(trials))
    if not total:
        return Estimate(math.nan, None, None, "none", number, "nothing to take a share of")
    share = sum(hits) / total
    if number < 2:
        return Estimate(share, None, None, "none", number, "one replication")
    apart = np.asarray(hits, float) - share * np.asarray(trials, float)
    variance = number / (number - 1) * float((apart**2).sum()) / total**2
    if variance <= 0 or share in (0.0, 1.0):
        effective = float(number)  # nothing varied: each replication counts once
    else:
        correction = (float(stats.t.ppf(0.975, max(total - 1, 1))) / float(stats.t.ppf(0.975, number - 1))) ** 2
        effective = min(share * (1 - share) / variance * correction, float(total))
    low, high = clopper_pearson(share * effective, effective, level)
    return Estimate(share, low, high, "exact", number)


def kaplan_meier(ended: Mapping[int, int], still: Mapping[int, int]) -> list[tuple[int, float]]:
    """The share of durations that are longer than each length, where some are only known to be at least so long.

    >>> kaplan_meier({2: 1, 5: 1}, {3: 1})
    [(2, 0.6666666666666667), (5, 0.0)]
    """
    at_risk = sum(ended.values()) + sum(still.values())
    share, found = 1.0, []
    for length in sorted({*ended, *still}):
        if at_risk and (here := ended.get(length, 0)):
            share *= 1 - here / at_risk
            found.append((length, share))
        at_risk -= ended.get(length, 0) + still.get(length, 0)
    return found


def look_ahead(number: int, limit: int = 5) -> int:
    """How many replications more must keep the precision (Hoad, Robinson and Davies 2010)."""
    return limit if number <= 100 else limit * number // 100


def enough(measures: Sequence[Sequence[float]], precision: float, level: float = 0.95, fewest: int = FEWEST) -> int | None:
    """After how many replications all measures are precise, and stayed so for the look-ahead; None if not yet.

    A measure is precise when half its t-interval is at most `precision` of its mean. The number includes the look-ahead: all of
    these replications count, so stopping does not favour lucky runs.
    """
    from scipy import stats

    length = min(len(one) for one in measures)
    precise = np.ones(length + 1, bool)
    counts = np.arange(1, length + 1)
    quantile = stats.t.ppf((1 + level) / 2, np.maximum(counts - 1, 1))
    for one in measures:
        column = np.asarray(one[:length], float)
        mean = np.cumsum(column) / counts
        variance = np.maximum(np.cumsum((column - column[0]) ** 2) - counts * (mean - column[0]) ** 2, 0) / np.maximum(counts - 1, 1)
        precise[1:] &= quantile * np.sqrt(variance / counts) <= precision * np.abs(mean)
    for number in range(fewest, length + 1):
        end = number + look_ahead(number)
        if end > length:
            return None
        if precise[number : end + 1].all():
            return end
    return None


class Paired(msgspec.Struct, frozen=True):
    """Two policies on common random numbers: the mean difference, and by how much the pairing reduced its variance."""

    difference: Estimate
    variance_ratio: float | None


def paired(first: Sequence[float], second: Sequence[float], level: float = 0.95) -> Paired:
    """The difference second - first, replication by replication.

    A difference for each replication is a replication mean, of shares as well as of days: it may lie on either side of nothing, so it
    is no share, and the t-interval is right where the differences are near normal. Where few replications differ they are skewed, and
    there is none. Nor is there where none differs: how rare a difference is, no spread says.
    """
    apart = [b - a for a, b in zip(first, second, strict=True)]
    together = float(np.var(apart, ddof=1)) if len(apart) > 1 else 0.0
    alone = float(np.var(first, ddof=1) + np.var(second, ddof=1)) if len(apart) > 1 else 0.0
    difference = mean_estimate(apart, level)
    if difference.half == 0:
        difference = msgspec.structs.replace(difference, low=None, high=None, method="none")
    return Paired(difference, alone / together if together > 0 else None)
