"""The arithmetic of the engine's probabilities, against scipy and by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.narrative.factory import make_reading
from tools.records import Falsifier
from tools.scoring import (
    Evidence,
    Score,
    clip,
    coverage,
    leaning,
    log_beta_density,
    log_density,
    score,
    standing,
    turned,
)
from tools.weights import CLASSES, Density, EvidenceRow, Weights, weights

PRIORS = {"macro": 0.5, "fundamental": 0.2, "positioning": 0.3}
shares = st.floats(0.0, 1.0)


def row(reading: str = "a.b", group: str = "g", **beta: tuple[float, float]) -> EvidenceRow:
    """Return a row whose densities are plain Beta: it shows in every case of its engine."""
    densities = {c: Density(1.0, *pair) for c, pair in beta.items()}
    return EvidenceRow(reading, group, "high", "for a test", densities=densities)


def with_rho(temperature: float = 1.0, **rho: float) -> Weights:
    return replace(weights(), rho=rho, calibration={"temperature": temperature})


def odds(result: Score, engine: str = "positioning", against: str = "macro") -> float:
    """Return the log odds that the evidence added to those of the priors."""
    p = result.probability
    return math.log(p[engine] / p[against]) - math.log(PRIORS[engine] / PRIORS[against])


@given(p=st.floats(1e-5, 1 - 1e-5), a=st.floats(0.5, 6.0), b=st.floats(0.5, 6.0))
def test_density_is_that_of_scipy(p: float, a: float, b: float) -> None:
    assert log_beta_density(p, a, b) == pytest.approx(stats.beta.logpdf(p, a, b), abs=1e-9)


@pytest.mark.parametrize("end", [0.0, 1.0])
def test_density_is_finite_at_the_ends(end: float) -> None:
    assert math.isfinite(log_beta_density(end, 3.0, 1.0))
    assert math.isfinite(log_beta_density(end, 0.5, 0.5))


@pytest.mark.parametrize(
    ("side", "p", "expected"),
    [("high", 0.9, 0.9), ("low", 0.9, 0.1), ("both", 0.9, 0.8), ("both", 0.1, 0.8)],
)
def test_percentile_is_turned_to_the_side_that_counts(side, p, expected) -> None:
    assert turned(p, side) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, 0.5), (-0.05, 0.0), (-0.4, 0.0), (0.025, 0.75), (9.0, 1.0)]
)
def test_a_value_stands_between_its_levels(value: float, expected: float) -> None:
    reading = make_reading("fundamentals.x", value, percentile=0.9)
    assert standing(reading, (-0.05, 0.05)) == pytest.approx(expected)
    assert standing(reading, None) == 0.9


def test_a_missing_value_stands_nowhere() -> None:
    assert standing(make_reading("fundamentals.x", None), (-0.05, 0.05)) is None


def test_one_reading_moves_the_odds_by_its_density() -> None:
    found = score([Evidence(row(positioning=(2.0, 1.0)), 0.9)], with_rho(g=0.0), PRIORS)
    assert odds(found) == pytest.approx(stats.beta.logpdf(0.9, 2, 1))


@pytest.mark.parametrize(("p", "expected"), [(0.9999, math.log(3)), (0.001, -math.log(3))])
def test_one_reading_is_capped_at_odds_of_three(p: float, expected: float) -> None:
    found = score([Evidence(row(positioning=(6.0, 1.0)), p)], with_rho(g=0.0), PRIORS)
    assert odds(found) == pytest.approx(expected)


@pytest.mark.parametrize(("p", "expected"), [(0.9999, math.log(6)), (0.001, -math.log(6))])
def test_a_group_is_capped_at_odds_of_six(p: float, expected: float) -> None:
    rows = [Evidence(row(f"a.{i}", positioning=(6.0, 1.0)), p) for i in range(5)]
    found = score(rows, with_rho(g=0.0), PRIORS)
    assert odds(found) == pytest.approx(expected)
    parts = [found.said[e.row.reading]["positioning"] for e in rows]
    assert sum(parts) == pytest.approx(expected)


@given(p=shares, copies=st.integers(2, 6))
def test_copies_of_one_reading_count_as_one(p: float, copies: int) -> None:
    rows = [Evidence(row(f"a.{i}", positioning=(2.0, 1.0)), p) for i in range(copies)]
    one = score(rows[:1], with_rho(g=1.0), PRIORS)
    many = score(rows, with_rho(g=1.0), PRIORS)
    assert odds(many) == pytest.approx(odds(one), abs=1e-12)


def test_correlated_readings_are_shrunk_by_their_number() -> None:
    """Two readings at rho .6 weigh 1 / 1.6 each."""
    rows = [Evidence(row(f"a.{i}", positioning=(2.0, 1.0)), 0.8) for i in range(2)]
    found = score(rows, with_rho(g=0.6), PRIORS)
    assert odds(found) == pytest.approx(2 * math.log(1.6) / 1.6)


def test_independent_readings_add_up() -> None:
    rows = [Evidence(row(f"a.{i}", f"g{i}", positioning=(2.0, 1.0)), 0.8) for i in range(2)]
    found = score(rows, with_rho(g0=0.0, g1=0.0), PRIORS)
    assert odds(found) == pytest.approx(2 * math.log(1.6))


def test_a_missing_reading_is_no_evidence() -> None:
    seen = [Evidence(row("a.a", positioning=(2.0, 1.0)), 0.9)]
    absent = [Evidence(row("a.b", positioning=(3.0, 1.0), macro=(1.5, 1.0)), None)]
    w = with_rho(g=0.5)
    assert score(seen + absent, w, PRIORS).probability == score(seen, w, PRIORS).probability
    assert score(absent, w, PRIORS).probability == pytest.approx(PRIORS)


def test_a_short_history_weighs_less() -> None:
    full, half = (Evidence(row(positioning=(2.0, 1.0)), 0.9, weight) for weight in (1.0, 0.5))
    w = with_rho(g=0.0)
    assert odds(score([half], w, PRIORS)) == pytest.approx(0.5 * odds(score([full], w, PRIORS)))


@pytest.mark.parametrize("temperature", [1.0, 1.35, 3.0])
def test_the_temperature_divides_the_evidence_and_not_the_base_rates(temperature: float) -> None:
    rows = [Evidence(row(f"a.{i}", f"g{i}", positioning=(2.0, 1.0)), 0.8) for i in range(2)]
    found = score(rows, with_rho(temperature, g0=0.0, g1=0.0), PRIORS)
    assert odds(found) == pytest.approx(2 * math.log(1.6) / temperature)
    assert score([], with_rho(temperature), PRIORS).probability == pytest.approx(PRIORS)


@given(p=st.floats(1e-5, 1 - 1e-5), share=shares, a=st.floats(1.0, 5.0))
def test_a_density_is_part_uniform_and_part_beta(p: float, share: float, a: float) -> None:
    mixed = (1.0 - share) * stats.uniform.pdf(p) + share * stats.beta.pdf(p, a, 1.0)
    assert log_density(p, Density(share, a, 1.0)) == pytest.approx(math.log(mixed), abs=1e-9)


@pytest.mark.parametrize("e", weights().evidence, ids=lambda e: f"{e.reading} {e.when}")
def test_every_published_density_integrates_to_one(e: EvidenceRow) -> None:
    p = (np.arange(20000) + 0.5) / 20000
    for density in e.densities.values():
        assert np.mean([math.exp(log_density(x, density)) for x in p]) == pytest.approx(1, abs=1e-3)


def test_calm_macro_moves_positioning_alone() -> None:
    found = score([], with_rho(), PRIORS, calm=math.log(2.0))
    assert odds(found) == pytest.approx(math.log(2.0))
    assert odds(found, "fundamental") == pytest.approx(0.0)


@given(st.lists(st.one_of(st.none(), shares), min_size=25, max_size=25), st.floats(-3, 3))
def test_probabilities_of_the_published_table_sum_to_one(found, calm) -> None:
    w = weights()
    rows = [Evidence(e, p) for e, p in zip(w.evidence, found, strict=False)]
    p = score(rows, w, w.priors, calm).probability
    assert sum(p.values()) == pytest.approx(1.0, abs=1e-12)
    assert set(p) == set(CLASSES) and min(p.values()) > 0.0


@given(low=shares, high=shares, rest=st.lists(shares, min_size=25, max_size=25))
def test_a_larger_overshoot_never_speaks_less_for_positioning(low, high, rest) -> None:
    low, high = sorted((low, high))
    w = weights()
    others = dict(zip([e.reading for e in w.evidence], rest, strict=False))

    def positioning(p: float) -> float:
        found = others | {"positioning.vix_overshoot": p}
        rows = [Evidence(e, found[e.reading]) for e in w.evidence]
        return score(rows, w, w.priors).probability["positioning"]

    assert positioning(high) >= positioning(low) - 1e-12


@given(low=shares, high=shares)
def test_every_row_of_the_table_is_monotone(low: float, high: float) -> None:
    """No published density turns back: more of a reading always speaks to the same side."""
    low, high = sorted((low, high))
    for e in weights().evidence:
        for density in e.densities.values():
            steps = log_density(high, density) - log_density(low, density)
            assert steps * (density.a - density.b) >= -1e-12


def test_no_row_is_much_louder_than_its_cap() -> None:
    """The densities stay moderate: some fifty episodes carry nothing steeper."""
    most = weights().clip["reading"]
    for e in weights().evidence:
        for d in e.densities.values():
            ends = [math.exp(log_density(end, d)) for end in (0.0, 1.0)]
            assert max(ends) <= most + 0.11 and min(ends) >= 0.0


def test_leaning_compares_with_the_best_of_the_others() -> None:
    said = {"macro": 0.2, "fundamental": 0.5, "positioning": 0.9}
    assert leaning(said, "positioning") == pytest.approx(0.4)
    assert leaning(said, "macro") == pytest.approx(-0.7)
    assert leaning({}, "macro") == 0.0


@pytest.mark.parametrize(("value", "expected"), [(5.0, 2.0), (-5.0, -2.0), (1.5, 1.5)])
def test_clip(value: float, expected: float) -> None:
    assert clip(value, 2.0) == expected


def test_coverage_counts_each_group_once_and_the_tests_once() -> None:
    """Groups at 1/2 and 1/1, tests at 1/4: (.5 + 1 + .25) / 3."""
    rows = [
        Evidence(row("a.a", "g"), 0.5),
        Evidence(row("a.b", "g"), None),
        Evidence(row("a.c", "h"), 0.5),
    ]
    ran = [
        Falsifier(str(i), "positioning", "", None, None, None, fired, "")
        for i, fired in enumerate((True, None, None, None))
    ]
    assert coverage(rows, ran) == pytest.approx(1.75 / 3)
