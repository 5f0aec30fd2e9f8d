from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real_panel
from tests.metrics.made import drifting, everyone
from tools.metrics.formation import form
from tools.metrics.legs import leg_peaks
from tools.metrics.prior_winners import prior_winners, prior_winners_off_low

RATES = [0.0001 * i for i in range(1, 41)]
PEAK = pd.Timestamp("2011-01-14")


def rotated() -> tuple[pd.DataFrame, pd.Series, pd.Index]:
    """Forty steady stocks whose winners fall for fifteen sessions after the peak and then rest."""
    prices = drifting(RATES, rows=360)
    old = prices.columns[form(prices, everyone(prices)).winners[:, prices.index.get_loc(PEAK)]]
    assert len(old) == 4
    top = prices.index.get_loc(PEAK)
    days = np.arange(len(prices)) - top
    prices.loc[:, old] *= np.exp(-0.02 * np.clip(days, 0, 15))[:, None]
    peak = pd.Series(PEAK, index=prices.index).where(prices.index >= PEAK)
    return prices, peak, old


def relative(prices: pd.DataFrame, old: pd.Index, first: int, last: int) -> float:
    """What the old winners have returned beyond all forty, by hand."""
    daily = prices.pct_change(fill_method=None).iloc[first : last + 1]
    grown = (1.0 + daily[old].mean(axis=1)).prod() - (1.0 + daily.mean(axis=1)).prod()
    return float(grown)


def test_the_winners_of_the_peak_are_followed() -> None:
    prices, peak, old = rotated()
    found = prior_winners(prices, everyone(prices), peak)
    assert found.first_valid_index() == PEAK
    top = prices.index.get_loc(PEAK)
    for row in (top, top + 3, top + 12, top + 40):
        assert found.iloc[row] == pytest.approx(relative(prices, old, row - 4, row))
    assert found.iloc[top + 12] < -0.05
    assert found.iloc[top + 40] > 0.0


def test_later_sorts_do_not_change_who_is_followed() -> None:
    prices, peak, old = rotated()
    held = form(prices, everyone(prices)).winners
    now = prices.columns[held[:, -1]]
    assert not set(old) & set(now)  # the new month has other winners
    found = prior_winners(prices, everyone(prices), peak).iloc[-1]
    last = len(prices) - 1
    assert found == pytest.approx(relative(prices, old, last - 4, last))


def test_the_way_back_is_counted_from_the_worst_day() -> None:
    prices, peak, old = rotated()
    top = prices.index.get_loc(PEAK)
    found = prior_winners_off_low(prices, everyone(prices), peak)
    assert (found["value"].iloc[top : top + 16] == 0.0).all()
    assert found["at"].iloc[top + 10] == prices.index[top + 10]
    later = found.iloc[top + 30]
    assert later["at"] == prices.index[top + 15]
    daily = prices.pct_change(fill_method=None).iloc[top + 16 : top + 31]
    steps = (1.0 + daily[old].mean(axis=1)) / (1.0 + daily.mean(axis=1))
    assert later["value"] == pytest.approx(steps.prod() - 1.0)
    assert found["value"].iloc[:top].isna().all()
    assert found["at"].iloc[:top].isna().all()


def test_a_peak_on_a_month_end_has_the_old_portfolio() -> None:
    prices = drifting(RATES, rows=360)
    end = pd.Timestamp("2011-01-31")
    jump = prices.index.get_loc("2010-12-20")
    prices.iloc[jump:, 0] *= 3.0  # a winner from the sort at the end of January on
    peak = pd.Series(end, index=prices.index).where(prices.index >= end)
    held = form(prices, everyone(prices)).winners
    row = prices.index.get_loc(end)
    old, new = (prices.columns[held[:, r]] for r in (row, row + 1))
    assert set(old) != set(new)
    found = prior_winners(prices, everyone(prices), peak).iloc[row + 10]
    assert found == pytest.approx(relative(prices, old, row + 6, row + 10))


def test_without_a_portfolio_at_the_peak_there_is_nothing() -> None:
    prices = drifting(RATES, rows=360)
    early = pd.Series(prices.index[100], index=prices.index)
    assert prior_winners(prices, everyone(prices), early).isna().all()
    assert prior_winners_off_low(prices, everyone(prices), early)["value"].isna().all()


def test_no_real_row_depends_on_a_later_one(real_data: Path, spx_close: pd.Series) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    day, after = prior_winners(*stocks, leg_peaks(spx_close)), "2018-12-24"
    seen = (frame.loc[:after] for frame in (*stocks, leg_peaks(spx_close.loc[:after])))
    assert prior_winners(*seen).iloc[-1] == day[after]


def test_old_leaders_after_the_falls_of_2018_and_2020(
    real_data: Path, spx_close: pd.Series
) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    back = prior_winners_off_low(*stocks, leg_peaks(spx_close))
    # the leaders of September 2018 made their low on Christmas Eve, those of February 2020 days
    # after the peak: they held up in the crash itself
    assert back["at"]["2019-01-04"] == pd.Timestamp("2018-12-24")
    assert back["at"]["2020-03-23"] == pd.Timestamp("2020-02-24")
    assert (back["value"].dropna() >= 0.0).all()
