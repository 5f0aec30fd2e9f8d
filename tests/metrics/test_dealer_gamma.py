"""Dealers' gamma and its flip, against a reference book, vollib and the vendor's own gammas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from vollib.black_scholes_merton.greeks.analytical import gamma as vollib_gamma

from tests.metrics.made_chains import AFTER_CLOSE, INTRADAY, QUOTED, chain, load, row
from tools.market.chain import OptionChain
from tools.metrics.black_scholes import gamma
from tools.metrics.chains import usable
from tools.metrics.dealer_gamma import dealer_gamma, gamma_expiring, vendor_gamma_gap
from tools.metrics.gamma_exposure import (
    RULES,
    Rule,
    chain_exposure,
    exposure_by_level,
    signed_contracts,
)
from tools.metrics.gamma_flip import gamma_flip, gamma_flip_distance, gamma_flip_level
from tools.metrics.options import daily_deviation, smile

DAYS = (AFTER_CLOSE, INTRADAY)
BOOK = (
    ("P", 4500.0, 30, 0.22, 20e3),
    ("P", 4800.0, 30, 0.175, 30e3),
    ("P", 4900.0, 30, 0.16, 25e3),
    ("C", 5000.0, 30, 0.14, 20e3),
    ("C", 5100.0, 30, 0.125, 40e3),
    ("C", 5200.0, 30, 0.12, 30e3),
    ("P", 4700.0, 7, 0.20, 15e3),
    ("C", 5050.0, 7, 0.13, 25e3),
)


def book() -> OptionChain:
    return chain([row(k, s, d, iv=v, open_interest=n) for k, s, d, v, n in BOOK])


def by_vollib(level: float, days: int = 365) -> list[float]:
    """Each contract's dollars of gamma at an index level, at zero rates."""
    return [
        n * vollib_gamma("c", level, k, d / 365, 0.0, v, 0.0) * level**2
        for _, k, d, v, n in BOOK
        if d <= days
    ]


# --------------------------------------------------------------------------- the reference book


def test_exposure_and_flip_of_the_reference_book() -> None:
    kinds, strike, days, sigma, interest = (np.array(c) for c in zip(*BOOK, strict=True))
    signed = np.where(kinds == "C", interest, -interest)
    exposure = exposure_by_level(strike, days / 365, sigma, signed, 0.05, 0.015)
    assert exposure(5000.0) == pytest.approx(4.4807e9, abs=5e4)
    assert exposure(4800.0) == pytest.approx(-1.7827e9, abs=5e4)
    assert gamma_flip(5000.0, exposure) == pytest.approx(4877.53, abs=5e-3)


def test_a_missing_gamma_makes_the_exposure_missing() -> None:
    good = np.array([5000.0, 5100.0])
    for bad in (0.0, -1.0, np.nan):
        broken = np.array([5000.0, bad])
        for args in ((broken, good, good), (good, broken, good), (good, good, broken)):
            assert np.isnan(exposure_by_level(*args, np.ones(2))(5000.0))


def test_a_book_of_one_sign_has_no_flip() -> None:
    assert np.isnan(gamma_flip(5000.0, lambda level: 1.0))
    assert np.isnan(gamma_flip(5000.0, lambda level: 0.0))


def test_of_several_flips_the_nearest_counts() -> None:
    flip = gamma_flip(100.0, lambda level: (level - 85.3) * (level - 104.2) * (level - 118.0))
    assert flip == pytest.approx(104.2)


def test_the_book_as_a_chain_follows_the_rules() -> None:
    one, terms = book(), by_vollib(5000.0)
    calls = [1 if b[0] == "C" else -1 for b in BOOK]
    above = [1 if b[1] >= 5000 else -1 for b in BOOK]
    expected: dict[Rule, float] = {
        "calls_minus_puts": float(np.dot(calls, terms)),
        "by_strike": float(np.dot(above, terms)),
        "customers_long": -sum(terms),
    }
    for rule in RULES:
        assert dealer_gamma([one], (rule,)).iloc[0] == pytest.approx(expected[rule], rel=1e-9)
    assert dealer_gamma([one], RULES, min).iloc[0] == pytest.approx(min(expected.values()))
    assert dealer_gamma([one], RULES, max).iloc[0] == pytest.approx(max(expected.values()))


