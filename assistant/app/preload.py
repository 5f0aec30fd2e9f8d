"""What the first question needs is loaded while the page is being read."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from threading import Thread

from assistant.app import writers
from assistant.settings import settings

WRITING = (
    "assistant.app.answer",
    "assistant.service",
    "tools.charts.reading",
    "tools.charts.momentum",
    "tools.charts.skew",
)
MODELS = ("assistant.agent",)


@cache
def start() -> None:
    """Begin to load, once a process; what cannot be loaded fails where it is used."""
    names = WRITING + (MODELS if writers.configured(settings()) else ())
    Thread(target=_load, args=(names,), daemon=True).start()


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            import_module(name)
        except ImportError:
            return
