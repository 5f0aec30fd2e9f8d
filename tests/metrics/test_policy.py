"""Policy news: by hand, on announcements that the literature tells of, against published splits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.metrics import real
from tools.metrics.legs import leg_peaks
from tools.metrics.policy import (
    NEXT_YEAR,
    last_surprise,
    policy_news_since_peak,
    surprises_since_peak,
)

DATES = pd.bdate_range("2021-03-01", periods=10)
PEAK = pd.Series(DATES, index=DATES).where(DATES <= DATES[3], DATES[3])


def announced(rows: dict[int, tuple[float, float]]) -> pd.DataFrame:
    """Announcements by session: the change in every rate in percentage points, and in stocks."""
    table = pd.DataFrame({"date": DATES[list(rows)], "sp500": [s for _, s in rows.values()]})
    for name in NEXT_YEAR:
        table[name] = [rate for rate, _ in rows.values()]
    return table


def test_the_last_surprise_has_its_day() -> None:
    table = announced({1: (0.10, -1.0), 4: (-0.25, 2.0), 7: (0.05, 0.5)})
    found = last_surprise(table, PEAK)
    assert found["value"].iloc[:4].isna().all()
    assert found["at"].iloc[:4].isna().all()
    np.testing.assert_allclose(found["value"].iloc[4:], [-25.0] * 3 + [5.0] * 3)
    assert found["at"].iloc[4:].tolist() == [DATES[4]] * 3 + [DATES[7]] * 3


def test_surprises_add_up_from_the_day_after_the_peak() -> None:
    table = announced({3: (0.50, -1.0), 4: (-0.25, 2.0), 7: (0.05, 0.5)})
    found = surprises_since_peak(table, PEAK)
    assert found.iloc[:4].isna().all()
    np.testing.assert_allclose(found.iloc[4:], [-25.0] * 3 + [-20.0] * 3)


def test_two_announcements_of_a_day_are_one_surprise() -> None:
    table = pd.concat([announced({5: (0.10, 1.0)}), announced({5: (0.02, 1.0)})])
    assert last_surprise(table, PEAK)["value"].iloc[5] == pytest.approx(12.0)


def test_a_sum_without_one_of_its_parts_is_none() -> None:
    table = announced({4: (-0.25, 2.0), 6: (np.nan, np.nan), 8: (0.05, 0.5)})
    found = surprises_since_peak(table, PEAK)
    np.testing.assert_allclose(found.iloc[4:6], -25.0)
    assert found.iloc[6:].isna().all()
    # The last one that was measured is still the last one that was measured.
    assert last_surprise(table, PEAK)["value"].iloc[6] == pytest.approx(-25.0)


def test_a_weekend_is_heard_on_monday() -> None:
    table = announced({4: (0.10, 1.0)})
    table["date"] = DATES[4] + pd.Timedelta(days=1)  # a Saturday
    found = last_surprise(table, PEAK)["value"]
    assert np.isnan(found.iloc[4])
    assert found.iloc[5] == pytest.approx(10.0)


def test_news_is_split_by_the_reaction_of_stocks() -> None:
    table = announced({4: (0.10, -1.0), 6: (0.04, 0.5), 8: (-0.02, -0.3)})
    policy = policy_news_since_peak(table, PEAK, "policy")
    information = policy_news_since_peak(table, PEAK, "information")
    np.testing.assert_allclose(policy.iloc[4:], 10.0)
    np.testing.assert_allclose(information.iloc[4:], [0, 0, 4, 4, 2, 2], atol=1e-12)
    np.testing.assert_allclose(
        (policy + information).iloc[4:], surprises_since_peak(table, PEAK).iloc[4:]
    )


def test_before_the_opening_futures_stand_in_for_stocks() -> None:
    table = announced({4: (0.10, np.nan)})
    assert policy_news_since_peak(table, PEAK).isna().all()
    assert policy_news_since_peak(table.assign(sp500fut=-1.0), PEAK).iloc[-1] == pytest.approx(10)


def test_a_table_without_the_further_rates_has_no_split() -> None:
    table = announced({4: (0.10, -1.0)})[["date", "mp1"]]
    assert policy_news_since_peak(table, PEAK).isna().all()
    assert surprises_since_peak(table, PEAK).iloc[-1] == pytest.approx(10.0)


@pytest.fixture(scope="module")
def table(real_data: Path) -> pd.DataFrame:
    return real.table(real_data, "fomc_announcement_shocks.csv.gz")


@pytest.fixture(scope="module")
def peak(spx_close: pd.Series) -> pd.Series:
    return leg_peaks(spx_close)


@pytest.mark.parametrize(
    ("session", "surprise", "day"),
    [
        # Kuttner (2001) and Bernanke and Kuttner (2005) give -38 bp for the cut between meetings.
        ("2001-01-03", -38, "2001-01-03"),
        # A futures contract that had priced half of September 2007's cut of half a point.
        ("2007-09-18", -21, "2007-09-18"),
        ("2020-03-16", -26, "2020-03-03"),
        ("2022-06-14", 8, "2022-06-13"),
    ],
)
def test_surprises_of_record(
    table: pd.DataFrame, peak: pd.Series, session: str, surprise: float, day: str
) -> None:
    found = last_surprise(table, peak).loc[session]
    assert found["value"] == pytest.approx(surprise, abs=1.0)
    assert found["at"] == pd.Timestamp(day)


def test_no_futures_traded_on_the_sunday_of_march_2020(
    table: pd.DataFrame, peak: pd.Series
) -> None:
    found = surprises_since_peak(table, peak)
    assert found["2020-03-13"] == pytest.approx(-25.6, abs=0.1)
    assert np.isnan(found["2020-03-16"])


def test_the_split_against_the_published_one(table: pd.DataFrame) -> None:
    """Jarociński and Karadi's simple split, whose factor is estimated over the whole sample."""
    rows = table.dropna(subset=["pc1", "sp500", *NEXT_YEAR])
    rows = rows[~rows["date"].duplicated(keep=False)]
    days = pd.DatetimeIndex(rows["date"])
    before = pd.Series(days - pd.Timedelta(days=1), index=days)
    for news, column in (("policy", "mp_pm"), ("information", "cbi_pm")):
        found = policy_news_since_peak(rows, before, news).to_numpy()
        theirs = rows[column].to_numpy()
        assert np.corrcoef(found, theirs)[0, 1] > 0.99
        both = (np.abs(found) > 0.1) & (np.abs(theirs) > 0.001)
        assert both.sum() > 60
        assert (np.sign(found[both]) == np.sign(theirs[both])).all()
