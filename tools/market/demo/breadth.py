"""Breadth: computed from the simulated stocks, scaled to an exchange's size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo.noise import ar1, stream

ISSUES = 2_860


def breadth_frames(close: pd.DataFrame, members: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Count the stocks above their averages, advances and declines, new highs and lows.

    Parameters
    ----------
    close : DataFrame, sessions by tickers
        Closes, NaN where not listed.
    members : DataFrame, sessions by tickers
        Booleans: an index member on that date.

    Returns
    -------
    dict
        Id to a one-column frame. Shares are percents of the members that have a full average;
        exchange counts scale the listed stocks' shares to ``ISSUES`` issues with some noise.
    """
    rng = stream("breadth")
    size = len(close)
    nasdaq = members & close.columns.str[:3].isin(["INF", "COM", "CDI", "HLT"])
    above200 = _share_above(close, 200, members)
    shares = {
        "SPX_PCT_GT_200D": above200,
        "SPX_PCT_GT_100D": _share_above(close, 100, members),
        "NDX_PCT_GT_50D": _share_above(close, 50, nasdaq),
        "MMTH_PCT_GT_200D": (above200 * 0.88 - 1 + 2.5 * ar1(rng, size, 30.0)).clip(1, 99),
    }
    frames = {name: share.dropna().round(2).to_frame("close") for name, share in shares.items()}

    change = close.diff()
    listed = change.notna().sum(axis=1)
    unchanged = np.round(70 + 15 * rng.standard_normal(size)).clip(20)
    up = (change > 0).sum(axis=1) / listed.where(listed > 0)
    # The exchange's many other issues follow the index stocks, a little less one-sidedly.
    up = (0.5 + 0.85 * (up - 0.5) + 0.03 * rng.standard_normal(size)).clip(0.01, 0.99)
    advances = ((ISSUES - unchanged) * up).round()
    counts = {
        "NYSE_ADV": advances,
        "NYSE_DECL": ISSUES - unchanged - advances,
        "NYSE_UNCH": pd.Series(unchanged, index=close.index).where(listed > 0),
    }
    yearly = close.rolling(252)
    for name, extreme in (("NYSE_NEWHI", yearly.max()), ("NYSE_NEWLO", yearly.min())):
        share = (close == extreme).sum(axis=1) / extreme.notna().sum(axis=1).replace(0, np.nan)
        noise = np.exp(0.25 * rng.standard_normal(size))
        counts[name] = ((share * 0.75 * ISSUES + 6) * noise).round()
    return frames | {name: n.dropna().to_frame("close") for name, n in counts.items()}


def _share_above(close: pd.DataFrame, window: int, members: pd.DataFrame) -> pd.Series:
    """Return the percent of members whose close stands above its average."""
    average = close.rolling(window).mean()
    counted = average.notna() & members
    above = ((close > average) & counted).sum(axis=1)
    return above / counted.sum(axis=1).replace(0, np.nan) * 100
