"""What the page says of a market that is old, or whose last bar still ran when it was fetched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from assistant.age import old
from assistant.settings import DEMO
from assistant.workspace import Workspace
from tests.app.pages import FIRST, ask, body, click, page
from tools.market.provisional import Provisional, path_in
from tools.market.store import Store

FRIDAY, EARLIER = date(2026, 5, 29), date(2018, 2, 8)
# June 2026: eight weekdays have settled by the evening of the 10th.
EIGHT = "The market live ends on 29 May 2026, 8 sessions ago."
RUNNING = "29 May 2026, running bar, provisional"


@pytest.fixture
def live(
    demo_page: None,
    demo_market: Workspace,
    market_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Return the folder of a copy of the demo that passes for a market that is pulled."""
    folder = tmp_path / "pulled" / "markets" / "live"
    shutil.copytree(market_home / "markets" / DEMO, folder)
    record = folder / "manifest.json"
    body = json.loads(record.read_text())
    record.write_text(json.dumps(body | {"simulated": False, "name": "live"}))
    monkeypatch.setenv("UNWIND_HOME", str(tmp_path / "pulled"))
    monkeypatch.setenv("UNWIND_MARKET", "live")
    return folder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the time by which the page says how old a market is."""

    def set_to(when: datetime) -> None:
        monkeypatch.setattr(
            "assistant.app.chat.old", lambda name, last: old(name, last, lambda: when)
        )

    return set_to


def run_on(folder: Path) -> None:
    """Mark the bar of the market's last session as one that still ran, as a pull at noon does."""
    at = datetime(2026, 5, 29, 17, tzinfo=UTC)
    settled = (folder / "manifest.json").read_text()
    over = Provisional(Store(folder).manifest, at, {"SPX/yahoo": FRIDAY})
    path_in(folder).write_text(over.dump(settled))


def test_an_old_market_is_said_to_be_old(live: Path, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 6, 10, 23, tzinfo=UTC))
    test = page()
    assert body(test).count(EIGHT) == 1
    click(test, FIRST)
    assert "uw-card" in body(test) and body(test).count(EIGHT) == 1
    ask(test, "Is it over?")
    assert body(test).count(EIGHT) == 1
    # A day later it says another number, of the answers that were kept as well.
    clock(datetime(2026, 6, 11, 23, tzinfo=UTC))
    assert "9 sessions ago" in body(test.run()) and EIGHT not in body(test)
    assert "9 sessions ago" in body(page(thread=test.query_params["thread"][0]))


def test_whoever_chose_a_date_is_not_told(live: Path, clock: Callable[[datetime], None]) -> None:
    clock(datetime(2026, 6, 10, 23, tzinfo=UTC))
    test = page(as_of=EARLIER.isoformat())
    assert "ends on" not in body(test)
    assert "ends on" not in body(click(test, FIRST)) and "uw-card" in body(test)
    clock(datetime(2026, 5, 30, 12, tzinfo=UTC))
    assert "ends on" not in body(page())
    clock(datetime(2026, 6, 10, 23, tzinfo=UTC))
    assert "ends on" not in body(page(market=DEMO))


def test_a_running_bar_is_called_one_and_no_close(live: Path) -> None:
    run_on(live)
    test = click(page(), FIRST)
    html = unescape(body(test))
    assert f"You asked · as of {RUNNING}" in html
    assert "Source: market live (provisional bar of 2026-05-29)" in html
    assert f"as of {RUNNING}." in html
    first = next(m.value for m in test.main.markdown if "uw-line" in m.value)
    assert "provisional bar of 2026-05-29" in first
    assert "29 May 2026, close" not in html and "last close" not in html
    assert "close before" not in body(ask(test, "Is it over?"))
    earlier = body(click(page(as_of=EARLIER.isoformat()), FIRST))
    assert "You asked · as of 8 February 2018, close" in earlier
    assert "provisional" not in earlier


def test_the_page_sees_a_running_bar_come_and_go(live: Path) -> None:
    """The settled record stays as it is where a pull brings running bars alone, or takes them."""
    test = click(page(), FIRST)
    assert "29 May 2026, close" in body(test)
    run_on(live)
    assert RUNNING in body(test.run())
    path_in(live).unlink()
    assert RUNNING not in body(test.run()) and "29 May 2026, close" in body(test)
