"""What supplies each series of a market: vendors, their editions, and what is stored of them."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pandas as pd

from tools.market.catalogue import Catalogue
from tools.market.contents import edition, starts
from tools.market.lags import known_dates
from tools.market.store import Store
from tools.market.vintages import TABLE, VENDOR, Vintages


class Supply:
    """The series of a market by vendor and edition, and its other stored objects.

    Parameters
    ----------
    store : Store
        Where they are kept.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._frames: dict[str, pd.DataFrame] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known of each series, the rows of this market's own manifests among them."""
        return self.store.catalogue

    def frame(self, key: str, what: str = "") -> pd.DataFrame:
        """Return a stored object, kept for the life of this market; ``what`` names it in errors."""
        if key not in self._frames:
            self._frames[key] = self.store.read(key, what)
        return self._frames[key]

    @cached_property
    def first_known(self) -> dict[str, pd.Timestamp]:
        """The day from which anything of each series was known."""
        by_lag: dict[str, list[tuple[str, str]]] = {}
        for series, vendors in self.store.manifest.series.items():
            first = min(entry["first"] for entry in vendors.values())
            by_lag.setdefault(self.catalogue[series].lag, []).append((series, first))
        out: dict[str, pd.Timestamp] = {}
        for lag, rows in by_lag.items():
            names, days = zip(*rows, strict=True)
            out.update(zip(names, known_dates(pd.DatetimeIndex(days), lag), strict=True))
        for series in self.vintages.series:
            begin = self.vintages.starts(series)[0]
            out[series] = min(out.get(series, begin), begin)
        return out

    @cached_property
    def vintages(self) -> Vintages:
        """The series of which the market has every value with the day from which it was known."""
        entry = self.store.manifest.tables.get(TABLE)
        if entry is None:
            return Vintages("", pd.DataFrame(columns=["series", "observed", "value", "known"]))
        key = str(entry["object"])
        return Vintages(key, self.frame(key, f"table {TABLE}"))

    def vendors(self, series: str) -> tuple[str, ...]:
        """Return the vendors that the market holds of a series, the first choice first."""
        held = set(self.store.manifest.series.get(series, {}))
        if series in self.vintages.series:
            held.add(VENDOR)
        listed = self.catalogue[series].vendors if held else ()
        order = [v for v in listed if v in held]
        return (*order, *sorted(held - set(order)))

    def editions(self, series: str, vendor: str) -> pd.DatetimeIndex:
        """Return the days on which another edition of a vendor's series began."""
        if vendor == VENDOR:
            return self.vintages.starts(series)
        days = starts(self.store.manifest.series[series][vendor])
        return pd.DatetimeIndex([pd.Timestamp(day) for day in days if day])

    def series_key(self, series: str, vendor: str, day: date | None = None) -> str:
        """Return the name of a vendor's series in a day's edition, else in the present one."""
        if vendor == VENDOR:
            return self.vintages.key(series, day)
        return edition(self.store.manifest.series[series][vendor], day)

    def series_frame(self, series: str, vendor: str, day: date | None = None) -> pd.DataFrame:
        """Return all rows of a vendor's series, in a day's edition, else in the present one."""
        key = self.series_key(series, vendor, day)
        if vendor != VENDOR:
            return self.frame(key, f"{series}/{vendor}")
        if key not in self._frames:
            self._frames[key] = self.vintages.frame(series, day)
        return self._frames[key]
