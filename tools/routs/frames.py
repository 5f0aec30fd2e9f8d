"""The parts' histories of one asset, computed once for given data and cut at the as-of date."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from tools.history import Histories
from tools.market.lags import known_dates
from tools.market.view import MarketView
from tools.metrics.ranks import LEAST, expanding_percentile
from tools.metrics.scaling import additive
from tools.pillars.spec import Input, Obs
from tools.records import NotMeasured
from tools.routs.rules import rules
from tools.routs.series import beyond, impact, net_length, stretched
from tools.selloff.code import code
from tools.selloff.families import FAMILIES, INDEX, Family
from tools.selloff.tracks import levels

NEWS = (Obs(INDEX), Obs("DXY"), Obs("DGS10"))
LONG, SHORT, HEDGERS, SMALL = "spec_long", "spec_short", "comm_long", "nonrept_long"
OWN = ("extension", "run_up", "calm", "volatility")
FREQUENCY: Mapping[str, str] = {"length": "weekly"}


def histories_of(
    family: Family, view: MarketView, histories: Histories
) -> tuple[list[pd.DataFrame], dict[str, str]]:
    """Return the histories of a family's own parts, and why one was not measured.

    Returns
    -------
    list of DataFrame
        In order of ``known``, with ``observed`` and for each part a column of its name and one of
        its percentile, ``<name>_rank``, among all values up to the row.
    dict of str to str
        By part the reason.
    """
    source = rules().sources.get(family.asset)
    futures, fund = (source.futures, source.fund) if source else ("", "")
    wanted: dict[str, tuple[tuple[Input, ...], Callable[[MarketView], pd.DataFrame]]] = {
        "own": (family.inputs, lambda seen: _own(family, seen, histories)),
        "beyond": ((*family.inputs, *NEWS), lambda seen: _beyond(family, seen, histories)),
    }
    missing = {}
    if futures:
        inputs = tuple(Obs(futures, side) for side in (LONG, SHORT, HEDGERS, SMALL))
        wanted["length"] = (inputs, lambda seen: _length(futures, seen))
    else:
        missing["length"] = "no count of its futures"
    if fund:
        inputs = (Obs(fund), Obs(fund, "volume"))
        wanted["impact"] = (inputs, lambda seen: _impact(fund, seen))
    else:
        missing["impact"] = "no fund whose volume stands for it"
    found, made_by = [], code("tools.routs")
    for part, (needed, make) in wanted.items():
        name = f"{part} of {family!r} {made_by}"
        try:
            found.append(histories.once(name, needed, view, make))
        except NotMeasured as why:
            parts = OWN if part == "own" else (part,)
            missing |= dict.fromkeys(parts, str(why))
    return found, missing


def prepare(view: MarketView, histories: Histories) -> None:
    """Make and keep the histories of every family's parts, so that no brief has to."""
    for family in FAMILIES:
        if family.role == "risk":
            histories_of(family, view, histories)


def _own(family: Family, view: MarketView, histories: Histories) -> pd.DataFrame:
    level, known = levels(family, view, histories)
    frame = stretched(level, family.scale)
    return _ranked(frame, pd.Series(known, index=level.index))


def _beyond(family: Family, view: MarketView, histories: Histories) -> pd.DataFrame:
    level, known = levels(family, view, histories)
    factors = pd.DataFrame(
        {
            "stocks": additive(view.observations(INDEX), "log"),
            "dollar": additive(view.observations("DXY"), "log"),
            "yield": additive(view.observations("DGS10"), "bp"),
        }
    ).dropna()
    z = beyond(additive(level, family.scale), factors, family.sign)
    when = pd.Series(known, index=level.index).reindex(z.index)
    for token in NEWS:
        late = known_dates(pd.DatetimeIndex(z.index), view.lag(token.series))
        when = when.where(when >= late, pd.Series(late, index=z.index))
    return _ranked(z.to_frame("beyond"), when)


def _length(futures: str, view: MarketView) -> pd.DataFrame:
    counts = {side: view.observations(futures, side) for side in (LONG, SHORT, HEDGERS, SMALL)}
    frame = pd.DataFrame(counts).dropna()
    open_interest = frame[LONG] + frame[HEDGERS] + frame[SMALL]
    share = net_length(frame[LONG], frame[SHORT], open_interest)
    known = known_dates(pd.DatetimeIndex(share.index), view.lag(futures))
    return _ranked(share.to_frame("length"), pd.Series(known, index=share.index))


def _impact(fund: str, view: MarketView) -> pd.DataFrame:
    values = impact(view.observations(fund), view.observations(fund, "volume"))
    known = known_dates(pd.DatetimeIndex(values.index), view.lag(fund))
    return _ranked(values.to_frame("impact"), pd.Series(known, index=values.index))


def _ranked(frame: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Return a frame in order of knowledge, with each column's percentile beside it."""
    out = frame.assign(known=known.reindex(frame.index), observed=frame.index)
    for name in frame:
        least = LEAST[FREQUENCY.get(str(name), "daily")]
        out[f"{name}_rank"] = expanding_percentile(frame[name], least)
    return out.reset_index(drop=True)
