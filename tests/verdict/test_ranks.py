"""Percentiles against scipy's definition of a mean rank."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from tools.metrics.ranks import expanding_percentile, mid_rank

values = st.lists(st.integers(-3, 3).map(float), min_size=1, max_size=60)


@given(values)
def test_expanding_percentile_is_the_mean_rank_so_far(sample: list[float]) -> None:
    """Small integers, so that ties are common."""
    found = expanding_percentile(pd.Series(sample), least=1)
    for i, value in enumerate(sample):
        expected = percentileofscore(sample[: i + 1], value, kind="mean") / 100.0
        assert found[i] == pytest.approx(expected, abs=1e-12)


def test_expanding_percentile_over_several_blocks() -> None:
    """More observations than one block of comparisons, with ties and gaps."""
    rng = np.random.default_rng(3)
    sample = pd.Series(np.round(rng.normal(size=1500), 1))
    sample[rng.random(1500) < 0.1] = np.nan
    found = expanding_percentile(sample, least=300)
    kept = sample.dropna()
    assert found[sample.isna()].isna().all()
    assert found.dropna().index.equals(kept.index[299:])
    for day in kept.index[[299, 510, 512, 1100, -1]]:
        past = kept.loc[:day]
        expected = percentileofscore(past, past.iloc[-1], kind="mean") / 100.0
        assert found[day] == pytest.approx(expected, abs=1e-12)


def test_expanding_percentile_never_looks_ahead() -> None:
    sample = pd.Series(np.random.default_rng(4).normal(size=700))
    whole = expanding_percentile(sample, least=10)
    for n in (10, 11, 512, 513, 699):
        assert expanding_percentile(sample[:n], least=10).iloc[-1] == whole[n - 1]


@given(values, st.integers(-4, 4).map(float))
def test_mid_rank_is_scipys(sample: list[float], value: float) -> None:
    expected = percentileofscore(sample, value, kind="mean") / 100.0
    assert mid_rank(np.array(sample), value) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("sample", "value", "expected"),
    [
        ([1.0], 1.0, 0.5),
        ([1.0, 2.0, 3.0], 3.0, 2.5 / 3.0),
        ([1.0, 2.0, 3.0], 1.0, 0.5 / 3.0),
        ([5.0, 5.0, 5.0], 5.0, 0.5),
        ([1.0, 2.0], 9.0, 1.0),
        ([1.0, 2.0], -9.0, 0.0),
    ],
)
def test_mid_rank_edges(sample: list[float], value: float, expected: float) -> None:
    assert mid_rank(np.array(sample), value) == pytest.approx(expected)


def test_mid_rank_of_nothing_is_nan() -> None:
    assert math.isnan(mid_rank(np.array([]), 1.0))


def test_infinite_values_are_no_observations() -> None:
    found = expanding_percentile(pd.Series([1.0, np.inf, 2.0, -np.inf, 3.0]), least=1)
    assert found.isna().tolist() == [False, True, False, True, False]
    assert found.iloc[-1] == pytest.approx(2.5 / 3.0)
