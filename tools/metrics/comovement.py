"""Whether assets move together: correlation with the index, and what is left without it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from tools.metrics.as_known import moved_since_peak
from tools.metrics.panel import Floats
from tools.metrics.scaling import additive
from tools.metrics.windows import trailing_rows

WINDOW = 63
NON_SYNCHRONOUS = 2
_ROUNDING = 1e-10  # residual squares this small against the asset's own are arithmetic noise


def window_correlation(x: Floats, y: Floats, window: int) -> Floats:
    """Return the correlation of two arrays over each trailing window.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        Changes in order of time.
    window : int
        Length of a window, the row's own included.

    Returns
    -------
    ndarray, shape (n,)
        Values in [-1, 1]; NaN until the window is full and where either is constant in it.
    """
    xs, ys = trailing_rows(x, window), trailing_rows(y, window)
    xs -= xs.mean(axis=1)[:, None]
    ys -= ys.mean(axis=1)[:, None]
    joint = (xs * ys).sum(axis=1)
    scale = np.sqrt((xs * xs).sum(axis=1) * (ys * ys).sum(axis=1))
    out = np.divide(joint, scale, out=np.full(len(joint), np.nan), where=scale > 0)
    clipped: Floats = np.clip(out, -1.0, 1.0)
    return clipped


def asset_correlation(
    asset: pd.Series, index: pd.Series, window: int = WINDOW, horizon: int = 1
) -> pd.Series:
    """Return the correlation of an asset's returns with those of the index.

    Parameters
    ----------
    asset, index : pd.Series
        Prices on their own calendars.
    window : int
        Returns in the correlation.
    horizon : int
        Days that a return spans, on the dates that both have; neighbouring ones overlap if more
        than one.

    Returns
    -------
    pd.Series
        Correlation in [-1, 1] by common date; NaN until the window is full and where either is
        constant.

    Notes
    -----
    Of log returns between neighbouring common dates. Markets that close at different hours see the
    same news on different days, which pulls a daily correlation towards zero; two-day returns
    overlap in what both have seen. Two-day returns of 63 days hold about 32 independent ones. A
    higher correlation may come from higher volatility of the index alone.

    References
    ----------
    Forbes, K. and Rigobon, R. (2002). No contagion, only interdependence. Journal of Finance 57(5),
    2223-2261 (two-day returns for markets that are not open at the same time). Scholes, M. and
    Williams, J. (1977). Estimating betas from nonsynchronous data. Journal of Financial Economics
    5(3), 309-327.
    """
    left, right = additive(asset, "log").align(additive(index, "log"), join="inner")
    x, y = (s.diff(horizon).to_numpy() for s in (left, right))
    return pd.Series(window_correlation(x, y, window), index=left.index)


def correlation_since_peak(
    asset: pd.Series, index: pd.Series, peak: pd.Series, window: int = WINDOW, horizon: int = 1
) -> pd.Series:
    """Return how much an asset's correlation with the index has changed since the peak.

    Parameters
    ----------
    asset, index, window, horizon
        As in ``asset_correlation``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.Series
        Difference of two correlations by session, positive where they move together more; see
        ``moved_since_peak``. Until ``window`` days after the peak the two windows share days.
    """
    return moved_since_peak(asset_correlation(asset, index, window, horizon), peak)


def common_residual(
    index: pd.Series,
    dollar: pd.Series,
    *assets: pd.Series,
    window: int = WINDOW,
    horizon: int = NON_SYNCHRONOUS,
) -> pd.Series:
    """Return how much assets move together once the index and the dollar are taken out.

    Parameters
    ----------
    index, dollar : pd.Series
        Prices of the stock index and of the dollar.
    *assets : pd.Series
        Prices of two assets or more.
    window : int
        Returns in the correlation.
    horizon : int
        Days that a return spans; neighbouring ones overlap if more than one.

    Returns
    -------
    pd.Series
        Mean over all pairs of the partial correlation, in [-1, 1], by the dates that all have:
        near zero where the assets share no more than the index and the dollar explain. NaN until
        the window is full and where anything is constant or explained wholly.

    Notes
    -----
    Each asset's log returns in the window are regressed on those of the index and the dollar with
    an intercept; the correlation is that of the residuals. Two windows that share no day give
    independent figures, neighbouring days almost the same one.

    References
    ----------
    Barberis, N., Shleifer, A. and Wurgler, J. (2005). Comovement. Journal of Financial Economics
    75(2), 283-317. Tang, K. and Xiong, W. (2012). Index investment and the financialization of
    commodities. Financial Analysts Journal 68(6), 54-74.
    """
    prices = {i: additive(p, "log") for i, p in enumerate((index, dollar, *assets))}
    levels = pd.DataFrame(prices).dropna()
    market, currency, *rest = (
        _standardised(trailing_rows(levels[i].diff(horizon).to_numpy(), window)) for i in levels
    )
    currency = _without(currency, market)
    own = [_without(_without(r, market), currency) for r in rest]
    pairs = [(a * b).sum(axis=1) for a, b in combinations(own, 2)]
    mean = np.mean(pairs, axis=0) if pairs else np.full(len(levels), np.nan)
    return pd.Series(mean, index=levels.index).clip(-1.0, 1.0)


def common_residual_since_peak(
    peak: pd.Series, index: pd.Series, dollar: pd.Series, *assets: pd.Series
) -> pd.Series:
    """Return how much the assets' common residual has changed since the peak.

    Parameters
    ----------
    peak : pd.Series
        By session the date of the current leg's peak.
    index, dollar, *assets
        As in ``common_residual``.

    Returns
    -------
    pd.Series
        Difference of two correlations by session; see ``moved_since_peak``.
    """
    return moved_since_peak(common_residual(index, dollar, *assets), peak)


def _standardised(rows: Floats) -> Floats:
    """Return rows less their mean, of length one; NaN where nothing is left."""
    centred = rows - rows.mean(axis=1)[:, None]
    return _unit(centred, np.sqrt((rows * rows).sum(axis=1)))


def _without(rows: Floats, other: Floats) -> Floats:
    """Return rows of length one, less their projection on other rows of length one, rescaled."""
    left = rows - (rows * other).sum(axis=1)[:, None] * other
    return _unit(left, np.ones(len(rows)))


def _unit(rows: Floats, scale: Floats) -> Floats:
    """Return rows scaled to length one; NaN where they are noise beside ``scale``."""
    length = np.sqrt((rows * rows).sum(axis=1))
    sound = length > _ROUNDING * scale
    out: Floats = np.where(sound[:, None], rows / np.where(sound, length, 1.0)[:, None], np.nan)
    return out
