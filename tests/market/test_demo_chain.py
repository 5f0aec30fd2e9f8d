"""The simulated option chains: no arbitrage, the day's VIX, and the greeks of a library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from vollib.black_scholes_merton import black_scholes_merton
from vollib.black_scholes_merton.greeks.analytical import delta, gamma

from tests.market import simulated
from tests.market.simulated import END, close
from tools.market.demo.chain import YIELD, quote_days
from tools.market.demo.clock import sessions

CHAINS = [str(day.date()) for day in quote_days(sessions())]
COLUMNS = (
    "spot type expiration strike bid ask volume iv delta gamma open_interest"
).split()  # fmt: skip


def chain(day: str) -> pd.DataFrame:
    table = simulated.dataset().chains["SPX", day]
    return table.assign(
        mid=(table["bid"] + table["ask"]) / 2,
        years=(table["expiration"] - pd.Timestamp(day)).dt.days / 365,
    )


def rate(day: str) -> float:
    return float(close("DFF")[day]) / 100


def white_paper_vix(day: str) -> float:
    """Cboe's formula (VIX white paper, 2019) on the quotes, interpolated to 30 days."""
    table, r = chain(day), rate(day)
    variances = {}
    for years, quotes in table.groupby("years"):
        wide = quotes.pivot_table(index="strike", columns="type", values=["mid", "bid"]).dropna()
        gap = (wide["mid", "C"] - wide["mid", "P"]).abs()
        nearest = gap.idxmin()
        forward = nearest + np.exp(r * years) * (
            wide.loc[nearest, ("mid", "C")] - wide.loc[nearest, ("mid", "P")]
        )
        pivot = wide.index[wide.index <= forward].max()
        puts = wide[wide.index < pivot]
        calls = wide[wide.index > pivot]
        price = pd.concat(
            [
                puts["mid", "P"][puts["bid", "P"] > 0],
                pd.Series({pivot: wide.loc[pivot, "mid"].mean()}),
                calls["mid", "C"][calls["bid", "C"] > 0],
            ]
        )
        strikes = price.index.to_numpy()
        step = np.gradient(strikes)
        total = 2 * np.exp(r * years) * (step / strikes**2 * price.to_numpy()).sum()
        variances[years] = total - (forward / pivot - 1) ** 2
    line = pd.Series(variances)
    month = 30 / 365
    return float(100 * np.sqrt(np.interp(month, line.index, line) / month))


def test_last_session_and_earlier_month_ends_have_chains():
    assert set(simulated.dataset().chains) == {("SPX", day) for day in CHAINS}
    assert CHAINS[-1] == END and len(CHAINS) >= 24
    days = close("SPX").index
    for day in CHAINS[:-1]:
        after = days[days > day][0]
        assert after.month != pd.Timestamp(day).month
    for day in CHAINS:
        table = simulated.dataset().chains["SPX", day]
        assert list(table.columns) == COLUMNS
        assert not table.isna().any(axis=None)
        assert len(table) > 1_500
        assert (table["spot"] == close("SPX")[day]).all()
        ahead = (table["expiration"] - pd.Timestamp(day)).dt.days
        assert ahead.between(1, 120).all() and ahead.max() > 90
        assert not table.duplicated(["type", "expiration", "strike"]).any()


@pytest.mark.parametrize("day", [*CHAINS[::6], END])
def test_quotes_allow_no_arbitrage(day):
    table = chain(day)
    assert ((table["ask"] > table["bid"]) & (table["bid"] >= 0)).all()
    tick = 0.011
    for _, quotes in table.groupby("expiration"):
        calls = quotes[quotes["type"] == "C"].set_index("strike")
        puts = quotes[quotes["type"] == "P"].set_index("strike")
        # Calls fall and puts rise with the strike; a butterfly cannot be bought for nothing.
        assert (calls["ask"].to_numpy()[:-1] >= calls["bid"].to_numpy()[1:] - tick).all()
        assert (calls["mid"].diff().dropna() <= tick).all()
        assert (puts["mid"].diff().dropna() >= -tick).all()
        wing = calls["ask"].to_numpy()
        body = calls["bid"].to_numpy()
        assert (wing[:-2] + wing[2:] - 2 * body[1:-1] >= -tick).all()
        # Put-call parity within the quotes.
        years = calls["years"].iloc[0]
        forward = calls["spot"] * np.exp(-YIELD * years) - calls.index * np.exp(-rate(day) * years)
        both = calls.index.intersection(puts.index)
        assert len(both) == len(calls)
        assert (calls["bid"] - puts["ask"] <= forward + tick).all()
        assert (calls["ask"] - puts["bid"] >= forward - tick).all()


