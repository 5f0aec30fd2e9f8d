"""The page of a checked text: each figure and what became of it."""

from __future__ import annotations

import pytest

from assistant.check import Checked, Report, check_text
from assistant.tables import checked_text
from tests.contracts.paging import widest
from tests.narrative.factory import make_brief

pytestmark = pytest.mark.usefixtures("page")


def test_a_checked_text_marks_what_is_wrong() -> None:
    text = "VIX/VIX3M is 1.22.\nThe 10y yield rose 25 bp.\nSomebody sold $40bn."
    report = check_text(text, make_brief(), "draft.md")
    lines = checked_text(report).splitlines()
    assert widest(checked_text(report)) <= 100
    assert [line.split()[0] for line in lines[1:-1]] == ["1:14", "2:20", "3:15"]
    marks = ["CONTRADICTS" in line or "UNKNOWN" in line for line in lines[1:-1]]
    assert marks == [False, True, True]
    counts = ", ".join(f"{status} {count}" for status, count in report.counts.items())
    assert lines[-1] == f"draft.md: 3 figures ({counts})."


def test_evidence_is_printed_as_its_reading_is() -> None:
    figures = (
        Checked(1, 1, "−9 %", "contradicts", "positioning.momentum_drawdown_21d", -0.0123),
        Checked(1, 9, "99th percentile", "matches", "positioning.vix", 0.991),
        Checked(1, 30, "[[positioning.nonsense]]", "unknown", "positioning.nonsense"),
        Checked(1, 60, "[[verdict.amplification]]", "bound", "verdict.amplification", 88.0),
    )
    lines = checked_text(Report("x.md", figures)).splitlines()
    assert lines[1].endswith("is −1.2\u202f%")
    assert lines[2].endswith("is 99.1st percentile")
    assert lines[3].endswith("— no such evidence: positioning.nonsense")
    assert lines[4].endswith("bound        verdict.amplification")


def test_a_text_without_figures_is_one_line() -> None:
    assert len(checked_text(Report("x.md", ())).splitlines()) == 1
