"""What a model is shown: every path it is told to cite leads somewhere, and to that figure."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.paths import resolve
from assistant.references import references
from assistant.workspace import Workspace
from tools.evidence_lines import brief_lines, reading_line, series_lines
from tools.pillars.registry import specs

DATES = (date(2015, 8, 24), date(2020, 3, 16), date(2020, 11, 9))
_FIRST = re.compile(r"^\[\[([^\]]+)\]\] (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?=[,;]|$| (?!%))")


@pytest.mark.parametrize("day", DATES, ids=str)
def test_every_line_of_a_brief_names_evidence(real_market: Workspace, day: date) -> None:
    brief = real_market.brief(day)
    history = real_market.lookup(real_market.market.view(day))
    checked = 0
    for line in brief_lines(brief):
        for reference in references(line):
            resolve(reference, brief, history)
        typed = _FIRST.match(line)
        if typed:
            found = resolve(next(references(line)), brief, history).amount
            assert found == pytest.approx(float(typed[2]), rel=1e-3, abs=1e-4)
            checked += 1
    assert checked > 10
    for reading in brief.readings:
        shown = reading_line(reading).removeprefix(f"[[{reading.id}]] {reading.label}: ")
        if reading.value is None:
            assert shown == f"not measured: {reading.missing}"
        else:
            assert float(shown.split()[0]) == pytest.approx(reading.value, rel=1e-3)


def test_a_history_is_thinned_from_its_end(real_market: Workspace) -> None:
    view = real_market.market.view(date(2018, 2, 8))
    frame = real_market.histories.frame(specs()["positioning.vix"], view)
    lines = list(series_lines("positioning.vix", frame, 500, 40))
    assert len(lines) <= 40
    # 37.32 was the VIX's close of 5 February 2018, 33.46 that of 8 February (Cboe).
    assert lines[-1] == "[[positioning.vix@2018-02-08]] 33.46"
    short = list(series_lines("positioning.vix", frame, 4, 40))
    assert len(short) == 4
    assert short[0] == "[[positioning.vix@2018-02-05]] 37.32"
