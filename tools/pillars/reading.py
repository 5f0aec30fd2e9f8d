"""From a metric's history to the reading at a session: the figure, its rank, its age."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market.view import MarketView
from tools.market.vintages import VENDOR
from tools.metrics.ranks import FULL, LEAST, mid_rank
from tools.pillars.measure import by_session
from tools.pillars.spec import Known, MetricSpec, Obs, Peak
from tools.records import PILLARS, Reading

Days = npt.NDArray[np.datetime64]
Count = TypeVar("Count", int, npt.NDArray[np.int64])
Rank = TypeVar("Rank", float, npt.NDArray[np.float64])
# How the source of a series that is revised says so, and what it says where vintages supply it.
REVISED, AS_IT_STOOD = "(as revised)", "(as it stood then, ALFRED)"


class Track(NamedTuple):
    """A metric's history as arrays of one length, in order of ``known``."""

    value: npt.NDArray[np.float64]
    observed: Days
    known: Days
    at: Days

    @classmethod
    def of(cls, history: pd.DataFrame) -> Track:
        """Return a history that :func:`tools.pillars.measure.measure` gave as arrays."""
        days = (history[name].to_numpy("datetime64[us]") for name in ("observed", "known", "at"))
        return cls(history["value"].to_numpy(np.float64), *days)

    def seen(self, view: MarketView) -> Track:
        """Return what a view can see."""
        end = np.searchsorted(self.known, view.sessions[-1].to_datetime64(), side="right")
        return Track(self.value[:end], self.observed[:end], self.known[:end], self.at[:end])


def reading(spec: MetricSpec, history: Track, view: MarketView) -> Reading:
    """Return the reading of a metric at the view's session.

    Parameters
    ----------
    spec : MetricSpec
        The metric's row.
    history : Track
        Its history; what was known later is cut.
    view : MarketView
        The as-of market.

    Returns
    -------
    Reading
        With a reason in place of a value where there is no history yet or its end is stale.
    """
    values, observed_days, known_days, at_days = history.seen(view)
    if not len(values):
        short = f"not enough history yet for its window ({spec.window})"
        return absent(spec, spec.never or spec.gap or short)
    observed, known, at = _day(observed_days[-1]), _day(known_days[-1]), at_days[-1]
    age = len(view.sessions) - int(view.sessions.searchsorted(observed_days[-1], side="right"))
    if age > spec.max_age:
        return absent(spec, stale(spec, observed, age))
    if each_session(spec) and known != view.session:
        return absent(spec, unknown(spec))
    least = LEAST.get(spec.frequency)
    ranked = least is not None and len(values) >= least
    percentile = mid_rank(values, values[-1]) if ranked else None
    weight = min(1.0, len(values) / FULL[spec.frequency]) if ranked else 1.0
    return Reading(
        **_words(spec) | {"source": _source(spec, view)},
        value=float(values[-1]),
        percentile=percentile,
        percentile_n=len(values),
        percentile_effective_n=effective(spec, len(values)),
        percentile_since=_day(observed_days[0]),
        percentile_short=weight < 1.0,
        percentile_weight=weight,
        stress=None if percentile is None else stress(spec, percentile),
        at=None if np.isnat(at) else _day(at),
        observed=observed,
        known=known,
        age=age,
        estimate=spec.estimate,
    )


def _source(spec: MetricSpec, view: MarketView) -> str:
    """Return where a reading comes from: of a revised series, from what is said of it now or then.

    It has a value, so that each of its series has a vendor.
    """
    if REVISED not in spec.source:
        return spec.source
    series = [token.series for token in spec.inputs if isinstance(token, Obs | Known)]
    then = any(view.vendor(name) == VENDOR for name in series)
    return spec.source.replace(REVISED, AS_IT_STOOD) if then else spec.source


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
    return {name: getattr(spec, name) for name in (*names, "display", "reads", "verb")}


def _day(stamp: np.datetime64) -> date:
    day: date = stamp.astype("datetime64[D]").item()
    return day
