"""Who broke first, on markets whose breaks are put in by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.events.made import LAST, day, market, order_of, peak_of, quiet, rows
from tests.verdict.markets import SESSIONS, write
from tools.events.assets import ASSETS, BOUND, path, paths, without_ticks
from tools.events.leads import BEFORE, DEEP, break_order, sessions_between
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market

# The index peaks on day 14 and breaks on day 20, five steps down.
INDEX = quiet(d14=1.5, d20=-5.0)


@pytest.fixture
def made(tmp_path: Path) -> Market:
    """Return a market in which gold leads by three sessions, copper falls with the index."""
    return market(
        tmp_path,
        {
            "SPX": INDEX,
            "GOLD_FUT": quiet(d17=-3.0),
            "COPPER_FUT": quiet(d20=-4.0),
            "WTI_FUT": quiet(d22=-3.0),
            "BAMLH0A0HYM2": quiet(d18=3.0, d10=-5.0),
            "DGS10": quiet(d19=-3.0),
            "DXY": quiet(d21=3.5),
            "SILVER_FUT": quiet(d19=4.0),
        },
        left_out=["BTC"],
    )


def test_each_break_is_found_and_counted_from_the_indexs(made: Market) -> None:
    found = order_of(made)
    assert found.first_break == day(20)
    at = {name: (row.first_break, row.sessions) for name, row in rows(found).items()}
    assert at["SPX"] == (day(20), 0)
    assert at["GOLD"] == (day(17), -3)
    assert at["COPPER"] == (day(20), 0)
    assert at["OIL"] == (day(22), 2)
    assert at["HY"] == (day(18), -2), "a spread breaks by rising, and falling is no break"
    assert at["SILVER"] == (None, None), "a rise is no break of a metal"


def test_either_side_counts_for_yields_and_the_dollar(made: Market) -> None:
    found = rows(order_of(made))
    assert (found["UST10Y"].first_break, found["DOLLAR"].first_break) == (day(19), day(21))
    assert (found["UST10Y"].z or 0.0) < -BOUND < BOUND < (found["DOLLAR"].z or 0.0)
    assert found["UST10Y"].peak is None and found["GOLD"].peak is not None


def test_sigma_is_that_of_the_days_before_the_peak(made: Market) -> None:
    """Even steps of 1 % have a standard deviation of 1 %; what came after the peak adds nothing."""
    gold = rows(order_of(made))["GOLD"]
    assert gold.change == pytest.approx(np.expm1(-0.03), rel=1e-9)
    assert gold.z == pytest.approx(-3.0, rel=0.01)
    spread = rows(order_of(made))["HY"]
    assert spread.unit == "bp" and spread.change == pytest.approx(9.0)


def test_the_assets_stand_in_order_of_their_breaks(made: Market) -> None:
    listed = order_of(made).assets
    broke = [row.first_break for row in listed if row.first_break]
    assert broke == sorted(broke)
    states = [0 if r.first_break else 1 if r.missing is None else 2 for r in listed]
    assert states == sorted(states)
    assert {row.asset for row in listed} == {asset.asset for asset in ASSETS}


def test_what_is_not_held_has_the_reason(made: Market) -> None:
    bitcoin = rows(order_of(made))["BTC"]
    assert bitcoin.first_break is None and "BTC" in (bitcoin.missing or "")
    assert bitcoin.close, "its hours are named all the same"


def test_a_short_history_has_the_reason(tmp_path: Path) -> None:
    made = write(tmp_path, {"SPX": INDEX})
    early = SESSIONS[300].date()
    found = break_order(made.view(early), SESSIONS[290].date())
    assert "504" in (rows(found)["SPX"].missing or "")
    assert all(row.missing for row in found.assets)
    assert found.first_break is None and found.expected is None


def test_chance_is_added_up_over_the_days_before_the_indexs_break(made: Market) -> None:
    """1 - (1 - share)^n for each asset, n its own days from ten before the onset to the break."""
    found = order_of(made)
    others = [r for r in found.assets if r.asset != "SPX" and r.missing is None]
    assert found.onset is not None and found.first_break is not None
    start = SESSIONS[SESSIONS.get_loc(pd.Timestamp(found.onset)) - BEFORE]
    days = ((start <= SESSIONS) & (pd.Timestamp(found.first_break) > SESSIONS)).sum()
    by_hand = sum(1.0 - (1.0 - (r.share or 0.0)) ** int(days) for r in others)
    assert found.expected == pytest.approx(by_hand)
    assert found.early == sum((r.sessions or 0) < 0 for r in others) == 3


def test_the_share_counts_the_504_days_up_to_the_peak(tmp_path: Path) -> None:
    made = market(tmp_path, {"SPX": INDEX, "GOLD_FUT": quiet(d2=-3.0, d8=-3.0, d26=-3.0)})
    assert rows(order_of(made))["GOLD"].share == pytest.approx(2 / 504)


def test_the_onset_is_the_last_close_near_the_peak(tmp_path: Path) -> None:
    """After a flat top the slide begins at its end, not at the highest close."""
    made = market(tmp_path, {"SPX": quiet(d6=1.5, d24=-5.0)})
    found = order_of(made)
    assert peak_of(made) == day(6)
    assert found.onset == day(23) and found.first_break == day(24)


def test_a_slide_without_a_break_has_none(tmp_path: Path) -> None:
    steps = quiet()
    steps[16:26] = [-1.0] * 10
    found = order_of(market(tmp_path, {"SPX": steps, "GOLD_FUT": quiet(d20=-3.0)}))
    assert found.onset is not None
    assert (found.first_break, found.early, found.expected) == (None, None, None)
    assert rows(found)["GOLD"].first_break == day(20)
    assert all(row.sessions is None for row in found.assets)


def test_on_the_day_of_the_peak_there_is_no_order(made: Market) -> None:
    assert break_order(made.view(), made.view().session).assets == ()


@pytest.mark.parametrize("as_of", range(16, LAST))
def test_what_came_later_changes_nothing(made: Market, as_of: int) -> None:
    """The order as of a day is that of a market which ends on it."""
    peak, wall = peak_of(made), day(as_of)
    cut = Dataset(
        series={
            (name, "hand"): made.series_frame(name, "hand").loc[: pd.Timestamp(wall)]
            for name in made.store.manifest.series
        }
    )
    folder = made.store.folder.parent / f"cut{as_of}"
    Store(folder).commit(cut, simulated=True)
    whole, ended = break_order(made.view(wall), peak), break_order(Market(folder).view(), peak)
    reasons = [replace(row, missing=None) for row in whole.assets]
    assert reasons == [replace(row, missing=None) for row in ended.assets]
    assert (whole.onset, whole.early, whole.expected) == (ended.onset, ended.early, ended.expected)


def test_prices_in_another_currency_change_nothing(made: Market) -> None:
    gold = next(a for a in ASSETS if a.asset == "GOLD")
    peak = pd.Timestamp(peak_of(made))
    plain = path(gold, made.view(), peak)
    frame = made.series_frame("GOLD_FUT", "hand") * 7.0
    folder = made.store.folder.parent / "francs"
    data = {("GOLD_FUT", "hand"): frame, ("SPX", "hand"): made.series_frame("SPX", "hand")}
    Store(folder).commit(Dataset(series=data), simulated=True)
    franc = path(gold, Market(folder).view(), peak)
    assert franc.z == pytest.approx(plain.z, nan_ok=True, rel=1e-9)


FRIDAY, MONDAY = pd.Timestamp("2018-02-02"), pd.Timestamp("2018-02-05")
WEEK = pd.bdate_range("2018-01-29", "2018-02-09")


@pytest.mark.parametrize(
    ("origin", "other", "sessions"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, MONDAY, 1),
        (MONDAY, FRIDAY, -1),
        (MONDAY, pd.Timestamp("2018-02-03"), -1),
        (FRIDAY, pd.Timestamp("2018-02-03"), 1),
        (FRIDAY, pd.Timestamp("2018-02-09"), 5),
        (pd.Timestamp("2018-02-09"), pd.Timestamp("2018-01-29"), -9),
    ],
)
def test_sessions_between(origin: pd.Timestamp, other: pd.Timestamp, sessions: int) -> None:
    assert sessions_between(origin, other, WEEK) == sessions


def test_a_currencys_bad_tick_is_left_out_once_the_next_day_shows_it() -> None:
    days = pd.bdate_range("2008-12-04", periods=4)
    levels = pd.Series(np.log([92.45, 92.82, 109.24, 92.30]), index=days)
    assert list(without_ticks(levels).index) == [days[0], days[1], days[3]]
    assert len(without_ticks(levels.iloc[:3])) == 3, "on the day itself it may be a move"
    real = pd.Series(np.log([1.20, 1.02, 1.01, 1.02]), index=days)  # the franc, January 2015
    assert len(without_ticks(real)) == 4


def test_assets_of_the_same_name_are_read_as_the_risk_families_are() -> None:
    from tools.selloff import FAMILIES

    families = {f.asset: f for f in FAMILIES}
    shared = [a for a in ASSETS if a.asset in families]
    assert len(shared) >= 12
    for asset in shared:
        family = families[asset.asset]
        assert (asset.series, asset.scale, asset.label) == (
            family.series,
            family.scale,
            family.label,
        )


def test_every_asset_has_a_path_or_a_reason(made: Market) -> None:
    found = paths(made.view(), pd.Timestamp(peak_of(made)))
    assert list(found) == [asset.asset for asset in ASSETS]
    assert all(own if isinstance(own, str) else len(own.dates) for own in found.values())


def test_a_stale_series_is_not_measured(tmp_path: Path) -> None:
    made = write(tmp_path, {"SPX": INDEX}, short={"GOLD_FUT": 9})
    assert "stale" in (rows(order_of(made))["GOLD"].missing or "")


def test_dates_are_dates(made: Market) -> None:
    for row in order_of(made).assets:
        assert row.first_break is None or type(row.first_break) is date


def test_a_deep_leg_without_a_break_since_its_onset_breaks_where_it_did_since_its_peak(
    tmp_path: Path,
) -> None:
    """A day beyond the bound, a rally back to the peak, then a slide of ordinary days."""
    steps = quiet(d14=1.5, d16=-3.0, d17=3.0)
    steps[18:] = [-1.0] * (LAST - 18)
    deep = order_of(market(tmp_path / "deep", {"SPX": steps}))
    assert (deep.onset, deep.first_break) == (day(15), day(16))
    steps[23:] = quiet()[23:]
    shallow = order_of(market(tmp_path / "shallow", {"SPX": steps}))
    assert shallow.first_break is None, "what is no deep fall is measured from its onset alone"


def test_a_fall_is_deep_where_the_published_threshold_says_so() -> None:
    from tools.selloff.thresholds import thresholds

    assert thresholds().index.fall == DEEP
