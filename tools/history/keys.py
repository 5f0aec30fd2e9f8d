"""What a history is made from, as a short name: the content of its inputs and the code."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from tools.market.view import MarketView
from tools.pillars.registry import specs
from tools.pillars.spec import (
    Chains,
    Either,
    Frame,
    Input,
    Known,
    Members,
    MetricSpec,
    Obs,
    Panel,
    Peak,
    Rank,
    Table,
)


@cache
def code() -> str:
    """Return a hash of the code that makes the figures."""
    return hashed("tools.metrics", "tools.pillars")


def hashed(*packages: str) -> str:
    """Return a hash of the code of some packages."""
    digest = hashlib.sha256()
    for package in packages:
        root = Path(str(files(package)))
        for file in sorted(root.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()


def history_key(spec: MetricSpec, view: MarketView) -> str:
    """Return the name under which a history of these inputs is kept.

    Raises
    ------
    NotMeasured
        When an input is absent from the market.
    """
    parts = [spec.id, str(spec.version), code(), input_key(Obs("SPX"), view)]
    parts += [input_key(token, view) for token in spec.inputs]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def input_key(token: Input, view: MarketView) -> str:
    """Return what an input is read from; an absent one is NotMeasured."""
    if isinstance(token, Rank):
        return history_key(specs()[token.metric], view)
    return f"{_text(token)}:{_content(token, view)}"


@cache
def _text(token: Input) -> str:
    return repr(token)


def _content(token: Input, view: MarketView) -> str:
    """Return the names of the stored objects that an input is read from."""
    match token:
        case Obs(series) | Known(series):
            return view.source_key(series) + view.lag(series)
        case Either(first, second):
            return _content(first if view.has(first.series) else second, view)
        case Frame(series):
            return "+".join(view.source_key(s) + view.lag(s) for s in series)
        case Peak():
            return view.source_key("SPX")
        case Panel(field):
            return view.part_key("panels", field) + view.part_key("tables", "membership")
        case Members():
            return view.part_key("panels", "adj_close") + view.part_key("tables", "membership")
        case Table(name):
            return view.part_key("tables", name)
        case Chains(underlying):
            return view.part_key("chains", underlying)
    raise TypeError(f"no such input: {token!r}")
