"""Readings of a user's own series: what it stands at, and how far it moved over a month.

Each series of a market's own manifest gets two readings under the pillar that its row names. They
are told and cited as any other, and the verdict, whose table of weights was fitted without them,
never weighs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.history.table import Tables
from tools.market.catalogue import SeriesRow, catalogue
from tools.market.describe import frequency
from tools.market.lags import known_dates
from tools.market.quoting import title
from tools.market.view import Market, MarketView
from tools.metrics.levels import level
from tools.pillars.spec import Frequency, MetricSpec, Obs
from tools.records import Display, NotMeasured, Reading

OWN = ".own_"
# By frequency: sessions after which a figure is stale, observations of a month and of two years.
PACES: Mapping[str, tuple[Frequency, int, int, int]] = {
    "daily": ("daily", 5, 21, 504),
    "weekly": ("weekly", 12, 4, 104),
    "monthly": ("monthly", 70, 1, 24),
    "quarterly": ("irregular", 140, 1, 8),
    "irregular": ("irregular", 70, 1, 24),
}
DISPLAYS: Mapping[str, Display] = {
    "usd": "usd",
    "percent": "share",
    "bp": "bp",
    "sigma": "sigma",
    "count": "large",
    "contracts": "large",
}
LEAST = 4  # changes without overlap that a standard deviation needs


def own_specs(view: MarketView) -> dict[str, MetricSpec]:
    """Return the rows of the readings of a market's own series, by id, in the manifest's order.

    A series of which nothing is known at the view's date has none yet.
    """
    known = catalogue()
    out: dict[str, MetricSpec] = {}
    for sid, row in view.own.items():
        if sid in known:
            continue
        try:
            often = frequency(pd.DatetimeIndex(view.observations(sid).index))
        except NotMeasured:
            continue
        out |= {spec.id: spec for spec in _specs(row, often)}
    return out


def own_readings(view: MarketView, histories: Histories) -> tuple[Reading, ...]:
    """Return the readings of a market's own series at the view's session."""
    return tuple(histories.reading(spec, view) for spec in own_specs(view).values())


def own_tables(
    market: Market, histories: Histories, sessions: pd.DatetimeIndex
) -> Iterator[pd.DataFrame]:
    """Yield the figures of each reading of a market's own series, one frame a reading.

    Parameters
    ----------
    market : Market
        The market.
    histories : Histories
        Its histories.
    sessions : DatetimeIndex
        Those of the market's sessions that are wanted, in order.

    Yields
    ------
    DataFrame
        As :func:`tools.history.table.reading_tables` does, without the sessions on which nothing of
        the series was known yet. Each session has the frequency that was seen by then.
    """
    tables = Tables(market, histories)
    parts: dict[str, list[pd.DataFrame]] = {}
    for sid, row in market.view().own.items():
        if sid in catalogue() or not len(sessions):
            continue
        for often, days in _paced(market, sid, sessions):
            for spec in _specs(row, often):
                parts.setdefault(spec.id, []).append(tables.of(spec, days))
    for found in parts.values():
        yield pd.concat(found).sort_values("session", ignore_index=True)


def _paced(
    market: Market, sid: str, sessions: pd.DatetimeIndex
) -> Iterator[tuple[str, pd.DatetimeIndex]]:
    """Yield the sessions by the frequency that a series was seen to have on them."""
    view = market.view(sessions[-1].date())
    try:
        seen = pd.DatetimeIndex(view.observations(sid).index)
    except NotMeasured:
        return
    known = known_dates(seen, view.lag(sid)).as_unit("us").to_numpy()
    counts = np.searchsorted(known, sessions.as_unit("us").to_numpy(), side="right")
    paces = {n: frequency(seen[:n]) for n in np.unique(counts[counts > 0])}
    for often in dict.fromkeys(paces.values()):
        yield often, sessions[[n > 0 and paces[n] == often for n in counts]]


def month_change(values: pd.Series, *, step: int, window: int) -> pd.Series:
    """Return the change over a month in standard deviations of such changes before it.

    Parameters
    ----------
    values : pd.Series
        Figures by observation date, in the user's unit.
    step : int
        Observations of a month.
    window : int
        Observations over which the standard deviation is taken; they end before the month.

    Returns
    -------
    pd.Series
        The change over ``step`` observations, over the standard deviation of the changes of as many
        observations that ended before it began. NaN until there are four of these without overlap,
        and where they do not vary.
    """
    clean = level(values).dropna()
    change = clean - clean.shift(step)
    spread = change.shift(step).rolling(window, min_periods=LEAST * step + 1).std()
    return change / spread.where(spread > 1e-12 * clean.abs().max())


def _share(values: pd.Series) -> pd.Series:
    """Return figures in per cent as ratios, which is how they are printed."""
    return level(values) / 100.0


def _display(row: SeriesRow) -> Display:
    """Return how a series' own figures are printed: a factor's returns as per cent."""
    if row.unit == "ratio" and row.kind == "factor":
        return "percent"
    return DISPLAYS.get(row.unit, "plain")


def _specs(row: SeriesRow, often: str) -> tuple[MetricSpec, MetricSpec]:
    pace, stale, step, window = PACES[often]
    name = f"{row.pillar}{OWN}{row.id.lower()}"
    # A manifest written by hand calls a series anything, also what reads as a reference or markup.
    label = title(row.name) or row.id
    about = f"{label}, from a file of the user's own"
    source = f"{title(row.source)}, series {row.id}"
    citation = "the user's own series; no literature"
    now = MetricSpec(
        id=name,
        label=label,
        unit="ratio" if row.unit == "percent" else row.unit,
        function=_share if row.unit == "percent" else level,
        inputs=(Obs(row.id),),
        window="as the file has it",
        stress="none",
        definition=f"{about}, as it stands. The verdict does not weigh it.",
        citation=citation,
        source=source,
        display=_display(row),
        frequency=pace,
        max_age=stale,
    )
    moved = MetricSpec(
        id=f"{name}_month",
        label=f"{label}, change over a month",
        unit="sigma",
        function=partial(month_change, step=step, window=window),
        inputs=(Obs(row.id),),
        window=f"{step} observations, against up to {window} before them",
        stress="none",
        definition=(
            f"{about}: its change over a month in standard deviations of its own such changes up "
            "to then. The verdict does not weigh it."
        ),
        citation=citation,
        source=source,
        display="sigma",
        reads="change",
        frequency=pace,
        max_age=stale,
        overlap=step,
    )
    return now, moved
