"""JSON of objects within objects, walked by keys, with one line about what is not as it was."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from tools.sources.request import Failure, Payload


def parsed(payload: Payload) -> Any:
    """Return a body as JSON, an object or a list.

    Raises
    ------
    Failure
        "empty" without a body, "page" for a web page, "cut" for JSON that ends too early or is
        damaged.
    """
    start = payload.body[:64].lstrip()
    if not start:
        raise Failure("empty", f"{payload.name}: an empty body: ask again later")
    if start.startswith(b"<"):
        raise Failure("page", f"{payload.name} is a web page, not JSON: the source blocks this use")
    try:
        return json.loads(payload.body)
    except (ValueError, RecursionError) as error:
        why = f"{payload.name}: JSON ends too early or is damaged ({str(error)[:80]})"
        raise Failure("cut", why) from error


def walked(payload: Payload, value: Any, *path: str | int) -> Any:
    """Return what lies under keys and places; a missing one is a Failure "changed"."""
    for depth, step in enumerate(path):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            where = ".".join(map(str, path[: depth + 1]))
            raise Failure(
                "changed", f"{payload.name}: no {where!r} in it: the source has changed its layout"
            ) from None
    return value


def clipped(text: object, most: int = 60) -> str:
    """Return words of a source as they may stand in a message: one line, short."""
    return repr(" ".join(str(text).split())[:most])


def column(payload: Payload, values: Any, length: int, what: str) -> pd.Series:
    """Return a list as a column; one of another length is a Failure "changed"."""
    if not isinstance(values, list) or len(values) != length:
        found = len(values) if isinstance(values, list) else type(values).__name__
        raise Failure("changed", f"{payload.name}: {length} dates but {found} values of {what}")
    return pd.Series(values, dtype=None if values else "float64")


def records(payload: Payload, rows: Any, wanted: tuple[str, ...], what: str) -> pd.DataFrame:
    """Return a list of objects as columns of cells as found, by place.

    Raises
    ------
    Failure
        "changed" where it is no list of objects or no object has a wanted key, "empty" where
        nothing is in it.
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Failure(
            "changed", f"{payload.name}: {what} are no list of objects: it has changed its layout"
        )
    if not rows:
        raise Failure("empty", f"{payload.name}: no {what} in it")
    absent = [key for key in wanted if not any(key in row for row in rows)]
    if absent:
        raise Failure(
            "changed", f"{payload.name}: no {absent[0]!r} in its {what}: it has changed its layout"
        )
    return pd.DataFrame({key: pd.Series([row.get(key) for row in rows]) for key in wanted})
