from __future__ import annotations

import numpy as np
import pytest

from tests.metrics.made import drifting, everyone
from tools.metrics.panel import log_returns, mean_where, membership, rolling_count, traded

STEP = np.log1p(0.01)


def test_a_return_runs_over_a_short_gap_and_not_over_a_long_one() -> None:
    prices = drifting([0.01, 0.01, 0.01], rows=20)
    prices.iloc[5:8, 0] = np.nan
    prices.iloc[5:10, 1] = np.nan
    prices.iloc[5:11, 2] = np.nan
    moves = log_returns(prices)
    assert np.isnan(moves[0, 5:8]).all()
    assert moves[0, 8] == pytest.approx(4 * STEP)
    assert moves[1, 10] == pytest.approx(6 * STEP)
    assert np.isnan(moves[2, 11])
    assert moves[2, 12] == pytest.approx(STEP)


@pytest.mark.parametrize(
    ("factor", "kept"), [(3.9, True), (4.1, False), (0.26, True), (0.24, False)]
)
def test_moves_by_more_than_a_factor_of_four_are_defects(factor: float, kept: bool) -> None:
    prices = drifting([0.0], rows=3)
    prices.iloc[1:] *= factor
    assert np.isfinite(log_returns(prices)[0, 1]) == kept


def test_prices_that_cannot_be_have_no_return() -> None:
    prices = drifting([0.01], rows=6)
    prices.iloc[2], prices.iloc[4] = -5.0, np.inf
    moves = log_returns(prices)[0]
    assert np.isnan(moves[[0, 2, 4]]).all()
    assert moves[[3, 5]] == pytest.approx(2 * STEP)


def test_counts_run_over_the_window_only() -> None:
    flags = np.array([[True, False, True, True, False]])
    assert rolling_count(flags, 2).tolist() == [[1, 1, 1, 2, 1]]


def test_a_quarter_of_unchanged_closes_is_the_limit() -> None:
    moves = np.array([[0.01, 0.0, 0.01, 0.01], [0.01, 0.0, 0.0, 0.01], [np.nan] * 4])
    assert traded(moves, 4)[:, -1].tolist() == [True, False, False]


def test_members_are_matched_by_name_and_date() -> None:
    prices = drifting([0.01, 0.02], rows=5)
    flags = everyone(prices).iloc[1:, :1]
    assert membership(flags, prices).tolist() == [[False, True, True, True, True], [False] * 5]


def test_a_mean_needs_enough_values() -> None:
    values = np.array([[1.0, 1.0], [3.0, np.nan], [100.0, 100.0]])
    chosen = np.array([[True, True], [True, True], [False, False]])
    assert mean_where(values, chosen)[0] == 2.0
    assert mean_where(values, chosen)[1] == 1.0
    assert np.isnan(mean_where(values, chosen, least=2)[1])
