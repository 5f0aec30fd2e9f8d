"""What is selling off: the index, several risk families with it, those beneath it, or nothing.

Every family is measured from its own trailing 63-session extreme and over five and ten days, in
units of its own volatility. What hurts by rising (yields, the dollar, the yen, rate volatility)
is measured from its low and shown beside; it is context and does not count as a family that sells
off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.families import SHORT_WINDOWS, adverse_z, family_moves, relative_price
from tools.metrics.legs import leg_peaks, sessions_since
from tools.metrics.ranks import LEAST, mid_rank
from tools.metrics.rates import change_since_peak_z
from tools.metrics.scaling import Scale
from tools.pillars.registry import specs
from tools.records import GroupMove, Move, NotMeasured, Selloff, UnwindError

STALE = 5
INDEX_RETURN, INDEX_Z, INDEX_LEAST = -0.05, -2.0, -0.02
BROAD_FAMILIES, BROAD_Z = 2, -1.0
BENEATH_FAMILIES, BENEATH_Z, BENEATH_ONE, BENEATH_MOMENTUM = 2, -2.0, -4.0, -2.5
FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Family:
    """One asset of a risk family.

    ``metric`` reads the level from a metric's history instead of a series; ``against`` makes the
    price relative; ``shock`` marks what hurts by rising and is shown as context.
    """

    asset: str
    group: str
    label: str
    series: str = ""
    metric: str = ""
    against: str = ""
    field: str = "close"
    scale: Scale = "log"
    rises: bool = False
    shock: bool = False


FAMILIES: tuple[Family, ...] = (
    Family("MOMENTUM", FACTOR, "momentum", metric="positioning.momentum_index"),
    Family("MOMENTUM_RAW", FACTOR, "momentum, unscaled", metric="positioning.momentum_raw_index"),
    Family("HIGH_BETA", FACTOR, "high beta less S&P", "SPHB", against="SPY", field="adj_close"),
    Family("SMALL", FACTOR, "small caps less S&P", "IWM", against="SPY", field="adj_close"),
    Family("HY", "credit", "high-yield spread", "BAMLH0A0HYM2", scale="bp", rises=True),
    Family("BTC", "crypto", "bitcoin", "BTC"),
    Family("ETH", "crypto", "ether", "ETH"),
    Family("GOLD", "precious", "gold", "GOLD_FUT"),
    Family("SILVER", "precious", "silver", "SILVER_FUT"),
    Family("COPPER", "base", "copper", "COPPER_FUT"),
    Family("OIL", "oil", "oil", "WTI_FUT"),
    Family("OIL_UP", "oil_up", "oil, rising", "WTI_FUT", rises=True, shock=True),
    Family("UST2Y", "rates", "2-year yield", "DGS2", scale="bp", rises=True, shock=True),
    Family("UST10Y", "rates", "10-year yield", "DGS10", scale="bp", rises=True, shock=True),
    Family(
        "IG",
        "credit_ig",
        "investment-grade spread",
        "BAMLC0A0CM",
        scale="bp",
        rises=True,
        shock=True,
    ),
    Family("DOLLAR", "dollar", "dollar", "DXY", rises=True, shock=True),
    Family("YEN", "yen", "dollar against the yen", "USDJPY", shock=True),
    Family("MOVE", "rate_vol", "MOVE", "MOVE", rises=True, shock=True),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """What moved, as of the session: the label, why, and how often it was so before."""

    selloff: Selloff
    why: str
    share: float | None
    sessions: int
    move: Move
    moves: tuple[GroupMove, ...]
    routed: tuple[str, ...]
    missing: Mapping[str, str]


def picture(view: MarketView, histories: Histories, asset: str = "SPX") -> Picture:
    """Return what is selling off at the view's session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where the momentum index is read from.
    asset : str
        Whose move is reported: ``SPX`` from its leg's peak, another family from its own extreme.

    Raises
    ------
    UnwindError
        When ``asset`` is none of the measured ones.
    """
    frames, missing = _frames(view, histories)
    index = _index(view)
    labels = _labels(view.sessions, index, frames)
    moves = tuple(_group_move(f, frames[f.asset], view) for f in FAMILIES if f.asset in frames)
    last = index.iloc[-1]
    move = Move(
        "SPX",
        last["peak"].date(),
        int(last["sessions"]),
        float(last["return"]),
        None if np.isnan(last["z"]) else float(last["z"]),
    )
    label: Selloff = labels[-1]
    ready = labels[index["z"].notna().to_numpy() | (index["sessions"].to_numpy() == 0)]
    share = float(np.mean(ready == label)) if len(ready) else None
    return Picture(
        label,
        _why(label, move, moves),
        share,
        len(ready),
        move if asset == "SPX" else _own_move(asset, moves, missing),
        moves,
        tuple(m.asset for m in moves if _routed(m)),
        missing,
    )


def _own_move(asset: str, moves: tuple[GroupMove, ...], missing: Mapping[str, str]) -> Move:
    for m in moves:
        if m.asset == asset and m.unit == "ratio":
            return Move(m.asset, m.peak, m.trading_days, m.return_, m.z)
    if asset in missing:
        raise UnwindError(f"{asset}: {missing[asset]}")
    known = ", ".join(["SPX", *(m.asset for m in moves if m.unit == "ratio")])
    raise UnwindError(f"unknown asset {asset!r}: choose one of {known}")


def _index(view: MarketView) -> pd.DataFrame:
    """Return the S&P's leg by session: ``peak``, ``sessions``, ``return`` and ``z``."""
    close = view.observations("SPX")
    peak = leg_peaks(close)
    level = pd.Series(close.reindex(pd.DatetimeIndex(peak)).to_numpy(), index=close.index)
    return pd.DataFrame(
        {
            "peak": peak,
            "sessions": sessions_since(peak),
            "return": close / level - 1.0,
            "z": change_since_peak_z(view.known("SPX"), close, peak, "log"),
        }
    )


