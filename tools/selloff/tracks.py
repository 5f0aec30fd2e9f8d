"""Every family's move on every session, as it was known at that session's close."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.events.assets import TICK, without_ticks
from tools.history import Histories
from tools.market.lags import known_dates
from tools.market.view import MarketView
from tools.metrics.families import SHORT_WINDOWS, adverse_z, family_moves, relative_price
from tools.metrics.legs import EXTREME_WINDOW, leg_peaks, sessions_since
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.metrics.rates import change_since_peak_z
from tools.metrics.scaling import SIGMA_WINDOW, additive, trailing_sd, window_z
from tools.pillars.registry import specs
from tools.pillars.spec import Obs
from tools.records import NotMeasured
from tools.selloff.code import code
from tools.selloff.families import FAMILIES, INDEX, Family
from tools.selloff.thresholds import thresholds

FAST = tuple(f"z{n}" for n in SHORT_WINDOWS)


def index_track(view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return the index's leg by session.

    Columns: ``peak``, ``sessions`` since it, ``return``, ``z`` from the peak, ``z5`` and ``z10``,
    ``level`` (log) and ``known``.
    """
    return histories.once(f"index {code()}", (Obs(INDEX),), view, _leg)


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
            **{f"z{n}": window_z(close, n) for n in SHORT_WINDOWS},
            "level": np.log(close),
            "known": close.index,
        }
    )


def track(family: Family, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return a family's move on every session, as it was known at that session's close.

    Returns
    -------
    DataFrame
        From the first session that has a z: ``observed`` (the date of the last value known),
        ``age`` (sessions since), ``value`` (as quoted), ``peak``, ``sessions`` and ``move`` (from
        the trailing extreme), ``z``, ``z5``, ``z10``, ``with_index`` (z since the peak of the
        index's leg), ``fast`` (rank among ``n`` of the worse short z, high where it hurts),
        ``level`` (log or bp). All signs are the series' own.

    Raises
    ------
    NotMeasured
        When the market holds nothing of it yet, or too little.
    """
    name, inputs = f"{family!r} {code()}", (Obs(INDEX), *family.inputs)
    frame = histories.once(name, inputs, view, lambda seen: _track(family, seen, histories))
    if frame.empty:
        raise NotMeasured("not enough history")
    return frame


def tracks(
    view: MarketView, histories: Histories
) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    """Return every family's track by asset, and why one cannot be told at the session."""
    found: dict[str, pd.DataFrame] = {}
    missing: dict[str, str] = {}
    for family in FAMILIES:
        try:
            frame = track(family, view, histories)
        except NotMeasured as why:
            missing[family.asset] = str(why)
            continue
        found[family.asset] = frame
        if frame["age"].iloc[-1] > thresholds().shown.stale:
            missing[family.asset] = f"stale: last value is of {frame['observed'].iloc[-1].date()}"
    return found, missing


def levels(
    family: Family, view: MarketView, histories: Histories
) -> tuple[pd.Series, npt.NDArray[np.datetime64]]:
    """Return a family's level by observation date, and from when each was known.

    Raises
    ------
    NotMeasured
        When the market holds nothing of it.
    """
    if family.metric:
        history = histories.frame(specs()[family.metric], view)
        dates = pd.DatetimeIndex(history["observed"].to_numpy())
        return pd.Series(history["value"].to_numpy(), index=dates), history["known"].to_numpy()
    level = view.observations(family.series, family.field)
    if family.against:
        level = relative_price(level, view.observations(family.against, family.field))
    dates = pd.DatetimeIndex(level.index)
    parts = [known_dates(dates, view.lag(name)).to_numpy() for name in family.names]
    return level, np.max(parts, axis=0)


def _track(family: Family, view: MarketView, histories: Histories) -> pd.DataFrame:
    level, known = levels(family, view, histories)
    when = pd.Series(known, index=level.index)
    moves = _moves(family, level)
    moves = moves[moves["z"].notna()]
    worst = adverse_z(moves, family.hurts)[[*FAST]].min(axis=1)
    moves["fast"] = 1.0 - expanding_percentile(worst, LEAST["daily"])
    moves["n"] = worst.notna().cumsum()
    sessions = view.sessions
    at = np.searchsorted(when.reindex(moves.index).to_numpy(), sessions, side="right") - 1
    sessions = sessions[at >= 0]
    out = moves.iloc[at[at >= 0]].set_axis(sessions)
    out["observed"] = moves.index[at[at >= 0]]
    position = np.searchsorted(view.sessions, out["observed"], side="right")
    out["age"] = np.maximum(np.searchsorted(view.sessions, sessions, side="right") - position, 0)
    out["value"] = level.reindex(out["observed"]).to_numpy()
    logs = additive(level, family.scale).reindex(out["observed"])
    out["level"] = logs.ffill().to_numpy()
    peak = leg_peaks(view.observations(INDEX)).reindex(sessions)
    seen = out[["value", "observed"]]
    out["with_index"] = change_since_peak_z(seen, level, peak, family.scale)
    out["known"] = sessions
    return out


def _moves(family: Family, level: pd.Series) -> pd.DataFrame:
    """Return a family's moves by observation.

    A close at or below zero has no logarithm: its simple return stands for it. A change of a
    currency beyond what they do is believed once the next day has not taken it back.
    """
    if family.ticks:
        logs = additive(level, family.scale)
        kept = without_ticks(logs)
        frame = family_moves(level.reindex(kept.index), family.scale, family.hurts)
        return frame[~(logs.diff().abs() > TICK).reindex(frame.index)]
    frame = family_moves(level, family.scale, family.hurts)
    if family.scale != "log" or not (level <= 0.0).any():
        return frame
    below = level[level <= 0.0]
    first = level[level > 0.0].first_valid_index()
    days = pd.DatetimeIndex(below.index[below.index > first] if first is not None else [])
    rows = {day: _below_zero(level, day, family) for day in days}
    if not rows:
        return frame
    return pd.concat([frame, pd.DataFrame.from_dict(rows, orient="index")]).sort_index()


def _below_zero(
    level: pd.Series, day: pd.Timestamp, family: Family
) -> dict[str, float | pd.Timestamp]:
    """Return the move to a close at or below zero, in simple returns on the prices before it."""
    before = level[(level.index < day) & (level > 0.0)]
    prices, close = before.to_numpy(), float(level[day])
    changes = np.diff(np.log(prices), prepend=np.nan)

    def scaled(start: int) -> float:
        if start < 0:
            return float("nan")
        sd = trailing_sd(changes, np.array([start]), SIGMA_WINDOW)[0]
        if not sd > 0.0:
            return float("nan")
        return float((close / prices[start] - 1.0) / (sd * np.sqrt(len(prices) - start)))

    last = len(prices)
    high = max(last - EXTREME_WINDOW + 1, 0)
    high += int(prices[high:].argmax())
    falls = family.hurts == "down"
    return {
        "peak": before.index[high] if falls else day,
        "sessions": float(last - high) if falls else 0.0,
        "move": close / prices[high] - 1.0 if falls else 0.0,
        "z": scaled(high) if falls else 0.0,
        **{f"z{n}": scaled(last - n) for n in SHORT_WINDOWS},
    }
