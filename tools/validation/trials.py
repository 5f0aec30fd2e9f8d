"""What the verdict says of each episode on each day on which it is scored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tools.cases import case_of
from tools.episodes import Episode, score_dates
from tools.history import Histories
from tools.market.view import Market, MarketView
from tools.pillars.registry import specs
from tools.records import NotMeasured, PillarName, UnwindError
from tools.selloff import BY_ASSET, INDEX
from tools.selloff.tracks import tracks
from tools.verdict import Case

LEAST_SESSIONS = 504  # two years: volatility before a peak needs them
ASSETS = (INDEX, *BY_ASSET)
UNSEEN = "not measured here"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One episode as it stood on one day of it.

    ``pillars`` is each pillar's mean stress, for the vote that the verdict is held against, and
    ``vix`` the VIX of the day.
    """

    episode: Episode
    when: str
    day: date
    case: Case
    pillars: Mapping[PillarName, float]
    vix: float | None


def trials(
    market: Market,
    histories: Histories,
    episodes: Sequence[Episode],
    progress: Progress = lambda name, done, total: None,
) -> tuple[tuple[Trial, ...], Mapping[str, str]]:
    """Return the trials of every episode that the market reaches, and why others have none.

    Notes
    -----
    Of an asset that the market does not measure yet on the first day nothing is scored: its rout
    could not be seen, and a control about it would be left alone whatever the verdict does.
    """
    sessions = market.view().sessions
    measured, _ = tracks(market.view(), histories)
    out: list[Trial] = []
    skipped: dict[str, str] = {}
    for done, episode in enumerate(episodes):
        progress(episode.id, done, len(episodes))
        if episode.asset not in ASSETS:
            skipped[episode.id] = f"no asset {episode.asset!r}: write one of {', '.join(ASSETS)}"
            continue
        days = score_dates(episode, sessions)
        if not days:
            skipped[episode.id] = "not all of it lies within the market's sessions"
            continue
        if int(sessions.searchsorted(pd.Timestamp(episode.first))) < LEAST_SESSIONS:
            skipped[episode.id] = "fewer than two years of closes before it"
            continue
        if episode.asset != INDEX and not _seen(measured.get(episode.asset), min(days.values())):
            skipped[episode.id] = UNSEEN
            continue
        for when, day in days.items():
            try:
                out.append(_trial(episode, when, market.view(day), histories))
            except (NotMeasured, UnwindError) as why:
                skipped[f"{episode.id}, {when}"] = str(why)
    return tuple(out), skipped


def _seen(moves: pd.DataFrame | None, day: date) -> bool:
    """Tell whether an asset was measured on a day."""
    return moves is not None and moves.index[0] <= pd.Timestamp(day)


def _trial(episode: Episode, when: str, view: MarketView, histories: Histories) -> Trial:
    case = case_of(view, histories)
    stress: dict[PillarName, list[float]] = {}
    for spec in specs().values():
        found = case.readings.get(spec.id) or histories.reading(spec, view)
        if found.stress is not None:
            stress.setdefault(found.pillar, []).append(found.stress)
    vix = histories.reading(specs()["positioning.vix"], view).value
    pillars = {name: sum(values) / len(values) for name, values in stress.items()}
    return Trial(episode, when, view.session, case, pillars, vix)
