"""From a reading's history to the panel of a chart: window, thresholds, value axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.charts.plot import Align, Days, Level, Panel, Values, as_date
from tools.formatting import UNIT_KINDS, Kind, figure
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.legs import leg_peaks
from tools.pillars.registry import specs
from tools.pillars.spec import Known, MetricSpec, Peak
from tools.records import NotMeasured, Reading

LOW, HIGH = 0.05, 0.95
FLOORS = (0.80, 0.95, 0.99)
# The longest silence, in days, that a line may bridge.
GAPS = {"daily": 10, "weekly": 21, "monthly": 70, "irregular": 400}
FEW = 60
LEAST = 3
PAD = 0.07
# The range is cut to all but the outermost shares of the values where it is so many times wider.
OUTER, FLATTENED = 0.005, 30.0
# A threshold that would squeeze the line into less than this share of the height is left out.
SQUEEZE = 0.4
# Where the name of a threshold begins and ends, as shares of the width.
PLACES: Mapping[Align, tuple[float, float]] = {
    "left": (0.0, 0.35),
    "center": (0.32, 0.68),
    "right": (0.65, 1.0),
}
WORDED_DOMAINS = {"indicator": (-0.1, 1.1), "sign": (-1.2, 1.2)}


@dataclass(frozen=True, slots=True)
class Past:
    """A reading's whole history at a session, on the days that a chart shows it."""

    spec: MetricSpec
    kind: Kind
    days: Days
    values: Values
    reading: Reading

    @property
    def severity(self) -> int:
        """The band of the reading toward stress, 0 to 3."""
        stress = self.reading.stress
        return 0 if stress is None else sum(stress >= floor for floor in FLOORS)

    @property
    def since(self) -> date:
        """The first day."""
        return as_date(self.days[0])

    def on(self, when: date) -> float | None:
        """Return the last value by a day; None before the first."""
        place = int(np.searchsorted(self.days, np.datetime64(when, "us"), side="right"))
        return float(self.values[place - 1]) if place else None


def past(view: MarketView, histories: Histories, reading_id: str) -> Past:
    """Return what is known of a reading at the view's session.

    Raises
    ------
    NotMeasured
        With the reason, where there is no value yet.
    KeyError
        When there is no such reading.
    """
    spec = specs()[reading_id]
    frame = histories.frame(spec, view)
    reading = histories.reading(spec, view)
    if frame.empty:
        raise NotMeasured(reading.missing or "no value yet")
    # A figure of many series is dated by the session: its oldest part would repeat a date.
    by_session = any(isinstance(i, Known | Peak) for i in spec.inputs)
    dated = frame["known" if by_session and spec.frequency == "daily" else "observed"]
    return Past(
        spec,
        UNIT_KINDS.get(spec.unit, spec.display),
        pd.DatetimeIndex(dated).as_unit("us").to_numpy(),
        frame["value"].to_numpy(np.float64),
        reading,
    )


def first_measured(view: MarketView, histories: Histories, ids: Sequence[str]) -> Past:
    """Return the first reading with a value at the session, else the first that ever had one.

    Raises
    ------
    NotMeasured
        With the reason of the first, where none ever had one.
    """
    found: list[Past] = []
    reasons: list[NotMeasured] = []
    for reading_id in ids:
        try:
            found.append(past(view, histories, reading_id))
        except NotMeasured as why:
            reasons.append(why)
    if not found:
        raise reasons[0]
    return next((seen for seen in found if seen.reading.value is not None), found[0])


def index_peak(view: MarketView) -> date:
    """Return the day from which the index's current leg is measured."""
    peak: date = leg_peaks(view.observations("SPX")).iloc[-1].date()
    return peak


def first_day(days: Days, session: date, years: float | None) -> date:
    """Return where the time axis begins: the window, or earlier where it holds too little."""
    start, last = as_date(days[0]), as_date(days[-1])
    if years is not None:
        window = session - timedelta(days=round(365.25 * years))
        inside = np.count_nonzero(days >= np.datetime64(window, "us"))
        if inside >= min(LEAST, len(days)):
            start = max(start, window)
    # A line needs a width: one measurement stands at the end of a month.
    return min(start, last - timedelta(days=30))


