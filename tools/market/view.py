"""The one wall between the data and everything that reads them: a market as of a date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from tools.market.catalogue import Catalogue
from tools.market.chain import OptionChain
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.market.supply import Supply
from tools.market.tables import visible_rows
from tools.records import MarketRef, NotMeasured, UnwindError

CALENDAR = "SPX"


class Market(Supply):
    """A market that can be looked at as of any date.

    Parameters
    ----------
    folder : Path
        Its folder under ``UNWIND_HOME/markets``.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(Store(folder))
        if not self.store.manifest_path.exists():
            if not self.store.remote and (folder / "manifest.damaged.json").exists():
                mend = f"unwind market verify {folder.name} makes it anew"
                raise UnwindError(f"market {folder.name}: its rebuild was broken off: {mend}")
            raise UnwindError(f"no market named {folder.name}: import one, or use --market demo")
        vendors = self.store.manifest.series.get(CALENDAR, {})
        frames = [self.series_frame(CALENDAR, vendor) for vendor in vendors]
        days = [f["close"].dropna().index.to_numpy() for f in frames if "close" in f]
        if not days:
            raise UnwindError(f"market {folder.name} holds no {CALENDAR} closes, so no sessions")
        self.sessions = pd.DatetimeIndex(np.unique(np.concatenate(days)))

    @property
    def name(self) -> str:
        """The market's name."""
        return self.store.manifest.name

    @property
    def simulated(self) -> bool:
        """Whether its data were made up."""
        return self.store.manifest.simulated

    def view(self, as_of: date | None = None) -> MarketView:
        """Return the market as it was known after New York's close on ``as_of``.

        Parameters
        ----------
        as_of : date, optional
            Defaults to the last session.

        Raises
        ------
        UnwindError
            When the date lies before the first session or after the last one's week.
        """
        first, last = self.sessions[0].date(), self.sessions[-1].date()
        as_of = as_of or last
        if not first <= as_of <= (self.sessions[-1] + pd.Timedelta(days=3)).date():
            raise UnwindError(
                f"market {self.name} covers {first} to {last}: no as-of date {as_of} in it"
            )
        return MarketView(self, as_of)


