from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.agent.aimock import Aimock, Fixture, running
from tests.agent.endpoint import Endpoint
from tests.agent.replies import Script

Serve: TypeAlias = Callable[..., Endpoint]
Mock: TypeAlias = Callable[..., Aimock]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start scripted endpoints, `Endpoint` with its arguments; they stop with the test."""
    with ExitStack() as stack:

        def start(script: Script, **options: Any) -> Endpoint:
            return stack.enter_context(Endpoint(script, **options))

        yield start


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Mock]:
    """Start aimock on fixtures, `running` with its arguments; it stops with the test."""
    with ExitStack() as stack:

        def start(fixtures: list[Fixture], *flags: str) -> Aimock:
            return stack.enter_context(running(fixtures, tmp_path, *flags))

        yield start
