"""What a model reads of history: every path that is offered leads to the figure beside it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.paths import resolve
from assistant.references import parse
from assistant.workspace import Workspace
from tools.precedent_lines import precedent_lines

OFFERED = re.compile(r"\[\[([a-z]+\.[\w.]+)\]\] (-?\d+(?:\.\d+)?)(?=[\s,;:]|$)")


@pytest.mark.parametrize("day", ["2011-08-08", "2018-02-08", "2019-09-10", "1998-08-31"])
def test_each_path_leads_to_its_figure(real_market: Workspace, day: str) -> None:
    brief = real_market.brief(date.fromisoformat(day))
    lines = list(precedent_lines(brief))
    offered = [pair for line in lines for pair in OFFERED.findall(line)]
    assert len(offered) > 10
    for path, figure in offered:
        amount = resolve(parse(path), brief).amount
        assert amount is not None, path
        digits = len(figure.partition(".")[2])
        assert amount == pytest.approx(float(figure), abs=10.0**-digits), path


@pytest.mark.parametrize("day", ["2011-08-08", "2018-02-08", "1998-08-31"])
def test_every_reference_of_a_line_can_be_printed(real_market: Workspace, day: str) -> None:
    brief = real_market.brief(date.fromisoformat(day))
    for line in precedent_lines(brief):
        for path in re.findall(r"\[\[([^\]]+)\]\]", line):
            resolve(parse(path), brief)


def test_a_model_is_told_what_is_noise_and_what_is_refused(real_market: Workspace) -> None:
    text = "\n".join(precedent_lines(real_market.brief(date(2018, 2, 8))))
    assert "[[analogs.missing]]" in text
    assert "within noise" in text
    assert "beyond noise" in text
    applying, rest = text.index("(applies)"), text.index("(does not apply)")
    assert applying < rest
