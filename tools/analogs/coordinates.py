"""The readings by which days are compared, and every session's value in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from tools.analogs.outcomes import Days
from tools.analogs.series import by_observation, by_session
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.legs import leg_peaks, sessions_since
from tools.metrics.panel import Floats
from tools.pillars.spec import Input, Obs, Rank
from tools.records import NotMeasured
from tools.selloff import INDEX, code

LEAST = 252  # values that a rank needs
EARLY = 2  # sessions of a leg in which a spread of the day before may not be known since the peak


@dataclass(frozen=True, slots=True)
class Coordinate:
    """One reading of the comparison, and why it is one.

    ``nought`` says that it is measured from the peak, so that it is nil in the first sessions of a
    leg, when nothing is known since the peak yet. ``before`` is a like reading that is published
    late and reaches further back: it stands for the sessions before the first one began.
    """

    reading: str
    reason: str
    nought: bool = False
    before: str | None = None

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All that its own values are made of."""
        return (Rank(self.reading), Obs(INDEX)) if self.nought else (Rank(self.reading),)

    @property
    def older(self) -> tuple[Input, ...]:
        """All that the values that reach further back are made of."""
        return () if self.before is None else (Rank(self.before),)


COORDINATES: tuple[Coordinate, ...] = (
    Coordinate("market.drawdown_252d", "how deep the index is down"),
    Coordinate("positioning.vix", "how much fear is priced; no term structure reaches the 1990s"),
    Coordinate("positioning.vix_overshoot", "whether volatility outran the fall", nought=True),
    Coordinate("macro.rates_10y_z", "whether yields rose or fell with it", nought=True),
    Coordinate(
        "macro.hy_oas_bp",
        "whether credit followed; in bp, as a spread's sigma begins two years later",
        nought=True,
    ),
    Coordinate(
        "positioning.momentum_raw_drawdown_21d",
        "whether prior winners broke",
        before="positioning.momentum_french_drawdown_21d",
    ),
)


class Ground(NamedTuple):
    """Every session's values, one column a coordinate.

    ``value`` is NaN where there is none, ``older`` the value of the reading that reaches further
    back, where there is one, and ``late`` the date on which that was published. ``known`` is the
    first date on which all that stands for a session was known.
    """

    coordinates: tuple[Coordinate, ...]
    value: Floats
    older: Floats
    late: Days
    known: Days


def ground(coordinates: tuple[Coordinate, ...], view: MarketView, histories: Histories) -> Ground:
    """Return every session's values in those coordinates that the market measures.

    Parameters
    ----------
    coordinates : tuple of Coordinate
        The readings that are wanted.
    view : MarketView
        The as-of market.
    histories : Histories
        Where readings are kept.
    """
    used: list[Coordinate] = []
    values: list[Floats] = []
    older: list[Floats] = []
    dates: list[Days] = []
    for coordinate in coordinates:
        try:
            values.append(_values(coordinate, view, histories))
        except NotMeasured:
            continue
        used.append(coordinate)
        more, late = _older(coordinate, view, histories)
        older.append(more)
        dates.append(late)
    sessions = view.sessions.to_numpy("datetime64[us]")
    known = [sessions]
    for value, late in zip(values, dates, strict=True):
        ranked = np.isfinite(value) & (np.cumsum(np.isfinite(value)) >= LEAST)
        known.append(np.where(ranked, sessions, late))
    if not used:
        none = np.empty((len(sessions), 0))
        return Ground((), none, none, none.astype("datetime64[us]"), sessions)
    columns = (np.column_stack(values), np.column_stack(older), np.column_stack(dates))
    return Ground(tuple(used), *columns, np.fmax.reduce(known))


def _values(coordinate: Coordinate, view: MarketView, histories: Histories) -> Floats:
    def make(seen: MarketView) -> pd.DataFrame:
        value = by_session(coordinate.reading, seen, histories)["value"]
        if coordinate.nought:
            peaks = leg_peaks(seen.observations(INDEX))
            early = (sessions_since(peaks) <= EARLY).reindex(seen.sessions, fill_value=False)
            value = value.mask(value.isna() & early & value.notna().cummax(), 0.0)
        return pd.DataFrame({"value": value, "known": seen.sessions})

    name = f"values {code('tools.analogs')} {coordinate.reading}"
    frame = histories.once(name, coordinate.inputs, view, make)
    values: Floats = frame["value"].to_numpy(np.float64)
    if np.isnan(values).all():
        raise NotMeasured(f"no {coordinate.reading} yet")
    return values


def _older(coordinate: Coordinate, view: MarketView, histories: Histories) -> tuple[Floats, Days]:
    """Return the values that reach further back by session, and the dates they were known on."""
    values = np.full(len(view.sessions), np.nan)
    known = np.full(len(view.sessions), np.datetime64("NaT"), "datetime64[us]")
    metric = coordinate.before
    if metric is None:
        return values, known

    def make(seen: MarketView) -> pd.DataFrame:
        return by_observation(metric, seen, histories).rename_axis("date").reset_index()

    try:
        name = f"observed {code('tools.analogs')} {metric}"
        frame = histories.once(name, coordinate.older, view, make)
    except NotMeasured:
        return values, known
    at = view.sessions.get_indexer(pd.DatetimeIndex(frame["date"]))
    values[at[at >= 0]] = frame["value"].to_numpy(np.float64)[at >= 0]
    known[at[at >= 0]] = frame["known"].to_numpy("datetime64[us]")[at >= 0]
    return values, known
