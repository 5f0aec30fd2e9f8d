"""Who the demo's stocks are: sectors, traits, listings and index membership."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.demo.noise import Flags, Floats, stream


@dataclass(frozen=True, slots=True)
class Sector:
    """A GICS sector of the demo: its stocks, weight and beta, and what its own factor feels."""

    code: str
    name: str
    industries: tuple[str, ...]
    count: int
    weight: float
    beta: float
    volatility: float
    dividend: float
    growth: float
    theme: int
    laggards: int
    feels: tuple[tuple[str, float], ...] = ()


SECTORS: tuple[Sector, ...] = (
    Sector("ENE", "Energy", ("Integrated Oil & Gas", "Oil & Gas Exploration & Production"),
           10, 0.04, 1.05, 0.17, 0.034, 0.2, 0, 1, (("oil", 0.60),)),
    Sector("MAT", "Materials", ("Copper", "Gold", "Specialty Chemicals"),
           11, 0.03, 1.05, 0.10, 0.020, 0.4, 4, 0, (("copper", 0.35), ("gold", 0.15))),
    Sector("IND", "Industrials", ("Aerospace & Defense", "Electrical Components & Equipment"),
           27, 0.09, 1.05, 0.07, 0.016, 0.5, 6, 0, (("copper", 0.12),)),
    Sector("CDI", "Consumer Discretionary", ("Automobile Manufacturers", "Broadline Retail"),
           21, 0.11, 1.12, 0.08, 0.010, 0.6, 3, 2),
    Sector("CST", "Consumer Staples", ("Packaged Foods & Meats", "Household Products"),
           16, 0.07, 0.62, 0.08, 0.027, 0.3, 0, 7, (("y10", -0.20),)),
    Sector("HLT", "Health Care", ("Pharmaceuticals", "Health Care Equipment"),
           24, 0.13, 0.82, 0.08, 0.015, 0.5, 0, 8),
    Sector("FIN", "Financials", ("Diversified Banks", "Regional Banks", "Life & Health Insurance"),
           26, 0.14, 1.12, 0.10, 0.022, 0.2, 2, 0, (("y10", 0.40), ("hy", -0.20))),
    Sector("INF", "Information Technology", ("Semiconductors", "Systems Software"),
           30, 0.24, 1.22, 0.09, 0.008, 0.9, 11, 0, (("y10", -0.12),)),
    Sector("COM", "Communication Services", ("Interactive Media & Services", "Broadcasting"),
           9, 0.09, 1.05, 0.08, 0.009, 0.7, 2, 1),
    Sector("UTL", "Utilities", ("Electric Utilities", "Multi-Utilities"),
           12, 0.03, 0.60, 0.09, 0.034, 0.1, 0, 3, (("y10", -0.40),)),
    Sector("REA", "Real Estate", ("Retail REITs", "Office REITs"),
           10, 0.03, 0.80, 0.10, 0.036, 0.3, 0, 5, (("y10", -0.40),)),
)  # fmt: skip

JOINERS, LEAVERS = 16, 16


@dataclass(frozen=True, slots=True)
class Roster:
    """Who the stocks are, and what does not change about them; arrays of shape (stocks,)."""

    table: pd.DataFrame
    sector: npt.NDArray[np.int64]
    beta: Floats
    volatility: Floats
    dividend: Floats
    growth: Floats
    theme: Flags
    laggard: Flags
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    listed: npt.NDArray[np.int64]
    delisted: npt.NDArray[np.int64]
    size: Floats


def draw_roster(sessions: pd.DatetimeIndex) -> Roster:
    """Draw the stocks, their traits and when each is listed and a member.

    Parameters
    ----------
    sessions : DatetimeIndex, shape (n,)
        The market's days.

    Returns
    -------
    Roster
        Row numbers stand for dates; a member from the first day on has ``start`` 0.
    """
    rng = stream("roster")
    rows = len(sessions)
    which = np.repeat(np.arange(len(SECTORS)), [s.count for s in SECTORS])
    within = np.concatenate([np.arange(s.count) for s in SECTORS])
    total = len(which)

    def trait(name: str) -> Floats:
        return np.array([getattr(s, name) for s in SECTORS], dtype=np.float64)[which]

    theme = within < trait("theme")
    laggard = (within >= trait("theme")) & (within < trait("theme") + trait("laggards"))
    beta = trait("beta") * np.exp(0.18 * rng.standard_normal(total))
    beta = np.where(theme, np.maximum(beta, 1.48) * 1.08, np.where(laggard, 0.85 * beta, beta))
    volatility = 0.190 * np.exp(0.25 * rng.standard_normal(total) + 0.35 * (beta - 1))
    volatility = np.where(theme, np.maximum(volatility, 0.27), volatility)
    dividend = np.maximum(trait("dividend") * np.exp(0.35 * rng.standard_normal(total)), 0.002)
    dividend = np.where(rng.random(total) < 0.12 + 0.3 * theme, 0.0, dividend)
    size = np.exp(0.9 * rng.standard_normal(total) - np.where(theme, 1.3, 0.0))
    size *= trait("weight") / np.bincount(which, size)[which]

    movable = rng.permutation(np.flatnonzero(~theme & ~laggard))
    joiners, leavers = movable[:JOINERS], movable[JOINERS : JOINERS + LEAVERS]
    start, listed = np.zeros(total, np.int64), np.zeros(total, np.int64)
    end, delisted = np.full(total, rows), np.full(total, rows)
    start[joiners] = np.sort(rng.integers(200, rows - 300, JOINERS))
    listed[joiners] = np.maximum(start[joiners] - rng.integers(120, 1200, JOINERS), 0)
    end[leavers] = np.sort(rng.integers(300, rows - 200, LEAVERS))
    delisted[leavers] = np.minimum(end[leavers] + rng.integers(1, 400, LEAVERS), rows)

    table = pd.DataFrame(
        {
            "ticker": [f"{SECTORS[k].code}{n + 1:02d}" for k, n in zip(which, within, strict=True)],
            "sector": [SECTORS[k].name for k in which],
            "industry": [
                SECTORS[k].industries[n % len(SECTORS[k].industries)]
                for k, n in zip(which, within, strict=True)
            ],
        }
    )
    growth = np.clip(trait("growth") + 0.2 * rng.standard_normal(total) + 0.15 * theme, 0.02, 0.98)
    return Roster(table, which, beta, volatility, dividend, growth, theme, laggard,
                  start, end, listed, delisted, np.log(size))  # fmt: skip


def members(roster: Roster, sessions: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the membership table: ticker, first day, first day out (NaT while in)."""
    last = np.minimum(roster.end, len(sessions) - 1)
    begin = pd.Series(sessions[roster.start])
    founding = pd.Timestamp("2004-01-02")
    return pd.DataFrame(
        {
            "ticker": roster.table["ticker"],
            "start_date": begin.where(roster.start > 0, founding),
            "end_date": pd.Series(sessions[last]).where(roster.end < len(sessions)),
        }
    )
