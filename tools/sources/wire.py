"""The two ways to the network: httpx, and curl with a browser's handshake for those who want one.

Both give a status, headers and a body read under a deadline, and raise the same
:class:`~tools.sources.request.Failure`.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from tools.sources.request import Failure

_NO_NAME = (
    "name or service not known",
    "could not resolve",
    "nodename nor servname",
    "getaddrinfo",
)
LARGEST = 200_000_000  # bytes, unpacked; no source's body is near it
CONNECT = 5.0  # seconds to find and reach a host
OVERALL = 3.0  # a whole body may take so many times the patience with silence


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, headers in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire(Protocol):
    """A way to fetch an address."""

    def get(self, url: str, headers: Mapping[str, str], patience: float) -> Reply:
        """Return what an address says; a Failure where nothing came back whole."""

    def close(self) -> None:
        """Let go of connections."""


class PlainWire:
    """HTTP/1.1 by httpx."""

    def __init__(self) -> None:
        import httpx

        self._client = httpx.Client(verify=_trusted(), http2=False, follow_redirects=True)

    def get(self, url: str, headers: Mapping[str, str], patience: float) -> Reply:
        """Return what an address says."""
        import httpx

        limit = httpx.Timeout(patience, connect=min(CONNECT, patience))
        until = time.monotonic() + OVERALL * patience
        parts: list[bytes] = []
        size = 0
        try:
            with self._client.stream("GET", url, headers=dict(headers), timeout=limit) as reply:
                if "," in reply.headers.get("content-encoding", ""):
                    # A part packed twice can unpack to a million times its size at once.
                    raise Failure("changed", "its body is compressed more than once")
                for part in reply.iter_bytes():
                    parts.append(part)
                    size += len(part)
                    if time.monotonic() > until:
                        raise Failure("slow", "it sends too slowly: try again later")
                    if size > LARGEST:
                        raise _too_large()
                found = {k.lower(): v for k, v in reply.headers.items()}
                return Reply(reply.status_code, found, b"".join(parts))
        except httpx.TimeoutException as error:
            raise Failure("slow", f"no answer within {patience:.0f} s: try again later") from error
        except httpx.RemoteProtocolError as error:
            raise Failure("cut", "the connection ended before the body did") from error
        except (httpx.TransportError, httpx.TooManyRedirects, httpx.InvalidURL) as error:
            raise Failure("down", _reason(error)) from error
        except httpx.DecodingError as error:
            raise Failure("cut", "its compressed body is damaged") from error
        except ValueError as error:
            raise _no_address() from error

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()


class BrowserWire:
    """The handshake and headers of a current browser, by curl_cffi."""

    def __init__(self, patience: float) -> None:
        from curl_cffi import CurlOpt, requests

        # A body that stops coming is given up after the patience, however much of it came.
        silence = {CurlOpt.LOW_SPEED_LIMIT: 1, CurlOpt.LOW_SPEED_TIME: max(1, round(patience))}
        self._session: requests.Session[requests.Response] = requests.Session(
            impersonate="chrome", curl_options=silence
        )

    def get(self, url: str, headers: Mapping[str, str], patience: float) -> Reply:
        """Return what an address says."""
        from curl_cffi import requests
        from curl_cffi.curl import CURL_WRITEFUNC_ERROR
        from curl_cffi.requests import exceptions

        parts: list[bytes] = []
        size = 0

        def keep(part: bytes) -> int:
            nonlocal size
            size += len(part)
            if size > LARGEST:
                parts.clear()
                return CURL_WRITEFUNC_ERROR
            parts.append(part)
            return len(part)

        try:
            reply = self._session.request(
                "GET",
                url,
                headers=dict(headers),
                timeout=(min(CONNECT, patience), OVERALL * patience),
                content_callback=keep,
            )
        except exceptions.Timeout as error:
            raise Failure("slow", "no whole answer in time: try again later") from error
        except exceptions.IncompleteRead as error:
            raise Failure("cut", "the connection ended before the body did") from error
        except requests.RequestsError as error:
            raise (_too_large() if size > LARGEST else Failure("down", _reason(error))) from error
        except ValueError as error:
            raise _no_address() from error
        found = {k.lower(): v for k, v in reply.headers.items() if v is not None}
        return Reply(int(reply.status_code), found, b"".join(parts))

    def close(self) -> None:
        """Let go of connections."""
        self._session.close()


@cache
def _trusted() -> ssl.SSLContext:
    """Return the system's trusted authorities, read once for all sources."""
    return ssl.create_default_context()


def _too_large() -> Failure:
    return Failure("changed", f"its body is larger than {LARGEST:,} bytes")


def _no_address() -> Failure:
    """Return the failure of a redirect, which is all of an address that is not ours."""
    return Failure("down", "cannot be reached: it sends to an address that is none")


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    if any(sign in text.lower() for sign in _NO_NAME):
        return "cannot be reached: no such host, or no network"
    text = text.removeprefix("Failed to perform, ").split(" See http")[0]
    return f"cannot be reached ({text[:120] or type(error).__name__})"
