"""Answers that mean harm: each is one source's failure in one line, and none ends the pull."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.contracts.command import Command
from tests.sources import official
from tests.sources.asked import Stand, requests
from tests.sources.charts import chart
from tests.sources.recorded import payload
from tests.sources.world_faults import WHERE
from tests.sources.world_pull import Puller
from tools.market.report import FileReport
from tools.sources import pull as pulls
from tools.sources import wire
from tools.sources.collect import collect
from tools.sources.connectors import earnings, naaim, yahoo
from tools.sources.fetch import Fetcher
from tools.sources.memo import Memo
from tools.sources.request import Failure, Request
from tools.sources.table import Source

AGENTS = pytest.mark.parametrize("agent", ["plain", "browser"])
DAY = 86_400.0
NOW = datetime(2022, 12, 30, 23, tzinfo=UTC)
JSON = b'{"a": 1}'


def answer(status: int, headers: bytes = b"", body: bytes = JSON) -> bytes:
    """Return a reply as it goes over the wire, its headers as they stand."""
    head = b"HTTP/1.1 %d X\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
    return head % (status, headers, len(body)) + body


@pytest.fixture
def told() -> Iterator[Callable[[bytes, str], Failure | bytes]]:
    """Return what a source makes of an answer: a body, or a failure in one line."""
    listening = socket.create_server(("127.0.0.1", 0))
    reply = b""

    def serve() -> None:
        while True:
            try:
                there, _ = listening.accept()
            except OSError:
                return
            with there:
                try:
                    there.recv(65536)
                    there.sendall(reply)
                except OSError:
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()

    def told(answered: bytes, agent: str) -> Failure | bytes:
        nonlocal reply
        reply = answered
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        source = Source("test", "Test", base, "none", (), per_second=1e3, patience=2.0)
        try:
            with Fetcher(replace(source, agent=agent), sleep=lambda _: None) as asking:
                return asking.get(Request("k", "/p", "json")).body
        except Failure as failure:
            assert "\n" not in str(failure) and len(str(failure)) < 300
            assert str(failure).startswith("test k: ")
            return failure

    yield told
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def later(seconds: float) -> bytes:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True).encode()


@AGENTS
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("text", "wait"),
    [
        (b"\xb2", 0.0),
        ("²".encode(), 0.0),
        (b"9" * 400, DAY),
        (b"9" * 5000, DAY),
        (b"99999999999", DAY),
        (b"-5", 0.0),
        (b"nan", 0.0),
        (b"1e3", 0.0),
        (b"1800", 1800.0),
        (b"a date", 1800.0),
        (b"Fri, 31 Dec 9999 23:59:59 GMT", DAY),
        (b"Fri, 31 Dec 9999 23:59:59 -0000", DAY),
        (b"Fri, 31 Dec 9999 23:59:59 -9999", 0.0),
        (b"Fri, 31 Dec 0001 23:59:59 +2300", 0.0),
    ],
)
def test_no_wait_is_longer_than_a_day(
    told: Callable[[bytes, str], Failure | bytes],
    text: bytes,
    wait: float,
    status: int,
    agent: str,
) -> None:
    text = later(1800.0) if text == b"a date" else text
    failure = told(answer(status, b"Retry-After: " + text + b"\r\n"), agent)
    assert isinstance(failure, Failure)
    assert failure.why == ("busy" if status == 429 else "server")
    default = 3600.0 if status == 429 else 0.0
    assert failure.wait == pytest.approx(wait or default, abs=5.0)


@AGENTS
@pytest.mark.parametrize(
    "place",
    [
        b"http://" + b"a" * 300 + b".example/",
        b"http://\xff\xfe/",
        b"http://[x",
        b"http://127.0.0.1:9999999/",
        b"file:///etc/passwd",
        b"http://xn--\xc3\xa9.\xc3\xa9/",
    ],
)
def test_a_redirect_to_what_is_no_address(
    told: Callable[[bytes, str], Failure | bytes], place: bytes, agent: str
) -> None:
    failure = told(answer(302, b"Location: " + place + b"\r\n"), agent)
    assert isinstance(failure, Failure)
    assert failure.why in ("down", "cut")


@AGENTS
def test_a_body_that_unpacks_without_end_is_given_up(
    told: Callable[[bytes, str], Failure | bytes], agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "LARGEST", 2_000_000)
    packed = gzip.compress(JSON + b" " * 50_000_000)
    failure = told(answer(200, b"Content-Encoding: gzip\r\n", packed), agent)
    assert isinstance(failure, Failure) and failure.why == "changed"
    assert "larger than 2,000,000 bytes" in str(failure)
    whole = gzip.compress(JSON + b" " * 1_000_000)
    assert told(answer(200, b"Content-Encoding: gzip\r\n", whole), agent) == JSON + b" " * 1_000_000


def test_a_body_packed_twice_is_not_unpacked(
    told: Callable[[bytes, str], Failure | bytes],
) -> None:
    packed = zlib.compress(zlib.compress(JSON))
    failure = told(answer(200, b"Content-Encoding: deflate, deflate\r\n", packed), "plain")
    assert isinstance(failure, Failure) and failure.why == "changed"
    assert "more than once" in str(failure)


def test_a_contact_that_no_header_holds_is_said() -> None:
    source = Source("test", "Test", "http://127.0.0.1:1", "none", (), agent="contact")
    with Fetcher(source, contact="A. Nalyst\r\nX: y") as asking:
        with pytest.raises(Failure, match="UNWIND_CONTACT") as failure:
            asking.get(Request("k", "/p", "json"))
        assert failure.value.why == "key" and asking.asked == 0


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("error", "words"),
    [
        (UnicodeError("label empty or too long"), "a text or an address in it cannot be read"),
        (MemoryError(), "more memory than there is"),
        (KeyError("secret-fred"), "a part that it should have is missing"),
        (ZeroDivisionError(), "a number in it is out of range"),
        (RuntimeError("?key=secret-fred"), "an unforeseen fault (RuntimeError)"),
    ],
)
def test_what_nobody_foresaw_fails_one_source_alone(
    morning: Puller, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def failing(*given: object, **more: object) -> object:
        if "fred" in given:
            raise error
        return collect(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pulls, "collect", failing)
    found = {o.source.id: o for o in morning("cboe", "fred", "naaim").outcomes}
    assert {name: o.state for name, o in found.items()} == {
        "cboe": "fresh",
        "fred": "stale",
        "naaim": "fresh",
    }
    (line,) = found["fred"].failures
    assert line.startswith("fred: ") and words in line and "secret" not in line


@pytest.mark.usefixtures("small")
def test_a_user_s_own_interruption_goes_through(
    morning: Puller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pulls, "collect", failing)
    with pytest.raises(KeyboardInterrupt):
        morning("cboe")


@pytest.mark.usefixtures("small")
def test_a_source_that_is_named_is_asked_before_its_time(morning: Puller) -> None:
    loopback = morning.world.loopback
    loopback.faults[WHERE["naaim"]], loopback.headers["Retry-After"] = "429", "7200"
    morning("naaim")
    loopback.faults.clear()
    loopback.headers.clear()
    morning.world.later(60)
    (left,) = morning("naaim", named=False).outcomes
    assert left.state == "not due" and "left alone until" in left.failures[0]
    (asked,) = morning("naaim").outcomes
    assert asked.state == "fresh"
    assert any("was named and so asked all the same" in note for note in asked.notes)
    (after,) = morning("naaim", named=False).outcomes
    assert after.state == "not due" and not after.failures  # the wait is no more


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "body",
    [
        '{"cboe": {"not_before": "garbage"}}',
        '{"cboe": {"not_before": "2022-12-31"}}',
        '{"cboe": {"not_before": 5}}',
        '{"cboe": {"not_before": "9999-12-31T23:59:59+00:00"}}',
        '{"cboe": {"again": 5}}',
        '{"cboe": {"again": {"a": 1}}}',
        '{"cboe": {"again": [["VIX"], 5]}}',
        '{"cboe": []}',
        "[" * 100_000,
        "\ufeff{",
    ],
)
def test_a_memo_that_is_damaged_remembers_nothing(morning: Puller, body: str) -> None:
    (morning.folder / "sources.json").unlink()  # two folders may share it
    (morning.folder / "sources.json").write_text(body, encoding="utf-8")
    (found,) = morning("cboe", named=False).outcomes
    assert found.state == "fresh" and not found.failures


def test_what_is_whole_in_a_memo_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    file = tmp_path / "sources.json"
    until = NOW + timedelta(hours=1)
    file.write_text(
        json.dumps({"a": {"not_before": until.isoformat(), "again": ["X", 5]}, "b": 7, "c": {}})
    )
    memo = Memo(file)
    assert memo.wait("a", NOW) == until and memo.wait("a", until) is None
    assert memo.again("a") == {"X"}
    assert memo.wait("b", NOW) is None and memo.again("b") == frozenset()


def test_a_link_that_is_no_address_is_passed_over() -> None:
    good = "/wp-content/uploads/2026/11/USE_Data-since-Inception_2026-11-18.xlsx"
    page = f'<html><a href="http://[x">a</a><a href="//[::1/USE_Data.xlsx">b</a><a href="{good}">'
    assert naaim.book_path(payload("naaim", naaim.PAGE, page.encode())) == good


def test_a_size_without_a_symbol_is_passed_over() -> None:
    def yahoo_says(request: Request) -> bytes | None:
        if request.key == "crumb":
            return b"aB3.x/Yz09"
        if request.key.startswith("sizes"):
            rows = [{"marketCap": 1e12}, None, {"symbol": "AAPL", "marketCap": 1e12}]
            return json.dumps({"quoteResponse": {"result": rows, "error": None}}).encode()
        return None

    found = requests(earnings.CONNECTOR, Stand(names=("AAPL",)), yahoo_says)
    assert [r.key for r in found][-1] == "AAPL"


@pytest.mark.parametrize("days", [["0001-01-01"], ["0001-01-01", "2026-09-04"], ["9999-12-31"]])
def test_vintages_outside_real_time_are_not_asked_for(days: list[str]) -> None:
    body = json.dumps({"vintage_dates": days}).encode()
    found = official.asked("fred-vintages", official.Held(), lambda _: body)
    assert found and all(request.key.endswith("-dates") for request in found)
    assert official.refusal("fred-vintages", "UNRATE-dates", body).why == "changed"


@pytest.mark.parametrize("terms", [(1e308, 1.0), (1e308, 1e-308), (1.0, 1e308), (5000.0, 1.0)])
def test_a_split_that_cannot_be_is_left_out(terms: tuple[float, float]) -> None:
    days = [date(2022, 12, d) for d in (27, 28, 29)]
    body = chart("SPY", days, [380.0, 378.0, 379.0], splits={days[1]: terms})
    report = FileReport("SPY")
    data = yahoo.CONNECTOR.read(payload("yahoo", "SPY", body, NOW), report)
    assert len(data.series["SPY", "yahoo"]) == 3
    assert report.refused == {"split that cannot be": 1}


@pytest.mark.parametrize(
    ("variable", "value"),
    [("UNWIND_MARKETS", "bad://[x"), ("UNWIND_MIRROR", "http://[x"), ("UNWIND_BASE_FRED", "//[x")],
)
def test_an_address_that_is_none_is_one_line(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, value)
    done = Command(tmp_path, capsys)("market", "list")
    assert done.status == 1
    assert done.complaint.startswith(f"{variable}=") and "is no address" in done.complaint


def test_the_command_never_ends_in_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise KeyError("http://x/?key=secret")

    monkeypatch.setattr("assistant.live.pull_market", failing)
    done = Command(tmp_path, capsys)("market", "pull")
    assert done.status == 1 and "secret" not in done.complaint
    assert done.complaint.startswith("pull into live: its run ended early")
