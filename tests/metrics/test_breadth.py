from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real, real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.breadth import (
    above_average,
    decliners_share,
    down_volume_share,
    equal_minus_cap,
    heavy_down_days,
    new_lows_share,
    share_of_percent,
)


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


# ------------------------------------------------------- advances, declines, new lows


def test_counts_by_hand() -> None:
    shares = decliners_share(dated(300.0, 0.0, np.nan), dated(100.0, 0.0, 5.0))
    assert shares.iloc[0] == 0.75
    assert shares.iloc[1:].isna().all()
    lows = new_lows_share(
        dated(60.0, 0.01), dated(400.0, 400.0), dated(180.0, 0.0), dated(20.0, 20.0)
    )
    assert lows.tolist() == [0.1, 0.0]


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


# ---------------------------------------------------------------- volume of the fallen


def sold(heavy: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twenty-five stocks on five days; on the last one three or twenty-three of them fall."""
    prices = drifting([0.001] * 25, rows=5)
    fallen = 24 if heavy else 3
    prices.iloc[-1, :fallen] = prices.iloc[-2, :fallen] * 0.98
    return prices, prices * 0 + 1e6


def test_down_volume_by_hand() -> None:
    prices, volumes = sold(heavy=False)
    volumes.iloc[-1, 0] = 7e6
    dollars = (prices * volumes).iloc[-1]
    share = down_volume_share(prices, volumes, everyone(prices))
    assert share.iloc[-1] == pytest.approx(dollars.iloc[:3].sum() / dollars.sum())
    assert share.iloc[1:-1].tolist() == [0.0] * 3


def test_unchanged_stocks_and_idle_ones_do_not_count() -> None:
    prices, volumes = sold(heavy=False)
    prices.iloc[-1, 24] = prices.iloc[-2, 24]
    volumes.iloc[-1, 23] = 0.0
    volumes.iloc[-1, 22] = np.nan
    dollars = (prices * volumes).iloc[-1]
    share = down_volume_share(prices, volumes, everyone(prices))
    assert share.iloc[-1] == pytest.approx(dollars.iloc[:3].sum() / dollars.iloc[:22].sum())


def test_a_heavy_day_needs_volume_and_ground() -> None:
    def counted(prices: pd.DataFrame, volumes: pd.DataFrame) -> float:
        return float(heavy_down_days(prices, volumes, everyone(prices), window=3).iloc[-1])

    prices, volumes = sold(heavy=True)
    assert counted(prices, volumes) == 1.0
    busy = volumes.copy()
    busy.iloc[-1, 24] = 5e7  # the one that rose drew most of the trading
    assert counted(prices, busy) == 0.0
    far = prices.copy()
    far.iloc[-1, 24] *= 1.5  # or covered most of the ground
    assert counted(far, volumes) == 0.0
    assert counted(*sold(heavy=False)) == 0.0


def test_down_volume_follows_the_exchanges_decliners(real_data: Path, vendor: pd.DataFrame) -> None:
    panel = real_panel.field(real_data), real_panel.field(real_data, "volume")
    ours = down_volume_share(*panel, real_panel.members(real_data))
    theirs = decliners_share(vendor["NYSE_DECL"], vendor["NYSE_ADV"])
    both = pd.DataFrame({"ours": ours, "theirs": theirs}).dropna()
    assert both.corr().iloc[0, 1] > 0.88
    days = heavy_down_days(*panel, real_panel.members(real_data))
    # the crash of March 2020 had more 90 % down days than any month since 2007
    assert days.idxmax().strftime("%Y-%m") == "2020-03"


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
    for function in (down_volume_share, heavy_down_days):
        pd.testing.assert_series_equal(
            function(*narrow).iloc[early], function(*broad).iloc[early], check_exact=True
        )
    found = (above_average(p, m, 50).iloc[early] for p, _, m in (narrow, broad))
    pd.testing.assert_series_equal(*found, check_exact=True)