def test_the_book_after_a_fall() -> None:
    calls = [1 if b[0] == "C" else -1 for b in BOOK]
    expected = np.dot(calls, by_vollib(4750.0))
    assert expected < 0 < np.dot(calls, by_vollib(5000.0))
    assert dealer_gamma([book()], move=-0.05).iloc[0] == pytest.approx(expected, rel=1e-9)


def test_the_books_gamma_that_expires_within_a_week() -> None:
    share = sum(by_vollib(5000.0, 7)) / sum(by_vollib(5000.0))
    assert 0.2 < share < 0.6
    assert gamma_expiring([book()]).iloc[0] == pytest.approx(share, rel=1e-9)
    assert gamma_expiring([book()], 6.9).iloc[0] == 0.0
    assert gamma_expiring([book()], 30.0).iloc[0] == pytest.approx(1.0)


def test_the_strike_rule_does_not_ask_for_the_type() -> None:
    pair = [row(k, s, 20, iv=0.2) for k in "CP" for s in (4900.0, 5100.0)]
    signs = signed_contracts(usable(chain(pair)), "by_strike")
    assert signs.tolist() == [-100.0, 100.0, -100.0, 100.0]


def test_twice_the_open_interest_is_twice_the_gamma_and_no_other_flip() -> None:
    one = book()
    held = one.contracts["open_interest"]
    two = replace(one, contracts=one.contracts.assign(open_interest=2.0 * held))
    assert dealer_gamma([two]).iloc[0] == pytest.approx(2.0 * dealer_gamma([one]).iloc[0])
    assert gamma_flip_level([two]).iloc[0] == pytest.approx(gamma_flip_level([one]).iloc[0])
    assert gamma_expiring([two]).iloc[0] == pytest.approx(gamma_expiring([one]).iloc[0])


# ------------------------------------------------------------------------------- real chains


def test_our_gamma_agrees_with_vollib_contract_by_contract(real_data: Path) -> None:
    clean = usable(load(real_data, INTRADAY))
    args = (clean.strike, clean.years, clean.sigma, clean.rate, clean.dividend)
    ours = gamma(clean.spot, *args)
    sample = np.arange(0, len(ours), 40)
    theirs = [
        vollib_gamma("c", clean.spot, k, t, r, v, q)
        for k, t, v, r, q in zip(*(a[sample] for a in args), strict=True)
    ]
    assert len(sample) > 400
    np.testing.assert_allclose(ours[sample], theirs, rtol=1e-9, atol=1e-15)
    for level in (clean.spot, 0.95 * clean.spot):
        terms = gamma(level, *args) * signed_contracts(clean, "calls_minus_puts") * level**2
        assert chain_exposure(clean)(level) == pytest.approx(terms.sum(), rel=1e-9)


