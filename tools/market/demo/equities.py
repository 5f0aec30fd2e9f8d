"""Equity indices, equity funds and the stock panel, as a vendor would list them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.market.demo.bars import draw_bars, draw_volume, ending_at
from tools.market.demo.factors import Factors
from tools.market.demo.noise import Floats, ewma, stream, student
from tools.market.demo.scenario import steer, unwind_window
from tools.market.demo.stocks import Stocks

SPX_LAST, NDX_LAST, RUA_LAST = 6842.4, 25_310.0, 3_890.0

# Fund: portfolio, last price, yearly dividend, ordinary volume.
FUNDS: dict[str, tuple[str, float, float, float]] = {
    "SPY": ("market", 682.1, 0.0130, 7.2e7),
    "RSP": ("equal", 192.4, 0.0160, 1.1e7),
    "QQQ": ("nasdaq", 616.0, 0.0060, 4.8e7),
    "IWM": ("iwm", 248.7, 0.0115, 3.3e7),
    "MTUM": ("momentum", 258.9, 0.0080, 1.2e6),
    "SPHB": ("high_beta", 118.4, 0.0070, 9.0e5),
    "SPLV": ("low_volatility", 74.6, 0.0200, 2.6e6),
    "IWD": ("value", 211.3, 0.0180, 2.4e6),
    "IWF": ("growth", 472.8, 0.0050, 1.8e6),
    "XLB": ("MAT", 46.1, 0.0190, 9.5e6),
    "XLE": ("ENE", 46.9, 0.0330, 1.8e7),
    "XLF": ("FIN", 53.7, 0.0150, 4.4e7),
    "XLI": ("IND", 161.2, 0.0140, 9.0e6),
    "XLK": ("INF", 144.5, 0.0065, 1.1e7),
    "XLP": ("CST", 80.9, 0.0260, 1.2e7),
    "XLU": ("UTL", 44.2, 0.0290, 1.3e7),
    "XLV": ("HLT", 143.8, 0.0160, 9.0e6),
    "XLY": ("CDI", 119.6, 0.0080, 7.0e6),
    "XLC": ("COM", 117.3, 0.0090, 6.5e6),
    "XLRE": ("REA", 42.6, 0.0340, 6.0e6),
    "EEM": ("emerging", 54.8, 0.0230, 3.0e7),
}


def index_frames(factors: Factors, stocks: Stocks) -> dict[str, pd.DataFrame]:
    """Price the indices: SPX and NDX with bars and volume, RUA with closes only.

    Parameters
    ----------
    factors : Factors
        For volatility and the size of the day's surprise.
    stocks : Stocks
        The members that the indices hold.

    Returns
    -------
    dict
        Id to frame. SPX earns the capitalisation-weighted price return of the members.
    """
    volatility = np.sqrt(factors.variance)
    nasdaq = stocks.portfolios["nasdaq"].to_numpy() - 0.006 / 252
    small = _small_caps(factors, stocks) - 0.0115 / 252
    frames = {}
    for name, returns, last, ratio, base in (
        ("SPX", stocks.index_price, SPX_LAST, 1.0, 3.9e9),
        ("NDX", nasdaq, NDX_LAST, 1.12, 5.6e9),
    ):
        rng = stream(f"index {name}")
        close = ending_at(last, returns)
        bars = draw_bars(rng, close, returns, ratio * volatility)
        frame = pd.DataFrame(index=factors.sessions)
        frame["open"], frame["high"], frame["low"] = bars.open, bars.high, bars.low
        frame["close"] = close
        frame = frame.round(2)
        frame["volume"] = draw_volume(rng, base, factors.surprise, factors.heat)
        frames[name] = frame
    broad = 0.93 * stocks.index_price + 0.07 * small
    frames["RUA"] = pd.DataFrame(
        {"close": np.round(ending_at(RUA_LAST, broad), 2)}, index=factors.sessions
    )
    return frames


def fund_frames(factors: Factors, stocks: Stocks) -> dict[str, pd.DataFrame]:
    """Price the equity funds, with quarterly dividends, bars and volume."""
    total = stocks.portfolios.assign(
        market=factors.market, iwm=_small_caps(factors, stocks), emerging=_emerging(factors)
    )
    quarter = pd.PeriodIndex(factors.sessions, freq="Q")
    # Funds go ex-dividend late in the last month of the quarter.
    from_end = (
        pd.Series(1, index=factors.sessions)
        .groupby(quarter)
        .transform(lambda ones: np.arange(len(ones))[::-1])
    )
    payday = np.asarray(from_end == 7)
    frames = {}
    for name, (portfolio, last, dividend, base) in FUNDS.items():
        rng = stream(f"equity fund {name}")
        earned = total[portfolio].to_numpy() + 0.00015 * rng.standard_normal(len(total))
        price = earned - np.where(payday, dividend / 4, 0.0)
        close = ending_at(last, price)
        variance = ewma(earned**2, 20.0)
        bars = draw_bars(rng, close, price, np.sqrt(variance))
        frame = pd.DataFrame(index=factors.sessions)
        frame["open"], frame["high"], frame["low"] = bars.open, bars.high, bars.low
        frame["close"] = close
        frame = frame.round(2)
        frame["adj_close"] = np.round(ending_at(last, earned), 4)
        surprise = earned / np.sqrt(variance)
        frame["volume"] = draw_volume(rng, base, surprise, factors.heat)
        frames[name] = frame
    return frames


def stock_panels(factors: Factors, stocks: Stocks) -> dict[str, pd.DataFrame]:
    """Price every stock: close, adj_close, open, high, low and volume, dates by tickers.

    Parameters
    ----------
    factors : Factors
        For the common heat and the unwind.
    stocks : Stocks
        Returns, NaN where not listed.

    Returns
    -------
    dict
        Field to frame; closes are split-adjusted, ``adj_close`` also dividend-adjusted with its
        last value equal to the close. Trades take place half a spread off the price; the spread
        widens with volatility and, while books are cut, beyond it.
    """
    rng = stream("panel")
    roster, sessions = stocks.roster, factors.sessions
    alive = ~np.isnan(stocks.price)
    returns = np.where(alive, stocks.price, 0.0)
    path = np.cumsum(np.log1p(returns), axis=0)
    middle = np.array([np.median(path[alive[:, i], i]) for i in range(path.shape[1])])
    least = np.array([path[alive[:, i], i].min() for i in range(path.shape[1])])
    log_price = np.maximum(
        np.log(55.0) + 0.5 * rng.standard_normal(len(middle)), middle - least + 1.1
    )
    price = np.exp(path - middle + log_price)
    scale = np.sqrt(ewma(returns**2, 20.0) + 1e-5)
    bars = draw_bars(rng, price, returns, scale)
    half = 0.00025 * np.exp(0.9 * factors.heat + 0.5 * _thinning(factors))[:, None]
    half = half * np.clip(roster.volatility / 0.2, 0.7, 2.0)
    side = np.where(rng.random((2, *price.shape)) < 0.5, 1.0, -1.0)
    close = price * np.exp(half * side[0])
    opened = bars.open * np.exp(half * side[1])
    high = np.maximum(bars.high * np.exp(half), np.maximum(opened, close))
    low = np.minimum(bars.low * np.exp(-half), np.minimum(opened, close))
    earned = np.cumsum(np.log1p(np.where(alive, stocks.total, 0.0)), axis=0)
    last = np.array([np.flatnonzero(alive[:, i])[-1] for i in range(path.shape[1])])
    column = np.arange(path.shape[1])
    adjusted = close * np.exp((earned - path) - (earned - path)[last, column])
    base = 2.5e8 * np.exp(0.8 * roster.size - np.mean(0.8 * roster.size)) / price[last, column]
    volume = draw_volume(rng, base, returns / scale, factors.heat - 0.5 * _thinning(factors))
    fields = {"close": np.round(close, 2), "adj_close": np.round(adjusted, 4)}
    fields |= {"open": np.round(opened, 2), "high": np.round(high, 2), "low": np.round(low, 2)}
    fields["volume"] = volume
    tickers = pd.Index(roster.table["ticker"], name=None)
    return {
        name: pd.DataFrame(np.where(alive, values, np.nan), index=sessions, columns=tickers)
        for name, values in fields.items()
    }


def french_factors(factors: Factors, stocks: Stocks, policy: Floats, until: str) -> pd.DataFrame:
    """Build the Fama-French factors of the demo's stocks, in decimals a day.

    Parameters
    ----------
    factors, stocks
        The market and the sorted portfolios.
    policy : ndarray, shape (sessions,)
        Policy rate in percent; a day's riskless rate is its 252nd part.
    until : str
        The last date, as late as the library would publish.

    Returns
    -------
    DataFrame
        Columns mkt_rf, smb, hml, rmw, cma, rf, mom. Momentum is the 2x3 sort on 12-1 returns;
        rmw and cma have no counterpart in the cross-section and are noise.
    """
    rng = stream("french")
    size = len(factors.sessions)
    books = stocks.portfolios
    frame = pd.DataFrame(index=factors.sessions)
    riskless = policy / 25_200
    frame["mkt_rf"] = factors.market - riskless
    frame["smb"] = books["small"] - books["big"]
    frame["hml"] = books["value"] - books["growth"]
    frame["rmw"] = 0.00010 + 0.0024 * student(rng, size, 5.0)
    frame["cma"] = 0.00005 + 0.0020 * student(rng, size, 5.0)
    frame["rf"] = riskless
    frame["mom"] = books["umd"]
    return frame[:until].round(6)


def _small_caps(factors: Factors, stocks: Stocks) -> Floats:
    """Return the small-cap fund's return: the smaller members and a size factor of its own."""
    size = len(factors.sessions)
    own = 0.0045 * np.exp(0.5 * factors.heat) * student(stream("small caps"), size, 5.0)
    own = steer(own, "small", factors.plan)
    smaller = stocks.portfolios["small"].to_numpy()
    return np.asarray(1.08 * smaller - 0.00004 + own, dtype=np.float64)


def _emerging(factors: Factors) -> Floats:
    """Return the emerging-market fund's return: the market, metals, the dollar and its own."""
    own = student(stream("emerging"), len(factors.sessions), 5.0)
    feels = 0.30 * factors.shocks["copper"] - 0.30 * factors.shocks["dollar"] + 0.7 * own
    return np.asarray(
        0.75 * factors.market - 0.0001 + 0.0075 * np.exp(0.4 * factors.heat) * feels,
        dtype=np.float64,
    )


def _thinning(factors: Factors) -> Floats:
    """Return how far liquidity has thinned in the unwind, from zero to one."""
    thin = np.zeros(len(factors.sessions))
    unwind = unwind_window(factors.plan)
    thin[unwind.rows] = np.linspace(0.2, 1.0, unwind.rows.stop - unwind.rows.start)
    return thin
