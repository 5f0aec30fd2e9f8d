"""What titles claim: the opposite of the opposite data, and never more than the data carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.workspace import Workspace
from tools.charts.panels import Past, past
from tools.charts.reading import history_chart
from tools.charts.titles import finding, record
from tools.metrics.ranks import mid_rank
from tools.pillars.reading import absent
from tools.pillars.registry import specs

SPEC = specs()["macro.rates_10y_z"]
OPPOSITE = {
    "highest": "lowest",
    "lowest": "highest",
    "top": "bottom",
    "bottom": "top",
    "up": "down",
    "down": "up",
}
# Two of each family, of both sides of stress and of none.
READINGS = (
    "market.drawdown_252d",
    "macro.rates_10y_bp",
    "macro.hy_oas_bp",
    "macro.epu",
    "fundamentals.cape",
    "fundamentals.trailing_eps_growth",
    "positioning.vix",
    "positioning.vol_target_63d",
    "positioning.naaim",
    "behaviour.turbulence",
    "behaviour.above_200d",
    "crossasset.gold_extension",
    "crossasset.stock_bond_correlation",
)


def of(values: list[float] | np.ndarray, *, ranked: bool = True, step: int = 1) -> Past:
    """Return a history of such values, ``step`` days apart."""
    array = np.asarray(values, np.float64)
    days = np.datetime64("2000-01-03", "us") + (np.arange(len(array)) * step).astype("m8[D]")
    last = float(array[-1])
    rank = mid_rank(array, last) if ranked else None
    return Past(
        SPEC,
        "sigma",
        days,
        array,
        replace(absent(SPEC, "why"), value=last, missing=None, percentile=rank),
    )


def swapped(title: str) -> str:
    return " ".join(OPPOSITE.get(word, word) for word in title.split(" "))


LEVELS = st.lists(st.integers(-40, 40).map(lambda n: n / 10), min_size=2, max_size=400)


@given(LEVELS, st.booleans(), st.sampled_from([1, 30]))
def test_mirrored_data_have_the_mirrored_title(
    values: list[float], ranked: bool, step: int
) -> None:
    assume(values[-1] != 0)
    title, other = (
        finding(of(v, ranked=ranked, step=step)) for v in (values, [-v for v in values])
    )
    told, mirrored = (text.partition("σ, ")[2] for text in (title, other))
    if " from " in told:
        # The figure that it came from changes its sign.
        told, mirrored = (text.replace("−", "") for text in (told, mirrored))
    assert swapped(told) == mirrored


@pytest.mark.parametrize("reading", READINGS)
def test_the_days_of_the_extremes_are_said_to_be_that(real_market: Workspace, reading: str) -> None:
    histories = real_market.histories
    frame = histories.frame(specs()[reading], real_market.market.view())
    # A percentile's least sample lies before them, and so does the market's first session.
    late = frame.iloc[1300 if len(frame) > 3000 else 200 :]
    known = late[late["known"] >= "1995"]
    values = known["value"].to_numpy()
    said = {}
    for side, at in (("highest", values.argmax()), ("lowest", values.argmin())):
        day = known["known"].iloc[int(at)].date()
        chart = history_chart(real_market.market.view(day), histories, reading)
        said[side] = chart.title
        before = past(real_market.market.view(day), histories, reading).values
        extreme = before.max() if side == "highest" else before.min()
        if before[-1] == extreme:
            assert f"{side} of its history" in chart.title or f"at its {side} value" in chart.title
        else:
            assert (
                side in chart.title or {"highest": "top", "lowest": "bottom"}[side] in chart.title
            )
    assert said["highest"] != said["lowest"]


def test_a_value_that_stands_still_is_one_record() -> None:
    rising = [float(i % 7) for i in range(600)]
    title = finding(of([*rising, 20.0, 20.0, 20.0]))
    assert title.endswith("the highest of its history since Jan 2000, reached on 25 Aug 2001")


def test_a_bound_is_no_record() -> None:
    floor = [0.0, 1.0, 2.0, 0.0] * 200
    assert finding(of(floor)).endswith(
        "at its lowest value, as in 50\u202f% of its history since 2000"
    )
    rare = [1.0 + i % 5 for i in range(700)]
    rare[10] = 9.0
    assert finding(of([*rare, 9.0])).endswith("its highest since 13 Jan 2000")


def test_nothing_is_a_record_within_a_year() -> None:
    assert record(*days_and([1.0, 2.0, 3.0])) is None
    assert record(*days_and([5.0] * 800)) is None


def days_and(values: list[float]) -> tuple[np.ndarray, np.ndarray]:
    seen = of(values)
    return seen.days, seen.values


def test_an_unranked_series_is_told_from_the_peak() -> None:
    values = [float(i % 9) for i in range(100)] + [4.0]
    seen = of(values, ranked=False)
    peak = date(2000, 4, 3)
    then = values[(peak - date(2000, 1, 3)).days]
    assert finding(seen, peak).endswith(f"up from {then:.1f}\u202fσ at the peak on 3 Apr 2000")
    assert finding(seen).endswith("on 11 Apr 2000")
