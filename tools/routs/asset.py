"""One asset in a rout: its move, where the rout began, and its level beside that of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.families import SHORT_WINDOWS
from tools.records import GroupMove
from tools.routs.rules import rules
from tools.routs.ties import Floats, Pair, paired
from tools.selloff.families import BY_ASSET, INDEX
from tools.selloff.tracks import index_track, track


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset on the index's sessions.

    ``level`` is turned so that a fall hurts and ``late`` says by how many sessions it is usually
    known late. ``fell`` is the move since ``since``, the extreme of the five or ten sessions of the
    rout, which lies at session ``start``, ``sessions`` before the last one.
    """

    name: str
    label: str
    level: Floats
    late: int
    start: int
    since: date
    fell: float = 0.0
    sessions: int = 0

    def beside(self, other: Asset) -> Pair:
        """Return the changes of this asset and another one on the sessions known of both."""
        start, late = min(self.start, other.start), (self.late, other.late)
        return paired(self.level, other.level, late, start, rules().ties)


def asset_of(move: GroupMove, view: MarketView, histories: Histories) -> Asset:
    """Return an asset in a rout, with where the rout of five or ten sessions began."""
    family = BY_ASSET[move.asset]
    frame = track(family, view, histories)
    late = int(np.median(frame["age"].to_numpy()))
    tail = frame.iloc[-_days(move) - 1 :]
    at = int((family.sign * tail["value"]).to_numpy().argmax())
    first, now = tail["value"].iloc[at], tail["value"].iloc[-1]
    level = np.full(len(view.sessions), np.nan)
    level[len(level) - len(frame) :] = family.sign * frame["level"].to_numpy()
    return Asset(
        name=move.asset,
        label=move.label,
        level=level,
        late=late,
        start=len(view.sessions) - len(tail) + at - late,
        since=tail["observed"].iloc[at].date(),
        fell=float(now / first - 1.0 if family.scale == "log" else 100.0 * (now - first)),
        sessions=len(tail) - 1 - at,
    )


def index_of(view: MarketView, histories: Histories) -> Asset:
    """Return the index as something to stand beside; it has no rout of its own."""
    level = index_track(view, histories)["level"].to_numpy()
    return Asset(INDEX, "S&P 500", level, 0, len(level), view.session)


def worst_z(move: GroupMove) -> float:
    """Return the worse z of five and ten sessions, turned so that a negative one hurts."""
    sign = BY_ASSET[move.asset].sign
    return min((sign * z for z in (move.z5, move.z10) if z is not None), default=0.0)


def _days(move: GroupMove) -> int:
    """Return which window, five sessions or ten, holds the worse z."""
    short, long = SHORT_WINDOWS
    sign = BY_ASSET[move.asset].sign
    return short if move.z5 is not None and sign * move.z5 == worst_z(move) else long
