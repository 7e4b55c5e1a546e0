"""Intervals cover what they promise, and stopping does not favour lucky runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from zeren.sim.statistics import (
    clopper_pearson,
    count_estimate,
    enough,
    kaplan_meier,
    look_ahead,
    mean_estimate,
    mean_length,
    mid_p,
    paired,
    poisson_interval,
    share_estimate,
    skew_interval,
    t_interval,
)

REPEATS = 2_000


def test_the_t_interval_is_that_of_the_textbook() -> None:
    values = [4.1, 5.0, 6.2, 4.4, 5.3]
    low, high = t_interval(values)
    want = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert (low, high) == pytest.approx(want)
    with pytest.raises(ValueError, match="two values"):
        t_interval([1.0])


def test_no_interval_where_none_is_right() -> None:
    assert mean_estimate([1.0] * 9).method == "none"
    same = mean_estimate([1.0] * 10)
    assert (same.half, same.reason) == (None, "the same in every replication"), "no spread says nothing of what is rare"
    assert mean_estimate([0.0] * 28 + [5.0, 40.0]).high is not None, "none is hidden for what its values look like"
    assert math.isnan(share_estimate([0, 0], [0, 0]).value)
    assert share_estimate([1], [2]).method == "none"


def test_shares_at_the_ends_count_each_replication_once() -> None:
    one = share_estimate([0] * 20, [1000] * 20)
    assert (one.value, one.low, one.high) == (0.0, 0.0, mid_p(0, 20)[1])
    other = share_estimate([1000] * 20, [1000] * 20)
    assert (other.value, other.high) == (1.0, 1.0)


def test_units_that_go_together_widen_an_interval() -> None:
    apart = share_estimate([50 + shift for shift in (-3, 3, -2, 2, 0, 1, -1, 0)], [100] * 8)
    together = share_estimate([100, 0, 100, 0, 90, 10, 95, 5], [100] * 8)
    assert apart.value == together.value == 0.5
    assert apart.half is not None
    assert together.half is not None
    assert together.half > 4 * apart.half


def test_kaplan_meier_is_that_of_scipy() -> None:
    ended, still = {3: 2, 5: 1, 9: 4}, {4: 3, 9: 2, 12: 1}
    data = stats.CensoredData(
        uncensored=[value for value, many in ended.items() for _ in range(many)],
        right=[value for value, many in still.items() for _ in range(many)],
    )
    want = stats.ecdf(data).sf
    got = dict(kaplan_meier(ended, still))
    assert got == pytest.approx({value: float(want.evaluate(value)) for value in ended})


def test_the_look_ahead_grows_with_the_run() -> None:
    assert [look_ahead(number) for number in (10, 100, 200)] == [5, 5, 10]


def test_a_lucky_start_does_not_stop_a_run() -> None:
    lucky = [10.0, 10.01] * 5 + [14.0, 6.0] * 200
    stopped = enough([lucky], 0.05)
    assert stopped is not None
    assert stopped > 100
    assert enough([[1.0] * 410, lucky], 0.05) == stopped
    assert enough([[1.0] * 12], 0.05) is None
    assert enough([[1.0] * 15], 0.05) == 15


def test_pairing_reports_the_variance_that_it_saved() -> None:
    rng = np.random.default_rng(1)
    common, first, second = rng.normal(size=(3, 4000))
    found = paired((common + 0.3 * first).tolist(), (common + 0.3 * second + 0.1).tolist())
    assert found.variance_ratio == pytest.approx(2 * 1.09 / 0.18, rel=0.1)
    assert found.difference.low is not None
    assert found.difference.high is not None
    assert found.difference.low < 0.1 < found.difference.high


@pytest.mark.parametrize(
    ("units", "common", "chances", "fewest_shown"),
    [
        (200, 1.0, (0.8, 0.7), 0.95),
        (200, 0.6, (0.8, 0.85), 0.95),
        (40, 0.6, (0.5, 0.5), 0.95),  # no difference, and runs that differ all the same
        (2000, 1.0, (0.99, 0.97), 0.95),
        (2000, 1.0, (0.999, 0.998), 0.8),
        (200, 0.6, (0.999, 0.998), 0),
        (20, 1.0, (0.999, 0.998), 0),  # in every second run no replication has a difference
        (1, 0.6, (0.9, 0.6), 0.5),  # shares of one period: a difference is 0, 1 or -1
    ],
)
def test_paired_differences_of_shares_are_covered(units: int, common: float, chances: tuple[float, float], fewest_shown: float) -> None:
    """Units meet their periods by chance, a part of them by one draw for both policies: the mean difference is that of the chances."""
    rng = np.random.default_rng(4)
    met, either, second = sorted(chances)[0], abs(chances[1] - chances[0]), chances[1] > chances[0]
    size = (REPEATS, 30)
    together = rng.binomial(units, common, size)
    alike = rng.multinomial(together.ravel(), [met, either, 1 - met - either]).reshape(*size, 3)
    first = (alike[..., 0] + alike[..., 1] * (not second) + rng.binomial(units - together, chances[0])) / units
    other = (alike[..., 0] + alike[..., 1] * second + rng.binomial(units - together, chances[1])) / units
    found = [paired(*pair).difference for pair in zip(first.tolist(), other.tolist(), strict=True)]
    shown = [one for one in found if one.low is not None and one.high is not None]
    wrong = sum(not one.low - 1e-12 <= chances[1] - chances[0] <= one.high + 1e-12 for one in shown)  # type: ignore[operator]  # shown
    assert len(shown) >= fewest_shown * REPEATS
    assert wrong <= 0.06 * REPEATS, "what is shown is seldom wrong, however rare a difference is"
    if len(shown) >= 0.8 * REPEATS:
        assert 0.93 <= 1 - wrong / len(shown) <= 0.97


def test_a_difference_that_never_came_up_is_not_taken_for_certain() -> None:
    one = paired([1.0] * 30, [1.0] * 30)
    assert (one.difference.value, one.difference.low, one.difference.reason) == (0.0, None, "the same in every replication")
    other = paired([3.5] * 30, [1.5] * 30)
    assert (other.difference.value, other.difference.high, other.variance_ratio) == (-2.0, None, None)


def test_exact_intervals_cover_at_least_what_they_promise() -> None:
    """By sum, not by chance: the coverage of each interval over every outcome."""
    for trials in (10, 40):
        ends = [clopper_pearson(hits, trials) for hits in range(trials + 1)]
        for share in (0.0, 0.01, 0.2, 0.5, 0.97, 1.0):
            covered = sum(stats.binom.pmf(hits, trials, share) for hits, (low, high) in enumerate(ends) if low <= share <= high)
            assert covered >= 0.95 - 1e-12


def test_shares_of_units_that_go_together_are_covered() -> None:
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(REPEATS):
        chance = rng.beta(8, 2, size=(30, 5))  # each replication: five superiors with forty bodies each
        hits = rng.binomial(40, chance).sum(axis=1)
        one = share_estimate(hits.tolist(), [200] * 30)
        assert one.low is not None
        assert one.high is not None
        covered += one.low <= 0.8 <= one.high
    assert covered / REPEATS >= 0.95


def test_stopping_does_not_bias() -> None:
    rng = np.random.default_rng(3)
    means = []
    for _ in range(REPEATS):
        values = rng.normal(10, 2, size=600)
        stopped = enough([values.tolist()], 0.05)
        assert stopped is not None
        means.append(values[:stopped].mean())
    low, high = t_interval(means, 0.999)
    assert low < 10 < high


def test_skewness_moves_an_interval_and_symmetry_leaves_the_textbook_one() -> None:
    assert skew_interval([4.0, 5.0, 6.0, 7.0, 8.0]) == pytest.approx(t_interval([4.0, 5.0, 6.0, 7.0, 8.0]))
    values = [0.1] * 9 + [3.0]
    assert sum(skew_interval(values)) > sum(t_interval(values))


@pytest.mark.parametrize("runs", [10, 30])
def test_means_that_are_skewed_are_covered(runs: int) -> None:
    """Of exponential values the t-interval covers 89 % with ten replications."""
    rng = np.random.default_rng(5)
    ends = [skew_interval(row) for row in rng.exponential(1, (REPEATS, runs))]
    assert 0.93 <= sum(low <= 1 <= high for low, high in ends) / REPEATS <= 0.97


def test_rare_events_are_covered_by_sum() -> None:
    """The coverage of each interval over every number of events, not by chance."""
    ends = [poisson_interval(count) for count in range(60)]
    for mean in (0.7, 2.0, 5.5, 20.0):
        covered = sum(stats.poisson.pmf(count, mean) for count, (low, high) in enumerate(ends) if low <= mean <= high)
        assert 0.93 <= covered <= 0.99
    none = count_estimate([0] * 30, 2.0)
    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(3.0 / 60, abs=1e-3)


def test_the_mean_of_cut_durations_is_the_area_below_kaplan_meier() -> None:
    """Months, each skipped with 0.5, over two years: the closed form, and the longest that can be seen."""
    rng = np.random.default_rng(6)
    ended, still = [], []
    for row in rng.random((4000, 24)) < 0.5:
        days = np.flatnonzero(row)
        ended.append({int(length): int((np.diff(days) == length).sum()) for length in set(np.diff(days).tolist())})
        still.append({int(23 - days[-1]): 1} if days.size and days[-1] < 23 else {})
    found, _ = mean_length(ended, still)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 2 < found.high
    assert found.value == pytest.approx(2, abs=0.02)
    cut, up_to = mean_length([{2: 1}, {5: 1}], [{9: 1}, {}])
    assert (cut.value, up_to) == (pytest.approx(2 + 3 * 2 / 3 + 4 / 3), 9)
