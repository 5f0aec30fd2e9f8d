"""What a rout's parts and ties are made of: worked by hand and against other libraries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tools.routs.rules import rules
from tools.routs.series import beyond, impact, net_length, stretched
from tools.routs.ties import error, paired, rolling, tie

DAYS = pd.bdate_range("2015-01-01", periods=700)
RULE = rules().ties


def test_steady_growth_has_a_distance_from_its_average_that_is_known() -> None:
    """A price that gains g a day: its mean of 200 is a geometric sum."""
    g = 0.002
    price = pd.Series(50.0 * np.exp(g * np.arange(700)), index=DAYS)
    last = stretched(price, "log").iloc[-1]
    mean = (1.0 - np.exp(-200 * g)) / (200 * (1.0 - np.exp(-g)))
    assert last["extension"] == pytest.approx(1.0 / mean - 1.0)
    assert last["run_up"] == pytest.approx(np.exp(252 * g) - 1.0)
    assert last["calm"] == pytest.approx(g * np.sqrt(252))
    assert last["volatility"] == pytest.approx(1.0)


def test_a_spread_is_measured_in_basis_points() -> None:
    """One bp tighter a day stands 99.5 bp under its mean of 200 and 252 bp under last year's."""
    spread = pd.Series(9.0 - 0.01 * np.arange(700), index=DAYS)
    last = stretched(spread, "bp").iloc[-1]
    assert last["extension"] == pytest.approx(-99.5)
    assert last["run_up"] == pytest.approx(-252.0)
    assert last["calm"] == pytest.approx(np.sqrt(252))


def test_volatility_that_trebles_is_three_times_that_of_the_year_before() -> None:
    steps = np.where(np.arange(700) % 2 == 0, 0.01, -0.01)
    steps[-10:] *= 3.0
    price = pd.Series(np.exp(np.cumsum(steps)), index=DAYS)
    assert stretched(price, "log")["volatility"].iloc[-1] == pytest.approx(3.0)


def test_nothing_is_told_before_its_window_is_full() -> None:
    price = pd.Series(np.exp(np.sin(np.arange(700))), index=DAYS)
    first = {name: int(column.notna().argmax()) for name, column in stretched(price, "log").items()}
    assert first == {"extension": 199, "run_up": 252, "calm": 63, "volatility": 262}


def test_half_the_dollars_move_the_price_twice_as_far() -> None:
    steps = np.where(np.arange(700) % 2 == 0, 0.01, -0.01)
    price = pd.Series(np.exp(np.cumsum(steps)), index=DAYS)
    dollars = np.full(700, 1e6)
    dollars[-10:] = 5e5
    assert impact(price, dollars / price).iloc[-1] == pytest.approx(2.0)
    assert impact(3.0 * price, dollars / price).iloc[-1] == pytest.approx(2.0)


def test_net_length_is_a_share_of_open_interest() -> None:
    long, short, all_ = (pd.Series(v, index=DAYS[:2]) for v in ([300, 100], [100, 200], [1000, 0]))
    share = net_length(long, short, all_)
    assert share.tolist() == [0.2]


def regression_inputs() -> tuple[pd.Series, pd.DataFrame]:
    rng = np.random.default_rng(2)
    steps = rng.standard_normal((400, 3)) * [0.01, 0.004, 5.0]
    own = steps @ [0.8, -1.5, -0.001] + 0.012 * rng.standard_normal(400)
    own[-5:] -= 0.03
    days = DAYS[:400]
    factors = pd.DataFrame(steps.cumsum(axis=0), index=days, columns=["stocks", "dollar", "yield"])
    return pd.Series(own.cumsum(), index=days), factors


def test_the_loss_beyond_news_is_that_of_a_regression() -> None:
    """statsmodels' OLS on the 252 two-day changes that end ten days before."""
    own, factors = regression_inputs()
    y, x = own.diff(2).to_numpy(), factors.diff(2).to_numpy()
    window = slice(400 - 10 - 252, 400 - 10)
    fit = sm.OLS(y[window], sm.add_constant(x[window])).fit()
    daily = np.sqrt(fit.mse_resid / 2.0)
    z = [
        (own.diff(n).iloc[-1] - factors.diff(n).iloc[-1] @ fit.params[1:]) / (daily * np.sqrt(n))
        for n in (5, 10)
    ]
    found = beyond(own, factors)
    assert found.iloc[-1] == pytest.approx(min(z), rel=1e-9)
    assert found.iloc[-1] < -3.0 and abs(found.iloc[-20:-6]).max() < 3.5
    assert beyond(-own, factors, -1.0).iloc[-1] == pytest.approx(-min(z), rel=1e-9)


