from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.regression.rolling import RollingOLS

from tests.metrics import real_funds, real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.book_losses import book_loss, book_residuals
from tools.metrics.crowding import comomentum, high_beta_winners
from tools.metrics.drawdown import series_drawdown
from tools.metrics.hedge import market_residual
from tools.metrics.momentum import (
    leg_returns,
    neutral,
    neutral_drawdown,
    neutral_index,
    raw_drawdown,
    raw_index,
    winners_minus_losers,
)
from tools.metrics.momentum_legs import degrossing
from tools.metrics.residual_correlation import winners_residual_correlation
from tools.metrics.returns import simple_returns
from tools.metrics.winners_risk import risky_share_of_drawdown


@pytest.fixture(scope="module")
def stocks(real_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return real_panel.field(real_data), real_panel.members(real_data)


@pytest.fixture(scope="module")
def raw(stocks: tuple[pd.DataFrame, pd.DataFrame]) -> pd.Series:
    return winners_minus_losers(leg_returns(*stocks)).dropna()


# ------------------------------------------------------- the managed series, by statsmodels


def test_yesterdays_beta_is_statsmodels() -> None:
    rng = np.random.default_rng(5)
    dates = pd.bdate_range("2010-01-01", periods=500)
    market = pd.Series(rng.normal(0, 0.01, 500), index=dates)
    raw = -0.4 * market + pd.Series(rng.normal(0, 0.01, 500), index=dates)
    fit = RollingOLS(raw, sm.add_constant(market), window=126).fit().params.iloc[:, 1]
    expected = raw - fit.shift(1) * market
    pd.testing.assert_series_equal(market_residual(raw, market), expected, check_names=False)


def test_managed_returns_have_the_volatility_aimed_at() -> None:
    rng = np.random.default_rng(6)
    dates = pd.bdate_range("2000-01-01", periods=5000)
    market = pd.Series(rng.normal(0, 0.01, 5000), index=dates)
    swing = 0.01 * np.exp(np.sin(np.arange(5000) / 500.0))
    raw = 0.5 * market + rng.normal(0, 1, 5000) * swing
    managed = neutral(raw, market).dropna()
    assert managed.std() * np.sqrt(252) == pytest.approx(0.10, rel=0.06)
    assert abs(np.corrcoef(managed, market[managed.index])[0, 1]) < 0.05
    calm = neutral(raw / 1000.0, market / 1000.0).dropna()
    shared = market_residual(raw / 1000.0, market / 1000.0).reindex(calm.index)
    assert (calm / shared).to_numpy() == pytest.approx(3.0)


def test_neutral_momentum_is_the_contracts_formula_step_by_step(
    stocks: tuple[pd.DataFrame, pd.DataFrame], raw: pd.Series, spx_close: pd.Series
) -> None:
    # u = raw - beta*market, beta: 126-day OLS lagged one day; times min(3, 10 % / (126-day sd of u
    # lagged one day x sqrt 252)); cumulated; over its highest of the last 21 less one
    market = spx_close.pct_change(fill_method=None)
    both = pd.DataFrame({"raw": raw, "market": market}).dropna()
    r, m = both["raw"].to_numpy(), both["market"].to_numpy()
    u = np.full(len(r), np.nan)
    for t in range(126, len(r)):
        u[t] = r[t] - np.polyfit(m[t - 126 : t], r[t - 126 : t], 1)[0] * m[t]
    level, path = 1.0, []
    for t in range(252, len(r)):
        sd = np.std(u[t - 126 : t], ddof=1)
        level *= 1.0 + u[t] * min(3.0, 0.10 / (sd * np.sqrt(252)))
        path.append(level)
    managed = pd.Series(path, index=both.index[252:])
    expected = managed / managed.rolling(21).max() - 1.0
    found = neutral_drawdown(*stocks, spx_close, 21).dropna()
    pd.testing.assert_series_equal(found, expected.dropna(), check_names=False, rtol=1e-9)
    index = neutral_index(*stocks, spx_close).dropna()
    pd.testing.assert_series_equal(index, 100.0 * managed, check_names=False, rtol=1e-9)


# ------------------------------------------------------------------ drawdowns by window


def test_a_longer_window_never_shows_a_smaller_fall(
    stocks: tuple[pd.DataFrame, pd.DataFrame], raw: pd.Series
) -> None:
    month, quarter, ever = (raw_drawdown(*stocks, window=w) for w in (21, 63, None))
    assert (quarter <= month)[quarter.notna()].all()
    assert (ever <= quarter)[quarter.notna()].all()
    assert ever.dropna().index[0] == raw.index[0]
    assert month.dropna().index[0] == raw.index[20]
    assert quarter.dropna().index[0] == raw.index[62]
    # the rebound of the losers from March 2009 took most of what ten years had made
    assert ever["2009-09-30"] < -0.75


def test_a_gain_every_day_stands_at_its_peak() -> None:
    prices = drifting([0.0001 * i for i in range(1, 41)])
    for window in (21, 63, None):
        assert (raw_drawdown(prices, everyone(prices), window).dropna() == 0.0).all()
    level = raw_index(prices, everyone(prices)).dropna()
    assert level.iloc[:2].to_numpy() == pytest.approx([100.36, 100.36 * 1.0036])


# --------------------------------------------------------------- the published factor


def test_the_published_factor_has_the_published_days(real_data: Path) -> None:
    mom = 100.0 * real_panel.french(real_data)["mom"]
    assert mom["2020-11-09"] == pytest.approx(-14.37)
    week = mom.loc["2007-08-07":"2007-08-10"].to_numpy()
    assert week == pytest.approx([0.02, -1.21, -1.11, 1.13])


def test_raw_series_follows_the_published_factor(real_data: Path, raw: pd.Series) -> None:
    mom = real_panel.french(real_data)["mom"]
    both = pd.DataFrame({"ours": raw, "published": mom}).dropna()
    assert both.index[0] == pd.Timestamp("2008-02-01")
    together = both.corr().iloc[0, 1]
    print(f"daily correlation with UMD 2008-2022: {together:.3f}")
    assert together > 0.85
    by_year = both.groupby(both.index.year).corr().xs("published", level=1)["ours"]
    assert by_year.min() > 0.75


def test_neutral_series_follows_the_published_factor_too(
    real_data: Path, raw: pd.Series, spx_close: pd.Series
) -> None:
    factors = real_panel.french(real_data)
    published = neutral(factors["mom"], factors["mkt_rf"] + factors["rf"])
    ours = neutral(raw, simple_returns(spx_close))
    assert pd.DataFrame({"a": ours, "b": published}).dropna().corr().iloc[0, 1] > 0.80


def test_raw_loses_a_tenth_on_one_day_in_25_and_neutral_on_fewer_than_one_in_100(
    real_data: Path, stocks: tuple[pd.DataFrame, pd.DataFrame], spx_close: pd.Series
) -> None:
    factors = real_panel.french(real_data)
    falls = series_drawdown(factors["mom"], 21).dropna()
    assert (falls <= -0.10).mean() == pytest.approx(0.04, abs=0.005)
    managed = neutral(factors["mom"], factors["mkt_rf"] + factors["rf"])
    share = (series_drawdown(managed, 21).dropna() <= -0.10).mean()
    assert 0.0 < share < 0.01
    panel = neutral_drawdown(*stocks, spx_close).dropna()
    assert (panel <= -0.10).mean() < 0.01
    assert panel.quantile(0.01) < -0.05


# ----------------------------------------------------------------- nothing sees ahead


def test_stocks_added_later_change_no_bit() -> None:
    prices, later = noisy(60, 700), noisy(80, 700)
    later.columns = [f"R{i}{c}" for i, c in enumerate(later)]
    later.iloc[:650] = np.nan
    wide = pd.concat([prices, later], axis=1)[sorted([*prices, *later])]
    market, funds = prices.mean(axis=1), prices.iloc[:, :3]
    for function in (
        raw_drawdown,
        degrossing,
        high_beta_winners,
        comomentum,
        winners_residual_correlation,
        risky_share_of_drawdown,
    ):
        narrow, broad = (function(p, everyone(p)) for p in (prices, wide))
        assert narrow.notna().sum() > 10
        pd.testing.assert_series_equal(narrow, broad, check_exact=True)
    narrow, broad = (neutral_drawdown(p, everyone(p), market) for p in (prices, wide))
    pd.testing.assert_series_equal(narrow, broad, check_exact=True)
    narrow, broad = (book_residuals(p, everyone(p), funds) for p in (prices, wide))
    pd.testing.assert_frame_equal(narrow, broad, check_exact=True)


def test_no_row_of_the_real_panel_depends_on_a_later_one(
    real_data: Path, stocks: tuple[pd.DataFrame, pd.DataFrame], spx_close: pd.Series
) -> None:
    sectors = real_funds.sectors(real_data)
    end = "2015-08-24"
    seen = tuple(frame.loc[:end] for frame in stocks)
    for function, others in (
        (raw_drawdown, ()),
        (degrossing, ()),
        (winners_residual_correlation, ()),
        (neutral_drawdown, (spx_close,)),
        (book_loss, (sectors,)),
    ):
        before = function(*seen, *(other.loc[:end] for other in others))
        assert before.iloc[-1] == function(*stocks, *others)[end]


def test_simple_returns_skip_missing_prices() -> None:
    prices = pd.Series([100.0, np.nan, 110.0], index=pd.bdate_range("2020-01-01", periods=3))
    assert simple_returns(prices).dropna().to_dict() == {
        pd.Timestamp("2020-01-03"): pytest.approx(0.1)
    }
