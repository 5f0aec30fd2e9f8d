"""The dated spans of membership, and the table that they and the lists seen since make."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.asked import Stand, requests
from tests.sources.recorded import payload
from tools.market.report import FileReport
from tools.sources.connectors import membership
from tools.sources.connectors.membership import CONNECTOR
from tools.sources.request import Failure
from tools.sources.roster import members_on, membership_table

KEY = "sp500_ticker_start_end"


def read(body: bytes) -> tuple[pd.DataFrame, FileReport]:
    report = FileReport(KEY)
    at = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    return CONNECTOR.read(payload("membership", KEY, body, at), report).tables[
        "membership_spans"
    ], report


def spans_file(real_data: Path) -> bytes:
    frame = pd.read_csv(real_data / "sp500_membership.csv.gz", dtype="str")
    return frame.to_csv(index=False).encode()


def test_the_whole_file(real_data: Path) -> None:
    table, report = read(spans_file(real_data))
    raw = pd.read_csv(real_data / "sp500_membership.csv.gz", parse_dates=["start_date", "end_date"])
    assert len(table) == len(raw) == 1230 and not report.refused
    assert table["end_date"].isna().sum() == raw["end_date"].isna().sum()
    # Tesla joined on 21 December 2020, Silicon Valley Bank's owner left on 15 March 2023.
    day = pd.Timestamp("2020-12-18")
    assert "TSLA" not in members_on(table, day)
    assert "TSLA" in members_on(table, pd.Timestamp("2020-12-21"))
    assert "SIVB" in members_on(table, pd.Timestamp("2023-03-14"))
    assert "SIVB" not in members_on(table, pd.Timestamp("2023-03-15"))
    assert "500" in report.what or "spans" in report.what


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("AAA,2026-13-01,", "bad date"),
        ("AAA,2020-01-02,soon", "bad date"),
        ("AAA,2027-01-04,", "date lies in the future"),
        ("AAA,2020-01-02,2019-01-02", "ends before it begins"),
        ("AAPL,2020-01-02,", "begins before its last span has ended"),
        ("=1+1,2020-01-02,", "no ticker"),
        ("AAA,2020-01-02", "another number of fields than the header"),
    ],
)
def test_rows_that_cannot_be(real_data: Path, line: str, why: str) -> None:
    body = spans_file(real_data) + line.encode() + b"\n"
    table, report = read(body)
    assert report.refused == {why: 1} and report.examples == {why: [1232]}
    assert len(table) == 1230


def test_another_layout(real_data: Path) -> None:
    body = spans_file(real_data)
    moved = pd.read_csv(real_data / "sp500_membership.csv.gz", dtype="str")[
        ["end_date", "ticker", "start_date"]
    ]
    text = "a preamble\n" + moved.to_csv(index=False)
    pd.testing.assert_frame_equal(read(text.encode())[0], read(body)[0])
    for bad, reason in (
        (body.replace(b"start_date", b"begin"), "changed"),
        (body[: len(body) // 2], "changed"),
        (b"<html><p>Rate\nlimited</p></html>", "changed"),
        (b"", "empty"),
        (b"ticker,start_date,end_date\n", "empty"),
    ):
        with pytest.raises(Failure) as caught:
            read(bad)
        assert caught.value.why == reason and "\n" not in str(caught.value)


def test_what_is_asked_for() -> None:
    (only,) = requests(CONNECTOR, Stand())
    assert (only.key, only.path) == (KEY, "/sp500_ticker_start_end.csv")
    assert membership.KEY == KEY


def spans(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ticker", "start_date", "end_date"])
    return frame.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]"})


def lists(**days: dict[str, str | None]) -> pd.DataFrame:
    rows = [
        (pd.Timestamp(day[1:]), ticker, added)
        for day, members in days.items()
        for ticker, added in members.items()
    ]
    frame = pd.DataFrame(rows, columns=["asof", "ticker", "added"])
    return frame.astype({"asof": "datetime64[us]", "added": "datetime64[us]"})


BASE = spans(
    ("AAL", "1996-01-02", "1997-01-15"),
    ("AAL", "2015-03-23", "2024-09-23"),
    ("KO", "1996-01-02", None),
    ("PARA", "2022-02-17", None),
    ("WBA", "1996-01-02", None),
    ("XYZ", "2025-07-09", None),
)


def rows(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    return [
        (t, f"{a:%Y-%m-%d}", "" if pd.isna(b) else f"{b:%Y-%m-%d}")
        for t, a, b in table.itertuples(index=False, name=None)
    ]


def test_worked_example() -> None:
    # After 9 July 2025, the last change that the spans know. PARA goes on as PSKY, with the entry
    # of 1994 that the list keeps; IBKR joined on 28 August; AAL comes back, which was seen a day
    # later; WBA is gone.
    first = {"KO": "1957-03-04", "PSKY": "1994-09-30", "IBKR": "2025-08-28", "XYZ": "2025-07-09"}
    second = {**first, "AAL": "2025-10-06", "NEW": None}
    third = {k: v for k, v in second.items() if k != "XYZ"}
    table = membership_table(BASE, lists(_20250901=first, _20251007=second, _20251103=third))
    assert rows(table) == [
        ("AAL", "1996-01-02", "1997-01-15"),
        ("AAL", "2015-03-23", "2024-09-23"),
        ("AAL", "2025-10-07", ""),
        ("IBKR", "2025-08-28", ""),
        ("KO", "1996-01-02", ""),
        ("NEW", "2025-10-07", ""),
        ("PARA", "2022-02-17", "2025-09-01"),
        ("PSKY", "2025-09-01", ""),
        ("WBA", "1996-01-02", "2025-09-01"),
        ("XYZ", "2025-07-09", "2025-11-03"),
    ]
    # The exit of XYZ was not known a day before it was seen.
    assert "XYZ" in members_on(table, pd.Timestamp("2025-11-02"))
    assert "XYZ" not in members_on(table, pd.Timestamp("2025-11-03"))


def test_one_without_the_other() -> None:
    pd.testing.assert_frame_equal(membership_table(BASE, None), BASE)
    # A list of before the last change says nothing that the spans do not know better.
    pd.testing.assert_frame_equal(membership_table(BASE, lists(_20250601={"KO": None})), BASE)
    alone = membership_table(None, lists(_20260105={"KO": "1957-03-04", "AB": None}))
    assert rows(alone) == [("AB", "2026-01-05", ""), ("KO", "1957-03-04", "")]
    assert membership_table(None, None).empty


def test_a_member_that_is_missing_on_one_list_comes_back_on_the_day_it_is_seen() -> None:
    table = membership_table(
        BASE,
        lists(
            _20250901={"KO": "1957-03-04"},
            _20250902={"PARA": "1994-09-30"},
            _20250903={"KO": "1957-03-04"},
        ),
    )
    assert [r for r in rows(table) if r[0] == "KO"] == [
        ("KO", "1996-01-02", "2025-09-02"),
        ("KO", "2025-09-03", ""),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_later_list_changes_nothing_of_the_past(data: st.DataObject) -> None:
    names = ["KO", "PARA", "WBA", "XYZ", "AAL", "NEW"]
    days = pd.date_range("2025-08-01", periods=6, freq="7D")
    parts = []
    for day in days:
        held = data.draw(st.sets(st.sampled_from(names), min_size=1))
        added = [
            day - pd.Timedelta(days=data.draw(st.integers(0, 5)))
            if data.draw(st.booleans())
            else pd.NaT
            for _ in held
        ]
        parts.append(pd.DataFrame({"asof": day, "ticker": sorted(held), "added": added}))
    for count in range(2, len(parts) + 1):
        before = membership_table(BASE, pd.concat(parts[: count - 1]))
        after = membership_table(BASE, pd.concat(parts[:count]))
        last = days[count - 2]
        assert members_on(after, last - pd.Timedelta(days=1)) == members_on(
            before, last - pd.Timedelta(days=1)
        )
        assert members_on(before, last) == tuple(sorted(parts[count - 2]["ticker"]))
        closed = before[before["end_date"].notna()]
        assert len(closed.merge(after)) == len(closed)
        assert not after.duplicated(["ticker", "start_date"]).any()
