"""The stock cross-section: factor exposures, daily returns and the portfolios that hold it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from tools.market.demo.factors import Factors
from tools.market.demo.noise import Flags, Floats, ar1, stream, student
from tools.market.demo.roster import SECTORS, Roster, draw_roster
from tools.market.demo.scenario import steer

BREADTH = np.sqrt(3.0)  # makes ranks spread evenly over [-1, 1] have unit variance


@dataclass(frozen=True, slots=True)
class Stocks:
    """The simulated cross-section.

    Attributes
    ----------
    roster : Roster
        The names and their fixed traits.
    total, price : ndarray, shape (sessions, stocks)
        Daily simple returns with and without dividends, NaN where not listed.
    portfolios : DataFrame, sessions by portfolio
        Total returns of portfolios that hold the stocks.
    index_price : ndarray, shape (sessions,)
        Price return of the capitalisation-weighted index.
    """

    roster: Roster
    total: Floats
    price: Floats
    portfolios: pd.DataFrame
    index_price: Floats


def simulate_stocks(factors: Factors) -> Stocks:
    """Draw every stock's returns, month by month.

    Parameters
    ----------
    factors : Factors
        The market and the drivers.

    Returns
    -------
    Stocks
        Returns that add up: the members weighted by capitalisation earn the market's return.

    Notes
    -----
    r = beta m + sector + c f + own, with f the crowding factor and c the stock's rank by its
    return from 252 to 21 sessions before the month (Jegadeesh and Titman 1993, JF 48). The own part
    is a GARCH with Student t innovations and earnings jumps. What the members' own parts add up to
    is taken off all of them alike, so that the index is the market.
    """
    roster = draw_roster(factors.sessions)
    free = _sector_returns(factors)[:, roster.sector] + _own_returns(factors, roster)
    free += _scripted_returns(factors, roster)
    crowd = crowding(factors)
    dividends = _dividends(len(factors.sessions), roster)
    total = np.full(free.shape, np.nan)
    legs, prices = [], []
    log_cap = roster.size.copy()
    cumulated = np.zeros((len(free) + 1, free.shape[1]))
    month = factors.sessions.year * 12 + factors.sessions.month
    edges = [0, *(np.flatnonzero(np.diff(month)) + 1).tolist(), len(free)]
    for first, last in pairwise(edges):
        member = (roster.start <= first) & (first < roster.end)
        weight = np.where(member, np.exp(log_cap), 0.0)
        weight /= weight.sum()
        rank = _momentum_rank(cumulated, first, member)
        pull = -0.12 / 252 * (log_cap - np.mean((log_cap - roster.size)[member]) - roster.size)
        block = (
            np.outer(factors.market[first:last], roster.beta)
            + np.outer(crowd[first:last], BREADTH * rank)
            + free[first:last]
            + pull
        )
        gap = factors.market[first:last] - block @ weight
        block = np.maximum(block + gap[:, None], -0.6)
        total[first:last] = block
        growth = np.cumsum(np.log1p(block), axis=0)
        cumulated[first + 1 : last + 1] = cumulated[first] + growth
        log_cap = log_cap + growth[-1]
        prices.append((block - dividends[first:last]) @ weight)
        books = _books(roster, member, weight, rank)
        legs.append(pd.DataFrame({name: block @ w for name, w in books.items()}))
    row = np.arange(len(free))[:, None]
    alive = (row >= roster.listed) & (row < roster.delisted)
    portfolios = pd.concat(legs, ignore_index=True).set_axis(factors.sessions)
    return Stocks(
        roster,
        np.where(alive, total, np.nan),
        np.where(alive, total - dividends, np.nan),
        portfolios,
        np.concatenate(prices),
    )


def crowding(factors: Factors) -> Floats:
    """Draw the crowding factor: what a stock earns for each unit of past-return rank."""
    rng = stream("crowd")
    size = len(factors.market)
    scale = 0.0020 * np.exp(0.7 * factors.heat + 0.25 * ar1(rng, size, 60.0))
    shocks = 0.00013 + scale * student(rng, size, 4.5)
    return steer(shocks, "crowd", factors.plan)


def _momentum_rank(cumulated: Floats, first: int, member: Flags) -> Floats:
    """Rank members by their 12-1 return, evenly over [-1, 1]; zero for all before a year."""
    rank = np.zeros(len(member))
    if first >= 252:
        past = cumulated[first - 21] - cumulated[first - 252]
        order = past[member].argsort().argsort()
        rank[member] = 2 * (order + 0.5) / len(order) - 1
    return rank


def _sector_returns(factors: Factors) -> Floats:
    """Draw one own factor a sector, shape (sessions, sectors)."""
    rng = stream("sectors")
    size = len(factors.market)
    columns = []
    for sector in SECTORS:
        share = sum(load**2 for _, load in sector.feels)
        shock = np.sqrt(1 - share) * student(rng, size, 5.0)
        for driver, load in sector.feels:
            shock = shock + load * factors.shocks[driver]
        scale = sector.volatility / np.sqrt(252) * np.exp(0.5 * factors.heat)
        columns.append(scale * np.clip(shock, -8, 8))
    return np.column_stack(columns)


def _own_returns(factors: Factors, roster: Roster) -> Floats:
    """Draw the idiosyncratic returns: GARCH(1,1) a stock, common heat, earnings jumps."""
    rng = stream("own")
    shape = (len(factors.market), len(roster.beta))
    shocks = np.clip(student(rng, shape, 4.5), -9, 9)
    arch, garch = 0.06, 0.91
    state = np.ones(shape[1])
    scale = np.empty(shape)
    for t in range(shape[0]):
        scale[t] = state
        state = (1 - arch - garch) + arch * state * np.minimum(shocks[t] ** 2, 25) + garch * state
    own = np.sqrt(scale) * shocks * roster.volatility / np.sqrt(252)
    own *= np.exp(0.55 * factors.heat)[:, None]
    report = np.arange(shape[0])[:, None] % 63 == rng.integers(0, 63, shape[1])
    return np.asarray(own + np.where(report, 0.030 * rng.standard_normal(shape), 0.0))


def _scripted_returns(factors: Factors, roster: Roster) -> Floats:
    """Return what the script adds: the crowd's advance and fall, the laggards, the leavers."""
    size = len(factors.market)
    rng = stream("theme")
    noise = np.where(np.arange(size) > size - 400, 0.0040, 0.0) * student(rng, size, 5.0)
    theme = steer(noise, "theme", factors.plan)
    laggard = steer(np.zeros(size), "laggard", factors.plan)
    # Crowds gather in the most volatile of the high-beta names.
    order = roster.volatility[roster.theme].argsort().argsort() / (roster.theme.sum() - 1)
    crowded = np.where(roster.beta > 1.3, 0.35, 0.0)
    crowded[roster.theme] = 0.4 + 1.2 * order
    row = np.arange(size)[:, None]
    fading = (row >= roster.end - 252) & (row < roster.end) & (roster.end < size)
    return (
        np.outer(theme, crowded)
        + np.outer(laggard, roster.laggard.astype(float))
        - np.where(fading, 0.0012, 0.0)
    )


