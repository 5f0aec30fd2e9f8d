from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.aliases import ALIASES, names
from assistant.check import check_text
from assistant.narrative import render
from tests.narrative.factory import history, make_brief, make_reading
from tools.records import Brief, Move

BRIEF = make_brief()


def statuses(text: str, brief: Brief = BRIEF, *, past: bool = False) -> list[tuple[str, str]]:
    found = check_text(text, brief, "x.md", history if past else None).figures
    return [(figure.text, figure.status) for figure in found]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("The S&P is down 10.2 %.", "move.return"),
        ("The S&P fell 10%.", "move.return"),
        ("The S&P lost ten percent.", "move.return"),
        ("S&P 500: −10.16 %", "move.return"),
        ("S&P 500: -10.2%", "move.return"),
        ("A 10.2 % drawdown of the S&P is no crash.", "move.return"),
        ("The S&P is down in nine sessions.", "move.trading_days"),
        ("The S&P is down 9 days.", "move.trading_days"),
        ("The S&P fell hard (5.9σ).", "move.z"),
        ("The 10y is up 19 bp.", "macro.rates_10y_bp"),
        ("The ten-year yield rose 19 basis points.", "macro.rates_10y_bp"),
        ("The 10y is up (z 1.6).", "macro.rates_10y_z"),
        ("HY is 36bp wider.", "macro.hy_oas_bp"),
        ("VIX at 33.5.", "positioning.vix"),
        ("VIX 33.", "positioning.vix"),
        ("VIX overshoot 16σ.", "positioning.vix_overshoot"),
        ("VIX is 10 points above realised.", "positioning.vix_minus_rv21"),
        ("VIX/VIX3M is 1.22.", "positioning.vix_vix3m"),
        ("Vendor gamma is −$1.6bn.", "positioning.dealer_gamma_vendor"),
        ("A vol-target fund holds 0.42×.", "positioning.vol_target_21d"),
        ("NAAIM was at its 94th percentile.", "positioning.naaim"),
        ("64 % of members are above their 200-day average.", "behaviour.above_200d"),
        ("Bitcoin fell 55 %.", "moves.BTC.return"),
        ("Amplification is 88/100.", "verdict.amplification"),
        ("On 5 February: −4.1 %.", "worst.1.return"),
    ],
)
def test_true_figure_matches(text: str, reading: str) -> None:
    (figure,) = check_text(text, BRIEF).figures
    assert (figure.status, figure.reading) == ("matches", reading)


@pytest.mark.parametrize(
    "text",
    [
        "The S&P is up 10.2 %.",
        "The S&P gained 10%.",
        "S&P 500: +10.2 %",
        "S&P 500: 10.2 %",
        "The S&P is down 10.3 %.",
        "The S&P is down 10.17 %.",
        "The S&P lost eleven percent.",
        "The S&P is down in eight sessions.",
        "The 10y is down 19 bp.",
        "The 10y is up 20 bp.",
        "HY is 36bp tighter.",
        "VIX at 45.",
        "VIX: 33.4.",
        "VIX overshoot 17σ.",
        "VIX is 10 points below realised.",
        "VIX/VIX3M is 1.21.",
        "Vendor gamma is $1.6bn.",
        "Vendor gamma is −$1.6m.",
        "A vol-target fund holds 1.40×.",
        "NAAIM was at its 60th percentile.",
        "Bitcoin fell 31 %.",
        "Bitcoin rose 55 %.",
        "Amplification is 12/100.",
        # True of something else that is named in the sentence, but not of what it stands beside.
        "The 10y rose 36 bp, while HY widened 36 bp.",
    ],
)
def test_wrong_figure_or_sign_contradicts(text: str) -> None:
    first = check_text(text, BRIEF).figures[0]
    assert first.status == "contradicts"
    assert check_text(text, BRIEF).wrong


@pytest.mark.parametrize(
    "text",
    [
        "Earnings were cut 2 %.",
        "Forward earnings were cut 2 %.",  # named, but not measured
        "The 10y yields 2.85 %.",
        "It fell 10.2 %.",
        "81 days, with annual returns as before.",
        "Funds sold $4bn.",
        "VIX rose 20 points.",  # a change of what is measured as a level
        "Implied moves doubled.",
        "Half of it is unexplained.",
        "The S&P 500 has ９ sectors.",
        "99999999999999999999 shares of S&P names",
        "The S&P has 500,000 holders.",
    ],
)
def test_figure_that_names_nothing_comparable_is_unknown(text: str) -> None:
    found = check_text(text, BRIEF)
    assert [figure.status for figure in found.figures] == ["unknown"]
    assert found.wrong


@pytest.mark.parametrize(
    "text",
    [
        "The S&P 500 fell.",
        "On 5 February 2018 the 10y, the 2-year and VIX9D rose from their 21-day range in Q4.",
        "1. Macro\n2. Positioning",
        "",
    ],
)
def test_names_and_dates_are_no_figures(text: str) -> None:
    assert check_text(text, BRIEF).figures == ()


