"""Kenneth French's two archives against a reader of their lines and the imported market."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.official import Held, agreeing, asked, imported, only, reading, refusal, whole
from tests.sources.recorded import recorded

MOMENTUM = "french_F-F_Momentum_Factor_daily_CSV.zip"
FIVE = "french_F-F_Research_Data_5_Factors_2x3_daily_CSV.zip"
SMALL = (
    "This file was created by using the 202610 CRSP database.  It, with commas,\r\n"
    "Missing data are indicated by -99.99 or -999.\r\n\r\n,Mom\r\n"
    "20261028,   0.54\r\n20261029,  -0.51\r\n20261030,   1.17\r\n\r\n"
    "Copyright 2026 Eugene F. Fama and Kenneth R. French\r\n"
)


def packed(text: str, *names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names or ("F-F_Momentum_Factor_daily.csv",):
            archive.writestr(name, text)
    return out.getvalue()


def lines(file: str) -> dict[str, list[float]]:
    """Return the rows of an archive's one file that begin with a day, as percent."""
    with zipfile.ZipFile(BytesIO(recorded(file))) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    cells = [line.split(",") for line in text.splitlines() if line[:8].isdigit()]
    return {row[0]: [float(cell) for cell in row[1:]] for row in cells}


@pytest.mark.parametrize(("key", "file"), [("momentum", MOMENTUM), ("five-factors", FIVE)])
def test_every_return_is_the_one_in_the_file_as_a_decimal(key: str, file: str) -> None:
    wanted = lines(file)
    data, report = whole("french", key, file)
    found = data.series["FRENCH", "french"]
    assert list(found.index.strftime("%Y%m%d")) == list(wanted)
    raw = pd.DataFrame(wanted.values(), index=found.index, columns=found.columns)
    pd.testing.assert_frame_equal(found * 100.0, raw, check_exact=False, rtol=0, atol=1e-12)
    assert report.rows == len(wanted) and not report.refused and not report.blank


@pytest.mark.parametrize(
    ("field", "same"),
    [
        ("mom", 8149),
        ("mkt_rf", 8309),
        ("smb", 8298),
        ("hml", 8313),
        ("rmw", 8272),
        ("cma", 8311),
        ("rf", 8315),
    ],
)
def test_it_agrees_with_the_imported_market_but_for_revisions(
    real_data: Path, field: str, same: int
) -> None:
    """The import was made from the release of April 2026, the recording from that of October."""
    held = imported(real_data, "ff5_mom_daily_pct.csv.gz")["FRENCH"][field]
    key, file = ("momentum", MOMENTUM) if field == "mom" else ("five-factors", FIVE)
    live = only(whole("french", key, file)[0])[field]
    assert agreeing(live, held, 0.0) == (8315, same)
    assert agreeing(live, held, 0.007) == (8315, 8315)


def test_the_crash_of_1987_is_the_markets_worst_day() -> None:
    found = only(whole("french", "five-factors", FIVE)[0])
    assert f"{found['mkt_rf'].idxmin():%Y-%m-%d}" == "1987-10-19"
    assert found["mkt_rf"].min() == pytest.approx(-0.1744, abs=0.0005)


def test_missing_values_a_preamble_and_the_footer() -> None:
    for mark in ("-99.99", "-999"):
        text = SMALL.replace("  -0.51", f" {mark}")
        data, report = reading("french", "momentum", packed(text))
        assert only(data)["mom"].to_list() == [0.54 * 0.01, 1.17 * 0.01]
        assert report.blank == 1 and not report.refused


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("20261301,   0.10", "bad date"),
        ("20261130,   0.10", "future"),
        ("20261030,   0.10", "twice"),
        ("20261031,   1.1x", "finite"),
        ("20261031,   75.0", "outside"),
        ("20261031,   0.1, 0.2", "number of fields"),
    ],
)
def test_a_bad_row_is_counted(line: str, why: str) -> None:
    text = SMALL.replace("\r\n\r\nCopyright", f"\r\n{line}\r\n\r\nCopyright")
    data, report = reading("french", "momentum", packed(text))
    ((refused, count),) = report.refused.items()
    assert why in refused and count == 1 and len(only(data)) == 3


@pytest.mark.parametrize(
    "body",
    [
        packed(SMALL.replace(",Mom", ",WML")),
        packed(SMALL, "a.csv", "b.csv"),
        packed(SMALL, "a.txt"),
        packed(SMALL.replace("0.54", "0.0054").replace("0.51", "0.0051").replace("1.17", "0.0117")),
        packed("<html><body>moved</body></html>"),
    ],
    ids=["renamed", "two files", "no CSV", "decimals", "page"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("french", "momentum", body).why == "changed"


def test_a_header_alone_is_empty() -> None:
    assert refusal("french", "momentum", packed("Made today\r\n\r\n,Mom\r\n")).why == "empty"


def test_both_archives_are_asked_for() -> None:
    found = asked("french", Held())
    assert [request.key for request in found] == ["momentum", "five-factors"]
    assert all(r.path.startswith("/pages/faculty/ken.french/ftp/F-F_") for r in found)
