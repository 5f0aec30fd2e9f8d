"""The interval of a mean of event returns: against arch, theory and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from arch.bootstrap import CircularBlockBootstrap
from hypothesis import given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tools.analogs.bootstrap import effective_count, mean_interval


@given(st.lists(st.integers(0, 400), unique=True, max_size=40), st.integers(1, 130))
def test_effective_count_is_the_largest_set_of_events_that_do_not_overlap(
    days: list[int], horizon: int
) -> None:
    at = np.array(sorted(days), dtype=np.int64)
    # By dynamic programming over the events, each taken or left out.
    best = [0] * (len(at) + 1)
    for i in range(len(at) - 1, -1, -1):
        after = int(np.searchsorted(at, at[i] + horizon))
        best[i] = max(best[i + 1], 1 + best[after])
    assert effective_count(at, horizon) == best[0]


def autocorrelated(rng: np.random.Generator, n: int, horizon: int) -> np.ndarray:
    """Return overlapping sums of white noise: what returns over a horizon from every day are."""
    noise = rng.normal(0.0, 0.01, n + horizon)
    return np.convolve(noise, np.ones(horizon), mode="valid")[:n] + 0.01


def test_an_event_every_day_is_arch_s_circular_block_bootstrap() -> None:
    """Where each session is an event, what is resampled is the plain series."""
    rng = np.random.default_rng(3)
    returns = autocorrelated(rng, 2000, 21)
    low, high = mean_interval(returns, np.arange(2000), 42, 2000 // 21, draws=8000)
    other = CircularBlockBootstrap(42, returns, seed=5)
    (left,), (right,) = other.conf_int(np.mean, reps=8000, method="percentile", size=0.95)
    assert low == pytest.approx(left, abs=0.06 * (right - left))
    assert high == pytest.approx(right, abs=0.06 * (right - left))


def test_events_that_stand_apart_have_the_textbook_interval() -> None:
    rng = np.random.default_rng(4)
    returns = rng.normal(0.02, 0.05, 400)
    low, high = mean_interval(returns, np.arange(400) * 70, 42, 400, draws=8000)
    half = 1.96 * returns.std(ddof=1) / np.sqrt(400)
    assert low == pytest.approx(returns.mean() - half, abs=0.1 * half)
    assert high == pytest.approx(returns.mean() + half, abs=0.1 * half)


def test_clustered_events_are_not_counted_as_independent() -> None:
    """Forty events of one kind in each of ten clusters tell little more than ten."""
    rng = np.random.default_rng(5)
    crises = rng.normal(0.0, 0.05, 10)
    returns = np.repeat(crises, 40) + rng.normal(0.0, 0.005, 400)
    at = (np.arange(10)[:, None] * 700 + np.arange(40)).ravel()
    low, high = mean_interval(returns, at, 126, effective_count(at, 63))
    naive = 2 * 1.96 * returns.std() / np.sqrt(400)
    assert high - low > 3 * naive
    alone = mean_interval(crises, np.arange(10) * 700, 126, 10)
    assert high - low == pytest.approx(alone[1] - alone[0], rel=0.35)


@pytest.mark.parametrize("horizon", [21, 63])
def test_ten_cases_of_the_index_cover_what_they_claim(real_market: Workspace, horizon: int) -> None:
    """At the least number of cases that has a figure, drawn from the index's own returns."""
    close = real_market.market.view().observations("SPX").to_numpy()
    after = close[horizon:] / close[:-horizon] - 1.0
    rng, at = np.random.default_rng(6), np.arange(10) * 2 * horizon
    hits = 0
    for _ in range(800):
        low, high = mean_interval(rng.choice(after, 10), at, 2 * horizon, 10, draws=800)
        hits += low <= after.mean() <= high
    assert 0.90 < hits / 800 < 0.98


def test_the_same_events_have_the_same_interval() -> None:
    returns, at = np.array([0.01, -0.03, 0.05, 0.02]), np.array([5, 90, 300, 420])
    first = mean_interval(returns, at, 42, 4)
    assert mean_interval(returns.copy(), at + 1000, 42, 4)[0] == pytest.approx(first[0], abs=0.01)
    assert mean_interval(returns.copy(), at.copy(), 42, 4) == first


def test_events_that_are_all_alike_leave_no_doubt() -> None:
    low, high = mean_interval(np.full(12, 0.03), np.arange(12) * 80, 42, 12)
    assert low == pytest.approx(0.03)
    assert high == pytest.approx(0.03)
