"""Base rates: what followed each named condition, with the unconditional rate beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from tools.analogs.conditions import CONDITIONS, NAMES, NEAREST, Asset, Condition
from tools.analogs.held import Held, held, held_now
from tools.analogs.nearest import Analogs
from tools.analogs.outcomes import Aftermath
from tools.analogs.series import momentum_level
from tools.history import Histories
from tools.market.view import MarketView
from tools.pillars.registry import specs
from tools.precedents import BaseRate, Outcome
from tools.records import NotMeasured
from tools.selloff import INDEX

Told = Held | NotMeasured
LOSS = 21  # sessions for which a factor's loss of a month counts as present


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
        ``SPX``; a factor's apply for a month at most. A family that is absent is not falling: its
        conditions apply only while they hold, and so do those with clauses that are ``given``.

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
        state = _state(condition, now, _start(condition, view, peaks), view.session)
        out += _rates(condition, was, after[asset], state)
    return tuple(out)


def _start(condition: Condition, view: MarketView, peaks: Mapping[str, date]) -> date:
    """Return the day since which a condition must have held to apply."""
    if condition.given or condition.family not in peaks:
        return view.session
    if condition.family == INDEX:
        return peaks[INDEX]
    month = view.sessions[-min(LOSS, len(view.sessions))].date()
    return max(peaks[condition.family], month)


def _told(condition: Condition, view: MarketView, histories: Histories, now: bool = False) -> Told:
    try:
        return (held_now if now else held)(condition, view, histories)
    except NotMeasured as why:
        return why


class _State(NamedTuple):
    """Whether a condition applies, the last day on which it held, the event since the start."""

    applies: bool | None = None
    last: date | None = None
    began: date | None = None


def _state(condition: Condition, now: Told, start: date, session: date) -> _State:
    if isinstance(now, NotMeasured) or not len(now.dates):
        return _State()
    last = _day(now.last)
    if condition.published and not condition.now:
        return _State(None, last)
    if last is None or last < start:
        return _State(False, last)
    if condition.given:
        # It parts the events by what else held on them; today's part began with none of its own.
        return _State(True, last)
    # What held at the peak or soon before it began there, not this time: it has no date here.
    first = start if start == session else start + timedelta(days=1)
    since = np.flatnonzero(now.holds & (now.dates >= np.datetime64(first, "us")))
    fresh = len(since) and now.event[since[0]]
    return _State(True, last, _day(now.dates[since[0]]) if fresh else None)


def _day(stamp: np.datetime64 | None) -> date | None:
    day: date | None = None if stamp is None else stamp.astype("datetime64[D]").item()
    return day


def _rates(
    condition: Condition, was: Told, after: Aftermath | NotMeasured, state: _State
) -> list[BaseRate]:
    """Return a condition's rows."""
    since, moved = None, None
    if isinstance(was, NotMeasured) or isinstance(after, NotMeasured):
        why = str(was if isinstance(was, NotMeasured) else after)
        found = [Outcome(horizon=h, n=0, effective_n=0, missing=why) for h in condition.horizons]
    else:
        begin = was.dates[0] if len(was.dates) else None
        since = _day(begin)
        events = was.dates[was.event]
        found = [after.outcome(events, horizon, begin) for horizon in condition.horizons]
        # What is published late says nothing of the days since.
        if state.began is not None and condition.asset != "MOMENTUM":
            moved = after.moved(np.datetime64(state.began, "us"))
    return [
        BaseRate(
            **asdict(row),
            id=f"{condition.id}_{row.horizon}d",
            condition=condition.id,
            label=condition.label,
            asset=NAMES[condition.asset],
            applies=state.applies,
            last=state.last,
            since=since,
            began=state.began,
            moved=moved,
        )
        for row in found
    ]


def nearest_rates(view: MarketView, analogs: Analogs) -> tuple[BaseRate, ...]:
    """Return what followed the near ones among the nearest dates, as rows of a condition."""
    near = [analog.session for analog in analogs.found if analog.near]
    flags = view.sessions.isin(pd.DatetimeIndex(near))
    told = Held(view.sessions.to_numpy("datetime64[us]"), flags, flags)
    was = NotMeasured(analogs.missing) if analogs.missing else told
    after = Aftermath(view.observations(INDEX))
    return tuple(_rates(NEAREST, was, after, _State(bool(near), max(near, default=None))))


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
