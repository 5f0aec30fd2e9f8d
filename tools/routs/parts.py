"""The parts of a rout's scores, each with its place in the asset's own history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from tools.history import Histories
from tools.market.view import MarketView
from tools.pillars.registry import specs
from tools.records import GroupMove, NotMeasured
from tools.routed import Part
from tools.routs.asset import worst_z
from tools.routs.frames import histories_of
from tools.routs.rules import PartRule, rules
from tools.routs.ties import Pair, ranked
from tools.selloff.families import BY_ASSET, INDEX
from tools.selloff.tracks import track

FEW = "not enough history for a rank"
AGE = {"length": 21}  # days after which a report is no longer what is known; else a fortnight


def parts_of(
    move: GroupMove, pairs: Mapping[str, Pair], view: MarketView, histories: Histories
) -> tuple[tuple[Part, ...], dict[str, str]]:
    """Return the parts of an asset's scores, and why one was not measured.

    Parameters
    ----------
    move : GroupMove
        The asset's move.
    pairs : mapping of str to Pair
        By the other asset, the index among them, the changes of both.
    view : MarketView
        The as-of market.
    histories : Histories
        The metrics' histories of the same market.
    """
    frames, missing = histories_of(BY_ASSET[move.asset], view, histories)
    found = []
    for rule in rules().of(move.asset):
        if rule.name in missing:
            continue
        try:
            found.append(_part(rule, move, frames, pairs, view, histories))
        except NotMeasured as why:
            missing[rule.name] = str(why)
    return tuple(found), missing


def _part(
    rule: PartRule,
    move: GroupMove,
    frames: Sequence[pd.DataFrame],
    pairs: Mapping[str, Pair],
    view: MarketView,
    histories: Histories,
) -> Part:
    when = move.peak if rule.score == "vulnerability" else view.session
    if rule.reading:
        return _of_reading(rule, move, when, view, histories)
    match rule.name:
        case "speed":
            return _speed(rule, move, view, histories)
        case "with_index":
            return _tie(rule, move, [pairs[INDEX]])
        case "with_others":
            return _tie(rule, move, [pair for other, pair in pairs.items() if other != INDEX])
    frame = next(f for f in frames if rule.name in f)
    return _of_frame(rule, move, frame, when)


def _of_frame(rule: PartRule, move: GroupMove, frame: pd.DataFrame, when: date) -> Part:
    """Return a part as it was known on a day."""
    day = np.datetime64(when)
    values = frame[rule.name].to_numpy()
    at = int(frame["known"].to_numpy().searchsorted(day, side="right")) - 1
    if at < 0 or np.isnan(values[at]):
        raise NotMeasured("not enough history yet")
    observed: date = frame["observed"].to_numpy()[at].astype("datetime64[D]").item()
    if (when - observed).days > AGE.get(rule.name, 14):
        raise NotMeasured(f"stale: last value is of {observed}")
    rank = frame[f"{rule.name}_rank"].to_numpy()[at]
    if np.isnan(rank):
        raise NotMeasured(FEW)
    n = int(np.count_nonzero(np.isfinite(values[: at + 1])))
    return _made(rule, move, values[at], rank, n, observed)


def _of_reading(
    rule: PartRule, move: GroupMove, when: date, view: MarketView, histories: Histories
) -> Part:
    found = histories.reading(specs()[rule.reading], view.back(when))
    if found.value is None or found.observed is None:
        raise NotMeasured(found.missing or "no figure")
    if found.percentile is None:
        raise NotMeasured(FEW)
    return _made(rule, move, found.value, found.percentile, found.percentile_n or 0, found.observed)


def _speed(rule: PartRule, move: GroupMove, view: MarketView, histories: Histories) -> Part:
    if move.fast is None:
        raise NotMeasured(FEW)
    n = int(track(BY_ASSET[move.asset], view, histories)["n"].to_numpy()[-1])
    family = BY_ASSET[move.asset]
    rank = move.fast if family.rises else 1.0 - move.fast
    return _made(rule, move, family.sign * worst_z(move), rank, n, move.observed)


def _tie(rule: PartRule, move: GroupMove, pairs: Sequence[Pair]) -> Part:
    """Return the mean of correlations over a month, and of their places in their own histories."""
    found = [r for pair in pairs if (r := ranked(pair))]
    if not found:
        raise NotMeasured(FEW if pairs else "nothing else is in a rout")
    value, rank, n = (float(np.mean(column)) for column in zip(*found, strict=True))
    return _made(rule, move, value, rank, int(n), move.observed)


def _made(
    rule: PartRule, move: GroupMove, value: float, rank: float, n: int, observed: date
) -> Part:
    spread = move.unit == "bp" and rule.display in ("percent", "share")
    turned = rule.signed and BY_ASSET[move.asset].rises
    return Part(
        name=rule.name,
        label=rule.label_bp if spread else rule.label,
        score=rule.score,
        group=rule.group,
        value=float(value),
        display=("bp" if rule.signed else "width") if spread else rule.display,
        percentile=float(rank),
        stress=float(rank if (rule.side == "high") is not turned else 1.0 - rank),
        n=n,
        observed=observed,
        reading=rule.reading or None,
    )
