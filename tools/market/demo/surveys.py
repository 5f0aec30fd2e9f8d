"""Surveys, option volumes, vendor gamma, news and uncertainty indices, flows and margin debt."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo import clock
from tools.market.demo.factors import Factors
from tools.market.demo.noise import Floats, ar1, ewma, stream
from tools.market.demo.scenario import UNWIND


def survey_frames(spx: pd.Series, vix: pd.Series) -> dict[str, pd.DataFrame]:
    """Ask the managers (NAAIM, Wednesdays) and the private investors (AAII, Thursdays).

    Parameters
    ----------
    spx, vix : Series
        Closes by session; opinion follows the trend and the drawdown.

    Returns
    -------
    dict
        ``NAAIM`` with ``close`` (mean exposure in percent) and ``AAII`` with bullish, neutral and
        bearish percents that sum to 100.
    """
    mood = _mood(spx, vix)
    rng = stream("surveys")
    wednesdays, thursdays = clock.weekly("WED"), clock.weekly("THU")
    euphoria_wed, euphoria_thu = _euphoria(wednesdays), _euphoria(thursdays)
    exposure = 66 + 24 * _at(mood, wednesdays) + 7.5 * ar1(rng, len(wednesdays), 2.5)
    exposure += euphoria_wed * (97 - exposure)
    thursday = _at(mood, thursdays)
    bullish = 38 + 9 * thursday + 4.5 * ar1(rng, len(thursdays), 2.0)
    bearish = 31 - 9 * thursday + 4.5 * ar1(rng, len(thursdays), 2.0)
    bullish += euphoria_thu * (53 - bullish)
    bearish += euphoria_thu * (21 - bearish)
    bulls = np.round(np.clip(bullish, 14, 66), 1)
    bears = np.round(np.clip(bearish, 10, np.minimum(64, 92 - bulls)), 1)
    opinions = {"bullish": bulls, "neutral": np.round(100 - bulls - bears, 1)}
    return {
        "NAAIM": pd.DataFrame({"close": np.round(np.clip(exposure, -5, 112), 2)}, index=wednesdays),
        "AAII": pd.DataFrame(opinions | {"bearish": bears}, index=thursdays),
    }


def option_flow_frames(
    spx: pd.Series, vix: pd.Series, returns: Floats
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """Draw put/call ratios and the vendor's gamma; return them with the gamma flip's distance.

    Parameters
    ----------
    spx, vix : Series
        Closes by session.
    returns : ndarray
        The day's returns: puts trade on falls.

    Returns
    -------
    frames : dict
        ``PUT_CALL`` (total, index, etp, equity) and ``DIX`` (dix as a share, gex in USD, price).
    flip : Series
        How far below the close, as a share of it, dealers' gamma would turn; negative above it.
    """
    rng = stream("option flow")
    size = len(spx)
    log_vix = np.log(vix.to_numpy())
    gap = log_vix - ewma(log_vix, 42.0)
    scaled = returns / (vix.to_numpy() / 1587)
    fear = 0.05 * gap / 0.2 - 0.035 * scaled
    ratios = {
        "total": 0.93 + fear + 0.05 * ar1(rng, size, 12.0) + 0.07 * rng.standard_normal(size),
        "index": 1.12 + 0.4 * fear + 0.08 * ar1(rng, size, 20.0) + 0.13 * rng.standard_normal(size),
        "etp": 1.40 + 1.2 * fear + 0.10 * ar1(rng, size, 20.0) + 0.13 * rng.standard_normal(size),
        "equity": 0.62 + fear + 0.04 * ar1(rng, size, 15.0) + 0.05 * rng.standard_normal(size),
    }
    month = np.log(spx).diff(21).fillna(0.0).to_numpy()
    flip = 0.021 - 0.045 * gap + 0.22 * month + 0.006 * ar1(rng, size, 8.0)
    flip = np.clip(flip, -0.05, 0.055)
    # The unwind ends with the flip close below the market.
    ease = (spx.index > pd.Timestamp(UNWIND.after)).cumsum() / UNWIND.sessions
    flip = np.where(ease > 0, flip + ease * (0.0075 - flip[-1]), flip)
    gamma = flip * 1.25e11 + 2.5e8 * ar1(rng, size, 2.0)
    dark = 0.432 + 0.022 * ar1(rng, size, 30.0) + 0.012 * ar1(rng, size, 2.0) - 0.15 * returns
    frames = {
        "PUT_CALL": pd.DataFrame(ratios, index=spx.index).clip(lower=0.35).round(2),
        "DIX": pd.DataFrame(
            {"dix": np.round(dark, 6), "gex": np.round(gamma), "price": spx.to_numpy()},
            index=spx.index,
        ),
    }
    return frames, pd.Series(flip, index=spx.index)


def news_frames(factors: Factors) -> dict[str, pd.DataFrame]:
    """Draw the newspaper indices on calendar days: EPU, GPR and news sentiment.

    Parameters
    ----------
    factors : Factors
        The script raises uncertainty in its macro phases, and geopolitics late in the unwind.

    Returns
    -------
    dict
        ``EPU`` and ``NEWS_SENTIMENT`` with ``close``; ``GPR`` with gprd, gprd_act, gprd_threat.
    """
    days = clock.days()
    size = len(days)
    rng = stream("news")
    uncertain = np.zeros(size)
    for window in factors.plan:
        weight = {"exogenous": 0.9, "growth": 0.45, "rates": 0.30}.get(window.phase.kind, 0.0)
        begin, end = factors.sessions[window.rows][[0, -1]]
        uncertain[np.asarray((days >= begin) & (days <= end + pd.Timedelta(days=20)))] += weight
    uncertain = ewma(uncertain, 8.0)
    epu = 112 * np.exp(
        0.30 * ar1(rng, size, 60.0) + 0.36 * rng.standard_normal(size) + uncertain - 0.10
    )
    slow = 0.22 * ar1(rng, size, 45.0)
    shocks = np.where(rng.random(size) < 0.004, rng.exponential(0.55, size), 0.0)
    alarm = slow + np.minimum(25 * ewma(shocks, 14.0), 1.3)
    # Headlines turn bad once the unwind's fall is under way.
    onset = pd.Timestamp(UNWIND.after) + pd.Timedelta(days=2)
    alarm = np.where(days > onset, 0.54, alarm)
    chance = np.where(days > onset, 0.4, 1.0)
    parts = {
        "gprd": 96 * np.exp(alarm + 0.24 * chance * rng.standard_normal(size)),
        "gprd_act": 94 * np.exp(alarm + 0.42 * chance * rng.standard_normal(size)),
        "gprd_threat": 98 * np.exp(alarm + 0.34 * chance * rng.standard_normal(size)),
    }
    daily = pd.Series(factors.surprise, factors.sessions).reindex(days).fillna(0.0)
    tone = ewma(0.012 * daily.to_numpy() - 0.10 * uncertain / 8, 25.0) * 25
    sentiment = 0.03 + 0.6 * tone + 0.09 * ar1(rng, size, 90.0)
    return {
        "EPU": pd.DataFrame({"close": np.round(epu, 2)}, index=days),
        "GPR": pd.DataFrame({k: np.round(v, 2) for k, v in parts.items()}, index=days),
        "NEWS_SENTIMENT": pd.DataFrame({"close": np.round(sentiment, 4)}, index=days),
    }


def money_frames(spx: pd.Series, qqq: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Draw margin debt (month ends, USD million) and the daily flows of the large growth fund."""
    rng = stream("money")
    ends = pd.date_range(clock.START, "2026-04-30", freq="ME")
    level = _at(np.log(spx / spx.iloc[-1]), ends)
    mood = 0.05 * ar1(rng, len(ends), 10.0) + 0.05 * _euphoria(ends)
    debt = 985_000 * np.exp(1.05 * level + mood)
    size = len(qqq)
    shares = 6.2e8 * np.exp(0.10 * ar1(rng, size, 250.0) + np.linspace(-0.5, 0, size))
    assets = shares * qqq["close"].to_numpy()
    move = qqq["close"].pct_change().fillna(0.0).to_numpy()
    flow = assets * (0.0003 + 0.10 * move + 0.0045 * rng.standard_normal(size))
    flow = np.where(rng.random(size) < 0.10, 0.0, flow)
    return {
        "MARGIN_DEBT": pd.DataFrame({"close": np.round(debt)}, index=ends),
        "QQQ_FLOW": pd.DataFrame(
            {"flow_usd": np.round(flow), "aum_usd": np.round(assets), "nav": qqq["close"]},
            index=qqq.index,
        ),
    }


