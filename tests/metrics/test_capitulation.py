"""Heavy days, volume, and the share of the signs of capitulation that are there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real, real_panel
from tests.metrics.made import drifting, everyone, noisy
from tools.metrics.advances import decliners_share
from tools.metrics.capitulation import (
    capitulation_signs,
    down_volume_share,
    heavy_day_count,
    heavy_days,
    sessions_since_heavy_day,
    volume_ratio,
)

Stocks = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def stocks(real_data: Path) -> Stocks:
    volumes = real_panel.field(real_data, "volume")
    return real_panel.field(real_data), volumes, real_panel.members(real_data)


def dated(*values: float) -> pd.Series:
    return pd.Series(values, index=pd.bdate_range("2020-01-01", periods=len(values)))


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
        return float(heavy_day_count(prices, volumes, everyone(prices), window=3).iloc[-1])

    prices, volumes = sold(heavy=True)
    assert counted(prices, volumes) == 1.0
    busy = volumes.copy()
    busy.iloc[-1, 24] = 5e7  # the one that rose drew most of the trading
    assert counted(prices, busy) == 0.0
    far = prices.copy()
    far.iloc[-1, 24] *= 1.5  # or covered most of the ground
    assert counted(far, volumes) == 0.0
    assert counted(*sold(heavy=False)) == 0.0


def test_down_volume_follows_the_exchanges_decliners(real_data: Path, stocks: Stocks) -> None:
    rows = real.table(real_data, "breadth_daily.csv.gz")
    nyse = rows.pivot_table(index="date", columns="series", values="value")
    theirs = decliners_share(nyse["NYSE_DECL"], nyse["NYSE_ADV"])
    both = pd.DataFrame({"ours": down_volume_share(*stocks), "theirs": theirs}).dropna()
    assert both.corr().iloc[0, 1] > 0.88
    days = heavy_day_count(*stocks)
    # the crash of March 2020 had more 90 % down days than any month since 2007
    assert days.idxmax().strftime("%Y-%m") == "2020-03"


# -------------------------------------------------------------------------- heavy days


def test_an_up_day_is_a_down_day_of_prices_turned_over() -> None:
    prices, volumes = sold(heavy=True)
    turned = 1e4 / prices
    # dollars stay where they were: the shares traded are what the turned price makes of them
    shares = prices * volumes / turned
    down = heavy_days(prices, volumes, everyone(prices), share=0.85)
    up = heavy_days(turned, shares, everyone(turned), "up", share=0.85)
    assert down.iloc[-1] == up.iloc[-1] == 1.0
    assert heavy_days(turned, shares, everyone(turned)).iloc[-1] == 0.0
    assert heavy_days(prices, volumes, everyone(prices), "up").iloc[1:-1].eq(1.0).all()


def test_no_session_is_both() -> None:
    prices = noisy(60, 200, common=0.03)
    panel = prices, prices * 0 + 1e6, everyone(prices)
    down, up = heavy_days(*panel), heavy_days(*panel, "up")
    assert down.sum() > 5
    assert up.sum() > 5
    assert not ((down == 1.0) & (up == 1.0)).any()


def test_sessions_since_the_last_one_by_hand() -> None:
    prices = drifting([0.001] * 25, rows=8)
    prices.iloc[3:] *= 0.95
    prices.iloc[6:] *= 0.95
    found = sessions_since_heavy_day(prices, prices * 0 + 1e6, everyone(prices))
    assert found["value"].iloc[:3].isna().all()
    assert found["value"].iloc[3:].tolist() == [0.0, 1.0, 2.0, 0.0, 1.0]
    assert found["at"].iloc[:3].isna().all()
    assert found["at"].iloc[3:].tolist() == [*[prices.index[3]] * 3, *[prices.index[6]] * 2]


@pytest.mark.parametrize(
    "day", ["2007-02-27", "2008-10-15", "2011-08-04", "2011-08-08", "2018-02-05", "2020-03-12"]
)
def test_days_that_were_reported_as_heavy(stocks: Stocks, day: str) -> None:
    assert heavy_days(*stocks)[day] == 1.0
    assert heavy_days(*stocks, "up")[day] == 0.0


def test_the_rebound_of_christmas_2018_was_an_up_day(stocks: Stocks) -> None:
    assert heavy_days(*stocks, "up")["2018-12-26"] == 1.0


# -------------------------------------------------------------------------- capitulation


def parts(
    sentiment: float, puts: float, premium: float, vix: float = 20.0, far: float = 22.0
) -> tuple[pd.Series, ...]:
    """Two-month readings on the last of eight sessions; the VIX curve and three percentiles."""
    return tuple(dated(*[x] * 8) for x in (vix, far, sentiment, puts, premium))


def quiet_and_sold() -> tuple[pd.DataFrame, pd.DataFrame]:
    calm = drifting([0.001] * 15 + [-0.001] * 15, rows=8, start="2020-01-01")
    sharp = calm.copy()
    sharp.iloc[5:] *= 0.95
    return calm, sharp


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        (parts(0.50, 0.50, 0.50), 0 / 5),
        (parts(0.05, 0.50, 0.50), 1 / 5),
        (parts(0.04, 0.95, 0.50), 2 / 5),
        (parts(0.04, 0.96, 0.95, vix=30.0, far=28.0), 4 / 5),
        (parts(np.nan, 0.96, 0.95, vix=30.0, far=28.0), 3 / 4),
        (parts(np.nan, np.nan, 0.95), 1 / 3),
        (parts(np.nan, np.nan, np.nan), np.nan),
    ],
)
def test_the_share_of_signs_by_hand(signs: tuple[pd.Series, ...], expected: float) -> None:
    calm, sharp = quiet_and_sold()
    found = capitulation_signs(calm, calm * 0 + 1e6, everyone(calm), *signs)
    assert found.iloc[-1] == pytest.approx(expected, nan_ok=True)
    known = sum(bool(np.isfinite(s.iloc[-1])) for s in signs[2:]) + 2
    more = capitulation_signs(sharp, sharp * 0 + 1e6, everyone(sharp), *signs).iloc[-1]
    assert more == pytest.approx(expected + 1 / known, nan_ok=True)


def test_a_heavy_day_counts_for_five_sessions() -> None:
    prices = drifting([0.001] * 15 + [-0.001] * 15, rows=14, start="2020-01-01")
    prices.iloc[6:] *= 0.95
    signs = (dated(*[x] * 14) for x in (20.0, 22.0, 0.5, 0.5, 0.5))
    found = capitulation_signs(prices, prices * 0 + 1e6, everyone(prices), *signs)
    assert found.iloc[5:].gt(0).tolist() == [False, *[True] * 5, *[False] * 3]


# -------------------------------------------------------------------------- volume


def test_volume_against_the_mean_before_it() -> None:
    volume = dated(100.0, 300.0, 0.0, 500.0, 50.0)
    found = volume_ratio(volume, window=2)
    assert found.index.tolist() == volume.index[[0, 1, 3, 4]].tolist()  # an idle day is none
    assert found.iloc[2:].tolist() == pytest.approx([500 / 200, 50 / 400])
    assert found.iloc[:2].isna().all()


def test_volume_was_heaviest_in_the_falls(real_data: Path) -> None:
    found = volume_ratio(real.asset(real_data, "SPY", "volume"))
    assert set(found.loc["2009":].nlargest(15).index.year) >= {2011, 2015, 2018}
