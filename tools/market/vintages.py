"""Vintages: a revised series as it stood on each day, made from the table of all its values.

The table ``vintages`` has a row for every value that a source ever gave of an observation, with the
day from which it was known. The edition of a day is the latest of these for each observation. It is
made when it is asked for: a payroll figure has some eight hundred of them.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

TABLE = "vintages"
VENDOR = "fred-vintages"


class Vintages:
    """The series of a market's table of vintages.

    Parameters
    ----------
    key : str
        The name of the stored object that holds the table.
    rows : DataFrame
        ``series``, ``observed``, ``value`` and ``known``.
    """

    def __init__(self, key: str, rows: pd.DataFrame) -> None:
        self._key = key
        ordered = rows.sort_values(["known", "observed"], kind="stable")
        self._rows = {str(name): found for name, found in ordered.groupby("series", sort=True)}

    @property
    def series(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self._rows)

    def starts(self, series: str) -> pd.DatetimeIndex:
        """Return the days from which the editions of a series stand, the first one's too."""
        return pd.DatetimeIndex(self._rows[series]["known"].drop_duplicates())

    def key(self, series: str, day: date | None) -> str:
        """Return a name for what a series held on a day, the same until the next edition."""
        starts = self.starts(series)
        count = int(starts.searchsorted(pd.Timestamp(day), "right")) if day else len(starts)
        return f"{self._key}@{series}@{starts[count - 1]:%Y-%m-%d}" if count else ""

    def frame(self, series: str, day: date | None) -> pd.DataFrame:
        """Return a series as it stood on a day, at last without one.

        Returns
        -------
        DataFrame, shape (observations,)
            ``close`` by date of observation; empty before the first edition.
        """
        rows = self._rows[series]
        if day:
            rows = rows.iloc[: rows["known"].searchsorted(pd.Timestamp(day), "right")]
        held = rows.drop_duplicates("observed", keep="last").sort_values("observed")
        index = pd.DatetimeIndex(held["observed"], name="date")
        return pd.DataFrame({"close": held["value"].to_numpy()}, index=index)
