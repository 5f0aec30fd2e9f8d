"""The watch list: threshold, distance, past firings and what followed, against the history."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.narrative.factory import make_reading
from tests.verdict.cases import make_case
from tools.falsifiers import run
from tools.history import Histories
from tools.market.dataset import Dataset
from tools.market.store import Store
from tools.market.view import Market, MarketView
from tools.pillars.registry import specs
from tools.records import Watch
from tools.selloff import Picture, picture
from tools.watch import recall, registered_tests, since, watch_list
from tools.watch.rows import WatchRow, registered, rows
from tools.weights import weights

DAY = date(2018, 2, 8)
SESSIONS = pd.bdate_range("2016-01-04", periods=801)
CURVE = "positioning.vix_vix3m"
# Sessions on which the curve of the market made by hand is inverted, by spells; the last one is
# still on at its end. The second lies within the cool-off of the first.
SPELLS = ((300, 304), (330, 333), (500, 510), (790, 801))


def curve(spells: tuple[tuple[int, int], ...] = SPELLS) -> pd.DataFrame:
    """Return VIX closes over a VIX3M of 20: 18 and, in the spells, 22."""
    vix = np.full(len(SESSIONS), 18.0)
    for first, last in spells:
        vix[first:last] = 22.0
    return pd.DataFrame({"close": vix}, SESSIONS)


def made(folder: Path, vix: pd.DataFrame, index: np.ndarray | None = None) -> Market:
    """Write a market of three series, whose index rises by one part in a thousand a session."""
    rises = 2000.0 * 1.001 ** np.arange(len(SESSIONS)) if index is None else index
    frames = {
        ("SPX", "hand"): pd.DataFrame({"close": rises}, SESSIONS),
        ("VIX", "hand"): vix,
        ("VIX3M", "hand"): pd.DataFrame({"close": np.full(len(SESSIONS), 20.0)}, SESSIONS),
    }
    Store(folder).commit(Dataset(series=frames), simulated=True)
    return Market(folder)


def listed(view: MarketView, histories: Histories) -> dict[str, Watch]:
    readings = {r.id: r for r in histories.readings(view)}
    found = watch_list(view, histories, picture(view, histories), readings)
    return {item.reading: item for item in found}


def of_curve(market: Market, day: int = -1) -> Watch:
    view = market.view(SESSIONS[day].date())
    return listed(view, Histories(market))[CURVE]


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return made(tmp_path_factory.mktemp("market"), curve())


def test_firings_are_counted_apart_and_the_present_one_is_none_of_them(market: Market) -> None:
    item = of_curve(market)
    assert item.fired is True
    assert (item.times_fired, item.last_fired) == (2, SESSIONS[500].date())
    assert (item.since, item.sessions) == (SESSIONS[790].date(), 10)
    assert item.watched_since == SESSIONS[0].date()
    assert item.fired_share == pytest.approx((4 + 3 + 10 + 11) / 801)


def test_the_last_day_beyond_is_told_whichever_spell_it_lay_in(tmp_path: Path) -> None:
    """A crossing within the cool-off is no firing of its own, and yet was beyond."""
    spells = ((30, 32), (640, 645), (690, 692), (790, 801))
    item = of_curve(made(tmp_path, curve(spells)))
    assert (item.times_fired, item.last_fired) == (2, SESSIONS[640].date())
    assert item.last_beyond == SESSIONS[691].date() < item.since
    before = of_curve(made(tmp_path / "before", curve(spells)), 780)
    assert before.fired is False and before.last_beyond == SESSIONS[691].date()
    never = of_curve(made(tmp_path / "never", curve(((790, 801),))))
    assert never.fired is True and never.last_beyond is None


def test_what_followed_is_what_the_index_did(market: Market) -> None:
    """Two firings are too few to tell; the index rose by a part in a thousand every session."""
    month, quarter = of_curve(market).followed
    assert (month.horizon, quarter.horizon) == (21, 63)
    assert month.n == 2
    assert month.mean is None
    assert month.unconditional_mean == pytest.approx(1.001**21 - 1)
    assert quarter.unconditional_mean == pytest.approx(1.001**63 - 1)


def test_many_firings_have_a_mean_and_one_that_is_not_over_does_not_count(tmp_path: Path) -> None:
    """Every firing is followed by the same rise, so mean and interval are that rise."""
    spells = tuple((at, at + 2) for at in range(30, 800, 70))
    item = of_curve(made(tmp_path, curve(spells)))
    assert item.times_fired == len(spells) == 11
    month, quarter = item.followed
    assert (month.n, quarter.n) == (11, 11)
    for outcome in (month, quarter):
        rise = 1.001**outcome.horizon - 1
        assert (outcome.mean, outcome.low, outcome.high) == pytest.approx((rise, rise, rise))
    early = of_curve(made(tmp_path / "early", curve(spells)), 740)
    assert early.times_fired == 11
    assert [o.n for o in early.followed] == [10, 10]


def test_before_it_fires_the_distance_is_what_is_to_go_and_after_it_what_is_to_clear(
    market: Market,
) -> None:
    beyond, inside = of_curve(market), of_curve(market, 700)
    assert (beyond.value, inside.value) == pytest.approx((1.1, 0.9))
    assert (beyond.distance, inside.distance) == pytest.approx((-0.1, 0.1))
    assert inside.fired is False
    assert (inside.since, inside.sessions) == (None, None)
    assert inside.times_fired == 2
    assert np.sign(beyond.distance_sigmas) == -1
    assert np.sign(inside.distance_sigmas) == 1
    assert beyond.why != inside.why


def test_the_distance_is_in_its_own_moves_over_a_week(market: Market) -> None:
    ratio = curve()["close"] / 20.0
    moves = (ratio - ratio.shift(5)).iloc[:701].tail(504)
    assert of_curve(market, 700).distance_sigmas == pytest.approx(0.1 / moves.std())


def test_below_a_threshold_the_signs_are_turned(real_market: Workspace) -> None:
    view = real_market.market.view(date(2017, 10, 10))
    items = listed(view, real_market.histories)
    far = items["behaviour.above_200d"]
    assert far.below == 0.5 and far.above is None
    assert far.fired is False and far.value > 0.5
    assert far.distance == pytest.approx(0.5 - far.value)
    assert far.distance < 0 and far.distance_sigmas < 0
    near = listed(real_market.market.view(date(2020, 3, 16)), real_market.histories)
    gone = near["behaviour.implied_correlation"]
    assert gone.fired is True and gone.distance < 0 and gone.above is not None


def test_what_comes_later_changes_no_earlier_list(tmp_path: Path) -> None:
    """All three series change after the day, and the day's list stays the same to the bit."""
    day = 650
    changed = curve(((300, 304), (330, 333), (500, 510), (651, 801)))
    path = 2000.0 * 1.001 ** np.arange(801)
    path[day + 1 :] *= 0.5
    first, second = made(tmp_path / "one", curve()), made(tmp_path / "two", changed, path)
    assert of_curve(first, day) == of_curve(second, day)
    assert of_curve(first) != of_curve(second)


