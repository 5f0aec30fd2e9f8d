"""``unwind notes``: add, list, show and search past notes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsJson, AsOf, MarketName, print_body

notes_app = typer.Typer(
    help="Past notes: add, list, show and search them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@notes_app.command("add")
def notes_add(
    files: Annotated[list[Path], typer.Argument(help="Markdown notes with front matter.")],
) -> None:
    """Add notes to the memory, all of the files or none."""
    from assistant.settings import settings
    from assistant.tables.notes import added_text
    from assistant.workspace import open_memory

    print_body(added_text(open_memory(settings()).add_all(files)))


@notes_app.command("list")
def notes_list(as_of: AsOf = None, market: MarketName = None, as_json: AsJson = False) -> None:
    """List the notes, the latest first: dated before a date, of a market's kind."""
    from assistant.settings import settings
    from assistant.tables.notes import note_rows, notes_text
    from assistant.workspace import open_memory

    memory = open_memory(settings())
    notes = memory.notes(as_of, None if market is None else _market(market)[0])
    if as_json:
        remarks = {"skipped": list(memory.skipped), "degraded": memory.degraded}
        print_body({"notes": note_rows(notes), **{k: v for k, v in remarks.items() if v}})
    else:
        print_body(notes_text(notes, memory.skipped, memory.degraded))


@notes_app.command("show")
def notes_show(note: Annotated[str, typer.Argument(metavar="ID", help="The note's id.")]) -> None:
    """Print a note to the letter, but for marks that could drive the terminal."""
    from assistant.settings import settings
    from assistant.tables.notes import note_text
    from assistant.workspace import open_memory

    print_body(note_text(open_memory(settings()).note(note)))


@notes_app.command("search")
def notes_search(
    query: Annotated[str, typer.Argument(help="Words, or a question.")],
    as_of: AsOf = None,
    market: MarketName = None,
    as_json: AsJson = False,
) -> None:
    """Search notes dated strictly before a date, the market's last session by default."""
    from assistant.settings import settings
    from assistant.tables.notes import found_rows, found_text
    from assistant.workspace import open_memory

    simulated, last = _market(market)
    before = as_of or last
    results = open_memory(settings()).search(query, before, simulated)
    if as_json:
        remark = {"degraded": results.degraded} if results.degraded else {}
        print_body({"notes": found_rows(results), **remark})
    else:
        print_body(found_text(results, query, before, simulated=simulated))


def _market(name: str | None) -> tuple[bool, date]:
    """Return whether a market is simulated, and its last session.

    The demo is not made for this: both are known of it.
    """
    from assistant.settings import DEMO, settings
    from tools.market.view import Market

    name = settings().market if name is None else name
    folder = settings().folder(name)
    if name == DEMO and not (folder / "manifest.json").exists():
        from tools.market.demo.clock import sessions

        return True, sessions()[-1].date()
    market = Market(folder)
    last: date = market.sessions[-1].date()
    return market.simulated, last
