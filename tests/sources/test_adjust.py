"""The level of total return: by hand, and however its windows were joined."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.sources.adjust import joined, joined_panels, total_return

DAYS = pd.bdate_range("2026-01-05", periods=400, name="date")


def printed(shares: np.ndarray, paid: np.ndarray, splits: np.ndarray, first: int, last: int):
    """Return what a vendor shows on day ``last`` of the days from ``first`` on.

    ``shares`` are prices and ``paid`` distributions in the shares of each day; ``splits`` the new
    shares for one old on each day. The vendor puts all in the shares of its last day.
    """
    later = np.cumprod(splits[::-1])[::-1] / splits  # splits after each day, that day's not
    later = later / (np.prod(splits[last + 1 :]))
    rows = slice(first, last + 1)
    close = pd.Series(shares[rows] / later[rows], index=DAYS[rows])
    cash = pd.Series(paid[rows] / later[rows], index=DAYS[rows])
    return pd.DataFrame(
        {
            "close": close,
            "open": close * 0.99,
            "adj_close": total_return(close, cash),
            "volume": 1e6 * later[rows],
        }
    )


def truth(shares: np.ndarray, paid: np.ndarray, splits: np.ndarray) -> np.ndarray:
    """Return the level by money: what the first day's share is worth with all paid put back."""
    worth = [shares[0]]
    for t in range(1, len(shares)):
        # The holder has splits[t] new shares for one; Yahoo buys at the last close less the sum.
        one = shares[t - 1] / splits[t]
        worth.append(worth[-1] * shares[t] / (one - paid[t]))
    return np.array(worth)


