from __future__ import annotations

from datetime import date
from html import unescape
from pathlib import Path

import pytest

from assistant.app.chat import SUGGESTED
from assistant.export import note_markdown
from assistant.questions import read
from assistant.service import answer
from assistant.workspace import Workspace
from tests.app.pages import FIRST, Parsed, ask, body, click, page

EARLIER = date(2018, 2, 8)

pytestmark = pytest.mark.usefixtures("demo_page")


def test_first_page_says_that_the_market_is_simulated_and_offers_the_question() -> None:
    test = page()
    assert not test.exception
    assert "SIMULATED" in body(test)
    assert FIRST in [b.label for b in test.button]
    assert "S&amp;P 500" in body(test) or "S&P 500" in body(test)


def test_answer_on_the_page_is_the_one_of_the_service(demo_market: Workspace) -> None:
    test = click(page(), FIRST)
    expected = answer(FIRST, demo_market)
    shown = Parsed(body(test))
    figures = {text for _, text in shown.figures}
    cited = {c.figure for p in expected.paragraphs for c in p.citations}
    assert cited
    # What ends a clause holds on to the figure before it, so that no line begins with it.
    assert {c for c in cited if not {c, f"{c}.", f"{c};"} & figures} == set()


def test_every_figure_opens_evidence_that_exists_once() -> None:
    test = ask(click(page(), FIRST), "How unusual is this?")
    html = body(test)
    shown = Parsed(html)
    assert len(shown.figures) > 20
    assert len(set(shown.popovers)) == len(shown.popovers)
    assert {target for target, _ in shown.figures} <= set(shown.popovers)
    assert "[[" not in html
    assert "$" not in html, "a dollar sign would open a formula"


def test_an_answer_outlives_other_events_of_the_page() -> None:
    test = click(page(), FIRST)
    before = body(test)
    assert "uw-card" in before
    test.run()
    assert body(test) == before
    ask(test, "Is it over?")
    assert "uw-card" in body(test)
    assert len(test.status) == 2


def test_a_failed_question_is_one_sentence_and_earlier_answers_hold() -> None:
    test = ask(click(page(), FIRST), "???")
    assert not test.exception
    alerts = [m.value for m in test.main.markdown if 'role="alert"' in m.value]
    assert len(alerts) == 1
    assert "No answer: ask a question" in unescape(alerts[0])
    assert "uw-card" in body(test)


def test_a_defect_shows_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inner detail")

    monkeypatch.setattr("assistant.analyst.write", broken)
    test = click(page(), FIRST)
    assert not test.exception
    assert "RuntimeError" in body(test)
    assert "inner detail" not in body(test)
    assert "Traceback" not in body(test)


def test_a_market_that_is_not_there_is_one_sentence() -> None:
    test = page(market="nowhere")
    assert not test.exception
    assert "no market named nowhere" in body(test)
    assert "demo" in test.sidebar.selectbox[0].options


def test_another_date_is_another_thread_and_the_first_is_kept() -> None:
    test = click(page(), FIRST)
    asked_at = test.date_input[0].value
    test.date_input[0].set_value(EARLIER).run()
    assert not test.exception
    assert "A new thread" in body(test)
    assert "uw-card" not in body(test)
    assert EARLIER.isoformat() in test.query_params["as_of"]

    kept = next(b for b in test.sidebar.button if FIRST in unescape(b.label))
    kept.click().run()
    assert "uw-card" in body(test)
    assert test.date_input[0].value == asked_at
    assert "A new thread" not in body(test)


def test_a_date_changed_before_asking_moves_the_empty_thread() -> None:
    test = page()
    test.date_input[0].set_value(EARLIER).run()
    assert "A new thread" not in body(test)
    click(test, FIRST)
    assert "as of 8 February 2018" in body(test)


def test_an_address_pins_market_and_date(demo_market: Workspace) -> None:
    test = page(market="demo", as_of=EARLIER.isoformat())
    assert test.date_input[0].value == EARLIER
    last = demo_market.market.sessions[-1].date()
    assert page(market="demo", as_of="2999-01-01").date_input[0].value == last
    assert page(market="demo", as_of="yesterday").date_input[0].value == last


def test_the_words_of_a_question_stay_words() -> None:
    test = ask(page(), "Why did it fall? <script>alert(1)</script> $x$ [[verdict.engine]] **b**")
    html = body(test)
    assert "script" not in Parsed(html).tags
    assert "<script>" in unescape(html)
    assert "$" not in html
    assert not any("$" in b.label or "<" in b.label for b in test.run().sidebar.button)


def test_a_note_is_drafted_with_evidence_and_its_files(demo_market: Workspace) -> None:
    test = click(click(page(), FIRST), "Draft a note")
    assert not test.exception
    assert "Bottom line" in body(test)
    shown = Parsed(body(test))
    assert {target for target, _ in shown.figures} <= set(shown.popovers)
    files = [b.proto.label for b in test.get("download_button")]
    assert files == ["Evidence", "Markdown", "HTML", "JSON"]
    found = answer(FIRST, demo_market)
    title = note_markdown(found.brief, found.history).split("\n# ")[1].splitlines()[0]
    assert title in unescape(body(test))
    click(test, "Close the draft")
    assert "Bottom line" not in body(test)


def test_no_day_after_the_last_session_can_be_chosen(demo_market: Workspace) -> None:
    control = page().date_input[0]
    sessions = demo_market.market.sessions
    assert (control.min, control.max) == (sessions[0].date(), sessions[-1].date())


@pytest.mark.parametrize("question", SUGGESTED)
def test_every_question_that_is_offered_is_understood(question: str) -> None:
    assert read(question, EARLIER).intent != "help"


def test_the_style_sheet_and_the_fonts_ship_with_the_page() -> None:
    folder = Path(__file__).parents[2] / "assistant" / "app"
    named = [
        line.split('"')[1].removeprefix("app/")
        for line in (folder / ".streamlit" / "config.toml").read_text().splitlines()
        if line.startswith("url = ")
    ]
    assert named
    assert all((folder / name).is_file() for name in named)
    assert "http" not in (folder / "style.css").read_text()
