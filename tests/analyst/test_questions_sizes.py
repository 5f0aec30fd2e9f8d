"""What a question states as a fact: the size of a fall, and a rise."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.questions import read

DAY = date(2022, 6, 13)
FALLS = {
    "Why is the S&P down 20 %?": -0.2,
    "Why is the S&P down 10.5 % with VIX/VIX3M at 1.22?": -0.105,
    "Why did the Fed hike crash the market by 30 %?": -0.3,
    "Why did stocks drop 5 %?": -0.05,
    "Why did it fall 12 %?": -0.12,
    "Why is gold down 30 %?": -0.3,
    "Why did the Fed hike crash silver by 20 % on 5 February?": -0.2,
    "What caused the 30% crash?": -0.3,
    "What's behind the 15% sell-off in silver?": -0.15,
    "Why is the market 30% below its peak?": -0.3,
    "Why is the S&P 30 % down?": -0.3,
    "Why the 25 percent correction in the S&P?": -0.25,
    "Why has the S&P fallen by about 12%?": -0.12,
    "Why did the S&P sell off 12 percent from its peak?": -0.12,
    "Why are stocks 8 % off their highs?": -0.08,
    "Why has gold lost 9%?": -0.09,
    "Why is oil 40% below its high?": -0.4,
    "Why did the market plunge over 7%?": -0.07,
    "What drove the 34% drawdown?": -0.34,
    "Why is bitcoin down 50% from its peak?": -0.5,
    "Why did the S&P shed 20%?": -0.2,
    "Why is the index down almost 25 percent?": -0.25,
}
# Rises, levels, shares, probabilities, falls of something else, over a day, or supposed.
NONE = (
    "Why did the index lose 4 % on Monday?",
    "How often does a 10 % fall become a bear market?",
    "Why is Tesla 99 % down?",
    "Why is the S&P down and Tesla down 40%?",
    "What happened after Tesla fell 10%?",
    "Why did the 30% drop in earnings hurt?",
    "Why did the VIX fall 20%?",
    "Is there a 20 % chance of a fall?",
    "Why has breadth fallen 30%?",
    "Why did yields fall to 3%?",
    "Why is volume down 30%?",
    "Why are 40 % of stocks down 20 %?",
    "Why did the S&P drop 7% in a day?",
    "Why did copper fall to 80% of its peak?",
    "Why is there a 90% chance of a crash?",
    "Why is 60% of the fall macro?",
    "Why did gold fall while oil fell 10%?",
    "Why are earnings down 10%?",
    "Why are yields at 5%?",
    "What explains a 3% fall this week?",
    "Why did the VIX rise 20%?",
    "Why did inflation hit 9%?",
    "Why did unemployment fall to 4%?",
    "Why did 89% of stocks fall?",
    "Is the selloff 100% macro?",
    "Is it 100 % positioning?",
    "Why are stocks up 3%?",
    "Why do CTAs hold 80% of capacity?",
    "Why did the S&P fall 4% yesterday?",
    "What would change if the S&P fell 20%?",
)


@pytest.mark.parametrize(("question", "size"), FALLS.items())
def test_a_fall_that_is_stated(question: str, size: float) -> None:
    assert read(question, DAY).size == pytest.approx(size)


@pytest.mark.parametrize("question", NONE)
def test_what_is_no_fall_of_what_is_asked_about(question: str) -> None:
    assert read(question, DAY).size is None


@pytest.mark.parametrize("question", ["Is the selloff 100% macro?", "Is it 100 % positioning?"])
def test_a_share_of_the_cause_is_asked_for(question: str) -> None:
    assert read(question, DAY).intent == "why"


@pytest.mark.parametrize(
    ("question", "rises"),
    [
        ("Why is the S&P up?", True),
        ("Why are stocks higher today?", True),
        ("Why did the market climb?", True),
        ("What's up?", False),
        ("What's up with the market?", False),
        ("How did we end up here?", False),
        ("Sum up the market", False),
        ("Why are volumes picking up?", False),
        ("Is it up to the Fed?", False),
        ("Why is it down, not up?", False),
        ("Why is the VIX up?", False),
    ],
)
def test_up_is_a_rise_where_it_is_said_of_the_market(question: str, rises: bool) -> None:
    assert read(question, DAY).presumes_rise == rises
