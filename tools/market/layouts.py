"""The layouts of data files: from rows as found to checked frames, every refusal with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.lib

from tools.market.catalogue import SeriesRow
from tools.market.dataset import Dataset
from tools.market.manifest import FileRule
from tools.records import UnwindError

SHOWN = 5
CHAIN_COLUMNS = ("type", "expiration", "strike", "bid", "ask", "volume", "iv", "delta", "gamma")


@dataclass(slots=True)
class FileReport:
    """What became of one file.

    ``refused`` counts rows by reason; ``examples`` names the first lines of each. ``blank`` rows
    are dates without a value, as vendors print holidays.
    """

    name: str
    status: str = "read"
    rows: int = 0
    blank: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    error: str = ""
    what: str = ""

    def refuse(self, why: str, lines: pd.Index) -> None:
        """Count rows that were left out for one reason."""
        if len(lines):
            self.refused[why] = self.refused.get(why, 0) + len(lines)
            shown = self.examples.setdefault(why, [])
            shown += [int(n) for n in lines[: SHOWN - len(shown)]]


def read_rows(path: Path) -> pd.DataFrame:
    """Return a file's rows as found, indexed by line number (row number in Parquet).

    Empty CSV cells become missing; every other text stays, so that a typed "nan" is seen.

    Raises
    ------
    UnwindError
        When the file is empty, truncated or not what its name says.
    """
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            frame.index = pd.RangeIndex(1, len(frame) + 1)
            return frame
        frame = pd.read_csv(path, keep_default_na=False, na_values=[""], low_memory=False)
        frame.index = pd.RangeIndex(2, len(frame) + 2)
        return frame
    except pd.errors.EmptyDataError as error:
        raise UnwindError(f"{path.name}: is empty") from error
    except pd.errors.ParserError as error:
        raise UnwindError(f"{path.name}: {str(error).strip()}") from error
    except (OSError, EOFError, ValueError, pyarrow.lib.ArrowException) as error:
        kind = "Parquet" if path.suffix == ".parquet" else "CSV"
        reason = str(error).replace(str(path), path.name).strip().splitlines() or [""]
        raise UnwindError(f"{path.name}: damaged or not {kind}: {reason[0][:160]}") from error


def numbers(column: pd.Series) -> pd.Series:
    """Return a column as float64; a text that is no number becomes infinite, to be refused."""
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype(np.float64)
    parsed = pd.to_numeric(column, errors="coerce").astype(np.float64)
    return parsed.mask(parsed.isna() & column.notna(), np.inf)


def _columns(frame: pd.DataFrame, rule: FileRule, wanted: list[str], report: FileReport) -> None:
    absent = [c for c in wanted if c not in frame]
    if absent:
        raise UnwindError(
            f"{report.name}, line 1: no column {absent[0]!r}, only {', '.join(map(str, frame))}; "
            "rename it or describe the file in a manifest"
        )
    known = {*wanted, *rule.fields, *rule.columns, rule.date, rule.key, rule.vendor_column}
    for column in frame.columns:
        if column not in known and not rule.ignores(str(column)):
            report.warnings.append(f"line 1: unknown column {column!r} was left out")


def _dated(
    frame: pd.DataFrame, column: str, today: date | None, report: FileReport
) -> pd.DataFrame:
    """Return the rows with a sane date, parsed; ``today`` None lets scheduled dates be ahead."""
    raw = frame[column]
    if not pd.api.types.is_datetime64_any_dtype(raw.dtype):
        raw = pd.to_datetime(raw.astype("str"), errors="coerce", format="%Y-%m-%d")
    raw = raw.astype("datetime64[us]")
    report.refuse("bad date", frame.index[raw.isna()])
    ahead = raw > pd.Timestamp(today) if today else pd.Series(data=False, index=raw.index)
    report.refuse("date lies in the future", frame.index[ahead])
    good = raw.notna() & ~ahead
    return frame.assign(**{column: raw})[good]


def series_layout(
    frame: pd.DataFrame,
    rule: FileRule,
    catalogue: Mapping[str, SeriesRow],
    today: date,
    report: FileReport,
) -> Dataset:
    """Return the series of a file of dated values."""
    first = next(iter(rule.fields))
    wanted = [rule.date, *[c for c in (rule.key, rule.vendor_column) if c], first]
    _columns(frame, rule, wanted, report)
    frame = _dated(frame, rule.date, today, report)
    columns = {c: f for c, f in rule.fields.items() if c in frame}
    values = pd.DataFrame({f: numbers(frame[c]) for c, f in columns.items()}, index=frame.index)
    lead = columns[first]
    blank = values[lead].isna()
    report.blank += int(blank.sum())
    wild = values.isin([np.inf, -np.inf]).any(axis=1)
    report.refuse("not a finite number", frame.index[wild])
    keep = ~(blank | wild)
    frame, values = frame[keep], values[keep] * rule.scale
    if rule.zero_is_missing:
        values = values.mask(values == 0.0)
    for target, origin in rule.fill.items():
        values[target] = values.get(target, values[origin]).fillna(values[origin])
    keys = frame[rule.key].astype("str") if rule.key else pd.Series(rule.series, index=frame.index)
    sids = (
        (rule.prefix + keys.str.upper()).replace(rule.rename)
        if rule.prefix
        else keys.replace(dict(rule.rename))
    )
    if rule.vendor_column:
        vendors = frame[rule.vendor_column].astype("str").replace(dict(rule.vendors))
    else:
        vendors = pd.Series([rule.vendors.get(k, rule.vendor) for k in keys], index=keys.index)
    out = Dataset()
    dates = frame[rule.date]
    pairs = sids + "\t" + vendors
    for pair, lines in pairs.groupby(pairs).groups.items():
        sid, vendor = str(pair).split("\t")
        if sid in rule.refuse:
            report.refuse(f"{sid} {rule.refuse[sid]}", lines)
            continue
        if sid not in catalogue:
            report.refuse(f"series {sid} is not in the catalogue", lines)
            continue
        part = values.loc[lines].assign(date=dates.loc[lines])
        if catalogue[sid].positive:
            bad = part[lead] <= 0
            report.refuse("price is not above zero", part.index[bad])
            part = part[~bad]
        twice = part.duplicated("date")
        report.refuse("date stands there twice", part.index[twice])
        clean = part[~twice].set_index("date").sort_index()
        if len(clean):
            out.series[(sid, vendor)] = clean.dropna(axis=1, how="all")
            report.rows += len(clean)
    report.what = f"{len(out.series)} series"
    return out


def panel_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return the stock panel of a long file, one frame a field."""
    _columns(frame, rule, [rule.date, rule.key, next(iter(rule.fields))], report)
    frame = _dated(frame, rule.date, today, report)
    lead = next(iter(rule.fields))
    price = numbers(frame[lead])
    bad = ~np.isfinite(price) | (price <= 0)
    report.refuse("price is not a finite number above zero", frame.index[bad])
    frame = frame[~bad]
    twice = frame.duplicated([rule.date, rule.key])
    report.refuse("date and ticker stand there twice", frame.index[twice])
    frame = frame[~twice]
    rows, days = pd.factorize(frame[rule.date], sort=True)
    cols, tickers = pd.factorize(frame[rule.key].astype("str"), sort=True)
    out = Dataset()
    for column, name in rule.fields.items():
        if column in frame:
            grid = np.full((len(days), len(tickers)), np.nan)
            grid[rows, cols] = numbers(frame[column]).replace([np.inf, -np.inf], np.nan)
            index = pd.DatetimeIndex(days, name="date")
            out.panels[name] = pd.DataFrame(grid, index=index, columns=[str(t) for t in tickers])
    report.rows = len(frame)
    report.what = f"{len(tickers)} stocks"
    return out


