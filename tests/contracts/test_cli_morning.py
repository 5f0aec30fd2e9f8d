"""``unwind morning``: what it prints, exits with and logs, with and without anything to pull."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.morning import NOTHING, Morning, run
from assistant.runlog import RunLog
from assistant.settings import DEMO, Settings
from assistant.tables.morning import morning_text
from assistant.workspace import Workspace
from tests.contracts.command import Command
from tools.records import UnwindError
from tools.sources.outcome import Outcome, Pulled
from tools.sources.table import sources

KEYS = {
    "schema",
    "market",
    "simulated",
    "provisional",
    "session",
    "since",
    "repeated",
    "age",
    "pull",
    "label",
    "alerts",
    "cleared",
    "routs",
    "changed",
    "last_note",
    "note",
}
NEW, QUIET = "2026-05-29", "2026-05-20"  # of the demo's last days: a threshold fired, and nothing


@pytest.fixture
def home(demo_market: Workspace, market_home: Path, tmp_path: Path) -> Path:
    """Return a home of its own with the demo that all tests share."""
    home = tmp_path / "home"
    (home / "markets").mkdir(parents=True)
    (home / "markets" / DEMO).symlink_to(market_home / "markets" / DEMO)
    return home


@pytest.fixture
def pulled_home(home: Path) -> Path:
    """Return it with a copy of the demo that passes for a market that is pulled."""
    shutil.copytree(home / "markets" / DEMO, home / "markets" / "live")
    record = home / "markets" / "live" / "manifest.json"
    body = json.loads(record.read_text())
    record.write_text(json.dumps(body | {"simulated": False, "name": "live"}))
    return home


@pytest.fixture
def unwind(home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(home, capsys)


def log(home: Path) -> list[dict[str, Any]]:
    return [json.loads(x) for x in (home / "logs" / "morning.jsonl").read_text().splitlines()]


def outcomes(state: str, bodies: int = 0) -> Pulled:
    found = [Outcome(sources()[name], state, bodies) for name in ("cboe", "fred")]  # type: ignore[arg-type]
    for outcome in found:
        if state not in ("fresh", "not due"):
            outcome.failures.append(f"{outcome.source.id}: cannot be reached")
    return Pulled(tuple(found), changed=bool(bodies))


def pulling(monkeypatch: pytest.MonkeyPatch, result: Pulled | UnwindError) -> list[str]:
    """Let a pull end so; return the names of the markets that are pulled."""
    asked: list[str] = []

    def pull_market(settings: Settings, name: str, **_: object) -> tuple[Pulled, dict[str, Any]]:
        asked.append(name)
        if isinstance(result, UnwindError):
            raise result
        return result, {}

    monkeypatch.setattr("assistant.live.pull_market", pull_market)
    return asked


def test_a_run_tells_what_is_new_once(unwind: Command, home: Path) -> None:
    first = unwind("morning", "--market", "demo", "--alert")
    assert (first.status, first.err) == (3, "")
    assert first.out.startswith("SIMULATED · Unwind · market demo · as of 29 May 2026")
    assert "demo is simulated" in first.out
    assert "Fired since 28 May" in first.out
    second = unwind("morning", "--market", "demo", "--alert")
    assert (second.status, second.err) == (0, "")
    assert "nothing has fired, cleared or changed since" in second.out
    assert "Fired" not in second.out
    one, two = log(home)
    assert [one["exit"], two["exit"]] == [3, 0]
    assert [a["id"] for a in one["alerts"]] == ["positioning.style_high_beta_21d below p5"]
    assert two["alerts"] == []
    for entry in (one, two):
        assert entry["market"] == "demo"
        assert entry["session"] == "2026-05-29"
        assert entry["seconds"] > 0
        assert abs((datetime.now(UTC) - datetime.fromisoformat(entry["when"])).total_seconds()) < 60


def test_alerts_change_the_status_only_where_asked(unwind: Command) -> None:
    for day, status in ((NEW, 3), (QUIET, 0)):
        rehearsal = ("morning", "--market", "demo", "--as-of", day)
        assert unwind(*rehearsal).status == 0
        assert unwind(*rehearsal, "--no-alert").status == 0
        assert unwind(*rehearsal, "--alert").status == status


def test_a_rehearsal_leaves_no_trace(
    unwind: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pulling(monkeypatch, outcomes("fresh", 1))
    one, two = (unwind("morning", "--market", "demo", "--as-of", NEW) for _ in range(2))
    assert one.status == 0
    assert one.out == two.out
    assert asked == []
    assert not (home / "logs").exists()


def test_json_is_for_a_program(unwind: Command) -> None:
    body = json.loads(unwind("morning", "--market", "demo", "--as-of", NEW, "--json").out)
    assert set(body) == KEYS
    assert (body["session"], body["since"]) == (NEW, "2026-05-28")
    (alert,) = body["alerts"]
    assert (alert["kind"], alert["was"], alert["now"]) == ("watch", "not fired", "fired")
    assert alert["side"] == "below"
    assert alert["value"] < alert["bound"]
    assert body["label"]["now"]["engine"] == "positioning"
    assert sum(body["label"]["now"]["probability"].values()) == pytest.approx(1.0, abs=1e-3)
    assert len(body["note"]) <= 25
    assert not any("[[" in line for line in body["note"])


def test_the_note_is_written_as_markdown(unwind: Command, tmp_path: Path) -> None:
    path = tmp_path / "note.md"
    done = unwind("morning", "--market", "demo", "--as-of", NEW, "--note", path)
    assert done.status == 0
    text = path.read_text()
    assert text.startswith("# ")
    assert "**Fired since 28 May" in text
    assert "[[" not in text


def test_wrong_usage_stays_two_and_help_says_three(unwind: Command) -> None:
    assert unwind("morning", "--note", "note.txt", "--no-pull").status == 2
    assert unwind("morning", "--as-of", "yesterday").status == 2
    shown = " ".join(unwind("morning", "--help").out.split())
    assert "0 an answer, 1 a failure, 2 wrong usage" in shown
    assert "with --alert also 3" in shown


def test_without_a_market_it_fails_in_one_line(unwind: Command, home: Path) -> None:
    done = unwind("morning", "--market", "nowhere", "--no-pull", "--alert")
    assert "no market named nowhere" in done.complaint
    (entry,) = log(home)
    assert (entry["exit"], entry["told"]) == (1, False)
    assert "no market named nowhere" in entry["error"]
    assert "no source 'nasa'" in unwind("morning", "--source", "nasa").complaint


def test_a_first_pull_that_gives_nothing_says_why(
    unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulling(monkeypatch, outcomes("missing"))
    complaint = unwind("morning", "--market", "empty").complaint
    assert complaint == (
        "no source gave anything, and there is no market empty yet: cboe: cannot be reached"
    )


@pytest.mark.parametrize("state", ["stale", "missing"])
def test_a_pull_that_fails_still_tells_what_is_held(
    pulled_home: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    pulling(monkeypatch, outcomes(state))
    found = held(pulled_home)
    text = " ".join(morning_text(found).split())
    assert found.drawn.trouble == NOTHING
    assert f"Pull: 2 {state}." in text
    assert "Nothing was pulled: no source gave anything" in text
    assert "Failed: cboe: cannot be reached" in text
    # 29 May 2026 is a Friday: a week later the Thursday's close was the fourth since.
    assert "The market live ends on 29 May 2026, 4 sessions ago." in text
    assert "Fired since 28 May" in text


def test_a_pull_under_way_is_said(pulled_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pulling(monkeypatch, UnwindError("market live: another pull is under way"))
    text = morning_text(held(pulled_home))
    assert "Nothing was pulled: market live: another pull is under way." in text
    assert "positioning" in text


def test_a_pull_that_works_needs_no_remark(
    pulled_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pulling(monkeypatch, outcomes("fresh", 3))
    text = morning_text(held(pulled_home, datetime(2026, 5, 29, 22, tzinfo=UTC)))
    assert asked == ["live"]
    assert "Pull: 2 fresh." in text
    assert "Nothing was pulled" not in text
    assert "ago" not in text


def held(home: Path, at: datetime = datetime(2026, 6, 5, 12, tzinfo=UTC)) -> Morning:
    return run(Settings(home=home, market=DEMO), "live", clock=lambda: at)


def test_a_log_that_cannot_be_written_is_a_failure(unwind: Command, home: Path) -> None:
    (home / "logs").write_text("")
    done = unwind("morning", "--market", "demo")
    assert done.status == 1
    assert "cannot be logged" in done.err
    assert "Fired since 28 May" in done.out


def test_a_damaged_log_costs_no_run(unwind: Command, home: Path) -> None:
    (home / "logs").mkdir()
    path = home / "logs" / "morning.jsonl"
    path.write_text('nonsense\n{"market":"demo","told":true,"state":{}}\n{"market":"demo","to')
    done = unwind("morning", "--market", "demo", "--alert")
    assert done.status == 3
    assert json.loads(path.read_text().splitlines()[-1])["exit"] == 3


def test_the_log_rotates_and_keeps_every_line_whole(tmp_path: Path) -> None:
    runs = RunLog(tmp_path / "logs" / "runs.jsonl", largest=2_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: runs.append({"n": n, "pad": "x" * 40}), range(200)))
    kept = sorted(tmp_path.glob("logs/runs.jsonl*"))
    assert [p.name for p in kept] == [f"runs.jsonl{end}" for end in ("", ".1", ".2", ".3")]
    lines = [json.loads(line) for path in kept for line in path.read_text().splitlines()]
    assert len({entry["n"] for entry in lines}) == len(lines)
    assert all(path.stat().st_size < 2_100 for path in kept)
    last = json.loads(kept[0].read_text().splitlines()[-1])
    assert runs.last() == last
    assert runs.last(n=json.loads(kept[2].read_text().splitlines()[0])["n"]) is not None
    assert runs.last(n=-1) is None


@pytest.mark.parametrize("more", [(), ("--alert",), ("--strict",)])
def test_a_dead_feed_is_a_failure_and_the_note_is_printed(
    pulled_home: Path,
    unwind: Command,
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, ...],
) -> None:
    pulling(monkeypatch, outcomes("stale"))
    done = unwind("morning", *more)
    assert done.complaint == NOTHING
    assert "Nothing was pulled" in done.out and "Fired since 28 May" in done.out
    (entry,) = log(pulled_home)
    assert (entry["exit"], entry["told"]) == (1, True)


def test_a_pull_that_cannot_be_made_is_a_failure(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulling(monkeypatch, UnwindError("market live: another pull is under way"))
    assert unwind("morning").complaint == "market live: another pull is under way"


def test_one_source_that_fails_fails_a_strict_morning_alone(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = (*outcomes("fresh", 3).outcomes[:1], *outcomes("stale").outcomes[1:])
    pulling(monkeypatch, Pulled(some, changed=True))
    assert unwind("morning").status == 0
    done = unwind("morning", "--strict")
    assert done.complaint == "fred: cannot be reached"
    assert "Pull: 1 fresh, 1 stale." in done.out


def test_where_others_had_nothing_to_ask_for_a_dead_feed_is_one(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The morning after a long weekend, without a network."""
    some = (*outcomes("current").outcomes[:1], *outcomes("stale").outcomes[1:])
    pulling(monkeypatch, Pulled(some, changed=False))
    assert unwind("morning").complaint == NOTHING


