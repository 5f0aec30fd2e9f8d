"""Content digests of observations, additive over rows so that any as-of date has its own.

Each observation's bits go through SplitMix64 (Steele, Lea and Flood 2014, OOPSLA) under two seeds;
the digest of a set of observations is the pair of sums modulo 2**64. Sums let one cumulated array a
market answer "what was visible on that date?" for every date, in any order of import.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

U64 = npt.NDArray[np.uint64]
_SEEDS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03))


def _splitmix(x: U64) -> U64:
    with np.errstate(over="ignore"):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def salt(name: str) -> np.uint64:
    """Return a 64-bit salt for a name (a series and vendor, a ticker, a column)."""
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))


def _bits(values: pd.Series) -> U64:
    """Return 64 bits a value; one NaN, one zero, one instant whatever its unit."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.to_numpy("datetime64[us]").astype(np.int64).view(np.uint64)
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(np.float64, na_value=np.nan) + 0.0
        numbers = np.where(np.isnan(numbers), np.nan, numbers)
        return numbers.view(np.uint64)
    codes, names = pd.factorize(values)
    salts = np.array([*(salt(f"={name}") for name in names), salt("")], dtype=np.uint64)
    return np.asarray(salts[codes], dtype=np.uint64)


def cell_digests(frame: pd.DataFrame, name: str) -> tuple[U64, U64]:
    """Return two digests a row of a numeric frame: sums over its cells that hold a value.

    A cell's digest covers ``name``, its column, its index and its bits; a NaN adds nothing, so a
    column that only begins later leaves the earlier rows as they were.
    """
    values = frame.to_numpy(np.float64)
    empty = np.isnan(values)
    bits = (values + 0.0).view(np.uint64)
    index = _bits(frame.index.to_series())
    columns = np.array([salt(f"{name}|{c}") for c in frame.columns], dtype=np.uint64)
    out = []
    for seed in _SEEDS:
        place = _splitmix(index ^ seed)[:, None] ^ columns[None, :]
        cells = _splitmix(_splitmix(place) ^ bits)
        cells[empty] = 0
        out.append(cells.sum(axis=1, dtype=np.uint64))
    return out[0], out[1]


def row_digests(frame: pd.DataFrame, name: str) -> tuple[U64, U64]:
    """Return two digests a row of a mixed frame, whatever the order of its rows and columns."""
    columns = [(str(c), _bits(frame[c])) for c in sorted(frame.columns, key=str)]
    out = []
    for seed in _SEEDS:
        acc = np.full(len(frame), salt(name) ^ seed, dtype=np.uint64)
        for column, bits in columns:
            acc = _splitmix(acc ^ _splitmix(bits ^ salt(column)))
        out.append(acc)
    return out[0], out[1]


def frame_hash(frame: pd.DataFrame, name: str) -> str:
    """Return a short content hash of a whole frame, its names and shape."""
    dated = isinstance(frame.index, pd.DatetimeIndex)
    low, high = cell_digests(frame, name) if dated else row_digests(frame, name)
    with np.errstate(over="ignore"):
        sums = (low.sum(dtype=np.uint64), high.sum(dtype=np.uint64))
    text = f"{name}|{frame.shape}|{list(frame.columns)}|{sums}"
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def by_known_date(parts: Mapping[str, tuple[pd.DatetimeIndex, U64, U64]]) -> pd.DataFrame:
    """Return cumulated digests by known date, columns ``low`` and ``high``.

    Parameters
    ----------
    parts : mapping
        Name to (known dates, low digests, high digests) of each set of observations.
    """
    frames = [
        pd.DataFrame({"low": lo, "high": hi}, index=known) for known, lo, hi in parts.values()
    ]
    if not frames:
        return pd.DataFrame({"low": np.array([], np.uint64), "high": np.array([], np.uint64)})
    with np.errstate(over="ignore"):
        return pd.concat(frames).groupby(level=0).sum().sort_index().cumsum()
