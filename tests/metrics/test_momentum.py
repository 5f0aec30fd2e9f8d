from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.regression.rolling import RollingOLS

from tests.metrics import real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.crowding import comomentum, high_beta_winners
from tools.metrics.drawdown import series_drawdown
from tools.metrics.hedge import market_residual
from tools.metrics.momentum import (
    form,
    leg_returns,
    neutral,
    neutral_drawdown,
    raw_drawdown,
    winners_minus_losers,
)
from tools.metrics.momentum_legs import degrossing, relative_return
from tools.metrics.returns import simple_returns

RATES = [0.0001 * i for i in range(1, 41)]
FIRST = "2011-01-03"  # the first session after a month end that 252 sessions came before


def daily(prices: pd.DataFrame, members: pd.DataFrame | None = None) -> pd.DataFrame:
    return leg_returns(prices, everyone(prices) if members is None else members)


# --------------------------------------------------------------------- worked by hand


def test_forty_stocks_give_four_winners_and_four_losers() -> None:
    legs = daily(drifting(RATES))
    assert legs.first_valid_index() == pd.Timestamp(FIRST)
    held = legs.loc[FIRST:]
    assert held["winners"].to_numpy() == pytest.approx(np.mean(RATES[-4:]))
    assert held["losers"].to_numpy() == pytest.approx(np.mean(RATES[:4]))
    assert held["universe"].to_numpy() == pytest.approx(np.mean(RATES))
    assert winners_minus_losers(held).to_numpy() == pytest.approx(0.0036)


def test_the_last_month_does_not_count() -> None:
    prices = drifting(RATES)
    rows = prices.index.get_loc("2010-12-31")
    prices.iloc[rows - 20 :, 0] *= 3.0  # a jump on the twentieth session before the month end
    assert daily(prices).loc[FIRST, "losers"] == pytest.approx(np.mean(RATES[:4]))
    sooner = drifting(RATES)
    sooner.iloc[rows - 21 :, 0] *= 3.0  # and one on the last session that counts
    assert daily(sooner).loc[FIRST, "losers"] == pytest.approx(np.mean(RATES[1:5]))


def test_portfolios_change_at_month_ends_only() -> None:
    prices = drifting(RATES, rows=420)
    jump = prices.index.get_loc("2010-12-20")
    prices.iloc[jump:, 0] *= 3.0
    legs = daily(prices)
    # within the skipped month at the end of December, inside the window at the end of January
    assert legs.loc["2011-01-31", "winners"] == pytest.approx(np.mean(RATES[-4:]))
    assert legs.loc["2011-02-01", "winners"] == pytest.approx(np.mean([*RATES[-3:], RATES[0]]))


def test_only_members_of_the_formation_date_are_ranked() -> None:
    prices = drifting(RATES)
    members = everyone(prices)
    members.loc["2010-12-31":, "S39"] = False
    legs = daily(prices, members)
    assert legs.loc[FIRST, "winners"] == pytest.approx(np.mean(RATES[-4:-1]))  # 39 stocks: three
    joined = everyone(prices)
    joined.loc[:"2010-12-30", "S39"] = False  # its prices from before count
    assert daily(prices, joined).loc[FIRST, "winners"] == pytest.approx(np.mean(RATES[-4:]))


def test_a_stock_that_leaves_stays_to_the_month_end() -> None:
    prices = drifting(RATES)
    members = everyone(prices)
    members.loc["2011-01-12":, "S39"] = False
    legs = daily(prices, members)
    assert legs.loc["2011-01-31", "winners"] == pytest.approx(np.mean(RATES[-4:]))
    assert legs.loc["2011-02-01", "winners"] == pytest.approx(np.mean(RATES[-4:-1]))


def test_a_missing_return_leaves_the_days_mean() -> None:
    prices = drifting(RATES)
    prices.loc["2011-01-12":, "S39"] = np.nan
    legs = daily(prices)
    assert legs.loc["2011-01-11", "winners"] == pytest.approx(np.mean(RATES[-4:]))
    assert legs.loc["2011-01-12", "winners"] == pytest.approx(np.mean(RATES[-4:-1]))


