"""Which chart leads an answer: that of what fell, not of what happens to be weighed."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.app.card import rail, verdict_card
from assistant.app.charts import SHOWN, leading
from assistant.app.markup import Cites
from assistant.workspace import Workspace
from tools.pillars.registry import specs


def test_what_is_shown_of_a_family_is_a_reading() -> None:
    assert set(SHOWN.values()) <= set(specs())


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2020, 11, 9), "Momentum drawdown, unscaled"),  # the vaccine day's rotation
        (date(2019, 9, 10), "Momentum is"),  # the factor quake
        (date(2013, 4, 15), "Gold over a month"),  # gold's worst day in thirty years
        (date(2021, 5, 19), "Ether over a month"),
    ],
)
def test_a_rout_beneath_the_index_shows_what_fell(
    real_market: Workspace, day: date, title: str
) -> None:
    brief = real_market.brief(day)
    chart = leading(brief, real_market)
    assert brief.selloff == "beneath"
    assert chart is not None and chart.title.startswith(title)


def test_a_label_is_shown_by_a_reading_of_its_own_pillar(real_market: Workspace) -> None:
    for day, kind in ((date(2022, 6, 13), "2-year yield"), (date(2018, 2, 8), "VIX overshoot")):
        chart = leading(real_market.brief(day), real_market)
        assert chart is not None and chart.title.startswith(kind)


def test_nothing_is_shown_where_nothing_falls(real_market: Workspace) -> None:
    assert leading(real_market.brief(date(2017, 10, 10)), real_market) is None


def test_the_card_names_the_tests_that_bar_a_label(real_market: Workspace) -> None:
    brief = real_market.brief(date(2020, 11, 9))
    lookup = real_market.lookup(real_market.market.view(brief.as_of))
    card = verdict_card(Cites(brief, lookup, "card"))
    why = card.split("No label: ")[1].split("<")[0]
    assert why.endswith("tests fired, on the 10-year yield and the 30-year yield.")
    assert "_" not in why
    assert "A test of the 10-year yield: " in card
    assert "No measured reading" not in card


@pytest.mark.parametrize("day", [date(2022, 6, 13), date(2018, 2, 8), date(2020, 3, 16)])
def test_the_rail_always_says_what_would_change_the_label(
    real_market: Workspace, day: date
) -> None:
    brief = real_market.brief(day)
    lookup = real_market.lookup(real_market.market.view(brief.as_of))
    shown = rail(Cites(brief, lookup, "rail"))
    assert "What would change this" in shown
    assert "**" not in shown