@pytest.mark.parametrize("day", DAYS)
def test_exposure_is_near_the_sum_of_the_vendors_own_gammas(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    rows = one.contracts
    sign = np.where(rows["type"] == "C", 1.0, -1.0)
    vendor = (sign * rows["gamma"] * rows["open_interest"]).sum() * one.spot**2
    assert dealer_gamma([one]).iloc[0] == pytest.approx(vendor, rel=0.02)


@pytest.mark.parametrize("day", DAYS)
def test_gammas_of_liquid_contracts_are_the_vendors_to_its_rounding(
    real_data: Path, day: str
) -> None:
    """Four decimals of a gamma of about 0.002 are worth a percent or two."""
    one = load(real_data, day)
    assert 0.005 < vendor_gamma_gap([one]).iloc[0] < 0.025
    wrong = one.contracts.assign(gamma=1.5 * one.contracts["gamma"])
    assert vendor_gamma_gap([replace(one, contracts=wrong)]).iloc[0] == pytest.approx(0.5, abs=0.03)
    none = one.contracts.assign(gamma=np.nan)
    assert np.isnan(vendor_gamma_gap([replace(one, contracts=none)]).iloc[0])


def test_the_sign_rules_disagree_on_a_real_day(real_data: Path) -> None:
    one = load(real_data, INTRADAY)
    low, high = (dealer_gamma([one], RULES, pick).iloc[0] for pick in (min, max))
    assert low < dealer_gamma([one]).iloc[0] < 0 < high


@pytest.mark.parametrize("day", DAYS)
def test_the_flip_is_where_the_exposure_vanishes(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    clean = usable(one)
    level = gamma_flip_level([one]).iloc[0]
    exposure = chain_exposure(clean)
    assert abs(exposure(level)) < 1e-6 * abs(exposure(clean.spot))
    assert exposure(level - 5.0) < 0 < exposure(level + 5.0)
    found = smile(clean)
    assert found is not None
    deviation = clean.spot * found.at_the_money / np.sqrt(252)
    distance = (clean.spot - level) / deviation
    assert gamma_flip_distance([one]).iloc[0] == pytest.approx(distance, rel=1e-9)
    # negative gamma, so the flip lies above, and higher still if the smile moves along
    assert -5 < gamma_flip_distance([one], "delta").iloc[0] < distance < 0
    assert gamma_flip_level([one], "delta").iloc[0] > level


@pytest.mark.parametrize("day", DAYS)
def test_gamma_gets_more_negative_in_a_fall(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    here = dealer_gamma([one]).iloc[0]
    assert dealer_gamma([one], move=-0.05).iloc[0] < 2 * here < 0
    move = -2.0 * daily_deviation(usable(one))
    assert -0.04 < move < -0.02
    by_move = dealer_gamma([one], move=move).iloc[0]
    assert dealer_gamma([one], sigmas=-2.0).iloc[0] == pytest.approx(by_move, rel=1e-9)


def test_a_week_of_monthly_expiration_holds_more_of_the_gamma(real_data: Path) -> None:
    """Three days before July's expiration against a fortnight before February's."""
    early, late = (gamma_expiring([load(real_data, day)]).iloc[0] for day in DAYS)
    assert 0.02 < early < 0.15 < late < 0.5


def test_histories_are_by_quote_date(real_data: Path) -> None:
    first, last = (load(real_data, day) for day in DAYS)
    both = dealer_gamma([last, first])
    assert both.index.tolist() == [pd.Timestamp(day) for day in DAYS]
    assert both.iloc[0] == dealer_gamma([first]).iloc[0]


# -------------------------------------------------------------------------------- robustness


def test_no_tenor_no_distance_but_a_level() -> None:
    far = chain([row(k, s, 60, iv=v, open_interest=n) for k, s, _, v, n in BOOK])
    assert np.isnan(gamma_flip_distance([far]).iloc[0])
    assert np.isnan(dealer_gamma([far], sigmas=-2.0).iloc[0])
    assert np.isfinite(dealer_gamma([far]).iloc[0])
    assert 4700.0 < gamma_flip_level([far]).iloc[0] < 5000.0


def test_beyond_a_loss_of_everything_there_is_nothing() -> None:
    assert np.isnan(dealer_gamma([book()], move=-1.0).iloc[0])


def test_no_chain_no_history() -> None:
    for figure in (dealer_gamma, gamma_flip_distance, gamma_flip_level, gamma_expiring):
        empty = figure([])
        assert isinstance(empty.index, pd.DatetimeIndex) and empty.empty
    assert len(dealer_gamma([book()])) == 1
    assert dealer_gamma([book()]).index[0] == pd.Timestamp(QUOTED)
