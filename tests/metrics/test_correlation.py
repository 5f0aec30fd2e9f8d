from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.covariance import LedoitWolf
from sklearn.decomposition import PCA

from tests.metrics import real, real_panel
from tests.metrics.made import everyone, noisy
from tools.metrics.correlation import (
    correlation_change,
    correlation_residual,
    dispersion,
    implied_minus_realised,
    mean_correlation,
)
from tools.metrics.fragility import absorption_ratio, absorption_shift, turbulence
from tools.metrics.legs import leg_peaks
from tools.metrics.volatility import realised_volatility

SECTORS = ("XLB", "XLE", "XLF", "XLI", "XLK", "XLP", "XLU", "XLV", "XLY")
DAYS = ("2016-02-11", "2017-10-02", "2018-02-08", "2020-03-16", "2022-06-13")


@pytest.fixture(scope="module")
def sectors(real_data: Path) -> pd.DataFrame:
    return pd.DataFrame({s: real.asset(real_data, s, "adj_close") for s in SECTORS}).astype(float)


# --------------------------------------------------------------- average correlation


def test_mean_correlation_is_that_of_numpys_matrix() -> None:
    prices = noisy(40, 200)
    found = mean_correlation(prices, everyone(prices))
    for row in (63, 64, 150, 199):
        table = np.corrcoef(np.log(prices).diff().iloc[row - 62 : row + 1].to_numpy().T)
        assert found.iloc[row] == pytest.approx(table[np.triu_indices(40, 1)].mean(), abs=1e-12)
    assert found.iloc[:63].isna().all()


def test_mean_correlation_has_its_known_bounds() -> None:
    one = noisy(1, 100)
    alike = pd.concat([one.iloc[:, 0] ** (1.0 + i / 50) for i in range(30)], axis=1, keys=range(30))
    assert mean_correlation(alike, everyone(alike)).iloc[-1] == pytest.approx(1.0)
    apart = noisy(400, 100, common=0.0)
    assert mean_correlation(apart, everyone(apart)).iloc[-1] == pytest.approx(0.0, abs=0.01)


def test_today_decides_who_is_a_member() -> None:
    prices = noisy(60, 150)
    members = everyone(prices)
    members.iloc[-1, 30:] = False
    members.iloc[:-1, :30] = False
    first = prices.iloc[:, :30]
    alone = mean_correlation(first, everyone(first)).iloc[-1]
    assert mean_correlation(prices, members).iloc[-1] == alone


def test_correlation_on_real_stocks_is_numpys(real_data: Path) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    found = mean_correlation(prices, members)
    for day in DAYS:
        end = prices.index.get_loc(day)
        window = np.log(prices).diff().iloc[end - 62 : end + 1]
        table = np.corrcoef(window.loc[:, members.loc[day]].dropna(axis=1).to_numpy().T)
        expected = table[np.triu_indices(len(table), 1)].mean()
        assert found[day] == pytest.approx(expected, abs=1e-12)


def test_index_variance_gives_about_the_same_correlation(real_data: Path) -> None:
    # rho = (var_I - sum w2 s2) / ((sum w s)2 - sum w2 s2) with equal weights
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    found = mean_correlation(prices, members)
    for day in DAYS:
        end = prices.index.get_loc(day)
        window = np.log(prices).diff().iloc[end - 62 : end + 1]
        window = window.loc[:, members.loc[day]].dropna(axis=1)
        own, n = window.std(), window.shape[1]
        alone = (own**2).sum() / n**2
        implied = (window.mean(axis=1).var() - alone) / (own.mean() ** 2 - alone)
        assert found[day] == pytest.approx(implied, abs=0.06)


def test_correlation_jumped_in_march_2020(real_data: Path) -> None:
    found = mean_correlation(real_panel.field(real_data), real_panel.members(real_data))
    assert found.loc["2020-04-01":"2020-05-15"].min() > found.loc["2017"].max() + 0.3


