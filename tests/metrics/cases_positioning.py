"""Positioning and flows in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial

import pandas as pd

from tools.metrics.legs import leg_peaks
from tools.metrics.levels import level, ratio, spread
from tools.metrics.surveys import net_share, stacking
from tools.metrics.systematic import (
    cta_change,
    cta_forecast,
    cta_trigger,
    twelve_month_sign,
    vol_target_change,
    vol_target_ewma,
    vol_target_leverage,
)
from tools.metrics.volatility import (
    realised_volatility,
    variance_premium,
    vix_minus_realised,
    vix_overshoot,
    vix_overshoot_today,
)

Series = tuple[pd.Series, ...]


def one(prices: pd.DataFrame) -> Series:
    return (prices["A"],)


def two(prices: pd.DataFrame) -> Series:
    return prices["B"], prices["A"]


def three(prices: pd.DataFrame) -> Series:
    return prices["A"], prices["B"], prices["C"]


def with_peak(prices: pd.DataFrame) -> Series:
    return prices["B"], prices["A"], leg_peaks(prices["A"])


def ranks_with_peak(prices: pd.DataFrame) -> Series:
    return prices["B"], prices["C"], prices["D"], prices["E"], leg_peaks(prices["A"])


CASES = {
    "level": (level, one),
    "spread": (spread, two),
    "ratio": (ratio, two),
    "realised_volatility": (realised_volatility, one),
    "vix_minus_realised": (vix_minus_realised, two),
    "vix_overshoot_today": (partial(vix_overshoot_today, window=100), two),
    "vix_overshoot": (partial(vix_overshoot, window=100), with_peak),
    "variance_premium": (partial(variance_premium, least=200), two),
    "cta_forecast": (cta_forecast, one),
    "cta_change": (partial(cta_change, sigmas=-2.0), one),
    "cta_trigger": (cta_trigger, one),
    "twelve_month_sign": (twelve_month_sign, one),
    "vol_target_leverage": (vol_target_leverage, one),
    "vol_target_change": (partial(vol_target_change, sigmas=-2.0), one),
    "vol_target_ewma": (vol_target_ewma, one),
    "net_share": (net_share, three),
    "stacking": (stacking, ranks_with_peak),
}
