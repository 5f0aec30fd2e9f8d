"""The terminal while a command works: progress on standard error where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from assistant.commands.options import plain

if TYPE_CHECKING:
    from assistant.workspace import Progress, Workspace


def open_market(name: str | None) -> Workspace:
    """Return a market by name, its making shown; the default market without one."""
    from assistant.settings import settings
    from assistant.workspace import open_workspace

    with progress_bar() as progress:
        return open_workspace(settings(), name, progress)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show progress on standard error where that is a terminal; one line a step nowhere else."""
    if not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    with ExitStack() as stack:
        show: list[Progress] = []

        def begin(name: str, done: int, total: int) -> None:
            # Most markets are ready, and the bar is slow to import.
            if not show:
                show.append(stack.enter_context(_bar(total)))
            show[0](name, done, total)

        yield begin


@contextmanager
def _bar(total: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda name, done, total: bar.update(task, description=name, completed=done)


@contextmanager
def step_line() -> Iterator[Callable[[str], None]]:
    """Show what is being done on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(Text(plain(text)))
