"""How widely risk was cut at once, and how often it was before."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.metrics.as_known import at_sessions
from tools.metrics.crossasset import BUDGET_WINDOW, RISK_LOSS, risk_budget_margin
from tools.metrics.scaling import window_z

CLUSTER_SESSIONS = 63
LEAST_ASSETS = 5


def risk_budget_analogs(
    peak: pd.Series,
    ig_known: pd.DataFrame,
    ig: pd.Series,
    two_year: pd.Series,
    ten_year: pd.Series,
    dollar: pd.Series,
    *risk_assets: pd.Series,
) -> pd.DataFrame:
    """Return how many earlier risk-budget resets there are to compare with.

    Parameters
    ----------
    peak, ig_known, ig, two_year, ten_year, dollar, *risk_assets
        As in ``risk_budget_margin``.

    Returns
    -------
    pd.DataFrame
        See ``earlier_clusters``; NaN before the conditions could first be judged.

    Notes
    -----
    The count says how little there is to learn from, not how likely a reset is.
    """
    margin = risk_budget_margin(peak, ig_known, ig, two_year, ten_year, dollar, *risk_assets)
    judged = np.logical_or.accumulate(margin.notna().to_numpy())
    out = earlier_clusters(margin > 0)
    return out.assign(value=out["value"].where(judged))


def earlier_clusters(hits: pd.Series, apart: int = CLUSTER_SESSIONS) -> pd.DataFrame:
    """Return how many separate times a condition has held before the present time.

    Parameters
    ----------
    hits : pd.Series
        Whether it held, by session.
    apart : int
        Sessions between two hits that make them two times instead of one.

    Returns
    -------
    pd.DataFrame
        By session ``value``, the number of earlier clusters, and ``at``, the last session of the
        latest of them. The cluster whose last hit lies fewer than ``apart`` sessions back is the
        present one and does not count.
    """
    hit, rows = hits.to_numpy(dtype=bool), np.arange(len(hits))
    last = np.maximum.accumulate(np.where(hit, rows, -1))
    before = np.append(-1, last)[: len(last)]
    opens = hit & ((before < 0) | (rows - before >= apart))
    opened = np.maximum.accumulate(np.where(opens, rows, 0))
    present = (last >= 0) & (rows - last < apart)
    latest = np.where(present, before[opened], last)
    dates = pd.DatetimeIndex(hits.index).append(pd.DatetimeIndex([pd.NaT]))
    count = np.cumsum(opens) - present
    return pd.DataFrame({"value": count.astype(float), "at": dates[latest]}, index=hits.index)


def assets_down_share(
    peak: pd.Series, *assets: pd.Series, loss: float = RISK_LOSS, least: int = LEAST_ASSETS
) -> pd.Series:
    """Return the share of assets that have lost more than one sigma in a month.

    Parameters
    ----------
    peak : pd.Series
        Any series by session: its index is the calendar of the result.
    *assets : pd.Series
        Prices of assets of different families.
    loss : float
        What counts as down, in sigmas of ``window_z`` over 21 observations.
    least : int
        Fewest assets that must be measured.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] of those measured, by session. NaN with fewer than ``least``; an asset
        whose last price is more than five sessions old is not measured.
    """
    sessions = pd.DatetimeIndex(peak.index)
    zs = [at_sessions(window_z(price, BUDGET_WINDOW), sessions) for price in assets]
    if not zs:
        return pd.Series(np.nan, index=sessions)
    table = pd.concat(zs, axis=1)
    known = table.notna().sum(axis=1)
    return ((table < loss).sum(axis=1) / known.where(known >= max(least, 1))).astype(float)
