"""When a threshold fires: against numpy, the mid-rank, and histories whose crossings are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.metrics.ranks import mid_rank
from tools.watch.firings import COOL_OFF, GAP, begins, firings, run_start, running_quantile
from tools.watch.firings import usual_move as usual

RNG = np.random.default_rng(5)
NAN = float("nan")


def states(*spells: tuple[float, int]) -> np.ndarray:
    """Return a history of spells: (state, sessions)."""
    return np.concatenate([np.full(sessions, state) for state, sessions in spells])


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 1.0])
def test_a_running_quantile_is_numpys_of_every_past(share: float) -> None:
    values = RNG.normal(size=60)
    found = running_quantile(values, share, 10)
    assert np.isnan(found[:9]).all()
    for i in range(9, 60):
        expected = np.quantile(values[: i + 1], share, method="hazen")
        assert found[i] == pytest.approx(expected, abs=1e-12)


@given(
    values=st.lists(st.floats(-100, 100), min_size=40, max_size=80, unique=True),
    share=st.sampled_from([0.05, 0.1, 0.9, 0.95, 0.97]),
)
def test_a_value_beyond_its_quantile_is_one_whose_mid_rank_is_beyond_the_share(
    values: list[float], share: float
) -> None:
    """So that an item of the list and a registered test of the same percentile agree."""
    sample = np.array(values)
    limit = running_quantile(sample, share, 1)[-1]
    n, rank = len(sample), mid_rank(sample, sample[-1])
    if abs(rank - share) * n > 1e-9:
        assert (sample[-1] > limit) == (rank > share)


def test_a_later_value_moves_no_earlier_quantile() -> None:
    values = RNG.normal(size=50)
    changed = np.append(values[:30], values[30:] + 10.0)
    first, second = (running_quantile(v, 0.9, 5) for v in (values, changed))
    np.testing.assert_array_equal(first[:30], second[:30])


def test_firings_are_crossings_and_not_days() -> None:
    beyond = states((0, 100), (1, 5), (0, 100), (1, 40), (0, 10))
    assert firings(beyond).tolist() == [100, 205]


def test_a_crossing_within_the_cool_off_belongs_to_the_firing_before() -> None:
    near, apart = COOL_OFF - 6, COOL_OFF - 5
    assert firings(states((0, 50), (1, 5), (0, near), (1, 5), (0, 9))).tolist() == [50]
    found = firings(states((0, 50), (1, 5), (0, apart), (1, 5), (0, 9)))
    assert found.tolist() == [50, 50 + COOL_OFF]


def test_what_was_beyond_at_the_start_was_not_seen_to_cross() -> None:
    assert firings(states((1, 30), (0, 90), (1, 3))).tolist() == [120]
    assert firings(states((NAN, 30), (1, 5))).tolist() == []


def test_a_crossing_over_a_long_gap_was_not_seen_either() -> None:
    assert firings(states((0, 30), (NAN, GAP - 1), (1, 5))).tolist() == [30 + GAP - 1]
    assert firings(states((0, 30), (NAN, GAP), (1, 5))).tolist() == []


@pytest.mark.parametrize("state", [0.0, 1.0, NAN])
def test_a_history_in_one_state_has_no_firing(state: float) -> None:
    assert firings(np.full(300, state)).tolist() == []
    assert firings(np.empty(0)).tolist() == []


def test_the_present_crossing_begins_after_the_last_day_inside() -> None:
    assert run_start(states((0, 10), (1, 5))) == 10
    assert run_start(states((1, 5), (0, 10), (1, 2), (NAN, 3), (1, 2), (NAN, 4))) == 15
    assert run_start(states((1, 5))) == 0
    assert run_start(states((1, 5), (0, 1))) is None
    assert run_start(states((1, 5), (0, 1), (NAN, 2))) is None
    assert run_start(np.full(4, NAN)) is None


def test_a_record_begins_where_a_year_follows_without_a_gap() -> None:
    whole = np.arange(300)
    assert begins(whole) == 0
    scattered = np.append(np.arange(0, 400, GAP + 1), 1000 + whole)
    assert begins(scattered) == 1000
    assert begins(np.append(whole, 600 + np.arange(20))) == 0
    assert begins(np.array([0, 100, 101, 102])) == 100


def test_the_usual_move_of_a_random_walk_is_the_root_of_its_days() -> None:
    walk = pd.Series(np.cumsum(RNG.normal(size=3000)))
    found = usual(walk)
    assert np.isnan(found[:130]).all()
    assert np.median(found[504:]) == pytest.approx(np.sqrt(5.0), rel=0.1)


def test_a_new_leg_is_no_move() -> None:
    """A reading that rises by 1 a session within its leg has moves of exactly 5, spread 0."""
    sessions = np.arange(600)
    leg = pd.Series(sessions // 20)
    value = pd.Series((sessions % 20) * 1.0)
    assert np.nanmax(usual(value)) > 1.0
    assert np.isnan(usual(value, leg)).all()


def test_what_never_moves_has_no_usual_move() -> None:
    assert np.isnan(usual(pd.Series(np.full(600, 3.0)))).all()
    assert np.isnan(usual(pd.Series(np.full(600, NAN)))).all()