def _frames(
    view: MarketView, histories: Histories
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    frames: dict[str, pd.DataFrame] = {}
    missing: dict[str, str] = {}
    for family in FAMILIES:
        try:
            level = _level(family, view, histories)
            frame = family_moves(level, family.scale, "up" if family.rises else "down")
            frame = frame[frame["z"].notna()]
            if frame.empty:
                raise NotMeasured("not enough history")
            age = int((view.sessions > frame.index[-1]).sum())
            if age > STALE:
                raise NotMeasured(f"stale: last value is of {frame.index[-1].date()}")
            frames[family.asset] = frame
        except NotMeasured as why:
            missing[family.asset] = str(why)
    return frames, missing


def _level(family: Family, view: MarketView, histories: Histories) -> pd.Series:
    if family.metric:
        history = histories.frame(specs()[family.metric], view)
        return pd.Series(
            history["value"].to_numpy(), index=pd.DatetimeIndex(history["observed"].to_numpy())
        )
    level = view.observations(family.series, family.field)
    if family.against:
        level = relative_price(level, view.observations(family.against, family.field))
    return level


def _labels(
    sessions: pd.DatetimeIndex, index: pd.DataFrame, frames: Mapping[str, pd.DataFrame]
) -> npt.NDArray[np.str_]:
    """Return each session's label under the documented thresholds."""
    falls = (index["return"] <= INDEX_RETURN) | (
        (index["z"] <= INDEX_Z) & (index["return"] <= INDEX_LEAST)
    )
    down = falls.reindex(sessions, fill_value=False).to_numpy(dtype=bool)
    long, short = _by_group(sessions, frames)
    momentum = short.get("MOMENTUM", np.full(len(sessions), np.nan))
    with_index = sum((z <= BROAD_Z).astype(int) for g, z in long.items() if g != FACTOR)
    groups = [z for g, z in short.items() if g != "MOMENTUM"]
    routed = sum((z <= BENEATH_Z).astype(int) for z in groups)
    one = np.any([z < BENEATH_ONE for z in groups], axis=0) if groups else np.zeros(len(down), bool)
    beneath = (routed >= BENEATH_FAMILIES) | one | (momentum < BENEATH_MOMENTUM)
    broad = with_index >= BROAD_FAMILIES
    return np.where(down, np.where(broad, "broad", "index"), np.where(beneath, "beneath", "none"))


def _by_group(
    sessions: pd.DatetimeIndex, frames: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, npt.NDArray[np.float64]], dict[str, npt.NDArray[np.float64]]]:
    """Return each family's worst z from its extreme, and over five or ten days, by session."""
    long: dict[str, npt.NDArray[np.float64]] = {}
    short: dict[str, npt.NDArray[np.float64]] = {}
    for family in FAMILIES:
        if family.asset not in frames or family.shock:
            continue
        z = adverse_z(frames[family.asset], "up" if family.rises else "down")
        z = z.reindex(z.index.union(sessions)).ffill(limit=STALE).reindex(sessions)
        fast = z[[f"z{n}" for n in SHORT_WINDOWS]].min(axis=1).to_numpy()
        slow = z["z"].to_numpy()
        long[family.group] = np.fmin(long.get(family.group, slow), slow)
        short[family.group] = np.fmin(short.get(family.group, fast), fast)
        if family.metric:
            short["MOMENTUM"] = np.fmin(short.get("MOMENTUM", fast), fast)
    return long, short


