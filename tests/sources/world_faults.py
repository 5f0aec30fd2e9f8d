"""The ways in which each source can fail, and what a user then sees of it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

from tests.sources.world_pull import Puller
from tools.market.contents import Contents
from tools.sources.outcome import Outcome

FAULTS = ("down", "403", "429", "500", "page", "cut", "empty", "changed", "slow")
CLOSED = "http://127.0.0.1:1"  # nothing listens there
PATIENCE = 0.3  # seconds, so that a slow source costs no time

# Below which addresses each source is asked.
WHERE = {
    "cboe": "/cdn.cboe.com/api/global/us_indices",
    "cboe-chain": "/cdn.cboe.com/api/global/delayed_quotes",
    "cboe-put-call": "/cdn.cboe.com/data/us/options",
    "fred": "/fred.stlouisfed.org",
    "treasury": "/home.treasury.gov",
    "nyfed": "/markets.newyorkfed.org",
    "chicagofed": "/www.chicagofed.org",
    "yahoo": "/query2.finance.yahoo.com/v8",
    "nasdaq": "/api.nasdaq.com",
    "coinbase": "/api.exchange.coinbase.com",
    "kraken": "/api.kraken.com",
    "members": "/raw.githubusercontent.com/datasets",
    "membership": "/raw.githubusercontent.com/fja05680",
    "yahoo-members": "/query2.finance.yahoo.com/v8",
    "tiingo": "/api.tiingo.com",
    "fred-vintages": "/api.stlouisfed.org",
    "cftc": "/publicreporting.cftc.gov",
    "squeezemetrics": "/squeezemetrics.com",
    "naaim": "/naaim.org",
    "finra": "/www.finra.org",
    "gpr": "/www.matteoiacoviello.com",
    "epu": "/www.policyuncertainty.com",
    "sffed": "/www.frbsf.org",
    "french": "/mba.tuck.dartmouth.edu",
    "shiller": "/shillerdata.com",
    "fed": "/www.federalreserve.gov",
    "earnings": "/query2.finance.yahoo.com/v",
}

# What is called otherwise in each source's bodies when its layout has changed.
RENAMED = {
    "cboe": (b"DATE",),
    "cboe-chain": (b'"options"',),
    "cboe-put-call": (b'"ratios"',),
    "fred": (b"observation_date",),
    "treasury": (b"10 Yr",),
    "nyfed": (b"percentRate",),
    "chicagofed": (b"Friday_of_Week",),
    "yahoo": (b'"indicators"',),
    "nasdaq": (b"tradesTable",),
    "coinbase": (b"[[",),
    "kraken": (b'"result"',),
    "members": (b"Symbol",),
    "membership": (b"start_date",),
    "yahoo-members": (b'"indicators"',),
    "tiingo": (b'"close"',),
    "fred-vintages": (b"vintage_dates", b"observations"),
    "cftc": (b"open_interest_all",),
    "squeezemetrics": (b"gex",),
    "naaim": (b"NAAIM Number",),
    "finra": (b"Year-Month",),
    "gpr": (b"GPRD_ACT",),
    "epu": (b"daily_policy_index",),
    "sffed": (b"News Sentiment",),
    "french": (b"Mom", b"SMB"),
    "shiller": (b"ie_data",),
    "fed": (b"fomc-meeting__date", b"<rss"),
    "earnings": (b"epsTrend",),
}


def renamed(source: str) -> Callable[[bytes], bytes]:
    """Return how a source's bodies look once their layout has changed."""

    def alter(body: bytes) -> bytes:
        if body.startswith(b"PK"):
            return _packed(body, alter)
        for name in RENAMED[source]:
            body = body.replace(name, name[:-2] + bytes([name[-2] ^ 1, name[-1]]))
        return body

    return alter


def _packed(body: bytes, alter: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, alter(old.read(name)))
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a pull of one source that fails shows and leaves.

    ``outcome`` is the source's, ``before`` and ``after`` what the market held.
    """

    outcome: Outcome
    before: Contents
    after: Contents


def failing(morning: Puller, source: str, fault: str) -> Seen:
    """Pull one source while it fails."""
    loopback = morning.world.loopback
    puller = morning
    if fault == "down":
        puller = replace(morning, mirror=CLOSED)
    else:
        loopback.faults[WHERE[source]] = renamed(source) if fault == "changed" else fault
    if fault == "slow":
        puller = replace(morning, patience=PATIENCE)
    before = morning.store.manifest
    try:
        (outcome,) = puller(source).outcomes
    finally:
        loopback.faults.clear()
    after = morning.store.manifest
    return Seen(outcome, before, after)
