"""What falls with the index, and which days are named: made moves and days, one apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.narrative import render
from assistant.writing.pen import Pen
from assistant.writing.trigger import broke
from assistant.writing.what import families, index_move
from tests.analyst.states import state
from tests.narrative.factory import WORST
from tools.records import DatedEvent, GroupMove, WorstDay

PEAK = date(2018, 1, 26)
DAY = date(2018, 2, 8)
CPI = DatedEvent(date(2018, 2, 7), "cpi", "consumer prices")
EXPIRY = DatedEvent(DAY, "expiry", "monthly option expiry")


def move(asset: str, group: str, size: float, z: float, unit: str = "ratio") -> GroupMove:
    return GroupMove(asset, group, asset, PEAK, 9, size, unit, z, z, z, 0.9, True, DAY)


# By their own volatility in March 2020, as they were then: the tail of the list fell the most.
MARCH = (
    move("HY", "credit", 393.0, 8.8, "bp"),
    move("SILVER", "precious", -0.323, -8.5),
    move("GOLD", "precious", -0.113, -7.2),
    move("OIL", "oil", -0.546, -5.5),
    move("BTC", "crypto", -0.514, -3.6),
    move("COPPER", "base", -0.166, -2.4),
)


def told(moves: tuple[GroupMove, ...]) -> str:
    brief = replace(state(), moves=moves)
    return render(families(Pen(brief)), brief).text


def test_the_largest_falls_are_named_beside_the_furthest_out() -> None:
    text = told(MARCH)
    assert "OIL fell 54.6" in text and "BTC fell 51.4" in text
    assert text.index("HY") < text.index("SILVER") < text.index("OIL") < text.index("BTC")
    assert "COPPER" not in text


def test_a_large_fall_that_is_ordinary_for_its_asset_is_left_out() -> None:
    calm = (*MARCH[:4], replace(MARCH[4], z=-1.2), MARCH[5])
    assert "BTC" not in told(calm) and "OIL" in told(calm)


def days(*rest: WorstDay) -> str:
    worst = (WorstDay(WORST, -0.041, -13.0), *rest)
    brief = replace(state(), worst_days=worst, as_of=DAY, session=DAY)
    return render(broke(Pen(brief)), brief).text


def test_news_of_another_of_the_worst_days_is_named() -> None:
    after = WorstDay(DAY, -0.0375, eve=(CPI,), eve_z=-2.5)
    on = WorstDay(date(2018, 2, 7), -0.03, events=(CPI,))
    assert "8 February (−3.8\u202f%) came the session after consumer prices." in days(after)
    assert "7 February (−3.0\u202f%) came on consumer prices." in days(on)
    # The as-of date's first, where both have news.
    assert days(on, after).endswith(
        "8 February (−3.8\u202f%) came the session after consumer prices."
    )


def test_what_is_no_news_or_came_before_a_rise_is_not_named() -> None:
    assert "came" not in days(WorstDay(DAY, -0.0375, eve=(CPI,), eve_z=0.5))
    assert "came" not in days(WorstDay(DAY, -0.0375, events=(EXPIRY,)))


def test_the_stretch_is_told_only_of_an_index_that_falls() -> None:
    brief = state()
    long = replace(brief.move, stretch_sessions=3, stretch_return=-0.09)
    text = index_move(Pen(replace(brief, move=long)))
    assert "mostly in the last" in text
    assert "mostly" not in index_move(Pen(brief))
    assert "mostly" not in index_move(Pen(replace(brief, move=long, selloff="beneath")))
