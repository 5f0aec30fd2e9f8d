"""An asset on the index's sessions: what is usual of it is what was usual by then."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pandas as pd

from tools.selloff.families import FAMILIES
from tools.selloff.sides import Side, side_of, tied
from tools.selloff.thresholds import thresholds

DATES = pd.bdate_range("2019-01-01", periods=400)
NAMES = ("z5", "z10", "with_index", "level")


def track(seed: int, late_from: int) -> pd.DataFrame:
    """Return figures at random that are known two sessions late from a session on."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({n: rng.normal(size=len(DATES)).cumsum() for n in NAMES}, index=DATES)
    return frame.assign(age=np.where(np.arange(len(DATES)) >= late_from, 2.0, 0.0))


def test_what_becomes_usual_later_changes_nothing_before() -> None:
    """Most ages are two in the end; up to the 150th session all were nought."""
    rule, family = thresholds().shock, FAMILIES[0]
    whole = [side_of(family, track(seed, 150), len(DATES)) for seed in (1, 2)]
    asked = np.ones(len(DATES), dtype=bool)
    late = Side(*(getattr(whole[1], f.name) for f in fields(Side)[:3]), late=whole[1].late * 0)
    assert whole[0].late[:150].max() == 0 and whole[0].late[-1] == 2
    for end in (149, 220, 399):
        cut = [side_of(family, track(seed, 150).iloc[:end], end) for seed in (1, 2)]
        for one, other in zip(cut, whole, strict=True):
            np.testing.assert_array_equal(one.late, other.late[:end])
        found = tied(cut[0], cut[1], asked[:end], rule)
        np.testing.assert_array_equal(found, tied(whole[0], whole[1], asked, rule)[:end])
    # The lag counts: the same tracks without one on one side are read on other dates.
    levels = np.abs(tied(whole[0], late, asked, rule) ^ tied(whole[0], whole[1], asked, rule))
    assert levels[300:].any() and not levels[:150].any()