def panel_of(seen: Past, first: date) -> Panel:
    """Return the line of a reading from a day on, with the thresholds of its whole history."""
    start = int(np.searchsorted(seen.days, np.datetime64(first, "us")))
    days, values = seen.days[start:], seen.values[start:]  # noqa: PD011 (arrays)
    few = len(days) <= FEW
    panel = Panel(
        days=days,
        values=values,
        kind=seen.kind,
        domain=WORDED_DOMAINS.get(seen.kind) or _domain(values),
        end=figure(float(values[-1]), seen.kind),
        severity=seen.severity,
        current=seen.reading.value is not None,
        dots=few,
        sparse=few and seen.spec.frequency == "irregular",
        gap=GAPS[seen.spec.frequency],
    )
    ranked = seen.reading.percentile is not None and seen.kind not in WORDED_DOMAINS
    return _with_thresholds(panel, seen) if ranked else panel


def _domain(values: Values) -> tuple[float, float]:
    """Return the values' range with room at both ends, none below or above a floor of zero.

    A ratio whose denominator nearly vanished would flatten all the rest: it lies beyond the axis.
    """
    low, high = float(values.min()), float(values.max())
    inner_low, inner_high = (float(q) for q in np.quantile(values, (OUTER, 1 - OUTER)))
    if 0 < FLATTENED * (inner_high - inner_low) < high - low:
        last = float(values[-1])
        low, high = min(inner_low, last), max(inner_high, last)
    pad = PAD * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad if low else low, high + pad if high or not low else high


def _with_thresholds(panel: Panel, seen: Past) -> Panel:
    low, high = (float(q) for q in np.quantile(seen.values, (LOW, HIGH)))
    domain = _widened(panel.domain, low, high)
    usual = max(low, domain[0]), min(high, domain[1])
    year = seen.since.year
    severe = seen.spec.stress != "none"
    below = Level(low, f"5th percentile since {year}", above=False, severe=severe)
    above = Level(high, f"95th percentile since {year}", above=True, severe=severe)
    levels = {"low": (below,), "high": (above,)}.get(seen.spec.stress, (below, above))
    return replace(
        panel,
        domain=domain,
        usual=usual if usual[0] < usual[1] else None,
        levels=tuple(
            _placed(level, panel, domain)
            for level in levels
            if low < high and domain[0] < level.value < domain[1]
        ),
    )


def _widened(domain: tuple[float, float], low: float, high: float) -> tuple[float, float]:
    """Return the domain with those thresholds in it that leave the line most of the height."""
    span = domain[1] - domain[0]
    for level in (low, high):
        wider = min(domain[0], level), max(domain[1], level)
        if wider != domain and span / (wider[1] - wider[0]) >= SQUEEZE:
            pad = PAD * (wider[1] - wider[0])
            domain = (
                wider[0] - pad if 0 != wider[0] < domain[0] else wider[0],
                wider[1] + pad if 0 != wider[1] > domain[1] else wider[1],
            )
    return domain


def _placed(level: Level, panel: Panel, domain: tuple[float, float]) -> Level:
    """Return a threshold with its name where the fewest values lie beyond it."""
    days, values = panel.days, panel.values  # noqa: PD011 (arrays)
    share = (days - days[0]) / max(days[-1] - days[0], np.timedelta64(1, "D"))
    beyond = values > level.value if level.above else values < level.value
    inside = {a: (share >= low) & (share <= high) for a, (low, high) in PLACES.items()}
    align = min(PLACES, key=lambda a: int(beyond[inside[a]].sum()))
    room = domain[1] - level.value if level.above else level.value - domain[0]
    outward = room > 0.08 * (domain[1] - domain[0])
    return replace(level, align=align, above=level.above if outward else not level.above)
