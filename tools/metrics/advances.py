"""Issues that rise against issues that fall: daily counts, thrusts, and new highs and lows."""

from __future__ import annotations

import pandas as pd

from tools.metrics.levels import level, ratio

MONTH = 21
THRUST_SPAN = 10
THRUST_LOW, THRUST_HIGH = 0.40, 0.615


def decliners_share(declines: pd.Series, advances: pd.Series) -> pd.Series:
    """Return the share of falling stocks among those that moved.

    Parameters
    ----------
    declines, advances : pd.Series
        Numbers of issues by session.

    Returns
    -------
    pd.Series
        ``declines / (declines + advances)``, a ratio in [0, 1] on the dates that both have; NaN
        where nothing moved.
    """
    down, up = level(declines).align(level(advances), join="inner")
    return ratio(down, down + up)


def net_advances(declines: pd.Series, advances: pd.Series, window: int = MONTH) -> pd.Series:
    """Return the cumulated balance of rising over falling stocks.

    Parameters
    ----------
    declines, advances : pd.Series
        Numbers of issues by session.
    window : int
        Sessions on which both are known, today's included.

    Returns
    -------
    pd.Series
        ``sum(advances - declines) / sum(advances + declines)`` over the window, in [-1, 1]; NaN
        until it is full.

    Notes
    -----
    The change of the advance-decline line over the window, as a share of all moves it could have
    made, so that it does not grow with the number of issues listed.
    """
    down, up = level(declines).align(level(advances), join="inner")
    parts = pd.DataFrame({"net": up - down, "moved": up + down}).dropna()
    sums = parts.rolling(window).sum()
    return ratio(sums["net"], sums["moved"]).reindex(down.index)


def breadth_thrust(declines: pd.Series, advances: pd.Series, span: int = THRUST_SPAN) -> pd.Series:
    """Return the smoothed share of rising stocks on which Zweig's thrust is read.

    Parameters
    ----------
    declines, advances : pd.Series
        Numbers of issues by session.
    span : int
        Span of the exponential average in sessions.

    Returns
    -------
    pd.Series
        Exponential average of ``advances / (advances + declines)``, a ratio in [0, 1] on the dates
        that both have; NaN until ``span`` of them had issues that moved, and where none did.

    References
    ----------
    Zweig, M. (1986). Winning on Wall Street. Warner Books.
    """
    rising = (1.0 - decliners_share(declines, advances)).dropna()
    smooth = rising.ewm(span=span, adjust=False, min_periods=span).mean()
    return smooth.reindex(declines.index.intersection(advances.index))


def zweig_thrust(declines: pd.Series, advances: pd.Series, span: int = THRUST_SPAN) -> pd.DataFrame:
    """Return whether a breadth thrust was completed of late, and when the last one was.

    Parameters
    ----------
    declines, advances : pd.Series
        Numbers of issues by session.
    span : int
        Sessions of the average, of the window in which the thrust must happen, and for which it is
        then reported.

    Returns
    -------
    pd.DataFrame
        By session ``value``, 1.0 where a thrust was completed within the last ``span`` sessions and
        0.0 where none was, and ``at``, the date of the last one, NaT where there was none yet. NaN
        until the average and the window exist.

    Notes
    -----
    A thrust is completed on the session on which ``breadth_thrust`` first closes above .615 after
    it stood below .40 within the ``span`` sessions that end with it.

    References
    ----------
    Zweig, M. (1986). Winning on Wall Street. Warner Books.
    """
    smooth = breadth_thrust(declines, advances, span).dropna()
    lowest = smooth.rolling(span).min()
    crossed = (smooth > THRUST_HIGH) & (smooth.shift(1) <= THRUST_HIGH)
    done = crossed & (lowest < THRUST_LOW)
    recent = done.astype(float).rolling(span).sum().clip(upper=1.0)
    dates = pd.Series(smooth.index, index=smooth.index)
    out = pd.DataFrame({"value": recent, "at": dates.where(done).ffill()})
    return out.reindex(declines.index.intersection(advances.index))


def new_lows_share(
    lows: pd.Series, advances: pd.Series, declines: pd.Series, unchanged: pd.Series
) -> pd.Series:
    """Return the share of all traded issues that made a new 52-week low.

    Parameters
    ----------
    lows, advances, declines, unchanged : pd.Series
        Numbers of issues by session; a figure below one stands for none.

    Returns
    -------
    pd.Series
        A ratio in [0, 1] on the dates that all four have.
    """
    counts = {"lows": lows, "up": advances, "down": declines, "same": unchanged}
    parts = pd.DataFrame({name: level(x) for name, x in counts.items()}).dropna()
    parts = parts.where(parts >= 1.0, 0.0)
    return ratio(parts["lows"], parts["up"] + parts["down"] + parts["same"]).clip(upper=1.0)


def highs_minus_lows(
    highs: pd.Series,
    lows: pd.Series,
    advances: pd.Series,
    declines: pd.Series,
    unchanged: pd.Series,
) -> pd.Series:
    """Return new 52-week highs less new lows as a share of all traded issues.

    Parameters
    ----------
    highs, lows, advances, declines, unchanged : pd.Series
        Numbers of issues by session; a figure below one stands for none.

    Returns
    -------
    pd.Series
        A ratio in [-1, 1] on the dates that all five have, negative where new lows prevail.
    """
    high = new_lows_share(highs, advances, declines, unchanged)
    low = new_lows_share(lows, advances, declines, unchanged)
    left, right = high.align(low, join="inner")
    return left - right
