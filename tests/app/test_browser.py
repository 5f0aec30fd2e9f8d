"""The page in a real browser: ask, read, open the evidence behind a figure and its history."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.app.browsing import ACTIONS, DRAWER, FIRST_BUTTON
from tests.app.pages import FIRST

# Citations whose evidence has a history of its own.
WITH_HISTORY = """
() => [...document.querySelectorAll(".uw p .uw-cite")]
  .map((cite) => cite.getAttribute("popovertarget"))
  .filter((id) => document.getElementById(id).querySelector("[data-history]"))
"""


def test_a_visit(visit: Page) -> None:
    """Ask, read, open a figure's evidence, keep it through a rerun, change the date, reload."""
    expect(visit.get_by_text("SIMULATED").first).to_be_visible()
    visit.locator(FIRST_BUTTON).click()
    expect(visit.locator(".uw-card")).to_be_visible()
    expect(visit.get_by_role("heading", level=2).and_(visit.locator(".uw-h"))).to_have_count(1)
    expect(visit.locator(ACTIONS)).to_have_count(1)

    figure = visit.locator(".uw p .uw-cite").first
    evidence = visit.locator(".uw-ev:popover-open")
    expect(evidence).to_have_count(0)
    figure.click()
    expect(evidence).to_have_role("dialog")
    expect(evidence).to_contain_text("Definition")
    visit.keyboard.press("Escape")
    expect(evidence).to_have_count(0)
    expect(figure).to_be_focused()
    visit.keyboard.press("Enter")
    expect(evidence).to_have_count(1)
    visit.keyboard.press("Escape")

    question = visit.get_by_test_id("stChatInputTextArea")
    question.fill("How unusual is this?")
    question.press("Enter")
    # A click while the answer is being made stops the page's script, not the answer.
    visit.get_by_role("button", name="Is it over?", exact=True).click()
    expect(visit.locator(".uw-q")).to_have_text([FIRST, "How unusual is this?", "Is it over?"])
    expect(visit.locator(ACTIONS)).to_have_count(3)
    expect(visit.locator(".uw-card")).to_have_count(1)

    visit.get_by_role("spinbutton", name="year, As of").click()
    visit.keyboard.type("20180208", delay=30)
    visit.keyboard.press("Escape")
    expect(visit.get_by_text("A new thread")).to_be_visible()
    expect(visit.locator(".uw-card")).to_have_count(0)

    visit.reload()
    year = visit.get_by_role("spinbutton", name="year, As of")
    expect(year).to_have_text("2018")
    expect(visit.locator(FIRST_BUTTON)).to_be_visible()


def test_a_figure_opens_its_evidence_and_the_history_behind_it(visit: Page) -> None:
    visit.locator(FIRST_BUTTON).click()
    expect(visit.locator(ACTIONS)).to_have_count(1)
    anchor = visit.evaluate(WITH_HISTORY)[0]
    figure = visit.locator(f'.uw-cite[popovertarget="{anchor}"]').last
    figure.click()
    evidence = visit.locator(".uw-ev:popover-open")
    expect(evidence.locator("svg.uw-spark")).to_be_visible()
    control = evidence.get_by_role("button", name="Full history of")
    control.click()

    drawer = visit.locator(DRAWER)
    expect(evidence).to_have_count(0)
    chart = drawer.locator("svg.marks")
    expect(chart).to_be_visible()
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > 300
    # A line that is painted: its colour comes from the page's theme.
    stroke = chart.locator(".mark-line path").first.evaluate("e => getComputedStyle(e).stroke")
    assert stroke.startswith("rgb(31, 78, 121")
    expect(drawer.locator("[aria-label*='Line from'], [alt*='Line from']").first).to_be_attached()
    expect(drawer.get_by_text("Source:")).to_be_visible()
    visit.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(figure).to_be_focused()

    visit.get_by_role("button", name="Draft a note").click()
    charts = visit.locator("[class*=st-key-draft_] svg.marks")
    expect(charts).to_have_count(2)
    expect(visit.get_by_role("heading", name="Bottom line")).to_be_visible()


def test_a_narrow_screen(visit: Page) -> None:
    """Nothing scrolls sideways at 400 px, and evidence opens as a sheet of the full width."""
    visit.set_viewport_size({"width": 400, "height": 860})
    visit.locator(FIRST_BUTTON).click()
    expect(visit.locator(ACTIONS)).to_have_count(1)
    assert visit.evaluate("document.documentElement.scrollWidth") <= 400
    visit.locator(".uw p .uw-cite").first.click()
    box = visit.locator(".uw-ev:popover-open").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(400, abs=1)
    assert box["y"] + box["height"] == pytest.approx(860, abs=1)
