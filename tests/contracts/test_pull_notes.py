"""The notes of a pull and the report of an import, in words that say what happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.tables.imports import import_text
from assistant.tables.pulls import pull_json, pull_text
from assistant.tables.remarks import plainly
from tools.market.report import FileReport, ImportReport
from tools.sources.connectors import earnings
from tools.sources.outcome import Outcome, Pulled
from tools.sources.table import sources

EXPIRED = "SPX: line 1: expired by the time of the quote: no figure uses it (244 in the file)"
TICK = "closes that a jump led to and another took back were left out"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("nothing there of cookie", []),
        ("nothing there of cookie, A, crumb", ["nothing there of A"]),
        ("nothing there of cookie, A, B and 3 more", ["nothing there of A, B and 3 more"]),
        ("nothing there of A", ["nothing there of A"]),
        (
            EXPIRED,
            [
                "SPX chain: 244 contracts expired by the time of the quote are left out of every "
                "figure"
            ],
        ),
        (
            EXPIRED.replace("244", "1"),
            ["SPX chain: 1 contract expired by the time of the quote is left out of every figure"],
        ),
        (
            f"VVIX: 1 {TICK}: 15.71 on 2026-05-20",
            [
                "VVIX: 1 close that stands far from those on both sides was left out: 15.71 on "
                "2026-05-20"
            ],
        ),
        (
            f"VVIX: 2 {TICK}: 1 on 2026-05-20, 2 on 2026-05-25",
            [
                "VVIX: 2 closes that stand far from those on both sides were left out: 1 on "
                "2026-05-20, 2 on 2026-05-25"
            ],
        ),
        ("AAPL: a split, 4 for 1", ["AAPL: a split, 4 for 1"]),
    ],
)
def test_notes_are_plain(note: str, said: list[str]) -> None:
    assert list(plainly([note])) == said
    pulled = Pulled((Outcome(sources()["cboe-chain"], "fresh", notes=[note]),), True)
    assert pull_json(pulled, {}, "live")["sources"][0]["notes"] == said
    shown = " ".join(pull_text(pulled, {}, "live").split())
    assert all(f"note, {text}" in shown for text in said)
    assert ("note, " in shown) == bool(said)


def test_the_notes_that_are_put_plainly_are_those_that_readers_make() -> None:
    """So that words changed there are seen here."""
    from tools.market import layout_chain
    from tools.sources import gate

    made = Path(layout_chain.__file__).read_text() + Path(gate.__file__).read_text()
    from assistant.tables.remarks import CHAINS

    for words in CHAINS:
        assert words in made
    assert TICK in made


def test_requests_that_only_help_are_the_connectors() -> None:
    requests = Path(earnings.__file__).read_text()
    assert 'key="cookie"' in requests and 'key="crumb"' in requests


def test_a_manifest_in_the_folder_is_not_called_unknown(tmp_path: Path) -> None:
    report = ImportReport([FileReport("a.csv", "SPX")], ["mine.toml", "other.toml"])
    assert "mine.toml" in import_text(report, "mine")
    text = import_text(report, "mine", tmp_path / "mine.toml")
    assert "mine.toml" not in text and "other.toml" in text
