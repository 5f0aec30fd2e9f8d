"""What the sources of a made-up world know at a clock: an imported market, cut at it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from tools.market.lags import known_dates
from tools.market.tables import visible_rows
from tools.market.view import Market
from tools.sources.plausible import units
from tools.sources.roster import members_on
from tools.sources.sessions import last_closed, new_york_day

Alter = Callable[[pd.DataFrame], pd.DataFrame]
# Of these FRED has the day's figure on the next business day, although their lag in the catalogue
# is none.
NEXT_DAY = frozenset("DGS2 DGS5 DGS10 DGS30 T10Y2Y T10YIE T5YIE VIX VXN SPX".split())
FIELDS = ("open", "high", "low", "close", "volume", "adj_close")
_SECTOR = ("Industrials", "Industrial Conglomerates")


@dataclass
class Past:
    """A market as its sources show it at a clock.

    Attributes
    ----------
    market : Market
        Where the figures come from.
    at : datetime
        The clock (UTC).
    most : int or None
        Only so many members, the first in order of the alphabet.
    altered : dict of str to callable
        By series, or "panel TICKER", how its frame is told otherwise: a revision, a fault.
    """

    market: Market
    at: datetime
    most: int | None = None
    altered: dict[str, Alter] = field(default_factory=dict)
    _panels: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day in New York."""
        return new_york_day(self.at)

    @property
    def session(self) -> date:
        """The last session that has closed."""
        return last_closed(self.at)

    def series(self, sid: str, source: str = "") -> pd.DataFrame:
        """Return what a source has of a series: its own frame where the market has it.

        A series that the market lacks altogether is made up, one plausible value a month.
        """
        frame = self._told(sid, source)
        lag = self.market.catalogue[sid].lag
        end = self.session if lag == "0d" else self.day
        if source == "fred" and sid in NEXT_DAY:
            end = end - timedelta(days=1)
        known = known_dates(pd.DatetimeIndex(frame.index), lag)
        return frame[np.asarray(known <= pd.Timestamp(end))]

    def running(self, sid: str, source: str, day: date) -> pd.DataFrame:
        """Return a price series up to a day whose bar may still run, and then is another."""
        frame = self._told(sid, source)
        return frame[frame.index <= pd.Timestamp(day)]

    def holds(self, sid: str) -> bool:
        """Whether the market has a series at all."""
        return sid in self.market.store.manifest.series

    def _told(self, sid: str, source: str) -> pd.DataFrame:
        if self.holds(sid):
            vendors = self.market.vendors(sid)
            close = self.market.view().vendor(sid)
            frame = self.market.series_frame(sid, source if source in vendors else close)
        else:
            frame = _made(sid)
        return self.altered.get(sid, _same)(frame)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as it was known."""
        held = self.market.store.manifest.tables
        if name not in held:
            return pd.DataFrame()
        frame = self.market.frame(held[name]["object"], name)
        return visible_rows(name, frame, pd.Timestamp(self.day))

    def whole_table(self, name: str) -> pd.DataFrame:
        """Return a table with what lies ahead: dates of meetings are known before them."""
        held = self.market.store.manifest.tables
        return self.market.frame(held[name]["object"], name) if name in held else pd.DataFrame()

    def members(self) -> tuple[str, ...]:
        """Return the members of the day that trade."""
        close = self.panel("close")
        last = close.loc[: pd.Timestamp(self.session)].iloc[-5:]
        trading = set(last.columns[last.notna().any()])
        names = [t for t in members_on(self.table("membership"), pd.Timestamp(self.day))]
        return tuple(t for t in names if t in trading)[: self.most]

    def spans(self) -> pd.DataFrame:
        """Return the spans of membership that are known, of those members alone if they are few."""
        spans = self.table("membership")[["ticker", "start_date", "end_date"]]
        if self.most is not None:
            spans = spans[spans["ticker"].isin(self.members())]
        return spans.drop_duplicates(["ticker", "start_date"]).reset_index(drop=True)

    def sectors(self) -> Mapping[str, tuple[str, str]]:
        """Return sector and industry of each member; one that has left since has others."""
        table = self.table("sectors")
        pairs = zip(table["sector"], table["industry"], strict=True)
        known = dict(zip(table["ticker"], pairs, strict=True))
        return {ticker: known.get(ticker, _SECTOR) for ticker in self.members()}

    def panel(self, name: str) -> pd.DataFrame:
        """Return a field of the stock panel."""
        if name not in self._panels:
            entry = self.market.store.manifest.panels[name]
            self._panels[name] = self.market.frame(entry["object"], f"panel {name}")
        return self._panels[name]

    def stock(self, ticker: str) -> pd.DataFrame:
        """Return a member's bars, those after the clock's day left out."""
        frame = pd.DataFrame({f: self.panel(f)[ticker] for f in FIELDS if ticker in self.panel(f)})
        frame = self.altered.get(f"panel {ticker}", _same)(frame)
        return frame.dropna(subset="close").loc[: pd.Timestamp(self.day)]


def _same(frame: pd.DataFrame) -> pd.DataFrame:
    return frame


def _made(sid: str) -> pd.DataFrame:
    """Return a made-up monthly series in the unit of a series that the market lacks."""
    if sid not in units():
        return pd.DataFrame({"close": pd.Series(dtype="float64", index=pd.DatetimeIndex([]))})
    unit = units()[sid]
    low, high = unit.usual
    middle = np.sqrt(max(low, high / 100) * high)
    index = pd.date_range("2005-01-01", "2035-12-01", freq="MS", name="date").as_unit("us")
    noise = np.random.default_rng(zlib.crc32(sid.encode())).uniform(0.9, 1.1, len(index))
    values = middle * noise
    if unit.step:
        values = np.round(values / unit.step) * unit.step
    return pd.DataFrame({"close": values.round(6)}, index=index)