def test_what_the_factors_explain_wholly_leaves_nothing() -> None:
    own, factors = regression_inputs()
    assert np.isnan(beyond(2.0 * factors["stocks"], factors)).all()
    assert np.isnan(beyond(own, factors.assign(dollar=1.0))).all()


def test_rolling_correlations_are_numpys() -> None:
    x, y = np.random.default_rng(5).standard_normal((2, 300))
    found = rolling(x, y, 21)
    assert np.isnan(found[:20]).all()
    for end in (20, 150, 299):
        expected = np.corrcoef(x[end - 20 : end + 1], y[end - 20 : end + 1])[0, 1]
        assert found[end] == pytest.approx(expected, abs=1e-12)
    assert np.isnan(rolling(x, np.ones(300), 21)).all()


def test_a_spread_that_is_known_a_day_late_is_read_beside_its_own_day() -> None:
    level = np.random.default_rng(6).standard_normal(400).cumsum()
    late = np.concatenate([[np.nan], level[:-1]])
    for one, other, lags in ((late, level, (1, 0)), (level, late, (0, 1))):
        pair = paired(one, other, lags, 350, RULE)
        assert pair.x == pytest.approx(pair.y)
        # The change that ends on day 350, whatever came first in the arrays.
        assert pair.x[pair.start] == pytest.approx(level[350] - level[348])


def walks(rho: float, since: int, n: int = 300, seed: int = 8) -> tuple[Any, Any]:
    """Return two walks that are unrelated, and from a day on have a correlation."""
    a, b = np.random.default_rng(seed).standard_normal((2, n))
    mixed = rho * a + np.sqrt(1.0 - rho * rho) * b
    return a.cumsum(), np.where(np.arange(n) >= since, mixed, b).cumsum()


def test_ties_are_told_apart() -> None:
    def kinship(rho: float, since: int) -> str:
        found = tie(paired(*walks(rho, since), (0, 0), 290, RULE), "B", "b")
        assert found is not None
        return found.kinship

    assert kinship(0.95, 300 - 24) == "linked"
    assert kinship(0.95, 0) == "as before"
    assert kinship(0.0, 0) == "coincident"
    assert kinship(-0.95, 0) == "coincident"


def test_the_quarter_before_shares_no_day_with_the_last_month() -> None:
    one, other = walks(0.5, 0)
    before = tie(paired(one, other, (0, 0), 299, RULE), "B", "b")
    changed = other.copy()
    changed[-21:] = changed[-22] - 3.0 * np.arange(1, 22)
    after = tie(paired(one, changed, (0, 0), 299, RULE), "B", "b")
    assert before is not None and after is not None
    assert after.before == before.before and after.short != before.short


def test_the_quarter_before_ends_where_the_rout_began() -> None:
    one, other = walks(0.5, 0)
    found = tie(paired(one, other, (0, 0), 200, RULE), "B", "b")
    x, y = one[2:] - one[:-2], other[2:] - other[:-2]
    assert found is not None
    # Sixty-three two-day changes, the last of which ends on day 200.
    assert found.before == pytest.approx(np.corrcoef(x[136:199], y[136:199])[0, 1])


@pytest.mark.parametrize("n", [21, 63])
def test_the_error_allows_for_overlap(n: int) -> None:
    """Fisher's z of correlations between overlapping changes of unrelated walks, simulated."""
    walks_ = np.random.default_rng(9).standard_normal((2, 6000, n + 2)).cumsum(axis=2)
    x, y = walks_[:, :, 2:] - walks_[:, :, :-2]
    x, y = x - x.mean(axis=1)[:, None], y - y.mean(axis=1)[:, None]
    rho = (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    assert error(n, RULE) == pytest.approx(np.arctanh(rho).std(), rel=0.06)
