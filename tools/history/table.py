"""Every reading on every session, as it was known then: what briefs of all those days would say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.history.histories import Histories
from tools.market.choice import edition_by_session, vendor_by_session
from tools.market.view import Market
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.pillars.reading import each_session, effective, stale, stress, unknown
from tools.pillars.registry import specs
from tools.pillars.spec import Either, Frame, Input, Known, MetricSpec, Obs, Rank
from tools.records import NotMeasured

COLUMNS = (
    "session",
    "id",
    "value",
    "percentile",
    "percentile_n",
    "percentile_effective_n",
    "percentile_since",
    "stress",
    "at",
    "observed",
    "known",
    "age",
    "missing",
)
_DAYS = ["at", "observed", "known", "percentile_since"]


def reading_tables(
    market: Market, histories: Histories, sessions: pd.DatetimeIndex
) -> Iterator[pd.DataFrame]:
    """Yield every reading's figures on each session, one frame a reading.

    Parameters
    ----------
    market : Market
        The market.
    histories : Histories
        Its histories.
    sessions : DatetimeIndex
        Those of the market's sessions that are wanted, in order.

    Yields
    ------
    DataFrame, shape (sessions, 13)
        ``COLUMNS``, named as in a brief's JSON. A reading that could not be made on a session has
        only ``missing``, the reason.

    Notes
    -----
    Equal to the brief of each session. Where several vendors supply an input, each session has the
    vendor that its own brief would choose.
    """
    tables = Tables(market, histories)
    for spec in specs().values():
        yield tables.of(spec, sessions)


class Tables:
    """The tables of one market's readings.

    Parameters
    ----------
    market : Market
        The market.
    histories : Histories
        Its histories.
    """

    def __init__(self, market: Market, histories: Histories) -> None:
        self._market = market
        self._histories = histories
        self._known: dict[str, npt.NDArray[np.int64]] = {}

    def of(self, spec: MetricSpec, sessions: pd.DatetimeIndex) -> pd.DataFrame:
        """Return one reading's figures on each session, as ``reading_tables`` yields them."""
        groups = self._groups(spec, sessions)
        parts = [_rows(spec, self._market, self._histories, group) for group in groups]
        table = pd.concat(parts).sort_index() if len(parts) > 1 else parts[0]
        table.insert(0, "id", spec.id)
        return table.rename_axis("session").reset_index()[list(COLUMNS)]

    def _groups(self, spec: MetricSpec, sessions: pd.DatetimeIndex) -> Iterator[pd.DatetimeIndex]:
        """Yield the sessions in groups that read the same editions of the same vendors' series."""
        wanted = self._market.sessions.get_indexer(sessions)
        series = dict.fromkeys(["SPX", *_series(spec.inputs)])
        chosen = np.concatenate([self._chosen(name)[:, wanted] for name in series]).T
        _, group = np.unique(chosen, axis=0, return_inverse=True)
        for number in range(int(group.max(initial=-1)) + 1):
            yield sessions[group == number]

    def _chosen(self, series: str) -> npt.NDArray[np.int64]:
        if series not in self._known:
            chosen = vendor_by_session, edition_by_session
            self._known[series] = np.stack([choose(self._market, series) for choose in chosen])
        return self._known[series]


def _series(inputs: Iterable[Input]) -> Iterator[str]:
    for token in inputs:
        match token:
            case Obs(series) | Known(series):
                yield series
            case Either(first, second):
                yield from (first.series, second.series)
            case Frame(series):
                yield from series
            case Rank(metric):
                yield from _series(specs()[metric].inputs)


def _rows(
    spec: MetricSpec, market: Market, histories: Histories, sessions: pd.DatetimeIndex
) -> pd.DataFrame:
    """Return a reading's figures on sessions that share their inputs' vendors."""
    table = pd.DataFrame(index=sessions, columns=list(COLUMNS[2:]), dtype=np.float64)
    table[_DAYS] = np.datetime64("NaT", "us")
    missing = np.full(len(sessions), None, dtype=object)
    try:
        history = histories.frame(spec, market.view(sessions[-1].date()))
    except NotMeasured as why:
        return table.assign(missing=str(why))
    at = np.searchsorted(_us(history["known"]), _us(sessions), side="right") - 1
    begun = at >= 0
    missing[~begun] = _reasons(spec, market, histories, sessions[~begun])
    if begun.any():
        at = at[begun]
        least = LEAST.get(spec.frequency)
        ranks = np.full(len(history), np.nan)
        if least is not None:
            ranks = expanding_percentile(history["value"], least).to_numpy()
        found = history.iloc[at].set_axis(sessions[begun])
        found["percentile"] = ranks[at]
        found["percentile_n"] = at + 1.0
        found["percentile_effective_n"] = effective(spec, at + 1)
        found["percentile_since"] = history["observed"].iloc[0]
        found["stress"] = stress(spec, ranks[at])
        here = market.sessions.get_indexer(found.index) + 1
        then = np.searchsorted(_us(market.sessions), _us(found["observed"]), side="right")
        found["age"] = np.maximum(here - then, 0)
        old = found["age"] > spec.max_age
        days = pd.DatetimeIndex(found["observed"][old])
        missing[np.flatnonzero(begun)[old]] = [
            stale(spec, day.date(), int(age))
            for day, age in zip(days, found["age"][old], strict=True)
        ]
        gone = ~old & each_session(spec) & (_us(found["known"]) != _us(sessions[begun]))
        missing[np.flatnonzero(begun)[gone]] = unknown(spec)
        fresh = found[~old & ~gone]
        for column in fresh:
            table.loc[fresh.index, column] = fresh[column].astype(table[column].dtype)
    return table.assign(missing=missing)


def _reasons(
    spec: MetricSpec, market: Market, histories: Histories, sessions: pd.DatetimeIndex
) -> list[str]:
    """Return why a reading is missing on sessions before its first value.

    Inputs appear one after another and do not go again, so that a reason that holds at both ends
    of a stretch holds all through it.
    """

    def why(day: pd.Timestamp) -> str:
        return str(histories.reading(spec, market.view(day.date())).missing)

    def between(first: int, last: int, left: str, right: str) -> list[str]:
        if left == right or last - first <= 1:
            return [left] * (last - first) + [right]
        middle = (first + last) // 2
        found = why(sessions[middle])
        return between(first, middle, left, found)[:-1] + between(middle, last, found, right)

    if not len(sessions):
        return []
    return between(0, len(sessions) - 1, why(sessions[0]), why(sessions[-1]))


def _us(dates: pd.Series | pd.DatetimeIndex) -> npt.NDArray[np.datetime64]:
    return pd.DatetimeIndex(dates).as_unit("us").to_numpy()
