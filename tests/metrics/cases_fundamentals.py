"""Fundamentals in the matrix of broken inputs."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from tests.metrics.made import members_of, stocks_of
from tools.metrics.earnings import forward_pe, revision_3m, revision_since_peak
from tools.metrics.legs import leg_peaks
from tools.metrics.rate_sensitivity import duration_slope
from tools.metrics.return_identity import (
    earnings_contribution,
    earnings_share,
    multiple_contribution,
)
from tools.metrics.revisions import downgrade_cycle
from tools.metrics.valuation import earnings_growth, excess_cape_yield

Arguments = tuple[Any, ...]


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


def of_vintages(prices: pd.DataFrame) -> Arguments:
    return vintages(prices), leg_peaks(prices["A"])


def of_prices_and_vintages(prices: pd.DataFrame) -> Arguments:
    return prices["A"], vintages(prices), leg_peaks(prices["A"])


def monthly(prices: pd.DataFrame) -> pd.DataFrame:
    months = prices.index.to_period("M")
    return prices[~months.duplicated()]


def months(prices: pd.DataFrame) -> Arguments:
    rows = monthly(prices)
    return rows["A"], rows["B"], rows["C"]


def stocks_and_rates(prices: pd.DataFrame) -> Arguments:
    panel = stocks_of(prices)
    return panel, members_of(panel), prices["A"], prices["H"] / 20.0, leg_peaks(prices["A"])


def weekly_breadth(prices: pd.DataFrame) -> Arguments:
    return (prices["A"].iloc[::5] / 100.0 - 1.0,)


CASES = {
    "forward_pe": (forward_pe, lambda p: (p["A"], vintages(p))),
    "revision_since_peak": (revision_since_peak, of_vintages),
    "revision_3m": (revision_3m, lambda p: (vintages(p),)),
    "earnings_contribution": (earnings_contribution, of_vintages),
    "multiple_contribution": (multiple_contribution, of_prices_and_vintages),
    "earnings_share": (earnings_share, of_prices_and_vintages),
    "excess_cape_yield": (partial(excess_cape_yield, years=2), months),
    "earnings_growth": (earnings_growth, lambda p: (monthly(p)["A"],)),
    "downgrade_cycle": (partial(downgrade_cycle, least=30), weekly_breadth),
    "duration_slope": (partial(duration_slope, window=120, least=10), stocks_and_rates),
}
