"""What is selling off, on markets made by hand.

Every price steps up and down by the same amount, so its daily volatility is that step and a test
says in steps what happened last: five steps down in five sessions are a z of five over root five.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.verdict.markets import SESSIONS, STEPS, seen, write
from tools.history import Histories
from tools.records import UnwindError
from tools.selloff import Picture, move_of, picture, states

FALL = [-2.5] * 5
ROUT = [-1.2] * 5  # z5 = -6 / sqrt(5) = -2.7
PLUNGE = [-2.0] * 5  # z5 = -4.5
JUMP = [-x for x in ROUT]


def test_nothing_falls(tmp_path: Path) -> None:
    found = seen(tmp_path, {})
    assert found.selloff == "none" and found.routed == ()
    assert not any(m.hurts for m in found.moves if m.asset in ("GOLD", "BTC", "HY"))


def test_the_index_alone(tmp_path: Path) -> None:
    found = seen(tmp_path, {"SPX": FALL})
    assert found.selloff == "index"
    assert found.move.return_ == pytest.approx(np.expm1(-0.0625), abs=0.006)
    assert found.move.z is not None and found.move.z < -4


def test_the_index_with_credit_and_oil(tmp_path: Path) -> None:
    found = seen(tmp_path, {"SPX": FALL, "BAMLH0A0HYM2": JUMP, "WTI_FUT": ROUT})
    assert found.selloff == "broad"
    assert "credit" in found.why and "oil" in found.why and "gold" not in found.why


def test_one_family_with_the_index_is_not_broad(tmp_path: Path) -> None:
    assert seen(tmp_path, {"SPX": FALL, "WTI_FUT": ROUT}).selloff == "index"


def test_gold_and_bitcoin_beneath_a_calm_index(tmp_path: Path) -> None:
    found = seen(tmp_path, {"GOLD_FUT": ROUT, "BTC": ROUT})
    assert found.selloff == "beneath" and set(found.routed) == {"GOLD", "BTC"}
    assert abs(found.move.return_) < 0.02
    assert "crypto" in found.why and "precious metals" in found.why


def test_gold_and_silver_are_one_family(tmp_path: Path) -> None:
    found = seen(tmp_path, {"GOLD_FUT": ROUT, "SILVER_FUT": ROUT})
    assert set(found.routed) == {"GOLD", "SILVER"} and found.selloff == "none"


def test_gold_and_silver_do_not_make_a_fall_broad(tmp_path: Path) -> None:
    assert seen(tmp_path, {"SPX": FALL, "GOLD_FUT": ROUT, "SILVER_FUT": ROUT}).selloff == "index"


def test_one_family_below_four_sigmas_is_enough(tmp_path: Path) -> None:
    assert seen(tmp_path, {"BTC": PLUNGE}).selloff == "beneath"
    assert seen(tmp_path / "milder", {"BTC": ROUT}).selloff == "none"


@pytest.mark.parametrize("shocks", [("WTI_FUT",), ("DGS10", "DXY"), ("WTI_FUT", "DGS10", "DXY")])
def test_what_rises_is_shown_but_does_not_count(tmp_path: Path, shocks: tuple[str, ...]) -> None:
    """Oil, yields and the dollar up by several sigmas, alone and beside one real rout."""
    up = {series: [-x for x in PLUNGE] for series in shocks}
    assert seen(tmp_path / "alone", up).selloff == "none"
    found = seen(tmp_path / "beside", {**up, "GOLD_FUT": ROUT})
    assert found.selloff == "none" and found.routed == ("GOLD",)
    assert seen(tmp_path / "index", {**up, "SPX": FALL}).selloff == "index"
    hurt = {m.asset for m in found.moves if m.hurts}
    assert hurt >= {{"WTI_FUT": "OIL_UP", "DGS10": "UST10Y", "DXY": "DOLLAR"}[s] for s in shocks}


def test_rallies_do_not_count(tmp_path: Path) -> None:
    rally = {s: [-x for x in PLUNGE] for s in ("GOLD_FUT", "BTC", "COPPER_FUT")}
    assert seen(tmp_path, {**rally, "BAMLH0A0HYM2": PLUNGE}).selloff == "none"


def test_one_bad_day_is_no_rout(tmp_path: Path) -> None:
    """Four sigmas in a day are under two over five sessions."""
    day = [-1.0, 1.0, -1.0, 1.0, -4.0]
    found = seen(tmp_path, {"GOLD_FUT": day, "BTC": day, "COPPER_FUT": day})
    assert found.selloff == "none" and found.routed == ()


def test_a_slow_fall_counts_over_ten_days(tmp_path: Path) -> None:
    """Ten steps of -.8 are z10 = -2.5; the last five alone are z5 = -1.8."""
    slow = [-0.8] * 10
    assert seen(tmp_path, {"GOLD_FUT": slow, "BTC": slow}).selloff == "beneath"


def test_a_small_but_unusual_fall_of_the_index_counts(tmp_path: Path) -> None:
    """Under five per cent: more than two sigmas and two per cent count, fewer than either not."""
    assert seen(tmp_path / "a", {"SPX": [-1.0] * 6}).selloff == "index"
    assert seen(tmp_path / "b", {"SPX": [-0.9] * 3}).selloff == "none"
    slow = [-1.0, 0.6] * 8 + [-1.0]
    found = seen(tmp_path / "c", {"SPX": slow})
    assert found.move.return_ < -0.02 and found.move.z is not None and found.move.z > -2
    assert found.selloff == "none"


def test_a_stale_family_is_missing_and_does_not_count(tmp_path: Path) -> None:

    def late(sessions: int) -> Picture:
        shapes = {"GOLD_FUT": ROUT, "BTC": [*ROUT, *[0.0] * sessions]}
        return seen(tmp_path / str(sessions), shapes, short={"BTC": sessions})

    assert late(5).selloff == "beneath"
    found = late(6)
    assert found.selloff == "none"
    assert "stale" in found.missing["BTC"] and "BTC" not in {m.asset for m in found.moves}


def test_an_absent_family_says_why(tmp_path: Path) -> None:
    found = seen(tmp_path, {"SPX": FALL}, left_out=["BTC"])
    assert "BTC" in found.missing["BTC"] and "MOMENTUM" in found.missing


def test_an_index_without_families_is_not_called_alone(tmp_path: Path) -> None:
    """Nothing else was measured: the label is the index, and the reason says what is not known."""
    left_out = [s for s in STEPS if s not in ("SPX", "DGS10", "DXY")]
    found = seen(tmp_path, {"SPX": FALL}, left_out=left_out)
    assert found.selloff == "index" and found.share is None
    assert "too few" in found.why


def test_a_spread_counts_once_it_is_published(tmp_path: Path) -> None:
    """The high-yield spread is a day late: its jump on the last session is not known yet."""
    shapes = {"SPX": FALL, "WTI_FUT": ROUT, "BAMLH0A0HYM2": [6.0]}
    market = write(tmp_path, shapes)
    hy = {m.asset: m for m in picture(market.view(), Histories(market)).moves}["HY"]
    assert hy.observed == SESSIONS[-2].date() and not hy.hurts
    assert picture(market.view(), Histories(market)).selloff == "index"


def test_a_past_state_knows_no_more_than_its_own_session_did(tmp_path: Path) -> None:
    """The spread jumps on the session before the last and is published on the last."""
    shapes = {
        "SPX": [*FALL, 0.0, 0.0],
        "WTI_FUT": [*ROUT, 0.0, 0.0],
        "BAMLH0A0HYM2": [6.0, 0.0],
    }
    market = write(tmp_path, shapes)
    past = states(market.view(), Histories(market))
    assert list(past.iloc[-2:]) == ["index", "broad"]


def test_every_past_state_is_the_one_that_was_seen_then(tmp_path: Path) -> None:
    """The share counts what was known at each session, not what was published later."""
    rng = np.random.default_rng(7)
    shapes = {s: 1.3 * rng.standard_normal(200) for s in STEPS}
    market = write(tmp_path, shapes)
    histories = Histories(market)
    past = states(market.view(), histories)
    assert set(past) > {"none"}
    for day in rng.choice(SESSIONS[-190:], 12, replace=False):
        assert picture(market.view(pd.Timestamp(day).date()), histories).selloff == past[day]


def test_the_share_is_that_of_the_past_states(tmp_path: Path) -> None:
    market = write(tmp_path, {"SPX": FALL})
    histories = Histories(market)
    past, found = states(market.view(), histories), picture(market.view(), histories)
    assert found.sessions == len(past)
    assert found.share == pytest.approx((past == "index").sum() / len(past))
    assert 0 < found.share < 0.02


def test_each_asset_has_a_move_of_its_own(tmp_path: Path) -> None:
    found = seen(tmp_path, {"SPX": FALL, "BTC": PLUNGE})
    assert move_of("SPX", found) is found.move
    bitcoin = move_of("BTC", found)
    assert bitcoin.trading_days == 5
    assert bitcoin.return_ == pytest.approx(np.expm1(-2.0 * 5 * 0.03), abs=0.01)
    with pytest.raises(UnwindError, match="choose one of SPX"):
        move_of("TULIPS", found)
    with pytest.raises(UnwindError, match="no ETH"):
        move_of("ETH", found)
