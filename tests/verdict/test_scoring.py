"""The arithmetic of the engine's probabilities, against scipy and by hand."""

from __future__ import annotations

import math
from dataclasses import replace

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
    score,
    standing,
    turned,
)
from tools.weights import CLASSES, EvidenceRow, Weights, weights

PRIORS = {"macro": 0.5, "fundamental": 0.2, "positioning": 0.3}
shares = st.floats(0.0, 1.0)


def row(reading: str = "a.b", group: str = "g", **densities: tuple[float, float]) -> EvidenceRow:
    return EvidenceRow(reading, group, "high", "for a test", densities=densities)


def with_rho(**rho: float) -> Weights:
    return replace(weights(), rho=rho)


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


def test_the_rule_moves_positioning_alone() -> None:
    found = score([], with_rho(), PRIORS, rule=math.log(2.0))
    assert odds(found) == pytest.approx(math.log(2.0))
    assert odds(found, "fundamental") == pytest.approx(0.0)


@given(st.lists(st.one_of(st.none(), shares), min_size=18, max_size=18), st.floats(-3, 3))
def test_probabilities_of_the_published_table_sum_to_one(found, rule) -> None:
    w = weights()
    rows = [Evidence(e, p) for e, p in zip(w.evidence, found, strict=False)]
    p = score(rows, w, w.priors, rule).probability
    assert sum(p.values()) == pytest.approx(1.0, abs=1e-12)
    assert set(p) == set(CLASSES) and min(p.values()) > 0.0


@given(low=shares, high=shares, rest=st.lists(shares, min_size=18, max_size=18))
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
    """No published density turns back: more of what counts never speaks less for its engine."""
    low, high = sorted((low, high))
    for e in weights().evidence:
        for a, b in e.densities.values():
            assert log_beta_density(high, a, b) >= log_beta_density(low, a, b) - 1e-12


def test_no_row_is_louder_than_its_cap() -> None:
    """The densities stay moderate: about forty episodes carry nothing steeper."""
    most = weights().clip["reading"]
    for e in weights().evidence:
        for a, b in e.densities.values():
            assert stats.beta.pdf(1.0 - 1e-9, a, b) <= most + 1e-6


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
