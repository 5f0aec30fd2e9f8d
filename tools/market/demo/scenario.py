"""The script: dated phases that steer what the random dynamics would otherwise leave to chance.

A phase fixes the total move of the drivers that it names, between the close of its first date and
the close a number of sessions later; the path inside stays random. Drivers that it does not name
run free. Every phase is fiction: no date or size is taken from a real market.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tools.market.demo.noise import Floats, stream


@dataclass(frozen=True, slots=True)
class Phase:
    """One scripted stretch of the market.

    Attributes
    ----------
    name, kind : str
        What it is; ``kind`` is one of rates, growth, exogenous, volatility, ordinary, momentum,
        beneath, recovery, advance.
    after : str
        The date whose close is the last before the phase.
    sessions : int
        How many sessions it lasts.
    moves : mapping
        Driver to total move: log returns for prices and factors, percentage points for yields and
        spreads, and under ``vix_jump`` VIX points added on the worst day.
    shape : float
        Shape of the gamma weights over days: small concentrates the move in few days.
    calm : float
        Factor on the variation that chance adds to the drivers that it names.
    path, market_path : tuple of float
        Daily shares of the moves, and of the market's, where chance should not choose them. Each
        sums to one.
    """

    name: str
    kind: str
    after: str
    sessions: int
    moves: Mapping[str, float] = field(default_factory=dict)
    shape: float = 2.0
    calm: float = 1.0
    path: tuple[float, ...] = ()
    market_path: tuple[float, ...] = ()


UNWIND = Phase(
    "Crowded winners unwind beneath a calm index",
    "beneath",
    "2026-05-12",
    12,
    {
        "market": -0.0200,
        "crowd": -0.0120,
        "theme": -0.100,
        "y2": 0.03,
        "y10": -0.02,
        "breakeven": -0.01,
        "hy": 0.07,
        "ig": 0.01,
        "dollar": 0.003,
        "gold": -0.080,
        "silver": -0.223,
        "copper": -0.050,
        "oil": -0.010,
        "btc": -0.255,
        "eth": -0.29,
        "yen": -0.004,
        "aussie": -0.008,
        "small": -0.025,
    },
    path=(0.03, 0.08, 0.12, -0.04, 0.17, 0.13, -0.05, 0.19, 0.11, -0.06, 0.20, 0.12),
    market_path=(0.45, 0.22, -0.25, 0.62, -0.46, 0.40, -0.32, 0.58, -0.36, 0.14, -0.48, 0.46),
    calm=0.40,
)

PHASES: tuple[Phase, ...] = (
    Phase(
        "Growth scare",
        "growth",
        "2011-03-15",
        32,
        {"market": -0.13, "y2": -0.25, "y10": -0.60, "breakeven": -0.30, "hy": 1.9, "ig": 0.45}
        | {"copper": -0.14, "oil": -0.17, "gold": 0.05, "silver": -0.04, "dollar": 0.03},
    ),
    Phase("Recovery", "recovery", "2011-05-12", 60, {"market": 0.12, "hy": -1.0, "ig": -0.2}),
    Phase(
        "Funding scare",
        "growth",
        "2012-10-09",
        35,
        {"y2": -0.10, "y10": -0.35, "breakeven": -0.25, "hy": 1.6, "ig": 0.40}
        | {"copper": -0.10, "oil": -0.12, "dollar": 0.02},
    ),
    Phase(
        "Bond rout",
        "rates",
        "2013-10-08",
        24,
        {"market": -0.068, "y2": 0.30, "y10": 0.66, "breakeven": -0.10, "hy": 0.45, "ig": 0.10}
        | {"gold": -0.08, "dollar": 0.02},
    ),
    Phase(
        "Volatility event",
        "volatility",
        "2015-02-10",
        7,
        {"market": -0.098, "y2": 0.0, "y10": 0.06, "hy": 0.35, "ig": 0.03, "vix_jump": 8.0},
        shape=0.5,
    ),
    Phase("Recovery", "recovery", "2015-02-20", 45, {"market": 0.08, "hy": -0.3}),
    Phase(
        "Momentum unwind",
        "momentum",
        "2016-06-14",
        8,
        {"market": 0.004, "crowd": -0.026, "y2": 0.02, "y10": 0.03, "hy": 0.05, "ig": 0.0},
        shape=1.0,
    ),
    Phase(
        "Earnings and credit slowdown",
        "growth",
        "2017-04-18",
        52,
        {"market": -0.15, "y2": -0.35, "y10": -0.55, "breakeven": -0.35, "hy": 2.2, "ig": 0.55}
        | {"copper": -0.15, "oil": -0.22, "dollar": 0.02},
        shape=1.5,
    ),
    Phase("Recovery", "recovery", "2017-06-30", 70, {"market": 0.16, "hy": -1.5, "ig": -0.4}),
    Phase("Ordinary dip", "ordinary", "2018-07-17", 14, {"market": -0.052}),
    Phase(
        "Momentum crash in a rally",
        "momentum",
        "2019-05-06",
        6,
        {"market": 0.022, "crowd": -0.032, "y2": 0.05, "y10": 0.12, "hy": -0.15, "ig": -0.03},
        shape=0.8,
    ),
    Phase("Ordinary dip", "ordinary", "2019-11-12", 16, {"market": -0.055}),
    Phase(
        "Shutdown shock",
        "exogenous",
        "2020-09-22",
        25,
        {"market": -0.28, "y2": -0.80, "y10": -0.75, "breakeven": -0.80, "hy": 5.0, "ig": 1.6}
        | {"copper": -0.22, "oil": -0.55, "gold": -0.02, "silver": -0.25, "btc": -0.40}
        | {"dollar": 0.05, "vix_jump": 9.0},
        shape=1.5,
        calm=0.7,
    ),
    Phase(
        "Recovery",
        "recovery",
        "2020-10-27",
        120,
        {"market": 0.36, "hy": -4.0, "ig": -1.3, "breakeven": 0.8, "copper": 0.3, "oil": 0.4},
    ),
    Phase("Ordinary dip", "ordinary", "2021-09-14", 15, {"market": -0.058}),
    Phase(
        "Policy tightening",
        "rates",
        "2022-05-10",
        95,
        {"market": -0.21, "y2": 1.75, "y10": 1.25, "breakeven": 0.05, "hy": 1.4, "ig": 0.45}
        | {"dollar": 0.09, "gold": -0.10, "silver": -0.14, "btc": -0.50, "copper": -0.14},
        shape=1.5,
    ),
    Phase("Recovery", "recovery", "2022-09-26", 90, {"market": 0.15, "hy": -0.8, "ig": -0.25}),
    Phase(
        "Crypto and metals rout",
        "beneath",
        "2023-10-17",
        9,
        {"market": -0.006, "crowd": -0.016, "y2": 0.03, "y10": 0.02, "hy": 0.06, "ig": 0.01}
        | {"btc": -0.24, "eth": -0.28, "gold": -0.05, "silver": -0.13, "dollar": 0.004},
        shape=1.0,
    ),
    Phase(
        "Volatility event",
        "volatility",
        "2024-04-09",
        6,
        {"market": -0.075, "y2": -0.04, "y10": -0.05, "hy": 0.30, "ig": 0.04, "vix_jump": 9.0},
        shape=0.5,
    ),
    Phase("Recovery", "recovery", "2024-04-17", 35, {"market": 0.08, "hy": -0.3}),
    Phase(
        "High beta advance",
        "advance",
        "2025-04-08",
        274,
        {"crowd": 0.04, "theme": 0.44, "laggard": -0.26},
        shape=4.0,
    ),
    Phase(
        "Metals and coins advance",
        "advance",
        "2025-10-22",
        128,
        {"gold": 0.33, "silver": 0.64, "copper": 0.16, "btc": 0.52, "eth": 0.48},
        shape=3.0,
    ),
    Phase(
        "Plateau",
        "advance",
        "2026-04-28",
        10,
        {"gold": 0.008, "silver": 0.012, "copper": 0.004, "oil": 0.005}
        | {"theme": 0.010, "crowd": 0.003, "btc": 0.01, "eth": 0.01},
    ),
    Phase(
        "Quiet rates and credit",
        "advance",
        "2026-04-10",
        22,
        {"y2": 0.02, "y10": 0.03, "breakeven": 0.01, "hy": -0.04, "ig": -0.01, "dollar": 0.002},
    ),
    Phase("Calm advance", "advance", "2026-02-09", 64, {"market": 0.140}, shape=6.0),
    UNWIND,
)


@dataclass(frozen=True, slots=True)
class Window:
    """A phase laid on the sessions: which rows it covers and each row's share of the move."""

    phase: Phase
    rows: slice
    weights: Floats

    @property
    def market_weights(self) -> Floats:
        """Each row's share of the market's move."""
        return np.array(self.phase.market_path) if self.phase.market_path else self.weights


