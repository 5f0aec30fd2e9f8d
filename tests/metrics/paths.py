"""Made-up price paths, how one goes on, and the funds that trade on it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.volatility_targeting import vol_target_ewma, vol_target_leverage


def random_walk(n: int, seed: int, drift: float = 0.0003, sd: float = 0.01) -> pd.Series:
    """Prices whose daily log returns are independent and normal."""
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2015-01-01", periods=n)
    return pd.Series(100 * np.exp(np.cumsum(rng.normal(drift, sd, n))), index=dates)


def going_on(close: pd.Series, *prices: float) -> pd.Series:
    """The same path with further closes."""
    days = [close.index[-1] + pd.Timedelta(days=i + 1) for i in range(len(prices))]
    return pd.concat([close, pd.Series(list(prices), index=days)])


def recent_sd(close: pd.Series) -> float:
    """Standard deviation of the last 21 daily log returns."""
    return float(np.log(close).diff().iloc[-21:].std())


def twelve_funds(close: pd.Series) -> pd.DataFrame:
    """The weights that the twelve funds hold, from the words of the definition."""
    aims = {
        "21": vol_target_leverage(close, 21),
        "63": vol_target_leverage(close, 63),
        "decayed": vol_target_ewma(close),
    }
    returns = np.log(close).diff()
    larger = np.maximum(returns.rolling(21).std(), returns.rolling(63).std())
    aims["larger"] = (0.10 / (larger * np.sqrt(252))).clip(upper=1.5)
    return pd.DataFrame(
        {(how, days): aim.rolling(days).mean() for how, aim in aims.items() for days in (1, 2, 3)}
    ).dropna()