def test_a_short_history_is_not_ranked() -> None:
    prices = drifting(RATES)
    prices.iloc[:20, 39] = np.nan
    assert daily(prices).loc[FIRST, "winners"] == pytest.approx(np.mean(RATES[-4:-1]))


def test_bad_ticks_and_splits_neither_rank_nor_pay() -> None:
    prices = drifting(RATES)
    prices.loc["2011-01-12", "S39"] *= 100.0  # one day only
    prices.loc["2010-06-15":, "S20"] /= 20.0  # a split that nobody adjusted
    legs = daily(prices)
    expected = pd.Series(np.mean(RATES[-4:]), index=legs.loc[FIRST:].index)
    expected["2011-01-12":"2011-01-13"] = np.mean(RATES[-4:-1])  # no return out and none back
    assert legs.loc[FIRST:, "winners"].to_numpy() == pytest.approx(expected.to_numpy())
    assert legs.loc[FIRST, "losers"] == pytest.approx(np.mean(RATES[:4]))


def test_a_quote_that_hardly_moves_is_not_a_member() -> None:
    prices = drifting(RATES)
    prices["S00"] = 7.0
    assert not form(prices, everyone(prices)).universe[0].any()


def test_too_few_stocks_make_no_portfolio() -> None:
    assert daily(drifting(RATES[:29])).isna().all(axis=None)


def test_stocks_added_later_change_no_bit() -> None:
    prices, later = noisy(60, 700), noisy(80, 700)
    later.columns = [f"R{i}{c}" for i, c in enumerate(later)]
    later.iloc[:650] = np.nan
    wide = pd.concat([prices, later], axis=1)[sorted([*prices, *later])]
    market = prices.mean(axis=1)
    for function in (raw_drawdown, degrossing, high_beta_winners, comomentum):
        narrow, broad = (function(p, everyone(p)) for p in (prices, wide))
        assert narrow.notna().sum() > 10
        pd.testing.assert_series_equal(narrow, broad, check_exact=True)
    narrow, broad = (neutral_drawdown(p, everyone(p), market) for p in (prices, wide))
    pd.testing.assert_series_equal(narrow, broad, check_exact=True)


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


# ------------------------------------------------------------------ one book or both


def _two_books(winners_fall: float, losers_rise: float) -> float:
    prices = noisy(60, 520, seed=9)
    held = form(prices, everyone(prices))
    last = prices.index[-5:]
    for leg, push in ((held.winners, -winners_fall), (held.losers, losers_rise)):
        names = prices.columns[leg[:, -1]]
        prices.loc[last, names] *= np.exp(push * np.arange(1, 6))[:, None]
    return float(degrossing(prices, everyone(prices)).iloc[-1])


def test_degrossing_needs_both_books_to_lose() -> None:
    quiet = _two_books(0.0, 0.0)
    both, winners, losers = _two_books(0.03, 0.03), _two_books(0.03, 0.0), _two_books(0.0, 0.03)
    assert both > 3.0
    assert both - quiet > 3.0
    assert max(winners, losers) < both / 2.0


def test_legs_are_measured_against_the_average_stock() -> None:
    prices = drifting(RATES)
    ahead = relative_return(prices, everyone(prices), "winners", 21).iloc[-1]
    assert ahead == pytest.approx((1 + np.mean(RATES[-4:])) ** 21 - (1 + np.mean(RATES)) ** 21)
    behind = relative_return(prices, everyone(prices), "losers", 21).iloc[-1]
    assert behind == pytest.approx((1 + np.mean(RATES[:4])) ** 21 - (1 + np.mean(RATES)) ** 21)


# ------------------------------------------------------------------------ crowding


def test_comomentum_is_the_mean_partial_correlation() -> None:
    prices = noisy(80, 300, seed=4)
    members = everyone(prices)
    found = comomentum(prices, members).dropna()
    day = found.index[-1]
    end = prices.index.get_loc(day) - 1
    weeks = np.log(prices).diff().iloc[end - 259 : end + 1].to_numpy().reshape(52, 5, 80).sum(1)
    market = weeks.mean(axis=1)
    held = form(prices, members)
    means = []
    for leg in (held.winners, held.losers):
        chosen = weeks[:, leg[:, end + 1]]
        left = sm.OLS(chosen, sm.add_constant(market)).fit().resid
        table = np.corrcoef(left.T)
        means.append(table[np.triu_indices(len(table), 1)].mean())
    assert found.iloc[-1] == pytest.approx(np.mean(means), abs=1e-12)


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


