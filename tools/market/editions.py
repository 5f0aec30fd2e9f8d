"""Editions of a series: what a source said of the past, and from which day it said otherwise.

A live source is asked again and again. What it adds is one more row; what it changes, or brings
later than its lag allows, opens a new edition, and the earlier one stands for every day before.
The as-of view reads the edition of its day, so that no revision is seen before it was fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.market import digest
from tools.market.lags import known_dates

TRADED = "0d"
SAME = 1e-6  # values that differ by less, as a share, are one value that was printed differently


@dataclass(frozen=True, slots=True)
class Edition:
    """All that a source said of a series, as it stood from a day on; ``since`` None for ever."""

    since: date | None
    frame: pd.DataFrame


Editions = tuple[Edition, ...]
"""The editions of a series, each in force until the next begins."""


def arrived(
    held: Editions, fresh: pd.DataFrame, lag: str, day: date, previous: date | None
) -> Editions:
    """Return the editions of a series once a body was read.

    Parameters
    ----------
    held : tuple of Edition
        Those so far, none at first.
    fresh : DataFrame
        What the body says, by date of observation; it need not reach back.
    lag : str
        The series' lag of knowledge.
    day : date
        The day on which it was fetched.
    previous : date or None
        The day on which the source was last fetched, None if never.

    Returns
    -------
    tuple of Edition
        One more than before where a value differs from the one that was held, or where an
        observation came that should have been there at the last fetch by its lag. Nothing that was
        held goes: an absent row says nothing, and an empty cell takes nothing away.
    """
    if not held:
        return (Edition(None, fresh.dropna(how="all")),)
    if any(e.since is not None and e.since > day for e in held):
        # A clock was ahead: what was fetched then came before this day all the same.
        before = [e for e in held if e.since is None or e.since < day]
        held = (*before, Edition(day, held[-1].frame))
    previous = previous and min(previous, day)
    last = held[-1]
    joined = _joined(last.frame, fresh)
    if not _revised(last.frame, joined, lag, previous):
        return (*held[:-1], Edition(last.since, joined))
    if last.since == day:
        return (*held[:-1], Edition(day, joined))
    return (*held, Edition(day, joined))


def _joined(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return ``old`` with what ``new`` adds or says otherwise."""
    index = old.index.union(new.index)
    columns = [*old.columns, *new.columns.difference(old.columns, sort=False)]
    before = old.reindex(index=index, columns=columns).astype(np.float64)
    after = new.reindex(index=index, columns=columns).astype(np.float64)
    moved = (after - before).abs() > SAME * before.abs().clip(lower=SAME)
    return before.where(~(moved | (before.isna() & after.notna())), after)


def _revised(old: pd.DataFrame, new: pd.DataFrame, lag: str, previous: date | None) -> bool:
    """Return whether an observation changed, or came later than its lag allows."""
    common = new.loc[old.index, list(old.columns)]
    if not common.equals(old.astype(np.float64)):
        return True
    added = pd.DatetimeIndex(new.index.difference(old.index))
    # What traded was known at its close, whenever it was fetched.
    if previous is None or added.empty or lag == TRADED:
        return False
    return bool((known_dates(added, lag) < pd.Timestamp(previous)).any())


def in_force(starts: tuple[date | None, ...], day: date) -> int:
    """Return the number of the edition in force on a day, by the days from which they stand."""
    return max(i for i, since in enumerate(starts) if since is None or since <= day)


def digests(
    editions: Editions, lag: str, name: str
) -> tuple[pd.DatetimeIndex, digest.U64, digest.U64]:
    """Return digests by the day from which they count; where a new edition begins the old one's go.

    Sums modulo 2**64 take away as well as they add, so that the cumulated sum at a day is that of
    the rows which a view of the day can see.
    """
    ends = [*(pd.Timestamp(e.since) for e in editions[1:] if e.since), None]
    days: list[pd.DatetimeIndex] = []
    lows: list[digest.U64] = []
    highs: list[digest.U64] = []
    for edition, end in zip(editions, ends, strict=True):
        known = known_dates(pd.DatetimeIndex(edition.frame.index), lag)
        low, high = digest.cell_digests(edition.frame, name)
        seen: npt.NDArray[np.bool_] = np.ones(len(known), dtype=bool)
        if end is not None:
            seen = np.asarray(known < end)
        begin = (
            known
            if edition.since is None
            else known.where(known >= pd.Timestamp(edition.since), pd.Timestamp(edition.since))
        )
        days.append(begin[seen])
        lows.append(low[seen])
        highs.append(high[seen])
        if end is not None:
            days.append(pd.DatetimeIndex([end]))
            with np.errstate(over="ignore"):
                lows.append(-low[seen].sum(keepdims=True, dtype=np.uint64))
                highs.append(-high[seen].sum(keepdims=True, dtype=np.uint64))
    index = pd.DatetimeIndex(np.concatenate([d.as_unit("us").to_numpy() for d in days]))
    return index, np.concatenate(lows), np.concatenate(highs)
