from __future__ import annotations

import re
from datetime import date

from assistant.narrative import Rendered, render
from assistant.popovers import evidence_html, percentile_bar
from tests.narrative.factory import WORST, history, make_brief, make_reading
from tests.narrative.test_narrative import Tags

BRIEF = make_brief()


def _all(rendered: Rendered) -> str:
    return "".join(evidence_html(item, anchor) for anchor, item in rendered.evidence.items())


def test_order_of_an_evidence_popover() -> None:
    reading = make_reading(
        "positioning.vix_overshoot",
        16.17,
        display="sigma",
        percentile=0.9998,
        label="VIX overshoot",
        at=WORST,
        age=2,
        estimate="of a model",
        source="a feed",
    )
    seen = Tags(evidence_html(reading, "ev-1", line="<svg></svg>")).seen
    parts = (
        "VIX overshoot",
        "16.2",
        "99.9th percentile · rare",
        "n = 5,000 since January 1990",
        "A figure made for a test.",
        "of a model",
        "a feed",
        "Test (2018)",
        "5 February 2018",
        "8 February 2018 · 2 sessions old",
        "8 February 2018, close",
        "positioning.vix_overshoot",
    )
    places = [seen.index(part) for part in parts]
    assert places == sorted(places)


def test_every_button_opens_a_popover_that_is_there_once() -> None:
    text = "[[positioning.vix]] [[move.return]] [[verdict.engine]] [[positioning.vix:band]]"
    rendered = render(text, BRIEF, history, target="html", prefix="t3")
    targets = re.findall(r'popovertarget="([^"]+)"', rendered.text)
    ids = re.findall(r'<div id="([^"]+)" popover', _all(rendered))
    assert sorted(set(targets)) == sorted(ids)
    assert len(targets) == 4
    assert len(ids) == 3


def test_bar_has_ticks_at_the_band_edges_and_fills_toward_stress() -> None:
    bar = percentile_bar(make_reading(percentile=0.02, stress=0.98))
    styles = [attributes.get("style") for tag, attributes in Tags(bar).tags if tag != "span"]
    assert styles == ["width:98.0%", "left:80%", "left:95%"]
    assert 'class="uw-bar uw-b2"' in bar
    assert 'role="img" aria-label="2nd percentile, extreme"' in bar


def test_missing_reading_shows_a_dash_and_the_reason_and_no_bar() -> None:
    html = evidence_html(make_reading("a.b", None, missing="no data"), "ev-1")
    assert "—" in html
    assert "Not measured" in Tags(html).seen
    assert "uw-bar" not in html


def test_short_history_is_said() -> None:
    reading = make_reading(percentile=0.5, percentile_short=True, percentile_n=1300)
    assert "short history" in evidence_html(reading, "ev-1")


def test_everything_from_data_is_escaped() -> None:
    bad = '<script>"x"</script>[a](http://x)\n\n'
    reading = make_reading(
        "a.b", 1.0, label=bad, source=bad, definition=bad, citation=bad, estimate=bad, window=bad
    )
    html = evidence_html(reading, 'ev"><script>')
    assert "<script" not in html
    assert "\n" not in html  # a blank line would end the block in Markdown
    assert "](" not in html
    assert {tag for tag, _ in Tags(html).tags} == {"div", "dl", "dt", "dd"}


def test_unranked_reading_says_so() -> None:
    assert "Not ranked" in evidence_html(make_reading(), "ev-1")
    assert "uw-b0" in percentile_bar(make_reading())


def test_popover_of_a_dated_reading_shows_that_day() -> None:
    rendered = render("[[positioning.vix@2018-02-05]]", BRIEF, history, target="html")
    seen = Tags(_all(rendered)).seen
    assert "37.3" in seen
    assert f"{WORST.day} February {date(2018, 1, 1).year}" in seen


def test_a_bar_that_ran_is_no_close() -> None:
    reading = make_reading()
    assert reading.known is not None
    ran = evidence_html(reading, "ev-1", running=reading.known)
    assert "8 February 2018, running bar, provisional" in ran and ", close" not in ran
    assert "8 February 2018, close" in evidence_html(reading, "ev-1", running=WORST)
