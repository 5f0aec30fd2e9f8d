"""Macro and cross-asset in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from tools.metrics.conditions import (
    change_over,
    conditions_ex_equity,
    disorderly_tightening,
    funding_spread,
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
from tools.metrics.families import adverse_z, family_moves, relative_price
from tools.metrics.legs import leg_peaks, sessions_since, trailing_extreme
from tools.metrics.mimicking import (
    mimicking_placebo,
    mimicking_r_squared,
    mimicking_return,
    mimicking_share,
)
from tools.metrics.policy import (
    NEXT_YEAR,
    last_surprise,
    policy_news_since_peak,
    surprises_since_peak,
)
from tools.metrics.rates import (
    change_before_peak,
    change_before_peak_z,
    change_since_peak,
    change_since_peak_z,
    spread_since_peak,
)
from tools.metrics.releases import annualised_growth, monthly_change, sahm_gap
from tools.metrics.scaling import window_z
from tools.metrics.shocks import shock_contribution
from tools.metrics.stability import largest_rates_z, spread_since_peak_z
from tools.metrics.surprises import surprise_index
from tools.metrics.uncertainty import geopolitical_accelerant

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


def three_moved(prices: pd.DataFrame) -> Arguments:
    inputs = [x for c in "BCD" for x in (known(prices[c]), prices[c])]
    return *inputs, peak(prices)


def announced(prices: pd.DataFrame) -> Arguments:
    return announcements(prices), peak(prices)


def credit(prices: pd.DataFrame) -> Arguments:
    return known(prices["B"]), prices["B"], prices["A"], peak(prices)


def six_known(prices: pd.DataFrame) -> Arguments:
    return tuple(known(prices[c]) for c in "BCDEFG")


def factors(prices: pd.DataFrame) -> Arguments:
    return prices["A"], prices["B"], prices["C"], prices["D"], peak(prices)


def budget(prices: pd.DataFrame) -> Arguments:
    calm = tuple(prices[c] for c in "BCDE")
    return peak(prices), known(prices["B"]), *calm, prices["A"], prices["F"], prices["G"]


def monthly(prices: pd.DataFrame) -> pd.DataFrame:
    months = prices.index.to_period("M")
    return prices[~months.duplicated()]


def announcements(prices: pd.DataFrame) -> pd.DataFrame:
    """Every 40th row an announcement with moves of rates and stocks made of that row's prices."""
    rows = prices.iloc[::40]
    moves = {name: rows[c] / 1e3 - 0.1 for name, c in zip(NEXT_YEAR, "BCDEF", strict=True)}
    table = pd.DataFrame({"date": rows.index, **moves, "sp500": rows["G"] - 100.0})
    return table.reset_index(drop=True)


def calendar(prices: pd.DataFrame) -> pd.DataFrame:
    """Three reports every ten rows, printed as calendars do."""
    table = [
        (date, "United States", f"Report {c}", f"{row[c]:.2f}K", f"{row['A']:.2f}K")
        for date, row in prices.iloc[::10].iterrows()
        for c in "BCD"
    ]
    columns = ["date", "country", "event", "actual", "consensus"]
    return pd.DataFrame(table, columns=columns).astype({"date": "datetime64[us]"})


def curve(prices: pd.DataFrame) -> Arguments:
    """An index, and a curve whose three yields share a level and differ by a slope and a bend."""
    level, slope, bend = (prices[c] / 100.0 for c in "BCD")
    five = level + 0.6 * slope + 0.3 * bend
    return prices["A"], level + slope, five, level + 0.3 * bend, peak(prices)


def risk(prices: pd.DataFrame) -> Arguments:
    rank = prices["B"] / prices["B"].where(prices["B"] < 1e9).cummax()
    c, d = prices["C"], prices["D"]
    return rank, prices["A"], peak(prices), known(c), c, known(d), d


def family(series: pd.Series, **how: Any) -> pd.DataFrame:
    return family_moves(series, **how).drop(columns="peak")


def fall_and_sessions(close: pd.Series) -> pd.Series:
    return sessions_since(leg_peaks(close))


def extreme_and_sessions(series: pd.Series) -> pd.Series:
    return sessions_since(trailing_extreme(series))


REPORTS = {f"Report {c}": 1 for c in "BCD"}
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
    "spread_since_peak_z": (spread_since_peak_z, spread_moved),
    "largest_rates_z": (largest_rates_z, three_moved),
    "last_surprise": (last_surprise, announced),
    "surprises_since_peak": (surprises_since_peak, announced),
    "policy_news_since_peak": (policy_news_since_peak, announced),
    "information_since_peak": (partial(policy_news_since_peak, news="information"), announced),
    "shock_growth_low": (partial(shock_contribution, shock="growth", side="low"), curve),
    "shock_rates_high": (partial(shock_contribution, shock="rates", side="high"), curve),
    "surprise_index": (
        partial(surprise_index, signs=REPORTS, least_reports=3),
        lambda p: (calendar(p), p["A"]),
    ),
    "monthly_change": (monthly_change, lambda p: (monthly(p)["A"],)),
    "annualised_growth": (annualised_growth, lambda p: (monthly(p)["A"],)),
    "sahm_gap": (sahm_gap, lambda p: (monthly(p)["A"],)),
    "geopolitical_accelerant": (geopolitical_accelerant, risk),
    "funding_spread": (funding_spread, two),
    "disorderly_tightening": (disorderly_tightening, two),
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
}
