from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tools.charts.thin import steps, thin

SERIES = st.integers(1, 400).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(1, 40)),
        arrays(np.float64, n, elements=st.floats(-1e6, 1e6)),
    )
)


@given(SERIES, st.integers(2, 60))
def test_every_extreme_of_every_stretch_is_kept(
    series: tuple[np.ndarray, np.ndarray], buckets: int
) -> None:
    gaps, values = series
    days = np.datetime64("2000-01-03", "us") + np.cumsum(gaps).astype("timedelta64[D]")
    kept = thin(days, values, buckets)
    assert len(kept) <= 2 * buckets + 2
    assert (np.diff(kept) > 0).all()
    assert {0, len(values) - 1} <= set(kept.tolist())
    whole = (days[-1] - days[0]) / np.timedelta64(1, "D") + 1
    share = (days - days[0]) / np.timedelta64(1, "D") / whole
    for bucket in range(buckets):
        here = np.flatnonzero(np.floor(share * buckets + 1e-12) == bucket)
        if len(here):
            shown = values[np.intersect1d(here, kept)]
            assert shown.min() == values[here].min()
            assert shown.max() == values[here].max()


@given(arrays(np.float64, st.integers(1, 300), elements=st.sampled_from([0.0, 1.0, 2.0])))
def test_steps_hold_every_value_until_the_next(values: np.ndarray) -> None:
    kept = steps(values)
    held = np.searchsorted(kept, np.arange(len(values)), side="right") - 1
    assert (values[kept][held] == values).all()
    assert {0, len(values) - 1} <= set(kept.tolist())
