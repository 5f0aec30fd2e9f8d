from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real_funds, real_panel
from tests.metrics.made import everyone, noisy
from tools.metrics.crowding import (
    comomentum,
    comomentum_change,
    comomentum_given,
    comomentum_style,
    high_beta_winners,
    mean_partial_correlation,
)
from tools.metrics.formation import form


def by_statsmodels(prices: pd.DataFrame, factors: pd.DataFrame) -> tuple[pd.Timestamp, float]:
    """The last month's figure from least squares and a table of correlations."""
    held = form(prices, everyone(prices))
    end, stocks = held.ends[-1], prices.shape[1]
    days = slice(end - 259, end + 1)
    weeks = np.log(prices).diff().iloc[days].to_numpy().reshape(52, 5, stocks).sum(axis=1)
    others = factors.iloc[days].to_numpy().reshape(52, 5, factors.shape[1]).sum(axis=1)
    design = sm.add_constant(np.column_stack([weeks.mean(axis=1), others]))
    means = []
    for leg in (held.winners, held.losers):
        left = sm.OLS(weeks[:, leg[:, end + 1]], design).fit().resid
        table = np.corrcoef(left.T)
        means.append(table[np.triu_indices(len(table), 1)].mean())
    return prices.index[end + 1], float(np.mean(means))


def two_factors(prices: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(12)
    values = rng.normal(0, 0.01, (len(prices), 2))
    return pd.DataFrame(values, index=prices.index, columns=["size", "value"])


def test_comomentum_is_the_mean_partial_correlation() -> None:
    prices = noisy(80, 300, seed=4)
    found = comomentum(prices, everyone(prices)).dropna()
    day, expected = by_statsmodels(prices, two_factors(prices)[[]])
    assert found.index[-1] == day
    assert found.iloc[-1] == pytest.approx(expected, abs=1e-12)


def test_further_factors_are_taken_out_as_well() -> None:
    prices = noisy(80, 300, seed=4)
    factors = two_factors(prices)
    found = comomentum_given(prices, everyone(prices), factors).dropna()
    day, expected = by_statsmodels(prices, factors)
    assert found.index[-1] == day
    assert found.iloc[-1] == pytest.approx(expected, abs=1e-12)


def test_funds_make_the_factors() -> None:
    prices = noisy(80, 300, seed=4)
    funds = noisy(4, 300, seed=5).set_axis(list("slvg"), axis=1)
    logs = np.log(funds).diff()
    factors = pd.DataFrame({"size": logs["s"] - logs["l"], "value": logs["v"] - logs["g"]})
    expected = comomentum_given(prices, everyone(prices), factors)
    found = comomentum_style(prices, everyone(prices), *(funds[name] for name in "slvg"))
    pd.testing.assert_series_equal(found, expected, rtol=1e-9)
    funds.iloc[200:207, 0] = np.nan
    holed = comomentum_style(prices, everyone(prices), *(funds[name] for name in "slvg"))
    assert holed.isna().all()


def test_a_factor_that_stocks_share_is_no_crowding() -> None:
    prices = noisy(80, 300, seed=4)
    factor = two_factors(prices)[["size"]] + 0.002  # its drift puts one tilt into each tenth
    tilt = np.where(np.arange(80) % 2, 1.0, -1.0)
    tilted = prices * np.exp(2.0 * factor.cumsum().to_numpy() * tilt)
    alone = comomentum(tilted, everyone(tilted)).dropna().iloc[-1]
    given = comomentum_given(tilted, everyone(tilted), factor).dropna().iloc[-1]
    assert alone > 0.2
    assert abs(given) < 0.05


def test_units_and_order_of_the_stocks_do_not_matter() -> None:
    prices = noisy(60, 300, seed=3)
    found = comomentum(prices, everyone(prices)).dropna()
    scaled = prices * np.linspace(0.1, 50.0, 60)
    pd.testing.assert_series_equal(comomentum(scaled, everyone(prices)).dropna(), found)
    turned = prices[prices.columns[::-1]]
    pd.testing.assert_series_equal(comomentum(turned, everyone(turned)).dropna(), found)


def test_controls_that_add_nothing_or_have_gaps_give_nothing() -> None:
    rng = np.random.default_rng(1)
    values, control = rng.normal(size=(5, 52)), rng.normal(size=52)
    assert np.isfinite(mean_partial_correlation(values, [control]))
    assert np.isnan(mean_partial_correlation(values, [control, 2.0 * control]))
    assert np.isnan(mean_partial_correlation(values, [np.where(control > 1, np.nan, control)]))
    assert np.isnan(mean_partial_correlation(values[:2], [control]))


def test_a_change_is_that_of_neighbouring_months() -> None:
    prices = noisy(60, 360, seed=3)
    monthly = comomentum(prices, everyone(prices)).dropna()
    change = comomentum_change(prices, everyone(prices)).dropna()
    assert len(change) == len(monthly) - 1 > 1
    assert change.iloc[0] == pytest.approx(monthly.iloc[1] - monthly.iloc[0])
    assert change.index[0] == monthly.index[1]


def test_risky_winners_fall_when_beta_does() -> None:
    rng = np.random.default_rng(8)
    beta = np.repeat([0.5, 0.5, 1.5], 70)
    market = np.append(np.tile([0.01, -0.01], 200), np.full(21, -0.02))
    moves = market[:, None] * beta + rng.normal(0, 0.008, (421, 210))
    dates = pd.bdate_range("2010-01-01", periods=421)
    prices = pd.DataFrame(np.exp(np.cumsum(moves, axis=0)), index=dates).rename(columns=str)
    ahead = high_beta_winners(prices, everyone(prices))
    expected = np.exp(-0.02 * 1.5 * 21) - np.exp(-0.02 * 0.5 * 21)
    assert ahead.iloc[-1] == pytest.approx(expected, abs=0.03)


def test_funds_stand_in_for_the_published_factors(real_data: Path) -> None:
    # the measure as published, given the three factors, is known only a month or two later
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    factors = real_panel.french(real_data)[["mkt_rf", "smb", "hml"]]
    funds = (real_funds.fund(real_data, name) for name in ("IWM", "SPY", "IWD", "IWF"))
    measures = {
        "published": comomentum_given(*stocks, factors),
        "funds": comomentum_style(*stocks, *funds),
        "market": comomentum(*stocks),
    }
    table = pd.DataFrame(measures).dropna()
    assert len(table) > 150
    likeness = table.corr()["published"]
    assert likeness["funds"] > 0.88
    assert likeness["funds"] > likeness["market"] + 0.05
    assert table["funds"].mean() == pytest.approx(table["published"].mean(), abs=0.015)
