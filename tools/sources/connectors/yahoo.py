"""Yahoo charts of the index, funds, futures, currencies and coins."""

from __future__ import annotations

from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.bars import Quoted, wanting
from tools.sources.chart import chart_bars, chart_request
from tools.sources.request import Ask, Connector, Failure, Payload, Standing

VENDOR = "yahoo"
_FUNDS = (
    "SPY RSP QQQ IWM MDY DIA IWB OEF MTUM USMV SPHB SPLV QUAL VLUE IWD IWF SMH XLB XLC XLE XLF XLI "
    "XLK XLP XLRE XLU XLV XLY TLT IEF SHY TIP HYG LQD EMB AGG GLD SLV USO UNG DBC CPER UUP FXE FXY "
    "EEM EFA FXI VIXY UVXY"
).split()

# The ranges are a tenth of the lowest to ten times the highest close since 2004, less where a
# known other unit lies nearer (copper in cents, dollars per yen, the CRB for the dollar index).
QUOTED: dict[str, Quoted] = {
    "SPX": Quoted("^GSPC", 100, 50_000, adjusted=False),
    "NDX": Quoted("^NDX", 100, 300_000, adjusted=False),
    "RUA": Quoted("^RUA", 100, 50_000, adjusted=False),
    "MOVE": Quoted("^MOVE", 15, 800, adjusted=False),
    **{fund: Quoted(fund, 0.5, 10_000) for fund in _FUNDS},
    "BTC": Quoted("BTC-USD", 20, 10_000_000, "crypto"),
    "ETH": Quoted("ETH-USD", 5, 1_000_000, "crypto"),
    "USDJPY": Quoted("JPY=X", 20, 1_000, "currency", "JPY"),
    "AUDUSD": Quoted("AUDUSD=X", 0.2, 2.0, "currency"),
    "DXY": Quoted("DX-Y.NYB", 40, 200, "futures"),
    "GOLD_FUT": Quoted("GC=F", 200, 40_000, "futures"),
    "SILVER_FUT": Quoted("SI=F", 2, 1_000, "futures"),
    "COPPER_FUT": Quoted("HG=F", 0.3, 40, "futures"),
    "WTI_FUT": Quoted("CL=F", -100, 1_000, "futures", positive=False),
}


def ask(standing: Standing) -> Ask:
    """Ask for the bars since the last stored one of each series, skipping those that have it.

    No answer bears on another, so they are asked for side by side.
    """
    clocks = {name: quoted.clock for name, quoted in QUOTED.items()}
    wanted = [
        chart_request(name, QUOTED[name].symbol, begin, standing.now)
        for name, begin in wanting(standing, VENDOR, clocks)
    ]
    if wanted:
        yield wanted


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the series that a chart holds; its key is the series' id."""
    quoted = QUOTED.get(payload.key)
    if quoted is None:
        raise Failure("changed", f"{payload.name}: no series of that name is asked of Yahoo")
    bars = chart_bars(payload, report, quoted)
    report.what = f"{len(bars)} bars to {bars.index[-1]:%Y-%m-%d}"
    return Dataset(series={(payload.key, VENDOR): bars})


CONNECTOR = Connector(ask, read, runs=True)
