from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from assistant.events import Exchange
from assistant.threads.records import Kept
from assistant.threads.store import Threads
from tests.threads.factory import DAY, kept
from tools.records import UnwindError

LATER = date(2018, 2, 9)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "threads.sqlite"


def test_what_is_kept_of_an_answer_comes_back_to_the_letter(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", DAY, "model/x")
    turn = store.add(thread, "Why “$” now?", "model/x", "owner")
    assert store.load(thread).turns == (turn,)  # type: ignore[union-attr]
    store.finish(turn.id, kept())
    store.close()
    found = Threads(path).load(thread)
    assert found is not None
    assert (found.market, found.as_of, found.model) == ("real", DAY, "model/x")
    (again,) = found.turns
    assert (again.state, again.question, again.answer) == ("answered", "Why “$” now?", kept())
    assert again.finished is not None
    assert again.finished >= again.asked


def test_a_list_has_the_latest_first_and_leaves_empty_threads_out(path: Path) -> None:
    store = Threads(path)
    first, second, _empty = (store.create("real", DAY) for _ in range(3))
    store.add(first, "One?")
    store.add(second, "Two?")
    store.add(second, "Three?")
    assert [(t.title, t.count) for t in store.list()] == [("Two?", 2), ("One?", 1)]
    store.add(first, "Four?")
    assert [t.title for t in store.list()] == ["One?", "Two?"]


def test_a_date_is_pinned_once(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", None)
    store.pin(thread, DAY)
    store.pin(thread, LATER)
    assert store.load(thread).as_of == DAY  # type: ignore[union-attr]


def test_a_failure_is_kept_with_its_reason(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", DAY)
    store.finish(store.add(thread, "???").id, None, "ask a question")
    (turn,) = store.load(thread).turns  # type: ignore[union-attr]
    assert (turn.state, turn.answer, turn.error) == ("failed", None, "ask a question")


def test_a_model_is_shown_what_was_answered_before_a_turn(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", DAY)
    turns = [store.add(thread, f"{number}?") for number in range(4)]
    store.finish(turns[0].id, kept())
    store.finish(turns[1].id, None, "no")
    store.finish(turns[3].id, kept())
    source = "The VIX is at [[positioning.vix]].\n\nSay “no”."
    found = store.load(thread)
    assert found is not None
    assert found.before(turns[3].id) == (Exchange("0?", source),)
    assert found.before(turns[0].id) == ()
    assert len(found.before("not there yet")) == 2


@pytest.mark.parametrize(
    ("turns", "market", "as_of", "questions"),
    [
        (None, None, None, ["0?", "2?"]),
        (1, None, None, ["0?"]),
        (0, None, None, []),
        (None, "real", DAY, ["0?", "2?"]),
        (None, None, LATER, []),
        (None, "demo", None, []),
    ],
)
def test_a_fork_takes_the_answers_that_hold_for_its_market_and_date(
    path: Path, turns: int | None, market: str | None, as_of: date | None, questions: list[str]
) -> None:
    store = Threads(path)
    thread = store.create("real", DAY, "x")
    asked = [store.add(thread, f"{number}?") for number in range(3)]
    store.finish(asked[0].id, kept())
    store.finish(asked[2].id, kept())
    before = store.load(thread)
    made = store.load(store.fork(thread, turns, market, as_of))
    assert made is not None
    assert [t.question for t in made.turns] == questions
    assert all(t.answer == kept() for t in made.turns)
    assert (made.model, made.origin) == ("x", thread)
    assert made.as_of == (None if market == "demo" else as_of or DAY)
    assert store.load(thread) == before
    assert not {t.id for t in made.turns} & {t.id for t in asked}


def test_a_deleted_thread_is_gone_and_takes_no_question(path: Path) -> None:
    here, there = Threads(path), Threads(path)
    thread = here.create("real", DAY)
    turn = there.add(thread, "Why?")
    here.delete(thread)
    here.delete(thread)
    assert there.load(thread) is None
    assert there.list() == []
    there.finish(turn.id, kept())
    for late in (lambda: there.add(thread, "And?"), lambda: there.fork(thread)):
        with pytest.raises(UnwindError, match="was deleted"):
            late()
    assert Threads(path).load(thread) is None


def test_a_question_to_be_asked_again_leaves_its_thread(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", DAY)
    store.drop(store.add(thread, "Why?").id)
    assert store.load(thread).turns == ()  # type: ignore[union-attr]


def test_two_connections_at_once_lose_nothing(path: Path) -> None:
    stores = [Threads(path), Threads(path)]
    thread = stores[0].create("real", DAY)

    def ask(number: int) -> None:
        store = stores[number % 2]
        store.finish(store.add(thread, f"{number}?").id, kept())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(60)))
    for store in stores:
        found = store.load(thread)
        assert found is not None
        assert sorted(int(t.question[:-1]) for t in found.turns) == list(range(60))
        assert all(t.answer == kept() for t in found.turns)
        store.close()


ASK = """
import sys
from pathlib import Path
from assistant.threads.store import Threads
from tests.threads.factory import kept
path, thread, name = sys.argv[1:]
for number in range(25):
    store = Threads(Path(path))
    store.finish(store.add(thread, f"{name}{number}").id, kept())
    store.close()
"""


def test_two_processes_at_once_lose_nothing(path: Path) -> None:
    store = Threads(path)
    thread = store.create("real", DAY)
    command = [sys.executable, "-c", ASK, str(path), thread]
    root = Path(__file__).parents[2]
    running = [subprocess.Popen([*command, name], cwd=root) for name in "ab"]
    assert [process.wait(60) for process in running] == [0, 0]
    found = store.load(thread)
    assert found is not None
    questions = [t.question for t in found.turns]
    assert sorted(questions) == sorted(f"{n}{i}" for n in "ab" for i in range(25))
    for name in "ab":
        own = [q for q in questions if q[0] == name]
        assert own == sorted(own, key=lambda q: int(q[1:]))


@pytest.mark.parametrize("body", ["", "{", "[]", '{"as_of": "x"}', "null"])
def test_an_answer_that_cannot_be_read_is_a_failed_one(path: Path, body: str) -> None:
    import sqlite3

    store = Threads(path)
    thread = store.create("real", DAY)
    turn = store.add(thread, "Why?")
    store.finish(turn.id, kept())
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE turns SET answer = ?", (body,))
    connection.close()
    (found,) = store.load(thread).turns  # type: ignore[union-attr]
    assert found.state == "failed"
    assert "cannot be read" in found.error


def test_kept_json_round_trips() -> None:
    assert Kept.load(kept().dump()) == kept()
