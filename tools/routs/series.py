"""Pure functions behind the parts of a rout: each a history from the asset's own series."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.crossasset import AVERAGE_WINDOW
from tools.metrics.levels import positive
from tools.metrics.scaling import Scale, additive
from tools.metrics.windows import trailing_rows

YEAR, QUARTER, SHORT = 252, 63, 10
WINDOWS = (5, 10)
_LEAST = 1e-12  # a determinant this small against its diagonal has no inverse worth the name

Floats = npt.NDArray[np.float64]


def stretched(level: pd.Series, scale: Scale) -> pd.DataFrame:
    """Return how far an asset had run and how calm it was, by observation.

    Parameters
    ----------
    level : Series
        Prices, or spreads in percent.
    scale : {"log", "bp"}
        ``log`` for prices, ``bp`` for spreads.

    Returns
    -------
    DataFrame
        ``extension``: the level over its 200-observation mean less one, or less it in bp for a
        spread. ``run_up``: the change over 252 observations, a ratio or bp. ``calm``: root mean
        square of the last 63 daily changes, a year's worth, a ratio or bp. ``volatility``: that of
        the last 10 over that of the 252 before them. NaN until a window is full.
    """
    levels = additive(level, scale)
    values = levels.to_numpy()
    changes = np.diff(values, prepend=np.nan)
    before = np.concatenate([np.full(YEAR, np.nan), values])[: len(values)]
    ran = values - before
    above = values - trailing_rows(values, AVERAGE_WINDOW).mean(axis=1)
    if scale == "log":
        ran, prices = np.expm1(ran), np.exp(values)
        above = prices / trailing_rows(prices, AVERAGE_WINDOW).mean(axis=1) - 1.0
    per_year = _per_year(pd.DatetimeIndex(levels.index))
    return pd.DataFrame(
        {
            "extension": above,
            "run_up": ran,
            "calm": _size(changes, QUARTER) * np.sqrt(per_year),
            "volatility": _over(_size(changes, SHORT), _size(changes, YEAR)),
        },
        index=levels.index,
    )


def _per_year(dates: pd.DatetimeIndex) -> float:
    """Return the observations of a year: those of a market that closes at weekends, or all days."""
    weekends = np.count_nonzero(dates.day_of_week.to_numpy() > 4)
    return 365.0 if weekends > 0.2 * len(dates) else 252.0


def _size(changes: Floats, window: int) -> Floats:
    """Return the root mean square of each trailing window."""
    rows = trailing_rows(changes, window)
    size: Floats = np.sqrt((rows * rows).mean(axis=1))
    return size


def _over(short: Floats, long: Floats) -> Floats:
    """Return a figure over the longer one that ended before its own window began."""
    earlier = np.concatenate([np.full(SHORT, np.nan), long])[: len(long)]
    out = np.full(len(short), np.nan)
    np.divide(short, earlier, out=out, where=earlier > 0)
    return out


def impact(close: pd.Series, volume: pd.Series) -> pd.Series:
    """Return the price impact of a dollar traded, of ten sessions over the year before them.

    Parameters
    ----------
    close, volume : Series
        A fund's closes and shares traded.

    Returns
    -------
    Series
        A plain number by session, 1 in normal times; NaN until both windows are full. Days without
        volume do not count.

    References
    ----------
    Amihud, Y. (2002). Illiquidity and stock returns: cross-section and time-series effects.
    Journal of Financial Markets 5(1), 31-56.
    """
    prices = positive(close)
    dollars = prices * volume.reindex(prices.index)
    day = (np.log(prices).diff().abs() / dollars)[dollars > 0].dropna()
    values = day.to_numpy()
    short, long = (trailing_rows(values, n).mean(axis=1) for n in (SHORT, YEAR))
    return pd.Series(_over(short, long), index=day.index)


def net_length(long: pd.Series, short: pd.Series, open_interest: pd.Series) -> pd.Series:
    """Return longs less shorts as a share of open interest, by report; NaN without any."""
    net = long - short
    return (net / open_interest.where(open_interest > 0)).dropna()


def beyond(asset: pd.Series, factors: pd.DataFrame, sign: float = 1.0) -> pd.Series:
    """Return the loss of five or ten days that other prices do not explain, over its usual size.

    Parameters
    ----------
    asset : Series
        The asset in the unit in which its changes add up.
    factors : DataFrame
        What may explain it, in such units too, without missing values.
    sign : float
        -1 for what hurts by rising.

    Returns
    -------
    Series
        Of the two z by common date the one that hurts more, with the asset's own sign. NaN until a
        year of changes lies before the ten days, and where the factors do not move apart.

    Notes
    -----
    ``(dy - b dx) / (s sqrt(k))`` for k of 5 and 10. b and s come from a regression, intercept and
    all, of changes over two days, which bridge closes at different hours, on the 252 of them that
    ended before the ten days began; s is the residual standard deviation of one day, that of two
    over the root of two. The forecast leaves the intercept out: a rally's drift explains nothing.
    """
    joint = factors.join(asset.rename("own"), how="inner").dropna()
    values = joint.to_numpy()
    out = np.full(len(joint), np.nan)
    at = np.arange(2 + YEAR + SHORT, len(joint))
    if len(at):
        out[at] = sign * np.fmin(*(sign * z for z in _residual_z(values, at)))
    return pd.Series(out, index=joint.index)


def _residual_z(values: Floats, at: npt.NDArray[np.intp]) -> list[Floats]:
    """Return the z of what the last column's changes leave unexplained, a window each."""
    two = np.nan_to_num(_changes(values, 2))
    design = np.column_stack([np.ones(len(two)), two])
    sums = np.cumsum(design[:, :, None] * design[:, None, :], axis=0)
    window = sums[at - SHORT] - sums[at - SHORT - YEAR]
    inner, cross, own = window[:, :-1, :-1], window[:, :-1, -1], window[:, -1, -1]
    size = np.prod(np.diagonal(inner, axis1=1, axis2=2), axis=1)
    sound = np.linalg.det(inner) > _LEAST * size
    inner = np.where(sound[:, None, None], inner, np.eye(inner.shape[1]))
    beta = np.linalg.solve(inner, cross[:, :, None])[:, :, 0]
    left = own - (beta * cross).sum(axis=1)
    sound &= left > _LEAST * own
    daily = np.sqrt(np.where(sound, left, np.nan) / (YEAR - inner.shape[1]) / 2.0)
    z = []
    for days in WINDOWS:
        change = _changes(values, days)[at]
        rest = change[:, -1] - (beta[:, 1:] * change[:, :-1]).sum(axis=1)
        z.append(rest / (daily * np.sqrt(days)))
    return z


def _changes(values: Floats, days: int) -> Floats:
    """Return the changes of each column over some rows, NaN for the first ones."""
    out = np.full(values.shape, np.nan)
    out[days:] = values[days:] - values[:-days]
    return out
