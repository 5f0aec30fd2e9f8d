from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.evidence import of_reading
from assistant.facets import say
from assistant.narrative import Target, render
from tests.narrative.factory import history, make_brief, make_reading
from tools.formatting import THIN
from tools.records import Display, Reading

BRIEF = make_brief()
TARGETS: tuple[Target, ...] = get_args(Target)
HOSTILE = (
    "[[",
    "]]",
    "[[a",
    "<script>alert(1)</script>",
    '<img src="http://x.test/a.png" onerror="x()">',
    "[text](javascript:alert(1))",
    "![alt](http://x.test/a.png)",
    "<http://x.test>",
    '"><b onmouseover=x()>',
    "&lt;b&gt;",
    "`code`",
    "\\[a](http://x.test)",
    "[a]: http://x.test",
    "$x$",
    "'\"",
)
hostile = st.lists(
    st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6), st.just("[[positioning.vix]]")),
    max_size=12,
).map(" ".join)
readings = st.builds(
    lambda value, display, rank: make_reading("a.b", value, display=display, percentile=rank),
    st.floats(-1e12, 1e12),
    st.sampled_from(get_args(Display)),
    st.one_of(st.none(), st.floats(0, 1)),
)


class Tags(HTMLParser):
    """Collects the tags and attributes of an HTML text, and what a reader would see of it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.seen = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.seen += data


@given(readings, st.sampled_from(TARGETS))
def test_figure_of_any_reading_is_printed(reading: Reading, target: Target) -> None:
    rendered = render("It is [[a.b]] now.", make_brief(reading), target=target)
    figure = say(of_reading(reading))
    seen = Tags(rendered.text).seen if target == "html" else rendered.text.replace("\\", "")
    assert seen == f"It is {figure} now."
    assert [citation.figure for citation in rendered.citations] == [figure]


@given(hostile, st.sampled_from(TARGETS))
def test_no_raw_reference_is_left(text: str, target: Target) -> None:
    assert "[[" not in render(text, BRIEF, target=target).text


@given(hostile)
def test_html_holds_only_citation_buttons(text: str) -> None:
    rendered = render(text, BRIEF, target="html")
    for tag, attributes in Tags(rendered.text).tags:
        assert tag in ("button", "span")
        assert set(attributes) <= {"type", "class", "popovertarget", "aria-label"}
    buttons = rendered.text.count("<button")
    assert buttons == len(rendered.citations)


@given(hostile, st.sampled_from(("markdown", "html")))
def test_an_independent_markdown_reader_finds_no_link_image_or_foreign_tag(
    text: str, target: Target
) -> None:
    # commonmark with raw HTML on: what Streamlit and other readers would do with the text.
    html = MarkdownIt("commonmark", {"html": True}).render(render(text, BRIEF, target=target).text)
    tags = {tag for tag, _ in Tags(html).tags}
    assert not tags & {"a", "img", "script", "b", "iframe", "svg"}


def test_hostile_words_are_seen_as_they_were_written() -> None:
    text = "<b>bold</b> & [link](http://x.test) costs $5"
    assert Tags(render(text, BRIEF, target="html").text).seen == text


def test_reason_and_label_from_data_are_escaped() -> None:
    bad = make_reading("a.b", None, label="<i>[[x]]", missing='<script>"[[y]]*_`$')
    for target in TARGETS:
        rendered = render("[[a.b]]", make_brief(bad), target=target)
        assert "[[" not in rendered.text
        if target == "html":
            assert [tag for tag, _ in Tags(rendered.text).tags] == ["button"]
            assert '<script>"[[y]]*_`$' in Tags(rendered.text).seen


def test_unknown_reference_becomes_words_without_a_figure() -> None:
    for target in TARGETS:
        rendered = render("VIX [[positioning.vix9000]] up", BRIEF, target=target)
        seen = Tags(rendered.text).seen
        assert seen == "VIX not measured: no such evidence up"
        assert rendered.citations == ()


def test_missing_reading_is_cited_and_says_why() -> None:
    rendered = render("Estimates: [[fundamentals.eps_forward_revision:moved]].", BRIEF)
    assert rendered.text == "Estimates: not measured: one vintage since the peak."
    assert rendered.citations[0].reading == "fundamentals.eps_forward_revision"


def test_citations_say_where_each_figure_stands() -> None:
    text = "**VIX** [[positioning.vix]], `10y` [[macro.rates_10y_bp:moved]], [[verdict.engine]]"
    for target in ("text", "markdown"):
        rendered = render(text, BRIEF, target=target)
        for citation in rendered.citations:
            assert rendered.text.startswith(citation.figure, citation.position)
    html = render(text, BRIEF, target="html")
    assert all(html.text.startswith("<button", c.position) for c in html.citations)
    assert [(c.path, c.facet, c.reading) for c in html.citations] == [
        ("positioning.vix", "value", "positioning.vix"),
        ("macro.rates_10y_bp", "moved", "macro.rates_10y_bp"),
        ("verdict.engine", "value", None),
    ]


def test_citations_of_one_reading_share_an_anchor_and_another_date_does_not() -> None:
    text = "[[positioning.vix]] [[positioning.vix:band]] [[positioning.vix@2018-02-05]]"
    rendered = render(text, BRIEF, history, target="html", prefix="a7")
    assert [citation.anchor for citation in rendered.citations] == ["a7-1", "a7-1", "a7-2"]
    assert [citation.at for citation in rendered.citations] == [None, None, "2018-02-05"]
    values = {anchor: evidence.value for anchor, evidence in rendered.evidence.items()}
    assert values == {"a7-1": 33.46, "a7-2": 37.32}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("S&P fell [[move.return]].", f"S&P fell 10.2{THIN}%."),
        ("S&P is down by [[move.return:value]].", f"S&P is down by 10.2{THIN}%."),
        ("S&P returned [[move.return]].", f"S&P returned −10.2{THIN}%."),
        ("S&P rose [[move.return]].", f"S&P rose −10.2{THIN}%."),
        ("HY is [[macro.hy_oas_bp]] wider.", f"HY is 36{THIN}bp wider."),
        ("HY [[macro.hy_oas_bp]].", f"HY +36{THIN}bp."),
        ("VIX rose to [[positioning.vix]].", "VIX rose to 33.5."),
        ("VIX fell [[positioning.vix]].", "VIX fell 33.5."),
    ],
)
def test_size_alone_after_a_word_of_direction_that_agrees(text: str, shown: str) -> None:
    assert render(text, BRIEF).text == shown


def test_text_drops_marks_and_markdown_keeps_them() -> None:
    text = "**Engine** costs $, [[positioning.dealer_gamma_vendor]]"
    assert render(text, BRIEF).text == "Engine costs $, −$1.6bn"
    assert render(text, BRIEF, target="markdown").text == "**Engine** costs \\$, −\\$1.6bn"


def test_dates_are_printed_against_the_as_of_year() -> None:
    later: dict[str, Any] = {"as_of": date(2019, 1, 3), "session": date(2019, 1, 3)}
    assert render("[[move.peak]]", BRIEF).text == "26 January"
    assert render("[[move.peak]]", make_brief(**later)).text == "26 January 2018"
