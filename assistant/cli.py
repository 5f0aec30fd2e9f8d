"""The command line: arguments in, text or JSON out, errors in one clear line.

Nothing heavy is imported before a command needs it, so that help answers at once.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tools.records import UnwindError

if TYPE_CHECKING:
    from assistant.workspace import Progress, Workspace

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

app = typer.Typer(
    name="unwind",
    help="Ask what is driving a sell-off; every figure of the answer is computed and cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
market_app = typer.Typer(help="Import and inspect markets.", no_args_is_help=True)
app.add_typer(market_app, name="market")


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # Python also reads 20180208 and 2018-W06-4.
    if found is None or found.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is no date: write YYYY-MM-DD")
    return found


AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=_date, metavar="DATE", help="After New York's close on DATE."),
]
MarketName = Annotated[str | None, typer.Option("--market", metavar="NAME", help="Which market.")]
Asset = Annotated[str, typer.Option("--asset", help="Whose move is reported.")]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|none", help="Who writes; none: the built-in analyst."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    as_of: AsOf = None,
    market: MarketName = None,
    asset: Asset = "SPX",
    model: ModelName = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question about a market as of a date."""
    from assistant.events import Answer, Step
    from assistant.models import choose
    from assistant.service import events
    from assistant.settings import settings

    writer = choose(settings(), model)
    work = _open(market)
    result: Answer | None = None
    with _steps() as show:
        for event in events(question, work, as_of=as_of, asset=asset, model=writer):
            if isinstance(event, Step):
                show(event.text)
            elif isinstance(event, Answer):
                result = event
    if result is not None:
        _print(result.to_json() if as_json else result.text)


@app.command()
def brief(
    as_of: AsOf = None, market: MarketName = None, asset: Asset = "SPX", as_json: AsJson = False
) -> None:
    """Show every reading, the verdict and the watch list."""
    from assistant.tables import brief_text

    made = _open(market).brief(as_of, asset)
    _print(made.to_json() if as_json else brief_text(made))


@app.command()
def note(
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.md, FILE.html or FILE.json")],
    as_of: AsOf = None,
    market: MarketName = None,
) -> None:
    """Draft the desk note of seven sections."""
    from assistant.export import write_note

    _print(write_note(_open(market), as_of, output))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A text whose figures are to be checked.")],
    as_of: AsOf = None,
    market: MarketName = None,
    as_json: AsJson = False,
) -> None:
    """Check each figure of a text against the readings; exit 1 where one is wrong or unknown."""
    from assistant.check import check_text
    from assistant.tables import checked_text

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnwindError(f"{file}: cannot be read as text: {error}") from error
    work = _open(market)
    made = work.brief(as_of)
    result = check_text(text, made, file.name, work.lookup(work.market.view(made.as_of)))
    _print(result.to_json() if as_json else checked_text(result))
    if result.wrong:
        raise typer.Exit(1)


@app.command()
def metrics(
    reading: Annotated[str | None, typer.Argument(help="A reading's id, for all of it.")] = None,
) -> None:
    """List what is measured, or define one reading."""
    from assistant.tables import metric_text, metrics_text

    _print(metric_text(reading) if reading else metrics_text())


@app.command()
def chat(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="On which port of this machine.")
    ] = 8501,
    market: MarketName = None,
) -> None:
    """Open the page that asks and answers."""
    import subprocess

    from assistant.settings import settings

    name = market or settings().market
    settings().folder(name)
    page = Path(__file__).parent / "app" / "main.py"
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port)]
    try:
        code = subprocess.run(command, env={**os.environ, "UNWIND_MARKET": name}, check=False)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None
    raise typer.Exit(code.returncode)


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
    with _bar() as progress:
        report = import_folder(source, store, today=_today(), manifest=rules, progress=progress)
    _print(import_text(report, into))
    if CALENDAR in store.manifest.series:
        with _bar() as progress:
            build_histories(settings(), into, progress)
    else:
        _print(f"Market {into} has no {CALENDAR} closes yet: nothing can be asked of it so far.")
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
    _print({"markets": rows} if as_json else markets_text(rows))


@market_app.command("status")
def market_status(name: str, as_json: AsJson = False) -> None:
    """Show what a market covers: dates, gaps and what is stale."""
    from dataclasses import asdict

    from assistant.tables import status_text
    from tools.market.status import coverage

    work = _open(name)
    rows = coverage(work.market)
    _print({"series": [asdict(r) for r in rows]} if as_json else status_text(work.market, rows))


def _open(name: str | None) -> Workspace:
    from assistant.settings import settings
    from assistant.workspace import open_workspace

    with _bar() as progress:
        return open_workspace(settings(), name, progress)


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show progress on standard error where that is a terminal; one line a step nowhere else."""
    if not sys.stderr.isatty():
        yield lambda name, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task: list[Any] = []

        def show(name: str, done: int, total: int) -> None:
            if not task:
                task.append(bar.add_task(name, total=total))
            bar.update(task[0], description=name, completed=done, total=total)

        yield show


@contextmanager
def _steps() -> Iterator[Callable[[str], None]]:
    """Show what is being done on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        yield lambda text: status.update(Text(plain(text)))


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def _print(body: Any) -> None:
    text = plain(body) if isinstance(body, str) else json.dumps(body, indent=2, allow_nan=False)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def plain(text: str) -> str:
    """Return a text without the control and direction marks that could drive a terminal."""
    return _CONTROLS.sub("\ufffd", text)


def main(run: Callable[[], Any] = app) -> None:
    """Run the command line; a failure is one line on standard error and exit status 1."""
    try:
        run()
    except UnwindError as error:
        sys.stderr.write(f"unwind: {plain(' '.join(str(error).split()))}\n")
        raise SystemExit(1) from None
    except OSError as error:
        # What could not be written must not be tried, and complained of, again on leaving.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            sys.stderr.write(f"unwind: {where}{error.strerror or error}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
