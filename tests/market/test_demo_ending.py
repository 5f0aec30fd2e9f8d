"""How the simulated market ends: an unwind beneath a calm index, measured in plain pandas."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from tests.market import simulated
from tests.market.simulated import END, PEAK, close, frame, percentile

UNWIND = slice("2026-05-13", END)
EARLIER = slice(None, "2026-05-01")


@cache
def momentum() -> pd.DataFrame:
    """12-1 winners and losers (tenths, monthly), raw and market-neutral at 10 % volatility."""
    prices = simulated.dataset().panels["adj_close"]
    returns, inside = prices.pct_change(fill_method=None), simulated.members()
    month = prices.index.to_period("M")
    formed = np.flatnonzero(month[:-1] != month[1:])
    legs = pd.DataFrame(np.nan, prices.index, ["winners", "losers"])
    for begin, end in zip(formed, [*formed[1:], len(prices) - 1], strict=True):
        if begin < 252:
            continue
        past = (prices.iloc[begin - 21] / prices.iloc[begin - 252] - 1)[inside.iloc[begin]]
        ranked = past.dropna().sort_values().index
        tenth = len(ranked) // 10
        held = returns.iloc[begin + 1 : end + 1]
        legs.iloc[begin + 1 : end + 1, 0] = held[ranked[-tenth:]].mean(axis=1)
        legs.iloc[begin + 1 : end + 1, 1] = held[ranked[:tenth]].mean(axis=1)
    legs["raw"] = legs["winners"] - legs["losers"]
    market = close("SPX").pct_change()
    beta = legs["raw"].rolling(126).cov(market) / market.rolling(126).var()
    hedged = legs["raw"] - beta.shift(1) * market
    scale = 0.10 / (hedged.rolling(126).std().shift(1) * np.sqrt(252))
    legs["neutral"] = hedged * scale.clip(upper=3)
    return legs


def drawdown(returns: pd.Series, sessions: int) -> pd.Series:
    value = (1 + returns.dropna()).cumprod()
    return value / value.rolling(sessions).max() - 1


def change(series: str, field: str = "close") -> float:
    values = frame(series)[field]
    return float(values[END] / values[PEAK] - 1)


def z_since_peak(series: str, log: bool = False) -> float:
    """Change since the peak over its own volatility of the 504 days before."""
    level = np.log(close(series)) if log else close(series)
    sessions = len(close("SPX")[UNWIND])
    return float(
        (level[END] - level[PEAK]) / (level[:PEAK].diff().iloc[-504:].std() * np.sqrt(sessions))
    )


def test_index_is_calm_below_its_peak():
    spx = close("SPX")
    assert spx.idxmax() == pd.Timestamp(PEAK) and 10 <= len(spx[UNWIND]) <= 14
    assert -0.025 <= spx.iloc[-1] / spx.max() - 1 <= -0.015
    move = np.log(spx).diff()
    month = np.log(spx).diff(10).iloc[-1] / (move.iloc[-514:-10].std() * np.sqrt(10))
    assert month > -1.2


def test_momentum_is_unwound_on_both_sides():
    legs = momentum()
    fall = drawdown(legs["neutral"], 21)
    assert -0.12 < fall.iloc[-1] < -0.09
    # Among the largest in years, and rare: under 1 % of days are as far below.
    assert (fall <= -0.10).mean() < 0.01
    assert percentile(fall) < 0.01
    total = (1 + legs[UNWIND]).prod() - 1
    assert total["winners"] < -0.06 and total["losers"] > 0.03
    # It had run up before, and such falls are known from the market's past as well.
    assert legs["neutral"]["2025-05-13":PEAK].sum() > 0.05
    assert drawdown(legs["neutral"][EARLIER], 21).min() < -0.08


def test_momentum_earns_a_premium_with_crashes():
    # Jegadeesh and Titman (1993); negative skew: Daniel and Moskowitz (2016), JFE 122.
    legs = momentum()
    assert legs["raw"].mean() * 252 > 0.02
    assert legs["raw"].skew() < 0
    assert 0.10 < legs["raw"].std() * np.sqrt(252) < 0.25


def test_winners_were_risky_and_had_run():
    prices = simulated.dataset().panels["adj_close"]
    returns = prices.pct_change(fill_method=None)
    past = (prices.loc["2026-03-31"] / prices.loc["2025-04-30"] - 1)[simulated.members().iloc[-1]]
    ranked = past.dropna().sort_values()
    tenth = len(ranked) // 10
    assert ranked.iloc[-tenth:].median() > 0.5
    market = close("SPX").pct_change()
    year = returns.iloc[-265:-12]
    beta = year.apply(lambda r: r.cov(market) / market.reindex(year.index).var())
    winners = ranked.index[-tenth:]
    assert beta[winners].mean() > beta[ranked.index].mean() + 0.3
    assert year[winners].std().mean() > 1.2 * year[ranked.index].std().mean()


@pytest.mark.parametrize(
    ("series", "low", "high"),
    [
        ("BTC", -0.25, -0.20),
        ("ETH", -0.30, -0.20),
        ("SILVER_FUT", -0.22, -0.18),
        ("SLV", -0.22, -0.18),
        ("GOLD_FUT", -0.09, -0.07),
        ("GLD", -0.09, -0.07),
        ("COPPER_FUT", -0.06, -0.04),
        ("WTI_FUT", -0.03, 0.03),
        ("IWM", -0.03, 0.0),
        ("MTUM", -0.10, -0.04),
    ],
)
def test_risk_assets_fell_by_what_the_script_says(series, low, high):
    assert low <= change(series, "adj_close") <= high


def test_equal_weight_led_and_breadth_is_healthy():
    month = frame("RSP")["adj_close"].pct_change(21) - frame("SPY")["adj_close"].pct_change(21)
    assert month.iloc[-1] > 0
    assert close("SPX_PCT_GT_200D").iloc[-1] > 60
    high_beta = change("SPHB", "adj_close") - change("SPY", "adj_close")
    assert -0.11 < high_beta < -0.06


def test_metals_and_coins_stood_far_above_their_averages():
    for series, least in (("SILVER_FUT", 0.4), ("GOLD_FUT", 0.2), ("BTC", 0.1)):
        price = close(series)
        assert price[PEAK] / price[:PEAK].iloc[-200:].mean() - 1 > least, series
    year = close("BTC")
    assert year[PEAK] / year["2025-05-12"] - 1 > 0.4


def test_volatility_is_bid_and_the_term_structure_leans_forward():
    vix = close("VIX")
    assert 20 <= vix.iloc[-1] <= 22 and vix[PEAK] < 15.5
    assert 1.0 < close("VIX9D").iloc[-1] / vix.iloc[-1] < 1.10
    assert vix.iloc[-1] / close("VIX3M").iloc[-1] > vix[PEAK] / close("VIX3M")[PEAK]
    assert percentile(close("VVIX")) > 0.85
    assert close("SKEW").iloc[-1] > close("SKEW")[PEAK] + 5
    assert 3 < close("COR1M").iloc[-1] - close("COR1M")[PEAK] < 20
    # Not a crash: the fall explains most of it.
    assert vix.diff()[UNWIND].max() < 5


def test_macro_is_unchanged():
    for series in ("DGS2", "DGS10", "T10YIE"):
        assert abs(z_since_peak(series)) < 0.7, series
        path = close(series)[UNWIND] - close(series)[PEAK]
        assert path.abs().max() < 0.15, series
    assert abs(z_since_peak("DXY", log=True)) < 1
    assert abs(close("BAMLC0A0CM")[END] - close("BAMLC0A0CM")[PEAK]) < 0.04
    assert abs(close("BAMLH0A0HYM2")[END] - close("BAMLH0A0HYM2")[PEAK]) < 0.12
    assert abs(close("NFCI").diff(4).iloc[-1]) < 0.04
    before = close("DGS10")[PEAK] - close("DGS10")[:PEAK].iloc[-22]
    assert abs(before) < 0.15


def test_no_dated_event_falls_into_the_unwind():
    for table in ("fomc", "payrolls"):
        dates = simulated.dataset().tables[table]["date"]
        assert not dates.between("2026-05-13", END).any(), table


def test_earnings_are_intact():
    table = simulated.dataset().tables["eps_vintages"]
    ahead = pd.date_range("2026-06-30", "2027-03-31", freq="QE")
    sums = {
        asof: vintage.set_index("quarter_end")["op_eps"].reindex(ahead).sum()
        for asof, vintage in table.groupby("asof")
    }
    known = pd.Series(sums)
    revision = known[:END].iloc[-1] / known[:PEAK].iloc[-1] - 1
    assert 0 < revision < 0.01


def test_positions_were_stacked_at_the_peak():
    managers = close("NAAIM")[:PEAK]
    assert managers.iloc[-1] >= 95 and percentile(managers) > 0.9
    report = frame("TFF_SP500")[: pd.Timestamp(PEAK) - pd.Timedelta(days=3)]
    assert percentile((report["am_long"] - report["am_short"]) / report["oi"]) > 0.9
    survey = frame("AAII")[:PEAK]
    assert percentile(survey["bullish"] - survey["bearish"]) > 0.9
    for metal in ("COT_GOLD", "COT_SILVER"):
        legacy = frame(metal)[:PEAK]
        net = (legacy["spec_long"] - legacy["spec_short"]) / legacy.filter(like="long").sum(axis=1)
        assert percentile(net) > 0.9, metal
    calm = np.log(close("SPX")).diff().rolling(21).std()[PEAK] * np.sqrt(252)
    assert calm < 0.10
    # Surveys have cooled since.
    assert close("NAAIM").iloc[-1] < managers.iloc[-1] - 10


def test_geopolitics_came_late_and_policy_uncertainty_is_normal():
    week = frame("GPR")["gprd"].rolling(7).mean().dropna()
    assert percentile(week[:PEAK]) < 0.9
    for known in ("2026-05-22", END):
        assert 0.90 < percentile(week[:known]) < 0.97
    first = week[PEAK:][week[PEAK:] > week.quantile(0.9)].index[0]
    assert first > pd.Timestamp(PEAK) + pd.Timedelta(days=2)
    policy = close("EPU")
    ratio = (policy.rolling(7).mean() / policy.rolling(365).mean()).dropna()
    assert percentile(ratio) < 0.8


def test_vendor_gamma_is_small_and_positive():
    gamma = frame("DIX")["gex"]
    assert 0 < gamma.iloc[-1] < gamma.median() / 2
    assert gamma[PEAK] > 2 * gamma.iloc[-1]
    assert 0.05 < (gamma < 0).mean() < 0.2
