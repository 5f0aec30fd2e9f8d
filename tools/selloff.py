"""What is selling off: the index, several risk families with it, those beneath it, or nothing.

Every family is measured from its own trailing 63-session extreme and over five and ten days, in
units of its own volatility. What hurts by rising (yields, the dollar, the yen, rate volatility)
is measured from its low and shown beside; it is context and does not count as a family that sells
off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history import Histories
from tools.market.lags import known_dates
from tools.market.view import MarketView
from tools.metrics.families import SHORT_WINDOWS, Hurts, adverse_z, family_moves, relative_price
from tools.metrics.legs import leg_peaks, sessions_since
from tools.metrics.ranks import LEAST, mid_rank
from tools.metrics.rates import change_since_peak_z
from tools.metrics.scaling import Scale
from tools.pillars.registry import specs
from tools.pillars.spec import Input, Obs, Rank
from tools.records import GroupMove, Move, NotMeasured, Selloff, UnwindError

STALE = 5
INDEX_RETURN, INDEX_Z, INDEX_LEAST = -0.05, -2.0, -0.02
BROAD_FAMILIES, BROAD_Z = 2, -1.0
BENEATH_FAMILIES, BENEATH_Z, BENEATH_ONE, BENEATH_MOMENTUM = 2, -2.0, -4.0, -2.5
INDEX, FACTOR, MOMENTUM = "SPX", "factor", "MOMENTUM"


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

    @property
    def names(self) -> tuple[str, ...]:
        """The series that its level is read from, none if that is a metric."""
        return tuple(name for name in (self.series, self.against) if name)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All that its level is read from."""
        if self.metric:
            return (Rank(self.metric),)
        return tuple(Obs(name, self.field) for name in self.names)

    @property
    def hurts(self) -> Hurts:
        """The direction that hurts."""
        return "up" if self.rises else "down"


