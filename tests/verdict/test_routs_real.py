"""Routs of real history: published figures, ranks by another library, and what they may not see."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from assistant.workspace import Workspace
from tools.records import Brief
from tools.routed import Rout
from tools.routs import amplification, vulnerability


@pytest.fixture(scope="module")
def brief(real_market: Workspace):
    return cache(lambda day: real_market.brief(date.fromisoformat(day)))


def rout(found: Brief, asset: str) -> Rout:
    return {r.asset: r for r in found.routs}[asset]


@pytest.mark.parametrize(
    ("day", "asset", "since", "fell", "tolerance"),
    [
        # COMEX: silver settled at 48.58 on 29 April 2011 and at 36.23 on 5 May.
        ("2011-05-05", "SILVER", "2011-04-29", 36.23 / 48.58 - 1.0, 0.005),
        # NYMEX: the May contract settled at 22.41 on 13 April 2020 and at -37.63 on the 20th.
        ("2020-04-20", "OIL", "2020-04-13", -37.63 / 22.41 - 1.0, 0.005),
        # COMEX: gold settled at 1,586.70 on 9 April 2013 and at 1,361.10 on the 15th.
        ("2013-04-15", "GOLD", "2013-04-09", 1361.1 / 1586.7 - 1.0, 0.003),
    ],
)
def test_published_falls(
    brief, day: str, asset: str, since: str, fell: float, tolerance: float
) -> None:
    found = rout(brief(day), asset)
    assert found.since == date.fromisoformat(since)
    assert found.fell == pytest.approx(fell, abs=tolerance)


def test_silver_stood_furthest_above_its_average_at_its_own_peak(
    real_market: Workspace, brief
) -> None:
    """Against pandas' rolling mean and scipy's percentile of a score."""
    found = rout(brief("2011-05-05"), "SILVER")
    part = {p.name: p for p in found.parts}["extension"]
    price = real_market.market.view(found.peak).observations("SILVER_FUT")
    above = (price / price.rolling(200).mean() - 1.0).dropna()
    assert part.value == pytest.approx(above.iloc[-1]) and part.observed == date(2011, 4, 29)
    assert part.percentile == pytest.approx(
        stats.percentileofscore(above, above.iloc[-1], kind="mean") / 100.0
    )
    assert part.value > 0.7 and part.stress > 0.99


def test_speculators_length_is_the_report_known_at_the_peak(real_market: Workspace, brief) -> None:
    """The CFTC's report of Tuesday 27 August 2019, out on Friday: gold's peak was 4 September."""
    part = {p.name: p for p in rout(brief("2019-09-10"), "GOLD").parts}["length"]
    view = real_market.market.view(date(2019, 9, 10))
    sides = ("spec_long", "spec_short", "comm_long", "nonrept_long")
    row = [view.observations("COT_GOLD", s)["2019-08-27"] for s in sides]
    assert part.observed == date(2019, 8, 27)
    assert part.value == pytest.approx((row[0] - row[1]) / (row[0] + row[2] + row[3]))
    assert part.percentile > 0.9


def test_one_asset_has_other_explanations_on_other_dates(brief) -> None:
    """Gold fell alone and unexplained in 2013, with yields and the dollar in 2016."""
    alone, rates = rout(brief("2013-04-15"), "GOLD"), rout(brief("2016-11-14"), "GOLD")
    beyond = [{p.name: p for p in r.parts}["beyond"].stress for r in (alone, rates)]
    assert beyond[0] > 0.99 and beyond[1] < 0.5
    scores = [(r.amplification, r.vulnerability) for r in (alone, rates)]
    assert scores[0][0] > 90 > 65 > scores[1][0]
    assert scores[0][1] < 50 < 70 < scores[1][1]


def test_two_assets_on_one_date_may_be_linked_or_coincident(brief) -> None:
    """After the election emerging markets fell with momentum, and gold by itself."""
    found = {(r.asset, t.asset): t for r in brief("2016-11-14").routs for t in r.ties}
    linked, apart = found["EMERGING", "MOMENTUM_RAW"], found["EMERGING", "GOLD"]
    assert linked.kinship == "linked" and linked.z > 1.645 and linked.short > 0.46
    assert apart.kinship == "coincident" and apart.change < 0.1


def test_a_tie_is_that_of_pandas(real_market: Workspace, brief) -> None:
    """Oil and silver in May 2011: two-session changes over 21 and 63 sessions."""
    found = {t.asset: t for t in rout(brief("2011-05-05"), "OIL").ties}["SILVER"]
    view = real_market.market.view(date(2011, 5, 5))
    logs = [
        np.log(view.known(name)["value"]).diff(2).rename(name) for name in ("WTI_FUT", "SILVER_FUT")
    ]
    pair = pd.concat(logs, axis=1).dropna()
    assert found.short == pytest.approx(pair.iloc[-21:].corr().iloc[0, 1], abs=1e-9)
    assert found.now == pytest.approx(pair.iloc[-63:].corr().iloc[0, 1], abs=1e-9)
    # Before the rout of 29 April and the last month: it ends where their days begin.
    before = pair.iloc[: -21 - 1].iloc[-63:]
    assert found.before == pytest.approx(before.corr().iloc[0, 1], abs=1e-9)


@pytest.mark.parametrize("day", ["2011-05-05", "2019-09-10", "2021-05-19", "2016-11-14"])
def test_scores_lie_between_their_parts(brief, day: str) -> None:
    for found in brief(day).routs:
        for name in ("amplification", "vulnerability"):
            stress = [100 * p.stress for p in found.parts if p.score == name]
            value = getattr(found, name)
            assert (value is None) == (not stress)
            assert value is None or min(stress) <= value <= max(stress)
        assert all(p.observed <= brief(day).session for p in found.parts)
        assert all(p.observed <= found.peak for p in found.parts if p.score == "vulnerability")


def test_scores_of_all_routs_weigh_families_alike(brief) -> None:
    found = brief("2019-09-10").routs
    by_group = pd.DataFrame([(r.group, r.amplification, r.vulnerability) for r in found])
    means = by_group.groupby(0).mean().mean()
    assert amplification(found) == pytest.approx(means[1])
    assert vulnerability(found) == pytest.approx(means[2])


def test_a_quiet_day_has_no_routs(brief) -> None:
    assert brief("2017-10-10").routs == ()
    assert brief("2017-10-10").to_json()["routs"] == []


def test_the_json_tells_every_part(brief) -> None:
    body = brief("2011-05-05").to_json()
    silver = next(r for r in body["routs"] if r["asset"] == "SILVER")
    assert silver["return"] < -0.25 and silver["amplification"] > 80
    assert {"name", "value", "percentile", "observed"} <= set(silver["parts"][0])
    assert {"asset", "now", "before", "kinship"} <= set(silver["ties"][0])
    assert body["selloff_shares"]["beneath"] == pytest.approx(body["selloff_share"])
