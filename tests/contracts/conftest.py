"""Briefs of real data at dates unlike one another, made once for a run."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.workspace import Workspace
from tests.contracts.paging import Page
from tools.records import Brief

# Half of the data absent; a sell-off in a calm year's wake; earnings estimates known on both sides
# of the peak; a crash; a rout beneath the index with an option chain; an inflation bear market.
DATES = (
    date(2008, 10, 10),
    date(2018, 2, 8),
    date(2018, 12, 24),
    date(2020, 3, 16),
    date(2022, 2, 4),
    date(2022, 6, 13),
)


@pytest.fixture(scope="session")
def real_briefs(real_market: Workspace) -> dict[date, Brief]:
    return {day: real_market.brief(day) for day in DATES}


@pytest.fixture(params=DATES, ids=str)
def real_brief(request: pytest.FixtureRequest, real_briefs: dict[date, Brief]) -> Brief:
    return real_briefs[request.param]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Set the columns of the terminal; a page is 100 wide where nothing else is set."""

    def columns(count: int) -> None:
        monkeypatch.setattr("assistant.tables.grid.WIDE", max(count, 100))
        monkeypatch.setenv("COLUMNS", str(count))

    monkeypatch.delenv("COLUMNS", raising=False)
    return columns
