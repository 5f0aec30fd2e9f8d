"""What is configured, and whether it can be used: the rows of ``unwind doctor``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Literal

from assistant.models import DEFAULT, KEYLESS, OPENAI, choose, names
from assistant.settings import DEMO, Settings
from tools.records import UnwindError

State = Literal["ok", "off", "wrong"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is configured; ``mend`` says what to do where it is wrong."""

    name: str
    state: State
    found: str
    mend: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the row as JSON types."""
        return asdict(self)


def checks(settings: Settings) -> list[Check]:
    """Return what is configured, each tried; no key is among it."""
    return [_program(), _home(settings), *_markets(settings), *_model(settings), _memory(settings)]


def _program() -> Check:
    python = ".".join(map(str, sys.version_info[:3]))
    return Check("program", "ok", f"Unwind {version('unwind')}, Python {python}")


def _home(settings: Settings) -> Check:
    home = settings.home
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if os.access(nearest, os.W_OK):
        return Check("home", "ok", str(home))
    mend = "set UNWIND_HOME to a folder that can be written"
    return Check("home", "wrong", f"{home}: not writable", mend)


def _markets(settings: Settings) -> Iterator[Check]:
    stored = {path.parent.name for path in settings.markets.glob("*/manifest.json")}
    demo = DEMO if DEMO in stored else f"{DEMO} (made on first use)"
    yield Check("markets", "ok", ", ".join([demo, *sorted(stored - {DEMO})]))
    if settings.market in stored | {DEMO}:
        yield Check("default market", "ok", settings.market)
    else:
        mend = "import it, or unset UNWIND_MARKET"
        yield Check("default market", "wrong", f"{settings.market}: no such market", mend)


def _model(settings: Settings) -> Iterator[Check]:
    if not settings.key and not settings.endpoint:
        set_it = "set OPENAI_API_KEY or OPENAI_BASE_URL for a model"
        yield Check("model", "off", "none: the built-in analyst writes", set_it)
        return
    offered = names(settings.endpoint or OPENAI, settings.key or KEYLESS)
    first = offered[0] if offered and settings.endpoint else DEFAULT
    try:
        model = choose(replace(settings, model=settings.model or first))
    except UnwindError as error:
        yield Check("model", "wrong", str(error), "set UNWIND_MODEL")
        return
    if model is None:
        yield Check("model", "off", "UNWIND_MODEL=none: the built-in analyst writes")
        return
    key = "with a key" if settings.key else "without a key"
    yield Check("model", "ok", f"{model.name} at {model.place}, {key}")
    if not offered:
        mend = "check OPENAI_BASE_URL and OPENAI_API_KEY; answers fall back to the analyst"
        yield Check("endpoint", "wrong", "it lists no models", mend)
    elif model.name not in offered:
        mend = f"set UNWIND_MODEL to one of {', '.join(offered[:5])}"
        yield Check("endpoint", "wrong", f"it does not list {model.name}", mend)
    else:
        yield Check("endpoint", "ok", f"{len(offered)} models listed")


def _memory(settings: Settings) -> Check:
    from assistant.workspace import open_memory

    try:
        memory = open_memory(settings)
        notes = memory.notes()
    except UnwindError as error:
        return Check("notes", "wrong", str(error), "move the memory folder aside")
    simulated = sum(note.simulated for note in notes)
    found = f"{len(notes)} in memory, {simulated} of them simulated; embedder {settings.embedder}"
    trouble = [*memory.skipped, *([memory.degraded] if memory.degraded else [])]
    if trouble:
        return Check("notes", "wrong", found, "; ".join(trouble))
    return Check("notes", "ok", found)
