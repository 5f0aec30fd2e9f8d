"""The assets whose timing is told: what each is read from, which way hurts, when it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.view import MarketView
from tools.metrics.scaling import SIGMA_WINDOW, Scale, additive, position_at, trailing_sd
from tools.records import NotMeasured

Hurts = Literal["down", "up", "either"]
STALE = 5
BOUND = 2.0  # daily standard deviations from which a day counts as a break
INDEX, CURRENCY = "SPX", "currency"

TICK = 0.05  # a currency's change from which on it may be a bad tick
TAKEN_BACK = 0.25  # of which no more than this is left the day after

_EARLY = "settled in the early afternoon in New York, before stocks close"
_FUND = "a New York close, when the exchanges of its shares are shut"
_MIDNIGHT = "a close at midnight UTC, hours after New York's, weekends included"
_CLOCK = "traded around the clock, in vendor's days that need not end with New York's"
_QUOTED = "quoted in mid-afternoon, before stocks close"
_SPREAD = "priced in mid-afternoon, before stocks close"


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset: the series it is read from, which way it hurts, and how its close differs.

    What hurts on *either* side breaks by rising in one kind of sell-off and by falling in another,
    as yields do in a rates scare and in a flight to safety.
    """

    asset: str
    group: str
    label: str
    series: str
    field: str = "close"
    scale: Scale = "log"
    hurts: Hurts = "down"
    close: str = ""

    @property
    def unit(self) -> str:
        """The unit of its changes: ``ratio`` for prices, ``bp`` for yields and spreads."""
        return "ratio" if self.scale == "log" else "bp"


ASSETS: tuple[Asset, ...] = (
    Asset(INDEX, "equities", "S&P 500", "SPX"),
    Asset("NDX", "equities", "Nasdaq-100", "NDX"),
    Asset("SEMIS", "equities", "semiconductors", "SMH", "adj_close"),
    Asset("SMALL_CAPS", "equities", "small caps", "IWM", "adj_close"),
    Asset("FINANCIALS", "equities", "financials", "XLF", "adj_close"),
    Asset("MOMENTUM_FUND", "equities", "momentum fund", "MTUM", "adj_close"),
    Asset("EM", "abroad", "emerging markets", "EEM", "adj_close", close=_FUND),
    Asset("CHINA", "abroad", "Chinese shares", "FXI", "adj_close", close=_FUND),
    Asset("EAFE", "abroad", "developed markets abroad", "EFA", "adj_close", close=_FUND),
    Asset("HYG", "credit", "high-yield fund", "HYG", "adj_close"),
    Asset("HY", "credit", "high-yield spread", "BAMLH0A0HYM2", "close", "bp", "up", _SPREAD),
    Asset("IG", "credit", "investment-grade spread", "BAMLC0A0CM", "close", "bp", "up", _SPREAD),
    Asset("BTC", "crypto", "bitcoin", "BTC", close=_MIDNIGHT),
    Asset("ETH", "crypto", "ether", "ETH", close=_MIDNIGHT),
    Asset("GOLD", "precious", "gold", "GOLD_FUT", close=_EARLY),
    Asset("SILVER", "precious", "silver", "SILVER_FUT", close=_EARLY),
    Asset("COPPER", "base", "copper", "COPPER_FUT", close=_EARLY),
    Asset("OIL", "oil", "oil", "WTI_FUT", close=_EARLY),
    Asset("UST2Y", "rates", "2-year yield", "DGS2", "close", "bp", "either", _QUOTED),
    Asset("UST10Y", "rates", "10-year yield", "DGS10", "close", "bp", "either", _QUOTED),
    Asset("TREASURIES", "rates", "long Treasury fund", "TLT", "adj_close", hurts="either"),
    Asset("DOLLAR", CURRENCY, "dollar", "DXY", hurts="either", close=_CLOCK),
    Asset("YEN", CURRENCY, "dollar against the yen", "USDJPY", hurts="either", close=_CLOCK),
    Asset("VIX", "volatility", "VIX", "VIX", hurts="up"),
    Asset("MOVE", "volatility", "MOVE", "MOVE", hurts="up", close=_QUOTED),
)


@dataclass(frozen=True, slots=True)
class Path:
    """An asset's observations up to the session, in units of its volatility before the peak.

    ``levels`` add up (logs or bp) and ``changes`` lead from one observation to the next, the first
    being NaN; ``z`` are the changes over ``sd``, the standard deviation of the ``SIGMA_WINDOW``
    changes that end with observation ``start``, the last one up to the peak.
    """

    asset: Asset
    dates: pd.DatetimeIndex
    levels: npt.NDArray[np.float64]
    changes: npt.NDArray[np.float64]
    z: npt.NDArray[np.float64]
    sd: float
    start: int

    @property
    def adverse(self) -> npt.NDArray[np.float64]:
        """Return z turned so that a negative one hurts, on either side where both do."""
        match self.asset.hurts:
            case "down":
                return self.z
            case "up":
                return -self.z
        return -np.abs(self.z)

    def change(self, at: int) -> float:
        """Return an observation's change, as a simple return or in bp."""
        step = float(self.changes[at])
        return float(np.expm1(step)) if self.asset.scale == "log" else step


def path(asset: Asset, view: MarketView, peak: pd.Timestamp) -> Path:
    """Return an asset's path as it was known at the session.

    Raises
    ------
    NotMeasured
        When the market holds nothing of it, when fewer than ``SIGMA_WINDOW`` changes lie before
        the peak, or when its last value is more than five sessions old.
    """
    levels = additive(view.observations(asset.series, asset.field), asset.scale)
    if asset.group == CURRENCY:
        levels = without_ticks(levels)
    dates, values = pd.DatetimeIndex(levels.index), levels.to_numpy()
    start = int(position_at(dates, pd.DatetimeIndex([peak]))[0])
    changes = np.diff(values, prepend=np.nan)
    sd = trailing_sd(changes, np.array([start]), SIGMA_WINDOW)[0]
    if np.isnan(sd):
        raise NotMeasured(f"fewer than {SIGMA_WINDOW} daily changes before the peak")
    if int((view.sessions > dates[-1]).sum()) > STALE:
        raise NotMeasured(f"stale: last value is of {dates[-1].date()}")
    return Path(asset, dates, values, changes, changes / sd, float(sd), start)


def without_ticks(levels: pd.Series) -> pd.Series:
    """Return a currency's log levels without the days that the next day showed to be bad ticks.

    Those are days with a change beyond 5 %, of which the next change leaves a quarter at most: what
    a major currency does not do and a vendor's file does. The last day is never one, since nothing
    is known of the next.
    """
    step = levels.diff()
    left = (step + step.shift(-1)).abs()
    return levels[~((step.abs() > TICK) & (left <= TAKEN_BACK * step.abs()))]


def paths(view: MarketView, peak: pd.Timestamp) -> dict[str, Path | str]:
    """Return every asset's path, or the reason why there is none."""
    out: dict[str, Path | str] = {}
    for asset in ASSETS:
        try:
            out[asset.asset] = path(asset, view, peak)
        except NotMeasured as why:
            out[asset.asset] = str(why)
    return out
