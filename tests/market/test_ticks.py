"""Suspect values: what stands apart from both of its sides, and what does not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tools.market.status import coverage
from tools.market.ticks import reverted_jumps

DAYS = pd.bdate_range("2020-01-01", periods=300)


def prices() -> pd.Series:
    """Daily steps of a percent either way."""
    return pd.Series(100.0 * 1.01 ** (np.arange(300) % 2), index=DAYS)


def test_a_lone_value_is_suspect() -> None:
    found = prices()
    found.iloc[100] = 15.7
    assert list(reverted_jumps(found).index) == [DAYS[100]]


def test_a_run_far_away_is_suspect_by_its_first_value() -> None:
    found = prices()
    found.iloc[100:104] /= 5.0
    assert list(reverted_jumps(found).index) == [DAYS[100]]


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_jump_that_stays_is_none(factor: float) -> None:
    found = prices()
    found.iloc[100:] *= factor
    assert reverted_jumps(found).empty


def test_a_large_move_that_half_comes_back_is_none() -> None:
    found = prices()
    found.iloc[100], found.iloc[101:] = 40.0, 63.0
    assert reverted_jumps(found).empty


def test_a_scale_changes_nothing_and_a_sign_has_no_logs() -> None:
    found = prices()
    found.iloc[100] = 15.7
    assert reverted_jumps(found * 1e6).index.equals(reverted_jumps(found).index)
    assert reverted_jumps(found - 16.0).empty


@pytest.mark.parametrize("short", [0, 1, 2])
def test_too_few_values_say_nothing(short: int) -> None:
    assert reverted_jumps(prices().iloc[:short]).empty


def test_the_vendor_s_first_days_of_vvix_are_named(real_market: Workspace) -> None:
    rows = {row.id: row for row in coverage(real_market.market)}
    assert "15.71 on 2006-03-15" in rows["VVIX"].suspects
    assert not rows["SPX"].suspects
    assert not rows["NFCI"].suspects
