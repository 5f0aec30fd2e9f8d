"""Sign-identified shocks: a market made of known shocks, and every step done the long way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import stats
from statsmodels.tsa.api import VAR

from tests.metrics import real
from tools.metrics.legs import leg_peaks
from tools.metrics.rotations import BLOCK, rotations
from tools.metrics.shocks import Shock, Side, shock_contribution

Floats = npt.NDArray[np.float64]
Market = tuple[pd.Series, pd.Series, pd.Series, pd.Series]
FOUR: tuple[Shock, ...] = ("growth", "monetary", "common", "hedging")
WINDOW = 504
ROWS = 1000
# Effects of a shock of one standard deviation: rows the 2-, 5- and 10-year yield in bp and stocks
# in log percent, columns growth, monetary, common and hedging, each as it lowers stocks.
EFFECTS = np.array(
    [
        [-3.0, 3.5, 0.8, -0.7],
        [-3.2, 2.9, 2.0, -1.9],
        [-2.4, 1.8, 3.4, -3.2],
        [-0.5, -0.5, -0.5, -0.6],
    ]
)


def market(seed: int = 3, effects: Floats = EFFECTS, yields: float = 1.0) -> tuple[Market, Floats]:
    """Prices and yields that follow from shocks, and the log return each kind made by day."""
    rng = np.random.default_rng(seed)
    news = rng.normal(size=(ROWS, 4))
    dates = pd.bdate_range("2014-01-01", periods=ROWS)
    changes = news @ effects.T
    levels = pd.DataFrame(np.cumsum(changes, axis=0), index=dates)
    close = 1000.0 * np.exp(levels[3] / 100.0)
    rates = [5.0 + yields * levels[i] / 100.0 for i in range(3)]
    return (close, *rates), news * effects[3] / 100.0


def ends(given: Market, peak: pd.Series, shock: Shock) -> tuple[pd.Series, pd.Series]:
    low, high = (shock_contribution(*given, peak, shock, side) for side in ("low", "high"))
    return low, high


@pytest.fixture(scope="module")
def made() -> tuple[Market, Floats, pd.Series]:
    given, parts = market()
    return given, parts, leg_peaks(given[0])


@pytest.fixture(scope="module")
def sets(
    made: tuple[Market, Floats, pd.Series],
) -> dict[Shock, tuple[pd.Series, pd.Series]]:
    given, _, peak = made
    return {shock: ends(given, peak, shock) for shock in (*FOUR, "rates")}


def test_the_truth_lies_in_the_set(
    made: tuple[Market, Floats, pd.Series], sets: dict[Shock, tuple[pd.Series, pd.Series]]
) -> None:
    """Short of the estimation's error, what each kind really did is within the two ends."""
    given, parts, peak = made
    dates = peak.index
    start = dates.searchsorted(pd.DatetimeIndex(peak))
    summed = np.concatenate([np.zeros((1, 4)), np.cumsum(parts, axis=0)])
    truth = summed[1:] - summed[start + 1]
    for k, shock in enumerate(FOUR):
        low, high = (end.to_numpy() for end in sets[shock])
        rows = np.isfinite(low)
        assert rows.sum() > 300
        slack = 0.15 * np.abs(np.log(given[0].to_numpy() / given[0].to_numpy()[start]))[rows]
        inside = (truth[rows, k] >= low[rows] - slack) & (truth[rows, k] <= high[rows] + slack)
        assert inside.mean() > 0.95, shock