def test_a_list_with_its_records_kept_is_that_of_the_wall(tmp_path: Path) -> None:
    """What was made for the last session and read back up to a day is what that day would make."""
    kept = made(tmp_path / "kept", curve())
    histories = Histories(kept)
    listed(kept.view(), histories)
    short = curve().iloc[:651]
    fresh = Market(_cut(tmp_path / "cut", short))
    view = kept.view(SESSIONS[650].date())
    assert listed(view, histories)[CURVE] == listed(fresh.view(), Histories(fresh))[CURVE]


def _cut(folder: Path, vix: pd.DataFrame) -> Path:
    index = 2000.0 * 1.001 ** np.arange(len(vix))
    frames = {
        ("SPX", "hand"): pd.DataFrame({"close": index}, vix.index),
        ("VIX", "hand"): vix,
        ("VIX3M", "hand"): pd.DataFrame({"close": np.full(len(vix), 20.0)}, vix.index),
    }
    Store(folder).commit(Dataset(series=frames), simulated=True)
    return folder


def test_what_became_of_a_list_is_told_at_its_own_threshold(market: Market) -> None:
    histories = Histories(market)

    def fate(then: int, now: int) -> tuple[str, date | None]:
        item = of_curve(market, then)
        view = market.view(SESSIONS[now].date())
        (found,) = since((item,), "a note", SESSIONS[then].date(), view, histories)
        assert found.threshold == 1.0
        return found.fate, found.crossed

    assert fate(480, 495) == ("not fired", None)
    assert fate(480, 505) == ("fired", SESSIONS[500].date())
    assert fate(480, 600) == ("fired", SESSIONS[500].date())
    assert fate(502, 508) == ("still beyond", None)
    assert fate(502, 600) == ("came back", SESSIONS[510].date())
    assert fate(480, 480) == ("not fired", None)


