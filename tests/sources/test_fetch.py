"""One source over the wire: every way in which it can fail has a name and one line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sources.loopback import Loopback, serving
from tools.sources.fetch import Fetcher
from tools.sources.request import Failure, Request
from tools.sources.table import Source, addressed, sources

CSV = b"DATE,CLOSE\n11/20/2026,17.5\n"
ASK = Request("VIX", "/VIX.csv", "csv")


OPEN: list[Fetcher] = []


@pytest.fixture(autouse=True)
def closing() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().__exit__()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving(Loopback(bodies={"/": CSV})) as here:
        yield here


def made(server: Loopback, **changes: object) -> Source:
    source = Source("test", "Test", server.address, "none", (), per_second=100.0, patience=1.0)
    return replace(source, **changes)  # type: ignore[arg-type]


def opened(source: Source, **how: Any) -> Fetcher:
    OPEN.append(Fetcher(source, **how))
    return OPEN[-1]


def fetcher(server: Loopback, waits: list[float] | None = None, **changes: object) -> Fetcher:
    sleep = (lambda seconds: waits.append(seconds)) if waits is not None else (lambda _: None)
    return opened(made(server, **changes), sleep=sleep)


@pytest.mark.parametrize("agent", ["plain", "browser"])
def test_a_body_is_stamped_with_the_time_at_which_it_came(server: Loopback, agent: str) -> None:
    before = datetime.now(UTC)
    found = fetcher(server, agent=agent).get(ASK)
    assert found.body == CSV
    assert before <= found.fetched <= datetime.now(UTC)
    assert ("Chrome" in server.agents[0]) == (agent == "browser")


@pytest.mark.parametrize("agent", ["plain", "browser"])
@pytest.mark.parametrize(
    ("fault", "why", "asked"),
    [
        ("403", "refused", 1),
        ("401", "refused", 1),
        ("429", "busy", 1),
        ("404", "gone", 1),
        ("500", "server", 3),
        ("503", "server", 3),
        ("418", "changed", 1),
        ("page", "page", 1),
        ("cut", "cut", 3),
        ("empty", "empty", 1),
        ("slow", "slow", 1),
        ("drip", "slow", 1),
    ],
)
def test_each_fault_has_its_name(
    server: Loopback, fault: str, why: str, asked: int, agent: str
) -> None:
    if fault == "drip":
        server.bodies["/"] = CSV * 4
    server.faults["/"] = fault
    with pytest.raises(Failure) as failure:
        fetcher(server, agent=agent, patience=0.4 if fault != "drip" else 1.0).get(ASK)
    assert failure.value.why == why
    assert "\n" not in str(failure.value)
    assert str(failure.value).startswith("test VIX")
    assert len(server.asked) == asked


@pytest.mark.parametrize("agent", ["plain", "browser"])
def test_a_host_that_is_not_there_is_said_at_once(agent: str) -> None:
    with serving() as here:
        gone = made(here, agent=agent)
    began = time.monotonic()
    with pytest.raises(Failure) as failure:
        opened(gone, sleep=lambda _: None).get(ASK)
    assert failure.value.why == "down"
    assert time.monotonic() - began < 3.0


def test_a_second_try_can_mend(server: Loopback) -> None:

    server.faults["/"] = "500"
    waits: list[float] = []
    patient = fetcher(server, waits)
    original = patient._sleep

    def sleeping(seconds: float) -> None:
        server.faults.clear()
        original(seconds)

    patient._sleep = sleeping
    assert patient.get(ASK).body == CSV
    assert len(server.asked) == 2


def test_a_wait_that_the_source_asks_for_is_kept(server: Loopback) -> None:
    server.faults["/"], server.headers = "503", {"Retry-After": "7"}
    waits: list[float] = []
    with pytest.raises(Failure):
        fetcher(server, waits).get(ASK)
    assert waits.count(7.0) == 2


def test_a_long_wait_is_left_to_a_later_run(server: Loopback) -> None:
    server.faults["/"], server.headers = "429", {"Retry-After": "1800"}
    with pytest.raises(Failure) as failure:
        fetcher(server).get(ASK)
    assert failure.value.wait == 1800.0
    assert "30 min" in str(failure.value)


def test_a_key_is_sent_and_never_said(server: Loopback) -> None:
    asking = opened(made(server, key_in="query:api_key"), key="s3cret", sleep=lambda _: None)
    asking.get(ASK)
    assert "api_key=s3cret" in server.asked[0]
    with serving() as here:
        gone = made(here, key_in="query:api_key")
    with pytest.raises(Failure) as failure:
        opened(gone, key="s3cret", sleep=lambda _: None).get(ASK)
    assert "s3cret" not in str(failure.value)
    server.bodies["/"] = b'{"detail": "Invalid token s3cret"}'
    asking = opened(made(server, key_in="query:api_key"), key="s3cret", sleep=lambda _: None)
    with pytest.raises(Failure, match="its answer repeats the key") as failure:
        asking.get(ASK)
    assert "s3cret" not in str(failure.value)


def test_the_pace_is_kept(server: Loopback) -> None:
    asking = opened(made(server, per_second=20.0))
    for _ in range(5):
        asking.get(ASK)
    steps = [b - a for a, b in zip(server.times, server.times[1:], strict=False)]
    assert min(steps) > 0.04


def test_a_mirror_has_a_folder_for_every_host() -> None:
    cboe = addressed(sources()["cboe"], mirror="http://127.0.0.1:1/m/")
    assert cboe.base == ("http://127.0.0.1:1/m/cdn.cboe.com/api/global/us_indices/daily_prices")
    assert cboe.url("//img.example/a.xls") == "http://127.0.0.1:1/m/img.example/a.xls"
    assert sources()["cboe"].url("//img.example/a.xls") == "https://img.example/a.xls"
    assert addressed(sources()["cboe"], base="http://b/").base == "http://b"
    assert addressed(sources()["cboe"]) == sources()["cboe"]
    # The sources of one host wait for one another behind a mirror too, and for no others.
    assert cboe.host == sources()["cboe"].host == "cdn.cboe.com"
    assert addressed(sources()["cboe"], base="http://b/").host == "b"
