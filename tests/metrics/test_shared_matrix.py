"""Every metric function meets the same broken inputs, and must not see ahead.

A family registers its functions in a file ``cases_<family>.py`` beside this one:

    CASES = {
        "vol_target_leverage": (vol_target_leverage, lambda prices: (prices["A"],)),
    }

Each case is a function and a builder that turns a frame of prices (business days by the tickers
A to H) into the function's arguments. A builder must be row by row: what it makes of the first t
rows may not depend on later ones.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

Case = tuple[Callable[..., Any], Callable[[pd.DataFrame], tuple[Any, ...]]]
ROWS = 1500
CUTS = (300, 701, 1109, 1499)


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for path in sorted(Path(__file__).parent.glob("cases_*.py")):
        for name, case in _load(path).CASES.items():
            found[f"{path.stem.removeprefix('cases_')}-{name}"] = case
    return found


CASES = _cases()


def walk(rows: int = ROWS) -> pd.DataFrame:
    """Eight correlated price paths that rise a little and now and then fall hard."""
    rng = np.random.default_rng(20180205)
    common = rng.standard_t(4, rows) * 0.007
    own = rng.normal(0.0003, 0.008, (rows, 8))
    dates = pd.bdate_range("2012-01-02", periods=rows)
    paths = 100.0 * np.exp(np.cumsum(common[:, None] + own, axis=0))
    return pd.DataFrame(paths, index=dates, columns=list("ABCDEFGH"))


def _holes(frame: pd.DataFrame, value: float) -> pd.DataFrame:
    out = frame.copy()
    rng = np.random.default_rng(7)
    out[pd.DataFrame(rng.random(out.shape) < 0.03, out.index, out.columns)] = value
    return out


MATRIX: dict[str, pd.DataFrame] = {
    "whole": walk(),
    "constant": walk() * 0.0 + 100.0,
    "all missing": walk() * np.nan,
    "holes": _holes(walk(), np.nan),
    "zeros": _holes(walk(), 0.0),
    "infinite": _holes(walk(), np.inf),
    "minus infinite": _holes(walk(), -np.inf),
    "no rows": walk().iloc[:0],
    "one row": walk().iloc[:1],
    "two rows": walk().iloc[:2],
    "a month": walk().iloc[:22],
    "last missing": pd.concat([walk().iloc[:-1], walk().iloc[-1:] * np.nan]),
    "first year missing": pd.concat([walk().iloc[:252] * np.nan, walk().iloc[252:]]),
}


def values(result: Any) -> pd.DataFrame:
    """The numeric columns of whatever a metric returns."""
    return pd.DataFrame(result).select_dtypes("number")


@pytest.mark.parametrize("kind", MATRIX)
@pytest.mark.parametrize("name", CASES)
def test_a_broken_input_gives_a_number_or_nothing(name: str, kind: str) -> None:
    function, build = CASES[name]
    prices = MATRIX[kind]
    before = prices.copy()
    result = function(*build(prices))
    pd.testing.assert_frame_equal(prices, before)
    assert result.index.isin(prices.index).all()
    assert result.index.is_monotonic_increasing
    assert not np.isinf(values(result).to_numpy(dtype=float)).any()
    if kind == "all missing":
        assert values(result).isna().all(axis=None)
    if kind == "whole":
        assert values(result).notna().any(axis=None)


@pytest.mark.parametrize("kind", ["whole", "holes", "infinite"])
@pytest.mark.parametrize("name", CASES)
def test_no_value_depends_on_a_later_row(name: str, kind: str) -> None:
    function, build = CASES[name]
    prices = MATRIX[kind]
    full = pd.DataFrame(function(*build(prices)))
    measured = 0
    for cut in CUTS:
        part = pd.DataFrame(function(*build(prices.iloc[:cut])))
        whole = full[full.index <= prices.index[cut - 1]]
        assert part.index.equals(whole.index)
        assert part.iloc[-1:].equals(whole.iloc[-1:]), f"{name} at {prices.index[cut - 1]:%Y-%m-%d}"
        measured += int(part.iloc[-1].notna().any())
    if kind == "whole":
        assert measured, "no cut had a value: the comparison showed nothing"
