"""The return identity: how much of a move is earnings, and how much the price paid for them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.earnings import revision_since_peak
from tools.metrics.levels import positive


def earnings_contribution(vintages: pd.DataFrame, peak: pd.Series) -> pd.DataFrame:
    """Return what revised earnings alone would have done to the index since its peak.

    Parameters
    ----------
    vintages : pd.DataFrame
        Columns ``asof``, ``quarter_end`` and ``op_eps``, as in ``forward_pe``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.DataFrame
        By session ``value``, a log return, negative when estimates were cut, and ``at``, the date
        of the later vintage. NaN where ``revision_since_peak`` is, and where expected earnings
        turned to a loss.

    Notes
    -----
    ``d ln E`` in the identity ``d ln P = d ln E + d ln(P / E)``, with E the operating earnings
    expected for the same four quarters. It lags the market's own view: analysts' sums come out
    some times a year and move after prices do.

    References
    ----------
    Bogle, J. (1991). Investing in the 1990s. Journal of Portfolio Management 17(3), 5-14.
    """
    revision = revision_since_peak(vintages, peak)
    growth = 1.0 + revision["value"]
    value = pd.Series(np.log(growth.where(growth > 0).to_numpy()), index=growth.index)
    at = revision["at"].where(value.notna())
    return pd.DataFrame({"value": value, "at": at, "observed": at})


def multiple_contribution(
    close: pd.Series, vintages: pd.DataFrame, peak: pd.Series
) -> pd.DataFrame:
    """Return what the change in the index's price/earnings multiple did to it since its peak.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    vintages, peak
        As in ``earnings_contribution``.

    Returns
    -------
    pd.DataFrame
        By session ``value``, a log return, negative when the multiple fell, and ``at``, the date
        of the later vintage. NaN where the contribution of earnings is, and on the day of the
        peak.

    Notes
    -----
    ``d ln(P / E) = d ln P - d ln E``: what the move leaves once earnings are taken out.

    References
    ----------
    As ``earnings_contribution``.
    """
    earnings = earnings_contribution(vintages, peak)
    value = _moved(close, peak) - earnings["value"]
    at = earnings["at"].where(value.notna())
    return pd.DataFrame({"value": value, "at": at, "observed": at})


def earnings_share(close: pd.Series, vintages: pd.DataFrame, peak: pd.Series) -> pd.DataFrame:
    """Return how much of the index's move since its peak revised earnings account for.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    vintages : pd.DataFrame
        Columns ``asof``, ``quarter_end`` and ``op_eps``, as in ``forward_pe``.
    peak : pd.Series
        By session the date of the current leg's peak.

    Returns
    -------
    pd.DataFrame
        By session ``value``, the share: 1 when estimates fell as much as the price, 0 when the
        whole move is the multiple's, negative when estimates rose; and ``at``, the date of the
        later vintage. NaN where ``revision_since_peak`` is, where expected earnings turned to a
        loss, and on the day of the peak.

    Notes
    -----
    The return identity ``d ln P = d ln E + d ln(P / E)``; the share is ``d ln E / d ln P``, with E
    the operating earnings expected for the same four quarters.

    References
    ----------
    Bogle, J. (1991). Investing in the 1990s. Journal of Portfolio Management 17(3), 5-14.
    """
    earnings = earnings_contribution(vintages, peak)
    share = earnings["value"] / _moved(close, peak)
    at = earnings["at"].where(share.notna())
    return pd.DataFrame({"value": share, "at": at, "observed": at})


def _moved(close: pd.Series, peak: pd.Series) -> pd.Series:
    """Return the log return of the index since the peak, NaN where it stands where it stood."""
    prices = positive(close)
    logs = pd.Series(np.log(prices.to_numpy()), index=prices.index)
    moved = logs.reindex(peak.index).to_numpy() - logs.reindex(pd.DatetimeIndex(peak)).to_numpy()
    return pd.Series(np.where(moved == 0.0, np.nan, moved), index=peak.index)
