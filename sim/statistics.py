"""What replications say, and how surely: intervals, exact shares, open durations, and when there are enough replications.

Means get a t-interval on replication means, corrected for their skewness. Rare events get the interval of a Poisson number, allowing for
what comes in clusters. Shares get a binomial interval (mid-P) whose
sample size is that of as many independent trials (Korn and Graubard 1998), since bodies that share a superior, and periods
of one body, go together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
import numpy as np

Method = Literal["t", "exact", "none"]
FEWEST = 10  # replications below which no t-interval is shown
MANY = 50  # events from which their number in a replication is a mean like any other
SAME = "the same in every replication"


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
    """A mean over replications, with an interval that allows for their skewness."""
    number, centre = len(means), float(np.mean(means)) if means else math.nan
    if number < FEWEST:
        return Estimate(centre, None, None, "none", number, f"fewer than {FEWEST} replications")
    spread = float(np.std(means, ddof=1))
    if spread <= 1e-12 * abs(centre):  # what is left is rounding
        return Estimate(centre, None, None, "none", number, SAME)
    low, high = skew_interval(means, level)
    return Estimate(centre, low, high, "t", number)


def skew_interval(means: Sequence[float], level: float = 0.95) -> tuple[float, float]:
    """The t-interval of the mean of independent values, corrected for their skewness by the monotone transformation of Hall (1992).

    It reaches at least as far as the t-interval on either side, and is that where the values are symmetric. `bench/intervals.py` is the
    study by which it was chosen.
    """
    from scipy import stats

    number, column = len(means), np.asarray(means, float)
    centre, spread = float(column.mean()), float(column.std(ddof=1))
    quantile = float(stats.t.ppf((1 + level) / 2, number - 1)) / math.sqrt(number)
    third = float((((column - centre) / spread) ** 3).mean()) * number**2 / ((number - 1) * (number - 2))

    def back(end: float) -> float:
        end -= third / (6 * number)
        return end if abs(third) < 1e-6 else (float(np.cbrt(1 + third * end)) - 1) * 3 / third

    return centre - spread * max(quantile, back(quantile)), centre + spread * max(quantile, -back(-quantile))


def count_estimate(counts: Sequence[int], length: float, level: float = 0.95) -> Estimate:
    """How often something happens in a unit of time, from how often it did in each replication of that `length`.

    Where something is so rare that most replications know nothing of it, and does not come in clusters, the interval is that of a
    Poisson number (Garwood 1936, mid-P).
    """
    number, total = len(counts), int(sum(counts))
    value = total / number / length if number else math.nan
    if number < FEWEST:
        return Estimate(value, None, None, "none", number, f"fewer than {FEWEST} replications")
    if total and len(set(counts)) == 1:
        return Estimate(value, None, None, "none", number, SAME)
    clustered = total > FEWEST and float(np.var(counts, ddof=1)) * number / total > 1 + 3 * math.sqrt(2 / number)
    if clustered or total > MANY:
        return msgspec.structs.replace(mean_estimate([one / length for one in counts], level), value=value)
    low, high = poisson_interval(total, level)
    return Estimate(value, low / number / length, high / number / length, "exact", number)


def poisson_interval(count: float, level: float = 0.95) -> tuple[float, float]:
    """The interval of a Poisson mean from one count, mid-P: halfway between the exact one and that which leaves the count itself out.

    >>> [round(end, 2) for end in poisson_interval(0)]
    [0.0, 3.0]
    """
    from scipy import optimize, stats

    tail = (1 - level) / 2
    if count <= 0:
        return 0.0, -math.log(2 * tail)

    def above(mean: float) -> float:
        return float(stats.gamma.cdf(mean, count) + stats.gamma.cdf(mean, count + 1)) / 2

    most = float(stats.gamma.ppf(1 - tail / 100, count + 1))
    return float(optimize.brentq(lambda mean: above(mean) - tail, 0, most)), float(
        optimize.brentq(lambda mean: above(mean) - (1 - tail), 0, most)
    )


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


def mid_p(hits: float, trials: float, level: float = 0.95) -> tuple[float, float]:
    """The binomial interval of a share that counts half of what was found itself (Lancaster 1961): it covers what it promises on average,
    where the exact one covers more.

    >>> [round(end, 4) for end in mid_p(0, 10)]
    [0.0, 0.2589]
    """
    from scipy import optimize, stats

    tail = (1 - level) / 2
    if hits <= 0:
        return 0.0, float(1 - (2 * tail) ** (1 / trials))
    if hits >= trials:
        return float((2 * tail) ** (1 / trials)), 1.0

    def above(share: float) -> float:
        return float(stats.beta.cdf(share, hits, trials - hits + 1) + stats.beta.cdf(share, hits + 1, trials - hits)) / 2

    low, high = (float(optimize.brentq(lambda share, at=at: above(share) - at, 0, 1)) for at in (tail, 1 - tail))
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
    low, high = mid_p(share * effective, effective, level)
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


def mean_length(ended: Sequence[Mapping[int, int]], still: Sequence[Mapping[int, int]], level: float = 0.95) -> tuple[Estimate, int | None]:
    """The mean of durations of which some are only known to be at least so long: the area below `kaplan_meier`, by replication.

    Where the longest of all had not ended, the mean counts whatever is longer as just so long, and the second value says how long.
    The interval is that of the jackknife over replications.
    """
    lengths = np.array(sorted({0, *(length for one in (*ended, *still) for length in one)}), np.int64)
    place = {length: number for number, length in enumerate(lengths.tolist())}
    over, open_ = np.zeros((len(ended), lengths.size)), np.zeros((len(ended), lengths.size))
    for table, rows in ((over, ended), (open_, still)):
        for row, one in enumerate(rows):
            for length, many in one.items():
                table[row, place[length]] += many
    if not over.sum():
        return Estimate(math.nan, None, None, "none", len(ended), "nothing to take a share of"), None
    at_risk = (over + open_)[:, ::-1].cumsum(axis=1)[:, ::-1]

    def area(here: np.ndarray[Any, Any], risk: np.ndarray[Any, Any]) -> Any:
        longer = np.cumprod(1 - np.divide(here, risk, out=np.zeros_like(here), where=risk > 0), axis=-1)
        return (longer[..., :-1] * np.diff(lengths)).sum(axis=-1), longer[..., -1]

    (value, left), number = area(over.sum(axis=0), at_risk.sum(axis=0)), len(ended)
    without = area(over.sum(axis=0) - over, at_risk.sum(axis=0) - at_risk)[0]
    found = mean_estimate((number * value - (number - 1) * without).tolist(), level)
    return msgspec.structs.replace(found, value=float(value)), int(lengths[-1]) if left > 1e-9 else None


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
    is no share. Where none differs there is no interval: how rare a difference is, no spread says.
    """
    apart = [b - a for a, b in zip(first, second, strict=True)]
    together = float(np.var(apart, ddof=1)) if len(apart) > 1 else 0.0
    alone = float(np.var(first, ddof=1) + np.var(second, ddof=1)) if len(apart) > 1 else 0.0
    difference = mean_estimate(apart, level)
    return Paired(difference, alone / together if together > 0 else None)
