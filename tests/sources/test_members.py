"""Today's members: the recorded list, and what can be wrong with one."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload, recorded
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.connectors.members import CONNECTOR
from tools.sources.connectors.membership import CONNECTOR as SPANS
from tools.sources.request import Failure
from tools.sources.roster import members_on, membership_table

NAME = "members_constituents.csv"
AT = datetime(2026, 8, 31, 1, 0, tzinfo=UTC)  # still the 30th in New York


def read(body: bytes) -> tuple[Dataset, FileReport]:
    report = FileReport("constituents")
    return CONNECTOR.read(payload("members", "constituents", body, AT), report), report


def test_recorded_list() -> None:
    found, report = read(recorded(NAME))
    raw = list(csv.DictReader(StringIO(recorded(NAME).decode())))
    sectors = found.tables["sectors"].set_index("ticker")
    assert len(sectors) == len(raw) == report.rows and not report.refused and not report.warnings
    for row in raw:
        assert sectors.loc[row["Symbol"]].tolist() == [row["GICS Sector"], row["GICS Sub-Industry"]]
    seen = found.tables["members_seen"]
    assert set(seen["asof"]) == {pd.Timestamp("2026-08-30")}
    entry = seen.set_index("ticker")["added"]
    assert entry["MMM"] == pd.Timestamp("1957-03-04")
    assert entry["TSLA"] == pd.Timestamp("2020-12-21")
    assert {"BRK.B", "BF.B"} <= set(sectors.index)


def test_with_the_spans_the_members_of_the_day_are_those_of_the_list(real_data: Path) -> None:
    frame = pd.read_csv(real_data / "sp500_membership.csv.gz", dtype="str")
    body = frame.to_csv(index=False).encode()
    spans = SPANS.read(payload("membership", "x", body, AT), FileReport("x")).tables[
        "membership_spans"
    ]
    seen = read(recorded(NAME))[0].tables["members_seen"]
    table = membership_table(spans, seen)
    day = pd.Timestamp("2026-08-30")
    assert members_on(table, day) == tuple(seen["ticker"])
    # Up to the last change that the spans know, nothing is otherwise.
    change = spans[["start_date", "end_date"]].max().max()
    assert members_on(table, change) == members_on(spans, change)
    # One that joined between the two has the day that the list gives.
    new = seen[seen["added"] > change]
    starts = table[table["end_date"].isna()].set_index("ticker")["start_date"]
    assert len(new) > 3 and (starts[new["ticker"]].to_numpy() == new["added"].to_numpy()).all()


def test_rows_that_cannot_be() -> None:
    text = recorded(NAME).decode()
    lines = text.splitlines()
    lines[1] = lines[1].replace("1957-03-04", "1957-02-30")
    lines[2] = lines[2].replace("AOS,", "aos!,")
    lines[3] = lines[3].replace("Health Care,", "Healing,", 1)
    lines.append(lines[4])
    found, report = read("\r\n".join(lines).encode())
    assert report.refused == {
        "no ticker in the S&P's spelling": 1,
        "no GICS sector": 1,
        "ticker stands there twice": 1,
    }
    assert report.examples["no GICS sector"] == [4]
    assert found.tables["members_seen"].set_index("ticker")["added"].isna()["MMM"]
    assert "date of entry" in report.warnings[0]


@pytest.mark.parametrize("case", ["cut", "header", "html", "empty", "none"])
def test_another_layout(case: str) -> None:
    body = recorded(NAME)
    body, why = {
        "cut": (body[: len(body) // 2], "changed"),
        "header": (body.replace(b"GICS Sector", b"Sector", 1), "changed"),
        "html": (b"<html><body>\n\nno</body></html>", "changed"),
        "empty": (b"", "empty"),
        "none": (body.split(b"\n")[0], "empty"),
    }[case]
    with pytest.raises(Failure) as caught:
        read(body)
    assert caught.value.why == why and "\n" not in str(caught.value)


def test_a_moved_header_is_found() -> None:
    frame = pd.read_csv(StringIO(recorded(NAME).decode()), dtype="str")
    text = "generated daily\n\n" + frame[frame.columns[::-1]].to_csv(index=False)
    for name, table in read(text.encode())[0].tables.items():
        pd.testing.assert_frame_equal(table, read(recorded(NAME))[0].tables[name])


def test_what_is_asked_for() -> None:
    (only,) = requests(CONNECTOR, Stand())
    assert only.path == "/data/constituents.csv"