def _mood(spx: pd.Series, vix: pd.Series) -> pd.Series:
    """Squash trend, drawdown and volatility into a mood between about -2 and 1."""
    log_price = np.log(spx)
    trend = log_price.diff(42).fillna(0.0) / 0.05
    drawdown = (spx / spx.rolling(126, min_periods=1).max() - 1) / 0.06
    mood: pd.Series = np.tanh(trend) * 0.6 + np.tanh(drawdown) * 0.9 + 0.35 - 0.02 * (vix - 17)
    return mood.ewm(halflife=4).mean()


def _at(values: pd.Series, dates: pd.DatetimeIndex) -> Floats:
    """Read a daily series at report dates: the last value before each."""
    return np.asarray(values.shift(1).bfill().reindex(dates, method="ffill").bfill())


def _euphoria(dates: pd.DatetimeIndex) -> Floats:
    """Return the share by which opinion has settled at its high: rising to the peak, then gone."""
    peak = pd.Timestamp(UNWIND.after)
    knots = pd.DatetimeIndex([peak - pd.Timedelta(days=75), peak - pd.Timedelta(days=20), peak,
                              peak + pd.Timedelta(days=10)])  # fmt: skip
    return np.interp(dates.asi8, knots.asi8, [0.0, 0.85, 0.97, 0.15])
