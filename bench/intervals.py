"""Do the intervals that a simulation shows cover? A study of candidates, each row so many experiments of which the truth is known.

    python bench/intervals.py [--experiments 2000] [--out bench/results/intervals.md]

A row is a distribution of what one replication finds; a method covers well if 93 to 97 % of its intervals hold the true mean. `shown` is
what `zeren.sim.statistics` gives; the others are candidates that it was chosen from. "gated" is the t-interval of those experiments alone
whose values do not look skewed: choosing by the data which intervals are shown makes the shown ones worse.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from zeren.sim.statistics import Estimate, count_estimate, mean_estimate, mean_length, share_estimate

Sample = Callable[[np.random.Generator, int], Any]
Table = np.ndarray[Any, Any]


def lognormal(cv: float) -> Sample:
    scale = math.log1p(cv * cv)
    return lambda rng, n: rng.lognormal(-scale / 2, math.sqrt(scale), n)


MEANS: dict[str, tuple[Sample, float]] = {
    "normal": (lambda rng, n: rng.normal(10, 2, n), 10),
    "exponential": (lambda rng, n: rng.exponential(1, n), 1),
    "exponential, turned over": (lambda rng, n: -rng.exponential(1, n), -1),
    "lognormal, cv 1": (lognormal(1), 1),
    "gamma, shape 0.5": (lambda rng, n: rng.gamma(0.5, 2, n), 1),
    "waits of a queue (mean of 20 of M/M/1, load 0.8)": (lambda rng, n: waits(rng, n), 4),
}
COUNTS: dict[str, tuple[Sample, float]] = {
    "events, 5 in each": (lambda rng, n: rng.poisson(5, n), 5),
    "events, 1 in each": (lambda rng, n: rng.poisson(1, n), 1),
    "rare events, 0.2 in each": (lambda rng, n: rng.poisson(0.2, n), 0.2),
    "rare events, 0.05 in each": (lambda rng, n: rng.poisson(0.05, n), 0.05),
    "events in clusters, mean 2, variance 6": (lambda rng, n: rng.negative_binomial(1, 1 / 3, n), 2),
}
SHARES: dict[str, tuple[Sample, float]] = {
    "200 bodies, apart, 0.9": (lambda rng, n: (rng.binomial(200, 0.9, n), np.full(n, 200)), 0.9),
    "five clusters of 40 bodies, 0.8": (lambda rng, n: (rng.binomial(40, rng.beta(8, 2, (n, 5))).sum(axis=1), np.full(n, 200)), 0.8),
    "all bodies as one, 0.9": (lambda rng, n: (200 * rng.binomial(1, 0.9, n), np.full(n, 200)), 0.9),
    "short: one body, two periods, 0.7": (lambda rng, n: (rng.binomial(2, 0.7, n), np.full(n, 2)), 0.7),
    "rarely missed, 0.998 of 40": (lambda rng, n: (rng.binomial(40, 0.998, n), np.full(n, 40)), 0.998),
    "events of unlike number, 0.6": (lambda rng, n: unlike(rng, n), 0.6),
}


def unlike(rng: np.random.Generator, number: int) -> tuple[Table, Table]:
    trials = rng.poisson(3, number)
    return rng.binomial(trials, 0.6), trials


def waits(rng: np.random.Generator, number: int) -> Table:
    """The mean wait of twenty customers of a queue in balance (load 0.8, service 1): the first meets a queue of geometric length."""
    waiting = np.where(rng.random(number) < 0.8, rng.exponential(1 / (1 - 0.8), number), 0.0)
    total = np.zeros(number)
    for _ in range(20):
        total += waiting
        waiting = np.maximum(0, waiting + rng.exponential(1, number) - rng.exponential(1 / 0.8, number))
    return total / 20


def gaps(rng: np.random.Generator, number: int) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
    """Two years of months, each skipped with 0.5: the gaps from the first performance on, in months, and the last one, cut by the end."""
    ended, still = [], []
    for row in rng.random((number, 24)) < 0.5:
        days = np.flatnonzero(row)
        lengths, many = np.unique(np.diff(days), return_counts=True)
        ended.append(dict(zip(lengths.tolist(), many.tolist(), strict=True)))
        still.append({int(23 - days[-1]): 1} if days.size and days[-1] < 23 else {})
    return ended, still


def holds(one: Estimate, truth: float) -> bool | None:
    return None if one.low is None or one.high is None else one.low - 1e-12 <= truth <= one.high + 1e-12


def t_of(values: Table) -> tuple[float, float]:
    half = float(stats.t.ppf(0.975, len(values) - 1)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return float(values.mean()) - half, float(values.mean()) + half


def bootstrap_t(values: Table, rng: np.random.Generator, again: int = 599) -> tuple[float, float]:
    centre, spread = float(values.mean()), float(values.std(ddof=1))
    drawn = values[rng.integers(0, len(values), (again, len(values)))]
    with np.errstate(all="ignore"):
        studied = np.nan_to_num((drawn.mean(axis=1) - centre) / drawn.std(axis=1, ddof=1), posinf=1e9, neginf=-1e9)
    low, high = np.quantile(studied, [0.025, 0.975])
    return centre - float(high) * spread, centre - float(low) * spread


def percent(found: list[bool]) -> str:
    return f"{100 * sum(found) / len(found):.1f}" if found else "–"


def means_row(name: str, sample: Sample, truth: float, runs: int, experiments: int, counts: bool) -> str:
    rng, again = np.random.default_rng([1, runs]), np.random.default_rng(2)
    found: dict[str, list[bool]] = {"shown": [], "t": [], "gated": [], "bootstrap-t": []}
    for _ in range(experiments):
        values = np.asarray(sample(rng, runs))
        one = holds(count_estimate(values.tolist(), 1.0) if counts else mean_estimate(values.tolist()), truth)
        if one is not None:
            found["shown"].append(one)
        if values.std() == 0:
            continue
        low, high = t_of(values)
        found["t"].append(low <= truth <= high)
        if abs(float(stats.skew(values))) <= 1:
            found["gated"].append(low <= truth <= high)
        low, high = bootstrap_t(values, again)
        found["bootstrap-t"].append(low <= truth <= high)
    return f"| {name} | {runs} | {100 * len(found['shown']) / experiments:.0f} | " + " | ".join(map(percent, found.values())) + " |"


def shares_row(name: str, sample: Sample, truth: float, runs: int, experiments: int) -> str:
    rng, found = np.random.default_rng([3, runs]), list[bool]()
    for _ in range(experiments):
        hits, trials = sample(rng, runs)
        one = holds(share_estimate(hits.tolist(), trials.tolist()), truth)
        if one is not None:
            found.append(one)
    return f"| {name} | {runs} | {100 * len(found) / experiments:.0f} | {percent(found)} |"


def gaps_row(runs: int, experiments: int) -> str:
    rng, found = np.random.default_rng([4, runs]), list[bool]()
    truth = sum(0.5**length for length in range(23))
    for _ in range(experiments):
        one = holds(mean_length(*gaps(rng, runs))[0], truth)
        if one is not None:
            found.append(one)
    return f"| gaps of months, skipped with 0.5, over two years | {runs} | {100 * len(found) / experiments:.0f} | {percent(found)} |"


def study(experiments: int) -> str:
    """The study as a page of Markdown."""
    lines = [
        "# Do the intervals cover?",
        "",
        f"Of {experiments:,} experiments a row, the share (%) whose 95 % interval held the truth; *there*: how many had an interval.",
        f"`python bench/intervals.py --experiments {experiments}`",
        "",
        "## Means, and events a year",
        "",
        "| of each replication | replications | there | shown | t | gated | bootstrap-t |",
        "|---|---|---|---|---|---|---|",
    ]
    for table, counts in ((MEANS, False), (COUNTS, True)):
        lines += [means_row(name, *one, runs, experiments, counts) for name, one in table.items() for runs in (10, 30, 100)]
    lines += ["", "## Shares, and gaps cut by the end", "", "| of each replication | replications | there | shown |", "|---|---|---|---|"]
    lines += [shares_row(name, *one, runs, experiments) for name, one in SHARES.items() for runs in (10, 30, 100)]
    lines += [gaps_row(runs, experiments) for runs in (10, 30)]
    return "\n".join([*lines, *outside(lines)]) + "\n"


def outside(lines: list[str]) -> list[str]:
    """The rows of which fewer than 93 or more than 97 % of the intervals shown held the truth."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ") and not line.startswith("| of")
    ]
    wrong = {
        bound: [f"{name} ({runs}: {shown})" for name, runs, _, shown, *_ in rows if apart(float(shown))] for bound, apart in _BOUNDS.items()
    }
    told = [f"- {bound}: {'; '.join(found)}." for bound, found in wrong.items() if found]
    return ["", "## Where the intervals shown do not hold 93 to 97 %", "", *(told or ["Nowhere."])]


_BOUNDS: dict[str, Callable[[float], bool]] = {"fewer": lambda shown: shown < 93, "more": lambda shown: shown > 97}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Do the intervals that a simulation shows cover?")
    parser.add_argument("--experiments", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=None)
    wanted = parser.parse_args()
    page = study(wanted.experiments)
    print(page)
    if wanted.out is not None:
        wanted.out.write_text(page, encoding="utf-8")
