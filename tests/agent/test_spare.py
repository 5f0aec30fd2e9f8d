"""The analyst's paragraphs stand in where a model's fail, and repeat nothing."""

from __future__ import annotations

from assistant.spare import Spare

OPENING = "**Finding.** [[move.return]] [[move.z]] [[move.peak]]"
TRIGGER = "Trigger [[macro.rates_10y_bp]] [[macro.rates_2y_bp]] [[macro.hy_oas_bp]]"
ENGINE = "Engine [[positioning.vix]] [[positioning.cta_spx]]"
ALL = [OPENING, TRIGGER, ENGINE]


def test_what_is_said_is_not_said_again() -> None:
    said = "Rates: [[macro.rates_10y_bp]] and [[macro.rates_2y_bp]]"
    assert Spare(ALL, [said]).rest() == [ENGINE]
    assert Spare(ALL, []).rest() == [TRIGGER, ENGINE]


def test_one_shared_figure_does_not_make_two_paragraphs_the_same() -> None:
    assert Spare(ALL, ["Vol [[positioning.vix]]"]).rest() == [TRIGGER, ENGINE]


def test_the_most_alike_stands_in_once() -> None:
    spare = Spare(ALL, [])
    failed = "[[macro.hy_oas_bp]] 4.6 percent [[positioning.vix]] [[macro.rates_2y_bp]]"
    assert spare.like(failed) == TRIGGER
    assert spare.like(failed) == ENGINE
    assert spare.like(failed) is None


def test_the_opening_is_the_first_finding() -> None:
    spare = Spare(["The date lies outside.", *ALL], [])
    assert spare.first() == OPENING
    assert spare.first() is None
