from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real_panel
from tests.metrics.made import drifting, everyone
from tools.metrics.formation import form
from tools.metrics.panel import by_ticker, log_returns
from tools.metrics.panel_defects import panel_defects, ranked_share

RATES = [0.0001 * i for i in range(1, 41)]


def test_defects_are_counted() -> None:
    prices = drifting(RATES, rows=300)
    volumes = prices * 0 + 1e6
    members = everyone(prices)
    prices.iloc[100:, 0] *= 5.0  # dropped
    prices.iloc[50, 1] *= 1.7  # kept, out and back: +70 % and -41 %
    volumes.iloc[10:14, 2] = 0.0
    members.iloc[12:, 2] = False  # two of the four days are no member's
    prices.iloc[:, 3] = 50.0
    volumes.iloc[:, 4] = 100.0
    found = panel_defects(prices, volumes, members)
    assert (found.dropped_moves, found.large_moves, found.untraded_rows) == (1, 1, 2)
    assert found.still == ("S03",)
    assert found.faint == ("S04",)


def test_a_clean_panel_has_none() -> None:
    prices = drifting(RATES, rows=300)
    found = panel_defects(prices, prices * 0 + 1e6, everyone(prices))
    assert (found.dropped_moves, found.large_moves, found.untraded_rows) == (0, 0, 0)
    assert not found.still + found.faint


def test_members_without_prices_lower_the_share() -> None:
    prices = drifting(RATES, rows=400)
    spans = pd.DataFrame(
        {
            "start_date": pd.to_datetime(["2000-01-03"] * 60 + ["2015-01-02"]),
            "end_date": pd.to_datetime(["2011-01-31"] * 10 + [None] * 51),
        }
    )
    share = ranked_share(prices, everyone(prices), spans)
    assert share["2011-01-31"] == pytest.approx(40 / 60)
    assert share["2011-02-01"] == pytest.approx(40 / 50)  # ten left on the sorting day
    assert share.loc[:"2010-12-31"].isna().all()


# --------------------------------------------------------------- the real panel's own


@pytest.fixture(scope="module")
def panel(real_data: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    names = ("adj_close", "volume")
    prices, volumes = (real_panel.field(real_data, name) for name in names)
    return prices, volumes, real_panel.members(real_data)


def test_the_counts_are_those_of_the_files_own_notes(
    panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    late = tuple(frame.loc["2015":] for frame in panel)
    found = panel_defects(*late)
    assert found.dropped_moves + found.large_moves == 35
    everywhere = panel_defects(late[0], late[1], late[0].notna())
    assert everywhere.untraded_rows == 3251
    assert found.untraded_rows < 20


def test_reused_symbols_are_named(
    panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    found = panel_defects(*panel)
    # El Paso, Smith International, Sunoco, Clear Channel and the old Wendy's: the quotes are those
    # of firms that were given the symbol or had it abroad
    assert found.faint == ("CCU", "EP", "SII", "SUN", "WEN")
    assert {"EP", "SII"} <= set(found.still)


def test_reused_symbols_are_not_ranked(
    panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    prices, _, members = panel
    held = form(prices, members)
    for symbol in ("EP", "SII", "SUN"):  # members with prices
        place = prices.columns.get_loc(symbol)
        assert (members[symbol] & prices[symbol].notna()).any(), symbol
        assert not held.universe[place].any(), symbol
    for symbol in ("EQ", "LIFE", "MI", "PLL"):  # the new firm was listed after the member had gone
        assert members[symbol].any(), symbol
        assert not (members[symbol] & prices[symbol].notna()).any(), symbol
        assert not held.universe[prices.columns.get_loc(symbol)].any(), symbol


def test_moves_that_happened_are_kept_and_impossible_ones_are_not(
    panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
) -> None:
    prices, _, members = panel
    moves = pd.DataFrame(log_returns(prices).T, index=prices.index, columns=prices.columns)
    # AIG's rescue, Hartford's and Morgan Stanley's rebounds, GameStop
    for symbol, day, size in (
        ("AIG", "2008-09-15", -0.61),
        ("HIG", "2008-12-05", 1.02),
        ("MS", "2008-10-13", 0.87),
        ("GME", "2021-01-27", 1.35),
    ):
        assert np.expm1(moves.loc[day, symbol]) == pytest.approx(size, abs=0.01)
    for symbol, day in (("EP", "2014-03-07"), ("EQ", "2020-07-13")):
        assert np.isnan(moves.loc[day, symbol])
        assert not members.loc[day, symbol]
    closes = by_ticker(prices)
    steps = np.abs(np.diff(np.log(closes), axis=1))
    assert (np.nan_to_num(steps) > np.log(4.0)).sum() == 2


def test_survivorship_is_in_the_figure(
    real_data: Path, panel: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
) -> None:
    prices, _, members = panel
    spans = pd.read_csv(
        real_data / "sp500_membership.csv.gz", parse_dates=["start_date", "end_date"]
    )
    share = ranked_share(prices, members, spans)
    # prices exist for 430 of 506 members on 2018-02-05 and for 484 of 504 on 2022-06-13, and a
    # year of them is needed
    assert 0.80 < share["2018-02-05"] < 430 / 506
    assert 0.92 < share["2022-06-13"] < 484 / 504
    assert share.dropna().iloc[0] < 0.70
