"""``unwind morning``: one command for cron; pull, brief, what is new, a short note, a log.

``--json`` prints one object:

===============  =================================================================================
``schema``       1
``market``       its name; ``simulated`` beside it
``session``      the last session; ``since`` the one that it is held against: that of the last run,
                 else the session before; ``repeated`` where an earlier run told this session
``provisional``  the day of a bar that still ran, else null; such a run counts for no later one
``age``          sessions that New York has closed since, null for a simulated market
``pull``         ``sources`` (state by source), ``changed``, ``trouble`` (why nothing came, or
                 null), ``failures``, a line each, and ``behind``: sources that gave nothing as new
                 as they should by now
``label``        ``then`` and ``now``, each ``engine``, ``selloff`` and ``probability`` by engine
``alerts``       what is new: ``id``, ``kind`` (label, selloff, falsifier, watch), ``was``, ``now``
                 and, of a test or a threshold, ``reading``, ``value``, ``bound``, ``side``
``cleared``      tests and thresholds that have cleared, in the same form
``routs``        ``new`` and ``ended``
``changed``      readings that moved most in their own histories: ``reading``, ``then``, ``now``,
                 ``percentile_then``, ``percentile_now``
``last_note``    ``id``, ``as_of``, ``call`` and ``watched``: what it watched that fired or cleared
``note``         the note, line by line
===============  =================================================================================


Each run appends a line to ``logs/morning.jsonl`` under ``UNWIND_HOME``: ``when``, ``market``,
``session``, ``seconds``, ``sources``, ``failures``, ``alerts``, ``exit``, and the state that the
next run is held against.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.live import source_bars
from assistant.commands.options import AsJson, print_body, read_date
from assistant.commands.terminal import progress_bar
from tools.records import UnwindError

EPILOG = (
    "Exit status: 0 an answer, 1 a failure, 2 wrong usage, as everywhere. A pull that brings "
    "nothing from any source asked is a failure, with --strict also one in which any source "
    "failed or is behind: the note on what the market held is printed nevertheless. Else, with "
    "--alert also 3 "
    "where the label changed, or a registered test or a watched threshold has newly fired."
)


def morning(
    market: Annotated[
        str, typer.Option("--market", metavar="NAME", help="Which market; it is pulled.")
    ] = "live",
    pull: Annotated[bool, typer.Option("--pull/--no-pull", help="Pull it first.")] = True,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    provisional: Annotated[
        bool,
        typer.Option("--provisional", help="With the bars of sessions that still run, marked."),
    ] = False,
    note: Annotated[
        Path | None, typer.Option("--note", metavar="FILE.md", help="Write the note there too.")
    ] = None,
    alert: Annotated[
        bool, typer.Option("--alert/--no-alert", help="Exit 3 where something is new.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 where any source failed or is behind.")
    ] = False,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=read_date,
            metavar="DATE",
            help="Rehearse a past morning: nothing is pulled, nothing logged.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Pull, and tell what is new since the last run: label, tests, thresholds, readings."""
    from assistant.morning import run
    from assistant.settings import settings
    from assistant.tables.morning import morning_json, morning_text, note_markdown
    from assistant.told import log_run
    from tools.outputs import write_texts

    if note is not None and note.suffix != ".md":
        raise typer.BadParameter(f"{note} is no Markdown file: name it FILE.md")
    began, home = time.monotonic(), settings()
    try:
        with source_bars() as steps, progress_bar() as progress:
            found = run(
                home,
                market,
                pull=pull,
                only=source or (),
                as_of=as_of,
                provisional=provisional,
                steps=steps,
                progress=progress,
            )
        if note is not None:
            write_texts({note: note_markdown(found)})
    except UnwindError as error:
        if as_of is None:
            log_run(home, market, began, 1, error=str(error))
        raise
    print_body(morning_json(found) if as_json else morning_text(found))
    failure = found.drawn.failure(strict=strict)
    status = 1 if failure else found.status if alert else 0
    if as_of is None:
        log_run(home, market, began, status, found)
    if failure:
        raise UnwindError(failure)
    if status:
        raise typer.Exit(status)
