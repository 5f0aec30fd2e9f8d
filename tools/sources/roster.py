"""Who was in the index when: dated spans, carried on by the lists of members that were seen.

The spans (fja05680/sp500) are right where they reach, and are updated now and then; the mirror of
today's members says nothing of the past. After the last change that the spans know, an entry counts
from the day that the first list gives for it, of a later one from the day on which the member was
first there, an exit from the day on which it was first missing: earlier it was not known here.
"""

from __future__ import annotations

import pandas as pd

COLUMNS = ("ticker", "start_date", "end_date")


def membership_table(spans: pd.DataFrame | None, seen: pd.DataFrame | None) -> pd.DataFrame:
    """Return the membership table from dated spans and the lists seen since.

    Parameters
    ----------
    spans : DataFrame, optional
        ``ticker``, ``start_date``, ``end_date`` (NaT while it lasts).
    seen : DataFrame, optional
        ``asof`` (the day the list was fetched), ``ticker`` and ``added`` (the day of its entry
        as the list has it, NaT where it has none); every list whole.

    Returns
    -------
    DataFrame
        Columns ``ticker``, ``start_date``, ``end_date`` in order of ticker and start. Adding a
        later list changes no row but by closing its span, and adds rows that start on its own day
        or after it.

    Notes
    -----
    A ticker that the spans never had, with an entry dated before their last change, is a member
    under a new name: it starts on the day it was seen, and its old name ends with it.
    """
    table = pd.DataFrame(columns=list(COLUMNS)) if spans is None else spans[list(COLUMNS)]
    table = table.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]"})
    known = table[["start_date", "end_date"]].max().max()
    lists = _lists(seen, known)
    still = table["end_date"].isna()
    began = dict(table.loc[still, ["ticker", "start_date"]].itertuples(index=False, name=None))
    done = list(table[~still].itertuples(index=False, name=None))
    left = dict(table.groupby("ticker")["end_date"].max())
    for number, (asof, added) in enumerate(lists):
        for ticker in sorted(set(began) - set(added)):
            done.append((ticker, began.pop(ticker), asof))
            left[ticker] = asof
        for ticker in sorted(set(added) - set(began)):
            past = [day for day in (known, left.get(ticker)) if not pd.isna(day)]
            entry = added[ticker]
            dated = not pd.isna(entry) and all(entry > day for day in past)
            # A list that followed another brings what was not known when that one was fetched.
            began[ticker] = (max(entry, asof) if number else entry) if dated else asof
    rows = [*done, *((ticker, start, pd.NaT) for ticker, start in began.items())]
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    out = out.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]"})
    return out.sort_values(["ticker", "start_date"], ignore_index=True)


def members_on(table: pd.DataFrame, day: pd.Timestamp) -> tuple[str, ...]:
    """Return the members at the close of a day, in order."""
    held = (table["start_date"] <= day) & ~(table["end_date"] <= day)
    return tuple(sorted(set(table.loc[held, "ticker"])))


def _lists(
    seen: pd.DataFrame | None, known: pd.Timestamp
) -> list[tuple[pd.Timestamp, dict[str, pd.Timestamp]]]:
    """Return the lists that came after a day, in order, as entry by ticker."""
    if seen is None or seen.empty:
        return []
    later = seen if pd.isna(known) else seen[seen["asof"] > known]
    return [
        (pd.Timestamp(str(asof)), dict(zip(part["ticker"], part["added"], strict=True)))
        for asof, part in later.groupby("asof")
    ]
