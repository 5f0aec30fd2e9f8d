"""Every market against its own volatility, and how far it stands above its average."""

from __future__ import annotations

from tools.metrics.crossasset import extension
from tools.metrics.scaling import window_z
from tools.pillars.crossasset.inputs import EMERGING, GOLD, GOLD_SOURCE, HIGH_YIELD
from tools.pillars.spec import Either, MetricSpec, Obs, Stress

_TRENDS = "Brock, Lakonishok and LeBaron (1992), Journal of Finance"
_ZSCORE = "RiskMetrics Technical Document (1996)"

_Asset = tuple[str, str, Obs | Either, Stress, str]


def _fund(series: str) -> Obs:
    return Obs(series, "adj_close")


_MOVES: tuple[_Asset, ...] = (
    ("gold", "Gold", GOLD, "low", GOLD_SOURCE),
    ("silver", "Silver", Obs("SILVER_FUT"), "low", "Silver, front future"),
    ("copper", "Copper", Obs("COPPER_FUT"), "low", "Copper, front future"),
    ("btc", "Bitcoin", Obs("BTC"), "low", "Bitcoin in dollars"),
    ("eth", "Ether", Obs("ETH"), "low", "Ether in dollars"),
    ("oil", "Oil", Obs("WTI_FUT"), "both", "WTI crude, front future"),
    ("dollar", "Dollar", Obs("DXY"), "high", "Dollar index (DXY)"),
    ("yen", "Dollar against the yen", Obs("USDJPY"), "low", "Yen per dollar"),
    ("aud", "The Australian dollar", Obs("AUDUSD"), "low", "Dollars per Australian dollar"),
    ("treasury", "Long Treasuries", _fund("TLT"), "low", "TLT, dividend-adjusted"),
    ("ief", "Intermediate Treasuries", _fund("IEF"), "low", "IEF, dividend-adjusted"),
    ("tip", "Inflation-linked Treasuries", _fund("TIP"), "low", "TIP, dividend-adjusted"),
    ("lqd", "Investment-grade bonds", _fund("LQD"), "low", "LQD, dividend-adjusted"),
    ("hyg", "High-yield bonds", HIGH_YIELD, "low", "HYG, dividend-adjusted"),
    ("emb", "Emerging-market bonds", _fund("EMB"), "low", "EMB, dividend-adjusted"),
    ("emerging", "Emerging-market stocks", EMERGING, "low", "EEM, adjusted"),
    ("china", "Large Chinese stocks", _fund("FXI"), "low", "FXI, dividend-adjusted"),
    ("developed", "Stocks of Europe and the Far East", _fund("EFA"), "low", "EFA, adjusted"),
    ("move", "MOVE", Obs("MOVE"), "high", "ICE BofA MOVE close"),
)
_EXTENSIONS: tuple[_Asset, ...] = (
    ("spx", "S&P 500", Obs("SPX"), "high", "S&P 500 close"),
    ("ndx", "The Nasdaq-100", Obs("NDX"), "high", "Nasdaq-100 close"),
    ("semiconductors", "Semiconductors", _fund("SMH"), "high", "SMH, dividend-adjusted"),
    ("emerging", "Emerging-market stocks", EMERGING, "high", "EEM, adjusted"),
    ("gold", "Gold", GOLD, "high", GOLD_SOURCE),
    ("silver", "Silver", Obs("SILVER_FUT"), "high", "Silver, front future"),
    ("copper", "Copper", Obs("COPPER_FUT"), "high", "Copper, front future"),
    ("btc", "Bitcoin", Obs("BTC"), "high", "Bitcoin in dollars"),
    ("eth", "Ether", Obs("ETH"), "high", "Ether in dollars"),
    ("oil", "Oil", Obs("WTI_FUT"), "high", "WTI crude, front future"),
    ("yen", "Dollar in yen", Obs("USDJPY"), "high", "Yen per dollar"),
    ("hyg", "High-yield bonds", HIGH_YIELD, "high", "HYG, dividend-adjusted"),
    ("treasury", "Long Treasuries", _fund("TLT"), "none", "TLT, dividend-adjusted"),
)
_VULNERABLE = "Far above it there is more to give back."
_MANY = ("semiconductors", "emerging", "hyg", "treasury")
_STRETCHED = {
    "yen": "Far above it many have borrowed yen to hold other things, and a rising yen makes them "
    "pay back.",
    "treasury": "Far above it much flight into safety has already happened.",
}

MOVES: tuple[MetricSpec, ...] = tuple(
    MetricSpec(
        id=f"crossasset.{stem}_z_21d",
        label=f"{label} over a month",
        unit="sigma",
        function=window_z,
        inputs=(token,),
        window="21 days, volatility: 504 days before them",
        stress=stress,
        definition=(
            f"{label}: log change over 21 trading days, over the standard deviation of the 504 "
            "daily changes before them, per root day."
        ),
        citation=_ZSCORE,
        source=source,
        display="sigma",
        reads="change",
        overlap=21,
    )
    for stem, label, token, stress, source in _MOVES
)

EXTENSIONS: tuple[MetricSpec, ...] = tuple(
    MetricSpec(
        id=f"crossasset.{stem}_extension",
        label=f"{label} against {'their' if stem in _MANY else 'its'} 200-day average",
        unit="ratio",
        function=extension,
        inputs=(token,),
        window="200 days",
        stress=stress,
        definition=(
            f"{label}: price over its 200-day average, less one. "
            f"{_STRETCHED.get(stem, _VULNERABLE)}"
        ),
        citation=_TRENDS,
        source=source,
        display="percent",
        reads="difference",
        overlap=200,
    )
    for stem, label, token, stress, source in _EXTENSIONS
)

SPECS: tuple[MetricSpec, ...] = (*MOVES, *EXTENSIONS)
