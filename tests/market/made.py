"""A small made-up market: as frames for the store, and as files for the importer."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tools.market.dataset import Dataset

TODAY = date(2023, 1, 15)
START = "2018-01-02"


def days(rows: int, start: str = START, freq: str = "B") -> pd.DatetimeIndex:
    index = pd.date_range(start, periods=rows, freq=freq).as_unit("us")
    return pd.DatetimeIndex(index, name="date", freq=None)


def walk(index: pd.DatetimeIndex, seed: int, first: float = 100.0) -> pd.DataFrame:
    """A positive random walk."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {"close": first * np.exp(np.cumsum(0.01 * rng.normal(size=len(index))))}, index
    )


def noise(index: pd.DatetimeIndex, seed: int, *columns: str) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(size=(len(index), len(columns))), index, list(columns))


def small_market(rows: int = 120) -> Dataset:
    """Series of every kind of lag, two vendors, a panel, chains and every table."""
    session = days(rows)
    weeks, months = days(rows // 5, "2018-01-02", "W-TUE"), days(rows // 21 + 2, "2018-01-01", "MS")
    data = Dataset()
    data.series = {
        ("SPX", "yahoo"): walk(session, 1, 2700.0),
        ("SPX", "investing"): walk(session, 2, 2700.0),
        ("VIX", "cboe"): walk(session, 3, 12.0),
        ("BAMLH0A0HYM2", "fred"): noise(session, 4, "close"),
        ("DTWEXBGS", "fred"): walk(session, 5),
        ("TFF_SP500", "cftc"): noise(weeks, 6, "am_long", "am_short", "oi"),
        ("NFCI", "fred"): noise(weeks + pd.Timedelta(days=3), 7, "close"),
        ("CPIAUCSL", "fred"): noise(months, 8, "close"),
        ("GDPC1", "fred"): noise(months[::3], 9, "close"),
    }
    tickers = ["AAA", "BBB", "CCC", "DDD"]
    panel = pd.DataFrame({t: walk(session, 20 + i)["close"] for i, t in enumerate(tickers)})
    panel.iloc[: rows // 2, 3] = np.nan
    data.panels = {"adj_close": panel, "volume": (1000.0 * panel).round()}
    for quoted in (session[rows // 3], session[2 * rows // 3]):
        data.chains[("SPX", f"{quoted:%Y-%m-%d}")] = chain(2700.0, quoted)
    data.tables = {
        "membership": pd.DataFrame(
            {
                "ticker": tickers,
                "start_date": [session[0], session[0], session[rows // 4], session[rows // 2]],
                "end_date": [pd.NaT, session[rows // 2], pd.NaT, session[rows - 10]],
            }
        ),
        "sectors": pd.DataFrame({"ticker": tickers, "sector": ["Energy", "Energy", "IT", "IT"]}),
        "eps_vintages": pd.DataFrame(
            {
                "asof": np.repeat(session[:: rows // 4][:4], 2),
                "quarter_end": np.tile(days(2, "2018-03-31", "QE"), 4),
                "block": "estimate",
                "op_eps": np.arange(8.0),
            }
        ),
        "fomc": pd.DataFrame({"date": session[10 :: rows // 4]}),
    }
    return data


def chain(spot: float, quoted: pd.Timestamp) -> pd.DataFrame:
    strikes = np.arange(0.8, 1.25, 0.1) * spot
    rows = pd.DataFrame(
        {"strike": np.tile(strikes, 2), "type": np.repeat(["C", "P"], len(strikes))}
    )
    fixed = {"bid": 1.0, "ask": 1.2, "volume": 5.0, "iv": 0.2, "delta": 0.5, "gamma": 0.01}
    rows = rows.assign(spot=spot, expiration=quoted + pd.Timedelta(days=30), **fixed)
    return rows.assign(open_interest=100.0)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    """Write a data file, gzip-compressed where its name says so."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw)
    return folder / name


def write_folder(folder: Path, rows: int = 60, start: str = START) -> Path:
    """Write files in the names and columns of the built-in manifest."""
    session = days(rows, start)
    one, two = walk(session, 1, 2700.0)["close"], walk(session, 2, 2700.0)["close"]
    lines = ["date,symbol,source,open,high,low,close,volume"]
    for source, closes in (("yahoo", one), ("investing", two)):
        lines += [
            f"{d:%Y-%m-%d},SPX,{source},{c:.2f},{c + 5:.2f},{c - 5:.2f},{c:.2f},1000"
            for d, c in closes.items()
        ]
    write(folder, "equity_index_daily.csv.gz", "\n".join(lines) + "\n")
    vix = [f"{d:%Y-%m-%d},VIX,,,,{12 + i % 7}.5" for i, d in enumerate(session)]
    write(folder, "vol_index_daily.csv.gz", "\n".join(["date,symbol,open,high,low,close", *vix]))
    rates = [f"{d:%Y-%m-%d},DGS10,{2.5 + i / 100:.2f}" for i, d in enumerate(session)]
    write(folder, "macro_rates_credit_fred.csv.gz", "\n".join(["date,series,value", *rates]))
    funds = pd.DataFrame({"date": session, "symbol": "SPY", "source": "A", "close": one.to_numpy()})
    funds["adj_close"] = 0.9 * funds["close"]
    funds.to_parquet(folder / "etf_fx_commodity_daily.parquet")
    stocks = pd.concat(
        pd.DataFrame(
            {"date": session, "symbol": t, "adj_close": walk(session, i)["close"].to_numpy()}
        )
        for i, t in enumerate(("AAA", "BBB"))
    )
    stocks.assign(volume=100).to_parquet(folder / "sp500_stocks_2015_2022_adjclose.parquet")
    members = "ticker,start_date,end_date\nAAA,1996-01-02,\nBBB,1996-01-02,2018-02-15\n"
    write(folder, "sp500_membership.csv.gz", members)
    return folder


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file's content and time of change, but for the lock's."""
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != "write.lock"
    }
