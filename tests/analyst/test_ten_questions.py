"""The ten questions of the desk, each asked in two ways: every answer holds what it needs."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.faults import faults
from assistant.rules import rule_faults
from assistant.service import Answer, answer
from assistant.workspace import Workspace

DATES = ("2018-02-08", "2020-03-16", "2022-06-13", "2019-09-10", "2017-10-10")
QUESTIONS = {
    "start": ("What exactly started it, and when?", "Which day did it begin, and who fell first?"),
    "left": (
        "How much is left to sell?",
        "How much more do CTAs and vol-target funds have to sell?",
    ),
    "over": ("Is it over?", "Have we bottomed, is this capitulation?"),
    "book": ("The index or my book?", "Is it my longs or the whole market?"),
    "unusual": ("How unusual is this?", "How rare is a move like this?"),
    "next": ("What happened next after similar cases?", "What usually follows falls like this?"),
    "macro": ("Why isn't this macro?", "Why is this not macro?"),
    "linked": (
        "Are crypto and silver connected to equities or coincident?",
        "Do bitcoin and silver move together with stocks, or is it coincidence?",
    ),
    "said": ("What did we say last week, and did it fire?", "Did what we watched last week fire?"),
    "hedge": ("What hedge now?", "What does protection cost now?"),
}
FALLS = ("broad", "index")
RATE, PERCENT, SIGMA = r"[−+]?\d+\.\d\d", r"[−+]?\d+(\.\d)? ?%", r"[−+]?\d+\.\d ?σ"
# What an answer must hold, by the sell-off; patterns over text with plain spaces.
NEEDS: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {
    "start": {
        FALLS: (
            r"The S&P broke on \d+ \w+",
            r"Who broke first\.",
            r"chance at their usual frequency gives",
            r"The worst days\..*" + SIGMA,
            r"The calendar\.",
            r"Trigger: ",
        ),
        ("beneath",): (r"Beneath it, .* since \d+ \w+", r"Trigger: "),
        ("none",): (r"Nothing is selling off",),
    },
    "left": {
        (*FALLS, "beneath", "none"): (
            r"volatility targeters: .*× to .*× with the index unchanged",
            r"after a fall of two usual weekly moves",
            r"after a rise of as much",
            r"trend followers: ",
            r"Trigger levels.*\d,\d{3}",
            r"no assets are assumed",
        ),
    },
    "over": {
        FALLS: (
            r"Not over|One amplifier|have let go|are quiet|Quieter today",
            r"Selling (is|was) (not |hardly )?orderly|was not (fully tested|measured)",
            r"Since the worst day, .* then|Nothing has decayed yet",
            r"[Cc]apitulation",
            r"usual weekly move",
        ),
        ("beneath", "none"): (r"On watch", r"usual weekly move"),
    },
    "book": {
        (*FALLS, "beneath", "none"): (
            r"(The index, not the book|The book, not the index|Both the index|Neither the index)",
            r"Prior winners .*" + PERCENT,
            r"prior losers .*" + PERCENT,
            r"momentum books",
            r"High beta .*" + PERCENT,
            r"best sector .*worst",
        ),
    },
    "unusual": {
        (*FALLS, "beneath", "none"): (
            r"percentile of [\d,]+ since \w+ \d{4}",
            r"Furthest out stands the [^:]+: \w",
            r"on \d+(\.\d)? ?% of past sessions",
            r"Nearest dates|No date is near",
        ),
        FALLS: (r"\(" + SIGMA + r"\)",),
    },
    "next": {
        (*FALLS, "beneath"): (
            r"after any day",
            r"\d+ cases",
            r"within noise|more than noise",
            r"No date is near|After the nearest dates",
        ),
        ("none",): (r"No like case to count from",),
    },
    "macro": {
        (*FALLS, "beneath"): (
            r"The label is ",
            r"By its registered tests macro (has changed|cannot be called unchanged)|"
            r"No registered test of macro (has fired since|is beyond its bound now; .* had)",
            r"(\d\.\d ?σ|percentile), bound (\d\.\d ?σ|\d+th percentile)",
            r"of macro is \d+ ?%|macro stands at [\d.]+ ?%, from a base rate of \d+ ?%",
            r"([Ff]or macro|[Aa]gainst it), [^;]*\(",
        ),
        ("none",): (r"Nothing is selling off",),
    },
    "linked": {
        (*FALLS, "beneath", "none"): (
            r"With the S&P, by daily returns over a quarter: .*(connected|coincident|moving )",
            r"Correlation with the S&P\. .*" + RATE,
            r"once closing times are allowed for",
            r"What crypto and metals share once stocks and the dollar are taken out is " + RATE,
        ),
        FALLS: (r"since the peak", r"Closing times differ: .*bitcoin \(a close at midnight UTC"),
    },
    "said": {
        (*FALLS, "beneath", "none"): (
            r"\d+ \w+( \d{4})?: .*“.+”|is in memory; the last one is of \d+ \w+( \d{4})?, “.+”",
            r" then, .* now|No note (on this fall|of the last quarter) is in memory",
            r"fired|cleared|could not be followed|Fired",
        ),
    },
    "hedge": {
        (*FALLS, "beneath", "none"): (
            r"VIX9D over VIX is " + RATE,
            r"realised volatility",
            r"SKEW",
            r"[Tt]reasury over stock volatility is",
            r"by its own history",
        ),
    },
}
ADVICE = re.compile(r"\b(buy|sell|recommend|should) (puts?|protection|hedge|calls?|now)\b", re.I)


def flat(given: Answer) -> str:
    return re.sub(r"\s+", " ", " ".join(p.text for p in given.paragraphs)).replace("*", "")


@pytest.mark.parametrize("day", [*DATES, "demo"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_answer_holds_what_it_needs(
    request: pytest.FixtureRequest, name: str, day: str
) -> None:
    market: Workspace = request.getfixturevalue("demo_market" if day == "demo" else "real_market")
    at = None if day == "demo" else date.fromisoformat(day)
    first, second = (answer(q, market, as_of=at) for q in QUESTIONS[name])
    for question, given in zip(QUESTIONS[name], (first, second), strict=True):
        text, selloff = flat(given), given.brief.selloff
        for states, needs in NEEDS[name].items():
            for need in needs if selloff in states else ():
                assert re.search(need, text), f"{need!r} is not in {text!r}"
        assert name != "hedge" or not ADVICE.search(text)
        for paragraph in given.paragraphs:
            found = faults(paragraph.source, given.brief, question, given.history)
            found += rule_faults(paragraph.source, given.brief, given.history)
            assert not found, f"{found[0]} in {paragraph.source!r}"
    assert first.question.intent == second.question.intent


def test_a_denied_engine_that_is_the_label_is_put_right(real_market: Workspace) -> None:
    question = "Why isn't this macro?"
    rates = flat(answer(question, real_market, as_of=date(2022, 6, 13)))
    forced = flat(answer(question, real_market, as_of=date(2018, 2, 8)))
    assert "The question rules macro out, and the label is macro (" in rates
    assert "rules macro out" not in forced
    other = answer("Why isn't this positioning?", real_market, as_of=date(2018, 2, 8))
    assert "The question rules positioning out" in flat(other)
