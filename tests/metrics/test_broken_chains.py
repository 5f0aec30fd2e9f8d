"""Chains that no vendor should send: a figure or none, never an exception or a warning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import pytest

from tests.metrics.made_chains import QUOTED, chain, flat_rows, row
from tools.market.chain import OptionChain
from tools.metrics.black_scholes import forward_price
from tools.metrics.chain_counts import contracts_dropped, contracts_used, open_interest_covered
from tools.metrics.chains import Chain, usable
from tools.metrics.dealer_gamma import dealer_gamma, gamma_expiring, vendor_gamma_gap
from tools.metrics.gamma_exposure import RULES
from tools.metrics.gamma_flip import gamma_flip_distance, gamma_flip_level
from tools.metrics.options import put_slope, skew_25d

Figure = Callable[[Sequence[Chain]], pd.Series]
GAMMA: tuple[Figure, ...] = (
    dealer_gamma,
    partial(dealer_gamma, rules=RULES, pick=max),
    partial(dealer_gamma, move=-0.05),
    partial(dealer_gamma, sigmas=-2.0),
    gamma_flip_distance,
    partial(gamma_flip_distance, sticky="delta"),
    gamma_flip_level,
    gamma_expiring,
)
FIGURES: tuple[Figure, ...] = (
    *GAMMA,
    vendor_gamma_gap,
    skew_25d,
    partial(skew_25d, relative=True),
    put_slope,
    contracts_used,
    contracts_dropped,
    open_interest_covered,
)
GOOD = flat_rows(5030.0, 0.2, 30)
TEXT = chain(GOOD).contracts.astype(object)
BROKEN: dict[str, OptionChain] = {
    "no contract": chain([]),
    "all missing": chain([row("C", np.nan, 30), row("P", np.nan, 30)]),
    "no volatility": chain([row("C", 5000.0, 30), row("P", 5000.0, 30)]),
    "volatility zero": chain([row(k, s, 30, iv=0.0) for k in "CP" for s in (4900.0, 5000.0)]),
    "all expired": chain([{**r, "expiration": pd.Timestamp("2022-01-21")} for r in GOOD]),
    "no open interest": chain([row("C", 5000.0, 30, iv=0.2, open_interest=0.0)]),
    "negative open interest": chain([row("C", 5000.0, 30, iv=0.2, open_interest=-5.0)]),
    "no spot": chain(GOOD, spot=float("nan")),
    "spot zero": chain(GOOD, spot=0.0),
    "spot infinite": chain(GOOD, spot=float("inf")),
    "spot huge": chain(GOOD, spot=1e308),
    "words": OptionChain("SPX", QUOTED, 5000.0, TEXT.assign(strike="four thousand")),
    "one contract": chain([row("C", 5000.0, 30, iv=0.2)]),
    "infinite": chain([row("C", np.inf, 30, iv=np.inf), row("P", 4900.0, 30, iv=np.inf)]),
    "huge strikes": chain([*GOOD, *(row(k, 1e308, 30, bid=1.0, ask=1.0, iv=0.2) for k in "CP")]),
    "huge quotes": chain([row(k, 5000.0, 30, bid=1e308, ask=1e308, iv=0.2) for k in "CP"]),
    "huge open interest": chain([row("C", 5000.0, 30, iv=0.2, open_interest=1e308)] * 3),
    "tiny volatility": chain([row("C", 5000.0, 30, iv=1e-300)]),
    "one contract many times": chain([row("C", 5000.0, 30, iv=0.2, bid=1.0, ask=1.0)] * 50),
    "negative quotes": chain([row("C", 5000.0, 30, iv=0.2, bid=-1.0, ask=-0.5)] * 2),
    "numbers as words": OptionChain("SPX", QUOTED, 5000.0, TEXT.assign(open_interest="100")),
}
NOTHING = list(BROKEN)[:12]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_chain_gives_a_number_or_nothing(kind: str) -> None:
    one = BROKEN[kind]
    for figure in FIGURES:
        found = figure([one])
        assert len(found) == 1 and not np.isinf(found.iloc[0])
    if kind in NOTHING:
        assert all(np.isnan(figure([one]).iloc[0]) for figure in GAMMA)
    # every row is used or counted once, by one reason
    assert contracts_used([one]).iloc[0] + contracts_dropped([one]).iloc[0] == len(one.contracts)


def test_the_rest_of_a_chain_is_worth_what_it_was() -> None:
    """Bad contracts beside good ones are dropped and change no figure of the good ones."""
    good = chain([*GOOD, *flat_rows(5040.0, 0.2, 44)])
    bad = [
        row("C", 1e308, 30, bid=1.0, ask=1.0, iv=0.2),
        row("P", 0.0, 30, iv=0.2),
        row("P", 4800.0, 30, iv=0.2, open_interest=-1e6),
        row("P", 4800.0, -1, iv=0.2, open_interest=1e6),
        row("P", 4825.0, 30, iv=0.0, open_interest=0.0),
        row("C", 5025.0, 30, bid=900.0, ask=800.0, iv=0.2, gamma=1e300, open_interest=1e6),
    ]
    both = OptionChain("SPX", QUOTED, 5000.0, pd.concat([good.contracts, chain(bad).contracts]))
    for figure in FIGURES[:12]:
        np.testing.assert_array_equal(figure([both]), figure([good]))
    assert usable(both).dropped == {"malformed": 3, "expired": 1, "crossed": 1, "no volatility": 1}


def random_chain(rng: np.random.Generator) -> OptionChain:
    """Up to sixty contracts with a share of their cells replaced by extremes."""
    wild = np.array([0, -1, np.nan, np.inf, -np.inf, 1e308, -1e308, 1e-308, 1e9, 1e-9, 100.0])
    many, share = int(rng.integers(0, 60)), rng.choice([0.0, 0.02, 0.2, 0.6])
    spot = float(rng.choice([5000.0, 5000.0, 5000.0, np.nan, 0.0, -5.0, 1e308, 1e-308, 1.0]))
    level = spot if 1e-3 < spot < 1e9 else 5000.0
    strike = rng.choice(level * np.linspace(0.7, 1.3, 13), many)
    days = rng.choice([-3, 0, 1, 7, 20, 30, 40, 700], many)
    call, sigma = rng.random(many) < 0.5, np.full(many, rng.choice([0.05, 0.2, 1.0]))
    price = forward_price(level, strike, np.maximum(days, 1) / 365, sigma, call)

    def spoilt(values: np.ndarray) -> np.ndarray:
        hit = rng.random(many) < share
        return np.where(hit, rng.choice(wild, many), values)

    frame = pd.DataFrame(
        {
            "type": np.where(call, "C", "P"),
            "expiration": pd.Timestamp(QUOTED) + pd.to_timedelta(days, unit="D"),
            "strike": spoilt(strike),
            "bid": spoilt(price * 0.99),
            "ask": spoilt(price * 1.01),
            "iv": spoilt(sigma),
            "delta": spoilt(rng.uniform(-1, 1, many)),
            "gamma": spoilt(np.full(many, 0.001)),
            "open_interest": spoilt(rng.integers(0, 1000, many)),
        }
    )
    if rng.random() < 0.3:
        frame = frame.drop(columns=["bid", "ask"])
    if rng.random() < 0.2:
        frame["days"] = spoilt(days.astype(float))
    return OptionChain("SPX", QUOTED, spot, frame)


@pytest.mark.parametrize("seed", range(6))
def test_no_extreme_makes_a_figure_infinite(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(15):
        one = random_chain(rng)
        for figure in FIGURES:
            assert not np.isinf(figure([one]).iloc[0])