def chain_layout(frame: pd.DataFrame, rule: FileRule, report: FileReport) -> Dataset:
    """Return the option chain of a vendor's quote table.

    The chain is dated by its quote time, rolled back to a weekday: a weekend's snapshot shows the
    Friday's close. An implied volatility of zero means none.
    """
    wanted = ["spot", "open_interest", *CHAIN_COLUMNS]
    _columns(
        frame.drop(columns=["quote_time", "symbol", "last_sale", "net"], errors="ignore"),
        FileRule(rule.name, "chain", date="", ignore=("open_interest",)),
        wanted,
        report,
    )
    named = re.search(rule.underlying, report.name)
    if named is None:
        raise UnwindError(f"{report.name}: its name does not say the underlying")
    quoted = _quote_date(frame, report.name)
    body = pd.DataFrame(index=frame.index)
    body["spot"] = numbers(frame["spot"])
    body["type"] = frame["type"].astype("str").str.strip().str.upper().str[:1]
    body["expiration"] = pd.to_datetime(frame["expiration"].astype("str"), errors="coerce")
    for column in ("strike", "bid", "ask", "volume", "iv", "delta", "gamma", "open_interest"):
        body[column] = numbers(frame[column])
    bad = (
        ~body["type"].isin(["C", "P"])
        | body["expiration"].isna()
        | ~(np.isfinite(body["strike"]) & (body["strike"] > 0))
        | ~(np.isfinite(body["spot"]) & (body["spot"] > 0))
    )
    report.refuse("no type, expiration, strike or spot", body.index[bad])
    body = body[~bad].replace([np.inf, -np.inf], np.nan).reset_index(drop=True)
    body["iv"] = body["iv"].where(body["iv"] > 0)
    if body.empty:
        raise UnwindError(f"{report.name}: holds no contract that can be read")
    report.rows = len(body)
    report.what = f"{named[1].upper()} chain quoted {quoted}"
    return Dataset(chains={(named[1].upper(), str(quoted)): body})


