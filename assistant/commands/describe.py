"""``unwind market describe``: a manifest proposed for a file of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import print_body


def market_describe(
    file: Annotated[Path, typer.Argument(help="A CSV, CSV.gz or Parquet file.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE.toml", help="Write it there.")
    ] = None,
) -> None:
    """Propose the manifest that imports a file of your own; guesses in it are marked CHECK."""
    from datetime import UTC, datetime

    from tools.market.describe import describe
    from tools.market.proposal import propose
    from tools.outputs import write_texts

    if output is not None and output.suffix != ".toml":
        raise typer.BadParameter(f"{output} is no manifest: name it FILE.toml")
    text = propose(describe(file, datetime.now(UTC).date()))
    if output is None:
        print_body(text)
        return
    write_texts({output: text})
    print_body(
        f"{output}: look at the lines marked CHECK, then: unwind market import "
        f"--from {file.parent} --into MARKET --manifest {output}"
    )
