"""From a reading's history to the panel of a chart: window, thresholds, value axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from tools.charts.plot import Days, Level, Panel, Values, as_date
from tools.formatting import UNIT_KINDS, Kind, figure, percentile
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.legs import leg_peaks
from tools.own import own_specs
from tools.pillars.reading import each_session
from tools.pillars.registry import specs
from tools.pillars.spec import MetricSpec
from tools.records import NotMeasured, Reading

LOW, HIGH = 0.05, 0.95
FLOORS = (0.80, 0.95, 0.99)
# The longest silence, in days, that a line may bridge.
GAPS = {"daily": 10, "weekly": 21, "monthly": 70, "irregular": 400}
FEW = 72
PAD = 0.08
# A range so many times that of all but the outermost shares of the values, or so many the usual
# one, is cut: to what lies no further beyond that and the last value than so many times its width.
OUTER, FLATTENED, DWARFED, BEYOND = 0.01, 6.0, 25.0, 1.5
# A threshold that would squeeze the line into less than this share of the height is left out.
SQUEEZE = 0.45
# The share of the height that the name of a threshold takes outside it.
NAME = 0.085
WORDED_DOMAINS = {"indicator": (-0.1, 1.1), "sign": (-1.2, 1.2)}
STEPPED = {"count", "indicator", "sign"}


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
        place = self.place(when)
        return None if place is None else float(self.values[place])

    def place(self, when: date) -> int | None:
        """Return the position of the last value by a day; None before the first."""
        after = int(np.searchsorted(self.days, np.datetime64(when, "us"), side="right"))
        return after - 1 if after else None


def past(view: MarketView, histories: Histories, reading_id: str) -> Past:
    """Return what is known of a reading at the view's session.

    Raises
    ------
    NotMeasured
        With the reason, where there is no value yet.
    KeyError
        When there is no such reading.
    """
    spec = specs().get(reading_id) or own_specs(view)[reading_id]
    frame = histories.frame(spec, view)
    reading = histories.reading(spec, view)
    if frame.empty:
        raise NotMeasured(reading.missing or "no value yet")
    # A figure of many series is dated by the session: its oldest part would repeat a date.
    dated = frame["known" if each_session(spec) else "observed"]
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


def panel_of(seen: Past, first: date) -> Panel:
    """Return the line of a reading from a day on, with the thresholds of its whole history."""
    start = int(np.searchsorted(seen.days, np.datetime64(first, "us")))
    days, values = seen.days[start:], seen.values[start:]  # noqa: PD011 (arrays)
    few = len(days) <= FEW
    ranked = seen.reading.percentile is not None and seen.kind not in WORDED_DOMAINS
    usual = (float(np.quantile(seen.values, LOW)), float(np.quantile(seen.values, HIGH)))
    panel = Panel(
        days=days,
        values=values,
        kind=seen.kind,
        domain=WORDED_DOMAINS.get(seen.kind)
        or _domain(values, seen.kind, usual if ranked else None),
        end=figure(float(values[-1]), seen.kind),
        severity=seen.severity,
        current=seen.reading.value is not None,
        dots=few and seen.kind not in STEPPED,
        sparse=few and seen.spec.frequency == "irregular",
        stepped=seen.kind in STEPPED,
        filled=seen.kind in WORDED_DOMAINS,
        gap=GAPS[seen.spec.frequency],
    )
    return _with_thresholds(panel, seen, usual) if ranked and usual[0] < usual[1] else panel


def _domain(values: Values, kind: Kind, usual: tuple[float, float] | None) -> tuple[float, float]:
    """Return the values' range with room at both ends, none below or above a floor of zero.

    What would flatten all the rest lies beyond the axis: a ratio whose denominator nearly vanished,
    or a shock many times as wide as the usual range.
    """
    low, high = float(values.min()), float(values.max())
    inner = tuple(float(q) for q in np.quantile(values, (OUTER, 1 - OUTER)))
    for times, (least, most) in ((FLATTENED, inner), (DWARFED, usual or inner)):
        if 0 < times * (most - least) < high - low:
            last = float(values[-1])
            least, most = min(least, last), max(most, last)
            far = BEYOND * (most - least)
            near = values[(values >= least - far) & (values <= most + far)]
            low, high = float(near.min()), float(near.max())
    if figure(low, kind) == figure(high, kind):
        # Values that are printed alike are a size, seen beside nothing.
        low, high = min(low, 0.0), max(high, 0.0)
    pad = PAD * (high - low) or 1.0
    return low - pad if low else low, high + pad if high or not low else high


def _with_thresholds(panel: Panel, seen: Past, usual: tuple[float, float]) -> Panel:
    low, high = usual
    side = seen.spec.stress
    sides = {"low": (LOW,), "high": (HIGH,), "both": (LOW, HIGH)}.get(side, ())
    bounds = float(np.min(seen.values)), float(np.max(seen.values))
    levels = [
        Level(low, f"{percentile(LOW)} percentile", upper=False, severe=LOW in sides),
        Level(high, f"{percentile(HIGH)} percentile", upper=True, severe=HIGH in sides),
    ]
    # The side that matters comes first, is kept if one can be, and says since when both rank.
    levels.sort(key=lambda level: (not level.severe, not level.upper))
    domain = panel.domain
    for level in levels:
        domain = _widened(domain, level, panel.domain)
    within = [level for level in levels if domain[0] <= level.value <= domain[1]]
    # Nothing lies beyond a floor or a ceiling.
    within = [level for level in within if level.value not in bounds]
    named = [replace(level, label=f"{level.label} since {seen.since.year}") for level in within[:1]]
    band = max(low, domain[0]), min(high, domain[1])
    return replace(
        panel,
        domain=domain,
        usual=band if band[0] < band[1] else None,
        levels=(*named, *within[1:]),
        outside=tuple(v for v in levels if not domain[0] <= v.value <= domain[1]),
    )


def _widened(
    domain: tuple[float, float], level: Level, line: tuple[float, float]
) -> tuple[float, float]:
    """Return the domain with a threshold and its name in it, if the line keeps enough height."""
    low, high = domain
    if level.upper:
        high = max(high, level.value + NAME * (max(high, level.value) - low))
        high = min(high, 0.0) if max(line[1], level.value) <= 0 else high
    else:
        low = min(low, level.value - NAME * (high - min(low, level.value)))
        low = max(low, 0.0) if min(line[0], level.value) >= 0 else low
    return domain if (line[1] - line[0]) / (high - low) < SQUEEZE else (low, high)
