from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.metrics import real, real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.breadth import (
    above_average,
    down_since_peak,
    equal_minus_cap,
    excess_compression,
    healthy_breadth,
    share_of_percent,
)
from tools.metrics.capitulation import down_volume_share, heavy_day_count
from tools.metrics.legs import leg_peaks


@pytest.fixture(scope="module")
def vendor(real_data: Path) -> pd.DataFrame:
    rows = real.table(real_data, "breadth_daily.csv.gz")
    return rows.pivot_table(index="date", columns="series", values="value")


def dated(*values: float) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


# ------------------------------------------------------------------------ averages


def test_rising_stocks_stand_above_falling_ones_below() -> None:
    prices = drifting([0.001] * 15 + [-0.001] * 5, rows=60)
    share = above_average(prices, everyone(prices), 50)
    assert share.iloc[:49].isna().all()
    assert share.iloc[49:].tolist() == [0.75] * 11


def test_only_members_of_the_day_are_counted() -> None:
    prices = drifting([0.001] * 20 + [-0.001] * 20, rows=60)
    members = everyone(prices)
    members.iloc[-1, 20:] = False
    share = above_average(prices, members, 50)
    assert share.iloc[-2:].tolist() == [0.5, 1.0]


def test_share_above_200_days_is_the_vendors(real_data: Path, vendor: pd.DataFrame) -> None:
    members = real_panel.members(real_data)
    ours = above_average(real_panel.field(real_data), members, 200)
    unadjusted = above_average(real_panel.field(real_data, "close"), members, 200)
    published = share_of_percent(vendor["SPX_PCT_GT_200D"])
    both = pd.DataFrame({"ours": ours, "vendor": published}).dropna()
    assert len(both) > 3500
    assert both.corr().iloc[0, 1] > 0.99
    assert (both["ours"] - both["vendor"]).abs().mean() < 0.04
    # nearly every member is in the panel by then, and the vendor does not adjust for dividends
    late = pd.DataFrame({"ours": unadjusted, "vendor": published}).loc["2020":].dropna()
    assert (late["ours"] - late["vendor"]).abs().mean() < 0.01


# ------------------------------------------------------------- equal weight and health


def test_equal_minus_cap_by_hand() -> None:
    equal, cap = dated(100.0, 105.0, 110.0), dated(200.0, np.nan, 210.0)
    assert equal_minus_cap(equal, cap, 1).iloc[-1] == pytest.approx(0.05)
    assert equal_minus_cap(equal, cap, 2).isna().all()  # two dates in common give one step


def test_the_largest_stocks_led_early_2020(real_data: Path) -> None:
    rsp = real.asset(real_data, "RSP")
    spy = real.asset(real_data, "SPY").astype(float)
    found = equal_minus_cap(rsp.astype(float), spy)
    assert found["2020-03-23"] < -0.04  # equal weight fell further in the crash
    assert found["2020-11-24"] > 0.04  # and rose more on the vaccines


def test_healthy_needs_both() -> None:
    above = dated(60.0, 60.0, 40.0, np.nan)
    cap = dated(100.0, 100.0, 100.0, 100.0)
    ahead, behind = dated(100.0, 101.0, 102.0, 103.0), dated(100.0, 99.0, 98.0, 97.0)
    found = healthy_breadth(above, ahead, cap, sessions=1)
    assert found.iloc[1:3].tolist() == [1.0, 0.0]
    assert found.iloc[[0, 3]].isna().all()
    assert healthy_breadth(above, behind, cap, sessions=1).iloc[1] == 0.0


def test_a_fall_of_the_largest_alone_looks_healthy_only_while_most_stand_high(
    real_data: Path, vendor: pd.DataFrame
) -> None:
    """September 2020: mega caps fell, equal weight led and half still stood above; 2022 not."""
    funds = real.asset(real_data, "RSP"), real.asset(real_data, "SPY", "adj_close")
    found = healthy_breadth(vendor["SPX_PCT_GT_200D"], *funds)
    assert found["2020-09-23"] == 1.0
    assert found["2022-03-08"] == 0.0
    assert vendor.loc["2022-03-08", "SPX_PCT_GT_200D"] < 50.0


