"""Momentum's settings, legs, crowding and books in the matrix of broken inputs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from tests.metrics.made import members_of, stocks_of
from tools.metrics.book_losses import (
    book_loss,
    book_residuals,
    quiet_index_loss,
    quiet_index_unwind,
    sector_degrossing,
)
from tools.metrics.crowding import comomentum_change, comomentum_style
from tools.metrics.legs import leg_peaks
from tools.metrics.momentum import neutral_index, raw_drawdown, raw_index
from tools.metrics.momentum_legs import both_lost, factor_loss, move_in_sigmas
from tools.metrics.panel_defects import ranked_share
from tools.metrics.panic import market_return, market_volatility, panic_state, winners_led_down
from tools.metrics.prior_winners import prior_winners, prior_winners_off_low
from tools.metrics.residual_correlation import (
    beyond_volatility,
    winners_correlation_beyond_volatility,
    winners_correlation_change,
    winners_residual_correlation,
)
from tools.metrics.returns import simple_returns
from tools.metrics.style import pair_return
from tools.metrics.winners_risk import (
    risky_share_of_drawdown,
    winners_trait,
    winners_trait_at_peak,
)

Frames = tuple[pd.DataFrame | pd.Series, ...]


def one(prices: pd.DataFrame) -> Frames:
    return (prices["A"],)


def two(prices: pd.DataFrame) -> Frames:
    return prices["A"], prices["B"]


def returns(prices: pd.DataFrame) -> Frames:
    return (simple_returns(prices["A"]),)


def two_returns(prices: pd.DataFrame) -> Frames:
    return simple_returns(prices["A"]), simple_returns(prices["B"])


def correlation_and_index(prices: pd.DataFrame) -> Frames:
    return prices["B"] / 1e3, prices["A"]


def stocks(prices: pd.DataFrame) -> Frames:
    panel = stocks_of(prices)
    return panel, members_of(panel)


def stocks_and_index(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), prices["A"]


def stocks_and_peak(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), leg_peaks(prices["A"])


def stocks_and_funds(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), *(prices[name] for name in "ABCD")


def stocks_and_sectors(prices: pd.DataFrame) -> Frames:
    return *stocks(prices), prices[list("ABC")]


def stocks_sectors_and_index(prices: pd.DataFrame) -> Frames:
    return *stocks_and_sectors(prices), prices["D"]


def stocks_and_spans(prices: pd.DataFrame) -> Frames:
    panel, members = stocks(prices)
    spans = pd.DataFrame({"start_date": [pd.Timestamp("2000-01-03")] * 40})
    return panel, members, spans.assign(end_date=pd.NaT)


def carried(function: Callable[..., pd.Series]) -> Callable[..., pd.Series]:
    """The month's figure on each of its days: cuts seldom fall on a month's first session."""

    def daily(*inputs: Any) -> pd.Series:
        return function(*inputs).ffill()

    return daily


CASES = {
    "raw_drawdown_63": (partial(raw_drawdown, window=63), stocks),
    "raw_drawdown_all": (partial(raw_drawdown, window=None), stocks),
    "raw_index": (raw_index, stocks),
    "neutral_index": (neutral_index, stocks_and_index),
    "move_in_sigmas": (partial(move_in_sigmas, sessions=5), returns),
    "both_lost": (partial(both_lost, sessions=5), two_returns),
    "factor_loss": (factor_loss, two_returns),
    "market_return": (market_return, one),
    "market_volatility": (market_volatility, one),
    "panic_state": (partial(panic_state, least=300), one),
    "winners_led_down": (winners_led_down, stocks_and_index),
    "book_residuals": (book_residuals, stocks_and_sectors),
    "book_loss": (book_loss, stocks_and_sectors),
    "sector_degrossing": (sector_degrossing, stocks_and_sectors),
    "quiet_index_loss": (quiet_index_loss, stocks_sectors_and_index),
    "quiet_index_unwind": (partial(quiet_index_unwind, least=300), stocks_sectors_and_index),
    "comomentum_change": (carried(comomentum_change), stocks),
    "comomentum_style": (carried(comomentum_style), stocks_and_funds),
    "winners_residual_correlation": (winners_residual_correlation, stocks),
    "winners_correlation_change": (winners_correlation_change, stocks),
    "beyond_volatility": (partial(beyond_volatility, prior=252), correlation_and_index),
    "winners_correlation_beyond_volatility": (
        winners_correlation_beyond_volatility,
        stocks_and_index,
    ),
    "winners_beta": (carried(partial(winners_trait, trait="beta")), stocks),
    "winners_volatility": (carried(partial(winners_trait, trait="volatility")), stocks),
    "winners_share": (carried(partial(winners_trait, trait="share")), stocks),
    "winners_share_at_peak": (partial(winners_trait_at_peak, trait="share"), stocks_and_peak),
    "risky_share_of_drawdown": (risky_share_of_drawdown, stocks),
    "pair_return": (pair_return, two),
    "prior_winners": (prior_winners, stocks_and_peak),
    "prior_winners_off_low": (prior_winners_off_low, stocks_and_peak),
    "ranked_share": (ranked_share, stocks_and_spans),
}