def test_a_source_that_is_behind_fails_a_strict_morning_alone(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulling(monkeypatch, outcomes("behind", 3))
    done = unwind("morning")
    assert done.status == 0 and "Older than they should be: " in done.out
    assert ": behind" in unwind("morning", "--strict").complaint
    assert json.loads(unwind("morning", "--json").out)["pull"]["behind"]


def test_the_log_says_why_a_source_failed(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = (*outcomes("fresh", 3).outcomes[:1], *outcomes("stale").outcomes[1:])
    pulling(monkeypatch, Pulled(some, changed=True))
    unwind("morning")
    (entry,) = log(pulled_home)
    assert entry["failures"] == ["fred: cannot be reached"]


@pytest.mark.parametrize("state", ["not due", "no key", "current", "fresh"])
def test_where_nothing_failed_a_strict_morning_is_well(
    pulled_home: Path, unwind: Command, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    pulling(monkeypatch, outcomes(state, 3 * (state == "fresh")))
    assert (unwind("morning", "--strict").status, unwind("morning", "--no-pull").status) == (0, 0)


def test_help_says_what_a_dead_feed_does(unwind: Command) -> None:
    shown = " ".join(unwind("morning", "--help").out.split())
    assert "brings nothing from any source asked is a failure" in shown
    assert "--strict" in shown


@pytest.mark.parametrize(
    "told",
    [
        {"engine": "x"},
        {"engine": None},
        {"engine": ["macro"]},
        {"selloff": "some"},
        {"routs": [None]},
        {"routs": [[1]]},
        {"routs": 3},
    ],
)
def test_a_log_that_tells_of_no_label_is_passed_over(
    pulled_home: Path, unwind: Command, told: dict[str, Any]
) -> None:
    assert unwind("morning", "--no-pull").status == 0
    path = pulled_home / "logs" / "morning.jsonl"
    entry = log(pulled_home)[-1]
    entry["state"] |= told
    path.write_text(json.dumps(entry) + "\n")
    assert unwind("morning", "--no-pull").status == 0


def test_a_line_nested_too_deeply_is_none(pulled_home: Path, unwind: Command) -> None:
    path = pulled_home / "logs" / "morning.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[" * 200_000 + "\n")
    assert unwind("morning", "--no-pull").status == 0