# ------------------------------------------------------------------------ since the peak


def fallen() -> tuple[pd.DataFrame, pd.Series]:
    """Forty stocks that rise, at different speeds, to a peak and then fall as fast."""
    rates = np.linspace(0.0005, 0.004, 40)
    prices = drifting(rates.tolist(), rows=230)
    steps = np.arange(1, 31)[:, None]
    prices.iloc[200:] = prices.iloc[199].to_numpy() * (1.0 - rates) ** steps
    dates = pd.Series(prices.index, index=prices.index)
    return prices, dates.where(dates <= dates.iloc[199], dates.iloc[199])


def test_the_share_that_is_down_by_hand() -> None:
    prices, peak = fallen()
    prices.iloc[-1, :10] = prices.iloc[199, :10] * 1.01
    prices.iloc[-1, 10] = np.nan
    share = down_since_peak(prices, everyone(prices), peak)
    assert share.iloc[150:200].eq(0.0).all()
    assert share.iloc[200:229].eq(1.0).all()
    assert share.iloc[229] == 29 / 39


def test_what_ran_furthest_and_fell_most_is_compressed() -> None:
    prices, peak = fallen()
    found = excess_compression(prices, everyone(prices), peak)
    assert found.iloc[:200].isna().all()
    assert found.iloc[200:].to_numpy() == pytest.approx(-1.0)
    turned = prices.copy()
    turned.iloc[200:] = prices.iloc[199] ** 2 / prices.iloc[200:]
    assert excess_compression(turned, everyone(turned), peak).iloc[-1] == pytest.approx(1.0)


def test_compression_is_spearmans(real_data: Path) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    peak = leg_peaks(real.spx(real_data)).reindex(prices.index)
    found = excess_compression(prices, members, peak)
    for day in ("2018-02-08", "2020-03-16", "2022-06-13"):
        top = peak[day]
        average = prices.loc[:top].iloc[-200:].mean(skipna=False)
        table = pd.DataFrame(
            {
                "stretched": prices.loc[top] / average,
                "since": prices.loc[day] / prices.loc[top],
                "frozen": (prices.loc[:day].iloc[-200:].diff() == 0).mean() > 0.25,
            }
        )[members.loc[day]].dropna()
        table = table[~table["frozen"]]
        expected = stats.spearmanr(table["stretched"], table["since"]).statistic
        assert found[day] == pytest.approx(expected, abs=1e-9)


def test_nearly_all_members_fell_in_march_2020_and_not_when_leaders_turned(
    real_data: Path,
) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    peak = leg_peaks(real.spx(real_data))
    found = down_since_peak(prices, members, peak)
    assert found["2020-03-16"] > 0.95
    # the day on which the largest stocks fell 5 % and value did not: sold most was what had run
    assert excess_compression(prices, members, peak)["2020-09-04"] < -0.5


def test_stocks_added_later_change_no_bit() -> None:
    prices, later = noisy(40, 300), noisy(60, 300, seed=5)
    later.columns = [f"R{c}" for c in later]
    later.iloc[:250] = np.nan
    wide = pd.concat([prices, later], axis=1)[sorted([*prices, *later])]
    for frame in (prices, wide):
        frame.index.freq = None
    narrow, broad = (
        (p, p * 1e4, everyone(p).where(p.notna(), False).astype(bool)) for p in (prices, wide)
    )
    early = slice(None, 249)
    for function in (down_volume_share, heavy_day_count):
        pd.testing.assert_series_equal(
            function(*narrow).iloc[early], function(*broad).iloc[early], check_exact=True
        )
    peak = pd.Series(prices.index[120], index=prices.index)
    for function in (
        partial(above_average, window=50),
        partial(down_since_peak, peak=peak),
        partial(excess_compression, peak=peak, window=50),
    ):
        found = [function(p, m).iloc[early] for p, _, m in (narrow, broad)]
        pd.testing.assert_series_equal(*found, check_exact=True)
        assert found[0].notna().any()