# --------------------------------------------------- beyond volatility, since the peak, implied


def waves(rows: int = 1500, stocks: int = 50) -> tuple[pd.DataFrame, pd.Series]:
    """Stocks with one factor, whose volatility comes and goes while nothing else changes."""
    rng = np.random.default_rng(11)
    size = 0.01 * np.exp(0.8 * np.sin(np.arange(rows) / 60))
    market = size * rng.normal(size=rows)
    moves = market[:, None] + 0.02 * rng.normal(size=(rows, stocks))
    dates = pd.bdate_range("2010-01-01", periods=rows)
    prices = pd.DataFrame(np.exp(np.cumsum(moves, axis=0)), index=dates).add_prefix("S")
    return prices, pd.Series(np.exp(np.cumsum(market)), index=dates)


def test_volatility_alone_raises_correlation_but_not_the_residual() -> None:
    prices, index = waves()
    volatility = realised_volatility(index, 63)
    assert mean_correlation(prices, everyone(prices)).corr(volatility) > 0.9
    assert abs(correlation_residual(prices, everyone(prices), index).corr(volatility)) < 0.25


def test_a_tie_beyond_volatility_raises_the_residual() -> None:
    prices, index = waves()
    own = np.log(prices).diff().sub(np.log(index).diff(), axis=0)
    own.iloc[-63:] *= 0.5  # the same market, with less of what is each stock's own
    tied = own.add(np.log(index).diff(), axis=0).cumsum()
    tied = np.exp(tied.fillna(0.0))
    before = correlation_residual(prices, everyone(prices), index).iloc[-1]
    after = correlation_residual(tied, everyone(tied), index).iloc[-1]
    assert after > before + 3.0


def test_the_residual_is_statsmodels(real_data: Path, spx_close: pd.Series) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    found = correlation_residual(prices, members, spx_close)
    rho = mean_correlation(prices, members)
    both = pd.DataFrame(
        {"y": np.log(rho / (1 - rho)), "x": np.log(realised_volatility(spx_close, 63))}
    ).dropna()
    for day in ("2011-08-08", "2018-02-08", "2022-06-13"):
        row = both.index.get_loc(day)
        past, today = both.iloc[row - 504 : row], both.iloc[row]
        fit = sm.OLS(past["y"], sm.add_constant(past["x"])).fit()
        expected = today["y"] - fit.params["const"] - fit.params["x"] * today["x"]
        assert found[day] == pytest.approx(expected / np.sqrt(fit.mse_resid))


def test_the_change_and_the_premium_are_differences(
    real_data: Path, spx_close: pd.Series, vol_indices: dict[str, pd.Series]
) -> None:
    prices, members = real_panel.field(real_data), real_panel.members(real_data)
    rho, peak = mean_correlation(prices, members), leg_peaks(spx_close)
    change = correlation_change(prices, members, peak)
    for day in ("2018-02-08", "2020-03-16"):
        assert change[day] == pytest.approx(rho[day] - rho[peak[day]])
        assert change[peak[day]] == 0.0
    assert change["2020-03-16"] > 0.4
    implied = vol_indices["COR1M"]
    premium = implied_minus_realised(implied, prices, members)
    month = mean_correlation(prices, members, 21)
    assert premium["2018-02-08"] == pytest.approx(implied["2018-02-08"] - 100 * month["2018-02-08"])
    # options price more correlation than comes, as Driessen, Maenhout and Vilkov found
    assert premium.mean() > 0


# --------------------------------------------------------------------------- dispersion


def test_dispersion_is_the_root_of_mean_cross_sectional_variance() -> None:
    prices = noisy(50, 120)
    moves = np.log(prices).diff()
    expected = 100 * np.sqrt(252 * moves.var(axis=1).rolling(21).mean())
    # the first return's day has no trading record of 63 sessions yet but counts all the same
    pd.testing.assert_series_equal(dispersion(prices, everyone(prices)), expected, check_freq=False)


