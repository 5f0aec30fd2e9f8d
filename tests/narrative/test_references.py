from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import ReferenceFault
from assistant.facets import say
from assistant.paths import resolve, suggest
from assistant.references import parse, references
from tests.narrative.factory import AS_OF, PEAK, history, make_brief, make_reading
from tools.formatting import THIN
from tools.records import Brief

BRIEF = make_brief()
PRINTED = {
    "positioning.vix": "33.5",
    "positioning.vix@2018-02-05": "37.3",
    "positioning.vix@2018-02-08": "33.5",
    "peak.positioning.vix": "11.1",
    "move.return": f"−10.2{THIN}%",
    "move.return:moved": f"fell 10.2{THIN}%",
    "move.peak": "26 January",
    "move.trading_days": "9",
    "move.trading_days:size": "9 sessions",
    "move.z": f"−5.9{THIN}σ",
    "move.asset": "S&P 500",
    "moves.BTC.return": f"−55.0{THIN}%",
    "moves.BTC.z10": f"−1.6{THIN}σ",
    "moves.BTC.fast": "93rd percentile",
    "moves.BTC.label": "bitcoin",
    "moves.BTC.observed": "8 February",
    "moves.GOLD_FUT.z": f"−0.9{THIN}σ",
    "moves.GOLD_FUT.z5": "not measured: no figure",
    "moves.HY.return:moved": f"rose 36{THIN}bp",
    "moves.ETH.return": "not measured: no data in this market",
    "verdict.engine": "positioning",
    "verdict.amplification": "88/100",
    "verdict.vulnerability": "91/100",
    "verdict.coverage": f"86{THIN}%",
    "verdict.unexplained": f"−11.1{THIN}%",
    "verdict.probability.positioning": f"72{THIN}%",
    "verdict.engine_probability.macro": f"20{THIN}%",
    "verdict.trigger.rates": f"50{THIN}%",
    "verdict.contributions.rates_and_dollar": f"+0.9{THIN}%",
    "verdict.contributions.rates and dollar": f"+0.9{THIN}%",
    "verdict.abstained": "not measured: nothing stood against it",
    "watch.1.value": "1.22",
    "watch.1.above": "1.00",
    "watch.1.below": "not measured: no threshold below",
    "watch.1.threshold": "1.00",
    "watch.1.distance": "−0.22",
    "watch.1.fired": "fired",
    "watch.1.fired_share": f"9.0{THIN}%",
    "watch.1.reading": "VIX/VIX3M",
    "watch.macro.hy_oas_bp.above": f"+120{THIN}bp",
    "falsifier.rates_2y.value": f"1.6{THIN}σ",
    "falsifier.rates_2y.threshold": f"2.0{THIN}σ",
    "falsifier.rates_2y.fired": "not fired",
    "falsifier.revisions.value": "not measured: no figure",
    "falsifier.revisions.threshold": "10th percentile",
    "falsifier.revisions.fired": "not measured: its reading is missing",
    "worst.1.date": "5 February",
    "worst.1.return:moved": f"fell 4.1{THIN}%",
    "worst.1.rates_10y_bp:moved": f"fell 13{THIN}bp",
    "worst.1.event": "not measured: no dated event",
    "worst.2.event": "payrolls",
    "worst.2.surprise": f"+4{THIN}bp",
    "analog.1.session": "8 August 2011",
    "analog.1.distance": "0.80",
    "analog.1.percentile": "26th percentile",
    "analog.1.selloff": "broad",
    "analog.1.return_21d:moved": f"rose 4.1{THIN}%",
    "analog.1.return_63d": "not measured: those sessions have not ended",
    "analog.1.then.positioning.vix": "48.0",
    "analog.1.then_percentile.positioning.vix": "99.0th percentile",
    "analogs.near:size": "1 date",
    "analogs.missing": "not measured: some are near",
    "base.first_10pct_63d.n:size": "25 cases",
    "base.first_10pct_63d.effective_n": "24",
    "base.first_10pct_63d.horizon:size": "63 sessions",
    "base.first_10pct_63d.mean": f"+4.8{THIN}%",
    "base.first_10pct_63d.mean:moved": f"rose 4.8{THIN}%",
    "base.first_10pct_63d.low": f"+1.9{THIN}%",
    "base.first_10pct_63d.high": f"+7.6{THIN}%",
    "base.first_10pct_63d.worst": f"−12.0{THIN}%",
    "base.first_10pct_63d.unconditional_mean": f"+2.4{THIN}%",
    "base.first_10pct_63d.share_positive": f"76{THIN}%",
    "base.first_10pct_63d.unconditional_share": f"66{THIN}%",
    "base.first_10pct_63d.label": "a first close 10 % below the year's high",
    "base.first_10pct_63d.since": "December 1990",
    "base.first_10pct_63d.last": "8 February",
    "base.first_10pct_63d.applies": "yes",
    "base.first_10pct_21d.mean": "not measured: too few",
    "deeper.10_20.share": f"32{THIN}%",
    "deeper.10_20.low": f"15{THIN}%",
    "deeper.10_20.high": f"54{THIN}%",
    "deeper.10_20.depth:size": f"20.0{THIN}%",
    "deeper.10_20.n:size": "19 cases",
    "rates.told:size": "1 figure",
    "rates.apart": "0",
    "rates.chance": "0",
    "note.2018-01-31-desk.positioning.vix": "13.5",
    "note.2018-01-31-desk.as_of": "31 January",
    "note.2018-01-31-desk.title": "Calm before",
    "readings.measured": "16",
    "readings.missing": "1",
    "readings.total:size": "17 readings",
    "selloff": "broad",
    "selloff.share": f"3.4{THIN}%",
    "session": "8 February",
    "as_of": "8 February",
}
UNKNOWN = (
    "positioning.vi",
    "bogus",
    "move.retrun",
    "moves.NOPE.return",
    "moves.BTC.nope",
    "verdict.trigger.moon",
    "verdict.contributions.nobody",
    "watch.0.value",
    "watch.3.value",
    "watch.99999.value",
    "watch.1.nope",
    "falsifier.nope.value",
    "worst.3.date",
    "analog.2.session",
    "analog.1.nope",
    "analog.1.then.nope",
    "analogs.nope",
    "base.nope.n",
    "base.first_10pct_63d.interval",
    "rates.nope",
    "deeper.5_20.share",
    "deeper.10_20.nope",
    "note.nope.positioning.vix",
    "note.2018-01-31-desk.nope",
    "peak.nope",
    "session.x",
    "nope@2018-02-05",
    "move.return@2018-02-05",
)


