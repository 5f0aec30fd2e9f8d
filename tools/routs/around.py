"""What macro prices did over a rout's own window, beside what the same series usually do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.metrics.ranks import LEAST, mid_rank
from tools.metrics.rates import change_since_peak, change_since_peak_z
from tools.metrics.scaling import SIGMA_WINDOW, additive
from tools.records import NotMeasured
from tools.routed import Part
from tools.routs.rules import KINDS, PartRule, PriceRule, rules
from tools.routs.ties import Floats
from tools.selloff.families import BY_ASSET, Family
from tools.selloff.thresholds import thresholds
from tools.selloff.tracks import levels, track

FEW = "not enough history for a rank"
BEHIND = 63  # sessions that a rout's window and its lag may reach back from the last observation


@dataclass(frozen=True, slots=True)
class _Series:
    """A macro price: as known by session, as observed, and its changes' size before each date."""

    family: Family
    known: pd.DataFrame
    level: pd.Series
    added: Floats
    sd: Floats

    @property
    def log(self) -> bool:
        return self.family.scale == "log"


class Around:
    """The macro prices of a market, to be read from any day on.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        The metrics' histories of the same market.
    """

    def __init__(self, view: MarketView, histories: Histories) -> None:
        self._view, self._histories = view, histories
        self._series: dict[str, _Series] = {}

    def since(self, start: date, asset: str) -> tuple[tuple[Part, ...], dict[str, str]]:
        """Return each price's change since a rout began and its z, and why one was not measured.

        Parameters
        ----------
        start : date
            The close at which the rout began.
        asset : str
            What is in a rout: its own price is no news of it.

        Notes
        -----
        Change and z are those of ``tools.metrics.rates``, with the rout's start in the place of
        the index's peak: z is the change over ``s sqrt(h)``, s the standard deviation of the 504
        daily changes up to the start and h the sessions since. A price of which nothing is known
        that was observed after the start is not measured: an old value would read as an unchanged
        one.
        """
        parts: list[Part] = []
        missing: dict[str, str] = {}
        for price in rules().prices:
            if price.asset == asset:
                continue
            try:
                parts += self._moved(price, start)
            except NotMeasured as why:
                missing |= {price.part(kind).name: str(why) for kind in KINDS}
        return tuple(parts), missing

    def _moved(self, price: PriceRule, start: date) -> list[Part]:
        one, begin = self._of(price.asset), pd.Timestamp(start)
        last = one.known.iloc[-1]
        if last["observed"] <= begin:
            raise NotMeasured("nothing known that was observed since the rout began")
        if last["age"] > thresholds().shown.stale:
            raise NotMeasured(f"stale: last value is of {last['observed'].date()}")
        sessions = self._view.sessions[self._view.sessions >= begin]
        horizon = int((sessions > begin).sum())
        starts = pd.Series(begin, index=sessions)
        near = one.level.iloc[-(SIGMA_WINDOW + BEHIND) :]
        change = float(change_since_peak(one.known, near, starts, one.family.scale).iloc[-1])
        z = float(change_since_peak_z(one.known, near, starts, one.family.scale).iloc[-1])
        if not np.isfinite([change, z]).all():
            raise NotMeasured(FEW)
        change = float(np.expm1(change)) if one.log else change
        rows = zip(KINDS, (change, z), _past(one, horizon), strict=True)
        observed = last["observed"].date()
        return [made(price.part(kind), value, past, observed) for kind, value, past in rows]

    def _of(self, asset: str) -> _Series:
        if asset not in self._series:
            family = BY_ASSET[asset]
            known = track(family, self._view, self._histories)[["value", "observed", "age"]]
            level, _ = levels(family, self._view, self._histories)
            added = additive(level, family.scale)
            sd = added.diff().rolling(SIGMA_WINDOW).std().to_numpy()
            self._series[asset] = _Series(family, known, level, added.to_numpy(), sd)
        return self._series[asset]


def _past(one: _Series, horizon: int) -> tuple[Floats, Floats]:
    """Return all changes of a series over as many observations, and their z."""
    change = one.added[horizon:] - one.added[:-horizon]
    sd = one.sd[:-horizon]
    ready = sd > 0.0
    z = change[ready] / (sd[ready] * np.sqrt(horizon))
    return np.expm1(change) if one.log else change, z


def made(
    rule: PartRule, value: float, past: Floats, observed: date, display: str | None = None
) -> Part:
    """Return a part that is ranked among values of its own past and adds to no score.

    Raises
    ------
    NotMeasured
        When there are too few to rank it in.
    """
    if len(past) < LEAST["daily"]:
        raise NotMeasured(FEW)
    rank = float(mid_rank(past, value))
    return Part(
        name=rule.name,
        label=rule.label,
        score=rule.score,
        group=rule.group,
        value=float(value),
        display=display or rule.display,
        percentile=rank,
        stress=rank,
        n=len(past),
        observed=observed,
    )