def test_worked_example() -> None:
    # 100; pays 2 and falls to 99; splits two for one and closes at 51; pays 1 and closes at 50.
    shares = np.array([100.0, 99.0, 51.0, 50.0])
    paid = np.array([0.0, 2.0, 0.0, 1.0])
    splits = np.array([1.0, 1.0, 2.0, 1.0])
    seen = printed(shares, paid, splits, 0, 3)
    assert seen["close"].tolist() == [50.0, 49.5, 51.0, 50.0]
    by_hand = [50.0, 50.0 * 49.5 / 49.0, 50.0 * 49.5 / 49.0 * 51.0 / 49.5]
    by_hand.append(by_hand[-1] * 50.0 / 50.0)
    assert seen["adj_close"].tolist() == pytest.approx(by_hand, rel=1e-14)
    # The same, day by day: the level is that of the first day's share of 100.
    held = None
    for day in range(4):
        held = joined(held, printed(shares, paid, splits, 0, day))
        assert isinstance(held, pd.DataFrame)
    assert held["close"].tolist() == [50.0, 49.5, 51.0, 50.0]
    assert held["adj_close"].tolist() == pytest.approx([2 * x for x in by_hand], rel=1e-14)
    assert held["volume"].tolist() == [2e6, 2e6, 1e6, 1e6]


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(4, 9), st.sampled_from([2.0, 3.0, 0.1, 1.5, 20.0]))
def test_appended_daily_is_what_is_computed_in_one_go(seed: int, overlap: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    n = 40
    splits, paid = np.ones(n), np.zeros(n)
    splits[rng.integers(1, n)] = size
    price = 80.0 * np.exp(np.cumsum(0.02 * rng.standard_normal(n))) / np.cumprod(splits)
    days = rng.integers(1, n, size=4)
    paid[days] = price[days - 1] / splits[days] * rng.uniform(0.002, 0.2, 4)
    held = printed(price, paid, splits, 0, 9)
    for day in range(10, n):
        past = held["adj_close"].copy()
        held = joined(held, printed(price, paid, splits, day - overlap, day))
        assert isinstance(held, pd.DataFrame)
        pd.testing.assert_series_equal(held["adj_close"].iloc[:-1], past, check_exact=True)
    level = held["adj_close"].to_numpy()
    assert level == pytest.approx(truth(price, paid, splits) * level[0] / price[0], rel=1e-12)
    once = printed(price, paid, splits, 0, n - 1)
    for name in ("close", "open", "volume"):
        assert held[name].to_numpy() == pytest.approx(once[name].to_numpy(), rel=1e-12)
    once_level = once["adj_close"].to_numpy()
    assert level / level[0] == pytest.approx(once_level / once_level[0], rel=1e-12)


def test_no_distribution_is_the_close_to_the_bit() -> None:
    close = pd.Series([10.1, 10.3, 9.7], index=DAYS[:3])
    assert total_return(close, close * 0.0).tolist() == close.tolist()
    # One of the whole price or more cannot be.
    assert total_return(close, pd.Series([0.0, 10.1, 20.0], index=DAYS[:3])).tolist() == list(close)


def frame(close: list[float], first: int = 0) -> pd.DataFrame:
    series = pd.Series(close, index=DAYS[first : first + len(close)], dtype="float64")
    return pd.DataFrame({"close": series, "adj_close": series, "volume": series * 0 + 100.0})


def test_a_window_that_does_not_meet_asks_for_the_whole() -> None:
    assert "no stored day" in str(joined(frame([1.0, 2.0]), frame([3.0, 4.0], 5)))
    why = str(joined(frame([10.0, 11.0, 12.0, 13.0]), frame([11.0, 12.5, 13.0, 14.0], 1)))
    assert "no one factor" in why and "\n" not in why
    why = str(joined(frame([10.0, 11.0, 12.0]), frame([6.0, 6.5], 2)))
    assert "too few" in why


def test_the_whole_history_replaces_what_disagrees_and_keeps_the_beginning() -> None:
    stored = frame([10.0, 11.0, 12.0])
    stored["adj_close"] *= 3.0
    fresh = frame([9.0, 10.0, 5.0, 12.0, 13.0])
    fresh.index = DAYS[:5]
    stored.index = DAYS[1:4]
    out = joined(stored, fresh)
    assert isinstance(out, pd.DataFrame)
    assert out["close"].tolist() == [9.0, 10.0, 5.0, 12.0, 13.0]
    assert out["adj_close"].tolist() == pytest.approx([27.0, 30.0, 15.0, 36.0, 39.0])


def test_what_a_source_has_dropped_is_kept_in_front_of_what_it_has() -> None:
    stored = frame([10.0, 11.0, 12.0, 13.0])
    fresh = frame([24.0, 27.0, 28.0], 2)
    assert "too few" in str(joined(stored, fresh)) or "no one factor" in str(joined(stored, fresh))
    out = joined(stored, fresh, whole=True)
    assert isinstance(out, pd.DataFrame)
    assert out["close"].tolist() == [20.0, 22.0, 24.0, 27.0, 28.0]
    assert out["adj_close"].tolist() == pytest.approx([10.0, 11.0, 12.0, 13.5, 14.0])


def test_a_print_corrected_by_a_cent_leaves_no_trace_in_the_level() -> None:
    out = joined(frame([10.0, 11.0, 12.0]), frame([11.0, 12.01, 13.0], 1))
    assert isinstance(out, pd.DataFrame)
    assert out["close"].tolist() == [10.0, 11.0, 12.0, 13.0]
    assert out["adj_close"].tolist() == pytest.approx([10.0, 11.0, 12.0, 13.0], rel=1e-15)


def test_a_bar_that_was_missing_is_filled_in_from_the_window() -> None:
    stored = frame([10.0, 11.0, 12.0, 13.0]).drop(DAYS[2])
    out = joined(stored, frame([11.0, 12.0, 13.0, 14.0], 1))
    assert isinstance(out, pd.DataFrame)
    assert out["adj_close"].tolist() == [10.0, 11.0, 12.0, 13.0, 14.0]


@pytest.mark.parametrize("odd", ["unlike", "new", "left", "split"])
def test_a_panel_is_joined_ticker_by_ticker(odd: str) -> None:
    rng = np.random.default_rng(3)
    close = pd.DataFrame(
        50 * np.exp(np.cumsum(0.02 * rng.standard_normal((40, 30)), axis=0)),
        index=DAYS[:40],
        columns=[f"T{i}" for i in range(30)],
    )
    stored = {"close": close.iloc[:35].copy(), "adj_close": close.iloc[:35] * 2.0}
    fresh = {"close": close.iloc[28:].copy(), "adj_close": close.iloc[28:].copy()}
    match odd:
        case "unlike":
            fresh["close"].loc[DAYS[30], "T4"] *= 1.5
        case "new":
            stored = {k: f.drop(columns="T4") for k, f in stored.items()}
        case "left":
            fresh = {k: f.drop(columns="T4") for k, f in fresh.items()}
        case "split":
            fresh = {k: f.assign(T4=f["T4"] / 4.0) for k, f in fresh.items()}
    out = joined_panels(stored, fresh)
    others = [c for c in close if c != "T4"]
    assert out.panels["close"][others].to_numpy() == pytest.approx(close[others].to_numpy())
    level = out.panels["adj_close"]
    assert level[others].to_numpy() == pytest.approx(2.0 * close[others].to_numpy(), rel=1e-14)
    match odd:
        case "unlike":
            assert list(out.again) == ["T4"]
            pd.testing.assert_series_equal(level["T4"].dropna(), stored["adj_close"]["T4"])
        case "new":
            pd.testing.assert_series_equal(level["T4"].dropna(), fresh["close"]["T4"])
        case "left":
            pd.testing.assert_series_equal(level["T4"].dropna(), stored["adj_close"]["T4"])
        case "split":
            assert out.rescaled == {"T4": 0.25}
            assert level["T4"].to_numpy() == pytest.approx(2.0 * close["T4"].to_numpy())
            assert out.panels["close"]["T4"].to_numpy() == pytest.approx(close["T4"] / 4.0)


def test_an_anchored_panel_is_never_rewritten() -> None:
    """Day by day through a split: what is stored stays to the bit, what comes is in its shares."""
    rng = np.random.default_rng(5)
    n = 60
    splits = np.ones(n)
    splits[30] = 4.0
    worth = 100 * np.exp(np.cumsum(0.02 * rng.normal(size=n)))
    shares = worth / np.cumprod(splits)
    paid = np.where(np.arange(n) == 20, 0.5, 0.0)
    held: dict[str, pd.DataFrame] = {}
    for day in range(10, n):
        window = printed(shares, paid, splits, day - 8, day)
        fresh = {str(name): window[[name]].set_axis(["T"], axis=1) for name in window}
        before = {name: frame.copy() for name, frame in held.items()}
        put = joined_panels(held, fresh, anchored=True)
        held = put.panels
        for name, frame in before.items():
            pd.testing.assert_frame_equal(held[name].loc[frame.index], frame, check_exact=True)
    assert held["close"]["T"].to_numpy() == pytest.approx(worth[2:], rel=1e-9)
    money = held["close"]["T"] * held["volume"]["T"]
    quoted = printed(shares, paid, splits, 2, n - 1)
    assert money.to_numpy() == pytest.approx((quoted["close"] * quoted["volume"]).to_numpy())
    whole = quoted["adj_close"] / quoted["adj_close"].iloc[0]
    grown = held["adj_close"]["T"] / held["adj_close"]["T"].iloc[0]
    assert grown.to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-9)


