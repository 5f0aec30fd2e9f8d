from __future__ import annotations

from pathlib import Path

import empyrical
import numpy as np
import pandas as pd
import pytest

from tests.metrics.real_panel import french
from tools.metrics.drawdown import drawdown, series_drawdown
from tools.metrics.returns import compounded, cumulate, simple_returns


def dated(values: list[float]) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


def random_returns(n: int = 800) -> pd.Series:
    return dated(np.random.default_rng(3).normal(0.0003, 0.012, n).tolist())


def test_worked_example() -> None:
    levels = dated([100.0, 110.0, 99.0, 104.5, 121.0, 60.5])
    assert drawdown(levels, 3).round(12).tolist()[2:] == [-0.1, -0.05, 0.0, -0.5]
    assert drawdown(levels, 3).iloc[:2].isna().all()
    assert drawdown(levels).round(12).tolist() == [0.0, 0.0, -0.1, -0.05, 0.0, -0.5]


def test_the_peak_leaves_the_window() -> None:
    levels = dated([200.0, 100.0, 100.0, 100.0])
    assert drawdown(levels, 3).iloc[2:].tolist() == [-0.5, 0.0]


def test_worst_drawdown_is_empyricals() -> None:
    returns = random_returns()
    assert series_drawdown(returns).min() == pytest.approx(empyrical.max_drawdown(returns), 1e-12)


def test_no_window_is_worse_than_its_maximum_drawdown_by_empyrical() -> None:
    returns = random_returns(300)
    ours = series_drawdown(returns, 21)
    worst = empyrical.roll_max_drawdown(returns, window=21)
    both = pd.concat([ours, worst], axis=1, join="inner").dropna()
    assert len(both) == 280
    # empyrical also counts from the close before the first return; ours from the first level on
    assert (both.iloc[:, 0] >= both.iloc[:, 1] - 1e-12).all()
    at_its_worst = both.iloc[:, 0] <= both.iloc[:, 1] + 1e-12
    assert 0.05 < at_its_worst.mean() < 0.95


def test_scale_and_gaps_do_not_matter() -> None:
    levels = cumulate(random_returns(100))
    holes = levels.copy()
    holes.iloc[[30, 31, 60]] = np.nan
    pd.testing.assert_series_equal(drawdown(levels * 7.0, 21), drawdown(levels, 21))
    assert drawdown(holes, 21).iloc[[30, 31, 60]].isna().all()
    pd.testing.assert_series_equal(
        drawdown(holes, 21).dropna(), drawdown(holes.dropna(), 21).dropna()
    )


def test_cumulating_inverts_simple_returns() -> None:
    prices = dated([100.0, 101.0, np.nan, 99.0, 0.0, 103.0])
    assert cumulate(simple_returns(prices)).iloc[-1] == pytest.approx(1.03)
    assert compounded(simple_returns(prices), 3).iloc[-1] == pytest.approx(0.03)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2020-03-23", -0.339), ("2022-10-12", -0.254), ("2018-12-24", -0.198)],
)
def test_the_index_from_its_high(spx_close: pd.Series, day: str, published: float) -> None:
    # Closing lows of the three declines as the press and S&P Dow Jones reported them
    assert drawdown(spx_close, 252)[day] == pytest.approx(published, abs=5e-4)


def test_published_momentum_factor(real_data: Path) -> None:
    mom = french(real_data)["mom"]
    assert mom["2020-11-09"] == pytest.approx(-0.1437)
    falls = series_drawdown(mom, 21)
    assert falls["2020-11-09"] < -0.1437
    assert (falls.dropna() <= -0.10).mean() == pytest.approx(0.04, abs=0.005)
