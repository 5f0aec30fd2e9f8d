from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from tests.metrics import real_funds, real_panel
from tests.metrics.made import everyone
from tools.metrics.book_losses import (
    book_loss,
    book_residuals,
    quiet_index_loss,
    quiet_index_unwind,
    sector_degrossing,
)
from tools.metrics.formation import form
from tools.metrics.momentum_legs import degrossing, move_in_sigmas

ROWS, STOCKS = 640, 90


class Made:
    """Stocks of three sectors; the first sector has won, the last has lost."""

    def __init__(self) -> None:
        rng = np.random.default_rng(21)
        sectors = 0.008 * rng.normal(size=(ROWS, 3)) + np.array([0.003, 0.0, -0.003])
        moves = 0.006 * rng.normal(size=(ROWS, 1)) + sectors
        own = 0.006 * rng.normal(size=(ROWS, STOCKS))
        dates = pd.bdate_range("2010-01-01", periods=ROWS)
        paths = np.exp(np.cumsum(np.repeat(moves, STOCKS // 3, axis=1) + own, axis=0))
        self.prices = pd.DataFrame(paths, index=dates).rename(columns=str)
        self.funds = pd.DataFrame(
            np.exp(np.cumsum(moves, axis=0)), index=dates, columns=list("XYZ")
        )
        self.held = form(self.prices, everyone(self.prices))

    def push(self, table: pd.DataFrame, names: pd.Index, step: float) -> None:
        """Move some columns by a daily step over the last five sessions."""
        table.loc[table.index[-5:], names] *= np.exp(step * np.arange(1, 6))[:, None]

    def book(self, leg: str) -> pd.Index:
        return self.prices.columns[getattr(self.held, leg)[:, -1]]

    @property
    def inputs(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        return self.prices, everyone(self.prices), self.funds


def test_slopes_are_those_of_the_book_held_by_least_squares() -> None:
    made = Made()
    found = book_residuals(*made.inputs)
    end = made.held.ends[-1]
    daily = made.prices.pct_change(fill_method=None)
    factors = made.funds.pct_change(fill_method=None).assign(all=daily.mean(axis=1))
    for leg in ("winners", "losers"):
        book = daily[made.book(leg)].mean(axis=1)
        past = slice(end - 251, end + 1)
        fit = sm.OLS(book.iloc[past], sm.add_constant(factors.iloc[past])).fit()
        explained = (factors * fit.params[factors.columns]).sum(axis=1)
        expected = (book - explained).iloc[end + 1 :]
        assert found[leg].iloc[end + 1 :].to_numpy() == pytest.approx(expected.to_numpy())


def test_a_sectors_fall_is_no_closing_of_books() -> None:
    made = Made()
    winners = made.prices.columns[: STOCKS // 3]
    assert set(made.book("winners")) <= set(winners)
    made.push(made.prices, winners, -0.03)
    made.push(made.funds, pd.Index(["X"]), -0.03)
    alone = degrossing(*made.inputs[:2]).iloc[-1]
    beyond = book_loss(*made.inputs).iloc[-1]
    assert alone > beyond + 1.0
    assert abs(beyond) < 3.0
    assert sector_degrossing(*made.inputs).iloc[-1] < 1.5


def test_books_closed_in_every_sector_are() -> None:
    made = Made()
    made.push(made.prices, made.book("winners"), -0.02)
    made.push(made.prices, made.book("losers"), 0.02)
    assert book_loss(*made.inputs).iloc[-1] > 5.0
    both = sector_degrossing(*made.inputs).iloc[-1]
    assert both > 5.0
    one = Made()
    one.push(one.prices, one.book("winners"), -0.02)
    assert book_loss(*one.inputs).iloc[-1] > 5.0
    assert sector_degrossing(*one.inputs).iloc[-1] < both / 2.0


def test_a_quiet_index_makes_the_difference() -> None:
    made = Made()
    made.push(made.prices, made.book("winners"), -0.02)
    made.push(made.prices, made.book("losers"), 0.02)
    rng = np.random.default_rng(2)
    close = pd.Series(100.0 * np.exp(np.cumsum(rng.normal(0, 0.01, ROWS))), index=made.prices.index)
    close.iloc[-5:] = close.iloc[-6]
    falling = close.copy()
    falling.iloc[-5:] *= np.exp(-0.02 * np.arange(1, 6))
    loss = book_loss(*made.inputs).iloc[-1]
    assert quiet_index_loss(*made.inputs, close).iloc[-1] == pytest.approx(loss)
    moved = move_in_sigmas(falling.pct_change(fill_method=None), 5).iloc[-1]
    assert moved < -3.0
    assert quiet_index_loss(*made.inputs, falling).iloc[-1] == pytest.approx(loss + moved)
    assert quiet_index_unwind(*made.inputs, close, least=100).iloc[-1] == 1.0
    assert quiet_index_unwind(*made.inputs, falling, least=100).iloc[-1] == 0.0


def test_a_fund_without_a_price_leaves_the_day_out() -> None:
    made = Made()
    made.funds.iloc[-30:, 0] = np.nan  # five sessions are bridged, the rest are not
    found = book_residuals(*made.inputs)["winners"]
    assert found.iloc[-26:-25].notna().all()
    assert found.iloc[-24:].isna().all()
    gone = made.funds.drop(made.funds.index[200:])
    assert book_residuals(made.prices, made.inputs[1], gone).isna().all(axis=None)


# -------------------------------------------------------------------- on real stocks


def test_sectors_explain_most_of_what_the_market_leaves(real_data: Path) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    books = book_residuals(*stocks, real_funds.sectors(real_data))
    with_none = book_residuals(*stocks, real_funds.sectors(real_data)[[]])
    assert (books.std() < 0.8 * with_none.std()).all()
    assert books.notna().sum().min() > 3700


def test_the_known_liquidations_are_found(real_data: Path, spx_close: pd.Series) -> None:
    stocks = real_panel.field(real_data), real_panel.members(real_data)
    funds = real_funds.sectors(real_data)
    largest = sector_degrossing(*stocks, funds).nlargest(5).index
    # funds cut their books in the week of 16 March 2020; momentum reversed on 9 September 2019
    assert {f"{day:%Y-%m}" for day in largest} == {"2020-03", "2019-09"}
    unwound = quiet_index_unwind(*stocks, funds, spx_close)
    assert unwound["2019-09-09":"2019-09-13"].sum() >= 2.0
    assert unwound["2018-02-05":"2018-02-09"].sum() == 0.0  # the index fell, the books did not
    assert 0.0 < unwound.mean() < 0.05
