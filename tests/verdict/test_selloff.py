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
UP = [2.0] * 5


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
def test_what_rises_alone_does_not_count(tmp_path: Path, shocks: tuple[str, ...]) -> None:
    """Oil, yields and the dollar up by several sigmas, with nothing that falls."""
    found = seen(tmp_path, {series: UP for series in shocks})
    assert found.selloff == "none" and found.routed == () and found.shocks == ()
    hurt = {m.asset for m in found.moves if m.hurts and m.shock}
    assert hurt >= {{"WTI_FUT": "OIL_UP", "DGS10": "UST10Y", "DXY": "DOLLAR"}[s] for s in shocks}


@pytest.mark.parametrize(
    ("series", "asset", "named"),
    [("WTI_FUT", "OIL_UP", "dearer oil"), ("DGS10", "UST10Y", "higher yields")],
)
def test_a_shock_counts_beside_what_falls_as_it_rises(
    tmp_path: Path, series: str, asset: str, named: str
) -> None:
    found = seen(tmp_path, {series: UP, "GOLD_FUT": ROUT})
    assert found.selloff == "beneath" and found.routed == ("GOLD",) and found.shocks == (asset,)
    assert found.why == f"the index is calm; in a rout: precious metals, with {named}"


def test_the_dollar_does_not_count_beside_what_is_quoted_in_it(tmp_path: Path) -> None:
    assert seen(tmp_path / "gold", {"DXY": UP, "GOLD_FUT": ROUT}).selloff == "none"
    assert seen(tmp_path / "bitcoin", {"DXY": UP, "BTC": ROUT}).selloff == "beneath"


def test_a_shock_that_moves_with_what_falls_does_not_count(tmp_path: Path) -> None:
    """Oil and gold moved together all quarter; that they part for a week is no tie."""
    steps = 0.8 * np.random.default_rng(3).standard_normal(75)
    together = {"WTI_FUT": [*steps, *UP], "GOLD_FUT": [*steps, *ROUT]}
    apart = {"WTI_FUT": [*steps, *UP], "GOLD_FUT": [*-steps, *ROUT]}
    assert "OIL_UP" not in seen(tmp_path / "with", together).shocks
    assert "OIL_UP" in seen(tmp_path / "against", apart).shocks


def test_shocks_are_one_family_however_many(tmp_path: Path) -> None:
    """The index with yields and the dollar is not broad; with credit as well it is."""
    up = {"SPX": FALL, "DGS10": UP, "DXY": UP}
    assert seen(tmp_path / "two", up).selloff == "index"
    found = seen(tmp_path / "credit", {**up, "BAMLH0A0HYM2": JUMP})
    assert found.selloff == "broad" and set(found.shocks) == {"UST10Y", "DOLLAR"}
    assert found.why == (
        "the index and credit are selling off together, with a stronger dollar and higher yields"
    )


def test_a_family_counts_with_the_index_over_the_index_window(tmp_path: Path) -> None:
    """Gold and oil fell long before the index did and stand still since: it fell alone."""
    before = [*[-1.5] * 8, *[0.0] * 30]
    found = seen(tmp_path, {"SPX": FALL, "GOLD_FUT": before, "WTI_FUT": before})
    moves = {m.asset: m for m in found.moves}
    assert moves["GOLD"].hurts and moves["OIL"].hurts
    assert moves["GOLD"].with_index == pytest.approx(0.0, abs=0.02)
    assert found.selloff == "index"


def test_what_counts_is_marked(tmp_path: Path) -> None:
    found = seen(tmp_path, {"SPX": FALL, "BAMLH0A0HYM2": JUMP, "WTI_FUT": ROUT, "DXY": UP})
    assert {m.asset for m in found.moves if m.counts} == {"HY", "OIL", "DOLLAR"}
    z = {m.asset: m.with_index for m in found.moves}
    # Five steps in five sessions, the volatility being one step a session.
    assert z["OIL"] == pytest.approx(-6.0 / np.sqrt(5), rel=0.01)


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


def test_every_label_has_its_share(tmp_path: Path) -> None:
    market = write(tmp_path, {"SPX": FALL})
    past, found = (
        states(market.view(), Histories(market)),
        picture(market.view(), Histories(market)),
    )
    assert found.shares == {
        s: pytest.approx((past == s).mean()) for s in ("broad", "index", "beneath", "none")
    }
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert found.since == past.index[0].date()


def test_a_close_below_zero_is_a_simple_return(tmp_path: Path) -> None:
    """Oil at -10: a loss of more than all, which no logarithm can tell."""
    market = write(tmp_path, {}, below_zero=("WTI_FUT", -10.0))
    oil = {m.asset: m for m in picture(market.view(), Histories(market)).moves}["OIL"]
    price = market.view().observations("WTI_FUT")
    high = price.iloc[-63:-1]
    step = np.log(price[price > 0]).diff()
    assert oil.peak == high.idxmax().date()
    assert oil.return_ == pytest.approx(-10.0 / high.max() - 1.0)
    sd = step.iloc[-504 - 4 : -4].std()
    assert oil.z5 == pytest.approx((-10.0 / price.iloc[-6] - 1.0) / (sd * np.sqrt(5)), rel=1e-6)
    assert picture(market.view(), Histories(market)).selloff == "beneath"


def test_a_currency_is_believed_once_the_next_day_bears_it_out(tmp_path: Path) -> None:
    """A jump of 8 % that is taken back is a bad tick; one that stays counts from the next day."""
    step = 0.08 / STEPS["DXY"][1]

    def dollar(name: str, *last: float) -> float:
        found = seen(tmp_path / name, {"DXY": last})
        z5 = {m.asset: m for m in found.moves}["DOLLAR"].z5
        assert z5 is not None
        return z5

    assert abs(dollar("on the day", step)) < 1.0
    assert abs(dollar("taken back", step, -step)) < 1.0
    assert dollar("stays", step, 0.0) > 5.0


def test_the_unit_of_a_price_changes_nothing(tmp_path: Path) -> None:
    shapes = {"SPX": FALL, "GOLD_FUT": ROUT, "BTC": PLUNGE, "WTI_FUT": UP}
    one = seen(tmp_path / "dollars", shapes)
    other = seen(tmp_path / "cents", shapes, scaled=100.0)
    assert (one.selloff, one.why, one.routed) == (other.selloff, other.why, other.routed)
    for a, b in zip(one.moves, other.moves, strict=True):
        assert a.z5 == pytest.approx(b.z5) and a.return_ == pytest.approx(b.return_)


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
