"""Positioning and flows in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial

import pandas as pd

from tools.metrics.flows import fund_flow, growth_over_year
from tools.metrics.implied_selling import (
    cta_change,
    cta_week,
    vol_target_change,
    vol_target_week,
)
from tools.metrics.legs import leg_peaks
from tools.metrics.levels import level, ratio, spread
from tools.metrics.risk_parity import (
    risk_parity_equity,
    risk_parity_equity_since_peak,
    risk_parity_leverage,
)
from tools.metrics.since_peak import change_from_peak
from tools.metrics.surveys import net_share, net_share_change, stacking, survey_change
from tools.metrics.tail_hedging import tail_hedging
from tools.metrics.trend_following import (
    cta_forecast,
    cta_notional,
    cta_since_peak,
    trends_turned,
    twelve_month_sign,
)
from tools.metrics.trend_state import SPEEDS
from tools.metrics.trend_triggers import (
    cta_trigger,
    trigger_level,
    twelve_month_level,
    twelve_month_trigger,
)
from tools.metrics.volatility import (
    realised_volatility,
    variance_premium,
    vix_minus_realised,
    vix_overshoot,
    vix_overshoot_today,
)
from tools.metrics.volatility_targeting import (
    vol_target_bound,
    vol_target_ewma,
    vol_target_leverage,
    vol_target_since_peak,
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


def five(prices: pd.DataFrame) -> Series:
    return tuple(prices[name] for name in "ABCDE")


def own_peak(prices: pd.DataFrame) -> Series:
    return prices["A"], leg_peaks(prices["A"])


def peak_and_assets(prices: pd.DataFrame) -> Series:
    return leg_peaks(prices["A"]), *three(prices)


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
    "cta_fast": (partial(cta_forecast, speeds=SPEEDS[:1]), one),
    "cta_notional": (cta_notional, one),
    "cta_since_peak": (cta_since_peak, own_peak),
    "cta_week": (partial(cta_week, sigmas=-2.0), one),
    "trends_turned": (trends_turned, five),
    "cta_change": (partial(cta_change, sigmas=-2.0), one),
    "cta_trigger": (cta_trigger, one),
    "cta_trigger_in_a_month": (partial(cta_trigger, fast=32, slow=128, sessions=21), one),
    "trigger_level": (partial(trigger_level, fast=64, slow=256, sessions=21), one),
    "twelve_month_level": (twelve_month_level, one),
    "twelve_month_trigger": (twelve_month_trigger, one),
    "twelve_month_sign": (twelve_month_sign, one),
    "vol_target_leverage": (vol_target_leverage, one),
    "vol_target_change": (partial(vol_target_change, sigmas=-2.0), one),
    "vol_target_ewma": (vol_target_ewma, one),
    "vol_target_low": (partial(vol_target_bound, side="low"), one),
    "vol_target_high": (partial(vol_target_bound, side="high"), one),
    "vol_target_since_peak": (partial(vol_target_since_peak, side="low"), own_peak),
    "vol_target_week": (partial(vol_target_week, sigmas=2.0, side="high"), one),
    "risk_parity_leverage": (risk_parity_leverage, three),
    "risk_parity_equity": (risk_parity_equity, three),
    "risk_parity_equity_since_peak": (risk_parity_equity_since_peak, peak_and_assets),
    "change_from_peak": (change_from_peak, own_peak),
    "fund_flow": (fund_flow, two),
    "growth_over_year": (growth_over_year, one),
    "net_share": (net_share, three),
    "net_share_change": (net_share_change, three),
    "survey_change": (survey_change, one),
    "tail_hedging": (tail_hedging, three),
    "stacking": (stacking, ranks_with_peak),
}
