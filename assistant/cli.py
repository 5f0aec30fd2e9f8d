"""The command line: arguments in, text or JSON out, errors in one clear line.

Nothing heavy is imported before a command needs it, so that help answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.commands.describe import market_describe
from assistant.commands.history import history
from assistant.commands.live import market_pull, market_verify
from assistant.commands.market import market_app
from assistant.commands.morning import EPILOG as MORNING_ENDS
from assistant.commands.morning import morning
from assistant.commands.notes import notes_app
from assistant.commands.options import AsJson, AsOf, Asset, MarketName, plain, print_body
from assistant.commands.terminal import open_market, step_line
from assistant.commands.validate import validate
from tools.records import UnwindError

app = typer.Typer(
    name="unwind",
    help="Ask what is driving a sell-off; every figure of the answer is computed and cited.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
market_app.command("pull")(market_pull)
market_app.command("verify")(market_verify)
market_app.command("describe")(market_describe)
app.add_typer(market_app, name="market")
app.add_typer(notes_app, name="notes")
app.command(epilog=MORNING_ENDS)(morning)
app.command()(history)
app.command()(validate)

ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME|none", help="Who writes; none: the built-in analyst."),
]


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
    work = open_market(market)
    result: Answer | None = None
    with step_line() as show:
        for event in events(question, work, as_of=as_of, asset=asset, model=writer):
            if isinstance(event, Step):
                show(event.text)
            elif isinstance(event, Answer):
                result = event
    if result is not None:
        print_body(result.to_json() if as_json else result.text)


@app.command()
def brief(
    as_of: AsOf = None, market: MarketName = None, asset: Asset = "SPX", as_json: AsJson = False
) -> None:
    """Show every reading, the verdict and the watch list."""
    made = open_market(market).brief(as_of, asset)
    if as_json:
        print_body(made.to_json())
        return
    from assistant.tables import brief_text

    print_body(brief_text(made, latest=as_of is None))


@app.command()
def note(
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.md, FILE.html or FILE.json")],
    as_of: AsOf = None,
    market: MarketName = None,
) -> None:
    """Draft the desk note of seven sections."""
    from assistant.export import write_note

    print_body(write_note(open_market(market), as_of, output))


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
    work = open_market(market)
    made = work.brief(as_of)
    result = check_text(text, made, file.name, work.lookup(work.market.view(made.as_of)))
    print_body(result.to_json() if as_json else checked_text(result))
    if result.wrong:
        raise typer.Exit(1)


@app.command()
def metrics(
    reading: Annotated[str | None, typer.Argument(help="A reading's id, for all of it.")] = None,
    as_of: AsOf = None,
    market: MarketName = None,
) -> None:
    """List what is measured, or show one reading: its definition, its value and its history."""
    from assistant.tables import metric_text, metrics_text, today_text
    from assistant.tables.definitions import find

    if reading is None:
        print_body(metrics_text())
        return
    # A reading of a user's own series is the market's: which ones there are it alone can say.
    spec = None if ".own_" in reading else find(reading)
    work = open_market(market)
    view = work.market.view(as_of)
    if spec is None:
        from tools.own import own_specs

        spec = own_specs(view).get(reading.lower()) or find(reading)
    now, past = work.histories.reading(spec, view), work.histories.past(spec, view)
    place = f"{work.market.name}, {view.session}"
    known = work.market.catalogue
    print_body(metric_text(spec, known) + "\n".join(today_text(now, past, place)) + "\n")


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Show what is configured: home, markets, the model that writes, the memory of notes."""
    from assistant.doctor import checks
    from assistant.settings import settings
    from assistant.tables.checkup import checkup_text

    rows = checks(settings())
    print_body({"checks": [row.to_json() for row in rows]} if as_json else checkup_text(rows))


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
    environment = {**os.environ, "UNWIND_MARKET": name}
    if os.name == "posix":
        # The server takes this process's place, and with it the signals that are meant for it.
        os.execve(sys.executable, command, environment)
    code = subprocess.run(command, env=environment, check=False)
    raise typer.Exit(code.returncode)


def _leave(status: str | int | None) -> None:
    """End the process at once where a thread still waits for an endpoint that was given up.

    Elsewhere it ends as ever, but does not look for garbage among all that is about to go.
    """
    gc.freeze()
    watchdog = sys.modules.get("assistant.watchdog")
    if watchdog is not None and watchdog.left_behind():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 0)


def main(run: Callable[[], Any] = app) -> None:
    """Run the command line; a failure is one line on standard error and exit status 1."""
    # A command makes much that lives until it ends: looking for what died costs a tenth of it.
    gc.set_threshold(200_000, 50, 50)
    try:
        run()
    except SystemExit as stop:
        _leave(stop.code)
        raise
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
