from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real_panel
from tests.metrics.made import everyone
from tools.metrics.formation import form
from tools.metrics.legs import leg_peaks
from tools.metrics.winners_risk import (
    risky,
    risky_share_of_drawdown,
    winners_trait,
    winners_trait_at_peak,
)

BETAS = np.repeat([0.5, 1.0, 1.5], 30)


def stocks(drift: float, rows: int = 330) -> pd.DataFrame:
    """Ninety stocks of three betas in a market with a drift: a rise makes winners of high beta."""
    rng = np.random.default_rng(9)
    market = drift + 0.01 * rng.normal(size=rows)
    moves = market[:, None] * BETAS + 0.002 * rng.normal(size=(rows, 90))
    dates = pd.bdate_range("2010-01-01", periods=rows)
    return pd.DataFrame(np.exp(np.cumsum(moves, axis=0)), index=dates).rename(columns=str)


def test_a_rise_makes_winners_of_high_beta_and_a_fall_of_low() -> None:
    for drift, beta, share in ((0.004, 1.5, 1.0), (-0.004, 0.5, 0.0)):
        prices = stocks(drift)
        found = winners_trait(prices, everyone(prices), "beta").dropna()
        assert found.iloc[-1] == pytest.approx(beta, abs=0.03)
        assert winners_trait(prices, everyone(prices), "share").dropna().iloc[-1] == share
        louder = winners_trait(prices, everyone(prices), "volatility").dropna().iloc[-1]
        assert (louder > 1.3) == (beta > 1.0)


def test_beta_and_volatility_are_those_of_pandas() -> None:
    prices = stocks(0.004)
    held = form(prices, everyone(prices))
    end = held.ends[-1]
    moves = np.log(prices).diff().iloc[end - 251 : end + 1]
    market = moves.mean(axis=1)
    won = held.winners[:, end + 1]
    betas = moves.apply(lambda one: one.cov(market) / market.var())
    found = winners_trait(prices, everyone(prices), "beta").dropna().iloc[-1]
    assert found == pytest.approx(betas[won].mean() / betas.mean())
    loud = winners_trait(prices, everyone(prices), "volatility").dropna().iloc[-1]
    assert loud == pytest.approx(moves.std()[won].mean() / moves.std().mean())
    top = (betas.rank() > 60) & (moves.std().rank() > 60)
    assert risky(held)[:, -1].tolist() == top.tolist()


def test_the_figure_of_the_peak_is_the_one_known_then() -> None:
    prices = stocks(0.004, rows=420)
    monthly = winners_trait(prices, everyone(prices), "beta").dropna()
    peak = pd.Series(prices.index[380], index=prices.index)
    found = winners_trait_at_peak(prices, everyone(prices), peak, "beta")
    assert (found == monthly.loc[: prices.index[380]].iloc[-1]).all()
    early = pd.Series(prices.index[10], index=prices.index)
    assert winners_trait_at_peak(prices, everyone(prices), early, "beta").isna().all()


# ------------------------------------------------------------------- whose loss it was


def mixed() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Stocks whose winners are of every kind, and which of them are risky winners and others."""
    chosen = np.isin(np.arange(90) % 30, (3, 13, 23))  # three of each beta
    prices = stocks(0.0) * np.exp(0.006 * np.arange(330)[:, None] * chosen)
    held = form(prices, everyone(prices))
    assert (held.winners[:, -1] == chosen).all()
    top = risky(held)[:, -1] & chosen
    assert top.sum() == 3
    return prices, top, chosen & ~top


def test_the_share_is_that_of_a_sum_of_daily_parts() -> None:
    prices, top, other = mixed()
    last = prices.index[-4:]  # within one month, so that one portfolio lost it all
    prices.loc[last, prices.columns[top]] *= np.exp(-0.06 * np.arange(1, 5))[:, None]
    prices.loc[last, prices.columns[other]] *= np.exp(-0.02 * np.arange(1, 5))[:, None]
    members = everyone(prices)
    held = form(prices, members)
    daily = prices.pct_change(fill_method=None)
    winners, losers = (daily.loc[:, leg[:, -1]].mean(axis=1) for leg in (held.winners, held.losers))
    spread, average = winners - losers, daily.mean(axis=1)
    level = (1.0 + spread.iloc[-21:]).cumprod()
    fallen = spread.loc[level.idxmax() :].iloc[1:]
    assert len(fallen) == 4
    part = (daily.loc[:, top].mean(axis=1) - average) * top.sum() / (top | other).sum()
    found = risky_share_of_drawdown(prices, members).iloc[-1]
    assert found == pytest.approx(part[fallen.index].sum() / fallen.sum())
    assert 0.5 < found < 1.0


def test_a_loss_of_the_other_winners_is_not_theirs() -> None:
    prices, _, other = mixed()
    last = prices.index[-6:]
    prices.loc[last, prices.columns[other]] *= np.exp(-0.03 * np.arange(1, 7))[:, None]
    assert risky_share_of_drawdown(prices, everyone(prices)).iloc[-1] < 0.2


def test_a_small_drawdown_has_no_shares() -> None:
    prices, top, _ = mixed()
    prices.loc[prices.index[-1], prices.columns[top]] *= 0.998
    shares = risky_share_of_drawdown(prices, everyone(prices))
    assert np.isnan(shares.iloc[-1])


def test_real_winners_are_of_high_beta_after_a_rise(real_data: Path, spx_close: pd.Series) -> None:
    panel = real_panel.field(real_data), real_panel.members(real_data)
    beta = winners_trait(*panel, "beta")
    year = spx_close.pct_change(252, fill_method=None).reindex(beta.index)
    both = pd.DataFrame({"beta": beta, "year": year}).dropna()
    assert both.corr(method="spearman").iloc[0, 1] > 0.5  # Grundy and Martin (2001)
    assert both["beta"].loc["2010-03":"2010-06"].min() > 1.3
    assert both["beta"].loc["2008-11":"2009-03"].max() < 0.9
    # what fell in the last quarter of 2018 were the leaders of high beta
    share = risky_share_of_drawdown(*panel)
    assert share["2018-10-10":"2018-10-31"].min() > share.quantile(0.5)
    held = winners_trait_at_peak(*panel, leg_peaks(spx_close), "share")
    assert held["2018-12-24"] > held.median()
