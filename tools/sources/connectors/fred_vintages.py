"""ALFRED: every value of a revised series with the day from which it was known.

The dates on which a series changed come first, then its values, a calendar year of real time a
request and a past year once. FRED cuts a value's validity to the period asked for, so that each
period begins on the last day of the one before and what held on that day already is dropped.

The rows are kept as the table "vintages", from which the market shows each series as it stood on a
day (:mod:`tools.market.vintages`). Each is asked for whole, whatever a first pull is limited to: a
history that is cut off ranks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.market.columns import INFINITE, LARGEST, numbers
from tools.market.dataset import Dataset
from tools.market.report import FileReport
from tools.market.vintages import TABLE
from tools.sources.csvs import one_day
from tools.sources.nested import parsed, records, walked
from tools.sources.plausible import check_unit
from tools.sources.request import Ask, Connector, Failure, Payload, Request, Standing
from tools.sources.sessions import new_york_day

DATES = "-dates"
START = "1776-07-04"  # FRED's name for the first day of real time
MOST = {"dates": "10000", "rows": "100000"}  # what the addresses give at most
_KEYS = ("date", "realtime_start", "value")
# Revised series that a reading looks at. Those of the Chicago Fed are not among them: all of their
# history is estimated anew each week, so that the editions of what is fetched tell what was known.
SERIES = ("CPIAUCSL", "CPILFESL", "PAYEMS", "UNRATE", "ICSA")


def ask(standing: Standing) -> Ask:
    """Ask which dates there are, and for the years of which something is not held yet."""
    for sid in SERIES:
        query = {"series_id": sid, "file_type": "json", "limit": MOST["dates"]}
        dates = yield Request(f"{sid}{DATES}", "/fred/series/vintagedates", "json", query)
        if dates is not None:
            for request in _periods(sid, _dates(dates)):
                if not standing.asked(request.key):
                    yield request


def _periods(sid: str, dates: list[date]) -> Iterator[Request]:
    """Yield a request for each calendar year of real time, the last one up to its last date."""
    years = sorted({day.year for day in dates})
    for year in years:
        begin = START if year == years[0] else f"{year - 1}-12-31"
        end = dates[-1].isoformat() if year == years[-1] else f"{year}-12-31"
        query = {
            "series_id": sid,
            "file_type": "json",
            "limit": MOST["rows"],
            "realtime_start": begin,
            "realtime_end": end,
        }
        key = f"{sid}-{end if year == years[-1] else year}"
        yield Request(key, "/fred/series/observations", "json", query)


def _dates(payload: Payload) -> list[date]:
    """Return the dates on which a series changed, in order; none where the body is damaged."""
    try:
        found = walked(payload, parsed(payload), "vintage_dates")
        days = sorted(date.fromisoformat(day) for day in found)
    except (Failure, ValueError, TypeError):
        return []
    # Dates outside real time would be asked for year by year.
    latest = payload.fetched.date() + timedelta(days=1)
    possible = all(date.fromisoformat(START) <= day <= latest for day in days)
    return days if possible else []


def read(payload: Payload, report: FileReport) -> Dataset:
    """Read one period's values as rows ``series, observed, value, known`` of the table "vintages".

    Index levels of different vintages may have different base years.
    """
    body = parsed(payload)
    sid = payload.key.partition("-")[0]
    if sid not in SERIES:
        raise Failure("changed", f"{payload.name}: no series of this source")
    if payload.key.endswith(DATES):
        if walked(payload, body, "vintage_dates") and not _dates(payload):
            raise Failure("changed", f"{payload.name}: vintage_dates holds what is no date")
        return Dataset()
    begin = one_day(pd.Series([str(walked(payload, body, "realtime_start"))]), ["%Y-%m-%d"])[0]
    if pd.isna(begin):
        raise Failure("changed", f"{payload.name}: realtime_start is no date")
    rows = records(payload, walked(payload, body, "observations"), _KEYS, "observations")
    if walked(payload, body, "count") != len(rows):
        raise Failure("cut", f"{payload.name}: {len(rows)} values came, not all that there are")
    rows = rows.mask(rows.isin(["", "."])).set_axis(rows.index + 1)
    frame = pd.DataFrame(
        {
            "series": pd.Series(sid, index=rows.index, dtype="str"),
            "observed": one_day(rows["date"].astype("str"), ["%Y-%m-%d"]),
            "value": numbers(rows["value"]),
            "known": one_day(rows["realtime_start"].astype("str"), ["%Y-%m-%d"]),
        }
    )
    kept = _checked(payload, frame, report)
    kept = kept[(kept["known"] > begin) | (f"{begin:%Y-%m-%d}" == START)]
    report.rows += len(kept)
    kept = kept.sort_values(["known", "observed"], ignore_index=True)
    return Dataset(tables={TABLE: kept} if len(kept) else {})


def _checked(payload: Payload, frame: pd.DataFrame, report: FileReport) -> pd.DataFrame:
    """Return the rows that can be, the others counted."""
    check_unit(payload, str(frame["series"].iloc[0]), frame["value"])
    blank = frame["value"].isna()
    report.blank += int(blank.sum())
    today = pd.Timestamp(new_york_day(payload.fetched))
    faults = {
        "bad date": frame["observed"].isna() | frame["known"].isna(),
        "not a finite number": frame["value"].isin(INFINITE) | (frame["value"].abs() > LARGEST),
        "date lies in the future": (frame["known"] > today),
        "known before it was observed": frame["known"] < frame["observed"],
        "value stands there twice: the later one counts": frame.duplicated(
            ["observed", "known"], keep="last"
        ),
    }
    bad = np.zeros(len(frame), dtype=bool)
    for why, rows in faults.items():
        report.refuse(why, frame.index[rows & ~bad])
        bad |= rows.to_numpy()
    return frame[~bad & ~blank.to_numpy()]


CONNECTOR = Connector(ask, read)