class MarketView:
    """All of a market that was knowable at the as-of date's close, and no more.

    Attributes
    ----------
    as_of : date
        The date that was asked for.
    session : date
        The last session on or before it.
    sessions : DatetimeIndex
        The S&P's sessions up to then.
    """

    def __init__(self, market: Market, as_of: date) -> None:
        self._market = market
        self.as_of = as_of
        self.sessions = market.sessions[market.sessions <= pd.Timestamp(as_of)]
        self._end = self.sessions[-1]
        self.session: date = self._end.date()
        self._vendors: dict[str, str | None] = {}
        self._frames: dict[str, pd.DataFrame] = {}

    def back(self, day: date) -> MarketView:
        """Return the market as it was known on an earlier day; a later one is a ValueError."""
        if day > self.as_of:
            raise ValueError(f"{day} lies beyond the wall at {self.as_of}")
        return self._market.view(day)

    def sessions_since(self, day: date) -> pd.DatetimeIndex:
        """Return the sessions from a day on."""
        return self.sessions[self.sessions >= pd.Timestamp(day)]

    @cached_property
    def ref(self) -> MarketRef:
        """The market's name, kind and visible content."""
        return MarketRef(self._market.name, self._market.simulated, self.hash, self.provisional)

    @property
    def provisional(self) -> date | None:
        """The last visible day of which a bar was still running when it was fetched."""
        over = self._market.store.provisional
        return over.day(self.session) if over else None

    @property
    def hash(self) -> str:
        """A hash of every observation visible here and of the catalogue rows of their series."""
        sums = self._market.frame(self._market.store.manifest.digests, "its digests")
        seen = sums.loc[: self._end]
        parts = [str(seen[c].iloc[-1]) if len(seen) else "0" for c in ("low", "high")]
        for series, known in sorted(self._market.first_known.items()):
            if known <= self._end:
                parts.append(self._market.catalogue[series].digest)
        if self.provisional:
            parts.append(f"provisional {self.provisional}")
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]

    def _absent(self, what: str) -> NotMeasured:
        # The same words whether it comes later or never: a reason must not look over the wall.
        return NotMeasured(f"no {what} in market {self._market.name} so far")

    def has(self, series: str) -> bool:
        """Whether any observation of a series is visible."""
        try:
            self.vendor(series)
        except NotMeasured:
            return False
        return True

    def vendor(self, series: str) -> str:
        """Return the vendor that supplies a series here.

        It is the first in the catalogue's order among those whose last visible observation is
        the latest: one that has a value at the session, where any has.

        Raises
        ------
        NotMeasured
            When none of them has a visible observation.
        """
        if series not in self._vendors:
            self._vendors[series] = self._choose(series)
        found = self._vendors[series]
        if found is None:
            raise self._absent(series)
        return found

    def _choose(self, series: str) -> str | None:
        vendors = self._market.vendors(series)
        if len(vendors) == 1:
            # Nothing to choose, so its file need not be read to know whether it has begun.
            return vendors[0] if self._market.first_known[series] <= self._end else None
        best, latest = None, pd.Timestamp.min
        for vendor in vendors:
            frame = self._visible(series, vendor)
            if len(frame) and frame.index[-1] > latest:
                best, latest = vendor, frame.index[-1]
        return best

    def _visible(self, series: str, vendor: str) -> pd.DataFrame:
        """Return the visible rows of a vendor's file."""
        frame = self._market.series_frame(series, vendor, self.session)
        known = known_dates(pd.DatetimeIndex(frame.index), self.lag(series))
        cut = int(np.searchsorted(known.to_numpy(), self._end.to_datetime64(), side="right"))
        return frame.iloc[:cut]

    def source_key(self, series: str) -> str:
        """Return the name of the stored object that carries the series here."""
        return self._market.series_key(series, self.vendor(series), self.session)

    def part_key(self, kind: Literal["panels", "tables", "chains"], name: str) -> str:
        """Return the names of the stored objects of a panel, a table or an underlying's chains."""
        manifest = self._market.store.manifest
        if kind == "chains":
            return "+".join(e["object"] for e in manifest.chains.get(name, {}).values())
        entry = (manifest.panels if kind == "panels" else manifest.tables).get(name)
        if entry is None:
            raise self._absent(f"stock panel of {name}" if kind == "panels" else f"table {name}")
        return str(entry["object"])

    @property
    def own(self) -> Catalogue:
        """The rows that the market's own manifests added; they say nothing of what is known yet."""
        return self._market.store.manifest.rows()

    def lag(self, series: str) -> str:
        """Return the knowledge lag of a series."""
        return self._market.catalogue[series].lag

    def observations(self, series: str, field: str = "close") -> pd.Series:
        """Return a series by observation date, NaN dropped.

        Raises
        ------
        NotMeasured
            When the market holds nothing of it by this date.
        """
        vendor = self.vendor(series)
        if series not in self._frames:
            self._frames[series] = self._visible(series, vendor)
        frame = self._frames[series]
        values = frame[field].dropna() if field in frame else pd.Series(dtype=np.float64)
        if values.empty:
            raise self._absent(f"{series} {field}")
        return values.rename(series)

    def known(self, series: str, field: str = "close") -> pd.DataFrame:
        """Return what was known of a series at each session's close.

        Returns
        -------
        DataFrame, shape (sessions,)
            ``value`` and ``observed``; NaN and NaT before the first known observation.
        """
        values = self.observations(series, field)
        known = known_dates(pd.DatetimeIndex(values.index), self.lag(series))
        at = np.searchsorted(known.to_numpy(), self.sessions.to_numpy(), side="right") - 1
        found = at >= 0
        picked = np.where(found, at, 0)
        observed = values.index.to_numpy()[picked]
        return pd.DataFrame(
            {
                "value": np.where(found, values.to_numpy()[picked], np.nan),
                "observed": np.where(found, observed, np.datetime64("NaT")),
            },
            index=self.sessions,
        )

    def columns(self, series: Iterable[str], field: str = "close") -> pd.DataFrame:
        """Return several series side by side on the union of their dates."""
        return pd.DataFrame({s: self.observations(s, field) for s in series})

    def panel(self, field: str, *, masked: bool = True) -> pd.DataFrame:
        """Return a field of the stock panel, dates by tickers, non-members NaN if ``masked``.

        A ticker without a value up to the as-of date is not there: its name is not known yet.
        """
        entry = self._market.store.manifest.panels.get(field)
        if entry is None:
            raise self._absent(f"stock panel of {field}")
        frame = self._market.frame(entry["object"], f"panel {field}").loc[: self._end]
        frame = frame.dropna(axis=1, how="all")
        if frame.empty:
            raise self._absent(f"stock panel of {field}")
        return frame.where(self.members(field)) if masked else frame

    def members(self, field: str = "adj_close") -> pd.DataFrame:
        """Return a boolean frame shaped like the panel: was the ticker a member on that date."""
        frame = self.panel(field, masked=False)
        spans = self.table("membership")
        days = frame.index.to_numpy()
        inside = np.zeros(frame.shape, dtype=bool)
        place = {ticker: i for i, ticker in enumerate(frame.columns)}
        for ticker, start, end in zip(
            spans["ticker"],
            spans["start_date"].to_numpy(),
            spans["end_date"].to_numpy(),
            strict=True,
        ):
            column = place.get(ticker)
            if column is None:
                continue
            lo = np.searchsorted(days, start, side="left")
            hi = len(days) if np.isnat(end) else np.searchsorted(days, end, side="left")
            inside[lo:hi, column] = True
        return pd.DataFrame(inside, index=frame.index, columns=frame.columns)

    def table(self, name: str) -> pd.DataFrame:
        """Return the rows of a table that were known, an exit that lies ahead left open."""
        entry = self._market.store.manifest.tables.get(name)
        if entry is None:
            raise self._absent(f"table {name}")
        frame = visible_rows(name, self._market.frame(entry["object"], f"table {name}"), self._end)
        if frame.empty:
            raise self._absent(f"table {name}")
        return frame

    def chains(self, underlying: str) -> list[OptionChain]:
        """Return the option chains quoted up to the as-of date, oldest first."""
        quotes = self._market.store.manifest.chains.get(underlying, {})
        out = []
        for quoted in sorted(quotes):
            if pd.Timestamp(quoted) <= self._end:
                frame = self._market.frame(quotes[quoted]["object"], f"chain {underlying} {quoted}")
                spot = float(frame["spot"].iloc[0])
                body = frame.drop(columns="spot")
                out.append(OptionChain(underlying, date.fromisoformat(quoted), spot, body))
        if not out:
            raise self._absent(f"{underlying} option chain")
        return out
