"""Charts as files and inside a page: nothing runs, nothing is fetched, no two ids are the same."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import replace
from math import nan
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.export import note_html
from assistant.figures import figure_html
from assistant.workspace import Workspace
from tools.charts.desk import desk_charts
from tools.charts.export import NARROW, WIDTH, inline_svg, to_png, to_svg
from tools.charts.palette import PALETTES, TOKENS
from tools.charts.plot import Chart
from tools.charts.spark import sparkline_svg
from tools.charts.text import Face
from tools.charts.text import width as measured

SVG = "{http://www.w3.org/2000/svg}"
STYLES = ("assistant/note.css", "assistant/app/style.css")


@pytest.fixture(scope="module")
def charts(demo_market: Workspace) -> tuple[Chart, ...]:
    return desk_charts(demo_market.market.view(), demo_market.histories)


def test_a_drawing_is_xml_that_asks_for_nothing(charts: tuple[Chart, ...]) -> None:
    for chart in charts:
        for drawing in (to_svg(chart), to_svg(chart, "dark"), inline_svg(chart, "a")):
            tags = {
                element.tag.rpartition("}")[2] for element in ElementTree.fromstring(drawing).iter()
            }
            assert not tags & {"script", "image", "use", "a", "foreignObject"}
            sources = re.findall(r"url\((?!#)(.{30})", drawing)
            assert all(source.startswith("data:font/woff2;base64,") for source in sources)
            drawing = re.sub(r"url\(data:[^)]*\)", "", drawing)
            bare = drawing.replace("http://www.w3.org/2000/svg", "").replace(
                "http://www.w3.org/1999/xlink", ""
            )
            assert "href" not in bare
            assert "//" not in bare
            assert not re.search(r"\son\w+=", bare)


def test_inside_a_page_it_takes_the_page_s_colours_and_has_ids_of_its_own(
    charts: tuple[Chart, ...],
) -> None:
    drawings = [inline_svg(chart, f"p{i}") for i, chart in enumerate((*charts, *charts))]
    text = "".join(drawings)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(ids)
    assert "xmlns" not in text
    used = set(re.findall(r"var\(--uw-(\w+)\)", text))
    assert {"accent", "ink", "muted", "line"} <= used <= set(TOKENS)
    assert not re.search(r'(fill|stroke)="#', text)


@pytest.mark.parametrize("style", STYLES)
def test_fixed_colours_are_those_of_the_pages(style: str, request: pytest.FixtureRequest) -> None:
    css = (request.config.rootpath / style).read_text(encoding="utf-8")
    declared = dict(re.findall(r"--uw-(\w+): light-dark\((#\w+, #\w+)\)", css))
    for token in TOKENS:
        pair = f"{PALETTES['light'][token]}, {PALETTES['dark'][token]}"
        assert declared[token].upper() == pair.upper()


@pytest.mark.parametrize("across", [NARROW, WIDTH])
def test_a_document_s_texts_stay_inside_it(charts: tuple[Chart, ...], across: int) -> None:
    for chart in charts:
        root = ElementTree.fromstring(to_svg(chart, width=across))
        assert float(root.get("width", 0)) == pytest.approx(across, abs=1)
        height = float(root.get("height", 0))
        told = []
        for text in root.findall(f"{SVG}text"):
            size = float(text.get("font-size", "").removesuffix("px"))
            face: Face = "serif" if "Serif" in text.get("font-family", "") else "sans"
            assert size >= 10
            for span in text.findall(f"{SVG}tspan"):
                line = span.text or ""
                told.append(line)
                assert float(span.get("x", 0)) + measured(line, size, face) <= across
                assert 0 < float(span.get("y", 0)) < height
        assert " ".join(told) == f"{chart.title} {chart.subtitle} {chart.source}"
        assert root.get("aria-label") == chart.alt


def test_a_document_says_where_it_is_simulated(charts: tuple[Chart, ...]) -> None:
    for chart in charts:
        assert "SIMULATED</text>" in to_svg(chart)
        assert "SIMULATED</text>" not in to_svg(replace(chart, simulated=False))


def test_a_document_holds_the_fonts_that_it_needs(charts: tuple[Chart, ...]) -> None:
    plain = replace(charts[0], title="Title", subtitle="Subtitle.", source="Source.")
    faces = [to_svg(chart).count("@font-face") for chart in (plain, replace(plain, title="2 σ"))]
    assert faces == [3, 5]


def test_a_png_is_drawn_in_the_shipped_fonts(charts: tuple[Chart, ...]) -> None:
    chart = replace(charts[0], title="Momentum and skew " * 3)
    drawing = to_svg(chart)
    other = drawing.replace("'Source Serif 4'", "'DejaVu Sans Mono'")
    import vl_convert

    assert other != drawing
    assert vl_convert.svg_to_png(drawing) != vl_convert.svg_to_png(other)
    assert to_png(chart, scale=1) == vl_convert.svg_to_png(drawing, scale=1)


def test_a_png_has_the_size_that_was_asked_for(charts: tuple[Chart, ...]) -> None:
    png = to_png(charts[0], width=400, scale=2)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] == pytest.approx(800, abs=4)


def test_the_note_shows_both_charts_where_positions_are_discussed(
    demo_market: Workspace, charts: tuple[Chart, ...]
) -> None:
    brief = demo_market.brief()
    page = note_html(brief, None, charts)
    sections = {s.partition("</h2>")[0]: s for s in page.split("<h2>")[1:]}
    for title, section in sections.items():
        assert section.count("<figure") == (2 if title == "Positioning &amp; flows" else 0)
    assert page.count("SIMULATED") >= 3
    assert "http" not in page
    assert "<script" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<figure" not in note_html(brief, None)


def test_texts_are_escaped(charts: tuple[Chart, ...]) -> None:
    evil = '<b>"A" & B</b>'
    chart = replace(charts[0], title=evil, subtitle=evil, source=evil, alt=evil)
    page = figure_html(chart, "p")
    assert "<b>" not in page
    assert page.count("&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;") == 4


VALUES = st.lists(st.floats(-1e9, 1e9) | st.just(nan), min_size=1, max_size=300)


@given(VALUES, st.integers(-5, 320), st.integers(0, 3))
def test_a_sparkline_is_small_whole_and_hidden(values: list[float], start: int, band: int) -> None:
    svg = sparkline_svg(values, start, band)
    finite = [i for i, v in enumerate(values) if v == v]
    if not finite:
        assert svg == ""
        return
    root = ElementTree.fromstring(svg)
    assert root.get("aria-hidden") == "true"
    assert (root.get("width"), root.get("height")) == ("88", "24")
    assert len(re.findall(r"[ML]", root.find("path").get("d"))) == len(finite)  # type: ignore[union-attr,arg-type]
    assert f"--uw-s{band})" in root.find("circle").get("fill", "")  # type: ignore[union-attr]
    numbers = [float(n) for n in re.findall(r"-?\d+\.\d", svg)]
    assert all(0 <= n <= 88 for n in numbers)
    assert (root.find("rect") is not None) == (max(start, 0) < len(values) - 1)


def test_a_sparkline_rises_with_its_values() -> None:
    path = ElementTree.fromstring(sparkline_svg([1.0, 2.0, 4.0], 3, 0)).find("path")
    assert path is not None
    assert path.get("d") == "M3.0 21.0L44.0 15.0L85.0 3.0"


def test_charts_cost_nothing_until_one_is_drawn() -> None:
    code = (
        "import sys, tools.charts.reading, tools.charts.desk, tools.charts.export; "
        "print([m for m in ('altair', 'vl_convert', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
