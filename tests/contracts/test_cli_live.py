"""``unwind market pull`` and ``verify``: what they print, exit with and leave behind."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.workspace import Workspace
from tests.contracts.command import Command
from tests.market.made import tree
from tests.sources.world import World
from tools.records import UnwindError
from tools.sources import fetch

EVENING = datetime(2026, 5, 29, 23, tzinfo=UTC)
CLOSED = "http://127.0.0.1:1"
TWO = ("--source", "naaim", "--source", "squeezemetrics")
NAAIM, DIX = "/naaim.org", "/squeezemetrics.com"


@pytest.fixture
def unwind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(tmp_path / "home", capsys)


@pytest.fixture
def world(demo_market: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    found = World(demo_market.market, EVENING)
    monkeypatch.setattr(fetch, "BACK_OFF", 0.0)
    with found.serving() as mirror:
        monkeypatch.setenv("UNWIND_MIRROR", mirror)
        yield found


def folder(unwind: Command) -> Path:
    return unwind.home / "markets" / "live"


def test_a_pull_says_what_came_and_that_it_is_old(unwind: Command, world: World) -> None:
    """The world ends in May 2026, long before the clock of whoever asks."""
    done = unwind("market", "pull", *TWO)
    assert (done.status, done.err) == (0, "")
    assert "2 behind; market live has changed." in done.out
    rows = [line for line in done.out.splitlines() if line.startswith(("naaim", "squeeze"))]
    assert len(rows) == 2 and all("behind" in row and "2026-05" in row for row in rows)
    assert done.out.count("older than it should be by now") == 2
    assert max(map(len, done.out.splitlines())) <= 100
    strict = unwind("market", "pull", *TWO, "--strict")
    assert strict.complaint == "failed or behind: squeezemetrics, naaim"


def test_a_future_beginning_is_refused(unwind: Command) -> None:
    done = unwind("market", "pull", "--since", "2999-01-01")
    assert done.complaint.startswith("--since 2999-01-01 lies in the future: today is ")
    assert not folder(unwind).exists()


def test_a_pull_as_json(unwind: Command, world: World) -> None:
    world.loopback.faults[NAAIM] = "page"
    done = unwind("market", "pull", *TWO, "--json")
    body = json.loads(done.out)
    assert (body["market"], body["changed"]) == ("live", True)
    by_id = {row["id"]: row for row in body["sources"]}
    assert by_id["squeezemetrics"]["state"] == "behind" and not by_id["squeezemetrics"]["failures"]
    assert by_id["naaim"]["state"] == "missing" and by_id["naaim"]["last"] is None
    assert by_id["naaim"]["failures"]


@pytest.mark.parametrize("command", [("market", "pull"), ("morning",)])
@pytest.mark.parametrize("wanted", [True, False])
def test_running_bars_are_asked_for_by_a_flag(
    unwind: Command, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], wanted: bool
) -> None:
    """What a pull makes of it is in tests/sources/test_provisional.py, whose clock can be set."""
    seen: list[bool] = []

    def pulled(*_: object, provisional: bool, **__: object) -> None:
        seen.append(provisional)
        raise UnwindError("no further")

    monkeypatch.setattr("assistant.live.pull_market", pulled)
    assert "no further" in unwind(*command, *(["--provisional"] if wanted else [])).complaint
    assert seen == [wanted]


def test_one_source_that_fails_fails_a_strict_pull_alone(unwind: Command, world: World) -> None:
    assert unwind("market", "pull", *TWO).status == 0
    world.loopback.faults[DIX] = "403"
    done = unwind("market", "pull", *TWO)
    assert (done.status, done.err) == (0, "")
    assert "1 behind, 1 stale" in done.out and "refused (403)" in done.out
    strict = unwind("market", "pull", *TWO, "--strict")
    assert strict.complaint == "failed or behind: squeezemetrics, naaim"
    assert "refused (403)" in strict.out


def test_without_a_network_every_source_says_so_at_once(
    unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNWIND_MIRROR", CLOSED)
    begun = time.monotonic()
    done = unwind("market", "pull")
    assert time.monotonic() - begun < 30
    assert done.complaint == "no source gave anything; what the market held is as it was"
    assert done.out.count("cannot be reached") >= 20
    assert done.out.count("the list of members has not come") == 2
    assert not (folder(unwind) / "manifest.json").exists()


def test_many_failures_of_one_kind_are_one_line(unwind: Command, world: World) -> None:
    world.loopback.faults["/cdn.cboe.com"] = "empty"
    done = unwind("market", "pull", "--source", "cboe")
    assert done.out.count("an empty body") == 1
    assert "VIX, VIX9D, VIX3M: an empty body: ask again later" in done.out


def test_keys_are_shown_nowhere(
    unwind: Command, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", "s3cret-of-mine")
    for fault in ("403", "reset", "cut"):
        world.loopback.faults["/api.stlouisfed.org"] = fault
        done = unwind("market", "pull", "--source", "fred-vintages", "--json")
        assert "s3cret" not in done.out + done.err
    kept = (p for p in folder(unwind).rglob("*") if p.is_file())
    assert not [path for path in kept if b"s3cret" in path.read_bytes()]


def test_a_source_that_wants_a_key_says_which(unwind: Command, world: World) -> None:
    done = unwind("market", "pull", "--source", "tiingo", "--source", "naaim")
    assert done.status == 0 and "tiingo (TIINGO_API_KEY)" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--source", "nobody"), "no source 'nobody'"),
        (("--into", "demo"), "demo is the simulated market"),
        (("--into", "../x"), "is no market name"),
    ],
)
def test_what_cannot_be_pulled(unwind: Command, arguments: tuple[str, ...], says: str) -> None:
    assert says in unwind("market", "pull", *arguments).complaint


def test_two_pulls_at_once(unwind: Command, world: World) -> None:
    folder(unwind).mkdir(parents=True)
    with FileLock(folder(unwind) / "pull.lock"):
        assert "another pull is under way" in unwind("market", "pull", *TWO).complaint
    assert not world.loopback.asked


def test_verify_checks_and_rebuilds(unwind: Command, world: World) -> None:
    unwind("market", "pull", *TWO)
    before = tree(folder(unwind) / "objects")
    done = unwind("market", "verify", "live")
    assert done.status == 0
    assert "3 bodies of 2 runs" in done.out and "as it was" in done.out
    assert tree(folder(unwind) / "objects") == before
    assert "was not pulled" in unwind("market", "verify", "none").complaint


def test_a_damaged_archive_is_named(unwind: Command, world: World) -> None:
    unwind("market", "pull", *TWO)
    (pack,) = (folder(unwind) / "archive" / "squeezemetrics").iterdir()
    body = bytearray(pack.read_bytes())
    body[len(body) // 2] ^= 0xFF
    pack.write_bytes(bytes(body))
    before = tree(folder(unwind) / "objects")
    complaint = unwind("market", "verify", "live").complaint
    assert "archive of squeezemetrics" in complaint and "restore this file" in complaint
    assert tree(folder(unwind) / "objects") == before
