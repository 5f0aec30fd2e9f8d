from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from tests.metrics import real_funds
from tools.metrics.legs import leg_peaks
from tools.pillars.positioning.style import SPECS
from tools.pillars.spec import MetricSpec, Obs, Peak

ROWS = {spec.id.removeprefix("positioning.style_"): spec for spec in SPECS}


def measured(spec: MetricSpec, folder: Path, close: pd.Series) -> pd.Series:
    inputs = [
        real_funds.fund(folder, token.series) if isinstance(token, Obs) else leg_peaks(close)
        for token in spec.inputs
    ]
    found: pd.Series = spec.function(*inputs)
    return found


@pytest.mark.parametrize("name", ROWS)
def test_a_pair_is_the_first_fund_less_the_second(
    name: str, real_data: Path, spx_close: pd.Series
) -> None:
    spec = ROWS[name]
    long, short = (
        real_funds.fund(real_data, token.series) for token in spec.inputs if isinstance(token, Obs)
    )
    found = measured(spec, real_data, spx_close)
    day = pd.Timestamp("2020-03-16")
    if name.endswith("_21d"):
        start = spx_close.index[spx_close.index.get_loc(day) - 21]
        assert isinstance(spec.function, partial)
    else:
        start = leg_peaks(spx_close)[day]
        assert start == pd.Timestamp("2020-02-19")
        assert isinstance(spec.inputs[-1], Peak)
    expected = long[day] / long[start] - short[day] / short[start]
    assert found[day] == pytest.approx(expected)
    swapped = spec.function(short, long, *(leg_peaks(spx_close),) * (len(spec.inputs) - 2))
    assert swapped[day] == pytest.approx(-expected)


def test_the_signs_of_a_crash(real_data: Path, spx_close: pd.Series) -> None:
    def on(name: str, day: str) -> float:
        return float(measured(ROWS[name], real_data, spx_close)[day])

    # shelter within equities rises and risk falls; in the tilt to value of November 2020 the
    # momentum fund fell behind
    assert on("high_beta_since_peak", "2020-03-16") < -0.10
    assert on("small_since_peak", "2020-03-16") < -0.05
    assert on("low_volatility_since_peak", "2020-03-16") > 0.0
    assert on("quality_since_peak", "2020-03-16") > 0.0
    assert on("momentum_21d", "2020-11-24") < -0.03
    assert on("value_21d", "2020-11-24") > 0.03
    assert on("value_growth_since_peak", "2022-06-13") > 0.05
