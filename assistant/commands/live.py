"""``unwind market pull`` and ``verify``: today's market from public sources, and its archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, print_body, read_date
from assistant.commands.terminal import progress_bar
from tools.records import UnwindError

if TYPE_CHECKING:
    from tools.sources.pull import Progress as Steps


def market_pull(
    into: Annotated[str, typer.Option("--into", help="The market's name.")] = "live",
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    since: Annotated[
        date | None,
        typer.Option("--since", parser=read_date, metavar="DATE", help="How far back at first."),
    ] = None,
    provisional: Annotated[
        bool,
        typer.Option("--provisional", help="With the bars of sessions that still run, marked."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 where any source failed or is behind.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a market up to today from public sources; no key is needed."""
    from assistant.live import pull_market
    from assistant.settings import settings
    from assistant.tables.pulls import pull_json, pull_text
    from tools.sources.request import unforeseen

    with source_bars() as steps, progress_bar() as progress:
        try:
            pulled, costs = pull_market(
                settings(),
                into,
                only=source or (),
                since=since,
                provisional=provisional,
                steps=steps,
                progress=progress,
            )
        except (UnwindError, OSError):
            raise
        except Exception as error:
            raise unforeseen(f"pull into {into}", error) from error
    print_body(pull_json(pulled, costs, into) if as_json else pull_text(pulled, costs, into))
    if pulled.nothing:
        raise UnwindError("no source gave anything; what the market held is as it was")
    late = [o for o in pulled.outcomes if o.state == "behind"]
    if strict and (pulled.failed or late):
        named = ", ".join(o.source.id for o in (*pulled.failed, *late))
        raise UnwindError(f"failed or behind: {named}")


def market_verify(name: str) -> None:
    """Check a market's archive against its hashes, and rebuild the market from it."""
    from assistant.live import verify_market
    from assistant.settings import settings

    with progress_bar() as progress:
        print_body(verify_market(settings(), name, progress))


@contextmanager
def source_bars() -> Iterator[Steps]:
    """Show a line a source on standard error where that is a terminal, still once it has ended."""
    import sys
    from threading import Lock

    if not sys.stderr.isatty():
        yield lambda *step: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

    texts = (TextColumn("{task.description}"), TextColumn("{task.fields[key]}"))
    columns = (SpinnerColumn(finished_text="✓"), *texts, TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    adding = Lock()  # bodies of one source come side by side
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:

        def step(source: str, key: str, done: int, total: int | None) -> None:
            if not key:
                if source in tasks:
                    bar.update(tasks[source], total=0, key="")
                return
            with adding:
                if source not in tasks:
                    tasks[source] = bar.add_task(source, total=None, key="")
            count = str(done) if total is None else f"{done} of {total}"
            bar.update(tasks[source], description=f"{source}: {count}", key=f"({key})")

        yield step
