"""What an asset did after a set of dates, as far as it was known at the last close."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.analogs.bootstrap import effective_count, mean_interval
from tools.metrics.levels import positive
from tools.metrics.panel import Floats
from tools.precedents import Outcome

Days = npt.NDArray[np.datetime64]
# One crash of 20 % moves a mean of ten by two points, as much as the S&P earns in a quarter: with
# fewer cases a single one makes the figure, and the interval covers less than it claims.
LEAST = 10
BLOCKS = 2  # a block's sessions as a multiple of the horizon, so that few overlaps are cut


class Aftermath:
    """An asset's closes, asked for what came after many sets of dates.

    Parameters
    ----------
    close : pd.Series
        Its closes by session, as a view shows them: nothing after the last is known. Non-positive
        and missing ones are no sessions.
    """

    def __init__(self, close: pd.Series) -> None:
        prices = positive(close)
        self._days = pd.DatetimeIndex(prices.index).as_unit("us").to_numpy()
        self._values = prices.to_numpy()
        self._after: dict[int, Floats] = {}

    def returns(self, horizon: int) -> Floats:
        """Return the simple return over the sessions after each one whose horizon has ended."""
        if horizon not in self._after:
            ended = max(len(self._values) - horizon, 0)
            self._after[horizon] = self._values[horizon:] / self._values[:ended] - 1.0
        return self._after[horizon]

    def after_days(self, days: Days, horizon: int) -> list[float | None]:
        """Return what came after each of some sessions, None where that had not ended."""
        after = self.returns(horizon)
        at = np.searchsorted(self._days, days.astype("datetime64[us]"))
        return [float(after[i]) if i < len(after) else None for i in at]

    def moved(self, day: np.datetime64) -> float | None:
        """Return the simple return from a session's close to the last one, None before the first.

        A day that is no session counts from the next one.
        """
        at = int(np.searchsorted(self._days, day))
        if at >= len(self._days) or day < self._days[0]:
            return None
        return float(self._values[-1] / self._values[at] - 1.0)

    def outcome(
        self, dates: Days, horizon: int, since: np.datetime64 | None = None, least: int = LEAST
    ) -> Outcome:
        """Return what the asset did over the sessions after each of some dates.

        Parameters
        ----------
        dates : ndarray of datetime64
            The events. One that is no session counts from the next one; repeated ones count once.
        horizon : int
            Sessions from the event's close to the close that is compared with it.
        since : datetime64, optional
            The first session on which the events could have been told, from which the
            unconditional rate runs; the first close by default.
        least : int
            Non-overlapping events under which there is no figure, two or more.

        Returns
        -------
        Outcome
            Simple returns. Only events whose whole horizon had ended by the last close count.
            Without a figure of the events the unconditional one stays where there is one.

        Notes
        -----
        The interval of the mean is from a circular block bootstrap with blocks of twice the
        horizon.
        """
        begin = 0 if since is None else int(np.searchsorted(self._days, since))
        after = self.returns(horizon)[begin:]
        known = dates[~np.isnat(dates)].astype("datetime64[us]")
        at = np.unique(np.searchsorted(self._days, known)) - begin
        at = at[(at >= 0) & (at < len(after))]
        base = float(after.mean()) if len(after) else None
        share = float((after > 0).mean()) if len(after) else None
        n, apart = len(at), effective_count(at, horizon)
        if apart < least:
            what = "case has" if n == 1 else "cases have"
            seen = f", {apart} of them apart" if apart < n else ""
            return Outcome(
                horizon=horizon,
                n=n,
                effective_n=apart,
                unconditional_mean=base,
                unconditional_share=share,
                missing=f"too few to tell, as {n} {what} run the horizon so far{seen}, and it "
                f"takes {least}",
            )
        found = after[at]
        low, high = mean_interval(found, at, BLOCKS * horizon, apart)
        return Outcome(
            horizon=horizon,
            n=n,
            effective_n=apart,
            mean=float(found.mean()),
            low=low,
            high=high,
            median=float(np.median(found)),
            share_positive=float((found > 0).mean()),
            worst=float(found.min()),
            unconditional_mean=base,
            unconditional_share=share,
        )
