"""Chains made usable: forwards, rates and volatilities, and what is dropped and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from vollib.black import black
from vollib.black.greeks.analytical import delta as black_delta
from vollib.black.implied_volatility import implied_volatility as vollib_iv

from tests.metrics import real
from tests.metrics.made_chains import AFTER_CLOSE, INTRADAY, chain, flat_rows, load, row
from tools.market.chain import OptionChain
from tools.metrics.black_scholes import forward_price
from tools.metrics.chain_counts import contracts_dropped, contracts_used, open_interest_covered
from tools.metrics.chains import UsableChain, usable

DAYS = (AFTER_CLOSE, INTRADAY)


@pytest.fixture(scope="module")
def after_close(real_data: Path) -> OptionChain:
    return load(real_data, AFTER_CLOSE)


@pytest.fixture(scope="module")
def intraday(real_data: Path) -> OptionChain:
    return load(real_data, INTRADAY)


# --------------------------------------------------------------------------- what is dropped


@pytest.mark.parametrize("day", DAYS)
def test_every_contract_is_used_or_counted(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    clean = usable(one)
    assert len(clean.strike) + sum(clean.dropped.values()) == len(one.contracts)
    assert np.isfinite(clean.sigma).all() and (clean.sigma > 0).all()
    crossed = one.contracts["bid"] > one.contracts["ask"]
    assert clean.dropped["crossed"] == crossed.sum() == (1 if day == AFTER_CLOSE else 0)
    assert contracts_used([one]).iloc[0] == len(clean.strike)
    assert contracts_dropped([one]).iloc[0] == len(one.contracts) - len(clean.strike)
    assert contracts_dropped([one], "crossed").iloc[0] == crossed.sum()
    share = open_interest_covered([one]).iloc[0]
    assert share == clean.open_interest.sum() / one.contracts["open_interest"].sum() > 0.999


def test_what_is_dropped_and_why() -> None:
    rows = [
        row("C", 5100.0, 30, iv=0.2),
        row("C", 5100.0, 0, iv=0.2),
        row("P", 4900.0, -3, iv=0.2),
        row("P", 4900.0, 30, iv=0.2, bid=5.0, ask=4.0),
        row("P", 4800.0, 30),
        row("P", 4800.0, 30, iv=0.0, bid=0.0, ask=0.05),
        row("P", 4700.0, 30, iv=11.0),
        row("P", 4700.0, 30, iv=0.001),
        row("X", 4800.0, 30, iv=0.2),
        row("P", np.nan, 30, iv=0.2),
        row("P", 0.0, 30, iv=0.2),
        row("P", 1e308, 30, iv=0.2),
        row("P", 4800.0, 30, iv=0.2, open_interest=np.nan),
        row("P", 4800.0, 30, iv=0.2, open_interest=-1.0),
        {**row("P", 4800.0, 30, iv=0.2), "expiration": pd.NaT},
    ]
    one = chain(rows)
    assert usable(one).dropped == {"malformed": 7, "expired": 2, "crossed": 1, "no volatility": 4}
    assert usable(one).strike.tolist() == [5100.0]
    # what the import refused is not in the table any more, only its number
    more = replace(one, contracts=one.contracts.assign(refused=5))
    assert usable(more).dropped["malformed"] == 12
    assert contracts_dropped([more]).iloc[0] == 19
    assert contracts_used([more]).iloc[0] == 1


def test_what_expires_on_the_day_of_the_quote(
    after_close: OptionChain, intraday: OptionChain
) -> None:
    """At 11:55 a contract that settles at the close has four hours and five minutes to go."""
    assert usable(after_close).years.min() * 365 == pytest.approx(3.0)
    same_day = intraday.contracts["expiration"] == pd.Timestamp(intraday.quoted)
    clean = usable(intraday)
    assert same_day.sum() == 244
    assert clean.years.min() * 365 * 24 == pytest.approx(4 + 5 / 60)
    late = replace(intraday, contracts=intraday.contracts.drop(columns="days"))
    assert usable(late).dropped["expired"] == 244
    assert open_interest_covered([late]).iloc[0] < open_interest_covered([intraday]).iloc[0]


def test_the_same_expiration_settles_in_the_morning_and_in_the_afternoon(
    intraday: OptionChain,
) -> None:
    monthly = intraday.contracts[intraday.contracts["expiration"] == pd.Timestamp("2022-07-15")]
    assert (monthly["days"].round(4).value_counts().to_dict()) == {2.8993: 840, 3.1701: 778}


# ------------------------------------------------------------------------ forwards and rates


def test_the_forward_and_the_rate_come_from_parity() -> None:
    rows = [*flat_rows(5030.0, 0.18, 23, 0.03), *flat_rows(5045.0, 0.20, 200, 0.03, 25.0)]
    clean = usable(chain(rows))
    near = clean.years < 30 / 365
    np.testing.assert_allclose(clean.forward[near], 5030.0, rtol=1e-5)
    np.testing.assert_allclose(clean.forward[~near], 5045.0, rtol=1e-9)
    # read off the longer expiry, whose 20 pairs near the money allow it, for both
    np.testing.assert_allclose(clean.rate, 0.03, rtol=1e-9)
    np.testing.assert_allclose(clean.sigma[near & clean.quoted], 0.18, rtol=1e-4)
    np.testing.assert_allclose(clean.sigma[~near & clean.quoted], 0.20, rtol=1e-7)
    carried = np.exp((clean.rate - clean.dividend) * clean.years) * clean.spot
    np.testing.assert_allclose(carried, clean.forward, rtol=1e-12)


def test_one_stale_pair_does_not_move_the_forward() -> None:
    rows = flat_rows(5030.0, 0.18, 23)
    for one in rows:
        if one["strike"] == 5050.0 and one["type"] == "P":
            one["bid"], one["ask"] = one["bid"] - 20.0, one["ask"] - 20.0
    np.testing.assert_allclose(usable(chain(rows)).forward, 5030.0, rtol=1e-9)


def test_an_expiry_without_pairs_lies_between_its_neighbours() -> None:
    lone = [row("C", 5100.0, 30, iv=0.2)]
    clean = usable(chain([*flat_rows(5010.0, 0.2, 20), *lone, *flat_rows(5030.0, 0.2, 40)]))
    found = clean.forward[np.isclose(clean.years * 365, 30)]
    assert found == pytest.approx(np.sqrt(5010.0 * 5030.0), rel=1e-9)


def test_a_forward_beyond_belief_is_the_spot() -> None:
    wild = [row(k, 9000.0, 30, bid=b, ask=b, iv=0.2) for k, b in (("C", 3000.0), ("P", 2990.0))]
    assert usable(chain(wild)).forward.tolist() == [5000.0, 5000.0]


@pytest.mark.parametrize("day", DAYS)
def test_forwards_of_a_real_chain_lie_on_one_curve(real_data: Path, day: str) -> None:
    """Of every expiry up to a year and a half, in steps of carry that no rate or dividend mocks.

    On the first date the quotes are a quarter of an hour younger than the close: the whole curve
    stands five points below the spot, which is why forwards are not computed from it.
    """
    clean = usable(load(real_data, day))
    years, first = np.unique(clean.years, return_index=True)
    forward = clean.forward[first]
    liquid = years < 1.5
    assert liquid.sum() > 38
    steps = np.diff(np.log(forward[liquid]))
    a_year = np.abs(steps) / np.diff(years[liquid])
    wide = np.diff(years[liquid]) > 4 / 365
    assert a_year[wide].max() < 0.05
    start = forward[0] - clean.spot
    assert start == pytest.approx(-5.2 if day == AFTER_CLOSE else 0.5, abs=0.3)
    # monthlies that settle in the morning and in the afternoon: one forward to a tenth of a point
    twins = np.flatnonzero(np.diff(years) < 0.5 / 365)
    assert len(twins) >= 4
    assert np.abs(forward[twins + 1] - forward[twins]).max() < 0.35


@pytest.mark.parametrize("day", DAYS)
def test_the_two_year_rate_of_parity_lies_just_above_the_treasurys(
    real_data: Path, day: str
) -> None:
    """By the convenience of Treasuries, 35 bp on average in van Binsbergen et al. (2022)."""
    treasury = real.fred(real_data, "DGS2")[day] / 100
    clean = usable(load(real_data, day))
    years, first = np.unique(clean.years, return_index=True)
    ours = np.interp(2.0, years, clean.rate[first])
    assert 0.001 < ours - treasury < 0.006


# -------------------------------------------------------------------------------- volatilities


def test_a_missing_volatility_is_solved_from_the_mid() -> None:
    value = black("c", 5000.0, 5100.0, 30 / 365, 0.0, 0.17)
    quote = {"bid": value - 0.1, "ask": value + 0.1}
    clean = usable(chain([row("C", 5100.0, 30, **quote), row("C", 5200.0, 30, iv=0.15)]))
    np.testing.assert_allclose(clean.sigma, [0.17, 0.15], rtol=1e-9)


def test_volatilities_agree_with_the_vendors_where_the_vendor_is_in_time(
    intraday: OptionChain,
) -> None:
    """To a tenth of a percent: time to the hour, forward and discount are then the same.

    Whole calendar days without a discount leave four times as much.
    """
    key = ["type", "days", "strike"]
    vendor = intraday.contracts.set_index(key)["iv"]
    clean = usable(intraday)
    assert vendor.index.is_unique
    held = clean.quoted & (clean.open_interest > 0)
    kinds, days = np.where(clean.call, "C", "P"), clean.years * 365
    theirs = vendor.reindex(pd.MultiIndex.from_arrays([kinds, days, clean.strike])).to_numpy()
    for low, high, most in ((0.1, 2, 0.006), (2, 31, 0.001), (31, 400, 0.001)):
        rows = held & (days > low) & (days <= high) & np.isfinite(theirs)
        assert rows.sum() > 100
        assert np.median(np.abs(clean.sigma[rows] / theirs[rows] - 1)) < most


def test_a_call_and_a_put_of_one_strike_have_one_volatility(after_close: OptionChain) -> None:
    clean = usable(after_close)
    frame = pd.DataFrame({"t": clean.years, "k": clean.strike, "v": clean.sigma})
    spread = frame.groupby(["t", "k"])["v"].agg(["min", "max", "size"])
    assert (spread["min"] == spread["max"]).all()
    assert (spread["size"] == 2).mean() > 0.99


def test_an_error_in_a_vendors_forward_cancels_between_call_and_put() -> None:
    """Without quotes: the vendor priced off a forward 30 points too low, at a sloping smile."""
    forward, theirs, t = 5000.0, 4970.0, 30 / 365
    rows, true = [], []
    for strike in np.arange(4850.0, 5151.0, 25.0):
        sigma = 0.2 - 0.4 * np.log(strike / forward)
        for flag in "cp":
            price = black(flag, forward, strike, t, 0.0, sigma)
            own = vollib_iv(price, theirs, strike, 0.0, t, flag)
            size = black_delta(flag, forward, strike, t, 0.0, sigma)
            rows.append(row(flag.upper(), strike, 30, iv=own, delta=size))
            true.append(sigma)
    clean = usable(chain(rows, spot=5010.0))
    np.testing.assert_allclose(clean.forward, forward, rtol=1e-3)  # from the deltas, not the spot
    given = np.array([one["iv"] for one in rows], dtype=float)
    assert np.abs(given - true).max() > 0.03
    assert np.abs(clean.sigma - true).max() < 0.004


@pytest.mark.parametrize(
    ("day", "low", "high"), [(AFTER_CLOSE, 23.17, 23.27), (INTRADAY, 25.82, 27.75)]
)
def test_the_variance_of_the_usable_chain_is_the_published_vix(
    real_data: Path, day: str, low: float, high: float
) -> None:
    """Cboe's sum over strikes, at our volatilities, forwards and times.

    It closed at 23.22 on the first date and went from 25.82 to 27.75 on the second.
    """
    clean = usable(load(real_data, day))
    points = []
    for years in np.unique(clean.years):
        friday = (pd.Timestamp(day) + pd.Timedelta(days=round(years * 365))).day_of_week == 4
        if not friday or not 23 < years * 365 < 37:
            continue
        rows = clean.quoted & (clean.years == years)
        order = np.argsort(clean.strike[rows])
        k, v, c = (a[rows][order] for a in (clean.strike, clean.sigma, clean.call))
        f = clean.forward[rows][0]
        total = 2 * (np.gradient(k) / k**2 * forward_price(f, k, years, v, c)).sum()
        points.append((years, total - (f / k[k <= f].max() - 1) ** 2))
    month = 30 / 365
    (near, one), (far, two) = points
    found = (one * (far - month) + two * (month - near)) / (far - near)
    assert low < 100 * np.sqrt(found / month) < high


# -------------------------------------------------------------------------------- robustness


def test_cleaning_leaves_the_chain_as_it_was(after_close: OptionChain) -> None:
    before = after_close.contracts.copy()
    assert isinstance(usable(after_close), UsableChain)
    pd.testing.assert_frame_equal(after_close.contracts, before)


def test_the_order_of_the_rows_changes_nothing(intraday: OptionChain) -> None:
    turned = replace(intraday, contracts=intraday.contracts.iloc[::-1])
    one, two = usable(intraday), usable(turned)
    assert one.dropped == two.dropped
    np.testing.assert_array_equal(one.sigma, two.sigma[::-1])
    np.testing.assert_array_equal(one.forward, two.forward[::-1])


def test_no_chain_no_history() -> None:
    for figure in (contracts_used, contracts_dropped, open_interest_covered):
        empty = figure([])
        assert isinstance(empty.index, pd.DatetimeIndex) and empty.empty
