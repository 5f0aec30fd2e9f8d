"""What came after dates: a worked example, the wall, and gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.analogs.outcomes import LEAST, Aftermath
from tools.precedents import Outcome

DAYS = pd.bdate_range("2001-01-01", periods=400)


def rising(step: float = 0.001) -> pd.Series:
    return pd.Series(100.0 * (1 + step) ** np.arange(len(DAYS)), index=DAYS)


def wandering(seed: int = 1) -> pd.Series:
    steps = np.random.default_rng(seed).normal(0.0, 0.01, len(DAYS))
    return pd.Series(100.0 * np.exp(np.cumsum(steps)), index=DAYS)


def outcome(
    close: pd.Series,
    dates: pd.DatetimeIndex,
    horizon: int,
    since: pd.Timestamp | None = None,
    least: int = LEAST,
) -> Outcome:
    begin = None if since is None else since.to_datetime64()
    return Aftermath(close).outcome(dates.to_numpy(), horizon, begin, least)


def test_a_worked_example() -> None:
    close = pd.Series([100.0, 110.0, 99.0, 108.9, 98.01], index=DAYS[:5])
    found = outcome(close, DAYS[[0, 1, 2]], 2, least=2)
    # 99/100, 108.9/110 and 98.01/99 are all one per cent down; all days of the span are these.
    assert (found.n, found.effective_n) == (3, 2)
    figures = (found.mean, found.median, found.low, found.high, found.unconditional_mean)
    assert figures == pytest.approx((-0.01,) * 5)
    assert (found.share_positive, found.unconditional_share) == (0.0, 0.0)


def test_figures_are_plain_statistics_of_the_returns() -> None:
    close, at = wandering(), np.arange(0, 300, 25)
    found = outcome(close, DAYS[at], 21)
    returns = close.to_numpy()[at + 21] / close.to_numpy()[at] - 1
    every = close.to_numpy()[21:] / close.to_numpy()[:-21] - 1
    assert found.n == found.effective_n == len(at)
    assert found.mean == pytest.approx(returns.mean())
    assert found.median == pytest.approx(np.median(returns))
    assert found.worst == pytest.approx(returns.min())
    assert found.share_positive == pytest.approx((returns > 0).mean())
    assert found.unconditional_mean == pytest.approx(every.mean())
    assert found.unconditional_share == pytest.approx((every > 0).mean())
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.mean < found.high  # type: ignore[operator]


def test_a_span_that_began_later_has_its_own_usual_return() -> None:
    close = wandering()
    found = outcome(close, DAYS[200:380:12], 5, since=DAYS[200])
    every = close.to_numpy()[205:] / close.to_numpy()[200:-5] - 1
    assert found.unconditional_mean == pytest.approx(every.mean())
    early = outcome(close, DAYS[0:380:12], 5, since=DAYS[200])
    assert early.n == outcome(close, DAYS[204:380:12], 5, since=DAYS[200]).n


@pytest.mark.parametrize("horizon", [1, 21, 63])
def test_only_what_has_ended_counts(horizon: int) -> None:
    close = wandering()
    dates = DAYS[::3]
    whole = outcome(close, dates, horizon)
    for end in (150, 280, 399):
        seen = outcome(close.iloc[: end + 1], dates, horizon)
        assert seen.n == (np.arange(0, 400, 3) + horizon <= end).sum()
        changed = close.copy()
        changed.iloc[end + 1 :] *= 1.5
        assert outcome(changed.iloc[: end + 1], dates, horizon) == seen
    assert whole.n == (np.arange(0, 400, 3) + horizon <= 399).sum()


def test_a_date_without_a_session_counts_from_the_next() -> None:
    close = wandering()
    weekend = pd.DatetimeIndex([DAYS[4] + pd.Timedelta(days=1), DAYS[90]])  # a Saturday
    assert outcome(close, weekend, 5, least=2) == outcome(close, DAYS[[5, 90]], 5, least=2)


def test_a_date_counts_once_and_missing_ones_do_not() -> None:
    close = wandering()
    dates = pd.DatetimeIndex([DAYS[7], DAYS[7], pd.NaT, DAYS[90]])
    assert outcome(close, dates, 5, least=2).n == 2


@pytest.mark.parametrize("bad", [np.nan, 0.0, -3.0, np.inf])
def test_closes_that_are_none_are_no_sessions(bad: float) -> None:
    close = wandering()
    gap = close.copy()
    gap.iloc[50] = bad
    dates = DAYS[[10, 49, 120]]
    assert outcome(gap, dates, 5, least=2) == outcome(close.drop(DAYS[50]), dates, 5, least=2)


def test_too_few_cases_have_a_reason_and_no_figure() -> None:
    found = outcome(wandering(), DAYS[: (LEAST - 1) * 30 : 30], 21)
    assert found.mean is None
    assert found.low is None
    assert found.missing is not None
    assert f"{LEAST - 1} cases" in found.missing
    assert found.unconditional_mean is not None


def test_cases_that_overlap_are_too_few_as_well() -> None:
    found = outcome(wandering(), DAYS[:60], 21)
    assert found.n == 60
    assert found.effective_n == 3
    assert found.missing is not None
    assert "3 of them apart" in found.missing


@pytest.mark.parametrize("close", [wandering().iloc[:0], wandering().iloc[:5]])
def test_a_market_without_history_has_no_figure(close: pd.Series) -> None:
    found = outcome(close, DAYS[:3], 21)
    assert (found.n, found.mean, found.unconditional_mean) == (0, None, None)


def test_what_differs_lies_outside_the_interval() -> None:
    base = {"horizon": 21, "n": 20, "effective_n": 20, "low": 0.01, "high": 0.03, "mean": 0.02}
    assert Outcome(**base, unconditional_mean=0.005).differs
    assert Outcome(**base, unconditional_mean=0.04).differs
    assert not Outcome(**base, unconditional_mean=0.01).differs
    assert not Outcome(horizon=21, n=0, effective_n=0, missing="too few").differs


def test_an_outcome_has_figures_or_a_reason() -> None:
    with pytest.raises(ValueError, match="figures or a reason"):
        Outcome(horizon=21, n=3, effective_n=3)
    with pytest.raises(ValueError, match="figures or a reason"):
        Outcome(horizon=21, n=3, effective_n=3, mean=0.1, missing="why")


def test_what_an_asset_has_moved_since_a_day() -> None:
    after = Aftermath(rising())
    assert after.moved(DAYS[0].to_datetime64()) == pytest.approx(1.001**399 - 1)
    assert after.moved(DAYS[-1].to_datetime64()) == 0.0
    assert after.moved((DAYS[-1] + pd.Timedelta(days=5)).to_datetime64()) is None
    assert after.moved((DAYS[0] - pd.Timedelta(days=5)).to_datetime64()) is None


def test_returns_after_sessions_are_none_until_they_have_ended() -> None:
    after = Aftermath(rising())
    days = DAYS[[0, 378, 379]].to_numpy()
    assert after.after_days(days, 21) == [
        pytest.approx(1.001**21 - 1),
        pytest.approx(1.001**21 - 1),
        None,
    ]