def test_what_a_note_names_is_followed_and_else_the_list_of_its_day(market: Market) -> None:
    view, histories = market.view(SESSIONS[505].date()), Histories(market)
    named = recall("a note", SESSIONS[480].date(), {CURVE}, view, histories)
    assert [(r.reading, r.named, r.fate) for r in named] == [(CURVE, True, "fired")]
    other = recall("a note", SESSIONS[480].date(), {"crossasset.aud_z_21d"}, view, histories)
    assert CURVE in {r.reading for r in other}
    assert not any(r.named for r in other)


# --- On real data.


@pytest.fixture(scope="module")
def real_list(real_market: Workspace) -> dict[str, Watch]:
    return listed(real_market.market.view(DAY), real_market.histories)


def test_thresholds_are_those_of_the_past(
    real_market: Workspace, real_list: dict[str, Watch]
) -> None:
    view = real_market.market.view(DAY)
    told = [row for row in rows() if "broad" in row.during and not row.routed and not row.ladder]
    shown = [row for row in told if row.reading in real_list]
    assert len(shown) >= 8
    for row in shown:
        past = real_market.histories.frame(specs()[row.reading], view)["value"].to_numpy()
        limit = row.level
        if row.percentile is not None:
            limit = np.quantile(past, row.percentile, method="hazen")
        found = real_list[row.reading]
        assert (found.above is None) != (found.below is None)
        assert abs(found.threshold) == pytest.approx(limit)
        assert found.value == past[-1]
        assert found.fired == row.beyond(past[-1], limit)


def test_the_list_is_short_and_in_order(real_list: dict[str, Watch]) -> None:
    items = [w for w in real_list.values() if w.fired is not None]
    assert 8 <= len(items) <= 14
    fired = [w.sessions for w in items if w.fired]
    open_ = [abs(w.distance_sigmas) for w in items if not w.fired]
    assert [w.fired for w in items] == sorted((w.fired for w in items), reverse=True)
    assert fired == sorted(fired) and len(fired) >= 2
    assert open_ == sorted(open_) and len(open_) >= 3


def test_the_curve_was_inverted_on_8_february_2018(real_list: dict[str, Watch]) -> None:
    """VIX 33.46 over VIX3M 27.33, inverted since the close of 2 February at 17.31 over 17.05."""
    item = real_list[CURVE]
    assert item.fired is True and item.value == pytest.approx(1.224, abs=0.001)
    assert item.since == date(2018, 2, 2)


