"""Draws are pure functions of their key, the same for one value and for many, and follow their distributions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from zeren.sim.draws import Key
from zeren.sim.spread import Spread, exponential, logarithm, lognormal, normal_quantile

SPREADS = [Spread("fixed", 86_400), Spread("uniform", 0, 864_000), Spread("exponential", 604_800), lognormal(432_000, 1)]


@given(st.integers(0, 2**40), st.integers(0, 10**6), st.text(max_size=20), st.integers(0, 10**7), st.integers(0, 10**5))
def test_one_draw_and_many_draws_agree(seed: int, replication: int, purpose: str, body: int, instance: int) -> None:
    key = Key(seed, replication, purpose)
    many = key.uniforms(np.arange(body, body + 3)[:, None], np.arange(instance, instance + 4)[None, :])
    assert many.tolist() == [[key.uniform(b, i) for i in range(instance, instance + 4)] for b in range(body, body + 3)]
    assert ((many > 0) & (many < 1)).all()


@pytest.mark.parametrize("spread", SPREADS, ids=lambda spread: spread.family)
def test_one_length_and_many_lengths_agree(spread: Spread) -> None:
    key = Key(3, 1, "delay")
    many = spread.many(key, np.arange(50)[:, None], np.arange(41)[None, :])
    assert many.dtype == np.int64
    assert many.tolist() == [[spread.one(key, body, instance) for instance in range(41)] for body in range(50)]


def test_the_elementary_functions_are_exact_to_the_last_bits() -> None:
    u = Key(1, 0, "accuracy").uniforms(np.arange(200_000), 0)
    u = np.concatenate([u, u * 2.0**-30, 1 - np.ldexp(1.0, -np.arange(1, 53)), np.ldexp(1.0, -np.arange(1, 53))])
    for ours, theirs in (
        (logarithm(u), [math.log(one) for one in u.tolist()]),
        (exponential((u - 0.5) * 40), [math.exp(one) for one in ((u - 0.5) * 40).tolist()]),
    ):
        assert np.allclose(ours, theirs, rtol=5e-16, atol=0)
    assert np.allclose(normal_quantile(u), special.ndtri(u), rtol=2e-14, atol=1e-16)


@pytest.mark.parametrize("seed", range(3))
def test_draws_follow_their_distributions(seed: int) -> None:
    u = Key(seed, 0, "fit").uniforms(np.arange(400)[:, None], np.arange(500)[None, :]).ravel()
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.01
    counts = np.bincount((u.reshape(400, 500)[:, :-1] * 8).astype(int).ravel() * 8 + (u.reshape(400, 500)[:, 1:] * 8).astype(int).ravel())
    assert stats.chisquare(counts).pvalue > 1e-4
    long = SPREADS[2].many(Key(seed, 0, "fit"), np.arange(100_000), 0)
    assert stats.kstest(long, stats.expon(scale=604_800).cdf).pvalue > 1e-4
    skewed = SPREADS[3].many(Key(seed, 0, "fit"), np.arange(200_000), 0)
    assert abs(skewed.mean() / 432_000 - 1) < 0.015
    assert abs(skewed.std() / skewed.mean() - 1) < 0.06
    assert SPREADS[3].mean == pytest.approx(432_000)


def test_purposes_replications_and_seeds_are_apart() -> None:
    seen = {Key(seed, replication, purpose).uniform(0, 0) for seed in range(9) for replication in range(9) for purpose in ("a", "b")}
    assert len(seen) == 9 * 9 * 2
