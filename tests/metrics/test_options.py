"""The smile at a constant tenor: skew and the slope of the puts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from vollib.black import black
from vollib.black.implied_volatility import implied_volatility as vollib_iv
from vollib.black_scholes_merton.greeks.analytical import delta as vollib_delta

from tests.metrics.made_chains import AFTER_CLOSE, INTRADAY, chain, flat_rows, load, row
from tools.market.chain import OptionChain
from tools.metrics.chains import usable
from tools.metrics.options import put_slope, skew_25d, smile, volatilities

DAYS = (AFTER_CLOSE, INTRADAY)
MONTH = 30 / 365


def sloping(vol: Callable[[float], float], days: int = 30) -> OptionChain:
    """A chain out of the money around a forward of 5,000, at volatilities of an equation."""
    rows = []
    for strike in np.arange(3500.0, 5901.0, 5.0):
        kind = "C" if strike >= 5000.0 else "P"
        value = black(kind.lower(), 5000.0, strike, days / 365, 0.0, vol(strike))
        rows.append(row(kind, strike, days, bid=value * 0.999, ask=value * 1.001))
    return chain(rows)


def at_delta(vol: Callable[[float], float], share: float) -> float:
    """The volatility where N(d1) is a share, by fixed-point iteration on the equation."""
    d1, strike = norm.ppf(share), 5000.0
    for _ in range(400):
        v = vol(strike)
        strike = 5000.0 * np.exp(-d1 * v * np.sqrt(MONTH) + 0.5 * v * v * MONTH)
    return vol(strike)


def line(strike: float) -> float:
    return 0.2 - 0.4 * float(np.log(strike / 5000.0))


def test_flat_volatility_has_no_skew_and_time_adds_variance() -> None:
    one = chain([*flat_rows(5030.0, 0.18, 23), *flat_rows(5045.0, 0.20, 37)])
    assert skew_25d([one]).iloc[0] == pytest.approx(0.0, abs=1e-6)
    assert put_slope([one]).iloc[0] == pytest.approx(0.0, abs=1e-6)
    found = smile(usable(one))
    assert found is not None
    # total variance half way between 0.18^2 * 23 and 0.20^2 * 37 days
    expected = np.sqrt((0.18**2 * 23 + 0.20**2 * 37) / 2 / 30)
    assert found.at_the_money == pytest.approx(expected, rel=1e-6)


def test_a_sloping_smile_gives_the_differences_of_its_own_equation() -> None:
    one = sloping(line)
    put, call, far = at_delta(line, 0.75), at_delta(line, 0.25), at_delta(line, 0.90)
    assert far > put > call
    assert skew_25d([one]).iloc[0] == pytest.approx(100 * (put - call), abs=0.01)
    assert skew_25d([one], relative=True).iloc[0] == pytest.approx((put - call) / 0.2, abs=1e-3)
    assert put_slope([one]).iloc[0] == pytest.approx(100 * (far - put), abs=0.01)
    assert put_slope([one], relative=True).iloc[0] == pytest.approx((far - put) / 0.2, abs=1e-3)


def test_a_higher_smile_of_the_same_shape_has_the_same_relative_skew() -> None:
    def high(strike: float) -> float:
        # in standard deviations of its own, so that each delta keeps its place
        return 1.5 * (0.2 - 0.4 * float(np.log(strike / 5000.0)) / 1.5)

    low, raised = sloping(line), sloping(high)
    assert skew_25d([raised]).iloc[0] > 1.4 * skew_25d([low]).iloc[0]
    ratio = skew_25d([raised], relative=True).iloc[0] / skew_25d([low], relative=True).iloc[0]
    assert ratio == pytest.approx(1.0, abs=0.03)


def independent(one: OptionChain) -> dict[float, float]:
    """Volatilities of 30 days by delta, by vollib and a straight line through parity.

    Forward and discount factor by least squares of C - P on the strike; each mid quote out of the
    money inverted by vollib; delta by vollib; linear in delta, then in total variance.
    """
    rows = one.contracts.assign(
        mid=lambda d: (d["bid"] + d["ask"]) / 2, years=lambda d: d["days"] / 365
    )
    rows = rows[(rows["bid"] > 0) & (rows["bid"] <= rows["ask"])]
    times = np.array(sorted(rows["years"].unique()))
    near, far = times[times <= MONTH].max(), times[times > MONTH].min()
    found = {}
    for years in (near, far):
        part = rows[rows["years"] == years]
        wide = part.pivot_table(index="strike", columns="type", values="mid").dropna()
        wide = wide[np.abs(wide.index / one.spot - 1) < 0.1]
        slope, start = np.polyfit(wide.index, wide["C"] - wide["P"], 1)
        forward = -start / slope
        points = []
        for r in part.itertuples():
            flag = str(r.type).lower()
            if (flag == "c") != (r.strike >= forward) or abs(r.strike / forward - 1) > 0.3:
                continue
            v = vollib_iv(r.mid / -slope, forward, r.strike, 0.0, years, flag)
            points.append((vollib_delta(flag, forward, r.strike, years, 0.0, v, 0.0), v))
        table = pd.DataFrame(points, columns=["delta", "v"]).sort_values("delta")
        puts, calls = table[table["delta"] < 0], table[table["delta"] > 0]
        found[years] = [
            float(np.interp(at, side["delta"], side["v"]))
            for at, side in ((-0.25, puts), (0.25, calls), (-0.10, puts))
        ]
    weight = (MONTH - near) / (far - near)
    total = (1 - weight) * np.square(found[near]) * near + weight * np.square(found[far]) * far
    return dict(zip((-0.25, 0.25, -0.10), np.sqrt(total / MONTH), strict=True))


@pytest.mark.parametrize("day", DAYS)
def test_skew_and_slope_agree_with_an_independent_computation(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    theirs = independent(one)
    assert skew_25d([one]).iloc[0] == pytest.approx(100 * (theirs[-0.25] - theirs[0.25]), abs=0.08)
    assert put_slope([one]).iloc[0] == pytest.approx(100 * (theirs[-0.1] - theirs[-0.25]), abs=0.08)
    ours = volatilities(usable(one), (-0.25, 0.25, -0.10))
    assert ours is not None
    np.testing.assert_allclose(ours[:3], list(theirs.values()), atol=5e-4)


@pytest.mark.parametrize("day", DAYS)
def test_calls_and_puts_meet_at_the_forward_on_a_real_day(real_data: Path, day: str) -> None:
    clean = usable(load(real_data, day))
    tenor = clean.quoted & (abs(clean.years * 365 - 30) <= 2)
    for years in np.unique(clean.years[tenor]):
        rows = tenor & (clean.years == years)
        calls, puts = (
            clean.sigma[rows & side & (abs(clean.strike / clean.forward - 1) < 0.004)]
            for side in (clean.call, ~clean.call)
        )
        assert len(calls) and len(puts)
        assert abs(calls.mean() - puts.mean()) < 0.01  # the vendor's differ by 0.04 on the first


@pytest.mark.parametrize("day", DAYS)
def test_the_same_chain_without_quotes_has_nearly_the_same_skew(real_data: Path, day: str) -> None:
    """From the vendor's volatilities alone, which on the first date err by 4 points each way."""
    one = load(real_data, day)
    bare = OptionChain("SPX", one.quoted, one.spot, one.contracts.drop(columns=["bid", "ask"]))
    for figure, most in ((skew_25d, 0.15), (put_slope, 0.25)):
        assert figure([bare]).iloc[0] == pytest.approx(figure([one]).iloc[0], abs=most)


def test_no_tenor_no_skew() -> None:
    far = chain(flat_rows(5030.0, 0.18, 60))
    for figure in (skew_25d, put_slope):
        assert np.isnan(figure([far]).iloc[0])


def test_quotes_that_do_not_reach_ten_delta_give_no_slope() -> None:
    near = sloping(line)
    rows = near.contracts[near.contracts["strike"].between(4750.0, 5250.0)]
    short = OptionChain("SPX", near.quoted, near.spot, rows)
    assert np.isnan(put_slope([short]).iloc[0])
    assert skew_25d([short]).iloc[0] == pytest.approx(skew_25d([near]).iloc[0], abs=1e-9)


def test_no_chain_no_history() -> None:
    for figure in (skew_25d, put_slope):
        empty = figure([])
        assert isinstance(empty.index, pd.DatetimeIndex) and empty.empty
