"""What commands share: options, and how text and JSON reach the terminal."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from io import TextIOWrapper
from typing import Annotated, Any

import typer

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_date(text: str) -> date:
    """Return the date that an argument says; anything but YYYY-MM-DD is wrong usage."""
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
    typer.Option(
        "--as-of", parser=read_date, metavar="DATE", help="After New York's close on DATE."
    ),
]
MarketName = Annotated[str | None, typer.Option("--market", metavar="NAME", help="Which market.")]
Asset = Annotated[str, typer.Option("--asset", help="Whose move is reported.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def print_body(body: Any) -> None:
    """Print a text without its control marks, or anything else as JSON."""
    text = plain(body) if isinstance(body, str) else json.dumps(body, indent=2, allow_nan=False)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def plain(text: str) -> str:
    """Return a text without the control and direction marks that could drive a terminal."""
    return _CONTROLS.sub("\ufffd", text)
