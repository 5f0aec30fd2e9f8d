"""Base rates: what followed each named condition, with the unconditional rate beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd

from tools.analogs.conditions import CONDITIONS, NAMES, NEAREST, Asset, Condition
from tools.analogs.held import Held, held, held_now
from tools.analogs.nearest import FARTHEST, Analogs
from tools.analogs.outcomes import Aftermath
from tools.analogs.series import momentum_level
from tools.history import Histories
from tools.market.view import MarketView
from tools.pillars.registry import specs
from tools.precedents import BaseRate, Outcome
from tools.records import NotMeasured
from tools.selloff import INDEX

Told = Held | NotMeasured


def base_rates(
    view: MarketView, histories: Histories, peaks: Mapping[str, date]
) -> tuple[BaseRate, ...]:
    """Return what followed each condition of the table, one row a horizon.

    Parameters
    ----------
    view : MarketView
        The as-of market: only what had ended by its session counts.
    histories : Histories
        Where the readings are kept.
    peaks : mapping of str to date
        By family that is falling, the peak since which its conditions apply, the index's under
        ``SPX``. A family that is absent is not falling: its conditions apply only while they hold.

    Returns
    -------
    tuple of BaseRate
        In the table's order. Where a condition cannot be told the reason is the row's ``missing``.
    """
    after: dict[Asset, Aftermath | NotMeasured] = {}
    out: list[BaseRate] = []
    for condition in CONDITIONS:
        asset = condition.asset
        if asset not in after:
            after[asset] = _aftermath(asset, view, histories)
        was = _told(condition, view, histories)
        now = _told(condition, view, histories, now=True) if condition.now else was
        peak = peaks.get(condition.family, view.session)
        applies = _applies(condition, now, view.session if condition.given else peak)
        out += _rates(condition, was, after[asset], applies)
    return tuple(out)


def _told(condition: Condition, view: MarketView, histories: Histories, now: bool = False) -> Told:
    try:
        return (held_now if now else held)(condition, view, histories)
    except NotMeasured as why:
        return why


def _applies(condition: Condition, now: Told, peak: date) -> tuple[bool | None, date | None]:
    """Return whether a condition has held since a peak, and the last day on which it held."""
    if isinstance(now, NotMeasured) or not len(now.dates):
        return None, None
    last = None if now.last is None else now.last.astype("datetime64[D]").item()
    if condition.published and not condition.now:
        return None, last
    return last is not None and last >= peak, last


def _rates(
    condition: Condition,
    was: Told,
    after: Aftermath | NotMeasured,
    applies: tuple[bool | None, date | None],
) -> list[BaseRate]:
    """Return a condition's rows."""
    since = None
    if isinstance(was, NotMeasured) or isinstance(after, NotMeasured):
        why = str(was if isinstance(was, NotMeasured) else after)
        found = [Outcome(horizon=h, n=0, effective_n=0, missing=why) for h in condition.horizons]
    else:
        begin = was.dates[0] if len(was.dates) else None
        since = None if begin is None else begin.astype("datetime64[D]").item()
        events = was.dates[was.event]
        found = [after.outcome(events, horizon, begin) for horizon in condition.horizons]
    return [
        BaseRate(
            **asdict(row),
            id=f"{condition.id}_{row.horizon}d",
            condition=condition.id,
            label=condition.label,
            asset=NAMES[condition.asset],
            applies=applies[0],
            last=applies[1],
            since=since,
        )
        for row in found
    ]


def nearest_rates(view: MarketView, analogs: Analogs) -> tuple[BaseRate, ...]:
    """Return what followed the near ones among the nearest dates, as rows of a condition."""
    near = [a.session for a in analogs.found if a.percentile <= FARTHEST]
    flags = view.sessions.isin(pd.DatetimeIndex(near))
    told = Held(view.sessions.to_numpy("datetime64[us]"), flags, flags)
    was = NotMeasured(analogs.missing) if analogs.missing else told
    after = Aftermath(view.observations(INDEX))
    return tuple(_rates(NEAREST, was, after, (bool(near), max(near, default=None))))


def _aftermath(asset: Asset, view: MarketView, histories: Histories) -> Aftermath | NotMeasured:
    """Return what an asset's returns are computed from, or why there is nothing."""
    try:
        return Aftermath(_close(asset, view, histories))
    except NotMeasured as why:
        return why


def _close(asset: Asset, view: MarketView, histories: Histories) -> pd.Series:
    """Return the level whose return is measured, on its own dates."""
    if asset == "SPX":
        return view.observations(INDEX)
    if asset == "MOMENTUM":
        return momentum_level(view)
    history = histories.frame(specs()["positioning.momentum_index"], view)
    return pd.Series(history["value"].to_numpy(np.float64), pd.DatetimeIndex(history["observed"]))
