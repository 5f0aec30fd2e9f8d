"""How fast a chain's gamma is, beside vollib in a loop in the same run; part of ``make bench``."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from vollib.black_scholes_merton.greeks.analytical import gamma as vollib_gamma

from tests.metrics.made_chains import AFTER_CLOSE, load
from tools.market.chain import OptionChain
from tools.metrics.black_scholes import gamma
from tools.metrics.chains import UsableChain, usable
from tools.metrics.gamma_exposure import RULES, chain_exposure
from tools.metrics.gamma_flip import gamma_flip
from tools.metrics.options import skew_25d

AT_LEAST_AS_FAST = 100.0
AT_MOST = 0.1  # seconds


@pytest.fixture(scope="module")
def spx(real_data: Path) -> OptionChain:
    """The S&P 500's chain of a Friday's close, some 20,500 contracts."""
    found = load(real_data, AFTER_CLOSE)
    assert len(found.contracts) > 20_000
    return found


def whole(chain: OptionChain) -> list[float]:
    """From a chain as quoted to gamma and flip under each of the three rules."""
    clean = usable(chain)
    exposures = [chain_exposure(clean, rule) for rule in RULES]
    return [x for e in exposures for x in (e(clean.spot), gamma_flip(clean.spot, e))]


def ours(clean: UsableChain) -> np.ndarray:
    return gamma(clean.spot, clean.strike, clean.years, clean.sigma, clean.rate, clean.dividend)


def loop(clean: UsableChain) -> list[float]:
    columns = (clean.strike, clean.years, clean.rate, clean.sigma, clean.dividend)
    lists = (column.tolist() for column in columns)
    return [vollib_gamma("c", clean.spot, *point) for point in zip(*lists, strict=True)]


def test_gamma_and_flip_of_a_whole_chain(benchmark: BenchmarkFixture, spx: OptionChain) -> None:
    found = benchmark.pedantic(whole, args=(spx,), rounds=20, warmup_rounds=2)
    assert len(found) == 6
    assert benchmark.stats.stats.median < AT_MOST


def test_gamma_beside_vollib_in_a_loop(benchmark: BenchmarkFixture, spx: OptionChain) -> None:
    clean = usable(spx)
    start = perf_counter()
    theirs = loop(clean)
    took = perf_counter() - start
    found = benchmark.pedantic(ours, args=(clean,), rounds=50, warmup_rounds=5)
    np.testing.assert_allclose(found, theirs, rtol=1e-9, atol=1e-15)
    ratio = took / benchmark.stats.stats.median
    benchmark.extra_info["times as fast as vollib"] = round(ratio)
    assert ratio >= AT_LEAST_AS_FAST


def test_skew_of_a_whole_chain(benchmark: BenchmarkFixture, spx: OptionChain) -> None:
    found = benchmark.pedantic(lambda: skew_25d([spx]), rounds=20, warmup_rounds=2)
    assert np.isfinite(found.iloc[0])
    assert benchmark.stats.stats.median < AT_MOST
