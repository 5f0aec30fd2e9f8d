"""Reasons of absence in plain words: what a series, a table or a reading is called, not its id."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Of tables, which no catalogue names.
TABLES: Mapping[str, str] = {
    "econ_calendar": "economic reports with their consensus",
    "eps_vintages": "sets of estimates",
    "fomc": "FOMC decisions",
    "fomc_shocks": "measured policy surprises",
    "membership": "list of the index's members",
    "payrolls": "payrolls as first published",
    "sectors": "sectors of single stocks",
}
_ABSENT = re.compile(r"no (?P<what>.+) in market .+ so far")
_TABLE, _PANEL, _CHAIN = "table ", "stock panel of ", " option chain"
_READING = re.compile(r"\b(?:market|macro|fundamentals|positioning|behaviour|crossasset)\.[a-z]\w+")


def plain(reason: str) -> str:
    """Return a reason without ids: each replaced by its title, or by its name with spaces.

    Parameters
    ----------
    reason : str
        Why there is no figure, as the measurement gave it.
    """
    found = _ABSENT.fullmatch(reason)
    if found:
        return f"no {_titled(found['what'])} so far"
    return _READING.sub(lambda match: _label(match[0]), reason)


def _titled(what: str) -> str:
    """Return the title of what a market does not hold."""
    if what.startswith(_TABLE):
        name = what.removeprefix(_TABLE)
        return TABLES.get(name, name.replace("_", " "))
    if what.startswith(_PANEL):
        return "prices of single stocks"
    if what.endswith(_CHAIN):
        return f"{_name(what.removesuffix(_CHAIN))} option chains"
    series, _, field = what.partition(" ")
    return f"data on {_name(series)}{f' ({field})' if field else ''}"


def _name(series: str) -> str:
    from tools.market.catalogue import catalogue

    row = catalogue().get(series)
    return row.name if row else series.replace("_", " ")


def _label(reading: str) -> str:
    from tools.pillars.registry import specs

    spec = specs().get(reading)
    return spec.label if spec else reading
