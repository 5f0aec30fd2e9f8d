"""What tests of the page share: parsing its HTML, and running its script on a market."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from streamlit.testing.v1 import AppTest

import assistant.app

SCRIPT = str(Path(assistant.app.__file__).with_name("main.py"))
SECONDS = 120
FIRST = "What's driving this sell-off?"


class Parsed(HTMLParser):
    """Figures and popovers of some HTML: target by target what a button says, and all ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.figures: list[tuple[str, str]] = []
        self.popovers: list[str] = []
        self.tags: list[str] = []
        self._open: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "button":
            self._open = found["popovertarget"] or ""
        elif "popover" in found:
            self.popovers.append(found["id"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self.figures.append((self._open, data))


def page(**query: str) -> AppTest:
    """Return the page as a visit to an address finds it."""
    test = AppTest.from_file(SCRIPT, default_timeout=SECONDS)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def ask(test: AppTest, question: str) -> AppTest:
    """Type a question and wait for what the page makes of it."""
    assert not test.exception
    return test.chat_input[0].set_value(question).run()


def click(test: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    return next(b for b in test.button if b.label == label).click().run()


def body(test: AppTest) -> str:
    """Return all HTML of the page."""
    return "\n".join(m.value for m in test.main.markdown)
