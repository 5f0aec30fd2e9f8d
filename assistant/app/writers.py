"""Who may write the next answer: the built-in analyst, and the models of an endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock

from assistant.app.jobs import Job
from assistant.settings import Settings, settings

ANALYST, CONFIGURED = "none", ""
_OPENING = Lock()


@dataclass(frozen=True, slots=True)
class Offer:
    """What an endpoint offers: the model that writes by default, and the others."""

    default: str
    others: tuple[str, ...] = ()


def offer() -> Job[None, Offer]:
    """Return the job that asks the configured endpoint; the page never waits for it."""
    with _OPENING:
        return _offer(settings())


@cache
def _offer(config: Settings) -> Job[None, Offer]:
    def work(report: Callable[[None], None]) -> Offer:
        from assistant.models import OPENAI, choose, names

        model = choose(config)
        if model is None:
            return Offer("")
        listed = names(config.endpoint or OPENAI, config.key) if config.endpoint else ()
        return Offer(model.name, tuple(name for name in listed if name != model.name))

    return Job(work)


def configured(config: Settings) -> bool:
    """Tell whether a model writes unless the user chooses otherwise."""
    return bool(config.key or config.endpoint) and config.model.lower() != ANALYST


def options(config: Settings, found: Offer | None, current: str) -> dict[str, str]:
    """Return what can be chosen, by the value that stands for it.

    Parameters
    ----------
    config : Settings
        The process's settings.
    found : Offer or None
        What the endpoint offers, None while it is being asked.
    current : str
        What is chosen; it stays in the list even where nobody offers it.
    """
    named = {}
    if configured(config):
        default = found.default if found else config.model
        named[CONFIGURED] = default or "Model of the endpoint"
    named[ANALYST] = "Built-in analyst"
    others = found.others if found else ()
    named.update({name: name for name in (*others, current) if name and name not in named})
    return named


def shown(config: Settings, choice: str) -> str:
    """Return the name of who writes, as it stands within a line."""
    if choice == ANALYST or not (choice or configured(config)):
        return "built-in analyst"
    job = offer()
    return options(config, job.result if job.done else None, choice)[choice]
