"""Every source in every way that it can fail: what a user sees, and that nothing is lost."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.live import sole
from tests.sources.world_faults import FAULTS, WHERE, failing
from tests.sources.world_pull import Puller
from tools.history import Histories
from tools.market.contents import Contents
from tools.sources.costs import costs
from tools.sources.table import sources

pytestmark = pytest.mark.usefixtures("small")

SAYS = {
    "down": ("cannot be reached",),
    "403": ("refused",),
    "429": ("too many requests (429): not asked again for 60 min",),
    "500": ("the source has a fault (500)",),
    "page": ("web page", "refused", "no link", "another layout"),
    "cut": ("ended before the body did", "ends too early", "no crumb"),
    "empty": ("an empty body", "no crumb"),
    "changed": ("",),
    "slow": ("no answer within", "no whole answer in time"),
}


def data(held: Contents) -> Contents:
    """Return what a market holds, without the marks of runs that brought nothing."""
    return replace(held, archived={}, runs={}, digests="", digest_key="")


def _cases() -> list[tuple[str, str]]:
    """Return each source with a fault in turn and one with all; all of them where asked for."""
    faults, names = list(FAULTS), list(sources())
    if os.environ.get("UNWIND_ALL_FAULTS"):
        return [(name, fault) for name in names for fault in faults]
    turn = [(name, faults[number % len(faults)]) for number, name in enumerate(names)]
    return list(dict.fromkeys([*turn, *(("cboe", fault) for fault in faults)]))


@pytest.mark.parametrize(("source", "fault"), _cases())
def test_a_source_that_fails_says_so_and_loses_nothing(
    morning: Puller, source: str, fault: str
) -> None:
    seen = failing(morning, source, fault)
    outcome = seen.outcome
    assert outcome.state == "stale", (outcome.state, outcome.failures, outcome.notes)
    assert outcome.failures
    for line in outcome.failures:
        assert "\n" not in line and len(line) < 300
        assert line.startswith(source)
        assert "secret" not in line
    said = " ".join(outcome.failures)
    assert any(words in said for words in SAYS[fault]), said
    assert data(seen.after) == data(seen.before)


def test_a_source_that_never_came_costs_what_nothing_else_gives(
    evening: Puller, tmp_path: Path
) -> None:
    puller = evening.copy(tmp_path / "live")
    named = [s for s in puller.sources if s.id in ("cboe-put-call", "treasury")]
    parts = [f"{part}/{source.id}" for source in named for part in source.gives]
    puller.store.accumulate([], {}, drop=parts)
    market = puller.market
    lost = [sole(market.store.manifest, source) for source in named]
    found = costs(lost, Histories(market).readings(market.view()))
    assert found["treasury"] == ()  # FRED has the yields too
    assert "positioning.put_call" in found["cboe-put-call"]
    beside = {"positioning.tail_hedging", "behaviour.capitulation_signs"}
    assert all("put_call" in name or name in beside for name in found["cboe-put-call"])


@pytest.mark.parametrize("source", ["fred", "cftc", "members"])
def test_a_source_that_fails_leaves_the_others_whole(morning: Puller, source: str) -> None:
    names = ("cboe", "fred", "cftc", "members", "naaim")
    morning.world.loopback.faults[WHERE[source]] = "page"
    states = {o.source.id: o.state for o in morning(*names).outcomes}
    assert states == {name: "stale" if name == source else "fresh" for name in names}


def test_every_source_is_in_the_table() -> None:
    assert WHERE.keys() == sources().keys()