@pytest.mark.parametrize("day", [CHAINS[0], END])
def test_total_variance_rises_with_maturity(day):
    table = chain(day)
    table = table[table["type"] == "C"]
    near = table.loc[(table["strike"] / table["spot"] - 1).abs().groupby(table["years"]).idxmin()]
    total = near.set_index("years")["iv"] ** 2 * near["years"].to_numpy()
    assert (total.diff().dropna() > 0).all()


@pytest.mark.parametrize("day", [*CHAINS[::5], END])
def test_the_white_paper_finds_the_days_vix_in_the_quotes(day):
    assert white_paper_vix(day) == pytest.approx(close("VIX")[day], rel=0.03)


def test_greeks_and_prices_are_black_scholes():
    table = chain(END)
    some = table[(table["years"] > 5 / 365) & table["delta"].abs().between(0.02, 0.98)].iloc[::37]
    assert len(some) > 20
    for row in some.itertuples():
        inputs = (row.type.lower(), row.spot, row.strike, row.years, rate(END), row.iv, YIELD)
        assert row.delta == pytest.approx(delta(*inputs), abs=2e-3)
        assert row.gamma == pytest.approx(gamma(*inputs), rel=0.01, abs=2e-6)
        assert row.bid - 0.3 <= black_scholes_merton(*inputs) <= row.ask + 0.3


def test_smile_leans_to_the_puts():
    table = chain(END)
    away = (table["years"] * 365 - 30).abs()
    month = table[away == away.min()]
    puts, calls = month[month["type"] == "P"], month[month["type"] == "C"]
    put = puts.loc[(puts["delta"] + 0.25).abs().idxmin(), "iv"]
    call = calls.loc[(calls["delta"] - 0.25).abs().idxmin(), "iv"]
    assert 0.03 < put - call < 0.12
    deep = puts.loc[(puts["delta"] + 0.10).abs().idxmin(), "iv"]
    assert deep > put


def exposure(table: pd.DataFrame, spot: float) -> float:
    """Calls minus puts, USD per 1 %, with gamma re-evaluated at another spot (sticky strike)."""
    r = rate(END)
    deviation = table["iv"] * np.sqrt(table["years"])
    d1 = (np.log(spot / table["strike"]) + (r - YIELD) * table["years"]) / deviation + deviation / 2
    density = np.exp(-(d1**2) / 2) / np.sqrt(2 * np.pi)
    curvature = np.exp(-YIELD * table["years"]) * density / (spot * deviation)
    sign = np.where(table["type"] == "C", 1, -1)
    return float((sign * curvature * table["open_interest"]).sum() * 100 * spot**2 * 0.01)


def test_gamma_is_positive_and_close_to_its_flip_below_spot():
    table = chain(END)
    spot = table["spot"].iloc[0]
    sigma = spot * close("VIX")[END] / 100 / np.sqrt(252)
    here = exposure(table, spot)
    assert 0.2e9 < here < 6e9
    assert exposure(table, spot - sigma) < 0  # turns within one day's standard deviation
    assert exposure(table, spot * 1.01) > here
    # At the month end before, with the market at its high, the flip was further away.
    before = chain(CHAINS[-2])
    level = before["spot"].iloc[0]
    assert exposure(before, level) > here
    assert exposure(before, level - sigma) > 0


def test_open_interest_is_plausible():
    table = chain(END)
    interest = table.groupby("type")["open_interest"].sum()
    assert 1 < interest["P"] / interest["C"] < 3
    where = (table["strike"] * table["open_interest"]).groupby(table["type"]).sum() / interest
    assert where["P"] < table["spot"].iloc[0] < where["C"]
    assert (table["volume"] >= 0).all() and (table["open_interest"] >= 0).all()
