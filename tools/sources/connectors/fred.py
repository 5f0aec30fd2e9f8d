"""FRED's chart downloads, one series a request, without a key."""

from __future__ import annotations

from datetime import timedelta

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of, text_of
from tools.sources.plausible import fields, readings, whole_lines
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.table import sources

VENDOR = "fred"
# The market's ids of series that have another one at FRED.
AT_FRED = {"VIX": "VIXCLS", "VXN": "VXNCLS", "OVX": "OVXCLS", "SPX": "SP500"}
IDS = {fred: sid for sid, fred in AT_FRED.items()}
# Observed once and not revised: only what is new is asked for. The others are seasonally adjusted
# anew or re-estimated back to their beginning, and short enough to be asked for whole.
FINAL = frozenset(
    "DGS2 DGS5 DGS10 DGS30 T10Y2Y T10YIE T5YIE BAMLH0A0HYM2 BAMLC0A0CM DTWEXBGS DCOILWTICO "
    "DCOILBRENTEU DFF EFFR SOFR DFEDTARL DFEDTARU MORTGAGE30US RRPONTSYD WALCL WRESBAL VIX VXN OVX "
    "SPX".split()
)
# Traded in New York's session, so that a row of the running one would be no close.
SESSION = frozenset(AT_FRED)
OVERLAP = timedelta(days=21)
FIRST = "1900-01-01"
_DATES = ("observation_date", "DATE")


def ask(standing: Standing) -> Ask:
    """Ask for each series from its last weeks on, for revised ones from their beginning."""
    for sid in sources()["fred"].gives:
        name = AT_FRED.get(sid, sid)
        last = standing.last(sid, VENDOR) if sid in FINAL else None
        start = standing.since.isoformat() if standing.since else FIRST
        if last:
            start = max(start, (last - OVERLAP).isoformat())
        yield Request(name, "/graph/fredgraph.csv", "csv", {"id": name, "cosd": start})


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read one series; its column carries FRED's id, which is the payload's key.

    ICE's spreads go back three years only: what comes is kept as it is. A header alone, or days
    without a value, is all that FRED has since a day that is later than its last figure.
    """
    name = payload.key
    sid = IDS.get(name, name)
    if sid not in sources()["fred"].gives:
        raise Failure("changed", f"{payload.name}: no series of this source")
    text = text_of(payload)
    head = text[:2000].lower()
    dates = next((d for d in _DATES if d.lower() in head), _DATES[0])
    try:
        rows = whole_lines(rows_of(payload, [dates, name], report, text=text), text, report)
        days = one_day(rows[dates], ["%Y-%m-%d"])
        found = readings(payload, rows, days, {name: sid}, report, closed=sid in SESSION)
    except Failure as failure:
        if failure.why != "empty" or not text.strip():
            raise
        report.warnings.append("nothing new since the day that was asked for")
        return Dataset()
    return Dataset(series={(sid, VENDOR): fields(found, {name: "close"})})


CONNECTOR = Connector(ask, read)
