"""On which sessions a condition held, and which of them count as events."""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.analogs.conditions import COOL_OFF, Clause, Condition
from tools.analogs.outcomes import Days
from tools.analogs.series import SERIES, by_observation, by_session, inputs, selloff_labels
from tools.history import Histories
from tools.market.view import MarketView
from tools.selloff import code

Flags = npt.NDArray[np.bool_]


class Held(NamedTuple):
    """A condition by the dates on which it could be told: whether it held, whether it began."""

    dates: Days
    holds: Flags
    event: Flags

    @property
    def last(self) -> np.datetime64 | None:
        """The last date on which it held."""
        days = self.dates[self.holds]
        return days[-1] if len(days) else None


def held(condition: Condition, view: MarketView, histories: Histories) -> Held:
    """Return where a condition held, as far as it was known by the view's date.

    Parameters
    ----------
    condition : Condition
        A row of the table.
    view : MarketView
        The as-of market.
    histories : Histories
        Where the readings are kept.

    Returns
    -------
    Held
        An event is the first date after one without the condition's clauses, at least ``COOL_OFF``
        dates after the event before; where the row has further ones that are ``given``, only
        events on which these hold as well stay. The first date of all begins nothing.

    Raises
    ------
    NotMeasured
        When a reading's input is absent from the market.
    """
    return _held(condition.clauses, condition.given, condition.published, view, histories)


def held_now(condition: Condition, view: MarketView, histories: Histories) -> Held:
    """Return where a condition held by what is known without delay, like :func:`held`."""
    if condition.now:
        return _held(condition.now, condition.given, False, view, histories)
    return held(condition, view, histories)


def _held(
    clauses: tuple[Clause, ...],
    given: tuple[Clause, ...],
    published: bool,
    view: MarketView,
    histories: Histories,
) -> Held:
    label = clauses[0].label
    if label is not None:
        labels = selloff_labels(view, histories)
        holds = (labels == label).to_numpy(dtype=bool)
        return Held(labels.index.to_numpy("datetime64[us]"), holds, _events(holds))

    def make(seen: MarketView) -> pd.DataFrame:
        parts = [_holds(clause, published, seen, histories) for clause in (*clauses, *given)]
        common = reduce(pd.Index.intersection, (part.index for part in parts))
        flags = [part["holds"].reindex(common).to_numpy(dtype=bool) for part in parts]
        known = np.maximum.reduce([part["known"].reindex(common).to_numpy() for part in parts])
        first = np.logical_and.reduce(flags[: len(clauses)])
        both = np.logical_and.reduce(flags)
        events = _events(first) & both
        return pd.DataFrame({"known": known, "date": common, "holds": both, "event": events})

    made_of = dict.fromkeys(token for clause in (*clauses, *given) for token in inputs(clause.of))
    name = f"held {code('tools.analogs')} {published} {clauses!r} {given!r}"
    frame = histories.once(name, tuple(made_of), view, make)
    columns = (frame["holds"].to_numpy(), frame["event"].to_numpy())
    return Held(frame["date"].to_numpy("datetime64[us]"), *columns)


def _events(holds: Flags) -> Flags:
    """Return the first row of each spell that begins late enough after the event before."""
    out = np.zeros(len(holds), dtype=bool)
    last = -COOL_OFF
    for i in (np.flatnonzero(holds[1:] & ~holds[:-1]) + 1).tolist():
        if i - last >= COOL_OFF:
            out[i], last = True, i
    return out


def _holds(clause: Clause, published: bool, view: MarketView, histories: Histories) -> pd.DataFrame:
    """Return where one clause held among the dates on which it could be told."""
    if clause.of in SERIES:
        frame = SERIES[clause.of][1](view, histories)
    else:
        frame = (by_observation if published else by_session)(clause.of, view, histories)
    figures = frame["rank" if clause.rank else "value"]
    told = np.isfinite(figures.to_numpy())
    figures, known = figures[told], frame["known"][told] if "known" in frame else None
    holds = pd.Series(True, index=figures.index)
    if clause.above is not None:
        holds &= figures >= clause.above
    if clause.below is not None:
        holds &= figures <= clause.below
    if clause.within > 1:
        holds = holds.rolling(clause.within, min_periods=1).max().astype(bool)
    return pd.DataFrame({"holds": holds, "known": holds.index if known is None else known})
