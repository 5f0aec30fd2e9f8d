"""The brief: every reading, what is selling off, the verdict and the watch list, at a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import pandas as pd

from tools.events import timeline
from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.ranks import LEAST, mid_rank
from tools.pillars.registry import specs
from tools.records import Brief, Contribution, NoteRef, NotMeasured, Reading
from tools.selloff import INDEX, Picture, move_of, picture
from tools.verdict import EXTENSION, Case, verdict
from tools.watch import watch_list
from tools.weights import weights

CONTRIBUTIONS = {
    "rates": "macro.mimicking_return_rates",
    "dollar": "macro.mimicking_return_dollar",
}
# Long enough for an index that is published a week late to show the first days of a fall.
START = timedelta(days=12)
SINCE_PEAK = ("macro.epu_ratio",)


def build(
    view: MarketView,
    histories: Histories,
    *,
    asset: str = "SPX",
    notes: Iterable[NoteRef] = (),
) -> Brief:
    """Return the brief of a market at the view's date.

    Parameters
    ----------
    view : MarketView
        The wall.
    histories : Histories
        The metrics' histories of the same market.
    asset : str
        Whose move is reported; the verdict is on what the market as a whole did.
    notes : iterable of NoteRef
        Past notes that were recalled for it.

    Raises
    ------
    UnwindError
        When the asset is unknown.
    """
    seen = picture(view, histories)
    readings = histories.readings(view)
    by_id = {r.id: r for r in readings}
    when = timeline(view, seen.move.peak)
    move = move_of(asset, seen)
    case = Case(
        picture=seen,
        move=move,
        readings=by_id,
        at_peak=_at_peak(seen, view, histories),
        worst=_worst(seen, view, histories),
        at_start=_at_start(seen, view, histories),
        days=when.days,
        contributions=_contributions(by_id) if asset == INDEX else (),
    )
    return Brief(
        as_of=view.as_of,
        session=view.session,
        market=view.ref,
        selloff=seen.selloff,
        selloff_why=seen.why,
        selloff_share=seen.share,
        move=move,
        moves=seen.moves,
        moves_missing=seen.missing,
        readings=readings,
        at_peak=tuple(case.at_peak.values()),
        at_start=tuple(case.at_start.values()),
        verdict=verdict(case),
        watch=watch_list(view, histories, by_id),
        worst_days=when.days,
        breaks=when.breaks,
        calendar=when.calendar,
        notes=tuple(notes),
    )


def reading_on(view: MarketView, histories: Histories, metric: str, day: date) -> Reading:
    """Return a reading as it was known on an earlier day.

    Raises
    ------
    KeyError
        When there is no such metric.
    ValueError
        When the day lies beyond the view.
    """
    return histories.reading(specs()[metric], view.back(day))


def _at_peak(seen: Picture, view: MarketView, histories: Histories) -> dict[str, Reading]:
    """Return the readings that the verdict wants as they stood when the move began."""
    index = [row.reading for row in weights().evidence if row.when == "peak"]
    index += [m for members in weights().vulnerability.values() for m in members]
    wanted = dict.fromkeys(index, seen.move.peak)
    peaks = {m.asset: m.peak for m in seen.moves}
    for asset in seen.routed:
        if asset in EXTENSION:
            wanted[EXTENSION[asset]] = peaks[asset]
    then = {day: view.back(day) for day in set(wanted.values())}
    found = (histories.reading(specs()[metric], then[day]) for metric, day in wanted.items())
    return {reading.id: reading for reading in found if reading.value is not None}


def _at_start(seen: Picture, view: MarketView, histories: Histories) -> dict[str, Reading]:
    """Return the readings that must have led the fall, as they stood in its first days."""
    day = min(seen.move.peak + START, view.session)
    then = view.back(day)
    wanted = [row.reading for row in weights().trigger_evidence if row.led]
    return {metric: histories.reading(specs()[metric], then) for metric in wanted}


def _worst(seen: Picture, view: MarketView, histories: Histories) -> dict[str, float]:
    """Return the highest percentile of some readings since the peak, each in its own past."""
    out: dict[str, float] = {}
    for metric in SINCE_PEAK:
        try:
            history = histories.frame(specs()[metric], view)
        except NotMeasured:
            continue
        values = history["value"].to_numpy()
        after = (history["known"] > pd.Timestamp(seen.move.peak)).to_numpy().nonzero()[0]
        ranks = [mid_rank(values[: i + 1], values[i]) for i in after if i + 1 >= LEAST["daily"]]
        if ranks:
            out[metric] = max(ranks)
    return out


def _contributions(readings: Mapping[str, Reading]) -> tuple[Contribution, ...]:
    out = []
    for name, metric in CONTRIBUTIONS.items():
        reading = readings.get(metric)
        if reading is not None and reading.value is not None:
            out.append(Contribution(name, reading.value, metric))
    return tuple(out)
