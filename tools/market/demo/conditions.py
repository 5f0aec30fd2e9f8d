"""Financial conditions and the macroeconomy: weekly indices, claims, jobs, prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo import clock
from tools.market.demo.noise import Floats, ar1, ewma, stream
from tools.market.demo.rates import Rates

# Last observation of each that would have been published by the end.
LAST_CONDITIONS, LAST_CLAIMS, LAST_MONTH = "2026-05-22", "2026-05-23", "2026-04-01"


def condition_frames(
    sessions: pd.DatetimeIndex, rates: Rates, vix: Floats
) -> dict[str, pd.DataFrame]:
    """Draw NFCI, ANFCI, STLFSI4, claims, payrolls, unemployment and consumer prices.

    Parameters
    ----------
    sessions : DatetimeIndex, shape (n,)
        The market's days.
    rates : Rates
        Credit spreads stand for the state of the economy.
    vix : ndarray, shape (n,)
        Volatility.

    Returns
    -------
    dict
        FRED code to a one-column frame. Weekly indices are dated on Fridays, claims on Saturdays,
        monthly figures on the first day of their month, as at their publisher.
    """
    rng = stream("conditions")
    strain = pd.Series(0.16 * (rates.hy - 4.0) + 0.006 * (vix - 18), index=sessions)
    fridays = clock.weekly("FRI", LAST_CONDITIONS)
    smooth = _sample(strain.ewm(halflife=22).mean(), fridays)
    quick = _sample(strain.ewm(halflife=3).mean(), fridays)
    size = len(fridays)
    nfci = -0.50 + smooth + 0.020 * ar1(rng, size, 10.0)
    anfci = -0.48 + 1.1 * smooth + 0.045 * ar1(rng, size, 12.0)
    stress = -0.35 + 2.6 * quick + 0.12 * ar1(rng, size, 6.0)

    slump = pd.Series(ewma(np.maximum(rates.hy - 4.6, 0.0), 45.0), index=sessions)
    saturdays = clock.weekly("SAT", LAST_CLAIMS)
    claims = 232_000 * np.exp(
        0.34 * _sample(slump, saturdays)
        + 0.05 * ar1(rng, len(saturdays), 60.0)
        + 0.022 * rng.standard_normal(len(saturdays))
    )
    months = clock.months("2010-01-01", LAST_MONTH)
    count = len(months)
    ends = months + pd.offsets.MonthEnd(0)
    monthly = _sample(slump, ends)
    jobless = 4.5 + 1.5 * ewma(monthly, 3.0) + 0.35 * ar1(rng, count, 24.0)
    hired = 172 - 420 * np.maximum(monthly - 0.15, 0) + 45 * rng.standard_normal(count)
    inflation = _sample(pd.Series(rates.breakeven, index=sessions), ends)
    prices = np.cumsum((inflation + 0.2) / 1200 + 0.0011 * rng.standard_normal(count))
    columns = {
        "NFCI": (fridays, np.round(nfci, 5)),
        "ANFCI": (fridays, np.round(anfci, 5)),
        "STLFSI4": (fridays, np.round(stress, 4)),
        "ICSA": (saturdays, np.round(claims, -3)),
        "UNRATE": (months, np.round(np.maximum(jobless, 3.0), 1)),
        "PAYEMS": (months, np.round(131_000 + np.cumsum(hired))),
        "CPIAUCSL": (months, np.round(219.0 * np.exp(prices), 3)),
    }
    return {
        code: pd.DataFrame({"close": values}, index=dates)
        for code, (dates, values) in columns.items()
    }


def _sample(values: pd.Series, dates: pd.DatetimeIndex) -> Floats:
    """Read a daily series at report dates: the last value on or before each."""
    return np.asarray(values.reindex(dates, method="ffill").bfill(), dtype=np.float64)
