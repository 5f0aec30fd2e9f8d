"""A market as a connector may know it, and the answers that its requests get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tools.sources.request import Connector, Payload, Request
from tools.sources.sessions import last_closed


@dataclass
class Stand:
    """What is stored, as the tests want it."""

    now: datetime = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    since: date | None = None
    lasts: Mapping[str, date] = field(default_factory=dict)
    prices: Mapping[str, date] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    running: bool = False

    def last(self, series: str, vendor: str) -> date | None:
        return self.lasts.get(series)

    def asked(self, key: str) -> bool:
        return False

    def members(self) -> tuple[str, ...]:
        return self.names

    def last_price(self, ticker: str) -> date | None:
        return self.prices.get(ticker)

    @property
    def session(self) -> date:
        return last_closed(self.now)


def requests(
    connector: Connector,
    standing: Stand,
    answer: Callable[[Request], bytes | None] = lambda request: None,
) -> list[Request]:
    """Return all that a connector asks for when it gets these answers."""
    asking = connector.ask(standing)
    made: list[Request] = []
    reply: Any = None
    while True:
        try:
            wanted = asking.send(reply) if made else next(asking)
        except StopIteration:
            return made
        together = [wanted] if isinstance(wanted, Request) else wanted
        made += together
        replies = [_reply(request, answer(request), standing) for request in together]
        reply = replies[0] if isinstance(wanted, Request) else replies


def _reply(request: Request, body: bytes | None, standing: Stand) -> Payload | None:
    return None if body is None else Payload("any", request.key, body, standing.now)
