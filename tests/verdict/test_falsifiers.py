"""The registered tests: each fires, stays quiet or is null."""

from __future__ import annotations

import pytest

from tests.narrative.factory import make_reading
from tests.verdict.cases import FORCED, STACKED, figures, make_case
from tools.falsifiers import run
from tools.records import Falsifier
from tools.verdict import verdict
from tools.weights import FalsifierRow, weights

ROWS = weights().falsifiers
STEP = 1e-6


def outcome(row: FalsifierRow, value: float | None, percentile: float | None = 0.5) -> Falsifier:
    """Return the test's outcome at a figure of its reading, all others ordinary."""
    found = run(figures({row.reading: (value, percentile)}))
    return next(f for f in found if f.id == row.id)


def at(row: FalsifierRow, figure: float) -> Falsifier:
    return outcome(row, figure) if row.of == "value" else outcome(row, 0.0, figure)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_fires_beyond_its_threshold_and_not_at_it(row: FalsifierRow) -> None:
    beyond = -STEP if row.beyond == "below" else STEP
    assert at(row, row.threshold + beyond).fired is True
    assert at(row, row.threshold).fired is False
    assert at(row, row.threshold - beyond).fired is False


@pytest.mark.parametrize("row", [r for r in ROWS if r.beyond == "outside"], ids=lambda r: r.id)
def test_an_outside_test_fires_on_both_sides(row: FalsifierRow) -> None:
    assert at(row, -row.threshold - STEP).fired is True


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_is_null_with_the_reason_where_its_reading_is_missing(row: FalsifierRow) -> None:
    found = outcome(row, None)
    assert found.fired is None and found.value is None
    assert found.why == "no data in this market"


@pytest.mark.parametrize("row", [r for r in ROWS if r.of == "percentile"], ids=lambda r: r.id)
def test_is_null_where_the_history_is_too_short(row: FalsifierRow) -> None:
    found = outcome(row, 3.0, None)
    assert found.fired is None and "too short" in found.why


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_is_null_where_its_reading_is_not_in_the_brief(row: FalsifierRow) -> None:
    readings = {k: v for k, v in figures({}).items() if k != row.reading}
    found = next(f for f in run(readings) if f.id == row.id)
    assert found.fired is None and found.reading is None


def test_falling_yields_are_no_repricing_of_policy() -> None:
    """A 2-year yield that falls in a flight to quality must not fire; one that rises must."""
    row = next(r for r in ROWS if r.id == "rates_2y_up")
    assert outcome(row, -6.0).fired is False
    assert outcome(row, 6.0).fired is True


def test_thresholds_are_the_registered_ones() -> None:
    """From the attribution notes: sigmas, percentiles, sessions and the orderliness bounds."""
    registered = {
        "rates_2y_up": 2.0,
        "rates_10y": 2.0,
        "rates_30y": 2.0,
        "conditions": 0.95,
        "policy_uncertainty": 0.97,
        "geopolitics": 0.97,
        "duration": 63.0,
        "overshoot": 5.75,
    }
    assert {r.id: r.threshold for r in ROWS if r.id in registered} == registered


MACRO_TESTS = [r for r in ROWS if r.claim == "macro_unchanged"]


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.claim in ("macro_unchanged", "positioning")], ids=lambda r: r.id
)
def test_a_fired_test_voids_positioning(row: FalsifierRow) -> None:
    """The readings stay those of a positioning event; only the test's own figure moves."""
    before = verdict(make_case(FORCED, peak=STACKED))
    assert before.engine == "positioning"
    beyond = row.threshold + (-STEP if row.beyond == "below" else STEP)
    figure = (beyond, 0.5) if row.of == "value" else (0.0, beyond)
    after = verdict(make_case({**FORCED, row.reading: figure}, peak=STACKED))
    assert after.engine == "mixed"
    assert any(row.id in why for why in after.abstained)
    assert after.against[0] == row.reading


def test_cut_estimates_void_positioning() -> None:
    after = verdict(
        make_case({**FORCED, "fundamentals.eps_forward_revision": (-0.03, None)}, peak=STACKED)
    )
    assert after.engine == "mixed" and any("estimates" in why for why in after.abstained)


@pytest.mark.parametrize("row", MACRO_TESTS, ids=lambda row: row.id)
def test_a_null_guard_caps_positioning(row: FalsifierRow) -> None:
    """Each guard in turn cannot be measured; estimates can, so that nothing else caps."""
    free = make_case(FORCED, peak=STACKED)
    assert verdict(free).engine_probability["positioning"] > weights().abstain["null_cap"]
    null = verdict(make_case({**FORCED, row.reading: (None, None)}, peak=STACKED))
    assert null.engine_probability["positioning"] <= weights().abstain["null_cap"]
    assert sum(null.engine_probability.values()) == pytest.approx(1.0)


def test_null_estimates_cap_positioning_and_fundamental() -> None:
    missing = {"fundamentals.eps_forward_revision": (None, None)}
    capped = verdict(make_case({**FORCED, **missing}, peak=STACKED))
    assert capped.engine_probability["positioning"] == pytest.approx(0.75)
    assert capped.engine == "positioning"


def test_a_reading_stands_for_one_test() -> None:
    """The order of the outcomes is that of the table, so that an id finds its row."""
    readings = {r.reading: make_reading(r.reading, 0.0, percentile=0.5) for r in ROWS}
    assert [f.id for f in run(readings)] == [r.id for r in ROWS]
