"""The workbook of news sentiment against pandas' reader and the imported market."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from tests.sources.official import Held, asked, imported, only, reading, refusal, whole, workbook
from tests.sources.recorded import recorded

BODY = "sffed_news_sentiment_data.xlsx"
DAYS = [datetime(2026, 11, day) for day in (13, 14, 15)]  # noqa: DTZ001 as Excel keeps them


def rows(*values: object) -> list[list[object]]:
    return [["date", "News Sentiment"], *map(list, zip(DAYS, values, strict=True))]


def test_every_value_is_the_one_in_the_workbook() -> None:
    raw = pd.read_excel(BytesIO(recorded(BODY)), sheet_name="Data", index_col="date")
    data, report = whole("sffed", "sentiment", BODY)
    found = data.series["NEWS_SENTIMENT", "sffed"]["close"]
    assert len(found) == len(raw) == 16_507 and not report.refused
    assert (found.to_numpy() == raw["News Sentiment"].to_numpy()).all()
    assert (found.index == raw.index).all()


def test_it_agrees_with_the_imported_market_within_re_estimation(real_data: Path) -> None:
    """Another release of an index that is estimated anew as a whole: no value is the same."""
    held = imported(real_data, "sffed_news_sentiment_daily.csv.gz")["NEWS_SENTIMENT"]["close"]
    live = only(whole("sffed", "sentiment", BODY)[0])["close"]
    assert held.index.isin(live.index).all() and len(held) == 15_687
    gap = (live.loc[held.index] - held).abs()
    assert live.loc[held.index].corr(held) > 0.99 and gap.median() < 0.01 and gap.max() < 0.1


def test_empty_cells_and_errors_are_missing() -> None:
    data, report = reading("sffed", "sentiment", workbook(rows(-0.1, None, "#N/A")))
    assert only(data)["close"].to_dict() == {pd.Timestamp("2026-11-13"): -0.1}
    assert report.blank == 2 and not report.refused


def test_a_text_for_a_date_is_a_bad_date() -> None:
    body = workbook([*rows(-0.1, 0.1, 0.2), ["13/11/2026", 0.3]])
    _, report = reading("sffed", "sentiment", body)
    assert report.refused == {"bad date": 1} and report.examples == {"bad date": [5]}


@pytest.mark.parametrize(
    "body",
    [
        workbook([["date", "Sentiment"], [DAYS[0], 0.1]]),
        workbook(rows(-10.0, 12.0, 14.0)),
        workbook([["date", "News Sentiment"], ["Friday", 0.1]]),
    ],
    ids=["renamed", "factor", "no dates"],
)
def test_another_layout_or_unit_is_refused(body: bytes) -> None:
    assert refusal("sffed", "sentiment", body).why == "changed"


def test_the_whole_workbook_is_asked_for() -> None:
    (request,) = asked("sffed", Held())
    assert (request.form, request.path) == ("xlsx", "/wp-content/uploads/news_sentiment_data.xlsx")