def _group_move(family: Family, frame: pd.DataFrame, view: MarketView) -> GroupMove:
    last = frame.iloc[-1]
    sign = 1.0 if family.rises else -1.0
    return GroupMove(
        asset=family.asset,
        group=family.group,
        label=family.label,
        peak=last["peak"].date(),
        trading_days=int(last["sessions"]),
        return_=float(last["move"]),
        unit="ratio" if family.scale == "log" else "bp",
        z=_number(last["z"]),
        z5=_number(last["z5"]),
        z10=_number(last["z10"]),
        fast=_fast(frame, family),
        hurts=bool(sign * last["z"] >= -BROAD_Z),
        observed=frame.index[-1].date(),
    )


def _fast(frame: pd.DataFrame, family: Family) -> float | None:
    """Return where the worse of the five- and ten-day z ranks among its own past, as stress."""
    z = adverse_z(frame, "up" if family.rises else "down")
    worst = z[[f"z{n}" for n in SHORT_WINDOWS]].min(axis=1).dropna().to_numpy()
    if len(worst) < LEAST["daily"]:
        return None
    return 1.0 - mid_rank(worst, float(worst[-1]))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


_BY_ASSET = {family.asset: family for family in FAMILIES}


def _routed(move: GroupMove) -> bool:
    """Whether a family that can sell off had a rout over five or ten days."""
    family = _BY_ASSET[move.asset]
    fast = [z for z in (move.z5, move.z10) if z is not None]
    sign = -1.0 if family.rises else 1.0
    return not family.shock and any(sign * z <= BENEATH_Z for z in fast)


def _why(label: Selloff, move: Move, moves: tuple[GroupMove, ...]) -> str:
    """Return the rule that gave the label, as text without figures."""
    own = [m for m in moves if not _BY_ASSET[m.asset].shock and m.group != FACTOR]
    hurt = sorted({m.group for m in own if m.hurts})
    rout = sorted({m.group for m in moves if _routed(m)})
    match label:
        case "broad":
            return f"the index and {', '.join(hurt)} are down together"
        case "index":
            return "the index is down, fewer than two other risk families with it"
        case "beneath":
            return f"the index is calm; in a rout: {', '.join(rout)}"
    return "neither the index nor the risk families beneath it are in a sell-off"
