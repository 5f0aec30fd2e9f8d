"""What conditions and distances are made of: readings by session, and a few series beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history import Histories
from tools.history.keys import input_key
from tools.market.lags import known_dates
from tools.market.view import MarketView
from tools.metrics.ranks import expanding_percentile
from tools.metrics.returns import cumulate
from tools.pillars.measure import session_ages
from tools.pillars.reading import each_session
from tools.pillars.registry import specs
from tools.pillars.spec import Input, MetricSpec, Obs, Rank
from tools.records import NotMeasured
from tools.selloff import FAMILIES, INDEX, code, states

FRENCH = Obs("FRENCH", "mom")
VOLATILITY, YEAR, MEDIAN = 21, 252, 504
# A rank counts from a year on, sooner than a printed percentile, so that the 1990s are reached:
# high-yield spreads begin in 1997, and 1998 is a year to compare with.
LEAST = {"daily": 252, "weekly": 52, "monthly": 12}


def by_session(metric: str, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return a reading as a brief of each session would show it.

    Parameters
    ----------
    metric : str
        The reading's id.
    view : MarketView
        The as-of market.
    histories : Histories
        Where its history is kept.

    Returns
    -------
    DataFrame, shape (sessions,)
        ``value``, and ``rank``, its percentile among its own values up to then; NaN where it was
        not known yet or stale, the rank also before a year of it.

    Raises
    ------
    NotMeasured
        When an input is absent from the market.
    """
    spec = specs()[metric]
    history = histories.frame(spec, view)
    if history.empty:
        return pd.DataFrame({"value": np.nan, "rank": np.nan}, index=view.sessions)
    known, sessions = _us(history["known"]), _us(view.sessions)
    at = np.searchsorted(known, sessions, side="right") - 1
    picked = np.maximum(at, 0)
    observed = history["observed"].iloc[picked].set_axis(view.sessions)
    ages = session_ages(view.sessions, pd.Series(view.sessions, index=view.sessions), observed)
    fresh = (at >= 0) & (ages.to_numpy() <= spec.max_age)
    if each_session(spec):
        fresh &= known[picked] == sessions
    figures = {"value": history["value"].to_numpy(), "rank": ranks(history["value"], spec)}
    return pd.DataFrame(
        {name: np.where(fresh, column[picked], np.nan) for name, column in figures.items()},
        index=view.sessions,
    )


def ranks(values: pd.Series, spec: MetricSpec) -> npt.NDArray[np.float64]:
    """Return each value's percentile among those up to it, NaN for the first year."""
    return expanding_percentile(values, LEAST.get(spec.frequency, 0)).to_numpy()


def by_observation(metric: str, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return a reading by the date it refers to, with ``known`` beside ``value`` and ``rank``."""
    spec = specs()[metric]
    history = histories.frame(spec, view)
    return pd.DataFrame(
        {
            "value": history["value"].to_numpy(),
            "rank": ranks(history["value"], spec),
            "known": history["known"].to_numpy(),
        },
        index=pd.DatetimeIndex(history["observed"]),
    )


def momentum_level(view: MarketView) -> pd.Series:
    """Return the level that the published daily momentum factor compounds to."""
    return cumulate(view.observations(FRENCH.series, FRENCH.field))


def _momentum_volatility(view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return momentum's 21-day volatility over its median of two years, by observation date."""
    returns = view.observations(FRENCH.series, FRENCH.field)
    volatility = returns.rolling(VOLATILITY).std()
    dates = pd.DatetimeIndex(returns.index)
    known = known_dates(dates, view.lag(FRENCH.series))
    value = volatility / volatility.rolling(MEDIAN).median()
    return pd.DataFrame({"value": value, "known": known}, index=dates)


def _return_1d(view: MarketView, histories: Histories) -> pd.DataFrame:
    return view.observations(INDEX).pct_change().reindex(view.sessions).to_frame("value")


def drawdown_highs(view: MarketView) -> tuple[pd.Series, pd.Series]:
    """Return the index's closes and, at each, the highest of the last 252."""
    close = view.observations(INDEX)
    return close, close.rolling(YEAR).max()


# Series that are no readings: what they are made of, and how.
Maker = Callable[[MarketView, Histories], pd.DataFrame]
SERIES: Mapping[str, tuple[tuple[Input, ...], Maker]] = {
    "return_1d": ((Obs(INDEX),), _return_1d),
    "momentum_volatility": ((FRENCH,), _momentum_volatility),
}


def selloff_labels(view: MarketView, histories: Histories) -> pd.Series:
    """Return what was selling off on each session on which it could be told, as known then.

    Returns
    -------
    Series of str
        By session: *broad*, *index*, *beneath* or *none*.
    """

    def make(seen: MarketView) -> pd.DataFrame:
        labels = states(seen, histories)
        return pd.DataFrame({"label": labels.to_numpy(), "known": labels.index})

    present = tuple(token for token in _LABELLED if _present(token, view))
    frame = histories.once(f"labels {code('tools.analogs')}", present, view, make)
    return pd.Series(frame["label"].to_numpy(), index=pd.DatetimeIndex(frame["known"]))


_LABELLED: tuple[Input, ...] = tuple(
    dict.fromkeys([Obs(INDEX), *(token for family in FAMILIES for token in family.inputs)])
)


def _present(token: Input, view: MarketView) -> bool:
    try:
        input_key(token, view)
    except NotMeasured:
        return False
    return True


def inputs(of: str) -> tuple[Input, ...]:
    """Return what a reading or a series is made of."""
    return SERIES[of][0] if of in SERIES else (Rank(of),)


def _us(dates: pd.Series | pd.DatetimeIndex) -> npt.NDArray[np.datetime64]:
    return pd.DatetimeIndex(dates).as_unit("us").to_numpy()
