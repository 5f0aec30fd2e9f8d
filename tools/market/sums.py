"""The digests of a whole market, cumulated by date of knowledge, and what they are made under."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

import pandas as pd

from tools.market import digest
from tools.market.catalogue import catalogue
from tools.market.contents import Contents
from tools.market.editions import digests
from tools.market.merging import editions
from tools.market.tables import known_parts

Read = Callable[[str, str], pd.DataFrame]
# Part of every digest key: raise it when the same observations get other digests.
_DIGESTS = "2"


def content_digests(contents: Contents, read: Read) -> pd.DataFrame:
    """Return the cumulated digests of everything in a market, by date of knowledge.

    Parameters
    ----------
    contents : Contents
        What the market holds.
    read : callable
        ``read(object, what)``: the frame of an object, ``what`` naming it in errors.
    """
    rows = {**catalogue(), **contents.rows()}
    parts = {}
    for sid, vendors in contents.series.items():
        for vendor, entry in vendors.items():
            name = f"{sid}/{vendor}"
            held = editions(entry, partial(_frame, read, name))
            parts[name] = digests(held, rows[sid].lag, name)
    for name, entry in contents.panels.items():
        frame = read(entry["object"], f"panel {name}")
        parts[f"panel {name}"] = (
            pd.DatetimeIndex(frame.index),
            *digest.cell_digests(frame, name),
        )
    for underlying, quotes in contents.chains.items():
        for quoted, entry in quotes.items():
            name = f"chain {underlying} {quoted}"
            frame = read(entry["object"], name)
            known = pd.DatetimeIndex([pd.Timestamp(quoted)] * len(frame))
            parts[name] = (known, *digest.row_digests(frame, underlying))
    for table, entry in contents.tables.items():
        for name, known, frame in known_parts(table, read(entry["object"], f"table {table}")):
            parts[f"table {name}"] = (known, *digest.row_digests(frame, name))
    return digest.by_known_date(parts)


def _frame(read: Read, what: str, key: str) -> pd.DataFrame:
    return read(key, what)


def digest_key(contents: Contents) -> str:
    """Return a hash of what decides when each series' digests count: their lags."""
    rows = {**catalogue(), **contents.rows()}
    lags = [f"{sid} {rows[sid].lag}" for sid in sorted(contents.series)]
    return hashlib.sha256("|".join([_DIGESTS, *lags]).encode()).hexdigest()[:16]