def _quote_date(frame: pd.DataFrame, name: str) -> date:
    text = str(frame["quote_time"].iloc[0]) if "quote_time" in frame and len(frame) else ""
    spelled = re.search(r"([A-Z][a-z]+ \d{1,2}),? (\d{4})", text)
    iso = re.search(r"\d{4}-\d{2}-\d{2}", text) or re.search(r"\d{4}-\d{2}-\d{2}", name)
    written = f"{spelled[1]} {spelled[2]}" if spelled else iso[0] if iso else ""
    found = pd.to_datetime(written, errors="coerce")
    if pd.isna(found):
        raise UnwindError(f"{name}: neither quote_time nor its name gives the quote date")
    return pd.offsets.BDay().rollback(found).date()


def table_layout(frame: pd.DataFrame, rule: FileRule, today: date, report: FileReport) -> Dataset:
    """Return a table's rows with dates parsed and a duplicate row dropped."""
    frame = frame.rename(columns=dict(rule.columns))
    absent = [c for c in rule.required if c not in frame]
    if absent:
        raise UnwindError(f"{report.name}, line 1: no column {absent[0]!r}")
    for column in rule.dates:
        lead = column == rule.dates[0]
        if lead:
            limit = None if rule.scheduled else today
            frame = _dated(frame, column, limit, report)
        elif column in frame:
            parsed = pd.to_datetime(frame[column], errors="coerce").astype("datetime64[us]")
            bad = parsed.isna() & frame[column].notna()
            report.refuse(f"bad {column}", frame.index[bad])
            frame = frame.assign(**{column: parsed})[~bad]
    twice = frame.duplicated()
    report.refuse("row stands there twice", frame.index[twice])
    frame = frame[~twice][[c for c in frame if not rule.ignores(str(c))]]
    report.rows = len(frame)
    report.what = f"table {rule.table}"
    return Dataset(tables={rule.table: frame})
