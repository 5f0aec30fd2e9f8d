"""Which model writes, if any: chosen from the settings, reached later."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.settings import Settings
from tools.records import UnwindError

NONE = "none"
OPENAI = "https://api.openai.com/v1"
DEFAULT = "gpt-5-mini"  # asked for where no model is named and the endpoint lists none
KEYLESS = "no-key"  # local servers need none, their clients insist on one
LISTING = 2.0  # seconds for which an endpoint may think about what it offers


@dataclass(frozen=True, slots=True)
class Model:
    """A model behind an endpoint that speaks the OpenAI protocol."""

    name: str
    endpoint: str = OPENAI
    key: str = field(default=KEYLESS, repr=False)
    timeout: float = 60.0


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
    endpoint = settings.endpoint or OPENAI
    key = settings.key or KEYLESS
    if not wanted:
        offered = names(endpoint, key) if settings.endpoint else ()
        wanted = offered[0] if offered else DEFAULT
    return Model(wanted, endpoint, key, settings.timeout)


def names(endpoint: str, key: str) -> tuple[str, ...]:
    """Return the models that an endpoint lists, () where it lists none in time."""
    import httpx

    try:
        reply = httpx.get(
            f"{endpoint}/models", headers={"Authorization": f"Bearer {key}"}, timeout=LISTING
        )
        rows = reply.raise_for_status().json()["data"]
        return tuple(row["id"] for row in rows if isinstance(row["id"], str))
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, OSError):
        return ()
