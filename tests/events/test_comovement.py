"""The lag of the strongest rank correlation, against scipy and on series made to lead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import spearmanr

from tools.events.comovement import CRITICAL, LAGS, LEAST, strongest

Changes = npt.NDArray[np.float64]


def shifted(index: Changes, lag: int, noise: float, seed: int = 1) -> Changes:
    """Return a series that does at t + lag what the index does at t, with noise."""
    rng = np.random.default_rng(seed)
    return np.roll(index, lag) + noise * rng.standard_normal(len(index))


@pytest.mark.parametrize("lag", LAGS)
def test_the_lag_that_was_put_in_is_found(lag: int) -> None:
    index = np.random.default_rng(7).standard_normal(120)
    found = strongest(shifted(index, lag, 0.5), index)
    assert found is not None and found[0] == lag and found[1] > 0.7


@pytest.mark.parametrize("lag", LAGS)
def test_the_correlation_is_scipys(lag: int) -> None:
    rng = np.random.default_rng(11)
    index = np.round(rng.standard_normal(90), 1)  # rounded, so that there are ties
    own = np.round(shifted(index, lag, 0.4), 1)
    own[[3, 40]] = np.nan
    found = strongest(own, index)
    assert found is not None
    pairs = [
        (own[t + lag], index[t])
        for t in range(len(index))
        if 0 <= t + lag < len(own) and np.isfinite(own[t + lag])
    ]
    expected = spearmanr(*zip(*pairs, strict=True)).statistic
    assert found == (lag, pytest.approx(expected, abs=1e-12), len(pairs))


def test_a_series_that_moves_against_it_has_a_negative_one() -> None:
    index = np.random.default_rng(7).standard_normal(60)
    found = strongest(-index, index)
    assert found == (0, pytest.approx(-1.0), 60)


def test_independent_series_are_rarely_found_to_move_together() -> None:
    """Five lags at 1 % each: some 5 % of pairs, and not many more with so few observations."""
    rng = np.random.default_rng(23)
    found = [
        strongest(rng.standard_normal(40), rng.standard_normal(40)) is not None for _ in range(600)
    ]
    assert 0.01 < np.mean(found) < 0.075


def test_a_move_must_exceed_the_bound_of_its_own_pairs() -> None:
    rng = np.random.default_rng(5)
    for _ in range(200):
        found = strongest(rng.standard_normal(30), rng.standard_normal(30))
        if found is not None:
            assert abs(found[1]) > CRITICAL / np.sqrt(found[2] - 1)


def test_too_few_pairs_or_no_variation_is_nothing() -> None:
    index = np.random.default_rng(7).standard_normal(LEAST - 1)
    assert strongest(index, index) is None
    assert strongest(np.zeros(50), np.arange(50.0)) is None
    assert strongest(np.full(50, np.nan), np.arange(50.0)) is None
    assert strongest(np.array([]), np.array([])) is None


@pytest.mark.parametrize("scale", [0.01, 100.0])
def test_units_do_not_matter(scale: float) -> None:
    index = np.random.default_rng(7).standard_normal(80)
    own = shifted(index, -1, 0.5)
    assert strongest(own, index) == strongest(own * scale + 3.0, index)