def test_index_variance_and_dispersion_make_up_average_variance() -> None:
    prices = noisy(200, 300)
    moves = np.log(prices).diff().iloc[-21:]
    spread = dispersion(prices, everyone(prices)).iloc[-1]
    total = 1e4 * 252 * (moves**2).mean().mean()
    index = 1e4 * 252 * (moves.mean(axis=1) ** 2).mean()
    assert spread**2 * 199 / 200 + index == pytest.approx(total)


# ---------------------------------------------------------- absorption and turbulence


def test_absorption_with_equal_weights_is_sklearns_pca(sectors: pd.DataFrame) -> None:
    ratio = absorption_ratio(sectors, window=300, half_life=10**9)
    moves = np.log(sectors).diff().dropna()
    for row in (299, 1000, 3000):
        explained = PCA(2).fit(moves.iloc[row - 299 : row + 1]).explained_variance_ratio_.sum()
        assert ratio.iloc[row] == pytest.approx(explained, abs=1e-7)


def test_absorption_halves_old_weights(sectors: pd.DataFrame) -> None:
    moves = np.log(sectors).diff().dropna().iloc[:500]
    weights = 0.5 ** (np.arange(499, -1, -1) / 250)
    values = np.linalg.eigvalsh(np.cov(moves.T, aweights=weights))
    ratio = absorption_ratio(sectors).loc[moves.index[-1]]
    assert ratio == pytest.approx(values[-2:].sum() / values.sum(), abs=1e-12)


def test_shift_standardises_the_ratio(sectors: pd.DataFrame) -> None:
    ratio, shift = absorption_ratio(sectors), absorption_shift(sectors)
    year = ratio.loc[:"2020-03-31"].iloc[-252:].to_numpy()
    expected = (year[-15:].mean() - year.mean()) / year.std(ddof=1)
    assert shift["2020-03-31"] == pytest.approx(expected)
    assert shift["2020-03-31"] > 2.0


def test_turbulence_is_sklearns_shrunk_distance(sectors: pd.DataFrame) -> None:
    found = turbulence(sectors)
    moves = np.log(sectors).diff().dropna()
    for day in ("2008-10-15", "2015-08-24", "2018-02-05", "2022-06-13"):
        row = moves.index.get_loc(day)
        model = LedoitWolf().fit(moves.iloc[row - 500 : row])
        assert found[day] == pytest.approx(model.mahalanobis(moves.iloc[[row]])[0] / 9, abs=1e-9)


def test_an_ordinary_day_has_turbulence_one() -> None:
    funds = noisy(9, 3000, common=0.01)
    assert turbulence(funds).mean() == pytest.approx(1.0, abs=0.05)


def test_turbulence_peaks_in_the_two_crises(sectors: pd.DataFrame) -> None:
    highest = turbulence(sectors).nlargest(10).index
    assert set(highest.year) <= {2008, 2014, 2020}
    assert {2008, 2020} <= set(highest.year)


@pytest.mark.parametrize("end", [760, 761, 1013, 1500, 4000])
def test_no_bit_depends_on_later_days(sectors: pd.DataFrame, end: int) -> None:
    for function in (absorption_ratio, absorption_shift, turbulence):
        part, whole = function(sectors.iloc[:end]), function(sectors)
        pd.testing.assert_series_equal(part, whole.iloc[: end - 1], check_exact=True)
        assert np.isfinite(part.iloc[-1])


def test_funds_that_move_as_one_are_absorbed_wholly() -> None:
    one = noisy(1, 900).iloc[:, 0]
    same = pd.concat([one, one, one * 2.0], axis=1, keys=["A", "B", "C"])
    assert absorption_ratio(same).dropna().to_numpy() == pytest.approx(1.0)
    assert np.isfinite(turbulence(same).dropna()).all()
    empty = same[[]]
    assert absorption_ratio(empty).isna().all()
    assert turbulence(empty).isna().all()
