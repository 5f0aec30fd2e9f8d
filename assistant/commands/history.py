"""``unwind history``: every reading on every day, as it was known then, as a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import MarketName, print_body, read_date
from assistant.commands.terminal import open_market, progress_bar
from tools.records import UnwindError

if TYPE_CHECKING:
    import pandas as pd


def history(
    start: Annotated[
        date, typer.Option("--from", parser=read_date, metavar="DATE", help="The first day.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.parquet")],
    end: Annotated[
        date | None,
        typer.Option("--to", parser=read_date, metavar="DATE", help="The last day, if not today."),
    ] = None,
    market: MarketName = None,
) -> None:
    """Write every reading of every day, as it was known then, to a Parquet file."""
    from tools.formatting import number
    from tools.history.parquet import write_tables
    from tools.history.table import reading_tables
    from tools.pillars.registry import specs

    if output.suffix != ".parquet":
        raise typer.BadParameter(f"{output} is no Parquet file: name it FILE.parquet")
    if end is not None and end < start:
        raise typer.BadParameter(f"--from {start} lies after --to {end}")
    work = open_market(market)
    view = work.market.view(end)
    sessions = view.sessions_since(start)
    if not len(sessions):
        raise UnwindError(f"no session of market {work.market.name} from {start} to {view.as_of}")
    about = {
        "market": view.ref.name,
        "simulated": str(view.ref.simulated).lower(),
        "hash": view.ref.hash,
        "as_of": view.as_of.isoformat(),
    }
    with progress_bar() as progress:

        def shown() -> Iterator[pd.DataFrame]:
            for done, table in enumerate(reading_tables(work.market, work.histories, sessions)):
                progress(str(table["id"].iloc[0]), done, len(specs()))
                yield table

        rows = write_tables(shown(), output, about)
    days = f"{sessions[0]:%Y-%m-%d} to {sessions[-1]:%Y-%m-%d}"
    print_body(
        f"{output}: {number(len(specs()), 0)} readings on {number(len(sessions), 0)} sessions, "
        f"{days}, {number(rows, 0)} rows; market {view.ref.name}"
    )
