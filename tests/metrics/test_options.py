"""Black-Scholes, cleaned chains, skew and dealers' gamma."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from vollib.black import black
from vollib.black.implied_volatility import implied_volatility as vollib_iv
from vollib.black_scholes_merton.greeks.analytical import delta as vollib_delta
from vollib.black_scholes_merton.greeks.analytical import gamma as vollib_gamma

from tools.market.chain import OptionChain
from tools.metrics.black_scholes import delta, forward_price, gamma, implied_volatility
from tools.metrics.dealer_gamma import (
    RULES,
    Rule,
    dealer_gamma,
    gamma_exposure,
    gamma_flip,
    gamma_flip_distance,
    open_interest_covered,
    signed_contracts,
)
from tools.metrics.options import UsableChain, skew_25d, smile, usable

QUOTED = date(2022, 2, 4)
COLUMNS = ["type", "expiration", "strike", "bid", "ask", "volume", "iv", "delta", "gamma"]


def chain(rows: list[dict[str, object]], spot: float = 5000.0) -> OptionChain:
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "open_interest"])
    frame["expiration"] = pd.to_datetime(frame["expiration"])
    return OptionChain("SPX", QUOTED, spot, frame)


def row(kind: str, strike: float, days: int, **more: object) -> dict[str, object]:
    expiration = pd.Timestamp(QUOTED) + pd.Timedelta(days=days)
    base = {"type": kind, "expiration": expiration, "strike": strike, "open_interest": 100.0}
    return {**dict.fromkeys(COLUMNS, np.nan), **base, **more}


def load(folder: Path, day: str) -> OptionChain:
    frame = pd.read_csv(folder / f"option_chain_spx_{day}.csv.gz", parse_dates=["expiration"])
    frame["iv"] = frame["iv"].where(frame["iv"] > 0)
    return OptionChain("SPX", date.fromisoformat(day), float(frame["spot"].iloc[0]), frame)


@pytest.fixture(scope="module")
def after_close(real_data: Path) -> OptionChain:
    return load(real_data, "2022-02-04")


@pytest.fixture(scope="module")
def intraday(real_data: Path) -> OptionChain:
    return load(real_data, "2022-07-12")


# ------------------------------------------------------------------------------ Black-Scholes


def test_gamma_of_published_examples() -> None:
    # Haug (1998), and the vector in vollib's documentation
    assert gamma(55.0, 60.0, 0.75, 0.30, 0.10) == pytest.approx(0.0278, abs=5e-5)
    assert gamma(100.0, 100.0, 30 / 365, 0.20, 0.05) == pytest.approx(0.0692276, abs=5e-8)


def test_delta_of_a_published_example() -> None:
    assert delta(100.0, 100.0, 30 / 365, 0.20, False, 0.05) == pytest.approx(-0.4600365, abs=5e-8)


@pytest.mark.parametrize("flag", ["c", "p"])
def test_greeks_agree_with_vollib(flag: str) -> None:
    grid = [
        (s, k, t, r, v, q)
        for s in (80.0, 100.0)
        for k in (70.0, 100.0, 140.0)
        for t in (1 / 365, 0.1, 2.0)
        for r, q in ((0.0, 0.0), (0.05, 0.015), (-0.01, 0.03))
        for v in (0.08, 0.25, 1.5)
    ]
    s, k, t, r, v, q = (np.array(column) for column in zip(*grid, strict=True))
    theirs = [vollib_gamma(flag, *point) for point in grid]
    np.testing.assert_allclose(gamma(s, k, t, v, r, q), theirs, rtol=1e-10, atol=1e-14)
    theirs = [vollib_delta(flag, *point) for point in grid]
    np.testing.assert_allclose(delta(s, k, t, v, flag == "c", r, q), theirs, rtol=1e-9, atol=1e-12)


def test_gamma_is_the_slope_of_delta() -> None:
    s, h = 100.0, 1e-4
    for call in (True, False):
        up, down = (delta(s + e, 104.0, 0.2, 0.22, call, 0.03, 0.01) for e in (h, -h))
        slope = (up - down) / (2 * h)
        assert gamma(s, 104.0, 0.2, 0.22, 0.03, 0.01) == pytest.approx(slope, rel=1e-7)


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_greeks_of_nonsense_are_missing(bad: float) -> None:
    for place in range(4):
        point = [100.0, 100.0, 0.1, 0.2]
        point[place] = bad
        assert np.isnan(gamma(*point))
        assert np.isnan(delta(*point, True))
    assert gamma(100.0, 1e-308, 1e-9, 1e-9) == 0.0


def test_implied_volatility_agrees_with_vollib_and_returns_what_went_in() -> None:
    strikes, sigmas = np.meshgrid(np.arange(2000.0, 8001.0, 250.0), (0.05, 0.12, 0.3, 0.9))
    f, t = 4480.0, 0.11
    k, v = strikes.ravel(), sigmas.ravel()
    call = k >= f
    price = forward_price(f, k, t, v, call)
    seen = price > 1e-3  # below a tenth of a cent no quote tells one volatility from another
    k, v, call, price = k[seen], v[seen], call[seen], price[seen]
    for one in range(0, len(k), 7):
        flag = "c" if call[one] else "p"
        assert black(flag, f, k[one], t, 0.0, v[one]) == pytest.approx(price[one], rel=1e-9)
        theirs = vollib_iv(price[one], f, k[one], 0.0, t, flag)
        assert theirs == pytest.approx(v[one], rel=1e-6)
    ours = implied_volatility(price, np.full(len(k), f), k, np.full(len(k), t), call)
    np.testing.assert_allclose(ours, v, rtol=1e-6)


def test_a_price_outside_its_bounds_has_no_volatility() -> None:
    price = np.array([19.99, 0.0, -1.0, 120.0, np.nan, 5.0])
    forward = np.full(6, 120.0)
    strike = np.array([100.0, 130.0, 130.0, 100.0, 130.0, 130.0])
    found = implied_volatility(price, forward, strike, np.full(6, 0.1), np.full(6, True))
    assert np.isnan(found).tolist() == [True, True, True, True, True, False]


# ------------------------------------------------------------------------- dealers' gamma

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


def book_exposure(level: float) -> float:
    kinds, strike, days, sigma, interest = (np.array(c) for c in zip(*BOOK, strict=True))
    signed = np.where(kinds == "C", interest, -interest)
    return gamma_exposure(level, strike, days / 365, sigma, signed, 0.05, 0.015)


def test_exposure_and_flip_of_the_reference_book() -> None:
    assert book_exposure(5000.0) == pytest.approx(4.4807e9, abs=5e4)
    assert book_exposure(4800.0) == pytest.approx(-1.7827e9, abs=5e4)
    assert gamma_flip(5000.0, book_exposure) == pytest.approx(4877.53, abs=5e-3)


def test_a_book_of_one_sign_has_no_flip() -> None:
    assert np.isnan(gamma_flip(5000.0, lambda level: 1.0))
    assert np.isnan(gamma_flip(5000.0, lambda level: 0.0))


def test_of_several_flips_the_nearest_counts() -> None:
    flip = gamma_flip(100.0, lambda level: (level - 85.3) * (level - 104.2) * (level - 118.0))
    assert flip == pytest.approx(104.2)


def test_the_book_as_a_chain_follows_the_rules() -> None:
    rows = [row(k, s, d, iv=v, open_interest=n) for k, s, d, v, n in BOOK]
    one = chain(rows)
    terms = {
        (kind, strike): n * vollib_gamma("c", 5000.0, strike, days / 365, 0.0, v, 0.0) * 25e6
        for kind, strike, days, v, n in BOOK
    }
    by_type = sum(x if kind == "C" else -x for (kind, _), x in terms.items())
    by_strike = sum(x if strike >= 5000 else -x for (_, strike), x in terms.items())
    expected: dict[Rule, float] = {
        "calls_minus_puts": by_type,
        "by_strike": by_strike,
        "customers_long": -sum(terms.values()),
    }
    for rule in RULES:
        assert dealer_gamma([one], (rule,)).iloc[0] == pytest.approx(expected[rule], rel=1e-9)
    assert dealer_gamma([one], RULES, min).iloc[0] == min(
        dealer_gamma([one], (rule,)).iloc[0] for rule in RULES
    )
    assert dealer_gamma([one], RULES, max).iloc[0] == pytest.approx(max(expected.values()))


def test_the_strike_rule_does_not_ask_for_the_type() -> None:
    pair = [row(k, s, 20, iv=0.2) for k in "CP" for s in (4900.0, 5100.0)]
    signs = signed_contracts(usable(chain(pair)), "by_strike")
    assert signs.tolist() == [-100.0, 100.0, -100.0, 100.0]


def test_our_gamma_agrees_with_vollib_contract_by_contract(intraday: OptionChain) -> None:
    clean = usable(intraday)
    ours = gamma(clean.spot, clean.strike, clean.years, clean.sigma, 0.0, clean.dividend)
    sample = np.arange(0, len(ours), 40)
    theirs = [
        vollib_gamma(
            "c", clean.spot, clean.strike[i], clean.years[i], 0.0, clean.sigma[i], clean.dividend[i]
        )
        for i in sample
    ]
    assert len(sample) > 400
    np.testing.assert_allclose(ours[sample], theirs, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("day", ["2022-02-04", "2022-07-12"])
def test_exposure_is_near_the_sum_of_the_vendors_own_gammas(real_data: Path, day: str) -> None:
    one = load(real_data, day)
    rows = one.contracts[one.contracts["expiration"] > pd.Timestamp(day)]
    sign = np.where(rows["type"] == "C", 1.0, -1.0)
    vendor = (sign * rows["gamma"] * rows["open_interest"]).sum() * one.spot**2
    assert dealer_gamma([one]).iloc[0] == pytest.approx(vendor, rel=0.05)


def test_the_sign_rules_disagree_on_a_real_day(intraday: OptionChain) -> None:
    low, high = (dealer_gamma([intraday], RULES, pick).iloc[0] for pick in (min, max))
    assert low < dealer_gamma([intraday]).iloc[0] < 0 < high


def test_the_flip_is_where_the_exposure_vanishes(after_close: OptionChain) -> None:
    for sticky in ("strike", "delta"):
        distance = gamma_flip_distance([after_close], sticky).iloc[0]
        assert -5 < distance < 0  # negative gamma, so the flip lies above
    clean = usable(after_close)
    found = smile(clean)
    assert found is not None
    sd = clean.spot * found.at_the_money / np.sqrt(252)
    flip = clean.spot - gamma_flip_distance([after_close]).iloc[0] * sd
    signed = signed_contracts(clean, "calls_minus_puts")
    args = (clean.strike, clean.years, clean.sigma, signed, 0.0, clean.dividend)
    size = abs(gamma_exposure(clean.spot, *args))
    assert abs(gamma_exposure(flip, *args)) < 1e-6 * size


def test_expired_and_other_dates(intraday: OptionChain) -> None:
    same_day = intraday.contracts["expiration"] <= pd.Timestamp(intraday.quoted)
    assert usable(intraday).dropped["expired"] == same_day.sum() > 0
    without = replace(intraday, contracts=intraday.contracts[~same_day])
    assert dealer_gamma([without]).iloc[0] == dealer_gamma([intraday]).iloc[0]
    held = intraday.contracts["open_interest"]
    share = held[~same_day].sum() / held.sum()
    assert open_interest_covered([intraday]).iloc[0] == pytest.approx(share, abs=1e-3)


def test_histories_are_by_quote_date(after_close: OptionChain, intraday: OptionChain) -> None:
    both = dealer_gamma([intraday, after_close])
    assert both.index.tolist() == [pd.Timestamp("2022-02-04"), pd.Timestamp("2022-07-12")]
    assert both.iloc[0] == dealer_gamma([after_close]).iloc[0]


def test_a_chain_with_its_flip_takes_under_a_tenth_of_a_second(after_close: OptionChain) -> None:
    assert len(after_close.contracts) > 20_000
    took = []
    for _ in range(5):
        start = perf_counter()
        gamma_flip_distance([after_close])
        took.append(perf_counter() - start)
    assert min(took) < 0.1


# --------------------------------------------------------------------------- cleaned chains


def test_every_contract_is_used_or_counted(after_close: OptionChain, intraday: OptionChain) -> None:
    for one in (after_close, intraday):
        clean = usable(one)
        assert len(clean.strike) + sum(clean.dropped.values()) == len(one.contracts)
        assert sum(clean.sources.values()) == len(clean.strike)
        assert np.isfinite(clean.sigma).all() and (clean.sigma > 0).all()
    crossed = after_close.contracts["bid"] > after_close.contracts["ask"]
    assert usable(after_close).dropped["crossed"] == crossed.sum() == 1


def test_what_is_dropped_and_why() -> None:
    rows = [
        row("C", 5100.0, 30, iv=0.2),
        row("C", 5100.0, 0, iv=0.2),
        row("P", 4900.0, -3, iv=0.2),
        row("P", 4900.0, 30, iv=0.2, bid=5.0, ask=4.0),
        row("P", 4800.0, 30),
        row("P", 4800.0, 30, iv=0.0, bid=0.0, ask=0.05),
        row("X", 4800.0, 30, iv=0.2),
        row("P", np.nan, 30, iv=0.2),
        row("P", 4800.0, 30, iv=0.2, open_interest=np.nan),
        {**row("P", 4800.0, 30, iv=0.2), "expiration": pd.NaT},
    ]
    clean = usable(chain(rows))
    assert clean.dropped == {"malformed": 4, "expired": 2, "crossed": 1, "no volatility": 2}
    assert clean.strike.tolist() == [5100.0]
    assert clean.sources == {"mid quote": 0, "vendor": 1, "other side": 0}


def test_a_missing_volatility_is_solved_from_the_mid() -> None:
    value = black("c", 5000.0, 5100.0, 30 / 365, 0.0, 0.17)
    quote = {"bid": value - 0.1, "ask": value + 0.1}
    clean = usable(chain([row("C", 5100.0, 30, **quote), row("C", 5100.0, 30, iv=0.0, **quote)]))
    np.testing.assert_allclose(clean.sigma, 0.17, rtol=1e-9)
    assert clean.sources["mid quote"] == 2


def flat_rows(forward: float, sigma: float, days: int) -> list[dict[str, object]]:
    rows = []
    for strike in np.arange(4000.0, 6001.0, 50.0):
        for kind in "CP":
            value = black(kind.lower(), forward, strike, days / 365, 0.0, sigma)
            if value > 0.2:
                rows.append(row(kind, strike, days, bid=value - 0.1, ask=value + 0.1, iv=0.9))
    return rows


def test_the_forward_comes_from_parity_and_flat_volatility_has_no_skew() -> None:
    one = chain([*flat_rows(5030.0, 0.18, 23), *flat_rows(5045.0, 0.20, 37)])
    clean = usable(one)
    near = clean.years < 30 / 365
    np.testing.assert_allclose(clean.forward[near], 5030.0, rtol=1e-9)
    np.testing.assert_allclose(clean.forward[~near], 5045.0, rtol=1e-9)
    np.testing.assert_allclose(clean.sigma[near & clean.quoted], 0.18, rtol=1e-6)
    assert skew_25d([one]).iloc[0] == pytest.approx(0.0, abs=1e-6)
    found = smile(clean)
    assert found is not None
    # total variance half way between 0.18^2 * 23 and 0.20^2 * 37 days
    expected = np.sqrt((0.18**2 * 23 + 0.20**2 * 37) / 2 / 30)
    assert found.at_the_money == pytest.approx(expected, rel=1e-6)


def test_a_sloping_smile_gives_the_risk_reversal_of_its_own_equation() -> None:
    forward, days = 5000.0, 30
    t = days / 365

    def vol(strike: float) -> float:
        return 0.2 - 0.4 * np.log(strike / forward)

    rows = []
    for strike in np.arange(4300.0, 5601.0, 5.0):
        kind = "C" if strike >= forward else "P"
        value = black(kind.lower(), forward, strike, t, 0.0, vol(strike))
        rows.append(row(kind, strike, days, bid=value * 0.999, ask=value * 1.001))
    # the strike whose delta is 25, from d1 = +-N^-1(0.75) by fixed-point iteration
    wings = []
    for d1 in (norm.ppf(0.75), -norm.ppf(0.75)):
        strike = forward
        for _ in range(200):
            v = vol(strike)
            strike = forward * np.exp(-d1 * v * np.sqrt(t) + 0.5 * v * v * t)
        wings.append(vol(strike))
    assert skew_25d([chain(rows)]).iloc[0] == pytest.approx(100 * (wings[0] - wings[1]), abs=0.01)
    relative = skew_25d([chain(rows)], relative=True).iloc[0]
    assert relative == pytest.approx((wings[0] - wings[1]) / 0.2, abs=1e-3)


@pytest.mark.parametrize("day", ["2022-02-04", "2022-07-12"])
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


@pytest.mark.parametrize(("day", "vix"), [("2022-02-04", 23.22), ("2022-07-12", 27.29)])
def test_skew_and_level_fit_the_published_vix(real_data: Path, day: str, vix: float) -> None:
    one = load(real_data, day)
    found = smile(usable(one))
    assert found is not None
    assert 0.80 * vix < 100 * found.at_the_money < vix < 100 * found.put + 3
    assert found.put > found.at_the_money > found.call
    assert 4 < skew_25d([one]).iloc[0] < 10


def test_no_tenor_no_skew() -> None:
    far = chain(flat_rows(5030.0, 0.18, 60))
    assert np.isnan(skew_25d([far]).iloc[0])
    assert np.isnan(gamma_flip_distance([far]).iloc[0])
    assert np.isfinite(dealer_gamma([far]).iloc[0])


BROKEN: dict[str, OptionChain] = {
    "no contract": chain([]),
    "one contract": chain([row("C", 5000.0, 30, iv=0.2)]),
    "all missing": chain([row("C", np.nan, 30), row("P", np.nan, 30)]),
    "no volatility": chain([row("C", 5000.0, 30), row("P", 5000.0, 30)]),
    "nobody holds any": chain([row("C", 5000.0, 30, iv=0.2, open_interest=0.0)]),
    "infinite": chain([row("C", np.inf, 30, iv=np.inf), row("P", 4900.0, 30, iv=np.inf)]),
    "no spot": chain(flat_rows(5030.0, 0.2, 30), spot=float("nan")),
    "zero spot": chain(flat_rows(5030.0, 0.2, 30), spot=0.0),
    "constant": chain([row("C", 5000.0, 30, iv=0.2, bid=1.0, ask=1.0)] * 50),
    "negative quotes": chain([row("C", 5000.0, 30, iv=0.2, bid=-1.0, ask=-0.5)] * 2),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_chain_gives_a_number_or_nothing(kind: str) -> None:
    one = BROKEN[kind]
    figures = [
        dealer_gamma([one]),
        dealer_gamma([one], RULES, max),
        gamma_flip_distance([one]),
        gamma_flip_distance([one], "delta"),
        open_interest_covered([one]),
        skew_25d([one]),
        skew_25d([one], relative=True),
    ]
    for figure in figures:
        assert len(figure) == 1 and not np.isinf(figure.iloc[0])
    if kind in ("no contract", "all missing", "no volatility", "nobody holds any", "no spot"):
        assert np.isnan(figures[0].iloc[0])


def test_no_chain_no_history() -> None:
    for figure in (dealer_gamma, gamma_flip_distance, open_interest_covered, skew_25d):
        empty = figure([])
        assert isinstance(empty.index, pd.DatetimeIndex) and empty.empty


def test_cleaning_leaves_the_chain_as_it_was(after_close: OptionChain) -> None:
    before = after_close.contracts.copy()
    assert isinstance(usable(after_close), UsableChain)
    pd.testing.assert_frame_equal(after_close.contracts, before)
