"""``unwind market``: import, list and inspect markets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import AsJson, print_body
from assistant.commands.terminal import open_market, progress_bar
from tools.records import NotMeasured, UnwindError

if TYPE_CHECKING:
    from tools.market.view import MarketView
    from tools.metrics.panel_defects import Defects

market_app = typer.Typer(help="Import and inspect markets.", no_args_is_help=True)


@market_app.command("import")
def market_import(
    source: Annotated[Path, typer.Option("--from", help="The folder of data files.")],
    into: Annotated[str, typer.Option("--into", help="The market's name.")],
    manifest: Annotated[Path | None, typer.Option(help="Which file holds what (TOML).")] = None,
) -> None:
    """Read a folder of data files into a market, and compute the histories of its readings."""
    from assistant.settings import DEMO, settings
    from assistant.tables import import_text
    from assistant.workspace import build_histories
    from tools.market.importer import import_folder
    from tools.market.manifest import load_manifest
    from tools.market.store import Store
    from tools.market.view import CALENDAR

    if into == DEMO:
        raise UnwindError("demo is the simulated market: import into another name")
    rules = load_manifest(manifest)
    store = Store(settings().folder(into))
    with progress_bar() as progress:
        report = import_folder(source, store, today=_today(), manifest=rules, progress=progress)
    print_body(import_text(report, into, manifest))
    if CALENDAR in store.manifest.series:
        with progress_bar() as progress:
            build_histories(settings(), into, progress)
    else:
        print_body(
            f"Market {into} has no {CALENDAR} closes yet: nothing can be asked of it so far."
        )
    if report.failed:
        raise UnwindError("; ".join(report.errors))


@market_app.command("list")
def market_list(as_json: AsJson = False) -> None:
    """List the markets."""
    from assistant.settings import DEMO, settings
    from assistant.tables import market_rows, markets_text

    folder = settings().markets
    names = {p.parent.name for p in folder.glob("*/manifest.json")} | {DEMO}
    rows = market_rows(settings(), sorted(names))
    print_body({"markets": rows} if as_json else markets_text(rows))


@market_app.command("status")
def market_status(name: str, as_json: AsJson = False) -> None:
    """Show what a market covers: dates, gaps and what is stale."""
    from dataclasses import asdict

    from assistant.tables import status_text
    from tools.market.status import coverage

    work = open_market(name)
    rows = coverage(work.market)
    defects = _defects(work.market.view())
    if as_json:
        panel = None if defects is None else asdict(defects)
        over = work.market.store.provisional
        bars = {part: day.isoformat() for part, day in over.bars.items()} if over else {}
        series = [asdict(row) for row in rows]
        print_body({"series": series, "panel": panel, "provisional": bars})
    else:
        print_body(status_text(work.market, rows, defects))


def _defects(view: MarketView) -> Defects | None:
    """Return what is wrong with a market's stock panel, None where it has none."""
    from tools.metrics.panel_defects import panel_defects

    try:
        prices, volumes = (view.panel(field, masked=False) for field in ("adj_close", "volume"))
        return panel_defects(prices, volumes, view.members())
    except NotMeasured:
        return None


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()
