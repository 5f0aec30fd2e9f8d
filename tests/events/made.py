"""Markets made by hand for timelines: even steps, then the last moves of each series in steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from tests.verdict.markets import SESSIONS, write
from tools.events.leads import break_order
from tools.market.view import Market
from tools.timeline import BreakOrder, LeadLag

LAST = 30  # sessions that a test shapes


def quiet(**at: float) -> list[float]:
    """Return the last steps of a series that is even but for some of them, ``d3=-3.0`` the 4th."""
    steps = [1.0 if n % 2 == 0 else -1.0 for n in range(LAST)]
    for name, step in at.items():
        steps[int(name[1:])] = step
    return steps


def day(number: int) -> date:
    """Return one of the shaped sessions."""
    return SESSIONS[len(SESSIONS) - LAST + number].date()


def market(
    folder: Path, shapes: Mapping[str, Sequence[float]], left_out: Sequence[str] = ()
) -> Market:
    """Return a market of such series."""
    return write(folder, shapes, left_out)


def peak_of(made: Market) -> date:
    """Return the day of the index's highest close among the shaped ones."""
    close = made.view().observations("SPX").iloc[-LAST:]
    found: date = pd.Timestamp(close.idxmax()).date()
    return found


def order_of(made: Market, as_of: date | None = None) -> BreakOrder:
    """Return the order of the breaks since the index's peak."""
    return break_order(made.view(as_of), peak_of(made))


def rows(found: BreakOrder) -> dict[str, LeadLag]:
    """Return its assets by name."""
    return {row.asset: row for row in found.assets}
