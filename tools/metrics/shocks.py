"""Which kinds of news could have made the index's move: shocks identified by signs, as a set.

The innovations of two-, five- and ten-year yields and of stocks are written as four uncorrelated
shocks. Signs and the order of the effects over maturities tell the four apart, but many splits
obey them: what is reported is the range over all that were found, never one of them.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.metrics.rotations import rotations
from tools.metrics.scaling import SIGMA_WINDOW, additive, position_at
from tools.metrics.sessions import on_sessions

Shock = Literal["growth", "monetary", "common", "hedging", "rates"]
Side = Literal["low", "high"]

WANTED = 50
LEAST = 10
MOST_BLOCKS = 10
_SINGULAR = 1e-8  # determinant of the innovations' correlations

_COLUMNS: dict[Shock, tuple[int, ...]] = {
    "growth": (0,),
    "monetary": (1,),
    "common": (2,),
    "hedging": (3,),
    "rates": (1, 2),
}
_Floats = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.intp]


def shock_contribution(
    close: pd.Series,
    two_year: pd.Series,
    five_year: pd.Series,
    ten_year: pd.Series,
    peak: pd.Series,
    shock: Shock,
    side: Side,
    window: int = SIGMA_WINDOW,
) -> pd.Series:
    """Return the least or the most that one kind of news can have added to the move since the peak.

    Parameters
    ----------
    close : pd.Series
        Closing prices of the index.
    two_year, five_year, ten_year : pd.Series
        Treasury yields in percent.
    peak : pd.Series
        By session the date of the current leg's peak.
    shock : {"growth", "monetary", "common", "hedging", "rates"}
        News about growth, about policy, about the premium that stocks and bonds share, and about
        the premium against which bonds hedge; *rates* is monetary and common together.
    side : {"low", "high"}
        Lower or upper end of the identified set.
    window : int
        Daily changes from which innovations and their covariance are estimated.

    Returns
    -------
    pd.Series
        Log return by session; negative where the shock pulled the index down. NaN on the day of
        the peak, before the window is full, where yields do not vary, and where fewer than ten of
        the rotations that were tried obey the restrictions.

    Notes
    -----
    A vector autoregression of order one, without a constant, of the daily changes in the three
    yields and the log index, over the ``window`` changes up to the last session of the quarter
    before; it holds for the whole quarter and is applied to every day since the peak. With P the
    Cholesky factor of the innovations' covariance, every rotation Q makes ``A = P Q`` a candidate
    for the effects of four uncorrelated shocks of unit variance.

    It is kept when its columns are, in some order and up to their signs: growth, all up, yields of
    two and five years by more than ten; monetary, yields up and the more the shorter, stocks down;
    common premium, yields up and the more the longer, stocks down; hedging premium, yields down
    and the more the longer, stocks down. Growth and monetary shocks must make most of the variance
    of the two-year yield, the two premiums most of that of the ten-year yield.

    Rotations are tried in fixed blocks of 10,000 until 50 are kept or ten blocks are used up. The
    contribution of shock k is ``A[stocks, k] (A^-1 u)[k]`` with u the sum of the innovations since
    the peak.

    The four contributions of any one rotation add up to the index's move but for what the day
    before foretold: the split says how news of these kinds could have made the whole of it, and
    nothing of positioning, which it has no column for. The drift is left out because the mean of
    two years is no forecast.

    References
    ----------
    Cieslak, A. and Pang, H. (2021). Common shocks in stocks and bonds. Journal of Financial
    Economics 142(2), 880-904. Rubio-Ramírez, J., Waggoner, D. and Zha, T. (2010). Structural
    vector autoregressions. Review of Economic Studies 77(2), 665-696 (rotations). Baumeister, C.
    and Hamilton, J. (2015). Sign restrictions, structural vector autoregressions, and useful prior
    information. Econometrica 83(5), 1963-1999 (why the set and not a median).
    """
    sessions = pd.DatetimeIndex(peak.index)
    yields = {"two": two_year, "five": five_year, "ten": ten_year}
    levels = on_sessions(close, {k: additive(y, "bp") for k, y in yields.items()}, sessions)
    dates = pd.DatetimeIndex(levels.index)
    values = levels[["two", "five", "ten", "price"]].to_numpy()
    start = position_at(dates, pd.DatetimeIndex(peak.reindex(dates)))
    out = np.full(len(dates), np.nan)
    quarter = dates.year.to_numpy() * 4 + dates.quarter.to_numpy()
    opens = np.flatnonzero(np.diff(quarter, prepend=quarter[:1] - 1))
    for first, after in pairwise([*opens.tolist(), len(dates)]):
        rows = np.arange(first, after)
        rows = rows[(start[rows] >= 1) & (start[rows] < rows)]
        if len(rows) and first >= window + 2:
            split = _splits(np.diff(values[first - window - 2 : first], axis=0))
            if split is not None:
                out[rows] = _bound(split, values, start, rows, shock, side)
    return pd.Series(out, index=dates).reindex(sessions)


def _bound(
    split: tuple[_Floats, _Floats],
    values: _Floats,
    start: _Rows,
    rows: _Rows,
    shock: Shock,
    side: Side,
) -> _Floats:
    """Return the end of the set on the rows of one quarter."""
    lag, weights = split
    begin = start[rows]
    moved, before = values[rows] - values[begin], values[rows - 1] - values[begin - 1]
    news = [moved[:, i] - _dot(lag[i], before.T) for i in range(4)]
    total = np.zeros((len(weights), len(rows)))
    for k in _COLUMNS[shock]:
        total += _dot(weights[:, k].T[:, :, None], [x[None, :] for x in news])
    end: _Floats = total.min(axis=0) if side == "low" else total.max(axis=0)
    return end


def _splits(changes: _Floats) -> tuple[_Floats, _Floats] | None:
    """Return the autoregression and the weights of every split kept, None where there are too few.

    ``changes`` has one row more than the window. ``weights[n, k]``, times an innovation, is what
    shock k of split n adds to the log index.
    """
    past, now = changes[:-1], changes[1:]
    if not _regular(past.T @ past):
        return None
    lag = np.linalg.solve(past.T @ past, past.T @ now).T.astype(np.float64)
    left = now - past @ lag.T
    covariance = left.T @ left / len(left)
    if not _regular(covariance):
        return None
    factor = np.linalg.cholesky(covariance).astype(np.float64)
    found = _kept(factor)
    if len(found) < LEAST:
        return None
    inverse = np.linalg.inv(factor).astype(np.float64)
    on_stocks = _dot(factor[3], found.transpose(1, 2, 0))  # shock, split
    to_news = [_dot(inverse[:, i], found.transpose(1, 2, 0)) for i in range(4)]
    return lag, np.stack([on_stocks * x for x in to_news], axis=-1).transpose(1, 0, 2)


def _kept(factor: _Floats) -> _Floats:
    """Return the rotations that obey the restrictions, shape (kept, coordinate, shock)."""
    kept: list[_Floats] = []
    for block in range(MOST_BLOCKS):
        kept.append(_obeying(factor, rotations(block)))
        if sum(len(found) for found in kept) >= WANTED:
            break
    return np.concatenate(kept)


def _obeying(factor: _Floats, tried: _Floats) -> _Floats:
    """Return those of a block of rotations that obey, their columns in the order of the shocks."""
    # The factor is triangular: the first variable is made of the first coordinate alone.
    curve = [_dot(factor[i, : i + 1], tried[: i + 1]) for i in range(3)]
    together = (curve[0] * curve[2] > 0.0) & (curve[1] * curve[2] > 0.0)
    some = np.flatnonzero(together.all(axis=0))
    two, five, ten = (x[:, some] for x in curve)
    with_stocks = _dot(factor[3], tried[:, :, some]) * ten > 0.0
    short, middle, long = np.abs(two), np.abs(five), np.abs(ten)
    rises, falls = (short < middle) & (middle < long), (short > middle) & (middle > long)
    growth = with_stocks & (short > long) & (middle > long)
    kinds = (growth, ~with_stocks & falls, ~with_stocks & rises, with_stocks & rises)
    one_each = np.logical_and.reduce([kind.sum(axis=0) == 1 for kind in kinds])
    order = np.stack([kind[:, one_each].argmax(axis=0) for kind in kinds])
    near, far = (np.square(np.take_along_axis(x[:, one_each], order, axis=0)) for x in (two, ten))
    ordered = np.take_along_axis(tried[:, :, some[one_each]], order[None], axis=1)
    lasting = (near[0] + near[1] > near[2] + near[3]) & (far[0] + far[1] < far[2] + far[3])
    return ordered[:, :, lasting].transpose(2, 0, 1)


def _dot(weights: _Floats, values: _Floats | list[_Floats]) -> _Floats:
    """Add up weighted rows one by one, so that a sum does not depend on how long they are."""
    total: _Floats = weights[0] * values[0]
    for weight, row in zip(weights[1:], values[1:], strict=True):
        total = total + weight * row
    return total


def _regular(square: _Floats) -> bool:
    """Tell whether a matrix of products has an inverse to speak of."""
    size = np.sqrt(np.diag(square))
    if not (size > 0.0).all():
        return False
    return bool(np.linalg.det(square / np.outer(size, size)) > _SINGULAR)
