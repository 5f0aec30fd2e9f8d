"""Threads on the page: another visit finds them, forks and deletes them, and asks again."""

from __future__ import annotations

import shutil
from html import unescape
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from assistant.app import keeping, markets, runs
from assistant.threads.store import Threads
from tests.app.pages import FIRST, ask, body, click, page
from tests.threads.factory import DAY, kept

pytestmark = pytest.mark.usefixtures("demo_page")


def alerts(test: AppTest) -> list[str]:
    return [unescape(m.value) for m in test.main.markdown if 'role="alert"' in m.value]


def said(test: AppTest) -> str:
    return "\n".join(unescape(m.value) for m in test.main.markdown if 'role="status"' in m.value)


def questions(test: AppTest) -> int:
    return body(test).count('class="uw-q"')


def shown(test: AppTest) -> str:
    found = test.query_params["thread"]
    return found if isinstance(found, str) else found[0]


def choose(test: AppTest, thread: str, action: str) -> AppTest:
    """Choose in the menu of a thread."""
    return test.menu_button(key=f"menu_{thread}").click(action).run()


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find no run of this process, as after a restart."""
    monkeypatch.setattr(runs, "find", lambda thread, turn: None)


def test_another_visit_finds_the_thread_by_its_address(forgotten: None) -> None:
    test = click(page(), FIRST)
    ask(test, "Is it over?")
    again = page(thread=shown(test))
    assert not again.exception
    assert questions(again) == 2
    assert "uw-card" in body(again)
    assert "changed since" not in body(again)
    figures = body(again).count("uw-cite")
    assert figures > 20
    assert "Fork from here" in [b.label for b in again.button]


def test_a_visit_without_an_address_finds_the_thread_in_the_sidebar() -> None:
    test = click(page(), FIRST)
    fresh = page()
    assert questions(fresh) == 0
    fresh.button(key=f"thread_{shown(test)}").click().run()
    assert questions(fresh) == 1
    assert shown(fresh) == shown(test)


def test_a_question_of_one_window_is_in_the_other_at_its_next_run() -> None:
    here = click(page(), FIRST)
    there = page(thread=shown(here))
    ask(there, "Is it over?")
    here.run()
    assert questions(here) == 2


def test_a_thread_that_another_window_deleted_is_one_remark() -> None:
    here = click(page(), FIRST)
    keeping.shelf().delete(shown(here))
    here.run()
    assert not here.exception
    assert questions(here) == 0
    assert said(here).count("deleted in another window") == 1
    click(here, FIRST)
    assert questions(here) == 1
    assert "deleted" not in said(here)


def test_a_question_to_a_thread_that_was_just_deleted_begins_a_new_one() -> None:
    here = click(page(), FIRST)
    first = shown(here)
    keeping.shelf().delete(first)
    ask(here, "Is it over?")
    assert questions(here) == 1
    assert shown(here) != first
    assert "the question began a new one" in said(here)


def test_deleting_asks_once() -> None:
    test = click(page(), FIRST)
    thread = shown(test)
    choose(test, thread, "Delete")
    test.button(key=f"keep_{thread}").click().run()
    assert questions(test) == 1
    assert not [b for b in test.button if b.label == "Keep"]
    choose(test, thread, "Delete")
    test.button(key=f"delete_{thread}").click().run()
    assert questions(test) == 0
    assert "thread was deleted" in said(test)
    assert keeping.shelf().load(thread) is None


def test_a_fork_has_the_answers_and_leaves_its_origin() -> None:
    test = ask(click(page(), FIRST), "Is it over?")
    first = shown(test)
    click(test, "Fork from here")
    assert questions(test) == 1
    assert "A copy" in said(test)
    ask(test, "How unusual is this?")
    assert questions(test) == 2
    assert len(keeping.shelf().load(first).turns) == 2  # type: ignore[union-attr]
    choose(test, first, "Fork")
    assert questions(test) == 2
    assert shown(test) != first
    assert len(keeping.shelf().list()) == 3


def test_another_date_offers_the_same_questions_and_names_its_origin() -> None:
    test = ask(click(page(), FIRST), "How did Aug 2015 end?")
    first = shown(test)
    test.date_input[0].set_value(DAY).run()
    assert "thread" not in test.query_params
    click(test, "How did Aug 2015 end?")
    made = keeping.shelf().load(shown(test))
    assert made is not None
    assert (made.origin, made.as_of, len(made.turns)) == (first, DAY, 1)


def test_a_run_that_ended_with_its_process_can_be_asked_again() -> None:
    shelf = keeping.shelf()
    thread = shelf.create("demo", DAY)
    shelf.add(thread, FIRST, "", "gone")
    test = page(thread=thread)
    assert "stopped before it finished" in alerts(test)[0]
    click(test, "Ask again")
    assert alerts(test) == []
    assert questions(test) == 1
    assert "uw-card" in body(test)


def test_a_run_of_another_process_is_said_and_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.settings import settings
    from assistant.threads.owner import Owner

    other = Owner(settings().threads.with_suffix(".runs"))
    shelf = keeping.shelf()
    thread = shelf.create("demo", DAY)
    turn = shelf.add(thread, FIRST, "", other.token)
    test = page(thread=thread)
    assert "Another Unwind process" in said(test)
    shelf.finish(thread, turn.id, kept())
    click(test, "Look again")
    assert "Another Unwind process" not in said(test)
    other.release()


def test_a_reload_in_mid_run_finds_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import service

    held, events = Event(), service.events
    monkeypatch.setattr(
        "assistant.service.events",
        lambda *a, **k: (held.wait(60), (yield from events(*a, **k)))[1],
    )
    shelf = keeping.shelf()
    thread = shelf.create("demo", DAY)
    turn = shelf.add(thread, FIRST, "", keeping.owner().token)
    run = runs.start(runs.Asked(turn, markets.opening("demo"), DAY), shelf)
    held.set()
    test = page(thread=thread)
    assert run.done
    assert questions(test) == 1
    assert "uw-card" in body(test)


def test_a_market_that_is_gone_shows_what_was_kept(forgotten: None) -> None:
    shelf = keeping.shelf()
    thread = shelf.create("nowhere", DAY)
    turn = shelf.add(thread, FIRST, "", "")
    shelf.finish(thread, turn.id, kept())
    test = page(thread=thread)
    assert not test.exception
    assert "The VIX is at 33.5." in unescape(body(test))
    assert any("no market named nowhere" in text for text in alerts(test))


def test_data_that_changed_since_are_said(forgotten: None) -> None:
    shelf = keeping.shelf()
    thread = shelf.create("demo", DAY)
    turn = shelf.add(thread, FIRST, "", "")
    shelf.finish(thread, turn.id, kept())
    test = page(thread=thread)
    assert "The data changed since" in said(test)
    assert "uw-cite" in body(test)


@pytest.mark.parametrize("as_of", ["2999-01-01", "1900-01-01", "today"])
def test_a_bad_date_in_the_address_is_one_remark(as_of: str) -> None:
    test = page(as_of=as_of)
    assert not test.exception
    assert said(test).count("role=") == 1
    assert FIRST in [b.label for b in test.button]


def test_a_bad_setting_is_one_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNWIND_TIMEOUT", "soon")
    test = page()
    assert not test.exception
    assert len(alerts(test)) == 1
    assert "UNWIND_TIMEOUT" in alerts(test)[0]


def test_a_damaged_store_is_one_remark_and_the_page_answers(home: Path) -> None:
    (home / "threads.sqlite").write_bytes(b"no database\n" * 999)
    test = click(page(), FIRST)
    assert said(test).count("was damaged and is kept as") == 1
    assert "uw-card" in body(test)
    assert [t.title for t in Threads(home / "threads.sqlite").list()] == [FIRST]


def test_a_home_that_cannot_be_written_is_one_remark_and_the_page_answers(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "threads.sqlite").mkdir()
    test = ask(click(page(), FIRST), "Is it over?")
    assert said(test).count("threads cannot be kept") == 1
    assert questions(test) == 2
    assert questions(page(thread=shown(test))) == 2
    shutil.rmtree(home / "threads.sqlite")
