"""What a market covers: first and last dates, gaps, and how stale each series is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.market.view import Market
from tools.records import NotMeasured

GAP = {"daily": 5, "weekly": 14, "monthly": 45, "quarterly": 120}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One series of a market as it stands at its last session.

    ``gaps`` counts spans without an observation longer than its spacing allows (five calendar days
    for daily series); ``widest`` is the longest of them in days and ``age`` the sessions between
    its last observation and the market's last session.
    """

    id: str
    name: str
    vendor: str
    rows: int
    first: str
    last: str
    spacing: str
    gaps: int
    widest: int
    age: int
    stale: bool


def coverage(market: Market) -> tuple[Coverage, ...]:
    """Return every series of a market, in the order of the catalogue."""
    view = market.view()
    manifest = market.store.manifest
    out = []
    for sid, row in market.store.catalogue.items():
        if sid not in manifest.series:
            continue
        try:
            vendor = view.vendor(sid)
        except NotMeasured:
            vendor = next(iter(manifest.series[sid]))
        frame = market.frame(manifest.series[sid][vendor]["object"])
        days = pd.DatetimeIndex(frame.index)
        steps = np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int)
        typical = int(np.median(steps)) if len(steps) else 1
        spacing = _spacing(typical)
        wide = steps[steps > GAP[spacing]]
        age = int((view.sessions > days[-1]).sum())
        out.append(
            Coverage(
                id=sid,
                name=row.name,
                vendor=vendor,
                rows=len(frame),
                first=f"{days[0]:%Y-%m-%d}",
                last=f"{days[-1]:%Y-%m-%d}",
                spacing=spacing,
                gaps=len(wide),
                widest=int(wide.max()) if len(wide) else 0,
                age=age,
                stale=age > {"daily": 5, "weekly": 10, "monthly": 70, "quarterly": 130}[spacing],
            )
        )
    return tuple(out)


def _spacing(days: int) -> str:
    if days < 5:
        return "daily"
    return "weekly" if days < 20 else "monthly" if days < 60 else "quarterly"
