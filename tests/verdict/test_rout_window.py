"""A rout beneath the index is judged in its own window, and by as much of it as there has been."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.verdict.cases import FORCED, STACKED, TODAY, make_case, needed
from tests.verdict.test_verdict import UNWOUND, beneath, make_rout
from tools.records import Verdict
from tools.routed import Part
from tools.verdict import Case, decide, verdict
from tools.verdict.engine import likelihood
from tools.verdict.margin import margin
from tools.weights import weights

VACCINE = date(2020, 11, 9)


def since(case: Case, sessions: int = 5, **z: float) -> Case:
    """Return a case whose rout began some sessions ago, with what prices did since, as z."""
    lead = case.routs[0]
    parts = tuple(
        Part(f"{name}_z", name, "macro", "macro", value, "sigma", 0.5, 0.5, 5000, TODAY)
        for name, value in z.items()
    )
    return replace(case, routs=(replace(lead, parts=parts, sessions=sessions), *case.routs[1:]))


@pytest.mark.parametrize(
    ("price", "test", "fires"),
    [("rates_2y", "rates_2y_up", (2.1,)), ("rates_10y", "rates_10y", (2.1, -2.1))],
)
def test_yields_since_the_rout_began_test_it(
    price: str, test: str, fires: tuple[float, ...]
) -> None:
    def found(z: float) -> Verdict:
        return verdict(since(beneath(UNWOUND), **{price: z}))

    calm_ = {f.id: f for f in found(0.5).falsifiers}[test]
    assert calm_.fired is False and calm_.value == 0.5 and "rout began" in calm_.test
    assert calm_.reading == f"rout.MOMENTUM.{price}_z"
    assert found(0.5).engine == "positioning"
    for z in fires:
        moved = found(z)
        assert moved.engine == "mixed" and f"a test fired: {test}" in moved.abstained
        assert all(name in needed() for name in moved.against)


def test_a_yield_that_is_not_known_since_the_rout_began_neither_fires_nor_clears() -> None:
    found = {f.id: f for f in verdict(since(beneath(UNWOUND), rates_2y=0.0)).falsifiers}
    assert found["rates_2y_up"].fired is False
    assert found["rates_10y"].fired is None and found["rates_10y"].reading is None


def test_a_young_rout_says_less_than_an_old_one_and_the_same_things() -> None:
    """By shares of five sessions, on the log odds, from the base rate to the whole evidence."""
    w = weights()
    calm_ = {"rates_2y": 0.1, "rates_10y": 0.1, "rates_30y": 0.1}

    def odds(case: Case) -> float:
        p = decide(case).score.probability
        return float(np.log(p["positioning"] / p["macro"]))

    base = float(np.log(w.priors_beneath["positioning"] / w.priors_beneath["macro"]))
    whole = odds(since(beneath(UNWOUND), 5, **calm_)) - base
    assert whole > 0.5
    for sessions in (1, 2, 3, 4):
        part = odds(since(beneath(UNWOUND), sessions, **calm_)) - base
        assert part == pytest.approx(whole * sessions / 5)
    assert odds(since(beneath(UNWOUND), 9, **calm_)) - base == pytest.approx(whole)
    labels = [decide(since(beneath(UNWOUND), n, **calm_)).engine for n in (1, 5)]
    assert labels == ["mixed", "positioning"]


def test_a_young_rout_does_not_touch_a_fall_of_the_index() -> None:
    case = make_case(FORCED, peak=STACKED)
    assert likelihood(case, False) == likelihood(
        since(replace(case, routs=(make_rout("BTC", "crypto", 90.0, 90.0),)), 1), False
    )


BOUNDS = {
    "no engine reaches an even chance",
    "positioning is likeliest, yet short of what its claim takes",
    "the two likeliest engines are too close to call",
    "the evidence hardly moves the base rate",
}


def test_the_margin_is_below_zero_where_a_bound_stands_against_the_label() -> None:
    """Over random readings, against the reasons that the verdict itself gives."""
    rng, w, sides = np.random.default_rng(7), weights(), set()
    for _ in range(400):
        found = {name: (0.0, float(rng.random())) for name in needed()}
        label = decide(make_case(found, peak={n: float(rng.random()) for n in STACKED}))
        clear = margin(label.score.probability, w.priors, w)
        assert (clear < 0.0) == bool(BOUNDS & set(label.abstained))
        sides.add(clear < 0.0)
    assert sides == {True, False}


def test_one_day_of_momentum_on_the_day_of_a_vaccine_is_no_positioning(
    real_market: Workspace,
) -> None:
    """H.15: the 10-year closed at .83 on 6 November 2020 and at .96 on the 9th."""
    found = real_market.brief(VACCINE)
    rout = found.routs[0]
    assert (rout.asset, rout.since, rout.sessions) == ("MOMENTUM_RAW", date(2020, 11, 6), 1)
    change, z = rout.part("rates_10y_change"), rout.part("rates_10y_z")
    assert change is not None and change.value == pytest.approx(13.0)
    yields = 100.0 * real_market.market.view(VACCINE).observations("DGS10").dropna()
    before = yields[: str(rout.since)].diff().iloc[-504:]
    assert z is not None and z.value == pytest.approx(13.0 / before.std(ddof=1))
    tests = {f.id: f for f in found.verdict.falsifiers}
    assert tests["rates_10y"].fired and tests["rates_10y"].value == z.value
    assert found.verdict.engine == "mixed"
    assert (
        found.verdict.engine_probability["positioning"] <= weights().priors_beneath["positioning"]
    )


def test_z_over_several_days_is_that_of_the_readings(real_market: Workspace) -> None:
    """September 2019 by hand from H.15 and the dollar index, the root of five sessions below."""
    day = date(2019, 9, 10)
    rout, view = real_market.brief(day).routs[0], real_market.market.view(day)
    assert rout.since == date(2019, 9, 3) and rout.sessions == 5
    for name, level in (
        ("rates_2y", 100.0 * view.observations("DGS2").dropna()),
        ("dollar", np.log(view.observations("DXY").dropna())),
    ):
        sd = level[: str(rout.since)].diff().iloc[-504:].std(ddof=1)
        change = level.iloc[-1] - level[: str(rout.since)].iloc[-1]
        part = rout.part(f"{name}_z")
        assert part is not None and part.value == pytest.approx(change / (sd * np.sqrt(5)))


def test_what_is_published_late_is_not_read_as_unchanged(real_market: Workspace) -> None:
    """Spreads come a day late: on the first day of a rout none of it is known."""
    rout = real_market.brief(VACCINE).routs[0]
    assert rout.part("hy_oas_z") is None and rout.part("ig_oas_z") is None
    assert "since the rout began" in rout.missing["hy_oas_z"]


@pytest.mark.parametrize("day", ["2019-09-10", "2011-05-05", "2013-04-15"])
def test_the_worst_day_is_the_worst(real_market: Workspace, day: str) -> None:
    rout = real_market.brief(date.fromisoformat(day)).routs[0]
    worst, z = rout.part("worst_day"), rout.part("worst_day_z")
    assert worst is not None and z is not None
    assert rout.since < worst.observed <= date.fromisoformat(day)
    assert worst.value < 0.0 and z.value < -1.0


def test_silver_fell_most_on_the_fifth_of_may(real_market: Workspace) -> None:
    """COMEX: 39.39 on 4 May 2011 and 36.23 on the 5th."""
    found = {r.asset: r for r in real_market.brief(date(2011, 5, 5)).routs}["SILVER"]
    series = real_market.market.view(date(2011, 5, 5)).observations("SILVER_FUT")
    daily = series.pct_change()[str(pd.Timestamp(found.since) + pd.Timedelta(days=1)) :]
    worst = found.part("worst_day")
    assert worst is not None and worst.value == pytest.approx(daily.min())
    assert pd.Timestamp(worst.observed) == daily.idxmin()


def test_a_fall_of_the_index_is_read_from_its_own_peak(real_market: Workspace) -> None:
    found = real_market.brief(date(2018, 2, 8))
    assert all(not (f.reading or "").startswith("rout.") for f in found.verdict.falsifiers)
    assert all(
        part.score in ("amplification", "vulnerability") for r in found.routs for part in r.parts
    )
