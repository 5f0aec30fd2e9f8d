"""Every source of sources.toml on this machine, as it would look at a clock.

``python -m tests.sources.world --market real --at 2022-12-30T23:00 --port 8099`` serves it by hand
from an imported market: set UNWIND_MIRROR to the address that it prints.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from assistant.settings import settings
from tests.sources import world_books as books
from tests.sources import world_prices as prices
from tests.sources import world_texts as texts
from tests.sources.loopback import Body, Loopback, Query, serving
from tests.sources.world_past import Past
from tools.market.view import Market
from tools.sources.connectors.french import FIELDS

Page = Callable[[Past, str, Query], bytes | None]
YAHOO = "/query2.finance.yahoo.com"
BOOKS = "/mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp"


def _book(make: Callable[[Past], bytes]) -> Page:
    return lambda past, path, query: make(past)


def _factors(name: str) -> Page:
    columns = {ours: theirs for theirs, ours in FIELDS[name].items()}
    return lambda past, path, query: books.french(past, columns)


PAGES: dict[str, Page] = {
    "/cdn.cboe.com/api/global/us_indices": texts.cboe,
    "/cdn.cboe.com/api/global/delayed_quotes": texts.chain,
    "/cdn.cboe.com/data/us/options": texts.put_call,
    "/cdn.cboe.com/resources/options": texts.frozen,
    "/fred.stlouisfed.org": texts.fred,
    "/home.treasury.gov": texts.treasury,
    "/markets.newyorkfed.org": texts.nyfed,
    "/www.chicagofed.org": texts.chicagofed,
    f"{YAHOO}/v8": prices.chart,
    f"{YAHOO}/v7": prices.sizes,
    f"{YAHOO}/v10": prices.estimates,
    f"{YAHOO}/v1/": lambda past, path, query: b"a.Crumb",
    "/api.nasdaq.com": prices.nasdaq,
    "/api.exchange.coinbase.com": prices.coinbase,
    "/api.kraken.com": prices.kraken,
    "/raw.githubusercontent.com/datasets": texts.constituents,
    "/raw.githubusercontent.com/fja05680": texts.membership,
    "/api.tiingo.com": prices.tiingo,
    "/api.stlouisfed.org/fred/series/vintagedates": texts.vintage_dates,
    "/api.stlouisfed.org/fred/series/observations": texts.vintages,
    "/publicreporting.cftc.gov": texts.cftc,
    "/squeezemetrics.com": texts.squeezemetrics,
    "/naaim.org/programs": _book(books.naaim_page),
    f"/naaim.org{books.NAAIM}": _book(books.naaim),
    "/www.finra.org": _book(books.margins),
    "/www.matteoiacoviello.com": _book(books.gpr),
    "/www.policyuncertainty.com": texts.epu,
    "/www.frbsf.org": _book(books.sentiment),
    f"{BOOKS}/F-F_Momentum": _factors("momentum"),
    f"{BOOKS}/F-F_Research": _factors("five-factors"),
    "/shillerdata.com": _book(books.shiller_page),
    "/img1.wsimg.com": _book(books.shiller),
    "/www.federalreserve.gov/monetarypolicy": texts.fomc,
    "/www.federalreserve.gov/feeds": texts.press,
}


class World:
    """The sources, served from a market's frames.

    Parameters
    ----------
    market : Market
        Where the figures come from.
    at : datetime
        The clock (UTC); it can be set anew while it serves.
    most : int, optional
        Only so many members of the index.
    """

    def __init__(self, market: Market, at: datetime, most: int | None = None) -> None:
        self.past = Past(market, at, most)
        self.loopback = Loopback(bodies={start: self._answer(p) for start, p in PAGES.items()})
        self._kept: dict[tuple[str, str, datetime], bytes | None] = {}

    @property
    def at(self) -> datetime:
        """The clock."""
        return self.past.at

    @at.setter
    def at(self, at: datetime) -> None:
        if at.date() != self.past.at.date() or at < self.past.at:
            self._kept.clear()
        self.past.at = at

    def clock(self) -> datetime:
        """Return the time, which stands still."""
        return self.past.at

    def later(self, seconds: float = 60.0) -> None:
        """Let some time pass."""
        self.at = self.at + timedelta(seconds=seconds)

    def alter(self, name: str, change: Callable) -> None:  # type: ignore[type-arg]
        """Let a source tell a series ("VIX") or a member ("panel AAPL") otherwise from now on."""
        self.past.altered[name] = change
        self._kept.clear()

    def forget(self) -> None:
        """Make every page anew."""
        self._kept.clear()

    def asked(self, start: str) -> list[str]:
        """Return the addresses that were asked for below one."""
        return [path for path in self.loopback.asked if path.startswith(start)]

    def _answer(self, page: Page) -> Body:
        def answer(path: str, query: Query) -> bytes | None:
            # A long book is made once for a day.
            key = (path, str(sorted(query.items())), self.at)
            if key not in self._kept:
                self._kept[key] = page(self.past, path, query)
            return self._kept[key]

        return answer

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve while the block runs, and give the address to be set as UNWIND_MIRROR."""
        with serving(self.loopback) as here:
            yield here.address


def main() -> None:
    """Serve a market by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--market", default="demo", help="an imported market, or demo")
    parser.add_argument("--at", default="", help="the clock in UTC, as 2022-12-30T23:00")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--members", type=int, default=None, help="only so many members")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each reply")
    given = parser.parse_args()
    market = Market(settings().folder(given.market))
    last = datetime.combine(market.sessions[-1].date(), datetime.min.time(), UTC)
    at = datetime.fromisoformat(given.at).replace(tzinfo=UTC) if given.at else last
    world = World(market, at if given.at else last + timedelta(hours=23), given.members)
    world.loopback.delay = given.delay
    with serving(world.loopback, given.port) as here:
        print(f"{given.market} at {world.at:%Y-%m-%d %H:%M} UTC: UNWIND_MIRROR={here.address}")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("stopped")


if __name__ == "__main__":
    main()