def test_references_are_bound_or_unknown() -> None:
    text = "[[positioning.vix]] [[move.peak]] [[nope]] [[positioning.vix:nope]]"
    found = check_text(text, BRIEF).figures
    assert [figure.status for figure in found] == ["bound", "bound", "unknown", "unknown"]
    assert [figure.value for figure in found] == [33.46, "2018-01-26", None, None]
    assert [figure.reading for figure in found[:2]] == ["positioning.vix", "move.peak"]


def test_level_of_an_earlier_day_needs_history() -> None:
    right, wrong = "On 5 February VIX closed at 37.3.", "On 5 February VIX closed at 45.0."
    assert statuses(right, past=True) == [("37.3", "matches")]
    assert statuses(wrong, past=True) == [("45.0", "contradicts")]
    assert statuses(right) == [("37.3", "unknown")]


def test_a_threshold_is_held_against_the_watch_list() -> None:
    assert statuses("We watch VIX/VIX3M above 1.00.") == [("1.00", "matches")]
    assert statuses("We watch VIX/VIX3M above 1.22.") == [("1.22", "unknown")]


def test_lists_of_names_and_figures() -> None:
    text = "The 10y and HY rose 19 and 36 bp."
    assert statuses(text) == [("19", "matches"), ("36 bp", "matches")]


def test_range_takes_the_unit_behind_it() -> None:
    text = "A vol-target fund holds 0.42–0.68×."
    assert statuses(text) == [("0.42", "matches"), ("0.68×", "contradicts")]


def test_the_index_means_the_move_only_where_the_move_is_its_own() -> None:
    other = make_brief(move=Move("BTC", date(2017, 12, 18), 36, -0.55, -3.1))
    assert statuses("The S&P fell 55 %.", other) == [("55 %", "contradicts")]
    assert statuses("Bitcoin fell 55 %.", other) == [("55 %", "matches")]


def test_lines_columns_and_json() -> None:
    text = "# Note\n\nVIX at 33.5 and\n  the 10y up 25 bp; it fell 3 %.\n"
    report = check_text(text, BRIEF, "note.md")
    assert [(f.line, f.column, f.text) for f in report.figures] == [
        (3, 8, "33.5"),
        (4, 14, "25 bp"),
        (4, 29, "3 %"),
    ]
    plain = json.loads(json.dumps(report.to_json()))
    assert plain["file"] == "note.md"
    assert plain["counts"] == {"bound": 0, "matches": 1, "contradicts": 1, "unknown": 1}
    assert plain["figures"][1] == {
        "line": 4,
        "column": 14,
        "text": "25 bp",
        "status": "contradicts",
        "reading": "macro.rates_10y_bp",
        "value": 19.0,
    }
    assert report.wrong
    assert not check_text("VIX at 33.5", BRIEF).wrong


@given(st.integers(-400, 400), st.sampled_from(("10y", "HY")))
def test_typed_change_in_bp_matches_exactly_when_it_rounds_to_it(size: int, name: str) -> None:
    path = "macro.rates_10y_bp" if name == "10y" else "macro.hy_oas_bp"
    typed = f"The {name} moved {size:+d} bp."
    # A family's own move goes by the same name.
    brief = replace(make_brief(make_reading(path, 19.4, display="bp")), moves=())
    status = check_text(typed, brief).figures[0].status
    assert status == ("matches" if size == 19 else "contradicts")


@given(st.floats(-0.9, 3.0), st.integers(0, 2))
def test_rendered_figure_matches_the_evidence_it_came_from(value: float, places: int) -> None:
    brief = make_brief(make_reading("market.drawdown_252d", value, display="percent", label="Loss"))
    text = render("Loss: [[market.drawdown_252d]].", brief).text
    (figure,) = check_text(text, brief).figures
    assert (figure.status, figure.reading) == ("matches", "market.drawdown_252d")


def test_every_alias_leads_to_paths_and_is_found_in_a_text() -> None:
    for phrase in ALIASES:
        shown = phrase.upper() if phrase in ("hy", "ig", "move", "cape") else phrase
        (name,) = names(f"So {shown} it is", BRIEF)
        assert name.paths
    assert list(names("moves as a cape in high times", BRIEF)) == []


@pytest.mark.parametrize(
    "unit",
    ["VIX 37.3 ", "S&P 10.2 % ", "VIX 37.3, ", "1 ", "(", "VIX ", "5 February ", "10 % (5σ) "],
)
def test_long_text_takes_time_in_proportion(unit: str) -> None:
    text = (unit * (30_000 // len(unit) + 1))[:30_000]
    began = time.process_time()
    check_text(text, BRIEF)
    # Half a second alone, with thousands of figures; a quadratic step takes minutes.
    assert time.process_time() - began < 5