FAMILIES: tuple[Family, ...] = (
    Family("MOMENTUM", FACTOR, "market-neutral momentum", metric="positioning.momentum_index"),
    Family("MOMENTUM_RAW", FACTOR, "momentum", metric="positioning.momentum_raw_index"),
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


def picture(view: MarketView, histories: Histories) -> Picture:
    """Return what is selling off at the view's session.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        Where the momentum index is read from.

    Notes
    -----
    A state's share counts the sessions that could have had it: those on which the index and at
    least two families besides factors were measured, each as it was known at that session.
    """
    frames, missing = _frames(view, histories)
    index = _index(view, histories)
    labels, measured = _labels(view.sessions, index, frames)
    fresh = [f for f in FAMILIES if f.asset in frames and f.asset not in missing]
    moves = tuple(_group_move(f, frames[f.asset]) for f in fresh)
    last = index.iloc[-1]
    move = Move(
        INDEX,
        last["peak"].date(),
        int(last["sessions"]),
        float(last["return"]),
        None if np.isnan(last["z"]) else float(last["z"]),
    )
    label = cast(Selloff, str(labels[-1]))
    past = labels[measured]
    return Picture(
        label,
        _why(label, moves),
        float(np.mean(past == label)) if len(past) else None,
        len(past),
        move,
        moves,
        tuple(m.asset for m in moves if _routed(m)),
        missing,
    )


def states(view: MarketView, histories: Histories) -> pd.Series:
    """Return the label of every session, as it was known then, on which it could be told."""
    frames, _ = _frames(view, histories)
    labels, measured = _labels(view.sessions, _index(view, histories), frames)
    return pd.Series(labels, index=view.sessions)[measured]


def move_of(asset: str, seen: Picture) -> Move:
    """Return an asset's move: the index's from its leg's peak, a family's from its own extreme.

    Raises
    ------
    UnwindError
        When ``asset`` is none of those that were measured as a price.
    """
    if asset == INDEX:
        return seen.move
    for m in seen.moves:
        if m.asset == asset and m.unit == "ratio":
            return Move(m.asset, m.peak, m.trading_days, m.return_, m.z)
    if asset in seen.missing:
        raise UnwindError(f"{asset}: {seen.missing[asset]}")
    known = ", ".join([INDEX, *(m.asset for m in seen.moves if m.unit == "ratio")])
    raise UnwindError(f"unknown asset {asset!r}: choose one of {known}")


def _index(view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return the S&P's leg by session: ``peak``, ``sessions``, ``return``, ``z`` and ``known``."""
    return histories.once("index", (Obs(INDEX),), view, _leg)


def _leg(view: MarketView) -> pd.DataFrame:
    close = view.observations(INDEX)
    peak = leg_peaks(close)
    level = pd.Series(close.reindex(pd.DatetimeIndex(peak)).to_numpy(), index=close.index)
    return pd.DataFrame(
        {
            "peak": peak,
            "sessions": sessions_since(peak),
            "return": close / level - 1.0,
            "z": change_since_peak_z(view.known(INDEX), close, peak, "log"),
            "known": close.index,
        }
    )


def _frames(
    view: MarketView, histories: Histories
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return each family's moves by observation, and why one has none that is fresh."""
    frames: dict[str, pd.DataFrame] = {}
    missing: dict[str, str] = {}
    for family in FAMILIES:

        def make(seen: MarketView, family: Family = family) -> pd.DataFrame:
            return _moves(family, seen, histories)

        try:
            frame = histories.once(family.asset, family.inputs, view, make)
        except NotMeasured as why:
            missing[family.asset] = str(why)
            continue
        if frame.empty:
            missing[family.asset] = "not enough history"
            continue
        frames[family.asset] = frame
        if int((view.sessions > frame.index[-1]).sum()) > STALE:
            missing[family.asset] = f"stale: last value is of {frame.index[-1].date()}"
    return frames, missing


def _moves(family: Family, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return a family's moves by observation date, with ``known`` beside, where z exists."""
    if family.metric:
        history = histories.frame(specs()[family.metric], view)
        dates = pd.DatetimeIndex(history["observed"].to_numpy())
        level = pd.Series(history["value"].to_numpy(), index=dates)
        known = history["known"].to_numpy()
    else:
        level = view.observations(family.series, family.field)
        if family.against:
            level = relative_price(level, view.observations(family.against, family.field))
        dates = pd.DatetimeIndex(level.index)
        parts = [known_dates(dates, view.lag(name)) for name in family.names]
        known = np.max([part.to_numpy() for part in parts], axis=0)
    frame = family_moves(level, family.scale, family.hurts)
    frame["known"] = pd.Series(known, index=dates).reindex(frame.index)
    return frame[frame["z"].notna()]


def _labels(
    sessions: pd.DatetimeIndex, index: pd.DataFrame, frames: Mapping[str, pd.DataFrame]
) -> tuple[npt.NDArray[np.str_], npt.NDArray[np.bool_]]:
    """Return each session's label under the documented thresholds, and if it could have any."""
    falls = (index["return"] <= INDEX_RETURN) | (
        (index["z"] <= INDEX_Z) & (index["return"] <= INDEX_LEAST)
    )
    down = falls.reindex(sessions, fill_value=False).to_numpy(dtype=bool)
    ready = index["z"].notna() | (index["sessions"] == 0)
    long, short = _by_group(sessions, frames)
    momentum = short.pop(MOMENTUM, np.full(len(sessions), np.nan))
    others = [z for g, z in long.items() if g != FACTOR]
    enough = _count(others, np.isfinite, len(sessions)) >= BROAD_FAMILIES
    broad = _count(others, lambda z: z <= BROAD_Z, len(sessions)) >= BROAD_FAMILIES
    fast = list(short.values())
    beneath = (
        (_count(fast, lambda z: z <= BENEATH_Z, len(sessions)) >= BENEATH_FAMILIES)
        | (_count(fast, lambda z: z < BENEATH_ONE, len(sessions)) >= 1)
        | (momentum < BENEATH_MOMENTUM)
    )
    labels = np.where(down, np.where(broad, "broad", "index"), np.where(beneath, "beneath", "none"))
    return labels, enough & ready.reindex(sessions, fill_value=False).to_numpy(dtype=bool)


def _count(
    groups: Sequence[npt.NDArray[np.float64]],
    meets: Callable[[npt.NDArray[np.float64]], npt.NDArray[np.bool_]],
    sessions: int,
) -> npt.NDArray[np.int64]:
    """Return how many families meet a condition at each session; a missing one meets none."""
    counts = np.zeros(sessions, dtype=np.int64)
    for z in groups:
        counts += meets(z)
    return counts


def _by_group(
    sessions: pd.DatetimeIndex, frames: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, npt.NDArray[np.float64]], dict[str, npt.NDArray[np.float64]]]:
    """Return each family's worst z from its extreme, and over five or ten days, by session."""
    long: dict[str, npt.NDArray[np.float64]] = {}
    short: dict[str, npt.NDArray[np.float64]] = {}
    for family in FAMILIES:
        if family.asset not in frames or family.shock:
            continue
        slow, *both = _by_session(sessions, frames[family.asset], family).T
        fast = np.fmin(*both)
        long[family.group] = np.fmin(long.get(family.group, slow), slow)
        for name in (family.group, MOMENTUM) if family.metric else (family.group,):
            short[name] = np.fmin(short.get(name, fast), fast)
    return long, short


def _by_session(
    sessions: pd.DatetimeIndex, frame: pd.DataFrame, family: Family
) -> npt.NDArray[np.float64]:
    """Return the last adverse z, z5 and z10 known at each session, NaN where they were stale."""
    at = frame["known"].searchsorted(sessions, side="right") - 1
    seen = pd.DatetimeIndex(frame.index)[np.maximum(at, 0)]
    ages = np.arange(1, len(sessions) + 1) - sessions.searchsorted(seen, side="right")
    z = adverse_z(frame, family.hurts).to_numpy()[np.maximum(at, 0)]
    z[(at < 0) | (ages > STALE)] = np.nan
    return z


def _group_move(family: Family, frame: pd.DataFrame) -> GroupMove:
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
    z = adverse_z(frame, family.hurts)
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


def _why(label: Selloff, moves: tuple[GroupMove, ...]) -> str:
    """Return the rule that gave the label, as text without figures."""
    own = [m for m in moves if not _BY_ASSET[m.asset].shock and m.group != FACTOR]
    few = len({m.group for m in own}) < BROAD_FAMILIES
    match label:
        case "broad":
            return f"the index and {_named(m for m in own if m.hurts)} are selling off together"
        case "index" if few:
            return "the index is down; too few other families were measured to say how broadly"
        case "index":
            return "the index is down, fewer than two other risk families with it"
        case "beneath":
            return f"the index is calm; in a rout: {_named(m for m in moves if _routed(m))}"
        case "none" if few:
            return "the index is calm; too few families were measured to say what lies beneath it"
    return "neither the index nor the risk families beneath it are in a sell-off"


def _named(moves: Iterable[GroupMove]) -> str:
    words = {FACTOR: "factors", "base": "base metals", "precious": "precious metals"}
    return ", ".join(sorted({words.get(m.group, m.group) for m in moves}))
