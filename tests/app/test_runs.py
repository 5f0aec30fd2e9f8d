from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant.app import keeping, markets, runs
from assistant.service import events
from assistant.threads.records import Turn
from assistant.threads.shelf import Shelf

WHY = "What's driving this sell-off?"
SECONDS = 60.0

pytestmark = pytest.mark.usefixtures("demo_page")


@pytest.fixture
def shelf() -> Shelf:
    return keeping.shelf()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Hold every answer back after its evidence is read."""
    held = Event()

    def slow(*args: object, **kwargs: object) -> Iterator[object]:
        for number, event in enumerate(events(*args, **kwargs)):  # type: ignore[arg-type]
            if number == 3:
                held.wait(SECONDS)
            yield event

    monkeypatch.setattr("assistant.service.events", slow)
    yield held
    held.set()


def begin(shelf: Shelf, question: str = WHY, model: str = "") -> runs.Run:
    thread = shelf.create("demo", None)
    turn = shelf.add(thread, question, model, keeping.owner().token)
    return runs.start(runs.Asked(turn, markets.opening("demo"), None), shelf)


def kept(shelf: Shelf, run: runs.Run) -> Turn:
    thread = shelf.load(run.asked.turn.thread)
    assert thread is not None
    return next(turn for turn in thread.turns if turn.id == run.asked.turn.id)


def test_a_run_keeps_its_own_answer_and_pins_its_thread(shelf: Shelf) -> None:
    run = begin(shelf)
    answer = run.wait()
    turn = kept(shelf, run)
    assert turn.state == "answered"
    assert turn.answer is not None
    assert [p.text for p in turn.answer.passages] == [p.text for p in answer.paragraphs]
    assert turn.answer.hash == answer.brief.market.hash
    assert set(turn.answer.evidence) == {
        c.reading for p in answer.paragraphs for c in p.citations if c.reading
    }
    assert turn.answer.seconds > 0
    assert shelf.load(turn.thread).as_of == answer.brief.as_of  # type: ignore[union-attr]
    assert runs.find(turn.thread, turn.id) is run


def test_a_run_that_goes_on_is_found_by_whoever_comes_later(shelf: Shelf, gate: Event) -> None:
    run = begin(shelf)
    turn = run.asked.turn
    assert kept(shelf, run).state == "running"
    assert runs.find(turn.thread, turn.id) is run
    assert runs.find("another", turn.id) is None
    gate.set()
    run.wait()
    assert kept(shelf, run).state == "answered"


def test_a_failure_is_kept_as_one_sentence(shelf: Shelf) -> None:
    run = begin(shelf, "???")
    assert run.within(SECONDS) is None
    turn = kept(shelf, run)
    assert turn.state == "failed"
    assert turn.error.startswith("ask a question")


def test_a_thread_that_is_deleted_meanwhile_stays_deleted(shelf: Shelf, gate: Event) -> None:
    run = begin(shelf)
    shelf.delete(run.asked.turn.thread)
    gate.set()
    run.within(SECONDS)
    assert run.done
    assert shelf.load(run.asked.turn.thread) is None
    assert shelf.list() == []


def test_a_model_without_an_endpoint_is_a_remark_and_the_analyst_answers(shelf: Shelf) -> None:
    answer = begin(shelf, model="model/x").wait()
    assert len(answer.paragraphs) > 2
    assert "model/x" in answer.remarks[0]
    assert "built-in analyst" in answer.remarks[0]


def test_done_runs_are_forgotten_and_going_ones_are_not(
    shelf: Shelf, gate: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST", 2)
    going = begin(shelf)
    done = [begin(shelf, "???") for _ in range(4)]
    for run in done:
        run.within(SECONDS)
    begin(shelf, "???").within(SECONDS)
    turn = going.asked.turn
    assert runs.find(turn.thread, turn.id) is going
    assert runs.find(done[0].asked.turn.thread, done[0].asked.turn.id) is None


def test_the_brief_of_a_date_is_made_once(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    from tools import brief as briefs

    made: list[object] = []
    build: Callable[..., object] = briefs.build
    workspace = markets.Opening("demo").wait()

    def counted(view: object, histories: object, **kwargs: object) -> object:
        made.extend([histories] if histories is workspace.histories else [])
        return build(view, histories, **kwargs)

    monkeypatch.setattr(briefs, "build", counted)
    assert workspace.brief() is workspace.brief()
    assert len(made) == 1
