"""How much of the index's move its own sensitivity to rates and the dollar would have made.

The index's daily returns are regressed on the changes in the two-year yield, the ten-year yield and
the dollar before the peak; the betas, times what the three did since the peak, give the return that
macro prices imply. Volatility and high-yield spreads stay out: they move because stocks move.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.scaling import SIGMA_WINDOW, additive, position_at
from tools.metrics.sessions import on_sessions
from tools.metrics.windows import trailing_rows

LEAST_PLACEBOS = 1260
_SINGULAR = 1e-8  # determinant of the factors' correlations
_TINY = 1e-20  # a share of the squares that only rounding leaves behind

Factor = Literal["all", "rates", "dollar"]
_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Fit:
    """Everything the readings share: levels, betas by window end, and where each leg began."""

    dates: pd.DatetimeIndex
    price: _Floats
    macro: _Floats
    betas: _Floats
    r_squared: _Floats
    start: npt.NDArray[np.intp]

    @property
    def moved(self) -> _Floats:
        """Return the log return of the index since the peak, NaN on the peak's own day."""
        return _since(self.price, self.start)

    @property
    def implied(self) -> _Floats:
        """Return the contribution of each of the three factors since the peak, shape (n, 3)."""
        return self.betas[self.start] * _since(self.macro, self.start)

    def series(self, values: _Floats, sessions: pd.Index) -> pd.Series:
        """Return values on the calendar that was asked for; infinities are no figures."""
        out = pd.Series(values, index=self.dates).reindex(sessions)
        return out.replace([np.inf, -np.inf], np.nan)


def _since(levels: _Floats, start: npt.NDArray[np.intp]) -> _Floats:
    """Return the change from each row's start to the row, NaN where there is none."""
    open_ = (start >= 0) & (start < np.arange(len(start)))
    change = levels - levels[start]
    return np.where(open_ if levels.ndim == 1 else open_[:, None], change, np.nan)


def _rolling_betas(y: _Floats, x: _Floats, window: int) -> tuple[_Floats, _Floats]:
    """Return slopes (n, k) and R² (n,) of y on x with an intercept over trailing windows."""
    n, k = x.shape
    rows = [trailing_rows(column, window) for column in (*x.T, y)]
    size = np.column_stack([np.square(r).sum(axis=1) for r in rows])
    for r in rows:
        r -= r.mean(axis=1)[:, None]
    cross = np.empty((n, k + 1, k + 1))
    for i, j in combinations_with_replacement(range(k + 1), 2):
        cross[:, i, j] = cross[:, j, i] = (rows[i] * rows[j]).sum(axis=1)
    square = np.einsum("nii->ni", cross)
    varied = np.flatnonzero((square > _TINY * size).all(axis=1))
    sd = np.sqrt(square[varied])
    scaled = cross[varied] / (sd[:, :, None] * sd[:, None])
    regular = np.linalg.det(scaled[:, :k, :k]) > _SINGULAR
    at, sd, scaled = varied[regular], sd[regular], scaled[regular]
    slope = np.linalg.solve(scaled[:, :k, :k], scaled[:, :k, k:])[:, :, 0]
    betas, fit = np.full((n, k), np.nan), np.full(n, np.nan)
    betas[at] = slope * sd[:, k:] / sd[:, :k]
    fit[at] = (slope * scaled[:, :k, k]).sum(axis=1)
    return betas, fit


def _fit(
    close: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    peak: pd.Series,
    window: int,
) -> _Fit:
    """Align the series on sessions, fit the betas and find each leg's first row."""
    sessions = pd.DatetimeIndex(peak.index)
    macro = {
        "two_year": additive(two_year, "bp"),
        "ten_year": additive(ten_year, "bp"),
        "dollar": additive(dollar, "log"),
    }
    levels = on_sessions(close, macro, sessions)
    dates = pd.DatetimeIndex(levels.index)
    values = levels.to_numpy()
    changes = np.diff(values, axis=0, prepend=np.full((1, 4), np.nan))
    betas, r_squared = _rolling_betas(changes[:, 0], changes[:, 1:], window)
    start = position_at(dates, pd.DatetimeIndex(peak.reindex(dates)))
    return _Fit(dates, values[:, 0], values[:, 1:], betas, r_squared, start)


