"""No two paragraphs of an answer contradict each other, nor one of them its figures."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.service import answer
from assistant.workspace import Workspace
from assistant.writing.over import capitulation
from assistant.writing.pen import Pen

WHY = "What's driving this sell-off?"
# Month ends and known episodes, the quiet ones among them.
DAYS = [
    date.fromisoformat(day)
    for day in (
        "1998-08-31 2002-07-23 2007-03-05 2008-10-10 2009-03-09 2010-05-20 2011-06-15 2011-08-08 "
        "2011-10-03 2012-05-31 2012-11-15 2013-06-24 2014-02-03 2014-10-15 2014-12-16 2015-08-24 "
        "2015-09-28 2016-01-20 2016-02-11 2016-06-27 2016-11-04 2018-02-08 2018-03-23 2018-10-29 "
        "2018-12-24 2019-05-31 2019-08-05 2019-09-10 2020-02-28 2020-03-16 2020-03-23 2020-09-23 "
        "2020-10-30 2020-11-09 2021-09-30 2021-12-03 2022-01-27 2022-03-08 2022-04-29 2022-06-13 "
        "2022-08-31 2022-09-30 2022-10-12 2022-12-15"
    ).split()
]
LONGEST = (500, 700)  # words; beneath the index each rout has a paragraph of its own
ODDS = re.compile(r"× (\d+\.\d\d)")


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_answer_agrees_with_its_figures(real_market: Workspace, day: date) -> None:
    given = answer(WHY, real_market, as_of=day)
    paragraphs = [re.sub(r"\s+", " ", p.text).replace("*", "") for p in given.paragraphs]
    text, brief, verdict = " ".join(paragraphs), given.brief, given.brief.verdict
    if brief.selloff == "none":
        assert "Engine:" not in text and "Trigger:" not in text
        return
    assert len(text.split()) <= LONGEST[brief.selloff == "beneath"]
    value = Pen(brief).value
    rose = max(value("macro.rates_2y_z") or 0.0, value("macro.rates_10y_z") or 0.0)
    if "Rates are driving this" in text:
        assert rose > 1.0
    if "explain none of the fall" in text:
        assert sum(c.return_ for c in verdict.contributions) > -0.0005
        assert not text.startswith("Rates are driving")
    if "distrust the split" in text:
        assert value("macro.rates_beta_flipped")
    # What an engine rests on multiplies its odds, what stands against it divides them.
    for paragraph in paragraphs:
        odds = [float(x) for x in ODDS.findall(paragraph)]
        if paragraph.startswith("Engine"):
            assert all(x > 1.0 for x in odds)
        if paragraph.startswith("Against"):
            assert all(x < 1.0 for x in odds)
    macro = {f.fired for f in verdict.falsifiers if f.claim == "macro_unchanged"}
    allowed = verdict.engine == "positioning" and macro == {False}
    assert ("does not account for the size" in text) <= allowed
    if "own amplifiers (overshoot, gamma, term structure) are quiet" in text:
        assert "Not over on these readings" not in text and verdict.quiet_amplifiers
    if "The amplifiers are quiet" in text or "The amplifiers have let go" in text:
        assert (verdict.amplification or 0.0) < 80.0
    if "there was little to force out" in text:
        assert (verdict.vulnerability or 100.0) < 40.0
    assert text.count("comes nearest") <= 2
    # A figure that was weighed at the peak is never told as today's.
    against = next((p for p in paragraphs if p.startswith("Against")), "")
    for said in verdict.evidence:
        if said.when == "peak" and said.reading in verdict.against:
            assert "at the peak" in against


@pytest.mark.parametrize("day", DAYS[6:], ids=str)
def test_the_named_signs_of_capitulation_make_its_share(real_market: Workspace, day: date) -> None:
    """The names come from readings, the share from the metric's own inputs."""
    brief = real_market.brief(day)
    pen = Pen(brief)
    share = pen.value("behaviour.capitulation_signs")
    text = capitulation(pen)
    if share is None:
        return
    names = (
        "a 90 % down day within a week",
        "an inverted VIX curve",
        "despondent private investors",
        "a high put/call ratio",
        "a high premium of the VIX over realised volatility",
    )
    gone = sum(name in text for name in names) if "could not be" in text else 0
    there = 0 if gone or text.startswith("**No cap") else sum(name in text for name in names)
    assert (there > 0) == (share > 0.0)
    assert not there or any(share == pytest.approx(there / n) for n in (3, 4, 5))
