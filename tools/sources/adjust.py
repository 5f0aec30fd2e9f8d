"""Adjusted prices that no later dividend changes: a level that only grows forward.

A vendor's adjusted close is scaled so that its last value is the close, hence all of it changes at
every dividend, and at every split the closes do too. Here the level begins at the first close and
grows by what was earned; what is stored of it is never altered. The vendor's convention is kept:
a distribution d on day t multiplies by 1 / (1 - d / close[t-1]), as Yahoo does after the Center for
Research in Security Prices ("What is the adjusted close?", Yahoo help).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.sources.bars import PRICES

# Two prints of one close agree within a cent on a five-dollar share.
AGREES = 2e-3
ENOUGH = 3  # closes in common that tell a new scale from one changed print
_EXACT = 1e-6  # vendors print float32, so a ratio of closes is known to about 1e-7
_LARGEST_TERM = 100  # of a split, 1 for 75 among them
_WIDEST = 1e6  # a factor beyond which, up or down, two histories are not of one thing

Panels = dict[str, pd.DataFrame]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Joined:
    """Histories put together.

    Attributes
    ----------
    panels : dict
        Field to dates by tickers.
    rescaled : dict
        Ticker to the factor by which its stored prices were multiplied: the inverse of a split.
    replaced : tuple of str
        Tickers whose whole history came anew, the stored one disagreeing.
    again : dict
        Ticker to the reason for which its whole history must be asked for; it is left as stored.
    """

    panels: Panels
    rescaled: dict[str, float] = field(default_factory=dict)
    replaced: tuple[str, ...] = ()
    again: dict[str, str] = field(default_factory=dict)


def total_return(close: pd.Series, cash: pd.Series) -> pd.Series:
    """Return the level of a holding whose distributions are put back, beginning at the first close.

    Parameters
    ----------
    close : Series
        Split-consistent closes by day, without gaps.
    cash : Series
        Distributions per share, in the closes' shares, on their ex-days; 0 on the others. That of
        the first day counts for nothing.

    Returns
    -------
    Series
        level[t] = level[t-1] * close[t] / (close[t-1] - cash[t]), equal to the close as long as
        nothing was paid. A distribution of the whole price or more counts for nothing.
    """
    before = close.shift()
    share = (cash / before).where(cash < before, 0.0).fillna(0.0)
    return close * (1.0 / (1.0 - share)).cumprod()


def joined(
    stored: pd.DataFrame | None, fresh: pd.DataFrame, *, whole: bool = False
) -> pd.DataFrame | str:
    """Return one series' stored rows and those of a new window as one history.

    Parameters
    ----------
    stored, fresh : DataFrame
        ``close``, ``adj_close`` and further fields by day; the level of ``fresh`` begins anywhere.
    whole : bool
        Whether ``fresh`` is all that the source has, so that it replaces what disagrees.

    Returns
    -------
    DataFrame or str
        The history, or why the whole of it must be asked for again.
    """
    if stored is None or stored.empty:
        return fresh
    both = joined_panels(_panels(stored), _panels(fresh), whole=whole)
    if both.again:
        return both.again[_ONE]
    out = pd.DataFrame({name: frame[_ONE] for name, frame in both.panels.items()})
    return out.dropna(subset="close").rename_axis(index="date")


def joined_panels(
    stored: Mapping[str, pd.DataFrame],
    fresh: Mapping[str, pd.DataFrame],
    *,
    whole: bool = False,
    anchored: bool = False,
) -> Joined:
    """Return a stored panel and a new window of it as one, ticker by ticker.

    Where the closes in common agree the new days are appended; where they differ by one factor, a
    split since then, the stored prices take it and the volumes its inverse. The stored level of
    ``adj_close`` stays as it is either way. Where they disagree otherwise a window that reaches
    back to the first stored day, or is the whole of what the source has, replaces the history from
    its beginning on, its level meeting the stored one there; a shorter one changes nothing and the
    ticker is named in ``again``.

    Parameters
    ----------
    stored, fresh : mapping of str to DataFrame
        Field to dates by tickers, ``close`` and ``adj_close`` among the fields.
    whole : bool
        Whether the windows are all that the source has.
    anchored : bool
        Whether a split changes what comes and not what is stored: prices and volumes stay in the
        shares of the first stored day, so that no later split rewrites them.
    """
    if not stored or stored["close"].empty:
        return Joined(dict(fresh))
    index = stored["close"].index.union(fresh["close"].index)
    names = stored["close"].columns.union(fresh["close"].columns)
    old = {k: f.reindex(index=index, columns=names) for k, f in stored.items()}
    new = {k: f.reindex(index=index, columns=names) for k, f in fresh.items()}
    quotient = new["close"] / old["close"]
    ratio: Matrix = quotient.where(np.isfinite(quotient)).to_numpy(dtype=np.float64)
    known, came = old["close"].notna(), new["close"].notna()
    n = (~np.isnan(ratio)).sum(axis=0)
    factor = _scale(ratio, n)
    apart: Matrix = np.nan_to_num(np.abs(ratio / factor - 1.0)).max(axis=0, initial=0.0)
    held, comes = known.to_numpy().any(axis=0), came.to_numpy().any(axis=0)
    alike = (n > 0) & (apart <= AGREES) & ((factor == 1.0) | (n >= ENOUGH))
    begins = _first(came)
    renew = ((begins <= _first(known)) | whole) & (n > 0) & ~alike
    unclear = held & comes & ~alike & ~renew
    factor[~alike] = 1.0
    if renew.any():
        factor[renew] = pd.DataFrame(ratio[:, renew]).bfill().iloc[0].to_numpy()
    takes = ~unclear  # may take anything from the window

    # What a share held from the beginning has grown to, once by what is stored and once by the
    # window: their ratio puts the window's level on the stored one, whatever the last close is.
    shares = old["adj_close"] / (old["close"] * factor)
    scale = shares / (new["adj_close"] / new["close"])
    scale = scale.where(np.isfinite(scale)).ffill().bfill().fillna(1.0)
    anchor = (old["adj_close"] / new["adj_close"]).bfill().iloc[0]
    # By place: pandas takes a mask that is true once for a name.
    new["adj_close"] = new["adj_close"] * np.where(renew, anchor.to_numpy(), scale.to_numpy())

    before = np.arange(len(index))[:, None] < begins
    keep = known.to_numpy() & (before | ~renew)
    panels: Panels = {}
    for name in dict.fromkeys([*stored, *fresh]):
        mine = old.get(name, pd.DataFrame(np.nan, index=index, columns=names))
        theirs = new.get(name, pd.DataFrame(np.nan, index=index, columns=names))
        by = factor if name in PRICES else 1.0 / factor if name == "volume" else None
        if by is not None and anchored:
            theirs = theirs.div(by)
        elif by is not None:
            mine = mine.mul(by)
        panels[name] = mine.where(keep, theirs.where(np.broadcast_to(takes, keep.shape)))
    moved = alike & (factor != 1.0)
    return Joined(
        panels,
        {str(t): float(f) for t, f in zip(names[moved], factor[moved], strict=True)},
        tuple(map(str, names[renew])),
        {
            str(t): _reason(int(k), float(a))
            for t, k, a in zip(names[unclear], n[unclear], apart[unclear], strict=True)
        },
    )


_ONE = "series"


def _panels(frame: pd.DataFrame) -> Panels:
    return {str(name): frame[[name]].set_axis([_ONE], axis=1) for name in frame}


def _scale(ratio: Matrix, n: npt.NDArray[np.int64]) -> Matrix:
    """Return the factor between two histories, exact where it is a split's, 1 where they agree."""
    out = np.ones(ratio.shape[1])
    for place in np.flatnonzero(n):
        found = float(np.nanmedian(ratio[:, place]))
        if abs(found - 1.0) <= AGREES or not 1.0 / _WIDEST < found < _WIDEST:
            continue
        small = found < 1.0
        split = Fraction(1 / found if small else found).limit_denominator(_LARGEST_TERM)
        exact = float(1 / split if small else split)
        out[place] = exact if abs(exact / found - 1.0) < _EXACT else found
    return out


def _first(present: pd.DataFrame) -> npt.NDArray[np.intp]:
    places: npt.NDArray[np.intp] = present.to_numpy(dtype=bool).argmax(axis=0)
    return places


def _reason(n: int, apart: float) -> str:
    if not n:
        return "no stored day in the new window"
    if apart > AGREES:
        return f"closes of {n} stored days differ by up to {apart:.2%} and by no one factor"
    return f"closes of {n} stored days differ by one factor, too few days to tell a split"