def windows(index: pd.DatetimeIndex) -> tuple[Window, ...]:
    """Lay every phase on an index of dates.

    Parameters
    ----------
    index : DatetimeIndex, shape (n,)
        The market's sessions.

    Returns
    -------
    tuple of Window
        In the script's order.
    """
    laid = []
    for phase in PHASES:
        first = int(index.searchsorted(pd.Timestamp(phase.after), side="right"))
        drawn = stream(f"{phase.name} {phase.after}").gamma(phase.shape, size=phase.sessions)
        weights = np.array(phase.path) if phase.path else drawn / drawn.sum()
        laid.append(Window(phase, slice(first, first + phase.sessions), weights))
    return tuple(laid)


def unwind_window(plan: tuple[Window, ...]) -> Window:
    """Return the window of the market's last phase."""
    return next(w for w in plan if w.phase is UNWIND)


def steer(changes: Floats, driver: str, plan: tuple[Window, ...]) -> Floats:
    """Make a driver's daily changes add up to its scripted totals.

    Parameters
    ----------
    changes : ndarray, shape (n,)
        Daily changes from the free dynamics.
    driver : str
        Key into ``Phase.moves``.
    plan : tuple of Window
        The script; later windows are applied on top of earlier ones.

    Returns
    -------
    ndarray, shape (n,)
        A copy whose sum over each window that names the driver is the scripted move. Chance keeps
        a part of its variation, as much as the phase is not calm; weights spread the rest.
    """
    steered = changes.copy()
    for window in plan:
        if driver in window.phase.moves:
            free = steered[window.rows]
            chance = window.phase.calm * (free - free.mean())
            steered[window.rows] = chance + window.phase.moves[driver] * window.weights
    return steered
