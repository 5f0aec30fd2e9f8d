"""What a market covers: first and last dates, gaps, and how stale each part of it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tools.market.catalogue import catalogue
from tools.market.quoting import title
from tools.market.tables import KNOWN_FROM
from tools.market.ticks import reverted_jumps
from tools.market.view import Market
from tools.records import NotMeasured

# Calendar days between two observations that are still no gap, and sessions after which the last
# observation is stale, by spacing; what comes irregularly has neither.
GAP = {"daily": 5, "weekly": 14, "monthly": 45, "quarterly": 120}
STALE = {"daily": 5, "weekly": 10, "monthly": 70, "quarterly": 130}
CHAIN_SESSIONS = 3
PRICES = ("price", "index")


@dataclass(frozen=True, slots=True)
class Coverage:
    """One part of a market as it stands at its last session.

    ``gaps`` counts spans without an observation longer than its spacing allows (five calendar days
    for daily series); ``widest`` is the longest of them in days and ``age`` the sessions between
    its last observation and the market's last session. ``suspects`` names values of a price or an
    index that stand apart from those around them; they are kept as the vendor has them.
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
    suspects: tuple[str, ...] = ()


def coverage(market: Market) -> tuple[Coverage, ...]:
    """Return every series of a market in the order of the catalogue, then panels, chains, tables.

    A series is that of the vendor whom the last session's view would choose.
    """
    contents = market.store.manifest
    view = market.view()
    out = []
    for sid, row in market.store.catalogue.items():
        if sid in contents.series:
            try:
                vendor = view.vendor(sid)
            except NotMeasured:
                vendor = next(iter(contents.series[sid]))
            frame = market.series_frame(sid, vendor)
            days = pd.DatetimeIndex(frame.index)
            name = row.name if sid in catalogue() else title(row.name)
            covered = _covered(sid, name, vendor, days, len(days), market.sessions)
            out.append(replace(covered, suspects=_suspects(frame) if row.kind in PRICES else ()))
    for field, entry in contents.panels.items():
        frame = market.frame(entry["object"], f"panel {field}")
        days, name = pd.DatetimeIndex(frame.index), f"Stock panel, {len(frame.columns)} tickers"
        out.append(_covered(f"panel {field}", name, "", days, len(days), market.sessions))
    for underlying, quotes in contents.chains.items():
        days, rows = pd.DatetimeIndex(sorted(quotes)), sum(e["rows"] for e in quotes.values())
        name = f"{underlying} option chains, {len(quotes)} dates"
        part = f"chain {underlying}"
        out.append(_covered(part, name, "", days, rows, market.sessions, CHAIN_SESSIONS))
    for table, entry in contents.tables.items():
        frame, column = market.frame(entry["object"], f"table {table}"), KNOWN_FROM.get(table)
        if column is not None:
            days = pd.DatetimeIndex(frame[column]).sort_values()
            what = f"table {table}"
            out.append(_covered(what, what.capitalize(), "", days, len(frame), market.sessions, 0))
    return tuple(out)


def _suspects(frame: pd.DataFrame) -> tuple[str, ...]:
    if "close" not in frame:
        return ()
    found = reverted_jumps(frame["close"])
    days = pd.DatetimeIndex(found.index)
    return tuple(f"{value:g} on {day:%Y-%m-%d}" for day, value in zip(days, found, strict=True))


def _covered(
    part: str,
    name: str,
    vendor: str,
    days: pd.DatetimeIndex,
    rows: int,
    sessions: pd.DatetimeIndex,
    fresh: int | None = None,
) -> Coverage:
    """Return one line; ``fresh`` makes it irregular, stale after so many sessions (0 for never)."""
    steps = np.diff(days.to_numpy()).astype("timedelta64[D]").astype(int)
    spacing = "irregular" if fresh is not None else _spacing(steps)
    wide = steps[steps > GAP[spacing]] if spacing in GAP else steps[:0]
    age = int((sessions > days[-1]).sum())
    limit = STALE.get(spacing, fresh or None)
    return Coverage(
        id=part,
        name=name,
        vendor=vendor,
        rows=rows,
        first=f"{days[0]:%Y-%m-%d}",
        last=f"{days[-1]:%Y-%m-%d}",
        spacing=spacing,
        gaps=len(wide),
        widest=int(wide.max()) if len(wide) else 0,
        age=age,
        stale=limit is not None and age > limit,
    )


def _spacing(steps: np.ndarray) -> str:
    days = int(np.median(steps)) if len(steps) else 1
    if days < 5:
        return "daily"
    return "weekly" if days < 20 else "monthly" if days < 60 else "quarterly"
