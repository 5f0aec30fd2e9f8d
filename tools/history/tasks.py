"""What one worker of a cluster does: it opens the market by its address and computes readings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version

import pandas as pd
from platformdirs import user_cache_path

from tools.history.histories import Histories
from tools.history.keys import hashed
from tools.history.table import Tables
from tools.market.storage import folder_at
from tools.market.view import Market
from tools.pillars.reading import Track
from tools.pillars.registry import specs
from tools.pillars.spec import Rank
from tools.records import UnwindError

Rows = list[tuple[str, pd.DataFrame, dict[str, Track]]]
"""Readings by name, each with its table and with its whole history under its key."""

_CODE = ("tools.metrics", "tools.pillars", "tools.market", "tools.history")
_LIBRARIES = ("numpy", "pandas", "scipy", "pyarrow")


def groups() -> list[tuple[str, ...]]:
    """Return the readings, those that are made of each other together."""
    found: list[set[str]] = []
    for spec in specs().values():
        joined = {spec.id, *(token.metric for token in spec.inputs if isinstance(token, Rank))}
        apart = [group for group in found if not group & joined]
        found = [*apart, joined.union(*(group for group in found if group & joined))]
    return [tuple(name for name in specs() if name in group) for group in found]


def standing(market: Market) -> dict[str, str]:
    """Return all that a figure depends on, in short: code, libraries and the market's content."""
    content = market.store.manifest.dump().encode()
    return {
        "code": hashed(*_CODE),
        **{library: version(library) for library in _LIBRARIES},
        "market": hashlib.sha256(content).hexdigest(),
    }


def compute(
    place: str, expected: Mapping[str, str], names: tuple[str, ...], sessions: pd.DatetimeIndex
) -> Rows:
    """Return the tables and histories of some readings.

    Parameters
    ----------
    place : str
        The folder or the address of the market.
    expected : mapping of str to str
        The ``standing`` of who asks.
    names : tuple of str
        The readings.
    sessions : DatetimeIndex
        The sessions that are wanted.

    Raises
    ------
    UnwindError
        When there is no market there, or it, the code or a library is another.
    """
    histories, tables = _opened(place, tuple(expected.items()))
    out: Rows = []
    for name in names:
        kept = histories.whole(specs()[name])
        out.append((name, tables.of(specs()[name], sessions), kept))
    return out


@lru_cache(maxsize=1)
def _opened(place: str, expected: tuple[tuple[str, str], ...]) -> tuple[Histories, Tables]:
    """Open the market once a process; one that would give other figures is an UnwindError."""
    market = Market(folder_at(place, user_cache_path("unwind")))
    mine = standing(market)
    for what, value in expected:
        if mine[what] != value:
            told = f"{mine[what]}, here {value}" if what in _LIBRARIES else "not the same as here"
            raise UnwindError(f"its {what} is {told}: the figures would differ")
    histories = Histories(market)
    return histories, Tables(market, histories)


def close() -> None:
    """Let go of the market that was opened."""
    _opened.cache_clear()
