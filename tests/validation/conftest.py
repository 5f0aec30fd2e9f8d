"""Trials of the real market, made once for all workers of a run: they take most of a minute."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.workspace import Workspace
from tools.episodes import load
from tools.validation.study import Scope, Study, study
from tools.validation.trials import trials

EPISODES = Path(__file__).resolve().parents[2] / "corpus" / "episodes.toml"


@pytest.fixture(scope="session")
def real_study(real_market: Workspace, market_home: Path) -> Study:
    """Return the study of the real market by the episodes that ship."""
    episodes = load(EPISODES)
    stored = market_home / "trials.pickle"
    with FileLock(market_home / "trials.lock"):
        if not stored.exists():
            made = trials(real_market.market, real_market.histories, episodes)
            stored.write_bytes(pickle.dumps(made))
    found, skipped = pickle.loads(stored.read_bytes())
    sessions = real_market.market.sessions
    first, last = sessions[0].date(), sessions[-1].date()
    ref = real_market.market.view().ref
    return study(Scope(ref, first, last, EPISODES.name, episodes, skipped), found)
