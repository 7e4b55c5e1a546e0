"""Distributions from lengths of time of which some are only known to lie between bounds, or to be at least so long.

Numbers are those of the greatest likelihood. Intervals are where the profile of the likelihood falls by what a t-distribution allows
(for an exponential without bounds above: from the number of ends, as for a Poisson process); where bodies differ from each other by
more than chance explains, they are widened by the ratio of the sandwich variance over bodies to that of independent observations.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from zeren.sim.statistics import mid_p, poisson_interval, share_estimate

Shape = Literal["fixed", "uniform", "exponential", "lognormal"]
FEWEST_SEEN = {"fixed": 1, "uniform": 5, "exponential": 3, "lognormal": 5}  # ends that must have been seen
FEWEST_BODIES = 10  # from which it can be told how far bodies differ
TICK = 0.5  # seconds below which a length is no more than rounding


class Length(NamedTuple):
    """One length of time in seconds: exact if both bounds are the same, not seen to end if `most` is infinite; `body` is whose it is."""

    least: float
    most: float
    body: str


class Measure(NamedTuple):
    """A number with its interval."""

    value: float
    low: float
    high: float


class Fit(NamedTuple):
    """A fitted distribution: its numbers by name, the chance that it never ends, and from how much.

    `seen` counts lengths whose end was seen, `open` those that had not ended, `widened` the factor by which intervals were widened
    because bodies differ.
    """

    shape: Shape
    numbers: dict[str, Measure]
    never: Measure | None
    seen: int
    open: int
    bodies: int
    widened: float


class TooLittle(Exception):
    """Too few lengths were seen to end: `seen` of `needed`."""

    def __init__(self, seen: int, needed: int) -> None:
        super().__init__(f"{seen} of {needed}")
        self.seen, self.needed = seen, needed


def fit(lengths: Sequence[Length], shape: Shape, *, never: bool = False, level: float = 0.95) -> Fit:
    """The distribution of some shape that explains lengths best.

    Args:
        never: whether some may never end at all, with a chance that is estimated beside the rest.

    Raises:
        TooLittle: if too few were seen to end.
    """
    seen = [one for one in lengths if one.most < math.inf]
    if len(seen) < FEWEST_SEEN[shape]:
        raise TooLittle(len(seen), FEWEST_SEEN[shape])
    count = (len(seen), len(lengths) - len(seen), len({one.body for one in lengths}))
    if shape == "fixed":
        return Fit(shape, {"fixed": _common(seen)}, _share_never(lengths, level) if never else None, *count, 1.0)
    if shape == "uniform":
        return Fit(shape, _range(seen, level), _share_never(lengths, level) if never else None, *count, 1.0)
    if shape == "exponential" and not never and all(one.least == one.most or one.most == math.inf for one in lengths):
        mean, widened = _exposure(lengths, level)
        return Fit(shape, {"mean": mean}, None, *count, widened)
    return _most_likely(lengths, shape, asked=never, level=level, count=count)


def alike(lengths: Sequence[Length]) -> bool:
    """Whether all lengths that were seen may be one and the same, as may those that had not ended."""
    low, high = max(one.least for one in lengths), min((one.most for one in lengths), default=math.inf)
    return low <= high


def chance(hits: Counter[str], trials: Counter[str], level: float = 0.95) -> Measure:
    """A chance from how often something happened, and could have, in each body; what one body holds may go together."""
    bodies = [body for body, many in trials.items() if many]
    tried, happened = sum(trials.values()), sum(hits.values())
    if len(bodies) >= FEWEST_BODIES and 0 < happened < tried:
        found = share_estimate([hits[body] for body in bodies], [trials[body] for body in bodies], level)
        if found.low is not None and found.high is not None:
            return Measure(happened / tried, found.low, found.high)
    return Measure(happened / tried, *mid_p(happened, tried, level))


def _common(seen: Sequence[Length]) -> Measure:
    low, high = max(one.least for one in seen), min(one.most for one in seen)
    return Measure((low + high) / 2, low, high)


def _range(seen: Sequence[Length], level: float) -> dict[str, Measure]:
    """The ends of a uniform distribution: how far each lies beyond what was seen is a pivot (both ends unknown)."""
    middle = [(one.least + one.most) / 2 for one in seen]
    low, high, number = min(middle), max(middle), len(middle)
    beyond = (high - low) * ((1 - level) ** (-1 / (number - 1)) - 1)
    return {"low": Measure(low, max(0.0, low - beyond), low), "high": Measure(high, high, high + beyond)}


def _share_never(lengths: Sequence[Length], level: float) -> Measure:
    hits = Counter(one.body for one in lengths if one.most == math.inf)
    return chance(hits, Counter(one.body for one in lengths), level)


def _exposure(lengths: Sequence[Length], level: float) -> tuple[Measure, float]:
    """The mean of exponential lengths: all time together by the number of ends."""
    ends: Counter[str] = Counter()
    time: Counter[str] = Counter()
    for one in lengths:
        time[one.body] += one.least  # type: ignore[assignment]  # seconds need not be whole
        ends[one.body] += one.most < math.inf
    number, whole = sum(ends.values()), float(sum(time.values()))
    rate, widened = number / whole, 1.0
    if len(time) >= FEWEST_BODIES:
        apart = sum((ends[body] - rate * time[body]) ** 2 for body in time) * len(time) / (len(time) - 1)
        widened = max(1.0, apart / number)
    low, high = poisson_interval(number / widened, level)
    return Measure(whole / number, whole / widened / high, whole / widened / low), math.sqrt(widened)


# the greatest likelihood --------------------------------------------------------------------------------------


def _most_likely(lengths: Sequence[Length], shape: Shape, *, asked: bool, level: float, count: tuple[int, int, int]) -> Fit:
    from scipy import stats

    never = asked and count[1] > 0  # where all were seen to end, how many never do is a question of its own
    found = _Likelihood(lengths, shape, never)
    best = found.best()
    widths = found.widened(best)
    quantile = float(stats.t.ppf((1 + level) / 2, max(count[0] - len(best), 1))) ** 2
    ends = [found.interval(best, place, quantile * width) for place, width in enumerate(widths)]
    names = ("mean",) if shape == "exponential" else ("mean", "cv")
    numbers = {name: Measure(*(math.exp(end) for end in (best[place], *ends[place]))) for place, name in enumerate(names)}
    share = _share_never(lengths, level) if asked else None
    if never:
        share = Measure(*(_chance(end) for end in (best[-1], *ends[-1])))
    return Fit(shape, numbers, share, *count, math.sqrt(max(widths)))


_SURE = 12.0  # beyond these log-odds a chance is 0 or 1


def _chance(odds: float) -> float:
    return 0.0 if odds <= -_SURE else 1.0 if odds >= _SURE else 1 / (1 + math.exp(-odds))


class _Likelihood:
    """The likelihood of lengths: the logarithm of the mean, that of the coefficient of variation, the log-odds of never ending."""

    def __init__(self, lengths: Sequence[Length], shape: Shape, never: bool) -> None:
        self.shape, self.never = shape, never
        columns = np.array([(max(one.least, 0.0), one.most) for one in lengths], float)
        tiny = columns[:, 1] < TICK  # a length of nothing is one of less than a second
        columns[tiny] = (0.0, TICK)
        self.least, self.most = columns.T
        self.exact = self.least == self.most
        self.open = np.isinf(self.most)
        _, self.body = np.unique([one.body for one in lengths], return_inverse=True)
        own = self.least[self.exact]
        logs = np.log(own)
        self.sums = (own.size, float(own.sum()), float(logs.sum()), float((logs**2).sum()))
        self.bounds: Any = None
        self.many: Any = None
        if not self.exact.all():
            self.bounds, self.many = np.unique(columns[~self.exact], axis=0, return_counts=True)

    @property
    def size(self) -> int:
        return (1 if self.shape == "exponential" else 2) + self.never

    def start(self) -> Any:
        middle = np.where(self.open, self.least, (self.least + np.where(self.open, 0.0, self.most)) / 2)[~self.open]
        middle = np.maximum(middle, 1.0)
        mean, cv = float(middle.mean()), float(middle.std() / middle.mean())
        begin = [math.log(mean)] + ([] if self.shape == "exponential" else [math.log(min(max(cv, 0.1), 5.0))])
        if self.never:
            share = min(max(float(self.open.mean()), 1e-3), 1 - 1e-3)
            begin.append(math.log(share / (1 - share)))
        return np.array(begin)

    def total(self, theta: Any) -> float:
        """The logarithm of the likelihood of all lengths together."""
        number, together, logs, squares = self.sums
        value = 0.0
        if number:
            if self.shape == "exponential":
                value = -number * theta[0] - together * math.exp(-theta[0])
            else:
                location, scale = _lognormal(theta)
                apart = squares - 2 * location * logs + number * location**2
                value = -logs - number * (math.log(scale) + _HALF_LOG_2PI) - apart / (2 * scale**2)
            value += number * self.ends(theta)
        if self.bounds is not None:
            value += float((self.between(theta, *self.bounds.T) * self.many).sum())
        return value if math.isfinite(value) else -1e300

    def ends(self, theta: Any) -> float:
        """The logarithm of the chance that a length ends at all."""
        return -float(np.logaddexp(0.0, theta[-1])) if self.never else 0.0

    def between(self, theta: Any, least: Any, most: Any) -> Any:
        """The logarithm of the chance of lengths between bounds, or of at least so much."""
        open_ = np.isinf(most)
        if self.shape == "exponential":
            mean = math.exp(theta[0])
            longer, until = np.exp(-least / mean), np.exp(-np.where(open_, np.inf, most) / mean)
        else:
            from scipy import special

            location, scale = _lognormal(theta)
            with np.errstate(divide="ignore"):
                longer = special.ndtr((location - np.log(least)) / scale)
                until = np.where(open_, 0.0, special.ndtr((location - np.log(most)) / scale))
        with np.errstate(divide="ignore"):
            if not self.never:
                return np.log(np.maximum(longer - until, 1e-300))
            stays = _chance(float(np.clip(theta[-1], -_SURE + 1e-9, _SURE - 1e-9)))
            return np.log(np.maximum((1 - stays) * (longer - until) + np.where(open_, stays, 0.0), 1e-300))

    def each(self, theta: Any) -> Any:
        """The logarithm of the likelihood of every length."""
        value = np.empty(self.least.size)
        own = self.least[self.exact]
        if self.shape == "exponential":
            value[self.exact] = -theta[0] - own * math.exp(-theta[0])
        else:
            location, scale = _lognormal(theta)
            logs = np.log(own)
            value[self.exact] = -logs - math.log(scale) - _HALF_LOG_2PI - (logs - location) ** 2 / (2 * scale**2)
        value[self.exact] += self.ends(theta)
        value[~self.exact] = self.between(theta, self.least[~self.exact], self.most[~self.exact])
        return value

    def maximum(self, start: Any, held: dict[int, float]) -> Any:
        """The numbers of the greatest likelihood, those of `held` kept as they are."""
        from scipy import optimize

        free = [place for place in range(self.size) if place not in held]
        full = np.array(start, float)
        for place, value in held.items():
            full[place] = value
        if not free:
            return full

        def against(some: Any) -> float:
            full[free] = some
            beyond = float(np.maximum(np.abs(some) - 40, 0).sum()) + (max(0.0, abs(full[-1]) - _SURE) if self.never else 0.0)
            return -self.total(np.clip(full, -40, 40)) + beyond

        small = 1e-3 * math.sqrt(self.least.size)  # of a slope whose own spread is about the root of the number of lengths
        found = optimize.minimize(against, full[free], method="BFGS", options={"gtol": small, "eps": 1e-6})
        if float(np.max(np.abs(found.jac))) > 10 * small:
            found = optimize.minimize(against, found.x, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7, "maxiter": 4000})
        full[free] = found.x
        return full.copy()

    def best(self) -> Any:
        return self.maximum(self.start(), {})

    def hessian(self, best: Any) -> Any:
        """The second derivatives of the likelihood, by differences."""
        step, size = 1e-3, self.size
        found = np.empty((size, size))
        for i in range(size):
            for j in range(i, size):
                corners = [
                    first * second * self.total(best + first * step * np.eye(size)[i] + second * step * np.eye(size)[j])
                    for first in (1, -1)
                    for second in (1, -1)
                ]
                found[i, j] = found[j, i] = sum(corners) / (4 * step**2)
        return found

    def widened(self, best: Any) -> list[float]:
        """By how much the variance of each number is greater than if all lengths were independent, because bodies differ."""
        bodies, size, step = int(self.body.max()) + 1, self.size, 1e-4
        if bodies < FEWEST_BODIES or bodies == self.least.size:
            return [1.0] * size
        slopes = np.zeros((bodies, size))
        for place in range(size):
            move = step * np.eye(size)[place]
            np.add.at(slopes[:, place], self.body, (self.each(best + move) - self.each(best - move)) / (2 * step))
        try:
            plain = np.linalg.inv(-self.hessian(best))
        except np.linalg.LinAlgError:
            return [1.0] * size
        robust = plain @ (slopes.T @ slopes * bodies / (bodies - 1)) @ plain
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.diag(robust) / np.diag(plain)
        return [max(1.0, float(one)) if math.isfinite(one) else 1.0 for one in ratio]

    def interval(self, best: Any, place: int, quantile: float) -> tuple[float, float]:
        """Where the profile of the likelihood has fallen by half a quantile, on either side."""
        top = self.total(best)

        def end(side: float) -> float:
            start = best

            def short(value: float) -> float:
                nonlocal start
                start = self.maximum(start, {place: value})
                return 2 * (top - self.total(start)) - quantile

            near, step = float(best[place]), side * 0.05
            while short(near + step) < 0:
                near, step = near + step, step * 2
                if abs(near) > (_SURE if self.never and place == self.size - 1 else 40):
                    return near
            inside, outside = near, near + step
            while abs(outside - inside) > 1e-4:  # halving needs no more than the sign, which a flat likelihood may leave in doubt
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if short(middle) < 0 else (inside, middle)
            return (inside + outside) / 2

        return end(-1.0), end(1.0)


_HALF_LOG_2PI = math.log(2 * math.pi) / 2


def _lognormal(theta: Any) -> tuple[float, float]:
    """Location and scale of the logarithm, from the logarithms of the mean and of the coefficient of variation."""
    square = math.log1p(math.exp(2 * theta[1]))
    return theta[0] - square / 2, math.sqrt(square)
