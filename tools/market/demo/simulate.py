"""The demo market put together: every series, panel, chain and table of it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd

from tools.market.dataset import Dataset
from tools.market.demo import (
    breadth,
    chain,
    clock,
    conditions,
    earnings,
    equities,
    prices,
    rates,
    reports,
    roster,
    stocks,
    surveys,
    vol,
)
from tools.market.demo.factors import Factors, simulate_factors
from tools.market.demo.scenario import windows

VENDOR = "simulated"
START, END = clock.START, clock.END
FRENCH_UNTIL = "2026-03-31"
_CHAIN_INPUTS = ("SPX", "VIX9D", "VIX", "VIX3M", "SKEW", "DFF")

Chains: TypeAlias = dict[tuple[str, str], pd.DataFrame]


def simulate() -> Dataset:
    """Simulate the demo market.

    Returns
    -------
    Dataset
        Series, stock panels, index option chains and tables from ``START`` to ``END``; the same
        on every call.
    """
    sessions = clock.sessions()
    factors = simulate_factors(sessions, windows(sessions))
    cross_section = stocks.simulate_stocks(factors)
    panels = equities.stock_panels(factors, cross_section)
    curve = rates.simulate_rates(factors)
    vix = vol.simulate_vix(factors)
    traded = prices.simulate_traded(factors)

    frames = equities.index_frames(factors, cross_section)
    frames |= equities.fund_frames(factors, cross_section)
    frames |= vol.vol_index_frames(sessions, vol.simulate_vol_indices(factors, vix))
    frames |= rates.rate_frames(sessions, curve, traded["dollar"])
    frames |= prices.traded_frames(factors, traded)
    frames |= prices.coin_frames(factors)
    frames |= prices.bond_frames(factors, curve)
    frames |= conditions.condition_frames(sessions, curve, vix)
    frames |= breadth.breadth_frames(panels["close"], _members(factors, cross_section.roster))
    spx, vix_close = frames["SPX"]["close"], frames["VIX"]["close"]
    frames |= surveys.survey_frames(spx, vix_close)
    option_flow, flip = surveys.option_flow_frames(spx, vix_close, factors.market)
    frames |= option_flow
    frames |= surveys.news_frames(factors)
    frames |= surveys.money_frames(spx, frames["QQQ"])
    frames |= reports.report_frames(frames)
    frames["FRENCH"] = equities.french_factors(factors, cross_section, curve.policy, FRENCH_UNTIL)
    frames["SHILLER"] = earnings.long_history(
        spx, frames["DGS10"]["close"], frames["CPIAUCSL"]["close"]
    )
    earned = frames["SHILLER"]["earnings"].dropna()
    frames["SHILLER_EARNINGS"] = earned.to_frame("close")
    return Dataset(
        series={(name, VENDOR): frame for name, frame in frames.items()},
        panels=panels,
        chains=_chains(frames, flip),
        tables={
            "membership": roster.members(cross_section.roster, sessions),
            "sectors": cross_section.roster.table.copy(),
            "eps_vintages": earnings.estimate_vintages(spx),
            "fomc": pd.DataFrame({"date": clock.meetings()}),
            "payrolls": pd.DataFrame({"date": clock.payroll_releases()}),
        },
    )


def _members(factors: Factors, names: roster.Roster) -> pd.DataFrame:
    """Lay membership out, sessions by tickers."""
    row = np.arange(len(factors.sessions))[:, None]
    return pd.DataFrame(
        (row >= names.start) & (row < names.end),
        index=factors.sessions,
        columns=pd.Index(names.table["ticker"]),
    )


def _chains(frames: dict[str, pd.DataFrame], flip: pd.Series) -> Chains:
    """Quote the index's options on the last session and the month ends before it."""
    quotes = {}
    for day in chain.quote_days(pd.DatetimeIndex(flip.index)):
        points = {name: float(frames[name]["close"].loc[day]) for name in _CHAIN_INPUTS}
        quotes[("SPX", str(day.date()))] = chain.simulate_chain(
            day,
            points["SPX"],
            (points["VIX9D"], points["VIX"], points["VIX3M"]),
            points["SKEW"],
            points["DFF"] / 100,
            float(flip[day]),
        )
    return quotes
