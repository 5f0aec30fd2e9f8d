"""Macro, fundamentals and cross-asset in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from tools.metrics.conditions import (
    change_over,
    conditions_ex_equity,
    funding_z,
    mean_change,
    over_trailing_year,
    trailing_mean,
)
from tools.metrics.credit import spread_residual_since_peak
from tools.metrics.crossasset import (
    extension,
    rates_beta_flipped,
    risk_budget_margin,
    risk_budget_reset,
    stock_bond_correlation,
)
from tools.metrics.earnings import (
    earnings_growth,
    earnings_share,
    excess_cape_yield,
    forward_pe,
    revision_3m,
    revision_since_peak,
)
from tools.metrics.families import adverse_z, family_moves, relative_price
from tools.metrics.legs import leg_peaks, sessions_since, trailing_extreme
from tools.metrics.mimicking import (
    mimicking_placebo,
    mimicking_r_squared,
    mimicking_return,
    mimicking_share,
)
from tools.metrics.rates import (
    change_before_peak,
    change_before_peak_z,
    change_since_peak,
    change_since_peak_z,
    spread_since_peak,
)
from tools.metrics.scaling import window_z

Arguments = tuple[Any, ...]


def known(series: pd.Series) -> pd.DataFrame:
    """What was known where every figure is published a row late."""
    dates = pd.Series(series.index, index=series.index)
    return pd.DataFrame({"value": series.shift(1), "observed": dates.shift(1)})


def peak(prices: pd.DataFrame) -> pd.Series:
    return leg_peaks(prices["A"])


def one(prices: pd.DataFrame) -> Arguments:
    return (prices["A"],)


def two(prices: pd.DataFrame) -> Arguments:
    return prices["A"], prices["B"]


def moved(prices: pd.DataFrame) -> Arguments:
    return known(prices["B"]), prices["B"], peak(prices)


def spread_moved(prices: pd.DataFrame) -> Arguments:
    b, c = prices["B"], prices["C"]
    return known(b), b, known(c), c, peak(prices)


def credit(prices: pd.DataFrame) -> Arguments:
    return known(prices["B"]), prices["B"], prices["A"], peak(prices)


def six_known(prices: pd.DataFrame) -> Arguments:
    return tuple(known(prices[c]) for c in "BCDEFG")


def factors(prices: pd.DataFrame) -> Arguments:
    return prices["A"], prices["B"], prices["C"], prices["D"], peak(prices)


def budget(prices: pd.DataFrame) -> Arguments:
    calm = tuple(prices[c] for c in "BCDE")
    return peak(prices), known(prices["B"]), *calm, prices["A"], prices["F"], prices["G"]


def vintages(prices: pd.DataFrame) -> pd.DataFrame:
    """Every 60th row a table of eight quarters of earnings, made of that row's prices."""
    rows = [
        (date, quarter, value)
        for date, row in prices.iloc[::60].iterrows()
        for quarter, value in zip(
            pd.date_range(date, periods=8, freq="QE"), row.to_numpy(), strict=True
        )
    ]
    table = pd.DataFrame(rows, columns=["asof", "quarter_end", "op_eps"])
    return table.astype(
        {"asof": "datetime64[us]", "quarter_end": "datetime64[us]", "op_eps": float}
    )


def monthly(prices: pd.DataFrame) -> pd.DataFrame:
    months = prices.index.to_period("M")
    return prices[~months.duplicated()]


def months(prices: pd.DataFrame) -> Arguments:
    rows = monthly(prices)
    return rows["A"], rows["B"], rows["C"]


def family(series: pd.Series, **how: Any) -> pd.DataFrame:
    return family_moves(series, **how).drop(columns="peak")


def fall_and_sessions(close: pd.Series) -> pd.Series:
    return sessions_since(leg_peaks(close))


def extreme_and_sessions(series: pd.Series) -> pd.Series:
    return sessions_since(trailing_extreme(series))


CASES = {
    "leg_peaks": (fall_and_sessions, one),
    "trailing_extreme": (extreme_and_sessions, one),
    "window_z": (window_z, one),
    "window_z_bp": (partial(window_z, window=5, scale="bp", floor=1.0), one),
    "family_moves": (family, one),
    "family_moves_up": (partial(family, scale="bp", hurts="up"), one),
    "adverse_z": (lambda s: adverse_z(family_moves(s), "up"), one),
    "relative_price": (relative_price, two),
    "change_since_peak": (change_since_peak, moved),
    "change_since_peak_log": (partial(change_since_peak, scale="log"), moved),
    "change_since_peak_z": (change_since_peak_z, moved),
    "change_before_peak": (change_before_peak, moved),
    "change_before_peak_z": (change_before_peak_z, moved),
    "spread_since_peak": (spread_since_peak, spread_moved),
    "spread_residual_since_peak": (spread_residual_since_peak, credit),
    "conditions_ex_equity": (conditions_ex_equity, six_known),
    "funding_z": (funding_z, lambda p: (known(p["B"]), known(p["C"]))),
    "change_over": (partial(change_over, observations=4), one),
    "mean_change": (partial(mean_change, observations=4), one),
    "trailing_mean": (trailing_mean, one),
    "over_trailing_year": (over_trailing_year, one),
    "mimicking_return": (mimicking_return, factors),
    "mimicking_share": (mimicking_share, factors),
    "mimicking_r_squared": (mimicking_r_squared, factors),
    "mimicking_placebo": (partial(mimicking_placebo, least=100), factors),
    "rates_beta_flipped": (rates_beta_flipped, lambda p: (p["A"], p["B"], peak(p))),
    "extension": (extension, one),
    "stock_bond_correlation": (stock_bond_correlation, two),
    "risk_budget_margin": (risk_budget_margin, budget),
    "risk_budget_reset": (risk_budget_reset, budget),
    "forward_pe": (forward_pe, lambda p: (p["A"], vintages(p))),
    "revision_since_peak": (revision_since_peak, lambda p: (vintages(p), peak(p))),
    "revision_3m": (revision_3m, lambda p: (vintages(p),)),
    "earnings_share": (earnings_share, lambda p: (p["A"], vintages(p), peak(p))),
    "excess_cape_yield": (partial(excess_cape_yield, years=2), months),
    "earnings_growth": (earnings_growth, lambda p: (monthly(p)["A"],)),
}
