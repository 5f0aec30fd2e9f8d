"""The only module that reaches out: one source, asked politely, each answer checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from tools.sources.bodies import check_body
from tools.sources.memo import LONGEST
from tools.sources.pace import Pace
from tools.sources.request import Failure, Payload, Request
from tools.sources.table import Source
from tools.sources.wire import BrowserWire, PlainWire, Reply, Wire

PLAIN_AGENT = "unwind/0.1"
TRIES = 3
BACK_OFF = 1.0  # seconds before the second try, doubled before the third
SHORT_WAIT = 10.0  # a Retry-After up to so many seconds is waited for within the run
LONG_WAIT = 3600.0  # how long a source that says "too many" without a time is left alone
_AGAIN = ("server", "cut")  # what a second try may mend; a slow source is not asked again
_GONE = (404, 410)
_REFUSED = (401, 403, 451)


class Fetcher:
    """Asks one source; a context manager that lets go of its connections.

    Parameters
    ----------
    source : Source
        The source, at its real address or another.
    key : str
        The user's key, for a source that wants one; it appears in no message and no archive.
    contact : str
        A name and an e-mail address, for a source that wants them.
    wire : Wire, optional
        How it is reached.
    clock : callable
        The time (UTC) stamped on each body.
    sleep : callable
        How to wait.
    """

    def __init__(
        self,
        source: Source,
        *,
        key: str = "",
        contact: str = "",
        wire: Wire | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._source, self._key, self._contact = source, key, contact
        self._wire = wire or (
            BrowserWire(source.patience) if source.agent == "browser" else PlainWire()
        )
        self._pace = Pace(source.per_second, sleep=sleep)
        self._clock, self._sleep = clock, sleep
        self.asked = 0

    def get(self, request: Request) -> Payload:
        """Return the body of one address.

        Raises
        ------
        Failure
            Where there is none that can be used. 403 and 429 are not asked again in this run;
            what a second try may mend is tried three times.
        """
        name = f"{self._source.id} {request.key}"
        for attempt in range(TRIES):
            if attempt:
                self._sleep(BACK_OFF * 2 ** (attempt - 1))
            try:
                return self._once(request, name)
            except Failure as failure:
                if failure.why not in _AGAIN or attempt == TRIES - 1 or failure.wait > SHORT_WAIT:
                    raise
                if failure.wait:
                    self._sleep(failure.wait)
        raise AssertionError("unreachable")

    def __enter__(self) -> Fetcher:
        """Open it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of connections."""
        self._wire.close()

    def _once(self, request: Request, name: str) -> Payload:
        headers = self._headers(request)
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise Failure(
                "key", f"{name}: UNWIND_CONTACT or the key holds letters that cannot be sent"
            )
        self._pace.wait()
        self.asked += 1
        try:
            reply = self._wire.get(self._address(request), headers, self._source.patience)
        except Failure as failure:
            raise Failure(failure.why, f"{name}: {self._hidden(str(failure))}") from None
        _check_status(name, reply)
        if self._key and self._key.encode() in reply.body:
            raise Failure("key", f"{name}: its answer repeats the key, so it was not kept")
        check_body(name, reply.body, request.form)
        return Payload(self._source.id, request.key, reply.body, self._clock())

    def _address(self, request: Request) -> str:
        query = dict(request.query)
        if self._source.key_in.startswith("query:"):
            query[self._source.key_in.removeprefix("query:")] = self._key
        mark = "&" if "?" in request.path else "?"
        return self._source.url(request.path) + (mark + urlencode(query) if query else "")

    def _headers(self, request: Request) -> Mapping[str, str]:
        headers = dict(request.headers)
        if self._source.agent == "plain":
            headers["User-Agent"] = PLAIN_AGENT
        elif self._source.agent == "contact":
            headers["User-Agent"] = self._contact
        if self._source.key_in.startswith("header:"):
            headers[self._source.key_in.removeprefix("header:")] = f"Token {self._key}"
        return headers

    def _hidden(self, text: str) -> str:
        return text.replace(self._key, "(key)") if self._key else text


def _check_status(name: str, reply: Reply) -> None:
    """Refuse a reply whose status is not a success."""
    status = reply.status
    if status == 200:
        return
    wait = _asked_to_wait(reply.headers.get("retry-after", ""))
    if status == 429:
        wait = wait or LONG_WAIT
        raise Failure(
            "busy",
            f"{name}: too many requests (429): not asked again for {wait / 60:.0f} min",
            wait,
        )
    if status in _REFUSED:
        raise Failure(
            "refused", f"{name}: refused ({status}): the source blocks this machine or this use"
        )
    if status in _GONE:
        raise Failure("gone", f"{name}: nothing at this address ({status})")
    if status >= 500:
        raise Failure("server", f"{name}: the source has a fault ({status}): try again later", wait)
    raise Failure("changed", f"{name}: unexpected answer ({status}): the address has changed")


def _asked_to_wait(text: str) -> float:
    """Return the seconds of a Retry-After header, at most a day; 0 where it cannot be read."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        wait = float(text)
    else:
        try:
            until = parsedate_to_datetime(text)
            until = until if until.tzinfo else until.replace(tzinfo=UTC)
            wait = (until - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError, IndexError, OverflowError):
            return 0.0
    return min(max(wait, 0.0), LONGEST.total_seconds())
