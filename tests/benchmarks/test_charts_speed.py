"""How fast a chart is ready to be drawn, and drawn as a file; run with ``make bench``."""

from __future__ import annotations

from datetime import date

from pytest_benchmark.fixture import BenchmarkFixture

from assistant.workspace import Workspace
from tools.charts.export import to_png, to_svg
from tools.charts.reading import history_chart

DAY = date(2018, 2, 8)
LIMIT = 0.06


def test_specification(benchmark: BenchmarkFixture, real_market: Workspace) -> None:
    view = real_market.market.view(DAY)
    benchmark(
        lambda: history_chart(view, real_market.histories, "positioning.vix", years=None).spec()
    )
    assert benchmark.stats["median"] < LIMIT


def test_svg(benchmark: BenchmarkFixture, real_market: Workspace) -> None:
    chart = history_chart(real_market.market.view(DAY), real_market.histories, "positioning.vix")
    benchmark(lambda: to_svg(chart))


def test_png(benchmark: BenchmarkFixture, real_market: Workspace) -> None:
    chart = history_chart(real_market.market.view(DAY), real_market.histories, "positioning.vix")
    benchmark(lambda: to_png(chart))