@pytest.mark.parametrize("renewed", [1, 2])
@pytest.mark.parametrize("joins", [False, True])
def test_a_corrected_close_renews_its_own_ticker_alone(renewed: int, joins: bool) -> None:
    """One of several, or more, come with their whole history in which a stored close is another."""
    steps = np.random.default_rng(0).normal(0, 0.01, (300, 5)).cumsum(axis=0)
    true = pd.DataFrame(100 * np.exp(steps), DAYS[:300], [f"T{n}" for n in range(5)])
    held, window = true.iloc[:-1], true.iloc[-8:].copy()
    for name in true.columns[:renewed]:
        whole = true[name].copy()
        whole.iloc[-4] += 1.0
        window = window.drop(columns=name).join(whole, how="outer")
    if joins:
        window["T9"] = true["T0"]
    fresh = window.sort_index(axis=1)
    put = joined_panels(
        {"close": held, "adj_close": held}, {"close": fresh, "adj_close": fresh}, anchored=True
    )
    names = list(true.columns[:renewed])
    assert list(put.replaced) == names and not put.again
    for name in true.columns:
        wanted = fresh[name] if name in names else true[name]
        for field in ("close", "adj_close"):
            pd.testing.assert_series_equal(
                put.panels[field][name], wanted, check_names=False, check_freq=False
            )
