from __future__ import annotations

from datetime import date

import pytest

from assistant.app import state
from assistant.app.state import Conversation, Thread

DAY = date(2018, 2, 8)


class Stopped(BaseException):
    """What ends a script for which a newer click waits."""


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first access to the session's state end the script."""

    def stop() -> None:
        raise Stopped

    monkeypatch.setattr(state, "conversation", stop)
    monkeypatch.setattr(state.st, "session_state", {"question": "Why?", "as_of": DAY})


@pytest.mark.usefixtures("stopped")
def test_what_was_typed_survives_a_click_that_stops_the_script() -> None:
    thread = Thread("demo")
    with pytest.raises(Stopped):
        state.ask_typed(thread, "question")
    assert thread.asked == ["Why?"]


@pytest.mark.usefixtures("stopped")
def test_a_chosen_date_survives_a_click_that_stops_the_script() -> None:
    talk = Conversation([Thread("demo")])
    with pytest.raises(Stopped):
        state.choose_date(talk, "as_of")
    assert talk.thread.as_of == DAY


def test_a_question_that_waits_stays_with_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Conversation([Thread("demo", date(2018, 2, 5))])
    asked = talk.thread
    state.ask(asked, "Why?")
    monkeypatch.setattr(state, "conversation", lambda: talk)
    monkeypatch.setattr(state.st, "session_state", {"as_of": DAY})
    state.choose_date(talk, "as_of")
    assert talk.thread is not asked
    assert (talk.thread.as_of, talk.thread.questions) == (DAY, [])
    assert asked.questions == ["Why?"]


def test_an_empty_thread_is_moved_and_the_same_choice_changes_nothing() -> None:
    talk = Conversation([Thread("demo", DAY)])
    thread = talk.thread
    state._pin(talk, "demo", DAY)
    state._pin(talk, "mine", None)
    assert talk.threads == [thread]
    assert (thread.market, thread.as_of, thread.remark) == ("mine", None, "")