def _dividends(size: int, roster: Roster) -> Floats:
    """Lay quarterly dividends on each stock's own day of the quarter, as a share of its price."""
    day = stream("dividends").integers(0, 63, len(roster.dividend))
    return np.where(np.arange(size)[:, None] % 63 == day, roster.dividend / 4, 0.0)


def _books(roster: Roster, member: Flags, weight: Floats, rank: Floats) -> dict[str, Floats]:
    """Weight the members into the portfolios that funds and factors are made of."""

    def spread(chosen: Flags, by: Floats | None = None) -> Floats:
        raw = np.where(chosen, 1.0 if by is None else by, 0.0)
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    beta = np.where(member, roster.beta, np.nan)
    risk = np.where(member, roster.beta**2 * 0.16**2 + roster.volatility**2, np.nan)
    size = np.where(member, weight, np.nan)
    big = member & (weight >= np.nanmedian(size))
    small = member & ~big
    ranked = bool(rank.any())
    winners, losers = member & (rank > 0.4), member & (rank < -0.4)
    code = np.array([s.code for s in SECTORS])[roster.sector]
    nasdaq = member & np.isin(code, ["INF", "COM", "CDI", "HLT"])
    tilt = np.select([code == "INF", code == "COM"], [1.0, 0.9], 0.45)
    books = {
        "equal": spread(member),
        "nasdaq": spread(nasdaq, weight * tilt),
        "momentum": spread(member & ((rank >= 0.5) | (not ranked)), weight * (1 + rank)),
        "high_beta": spread(beta >= np.nanquantile(beta, 0.8), roster.beta),
        "low_volatility": spread(risk <= np.nanquantile(risk, 0.2), 1 / roster.volatility),
        "value": spread(member, weight * (1 - roster.growth)),
        "growth": spread(member, weight * roster.growth),
        "small": spread(small),
        "big": spread(big, weight),
    }
    for sector in SECTORS:
        books[sector.code] = spread(member & (code == sector.code), weight)
    books["umd"] = np.zeros(len(member))
    if ranked:
        for half in (small, big):
            books["umd"] += (spread(winners & half, weight) - spread(losers & half, weight)) / 2
    return books
