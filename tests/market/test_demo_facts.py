"""The simulated market against the stylised facts of asset returns.

Numbers in brackets are those of Cont (2001), "Empirical properties of asset returns: stylized
facts and statistical issues", Quantitative Finance 1(2), unless another source is named.
"""

from __future__ import annotations

from pathlib import Path

import arch
import numpy as np
import pandas as pd
import pytest

from tests.market import simulated

WINDOW = 4_100  # sessions, about the length of the simulated history


def variance_ratio(returns: pd.Series, q: int) -> tuple[float, float]:
    """Variance ratio and its heteroskedasticity-robust z (Lo and MacKinlay 1988, RFS 1)."""
    x = (returns - returns.mean()).to_numpy()
    sums = np.convolve(x, np.ones(q), "valid")
    ratio = float((sums**2).mean() / q / x.var())
    square = x**2
    theta = sum(
        (2 * (q - j) / q) ** 2 * (square[j:] * square[:-j]).sum() / square.sum() ** 2
        for j in range(1, q)
    )
    return ratio, (ratio - 1) / np.sqrt(theta)


def hill(values: pd.Series, share: float = 0.05) -> float:
    """Hill's tail index of absolute values (Hill 1975, Annals of Statistics 3)."""
    ordered = np.sort(np.abs(values.dropna().to_numpy()))[::-1]
    k = int(share * len(ordered))
    return float(1 / np.log(ordered[:k] / ordered[k]).mean())


def kurtosis_at(returns: pd.Series, days: int) -> float:
    """Excess kurtosis of non-overlapping sums, averaged over where they start."""
    x = returns.to_numpy()
    found = []
    for start in range(days):
        whole = (len(x) - start) // days
        found.append(
            pd.Series(x[start : start + whole * days].reshape(whole, days).sum(axis=1)).kurt()
        )
    return float(np.mean(found))


def acf(values: pd.Series, lag: int) -> float:
    x = (values - values.mean()).to_numpy()
    return float((x[lag:] * x[:-lag]).sum() / (x**2).sum())


def overshoot(vix: pd.Series, returns: pd.Series) -> pd.Series:
    """Residual of the day's VIX change on the return, from 504 earlier down days, in deviations."""
    x, y = returns.to_numpy(), vix.diff().to_numpy()
    down = np.flatnonzero(x < 0)
    found = np.full(len(x), np.nan)
    for t in range(1, len(x)):
        k = np.searchsorted(down, t)
        if k < 505:
            continue
        past = down[k - 504 : k]
        slope, level = np.polyfit(x[past], y[past], 1)
        residual = y[past] - level - slope * x[past]
        found[t] = (y[t] - level - slope * x[t]) / np.sqrt((residual**2).sum() / 502)
    return pd.Series(found, vix.index)


@pytest.mark.parametrize("q", [2, 5, 10, 21])
def test_no_linear_autocorrelation(q):
    # Fact 1 [insignificant]: the robust variance-ratio test of a martingale does not reject at 5 %.
    _, z = variance_ratio(simulated.log_returns(), q)
    assert abs(z) < 1.96


def test_a_trending_series_would_be_caught():
    trending = simulated.log_returns().rolling(3).mean().dropna()
    assert variance_ratio(trending, 5)[1] > 1.96


def test_heavy_tails():
    # Fact 2 [tail index above two and below five]; kurtosis far above the normal's.
    returns = simulated.log_returns()
    assert 2 < hill(returns) < 5
    assert returns.kurt() > 3
    stocks = np.log(simulated.dataset().panels["adj_close"]).diff()
    indices = stocks.apply(hill)
    assert indices.quantile(0.05) > 2 and indices.quantile(0.95) < 5


def test_gain_loss_asymmetry():
    # Fact 3: large drawdowns, no equally large upward moves.
    returns = simulated.log_returns()
    assert returns.skew() < 0
    assert -returns.min() > returns.max()
    tails = -returns.nsmallest(40).sum(), returns.nlargest(40).sum()
    assert tails[0] > tails[1]


def test_aggregational_gaussianity():
    # Fact 4: the distribution comes closer to a normal one as the horizon grows.
    daily, weekly, monthly = (kurtosis_at(simulated.log_returns(), n) for n in (1, 5, 21))
    assert daily > weekly > monthly


def test_volatility_clusters_and_decays_slowly():
    # Facts 6 and 8 [positive over weeks; a power law with exponent .2 to .4].
    size = simulated.log_returns().abs()
    band = 1.96 / np.sqrt(len(size))
    for lag in (1, 2, 5, 10, 21, 42, 63):
        assert acf(size, lag) > band, lag
    lags = np.unique(np.geomspace(1, 60, 15).round().astype(int))
    slope, _ = np.polyfit(np.log(lags), np.log([acf(size, k) for k in lags]), 1)
    assert 0.15 < -slope < 0.5
    # An exponential with the first lag's rate would be gone by the 21st.
    assert acf(size, 21) > 10 * acf(size, 1) ** 21


