"""What is selling off at a session: the label, why, how often it came, and every family's move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.records import GroupMove, Move, Selloff, UnwindError
from tools.selloff.families import BY_ASSET, FACTOR, INDEX, Family
from tools.selloff.labels import label_sessions
from tools.selloff.thresholds import thresholds
from tools.selloff.tracks import FAST, index_track, tracks


@dataclass(frozen=True, slots=True)
class Picture:
    """What moved, as of the session: the label, why, and how often it was so before.

    ``routed`` are the assets that sell off by themselves and had a rout over five or ten sessions,
    whatever the label; ``shocks`` those that count because they rose. ``shares`` says on which
    share of the sessions since ``since`` each label came.
    """

    selloff: Selloff
    why: str
    share: float | None
    sessions: int
    move: Move
    moves: tuple[GroupMove, ...]
    routed: tuple[str, ...]
    missing: Mapping[str, str]
    shocks: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    since: date | None = None


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
    least two groups besides factors were measured, each as it was known at that session.
    """
    frames, missing = tracks(view, histories)
    index = index_track(view, histories)
    labels = label_sessions(view.sessions, index, frames)
    now = {asset for asset, flags in labels.counted.items() if flags[-1]}
    fresh = [BY_ASSET[a] for a in frames if a not in missing]
    moves = tuple(_group_move(f, frames[f.asset].iloc[-1], f.asset in now) for f in fresh)
    last = index.iloc[-1]
    z, z5, z10 = (_number(last[name]) for name in ("z", *FAST))
    move = Move(
        INDEX, last["peak"].date(), int(last["sessions"]), float(last["return"]), z, z5, z10
    )
    label = cast(Selloff, str(labels.label[-1]))
    past = labels.label[labels.measured]
    shares = {s: float(np.mean(past == s)) for s in get_args(Selloff)} if len(past) else {}
    return Picture(
        selloff=label,
        why=_why(label, move, moves),
        share=shares.get(label),
        sessions=len(past),
        move=move,
        moves=moves,
        routed=tuple(m.asset for m in moves if _routed(m)),
        missing=missing,
        shocks=tuple(m.asset for m in moves if m.shock and m.counts),
        shares=shares,
        since=view.sessions[labels.measured][0].date() if len(past) else None,
    )


def states(view: MarketView, histories: Histories) -> pd.Series:
    """Return the label of every session, as it was known then, on which it could be told."""
    frames, _ = tracks(view, histories)
    labels = label_sessions(view.sessions, index_track(view, histories), frames)
    return pd.Series(labels.label, index=view.sessions)[labels.measured]


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
            return Move(m.asset, m.peak, m.trading_days, m.return_, m.z, m.z5, m.z10)
    if asset in seen.missing:
        raise UnwindError(f"{asset}: {seen.missing[asset]}")
    known = ", ".join([INDEX, *(m.asset for m in seen.moves if m.unit == "ratio")])
    raise UnwindError(f"unknown asset {asset!r}: choose one of {known}")


def _group_move(family: Family, last: pd.Series, counts: bool) -> GroupMove:
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
        fast=_number(last["fast"]),
        hurts=bool(-family.sign * last["z"] >= thresholds().shown.hurts),
        observed=last["observed"].date(),
        with_index=_number(last["with_index"]),
        shock=family.role == "shock",
        counts=counts,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _routed(move: GroupMove) -> bool:
    """Whether a family that can sell off by itself had a rout over five or ten sessions."""
    family = BY_ASSET[move.asset]
    fast = [z for z in (move.z5, move.z10) if z is not None]
    bound = thresholds().shown.rout
    return family.role == "risk" and any(family.sign * z <= bound for z in fast)


def _why(label: Selloff, move: Move, moves: tuple[GroupMove, ...]) -> str:
    """Return the rule that gave the label, as text without figures."""
    own = {m.group for m in moves if BY_ASSET[m.asset].role == "risk" and m.group != FACTOR}
    few = len(own) < thresholds().broad.families
    falling = _named(m for m in moves if m.counts and not m.shock)
    rising = _named(m for m in moves if m.counts and m.shock)
    beside = f", with {_listed(rising)}" if rising else ""
    match label:
        case "broad" if falling:
            return f"{_listed(['the index', *falling])} are selling off together{beside}"
        case "broad":
            return f"the index is selling off{beside}"
        case "index" if few:
            return "the index is down; too few other families were measured to say how broadly"
        case "index":
            return "the index is down, fewer than two other risk families with it"
        case "beneath":
            return f"the index {_stands(move)}; in a rout: {_listed(falling)}{beside}"
        case "none" if few:
            return "the index is calm; too few families were measured to say what lies beneath it"
    return "neither the index nor the risk families beneath it are in a sell-off"


def _stands(move: Move) -> str:
    """Return what an index that is not in a sell-off does by its own last week and fortnight."""
    fast = [z for z in (move.z5, move.z10) if z is not None]
    if min(fast, default=0.0) <= -CALM:
        return "is off a little"
    return "is rising" if max(fast, default=0.0) >= CALM else "is calm"


CALM = 1.0
NAMES = {
    FACTOR: "factors",
    "base": "base metals",
    "precious": "precious metals",
    "emerging": "emerging markets",
    "OIL_UP": "dearer oil",
    "UST2Y": "higher yields",
    "UST10Y": "higher yields",
    "UST30Y": "higher yields",
    "MOVE": "rate volatility",
    "DOLLAR": "a stronger dollar",
    "YEN": "a stronger yen",
}


def _named(moves: Iterable[GroupMove]) -> list[str]:
    """Return families by name, each once: a group where it falls, the asset where it rises."""
    keys = (m.asset if m.shock else m.group for m in moves)
    return sorted({NAMES.get(key, key) for key in keys})


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
