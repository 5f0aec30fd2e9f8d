"""Covariance, distance and ranks against scikit-learn and SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import mahalanobis
from scipy.stats import norm, rankdata
from sklearn.covariance import ledoit_wolf as reference

from tools.analogs.coordinates import LEAST, Ground
from tools.analogs.distance import distances, ledoit_wolf
from tools.analogs.scores import normal_scores, percentiles, placed


@pytest.mark.parametrize("shape", [(8, 6), (40, 6), (3000, 6), (50, 2), (30, 1)])
def test_shrinkage_is_scikit_learn_s(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(sum(shape))
    mix = rng.normal(size=(shape[1], shape[1]))
    rows = rng.standard_t(4, size=shape) @ mix + rng.normal(size=shape[1])
    covariance, shrinkage = ledoit_wolf(rows)
    expected, share = reference(rows)
    np.testing.assert_allclose(covariance, expected, rtol=1e-9, atol=1e-12)
    assert shrinkage == pytest.approx(share, abs=1e-9)


def test_rows_that_are_round_need_no_shrinkage() -> None:
    rows = np.vstack([np.eye(3), -np.eye(3)])
    covariance, shrinkage = ledoit_wolf(rows)
    np.testing.assert_allclose(covariance, np.eye(3) / 3)
    assert 0.0 <= shrinkage <= 1.0


def test_distance_is_scipy_s() -> None:
    rng = np.random.default_rng(9)
    rows = rng.normal(size=(60, 4)) @ rng.normal(size=(4, 4))
    covariance, _ = ledoit_wolf(rows)
    inverse = np.linalg.inv(covariance)
    expected = [mahalanobis(row, rows[7], inverse) for row in rows]
    np.testing.assert_allclose(distances(rows, rows[7], covariance), expected, atol=1e-9)


@given(
    arrays(np.float64, st.integers(LEAST, LEAST + 40), elements=st.integers(-30, 30).map(float)),
    st.integers(0, 20),
)
def test_percentiles_are_mid_ranks(values: np.ndarray, gaps: int) -> None:
    values = np.concatenate([values, np.full(gaps, np.nan)])
    found = percentiles(values)
    finite = np.isfinite(values)
    expected = (rankdata(values[finite]) - 0.5) / finite.sum()
    np.testing.assert_allclose(found[finite], expected, atol=1e-12)
    assert np.isnan(found[~finite]).all()
    assert ((found[finite] > 0) & (found[finite] < 1)).all()


def test_a_short_history_has_no_rank() -> None:
    assert np.isnan(percentiles(np.arange(LEAST - 1.0))).all()
    assert np.isfinite(percentiles(np.arange(float(LEAST)))).all()


def test_scores_are_normal_quantiles() -> None:
    ranks = np.array([0.01, 0.5, 0.9, np.nan])
    np.testing.assert_allclose(normal_scores(ranks), norm.ppf(ranks))


def made_ground(value: np.ndarray, older: np.ndarray) -> Ground:
    known = np.datetime64("2001-01-01", "us") + np.arange(len(value)).astype("timedelta64[D]")
    return Ground((), value[:, None], older[:, None], known[:, None], known)


def test_each_reading_is_ranked_in_its_own_sample() -> None:
    """A like reading of another scale stands in where the first had not begun."""
    rng = np.random.default_rng(2)
    value = np.concatenate([np.full(300, np.nan), rng.normal(0, 5, 300)])
    older = np.concatenate([rng.normal(0, 1, 500), np.full(100, np.nan)])
    found = placed(made_ground(value, older), 599)[:, 0]
    np.testing.assert_allclose(found[:300], percentiles(older)[:300])
    np.testing.assert_allclose(found[300:], percentiles(value)[300:])


def test_what_was_not_out_yet_does_not_count() -> None:
    """Of the reading that is published late, only what was out when the session was known."""
    rng = np.random.default_rng(4)
    value, older = np.full(600, np.nan), rng.normal(size=600)
    value[300:] = rng.normal(size=300)
    made = made_ground(value, older)
    late = made.known + np.timedelta64(40, "D")
    found = placed(made._replace(late=late[:, None]), 580)[:, 0]
    np.testing.assert_allclose(found[:300], percentiles(older[:541])[:300])


def test_a_session_is_ranked_among_those_before_it_alone() -> None:
    rng = np.random.default_rng(3)
    value, older = rng.normal(size=600), np.full(600, np.nan)
    changed = value.copy()
    changed[401:] = 50.0
    first, second = (placed(made_ground(v, older), 400) for v in (value, changed))
    np.testing.assert_array_equal(first, second)