def test_taylor_effect():
    # Ding, Granger and Engle (1993), JEF 1: absolute returns have the longer memory.
    returns = simulated.log_returns()
    lags = range(1, 64)
    assert np.mean([acf(returns.abs(), k) - acf(returns**2, k) for k in lags]) > 0


def test_tails_stay_heavy_once_volatility_is_divided_out():
    # Fact 7: residuals of a GARCH are less heavy-tailed than returns and still not normal.
    returns = simulated.log_returns()
    fitted = arch.arch_model(returns * 100, vol="GARCH", p=1, o=1, q=1).fit(disp="off")
    residual = pd.Series(fitted.std_resid).kurt()
    assert 1 < residual < returns.kurt()


def test_leverage_effect():
    # Fact 9: returns are negatively correlated with later volatility, not with earlier
    # (Bouchaud, Matacz and Potters 2001, PRL 87); the asymmetry of a GJR-GARCH is significant.
    returns = simulated.log_returns().to_numpy()
    later = np.mean([np.corrcoef(returns[:-k], returns[k:] ** 2)[0, 1] for k in range(1, 11)])
    earlier = np.mean([np.corrcoef(returns[:-k] ** 2, returns[k:])[0, 1] for k in range(1, 11)])
    assert later < -0.03
    assert abs(earlier) < abs(later) / 2
    fitted = arch.arch_model(returns * 100, vol="GARCH", p=1, o=1, q=1, dist="t").fit(disp="off")
    assert fitted.tvalues["gamma[1]"] > 3


def test_volume_rises_with_volatility():
    # Fact 10, and Karpoff (1987), JFQA 22.
    bar = simulated.frame("SPX")
    size = np.log(bar["close"]).diff().abs()
    assert np.log(bar["volume"]).corr(size) > 0.2
    panels = simulated.dataset().panels
    stocks = np.log(panels["adj_close"]).diff().abs()
    assert np.log(panels["volume"]).corrwith(stocks).median() > 0.2


def test_ranges_carry_the_same_volatility_as_closes():
    # Parkinson (1980), J. Business 53: E[ln(H/L)^2] = 4 ln 2 sigma^2 without drift.
    bar = simulated.frame("SPX")
    session = (np.log(bar["close"] / bar["open"]) ** 2).mean()
    parkinson = (np.log(bar["high"] / bar["low"]) ** 2).mean() / (4 * np.log(2))
    assert parkinson == pytest.approx(session, rel=0.05)


def test_vix_stands_above_realised_and_answers_returns():
    # The variance premium (Bollerslev, Tauchen and Zhou 2009, RFS 22) and the figures of the
    # project's own reference: mean about 4, negative on 10 to 15 % of days, R^2 .5 to .7.
    vix, returns = simulated.close("VIX"), simulated.log_returns()
    realised = 100 * np.sqrt(252 / 21 * (returns**2).rolling(21).sum())
    premium = (vix - realised).dropna()
    assert 17 < vix.mean() < 21
    assert 3 < premium.mean() < 5
    assert 0.09 < (premium < 0).mean() < 0.15
    simple = simulated.close("SPX").pct_change()
    assert 0.5 < vix.diff().corr(simple) ** 2 < 0.7
    assert vix.diff().corr(simple) < 0


def test_overshoot_has_the_tail_of_history():
    # On days of -1 % or worse history's 90th and 95th percentiles are about 1.7 and 2.4, its 99th
    # 5.8 (S&P and VIX 1995-2022).
    returns = simulated.close("SPX").pct_change()
    found = overshoot(simulated.close("VIX"), returns)[returns <= -0.01].dropna()
    assert found.quantile(0.90) == pytest.approx(1.7, abs=0.8)
    assert found.quantile(0.95) == pytest.approx(2.4, abs=1.2)
    assert 3 < found.quantile(0.99) < 10
    assert found.max() < 17  # the largest on record, 2018-02-05, is 16.2


