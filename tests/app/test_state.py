from __future__ import annotations

from datetime import date

import pytest

from assistant.app import moves, state
from assistant.app.state import Visit, arrival

DAY = date(2018, 2, 8)


class Stopped(BaseException):
    """What ends a script for which a newer click waits."""


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first access to the session's state end the script."""

    def stop() -> None:
        raise Stopped

    monkeypatch.setattr(state, "visit", stop)
    monkeypatch.setattr(state.st, "session_state", {"question": "Why?", "as_of": DAY})


@pytest.mark.usefixtures("stopped")
def test_what_was_typed_survives_a_click_that_stops_the_script(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(moves, "ask", lambda here, question: asked.append(question))
    with pytest.raises(Stopped):
        moves.ask_typed(Visit("demo"), "question")
    assert asked == ["Why?"]


@pytest.mark.usefixtures("stopped")
def test_a_chosen_date_survives_a_click_that_stops_the_script() -> None:
    here = Visit("demo")
    with pytest.raises(Stopped):
        moves.choose_date(here, "as_of")
    assert here.as_of == DAY


def test_an_empty_thread_is_moved_and_the_same_choice_changes_nothing() -> None:
    here = Visit("demo", DAY)
    moves._pin(here, "demo", DAY)
    assert here == Visit("demo", DAY)
    moves._pin(here, "mine", None)
    assert here == Visit("mine")


def test_another_date_leaves_the_thread_as_it_is_and_remembers_where_it_came_from() -> None:
    here = Visit("demo", date(2018, 2, 5), thread="abc")
    moves._pin(here, "demo", DAY)
    assert (here.thread, here.origin, here.as_of) == ("", "abc", DAY)
    assert "8 February 2018" in here.remark


@pytest.mark.usefixtures("demo_page")
@pytest.mark.parametrize(
    ("thread", "as_of", "said"),
    [
        ("", "", []),
        ("nope", "", ["no thread nope"]),
        ("", "yesterday", ["'yesterday'", "YYYY-MM-DD"]),
        ("../../etc/passwd", "8 Feb", ["no thread", "'8 Feb'"]),
    ],
)
def test_an_address_that_makes_no_sense_is_said(thread: str, as_of: str, said: list[str]) -> None:
    found = arrival(thread, "", as_of)
    assert all(word in found.remark for word in said)
    assert bool(found.remark) == bool(said)
    assert (found.thread, found.as_of, found.market) == ("", None, "demo")
