"""One source's run: its requests sent one after another, every body archived as it comes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from tools.sources.archive import Archive, Pack, day_of, listed, whole
from tools.sources.fetch import Fetcher
from tools.sources.reading import Ahead
from tools.sources.request import Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import closes

IN_A_ROW = 3  # failures of single addresses after which the source is left alone
AT_ONCE = 4  # requests under way at a time, of those that a connector hands over together

Step = Callable[[str, int, int | None], None]
"""Takes the key of a body that came, how many have, and of how many where that is known."""


@dataclass(slots=True)
class Run:
    """What became of one source's run.

    Attributes
    ----------
    bodies, asked : int
        How many came, and how many requests were sent.
    absent : list of str
        Keys under which the source holds nothing (holidays, delisted members).
    failures : list of Failure
        Those of single addresses, and last the one that ended the run.
    whole : bool
        Whether everything was asked for, so that what came can go into the market.
    """

    source: str
    bodies: int = 0
    asked: int = 0
    absent: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    whole: bool = False


def collect(
    connector: Connector,
    fetcher: Fetcher,
    archive: Archive,
    standing: Standing,
    source: str,
    step: Step = lambda key, done, total: None,
    ahead: Ahead | None = None,
) -> Run:
    """Ask a source for all that its connector wants, and archive what comes.

    What an earlier run of the same session brought before it was broken off is not asked for
    again. A body is read for ``ahead`` as soon as it came.
    """
    run = Run(source)
    earlier = _unfinished(archive, source, standing)
    row = refusals = 0
    with Pack(archive, source, standing.now) as pack:

        def answer(request: Request, total: int | None) -> Payload | None:
            nonlocal row, refusals
            if request.key in earlier:
                return earlier[request.key]
            run.asked += 1
            try:
                payload = fetcher.get(request)
            except Failure as failure:
                refusals += failure.why == "refused"
                lacking = request.may_lack and failure.why in ("gone", "refused")
                if lacking and (refusals < IN_A_ROW or failure.why == "gone"):
                    run.absent.append(request.key)
                    return None
                row += 1
                run.failures.append(failure)
                if not failure.alone or row >= IN_A_ROW:
                    raise
                return None
            row = refusals = 0
            if not request.keep:
                return payload
            pack.keep(payload)
            if ahead:
                ahead.put(connector, payload)
            run.bodies += 1
            step(request.key, len(earlier) + run.bodies, total)
            return payload

        try:
            _converse(connector, standing, answer)
        except Failure as failure:
            if failure not in run.failures:  # raised by the connector, of what it found
                run.failures.append(failure)
            return run
        run.bodies += len(earlier)
        if refusals and not run.bodies:
            run.failures.append(_shut(source, run.absent))
        run.whole = pack.whole = run.bodies > 0 or not run.failures
    return run


def _shut(source: str, absent: list[str]) -> Failure:
    """Return the failure of a run in which nothing came and addresses were refused."""
    return Failure(
        "refused",
        f"{source} {absent[-1]}: refused, and nothing else came: not published yet, or the source "
        "blocks this machine",
    )


def _converse(
    connector: Connector,
    standing: Standing,
    answer: Callable[[Request, int | None], Payload | None],
) -> None:
    """Send a connector's requests in turn, or those that it hands over together side by side.

    Only of those that it hands over together is it known how many there are.
    """
    asking = connector.ask(standing)
    try:
        wanted = next(asking)
        while True:
            if isinstance(wanted, Request):
                wanted = asking.send(answer(wanted, None))
                continue
            with ThreadPoolExecutor(AT_ONCE) as pool:
                under_way = [pool.submit(answer, request, len(wanted)) for request in wanted]
                try:
                    replies = [future.result() for future in under_way]
                except Failure:
                    pool.shutdown(cancel_futures=True)
                    raise
            wanted = asking.send(replies)
    except StopIteration:
        return


def _unfinished(archive: Archive, source: str, standing: Standing) -> dict[str, Payload]:
    """Return the bodies of runs that were broken off since the last session closed."""
    since = _closed(standing)
    found: dict[str, Payload] = {}
    for pack in reversed(archive.packs(source)):
        if day_of(pack) > standing.now:
            continue  # a clock was ahead
        if day_of(pack) < since or whole(pack):
            break
        for kept in listed(pack):
            found.setdefault(kept.key, archive.payload(kept))
    return found


def _closed(standing: Standing) -> datetime:
    found: datetime = closes(standing.session, standing.session).iloc[-1].to_pydatetime()
    return found