def test_the_ends_enclose_the_move(
    made: tuple[Market, Floats, pd.Series], sets: dict[Shock, tuple[pd.Series, pd.Series]]
) -> None:
    """The four of any rotation add up to the innovations, which are the move but for the lag."""
    (close, *_), _, peak = made
    moved = np.log(close / close.reindex(pd.DatetimeIndex(peak)).to_numpy())
    low = sum(sets[shock][0] for shock in FOUR)
    high = sum(sets[shock][1] for shock in FOUR)
    rows = low.notna()
    assert (low[rows] <= moved[rows] + 0.01).all()
    assert (high[rows] >= moved[rows] - 0.01).all()
    pair = [sets["monetary"][i] + sets["common"][i] for i in range(2)]
    assert (sets["rates"][0][rows] >= pair[0][rows] - 1e-12).all()
    assert (sets["rates"][1][rows] <= pair[1][rows] + 1e-12).all()
    for shock in sets:
        assert (sets[shock][0][rows] <= sets[shock][1][rows]).all()


def obeys(effects: Floats) -> list[int] | None:
    """Which column is growth, monetary, common and hedging; None where the restrictions fail."""
    found: dict[str, int] = {}
    for k in range(4):
        column = effects[:, k] if effects[2, k] > 0 else -effects[:, k]
        two, five, ten, stock = column
        if two <= 0 or five <= 0:
            return None
        if stock > 0 and two > ten and five > ten:
            kind = "growth"
        elif stock < 0 and two > five > ten:
            kind = "monetary"
        elif stock < 0 and two < five < ten:
            kind = "common"
        elif stock > 0 and two < five < ten:
            kind = "hedging"
        else:
            return None
        if kind in found:
            return None
        found[kind] = k
    order = [found[kind] for kind in FOUR]
    short, long = effects[0, order] ** 2, effects[2, order] ** 2
    if short[0] + short[1] <= short[2] + short[3] or long[0] + long[1] >= long[2] + long[3]:
        return None
    return order


@pytest.mark.parametrize("row", [700, 850, 990])
def test_the_long_way_with_statsmodels(made: tuple[Market, Floats, pd.Series], row: int) -> None:
    """Autoregression, Cholesky factor, the same rotations one by one, inverses by solve."""
    given, _, peak = made
    levels = pd.DataFrame({i: 100.0 * s for i, s in enumerate(given[1:])})
    levels[3] = np.log(given[0])
    quarter = levels.index.to_period("Q")
    first = int((quarter == quarter[row]).argmax())
    fit = VAR(levels.diff().iloc[first - WINDOW - 1 : first].to_numpy()).fit(1, trend="n")
    factor = np.linalg.cholesky(fit.resid.T @ fit.resid / len(fit.resid))
    start = int(peak.index.get_loc(peak.iloc[row]))
    changes = levels.diff().to_numpy()
    news = sum(changes[t] - fit.coefs[0] @ changes[t - 1] for t in range(start + 1, row + 1))
    parts: list[Floats] = []
    for block in range(10):
        for rotation in rotations(block).transpose(2, 0, 1):
            effects = factor @ rotation
            order = obeys(effects)
            if order is not None:
                shocks = np.linalg.solve(effects, news)
                parts.append((effects[3] * shocks)[order])
        if len(parts) >= 50:
            break
    found = np.array(parts)
    assert len(found) >= 50
    np.testing.assert_allclose(found.sum(axis=1), news[3])
    for k, shock in enumerate(FOUR):
        low, high = ends(given, peak, shock)
        assert low.iloc[row] == pytest.approx(found[:, k].min(), rel=1e-6)
        assert high.iloc[row] == pytest.approx(found[:, k].max(), rel=1e-6)
    pair = found[:, 1] + found[:, 2]
    assert ends(given, peak, "rates")[0].iloc[row] == pytest.approx(pair.min(), rel=1e-6)


def test_the_unit_of_yields_does_not_matter(made: tuple[Market, Floats, pd.Series]) -> None:
    given, _, peak = made
    twice, _ = market(yields=2.0)
    for shock in FOUR:
        pd.testing.assert_series_equal(
            ends(given, peak, shock)[0], ends(twice, peak, shock)[0], rtol=1e-6
        )


