"""Guesses about a column of numbers: kind, unit, pillar and lag, each to be checked by its user."""

from __future__ import annotations

import re

from tools.market.describe import ColumnFound

PILLARS = (
    ("fundamentals", "REVISION|REVISIONS|EPS|EARNINGS?|GUIDANCE|CAPEX|SALES|ESTIMATES?|VALUATION"),
    ("macro", "CPI|INFLATION|YIELDS?|RATES?|CREDIT|SPREADS?|GDP|GROWTH|PAYROLLS?|CLAIMS|MACRO"),
    ("behaviour", "BREADTH|CORRELATION|DISPERSION|VOLUME|ADVANCES?|DECLINES?|DEPTH|TURNOVER"),
    ("crossasset", "GOLD|SILVER|OIL|COPPER|BTC|BITCOIN|CRYPTO|FX|DXY|JPY|EUR|BONDS?"),
)
KINDS = (
    ("flow", "FLOWS?|INFLOWS?|OUTFLOWS?|BUYS?|SELLS?|BUYING|SELLING|BOUGHT|SOLD"),
    ("position", "GROSS|NET|LEVERAGE|LEV|EXPOSURE|LONGS?|SHORTS?|POSITIONS?|HOLDINGS?"),
    ("survey", "SURVEY|SENTIMENT|BULLS?|BEARS?|REVISIONS?"),
    ("factor", "FACTORS?|MOMENTUM|QUALITY|BETA|CARRY|MOM|SMB|HML"),
    ("yield", "YIELDS?"),
    ("spread", "SPREADS?|OAS"),
    ("breadth", "BREADTH|ADVANCES?|DECLINES?"),
)
UNITS = (("percent", "PCT|PERCENT"), ("usd", "USD|DOLLARS?|FLOWS?"))
SCALES = (
    ("1e9", "BN|BNS|BILLIONS?|USDBN|MRD|MRDS|MILLIARDEN?|USDMRD"),
    ("1e6", "M|MN|MM|MIO|MILLIONS?|MILLIONEN|USDM|USDMN|USDMIO"),
    ("1e3", "K|THOUSANDS?"),
)
LAGS = {"monthly": "month+1b", "quarterly": "quarter+1b"}
SMALL = 0.5  # a daily return is smaller


def pillar(words: str) -> str:
    """Return the pillar that a name speaks of, positioning where it speaks of none."""
    return _first(PILLARS, words) or "positioning"


def kind(words: str, found: ColumnFound) -> str:
    """Return what kind of series a name and its range make likely."""
    named = _first(KINDS, words)
    if named:
        return named
    if found.low < 0.0:
        return "factor" if max(abs(found.low), found.high) < SMALL else "vendor"
    return "ratio" if found.high <= 1.0 else "index"


def unit(words: str, found: ColumnFound) -> str:
    """Return the unit that a name and its range make likely."""
    if found.percent:
        return "percent"
    small = max(abs(found.low), abs(found.high)) <= 1.0
    dollars = "usd" if scale(words) else ""
    return _first(UNITS, words) or dollars or ("ratio" if small else "points")


def scale(words: str) -> str:
    """Return what turns a figure in billions, millions or thousands of dollars into dollars."""
    dollars = _first(UNITS, words) == "usd" or _first(SCALES[:1], words)
    return _first(SCALES, words) if dollars else ""


def lag(found: ColumnFound) -> str:
    """Return the least lag that is safe: the next business day, from its period's end."""
    return LAGS.get(found.frequency, "1b")


def _first(table: tuple[tuple[str, str], ...], words: str) -> str:
    """Return the first name of a table whose pattern is a word of an id."""
    return next((n for n, p in table if re.search(rf"(?:^|_)(?:{p})(?:_|$)", words)), "")
