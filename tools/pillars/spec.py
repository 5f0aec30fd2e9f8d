"""What a row of a pillar's table is: a metric's name, its function, its inputs and its source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tools.records import Display, Reads, Verb

Stress = Literal["high", "low", "both", "none"]
Frequency = Literal["daily", "weekly", "monthly", "irregular"]


@dataclass(frozen=True, slots=True)
class Obs:
    """Input: a series on its own calendar of observation dates, as a float ``pd.Series``."""

    series: str
    field: str = "close"


@dataclass(frozen=True, slots=True)
class Known:
    """Input: what was known of a series at each session's close.

    A ``pd.DataFrame`` indexed by session with columns ``value`` and ``observed`` (the date that
    the value refers to).
    """

    series: str
    field: str = "close"


@dataclass(frozen=True, slots=True)
class Either:
    """Input: the first of several series that the market holds (a future, else its fund)."""

    first: Obs
    second: Obs


@dataclass(frozen=True, slots=True)
class Frame:
    """Input: several series side by side on the union of their dates, one column each."""

    series: tuple[str, ...]
    field: str = "close"


@dataclass(frozen=True, slots=True)
class Peak:
    """Input: for each session the date of the S&P's current leg's peak (``datetime64`` Series)."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Input: the stock panel, dates by tickers, NaN where a ticker was no member on that date.

    ``masked=False`` leaves the values of former and future members in, for returns over windows
    that began before a stock joined; combine it with ``Members``.
    """

    field: str = "adj_close"
    masked: bool = True


@dataclass(frozen=True, slots=True)
class Members:
    """Input: a boolean frame, dates by tickers: was the ticker an index member on that date."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Input: every option chain known so far, a list of ``OptionChain`` by quote date."""

    underlying: str


@dataclass(frozen=True, slots=True)
class Table:
    """Input: a table of the market (``eps_vintages``, ``fomc``, ``payrolls``, ``fomc_shocks``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Rank:
    """Input: the percentile history of another metric, a Series on its observation dates."""

    metric: str


Input = Obs | Known | Either | Frame | Peak | Panel | Members | Chains | Table | Rank


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """One reading: how it is computed, from what, and how its figure is to be read.

    Parameters
    ----------
    id : str
        ``pillar.name``; the first part is the pillar.
    function : callable
        A pure function of the resolved inputs. It returns the metric's whole history, causal: a
        ``pd.Series`` by date, or a ``pd.DataFrame`` with columns ``value`` and ``at``. NaN where
        the window is not full.
    display : str
        How the figure is printed (see ``Reading``); ``unit`` is the contract's word for it.
    reads : {"level", "change", "difference"}
        A *change* is a figure over a stretch of time of one thing, so that "it rose" or "it fell"
        is true of its sign: a return, a yield's move, either over its volatility, a drawdown. A
        *difference* is a signed distance between two things: implied less realised, a price
        against its average, one fund's return less another's, longs less shorts, what was less
        what a regression explains. Anything else is a *level*, even where it has a sign.
    verb : str
        The word for a positive change, which has its opposite: spreads have widened, funds took in.
    stress : {"high", "low", "both", "none"}
        Which side of its history means stress.
    frequency : str
        Sets the least sample of a percentile: 1,260 daily, 156 weekly, 60 monthly. Irregular
        readings get no percentile.
    max_age : int
        Sessions after which the last value counts as stale and the reading as not measured.
    overlap : int
        Sessions that a value's window covers where neighbouring values share almost all of it: of
        ``n`` values about ``n / overlap`` are independent. 1 for levels.
    gap : str, optional
        What it means when there is no current value although the inputs exist.
    never : str, optional
        Why there has been no value so far although the inputs exist, where not for want of history.
    estimate : str, optional
        What is assumed, where the figure is a model's and not an observation.
    version : int
        Raised whenever the function's figures change, so that stored histories are made anew.
    """

    id: str
    label: str
    unit: str
    function: Callable[..., Any]
    inputs: tuple[Input, ...]
    window: str
    stress: Stress
    definition: str
    citation: str
    source: str
    display: Display
    reads: Reads = "level"
    verb: Verb = "rose"
    frequency: Frequency = "daily"
    max_age: int = 5
    overlap: int = 1
    gap: str | None = None
    never: str | None = None
    estimate: str | None = None
    version: int = 1

    @property
    def pillar(self) -> str:
        """The pillar, from the id."""
        return self.id.split(".", 1)[0]