def test_an_estimate_holds_for_a_quarter_and_is_older_than_it() -> None:
    """Moves that are three times as large from a quarter's first day on count three times there."""
    given, _ = market()
    dates = given[0].index
    quarter = dates.to_period("Q")
    first = int((quarter == "2017Q2").argmax())
    peak = pd.Series(dates, index=dates).where(dates <= dates[first], dates[first])
    last = [s.iloc[first - 1] for s in given]
    later = [
        s.where(dates < dates[first], x + 3.0 * (s - x)) for s, x in zip(given, last, strict=True)
    ]
    later[0] = given[0].where(dates < dates[first], last[0] * (given[0] / last[0]) ** 3.0)
    once = ends(given, peak, "growth")[0]
    thrice = ends((later[0], later[1], later[2], later[3]), peak, "growth")[0]
    within = (quarter == "2017Q2") & (dates > dates[first])
    np.testing.assert_allclose(thrice[within], 3.0 * once[within], rtol=1e-9)
    after = quarter == "2017Q3"
    assert (np.abs(thrice[after] / once[after] - 3.0) > 0.01).any()


@pytest.mark.parametrize("change", [lambda s: s * 0 + 4.0, lambda s: s * np.nan])
def test_yields_that_do_not_vary_allow_no_split(
    made: tuple[Market, Floats, pd.Series], change: Any
) -> None:
    (close, two, five, ten), _, peak = made
    assert shock_contribution(close, two, change(five), ten, peak, "growth", "low").isna().all()


def test_rotations_are_even_over_the_sphere() -> None:
    """Orthonormal, turning no side over, and with the moments of scipy's rotations."""
    drawn = rotations(0).transpose(2, 0, 1)
    np.testing.assert_allclose(
        drawn @ drawn.transpose(0, 2, 1), np.tile(np.eye(4), (BLOCK, 1, 1)), atol=1e-12
    )
    np.testing.assert_allclose(np.linalg.det(drawn), 1.0)
    theirs = stats.special_ortho_group(4, seed=1).rvs(BLOCK)
    for i in range(4):
        for k in range(4):
            assert stats.ks_2samp(drawn[:, i, k], theirs[:, i, k]).pvalue > 1e-4
    product = stats.ks_2samp(drawn[:, 0, 0] * drawn[:, 1, 1], theirs[:, 0, 0] * theirs[:, 1, 1])
    assert product.pvalue > 1e-4
    assert not np.array_equal(rotations(0), rotations(1))
    assert rotations(0) is rotations(0)


Ends = dict[tuple[Shock, Side], pd.Series]


@pytest.fixture(scope="module")
def episodes(real_data: Path, spx_close: pd.Series) -> Ends:
    yields = [real.fred(real_data, code) for code in ("DGS2", "DGS5", "DGS10")]
    given: Market = (spx_close, yields[0], yields[1], yields[2])
    peak = leg_peaks(spx_close)
    kinds: tuple[Shock, ...] = ("growth", "monetary", "hedging", "rates")
    sides: tuple[Side, ...] = ("low", "high")
    return {(k, side): shock_contribution(*given, peak, k, side) for k in kinds for side in sides}


@pytest.mark.parametrize("day", ["1994-04-04", "2022-06-13", "2022-10-12"])
def test_tightening_made_the_falls_of_1994_and_2022(episodes: Ends, day: str) -> None:
    """News under which stocks fall as yields rise has a part in any split."""
    assert episodes["rates", "high"][day] < -0.03


def test_march_2020_was_growth_and_flight(episodes: Ends, spx_close: pd.Series) -> None:
    day = "2020-03-16"
    move = np.log(spx_close[day] / spx_close["2020-02-19"])
    # At least a third of the fall is of the kinds under which yields fall as well.
    assert move - episodes["rates", "low"][day] < move / 3
    assert episodes["rates", "high"][day] > 0
    assert episodes["growth", "low"][day] < episodes["monetary", "low"][day]


def test_august_2011_was_a_flight_to_safety(episodes: Ends) -> None:
    assert episodes["hedging", "high"]["2011-08-08"] < -0.03
