"""Cboe's put/call ratios: a body a session since October 2019, and a frozen file before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tools.market.columns import numbers
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.sources.csvs import one_day, rows_of
from tools.sources.nested import parsed
from tools.sources.plausible import fields, readings, units
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import sessions

FROZEN = "totalpc"
FIRST = date(2019, 10, 7)  # the first session with a body of its own
RECENT = 60  # sessions that a run asks for; --since asks for all of them
RATIOS = {
    "TOTAL PUT/CALL RATIO": "total",
    "INDEX PUT/CALL RATIO": "index",
    "EXCHANGE TRADED PRODUCTS PUT/CALL RATIO": "etp",
    "EQUITY PUT/CALL RATIO": "equity",
}
_ROUNDING = 0.0051  # the file's ratio has two decimals


def ask(standing: Standing) -> Ask:
    """Ask for the latest sessions that were not asked for yet; at first for the frozen file too.

    Each run goes further back, until the first session with a body is reached.
    """
    if not standing.asked(FROZEN) and (standing.since is None or standing.since < FIRST):
        path = "/resources/options/volume_and_call_put_ratios/totalpc.csv"
        yield Request(FROZEN, path, "csv")
    wanted = _wanted(standing, max(standing.since or FIRST, FIRST))
    for key in wanted if standing.since else wanted[-RECENT:]:
        path = f"/data/us/options/market_statistics/daily/{key}_daily_options"
        yield Request(key, path, "json", may_lack=True)


def _wanted(standing: Standing, begin: date) -> list[str]:
    """Return the sessions from a day on of which there is no body yet."""
    keys = (f"{day:%Y-%m-%d}" for day in sessions(begin, standing.session))
    return [key for key in keys if not standing.asked(key)]


def lacks(standing: Standing) -> str:
    """Say how many sessions of the past are still to come, from where none is missing by chance."""
    wanted = _wanted(standing, FIRST)
    if len(wanted) <= RECENT:
        return ""
    return (
        f"{len(wanted):,} sessions from {wanted[0]} to {wanted[-1]} are not here yet: a pull asks "
        f"for {RECENT}, --source cboe-put-call --since {FIRST} for all of them"
    )


def read(payload: Payload, report: FileReport) -> Dataset:
    """Return the series PUT_CALL: the ratio of all options, and of three kinds since 2019."""
    whole = payload.key == FROZEN
    rows, days, names = _frozen(payload, report) if whole else _session(payload, report)
    units = {column: f"PUT_CALL.{name}" for column, name in names.items()}
    found = readings(payload, rows, days, units, report, closed=True)
    return Dataset(series={("PUT_CALL", payload.source): fields(found, names)})


def _frozen(
    payload: Payload, report: FileReport
) -> tuple[pd.DataFrame, pd.Series, Mapping[str, str]]:
    """Return the rows of the frozen file whose ratio is that of its volumes."""
    rows = rows_of(payload, ("DATE", "CALLS", "PUTS", "P/C Ratio"), report)
    ratio, puts, calls = (numbers(rows[c]) for c in ("P/C Ratio", "PUTS", "CALLS"))
    odd = np.isfinite(ratio) & ~((ratio - puts / calls).abs() <= _ROUNDING)
    report.refuse("the ratio is not that of puts and calls", rows.index[odd])
    return rows[~odd], one_day(rows["DATE"], ("%m/%d/%Y",))[~odd], {"P/C Ratio": "total"}


def _session(
    payload: Payload, report: FileReport
) -> tuple[pd.DataFrame, pd.Series, Mapping[str, str]]:
    """Return the one row of a session's body.

    Cboe prints 11.00 now and then for one kind of option: where the others are plausible that one
    is left out, and no unit has changed.
    """
    body = parsed(payload)
    found = body.get("ratios") if isinstance(body, dict) else None
    pairs = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    values = {str(row.get("name")).strip().upper(): row.get("value") for row in pairs}
    if next(iter(RATIOS)) not in values:
        raise Failure(
            "changed",
            f"{payload.name}: names no total put/call ratio: the source has changed its layout",
        )
    ratios = numbers(pd.Series({name: _text(values.get(name)) for name in RATIOS}, dtype="object"))
    odd = [name for name, field in RATIOS.items() if _beyond(ratios[name], field)]
    if odd and len(odd) < ratios.notna().sum():
        report.warnings.append(f"{odd[0].lower()} of {ratios[odd[0]]:g} was left out")
        ratios[odd] = np.nan
    rows = ratios.to_frame(1).T
    days = pd.Series(pd.to_datetime([payload.key], format="%Y-%m-%d"), index=rows.index)
    return rows, days.astype("datetime64[us]"), RATIOS


def _beyond(ratio: float, field: str) -> bool:
    return np.isfinite(ratio) and ratio > units()[f"PUT_CALL.{field}"].usual[1]


def _text(value: object) -> str | None:
    """Return a ratio as it is written, None for nothing and for 0.00, which none can be."""
    text = "" if value is None else str(value).strip()
    return None if text.upper() == "N/A" or not text.strip("0.") else text


CONNECTOR = Connector(ask, read, lacks=lacks)
