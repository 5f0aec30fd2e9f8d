"""Speeches of the Fed chair, minutes and the symposium, against the Fed's own published dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from assistant.workspace import Workspace
from tests.events.test_dated import made
from tools.events.fed import communications, fed_rows, label_of

CHAIR, MINUTES, HOLE = "a speech of the Fed chair", "the FOMC minutes", "the Jackson Hole symposium"
# federalreserve.gov, calendars of 2022: minutes came out three weeks after each meeting.
PUBLISHED = ("2022-01-05", "2022-02-16", "2022-04-06", "2022-05-25", "2022-07-06", "2022-08-17")


@pytest.mark.parametrize(
    ("event", "label"),
    [
        ("Fed Chair Powell Speaks", CHAIR),
        ("Fed Chair Yellen Speaks", CHAIR),
        ("Fed Chairman Bernanke Speaks", CHAIR),
        ("Fed Chair Powell Testifies", "testimony of the Fed chair"),
        ("Jackson Hole Symposium", HOLE),
        ("FOMC Meeting Minutes", MINUTES),
        ("FOMC Member Brainard Speaks", None),
        ("Fed Waller Speaks", None),
        ("U.S. President Biden Speaks", None),
        ("Treasury Secretary Yellen Speaks", None),
        ("FOMC Statement", None),
        ("ECB President Lagarde Speaks", None),
    ],
)
def test_names_are_matched_whole(event: str, label: str | None) -> None:
    assert label_of(event) == label


def test_every_row_of_the_table_has_a_reason_and_a_name_of_its_own() -> None:
    assert all(row.reason and row.label for row in fed_rows())
    assert len({row.label for row in fed_rows()}) == len(fed_rows())


def row(day: str, event: str, country: str = "United States") -> dict[str, object]:
    return {
        "date": pd.Timestamp(day),
        "country": country,
        "event": event,
        "actual": "-",
        "consensus": "-",
        "previous": "-",
    }


def test_an_event_is_told_once_a_day_and_of_one_country(tmp_path: Path) -> None:
    table = pd.DataFrame(
        [
            row("2018-12-04", "Fed Chair Powell Speaks"),
            row("2018-12-04", "Fed Chair Powell Speaks"),
            row("2018-12-04", "FOMC Meeting Minutes"),
            row("2018-12-05", "FOMC Meeting Minutes", country="Brazil"),
        ]
    )
    found = communications(made(tmp_path, econ_calendar=table))
    assert [(e.date, e.label) for e in found] == [
        (date(2018, 12, 4), CHAIR),
        (date(2018, 12, 4), MINUTES),
    ]
    assert all(e.kind == "fed" and e.surprise is None for e in found)


def test_a_market_without_a_calendar_has_none(tmp_path: Path) -> None:
    assert communications(made(tmp_path)) == []


def test_the_real_calendar_holds_the_published_days(real_market: Workspace) -> None:
    found = communications(real_market.market.view(date(2022, 9, 30)))
    at = {(e.date.isoformat(), e.label) for e in found}
    assert {(day, MINUTES) for day in PUBLISHED} == {pair for pair in at if pair[1] == MINUTES}
    assert {("2022-08-26", HOLE), ("2022-08-26", CHAIR)} <= at


def test_a_speech_is_not_known_before_its_day(real_market: Workspace) -> None:
    eve, day = (real_market.market.view(date(2022, 8, d)) for d in (25, 26))
    assert max(e.date for e in communications(eve)) == date(2022, 8, 25)
    told = {e for e in communications(day) if e.date < date(2022, 8, 26)}
    assert told == set(communications(eve))
