"""The label of every session: broad, index, beneath or none, by the published thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from tools.selloff.families import BY_ASSET, FACTOR
from tools.selloff.sides import Flags, Side, side_of, tied
from tools.selloff.thresholds import Thresholds, thresholds
from tools.selloff.tracks import FAST


@dataclass(frozen=True, slots=True)
class Labels:
    """What was selling off on each session.

    ``measured`` marks the sessions that could have had any label: the index and at least two
    groups besides factors were measured. ``counted`` says by asset whether it was among those that
    gave the session's label.
    """

    label: npt.NDArray[np.str_]
    measured: Flags
    counted: Mapping[str, Flags]


def label_sessions(
    sessions: pd.DatetimeIndex, index: pd.DataFrame, tracks: Mapping[str, pd.DataFrame]
) -> Labels:
    """Return the label of every session.

    Parameters
    ----------
    sessions : DatetimeIndex
        The index's sessions up to the as-of date.
    index : DataFrame
        From ``index_track``.
    tracks : mapping of str to DataFrame
        From ``tracks``, of the families that were measured.

    Notes
    -----
    *Index* where its leg lost enough, or lost a little and fast. Then *broad* where enough groups,
    factors apart, fell over the index's own window. Otherwise *beneath* where enough groups had a
    rout over five or ten sessions, or one of them a very large one. Shocks upward count as one
    group, however many there are, beside something that falls: one that rose beyond its threshold
    and over a quarter moved against the index (*broad*) or against an asset in a rout that is not
    its mirror (*beneath*).
    """
    rules, n = thresholds(), len(sessions)
    sides = {a: side_of(BY_ASSET[a], frame, n) for a, frame in tracks.items()}
    risks = {a: s for a, s in sides.items() if BY_ASSET[a].role == "risk"}
    others = {a: s for a, s in risks.items() if BY_ASSET[a].group != FACTOR}
    shocks = {a: s for a, s in sides.items() if BY_ASSET[a].role == "shock"}
    own = index.reindex(sessions)
    down, ready = _falls(own, rules), (own["z"].notna() | (own["sessions"] == 0)).to_numpy()
    fast, with_index, level = (own[name].to_numpy() for name in ("z5", "z", "level"))
    market = Side(fast, with_index, level, np.zeros(n, dtype=np.intp))

    fell_with = {a: s.with_index <= rules.broad.z for a, s in others.items()}
    rose_with = {
        a: tied(s, market, down & (s.with_index <= rules.shock.z), rules.shock)
        for a, s in shocks.items()
    }
    routs = {a: s.fast <= rules.beneath.z for a, s in risks.items()}
    beside = {a: _beside(a, s, risks, routs, rules) for a, s in shocks.items()}
    large = {a: s.fast < _alone(a, rules) for a, s in risks.items()}

    broad = _with_one_shock(fell_with, rose_with, n) >= rules.broad.families
    several = _with_one_shock(routs, beside, n) >= rules.beneath.families
    beneath = several | (_groups(large, n) > 0)
    label = np.where(down, np.where(broad, "broad", "index"), np.where(beneath, "beneath", "none"))
    told = {a: np.isfinite(s.fast) | np.isfinite(s.with_index) for a, s in others.items()}
    counted = {a: flags & (label == "beneath") for a, flags in (routs | beside).items()}
    for a, flags in (fell_with | rose_with).items():
        counted[a] = counted[a] | (flags & (label == "broad"))
    return Labels(label, (_groups(told, n) >= rules.broad.families) & ready, counted)


def _falls(own: pd.DataFrame, rules: Thresholds) -> Flags:
    """Return where the index itself is in a sell-off."""
    fell = own["return"].to_numpy()
    worst = own[["z", *FAST]].min(axis=1).to_numpy()
    fast = (worst <= rules.index.z) & (fell <= rules.index.least)
    flags: Flags = (fell <= rules.index.fall) | fast
    return flags


def _beside(
    asset: str,
    shock: Side,
    risks: Mapping[str, Side],
    routs: Mapping[str, Flags],
    rules: Thresholds,
) -> Flags:
    """Return where a shock came with the rout of an asset that it moves against."""
    rose = shock.fast <= rules.shock.z
    out = np.zeros(len(rose), dtype=bool)
    for other, rout in routs.items():
        if BY_ASSET[other].group not in BY_ASSET[asset].mirrors:
            out |= tied(shock, risks[other], rose & rout & ~out, rules.shock)
    return out


def _alone(asset: str, rules: Thresholds) -> float:
    """Return the z below which an asset's rout makes a label by itself."""
    return rules.beneath.momentum if BY_ASSET[asset].metric else rules.beneath.one


def _with_one_shock(
    fell: Mapping[str, Flags], rose: Mapping[str, Flags], sessions: int
) -> npt.NDArray[np.int64]:
    """Return how many groups fell, and one more where there is a shock, however many there are."""
    return _groups(fell, sessions) + np.minimum(_groups(rose, sessions), 1)


def _groups(flags: Mapping[str, Flags], sessions: int) -> npt.NDArray[np.int64]:
    """Return how many groups have an asset that meets a condition at each session."""
    by_group: dict[str, Flags] = {}
    for asset, met in flags.items():
        group = BY_ASSET[asset].group
        by_group[group] = by_group.get(group, np.zeros(sessions, dtype=bool)) | met
    return sum((met.astype(np.int64) for met in by_group.values()), np.zeros(sessions, np.int64))
