"""Quantiles: to the last bit those of ``scipy.special``, and of tables in print."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.special import ndtr, ndtri, stdtrit
from scipy.stats import t as student

from tools.analogs.quantiles import expanded_tail, normal_quantile
from tools.precedents import LEVEL


@pytest.mark.parametrize("n", [252, 1001, 8315])
def test_normal_quantiles_of_ranks_are_scipy_s(n: int) -> None:
    shares = np.arange(1, 2 * n) / (2.0 * n)
    np.testing.assert_allclose(normal_quantile(shares), ndtri(shares), rtol=4e-16, atol=0.0)


def test_normal_quantiles_of_any_share_are_scipy_s() -> None:
    far = 10.0 ** -np.linspace(1.0, 13.0, 200)
    shares = np.concatenate([np.random.default_rng(5).random(20_000), far, 1.0 - far])
    np.testing.assert_allclose(normal_quantile(shares), ndtri(shares), rtol=4e-16, atol=0.0)


def test_normal_quantiles_in_print() -> None:
    found = normal_quantile(np.array([0.5, 0.95, 0.975, 0.001]))
    assert found == pytest.approx([0.0, 1.644854, 1.959964, -3.090232], abs=5e-7)


def test_a_share_that_is_missing_has_no_quantile_and_the_shape_stays() -> None:
    shares = np.array([[0.2, np.nan, 0.99], [0.5, 0.001, np.nan]])
    found = normal_quantile(shares)
    assert found.shape == shares.shape
    assert (np.isnan(found) == np.isnan(shares)).all()


def test_expanded_tails_are_scipy_s() -> None:
    n = np.arange(2, 400)  # beyond the table as well
    tails = ndtr(np.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 - LEVEL) / 2))
    found = [expanded_tail(int(k)) for k in n]
    np.testing.assert_allclose(found, tails, rtol=1e-13, atol=0.0)


def test_an_expanded_tail_bounds_student_s_interval_of_a_normal_mean() -> None:
    """The bootstrap's deviation is sqrt((n - 1) / n) of the sample's, its tails are normal."""
    n = 20
    width = -ndtri(expanded_tail(n)) * np.sqrt((n - 1) / n)
    assert width == pytest.approx(student(n - 1).ppf(0.975))


def test_what_a_brief_needs_leaves_scipy_out() -> None:
    code = "import sys, tools.brief; sys.exit('scipy.special' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
