from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real, real_panel
from tests.metrics.made import everyone, noisy
from tools.metrics.liquidity import amihud, amihud_residual


def test_amihud_by_hand() -> None:
    dates = pd.bdate_range("2010-01-01", periods=300)
    step = np.where(np.arange(300) % 2, 1.01, 1 / 1.01)
    prices = pd.DataFrame({f"S{i}": 100 * np.cumprod(step) for i in range(25)}, index=dates)
    volumes = prices * 0.0 + 1e6
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(1.0)
    volumes.iloc[-21:] = 5e5  # half the volume through the whole month
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(2.0)
    volumes.iloc[-21:, :12] = 1e3  # a few thin stocks do not move the median
    assert amihud(prices, volumes, everyone(prices)).iloc[-1] == pytest.approx(2.0)
    volumes.iloc[-1] = 0.0  # a day without volume is no day
    assert np.isnan(amihud(prices, volumes, everyone(prices)).iloc[-1])


def test_a_split_restated_by_the_vendor_changes_nothing() -> None:
    prices, members = noisy(30, 400), everyone(noisy(30, 400))
    volumes = prices * 0 + 1e6
    split, shares = prices.copy(), volumes.copy()
    split["S03"], shares["S03"] = prices["S03"] / 4.0, volumes["S03"] * 4.0
    pd.testing.assert_series_equal(amihud(split, shares, members), amihud(prices, volumes, members))


def test_impact_rose_in_both_crises(real_data: Path) -> None:
    panel = real_panel.field(real_data), real_panel.field(real_data, "volume")
    found = amihud(*panel, real_panel.members(real_data))
    highest = found.groupby(found.index.year).max().nlargest(3)
    assert set(highest.index) == {2008, 2009, 2020}
    residual = amihud_residual(*panel, real_panel.members(real_data), real.spx(real_data))
    assert np.isfinite(residual.dropna()).all()
    assert residual.notna().sum() > 3000
