from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from assistant.app.jobs import Job
from tools.records import UnwindError


def test_who_follows_later_sees_every_event_from_the_first_on() -> None:
    go_on = Event()

    def work(report: Callable[[int], None]) -> str:
        report(1)
        go_on.wait(10)
        report(2)
        return "done"

    job: Job[int, str] = Job(work)
    interrupted = job.follow()
    assert next(e for e in interrupted if e is not None) == 1
    assert next(interrupted) is None, "a beat while nothing happens"
    interrupted.close()
    assert not job.done
    go_on.set()
    assert [e for e in job.follow() if e is not None] == [1, 2]
    assert (job.done, job.result, job.error) == (True, "done", "")
    assert list(job.follow()) == [1, 2]


def test_a_failure_that_its_user_can_mend_is_its_own_sentence() -> None:
    def work(report: Callable[[int], None]) -> None:
        raise UnwindError("no such\n   market")

    job: Job[int, None] = Job(work)
    list(job.follow())
    assert job.error == "no such market"


def test_any_other_failure_names_its_kind_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def work(report: Callable[[int], None]) -> None:
        raise ValueError("inner detail")

    job: Job[int, None] = Job(work)
    list(job.follow())
    assert "ValueError" in job.error
    assert "inner detail" not in job.error
    assert "inner detail" in caplog.text
