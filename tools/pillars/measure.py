"""From a row of a pillar's table to its history: inputs resolved, dates of knowledge attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.lags import known_dates
from tools.market.view import MarketView
from tools.metrics.legs import leg_peaks
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.pillars.spec import (
    Chains,
    Either,
    Frame,
    Input,
    Known,
    Members,
    MetricSpec,
    Obs,
    Panel,
    Peak,
    Rank,
    Table,
)

ReadHistory = Callable[[str], tuple[MetricSpec, pd.DataFrame]]


def measure(spec: MetricSpec, view: MarketView, other: ReadHistory) -> pd.DataFrame:
    """Return a metric's whole history as it was known up to the view's date.

    Parameters
    ----------
    spec : MetricSpec
        The row. Its function's frame may have a column ``observed``, where a value rests on
        something older than its session.
    view : MarketView
        The wall: nothing beyond it can be reached.
    other : callable
        Gives another metric's row and history frame by id, for composites.

    Returns
    -------
    DataFrame
        Columns ``value`` (float, finite), ``observed`` (the date it refers to), ``known`` (the
        first close that could know it) and ``at`` (the day of an extreme, else NaT), in order of
        ``known``. Empty while no window is full.

    Raises
    ------
    NotMeasured
        When an input is absent from the market.
    """
    values = [resolve(i, view, other) for i in spec.inputs]
    result = spec.function(*values)
    frame = result if isinstance(result, pd.DataFrame) else result.to_frame("value")
    index = pd.DatetimeIndex(frame.index)
    out = pd.DataFrame({"value": frame["value"].to_numpy(np.float64)}, index=index)
    out["at"] = frame["at"].to_numpy() if "at" in frame else pd.NaT
    out["at"] = out["at"].astype("datetime64[us]")
    out["observed"], out["known"] = _dates(spec, values, index, view)
    for own in (frame.get("observed"), _newest_part(spec, index, other)):
        if own is not None:
            dated = pd.DatetimeIndex(own).as_unit("us")
            out["observed"] = np.fmin(out["observed"].to_numpy(), dated.to_numpy())
    out = out[np.isfinite(out["value"]) & out["observed"].notna()]
    stale = session_ages(view.sessions, out["known"], out["observed"]) > spec.max_age
    out = out[~stale] if by_session(spec) else out
    if spec.frequency in ("weekly", "monthly") and by_session(spec):
        out = out.drop_duplicates("observed")
    out = out[out["known"] <= view.sessions[-1]]
    return pd.DataFrame(out.reset_index(drop=True)[["value", "observed", "known", "at"]])


def _newest_part(
    spec: MetricSpec, index: pd.DatetimeIndex, other: ReadHistory
) -> pd.DatetimeIndex | None:
    """Return the date of the newest part of a metric made of others alone, by session."""
    if not all(isinstance(token, Rank) for token in spec.inputs):
        return None
    parts = []
    for token in spec.inputs:
        assert isinstance(token, Rank)
        frame = other(token.metric)[1]
        at = np.searchsorted(_us(frame["known"]), _us(index), side="right") - 1
        dated = np.append(_us(frame["observed"]), np.datetime64("NaT", "us"))
        parts.append(dated[at])
    return pd.DatetimeIndex(np.fmax.reduce(parts))


def _us(dates: pd.Series | pd.DatetimeIndex) -> npt.NDArray[np.datetime64]:
    return pd.DatetimeIndex(dates).as_unit("us").to_numpy()


def known_by(history: pd.DataFrame, view: MarketView) -> pd.DataFrame:
    """Return the rows of a history, in order of ``known``, that the view can see."""
    return history.iloc[: history["known"].searchsorted(view.sessions[-1], side="right")]


def by_session(spec: MetricSpec) -> bool:
    """Return whether a metric has its own value on each session, not on each observation."""
    return any(isinstance(i, Known | Peak) for i in spec.inputs)


def _dates(
    spec: MetricSpec, values: list[Any], index: pd.DatetimeIndex, view: MarketView
) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """Return the observed and the known date of each row of a result."""
    if by_session(spec):
        seen = [
            v["observed"].reindex(index)
            for i, v in zip(spec.inputs, values, strict=True)
            if isinstance(i, Known)
        ]
        observed = pd.concat(seen, axis=1).min(axis=1, skipna=False) if seen else index
        return pd.DatetimeIndex(observed).as_unit("us"), index.as_unit("us")
    known = index
    for series in _series(spec, view):
        known = pd.DatetimeIndex(
            np.maximum(known.values, known_dates(index, view.lag(series)).values)
        )
    return index.as_unit("us"), known.as_unit("us")


def _series(spec: MetricSpec, view: MarketView) -> Iterator[str]:
    for token in spec.inputs:
        if isinstance(token, Obs):
            yield token.series
        elif isinstance(token, Either):
            yield _either(token, view).series
        elif isinstance(token, Frame):
            yield from token.series


def session_ages(sessions: pd.DatetimeIndex, now: pd.Series, observed: pd.Series) -> pd.Series:
    """Return how many sessions lie after ``observed`` up to ``now``, elementwise."""
    day = sessions.as_unit("us").to_numpy()
    here = np.searchsorted(day, pd.DatetimeIndex(now).as_unit("us").to_numpy(), side="right")
    then = np.searchsorted(day, pd.DatetimeIndex(observed).as_unit("us").to_numpy(), side="right")
    return pd.Series(np.maximum(here - then, 0), index=observed.index)


def _either(token: Either, view: MarketView) -> Obs:
    return token.first if view.has(token.first.series) else token.second


def resolve(token: Input, view: MarketView, other: ReadHistory) -> Any:
    """Return what an input token stands for, as ``spec`` says of each."""
    match token:
        case Obs(series, field):
            return view.observations(series, field)
        case Known(series, field):
            return view.known(series, field)
        case Either():
            chosen = _either(token, view)
            return view.observations(chosen.series, chosen.field)
        case Frame(series, field):
            return view.columns(series, field)
        case Peak():
            return leg_peaks(view.observations("SPX"))
        case Panel(field, masked):
            return view.panel(field, masked=masked)
        case Members():
            return view.members()
        case Chains(underlying):
            return view.chains(underlying)
        case Table(name):
            return view.table(name)
        case Rank(metric):
            return rank_by_session(*other(metric), view.sessions)
    raise TypeError(f"no such input: {token!r}")


def rank_by_session(spec: MetricSpec, frame: pd.DataFrame, sessions: pd.DatetimeIndex) -> pd.Series:
    """Return a metric's percentile history as it was known at each session, in [0, 1].

    NaN before the least sample of its frequency, and where its last value was stale.
    """
    least = LEAST.get(spec.frequency)
    if frame.empty or least is None:
        return pd.Series(np.nan, index=sessions)
    ranks = expanding_percentile(frame["value"], least).to_numpy()
    known = pd.DatetimeIndex(frame["known"]).as_unit("us").to_numpy()
    at = np.searchsorted(known, sessions.as_unit("us").to_numpy(), side="right") - 1
    picked = np.where(at >= 0, at, 0)
    out = pd.Series(np.where(at >= 0, ranks[picked], np.nan), index=sessions)
    seen = frame["observed"].iloc[picked].set_axis(sessions)
    ages = session_ages(sessions, pd.Series(sessions, index=sessions), seen)
    return out.where(ages <= spec.max_age)
