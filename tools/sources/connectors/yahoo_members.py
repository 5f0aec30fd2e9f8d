"""Yahoo charts of today's S&P 500 members, to the stock panel."""

from __future__ import annotations

from datetime import date

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import Quoted, begin_from, wanted_bar
from tools.sources.chart import chart_bars, chart_request, yahoo_name
from tools.sources.request import Ask, Connector, Payload, Standing

# Of the members before, fewer than half still trade under their names.
FIRST = date(2007, 1, 1)
_LOW, _HIGH = 0.05, 1_000_000  # a member's price in dollars; NVR stands near the upper end


def ask(standing: Standing) -> Ask:
    """Ask for each member's bars since its last stored one, skipping those that have the last.

    No answer bears on another, so they are asked for side by side.
    """
    wanted, newest = [], wanted_bar(standing, "session")
    for ticker in standing.members():
        last = standing.last_price(ticker)
        if last is not None and last >= newest:
            continue
        begin = begin_from(last, standing.since, FIRST)
        wanted.append(chart_request(ticker, yahoo_name(ticker), begin, standing.now))
    if wanted:
        yield wanted


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return one member's columns of the panel; the key is its ticker in the S&P's spelling."""
    bars = chart_bars(payload, report, Quoted(yahoo_name(payload.key), _LOW, _HIGH))
    report.what = f"{len(bars)} bars to {bars.index[-1]:%Y-%m-%d}"
    return Dataset(
        panels={str(field): bars[[field]].set_axis([payload.key], axis=1) for field in bars}
    )


CONNECTOR = Connector(ask, read, runs=True)
