"""What a market and its archive hold already, as a connector may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from tools.market.store import Store
from tools.sources.archive import Archive
from tools.sources.sessions import last_closed


@dataclass
class Held:
    """The standing of one source; see :class:`~tools.sources.request.Standing`.

    Attributes
    ----------
    now : datetime
        When the run began (UTC).
    since : date or None
        How far back a first pull reaches, None for all there is.
    again : frozenset of str
        Series and tickers whose whole history is to be asked for, as if nothing were held.
    running : bool
        Whether the bars of sessions that still run are wanted.
    """

    source: str
    store: Store
    archive: Archive
    now: datetime
    since: date | None = None
    again: frozenset[str] = frozenset()
    running: bool = False

    @property
    def session(self) -> date:
        """The last session that has closed in New York."""
        return last_closed(self.now)

    def last(self, series: str, vendor: str) -> date | None:
        """Return the date of the last stored observation of a series, None without one."""
        held = {} if series in self.again else self.store.manifest.series.get(series, {})
        entry = held.get(vendor)
        return date.fromisoformat(entry["last"]) if entry else None

    @cached_property
    def _keys(self) -> set[str]:
        return {kept.key for kept in self.archive.kept(self.source)}

    def asked(self, key: str) -> bool:
        """Return whether the archive holds a body of this source under the key."""
        return key in self._keys

    def members(self) -> tuple[str, ...]:
        """Return today's index members, in the S&P's spelling, in order; none if unknown."""
        entry = self.store.manifest.tables.get("membership")
        if entry is None:
            return ()
        spans = self.store.read(entry["object"], "table membership")
        today = pd.Timestamp(self.session)
        begun = spans["start_date"] <= today
        open_ = spans["end_date"].isna() | (spans["end_date"] > today)
        return tuple(sorted(set(spans.loc[begun & open_, "ticker"].astype("str"))))

    @cached_property
    def _prices(self) -> pd.Series:
        entry = self.store.manifest.panels.get("close")
        if entry is None:
            return pd.Series(dtype="datetime64[us]")
        frame = self.store.read(entry["object"], "panel close")
        return frame.apply(pd.Series.last_valid_index)

    def last_price(self, ticker: str) -> date | None:
        """Return the date of the last stored price of a member, None without one."""
        found = None if ticker in self.again else self._prices.get(ticker)
        return None if found is None or pd.isna(found) else pd.Timestamp(found).date()
