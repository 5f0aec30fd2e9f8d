from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.evidence import Evidence, ReferenceFault, of_reading
from assistant.facets import FACETS, band, say, severity
from tests.narrative.factory import AS_OF, make_reading
from tools.formatting import THIN


def said(facet: str, value: float | None = -0.102, reading_id: str = "a.b", **fields: Any) -> str:
    fields = {"display": "percent"} | fields
    return say(of_reading(make_reading(reading_id, value, **fields)), facet, AS_OF)


@pytest.mark.parametrize(
    ("value", "display", "text"),
    [
        (-0.102, "percent", f"fell 10.2{THIN}%"),
        (0.102, "percent", f"rose 10.2{THIN}%"),
        (19.0, "bp", f"rose 19{THIN}bp"),
        (-19.0, "bp", f"fell 19{THIN}bp"),
        (0.3, "bp", "barely changed"),
        (-0.3, "bp", "barely changed"),
        (0.0, "bp", "was unchanged"),
    ],
)
def test_moved_follows_the_sign(value: float, display: str, text: str) -> None:
    assert said("moved", value, display=display, reads="change") == text


def test_spreads_widen_and_tighten() -> None:
    assert said("moved", 36.0, "macro.hy_oas_bp", display="bp") == f"widened 36{THIN}bp"
    assert said("moved", -36.0, "macro.hy_oas_bp", display="bp") == f"tightened 36{THIN}bp"


@pytest.mark.parametrize(
    ("reading_id", "display"),
    [
        ("positioning.vix", "points"),
        ("fundamentals.excess_cape_yield", "percent"),
        ("behaviour.spread_estimate", "bp"),
        ("positioning.vol_target_21d", "leverage"),
    ],
)
def test_a_level_has_not_moved(reading_id: str, display: str) -> None:
    with pytest.raises(ReferenceFault, match="not a change"):
        said("moved", 1.0, reading_id, display=display)


@pytest.mark.parametrize(
    ("rank", "word"),
    [
        (0.5, "normal"),
        (0.7999, "normal"),
        (0.80, "elevated"),
        (0.9499, "elevated"),
        (0.95, "extreme"),
        (0.9899, "extreme"),
        (0.99, "rare"),
        (1.0, "rare"),
    ],
)
def test_band_edges(rank: float, word: str) -> None:
    assert band(make_reading(percentile=rank)) == word
    mirrored = make_reading(percentile=1 - rank, stress=rank)
    assert band(mirrored) == word
    assert severity(rank) == ["normal", "elevated", "extreme", "rare"].index(word)


def test_calm_tail_is_said_by_its_value() -> None:
    assert band(make_reading(percentile=0.03)) == "unusually low"
    assert band(make_reading(percentile=0.97, stress=0.03)) == "unusually high"
    drawdown = make_reading("market.drawdown_252d", 0.0, percentile=0.97, stress=0.03)
    assert band(drawdown) == "unusually shallow"


def test_reading_stressed_on_both_sides_has_no_calm_tail() -> None:
    assert band(make_reading(percentile=0.5, stress=0.0)) == "normal"
    assert band(make_reading(percentile=0.01, stress=0.98)) == "extreme"


def test_reading_without_a_side_of_stress_is_unusual_on_either() -> None:
    words = [band(make_reading(percentile=rank, stress=None)) for rank in (0.02, 0.5, 0.9, 0.98)]
    usual = "within its usual range"
    assert words == ["unusually low", usual, usual, "unusually high"]


def test_rank_counts_from_the_nearer_end() -> None:
    # A mid-rank of (r - 1/2)/n from below: the second highest of ten has .85, the lowest .05.
    ten = {"percentile_n": 10}
    assert said("rank", percentile=0.95, **ten) == "the highest of 10"
    assert said("rank", percentile=0.85, **ten) == "the 2nd-highest of 10"
    assert said("rank", percentile=0.05, **ten) == "the lowest of 10"
    assert said("rank", percentile=0.25, **ten) == "the 3rd-lowest of 10"


def test_other_facets() -> None:
    ranked = {"percentile": 0.998, "percentile_n": 7078, "percentile_since": date(1990, 1, 3)}
    assert said("percentile", **ranked) == "99.8th percentile"
    assert said("n", **ranked) == "7,078"
    assert said("since", **ranked) == "January 1990"
    assert said("observed", observed=date(2018, 2, 6)) == "6 February"
    assert said("known", known=date(2017, 12, 29)) == "29 December 2017"
    assert said("age", age=0) == "0 sessions"
    assert said("age", age=1) == "1 session"
    assert said("size") == f"10.2{THIN}%"


def test_what_is_not_ranked_is_said_so_without_a_figure() -> None:
    texts = [said(facet) for facet in ("percentile", "band", "rank", "n", "since")]
    assert not any(character.isdigit() for text in texts for character in text)


@pytest.mark.parametrize("facet", FACETS)
def test_missing_reading_never_prints_a_figure(facet: str) -> None:
    text = said(facet, None, missing="no vintages", percentile=None, reads="change")
    assert text == "not measured: no vintages"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_figure_that_is_not_finite_is_missing(value: float) -> None:
    assert said("value", value) == "not measured: no figure"


@pytest.mark.parametrize("facet", ["", "Value", "volume", "moved "])
def test_unknown_facet(facet: str) -> None:
    with pytest.raises(ReferenceFault) as caught:
        said(facet)
    assert caught.value.kind == "unknown_facet"


@pytest.mark.parametrize("facet", ["size", "moved", "percentile", "band", "observed"])
def test_word_has_only_its_value(facet: str) -> None:
    word = Evidence("Engine", "positioning", "word", "What drove it.")
    with pytest.raises(ReferenceFault):
        say(word, facet)