def test_the_first_five_per_cent_falls_are_those_that_are_known(real_market: Workspace) -> None:
    """N = 66 of 1987-2025 with +1.7 % over 21 sessions; these data are of 1990 to 2022."""
    row = next(r for r in rows() if r.reading == "market.drawdown_252d" and r.level == -0.05)
    view = real_market.market.view(date(2022, 12, 30))
    none = Picture("none", "", None, 0, picture(view, real_market.histories).move, (), (), {})
    readings = {r.id: r for r in real_market.histories.readings(view)}
    found = watch_list(view, real_market.histories, none, readings)
    item = next(w for w in found if w.reading == row.reading)
    years = (2023 - 1991) / (2026 - 1987)
    assert item.times_fired == pytest.approx(66 * years, abs=4)
    assert item.followed[0].mean == pytest.approx(0.017, abs=0.004)


@pytest.mark.parametrize("day", [DAY, date(2020, 3, 16), date(2022, 6, 13), date(2019, 9, 10)])
def test_a_test_says_on_the_list_what_the_verdict_says_of_it(
    real_market: Workspace, day: date
) -> None:
    brief = real_market.brief(day)
    by_id = {f.id: f for f in brief.verdict.falsifiers}
    assert [t.falsifier for t in brief.tests] == list(by_id)
    # A test that runs from a rout's own start has no record since the index's peak.
    apart = {f.id for f in by_id.values() if (f.reading or "").startswith("rout.")}
    assert bool(apart) == (brief.selloff == "beneath")
    for item in (*brief.tests, *(w for w in brief.watch if w.falsifier)):
        if item.falsifier not in apart:
            assert item.fired == by_id[item.falsifier].fired, item.falsifier


def test_another_reading_is_watched_when_something_else_sells_off(
    real_market: Workspace, real_list: dict[str, Watch]
) -> None:
    beneath = listed(real_market.market.view(date(2019, 9, 10)), real_market.histories)
    assert "positioning.momentum_extension" in beneath
    assert "positioning.momentum_extension" not in real_list
    assert "crossasset.btc_extension" not in beneath
    assert "macro.rates_2y_z" not in beneath


def test_a_missing_reading_keeps_its_level_and_has_no_outcome(real_market: Workspace) -> None:
    view = real_market.market.view(date(1995, 6, 1))
    seen = picture(view, real_market.histories)
    readings = {row.reading: make_reading(row.reading, None) for row in (*rows(), *registered())}
    found = watch_list(view, real_market.histories, seen, readings)
    assert found
    levels = {(row.reading, row.level) for row in rows()}
    for item in (*found, *registered_tests(view, real_market.histories, readings)):
        assert item.value is None and item.fired is None
        assert item.times_fired is None and item.followed == ()
        assert item.why == "no data in this market"
    assert any((w.reading, w.threshold) in levels for w in found if w.threshold is not None)


# --- The table.


def test_every_row_has_a_reading_and_two_sentences() -> None:
    for row in rows():
        assert row.reading in specs()
        assert row.open and row.fired and row.open != row.fired
        assert row.name and row.reason.endswith(".")
        assert not any(c.isdigit() for c in (row.open + row.fired).replace("200-day", ""))
    assert {r.id for r in weights().falsifiers} == {r.falsifier for r in registered()}


def test_a_falsifier_fires_where_its_row_does() -> None:
    for row in registered():
        if row.level is None:
            continue
        for value in (row.level * 1.01 + 0.01, row.level * 0.99 - 0.01, -3.0):
            case = make_case({row.reading: (value, 0.5)})
            fired = {f.id: f.fired for f in run(case.readings)}[row.falsifier]
            assert row.beyond(value, row.level) == fired, row.falsifier


def test_both_sides_of_zero_count_where_a_test_looks_at_size() -> None:
    row = next(r for r in registered() if r.falsifier == "rates_10y")
    assert isinstance(row, WatchRow) and row.side == "outside"
    assert row.beyond(-2.5, 2.0) and row.beyond(2.5, 2.0) and not row.beyond(-1.5, 2.0)
    assert row.limits(-2.5, 2.0) == (None, -2.0)
    assert row.limits(1.0, 2.0) == (2.0, None)
    assert row.limits(None, 2.0) == (2.0, None)
