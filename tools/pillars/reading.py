"""From a metric's history to the reading at a session: the figure, its rank, its age."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.view import MarketView
from tools.metrics.ranks import FULL, LEAST, mid_rank
from tools.pillars.measure import by_session, known_by
from tools.pillars.spec import MetricSpec, Peak
from tools.records import PILLARS, Reading

Count = TypeVar("Count", int, npt.NDArray[np.int64])
Rank = TypeVar("Rank", float, npt.NDArray[np.float64])


def reading(spec: MetricSpec, history: pd.DataFrame, view: MarketView) -> Reading:
    """Return the reading of a metric at the view's session.

    Parameters
    ----------
    spec : MetricSpec
        The metric's row.
    history : DataFrame
        Its history, as :func:`tools.pillars.measure.measure` gives it; rows known later are cut.
    view : MarketView
        The as-of market.

    Returns
    -------
    Reading
        With a reason in place of a value where there is no history yet or its end is stale.
    """
    seen = known_by(history, view)
    if seen.empty:
        return absent(spec, spec.gap or f"not enough history yet for its window ({spec.window})")
    stamps = {name: seen[name].iloc[-1] for name in ("observed", "known", "at")}
    observed = _day(stamps["observed"])
    age = len(view.sessions) - int(view.sessions.searchsorted(stamps["observed"], side="right"))
    if age > spec.max_age:
        return absent(spec, stale(spec, observed, age))
    if each_session(spec) and stamps["known"] != view.sessions[-1]:
        return absent(spec, unknown(spec))
    values = seen["value"].to_numpy(np.float64)
    least = LEAST.get(spec.frequency)
    ranked = least is not None and len(values) >= least
    percentile = mid_rank(values, values[-1]) if ranked else None
    weight = min(1.0, len(values) / FULL[spec.frequency]) if ranked else 1.0
    return Reading(
        **_words(spec),
        value=float(values[-1]),
        percentile=percentile,
        percentile_n=len(values),
        percentile_effective_n=effective(spec, len(values)),
        percentile_since=_day(seen["observed"].iloc[0]),
        percentile_short=weight < 1.0,
        percentile_weight=weight,
        stress=None if percentile is None else stress(spec, percentile),
        at=None if pd.isna(stamps["at"]) else _day(stamps["at"]),
        observed=observed,
        known=_day(stamps["known"]),
        age=age,
        estimate=spec.estimate,
    )


def absent(spec: MetricSpec, why: str) -> Reading:
    """Return the reading of a metric that could not be made, with its reason."""
    return Reading(**_words(spec), value=None, estimate=spec.estimate, missing=why)


def stale(spec: MetricSpec, observed: date, age: int) -> str:
    """Return why a reading has no value although its history has one: it is too old."""
    return spec.gap or f"stale: last value is of {observed}, {age} sessions old"


def each_session(spec: MetricSpec) -> bool:
    """Return whether a value holds on its own session only: the next may have another peak."""
    return by_session(spec) and spec.frequency not in ("weekly", "monthly")


def unknown(spec: MetricSpec) -> str:
    """Return why a reading that is made anew each session has no value on one."""
    peak = any(isinstance(token, Peak) for token in spec.inputs)
    what = "nothing is known since the peak yet" if peak else "nothing is known for this session"
    return spec.gap or what


def effective(spec: MetricSpec, n: Count) -> Count:
    """Return about how many of ``n`` values are independent, where their windows overlap."""
    return (
        np.maximum(1, n // spec.overlap) if isinstance(n, np.ndarray) else max(1, n // spec.overlap)
    )


def stress(spec: MetricSpec, percentile: Rank) -> Rank | None:
    """Return a percentile turned so that a high one always means more stress.

    It takes one or an array of them; None where neither side of a history means stress.
    """
    match spec.stress:
        case "high":
            return percentile
        case "low":
            return 1.0 - percentile
        case "both":
            return abs(2.0 * percentile - 1.0)
    return None


def _words(spec: MetricSpec) -> dict[str, Any]:
    if spec.pillar not in PILLARS:
        raise ValueError(f"{spec.id}: no such pillar")
    names = ("id", "pillar", "label", "unit", "window", "source", "definition", "citation")
    return {name: getattr(spec, name) for name in (*names, "display")}


def _day(stamp: pd.Timestamp) -> date:
    day: date = stamp.date()
    return day
