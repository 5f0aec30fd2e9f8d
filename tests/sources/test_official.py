"""What holds for every official and academic source: damage is named, nothing is invented."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from tests.sources.official import reading, refusal, whole
from tests.sources.recorded import recorded

# Source, key, recording, and a moment in the middle of its span.
BODIES = {
    "fred": ("DGS10", "fred_fredgraph_DGS10.csv", "2023-06-15"),
    "treasury": ("2023", "treasury_daily-treasury-rates_2023.csv", "2023-05-10"),
    "treasury xml": ("2026-xml", "treasury_daily_treasury_yield_curve.xml", "2026-08-11"),
    "nyfed": ("SOFR", "nyfed_rates_secured_sofr_search.json", "2024-06-04"),
    "chicagofed": ("nfci", "chicagofed_nfci-data-series-csv.csv", "2022-06-15"),
    "gpr": ("recent", "gpr_data_gpr_daily_recent.xls", "2010-01-15"),
    "epu": ("daily", "epu_All_Daily_Policy_Data.csv", "2024-06-15"),
    "sffed": ("sentiment", "sffed_news_sentiment_data.xlsx", "2010-01-15"),
    "french": ("momentum", "french_F-F_Momentum_Factor_daily_CSV.zip", "2010-01-15"),
    "french five": (
        "five-factors",
        "french_F-F_Research_Data_5_Factors_2x3_daily_CSV.zip",
        "2010-01-15",
    ),
    "shiller": ("ie_data-1788371540009", "shiller_ie_data.xls", "2010-01-15"),
}
TEXTS = ["fred", "treasury", "treasury xml", "nyfed", "chicagofed", "epu"]
HTML = b"<!doctype html>\n<html><body>Access denied, please enable JavaScript</body></html>"


def body_of(name: str) -> tuple[str, str, bytes]:
    key, file, _ = BODIES[name]
    return name.split()[0], key, recorded(file)


@pytest.mark.parametrize("name", BODIES)
def test_a_page_a_torso_and_nothing_are_each_refused_in_one_line(name: str) -> None:
    source, key, body = body_of(name)
    for damaged in (HTML, b"", b"\n", body[:12]):
        assert refusal(source, key, damaged).why in ("page", "empty", "cut", "changed")


@pytest.mark.parametrize("name", BODIES)
def test_nothing_later_than_the_day_it_came_is_read(name: str) -> None:
    source, key, body = body_of(name)
    then = datetime.fromisoformat(BODIES[name][2]).replace(hour=23, tzinfo=UTC)
    full, _ = whole(source, key, BODIES[name][1])
    early, report = reading(source, key, body, then)
    assert report.refused["date lies in the future"]
    for pair, frame in early.series.items():
        assert frame.index.max() <= pd.Timestamp(BODIES[name][2])
        pd.testing.assert_frame_equal(frame, full.series[pair].loc[frame.index], check_freq=False)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("part", [0.35, 0.61, 0.83])
def test_a_text_cut_in_the_middle_gives_no_value_that_was_not_in_it(name: str, part: float) -> None:
    source, key, body = body_of(name)
    full, _ = whole(source, key, BODIES[name][1])
    # The cut falls inside a line's first field: of one inside the last only the wire can know.
    at = body.rfind(b"\n", 0, int(part * len(body))) + 4
    try:
        cut, _ = reading(source, key, body[:at])
    except AssertionError:
        raise
    except Exception as error:
        assert getattr(error, "why", "") in ("cut", "changed", "empty")
        return
    for pair, frame in cut.series.items():
        assert frame.equals(full.series[pair].reindex(frame.index))


@pytest.mark.parametrize("name", ["gpr", "sffed", "french", "shiller"])
def test_a_damaged_binary_body_is_cut(name: str) -> None:
    source, key, body = body_of(name)
    assert refusal(source, key, body[: len(body) // 2]).why == "cut"
