"""The timeline as evidence: what each path prints, and what is no path."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.evidence import ReferenceFault
from assistant.facets import say
from assistant.faults import faults
from assistant.paths import resolve
from assistant.references import parse
from tests.narrative.factory import PAYROLLS, WORST, make_brief
from tools.formatting import THIN
from tools.timeline import (
    AssetDay,
    BreakOrder,
    Calendar,
    DatedEvent,
    LastEvent,
    LeadLag,
    NextEvent,
    WorstDay,
)

RELEASE = DatedEvent(PAYROLLS, "payrolls", "payrolls", -43.0, "k")
MEETING = DatedEvent(WORST, "fomc", "FOMC", 8.2, "bp", 1.1, True, 15.5, "monetary policy")
FIRST = WorstDay(
    PAYROLLS,
    -0.0212,
    6.0,
    (RELEASE,),
    z=-3.6,
    assets=(AssetDay("VIX", "volatility", "VIX", 0.285, "ratio", 3.5, "after"),),
)
BRIEF = make_brief(
    worst_days=(
        FIRST,
        WorstDay(WORST, -0.041, -7.0, (RELEASE, MEETING), z=-6.9, eve=(RELEASE,), eve_z=-3.6),
    ),
    breaks=BreakOrder(
        onset=date(2018, 1, 29),
        first_break=PAYROLLS,
        day=FIRST,
        early=7,
        expected=7.33,
        assets=(
            LeadLag(
                "BTC",
                "crypto",
                "bitcoin",
                "ratio",
                peak=date(2017, 12, 16),
                peak_sessions=-27,
                first_break=date(2018, 1, 16),
                change=-0.1685,
                z=-4.1,
                sessions=-13,
                share=0.026,
                correlation=-0.41,
                correlation_lag=-1,
                correlation_n=24,
                close="a close at midnight UTC",
            ),
            LeadLag("HY", "credit", "high-yield spread", "bp", date(2018, 1, 26), 0, share=0.012),
            LeadLag("UST10Y", "rates", "10-year yield", "bp", share=0.05),
            LeadLag("ETH", "crypto", "ether", "ratio", missing="no ETH in this market"),
        ),
    ),
    calendar=Calendar(
        last=(LastEvent("fomc", "FOMC", date(2018, 1, 31), 6),),
        ahead=(
            NextEvent("expiry", "monthly option expiry", 8),
            NextEvent("fomc", "FOMC", None, "no schedule of meetings"),
        ),
        coverage={"cpi": "no CPI dates in this market"},
    ),
)
PRINTED = {
    "worst.2.z": f"−6.9{THIN}σ",
    "worst.2.surprise": f"+8{THIN}bp",
    "worst.2.surprise:moved": f"rose 8{THIN}bp",
    "worst.2.surprise_z": f"1.1{THIN}σ",
    "worst.2.path_bp": f"+16{THIN}bp",
    "worst.2.news": "monetary policy",
    "worst.2.event": "payrolls; FOMC",
    "worst.2.eve": "payrolls",
    "worst.2.eve.surprise": "−43.0",
    "worst.1.eve": "not measured: no dated event",
    "worst.1.eve.surprise": "not measured: no surprise measured",
    "worst.1.VIX.change": f"+28.5{THIN}%",
    "worst.1.VIX.change:moved": f"rose 28.5{THIN}%",
    "worst.1.VIX.z": f"3.5{THIN}σ",
    "worst.1.VIX.timing": "after",
    "worst.1.VIX.label": "VIX",
    "breaks.onset": "29 January",
    "breaks.first_break": "2 February",
    "breaks.early:size": "7 assets",
    "breaks.expected": "7",
    "breaks.day.return:moved": f"fell 2.1{THIN}%",
    "breaks.day.z": f"−3.6{THIN}σ",
    "breaks.day.event": "payrolls",
    "breaks.day.VIX.z": f"3.5{THIN}σ",
    "breaks.BTC.date": "16 January",
    "breaks.BTC.change": f"−16.9{THIN}%",
    "breaks.BTC.z": f"−4.1{THIN}σ",
    "breaks.BTC.sessions": "−13",
    "breaks.BTC.sessions:size": "13 sessions",
    "breaks.BTC.share": f"2.6{THIN}%",
    "breaks.BTC.peak": "16 December 2017",
    "breaks.BTC.peak_sessions:size": "27 sessions",
    "breaks.BTC.correlation": "−0.41",
    "breaks.BTC.correlation_lag": "−1",
    "breaks.BTC.close": "a close at midnight UTC",
    "breaks.BTC.label": "bitcoin",
    "breaks.HY.close": "it closes with New York",
    "breaks.HY.date": "not measured: no day beyond two sigma",
    "breaks.HY.correlation": "not measured: no significant correlation",
    "breaks.UST10Y.peak": "not measured: it hurts on either side",
    "breaks.ETH.date": "not measured: no ETH in this market",
    "calendar.expiry.next": "16 February",
    "calendar.expiry.days:size": "8 days",
    "calendar.fomc.next": "not measured: no schedule of meetings",
    "calendar.fomc.last": "31 January",
    "calendar.fomc.sessions:size": "6 sessions",
    "calendar.fomc.label": "FOMC",
    "calendar.cpi.covered": "no CPI dates in this market",
}
UNKNOWN = [
    "breaks",
    "breaks.XYZ.date",
    "breaks.BTC",
    "breaks.BTC.colour",
    "breaks.day",
    "breaks.day.colour",
    "worst.1.XYZ.z",
    "worst.1.VIX.colour",
    "worst.1.eve.colour",
    "worst.3.z",
    "calendar",
    "calendar.cpi.next",
    "calendar.payrolls.last",
    "calendar.fomc.colour",
    "calendar.moon.covered",
]


@pytest.mark.parametrize("path", PRINTED)
def test_a_path_prints_its_figure(path: str) -> None:
    reference = parse(path)
    assert say(resolve(reference, BRIEF), reference.facet, BRIEF.as_of) == PRINTED[path]


@pytest.mark.parametrize("path", UNKNOWN)
def test_no_other_path_is_evidence(path: str) -> None:
    with pytest.raises(ReferenceFault):
        resolve(parse(path), BRIEF)


def test_an_index_at_its_peak_has_no_break() -> None:
    calm = make_brief()
    for path in ("breaks.onset", "breaks.first_break", "breaks.early", "breaks.expected"):
        assert resolve(parse(path), calm).missing
    with pytest.raises(ReferenceFault):
        resolve(parse("breaks.day.return"), calm)


def test_the_days_are_the_indexs_whatever_asset_the_brief_is_of() -> None:
    from dataclasses import replace

    of_bitcoin = replace(BRIEF, move=replace(BRIEF.move, asset="BTC"))
    assert "S&P 500" in resolve(parse("worst.1.return"), of_bitcoin).label


def test_a_typed_date_ahead_is_a_fault_and_a_reference_to_it_is_none() -> None:
    good = "Next is the expiry of [[calendar.expiry.next]]."
    assert not faults(good, BRIEF)
    assert faults("Next is the expiry of 16 February 2018.", BRIEF)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Bitcoin fell [[breaks.BTC.change:size]] that day.", False),
        ("Bitcoin rose [[breaks.BTC.change:size]] that day.", True),
        ("The VIX rose [[worst.1.VIX.change:size]].", False),
        ("The VIX fell [[worst.1.VIX.change:size]].", True),
        ("Bitcoin broke on 16 January.", False),
        ("Bitcoin broke on 15 January.", True),
    ],
)
def test_words_are_held_against_the_timeline(text: str, wrong: bool) -> None:
    assert bool(faults(text, BRIEF)) is wrong
