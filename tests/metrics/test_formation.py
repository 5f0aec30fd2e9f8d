from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real_panel
from tests.metrics.made import drifting, everyone
from tools.metrics.formation import form
from tools.metrics.momentum import leg_returns, winners_minus_losers

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


# -------------------------------------------------------------------- on real stocks


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


def test_a_symbol_given_to_another_firm_is_left_out(real_data: Path) -> None:
    # EP stood for El Paso Corporation until 2012; the file holds a penny stock's quotes
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    place = prices.columns.get_loc("EP")
    assert members["EP"].any()
    assert not form(prices, members).universe[place].any()
