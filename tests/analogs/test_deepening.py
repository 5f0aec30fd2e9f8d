"""How often falls went on: by a plain loop, and Wilson's interval against statsmodels."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from assistant.workspace import Workspace
from tools.analogs.conditions import CONDITIONS
from tools.analogs.deepening import settled, wilson
from tools.analogs.held import held


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilson_s(drawn: tuple[int, int]) -> None:
    hits, n = drawn
    expected = proportion_confint(hits, n, alpha=0.05, method="wilson")
    assert wilson(hits, n) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([95.0, 92.0, 89.0, 101.0], [True]),
        ([95.0, 92.0, 100.0, 89.0], [False]),
        ([95.0, 92.0, 91.0], []),
        ([88.0, 101.0], [True]),
    ],
)
def test_a_fall_is_settled_by_what_comes_first(later: list[float], expected: list[bool]) -> None:
    close = np.array([100.0, *later])
    highs = np.maximum.accumulate(close)
    assert settled(close, highs, np.array([1]), -0.10) == expected


def test_the_index_s_falls_by_a_plain_loop(real_market: Workspace) -> None:
    view = real_market.market.view()
    close = view.observations("SPX")
    condition = next(c for c in CONDITIONS if c.id == "first_5pct")
    found = held(condition, view, real_market.histories)
    went = []
    for day in found.dates[found.event]:
        i = close.index.get_loc(day)
        high = close.iloc[i - 251 : i + 1].max()
        for price in close.iloc[i:]:
            if price >= high or price <= 0.8 * high:
                went.append(price < high)
                break
    row = next(d for d in real_market.brief().deepenings if d.id == "5_20")
    assert row.n == len(went)
    assert row.share == pytest.approx(np.mean(went))


def test_a_deeper_fall_is_less_frequent_and_a_younger_market_knows_less(
    real_market: Workspace,
) -> None:
    now = {d.id: d for d in real_market.brief().deepenings}
    assert (now["5_20"].share or 0.0) < (now["5_10"].share or 0.0) < 1.0
    assert (now["5_20"].share or 0.0) < (now["10_20"].share or 0.0)
    then = {d.id: d for d in real_market.brief(date(1998, 8, 31)).deepenings}
    assert all(then[name].n <= now[name].n for name in then)
    assert then["10_20"].share is None
    assert "too few" in (then["10_20"].missing or "")
