"""Lead and lag: when each asset broke, beside the index's first break."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.events.assets import ASSETS, BOUND, INDEX, Path, paths
from tools.events.comovement import strongest
from tools.market.view import MarketView
from tools.metrics.legs import EXTREME_WINDOW
from tools.metrics.scaling import SIGMA_WINDOW
from tools.timeline import BreakOrder, LeadLag

BEFORE = 10
DEEP = -0.05  # the leg's return from which a fall counts by depth alone, as in selloff.toml


@dataclass(frozen=True, slots=True)
class _Slide:
    """The index's slide: its peak, its onset, where leads are sought from, its first break."""

    sessions: pd.DatetimeIndex
    peak: pd.Timestamp
    onset: pd.Timestamp
    since: pd.Timestamp
    first_break: pd.Timestamp | None


def break_order(
    view: MarketView, peak: date, tracks: Mapping[str, Path | str] | None = None
) -> BreakOrder:
    """Return in which order the assets broke, beside the index, since its peak.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    peak : date
        The index's peak.
    tracks : mapping, optional
        The assets' paths, where they are at hand.

    Returns
    -------
    BreakOrder
        Empty on the day of the peak. Assets by first break, the largest of a day first, the index
        among them; then those without one, then those that were not measured, with the reason.

        *Onset*: the last session on which the index closed within two daily standard deviations of
        its peak; after a top that took months the slide begins there and not at the peak.

        *First break*: for the index the first day after the onset on which it fell by more than
        two daily standard deviations; where there is none and the leg is down by five per cent or
        more, the first such day since the peak, and the onset is the last session near the peak
        before it; for an asset the first own day, from ten sessions before the
        onset on, whose change lies beyond two of its own the way that hurts. The standard deviation
        is that of the 504 own changes up to the index's peak. For yields, Treasuries, the dollar
        and the yen either side counts and the sign of z tells which. ``sessions`` is negative where
        the asset broke earlier than the index.

        *Extreme*: the highest (or, for what hurts by rising, lowest) value of its last 63
        observations, or since ten sessions before the onset where that is longer; None for what
        hurts on either side.

        *Co-movement*: see ``strongest``, over the sessions since ten before the onset.

    Notes
    -----
    Days beyond two standard deviations come several times a year in calm times too. ``expected``
    adds up the chances that each asset had one by luck between the start and the index's break,
    1 - (1 - share)^n over its n days there, days taken as independent: breaks before the index's
    mean something where there are many more of them. ``close`` names assets whose day ends at
    another hour than New York's; a lag of one session may be nothing else.
    """
    tracks = tracks or paths(view, pd.Timestamp(peak))
    index = tracks[INDEX]
    if pd.Timestamp(peak) >= view.sessions[-1]:
        return BreakOrder()
    if isinstance(index, str):
        return BreakOrder(assets=tuple(_unmeasured(tracks)))
    slide = _slide(index, view.sessions)
    found = [(own, _row(own, index, slide)) for own in tracks.values() if isinstance(own, Path)]
    rows = [row for _, row in found]
    order = BreakOrder(
        onset=slide.onset.date(),
        assets=(*sorted(rows, key=_order), *_unmeasured(tracks)),
    )
    if slide.first_break is None:
        return order
    others = [(own, row) for own, row in found if own is not index]
    return replace(
        order,
        first_break=slide.first_break.date(),
        early=sum((row.sessions or 0) < 0 for _, row in others),
        expected=_by_luck(others, slide.since, slide.first_break),
    )


def sessions_between(origin: pd.Timestamp, day: pd.Timestamp, sessions: pd.DatetimeIndex) -> int:
    """Return how many sessions a day lies after another, negative if before.

    A day without a session counts as lying between its neighbours: Saturday is one session before
    Monday and one after Friday.
    """
    if day == origin:
        return 0
    early, late = (day, origin) if day < origin else (origin, day)
    gone = sessions.searchsorted(late, side="left") - sessions.searchsorted(early, side="right")
    return -int(gone + 1) if day < origin else int(gone + 1)