# -------------------------------------------------------------------- on real stocks


def test_raw_series_follows_the_published_factor(real_data: Path) -> None:
    legs = leg_returns(real_panel.field(real_data), real_panel.members(real_data))
    raw = winners_minus_losers(legs).dropna()
    mom = real_panel.french(real_data)["mom"]
    both = pd.DataFrame({"ours": raw, "published": mom}).dropna()
    assert both.index[0] == pd.Timestamp("2008-02-01")
    assert both.corr().iloc[0, 1] > 0.85
    by_year = both.groupby(both.index.year).corr().xs("published", level=1)["ours"]
    assert by_year.min() > 0.75


def test_deciles_are_those_of_a_plain_sort(real_data: Path) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    legs = leg_returns(prices, members)
    for end, following in (("2018-01-31", "2018-02"), ("2020-10-30", "2020-11")):
        row = prices.index.get_loc(end)
        rank = (prices.iloc[row - 21] / prices.iloc[row - 252] - 1).where(members.loc[end])
        rank = rank.dropna().sort_values()
        tenth = len(rank) // 10
        month = prices.iloc[row:].pct_change(fill_method=None).loc[following]
        assert legs.loc[following, "winners"].to_numpy() == pytest.approx(
            month[rank.index[-tenth:]].mean(axis=1).to_numpy(), abs=1e-12
        )
        assert legs.loc[following, "losers"].to_numpy() == pytest.approx(
            month[rank.index[:tenth]].mean(axis=1).to_numpy(), abs=1e-12
        )


def test_neutral_momentum_seldom_loses_a_tenth(real_data: Path, spx_close: pd.Series) -> None:
    # the published factor, by the same steps, and the panel's own
    factors = real_panel.french(real_data)
    managed = neutral(factors["mom"], factors["mkt_rf"] + factors["rf"])
    share = (series_drawdown(managed, 21).dropna() <= -0.10).mean()
    assert 0.0 < share < 0.01
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    falls = neutral_drawdown(*stocks, spx_close).dropna()
    assert (falls <= -0.10).mean() < 0.01
    assert falls.quantile(0.01) < -0.05


def test_september_2019_was_a_degrossing(real_data: Path) -> None:
    # the sharpest two-day momentum reversal in a decade, with the index unchanged
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    assert degrossing(*stocks).idxmax() == pd.Timestamp("2019-09-10")


def test_a_symbol_given_to_another_firm_is_left_out(real_data: Path) -> None:
    # EP stood for El Paso Corporation until 2012; the file holds a penny stock's quotes
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    place = prices.columns.get_loc("EP")
    assert members["EP"].any()
    assert not form(prices, members).universe[place].any()


def test_the_two_files_meet_without_a_jump(real_data: Path) -> None:
    moves = real_panel.field(real_data).pct_change(fill_method=None).loc["2015-01-02"].dropna()
    assert len(moves) > 500
    assert moves.abs().max() < 0.10


def test_no_row_of_the_real_panel_depends_on_a_later_one(
    real_data: Path, spx_close: pd.Series
) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    raw, both, managed = (
        raw_drawdown(*stocks),
        degrossing(*stocks),
        neutral_drawdown(*stocks, spx_close),
    )
    for end in ("2015-08-24", "2018-01-31", "2020-06-01"):
        seen = tuple(frame.loc[:end] for frame in stocks)
        assert raw_drawdown(*seen).iloc[-1] == raw[end]
        assert degrossing(*seen).iloc[-1] == both[end]
        assert neutral_drawdown(*seen, spx_close.loc[:end]).iloc[-1] == managed[end]


def test_simple_returns_skip_missing_prices() -> None:
    prices = pd.Series([100.0, np.nan, 110.0], index=pd.bdate_range("2020-01-01", periods=3))
    assert simple_returns(prices).dropna().to_dict() == {
        pd.Timestamp("2020-01-03"): pytest.approx(0.1)
    }
