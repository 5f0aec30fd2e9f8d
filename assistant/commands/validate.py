"""``unwind validate``: the verdict against labelled episodes and controls."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import AsJson, MarketName, print_body
from assistant.commands.terminal import open_market, progress_bar
from tools.records import UnwindError


def validate(
    market: MarketName = None,
    episodes: Annotated[
        Path | None, typer.Option(help="Labelled episodes (TOML), if not those of the corpus.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="REPORT.md, its charts beside it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Score the verdict against labelled episodes, walk-forward and against simple rules."""
    from assistant.settings import settings
    from assistant.tables.validation import validation_text
    from tools.episodes import load, shipped
    from tools.validation.export import as_json as scores
    from tools.validation.report import write_report
    from tools.validation.study import validate as score

    if output is not None:
        _writable(output)
    file = episodes or shipped(settings().corpus)
    known = load(file)
    work = open_market(market)
    made_up = episodes is None and work.market.simulated
    unfit = "these episodes were real and the market is simulated" if made_up else ""
    with progress_bar() as progress:
        study = score(
            work.market,
            work.histories,
            known,
            file.name if episodes else f"{file.parent.name}/{file.name}",
            unfit=unfit,
            progress=progress,
        )
    written = () if output is None else write_report(study, output)
    if as_json:
        print_body(scores(study))
        return
    lines = [validation_text(study), *(f"Written: {path}" for path in written)]
    print_body("\n".join(lines))


def _writable(output: Path) -> None:
    """Refuse a file that could not be written before anything is computed for it."""
    if output.suffix != ".md":
        raise typer.BadParameter(f"{output} is no Markdown file: name it REPORT.md")
    if output.is_dir() or not output.parent.is_dir():
        why = "it is a folder" if output.is_dir() else f"there is no folder {output.parent}"
        raise UnwindError(f"{output}: cannot be written: {why}")
