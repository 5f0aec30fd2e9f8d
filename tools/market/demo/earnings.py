"""Earnings: estimate vintages of the index and the long monthly history of price and earnings."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo import clock
from tools.market.demo.noise import Floats, ar1, ewma, stream

MULTIPLE = 11.7  # price over annual earnings, were the price to stand still
GROWTH = 0.075  # what analysts extrapolate, a year
PREHISTORY = "1979-01-01"
# The last two are placed round the market's peak, as a desk would compare them.
EXTRA_VINTAGES = ("2026-05-08", "2026-05-22")
SEASON = np.array([-0.025, 0.005, 0.015, 0.005])
AS_REPORTED = 0.90
HISTORY, AHEAD = 20, 8  # quarters a vintage lists before and after its date
REPORTED_AFTER = 42  # days


def long_history(spx: pd.Series, long_rate: pd.Series, cpi: pd.Series) -> pd.DataFrame:
    """Return the monthly history, the years before the market included.

    Parameters
    ----------
    spx : Series
        Closes by session.
    long_rate : Series
        Ten-year yield in percent, by session.
    cpi : Series
        Price index by month.

    Returns
    -------
    DataFrame
        Indexed by the first of the month: price (mean of the month's closes), dividend, earnings
        (both per year), cpi, long_rate and cape (real price over ten years' mean real earnings).
        Earnings and dividends of the last two months are not known yet and NaN.
    """
    rng = stream("prehistory")
    months = clock.months(PREHISTORY, clock.END)
    live = _monthly_mean(spx)
    early = months[months < live.index[0]]
    size = len(early)
    fade = np.linspace(1.0, 0.0, size)
    path = np.cumsum(0.0065 + 0.040 * rng.standard_normal(size))
    path += 0.24 * ar1(rng, size, 30.0) * np.minimum(4 * fade, 1.0)
    backcast = live.iloc[0] * np.exp(path - path[-1] - 0.006)
    price = pd.concat([pd.Series(backcast, index=early), live])
    rates = _monthly_mean(long_rate)
    before = rates.iloc[0] + 5.5 * fade + 0.5 * ar1(rng, size, 20.0) * (0.2 + fade)
    before_cpi = cpi.iloc[0] * np.exp(-0.0025 * np.arange(size, 0, -1) * (1 + 0.3 * fade))
    prices_index = pd.concat([pd.Series(before_cpi, index=early), cpi]).reindex(months).ffill()
    base = _annual_earnings(price)
    earnings = base * np.exp(0.015 * ar1(rng, len(months), 9.0)) * AS_REPORTED
    frame = pd.DataFrame(
        {
            "price": price,
            "dividend": 0.36 * earnings.ewm(halflife=24).mean(),
            "earnings": earnings,
            "cpi": prices_index,
            "long_rate": pd.concat([pd.Series(before, index=early), rates]),
        }
    )
    real = frame["price"] / frame["cpi"]
    frame["cape"] = real / (frame["earnings"] / frame["cpi"]).rolling(120).mean().shift(1)
    frame.loc[months[-2:], ["dividend", "earnings"]] = np.nan
    return frame["1989-01-01":].round(4)


def estimate_vintages(spx: pd.Series) -> pd.DataFrame:
    """Return what analysts expected, vintage by vintage.

    Parameters
    ----------
    spx : Series
        Closes by session.

    Returns
    -------
    DataFrame
        Columns asof, quarter_end, block (actual or estimate), price (the index at the quarter's
        end, NaN while it lies ahead), op_eps, as_reported_eps and their four-quarter sums.

    Notes
    -----
    Earnings follow the price with a long lag; analysts extrapolate from what they see at the date
    and are too hopeful, by more the further the quarter is away. A quarter counts as reported
    six weeks after its end. No vintage uses a price after its date.
    """
    rng = stream("estimates")
    quarters = pd.date_range("2004-03-31", "2029-12-31", freq="QE")
    # Companies guide low: most quarters come out above what was expected of them.
    surprise = 0.015 + 0.012 * rng.standard_normal(len(quarters))
    asof = (clock.months("2010-02-01", "2026-04-01") + pd.Timedelta(days=14)).union(
        pd.DatetimeIndex(EXTRA_VINTAGES)
    )
    mood = 0.004 * ar1(rng, len(asof), 6.0)
    # The last vintages differ by what the index did, not by a new mood.
    mood[-2:] = mood[-3]

    annual = _annual_earnings(spx, per_year=252)
    now = annual.reindex(asof, method="ffill").to_numpy()[:, None]
    # Before the market begins the level is carried back at the usual growth.
    early = np.maximum((spx.index[0] - quarters).days.to_numpy() / 365.25, 0.0)
    at_end = annual.reindex(quarters, method="ffill").fillna(annual.iloc[0]) * np.exp(
        -GROWTH * early
    )
    rows = quarters.searchsorted(asof)[:, None] + np.arange(-HISTORY, AHEAD)
    ends = quarters.to_numpy()[rows]
    date = asof.to_numpy()[:, None]
    years = (ends - date) / np.timedelta64(1, "D") / 365.25
    reported = ends + np.timedelta64(REPORTED_AFTER, "D") <= date
    season = SEASON[quarters.quarter.to_numpy() - 1][rows]
    hope = 0.010 * np.maximum(years, 0.0) + mood[:, None]
    actual = at_end.to_numpy()[rows] * np.exp(season + surprise[rows])
    operating = np.where(reported, actual, now * np.exp(GROWTH * years + season + hope)) / 4
    booked = operating * (AS_REPORTED + 0.5 * surprise[rows])
    price = spx.reindex(quarters, method="ffill").to_numpy()[rows]
    columns = {
        "asof": np.broadcast_to(date, rows.shape),
        "quarter_end": ends,
        "block": np.where(reported, "actual", "estimate"),
        "price": np.where(ends <= date, price, np.nan),
        "op_eps": np.round(operating, 2),
        "as_reported_eps": np.round(booked, 2),
        "op_eps_12m": np.round(_four_quarters(operating), 2),
        "as_reported_eps_12m": np.round(_four_quarters(booked), 2),
    }
    return pd.DataFrame({name: values[:, 3:].ravel() for name, values in columns.items()})


def _monthly_mean(daily: pd.Series) -> pd.Series:
    """Average by month, dated on the month's first day."""
    return daily.groupby(pd.DatetimeIndex(daily.index).to_period("M").to_timestamp()).mean()


def _four_quarters(quarterly: Floats) -> Floats:
    """Sum each quarter with the three before it; the first three stay as they are."""
    summed = quarterly.copy()
    summed[:, 3:] = sum(quarterly[:, 3 - i : quarterly.shape[1] - i] for i in range(4))
    return summed


def _annual_earnings(price: pd.Series, per_year: int = 12) -> pd.Series:
    """Let annual earnings follow the price with a half-life of three and a half years."""
    log_price = np.log(price.to_numpy(dtype=np.float64))
    lagged: Floats = ewma(log_price, 3.5 * per_year)
    return pd.Series(np.exp(lagged) / MULTIPLE, index=price.index)
