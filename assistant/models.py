"""Which model writes, if any: chosen from the settings, reached later."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from assistant.events import ANALYST
from assistant.settings import Settings
from assistant.watchdog import limited
from tools.records import UnwindError

NONE = "none"
OPENAI = "https://api.openai.com/v1"
DEFAULT = "gpt-5-mini"  # asked for where no model is named and the endpoint lists none
KEYLESS = "no-key"  # local servers need none, their clients insist on one
LISTING = 2.0  # seconds for which an endpoint may think about what it offers
LARGEST = 1_000_000  # bytes of such a list
_USER = re.compile(r"//[^/@]*@")
_NAME = re.compile(r"[\w][\w .:/@+-]{0,79}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Model:
    """A model behind an endpoint that speaks the OpenAI protocol."""

    name: str
    endpoint: str = OPENAI
    key: str = field(default=KEYLESS, repr=False)
    timeout: float = 60.0

    @property
    def place(self) -> str:
        """The endpoint as it may be shown: without a user's name and password."""
        return "OpenAI" if self.endpoint == OPENAI else _USER.sub("//", self.endpoint)


def choose(settings: Settings, name: str | None = None) -> Model | None:
    """Return the model that writes, None for the built-in analyst.

    Parameters
    ----------
    settings : Settings
        With the key, the endpoint and the default model.
    name : str, optional
        What the user asked for: a model's name, or ``none`` for the built-in analyst.

    Raises
    ------
    UnwindError
        When a model is asked for and no endpoint is configured.
    """
    wanted = (settings.model if name is None else name).strip()
    if wanted.lower() == NONE:
        return None
    if not settings.key and not settings.endpoint:
        if name is None:
            return None
        raise UnwindError(
            f"no endpoint for model {name!r}: set OPENAI_API_KEY, or OPENAI_BASE_URL "
            "for a server of your own, or use --model none"
        )
    if wanted and not is_name(wanted):
        raise UnwindError(f"{wanted[:60]!r} is no name of a model: set UNWIND_MODEL or --model")
    endpoint = settings.endpoint or OPENAI
    key = settings.key or KEYLESS
    if not wanted:
        offered = names(endpoint, key) if settings.endpoint else ()
        wanted = offered[0] if offered else DEFAULT
    return Model(wanted, endpoint, key, settings.timeout)


def names(endpoint: str, key: str) -> tuple[str, ...]:
    """Return the models that an endpoint lists, () where it lists none in time.

    A name is what an endpoint says of itself: one that is long, or holds more than letters, digits
    and a few marks, is left out, and so is the analyst's.
    """
    try:
        nothing: list[object] = []
        found = limited(lambda: _listed(endpoint, key), LISTING, nothing)
    except Exception:  # an address or a key that no client takes, a page that is no list
        return ()
    return tuple(name for name in found if isinstance(name, str) and is_name(name))


def is_name(name: str) -> bool:
    """Tell whether a text may stand as a model's name beside what it wrote."""
    return bool(_NAME.fullmatch(name)) and name.lower() != ANALYST


def _listed(endpoint: str, key: str) -> list[object]:
    import httpx

    body = b""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.stream("GET", f"{endpoint}/models", headers=headers, timeout=LISTING) as reply:
        reply.raise_for_status()
        for part in reply.iter_bytes():
            body += part
            if len(body) > LARGEST:
                return []
    return [row["id"] for row in json.loads(body)["data"]]
