"""The histories of a market's readings, computed on a Dask cluster instead of on this machine.

Each reading is one task, a composite together with the readings that it is made of. A worker opens
the market itself and does what one machine does. The figures are the same to the bit, which is why
a worker with other code, other libraries or another market is refused.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from typing import Any

import pandas as pd

from tools.history.histories import Histories, Progress
from tools.history.tasks import Rows, close, compute, groups, standing
from tools.market.view import Market
from tools.pillars.reading import Track
from tools.pillars.registry import specs
from tools.records import UnwindError

WAIT_SECONDS = 10
POLL_SECONDS = 0.05


def cluster_tables(
    market: Market,
    histories: Histories,
    sessions: pd.DatetimeIndex,
    scheduler: str,
    progress: Progress = lambda name, done, total: None,
) -> Iterator[pd.DataFrame]:
    """Yield what ``reading_tables`` yields, computed on a cluster, and keep the histories.

    Parameters
    ----------
    market : Market
        The market, in a folder or at an address that every worker reaches by the same name.
    histories : Histories
        Its histories: what the workers computed is kept there once all of it came.
    sessions : DatetimeIndex
        Those of the market's sessions that are wanted, in order.
    scheduler : str
        The scheduler's address, such as ``tcp://10.0.0.5:8786``.
    progress : callable
        Takes what was computed last.

    Yields
    ------
    DataFrame, shape (sessions, 13)
        As ``reading_tables``, to the bit.

    Raises
    ------
    UnwindError
        When Dask is not installed, the scheduler or a worker cannot be reached, or a worker does
        not have the same market, code and libraries.
    """
    folder = market.store.folder
    place, mine = str(folder if market.store.remote else folder.absolute()), standing(market)
    waiting, came, tracks = list(specs()), 0, dict[str, Track]()
    made: dict[str, pd.DataFrame] = {}
    with _client(scheduler) as client:
        _check(client, scheduler, place, mine)
        for rows in _computed(client, place, mine, sessions):
            for name, table, kept in rows:
                made[name] = table
                tracks.update(kept)
                came += 1
                progress(name, came, len(specs()))
            while waiting and waiting[0] in made:
                yield made.pop(waiting.pop(0))
    # What cannot be kept is made again; the tables are whole.
    with suppress(OSError):
        histories.keep(tracks)


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    """Connect to a scheduler; what goes wrong with the cluster is one line."""
    dask = _dask()
    try:
        with ExitStack() as stack:
            stack.enter_context(_quiet())
            # A client that fails to begin is never closed: it waits, and complains, at the exit.
            _try(scheduler, dask.Security().get_connection_args("client"))
            made = dask.Client(scheduler, timeout=WAIT_SECONDS, set_as_default=False)
            client = stack.enter_context(made)
            try:
                yield client
            finally:
                with suppress(Exception):
                    client.run(close, on_error="ignore")
    except UnwindError:
        raise
    except Exception as error:
        raise UnwindError(f"scheduler {scheduler}: {_reason(error)}") from error


def _try(scheduler: str, security: Mapping[str, Any]) -> None:
    """Reach a scheduler in a thread of its own: a caller's thread may run a loop already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(_reach(scheduler, security))).result()


async def _reach(scheduler: str, security: Mapping[str, Any]) -> None:
    """Connect to a scheduler and hang up, so that one that is not there is known."""
    comms = import_module("distributed.comm")
    try:
        reached = comms.connect(scheduler, timeout=WAIT_SECONDS, **security)
        comm = await asyncio.wait_for(reached, WAIT_SECONDS + 1)
    except TimeoutError as error:
        raise UnwindError(
            f"scheduler {scheduler}: nothing answers there as a Dask scheduler does"
        ) from error
    comm.abort()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling what is told once and in one line."""
    logs = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)


def _dask() -> Any:
    """Return Dask's client library, which is loaded where a cluster is asked for only."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise UnwindError("--scheduler needs Dask: install unwind[cluster]") from error


def _check(client: Any, scheduler: str, place: str, mine: Mapping[str, str]) -> None:
    """Refuse a cluster whose workers would not give this machine's figures."""
    try:
        client.wait_for_workers(1, timeout=WAIT_SECONDS)
    except TimeoutError as error:
        raise UnwindError(f"scheduler {scheduler}: it has no worker") from error
    found: dict[str, Any] = client.run(compute, place, mine, (), None, on_error="return")
    for worker, answer in sorted(found.items()):
        if isinstance(answer, BaseException):
            raise UnwindError(f"worker {worker}: {_reason(answer)}") from answer


def _computed(
    client: Any, place: str, mine: Mapping[str, str], sessions: pd.DatetimeIndex
) -> Iterator[Rows]:
    """Yield what the tasks give, in the order in which they end."""
    futures = [
        client.submit(compute, place, mine, group, sessions, pure=False) for group in groups()
    ]
    try:
        done = _dask().as_completed(futures, loop=client.loop)
        alone = time.monotonic()
        while not done.is_empty():
            ended = done.next_batch(block=False)
            if ended or client.scheduler_info()["workers"]:
                alone = time.monotonic()
            elif time.monotonic() - alone > WAIT_SECONDS:
                raise UnwindError("no worker is left: start one and ask again")
            if not ended:
                time.sleep(POLL_SECONDS)
            for future in ended:
                yield future.result()
                future.release()
    finally:
        client.cancel(futures)


def _reason(error: BaseException) -> str:
    """Return why, in one line."""
    said = " ".join(str(error).split())[:300]
    if isinstance(error, UnwindError):
        return said
    if "ModuleNotFoundError" in f"{error!r} {said}":
        return f"this version of Unwind is not installed there: {said}"
    return f"{type(error).__name__}: {said}"
