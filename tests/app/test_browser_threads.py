"""Threads in a real browser: reloads, two windows, deleting, and a model that writes or dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.workspace import Workspace
from tests.agent.answers import dies, good
from tests.agent.endpoint import KEY, MODEL, Endpoint
from tests.agent.replies import Body, Reply, Responder
from tests.app.browsing import ACTIONS, FIRST_BUTTON, serving, sidebar, window
from tests.app.pages import FIRST

PARAGRAPHS = "[class*=st-key-body_] [data-testid=stColumn]:first-child .uw"


def test_a_reload_and_a_second_window_find_the_thread(visit: Page) -> None:
    visit.locator(FIRST_BUTTON).click()
    expect(visit.locator(ACTIONS)).to_have_count(1)
    read = visit.locator(".uw p").all_inner_texts()
    visit.reload()
    expect(visit.locator(ACTIONS)).to_have_count(1)
    assert visit.locator(".uw p").all_inner_texts() == read

    other = visit.context.new_page()
    other.goto(visit.url)
    expect(other.locator(ACTIONS)).to_have_count(1)
    for page, question in ((visit, "Is it over?"), (other, "How unusual is this?")):
        page.get_by_role("button", name=question, exact=True).click()
    for page in (visit, other):
        page.reload()
        expect(page.locator(ACTIONS)).to_have_count(3)
        assert sorted(page.locator(".uw-q").all_inner_texts())[0] == "How unusual is this?"

    sidebar(other)
    menu = other.get_by_role("button", name=f"Fork or delete {FIRST}").first
    menu.click()
    other.get_by_role("menuitem", name="Delete").click()
    other.get_by_role("button", name="Delete", exact=True).click()
    expect(other.get_by_text("The thread was deleted.")).to_be_visible()
    expect(other.locator(".uw-q")).to_have_count(0)
    visit.get_by_role("button", name="Look again").or_(
        visit.get_by_role("button", name="Draft a note").first
    ).click()
    expect(visit.get_by_text("deleted in another window")).to_be_visible()
    expect(visit.locator(".uw-q")).to_have_count(0)


class Written:
    """What the model answers next."""

    def __init__(self) -> None:
        self.responder: Responder = good()

    def __call__(self, request: Body) -> Reply:
        return self.responder(request)


@pytest.fixture(scope="module")
def written() -> Written:
    return Written()


@pytest.fixture(scope="module")
def modelled(
    chromium: Browser,
    written: Written,
    market_home: Path,
    demo_market: Workspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Serve the page with a model that a scripted endpoint plays."""
    home = tmp_path_factory.mktemp("modelled")
    (home / "markets").symlink_to(market_home / "markets")
    with (
        Endpoint(written, models=(MODEL, "another-model")) as endpoint,
        serving(
            home,
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_API_KEY=KEY,
            UNWIND_MODEL=MODEL,
        ) as found,
    ):
        yield found


@pytest.fixture
def model_page(chromium: Browser, modelled: str) -> Iterator[Page]:
    with window(chromium) as context:
        page = context.new_page()
        page.goto(modelled)
        yield page


def test_a_reload_in_mid_answer_picks_the_run_up(model_page: Page, written: Written) -> None:
    written.responder = good(0.02)
    page = model_page
    expect(page.locator(".uw-line")).to_contain_text(MODEL)
    page.locator(FIRST_BUTTON).click()
    # The verdict stands before a word is written, and room is kept for the words.
    expect(page.locator(".uw-card")).to_be_visible()
    expect(page.get_by_test_id("stSkeletonElement").first).to_be_visible()
    expect(page.locator(PARAGRAPHS).first).to_be_visible()
    assert page.locator(ACTIONS).count() == 0, "the answer is still being written"
    page.reload()
    expect(page.locator(".uw-card")).to_be_visible()
    expect(page.locator(ACTIONS)).to_have_count(1)
    expect(page.get_by_test_id("stSkeletonElement")).to_have_count(0)
    expect(page.locator(".uw-q")).to_have_count(1)
    expect(page.locator(".uw-by")).to_have_count(0)
    expect(page.get_by_text(f"Written by {MODEL}.")).to_be_visible()

    sidebar(page)
    page.get_by_label("Writer of the next answer").click()
    expect(page.get_by_role("option")).to_have_text([MODEL, "Built-in analyst", "another-model"])
    page.get_by_role("option", name="Built-in analyst").click()
    expect(page.locator(".uw-line")).to_contain_text("built-in analyst")
    page.get_by_role("button", name="Is it over?", exact=True).click()
    expect(page.locator(ACTIONS)).to_have_count(2)
    expect(page.get_by_text("Written by built-in analyst.")).to_be_visible()


def test_a_model_that_dies_is_a_remark_and_the_analyst_finishes(
    model_page: Page, written: Written
) -> None:
    written.responder = dies(0.0)
    model_page.locator(FIRST_BUTTON).click()
    expect(model_page.locator(ACTIONS)).to_have_count(1)
    expect(model_page.locator(".uw-note")).to_contain_text(MODEL)
    expect(model_page.locator(".uw-note")).to_contain_text("built-in analyst")
    expect(model_page.locator(".uw-card")).to_be_visible()
    assert model_page.locator(PARAGRAPHS).count() >= 3
