"""The stretch in which most of a long fall came, on closes as they were published."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tools.events.stretch import LONG, MOST, PART, SHARE, fastest

# S&P 500, 19 to 24 August 2015, behind a calm leg from 2,130.82 on 21 May.
AUGUST = (2079.61, 2035.73, 1970.89, 1893.21)


def test_the_plunge_of_august_2015_is_told_from_its_calm_leg() -> None:
    calm = np.linspace(2130.82, AUGUST[0], 63)
    found = fastest(pd.Series([*calm, *AUGUST[1:]]))
    assert found is not None
    assert found[0] == 3
    assert found[1] == pytest.approx(1893.21 / 2079.61 - 1.0)


def test_a_fall_that_was_spread_or_short_or_none_has_no_stretch() -> None:
    assert fastest(pd.Series(np.geomspace(100.0, 80.0, 60))) is None
    assert fastest(pd.Series([*np.full(LONG - 3, 100.0), 95.0, 90.0, 85.0])) is None
    assert fastest(pd.Series(np.linspace(100.0, 101.0, 60))) is None
    assert fastest(pd.Series([*np.full(40, 100.0), 0.0, -1.0, 80.0])) is None
    assert fastest(pd.Series([*np.full(40, 100.0), np.nan, 90.0, 80.0])) is None


@given(st.lists(st.floats(-0.05, 0.05), min_size=LONG, max_size=90))
def test_a_stretch_makes_most_of_the_fall_and_is_a_small_part_of_the_leg(
    changes: list[float],
) -> None:
    closes = pd.Series(100.0 * np.cumprod([1.0, *(1.0 + c for c in changes)]))
    found = fastest(closes)
    if found is None:
        return
    sessions, fell = found
    assert sessions <= min(MOST, len(changes) // PART)
    assert np.log1p(fell) <= SHARE * np.log(closes.iloc[-1] / 100.0) + 1e-12
    assert fell == pytest.approx(closes.iloc[-1] / closes.iloc[-1 - sessions] - 1.0)


def test_a_brief_holds_it_and_a_short_leg_does_not(real_market: Workspace) -> None:
    august = real_market.brief(date(2015, 8, 24)).move
    assert august.stretch_sessions == 3
    assert august.stretch_return == pytest.approx(1893.21 / 2079.61 - 1.0, abs=1e-4)
    assert real_market.brief(date(2018, 2, 8)).move.stretch_sessions is None
