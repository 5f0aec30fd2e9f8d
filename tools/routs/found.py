"""The routs at a session: each asset's own scores and parts, and what moved with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from tools.history import Histories
from tools.market.view import MarketView
from tools.records import GroupMove
from tools.routed import Rout
from tools.routs.around import Around
from tools.routs.asset import Asset, asset_of, index_of, worst_z
from tools.routs.course import Dates, course
from tools.routs.parts import parts_of
from tools.routs.scores import score
from tools.routs.ties import Pair, tie
from tools.selloff import Picture
from tools.selloff.families import BY_ASSET


def routs(view: MarketView, histories: Histories, seen: Picture) -> tuple[Rout, ...]:
    """Return every rout of the session, the furthest out first.

    Parameters
    ----------
    view : MarketView
        The as-of market.
    histories : Histories
        The metrics' histories of the same market.
    seen : Picture
        What is selling off: its ``routed`` assets are told, whatever the label.
    """
    moves = [m for m in seen.moves if m.asset in seen.routed]
    own = {m.asset: asset_of(m, view, histories) for m in moves}
    index = index_of(view, histories)
    worst = _worst_of_each(moves)

    @cache
    def pair(names: frozenset[str]) -> Pair:
        one, other = (own.get(name, index) for name in sorted(names))
        return one.beside(other)

    found = []
    for move in moves:
        others = [index, *(own[m.asset] for m in worst if m.group != move.group)]
        pairs = {other.name: pair(frozenset({move.asset, other.name})) for other in others}
        found.append(_rout(move, own[move.asset], others, pairs, view, histories))
    found.sort(key=lambda r: -abs(r.worst))
    return _told(found, view, histories) if seen.selloff == "beneath" else tuple(found)


def _told(found: Sequence[Rout], view: MarketView, histories: Histories) -> tuple[Rout, ...]:
    """Return the routs with how the furthest out of each family went, and what was around it.

    That of a fall of the index is read from the index's own peak instead.
    """
    prices, dates, done = Around(view, histories), Dates(view), set[str]()
    out = []
    for rout in found:
        if rout.group in done:
            out.append(rout)
            continue
        done.add(rout.group)
        macro, unread = prices.since(rout.since, rout.asset)
        worst, events = course(BY_ASSET[rout.asset], rout.since, view, histories, dates)
        parts = (*rout.parts, *macro, *worst)
        out.append(replace(rout, parts=parts, missing={**rout.missing, **unread}, events=events))
    return tuple(out)


def _worst_of_each(moves: Sequence[GroupMove]) -> list[GroupMove]:
    """Return the fastest asset of each group: it stands for its group beside the others."""
    by_group: dict[str, GroupMove] = {}
    for move in sorted(moves, key=worst_z):
        by_group.setdefault(move.group, move)
    return list(by_group.values())


def _rout(
    move: GroupMove,
    one: Asset,
    others: Sequence[Asset],
    pairs: Mapping[str, Pair],
    view: MarketView,
    histories: Histories,
) -> Rout:
    parts, missing = parts_of(move, pairs, view, histories)
    ties = (tie(pairs[other.name], other.name, other.label) for other in others)
    return Rout(
        asset=move.asset,
        group=move.group,
        label=move.label,
        unit=move.unit,
        peak=move.peak,
        trading_days=move.trading_days,
        return_=move.return_,
        since=one.since,
        fell=one.fell,
        z5=move.z5,
        z10=move.z10,
        amplification=score(parts, "amplification"),
        vulnerability=score(parts, "vulnerability"),
        parts=parts,
        ties=tuple(t for t in ties if t),
        missing=missing,
        sessions=one.sessions,
    )
