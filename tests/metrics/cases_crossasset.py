"""What ties assets together, and how widely risk was cut, in the matrix of broken inputs."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tools.metrics.as_known import moved_since_peak
from tools.metrics.comovement import (
    asset_correlation,
    common_residual,
    common_residual_since_peak,
    correlation_since_peak,
)
from tools.metrics.crossasset import stock_bond_correlation_since_peak
from tools.metrics.legs import leg_peaks
from tools.metrics.risk_budget import assets_down_share, risk_budget_analogs

Arguments = tuple[Any, ...]


def known(series: pd.Series) -> pd.DataFrame:
    """What was known where every figure is published a row late."""
    dates = pd.Series(series.index, index=series.index)
    return pd.DataFrame({"value": series.shift(1), "observed": dates.shift(1)})


def peak(prices: pd.DataFrame) -> pd.Series:
    return leg_peaks(prices["A"])


def two(prices: pd.DataFrame) -> Arguments:
    return prices["B"], prices["A"]


def two_and_peak(prices: pd.DataFrame) -> Arguments:
    return *two(prices), peak(prices)


def six(prices: pd.DataFrame) -> Arguments:
    return tuple(prices[name] for name in "ABCDEF")


def budget(prices: pd.DataFrame) -> Arguments:
    calm = tuple(prices[c] for c in "BCDE")
    return peak(prices), known(prices["B"]), *calm, prices["A"], prices["F"], prices["G"]


CASES = {
    "moved_since_peak": (moved_since_peak, lambda p: (p["B"], peak(p))),
    "asset_correlation": (asset_correlation, two),
    "asset_correlation_two_days": (lambda a, b: asset_correlation(a, b, horizon=2), two),
    "correlation_since_peak": (correlation_since_peak, two_and_peak),
    "common_residual": (common_residual, six),
    "common_residual_since_peak": (common_residual_since_peak, lambda p: (peak(p), *six(p))),
    "stock_bond_correlation_since_peak": (stock_bond_correlation_since_peak, two_and_peak),
    "risk_budget_analogs": (risk_budget_analogs, budget),
    "assets_down_share": (assets_down_share, lambda p: (peak(p), *six(p))),
}
