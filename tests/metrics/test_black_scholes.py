"""Black-Scholes against published examples and vollib."""

from __future__ import annotations

import numpy as np
import pytest
from vollib.black import black
from vollib.black.implied_volatility import implied_volatility as vollib_iv
from vollib.black_scholes_merton.greeks.analytical import delta as vollib_delta
from vollib.black_scholes_merton.greeks.analytical import gamma as vollib_gamma

from tools.metrics.black_scholes import (
    delta,
    forward_price,
    gamma,
    implied_volatility,
    normal_cdf,
    normal_quantile,
)


def test_gamma_of_published_examples() -> None:
    # Haug (1998), and the vector in vollib's documentation
    assert gamma(55.0, 60.0, 0.75, 0.30, 0.10) == pytest.approx(0.0278, abs=5e-5)
    assert gamma(100.0, 100.0, 30 / 365, 0.20, 0.05) == pytest.approx(0.0692276, abs=5e-8)


def test_delta_and_price_of_a_published_example() -> None:
    t = 30 / 365
    assert delta(100.0, 100.0, t, 0.20, False, 0.05) == pytest.approx(-0.4600365, abs=5e-8)
    forward = 100.0 * np.exp(0.05 * t)
    value = np.exp(-0.05 * t) * forward_price(forward, 100.0, t, 0.20, True)
    assert value == pytest.approx(2.493377, abs=5e-7)


@pytest.mark.parametrize("flag", ["c", "p"])
def test_greeks_agree_with_vollib(flag: str) -> None:
    grid = [
        (s, k, t, r, v, q)
        for s in (80.0, 100.0)
        for k in (70.0, 100.0, 140.0)
        for t in (1 / 365, 0.1, 2.0)
        for r, q in ((0.0, 0.0), (0.05, 0.015), (-0.01, 0.03))
        for v in (0.08, 0.25, 1.5)
    ]
    s, k, t, r, v, q = (np.array(column) for column in zip(*grid, strict=True))
    theirs = [vollib_gamma(flag, *point) for point in grid]
    np.testing.assert_allclose(gamma(s, k, t, v, r, q), theirs, rtol=1e-10, atol=1e-14)
    theirs = [vollib_delta(flag, *point) for point in grid]
    np.testing.assert_allclose(delta(s, k, t, v, flag == "c", r, q), theirs, rtol=1e-9, atol=1e-12)


def test_gamma_is_the_slope_of_delta() -> None:
    s, h = 100.0, 1e-4
    for call in (True, False):
        up, down = (delta(s + e, 104.0, 0.2, 0.22, call, 0.03, 0.01) for e in (h, -h))
        slope = (up - down) / (2 * h)
        assert gamma(s, 104.0, 0.2, 0.22, 0.03, 0.01) == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_greeks_of_nonsense_are_missing(bad: float) -> None:
    for place in range(4):
        point = [100.0, 100.0, 0.1, 0.2]
        point[place] = bad
        assert np.isnan(gamma(*point))
        assert np.isnan(delta(*point, True))
    assert gamma(100.0, 1e-308, 1e-9, 1e-9) == 0.0


def test_the_quantile_undoes_the_distribution() -> None:
    x = np.linspace(-5.0, 5.0, 41)
    np.testing.assert_allclose(normal_quantile(normal_cdf(x)), x, atol=1e-9)
    assert normal_cdf(np.array([1.96]))[0] == pytest.approx(0.9750021, abs=5e-8)


def test_implied_volatility_agrees_with_vollib_and_returns_what_went_in() -> None:
    strikes, sigmas = np.meshgrid(np.arange(2000.0, 8001.0, 250.0), (0.05, 0.12, 0.3, 0.9))
    f, t = 4480.0, 0.11
    k, v = strikes.ravel(), sigmas.ravel()
    call = k >= f
    price = forward_price(f, k, t, v, call)
    seen = price > 1e-3  # below a tenth of a cent no quote tells one volatility from another
    k, v, call, price = k[seen], v[seen], call[seen], price[seen]
    for one in range(0, len(k), 7):
        flag = "c" if call[one] else "p"
        assert black(flag, f, k[one], t, 0.0, v[one]) == pytest.approx(price[one], rel=1e-9)
        theirs = vollib_iv(price[one], f, k[one], 0.0, t, flag)
        assert theirs == pytest.approx(v[one], rel=1e-6)
    ours = implied_volatility(price, np.full(len(k), f), k, np.full(len(k), t), call)
    np.testing.assert_allclose(ours, v, rtol=1e-6)


def test_a_price_outside_its_bounds_has_no_volatility() -> None:
    price = np.array([19.99, 0.0, -1.0, 120.0, np.nan, 5.0])
    forward = np.full(6, 120.0)
    strike = np.array([100.0, 130.0, 130.0, 100.0, 130.0, 130.0])
    found = implied_volatility(price, forward, strike, np.full(6, 0.1), np.full(6, True))
    assert np.isnan(found).tolist() == [True, True, True, True, True, False]