def test_term_structure_slopes_up_mostly():
    front = simulated.close("VIX9D") / simulated.close("VIX")
    back = simulated.close("VIX") / simulated.close("VIX3M")
    assert (front > 1).mean() < 0.35 and (back > 1).mean() < 0.20
    assert 0.85 < back.median() < 0.93
    stress = simulated.close("VIX") > 35
    assert back[stress].mean() > 1


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ("SPX", "TLT", -0.45, -0.05),
        ("SPX", "HYG", 0.60, 0.90),
        ("SPX", "IWM", 0.80, 0.95),
        ("SPX", "QQQ", 0.85, 0.98),
        ("SPX", "GOLD_FUT", -0.1, 0.15),
        ("SPX", "COPPER_FUT", 0.10, 0.40),
        ("SPX", "WTI_FUT", 0.10, 0.40),
        ("SPX", "BTC", 0.15, 0.40),
        ("GOLD_FUT", "SILVER_FUT", 0.70, 0.82),
        ("BTC", "ETH", 0.65, 0.85),
        ("DXY", "AUDUSD", -0.70, -0.30),
        ("DXY", "GOLD_FUT", -0.55, -0.20),
        ("WTI_FUT", "XLE", 0.30, 0.70),
    ],
)
def test_assets_move_together_as_they_do(first, second, low, high):
    # Bands round the correlations of daily returns 2013-2022.
    sessions = simulated.close("SPX").index
    moves = pd.DataFrame({n: np.log(simulated.close(n).reindex(sessions)) for n in (first, second)})
    assert low < moves.diff().corr().iloc[0, 1] < high


def test_credit_answers_stocks_and_yields_change_sides():
    spx = simulated.log_returns()
    assert -0.75 < simulated.close("BAMLH0A0HYM2").diff().corr(spx) < -0.45
    grades = simulated.close("BAMLH0A0HYM2").diff().corr(simulated.close("BAMLC0A0CM").diff())
    assert 0.6 < grades < 0.85
    yields = simulated.close("DGS10").diff().rolling(252).corr(spx)
    # Stocks and yields rose together for most of the history and not while policy tightened.
    assert yields[:"2021"].mean() > 0.1 > yields["2022-06":"2024-06"].mean()


def test_stocks_share_a_market_and_crises_raise_it():
    returns = np.log(simulated.dataset().panels["adj_close"]).diff().iloc[1:].dropna(axis=1)

    def mean_correlation(rows: pd.DataFrame) -> float:
        matrix = rows.corr().to_numpy()
        return float(matrix[np.triu_indices(len(matrix), 1)].mean())

    assert 0.2 < mean_correlation(returns) < 0.5
    wild = simulated.log_returns().rolling(63).std()
    rows = [returns.iloc[i - 63 : i] for i in (wild.argmax(), wild.iloc[500:].argmin() + 500)]
    assert mean_correlation(rows[0]) > 2 * mean_correlation(rows[1])


def test_history_holds_sell_offs_of_several_kinds():
    spx = simulated.close("SPX")
    drawdown = spx / spx.cummax() - 1
    legs = drawdown.groupby((drawdown == 0).cumsum()).min()
    assert 10 <= (legs <= -0.05).sum() <= 40
    assert 2 <= (legs <= -0.15).sum() <= 8
    assert -0.45 < drawdown.min() < -0.2
    hy, y2 = simulated.close("BAMLH0A0HYM2"), simulated.close("DGS2")
    # A rates-driven one, a growth one with credit, a volatility event.
    tightening = slice("2022-05-10", "2022-09-26")
    assert y2[tightening].iloc[-1] - y2[tightening].iloc[0] > 1 and spx[tightening].min() < (
        0.85 * spx[tightening].iloc[0]
    )
    slowdown = slice("2017-04-18", "2017-06-30")
    assert hy[slowdown].iloc[-1] - hy[slowdown].iloc[0] > 1.5
    assert y2[slowdown].iloc[-1] < y2[slowdown].iloc[0]
    event = slice("2024-04-09", "2024-04-17")
    assert simulated.close("VIX")[event].diff().max() > 8
    assert abs(y2[event].iloc[-1] - y2[event].iloc[0]) < 0.1


def real_spx(folder: Path) -> pd.Series:
    rows = pd.read_csv(folder / "equity_index_daily.csv.gz", parse_dates=["date"])
    rows = rows[(rows["symbol"] == "SPX") & (rows["source"] == "yahoo")]
    return rows.set_index("date")["close"].sort_index()


def test_statistics_lie_among_those_of_the_real_index(real_data):
    # Every window of the S&P's own history of the same length, a quarter apart.
    real = np.log(real_spx(real_data)).diff().dropna()
    windows = [real.iloc[i : i + WINDOW] for i in range(0, len(real) - WINDOW, 63)]
    assert len(windows) > 50
    statistics = {
        "volatility": lambda r: r.std() * np.sqrt(252),
        "kurtosis": lambda r: r.kurt(),
        "skew": lambda r: r.skew(),
        "tail index": hill,
        "clustering at 1": lambda r: acf(r.abs(), 1),
        "clustering at 21": lambda r: acf(r.abs(), 21),
    }
    for name, statistic in statistics.items():
        known = np.array([statistic(w) for w in windows])
        room = 0.25 * np.ptp(known)
        found = statistic(simulated.log_returns())
        assert known.min() - room <= found <= known.max() + room, (name, found, known)