def mimicking_return(
    close: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    peak: pd.Series,
    factor: Factor = "all",
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the index return since the peak that rates and the dollar would have made.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    two_year, ten_year : pd.Series
        Treasury yields in percent.
    dollar : pd.Series
        Dollar index.
    peak : pd.Series
        By session the date of the current leg's peak.
    factor : {"all", "rates", "dollar"}
        Which of the contributions to add up.
    window : int
        Daily changes in the regression, ending at the peak.

    Returns
    -------
    pd.Series
        Simple return by session, positive where macro prices alone would have lifted the index; the
        parts compound to the whole. NaN on the day of the peak, with fewer than ``window`` changes
        before it, and where the three factors are collinear or constant.

    Notes
    -----
    The log return is ``sum of b_k (x_k,t - x_k,peak)``, with b from ordinary least squares with an
    intercept of daily log returns on the daily changes in both yields and the log dollar. The
    intercept is left out: it is the drift of the years before, not a reaction. A market without a
    session in bonds keeps its last value for up to five sessions.

    References
    ----------
    Lamont, O. (2001). Economic tracking portfolios. Journal of Econometrics 105(1), 161-184.
    """
    fit = _fit(close, two_year, ten_year, dollar, peak, window)
    columns = {"all": slice(None), "rates": slice(0, 2), "dollar": slice(2, 3)}[factor]
    return fit.series(np.expm1(fit.implied[:, columns].sum(axis=1)), peak.index)


def mimicking_share(
    close: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    peak: pd.Series,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the share of the move since the peak that rates and the dollar would have made.

    Parameters
    ----------
    close, two_year, ten_year, dollar, peak, window
        As in ``mimicking_return``.

    Returns
    -------
    pd.Series
        Implied over actual log return by session: 1 when macro prices imply the whole move,
        negative when they imply a move the other way. NaN where the implied return is, or where the
        index stands at its peak.

    Notes
    -----
    The share misleads when the sign of the betas has changed since they were estimated, as in 2022,
    and a small move in the denominator makes it large: read it beside its placebo percentile.

    References
    ----------
    Lamont, O. (2001). Economic tracking portfolios. Journal of Econometrics 105(1), 161-184.
    """
    fit = _fit(close, two_year, ten_year, dollar, peak, window)
    return fit.series(_share(fit.implied.sum(axis=1), fit.moved), peak.index)


def mimicking_r_squared(
    close: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    peak: pd.Series,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return how much of the index's daily variance rates and the dollar explained up to the peak.

    Parameters
    ----------
    close, two_year, ten_year, dollar, peak, window
        As in ``mimicking_return``.

    Returns
    -------
    pd.Series
        R² in [0, 1] by session, constant through a fall; NaN with fewer than ``window`` changes.
    """
    fit = _fit(close, two_year, ten_year, dollar, peak, window)
    return fit.series(np.where(fit.start >= 0, fit.r_squared[fit.start], np.nan), peak.index)


def mimicking_placebo(
    close: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    peak: pd.Series,
    window: int = SIGMA_WINDOW,
    least: int = LEAST_PLACEBOS,
) -> pd.Series:
    """Return where the share of the move stands among all earlier windows of the same length.

    Parameters
    ----------
    close, two_year, ten_year, dollar, peak, window
        As in ``mimicking_return``.
    least : int
        Earlier windows below which there is no figure.

    Returns
    -------
    pd.Series
        Mid-rank percentile in [0, 1] by session. Macro prices explain the move only where it is
        high, above .95 say: with free betas some share is explained in any window.

    Notes
    -----
    For a move of h sessions the placebos are the shares of every window of h sessions that ended at
    the peak or before, each with the betas of the ``window`` changes before it began. They overlap,
    so the effective number is about n / h.
    """
    fit = _fit(close, two_year, ten_year, dollar, peak, window)
    n = len(fit.start)
    held = np.arange(n) - fit.start
    out = np.full(n, np.nan)
    for h in np.unique(held[(held > 0) & (fit.start >= 0)]):
        start = np.arange(n) - h
        windows = _Fit(fit.dates, fit.price, fit.macro, fit.betas, fit.r_squared, start)
        shares = _share(windows.implied.sum(axis=1), windows.moved)
        for row in np.flatnonzero(held == h):
            earlier = shares[: fit.start[row] + 1]
            earlier = earlier[np.isfinite(earlier)]
            if len(earlier) >= least and np.isfinite(shares[row]):
                below = np.count_nonzero(earlier < shares[row])
                tied = np.count_nonzero(earlier == shares[row])
                out[row] = (below + 0.5 * tied) / len(earlier)
    return fit.series(out, peak.index)


def _share(implied: _Floats, moved: _Floats) -> _Floats:
    share: _Floats = implied / np.where(moved == 0.0, np.nan, moved)
    return share
