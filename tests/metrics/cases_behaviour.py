"""Momentum, behaviour and microstructure in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from tests.metrics.made import members_of, stocks_of
from tools.metrics.advances import (
    breadth_thrust,
    decliners_share,
    highs_minus_lows,
    net_advances,
    new_lows_share,
    zweig_thrust,
)
from tools.metrics.breadth import (
    above_average,
    down_since_peak,
    equal_minus_cap,
    excess_compression,
    healthy_breadth,
    share_of_percent,
)
from tools.metrics.capitulation import (
    capitulation_signs,
    down_volume_share,
    heavy_day_count,
    heavy_days,
    sessions_since_heavy_day,
    volume_ratio,
)
from tools.metrics.correlation import (
    correlation_change,
    correlation_residual,
    dispersion,
    implied_minus_realised,
    mean_correlation,
)
from tools.metrics.crowding import comomentum, high_beta_winners
from tools.metrics.drawdown import drawdown, series_drawdown
from tools.metrics.fragility import absorption_ratio, absorption_shift, turbulence
from tools.metrics.hedge import market_residual
from tools.metrics.legs import leg_peaks
from tools.metrics.liquidity import amihud, amihud_residual
from tools.metrics.momentum import leg_returns, neutral, neutral_drawdown, raw_drawdown
from tools.metrics.momentum_legs import degrossing, relative_return
from tools.metrics.orderliness import gap_share, orderliness, range_ratio
from tools.metrics.performance import (
    relative_since_peak,
    return_since_peak,
    run_up,
    trailing_return,
    year_to_date,
)
from tools.metrics.residuals import line_residual, volatility_residual
from tools.metrics.returns import compounded, cumulate, simple_returns
from tools.metrics.sectors import (
    extreme_since_peak,
    industry_relative_since_peak,
    industry_since_peak,
)
from tools.metrics.spreads import spread_estimate, spread_residual

Series = tuple[pd.Series, ...]
Frames = tuple[pd.DataFrame | pd.Series, ...]


def one(prices: pd.DataFrame) -> Series:
    return (prices["A"],)


def two(prices: pd.DataFrame) -> Series:
    return prices["A"], prices["B"]


def four(prices: pd.DataFrame) -> Series:
    return prices["A"], prices["B"], prices["C"], prices["D"]


def five(prices: pd.DataFrame) -> Series:
    return *four(prices), prices["E"]


def one_and_peak(prices: pd.DataFrame) -> Series:
    return prices["B"], leg_peaks(prices["A"])


def two_and_peak(prices: pd.DataFrame) -> Series:
    return prices["B"], prices["C"], leg_peaks(prices["A"])


def returns(prices: pd.DataFrame) -> Series:
    return (prices["A"] / 1e4 - 0.01,)


def two_returns(prices: pd.DataFrame) -> Series:
    return simple_returns(prices["A"]), simple_returns(prices["B"])


def stocks(prices: pd.DataFrame) -> Frames:
    panel = stocks_of(prices)
    return panel, members_of(panel)


def many_stocks(prices: pd.DataFrame) -> Frames:
    panel = stocks_of(prices, 3)
    return panel, members_of(panel)


def stocks_and_index(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), prices["A"]


def stocks_and_peak(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), leg_peaks(prices["A"])


def industries(prices: pd.DataFrame) -> Frames:
    panel, members, peak = stocks_and_peak(prices)
    table = pd.DataFrame({"ticker": panel.columns[:12], "industry": "Regional Banks"})
    return panel, members, table, peak


def industries_and_index(prices: pd.DataFrame) -> Frames:
    panel, members, table, peak = industries(prices)
    return panel, members, table, prices["B"], peak


def trades(prices: pd.DataFrame) -> Frames:
    panel = stocks_of(prices)
    volumes = stocks_of(prices[list("HGFEDCBA")]).set_axis(panel.columns, axis=1)
    return panel, volumes, members_of(panel)


def trades_and_index(prices: pd.DataFrame) -> Frames:
    return *trades(prices), prices["A"]


def trades_and_signs(prices: pd.DataFrame) -> Frames:
    return *trades(prices), prices["A"], prices["B"], *ranks(prices)[:3]


def funds(prices: pd.DataFrame) -> Frames:
    return (prices,)


def funds_and_peak(prices: pd.DataFrame) -> Frames:
    return prices, leg_peaks(prices["A"])


def bars(prices: pd.DataFrame) -> Series:
    close = prices["A"]
    open_ = close.shift(1) * 1.0005
    return open_, np.maximum(open_, close) * 1.002, np.minimum(open_, close) * 0.998, close


def high_low_close(prices: pd.DataFrame) -> Series:
    return bars(prices)[1:]


def open_close_adjusted(prices: pd.DataFrame) -> Series:
    return bars(prices)[0], prices["A"], prices["A"] * 0.9


def ranks(prices: pd.DataFrame) -> Series:
    return tuple((prices[name] / 1e3).clip(0.0, 1.0) for name in "ABCD")


def comomentum_carried(panel: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """The month's figure on each of its days: cuts seldom fall on a month's first session."""
    return comomentum(panel, members).ffill()


CASES = {
    "cumulate": (cumulate, returns),
    "compounded": (partial(compounded, sessions=21), returns),
    "simple_returns": (simple_returns, one),
    "drawdown": (partial(drawdown, window=252), one),
    "drawdown_all": (drawdown, one),
    "series_drawdown": (partial(series_drawdown, window=21), returns),
    "market_residual": (market_residual, two_returns),
    "leg_returns": (leg_returns, stocks),
    "neutral": (neutral, two_returns),
    "raw_drawdown": (raw_drawdown, stocks),
    "neutral_drawdown": (neutral_drawdown, stocks_and_index),
    "neutral_drawdown_all": (partial(neutral_drawdown, window=None), stocks_and_index),
    "relative_return": (partial(relative_return, leg="winners"), stocks),
    "degrossing": (degrossing, stocks),
    "comomentum": (comomentum_carried, stocks),
    "high_beta_winners": (high_beta_winners, many_stocks),
    "mean_correlation": (mean_correlation, stocks),
    "correlation_residual": (correlation_residual, stocks_and_index),
    "correlation_change": (correlation_change, stocks_and_peak),
    "implied_minus_realised": (implied_minus_realised, lambda p: (p["A"], *stocks(p))),
    "dispersion": (dispersion, stocks),
    "absorption_ratio": (absorption_ratio, funds),
    "absorption_shift": (absorption_shift, funds),
    "turbulence": (turbulence, funds),
    "amihud": (amihud, trades),
    "amihud_residual": (amihud_residual, trades_and_index),
    "spread_estimate": (spread_estimate, bars),
    "spread_residual": (spread_residual, bars),
    "spread_corwin_schultz": (partial(spread_estimate, estimator="corwin_schultz"), bars),
    "spread_corwin_schultz_residual": (partial(spread_residual, estimator="corwin_schultz"), bars),
    "spread_abdi_ranaldo": (partial(spread_estimate, estimator="abdi_ranaldo"), bars),
    "spread_abdi_ranaldo_residual": (partial(spread_residual, estimator="abdi_ranaldo"), bars),
    "volatility_residual": (volatility_residual, two),
    "line_residual": (line_residual, two),
    "above_average": (above_average, stocks),
    "share_of_percent": (share_of_percent, one),
    "healthy_breadth": (healthy_breadth, lambda p: (p["A"] / 2.0, p["B"], p["C"])),
    "down_since_peak": (down_since_peak, stocks_and_peak),
    "excess_compression": (excess_compression, stocks_and_peak),
    "decliners_share": (decliners_share, two),
    "net_advances": (net_advances, two),
    "breadth_thrust": (breadth_thrust, two),
    "zweig_thrust": (zweig_thrust, two),
    "highs_minus_lows": (highs_minus_lows, five),
    "new_lows_share": (new_lows_share, four),
    "equal_minus_cap": (equal_minus_cap, two),
    "down_volume_share": (down_volume_share, trades),
    "heavy_days_up": (partial(heavy_days, side="up"), trades),
    "heavy_day_count": (heavy_day_count, trades),
    "sessions_since_heavy_day": (partial(sessions_since_heavy_day, side="down"), trades),
    "capitulation_signs": (capitulation_signs, trades_and_signs),
    "volume_ratio": (volume_ratio, one),
    "run_up": (run_up, one_and_peak),
    "trailing_return": (trailing_return, one),
    "year_to_date": (year_to_date, one),
    "return_since_peak": (return_since_peak, one_and_peak),
    "relative_since_peak": (relative_since_peak, two_and_peak),
    "extreme_since_peak": (partial(extreme_since_peak, side="worst", least=8), funds_and_peak),
    "industry_since_peak": (industry_since_peak, industries),
    "industry_relative_since_peak": (industry_relative_since_peak, industries_and_index),
    "range_ratio": (range_ratio, high_low_close),
    "gap_share": (gap_share, open_close_adjusted),
    "orderliness": (orderliness, ranks),
}
