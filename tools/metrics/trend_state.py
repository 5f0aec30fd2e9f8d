"""The state of a crossover rule: its averages and its volatility, carried one price at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

Speeds = tuple[tuple[int, int, float], ...]
SPEEDS: Speeds = ((16, 64, 3.75), (32, 128, 2.65), (64, 256, 1.87))
VOL_SPAN = 35
CAP = 2.0
YEAR = 252

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trend:
    """The rule as it stands after each price, one row a date.

    ``averages`` holds the exponential mean of prices by span, ``change`` and ``square`` those of
    price changes and of their squares, ``sd`` the bias-corrected standard deviation of changes and
    ``count`` how many prices there were.
    """

    dates: pd.DatetimeIndex
    speeds: Speeds
    count: _Floats
    price: _Floats
    averages: dict[int, _Floats]
    change: _Floats
    square: _Floats
    sd: _Floats

    def forecast(self) -> _Floats:
        """Return the mean of the clipped crossover forecasts, NaN before the slowest span."""
        scale = np.where(self.sd > 0, self.sd, np.nan)
        parts = [
            np.clip((self.averages[f] - self.averages[s]) / scale * scalar / 10.0, -CAP, CAP)
            for f, s, scalar in self.speeds
        ]
        combined = sum(parts[1:], parts[0]) / len(parts)
        full = self.count >= max(slow for _, slow, _ in self.speeds)
        return np.where(full, combined, np.nan)

    def series(self, values: _Floats) -> pd.Series:
        """Return one figure a date as a series."""
        return pd.Series(values, index=self.dates)

    def after(self, price: _Floats) -> Trend:
        """Return the rule after one more price, in closed form and for all dates at once."""
        spans = self.averages
        averages = {s: next_mean(spans[s], price, self.count, decay_of(s)) for s in spans}
        step, seen, decay = price - self.price, self.count - 1.0, decay_of(VOL_SPAN)
        change = next_mean(self.change, step, seen, decay)
        square = next_mean(self.square, step**2, seen, decay)
        total = weight_sum(decay, seen + 1.0) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):  # the first change has no deviation
            unbiased = total / (total - weight_sum(decay**2, seen + 1.0))
            sd = np.sqrt(np.maximum(square - change**2, 0.0) * unbiased)
        return replace(
            self,
            count=self.count + 1.0,
            price=price,
            averages=averages,
            change=change,
            square=square,
            sd=sd,
        )


def trend_of(prices: pd.Series, speeds: Speeds = SPEEDS) -> Trend:
    """Return the state of the rule after each price.

    Parameters
    ----------
    prices : pd.Series
        Positive prices without gaps.
    speeds : tuple of (int, int, float)
        Spans of the fast and the slow average and the scalar of each crossover.

    Returns
    -------
    Trend
        One row a price.
    """
    changes = prices.diff()
    moments = changes.ewm(span=VOL_SPAN)
    spans = sorted({span for fast, slow, _ in speeds for span in (fast, slow)})
    return Trend(
        dates=pd.DatetimeIndex(prices.index),
        speeds=speeds,
        count=np.arange(1.0, len(prices) + 1.0),
        price=prices.to_numpy(np.float64),
        averages={s: prices.ewm(span=s).mean().to_numpy(np.float64) for s in spans},
        change=moments.mean().to_numpy(np.float64),
        square=np.square(changes).ewm(span=VOL_SPAN).mean().to_numpy(np.float64),
        sd=moments.std().to_numpy(np.float64),
    )


def held(trend: Trend, target: float) -> _Floats:
    """Return the position at a volatility target, as a multiple of capital, one figure a date."""
    volatility = np.where(trend.sd > 0, trend.sd, np.nan) / trend.price * np.sqrt(YEAR)
    position: _Floats = trend.forecast() * target / volatility
    return position


def decay_of(span: float) -> float:
    """Return by what an exponential mean of a span multiplies its weights at each step."""
    return 1.0 - 2.0 / (span + 1.0)


def weight_sum(decay: float, count: _Floats) -> _Floats:
    """Return the sum of the first ``count`` powers of ``decay``, from the zeroth on."""
    return (1.0 - decay**count) / (1.0 - decay)


def next_mean(mean: _Floats, value: _Floats, count: _Floats, decay: float) -> _Floats:
    """Return an exponential mean of ``count`` values after one more value."""
    old = weight_sum(decay, count) * decay
    return (mean * old + value) / (old + 1.0)
