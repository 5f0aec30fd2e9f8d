"""The tables of a market: which rows are the same fact, and when each row was known."""

from __future__ import annotations

import pandas as pd

# A row is known from this column's date on; the sector map is today's, without dates, and known
# always.
KNOWN_FROM = {
    "eps_vintages": "asof",
    "fomc": "date",
    "fomc_shocks": "date",
    "payrolls": "date",
    "econ_calendar": "date",
    "membership": "start_date",
    "membership_spans": "start_date",
    "members_seen": "asof",
    "earnings_trends": "asof",
    "headlines": "date",
    "vintages": "known",
    "sectors": None,
}
# Two rows that agree in these columns are one fact, of which the later import holds; a table that
# is not named here is told apart by all of its columns.
ROW_KEYS = {
    "eps_vintages": ("asof", "quarter_end", "block"),
    "fomc": ("date",),
    "fomc_shocks": ("date", "announcement_time"),
    "payrolls": ("date",),
    "membership": ("ticker", "start_date"),
    "membership_spans": ("ticker", "start_date"),
    "members_seen": ("asof", "ticker"),
    "earnings_trends": ("asof", "ticker"),
    "headlines": ("date", "link"),
    "vintages": ("series", "observed", "known"),
    "sectors": ("ticker",),
}
ALWAYS = pd.Timestamp("1900-01-01")


def merge_table(name: str, old: pd.DataFrame | None, new: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of both, those of ``new`` holding, in an order of their own."""
    both = new if old is None else pd.concat([old, new], ignore_index=True)
    keys = [c for c in ROW_KEYS.get(name, ()) if c in both]
    both = both.drop_duplicates(keys or None, keep="last")
    lead = KNOWN_FROM.get(name)
    order = [lead] if lead is not None and lead in both else []
    order += [str(c) for c in (keys or sorted(both.columns)) if c != lead]
    return pd.DataFrame(both.sort_values(order, kind="stable", ignore_index=True))


def visible_rows(name: str, frame: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """Return the rows of a table that were known at ``end``, an exit that lies ahead left open."""
    column = KNOWN_FROM.get(name)
    if column is not None:
        frame = frame[frame[column] <= end]
    if "end_date" in frame:
        frame = frame.assign(end_date=frame["end_date"].where(frame["end_date"] <= end))
    return frame.reset_index(drop=True)


def known_parts(name: str, frame: pd.DataFrame) -> list[tuple[str, pd.DatetimeIndex, pd.DataFrame]]:
    """Split a table into sets of rows with the date each is known from.

    A membership row is two facts, the entry and the exit, each known on its own date.
    """
    column = KNOWN_FROM.get(name)
    if column is None:
        return [(name, pd.DatetimeIndex([ALWAYS] * len(frame)), frame)]
    entries = frame.drop(columns="end_date", errors="ignore")
    parts = [(name, pd.DatetimeIndex(frame[column]), entries)]
    if "end_date" in frame:
        left = frame[frame["end_date"].notna()]
        parts.append((f"{name}/end", pd.DatetimeIndex(left["end_date"]), left))
    return parts