def printed(body: str, brief: Brief = BRIEF) -> str:
    reference = parse(body)
    return say(resolve(reference, brief, history), reference.facet, brief.as_of)


@pytest.mark.parametrize(("body", "text"), PRINTED.items())
def test_path_leads_to_its_figure(body: str, text: str) -> None:
    assert printed(body) == text


@pytest.mark.parametrize("body", UNKNOWN)
def test_unknown_path_is_refused(body: str) -> None:
    with pytest.raises(ReferenceFault) as caught:
        printed(body)
    assert caught.value.kind == "unknown_reference"


@pytest.mark.parametrize(
    "body",
    ["", "   ", "a:b:c", "a@2018-02-05@2018-02-06", "a@yesterday", "a@2018-02-30", "日経", "<b>"],
)
def test_malformed_reference_says_how_to_write_it(body: str) -> None:
    assert parse(body).trouble


def test_date_after_the_as_of_date_is_refused_and_the_as_of_date_is_not() -> None:
    with pytest.raises(ReferenceFault) as caught:
        printed("positioning.vix@2018-02-09")
    assert caught.value.kind == "future_date"
    assert printed(f"positioning.vix@{AS_OF.isoformat()}") == "33.5"


def test_history_is_asked_for_exactly_the_reading_and_the_date() -> None:
    asked = []

    def spy(reading_id: str, at: date) -> None:
        asked.append((reading_id, at))

    reference = parse("positioning.vix@2018-01-29")
    evidence = resolve(reference, BRIEF, spy)
    assert asked == [("positioning.vix", date(2018, 1, 29))]
    assert say(evidence) == "not measured: no reading on 29 January 2018"


def test_without_history_the_past_is_not_measured_except_at_the_peak() -> None:
    reference = parse("positioning.vix@2018-02-05")
    assert say(resolve(reference, BRIEF)) == "not measured: no history at hand"
    brief = make_brief(at_peak=(make_reading("positioning.vix", 11.08, display="points"),))
    assert say(resolve(parse("peak.positioning.vix"), brief)) == "11.1"
    assert say(resolve(parse(f"positioning.vix@{PEAK}"), brief)) == "11.1"


def test_facet_and_date_may_stand_in_either_order() -> None:
    one, other = parse("a.b:moved@2018-02-05"), parse("a.b@2018-02-05:moved")
    assert (one.path, one.facet, one.at) == (other.path, other.facet, other.at)
    assert str(one) == "[[a.b:moved@2018-02-05]]"


def test_references_are_found_in_order_with_their_places() -> None:
    text = "x [[a.b]] y [[c.d:band]][[e]] [[open [f] ]]"
    found = list(references(text))
    assert [text[item.start : item.end] for item in found] == ["[[a.b]]", "[[c.d:band]]", "[[e]]"]


def test_like_id_is_suggested() -> None:
    assert suggest("positioning.vix_overshot", BRIEF) == "positioning.vix_overshoot"
    assert suggest("zzz", BRIEF) is None


@given(st.text(max_size=80))
def test_any_text_in_brackets_resolves_or_is_refused(body: str) -> None:
    try:
        printed(body)
    except ReferenceFault:
        pass
