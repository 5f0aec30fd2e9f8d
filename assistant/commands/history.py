"""``unwind history``: every reading on every day, as it was known then, as a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import MarketName, print_body, read_date
from assistant.commands.terminal import open_market, progress_bar
from tools.records import UnwindError

if TYPE_CHECKING:
    import pandas as pd

    from assistant.workspace import Progress
    from tools.history import Histories
    from tools.market.view import Market


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
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="Compute on the Dask cluster of this scheduler."
        ),
    ] = None,
) -> None:
    """Write every reading of every day, as it was known then, to a Parquet file."""
    from tools.formatting import number
    from tools.history.parquet import write_tables
    from tools.own import own_specs, own_tables
    from tools.pillars.registry import specs

    if output.suffix != ".parquet":
        raise typer.BadParameter(f"{output} is no Parquet file: name it FILE.parquet")
    if end is not None and end < start:
        raise typer.BadParameter(f"--from {start} lies after --to {end}")
    opened, histories = _opened(market, built=scheduler is None)
    view = opened.view(end)
    sessions = view.sessions_since(start)
    if not len(sessions):
        raise UnwindError(f"no session of market {opened.name} from {start} to {view.as_of}")
    about = {
        "market": view.ref.name,
        "simulated": str(view.ref.simulated).lower(),
        "hash": view.ref.hash,
        "as_of": view.as_of.isoformat(),
    }
    if view.ref.provisional:
        about["provisional"] = view.ref.provisional.isoformat()
    with progress_bar() as progress:
        if scheduler is None:
            tables = _here(opened, histories, sessions, progress)
        else:
            from tools.history.cluster import cluster_tables

            tables = cluster_tables(opened, histories, sessions, scheduler, progress)
        count = len(specs()) + len(own_specs(view))
        rows = write_tables(chain(tables, own_tables(opened, histories, sessions)), output, about)
    days = f"{sessions[0]:%Y-%m-%d} to {sessions[-1]:%Y-%m-%d}"
    print_body(
        f"{output}: {number(count, 0)} readings on {number(len(sessions), 0)} sessions, "
        f"{days}, {number(rows, 0)} rows; market {view.ref.name}"
    )


def _opened(name: str | None, *, built: bool) -> tuple[Market, Histories]:
    """Open a market, its histories made where this machine is to compute them; the demo always."""
    from assistant.settings import DEMO, settings
    from tools.history import Histories
    from tools.market.view import Market

    chosen = settings().market if name is None else name
    if built or chosen == DEMO:
        work = open_market(chosen)
        return work.market, work.histories
    market = Market(settings().folder(chosen))
    return market, Histories(market)


def _here(
    market: Market, histories: Histories, sessions: pd.DatetimeIndex, progress: Progress
) -> Iterator[pd.DataFrame]:
    from tools.history.table import reading_tables
    from tools.pillars.registry import specs

    for done, table in enumerate(reading_tables(market, histories, sessions)):
        progress(str(table["id"].iloc[0]), done, len(specs()))
        yield table
