"""The risk families: what each is read from, which way it hurts, and what counts as one family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tools.metrics.families import Hurts
from tools.metrics.scaling import Scale
from tools.pillars.spec import Input, Obs, Rank

Role = Literal["risk", "shock", "context"]
INDEX, FACTOR = "SPX", "factor"
QUOTED_IN_DOLLARS = frozenset({"precious", "base", "oil"})


@dataclass(frozen=True, slots=True)
class Family:
    """One asset of a risk family; those of one ``group`` are one family and count once.

    ``metric`` reads the level from a metric's history instead of a series; ``against`` makes the
    price relative. A *risk* sells off by itself, a *shock* hurts by rising and counts only beside
    what it hurts, *context* is shown and never counts. ``mirrors`` names the groups in which a
    shock shows by arithmetic alone: metals fall in dollars when the dollar rises. ``ticks`` marks
    vendors' currencies, whose files hold bad days.
    """

    asset: str
    group: str
    label: str
    series: str = ""
    metric: str = ""
    against: str = ""
    field: str = "close"
    scale: Scale = "log"
    rises: bool = False
    role: Role = "risk"
    mirrors: frozenset[str] = frozenset()
    ticks: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The series that its level is read from, none if that is a metric."""
        return tuple(name for name in (self.series, self.against) if name)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All that its level is read from."""
        if self.metric:
            return (Rank(self.metric),)
        return tuple(Obs(name, self.field) for name in self.names)

    @property
    def hurts(self) -> Hurts:
        """The direction that hurts."""
        return "up" if self.rises else "down"

    @property
    def sign(self) -> float:
        """What turns its moves so that a negative one hurts."""
        return -1.0 if self.rises else 1.0


def _relative(asset: str, group: str, label: str, series: str) -> Family:
    """Return a fund against the S&P's: what it loses beyond the index, which is counted already."""
    return Family(asset, group, f"{label} less S&P", series, against="SPY", field="adj_close")


def _shock(asset: str, group: str, label: str, series: str, scale: Scale = "log") -> Family:
    return Family(asset, group, label, series, scale=scale, rises=True, role="shock")


FAMILIES: tuple[Family, ...] = (
    Family("MOMENTUM", FACTOR, "market-neutral momentum", metric="positioning.momentum_index"),
    Family("MOMENTUM_RAW", FACTOR, "momentum", metric="positioning.momentum_raw_index"),
    _relative("HIGH_BETA", FACTOR, "high beta", "SPHB"),
    _relative("SMALL", FACTOR, "small caps", "IWM"),
    _relative("BANKS", FACTOR, "financials", "XLF"),
    _relative("EMERGING", "emerging", "emerging markets", "EEM"),
    _relative("CHINESE", "emerging", "Chinese shares", "FXI"),
    Family("HY", "credit", "high-yield spread", "BAMLH0A0HYM2", scale="bp", rises=True),
    Family("BTC", "crypto", "bitcoin", "BTC"),
    Family("ETH", "crypto", "ether", "ETH"),
    Family("GOLD", "precious", "gold", "GOLD_FUT"),
    Family("SILVER", "precious", "silver", "SILVER_FUT"),
    Family("COPPER", "base", "copper", "COPPER_FUT"),
    Family("OIL", "oil", "oil", "WTI_FUT"),
    Family(
        "OIL_UP",
        "oil_up",
        "oil, rising",
        "WTI_FUT",
        rises=True,
        role="shock",
        mirrors=frozenset({"oil"}),
    ),
    _shock("UST2Y", "rates", "2-year yield", "DGS2", "bp"),
    _shock("UST10Y", "rates", "10-year yield", "DGS10", "bp"),
    _shock("UST30Y", "rates", "30-year yield", "DGS30", "bp"),
    _shock("MOVE", "rates", "MOVE", "MOVE"),
    Family(
        "DOLLAR",
        "currency",
        "dollar",
        "DXY",
        rises=True,
        role="shock",
        mirrors=QUOTED_IN_DOLLARS,
        ticks=True,
    ),
    Family("YEN", "currency", "dollar against the yen", "USDJPY", role="shock", ticks=True),
    Family(
        "IG",
        "credit_ig",
        "investment-grade spread",
        "BAMLC0A0CM",
        scale="bp",
        rises=True,
        role="context",
    ),
)
BY_ASSET = {family.asset: family for family in FAMILIES}