def _slide(index: Path, sessions: pd.DatetimeIndex) -> _Slide:
    """Return the index's onset and first break, from its own path."""
    after = index.levels[index.start :]
    near = index.start + np.flatnonzero(after >= after[0] - BOUND * index.sd)
    onset = int(near[-1])
    later = _first_break(index, onset + 1)
    if later is None and np.expm1(after[-1] - after[0]) <= DEEP:
        # After so deep a fall a day before a rally back to the peak may have been the break.
        later = _first_break(index, index.start + 1)
        onset = onset if later is None else int(near[near < later][-1])
    at = int(sessions.searchsorted(index.dates[onset]))
    return _Slide(
        sessions,
        index.dates[index.start],
        index.dates[onset],
        sessions[max(0, at - BEFORE)],
        None if later is None else index.dates[later],
    )


def _row(own: Path, index: Path, slide: _Slide) -> LeadLag:
    """Return how one asset stands in time to the index."""
    kind = own.asset
    first = int(index.dates.searchsorted(slide.onset)) + 1 if own is index else _since(own, slide)
    row = LeadLag(kind.asset, kind.group, kind.label, kind.unit, close=kind.close)
    row = replace(_turned(row, own, slide), share=_share(own))
    if own is not index:
        found = strongest(*_beside(own, index, slide))
        if found is not None:
            lag, rho, pairs = found
            row = replace(row, correlation_lag=lag, correlation=rho, correlation_n=pairs)
    at = _first_break(own, int(first))
    if at is None:
        return row
    day, origin = own.dates[at], slide.first_break
    return replace(
        row,
        first_break=day.date(),
        change=own.change(at),
        z=float(own.z[at]),
        sessions=None if origin is None else sessions_between(origin, day, slide.sessions),
    )


def _since(own: Path, slide: _Slide) -> int:
    return int(own.dates.searchsorted(slide.since))


def _first_break(own: Path, first: int) -> int | None:
    """Return the position of the first observation from one on that lies beyond the bound."""
    found = np.flatnonzero(own.adverse[first:] <= -BOUND)
    return first + int(found[0]) if len(found) else None


def _share(own: Path) -> float:
    """Return the share of the days up to the peak that lay beyond the bound."""
    past = own.adverse[own.start + 1 - SIGMA_WINDOW : own.start + 1]
    return float(np.mean(past <= -BOUND))


def _turned(row: LeadLag, own: Path, slide: _Slide) -> LeadLag:
    """Return the row with the asset's own extreme, where one side of it hurts."""
    if own.asset.hurts == "either":
        return row
    since = max(0, min(len(own.dates) - EXTREME_WINDOW, _since(own, slide)))
    window = own.levels[since:] if own.asset.hurts == "down" else -own.levels[since:]
    at = own.dates[since + int(window.argmax())]
    if own.asset.asset == INDEX:
        at = slide.peak
    lag = sessions_between(slide.peak, at, slide.sessions)
    return replace(row, peak=at.date(), peak_sessions=lag)


def _beside(
    own: Path, index: Path, slide: _Slide
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the changes of an asset and of the index from session to session of the slide."""
    days = slide.sessions[max(0, slide.sessions.searchsorted(slide.since) - 1) :]
    levels = [pd.Series(p.levels, index=p.dates).reindex(days).to_numpy() for p in (own, index)]
    return np.diff(levels[0]), np.diff(levels[1])


def _by_luck(
    others: Sequence[tuple[Path, LeadLag]], since: pd.Timestamp, until: pd.Timestamp
) -> float:
    """Return how many assets would have broken between two days by their usual frequency."""
    days = [int(np.diff(own.dates.searchsorted([since, until]))[0]) for own, _ in others]
    return float(
        sum(1.0 - (1.0 - (row.share or 0.0)) ** n for (_, row), n in zip(others, days, strict=True))
    )


def _unmeasured(tracks: Mapping[str, Path | str]) -> list[LeadLag]:
    """Return a row with the reason for each asset that has no path."""
    why = {name: own for name, own in tracks.items() if isinstance(own, str)}
    return [
        LeadLag(a.asset, a.group, a.label, a.unit, close=a.close, missing=why[a.asset])
        for a in ASSETS
        if a.asset in why
    ]


def _order(row: LeadLag) -> tuple[date, float]:
    return row.first_break or date.max, -abs(row.z or 0.0)
