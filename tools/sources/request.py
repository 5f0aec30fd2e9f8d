"""What is asked of a source, what came back, and how it can fail."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.records import UnwindError

Form = Literal["csv", "json", "xml", "html", "zip", "xls", "xlsx", "text"]
Why = Literal[
    "down",
    "slow",
    "refused",
    "busy",
    "gone",
    "server",
    "page",
    "cut",
    "empty",
    "changed",
    "key",
    "fault",
]
# What an exception that nothing foresaw was about, the first kind that it is of.
_KINDS: Mapping[type[Exception], str] = {
    MemoryError: "it takes more memory than there is",
    RecursionError: "it is nested too deeply",
    UnicodeError: "a text or an address in it cannot be read",
    ArithmeticError: "a number in it is out of range",
    LookupError: "a part that it should have is missing",
    AttributeError: "a part of it is of another kind",
    TypeError: "a part of it is of another kind",
    ValueError: "a value in it cannot be read",
    ImportError: "a library that reads it is missing",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One address below a source's base.

    Attributes
    ----------
    key : str
        A name that is the same in every run, "DGS10" or "2026-11-20": it is what the archive knows
        the body under.
    path : str
        The path below the source's base address, beginning with a slash; ``//host/path`` for one
        that lies on another host.
    form : str
        What the body must be; another content is a failure whatever the status says.
    query : mapping of str to str
        The query, without a key of the user's, which is added when it is sent.
    headers : mapping of str to str
        What the address wants beside the source's agent.
    may_lack : bool
        Whether 403 and 404 mean that there is nothing under this address (a holiday, a delisted
        member), which stops nothing.
    keep : bool
        Whether the body is archived; a crumb, which opens the next address, is not.
    """

    key: str
    path: str
    form: Form
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    may_lack: bool = False
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Payload:
    """A body as it came, with the time (UTC) at which it did."""

    source: str
    key: str
    body: bytes
    fetched: datetime

    @property
    def name(self) -> str:
        """How messages name it."""
        return f"{self.source} {self.key}"


class Failure(UnwindError):
    """Why a source, or one address of it, gave nothing that can be used.

    ``why`` is one of the closed list :data:`Why`; the message says what happened and what to do.
    ``wait`` is how many seconds the source asked to be left alone.
    """

    def __init__(self, why: Why, message: str, wait: float = 0.0) -> None:
        super().__init__(message)
        self.why = why
        self.wait = wait

    @property
    def alone(self) -> bool:
        """Whether it is about one address, so that the source's others can still be asked."""
        return self.why in ("gone", "page", "cut", "empty", "changed")


def unforeseen(source: str, error: Exception) -> Failure:
    """Return the failure "fault" of a source whose run ended in an exception of any kind.

    What an exception of this machine's own, or of its disk, says is passed on; any other is named
    by its kind alone, as its text may hold an address with a key.
    """
    if isinstance(error, Failure):
        return error
    own = isinstance(error, UnwindError | OSError)
    said = " ".join(str(error).split())[:200] if own else ""
    kind = next((words for one, words in _KINDS.items() if isinstance(error, one)), "")
    what = said or f"{kind or 'an unforeseen fault'} ({type(error).__name__})"
    return Failure("fault", f"{source}: its run ended early: {what}")


class Standing(Protocol):
    """What a connector may know when it decides what to ask for.

    ``running`` says that the bars of sessions that still run are wanted.
    """

    now: datetime
    since: date | None
    running: bool

    def last(self, series: str, vendor: str) -> date | None:
        """Return the date of the last stored observation of a series, None without one."""

    def asked(self, key: str) -> bool:
        """Return whether the archive holds a body of this source under the key."""

    def members(self) -> tuple[str, ...]:
        """Return today's index members, in the S&P's spelling."""

    def last_price(self, ticker: str) -> date | None:
        """Return the date of the last stored price of a member, None without one."""

    @property
    def session(self) -> date:
        """The last session that has closed in New York."""


Ask = Generator[Request | Sequence[Request], Any, None]
"""Requests in their order: each is answered with its body, None where it gave nothing.

Requests that do not depend on one another may be handed over together, a sequence of them, and are
answered with a list in their order.
"""


@dataclass(frozen=True, slots=True)
class Connector:
    """How one source is asked and read.

    Attributes
    ----------
    ask : callable
        ``ask(standing)``: the requests that bring the market up to date. It is a generator, so
        that an address found in one body can be asked for next.
    read : callable
        ``read(payload, report)``: the checked content of one body, by its key; refused rows are
        counted in the report. A body whose header moved is a :class:`Failure` "changed". It is
        pure: the archive is read with it again.
    runs : bool
        Whether the source gives the bar of a session that still runs.
    lacks : callable, optional
        ``lacks(standing)``: what it could still give of the past and how to have it, empty where
        there is nothing.
    """

    ask: Callable[[Standing], Ask]
    read: Callable[[Payload, FileReport], Dataset]
    runs: bool = False
    lacks: Callable[[Standing], str] | None = None
