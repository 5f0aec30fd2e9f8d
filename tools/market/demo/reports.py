"""Futures positioning: the weekly reports by trader class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.market.demo import clock
from tools.market.demo.noise import Floats, ar1, stream
from tools.market.demo.scenario import PHASES, UNWIND


@dataclass(frozen=True, slots=True)
class Contract:
    """A futures market in the report on financial futures.

    ``lead`` is the class that follows the trend, ``mean`` its usual net share of open interest,
    ``tilt`` how much a strong trend adds, ``crowd`` what the last advance adds on top.
    """

    series: str
    field: str
    sign: float
    oi: float
    mean: float
    tilt: float
    crowd: float = 0.0


# Series that the position follows (+1) or opposes (-1): prices up, yields down.
FINANCIAL: dict[str, Contract] = {
    "TFF_SP500": Contract("SPX", "close", 1, 2.3e6, 0.17, 0.09, 0.12),
    "TFF_NASDAQ": Contract("NDX", "close", 1, 2.6e5, 0.15, 0.10, 0.12),
    "TFF_RUSSELL": Contract("IWM", "adj_close", 1, 4.6e5, 0.08, 0.10, 0.05),
    "TFF_VIX": Contract("VIX", "close", 1, 3.4e5, -0.05, 0.08, -0.08),
    "TFF_US2Y": Contract("DGS2", "close", -1, 3.6e6, 0.20, 0.08),
    "TFF_US5Y": Contract("DGS5", "close", -1, 4.4e6, 0.22, 0.08),
    "TFF_US10Y": Contract("DGS10", "close", -1, 4.1e6, 0.18, 0.10),
    "TFF_US30Y": Contract("DGS30", "close", -1, 1.4e6, 0.20, 0.10),
    "TFF_FED_FUNDS": Contract("DFF", "close", -1, 1.8e6, 0.05, 0.10),
    "TFF_USDJPY": Contract("USDJPY", "close", -1, 2.4e5, -0.10, 0.18),
    "TFF_AUDUSD": Contract("AUDUSD", "close", 1, 1.7e5, -0.08, 0.16),
    "TFF_BITCOIN": Contract("BTC", "close", 1, 2.1e4, 0.10, 0.15, 0.08),
}
LEGACY: dict[str, Contract] = {
    "COT_GOLD": Contract("GOLD_FUT", "close", 1, 4.9e5, 0.30, 0.14, 0.06),
    "COT_SILVER": Contract("SILVER_FUT", "close", 1, 1.6e5, 0.18, 0.14, 0.08),
    "COT_COPPER": Contract("COPPER_FUT", "close", 1, 2.3e5, 0.06, 0.18, 0.05),
    "COT_CRUDE": Contract("WTI_FUT", "close", 1, 1.8e6, 0.14, 0.08),
    "COT_SP500": Contract("SPX", "close", 1, 2.4e6, -0.02, 0.05, 0.04),
}
LAST_REPORT = "2026-05-26"
# Ordinary gross size of each class as a share of open interest; they sum to one.
GROSS = {"am": 0.40, "lev": 0.24, "dealer": 0.15, "other": 0.09, "small": 0.12}
GROSS_LEGACY = {"spec": 0.44, "comm": 0.42, "nonrept": 0.14}


def report_frames(series: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Write the weekly reports of every contract, dated on Tuesdays.

    Parameters
    ----------
    series : dict
        The market's frames by id: positions follow the prices that they are in.

    Returns
    -------
    dict
        ``TFF_*`` with oi and long and short contracts of asset managers, dealers, leveraged and
        other traders; ``COT_*`` with speculators, commercials and small traders. Every contract
        long is one short, small traders included.
    """
    tuesdays = clock.weekly("TUE", LAST_REPORT)
    frames = {}
    for name, contract in FINANCIAL.items():
        frame = _report(tuesdays, name, contract, series, GROSS, "am", ("lev", 0.65, "dealer"))
        start = pd.Timestamp("2018-01-02") if name == "TFF_BITCOIN" else tuesdays[0]
        # Small traders are the balance of the published report, not a column of it.
        kept = [c for c in frame.columns if not c.startswith("small")]
        frames[name] = frame.loc[start:, kept]
    for name, contract in LEGACY.items():
        frame = _report(
            tuesdays, name, contract, series, GROSS_LEGACY, "spec", ("nonrept", -0.15, "comm")
        )
        frames[name] = frame.drop(columns="oi")
    return frames


def _report(
    dates: pd.DatetimeIndex,
    name: str,
    contract: Contract,
    series: dict[str, pd.DataFrame],
    gross: dict[str, float],
    lead: str,
    answer: tuple[str, float, str],
) -> pd.DataFrame:
    """Let the lead class follow the trend, a second one answer it, and a third close the books."""
    rng = stream(name)
    size = len(dates)
    trend = contract.sign * _trend(series[contract.series][contract.field], dates)
    net = {}
    net[lead] = (
        contract.mean
        + contract.tilt * trend
        + contract.crowd * _crowding(dates)
        + 0.045 * ar1(rng, size, 20.0)
        + 0.010 * ar1(rng, size, 2.0)
    )
    second, share, balance = answer
    net[second] = -share * (net[lead] - 0.3 * contract.mean) + 0.035 * ar1(rng, size, 14.0)
    for minor in gross:
        if minor not in (lead, second, balance):
            net[minor] = 0.012 * ar1(rng, size, 10.0)
    net[balance] = -sum(net.values(), np.zeros(size))
    oi = contract.oi * np.exp(0.16 * ar1(rng, size, 60.0) + 0.02 * ar1(rng, size, 1.5))
    columns = {}
    for trader, part in gross.items():
        half = np.maximum(part, np.abs(net[trader]) / 2 + 0.02)
        columns[f"{trader}_long"] = np.round(oi * (half + net[trader] / 2))
        columns[f"{trader}_short"] = np.round(oi * (half - net[trader] / 2))
    # Rounding leaves the two sides a contract or two apart: the last class takes the difference.
    longs = sum((v for k, v in columns.items() if k.endswith("long")), np.zeros(size))
    shorts = sum((v for k, v in columns.items() if k.endswith("short")), np.zeros(size))
    columns[f"{list(gross)[-1]}_short"] += longs - shorts
    return pd.DataFrame({"oi": longs, **columns}, index=dates)


def _trend(price: pd.Series, dates: pd.DatetimeIndex) -> Floats:
    """Measure the 63-day move in units of its own volatility, squashed to [-1, 1]."""
    log_price = np.log(price)
    move = log_price.diff(63) / (log_price.diff().rolling(252, min_periods=64).std() * np.sqrt(63))
    return np.asarray(np.tanh(move.ffill().reindex(dates, method="ffill").fillna(0.0)))


def _crowding(dates: pd.DatetimeIndex) -> Floats:
    """Ramp up over the last advance and down by a fifth in the unwind."""
    advance = next(p for p in PHASES if p.name == "High beta advance")
    knots = pd.DatetimeIndex([advance.after, UNWIND.after, clock.END]).asi8
    return np.interp(dates.asi8, knots, [0.0, 1.0, 0.8])
